"""The end of Settings: which version this is, what is new in it, its licences, the support file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from qadesk import __version__, installation, resources
from qadesk.i18n import _, current_language
from qadesk.ui import support_file
from qadesk.ui.dialogs import log_path
from qadesk.ui.kit import shown
from qadesk.ui.reading import Reading
from qadesk.ui.widgets.basics import Button, label, say_at
from qadesk.ui.widgets.layouts import FREE, hbox, vbox
from qadesk.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from qadesk.ui.kit.screen import Screen


class AboutPanel(QWidget):
    """Lines and buttons; `notice` says where the support file was put."""

    def __init__(self, screen: Screen, notice: Notice) -> None:
        super().__init__(screen)
        self._screen = screen
        self._notice = notice
        row = hbox(
            Button(_("What is new"), "settingsNews", clicked=self._show_news),
            Button(_("Licences"), "settingsLicences", clicked=self._show_licences),
            Button(_("Support file…"), "settingsSupport", clicked=self._ask_support),
            FREE,
        )
        hint = _(
            "If you need help: the support file contains the versions, the state of the office file "
            "and the log, and names nobody."
        )
        page = vbox(
            label(_("QADesk {version}").format(version=__version__), name="settingsVersion"),
            row,
            label(hint, "small", wrap=True),
            on=self,
        )
        if where := log_path():
            page.addWidget(label(_("Log file: {path}").format(path=where), "small", wrap=True))

    def _show_news(self) -> None:
        text = resources.changelog(current_language()).read_text("utf-8")
        versions = text[text.index("\n## ") :]  # what stands before them is for whoever works on the program
        Reading(self, _("What is new"), versions, "newsDialog").open()

    def _show_licences(self) -> None:
        folder = installation.licences()
        dialog = Reading(self, _("Licences"), _licences(folder), "licencesDialog")
        if folder is not None:
            show = Button(
                _("Show the folder"),
                "licencesFolder",
                icon="folder-open",
            )
            where = _("The folder could not be shown. It is {path}.").format(path=folder)
            show.clicked.connect(lambda: shown.show_or(folder, lambda: say_at(show, where)))
            dialog.buttons.insertWidget(1, show)
        dialog.open()

    def _ask_support(self) -> None:
        support_file.ask_where(self, self._screen.tasks, self._screen.office, self._written)

    def _written(self, target: Path) -> None:
        self._notice.say(
            _("Saved: {file}").format(file=target),
            code="saved",
            action=_("Show the folder"),
            then=lambda: shown.show(target.parent, self._notice),
        )


def _licences(folder: Path | None) -> str:
    """What holds for the program and its parts, as Markdown."""
    own = _("QADesk is under the Apache License 2.0.")
    qt = _(
        "Its windows use Qt and PySide6, under the GNU Lesser General Public License, version 3. "
        "Their libraries are separate files: you may replace them with compatible ones of your "
        "own."
    )
    fonts = _("The fonts, Noto Sans SC, are under the SIL Open Font License 1.1.")
    if folder is None:
        parts = _("The other packages were installed by themselves, each with its own licence.")
        return f"{own}\n\n{qt}\n\n{fonts}\n\n{parts}"
    told = _("The texts of all licences are in {folder}.").format(folder=f"`{folder}`")
    listed = (folder / "README.txt").read_text("utf-8").splitlines()
    rows = "\n".join(f"* {line}" for line in listed if line)
    return f"{own}\n\n{qt}\n\n{fonts}\n\n{told}\n\n{rows}"
