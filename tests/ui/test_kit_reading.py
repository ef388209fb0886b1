"""A list that takes long to read says so."""

from __future__ import annotations

from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from qadesk.storage.office import Office
from qadesk.ui.kit import list_page
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.screen import Screen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.table import Column


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
