"""Beside the list: the version one stands on, how it came to its status, and the next step it can take."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qadesk.i18n import N_, _
from qadesk.services.designing.versions import Status, StepTaken, Version
from qadesk.storage.office import Office
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import Button, label, scrolled
from qadesk.ui.wording import cycle_text

_WIDTH: Final = 32 * GRID
STEPS: Final = {  # to what, the word on its button, its icon
    Status.SUBMITTED: (N_("Submit for approval…"), "send"),
    Status.APPROVED: (N_("Approve…"), "badge-check"),
    Status.PUBLISHED: (N_("Publish…"), "megaphone"),
    Status.DRAFT: (N_("Send back…"), "undo-2"),
    Status.RETIRED: (N_("Retire…"), "archive"),
}


class VersionAside(QWidget):
    """Emits the step asked for."""

    step_asked = Signal(object)  # Status

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._version: Version | None = None
        self.setObjectName("versionAside")
        self.title = label("", "heading", wrap=True, name="versionTitle")
        self.badge = Badge("", name="versionStatus")
        self.why = label("", "muted", wrap=True, name="versionWhy")
        self.used = label("", wrap=True, name="versionUsed")
        self.waits = label("", "muted", wrap=True, name="versionWaits")
        self.notice = Button(_("Print the notice…"), "versionNotice", icon="printer")
        self.steps: dict[Status, Button] = {}
        for to, (words, icon) in STEPS.items():
            self.steps[to] = Button(_(words), f"version_{to.value}", icon=icon)
            self.steps[to].clicked.connect(lambda _checked, to=to: self.step_asked.emit(to))
        self._way = QVBoxLayout()
        self._way.setSpacing(GRID // 2)
        self._lay_out()

    def _lay_out(self) -> None:
        content = QWidget()
        page = QVBoxLayout(content)
        page.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        page.setSpacing(GRID)
        page.addWidget(self.title)
        page.addWidget(self.badge)
        page.addWidget(self.why)
        page.addWidget(self.used)
        for button in (*self.steps.values(), self.notice):
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            page.addLayout(row)
        page.addWidget(self.waits)
        page.addSpacing(GRID)
        page.addLayout(self._way)
        page.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(content, "versionAsideScroll"))
        self.setMinimumWidth(_WIDTH)

    def show_version(self, version: Version | None, *, taken_next: bool = False) -> None:
        """Say what there is to say of a version; `offer` follows once it is known which steps it may take.

        `taken_next`: months opened from now on use it.
        """
        self._version = version
        self.setVisible(version is not None)
        if version is None:
            return
        self.title.setText(wording.version_title(version))
        self.badge.say(wording.status_text(version.status), wording.status_tone(version.status))
        self.why.setText(wording.why_read_only(version.status) or _("A draft: nothing of it counts yet."))
        cycles = _(", ").join(cycle_text(code) for code in reversed(version.cycles))
        used = [_("Used in {cycles}").format(cycles=cycles)] if cycles else []
        if taken_next:
            used.append(_("Months opened from now on use it."))
        self.used.setText("\n".join(used))
        self.used.setVisible(bool(used))
        self.notice.setVisible(version.status in (Status.PUBLISHED, Status.APPROVED))
        self._show_way(version)
        self.offer(None)

    def offer(self, may: frozenset[Status] | None) -> None:
        """Offer these steps; None while it is not known which."""
        version = self._version
        for to, button in self.steps.items():
            button.setVisible(bool(may) and to in (may or ()))
            button.set_kind("primary" if to in (Status.PUBLISHED, Status.APPROVED) else "")
        waits = may is not None and version is not None and version.status is Status.SUBMITTED
        waits = waits and Status.APPROVED not in (may or ())
        self.waits.setText(wording.waits())
        self.waits.setVisible(waits)

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
