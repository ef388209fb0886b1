"""Tables like good spreadsheets: sorted, copied, measured, and showing where the keyboard is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qadesk import formats
from qadesk.ui import theme
from qadesk.ui.dialogs import HelpedDialog
from qadesk.ui.widgets.badge import TONE_ROLE
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView
from qadesk.ui.widgets.widths import Need, share_out

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Row:
    name: str
    total: Decimal | None
    grade: str = ""


ROWS = [
    Row("王芳", Decimal("89.99"), "B"),
    Row("anna", None),
    Row("Bert", Decimal(100), "A"),
    Row("李静", Decimal("9.5"), "D"),
]


def _model() -> RecordTableModel[Row]:
    return RecordTableModel(
        [
            Column("name", "Name", lambda r: r.name, stretch=True),
            Column("total", "Total", lambda r: r.total, formats.decimal, align="right"),
            Column("grade", "Grade", lambda r: r.grade, tone=lambda r: "good" if r.grade == "A" else None),
        ],
        ROWS,
    )


def _names(model: RecordTableModel[Row]) -> list[str]:
    return [row.name for row in model.rows]


@pytest.mark.parametrize("opens", [False, True])
def test_enter_on_a_table_closes_its_window_unless_it_opens_the_row(qtbot: QtBot, opens: bool) -> None:
    window, table, close = HelpedDialog(), TableView(_model(), "told", "Told"), QPushButton("Close")
    qtbot.addWidget(window)
    close.setDefault(True)
    close.clicked.connect(window.accept)
    opened: list[object] = []
    if opens:
        table.row_activated.connect(opened.append)
    held = QVBoxLayout(window)
    held.addWidget(table)
    held.addWidget(close)
    window.show()
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 0))
    qtbot.keyClick(table, Key.Key_Return)
    assert window.isVisible() is opens
    assert opened == ([ROWS[1]] if opens else [])


def test_model_words_aligns_and_speaks_without_a_window(qapp: QApplication) -> None:
    model = _model()
    total = model.index(0, model.column_number("total"))
    assert total.data() == "89.99"
    assert total.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert total.data(Qt.ItemDataRole.AccessibleTextRole) == "Total: 89.99"
    assert model.index(1, 1).data() == formats.DASH
    assert model.index(2, 2).data(TONE_ROLE) == "good"
    with pytest.raises(KeyError):
        model.column_number("nothing")


def test_sorting_puts_rows_without_a_value_last_both_ways(qapp: QApplication) -> None:
    model = _model()
    model.sort(1)
    assert _names(model) == ["李静", "王芳", "Bert", "anna"]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert _names(model) == ["Bert", "王芳", "李静", "anna"]
    model.set_rows([*ROWS, Row("Zoe", Decimal(95))])
    assert _names(model)[:2] == ["Bert", "Zoe"]
    model.set_rows([Row(name, None) for name in ("马堃", "刘霞", "阿依古丽", "anna", "Bert", "吴磊")])
    model.sort(0)
    assert _names(model) == ["anna", "Bert", "阿依古丽", "刘霞", "马堃", "吴磊"]  # by pinyin


def test_the_chosen_row_stays_chosen_when_the_order_changes(qtbot: QtBot) -> None:
    model = _model()
    view = TableView(model, "table", "People")
    qtbot.addWidget(view)
    view.select_row(0)
    model.sort(1)
    assert view.current_record() == ROWS[0]
    assert view.currentIndex().row() == 1


def test_table_is_used_by_keyboard(qtbot: QtBot) -> None:
    view = TableView(_model(), "table", "People")
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.setFocus()
    view.select_row(0)
    qtbot.keyClick(view, Key.Key_Down)
    with qtbot.waitSignal(view.row_activated) as asked:
        qtbot.keyClick(view, Key.Key_Return)
    assert asked.args == [ROWS[1]]

    qtbot.keyClick(view, Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == f"anna\t{formats.DASH}\t"
    qtbot.keyClick(view, Key.Key_A, CTRL)
    qtbot.keyClick(view, Key.Key_C, CTRL)
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0] == "Name\tTotal\tGrade"
    assert lines[3] == "Bert\t100.00\tA"


def test_what_is_copied_into_a_spreadsheet_does_not_run_there(qtbot: QtBot) -> None:
    model = _model()
    model.set_rows([Row("=1+1", Decimal("-2.5")), Row("王\n芳", None)])
    view = TableView(model, "table", "People")
    qtbot.addWidget(view)
    view.selectAll()
    view.copy()
    dash = formats.DASH
    assert QApplication.clipboard().text() == f'Name\tTotal\tGrade\n="=1+1"\t−2.50\t\n王 芳\t{dash}\t'


def _inks(view: TableView) -> set[str]:
    """The colours within the first row, where neither text nor lines are."""
    picture = view.viewport().grab().toImage()
    return {picture.pixelColor(x, 3).name() for x in range(sum(view.columnWidth(n) for n in range(3)))}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chosen_row_tells_whether_the_keyboard_is_there(
    qtbot: QtBot, qapp: QApplication, scheme: theme.Scheme
) -> None:
    theme.apply(qapp, scheme)
    page = QWidget()
    qtbot.addWidget(page)
    view, other = TableView(_model(), "table", "People"), QLineEdit()
    column = QVBoxLayout(page)
    column.addWidget(view)
    column.addWidget(other)
    page.show()
    page.activateWindow()
    view.select_row(0)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert _inks(view) == {theme.tokens()["select"], theme.tokens()["accent"]}
    other.setFocus()
    assert _inks(view) == {theme.tokens()["sunken"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("column", [0, 1], ids=["heading at the left", "heading at the right"])
def test_the_arrow_points_up_for_ascending_and_leaves_the_heading_whole(
    qtbot: QtBot, qapp: QApplication, scheme: theme.Scheme, column: int
) -> None:
    theme.apply(qapp, scheme)
    view = TableView(_model(), "table", "People")
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    head = view.horizontalHeader()

    def added() -> list[int]:
        """How many points in each line of the heading differ from those of the heading alone."""
        place = QRect(head.sectionViewportPosition(column), 0, head.sectionSize(column), head.height())
        pictures = []
        for shown in (True, False):
            head.setSortIndicatorShown(shown)
            pictures.append(head.grab(place).toImage())
        with_it, without = pictures
        rows = ([with_it.pixel(x, y) != without.pixel(x, y) for x in range(place.width())] for y in range(32))
        return [sum(row) for row in rows if any(row)]

    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        view.sortByColumn(column, order)
        widths = added()
        assert 4 <= len(widths) <= 7  # the arrow alone: the words are where they were
        assert widths == sorted(widths, reverse=order == Qt.SortOrder.DescendingOrder)


def test_headings_take_two_lines_before_they_are_cut_and_figures_never_are(qtbot: QtBot) -> None:
    model = RecordTableModel(
        [
            Column("name", "Name", lambda r: r.name, stretch=True),
            Column("grade", "Quite a long heading", lambda r: r.grade),
            Column("total", "Another that is long", lambda r: r.total, formats.decimal, align="right"),
        ],
        ROWS,
    )
    view = TableView(model, "table", "People")
    qtbot.addWidget(view)
    view.show()
    needed = QFontMetrics(theme.font()).horizontalAdvance("100.00") + 2 * theme.GRID
    for room, cut, fits in ((600, False, True), (340, False, True), (250, False, True), (150, False, False)):
        view.resize(room, 300)
        shown = [line for n in range(view.head.count()) for line in view.head._shown(n)]
        assert (any("…" in line for line in shown), view.fits) == (cut, fits), room
        assert view.head.folds == (room < 340)
        assert view.columnWidth(2) >= needed
    view.setColumnHidden(1, True)
    view.resize(190, 300)
    view.fit_columns()
    assert view.fits
    view.setFocus()
    qtbot.keyClick(view, Key.Key_A, CTRL)
    qtbot.keyClick(view, Key.Key_C, CTRL)
    assert QApplication.clipboard().text().startswith("Name\tQuite a long heading\tAnother")


@pytest.mark.parametrize("room", [300, 380, 460])
def test_a_long_name_gives_way_to_the_figures(qtbot: QtBot, room: int) -> None:
    model = _model()
    model.set_rows([Row("阿不都热合曼·买买提明·" * 5, Decimal("89.99"), "B")])
    view = TableView(model, "table", "People")
    qtbot.addWidget(view)
    view.resize(room, 300)
    view.show()
    widths = [view.columnWidth(n) for n in range(3)]
    assert sum(widths) <= view.viewport().width()
    metrics = QFontMetrics(theme.font())
    assert widths[1] >= metrics.horizontalAdvance("89.99") + 2 * theme.GRID
    assert widths[0] >= 14 * theme.GRID


def test_table_rows_are_32_pixels_and_the_width_is_filled(qtbot: QtBot) -> None:
    view = TableView(_model(), "table", "People")
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    assert {view.rowHeight(row) for row in range(4)} == {theme.ROW}
    assert sum(view.columnWidth(n) for n in range(3)) == pytest.approx(view.viewport().width(), abs=2)


def test_nothing_is_cut_short_where_the_table_is_scrolled_all_the_same() -> None:
    name, total = Need(90, 90, 100, least=60, grows=True), Need(50, 80, 90)
    assert share_out({0: name, 1: total}, 130) == {0: 60, 1: 70}
    assert share_out({0: name, 1: total}, 109) == {0: 90, 1: 80}


def test_a_column_keeps_room_for_what_it_does_not_show_yet(qtbot: QtBot) -> None:
    model = RecordTableModel(
        [
            Column("name", "Name", lambda r: r.name, stretch=True),
            Column("grade", "Grade", lambda r: r.grade, room_for="10 → 10.5%"),
        ],
        ROWS,
    )
    view = TableView(model, "roomTable", "Rows")
    qtbot.addWidget(view)
    view.resize(600, 300)
    before = view.columnWidth(1)
    model.set_rows([Row("王芳", None, "10 → 10.5%")])
    assert view.columnWidth(1) == before


def test_cells_that_are_cut_short_still_differ(qtbot: QtBot) -> None:
    """As far as that takes no more room than a name does."""
    rows = [Row(f"Scorecard draft {end}", None) for end in ("made", "saved", "deleted")]
    view = TableView(
        RecordTableModel(
            [Column("name", "Name", lambda r: r.name, least=8), Column("wide", "W", lambda _r: "w" * 40)],
            rows,
        ),
        "table",
        "Drafts",
    )
    qtbot.addWidget(view)
    view.show()
    view.resize(700, 300)
    whole = sum(view._needed(n, view._known(n, len(rows)), False).tight for n in (0, 1))
    view.resize(whole - 8, 300)  # less than all takes
    room, metrics = view.columnWidth(0) - 2 * theme.GRID, QFontMetrics(theme.font())
    shown = {metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, room) for row in rows}
    assert len(shown) == len(rows)
    assert any("…" in text for text in shown)


def test_cells_are_worded_once_until_they_are_others(qtbot: QtBot) -> None:
    """Of many columns that is what fitting takes; hiding some, a sorted heading, other widths change none."""
    worded: list[str] = []

    def name(row: Row) -> str:
        worded.append(row.name)
        return row.name

    model = RecordTableModel([Column("name", "Name", name), Column("grade", "G", lambda r: r.grade)], ROWS)
    view = TableView(model, "table", "Drafts")
    qtbot.addWidget(view)
    once = len(worded)
    for width in (300, 500):
        view.setColumnHidden(1, width == 300)
        view.fit_columns()
    view.set_own_widths({"grade": 90})
    assert len(worded) == once
    before = view.columnWidth(0)
    model.dataChanged.emit(model.index(0, 1), model.index(3, 1))
    view.fit_columns()
    assert len(worded) == once
    with view.unfitted():
        model.set_rows([Row("a much longer name than there was before", None)])
        assert view.columnWidth(0) == before
    view.fit_columns()
    assert len(worded) == once + 1
    assert view.columnWidth(0) > before
    columns = [Column("name", "Name", lambda r: r.name[:3]), *model.columns[1:]]
    model.set_columns(columns)
    assert view.columnWidth(0) < before + 1


def test_a_table_is_measured_again_after_every_word_that_its_cells_are_others(qtbot: QtBot) -> None:
    model = _model()
    view = TableView(model, "table", "Drafts")
    qtbot.addWidget(view)
    short = view.columnWidth(2)
    model._rows = [Row(row.name, row.total, "ABCDEFGHIJKLMN") for row in ROWS]
    model.dataChanged.emit(model.index(0, 2), model.index(3, 2))
    view.fit_columns()
    assert view.columnWidth(2) > short
    model._rows = list(ROWS)
    model.layoutChanged.emit()
    view.fit_columns()
    assert view.columnWidth(2) == short
