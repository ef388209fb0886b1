"""A bar whose buttons change while its page is hidden has room for them all when it is seen again."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.widgets.bar import Bar


def test_buttons_that_came_while_it_was_hidden_are_not_squeezed(qtbot: QtBot) -> None:
    page, shown = QWidget(), set[int]({0})

    def action(n: int) -> Action:
        return Action(f"b{n}", f"A long word {n}", lambda: None, "copy", shown=lambda: n in shown)

    listed = [action(n) for n in range(6)]
    actions = Actions(page, "Words", listed)
    buttons = [actions.button(one.name) for one in listed]
    bar = Bar([], buttons)
    QVBoxLayout(page).addWidget(bar)
    qtbot.addWidget(page)
    page.resize(450, 60)
    page.show()
    qtbot.waitUntil(lambda: buttons[0].isVisible())
    page.hide()
    for some in ({1}, set(range(6))):
        shown.clear()
        shown.update(some)
        actions.update()
        QApplication.sendPostedEvents()
    page.show()
    qtbot.waitUntil(bar.isVisible)

    def whole() -> bool:
        seen = [button for button in buttons if button.isVisible()]
        return 0 < len(seen) < 6 and all(one.width() >= one.sizeHint().width() for one in seen)

    qtbot.waitUntil(whole, timeout=1000)
    assert bar.more.isVisible()
