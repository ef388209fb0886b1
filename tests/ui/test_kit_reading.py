"""A list that takes long to read says so; an empty one keeps the keyboard when its reason changes."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from qadesk.storage.office import Office
from qadesk.ui.kit import list_page
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.screen import Screen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.table import Column
from tests.ui.desk import has_focus


def test_a_list_that_is_still_read_says_so_until_its_rows_are_there(
    qtbot: QtBot, branch: Office, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_page, "_SLOW_MS", 0)
    read, screen = Event(), Screen(branch, tasks)
    qtbot.addWidget(screen)
    view = ListView[str](
        "slow",
        "Slow",
        [Column("name", "Name", str)],
        identity=str,
        counted=lambda rows: f"{len(rows)} rows",
        empty=Empty("inbox", "No rows"),
        personal=None,
    )
    page = ListPage(screen, view, [])
    vbox(page, on=screen)
    screen.show()
    screen.load(read.wait, lambda _done: page.show_rows(["pear"]))
    qtbot.waitUntil(lambda: page.count.text() == "Reading…")
    read.set()
    qtbot.waitUntil(lambda: page.count.text() == "1 rows")


def test_the_keyboard_goes_on_with_the_way_on_where_an_empty_list_has_another_reason(
    qtbot: QtBot, branch: Office, tasks: Tasks
) -> None:
    screen = Screen(branch, tasks)
    qtbot.addWidget(screen)
    shut = Empty("lock", "Not closed", "", ("rowsGo",))
    view = ListView[str](
        "rows",
        "Rows",
        [Column("name", "Name", str)],
        identity=str,
        counted=lambda rows: f"{len(rows)} rows",
        empty=Empty("inbox", "No rows", "", ("rowsPaper", "rowsAdd")),
        also_empty=(shut,),
        personal=None,
    )
    page = ListPage(screen, view, [Action(name, name, list) for name in ("rowsAdd", "rowsPaper", "rowsGo")])
    before = QPushButton("Side bar")  # where Qt would take the keyboard
    vbox(before, page, on=screen)
    screen.show()

    def way(name: str) -> QPushButton:
        found = screen.findChild(QPushButton, name)
        assert found is not None
        return found

    page.say_empty(shut)
    page.focus_first()
    assert has_focus(way("rowsEmptyGo"))
    page.say_empty(view.empty)
    assert has_focus(way("rowsEmptyPaper"))
