"""Scorecards as files: exported for exchange, imported as drafts, the notice of a version as PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from qadesk import formats
from qadesk.i18n import _, current_language
from qadesk.services.designing.versions import Version
from qadesk.ui import dialogs
from qadesk.ui.kit import files
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.draft import Draft


class ScorecardFiles:
    """Asks for files and reads or writes them; `opened(id)` shows a version that is new to the list."""

    def __init__(
        self, screen: Screen, operations: Operations, draft: Draft, opened: Callable[[int], object]
    ) -> None:
        self._screen, self._operations, self._draft, self._opened = screen, operations, draft, opened

    # ---- exchange

    def ask_export(self, version: Version) -> None:
        """Ask where a version goes; the ending decides whether as a workbook or as a text."""
        files.ask_save(
            self._screen,
            "scorecardExportDialog",
            _("Export the scorecard"),
            f"{version.code}-{version.version}.xlsx",
            [files.workbook(), files.FileKind("YAML", ("yaml",))],
            lambda path: self.export(version, path),
        )

    def export(self, version: Version, path: Path) -> None:
        """Write a version to a file, after all that was edited is saved."""
        from qadesk.services.designing import exchange

        screen, office, notice = self._screen, self._screen.office, self._operations.notice
        said = _("Scorecard saved: {file}").format(file=path.name)
        self._draft.saving.when_saved(
            lambda: screen.tasks.run(
                lambda: exchange.export_file(office, version.id, path),
                lambda _none: notice.say(said, "good"),
                owner=screen,
            )
        )

    def ask_import(self) -> None:
        """Ask for a file to take in."""
        files.ask_open(
            self._screen,
            "scorecardImportDialog",
            _("Import a scorecard"),
            [files.FileKind(_("Scorecards"), ("xlsx", "yaml", "yml"))],
            lambda chosen: self.import_file(chosen[0]),
        )

    def import_file(self, path: Path) -> None:
        """Take a file in as a draft and open it; a file with mistakes is refused whole, and says where."""
        from qadesk.services.designing import exchange

        office = self._screen.office
        self._operations.run(
            lambda: exchange.import_file(office, path),
            self._opened,
            dialogs.in_dialog,  # there may be a long list of mistakes
            said=_("Imported as a draft: {file}").format(file=path.name),
            refresh_self=False,
        )

    # ---- the notice

    def ask_notice(self, version: Version) -> None:
        """Ask where the notice goes."""
        name = _("Notice {what}").format(what=wording.version_title(version))
        files.ask_save(
            self._screen,
            "noticeDialog",
            _("Save the notice"),
            f"{name}.pdf",
            [files.FileKind("PDF", ("pdf",))],
            lambda path: self.notice(version, path),
        )

    def notice(self, version: Version, path: Path) -> None:
        """Write the notice of a version, in the language of the window, and offer to open it for printing."""
        from qadesk.services.designing import notice

        screen, office, language = self._screen, self._screen.office, current_language()
        url = QUrl.fromLocalFile(str(path))

        def done(lacking: tuple[str, ...]) -> None:
            text = _("Notice saved: {file}").format(file=path.name)
            if lacking:
                text += "  " + _("Not in the font, printed as a code: {what}").format(
                    what=formats.characters(lacking)
                )
            self._operations.notice.say(
                text,
                "warn" if lacking else "good",
                action=_("Open it to print"),
                then=lambda: QDesktopServices.openUrl(url),
            )

        screen.tasks.run(lambda: notice.notice(office, version.id, path, language), done, owner=screen)
