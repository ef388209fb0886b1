"""Actions as data: what can be done on a page, said once.

An `Action` names what is done, its words, icon and keys, and when it can be done. From one list of them come
the buttons of the tool bar, the right-click menu, the keys, the overview of keys (?) and what screen readers
say, so that no page can forget one. Whoever changes what `enabled`, `shown` or a text depends on calls
`update`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, SignalInstance
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShowEvent, QUndoStack
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QWidget

from qadesk.i18n import _
from qadesk.services import rights
from qadesk.services.rights import Right
from qadesk.storage.office import Office
from qadesk.ui import icons
from qadesk.ui.widgets.basics import Button, hint

Reach = Literal["page", "rest", "widget"]
Turn = tuple[Callable[[], object], Callable[[], bool]]  # what is done, and whether it can be


def always(*_row: object) -> bool:
    """The condition of what can be done at any time."""
    return True


@dataclass(frozen=True)
class Action:
    """Something that can be done. `text` and `icon` may be functions where they depend on what is chosen.

    `name` is the objectName of its button; `keys` are written as in Qt ("Ctrl+N"), the first one is shown.
    An action whose `do` is None opens its `menu` (so do its keys), or only tells of keys that a widget obeys
    itself.
    `reach` says where its keys are obeyed: anywhere on the page; on the "rest" of it, where no field or table
    takes them (letters); or by a "widget" itself. What is done to a `row` gets the `current` one of the page,
    as does `enabled`; it cannot be done while there is none.
    """

    name: str
    text: str | Callable[[], str]
    do: Callable[..., object] | None
    icon: str | Callable[[], str] = ""
    keys: tuple[str, ...] = ()
    kind: str = ""  # of the button: primary, quiet, link, danger or nothing
    tip: str = ""
    enabled: Callable[..., bool] = always
    row: bool = False
    shown: Callable[[], bool] = always
    in_menu: bool = True
    reach: Reach = "page"
    answers: bool = False  # its keys are obeyed even while it cannot be done: it says why
    menu: tuple[str, ...] = ()  # its button opens a menu of these actions
    icon_only: bool = False  # its button shows no word; that is its tool tip
    right: Right | None = None  # what it takes; whoever has not got it is told why
    why: Callable[[], str] | None = None  # why it cannot be done though it is shown; "": it can
    otherwise: str | Callable[[], str] = ""  # why it cannot be done where `enabled` says no
    about: Callable[[], str] | None = None  # what it would be done to now, for menus and hints; "": nothing


_BARE: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
UNDO_KEYS: Final = ("Ctrl+Z",)
REDO_KEYS: Final = ("Ctrl+Y", "Ctrl+Shift+Z")


def turns(
    name: str, stack: QUndoStack, undo: Turn, redo: Turn, quiet: Callable[..., Action] = Action
) -> list[Action]:
    """Undo and redo of a page, which menus and hints name with the step on its stack that is next.

    `undo`, `redo`: what is done, and whether there is anything to. `quiet` makes the actions.
    """

    def what(text: Callable[[], str]) -> str:
        return text() if shiboken6.isValid(stack) else ""

    (back, may_back), (forth, may_forth) = undo, redo
    return [
        quiet(f"{name}Undo", _("Undo"), back, "undo-2", UNDO_KEYS, enabled=may_back, icon_only=True,
              about=lambda: what(stack.undoText)),
        quiet(f"{name}Redo", _("Redo"), forth, "redo-2", REDO_KEYS, enabled=may_forth, icon_only=True,
              about=lambda: what(stack.redoText)),
    ]  # fmt: skip


class Actions(QObject):
    """The actions of one page. Their keys work wherever the keyboard is within `owner`."""

    def __init__(self, owner: QWidget, title: str, actions: Sequence[Action], *, inside: bool = True) -> None:
        """`inside` False: the keys work with the keyboard on `owner` itself, not in a field within it."""
        super().__init__(owner)
        contexts = Qt.ShortcutContext
        self._context = contexts.WidgetWithChildrenShortcut if inside else contexts.WidgetShortcut
        self.title = title
        self.owner = owner
        self.fallback: QWidget | None = None  # gets the keyboard when its button can no longer be pressed
        self._made = {action.name: (action, self._make(action)) for action in actions}
        self._buttons: dict[str, list[Button]] = {}
        self._on_rest = {
            QKeySequence(keys).toString(): action
            for action in actions
            if action.reach == "rest"
            for keys in action.keys
        }
        owner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What can be done is first asked when the page is shown: while it is built, nothing is there yet."""
        if isinstance(event, QShowEvent):  # every event comes here, and its type takes longer to ask
            self.update()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            pressed = "" if event.modifiers() & ~_BARE else QKeySequence(event.key()).toString()
            action = self._on_rest.get(pressed)
            if action is not None and action.do is not None and (action.answers or self._can_be_done(action)):
                self._do(action)
                return True
        return False

    def _make(self, action: Action) -> QAction:
        made = QAction(self)  # gone with its list, where a page is built anew
        made.setObjectName(f"{action.name}Action")
        if action.do is not None or action.menu:
            if action.reach == "page":
                made.setShortcuts([QKeySequence(keys) for keys in action.keys])
            made.setShortcutContext(self._context)
            made.triggered.connect(lambda _checked: self._do(action))
        if isinstance(action.text, str):
            made.setText(_in_menu(action))
        self.owner.addAction(made)
        return made

    def reach_also(self, widget: QWidget, reached: bool = True) -> None:
        """Whether the keys work with the keyboard on another widget, too, such as the tab of the page."""
        for _action, made in self._made.values():
            (widget.addAction if reached else widget.removeAction)(made)

    def update(self, *_told: object) -> None:
        """Ask again what can be done, and what it is called now."""
        for name, (action, made) in self._made.items():
            why, able = self._why_not(action), self._can_be_done(action)
            answers = action.answers and action.shown() and not self._forbidden(action)
            _dress(made, action, why, able=able or answers)
            for button in self._buttons.get(name, ()):
                if button.hasFocus() and not able and self.fallback is not None:
                    self.fallback.setFocus()
                _dress_button(button, action, why, able=able)

    def _do(self, action: Action) -> None:
        rows = self._rows_of(action)
        if action.do is None:
            self._open_menu(action.name)
        elif rows is not None:
            action.do(*rows)

    def _rows_of(self, action: Action) -> tuple[object, ...] | None:
        """What it is given: the current row where it is done to one; None: there is none."""
        row = getattr(self.owner, "current", None)
        return () if not action.row else None if row is None else (row,)

    def _can_be_done(self, action: Action) -> bool:
        rows = self._rows_of(action)
        return action.shown() and rows is not None and action.enabled(*rows) and not self._why_not(action)

    def _why_not(self, action: Action) -> str:
        """Why it cannot be done, or may not be by the person at the desk; "" where it can."""
        if action.why is not None and (why := action.why()):
            return why
        if action.row and action.do is not None and self._rows_of(action) is None:
            return _("Choose a line first.")
        if action.otherwise and not action.enabled(*(self._rows_of(action) or ())):
            return _said(action.otherwise)
        return self._forbidden(action)

    def _forbidden(self, action: Action) -> str:
        """Why the person at the desk may not do it; "" where they may."""
        # Told of a change while the page goes, too.
        widget: QWidget | None = self.owner if shiboken6.isValid(self.owner) else None
        while action.right is not None and widget is not None:
            if isinstance(office := getattr(widget, "office", None), Office):
                return rights.why_not(office, action.right)
            widget = widget.parentWidget()
        return ""

    def update_on(self, changed: SignalInstance) -> None:
        """Ask again whenever this signal is emitted."""
        changed.connect(self.update)  # the method, which Qt lets go of with its object

    def trigger(self, name: str) -> None:
        """Do it, if it can be done now. Raises KeyError for none of the actions."""
        self._made[name][1].trigger()

    def button(self, name: str, object_name: str = "") -> Button:
        """A button for an action; it follows the action's text, icon and conditions.

        `object_name`: of a second button for the same action; otherwise it is the action's name.
        """
        action, made = self._made[name]
        icon = action.icon if isinstance(action.icon, str) else ""
        word = action.text if isinstance(action.text, str) else made.text()
        button = Button(word, object_name or name, icon=icon, kind=action.kind, clicked=made.trigger)
        button.setToolTip(_tip(action, self._why_not(action)))
        button.set_narrow(action.icon_only)
        if action.about is not None:
            button.tip_of = lambda: _tip(action, self._why_not(action))
        button.stands_for = made
        if action.menu:
            button.setMenu(self._menu_of(button, action.menu))
        self._buttons.setdefault(name, []).append(button)
        return button

    def _open_menu(self, name: str) -> None:
        buttons = self._buttons.get(name, ())
        button = next((one for one in buttons if one.isVisible()), next(iter(buttons), None))
        if button is not None and button.menu() is not None:
            bar = button.parentWidget()
            below = bar if bar is not None and not button.isVisible() else button  # where it has no room
            button.menu().popup(below.mapToGlobal(below.rect().bottomLeft()))

    def _menu_of(self, button: Button, names: tuple[str, ...]) -> QMenu:
        menu = QMenu(button)
        menu.setObjectName(f"{button.objectName()}Menu")
        menu.setToolTipsVisible(True)
        for name in names:
            menu.addAction(self._made[name][1])
        menu.aboutToShow.connect(lambda: self._draw_icons(names))
        return menu

    def _draw_icons(self, names: Iterable[str]) -> None:
        """In the colours in force now."""
        for action, made in map(self._made.__getitem__, names):
            made.setIcon(icons.icon(_said(action.icon), "text", 16) if action.icon else made.icon())

    def menu(self, parent: QWidget) -> QMenu:
        """What can be done now, as a menu; empty where nothing is to be offered."""
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        self.add_to(menu)
        return menu

    def add_to(self, menu: QMenu) -> None:
        """Add what can be done now to a menu."""
        self.update()
        for name, (action, made) in self._made.items():
            if action.in_menu and action.do is not None and made.isVisible():
                self._draw_icons((name,))
                menu.addAction(made)

    def offer_menu(self, view: QWidget) -> None:
        """Open the menu on a right click, or the menu key, in a table or another widget."""
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

        def open_at(where: QPoint) -> None:
            menu = self.menu(view)
            menu.setObjectName(f"{view.objectName()}Menu")
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            if not menu.isEmpty():
                over = view.viewport() if isinstance(view, QAbstractScrollArea) else view
                menu.popup(over.mapToGlobal(where))

        view.customContextMenuRequested.connect(open_at)

    def overview(self) -> list[tuple[str, str]]:
        """What the keys of this page do: text and keys, for the overview."""
        return [
            (_said(action.text).replace("…", ""), " / ".join(action.keys))
            for action, _made in self._made.values()
            if action.keys and action.shown()
        ]


def _said(text: str | Callable[[], str]) -> str:
    return text() if callable(text) else text


def _with_about(action: Action) -> str:
    about = action.about() if action.about is not None else ""
    return (
        _("{action}: {what}").format(action=_said(action.text), what=about) if about else _said(action.text)
    )


def _in_menu(action: Action) -> str:
    """What a menu shows: beside the words keys that a widget obeys itself; Qt adds the others."""
    text = _with_about(action)
    return f"{text}\t{action.keys[0]}" if action.keys and action.do and action.reach != "page" else text


def _tip(action: Action, why: str) -> str:
    """What a button's hint says: why it cannot be pressed, what it does, its keys."""
    word = _with_about(action) if action.about is not None else ""
    keys = hint(action.keys[0]) if action.keys else ""
    return "\n".join(one for one in (why, word, action.tip, keys) if one)


def _dress(made: QAction, action: Action, why: str, *, able: bool) -> None:
    made.setText(_in_menu(action))
    made.setVisible(action.shown())
    made.setEnabled(able)
    if action.right is not None or action.why is not None or action.row or action.otherwise:
        made.setToolTip(why or _said(action.text))


def _dress_button(button: Button, action: Action, why: str, *, able: bool) -> None:
    button.setText(_said(action.text))
    button.setAccessibleName(button.word)
    button.setAccessibleDescription("\n".join(one for one in (why, action.tip) if one))
    if action.right is not None or action.why is not None or action.row or action.otherwise:
        button.setToolTip(_tip(action, why))
    if callable(action.icon):
        button.set_icon(action.icon())
    button.setEnabled(able)
    button.setHidden(not action.shown())
