"""Scores from spreadsheets: templates written and imported, cells copied, pasted and filled down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from qadesk import formats
from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.tabular.clipboard import TOO_MANY, Grid, for_spreadsheet, grid, too_many
from qadesk.ui.dialogs import Window
from qadesk.ui.kit import files
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.operations import Operations, in_window, still_last
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.grid_model import column_key
from qadesk.ui.screens.score.views import Views
from qadesk.ui.theme import GRID, ROW, enlarged
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import PAGE, hbox, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

if TYPE_CHECKING:
    from qadesk.services.scoring.pasted_places import Refused
    from qadesk.services.scoring.saving import Change
    from qadesk.services.scoring.score_files import ScoreReport
    from qadesk.services.scoring.score_rows import RejectedScore

Rejected: TypeAlias = "RejectedScore | Refused"

_MOST_ROWS: Final = 12  # in sight


class SheetFiles:
    """The two entries of the spreadsheet menu, for the month `screen` shows."""

    def __init__(self, screen: Screen, book: ScoreBook, writes: Operations) -> None:
        self._screen, self._book, self._writes = screen, book, writes
        self._folder: Path | None = None  # where the last file was
        writes.turned.connect(self._say_undone)

    def _watch(self, dialog: QFileDialog) -> None:
        """Begin the next time where the file was; give the keyboard back to the form."""
        dialog.fileSelected.connect(lambda name: setattr(self, "_folder", Path(name).parent))
        if dialog.parent() is self._screen:
            dialog.finished.connect(lambda _code: self._screen.focus_first())

    def ask_template(self) -> None:
        """Ask where to put the template; write it with what is scored so far filled in."""
        office, code = self._screen.office, self._screen.cycle

        def write(path: Path) -> None:
            from qadesk.services.scoring import score_files

            score_files.export_template(office, code, path)

        title, file = _("Save the score template"), _("Scores {code}").format(code=code) + ".xlsx"
        said, dialog = _("Template saved: {file}"), "scoreTemplateDialog"
        holds = holding(office, Personal("agents"))
        self._watch(self._writes.save_as(dialog, title, file, write, said, holds=holds, folder=self._folder))

    # ---- a filled-in sheet

    def ask_import(self) -> None:
        """Ask which filled-in sheet to read."""
        title, kinds = _("Import scores"), [FileKind(_("Score sheets"), ("xlsx", "xls", "ods", "csv", "tsv"))]

        def run(paths: list[Path]) -> None:
            self.run_import(paths[0])

        over = self._screen
        self._watch(files.ask_open(over, "scoreImportDialog", title, kinds, run, folder=self._folder))

    def run_import(self, path: Path) -> None:
        """Store a filled-in sheet as drafts; what was typed before it is no step to take back any more."""
        from qadesk.services.scoring import score_files

        office, code = self._screen.office, self._screen.cycle

        def imported(report: ScoreReport) -> None:
            if report.changes:
                self._book.stack.clear()
            if report.rejected:
                self._show_rejected(report, path)

        self._writes.run(
            lambda progress: score_files.import_scores(office, code, path, progress),
            imported,
            in_window,
            said=lambda report: score_files.what_came(report, path),
            tone=score_files.tone,
            title=_("Importing {file}").format(file=path.name),
            progress=True,
        )

    def _say_undone(self, kept: int) -> None:
        self._book.stack.clear()
        said = _("The import was undone.")
        if kept:
            said = _("The import was undone; kept, as changed since then: {n}").format(n=kept)
        self._writes.notice.say(said, "good")

    # ---- rows that were not taken

    def _show_rejected(self, report: ScoreReport, path: Path) -> None:
        from qadesk.services.scoring import score_files

        said = score_files.what_came(report, path)
        count = len(report.rejected)
        heading = ngettext("{n} row was not imported", "{n} rows were not imported", count).format(
            n=formats.count(count)
        )
        advice = _("Correct these rows in the file and import it again.")
        dialog = RejectedDialog(self._screen, report.rejected, heading, [said], advice)
        dialog.offer_export(lambda: self._ask_export(dialog, report, path))
        dialog.finished.connect(lambda _code: self._screen.focus_first())
        dialog.open()

    def _ask_export(self, over: RejectedDialog, report: ScoreReport, path: Path) -> None:
        def export(to: Path) -> None:
            from qadesk.services.scoring import score_files

            said = _("Saved: {file}").format(file=to.name)
            self._screen.tasks.run(
                lambda: score_files.export_rejected(report.rejected, to),
                lambda _none: over.said.setText(said),
                owner=over,
            )

        name, kinds = _("{file} – rejected rows.xlsx").format(file=path.stem), [files.workbook(), files.csv()]
        title, dialog = _("Export rejected rows"), "scoreRejectedFileDialog"
        holds = holding(self._screen.office, Personal("agents"), len(report.rejected))
        self._watch(
            files.ask_save(over, dialog, title, name, kinds, export, holds=holds, folder=self._folder)
        )


class RejectedDialog(Window):
    """What of a score sheet, or of pasted cells, was not taken, each with its reason.

    `said` is what came of what was taken; `advice` what to do about the rest.
    """

    def __init__(
        self,
        parent: QWidget,
        rejected: Sequence[Rejected],
        heading: str,
        said: Sequence[str],
        advice: str,
    ) -> None:
        high = enlarged((18 + 4 * len(said)) * GRID) + (min(len(rejected), _MOST_ROWS) + 1) * ROW
        super().__init__(parent, "scoreRejected", heading, enlarged(124 * GRID), high)
        columns: list[Column[Rejected]] = [
            Column("line", _("Line"), lambda r: r.line, align="right"),
            Column("staff_no", _("Staff no."), lambda r: r.staff_no),
            Column("column", _("Column"), lambda r: r.column),
            Column("value", _("Value"), lambda r: r.value),
            Column("reason", _("Reason"), lambda r: r.wording, stretch=True),
        ]
        self.model = RecordTableModel(columns, rejected)
        self.table = TableView(self.model, "scoreRejectedRows", heading)
        self.said = label(advice, "muted", wrap=True, name="scoreRejectedSaid")
        close = Button(_("Close"), "scoreRejectedClose", kind="primary", clicked=self.accept)
        close.setDefault(True)
        self._bottom = hbox((self.said, 1), close)
        above = label(heading, "heading"), *(label(line, wrap=True) for line in said)
        vbox(*above, (self.table, 1), self._bottom, on=self, margins=PAGE)
        self.table.select_row(0)
        close.setFocus()

    def offer_export(self, export: Callable[[], object]) -> None:
        """Let them be put into a file; `export` asks where."""
        word = _("Export rejected rows…")
        button = Button(word, "scoreRejectedExport", icon="download", clicked=export)
        self._bottom.insertWidget(1, button)


# ---- copying and pasting: each paste is one step; what it did not take is listed

_KINDS: Final = "application/x-qadesk-score-columns"  # what the columns of a block copied here were


class Pasting:
    """What Ctrl+C, Ctrl+V and Ctrl+D do with the cells that are selected."""

    def __init__(
        self, screen: Screen, views: Views, writes: Operations, odd: Callable[[Sequence[Change]], str]
    ) -> None:
        """`odd` words which changes leave a value that may not be meant."""
        self._screen, self._views, self._notice, self._odd = screen, views, writes.notice, odd
        self._grid, self._model, self._book = views.grid, views.grid.grid_model, views.book

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as a spreadsheet does."""
        if not self._grid.currentIndex().isValid():
            return
        block, data = self._grid.chosen(), QMimeData()
        columns, rows = _columns(block), range(block.top(), block.bottom() + 1)
        data.setText(for_spreadsheet([self._texts(row, columns) for row in rows]))
        data.setData(_KINDS, "\t".join(self._kinds(columns)).encode())
        QGuiApplication.clipboard().setMimeData(data)

    def paste(self) -> None:
        """Put what was copied where one is; a single cell into all that are selected."""
        if not self._may_type():
            return
        data, block = QGuiApplication.clipboard().mimeData(), self._grid.chosen()
        cells, kinds = grid(data.text()), bytes(data.data(_KINDS).data()).decode()
        if not cells:
            self._notice.say(_("Nothing was copied that could be pasted."), "info")
            return
        if why := too_many(cells):
            self._notice.say(why, "info", code=TOO_MANY)
            return
        known = kinds.split("\t") if kinds else []
        if len(cells) == len(cells[0]) == 1:
            cells, known = [cells[0] * block.width()] * block.height(), known * block.width()
        self._put(block.top(), block.left(), cells, known)

    def fill_down(self) -> None:
        """Repeat the first of the selected rows in the others; in a single row, what stands above it."""
        if not self._may_type():
            return
        block = self._grid.chosen()
        if block.height() == 1:
            block.setTop(max(0, block.top() - 1))
        columns = _columns(block)
        typed = zip(self._texts(block.top(), columns), columns, strict=True)
        first = [text if self._book.cells[column].what else "" for text, column in typed]
        if block.height() == 1 or not any(first):
            self._notice.say(_("There is nothing above to fill down."), "info")
            return
        self._put(block.top() + 1, block.left(), [first] * (block.height() - 1), self._kinds(columns))

    def _may_type(self) -> bool:
        key = self._grid.place()[0]
        if self._grid.editing or key is None:
            return False
        if self._book.locked(key[0]):
            self._book.refused.emit(key, None)
        return not self._book.locked(key[0])

    def _kinds(self, columns: Sequence[int]) -> list[str]:
        return [self._book.cells[column].kind for column in columns]

    def _texts(self, row: int, columns: Sequence[int]) -> list[str]:
        """What stands in the cells of a row, as it is typed."""
        cells = (self._model.index(row, column) for column in columns)
        return [str(cell.data(Qt.ItemDataRole.EditRole) or "") for cell in cells]

    def _put(self, row: int, column: int, block: Grid, kinds: Sequence[str]) -> None:
        """Take a block from a cell on; say how many cells were filled in, which were left, and why."""
        from qadesk.services.scoring.pasted import reasons, understood

        book = self._book
        former = {} if book.board is None else book.board.former
        made = understood(book.entries(), book.cells, block, kinds, (row, column), former)
        rated = {change.key for change in made.changes if change.what == "level"}
        also = sum(bool(book.entry(key).rated_by and not book.entry(key).levels) for key in rated)
        if made.changes:
            book.change(*made.changes)
        filled, left, cells = len(made.changes), len(made.refused), sum(one.cells for one in made.refused)
        self._mark(made.refused)
        if filled:
            said = ngettext("{n} cell was filled in.", "{n} cells were filled in.", filled).format(
                n=formats.count(filled)
            )
            if also:
                beside = _("Agents whom somebody else has rated, too: {n}.").format(n=also)
                said = joined(said, beside)
            if cells:
                kept = ngettext("{n} cell was left as it was.", "{n} cells were left as they were.", cells)
                said = joined(said, kept.format(n=formats.count(cells)))
            unusual = self._odd(made.changes)
            said = joined(unusual, said)
            tone, holds = "warn" if left or also or unusual else "good", still_last(self._book.stack)
            undo = self._views.undo
            self._notice.say(said, tone, code="done", action=_("Undo"), then=undo, holds=holds)
        elif not left:
            self._notice.say(_("The cells already hold what was pasted."), "info")
        if left:
            heading = _("Cells filled in: {filled}; left as they were: {left}")
            heading = heading.format(filled=formats.count(filled), left=formats.count(cells))
            advice = _("Ctrl+Z takes the whole paste back.") if filled else ""
            dialog = RejectedDialog(self._screen, made.refused, heading, reasons(made.refused), advice)
            dialog.finished.connect(lambda _code: self._screen.focus_first())
            dialog.open()

    def _mark(self, refused: Sequence[Refused]) -> None:
        """Mark the cells that were left as they were, until they hold something else."""
        words = _("“{text}” was not taken: {why}")
        self._model.mark_left(
            {
                (one.staff_no, column_key(cell)): words.format(text=one.value, why=one.wording)
                for one in refused
                for cell in one.row or filter(None, [one.cell])
                if one.code != "cell.twice"  # the first line stands there
            }
        )
        self._views.moved.emit()


def _columns(block: QRect) -> range:
    return range(block.left(), block.right() + 1)
