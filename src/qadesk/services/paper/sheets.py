"""Assessment sheets: filled, drawn, saved as PDF, and remembered as printed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert

from qadesk import formats
from qadesk.domain.scoring import Status
from qadesk.errors import UserError
from qadesk.i18n import N_, _, current_language, pgettext, translations
from qadesk.printing.sheet import SheetContent
from qadesk.progress import Progress
from qadesk.services import audit, cycles, rights
from qadesk.services.assessment import results
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.done import Done
from qadesk.services.paper import sheet_contents, sheet_digest, sheet_month
from qadesk.services.paper.sheet_files import Delivery, file_name
from qadesk.services.paper.sheet_month import SheetMonth
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors


@dataclass(frozen=True)
class SheetState:
    """One agent's sheet in the list: what it would say now, and whether it was printed."""

    staff_no: str
    name: str
    team: str
    status: Status
    total: Decimal | None
    grade: str | None
    missing: tuple[str, ...]  # indicator codes
    printed_at: datetime | None  # UTC, the last time on paper or as a file
    outdated: bool  # what was printed last is no longer what the assessment says
    paper_at: datetime | None = None  # UTC, the last time on paper
    file_at: datetime | None = None  # UTC, the last time as a file
    provisional: bool = False  # of a closed month: printed only before it was closed


@dataclass(frozen=True)
class SheetsOverview:
    """A cycle's sheets by staff number, those of agents not assessed too."""

    states: tuple[SheetState, ...]
    made: CycleResults
    contents: Mapping[str, SheetContent]
    missing_characters: Mapping[str, tuple[str, ...]]  # only whose sheet has any


@dataclass(frozen=True)
class PrintedSheet:
    """Which assessment of whom a drawn sheet shows."""

    agent_id: int
    staff_no: str
    code: str
    digest: str
    pages: int = 1
    trail: str = ""  # the head of the trail that is printed on it
    revision: int = 1
    total: str = ""
    grade: str = ""
    language: str = ""


@dataclass(frozen=True)
class Document:
    """A drawn PDF and the sheets in it, in order."""

    pdf: bytes
    sheets: tuple[PrintedSheet, ...]


@dataclass(frozen=True)
class SheetsReport:
    """What `save` did. `missing_characters` by "name (number)": characters printed as their code points."""

    files: tuple[Path, ...]
    sheets: int
    missing_characters: Mapping[str, tuple[str, ...]]


def overview(office: Office, code: str, language: str | None = None) -> SheetsOverview:
    """Every sheet of a cycle, and what lies on paper. Raises UserError if the cycle was never opened."""
    from qadesk.printing.document import missing_characters as lacking

    language = language or current_language()
    month = _month(office, code)
    found = _by_number(month.made.results)
    filled = {result.agent.staff_no: sheet_contents.fill(month, result, language) for result in found}
    by_code = lacking(filled.values())
    return SheetsOverview(
        states=tuple(_state(month, result) for result in found),
        made=month.made,
        contents=filled,
        missing_characters={no: by_code[c.code] for no, c in filled.items() if c.code in by_code},
    )


def content(office: Office, code: str, staff_no: str, language: str) -> SheetContent:
    """What one agent's sheet says. Raises UserError if the agent does not take part in the cycle."""
    return contents(office, code, (staff_no,), language)[0]


def contents(
    office: Office, code: str, staff_nos: Collection[str] | None = None, language: str | None = None
) -> tuple[SheetContent, ...]:
    """The sheets' contents by staff number; without `staff_nos` of everyone who is assessed."""
    return tuple(filled for _result, filled in _filled(office, code, staff_nos, language))


def render(
    office: Office,
    code: str,
    staff_nos: Collection[str] | None = None,
    language: str | None = None,
    progress: Progress | None = None,
) -> bytes:
    """One PDF of the sheets, for looking at: nothing is remembered as printed."""
    return document(office, code, staff_nos, language, progress).pdf


def document(
    office: Office,
    code: str,
    staff_nos: Collection[str] | None = None,
    language: str | None = None,
    progress: Progress | None = None,
    seen: SheetsOverview | None = None,
) -> Document:
    """The same, with what is needed to `record` it once it has been printed.

    `seen`: the overview of the cycle, in this language, that is in sight: what it says is what is drawn.
    """
    from qadesk.printing.document import draw_sheets

    filled = _with_trail(
        office, _filled(office, code, staff_nos, language) if seen is None else _seen(seen, staff_nos)
    )
    drawn = draw_sheets([sheet for _result, sheet in filled], progress, office.local(office.now()))
    sheets = zip(filled, drawn.pages, strict=True)
    return Document(drawn.pdf, tuple(_printed(result, sheet, pages) for (result, sheet), pages in sheets))


def draw(sheet: SheetContent) -> bytes:
    """One sheet as PDF to look at, from what an overview says; it says no time of printing."""
    from qadesk.printing.document import sheets_pdf

    return sheets_pdf([sheet])


@rights.needs("print")
def record(
    office: Office, code: str, sheets: Sequence[PrintedSheet], how: str
) -> Done[tuple[PrintedSheet, ...]]:
    """Remember that sheets went on paper (`how`: "print") or into files ("pdf"); nothing for none."""
    if not sheets:
        return Done(())
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        now = office.now()
        connection.execute(
            insert(tables.sheet),
            [
                {
                    "cycle_id": cycle.id,
                    "agent_id": sheet.agent_id,
                    "code": sheet.code,
                    "digest": sheet.digest,
                    "at": now,
                    "user_id": office.user_id,
                    "trail": sheet.trail or None,
                    "revision": sheet.revision,
                    "pages": sheet.pages,
                    "total": sheet.total,
                    "grade": sheet.grade,
                    "language": sheet.language,
                }
                for sheet in sheets
            ],
        )
        audit.note(connection, office, f"sheet.{how}", code, agents=[sheet.staff_no for sheet in sheets])
    return Done(tuple(sheets), frozenset({"sheets"}))


@rights.needs("print")
def save(
    office: Office,
    code: str,
    out_dir: Path,
    staff_nos: Collection[str] | None = None,
    *,
    merged: bool | str = False,
    language: str | None = None,
    progress: Progress | None = None,
    seen: SheetsOverview | None = None,
) -> Done[SheetsReport]:
    """Save the sheets as PDF files in `out_dir`: one for each agent, or `merged` in one (of that name).

    All files appear at the end or none: Cancelled and UserError (disk full, folder read-only, a file open
    in another program) leave what was there. `seen`: as for `document`. Raises UserError if there is nothing
    to print.
    """
    from qadesk.printing.document import draw_sheets, missing_characters

    language = language or current_language()
    filled = _with_trail(
        office, _filled(office, code, staff_nos, language) if seen is None else _seen(seen, staff_nos)
    )
    told, now = progress or Progress(), office.local(office.now())
    pages: list[int] = []
    with Delivery(Path(out_dir)) as delivery:
        if merged:
            drawn = draw_sheets([sheet for _result, sheet in filled], told, now)
            name = merged if isinstance(merged, str) else merged_name(code, language)
            delivery.add(name, drawn.pdf)
            pages += drawn.pages
        else:
            for number, (result, sheet) in enumerate(filled):
                told.report(number, len(filled), sheet.identity.name)
                name = file_name(code, result.agent.staff_no, result.agent.name)
                drawn = draw_sheets([sheet], printed=now)
                delivery.add(name, drawn.pdf)
                pages += drawn.pages
            told.report(len(filled), len(filled))
        files = delivery.finish()
    made = [_printed(result, sheet, n) for (result, sheet), n in zip(filled, pages, strict=True)]
    done = record(office, code, made, "pdf")
    lacking = missing_characters(sheet for _result, sheet in filled)
    who = {
        sheet.code: formats.agent_text(sheet.identity.name, sheet.identity.staff_no)
        for _result, sheet in filled
    }
    report = SheetsReport(files, len(filled), {who[code]: chars for code, chars in lacking.items()})
    return Done(report, done.changes)


def merged_name(code: str, language: str) -> str:
    """What a file with all sheets of a cycle is called unless somebody says otherwise."""
    return file_name(code, translations(language).gettext(N_("assessment-sheets")))


def _month(office: Office, code: str) -> SheetMonth:
    with office.read() as connection:
        made = results.results_in(connection, office, cycles.get_in(connection, office, code))
        return sheet_month.read_month(connection, office, made)


def _filled(
    office: Office, code: str, staff_nos: Collection[str] | None, language: str | None
) -> list[tuple[AgentResult, SheetContent]]:
    language = language or current_language()
    month = _month(office, code)
    chosen = _chosen(month.made, staff_nos)
    return [(result, sheet_contents.fill(month, result, language)) for result in chosen]


def _seen(seen: SheetsOverview, staff_nos: Collection[str] | None) -> list[tuple[AgentResult, SheetContent]]:
    chosen = _chosen(seen.made, staff_nos)
    return [(result, seen.contents[result.agent.staff_no]) for result in chosen]


def _with_trail(
    office: Office, filled: list[tuple[AgentResult, SheetContent]]
) -> list[tuple[AgentResult, SheetContent]]:
    """The sheets with the head of the trail as it is now: each proves from then on all that is before it."""
    with office.read() as connection:
        head = anchors.for_paper(connection, office.id)
    return [(result, replace(sheet, trail=head)) for result, sheet in filled]


def _chosen(made: CycleResults, staff_nos: Collection[str] | None) -> list[AgentResult]:
    if staff_nos is not None:
        chosen = [made.of(staff_no) for staff_no in dict.fromkeys(staff_nos)]
    else:
        chosen = [r for r in made.results if r.assessment.status is not Status.EXCLUDED]
    if not chosen:
        raise UserError(
            "sheet.nobody_assessed",
            _("There is no sheet to print in {code}: nobody is assessed.").format(code=made.cycle.code),
            remedy=_("Add agents to the roster first."),
        )
    return _by_number(chosen)


def _by_number(found: Collection[AgentResult]) -> list[AgentResult]:
    """The order sheets are handed out in: by staff number."""
    return sorted(found, key=lambda result: result.agent.staff_no)


def _printed(result: AgentResult, sheet: SheetContent, pages: int = 1) -> PrintedSheet:
    agent = result.agent
    outcome = sheet.result
    return PrintedSheet(
        agent.id, agent.staff_no, sheet.code, sheet.digest, pages, sheet.trail,
        sheet.revision, outcome.total, outcome.grade, sheet.language,
    )  # fmt: skip


def _state(month: SheetMonth, result: AgentResult) -> SheetState:
    made = result.assessment
    printed, closed_at = month.printed.get(result.agent.id, ()), month.made.cycle.closed_at
    last = printed[-1] if printed else None
    return SheetState(
        staff_no=result.agent.staff_no,
        name=result.agent.name,
        team=result.agent.team,
        status=made.status,
        total=made.total,
        grade=made.grade,
        missing=made.missing,
        printed_at=last.at if last else None,
        outdated=last is not None and not sheet_digest.still_true(last.digest, month, result),
        paper_at=max((one.at for one in printed if one.how == "print"), default=None),
        provisional=last is not None and closed_at is not None and last.at < closed_at,
        file_at=max((one.at for one in printed if one.how == "pdf"), default=None),
    )


def outcome(state: SheetState) -> str:
    """Grade and total, or in a word why there is none."""
    if state.status is Status.EXCLUDED:
        return _("Excluded")
    if state.grade is None:
        return _("Incomplete")
    return f"{state.grade}  {formats.decimal(state.total)}"


def printed(state: SheetState, local: Callable[[datetime], datetime]) -> str:
    """Whether it lies on paper as it is now, since when; `local` brings a moment to the office's clocks."""
    if state.printed_at is None:
        return _("Not printed")
    if state.outdated:
        return pgettext("sheet", "Changed")
    if state.provisional:
        return pgettext("sheet", "Provisional")
    if state.paper_at is not None:
        return f"{local(state.paper_at):%m-%d}"
    return _("PDF {day}").format(day=f"{local(state.printed_at):%m-%d}")


def when_printed(state: SheetState, local: Callable[[datetime], datetime]) -> str:
    """When it was printed and saved, and whether that has to be done again, in lines."""
    told = ((_("Printed {when}"), state.paper_at), (_("Saved as PDF {when}"), state.file_at))
    lines = [text.format(when=formats.moment(local(at))) for text, at in told if at is not None]
    if state.outdated:
        lines.append(_("The result has changed since then: print it again."))
    elif state.provisional:
        lines.append(_("Provisional, from before closing: print it again, unless it is signed."))
    return "\n".join(lines)


def summary(states: Sequence[SheetState]) -> str:
    """How far the month's sheets are, in one line."""
    assessed = [state for state in states if state.status is not Status.EXCLUDED]
    counting = [state for state in assessed if not state.outdated and not state.provisional]
    printed = sum(state.paper_at is not None for state in counting)
    parts = [_("{printed} of {n} printed").format(printed=printed, n=len(assessed))]
    files = sum(state.printed_at is not None and state.paper_at is None for state in counting)
    if files:
        parts.append(_("{n} only saved as PDF").format(n=files))
    changed = sum(state.outdated for state in assessed)
    if changed:
        parts.append(_("{n} changed since printing").format(n=changed))
    provisional = sum(state.provisional and not state.outdated for state in assessed)
    if provisional:
        parts.append(_("{n} provisional, from before closing").format(n=provisional))
    incomplete = sum(state.status is Status.INCOMPLETE for state in assessed)
    if incomplete:
        parts.append(_("{n} incomplete").format(n=incomplete))
    return " · ".join(parts)
