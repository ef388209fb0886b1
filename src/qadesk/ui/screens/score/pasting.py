"""Copying, pasting and filling down in the grid: each paste is one step; what it did not take is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.ui.kit.edit_model import Grid, for_spreadsheet, grid, too_many
from qadesk.ui.kit.operations import Operations, still_last
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.sheet_files import RejectedDialog
from qadesk.ui.screens.score.views import Views

if TYPE_CHECKING:
    from qadesk.services.scoring.pasted_places import Refused

_KINDS: Final = "application/x-qadesk-score-columns"  # what the columns of a block copied here were


class Pasting:
    """What Ctrl+C, Ctrl+V and Ctrl+D do with the cells that are selected."""

    def __init__(self, screen: Screen, views: Views, writes: Operations) -> None:
        self._screen, self._views, self._notice = screen, views, writes.notice
        self._grid, self._model, self._book = views.grid, views.grid.grid_model, views.book

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as a spreadsheet does."""
        if not self._grid.currentIndex().isValid():
            return
        top, left, bottom, right = self._grid.block()
        columns, data = range(left, right + 1), QMimeData()
        data.setText(for_spreadsheet([self._texts(row, columns) for row in range(top, bottom + 1)]))
        data.setData(_KINDS, "\t".join(self._kinds(columns)).encode())
        QGuiApplication.clipboard().setMimeData(data)

    def paste(self) -> None:
        """Put what was copied where one is; a single cell into all that are selected."""
        if not self._may_type():
            return
        data = QGuiApplication.clipboard().mimeData()
        cells, kinds = grid(data.text()), bytes(data.data(_KINDS).data()).decode()
        if not cells:
            self._notice.say(_("Nothing was copied that could be pasted."), "info")
            return
        if why := too_many(cells):
            self._notice.say(why, "info", code="cell.too_many")
            return
        top, left, bottom, right = self._grid.block()
        wide, known = right - left + 1, kinds.split("\t") if kinds else []
        if len(cells) == len(cells[0]) == 1:
            cells, known = [cells[0] * wide] * (bottom - top + 1), known * wide
        self._put(top, left, cells, known)

    def fill_down(self) -> None:
        """Repeat the first of the selected rows in the others; in a single row, what stands above it."""
        if not self._may_type():
            return
        top, left, bottom, right = self._grid.block()
        top = max(0, top - 1) if top == bottom else top
        columns = range(left, right + 1)
        typed = zip(self._texts(top, columns), columns, strict=True)
        first = [text if self._book.cells[column].what else "" for text, column in typed]
        if top == bottom or not any(first):
            self._notice.say(_("There is nothing above to fill down."), "info")
            return
        self._put(top + 1, left, [first] * (bottom - top), self._kinds(columns))

    def _may_type(self) -> bool:
        key = self._grid.place()[0]
        if self._grid.editing or key is None:
            return False
        if self._book.closed:
            self._book.refused.emit(key, None)
        return not self._book.closed

    def _kinds(self, columns: Sequence[int]) -> list[str]:
        return [self._book.cells[column].kind for column in columns]

    def _texts(self, row: int, columns: Sequence[int]) -> list[str]:
        """What stands in the cells of a row, as it is typed."""
        cells = (self._model.index(row, column) for column in columns)
        return [str(cell.data(Qt.ItemDataRole.EditRole) or "") for cell in cells]

    def _put(self, row: int, column: int, block: Grid, kinds: Sequence[str]) -> None:
        """Take a block from a cell on; say how many cells were filled in, which were left, and why."""
        from qadesk.services.scoring.pasted import understood

        book = self._book
        former = {} if book.board is None else book.board.former
        made = understood(book.entries(), book.cells, block, kinds, (row, column), former)
        rated = {change.key for change in made.changes if change.what == "level"}
        also = sum(bool(book.entry(key).rated_by and not book.entry(key).levels) for key in rated)
        if made.changes:
            book.change(*made.changes)
        filled, left = len(made.changes), len(made.refused)
        if filled:
            said = ngettext("{n} cell was filled in.", "{n} cells were filled in.", filled).format(n=filled)
            if also:
                beside = _("Agents whom somebody else has rated, too: {n}.").format(n=also)
                said = joined(said, beside)
            cells = sum(bool(cell.staff_no) for cell in made.refused)
            if cells:
                kept = ngettext("{n} cell was left as it was.", "{n} cells were left as they were.", cells)
                said = joined(said, kept.format(n=cells))
            tone, holds = "warn" if left or also else "good", still_last(self._book.stack)
            undo = self._views.undo
            self._notice.say(said, tone, code="done", action=_("Undo"), then=undo, holds=holds)
        elif not left:
            self._notice.say(_("The cells already hold what was pasted."), "info")
        if left:
            heading = _("Cells filled in: {filled}; left as they were: {left}")
            heading = heading.format(filled=filled, left=sum(bool(cell.staff_no) for cell in made.refused))
            advice = _("Ctrl+Z takes the whole paste back.") if filled else ""
            dialog = RejectedDialog(self._screen, made.refused, heading, _reasons(made.refused), advice)
            dialog.finished.connect(lambda _code: self._screen.focus_first())
            dialog.open()


def _reasons(refused: Sequence[Refused]) -> list[str]:
    """Why cells were left as they were, and what lies beyond the grid, a line for each reason."""
    cells = Counter(cell.wording for cell in refused if cell.staff_no)
    left = [(ngettext("{n} cell", "{n} cells", n).format(n=n), why) for why, n in cells.most_common()]
    left += [(cell.value, cell.wording) for cell in refused if not cell.staff_no]
    return [_("{what}: {reason}").format(what=what, reason=reason) for what, reason in left]
