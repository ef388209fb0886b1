"""What became of an assessment after its month was closed, to be read: handed over, talked over, posted.

Numbers in what people wrote are masked, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from sqlalchemy import Connection, select

from qadesk import formats
from qadesk.i18n import _
from qadesk.services import readers
from qadesk.services.after_closing import interviews, notices, stages
from qadesk.services.after_closing.interview_words import interview_lines
from qadesk.services.after_closing.notice_words import result_text
from qadesk.services.after_closing.stage_words import deadline_lines, step_line
from qadesk.services.appeals import evidence, form, reading
from qadesk.services.appeals.words import (
    interview_line,
    lateness,
    level_words,
    outcome_words,
    point_line,
    source_line,
    who_decides,
)
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.evidence_pack import pages
from qadesk.services.paper import interview_pages
from qadesk.services.scans import listing
from qadesk.services.scans.scan_words import signed_words, state_words
from qadesk.storage import tables
from qadesk.storage.office import Office

NAME: Final = "afterwards.html"
ATTACHED: Final = "appeals/"  # begins the names of what is attached to appeals
INTERVIEW: Final = "interview.pdf"
APPEAL: Final = "appeal.pdf"
SCANS: Final = "scans/"  # and of the pages of signed sheets as they were filed


def written(connection: Connection, office: Office, made: CycleResults, result: AgentResult) -> str:
    """The page: each part with what there is of it, or that there is nothing."""
    title = _("What became of it")
    body = [
        pages.heading(title, 1),
        pages.paragraph(formats.agent_text(result.agent.name, result.agent.staff_no)),
    ]
    for part in _PARTS:
        body += part(connection, office, made, result)
    return pages.page(title, body)


def attached(connection: Connection, made: CycleResults, result: AgentResult) -> dict[str, bytes]:
    """The evidence attached to the agent's appeals, by the name it has in the pack."""
    file, appeal = tables.appeal_file.c, tables.appeal.c
    rows = connection.execute(
        select(file.id)
        .join(tables.appeal, appeal.id == file.appeal_id)
        .where(appeal.cycle_id == made.cycle.id, appeal.agent_id == result.agent.id)
        .order_by(file.id)
    )
    found = {number: evidence.content_in(connection, number) for number in rows.scalars()}
    return {f"{ATTACHED}{number}-{name}": content for number, (name, content) in found.items()}


def scanned(connection: Connection, made: CycleResults, result: AgentResult) -> dict[str, bytes]:
    """The signed sheets that came back, page by page as they were filed, by the name each has in the pack."""
    return {
        _page_name(one.id, number, sort): content
        for one in listing.filed_in(connection, made.cycle.id, result.agent.id)
        for number, sort, content in one.pages
    }


def _page_name(scan: int, page: int, sort: str) -> str:
    return f"{SCANS}{scan}-{page}.{sort}"


def papers(office: Office, made: CycleResults, result: AgentResult) -> dict[str, bytes]:
    """The interview and the newest appeal with its decision as they are printed; outside of a transaction."""
    from qadesk.printing.appeal_form import appeal_forms_pdf
    from qadesk.printing.interview import interviews_pdf

    code, number = made.cycle.code, result.agent.staff_no
    with office.read() as connection:
        talked = any(one.agent_id == result.agent.id for one in interviews.of_cycle(connection, made.cycle))
        found = reading.appeals_in(connection, office, made.cycle).appeals
        appealed = any(one.position.agent_id == result.agent.id for one in found)
    files = {}
    if talked:
        files[INTERVIEW] = interviews_pdf(interview_pages.contents(office, code, [number]))
    if appealed:
        files[APPEAL] = appeal_forms_pdf(form.contents(office, code, [number]))
    return files


def _steps(connection: Connection, office: Office, made: CycleResults, result: AgentResult) -> Iterator[str]:
    """Review, delivery, signature, and until when the agent could appeal."""
    yield pages.heading(_("Review, delivery and signature"))
    month = stages.positions_in(connection, made.cycle)
    found = next((one for one in month.positions if one.agent_id == result.agent.id), None)
    if found is None:
        yield pages.paragraph(_("Nothing: the cycle was not closed, or by an earlier version."))
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


def _appeals(
    connection: Connection, office: Office, made: CycleResults, result: AgentResult
) -> Iterator[str]:
    """Each with its points and what was found on them, the evidence, the decision."""
    yield pages.heading(_("Appeals"))
    month = reading.appeals_in(connection, office, made.cycle)
    mine = [one for one in month.appeals if one.position.agent_id == result.agent.id]
    for one in sorted(mine, key=lambda each: each.id):
        lines = [
            level_words(one.level, month.next_level),
            formats.spoken(_("Received on"), formats.day(one.received_on)),
            lateness(one),
            formats.spoken(_("The agent's words"), one.words),
            source_line(one),
            interview_line(one),
            *(point_line(result.card, point) for point in one.points),
            formats.spoken(_("Evidence"), _(", ").join(file.name for file in one.files)) if one.files else "",
            formats.spoken(_("Answer due on"), formats.day(one.answer_due)),
            formats.spoken(_("Outcome"), outcome_words(one.outcome)),
            formats.spoken(_("Reasons"), one.reasons) if one.reasons else "",
            who_decides(one),
        ]
        yield pages.listed(line for line in lines if line)
    if not mine:
        yield pages.paragraph(_("None was entered."))


def _scans(connection: Connection, office: Office, made: CycleResults, result: AgentResult) -> Iterator[str]:
    yield pages.heading(_("Signed sheets that came back"))
    told = [
        (
            formats.moment(office.local(one.at)),
            one.source,
            _("; ").join(part for part in (state_words(one.state), signed_words(one.signed)) if part),
            _(", ").join(_page_name(one.id, number, sort) for number, sort, _content in one.pages),
        )
        for one in listing.filed_in(connection, made.cycle.id, result.agent.id)
    ]
    if not told:
        yield pages.paragraph(_("None was filed."))
        return
    yield pages.table((_("When"), _("From file"), _("State"), _("In this pack")), told)


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
    signed = readers.signers_in(connection, made.cards.last(result.agent.id).key)
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
