"""Scorecards as files: exported for exchange, imported as drafts, the notice of a version as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from qadesk import formats
from qadesk.i18n import _, current_language
from qadesk.services.designing.versions import Version
from qadesk.ui import folders
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from qadesk.ui.screens.scorecards.screen import ScorecardsScreen

_KINDS = {"xlsx": "Excel (*.xlsx)", "yaml": "YAML (*.yaml)"}


class ScorecardFiles:
    """Asks for files and reads or writes them."""

    def __init__(self, screen: ScorecardsScreen, notice: Notice) -> None:
        self._screen, self._notice = screen, notice

    # ---- exchange

    def ask_export(self, version: Version) -> None:
        """Ask where a version goes; the ending decides whether as a workbook or as a text."""
        name = f"{version.code}-{version.version}"
        dialog = self._saving(
            _("Export the scorecard"), "scorecardExportDialog", name, "xlsx", list(_KINDS.values())
        )
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_suffix(kind)))
        dialog.fileSelected.connect(lambda chosen: self.export(version, Path(chosen)))
        dialog.open()

    def export(self, version: Version, path: Path) -> None:
        """Write a version to a file, after all that was edited is saved."""
        from qadesk.services.designing import exchange

        screen, office = self._screen, self._screen.office

        def write() -> None:
            screen.tasks.run(
                lambda: exchange.export_file(office, version.id, path),
                lambda _none: self._notice.say(_("Scorecard saved: {file}").format(file=path.name), "good"),
                owner=screen,
            )

        screen.draft.saving.when_saved(write)

    def ask_import(self) -> None:
        """Ask for a file to take in."""
        dialog = QFileDialog(self._screen, _("Import a scorecard"))
        dialog.setObjectName("scorecardImportDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Scorecards (*.xlsx *.yaml *.yml)"), _("All files (*)")])
        dialog.setDirectory(str(folders.usual(QStandardPaths.StandardLocation.DocumentsLocation)))
        dialog.fileSelected.connect(lambda chosen: self.import_file(Path(chosen)))
        dialog.open()

    def import_file(self, path: Path) -> None:
        """Take a file in as a draft and open it; a file with mistakes is refused whole, and says where."""
        from qadesk.services.designing import exchange

        screen, office = self._screen, self._screen.office

        def done(number: int) -> None:
            self._notice.say(_("Imported as a draft: {file}").format(file=path.name), "good")
            screen.open_id(number)

        screen.write(
            lambda: exchange.import_file(office, path), done, changes={"scorecard"}, refresh_self=False
        )

    # ---- the notice

    def ask_notice(self, version: Version) -> None:
        """Ask where the notice goes."""
        name = _("Notice {what}").format(what=wording.version_title(version))
        dialog = self._saving(_("Save the notice"), "noticeDialog", name, "pdf", ["PDF (*.pdf)"])
        dialog.fileSelected.connect(lambda chosen: self.notice(version, Path(chosen)))
        dialog.open()

    def notice(self, version: Version, path: Path) -> None:
        """Write the notice of a version, in the language of the window, and offer to open it for printing."""
        from qadesk.services.designing import notice

        screen, office, language = self._screen, self._screen.office, current_language()
        url = QUrl.fromLocalFile(str(path))

        def done(lacking: tuple[str, ...]) -> None:
            text = _("Notice saved: {file}").format(file=path.name)
            if lacking:
                text += "  " + _("No glyph, printed as a code: {what}").format(
                    what=formats.characters(lacking)
                )
            self._notice.say(
                text,
                "warn" if lacking else "good",
                action=_("Open it to print"),
                then=lambda: QDesktopServices.openUrl(url),
            )

        screen.tasks.run(lambda: notice.notice(office, version.id, path, language), done, owner=screen)

    def _saving(self, title: str, name: str, file: str, suffix: str, kinds: list[str]) -> QFileDialog:
        dialog = QFileDialog(self._screen, title)
        dialog.setObjectName(name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(kinds)
        dialog.setDefaultSuffix(suffix)
        dialog.setDirectory(str(folders.usual(QStandardPaths.StandardLocation.DocumentsLocation)))
        dialog.selectFile(f"{file}.{suffix}")
        return dialog


def _suffix(kind: str) -> str:
    return next((suffix for suffix, words in _KINDS.items() if words == kind), "xlsx")
