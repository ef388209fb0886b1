"""The line above every screen: its title, the month looked at, the office, the person at the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from qadesk.i18n import _
from qadesk.ui import icons
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, Tinted, hint, label
from qadesk.ui.widgets.layouts import FREE, hbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.wording import cycle_text

HEIGHT: Final = 6 * GRID
_WIDEST_OFFICE: Final = 40 * GRID  # a longer name is shortened, so that the month keeps its place


@dataclass(frozen=True)
class CycleChoice:
    """A cycle to look at; `state` is unopened, open or closed."""

    code: str
    state: str


class TopLine(Tinted, QFrame):
    """Emits `cycle_chosen(code)` and `asked(what)` with what = password | sign_out | guide | keys.

    `recent` is the menu of other offices, which `fill_recent` fills whenever the account menu opens.
    """

    cycle_chosen = Signal(str)
    asked = Signal(str)
    fill_recent: Callable[[QMenu], bool]

    _menu_actions: Sequence[tuple[QAction, str]] = ()  # with their icons

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topLine")
        self.setFixedHeight(HEIGHT)
        self.title = label("", "title", name="screenTitle")
        self.cycles = ComboBox("cycleSelector", _("Month"))
        self.cycles.setMinimumWidth(18 * GRID)
        self.cycles.activated.connect(self._choose_cycle)
        self.earlier = self._stepper("cycleEarlier", "chevron-left", _("Previous month"), "Alt+PgUp", 1)
        self.later = self._stepper("cycleLater", "chevron-right", _("Next month"), "Alt+PgDown", -1)
        self.office = OneLine("muted", "officeName")
        self.office.setMaximumWidth(_WIDEST_OFFICE)
        self.person = Button("", "userMenu", icon="user", kind="quiet", tip=_("Your account"))
        self.person.setMenu(self._account_menu())
        hbox(
            self.title,
            FREE,
            self.earlier,
            self.cycles,
            self.later,
            2 * GRID,
            self.office,
            GRID,
            self.person,
            on=self,
            margins=(3 * GRID, 0, 2 * GRID, 0),
            gap=4,
        )

    def _stepper(self, name: str, icon: str, tip: str, keys: str, step: int) -> Button:
        made = Button("", name, icon=icon, kind="quiet", tip=f"{tip}\n{hint(keys)}")
        made.setAccessibleName(tip)
        made.clicked.connect(lambda: self.step(step))
        return made

    def _account_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("accountMenu")
        entries = (
            ("password", _("Change password…"), "key-round", ""),
            ("sign_out", _("Sign out"), "log-out", ""),
            ("guide", _("Guide"), "circle-help", "F1"),
            ("keys", _("All keyboard shortcuts"), "list-checks", "?"),
        )
        self._menu_actions = []
        for what, text, icon, keys in entries:
            if what == "guide":
                self.recent = menu.addMenu(_("Recent offices"))
                self.recent.setObjectName("recentOffices")
                self._menu_actions.append((self.recent.menuAction(), "folder-open"))
                menu.addSeparator()
            shown = f"{text}\t{keys}" if keys else text  # only shown: the window obeys the keys
            made = menu.addAction(shown, partial(self.asked.emit, what))
            self._menu_actions.append((made, icon))
        self.fill_recent = lambda _menu: False
        menu.aboutToShow.connect(lambda: self.recent.menuAction().setVisible(self.fill_recent(self.recent)))
        self._tint()
        return menu

    def show_cycles(self, choices: Sequence[CycleChoice], current: str) -> None:
        """Offer these cycles, newest first. Showing them is not a choice: nothing is emitted."""
        texts = {"closed": _("{cycle} · closed"), "unopened": _("{cycle} · not opened"), "open": "{cycle}"}
        words = [(one.code, texts[one.state].format(cycle=cycle_text(one.code))) for one in choices]
        self.cycles.offer(words, current)
        self._enable_steps()

    def show_people(self, office: str, person: str) -> None:
        """Name the office and the person signed in."""
        self.office.say(office)
        self.person.setText(person)
        self.person.setAccessibleName(_("Account of {name}").format(name=person))

    def _choose_cycle(self, index: int) -> None:
        self._enable_steps()
        self.cycle_chosen.emit(self.cycles.itemData(index))

    def step(self, step: int) -> None:
        """Look at the month `step` places further down the list, which begins with the newest."""
        index = self.cycles.currentIndex() + step
        if 0 <= index < self.cycles.count():
            self.cycles.setCurrentIndex(index)
            self._choose_cycle(index)

    def _enable_steps(self) -> None:
        at = self.cycles.currentIndex()
        self.earlier.setEnabled(at < self.cycles.count() - 1)
        self.later.setEnabled(at > 0)

    def _tint(self) -> None:
        for action, name in self._menu_actions:
            action.setIcon(icons.icon(name, "muted", 18))
