"""Scores by spreadsheet: asking where, writing the template, importing and saying what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtWidgets import QFileDialog, QWidget

from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.ui.kit import files
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.operations import Operations, in_window
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.theme import GRID, ROW, enlarged
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import PAGE, hbox, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView
from qadesk.ui.widgets.window import Window

if TYPE_CHECKING:
    from qadesk.services.scoring.pasted_places import Refused
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
        self._watch(self._writes.save_as(dialog, title, file, write, said, folder=self._folder))

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
            said=lambda report: _what_came(report, path),
            tone=_tone,
            title=_("Importing {file}").format(file=path.name),
            progress=True,
        )

    def _say_undone(self, kept: int) -> None:
        self._book.stack.clear()
        said = _("The import was undone.")
        if kept:
            said = _("The import was undone; {n} entries changed since then were kept").format(n=kept)
        self._writes.notice.say(said, "good")

    # ---- rows that were not taken

    def _show_rejected(self, report: ScoreReport, path: Path) -> None:
        said = _what_came(report, path)
        count = len(report.rejected)
        heading = ngettext("{n} row was not imported", "{n} rows were not imported", count).format(n=count)
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
        self._watch(files.ask_save(over, dialog, title, name, kinds, export, folder=self._folder))


def _what_came(report: ScoreReport, path: Path) -> str:
    """What was stored of a filled-in sheet, and what of the file was not read."""
    left_out = []
    if report.unused:
        left_out.append(_("Columns not used: {columns}").format(columns=_(", ").join(report.unused)))
    if report.unread:
        left_out.append(_("Sheets not read: {sheets}").format(sheets=_(", ").join(report.unread)))
    if not report.changes:
        said = _("{file} contained nothing new.")
    elif not report.values:
        said = _("{file}: {ratings} ratings for {agents} agents saved as drafts.")
    elif not report.ratings:
        said = _("{file}: {values} typed values for {agents} agents saved.")
    else:
        said = _("{file}: {ratings} ratings (drafts) and {values} typed values for {agents} agents saved.")
    counts = {"ratings": report.ratings, "values": report.values, "agents": report.agents}
    return joined(said.format(file=path.name, **counts), _("; ").join(left_out))


def _tone(report: ScoreReport) -> str:
    whole = report.changes and not (report.rejected or report.unused or report.unread)
    return "good" if whole else "warn"


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
        button.setAutoDefault(False)
        self._bottom.insertWidget(1, button)
