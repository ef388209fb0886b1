"""What all screens share: how they are filled, told of changes, and ask for another screen.

Contract for screens
--------------------
* Subclass `Screen`, make the widgets in `build`, set `key`, and name in `concerns` the CHANGES that make what
  you show stale.
* The window calls `refresh(changes)` when the screen is first shown (with all CHANGES), when its cycle
  changes ({"cycle"}) and when something it is concerned with was written. Read the office there with
  ``self.load(work, done)``: only the result of the newest load (into the same slot) is delivered.
  `self.cycle` is the code of the month shown, such as "2026-10", and `self.cycle_state` is "open", "closed"
  or "unopened": an unopened month has nothing to read yet (services raise UserError for it), so say so with
  an EmptyState whose button opens "today".
* Writes go through ``self.operations(notice)`` (see `ui.kit.operations`): the service says what it changed.
* After a write by other means call ``self.announce({"ratings"})``: the window refreshes the visible screen
  and marks the others stale. ``announce(..., refresh_self=False)`` where your widgets already show it.
* Another screen is asked for with ``self.open_requested.emit("records", context)``; the window shows it and
  calls its `arrive(context)`; ``"month"`` with a code looks at another month. Screens never import each
  other.
* `flush()` is called before another screen is shown and before the window closes: hand what was typed and
  not yet saved to the tasks there. Returning False keeps the screen (only when something typed would be
  lost, after `ask_to_lose`: if that is given up, the window goes on to where it was asked to).
* The title stands in the window's top line: do not repeat it in the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import ClassVar, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services.done import CHANGES
from qadesk.storage.office import Office
from qadesk.ui import dialogs
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.remembered import Memory
from qadesk.ui.tasks import Job, Tasks
from qadesk.ui.widgets.basics import SearchField
from qadesk.ui.widgets.notice import Notice

T = TypeVar("T")


class Screen(QWidget):
    """One entry of the side bar."""

    key: ClassVar[str] = ""
    concerns: ClassVar[frozenset[str]] = CHANGES

    writes: Operations  # of a screen with one notice above all it shows

    open_requested = Signal(str, object)  # key of a screen, context for its `arrive`
    changed = Signal(object, bool)  # frozenset of CHANGES, whether this screen wants refreshing too
    answered = Signal(bool)  # what `ask_to_lose` asked: whether what was typed is given up

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.office = office
        self.tasks = tasks
        self.cycle = ""
        self.cycle_state = "unopened"
        self._newest: dict[str, int] = {}
        self.setObjectName(f"screen_{self.key}")
        self.build()

    def build(self) -> None:
        """Make the widgets: quick, with no reading of the office."""

    def refresh(self, changes: frozenset[str]) -> None:
        """Load what is shown again; `changes` says what may differ."""

    def arrive(self, context: object) -> None:
        """Show what another screen asked for (an agent, a kind of record, …)."""

    @property
    def place(self) -> object:
        """What `arrive` takes to come back here when the window is built anew; None: nothing is open."""
        return None

    def why_locked(self) -> str:
        """Why nothing that counts in the month shown can be changed now."""
        if self.cycle_state == "closed":
            return _("The cycle is closed; Sign-off reopens a single result to correct it.")
        return _("The cycle is not open yet.") if self.cycle_state == "unopened" else ""

    def flush(self) -> bool:
        """Save what was typed; False if the screen must stay because something would be lost."""
        return True

    def ask_to_lose(self, question: str, loses: str, give_up: Callable[[], object]) -> None:
        """Ask whether what could not be saved is given up, for a `flush` that keeps the screen till then."""
        given = list[bool]()

        def discard() -> None:
            given.append(True)
            give_up()

        words = _("Discard and leave")
        dialog = dialogs.confirm(self, question, loses, words, discard, otherwise=_("Stay here"))
        told = partial(QTimer.singleShot, 0, self, lambda: self.answered.emit(bool(given)))
        dialog.finished.connect(lambda _code: told())

    def steps(self) -> object:
        """What can be undone beside its pages' operations, for the screen built anew; None for nothing."""
        return None

    def go_on_with(self, steps: object) -> None:
        """Take over the `steps` of the screen that was there before, once it is read."""

    def focus_first(self) -> None:
        """Put the keyboard where work starts: as its one `page` says, else on the first control."""
        if (page := getattr(self, "page", None)) is not None:
            page.focus_first()
            return
        for widget in self._focus_chain():
            wanted = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if wanted and self.isAncestorOf(widget) and widget.isVisibleTo(self) and widget.isEnabled():
                widget.setFocus()
                return

    def is_deeper(self) -> bool:
        """Whether a page is in sight that was opened from another one."""
        return False

    def go_back(self) -> None:
        """Show that other page."""

    def search_field(self) -> SearchField | None:
        """The search field in sight."""
        return next((field for field in self.findChildren(SearchField) if field.isVisible()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+F goes to the search field in sight, all it holds marked; where there is none it says so.

        Esc leaves a page for the one it was opened from, unless what has the focus takes it for itself.
        """
        if event.key() == Qt.Key.Key_Escape and self.is_deeper():
            self.go_back()
        elif not event.matches(QKeySequence.StandardKey.Find):
            super().keyPressEvent(event)
        elif (field := self.search_field()) is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            for notice in self.findChildren(Notice):
                if (around := notice.parentWidget()) is not None and around.isVisible():
                    notice.say(_("There is nothing to search here."), "info")
                    break

    def _focus_chain(self) -> Iterator[QWidget]:
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            yield widget
            widget = widget.nextInFocusChain()

    def operations(self, notice: Notice, of: Operations | None = None) -> Operations:
        """The writes of this screen, or of one of its pages: they tell their outcome in `notice`.

        `of`: those of the page that a window was opened from.
        """
        made = Operations(self, self.tasks, notice, of)
        made.changed.connect(lambda changes, itself: self.announce(changes, refresh_self=itself))
        return made

    def memory(self, part: str) -> Memory:
        """What the person at the desk set up in one part of this screen."""
        user = self.office.user
        return Memory("" if user is None else user.login, part)

    def load(
        self,
        work: Callable[..., T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], object] | None = None,
        *,
        slot: str = "",
        title: str = "",
    ) -> Job | None:
        """Read off the thread; a result is dropped once a newer load into the same `slot` was asked for.

        With a `title` `work` is handed its progress, and what takes long shows it and can be cancelled.
        """
        if self.tasks.closed:
            return None  # the window is going: a late timer has nobody to read for
        number = self._newest.get(slot, 0) + 1
        self._newest[slot] = number

        def deliver(result: T) -> None:
            if number == self._newest[slot]:
                done(result)

        return self.tasks.run(work, deliver, failed, title=title, progress=bool(title), owner=self)

    def announce(self, changes: Iterable[str], *, refresh_self: bool = True) -> None:
        """Tell the window what was written. Raises ValueError for a word that is none of CHANGES."""
        words = frozenset(changes)
        if not words <= CHANGES:
            raise ValueError(f"unknown changes {sorted(words - CHANGES)}")
        self.changed.emit(words, refresh_self)
