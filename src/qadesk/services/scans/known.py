"""Which printed sheet a code is of, as the office knows it: what was printed, and what counts now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, select

from qadesk.domain.scans import ScanState
from qadesk.domain.sheet_marks import DIGITS, SheetMark, written
from qadesk.i18n import current_language
from qadesk.printing.sheet import SheetContent
from qadesk.services import cycles
from qadesk.services.assessment import results
from qadesk.services.assessment.results import AgentResult
from qadesk.services.paper import sheet_contents, sheet_digest, sheet_month
from qadesk.services.paper.sheet_month import SheetMonth
from qadesk.storage import tables
from qadesk.storage.office import Office

if TYPE_CHECKING:
    from qadesk.printing.page import AreaKind

_LONGEST_FIGURE: Final = 24  # letters; longer texts are sentences
_LARGE: Final = 20.0  # points: total and grade


@dataclass(frozen=True)
class KnownSheet:
    """What a code is: whose sheet of which cycle, or in `state` why it is none that can be filed."""

    state: ScanState | None  # None: it can be filed
    cycle_id: int | None = None
    agent_id: int | None = None
    staff_no: str = ""
    name: str = ""
    language: str = ""


@dataclass(frozen=True)
class StoredSheet:
    """A sheet as it was printed, drawn again, with what a scan of it is compared in, page by page."""

    pdf: bytes
    figures: tuple[tuple[tuple[float, float, str, float, bool, tuple[float, ...]], ...], ...]
    boxes: tuple[tuple[tuple[AreaKind, tuple[float, float, float, float]], ...], ...]


class KnownSheets:
    """Looks codes up; a month that several are of is read once."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._months: dict[str, SheetMonth | None] = {}
        self._found: dict[tuple[str, ...], KnownSheet] = {}
        self._stored: dict[tuple[str, ...], StoredSheet | None] = {}

    def of(self, mark: SheetMark) -> KnownSheet:
        """What a mark is of."""
        if mark.sheet not in self._found:
            with self._office.read() as connection:
                self._found[mark.sheet] = self._look(connection, mark)
        return self._found[mark.sheet]

    def stored(self, mark: SheetMark) -> StoredSheet | None:
        """The sheet drawn again, where what was printed is what would be printed now."""
        if mark.sheet not in self._stored:
            known = self.of(mark)
            self._stored[mark.sheet] = self._draw(mark, known) if known.state is None else None
        return self._stored[mark.sheet]

    def figures(self, mark: SheetMark) -> int:
        """How many figures a scan of this page is compared in."""
        stored = self.stored(mark)
        return 0 if stored is None or mark.page > len(stored.figures) else len(stored.figures[mark.page - 1])

    def _look(self, connection: Connection, mark: SheetMark) -> KnownSheet:
        if mark.office != sheet_month.office_mark_in(connection, self._office):
            return KnownSheet(ScanState.OTHER_OFFICE)
        row = _printed(connection, mark)
        if row is None:
            return KnownSheet(ScanState.NOT_PRINTED)
        month = self._month(connection, mark.cycle)
        result = _of(month, row.agent_id)
        counts = (
            month is not None and result is not None and sheet_digest.still_true(row.digest, month, result)
        )
        return KnownSheet(
            None if counts else ScanState.OTHER_REVISION,
            row.cycle_id, row.agent_id, row.staff_no, row.name, row.language or current_language(),
        )  # fmt: skip

    def _month(self, connection: Connection, code: str) -> SheetMonth | None:
        if code not in self._months:
            made = results.results_in(connection, self._office, cycles.get_in(connection, self._office, code))
            self._months[code] = sheet_month.read_month(connection, self._office, made)
        return self._months[code]

    def _draw(self, mark: SheetMark, known: KnownSheet) -> StoredSheet | None:
        from qadesk.printing.document import sheets_pdf

        month = self._months.get(mark.cycle)
        result = _of(month, known.agent_id)
        if month is None or result is None:
            return None
        made = sheet_contents.fill(month, result, known.language)
        if made.digest[:DIGITS].upper() != mark.digest:
            return None  # texts were removed after their time: what was printed is no longer known
        content = replace(made, revision=mark.revision)
        figures, boxes = _compared(content)
        return StoredSheet(sheets_pdf([content]), figures, boxes)


def _of(month: SheetMonth | None, agent_id: int | None) -> AgentResult | None:
    found = () if month is None else month.made.results
    return next((one for one in found if one.agent.id == agent_id), None)


def _printed(connection: Connection, mark: SheetMark) -> Any:
    """The printing a mark is of, all it says being what was printed; None where there is none."""
    sheet, cycle, agent, former = (
        tables.sheet.c, tables.cycle.c, tables.agent.c, tables.former_number.c,
    )  # fmt: skip
    rows = connection.execute(
        select(tables.sheet, agent.staff_no, agent.name)
        .select_from(
            tables.sheet.join(tables.cycle, cycle.id == sheet.cycle_id).join(
                tables.agent, agent.id == sheet.agent_id
            )
        )
        .where(cycle.code == mark.cycle, sheet.digest.startswith(mark.digest.lower()))
        .order_by(sheet.id.desc())
    ).all()
    for row in rows:
        numbers = {row.staff_no}
        if mark.staff_no not in numbers:
            numbers |= set(
                connection.execute(select(former.staff_no).where(former.agent_id == row.agent_id)).scalars()
            )
        if mark.staff_no in numbers and _says(row, mark):
            return row
    return None


def _says(row: Any, mark: SheetMark) -> bool:
    """Whether a printing says what the mark says."""
    as_printed = SheetMark(
        mark.cycle, mark.staff_no, row.total or "", row.grade or "", mark.page, row.pages or 0,
        row.revision or 0, row.digest[:DIGITS].upper(), mark.office, row.trail or "",
    )  # fmt: skip
    return written(as_printed) == written(mark)


def _compared(content: SheetContent) -> tuple[Any, Any]:
    """Each page's figures, with where their characters end, and its boxes to sign in."""
    from qadesk.printing.fonts import width
    from qadesk.printing.sheet_layout import compose

    figures, boxes = [], []
    for page in compose(content):
        figures.append(
            tuple(
                (x, y, text, size, bold, tuple(width(text[: at + 1], bold, size) for at in range(len(text))))
                for x, y, text, size, bold in page.texts
                if _is_figure(text, size)
            )
        )
        boxes.append(tuple((one.kind, (one.x, one.y, one.width, one.height)) for one in page.areas))
    return tuple(figures), tuple(boxes)


def _is_figure(text: str, size: float) -> bool:
    """A figure or grade, rather than words with a figure among them."""
    letters = text.replace(" ", "")
    digits = sum(char.isdigit() for char in letters)
    return (0 < len(letters) <= 2 * digits and len(letters) <= _LONGEST_FIGURE) or (
        size >= _LARGE and len(letters) <= 2
    )


def boxes_of(stored: StoredSheet, page: int) -> Sequence[tuple[AreaKind, tuple[float, float, float, float]]]:
    """The boxes to sign in on a page, from 1."""
    return stored.boxes[page - 1] if page <= len(stored.boxes) else ()
