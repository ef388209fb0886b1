"""Results that a correction superseded, as they stood: listed, and written as a sheet that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _, current_language, speaking
from qadesk.printing.sheet import SheetContent
from qadesk.services import cycles, personal, rights, staff_numbers
from qadesk.services.after_closing import correction_views
from qadesk.services.assessment import assessments, results
from qadesk.services.assessment.assessments import Kept
from qadesk.services.done import Done
from qadesk.services.paper import sheet_contents, sheet_month
from qadesk.services.paper.sheet_month import Comment
from qadesk.storage.office import Office
from qadesk.whole_files import write_whole


@dataclass(frozen=True)
class KeptRevision:
    """One revision of a result of a closed month. `at` is UTC; the first one has no reason."""

    revision: int
    at: datetime
    total: Decimal | None
    grade: str | None
    digest: str
    reason: str
    by: str
    counts: bool  # no later one supersedes it


def revision_line(one: KeptRevision, at: datetime) -> str:
    """One revision in a line; `at` is local."""
    text = _("Revision {n} of {day}: total {total}, grade {grade}").format(
        n=one.revision,
        day=formats.day(at.date()),
        total=formats.decimal(one.total),
        grade=one.grade or formats.DASH,
    )
    return formats.spoken(text, one.reason) if one.reason else text


def revisions(office: Office, code: str, staff_no: str) -> tuple[KeptRevision, ...]:
    """All revisions of an agent's result, the oldest first.

    Raises UserError for a month never opened, and for who has no result stored in it.
    """
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        agent_id = staff_numbers.must_find(connection, staff_no, code)
        kept = _kept(connection, cycle.id, agent_id, code)
        made_by = {
            one.revision: one
            for one in correction_views.of_cycle(connection, cycle.id)
            if one.agent_id == agent_id and one.revision is not None
        }
    found = []
    for one in kept:
        assert one.at is not None
        why = made_by.get(one.revision)
        reason, by = ("", "") if why is None else (why.reason, why.by)
        made, last = one.assessment, one is kept[-1]
        found.append(KeptRevision(one.revision, one.at, made.total, made.grade, one.digest, reason, by, last))
    return tuple(found)


def content(
    office: Office, code: str, staff_no: str, revision: int, language: str | None = None
) -> SheetContent:
    """What the sheet of a superseded revision says; the newest one is `sheets.content`.

    Single comments and counts are not kept with a result: it has what was stored. Raises UserError as
    `revisions` does, and for a revision there is not.
    """
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        agent_id = staff_numbers.must_find(connection, staff_no, code)
        kept = _kept(connection, cycle.id, agent_id, code)
        made = results.results_in(connection, office, cycle)
        month = sheet_month.read_month(connection, office, made)
    wanted = next((one for one in kept if one.revision == revision), None)
    if wanted is None or wanted is kept[-1]:
        raise UserError(
            "sheet.no_such_revision",
            _("This result has no superseded revision {n}.").format(n=revision),
            kept=_("Nothing was written."),
        )
    said = (Comment("", wanted.comment, "", ""),) if wanted.comment else ()
    number = wanted.agent.staff_no
    month = replace(
        month,
        comments={**month.comments, agent_id: said},
        crossings={key: found for key, found in month.crossings.items() if key[0] != number},
        revised={},
        printed={},
        checks={},
        superseded=True,
    )
    result = results.as_stored(cycle, made.cards.of(agent_id), wanted)
    language = language or current_language()
    filled = sheet_contents.fill(month, result, language)
    with speaking(language):
        state = _("Superseded by revision {n}").format(n=kept[-1].revision)
        told = _("This is revision {n} of {day}, kept as it was stored. It no longer counts.").format(
            n=revision, day=formats.day(office.local(wanted.at).date() if wanted.at else None)
        )
    return replace(filled, state=state, revised=(told,), superseded=True)


@rights.needs("print")
def save(
    office: Office, code: str, staff_no: str, revision: int, path: Path, language: str | None = None
) -> Done[Path]:
    """Write the sheet of a superseded revision as PDF, marked so. Raises as `content` does."""
    from qadesk.printing.document import sheets_pdf

    said = content(office, code, staff_no, revision, language)
    write_whole(path, sheets_pdf([said], printed=office.local(office.now())))
    personal.exported(office, f"{code}/{said.identity.staff_no}", "agents", 1, path)
    return Done(path)


def _kept(connection: Connection, cycle_id: int, agent_id: int, code: str) -> list[Kept]:
    kept = assessments.revisions(connection, cycle_id, agent_id)
    if not kept:
        raise UserError(
            "sheet.no_revisions",
            _("No result of this agent is stored in {code}.").format(code=code),
            remedy=_("Results are stored when the cycle is closed."),
        )
    return kept
