"""What became of an assessment after its month was closed, to be read: handed over, talked over, posted.

Numbers in what people wrote are masked, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from sqlalchemy import Connection, func, select

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.domain.stages import Stage
from qadesk.i18n import _
from qadesk.services import readers
from qadesk.services.after_closing import interviews, notices, stages
from qadesk.services.after_closing.interview_words import interview_lines
from qadesk.services.after_closing.notice_words import result_text
from qadesk.services.after_closing.stage_words import deadline_lines, stage_words, step_line
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.evidence_pack import pages
from qadesk.storage import tables
from qadesk.storage.office import Office

NAME: Final = "afterwards.html"


def written(connection: Connection, office: Office, made: CycleResults, result: AgentResult) -> str:
    """The page: each part with what there is of it, or that there is nothing."""
    title = _("What became of it")
    body = [pages.heading(title, 1), pages.paragraph(f"{result.agent.staff_no} · {result.agent.name}")]
    for part in _PARTS:
        body += part(connection, office, made, result)
    return pages.page(title, body)


def _steps(connection: Connection, office: Office, made: CycleResults, result: AgentResult) -> Iterator[str]:
    """Review, delivery, signature, and until when the agent could appeal."""
    yield pages.heading(_("Review, delivery and signature"))
    month = stages.positions_in(connection, made.cycle)
    found = next((one for one in month.positions if one.agent_id == result.agent.id), None)
    if found is None:
        yield pages.paragraph(_("Nothing: the month was not closed, or by an earlier version."))
        return
    yield pages.listed(step_line(step, office.local(step.at)) for step in found.steps)
    if found.appeal is not None:
        until = _("Could be appealed until {day}:").format(day=formats.day(found.appeal.last))
        yield pages.paragraph(until)
        yield pages.listed(deadline_lines(found.appeal))


def _talk(connection: Connection, office: Office, made: CycleResults, result: AgentResult) -> Iterator[str]:
    yield pages.heading(_("Interview"))
    found = [one for one in interviews.of_cycle(connection, made.cycle) if one.agent_id == result.agent.id]
    for one in found:
        yield pages.listed(interview_lines(one))
        entered = _("Entered by {who} on {when}.")
        when = formats.moment(office.local(one.at))
        yield pages.paragraph(entered.format(who=one.by or formats.DASH, when=when), "muted")
    if not found:
        yield pages.paragraph(_("None was entered."))


def _appeals(_c: Connection, _office: Office, made: CycleResults, result: AgentResult) -> Iterator[str]:
    own = tables.appeal.c
    yield pages.heading(_("Appeals"))
    here = (own.cycle_id == made.cycle.id, own.agent_id == result.agent.id)
    rows = _c.execute(select(tables.appeal).where(*here).order_by(own.id)).all()
    told = [
        (
            formats.day(row.received_on),
            mask(row.words),
            stage_words(Stage(row.outcome)) if row.outcome else formats.DASH,
            formats.day(row.decided_on) or formats.DASH,
            mask(row.reasons),
        )
        for row in rows
    ]
    if not told:
        yield pages.paragraph(_("None was entered."))
        return
    yield pages.table(
        (_("Received on"), _("The agent's words"), _("Outcome"), _("Decided on"), _("Reasons")), told
    )


def _scans(connection: Connection, office: Office, made: CycleResults, result: AgentResult) -> Iterator[str]:
    own, page = tables.scan.c, tables.scan_page.c
    yield pages.heading(_("Signed sheets that came back"))
    rows = connection.execute(
        select(own.at, own.source, func.count(page.id).label("pages"))
        .join_from(tables.scan, tables.scan_page, page.scan_id == own.id, isouter=True)
        .where(own.cycle_id == made.cycle.id, own.agent_id == result.agent.id)
        .group_by(own.id, own.at, own.source)
        .order_by(own.id)
    )
    told = [(formats.moment(office.local(row.at)), row.source, str(row.pages)) for row in rows]
    if not told:
        yield pages.paragraph(_("None was filed."))
        return
    yield pages.table((_("Filed"), _("File"), _("Pages")), told)


def _notices(
    connection: Connection, office: Office, made: CycleResults, result: AgentResult
) -> Iterator[str]:
    """The notices that told of the result, and of no other agent's."""
    yield pages.heading(_("Notices of results"))
    told = []
    for one in notices.of_cycle(connection, made.cycle):
        line = next((each for each in one.lines if each.agent_id == result.agent.id), None)
        if line is None or one.at is None:
            continue
        before = "" if one.before is None else str(one.before.number)
        said = " · ".join(part for part in (line.known, result_text(line)) if part)
        told.append((str(one.number), formats.moment(office.local(one.at)), said, before, one.code))
    if not told:
        yield pages.paragraph(_("None was made."))
        return
    yield pages.table((_("No."), _("Made on"), _("What it said"), _("Replaces no."), _("Code")), told)


def _read(connection: Connection, office: Office, made: CycleResults, result: AgentResult) -> Iterator[str]:
    """Whether the agent had signed for the scorecard the month was assessed by."""
    yield pages.heading(_("Scorecard read"))
    signed = readers.signers_in(connection, made.cycle.scorecard_id)
    one = next((each for each in signed if each.agent_id == result.agent.id and each.day is not None), None)
    if one is None or one.at is None:
        text = _("That the agent signed for having read this version of the scorecard was not entered.")
        yield pages.paragraph(text)
        return
    text = _(
        "The agent signed for having read this version of the scorecard on {day}; entered by {who}, {when}."
    )
    when = formats.moment(office.local(one.at))
    yield pages.paragraph(text.format(day=formats.day(one.day), who=one.by or formats.DASH, when=when))


_Part = Callable[[Connection, Office, CycleResults, AgentResult], Iterator[str]]
_PARTS: Final[tuple[_Part, ...]] = (_read, _talk, _steps, _scans, _appeals, _notices)
