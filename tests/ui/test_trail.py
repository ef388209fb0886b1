"""The screen Trail: entries in words, narrowed and sorted by keyboard, each leads to what it is about."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from qadesk.services import cycles, renumbering
from qadesk.services.scoring import drafts
from qadesk.services.trail import browsing
from qadesk.services.trail.finding import Wanted
from qadesk.storage.office import Office
from qadesk.ui.screens.trail.screen import TrailScreen, lead
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.table import TableView
from tests.ui.conftest import Dialog
from tests.ui.desk import settle, show_screen
from tests.ui.records_desk import pick

Key = Qt.Key


@pytest.fixture
def screen(qtbot: QtBot, sample_office: Office, tasks: Tasks) -> TrailScreen:
    for level in ("2", "5"):
        drafts.rate(sample_office, cycles.get(sample_office, "2026-10"), "KF1009", "attitude", Decimal(level))
    renumbering.correct(sample_office, "KF1008", "KF2009", "调岗")
    return show_screen(qtbot, TrailScreen(sample_office, tasks))


def column(screen: TrailScreen, key: str) -> list[str]:
    model = screen.page.model
    at = model.column_number(key)
    return [model.index(row, at).data() for row in range(model.rowCount())]


def test_the_newest_entry_is_first_and_told_in_words(screen: TrailScreen) -> None:
    assert column(screen, "what")[:3] == ["Staff number corrected", "Rating given", "Rating given"]
    assert column(screen, "why")[0] == "调岗"
    assert column(screen, "about")[1] == "October 2026 · 杨娟 (KF1009)"
    assert column(screen, "change")[1] == "Level given: 2 → 5"
    assert screen.page.count.text() == f"{len(column(screen, 'what'))} entries"


def test_below_the_list_stands_what_the_entry_changed(qtbot: QtBot, screen: TrailScreen) -> None:
    screen.page.table.setFocus()
    qtbot.keyClick(screen.page.table, Key.Key_Down)
    changes = screen.page.changed
    assert [changes.index(0, n).data() for n in range(4)] == [
        "Ratings: 杨娟 (KF1009) · October 2026 · Attitude rating",
        "Level given",
        "2",
        "5",
    ]
    assert "Rating given" in screen.page.said.text()


def test_all_rows_of_a_large_entry_are_read_when_it_is_chosen(
    qtbot: QtBot, screen: TrailScreen, tasks: Tasks, sample_office: Office
) -> None:
    number = next(n for n, what in enumerate(column(screen, "what")) if what == "Ratings imported")
    screen.page.table.select_row(number)
    settle(qtbot, tasks)
    entry = screen.page.current
    assert entry is not None
    whole = browsing.entry(sample_office, entry.id)
    assert whole is not None
    assert {one.row for one in screen.page.changed.rows} >= {row.name for row in whole.rows if row.cells}


def test_it_is_narrowed_and_searched_by_keyboard(qtbot: QtBot, screen: TrailScreen, tasks: Tasks) -> None:
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    pick(qtbot, screen.page.filters["Action"], "kind:agents")
    settle(qtbot, tasks)
    assert column(screen, "what") == ["Staff number corrected"]
    pick(qtbot, screen.page.filters["Action"], "evaluation.rate")
    settle(qtbot, tasks)
    assert column(screen, "what") == ["Rating given"] * 2
    pick(qtbot, screen.page.filters["Person"], "-")
    settle(qtbot, tasks)
    assert column(screen, "what") == []
    assert screen.page.no_match.isVisible()
    pick(qtbot, screen.page.filters["Person"], "all")
    pick(qtbot, screen.page.filters["Action"], "all")
    qtbot.keyClick(screen, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(screen.page.search, "kf2009")
    qtbot.keyClick(screen.page.search, Key.Key_Return)
    qtbot.waitUntil(lambda: column(screen, "what") == ["Staff number corrected"])


def test_a_click_on_a_heading_sorts_where_it_is_stored(
    qtbot: QtBot, screen: TrailScreen, tasks: Tasks
) -> None:
    model = screen.page.model
    screen.page.table.sortByColumn(model.column_number("when"), Qt.SortOrder.AscendingOrder)
    settle(qtbot, tasks)
    assert column(screen, "seq")[:3] == ["1", "2", "3"]
    screen.page.table.sortByColumn(model.column_number("what"), Qt.SortOrder.AscendingOrder)
    settle(qtbot, tasks)
    assert column(screen, "what") == sorted(column(screen, "what"))


def test_enter_leads_to_what_the_entry_is_about(qtbot: QtBot, screen: TrailScreen) -> None:
    asked: list[tuple[str, object]] = []
    screen.open_requested.connect(lambda key, context: asked.append((key, context)))
    screen.page.table.select_row(1)
    screen.page.table.setFocus()
    qtbot.keyClick(screen.page.table, Key.Key_Return)
    assert asked == [("month", "2026-10"), ("score", ("KF1009", ""))]


def test_the_history_of_what_an_entry_is_about_opens_by_its_key(
    qtbot: QtBot, screen: TrailScreen, tasks: Tasks, dialog: Dialog
) -> None:
    for row, title in ((0, "张桂英 (KF2009)"), (1, "杨娟 (KF1009) · October 2026")):
        screen.activateWindow()
        qtbot.waitUntil(screen.isActiveWindow)
        screen.page.table.select_row(row)
        screen.page.table.setFocus()
        qtbot.keyClick(screen.page.table, Key.Key_H, Qt.KeyboardModifier.ControlModifier)
        window = dialog("historyWindow")
        settle(qtbot, tasks)
        assert title in window.windowTitle()
        assert window.findChild(TableView).model().rowCount()
        window.accept()


def test_every_entry_of_an_office_leads_somewhere(sample_office: Office) -> None:
    screens = {"today", "agents", "records", "score", "results", "sheets", "scorecards", "settings"}
    for entry in browsing.each(sample_office, Wanted()):
        found = lead(entry)
        assert found is not None, entry.action
        assert found.screen in screens


def test_all_entries_are_exported_with_all_their_rows(
    qtbot: QtBot, screen: TrailScreen, tasks: Tasks, tmp_path: Path
) -> None:
    screen.page.actions_.trigger("trailExport")
    dialog = screen.page.findChild(QFileDialog, "trailExportDialog") or screen.findChild(
        QFileDialog, "trailExportDialog"
    )
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "trail.xlsx"))
    dialog.close()
    settle(qtbot, tasks)
    rows = list(load_workbook(tmp_path / "trail.xlsx").active.values)
    assert len(rows) > 50
    assert any("Level given: 2 → 5" in str(row) for row in rows)


def test_a_write_elsewhere_shows_up(
    qtbot: QtBot, screen: TrailScreen, tasks: Tasks, sample_office: Office
) -> None:
    before = len(column(screen, "what"))
    drafts.rate(sample_office, cycles.get(sample_office, "2026-10"), "KF1009", "attitude", Decimal(3))
    screen.refresh(frozenset({"ratings"}))
    settle(qtbot, tasks)
    assert len(column(screen, "what")) == before + 1
    assert column(screen, "change")[0] == "Level given: 5 → 3"
