"""Copying, pasting and filling down in the grid: each paste is one step; what it did not take is listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication

from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.ui.kit.edit_model import Grid, for_spreadsheet, grid
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.sheet_files import RejectedDialog
from qadesk.ui.screens.score.views import Views

_KINDS: Final = "application/x-qadesk-score-columns"  # what the columns of a block copied here were


class Pasting:
    """What Ctrl+C, Ctrl+V and Ctrl+D do with the cells that are selected."""

    def __init__(self, screen: Screen, views: Views, writes: Operations) -> None:
        self._screen, self._views, self._notice = screen, views, writes.notice
        self._grid, self._model = views.grid, views.grid.grid_model

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as a spreadsheet does."""
        if not self._grid.currentIndex().isValid():
            return
        top, left, bottom, right = self._grid.block()
        columns = range(left, right + 1)
        lines = [self._texts(row, columns) for row in range(top, bottom + 1)]
        data = QMimeData()
        data.setText(for_spreadsheet(lines))
        data.setData(_KINDS, "\t".join(map(self._model.kind, columns)).encode())
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
        top, left, bottom, right = self._grid.block()
        if len(cells) == len(cells[0]) == 1:
            cells = [cells[0] * (right - left + 1)] * (bottom - top + 1)
            kinds = "\t".join([kinds] * (right - left + 1)) if kinds else ""
        self._put(self._model.index(top, left), cells, kinds.split("\t") if kinds else ())

    def fill_down(self) -> None:
        """Repeat the first of the selected rows in the others; in a single row, what stands above it."""
        if not self._may_type():
            return
        top, left, bottom, right = self._grid.block()
        top = max(0, top - 1) if top == bottom else top
        columns = range(left, right + 1)
        kinds = [self._model.kind(column) for column in columns]
        fixed = ("number", "name", "state")
        texts = zip(self._texts(top, columns), kinds, strict=True)
        first = ["" if kind in fixed else text for text, kind in texts]
        if top == bottom or not any(first):
            self._notice.say(_("There is nothing above to fill down."), "info")
            return
        self._put(self._model.index(top + 1, left), [first] * (bottom - top), kinds)

    def _may_type(self) -> bool:
        key = self._grid.place()[0]
        if self._grid.editing or key is None:
            return False
        if self._views.book.closed:
            self._views.book.refused.emit(key, None)
        return not self._views.book.closed

    def _texts(self, row: int, columns: Sequence[int]) -> list[str]:
        """What stands in the cells of a row, as it is typed."""
        return [
            str(self._model.index(row, column).data(Qt.ItemDataRole.EditRole) or "") for column in columns
        ]

    def _put(self, at: QModelIndex, cells: Grid, kinds: Sequence[str]) -> None:
        from qadesk.ui.screens.score.pasted import understood

        made = understood(self._model, at, cells, kinds)
        if made.edits:
            self._views.book.change(tuple(made.edits))
        taken, left = len(made.edits), len(made.refused)
        said = ngettext("{n} cell was changed.", "{n} cells were changed.", taken).format(n=taken)
        if made.edits:
            tone = "warn" if left else "good"
            self._notice.say(said, tone, code="done", action=_("Undo"), then=self._views.undo)
        elif not left:
            self._notice.say(_("The cells already hold what was pasted."), "info")
        if left:
            heading = ngettext("{n} cell was not taken", "{n} cells were not taken", left).format(n=left)
            said = joined(said, _("The cells listed here are as they were."))
            advice = _("Ctrl+Z takes the whole paste back.") if made.edits else ""
            dialog = RejectedDialog(self._screen, made.refused, heading, said, advice)
            dialog.finished.connect(lambda _code: self._screen.focus_first())
            dialog.open()
