"""The table of records behind a figure: pages on demand, in the order the file gives."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from qadesk.services.records.evidence import Record, RecordPage
from qadesk.ui.kit.paged import PagedModel
from qadesk.ui.screens.results.chain_page import ORDERS, columns
from qadesk.ui.widgets.badge import TONE_ROLE


def record_model() -> PagedModel[Record]:
    return PagedModel(columns(), ORDERS)


def record(number: int, *, why: str = "", day: bool = False) -> Record:
    at = date(2026, 10, 1) if day else datetime(2026, 10, 1, 9, 5, tzinfo=UTC)
    return Record(f"R{number}", at, "call", f"{number} s", not why, why, "", "calls.csv", None)


def page(first: int, count: int, total: int) -> RecordPage:
    return RecordPage(tuple(record(n) for n in range(first, first + count)), first, total)


def test_more_is_asked_for_only_while_there_is_more(qtbot: QtBot) -> None:
    model, nowhere = record_model(), QModelIndex()
    asked: list[int] = []
    model.page_wanted.connect(asked.append)
    model.start()
    assert not model.canFetchMore(nowhere)  # the first page is on its way
    model.add_page(page(0, 2, 5))
    assert model.canFetchMore(nowhere)
    model.fetchMore(nowhere)
    model.fetchMore(nowhere)  # asked once, however often the view insists
    assert asked == [2]
    model.add_page(page(2, 3, 5))
    assert not model.canFetchMore(nowhere)
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["R0", "R1", "R2", "R3", "R4"]


def test_a_page_that_does_not_follow_is_dropped() -> None:
    model = record_model()
    model.start()
    model.add_page(page(2, 2, 5))
    assert model.rowCount() == 0


def test_an_empty_page_ends_the_matter() -> None:
    model = record_model()
    model.start()
    model.add_page(page(0, 0, 0))
    assert (model.rowCount(), model.total, model.canFetchMore(QModelIndex())) == (0, 0, False)


def test_sorting_asks_for_the_first_page_in_that_order() -> None:
    model = record_model()
    assert model.order == "time"
    model.add_page(page(0, 2, 2))
    asked: list[str] = []
    model.order_wanted.connect(lambda: asked.append(model.order))
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert (model.order, asked) == ("-time", ["-time"])
    model.sort(1, Qt.SortOrder.DescendingOrder)  # as it is already
    model.sort(2)  # a column without an order
    model.sort(-1)
    assert (model.order, asked) == ("-time", ["-time"])


def test_what_counts_and_what_does_not_is_said_in_words_and_shape() -> None:
    model = record_model()
    model.add_page(RecordPage((record(1), record(2, why="not answered", day=True)), 0, 2))
    assert [model.index(row, 4).data() for row in (0, 1)] == ["Yes", "No: not answered"]
    assert [model.index(row, 4).data(TONE_ROLE) for row in (0, 1)] == ["good", "muted"]
    assert [model.index(row, 1).data() for row in (0, 1)] == ["2026-10-01 09:05", "2026-10-01"]
    assert model.index(1, 3).data(Qt.ItemDataRole.AccessibleTextRole) == "Value counted: 2 s"
