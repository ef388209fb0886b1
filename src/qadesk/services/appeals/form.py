"""The appeal form as PDF: to fill in by hand, or with what was entered and decided as the answer."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from qadesk import formats
from qadesk.domain.appeals import AppealOutcome
from qadesk.domain.cycles import Cycle
from qadesk.i18n import _, current_language, speaking
from qadesk.services import audit, cycles, personal, rights
from qadesk.services.after_closing import interviews, stages, working_days
from qadesk.services.after_closing.stage_words import appeal_time
from qadesk.services.after_closing.stages import Position
from qadesk.services.appeals import judges, reading, subjects
from qadesk.services.appeals.reading import Appeal, MonthAppeals
from qadesk.services.appeals.words import (
    answer_time,
    lateness,
    level_words,
    outcome_words,
    self_decided,
    self_decided_text,
)
from qadesk.services.assessment import assessments
from qadesk.services.done import Done
from qadesk.services.paper import sheets
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors
from qadesk.whole_files import write_whole

if TYPE_CHECKING:
    from qadesk.printing.appeal_form import AppealFormContent


@rights.needs("print")
def save_forms(
    office: Office,
    code: str,
    staff_nos: Collection[str],
    path: Path,
    *,
    blank: bool = False,
    language: str | None = None,
) -> Done[int]:
    """Write a form for each of some agents (none named: all) into one PDF; the value is how many.

    With the newest appeal of each, where there is one; `blank`: to fill in by hand all the same. An existing
    file is replaced. Raises UserError for who has no result in the month, and if the file cannot be written.
    """
    from qadesk.printing.appeal_form import appeal_forms_pdf

    pages = contents(office, code, staff_nos, blank=blank, language=language)
    write_whole(path, appeal_forms_pdf(pages, office.local(office.now())))
    with office.write() as connection:
        audit.note(
            connection, office, "appeal.form", code, file=path.name, agents=[p.staff_no for p in pages]
        )
    personal.exported(office, code, "both", len(pages), path)
    return Done(len(pages))


def contents(
    office: Office,
    code: str,
    staff_nos: Collection[str],
    *,
    blank: bool = False,
    language: str | None = None,
) -> tuple[AppealFormContent, ...]:
    """What the forms say, by staff number. Raises UserError for who has no result in the month."""
    rights.know(office)
    speech = language or current_language()
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        month = stages.positions_in(connection, cycle)
        chosen = stages.chosen(month, staff_nos) or month.positions
        found = reading.appeals_in(connection, office, cycle)
        talks = {one.agent_id: one.talk.day.isoformat() for one in interviews.of_cycle(connection, cycle)}
        scorers = {one.agent_id: _scorers(connection, cycle, one.agent_id) for one in chosen}
        before = {
            one.id: _result_then(connection, cycle, one)
            for one in found.appeals
            if one.correction_id is not None
        }
        head = anchors.for_paper(connection, office.id)
        rule = working_days.rule_in(connection, code)
    newest = {} if blank else {one.position.staff_no: one for one in found.appeals if one.newest}
    said = {
        one.identity.staff_no: one
        for one in sheets.contents(office, code, [one.staff_no for one in chosen], speech)
    }
    with speaking(speech):
        from qadesk.printing.appeal_form import AppealFormContent

        made = []
        for who in chosen:
            sheet, one = said[who.staff_no], newest.get(who.staff_no)
            interview = talks.get(who.agent_id, "")
            made.append(
                AppealFormContent(
                    language=speech,
                    office=sheet.identity.office,
                    cycle=sheet.identity.cycle,
                    period=sheet.identity.period,
                    name=sheet.identity.name,
                    staff_no=sheet.identity.staff_no,
                    team=" · ".join(part for part in (sheet.identity.team, sheet.identity.post) if part),
                    result=_result(who) if one is None else before.get(one.id) or _result(who),
                    assessed_by=_(", ").join(scorers[who.agent_id]),
                    sheet_received=formats.day(who.received) if who.received else "",
                    appeal_until=formats.day(who.appeal.last) if who.appeal else "",
                    sheet_code=sheet.code,
                    appeal_time=appeal_time(rule),
                    answer_time=answer_time(found.rule),
                    next_level="" if one is not None and one.level > 1 else found.next_level,
                    outcomes=tuple(outcome_words(one) for one in AppealOutcome),
                    trail=head,
                    **_entered(found, who, one, interview),
                )
            )
    return tuple(made)


def _entered(month: MonthAppeals, who: Position, one: Appeal | None, interview: str) -> dict[str, Any]:
    """What is known of the appeal itself; little of a blank form."""
    from qadesk.printing.appeal_form import AppealFormPoint

    if one is None:
        return {"level": level_words(1, ""), "interview": interview}
    talked = formats.day(one.interview_on) if one.interview_on else interview or _("none")
    card = month.card_of(one)
    told: dict[str, Any] = {
        "level": level_words(one.level, month.next_level),
        "interview": talked,
        "received": formats.day(one.received_on),
        "late": lateness(one),
        "answer_due": formats.day(one.answer_due),
        "words": one.words,
        "points": tuple(
            AppealFormPoint(subjects.text(card, point.about, point.ref), point.words, point.found)
            for point in one.points
        ),
        "evidence": tuple(file.name for file in one.files),
    }
    if one.open:
        return told
    corrected = _result(who) if one.correction_id is not None else _("unchanged")
    by = _("{who}, {day}").format(who=one.decided_by or formats.DASH, day=formats.day(one.decided_on))
    return told | {
        "outcome": outcome_words(one.outcome),
        "reasons": one.reasons,
        "corrected": corrected,
        "decided": by,
        "involved": self_decided_text() if self_decided(one) and one.reasons else "",
    }


def _result(who: Position) -> str:
    return "  ".join(part for part in (formats.decimal(who.total), who.grade) if part)


def _result_then(connection: Connection, cycle: Cycle, one: Appeal) -> str:
    """The result that was appealed against, before what was put right inside the appeal."""
    own, correction = tables.assessment.c, tables.correction.c
    revision = connection.execute(
        select(correction.revision).where(correction.id == one.correction_id)
    ).scalar()
    if revision is None:
        return ""
    content = connection.execute(
        select(own.content).where(
            own.cycle_id == cycle.id, own.agent_id == one.position.agent_id, own.revision == revision - 1
        )
    ).scalar()
    if content is None:
        return ""
    made = assessments.from_dict(content)
    return "  ".join(part for part in (formats.decimal(made.total), made.grade) if part)


def _scorers(connection: Connection, cycle: Cycle, agent_id: int) -> list[str]:
    """The names of those who rated an agent or typed a value."""
    whose = judges.scorers(connection, cycle, agent_id)
    user = tables.user.c
    return list(connection.execute(select(user.name).where(user.id.in_(whose)).order_by(user.id)).scalars())
