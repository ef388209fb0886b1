"""Beside the list: the current version, how it came to its status, and the next step it can take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qadesk.i18n import _
from qadesk.services.designing.versions import Status, StepTaken, Version
from qadesk.storage.office import Office
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import Button, label, scrolled
from qadesk.ui.widgets.layouts import FREE, hbox, vbox
from qadesk.ui.wording import cycle_text

_WIDTH: Final = 32 * GRID


class VersionAside(QWidget):
    """Shows one version; `buttons` are those of what can be done with it next."""

    def __init__(self, office: Office, buttons: Iterable[Button]) -> None:
        super().__init__()
        self._office = office
        self.setObjectName("versionAside")
        self.title = label("", "heading", wrap=True, name="versionTitle")
        self.badge = Badge("", name="versionStatus")
        self.why = label("", "muted", wrap=True, name="versionWhy")
        self.used = label("", wrap=True, name="versionUsed")
        self.waits = label(wording.waits(), "muted", wrap=True, name="versionWaits")
        self._way = QVBoxLayout()
        self._way.setSpacing(GRID // 2)
        content = QWidget()
        page = vbox(on=content, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        for part in (self.title, self.badge, self.why, self.used):
            page.addWidget(part)
        for button in buttons:
            row = hbox(button, FREE)
            page.addLayout(row)
        page.addWidget(self.waits)
        page.addSpacing(GRID)
        page.addLayout(self._way)
        page.addStretch(1)
        vbox(scrolled(content, "versionAsideScroll"), on=self)
        self.setMinimumWidth(_WIDTH)

    def show_version(self, version: Version | None, *, taken_next: bool = False) -> None:
        """Say what there is to say of a version. `taken_next`: months opened from now on use it."""
        self.setVisible(version is not None)
        self.waits.hide()
        if version is None:
            return
        self.title.setText(wording.version_title(version))
        self.badge.say(wording.status_text(version.status), wording.status_tone(version.status))
        self.why.setText(wording.why_read_only(version.status) or _("A draft: not in effect yet."))
        cycles = _(", ").join(cycle_text(code) for code in reversed(version.cycles))
        used = [_("Used in {cycles}").format(cycles=cycles)] if cycles else []
        if taken_next:
            used.append(_("Months opened from now on use it."))
        self.used.setText("\n".join(used))
        self.used.setVisible(bool(used))
        self._show_way(version)

    def _show_way(self, version: Version) -> None:
        while (item := self._way.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, step in enumerate(reversed(version.steps)):
            self._way.addWidget(label(self._step_text(step), "small", wrap=True, name=f"versionStep{number}"))

    def _step_text(self, step: StepTaken) -> str:
        said = f"{wording.moment(self._office, step.at)}  {wording.status_text(step.status)}"
        if step.status is Status.DRAFT:
            said = f"{wording.moment(self._office, step.at)}  {_('Sent back')}"
        return "\n".join(part for part in (f"{said}  {step.by}".rstrip(), step.note) if part)
