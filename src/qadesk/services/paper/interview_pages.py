"""The page of an interview as PDF: filled in where one was entered, else with room to write."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qadesk.i18n import current_language
from qadesk.services import audit, cycles, personal, rights
from qadesk.services.after_closing import interviews, stages
from qadesk.services.done import Done
from qadesk.services.paper import sheets
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors
from qadesk.whole_files import write_whole

if TYPE_CHECKING:
    from qadesk.printing.interview import InterviewContent


@rights.needs("print")
def save_pages(
    office: Office,
    code: str,
    staff_nos: Collection[str],
    path: Path,
    *,
    blank: bool = False,
    language: str | None = None,
) -> Done[int]:
    """Write a page for each of some agents (none named: all) into one PDF; the value is how many.

    `blank`: with room to write also where an interview was entered. An existing file is replaced. Raises
    UserError for who has no result in the month, and if the file cannot be written.
    """
    from qadesk.printing.interview import interviews_pdf

    pages = contents(office, code, staff_nos, blank=blank, language=language)
    write_whole(path, interviews_pdf(pages, office.local(office.now())))
    with office.write() as connection:
        numbers = [one.sheet.identity.staff_no for one in pages]
        audit.note(connection, office, "interview.pages", code, file=path.name, agents=numbers)
    personal.exported(office, code, "agents", len(pages), path)
    return Done(len(pages))


def contents(
    office: Office,
    code: str,
    staff_nos: Collection[str],
    *,
    blank: bool = False,
    language: str | None = None,
) -> tuple[InterviewContent, ...]:
    """What the pages say, by staff number. Raises UserError for who has no result in the month."""
    from qadesk.printing.interview import InterviewContent

    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        month = stages.positions_in(connection, cycle)
        chosen = stages.chosen(month, staff_nos) or month.positions
        entered = {} if blank else {one.agent_id: one.talk for one in interviews.of_cycle(connection, cycle)}
        head = anchors.for_paper(connection, office.id)
    numbers = {one.staff_no: one.agent_id for one in chosen}
    said = sheets.contents(office, code, numbers, language or current_language())
    made = []
    for sheet in said:
        talk = entered.get(numbers[sheet.identity.staff_no])
        page = InterviewContent(replace(sheet, trail=head))
        if talk is not None:
            texts = {name: getattr(talk, name) for name in ("strengths", "improve", "agreed", "statement")}
            page = replace(page, day=talk.day.isoformat(), led_by=talk.led_by, **texts)
        elif not blank and sheet.agreed is not None:
            page = replace(page, improve=sheet.agreed.indicator, agreed=sheet.agreed.step)
        made.append(page)
    return tuple(made)
