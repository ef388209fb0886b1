"""A window built anew, in another language or size of texts, goes on with what can be undone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from qadesk import app
from qadesk.i18n import set_language
from qadesk.services.done import Done, Undo
from qadesk.storage.office import Office
from qadesk.ui.main_window import MainWindow
from qadesk.ui.tasks import Tasks
from tests.ui.desk import settle


class _Sum:
    def __init__(self) -> None:
        self.value = 0

    def add(self, n: int) -> Done[int]:
        self.value += n
        return Done(self.value, frozenset(), Undo(f"add {n}", lambda: self.add(-n)))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_can_be_undone_can_be_so_in_the_window_built_anew(
    qtbot: QtBot, sample_office: Office, tasks: Tasks, language: str
) -> None:
    set_language("en")
    window = MainWindow(sample_office, tasks, app.entries(lambda: sample_office, tasks))
    window.show_first()
    qtbot.waitActive(window)
    window.open_screen("agents")
    settle(qtbot, tasks)
    agents: Any = window.screen_of("agents")
    counted, before = _Sum(), agents.page.operations
    for n in (1, 10, 100):
        before.run(lambda n=n: counted.add(n))
        settle(qtbot, tasks)
    before.undo()
    settle(qtbot, tasks)
    assert counted.value == 11
    window.renew(lambda: set_language(language), None)
    settle(qtbot, tasks)
    qtbot.waitUntil(lambda: window.screen_of("agents") is not agents)
    settle(qtbot, tasks)
    operations = window.screen_of("agents").page.operations
    assert counted.value == 11, "nothing was turned on the way"
    assert operations.stack.undoText() == {"en": "add 10", "zh_CN": "之前的更改"}[language]
    operations.undo()
    settle(qtbot, tasks)
    assert counted.value == 1
    for value in (11, 111):
        operations.redo()
        settle(qtbot, tasks)
        assert counted.value == value
    assert not operations.can_redo()
    window.close()


def test_ratings_given_before_another_language_are_taken_back_after_it(
    qtbot: QtBot, sample_office: Office, tasks: Tasks
) -> None:
    set_language("en")
    window = MainWindow(sample_office, tasks, app.entries(lambda: sample_office, tasks))
    window.show_first()
    qtbot.waitActive(window)
    window.open_screen("score")
    settle(qtbot, tasks)
    before: Any = window.screen_of("score")
    code, item = before.book.cycle.code, before.book.form.items[0].code
    who = [
        entry.staff_no
        for entry in before.book.entries()
        if before.book.editable((entry.staff_no, None), item)
    ]
    first, other = ((number, None) for number in who[-2:])

    def given(book: Any) -> list[Any]:
        return [book.entry(key).levels.get(item) for key in (first, other)]

    assert given(before.book) == [None, None]
    before.book.rate(first, item, Decimal(4))
    before.book.rate(other, item, Decimal(5))
    before.book.turn(back=True)
    settle(qtbot, tasks)
    assert given(before.book) == [4, None]
    window.renew(lambda: set_language("zh_CN"), None)
    settle(qtbot, tasks)
    qtbot.waitUntil(lambda: window.screen_of("score") is not before)
    settle(qtbot, tasks)
    book = window.screen_of("score").book
    assert book.cycle.code == code
    assert given(book) == [4, None], "nothing was changed on the way"
    assert "撤" not in book.stack.undoText()
    assert book.cell(item).head in book.stack.undoText(), "named in the language of the window"
    book.turn(back=True)
    settle(qtbot, tasks)
    assert given(book) == [None, None]
    book.turn(back=False)
    book.turn(back=False)
    settle(qtbot, tasks)
    assert given(book) == [4, 5]
    window.close()
