"""What Today says of backups: what needs a look, and what is quietly offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.ui.screens.today.steps import Concern
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import vbox

if TYPE_CHECKING:
    from qadesk.services.backups.glance import Glance


def concerns(found: Glance) -> list[Concern]:
    """What is wrong with the backups."""
    told = []
    if found.failed:
        text = _("The last daily backup failed: {why}").format(why=found.failed)
        told.append(Concern(text, "settings", _("See backups"), "backups"))
    if found.overdue is not None:
        text = ngettext(
            "The second place for backups was not reached for {n} day: {folder}",
            "The second place for backups was not reached for {n} days: {folder}",
            found.overdue,
        ).format(n=found.overdue, folder=found.second)
        told.append(Concern(text, "settings", _("See backups"), "backups"))
    if found.drill is not None and found.drill.problems:
        text = _("The last trial restore of a backup failed")
        told.append(Concern(text, "settings", _("See backups"), "backups"))
    return told


class BackupLines(QWidget):
    """When the last backup was made, and what is offered; emits `asked(screen, context)`."""

    asked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("todayBackups")
        self.newest = label("", wrap=True, name="todayBackupNewest")
        self.second = self._link(_("Choose a second place…"), "todayBackupSecond", "second")
        self.second.setToolTip(_("A copy on another disk, in case this one fails"))
        self.drill = self._link(_("Test whether it can be restored"), "todayBackupDrill", "drill")
        page = vbox(label(_("Backups"), "small"), self.newest, on=self, gap=2)
        for link in (self.second, self.drill):
            page.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_backups(self, found: Glance) -> None:
        """Show when the last one was made; offer what is due."""
        at = _("none yet") if found.newest is None else formats.moment(found.newest)
        said = _("Last backup: {at}").format(at=at)
        self.newest.setText(_("The server's own backups apply.") if found.server else said)
        self.second.setVisible(not found.second and not found.server)
        self.drill.setVisible(found.drill_due)
        self.show()

    def _link(self, text: str, name: str, context: str) -> Button:
        return Button(text, name, kind="link", clicked=lambda: self.asked.emit("settings", context))
