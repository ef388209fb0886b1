"""The backups of the office: a list, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from qadesk.errors import Cancelled, UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import drill
from qadesk.services.backups import holdings, keeping, words
from qadesk.services.backups.holdings import Backups, Holding
from qadesk.services.backups.state import Drill
from qadesk.storage import generations
from qadesk.storage.office import Office
from qadesk.ui import backups
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.widgets.bar import Bar
from qadesk.ui.widgets.basics import label

T = TypeVar("T")

_MOST_ROWS: Final = 8  # in sight at once


class BackupsPanel(ListPage[Holding]):
    """Works for `screen`; reads the copies itself, in the background, whenever it is shown."""

    def __init__(self, screen: Screen) -> None:
        self._has_second = False
        super().__init__(screen, _view(screen.office), self._described(), operations=screen.writes)
        self.details = label("", "small", wrap=True, name="backupsDetails")
        self.tried = label("", "small", wrap=True, name="backupsTried")
        self.second = label("", "small", wrap=True, name="backupsSecond")
        button = self.actions_.button
        looks = Bar([button("backupsVerify"), button("backupsDrill")])
        places = Bar([button("backupsChoose"), button("backupsDrop")])
        for part in (self.details, looks, self.tried, self.second, places):
            self._whole.addWidget(part)
        self.chosen.connect(self._show_details)

    def _described(self) -> list[Action]:
        def chosen() -> bool:
            return self.current is not None

        choose, administers = self.choose_second, partial(Action, right="administer")
        return [
            Action("backupsMake", _("Back up now"), self.back_up, "save", right="back_up"),
            administers("backupsRestore", _("Restore…"), self.ask_restore, "history", enabled=chosen),
            administers("backupsSave", _("Save a copy…"), self.save_copy, "copy"),
            Action("backupsVerify", _("Check all"), self.read_through, "list-checks", enabled=chosen),
            Action("backupsDrill", _("Trial restore"), self.try_restore, "rotate-ccw", enabled=chosen),
            administers("backupsChoose", _("Choose a second place…"), choose, "folder-open", in_menu=False),
            administers("backupsDrop", _("No second place"), partial(self._set_second, None), in_menu=False,
                        shown=lambda: self._has_second),
        ]  # fmt: skip

    # ---- showing

    def refresh(self) -> None:
        """Read the copies again."""
        office = self._screen.office

        def read() -> Backups:
            return holdings.backups(office.path, keeping.uid(office))

        # Not in turn with the work: a second place that does not answer may hold this up.
        # The window may be closing, and that worker is the first to end.
        tasks = self._screen.tasks
        if not (tasks.closed or tasks.behind.closed):
            tasks.behind.run(read, self.show_backups, owner=self)

    def show_backups(self, found: Backups) -> None:
        """Show them; the one the table stands on stays so."""
        self._has_second = bool(found.state.second)
        self.show_rows(found.holdings)
        self.second.setText(words.second(found.state))
        self.tried.setText(words.drill(found.state.drill) if found.state.drill is not None else "")
        self.tried.setVisible(found.state.drill is not None)
        if found.lost:
            text = _("The folder of the backups cannot be read: {why}").format(why=found.lost)
            self.notice.say(text, "bad")

    def _show_details(self, holding: Holding | None) -> None:
        text = words.details(holding, self._screen.office.zone) if holding is not None else ""
        self.details.setText(text)
        self.details.setVisible(bool(text))

    # ---- doing

    def back_up(self) -> None:
        """A copy now, and one in the second place."""
        office = self._screen.office

        def work(progress: Progress) -> str:
            keeping.make(office, generations.ASKED, progress)
            return keeping.send(office, progress)

        def said(unreached: str) -> tuple[str, str]:
            if unreached:
                return _("A backup was made. The second place: {why}").format(why=unreached), "warn"
            return _("A verified backup was made."), "good"

        self._run(work, said, _("Making a backup"))

    def read_through(self) -> None:
        """Look whether every copy is still sound."""
        office = self._screen.office

        def work(progress: Progress) -> bool:
            found = holdings.backups(office.path, keeping.uid(office))
            return any(one.problem for one in holdings.verify(found.holdings, found.folder, progress))

        def said(damaged: bool) -> tuple[str, str]:
            if damaged:
                return _("Some backups are damaged; see the list."), "bad"
            return _("All backups are intact."), "good"

        self._run(work, said, _("Checking the backups"))

    def try_restore(self) -> None:
        """Restore the newest to a temporary file and compare its figures."""

        def said(tried: Drill) -> tuple[str, str]:
            return words.drill(tried), "bad" if tried.problems else "good"

        self._run(partial(drill.drill, self._screen.office), said, _("Trial restore"))

    def save_copy(self) -> None:
        """A copy wherever the user wants it."""
        backups.save_copy(self, self._screen.tasks, self._screen.office, self.notice.say)

    def choose_second(self) -> None:
        """A folder on another disk."""
        title = _("A second place for backups: a USB stick, a share, a synchronised folder")
        holds = holding(self._screen.office, Personal("all"))
        files.ask_folder(self, "secondPlaceDialog", title, self._set_second, holds=holds)

    def _set_second(self, place: Path | None) -> None:
        office = self._screen.office

        def work(progress: Progress) -> str:
            keeping.choose_second(office, place)
            return keeping.send(office, progress)

        def said(unreached: str) -> tuple[str, str]:
            if unreached:
                return _("The second place: {why}").format(why=unreached), "warn"
            if place is None:
                text = _("Backups are now kept beside the office only. Copies made elsewhere stay there.")
                return text, "good"
            return _("The newest backup is in {folder}, too.").format(folder=place), "good"

        self._run(work, said, _("Copying the newest backup"))

    def ask_restore(self) -> None:
        """Say what would be lost, then let the window close and restore."""
        if (holding := self.current) is not None:
            asked = self._screen.open_requested
            backups.ask_restore(self._screen, holding, lambda copy: asked.emit("restore", copy))

    def _run(self, work: Callable[[Progress], T], said: Callable[[T], tuple[str, str]], title: str) -> None:
        """On the thread behind the work, so that nothing waits for it; the list is read again in any case.

        `said` gives the text and the tone of what came of it.
        """

        def done(result: T) -> None:
            self.notice.say(*said(result))
            self._screen.announce({"backups"})

        def failed(error: BaseException) -> bool:
            self._screen.announce({"backups"})
            if isinstance(error, UserError):
                self.notice.refuse(error)
            return isinstance(error, UserError | Cancelled)

        self._screen.tasks.behind.run(work, done, failed, title=title, progress=True, owner=self)


def _view(office: Office) -> ListView[Holding]:
    return ListView(
        "backups",
        _("Backups"),
        backups.columns(office.zone),
        personal=None,
        identity=lambda holding: holding.copy.path,
        counted=lambda _rows: "",
        empty=Empty("archive", ""),
        hint=_(
            "A verified copy is made at the first start of each day, and before a month is closed, an import "
            "is undone or a backup is restored. Older ones are thinned out; at least three stay."
        ),
        in_bar=("backupsMake", "backupsRestore", "backupsSave"),
        opens="backupsRestore",
        rows_in_sight=_MOST_ROWS,
    )
