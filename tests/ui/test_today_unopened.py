"""Today of a month that is not open: what comes first, where something does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from qadesk.services import first_look
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.ui.screens.today.screen import TodayScreen
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.basics import Button

Shown = Callable[[str], tuple[TodayScreen, Button]]


@pytest.fixture
def shown(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> Shown:
    """Today of a month of the sample office that is not open, and the button of what comes first."""

    def show(cycle: str) -> tuple[TodayScreen, Button]:
        screen = TodayScreen(sample_office, tasks)
        qtbot.addWidget(screen)
        screen.cycle, screen.cycle_state = cycle, "unopened"
        screen.show()
        screen.focus_first()
        screen.refresh(frozenset({"cycle"}))
        qtbot.waitUntil(lambda: not tasks.busy)
        first = screen.findChild(Button, "openWaiting")
        assert first is not None
        return screen, first

    return show


def test_a_month_with_records_is_the_first_way_on(qtbot: QtBot, shown: Shown, sample_office: Office) -> None:
    with sample_office.write() as connection:  # as if October had never been opened
        october = update(tables.cycle).where(tables.cycle.c.code == "2026-10")
        connection.execute(october.values(code="2020-01", start=date(2020, 1, 1), end=date(2020, 2, 1)))
    found = first_look.unopened(sample_office)
    ((code, n),) = found.months  # September is closed
    assert (code, found.new) == ("2026-10", False)
    assert n > 1000
    screen, first = shown("2026-12")
    other = screen.findChild(Button, "openMonth")
    assert (first.property("kind"), other.property("kind")) == ("primary", "")
    assert screen.focusWidget() is first
    said = screen.findChild(QLabel, "todayEmptyText").text()
    assert f"October 2026 is not open yet; its records: {n:,}." in said
    with qtbot.waitSignal(screen.open_requested) as asked:
        qtbot.keyClick(first, Qt.Key.Key_Return)
    assert asked.args == ["month", "2026-10"]
    screen, first = shown("2026-10")  # there it is opened
    assert not first.isVisible()
    assert screen.focusWidget() is screen.findChild(Button, "openMonth")


def test_where_nothing_was_imported_or_opened_files_come_first(
    qtbot: QtBot, shown: Shown, sample_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert first_look.unopened(sample_office) == first_look.Unopened((), new=False)
    _screen, first = shown("2026-12")
    assert not first.isVisible()
    monkeypatch.setattr(first_look, "unopened", lambda _office: first_look.Unopened((), new=True))
    screen, first = shown("2026-12")  # as `test_short_way` has it after the first start
    assert (first.text(), screen.focusWidget()) == ("Import files…", first)
    with qtbot.waitSignal(screen.open_requested) as asked:
        first.click()
    assert asked.args == ["records", "import"]
