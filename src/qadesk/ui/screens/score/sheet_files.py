"""Scores by spreadsheet: asking where, writing the template, importing and saying what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.ui.kit import files
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from qadesk.services.scoring.score_files import ScoreReport
    from qadesk.ui.screens.score.rejected_dialog import RejectedDialog


class SheetFiles(QObject):
    """The two entries of the spreadsheet menu, for the month `screen` shows."""

    stored = Signal()  # ratings came from elsewhere than the keyboard

    def __init__(self, screen: Screen, notice: Notice) -> None:
        super().__init__(screen)
        self._screen = screen
        self._notice = notice
        self._folder = files.usual(QStandardPaths.StandardLocation.DocumentsLocation)

    # ---- the template

    def ask_template(self) -> None:
        """Ask where to put the template."""
        dialog = self._dialog(self._screen, _("Save the score template"), "scoreTemplateDialog")
        name = _("Scores {code}").format(code=self._screen.cycle) + ".xlsx"
        self._save_as(dialog, name, _("Excel workbook (*.xlsx)"))
        dialog.fileSelected.connect(lambda name: self.save_template(Path(name)))
        dialog.open()

    def save_template(self, path: Path) -> None:
        """Write the template, with what is scored so far filled in."""
        from qadesk.services.scoring import score_files

        office, code = self._screen.office, self._screen.cycle
        said = _("Template saved: {file}").format(file=path.name)
        self._screen.tasks.run(
            lambda: score_files.export_template(office, code, path),
            lambda _done: self._notice.say(said, "good"),
            owner=self,
        )

    # ---- a filled-in sheet

    def ask_import(self) -> None:
        """Ask which filled-in sheet to read."""
        dialog = self._dialog(self._screen, _("Import scores"), "scoreImportDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Score sheets (*.xlsx *.xls *.ods *.csv *.tsv)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.run_import(Path(name)))
        dialog.open()

    def run_import(self, path: Path) -> None:
        """Store a filled-in sheet as drafts."""
        from qadesk.services.scoring import score_files

        office, code = self._screen.office, self._screen.cycle
        self._screen.write(
            lambda progress: score_files.import_scores(office, code, path, progress),
            lambda done: self._tell(done.value, path, code),
            changes={"ratings"},
            title=_("Importing {file}").format(file=path.name),
            progress=True,
        )

    def _tell(self, report: ScoreReport, path: Path, code: str) -> None:
        if report.changes:
            self.stored.emit()
            counts = {"ratings": report.ratings, "values": report.values, "agents": report.agents}
            said = _taken(report).format(file=path.name, **counts)
            tone, undo = "warn" if report.rejected or _left_out(report) else "good", _("Undo")
        else:
            said, tone, undo = _("{file} brought nothing new.").format(file=path.name), "warn", ""
        said = joined(said, _left_out(report))
        self._notice.say(said, tone, action=undo, then=lambda: self._take_back(report, code))
        if report.rejected:
            self._show_rejected(report, said, path)

    def _take_back(self, report: ScoreReport, code: str) -> None:
        from qadesk.services.scoring import score_files

        office = self._screen.office
        self._screen.write(
            lambda: score_files.take_back(office, report, code).value, self._taken_back, changes={"ratings"}
        )

    def _taken_back(self, kept: int) -> None:
        self.stored.emit()
        said = _("The import was undone.")
        if kept:
            said = _("The import was undone; what was changed since stays: {n}").format(n=kept)
        self._notice.say(said, "good")

    # ---- rows that were not taken

    def _show_rejected(self, report: ScoreReport, said: str, path: Path) -> None:
        from qadesk.ui.screens.score.rejected_dialog import RejectedDialog

        dialog = RejectedDialog(self._screen, report, said, lambda: self._ask_export(dialog, report, path))
        dialog.finished.connect(lambda _code: self._screen.focus_first())
        dialog.open()

    def _ask_export(self, over: RejectedDialog, report: ScoreReport, path: Path) -> None:
        dialog = self._dialog(over, _("Export bad rows"), "scoreRejectedFileDialog")
        name = _("{file} – bad rows.xlsx").format(file=path.stem)
        self._save_as(dialog, name, _("Excel workbook (*.xlsx);;CSV file (*.csv)"))
        dialog.fileSelected.connect(lambda name: self._export(over, report, Path(name)))
        dialog.open()

    def _export(self, over: RejectedDialog, report: ScoreReport, path: Path) -> None:
        from qadesk.services.scoring import score_files

        said = _("Wrote {file}").format(file=path.name)
        self._screen.tasks.run(
            lambda: score_files.export_rejected(report.rejected, path),
            lambda _done: over.said.setText(said),
            owner=over,
        )

    # ---- file dialogs

    def _dialog(self, over: QWidget, title: str, name: str) -> QFileDialog:
        dialog = QFileDialog(over, title, str(self._folder))
        dialog.setObjectName(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._remember_folder)
        if over is self._screen:
            dialog.finished.connect(lambda _code: self._screen.focus_first())
        return dialog

    def _save_as(self, dialog: QFileDialog, name: str, kinds: str) -> None:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilter(kinds)
        dialog.selectFile(name)

    def _remember_folder(self, name: str) -> None:
        self._folder = Path(name).parent


def _left_out(report: ScoreReport) -> str:
    """What of the file was not read."""
    said = []
    if report.unused:
        said.append(_("Columns not used: {columns}").format(columns=_(", ").join(report.unused)))
    if report.unread:
        said.append(_("Sheets not read: {sheets}").format(sheets=_(", ").join(report.unread)))
    return _("; ").join(said)


def _taken(report: ScoreReport) -> str:
    if not report.values:
        return _("{file}: {ratings} ratings for {agents} agents saved as drafts.")
    if not report.ratings:
        return _("{file}: {values} typed values for {agents} agents saved.")
    return _("{file}: {ratings} ratings (drafts) and {values} typed values for {agents} agents saved.")
