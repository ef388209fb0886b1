"""What stands around every screen: the line above with title, month, office and person; the side bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QSizePolicy, QToolButton, QWidget

from qadesk.domain.periods import period
from qadesk.formats import cycle_text
from qadesk.i18n import _
from qadesk.ui import icons
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import ComboBox, OneLine, Tinted, hint, label
from qadesk.ui.widgets.layouts import FREE, hbox, held, scrolled, vbox

HEIGHT: Final = 6 * GRID
_WIDEST_OFFICE: Final = 40 * GRID  # a longer name is shortened, so that the month keeps its place


@dataclass(frozen=True)
class CycleChoice:
    """A cycle to look at; `state` is unopened, open or closed."""

    code: str
    state: str


def in_hand(choices: Sequence[CycleChoice]) -> CycleChoice:
    """The one to begin with: the newest open month, else the newest open cycle, else the first."""
    found = [choice for choice in choices if choice.state == "open"]
    return next((one for one in found if period(one.code).months == 1), (*found, *choices)[0])


def top_actions(
    top: Callable[[], TopLine], person: Callable[[], str], ask: Callable[[str], object]
) -> list[Action]:
    """What its buttons do: `ask` is told "password" or "sign_out"; guide and keys are the window's."""

    def step(name: str, text: str, icon: str, keys: str, by: int) -> Action:
        do, can = (lambda: top().step(by)), (lambda: top().can_step(by))
        return Action(name, text, do, icon, (keys,), "quiet", enabled=can, in_menu=False, icon_only=True)

    below, menu = partial(Action, in_menu=False), ("password", "signOut", "guide", "keys")
    return [
        step("monthBefore", _("Previous cycle"), "chevron-left", "Alt+PgUp", 1),
        step("monthAfter", _("Next cycle"), "chevron-right", "Alt+PgDown", -1),
        below("account", person, None, "user", kind="quiet", tip=_("Your account"), menu=menu),
        below("password", _("Change password…"), partial(ask, "password"), "key-round"),
        below("signOut", _("Sign out"), partial(ask, "sign_out"), "log-out"),
    ]


class TopLine(QFrame):
    """Emits `cycle_chosen(code)`. Its buttons are the window's actions.

    `recent` is the menu of other offices, which `fill_recent` fills whenever the account menu opens; whether
    there are any.
    """

    cycle_chosen = Signal(str)

    def __init__(self, actions: Actions, fill_recent: Callable[[QMenu], bool]) -> None:
        super().__init__()
        self._actions = actions
        self.setObjectName("topLine")
        self.setFixedHeight(HEIGHT)
        self.title = label("", "title", name="screenTitle")
        self.cycles = ComboBox("cycleSelector", _("Cycle"))
        self.cycles.setMinimumWidth(18 * GRID)
        self.cycles.activated.connect(self._choose_cycle)
        earlier, later = actions.button("monthBefore"), actions.button("monthAfter")
        self.office = OneLine("muted", "officeName")
        self.office.setMaximumWidth(_WIDEST_OFFICE)
        self.person = actions.button("account")
        account = self.person.menu()
        guide = account.actions()[-2]
        self.recent = QMenu(_("Recent offices"), account)
        self.recent.setObjectName("recentOffices")
        others = account.insertMenu(guide, self.recent)
        account.insertSeparator(guide)
        account.aboutToShow.connect(lambda: others.setVisible(fill_recent(self.recent)))
        account.aboutToShow.connect(lambda: others.setIcon(icons.icon("folder-open", "text", 16)))
        month, who = (earlier, self.cycles, later), (2 * GRID, self.office, GRID, self.person)
        hbox(self.title, FREE, *month, *who, on=self, margins=(3 * GRID, 0, 2 * GRID, 0), gap=4)

    def show_cycles(self, choices: Sequence[CycleChoice], current: str) -> None:
        """Offer these cycles, newest first. Showing them is not a choice: nothing is emitted."""
        texts = {"closed": _("{cycle} · closed"), "unopened": _("{cycle} · not opened"), "open": "{cycle}"}
        words = [(one.code, texts[one.state].format(cycle=cycle_text(one.code))) for one in choices]
        self.cycles.offer(words, current)
        self._actions.update()

    def _choose_cycle(self, index: int) -> None:
        self._actions.update()
        self.cycle_chosen.emit(self.cycles.itemData(index))

    def step(self, step: int) -> None:
        """Look at the month `step` places further down the list, which begins with the newest."""
        self.cycles.setCurrentIndex(self.cycles.currentIndex() + step)
        self._choose_cycle(self.cycles.currentIndex())

    def can_step(self, step: int) -> bool:
        """Whether there is a month so many places further down."""
        return 0 <= self.cycles.currentIndex() + step < self.cycles.count()


# ---- the side bar

WIDE: Final = 168
NARROW: Final = 84
_BORDERS: Final = 3  # of an entry, above and below its content together


def keys_of(number: int) -> str:
    """The keys of an entry, 0 being the first: Ctrl+1 … Ctrl+9, then Alt+1 …; Ctrl+0 fits a sheet's width."""
    return f"Ctrl+{number + 1}" if number < 9 else f"Alt+{number - 8}"


class SideBar(Tinted, QFrame):
    """Emits `chosen(key)` on click, or Up and Down followed by Enter or Space."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`entries`: key, icon, word already translated."""
        super().__init__(parent)
        self.setObjectName("sideBar")
        self._entries = {key: (icon, word) for key, icon, word in entries}
        self._buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        group.setExclusive(True)
        last = len(entries) - 1
        self._column, self._foot = vbox(margins=GRID, gap=2), vbox(margins=GRID, gap=2)
        for number, (key, _icon, word) in enumerate(entries):
            button = self._button(key, word, number)
            group.addButton(button)
            apart = number == last and number > 0  # settings stand apart at the foot
            (self._foot if apart else self._column).addWidget(button)
        self._column.addStretch(1)
        self._scroll = scrolled(held(self._column), "sideScroll")  # on a low screen not all have room
        foot = held(self._foot)
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        vbox(self._scroll, foot, on=self, margins=0, gap=0)
        self.set_narrow(False)
        self._tint()

    def _button(self, key: str, word: str, number: int) -> QToolButton:
        button = QToolButton()
        button.setText(word)
        button.setObjectName(f"side_{key}")
        button.setAccessibleName(word)
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.chosen.emit(key))
        self._buttons[key] = button
        keys = QKeySequence(keys_of(number))
        button.setToolTip(f"{word}\n{hint(keys.toString(QKeySequence.SequenceFormat.NativeText))}")
        return button

    def show_current(self, key: str) -> None:
        """Mark the screen that is shown. Raises KeyError for a screen that is not in the bar."""
        self._buttons[key].setChecked(True)
        self._scroll.ensureWidgetVisible(self._buttons[key], 0, GRID)
        for other, button in self._buttons.items():  # Tab comes to the bar once, where one is
            wanted = Qt.FocusPolicy.StrongFocus if other == key else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(wanted)
        self._tint()

    def set_narrow(self, narrow: bool) -> None:
        """Show the words below the icons, small, or beside them."""
        side = GRID // 2 if narrow else GRID
        for column in (self._column, self._foot):
            column.setContentsMargins(side, side, side, side)
            column.setSpacing(0 if narrow else 2)
        styles = Qt.ToolButtonStyle
        style = styles.ToolButtonTextUnderIcon if narrow else styles.ToolButtonTextBesideIcon
        for key, button in self._buttons.items():
            word = self._entries[key][1]
            button.setText(word if narrow else f" {word}")
            button.setToolButtonStyle(style)
            button.setIconSize(QSize(14, 14) if narrow else QSize(20, 20))  # a dozen on a low screen
            button.setProperty("narrow", narrow)
            button.style().unpolish(button)
            button.style().polish(button)
        words = max((button.sizeHint().width() for button in self._buttons.values()), default=0)
        least = enlarged(NARROW if narrow else WIDE)
        self.setFixedWidth(max(least, words + 2 * side + GRID))  # where one is, is bold
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """On a low screen the entries move together while icon and word have room; then the bar scrolls."""
        gaps = GRID + 4 * self._column.contentsMargins().top() + self._column.spacing() * len(self._buttons)
        room = (self.height() - gaps) // max(1, len(self._buttons))
        for button in self._buttons.values():
            usual = button.sizeHint().height()
            narrow = button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextUnderIcon
            words = button.fontMetrics().height()
            least = button.iconSize().height() + words + _BORDERS if narrow else words + 4 * _BORDERS
            button.setFixedHeight(max(min(usual, room), min(usual, least)))

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
            following = buttons[(at + step) % len(buttons)]
            following.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(following, 0, GRID)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at is not None:
            buttons[at].click()
        else:
            super().keyPressEvent(event)
