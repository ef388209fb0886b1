"""Backups wherever they are asked for: the day's, a copy to a file, restoring one and what it loses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.places import Place
from qadesk.services.backups import closed_offices, keeping, losses, restorers, restoring, words
from qadesk.services.backups.holdings import Holding
from qadesk.services.backups.losses import Losses
from qadesk.storage.files import SUFFIX
from qadesk.storage.office import Office, User
from qadesk.ui import unlocking
from qadesk.ui.dialogs import HelpedDialog, MessageDialog, tell
from qadesk.ui.kit import files
from qadesk.ui.kit.fields import Field, Values
from qadesk.ui.kit.form import Form, ask_and_do
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.main_window import MainWindow
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.layouts import FREE, PAGE, hbox, scrolled, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

_AGAIN_MS: Final = 3_600_000
_MOST_HIGH: Final = 260
_ROWS: Final = 8


def back_up(window: MainWindow) -> None:
    """The day's backup, behind the work; how it went is on Today and in Settings.

    Looked at again every hour: a window may stay open for days, and a stick may be put in at any time.
    """
    if not window.tasks.closed:
        work, made = partial(keeping.daily, window.office), frozenset({"backups"})
        window.tasks.behind.run(work, lambda _outcome: window.announce(made), progress=True, quiet=True)
        QTimer.singleShot(_AGAIN_MS, window, lambda: back_up(window))


def save_copy(parent: QWidget | None, tasks: Tasks, office: Office, done: Callable[[str], object]) -> None:
    """Ask where a copy of the open office goes and have it written; `done` gets what to say then."""

    def save(target: Path) -> None:
        said, title = _("Saved a copy: {file}").format(file=target), _("Saving a copy of the office")
        work = partial(keeping.save_copy, office, target)
        tasks.behind.run(work, lambda _none: done(said), title=title, progress=True)

    proposed = f"{office.path.stem} {datetime.now(office.zone):%Y-%m-%d}{SUFFIX}"
    title = _("Save a copy of the office")
    holds = holding(office, Personal("all"))
    files.ask_save(parent, "officeCopyDialog", title, proposed, [files.office()], save, holds=holds)


def save_copy_of(window: MainWindow, parent: QWidget | None) -> None:
    """The same for the office of a window whose file has gone away."""
    save_copy(parent, window.tasks, window.office, lambda said: tell(window, said, ()))


def columns(zone: tzinfo | None = None) -> list[Column[Holding]]:
    """A list of backups: when, why, how many ratings, where it is, how it is; on the clock of `zone`."""

    def clock(holding: Holding) -> tzinfo:
        own = zone or holding.copy.at.tzinfo
        assert own is not None
        return own

    return [
        Column("made", _("Made"), lambda h: words.moment(h.copy.at, clock(h))),
        Column("why", _("Why"), lambda h: words.reason(h.copy.reason), stretch=True),
        Column("ratings", _("Ratings"), lambda h: f"{h.ratings:,}", align="right"),
        Column("where", _("Where"), words.where),
        Column(
            "sound",
            _("State"),
            words.state_of,
            tone=lambda h: "bad" if h.problem else None,
            tip=lambda h: words.details(h, clock(h)),
        ),
    ]


# ---- restoring; the composition root does it


def ask_restore(screen: Screen, holding: Holding, then: Callable[[Path], object]) -> None:
    """Say what today's office has that the backup has not, and ask; `then(path of the copy)` on yes."""
    office, copy = screen.office, holding.copy.path

    def read() -> Losses:
        restoring.must_be_sound(copy)
        return losses.losses(office, copy)

    def ask(found: Losses) -> None:
        RestoreDialog(screen, holding, found, lambda: then(copy)).open()

    def failed(error: BaseException) -> bool:
        return unlocking.ask_to_unlock(
            screen, screen.tasks, error, lambda: ask_restore(screen, holding, then)
        )

    screen.load(read, ask, failed, slot="restore")


class RestoreDialog(MessageDialog):
    """What would be lost and what would come back; Cancel has the focus."""

    def __init__(self, screen: Screen, holding: Holding, found: Losses, then: Callable[[], object]) -> None:
        at = words.moment(holding.copy.at, screen.office.zone)
        question = _("Restore the backup of {moment}?").format(moment=at)
        super().__init__(screen, "restoreDialog", question, "triangle-alert", "warn")
        self.setMinimumWidth(560)
        lines = QWidget()
        inner = vbox(on=lines, margins=(0, 0, GRID, 0), gap=2)
        lost, back = _("This would be lost:"), _("This would come back:")
        for head, differences in ((lost, found.lost), (back, found.back)):
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
        self.add_question(_("Restore"), then)


def ask_who(
    parent: QWidget | None,
    tasks: Tasks,
    error: BaseException,
    then: Callable[[User], object],
    otherwise: Callable[[], object],
) -> bool:
    """Where who restores has to sign in to the backup first: ask, and go on with them.

    `otherwise`: nobody did. False where it failed for another reason.
    """
    if not isinstance(error, restorers.NobodyRestores):
        return False
    why = label(joined(error.happened, error.remedy), wrap=True, name="restorerWhy")
    needed = _("Enter the name you sign in with.")
    fields = [Field("login", _("Name"), required=needed), Field("password", _("Password"), "secret")]
    form = Form("restorer", fields, above=[("", why)])

    def sign_in(typed: Values) -> User:
        return restorers.sign_in(error.copy, typed["login"], typed["password"])

    words = _("Restore a backup"), _("Restore")
    dialog = ask_and_do(parent, "restorerDialog", words, form, tasks, sign_in, then)
    dialog.rejected.connect(otherwise)
    return True


def choose(
    parent: QWidget | None, tasks: Tasks, wanted: Place | None, then: Callable[[Path, Path], object]
) -> None:
    """Offer the backups of the office that was wanted, else of every office of this user."""
    ChooseBackup(parent, tasks, closed_offices.offices(wanted), then).open()


class ChooseBackup(HelpedDialog):
    """Which backup to restore, where no office is open: those found, or another file."""

    def __init__(
        self,
        parent: QWidget | None,
        tasks: Tasks,
        offices: Sequence[Path],
        then: Callable[[Path, Path], object],
    ) -> None:
        """`then(copy, office)` with the place of the office that is restored from it."""
        super().__init__(parent)
        self._offices, self._then = list(offices), then
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
        self.go = Button(_("Restore"), "chooseBackupGo", kind="primary", clicked=self._restore_current)
        self.go.setEnabled(False)
        row = hbox(self.other, FREE, self.cancel, self.go)
        vbox(self.intro, (self.table, 1), row, on=self, margins=PAGE)
        self.table.row_chosen.connect(lambda holding: self.go.setEnabled(holding is not None))
        self.table.row_activated.connect(lambda _holding: self._restore_current())
        tasks.run(partial(closed_offices.backups, self._offices), self._show_backups, owner=self)

    def _show_backups(self, found: list[Holding]) -> None:
        self.model.set_rows(found)
        self.intro.setText(
            _("A file already in its place is kept under another name.")
            if found
            else _("No backups were found. If you have one on another disk, choose its file.")
        )
        if found:
            self.table.select_row(0)
            self.table.setFocus()

    def _restore_current(self) -> None:
        holding: Holding | None = self.table.current_record()
        if holding is not None:
            self._restore(holding.copy.path)

    def _choose_file(self) -> None:
        title, restore = _("Choose a backup"), lambda chosen: self._restore(chosen[0])
        files.ask_open(self, "backupFileDialog", title, [files.office()], restore)

    def _restore(self, copy: Path) -> None:
        self.accept()
        self._then(copy, closed_offices.place_for(copy, self._offices))
