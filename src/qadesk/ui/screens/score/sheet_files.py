"""Scores by spreadsheet: asking where, writing the template, importing and saying what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from qadesk.i18n import _, ngettext
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.widgets.basics import Button

if TYPE_CHECKING:
    from qadesk.services.scoring.score_files import ScoreReport
    from qadesk.ui.screens.score.screen import ScoreScreen

_SHOWN = 12


class SheetFiles:
    """The two entries of the spreadsheet menu."""

    def __init__(self, screen: ScoreScreen) -> None:
        self.screen = screen

    def ask_template(self) -> None:
        """Ask where to put the template."""
        board = self.screen.book.board
        if board is None:
            return
        dialog = self._dialog(_("Save the score template"), "scoreTemplateDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilter(_("Excel workbook (*.xlsx)"))
        dialog.selectFile(_("Scores {code}").format(code=board.cycle.code) + ".xlsx")
        dialog.fileSelected.connect(lambda name: self.save_template(Path(name)))
        dialog.open()

    def save_template(self, path: Path) -> None:
        """Write the template, with what is scored so far filled in."""
        from qadesk.services.scoring import score_files

        screen, board = self.screen, self.screen.book.board
        if board is None:
            return
        screen.card.flush()
        office, code = screen.office, board.cycle.code
        text = _("Template saved: {file}").format(file=path.name)
        screen.tasks.run(
            lambda: score_files.export_template(office, code, path),
            lambda _done: screen.notice.say(text, "good"),
            owner=screen,
        )

    def ask_import(self) -> None:
        """Ask which filled-in sheet to read."""
        if self.screen.book.board is None:
            return
        dialog = self._dialog(_("Import scores"), "scoreImportDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Score sheets (*.xlsx *.xls *.ods *.csv *.tsv)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.run_import(Path(name)))
        dialog.open()

    def run_import(self, path: Path) -> None:
        """Store a filled-in sheet as drafts."""
        from qadesk.services.scoring import score_files

        screen, board = self.screen, self.screen.book.board
        if board is None:
            return
        screen.card.flush()
        office, code = screen.office, board.cycle.code
        screen.write(
            lambda progress: score_files.import_scores(office, code, path, progress),
            lambda report: self._tell(report, path, code),
            changes={"ratings"},
            title=_("Importing {file}").format(file=path.name),
            progress=True,
        )

    def _tell(self, report: ScoreReport, path: Path, code: str) -> None:
        said = _("{file}: {ratings} ratings for {agents} agents saved as drafts.").format(
            file=path.name, ratings=report.ratings, agents=report.agents
        )
        undo = _("Undo") if report.before else ""
        if report.rejected:
            self._show_rejected(report, said)
        tone = "warn" if report.rejected else "good"
        self.screen.notice.say(said, tone, action=undo, then=lambda: self._take_back(report, code))

    def _take_back(self, report: ScoreReport, code: str) -> None:
        from qadesk.services.scoring import score_files

        office, screen = self.screen.office, self.screen
        screen.write(
            lambda: score_files.take_back(office, report, code),
            lambda _done: screen.notice.say(_("The import was undone."), "good"),
            changes={"ratings"},
        )

    def _show_rejected(self, report: ScoreReport, said: str) -> None:
        count = len(report.rejected)
        heading = ngettext("{n} row was not taken", "{n} rows were not taken", count).format(n=count)
        dialog = MessageDialog(self.screen, heading, "triangle-alert", "warn")
        dialog.setObjectName("scoreRejected")
        dialog.add_line(said)
        for row in report.rejected[:_SHOWN]:
            dialog.add_line(
                _("Line {line}, {column}: “{value}” – {reason}").format(
                    line=row.line, column=row.column, value=row.value, reason=row.wording
                ),
                "small",
            )
        if count > _SHOWN:
            dialog.add_line(_("… and {n} more").format(n=count - _SHOWN), "small")
        dialog.add_line(_("Correct these rows in the file and import it again."), "muted")
        dialog.add_button(Button(_("OK"), "scoreRejectedOk", kind="primary"), lambda: None).setDefault(True)
        dialog.open()

    def _dialog(self, title: str, name: str) -> QFileDialog:
        dialog = QFileDialog(self.screen, title)
        dialog.setObjectName(name)
        return dialog
