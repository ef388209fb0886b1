"""The backups of the office: a list, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.backups import words
from qadesk.ui import restoring, saving_copy
from qadesk.ui.kit import files
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import RecordTableModel, TableView

if TYPE_CHECKING:
    from qadesk.services.backups.holdings import Backups, Holding

_MOST_ROWS: Final = 8  # in sight at once


class BackupsPanel(QWidget):
    """Works for `screen`; reads the copies itself, in the background, whenever it is shown."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        self.notice = Notice(name="backupsNotice")
        zone = screen.office.zone
        self.model: RecordTableModel[Holding] = RecordTableModel(restoring.columns(zone))
        self.table = TableView(self.model, "backupsTable", _("Backups"))
        self.make = Button(_("Back up now"), "backupsMake", icon="save", clicked=self.back_up)
        self.restore = Button(_("Restore…"), "backupsRestore", clicked=self.ask_restore)
        self.verify = Button(_("Read all through"), "backupsVerify", clicked=self.read_through)
        self.drill = Button(_("Trial restore"), "backupsDrill", clicked=self.try_restore)
        self.save = Button(_("Save a copy…"), "backupsSave", clicked=self.save_copy)
        self.details = label("", "small", wrap=True, name="backupsDetails")
        self.tried = label("", "small", wrap=True, name="backupsTried")
        self.second = label("", "small", wrap=True, name="backupsSecond")
        self.choose = Button(_("Choose a second place…"), "backupsChoose", clicked=self.choose_second)
        self.drop = Button(_("No second place"), "backupsDrop", clicked=lambda: self._set_second(None))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(GRID)
        page.addWidget(self.notice)
        hint = _(
            "A verified copy is made at the first start of each day, and before a month is closed, an import "
            "is undone or a backup is restored. Older ones are thinned out; at least three stay."
        )
        page.addWidget(label(hint, "small", wrap=True))
        page.addWidget(self.table)
        page.addWidget(self.details)
        page.addLayout(_row(self.make, self.restore, self.save))
        page.addLayout(_row(self.verify, self.drill))
        page.addWidget(self.tried)
        page.addWidget(self.second)
        page.addLayout(_row(self.choose, self.drop))
        self.table.row_chosen.connect(lambda _holding: self._offer())
        self.table.row_activated.connect(lambda _holding: self.ask_restore())
        self._offer()

    # ---- showing

    @property
    def current(self) -> Holding | None:
        """The copy the table stands on."""
        found: Holding | None = self.table.current_record()
        return found

    def refresh(self) -> None:
        """Read the copies again."""
        office = self._screen.office

        def read() -> Backups:
            from qadesk.services.backups import holdings, keeping

            return holdings.backups(office.path, keeping.uid(office))

        # Not in turn with the work: a second place that does not answer may hold this up.
        # The window may be closing, and that worker is the first to end.
        tasks = self._screen.tasks
        if not (tasks.closed or tasks.behind.closed):
            tasks.behind.run(read, self.show_backups, owner=self)

    def show_backups(self, found: Backups) -> None:
        """Show them; the one the table stands on stays so."""
        kept = self.current
        self.model.set_rows(found.holdings)
        number = self.model.find(lambda one: kept is not None and one.copy.path == kept.copy.path)
        if found.holdings:
            self.table.select_row(number or 0)
        lines = min(max(1, len(found.holdings)), _MOST_ROWS) + 1
        self.table.setFixedHeight(lines * ROW + 2)
        self.second.setText(words.second(found.state))
        self.drop.setVisible(bool(found.state.second))
        self.tried.setText(words.drill(found.state.drill) if found.state.drill is not None else "")
        self.tried.setVisible(found.state.drill is not None)
        if found.lost:
            text = _("The folder of the backups cannot be read: {why}").format(why=found.lost)
            self.notice.say(text, "bad")
        self._offer()

    def _offer(self) -> None:
        for button in (self.restore, self.verify, self.drill):
            button.setEnabled(self.current is not None)
        text = words.details(self.current, self._screen.office.zone) if self.current is not None else ""
        self.details.setText(text)
        self.details.setVisible(bool(text))

    # ---- doing

    def back_up(self) -> None:
        """A copy now, and one in the second place."""
        office = self._screen.office

        def work(progress: Progress) -> str:
            from qadesk.services.backups import keeping
            from qadesk.storage import generations

            keeping.make(office, generations.ASKED, progress)
            return keeping.send(office, progress)

        def done(unreached: str) -> None:
            if unreached:
                text = _("A backup was made. The second place: {why}").format(why=unreached)
                self.notice.say(text, "warn")
            else:
                self.notice.say(_("A verified backup was made."))

        self._run(work, done, _("Making a backup"))

    def read_through(self) -> None:
        """Look whether every copy is still sound."""
        office = self._screen.office

        def work(progress: Progress) -> int:
            from qadesk.services.backups import holdings, keeping

            found = holdings.backups(office.path, keeping.uid(office))
            return sum(bool(one.problem) for one in holdings.verify(found.holdings, found.folder, progress))

        def done(damaged: int) -> None:
            if damaged:
                self.notice.say(_("Some backups are damaged; the list says which."), "bad")
            else:
                self.notice.say(_("All backups are sound."))

        self._run(work, done, _("Reading the backups through"))

    def try_restore(self) -> None:
        """Restore the newest to a temporary file and compare its figures."""
        office = self._screen.office

        def work(progress: Progress) -> tuple[str, bool]:
            from qadesk.services import drill

            tried = drill.drill(office, progress)
            return words.drill(tried), not tried.problems

        self._run(
            work, lambda told: self.notice.say(told[0], "good" if told[1] else "bad"), _("Trial restore")
        )

    def save_copy(self) -> None:
        """A copy wherever the user wants it."""
        said = _("Saved a copy: {file}")
        saving_copy.ask(
            self,
            self._screen.tasks,
            self._screen.office,
            lambda file: self.notice.say(said.format(file=file)),
        )

    def choose_second(self) -> None:
        """A folder on another disk."""
        title = _("A second place for backups: a USB stick, a share, a synchronised folder")
        files.ask_folder(self, "secondPlaceDialog", title, self._set_second)

    def _set_second(self, place: Path | None) -> None:
        office = self._screen.office

        def work(progress: Progress) -> str:
            from qadesk.services.backups import keeping

            keeping.choose_second(office, place)
            return keeping.send(office, progress) if place is not None else ""

        def done(unreached: str) -> None:
            if unreached:
                self.notice.say(_("The second place: {why}").format(why=unreached), "warn")
            elif place is None:
                self.notice.say(
                    _("Backups are kept beside the office only. Copies made elsewhere stay there.")
                )
            else:
                self.notice.say(_("The newest backup is in {folder}, too.").format(folder=place))

        self._run(work, done, _("Copying the newest backup"))

    def ask_restore(self) -> None:
        """Say what would be lost, then let the window close and restore."""
        holding = self.current
        if holding is not None:
            restoring.ask(self._screen, holding, self._restore)

    def _restore(self, copy: Path) -> None:
        self._screen.open_requested.emit("restore", copy)

    def _run(self, work: Callable[[Progress], object], done: Callable[..., object], title: str) -> None:
        """On the thread behind the work, so that nothing waits for it; the list is read anew in any case."""

        def failed(error: BaseException) -> bool:
            self._screen.announce({"backups"})
            if isinstance(error, UserError):
                self.notice.say(str(error), "bad")
            return isinstance(error, UserError | Cancelled)

        def deliver(result: object) -> None:
            done(result)
            self._screen.announce({"backups"})

        self._screen.tasks.behind.run(work, deliver, failed, title=title, progress=True, owner=self)


def _row(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GRID)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
