"""What stands around every screen: the line above with title, month, office and person; the side bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QPushButton, QWidget

from qadesk.formats import cycle_text
from qadesk.i18n import _
from qadesk.ui import icons
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, OneLine, Tinted, hint, label
from qadesk.ui.widgets.layouts import FREE, hbox, vbox

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


# ---- the side bar

WIDE: Final = 168
NARROW: Final = 56


def keys_of(number: int) -> str:
    """The keys of an entry, 0 being the first: Ctrl+1 … Ctrl+9, Ctrl+0."""
    return f"Ctrl+{(number + 1) % 10}"


class SideBar(Tinted, QFrame):
    """Emits `chosen(key)` on click, or Up and Down followed by Enter or Space."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`entries`: key, icon, word already translated."""
        super().__init__(parent)
        self.setObjectName("sideBar")
        self._entries = {key: (icon, word) for key, icon, word in entries}
        self._buttons: dict[str, QPushButton] = {}
        self._narrow = False
        group = QButtonGroup(self)
        group.setExclusive(True)
        column = vbox(on=self, margins=GRID, gap=2)
        for number, (key, _icon, word) in enumerate(entries):
            if number == len(entries) - 1 and number > 0:
                column.addStretch(1)  # settings stand apart at the foot
            button = self._button(key, word, number)
            group.addButton(button)
            column.addWidget(button)
        if len(entries) <= 1:
            column.addStretch(1)
        self.set_narrow(False)
        self._tint()

    def _button(self, key: str, word: str, number: int) -> QPushButton:
        button = QPushButton(word)
        button.setObjectName(f"side_{key}")
        button.setAccessibleName(word)
        button.setCheckable(True)
        button.setIconSize(QSize(20, 20))
        button.clicked.connect(lambda: self.chosen.emit(key))
        self._buttons[key] = button
        if number < 10:
            keys = QKeySequence(keys_of(number))
            button.setToolTip(f"{word}\n{hint(keys.toString(QKeySequence.SequenceFormat.NativeText))}")
        return button

    def show_current(self, key: str) -> None:
        """Mark the screen that is shown. Raises KeyError for a screen that is not in the bar."""
        self._buttons[key].setChecked(True)
        for other, button in self._buttons.items():  # Tab comes to the bar once, where one is
            wanted = Qt.FocusPolicy.StrongFocus if other == key else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(wanted)
        self._tint()

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, or icons with words."""
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        for key, button in self._buttons.items():
            word = self._entries[key][1]
            button.setText("" if narrow else f" {word}")

    def _tint(self) -> None:
        for key, button in self._buttons.items():
            token = "accent" if button.isChecked() else "muted"
            button.setIcon(icons.icon(self._entries[key][0], token, 20))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk through the bar; Enter opens."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        at = next((n for n, button in enumerate(buttons) if button.hasFocus()), None)
        if step is not None and at is not None:
            buttons[(at + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at is not None:
            buttons[at].click()
        else:
            super().keyPressEvent(event)
