"""The window: side bar, top line, and the screens, each built when it is first opened.

Contract for the composition root:
``MainWindow(office, tasks, entries)``: `office` opened, or None for a frame that can be painted while the
file is being opened in the background, to be filled by `enter(office)`. `entries` is a list of
`ScreenEntry(key, icon, title, factory)` in the order of the side bar (settings last); `title` is marked with
N_ and translated here; `factory()` returns a `Screen` and is called after an office was entered.
`show_first()` shows the window on the first of them. The window reads its cycles itself.

What the window cannot do itself it asks for with ``asked(what, context)``, what being one of
* "sign_out" (context None);
* "language" (a code of `qadesk.i18n.LANGUAGES`), "text_size" (per cent): dress the program so and have the
  window build all that stands in it anew (`renew`);
* "scheme" (one of `preferences.SCHEMES`): dress the program in other colours;
* "open_office" (a Path or a text), "new_office" (None), "sample_office" (None).
`closed` is emitted once all that was typed is saved and the tasks have ended. What a screen may rely on is
said in `qadesk.ui.kit.screen`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow

from qadesk.i18n import _
from qadesk.services import first_look
from qadesk.services.done import CHANGES
from qadesk.storage.office import Office
from qadesk.ui import recent, theme
from qadesk.ui.around import CycleChoice, SideBar, TopLine, in_hand, keys_of, top_actions
from qadesk.ui.help import Help
from qadesk.ui.kit import coming_back
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.remembered import keep_place, restore_place, settings
from qadesk.ui.kit.screen import Screen
from qadesk.ui.reading import show_keys
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.dropping import DropFrame
from qadesk.ui.widgets.layouts import hbox, held, stack, vbox

NARROW_BELOW: Final = 1080  # logical pixels of width below which the side bar is narrow
SMALLEST: Final = QSize(800, 440)
_MOST_STILL_MS: Final = 1500  # that a window built anew shows what was there before


@dataclass(frozen=True)
class ScreenEntry:
    """One line of the side bar; `factory` is called once, when the screen is first opened."""

    key: str
    icon: str
    title: str
    factory: Callable[[], Screen]


class MainWindow(QMainWindow):
    """What a supervisor looks at all day."""

    asked = Signal(str, object)
    closed = Signal()

    def __init__(self, office: Office | None, tasks: Tasks, entries: Sequence[ScreenEntry]) -> None:
        super().__init__()
        theme.dress(self)
        self.setObjectName("mainWindow")
        self._office: Office | None = None
        self.tasks = tasks
        self._entries = {entry.key: entry for entry in entries}
        self._screens: dict[str, Screen] = {}
        self._stale: dict[str, frozenset[str]] = {}
        self._left: dict[str, coming_back.Left] = {}  # where one was in screens that went
        self._choices: list[CycleChoice] = []
        self._cycle = CycleChoice("", "unopened")
        self._current = ""
        self._then: Callable[[], object] | None = None  # what waits for an answer of the screen in sight
        self.given_up = False  # what was typed and not saved: it closes without asking
        self.help = Help(self)
        tasks.set_window(self)
        self._build()
        self.setMinimumSize(SMALLEST)
        restore_place(self)
        self.setWindowTitle(_("QADesk"))
        if office is not None:
            self.enter(office)

    @property
    def filled(self) -> bool:
        """Whether an office has been entered."""
        return self._office is not None

    @property
    def office(self) -> Office:
        """The office shown. Raises RuntimeError while it is still being opened."""
        if self._office is None:
            raise RuntimeError("no office has been entered")
        return self._office

    def enter(self, office: Office) -> None:
        """Fill the frame: name the office, read its cycles, open the first screen if the window is shown."""
        self._office = office
        self._enable()
        self._cycle = CycleChoice(_month_left(office), "unopened")
        self._name_office()
        self._load_cycles()
        if self.isVisible():
            self.show_first()

    def renew(self, dress: Callable[[], object], context: object) -> None:
        """Save what was typed, `dress` the program and build everything anew.

        The screen in sight gets `context`. What was there stays painted until the screen is filled again. A
        screen that must stay keeps all as it is.
        """
        if all(screen.flush() for screen in self._screens.values()):  # and once that is written
            self.tasks.run(lambda: None, lambda _none: self._renew(dress, context), owner=self)

    def _renew(self, dress: Callable[[], object], context: object) -> None:
        self.setUpdatesEnabled(False)
        before, current = self._content, self._current
        places = {key: one.place for key, one in self._screens.items() if one.place is not None}
        self._left = {key: coming_back.left_at(one) for key, one in self._screens.items()}
        self._screens, self._current = {}, ""
        self._actions.deleteLater()
        self.takeCentralWidget()
        before.deleteLater()
        QCoreApplication.sendPostedEvents(before, QEvent.Type.DeferredDelete)  # what goes is dressed no more
        self.help.close()
        dress()
        self._build()
        self._content.show()  # now: what is not in sight takes no focus
        self._name_office()
        self.top.show_cycles(self._choices, self._cycle.code)
        self.side.set_narrow(self.width() < NARROW_BELOW)
        self.open_screen(current)
        for key, place in {**places, current: context}.items():
            self.screen_of(key).arrive(place)
        paint = partial(self.setUpdatesEnabled, True)
        self.tasks.run(lambda: None, lambda _none: paint(), owner=self)
        QTimer.singleShot(_MOST_STILL_MS, self, paint)

    def _enable(self) -> None:
        """What needs an office can be used once it is there."""
        for part in (self.side, self.top):
            part.setEnabled(self.filled)
        self._actions.update()

    def _build(self) -> None:
        """All that stands in the window, in the language and size of texts that hold now."""
        entries = tuple(self._entries.values())
        self.side = SideBar([(entry.key, entry.icon, _(entry.title)) for entry in entries])
        self.side.chosen.connect(self._go_to)
        self._actions = Actions(self, _("On every page"), self._everywhere(entries))
        self.top = TopLine(
            self._actions, lambda menu: recent.fill(menu, self.office.place, self._open_recent)
        )
        self.top.cycle_chosen.connect(self._choose_cycle)
        self.stack = stack(name="screens")
        page = vbox(self.top, (self.stack, 1), gap=0)
        self._content = held(hbox(self.side, (page, 1), gap=0))
        self.setCentralWidget(self._content)
        DropFrame(self.stack, self._take_files)
        self._enable()

    def _everywhere(self, entries: Sequence[ScreenEntry]) -> list[Action]:
        """What can be done on every screen, by keys."""
        said = [
            (f"go_{entry.key}", _(entry.title), partial(self._go_to, entry.key), keys_of(number))
            for number, entry in enumerate(entries)
        ]
        goes_back = partial(self._in_sight, lambda screen: screen.is_deeper())
        searches = partial(self._in_sight, lambda screen: screen.search_field())
        return [
            *(
                Action(name, text, do, keys=(keys,), enabled=lambda: self.filled, in_menu=False)
                for name, text, do, keys in said
            ),
            *top_actions(lambda: self.top, self._person, self._ask_about_account),
            Action("back", _("Back"), None, keys=("Esc",), shown=goes_back),
            Action("find", _("Search"), None, keys=("Ctrl+F",), shown=searches),
            Action("guide", _("Guide"), self._show_guide, "circle-help", ("F1",)),
            Action("keys", _("All keyboard shortcuts"), partial(show_keys, self), "list-checks", ("?",)),
        ]

    # ---- help, menu: what a screen does not do itself

    def _show_guide(self) -> None:
        self.help.show_guide(_(self._entries[self._current].title) if self._current else "")

    def _in_sight(self, has: Callable[[Screen], object]) -> bool:
        """Whether the screen in sight has something."""
        return bool(self._current and has(self._screens[self._current]))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right click where nothing has a menu of its own."""
        self.help.open_menu(event.pos(), event.globalPos(), self._actions)

    # ---- screens

    def _flush(self, then: Callable[[], object]) -> bool:
        """Save what was typed on the screen in sight; False if it must stay: given up, `then` is done."""
        self._then = None
        free = not self._current or self._screens[self._current].flush()
        self._then = None if free else then
        return free

    def _go_on(self, given_up: bool) -> None:
        then, self._then = self._then, None
        if given_up and then is not None:
            then()

    @property
    def current(self) -> str:
        """The key of the screen shown, nothing before the first."""
        return self._current

    def screen_of(self, key: str) -> Screen:
        """The screen `key`, built if it was not. Raises KeyError for none of the entries."""
        if key not in self._screens:
            screen = self._entries[key].factory()
            screen.open_requested.connect(self._open_asked)
            screen.answered.connect(self._go_on)
            screen.changed.connect(lambda changes, itself: self._spread(changes, None if itself else screen))
            self._screens[key] = screen
            self._stale[key] = CHANGES
            self.stack.addWidget(screen)
            coming_back.put_back(screen, self._left.pop(key, None))
        return self._screens[key]

    def open_screen(self, key: str, context: object = None) -> None:
        """Show a screen, refreshed if something changed since it was last seen, and hand it `context`."""
        if key != self._current and not self._flush(lambda: self.open_screen(key, context)):
            self.side.show_current(self._current)
            return
        screen = self.screen_of(key)
        moved = key != self._current
        self._current = key
        self.side.show_current(key)
        self.top.title.setText(_(self._entries[key].title))
        self.stack.setCurrentWidget(screen)
        self._refresh(key)
        if context is not None:
            screen.arrive(context)
        if moved:
            screen.focus_first()

    def _go_to(self, key: str) -> None:
        """The side bar hands the keyboard to the screen, also to the one in sight."""
        if key == self._current:
            self._screens[key].focus_first()
        else:
            self.open_screen(key)

    def _open_asked(self, key: str, context: object) -> None:
        if key in self._entries:
            self.open_screen(key, context)
        elif key == "month":
            self.show_cycle(str(context))
        elif key == "recent_office":
            self._open_recent(str(context))
        else:
            self.asked.emit(key, context)

    def _ask_about_account(self, what: str) -> None:
        if what == "password":
            from qadesk.ui.account import ask_password

            ask_password(self.office, self.tasks, self)
        else:
            self.asked.emit(what, None)

    def _open_recent(self, office: str) -> None:
        recent.go_to(office, self, self.tasks, partial(self.asked.emit, "open_office"))

    def _take_files(self, paths: list[Path]) -> None:
        """Files let go on any screen are imported where the others were."""
        if self.filled and "records" in self._entries:
            self.open_screen("records", tuple(paths))

    def _refresh(self, key: str) -> None:
        """Bring a screen up to date with the cycle and with what was written since."""
        screen = self._screens[key]
        if not self._choices:
            return  # the cycles are still being read; `_show_cycles` refreshes
        stale = self._stale.pop(key, frozenset())
        if (screen.cycle, screen.cycle_state) != (self._cycle.code, self._cycle.state):
            screen.cycle, screen.cycle_state = self._cycle.code, self._cycle.state
            stale |= {"cycle"}
        if stale:
            screen.refresh(stale)

    def _spread(self, changes: frozenset[str], author: Screen | None) -> None:
        """Something was written: refresh the screen in sight, remember it for the others."""
        for key, screen in self._screens.items():
            concerned = changes & screen.concerns
            if concerned and screen is not author:
                self._stale[key] = self._stale.get(key, frozenset()) | concerned
        if "settings" in changes:
            self._name_office()
        if changes & {"cycle", "records"}:
            self._load_cycles()
        elif self._current:
            self._refresh(self._current)

    def announce(self, changes: frozenset[str]) -> None:
        """Tell all screens what was written by something that is no screen."""
        self._spread(changes, None)

    # ---- cycles

    @property
    def cycle(self) -> str:
        """The code of the cycle looked at."""
        return self._cycle.code

    @property
    def cycles(self) -> tuple[CycleChoice, ...]:
        """The cycles offered, newest first; none until they have been read."""
        return tuple(self._choices)

    def _load_cycles(self) -> None:
        office = self.office

        def read() -> list[CycleChoice]:
            return [CycleChoice(code, state) for code, state in first_look.months(office)]

        self.tasks.run(read, self._show_cycles, owner=self)

    def _show_cycles(self, choices: list[CycleChoice]) -> None:
        self._choices = choices
        codes = {choice.code: choice for choice in choices}
        self._cycle = codes.get(self._cycle.code, in_hand(choices))
        self.top.show_cycles(choices, self._cycle.code)
        self._keep_month()
        if self._current:
            self._refresh(self._current)

    def show_cycle(self, code: str) -> None:
        """Look at another cycle. A code that is not offered changes nothing."""
        if any(choice.code == code for choice in self._choices):
            self.top.show_cycles(self._choices, code)
            self._choose_cycle(code)

    def _choose_cycle(self, code: str) -> None:
        if not self._flush(lambda: self.show_cycle(code)):
            self.top.show_cycles(self._choices, self._cycle.code)
            return
        self._cycle = next(choice for choice in self._choices if choice.code == code)
        self._keep_month()
        if self._current:
            self._refresh(self._current)

    def _keep_month(self) -> None:
        """Whoever comes back goes on in the month they left: last month is worked on well into this one."""
        code = "" if self._cycle.state == "closed" else self._cycle.code
        settings().setValue("window/month", [str(self.office.place), code])

    # ---- the window itself

    def _person(self) -> str:
        """Who is signed in."""
        return "" if self._office is None or self._office.user is None else self._office.user.name

    def _name_office(self) -> None:
        self.top.office.say(self.office.name)
        self._actions.update()
        self.setWindowTitle(_("{office} – QADesk").format(office=self.office.name))

    def show_first(self) -> None:
        """Show the window on its first screen."""
        self.show()
        if self._office is not None and not self._current:
            self.open_screen(next(iter(self._entries)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.set_narrow(event.size().width() < NARROW_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what was typed, let running writes end, then go."""
        if not (self.given_up or self._flush(self.close)):
            event.ignore()
            return
        keep_place(self)
        self.tasks.shutdown()
        self.help.close()
        super().closeEvent(event)
        QTimer.singleShot(0, self.closed.emit)


def _month_left(office: Office) -> str:
    """The code of the month last looked at in this office, nothing where another office was open since."""
    left = settings().value("window/month")
    return str(left[1]) if isinstance(left, list) and left[:1] == [str(office.place)] else ""
