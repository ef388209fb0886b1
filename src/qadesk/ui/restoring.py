"""Choosing a backup and saying what restoring it would lose; the composition root restores it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QWidget

from qadesk.i18n import _
from qadesk.services.backups import words
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.kit import files
from qadesk.ui.kit.screen import Screen
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import Button, label, scrolled
from qadesk.ui.widgets.layouts import FREE, PAGE, hbox, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

if TYPE_CHECKING:
    from qadesk.services.backups.holdings import Holding
    from qadesk.services.backups.losses import Losses

_MOST_HIGH: Final = 260
_ROWS: Final = 8


def columns(zone: tzinfo | None = None) -> list[Column[Holding]]:
    """A list of backups: when, why, how many ratings, where it is, how it is."""
    return [
        Column("made", _("Made"), lambda h: words.moment(h.copy.at, zone or _zone(h))),
        Column("why", _("Why"), lambda h: words.reason(h.copy.reason), stretch=True),
        Column("ratings", _("Ratings"), lambda h: f"{h.ratings:,}", align="right"),
        Column("where", _("Where"), _where),
        Column(
            "sound",
            _("State"),
            _state,
            tone=lambda h: "bad" if h.problem else None,
            tip=lambda h: words.details(h, zone or _zone(h)),
        ),
    ]


def ask(screen: Screen, holding: Holding, then: Callable[[Path], object]) -> None:
    """Say what today's office has that the backup has not, and ask; `then(path of the copy)` on yes."""
    office, copy = screen.office, holding.copy.path

    def read() -> Losses:
        from qadesk.services.backups import losses, restoring

        restoring.must_be_sound(copy)
        return losses.losses(office, copy)

    screen.load(
        read, lambda found: RestoreDialog(screen, holding, found, lambda: then(copy)).open(), slot="restore"
    )


class RestoreDialog(MessageDialog):
    """What would be lost and what would come back; Cancel has the focus."""

    def __init__(self, screen: Screen, holding: Holding, found: Losses, then: Callable[[], object]) -> None:
        at = words.moment(holding.copy.at, screen.office.zone)
        super().__init__(
            screen, _("Restore the backup of {moment}?").format(moment=at), "triangle-alert", "warn"
        )
        self.setObjectName("restoreDialog")
        self.setMinimumWidth(560)
        lines = QWidget()
        inner = vbox(on=lines, margins=(0, 0, GRID, 0), gap=2)
        for head, differences in (
            (_("This would be lost:"), found.lost),
            (_("This would come back:"), found.back),
        ):
            if differences:
                inner.addWidget(label(head))
                told = "\n".join(f"– {words.difference(one)}" for one in differences)
                inner.addWidget(label(told, wrap=True))
        if found.lost or found.back:
            area = scrolled(lines, "restoreList")
            area.setFixedHeight(min(lines.sizeHint().height() + 2, _MOST_HIGH))
            self.body.addWidget(area)
        if not found.lost:
            self.add_line(_("Nothing would be lost: the office contains nothing that this backup does not."))
        self.add_line(_("The present office is kept under another file name, and as a backup."), "muted")
        keep = self.add_button(Button(_("Cancel"), "confirmCancel"), lambda: None)
        do = self.add_button(Button(_("Restore"), "confirmAction", kind="danger"), then)
        do.setAutoDefault(False)
        keep.setDefault(True)
        keep.setFocus()


class ChooseBackup(QDialog):
    """Which backup to restore, where no office is open: those found, or another file."""

    def __init__(
        self, tasks: Tasks, offices: Sequence[Path], then: Callable[[Path, Path | None], object]
    ) -> None:
        """`then(copy, office)` with the office that the copy is of, None where that is not known."""
        super().__init__()
        self._tasks, self._offices, self._then = tasks, list(offices), then
        self.setObjectName("chooseBackup")
        self.setWindowTitle(_("Restore a backup"))
        self.resize(940, 380)
        self.intro = label("", "muted", wrap=True, name="chooseBackupIntro")
        named: Column[Holding] = Column("office", _("Office"), lambda h: h.office or h.copy.office)
        held: Column[Holding] = Column("months", _("Holds"), words.months)
        self.model: RecordTableModel[Holding] = RecordTableModel([named, *columns(), held])
        self.table = TableView(self.model, "chooseBackupTable", _("Backups"))
        self.table.setMinimumHeight(_ROWS * ROW)
        self.other = Button(_("Another file…"), "chooseBackupFile", clicked=self._choose_file)
        self.cancel = Button(_("Cancel"), "chooseBackupCancel", clicked=self.reject)
        self.go = Button(_("Restore"), "chooseBackupGo", kind="primary", clicked=self._restore)
        self.go.setEnabled(False)
        row = hbox(self.other, FREE, self.cancel, self.go)
        vbox(self.intro, (self.table, 1), row, on=self, margins=PAGE)
        self.table.row_chosen.connect(lambda holding: self.go.setEnabled(holding is not None))
        self.table.row_activated.connect(lambda _holding: self._restore())
        self._read()

    def _read(self) -> None:
        offices = self._offices

        def read() -> list[Holding]:
            from qadesk.services.backups import holdings

            found = [one for office in offices for one in holdings.backups(office).holdings]
            return sorted(found, key=lambda one: one.copy.at, reverse=True)

        self._tasks.run(read, self._show, owner=self)

    def _show(self, found: list[Holding]) -> None:
        self.model.set_rows(found)
        self.intro.setText(
            _("A file already in its place is kept under another name.")
            if found
            else _("No backups were found. If you have one on another disk, choose its file.")
        )
        if found:
            self.table.select_row(0)
            self.table.setFocus()

    def _restore(self) -> None:
        holding: Holding | None = self.table.current_record()
        if holding is not None:
            self.accept()
            self._then(holding.copy.path, self._target(holding.copy.path))

    def _target(self, copy: Path) -> Path | None:
        """Which office the copy is of: one of those asked about, else the one beside whose folder it lies."""
        from qadesk.storage import generations

        second = copy.parent.name  # the folder in the second place bears the same name
        for office in self._offices:
            if generations.folder_of(office).name == second:
                return office
        return generations.office_of(copy.parent)

    def _choose_file(self) -> None:
        def choose(chosen: list[Path]) -> None:
            self.accept()
            self._then(chosen[0], self._target(chosen[0]))

        files.ask_open(self, "backupFileDialog", _("Choose a backup"), [files.office()], choose)


def _zone(holding: Holding) -> tzinfo:
    zone = holding.copy.at.tzinfo
    assert zone is not None
    return zone


def _state(holding: Holding) -> str:
    if holding.problem:
        return _("Damaged")
    return _("Intact") if holding.verified is not None else _("Not checked")


def _where(holding: Holding) -> str:
    if holding.here and holding.second:
        return _("Both places")
    return _("Here") if holding.here else _("Second place")
