"""The editable table of the kit: typed in, pasted into, refused in words; rows that come and go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from qadesk.errors import NotTaken
from qadesk.tabular import numbers
from qadesk.tabular.clipboard import for_spreadsheet, grid
from qadesk.ui.kit.edit_cell import LiveField
from qadesk.ui.kit.edit_model import LOOK_ROLE, EditColumn, EditModel, Look
from qadesk.ui.kit.edit_table import EditTable
from tests.ui.desk import has_focus

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Fruit:
    name: str
    price: Decimal
    note: str = ""
    kind: str = "soft"


Basket = tuple[Fruit, ...]


def _with(basket: Basket, row: int, **changes: object) -> Basket:
    return (*basket[:row], replace(basket[row], **changes), *basket[row + 1 :])  # type: ignore[arg-type]


def _priced(basket: Basket, row: int, typed: str) -> Basket:
    price = numbers.read(typed)
    if price is None:
        raise NotTaken("test.priceless", "A price is needed.")
    return _with(basket, row, price=price)


COLUMNS = [
    EditColumn[Basket, int](
        "name",
        "Name",
        lambda b, row: b[row].name,
        lambda b, row, typed: _with(b, row, name=typed),
        grows=True,
    ),
    EditColumn[Basket, int](
        "price",
        "Price",
        lambda b, row: f"{b[row].price} €",
        _priced,
        lambda b, row: str(b[row].price),
        editable=lambda b, row: b[row].name != "gift",
        why_fixed=lambda _b, _row: "A gift has no price.",
        look=lambda b, row: Look(bold=b[row].price > 5),
        right=True,
    ),
    EditColumn[Basket, int]("row", "No.", lambda _b, row: str(row)),
    EditColumn[Basket, int](
        "note",
        "Note",
        lambda b, row: b[row].note,
        lambda b, row, typed: _with(b, row, note=typed),
        wraps=True,
    ),
    EditColumn[Basket, int](
        "kind", "Kind", lambda b, row: b[row].kind.title(),
        lambda b, row, code: _with(b, row, kind=code), lambda b, row: b[row].kind,
        choices=lambda: [("soft", "Soft"), ("hard", "Hard")],
    ),
]  # fmt: skip


class Shop:
    """A table with someone at the keyboard, and what it was told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.basket: Basket = (
            Fruit("pear", Decimal(3)),
            Fruit("gift", Decimal(0)),
            Fruit("plum", Decimal(1)),
        )
        self.steps: list[tuple[int, str, bool]] = []
        self.ended = 0
        self.refused: list[str] = []
        self.model: EditModel[Basket, int] = EditModel(COLUMNS, self.put, lambda b, row: b[row].name)
        self.table = EditTable(self.model, "shop", "Shop", self.end)
        self.table.refused.connect(lambda _text, code: self.refused.append(code))
        qtbot.addWidget(self.table)
        self.table.resize(600, 300)
        self.table.show()
        qtbot.waitUntil(self.table.isActiveWindow)
        self.show()
        self.stand(0, "name")

    def show(self) -> None:
        self.model.show(self.basket, range(len(self.basket)), editable=True)

    def put(self, basket: Basket, row: int, key: str, typing: bool) -> None:
        self.basket = basket
        self.steps.append((row, key, typing))
        self.show()

    def end(self) -> None:
        self.ended += 1

    def stand(self, row: int, key: str) -> None:
        self.table.set_current(self.model.at(row, key))
        self.table.setFocus()

    @staticmethod
    def type(text: str) -> None:
        for letter in text:
            QTest.keyClicks(QApplication.focusWidget(), letter)

    @staticmethod
    def key(key: Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, held)
        QApplication.processEvents()  # a field is closed after its key

    @property
    def cell(self) -> tuple[int, str]:
        index = self.table.currentIndex()
        return index.row(), COLUMNS[index.column()].key


@pytest.fixture
def shop(qtbot: QtBot) -> Shop:
    return Shop(qtbot)


def test_typing_opens_the_field_and_every_key_counts(shop: Shop) -> None:
    shop.type("fig")
    assert shop.basket[0].name == "fig"
    assert shop.steps == [(0, "name", True)] * 3
    assert shop.ended == 0
    shop.key(Key.Key_Tab)
    assert (shop.cell, shop.ended) == ((0, "price"), 1)
    assert has_focus(shop.table)
    shop.type("7")
    assert shop.model.at(0, "price").data(LOOK_ROLE).bold
    shop.key(Key.Key_Return)
    assert shop.cell == (1, "price")
    shop.stand(0, "price")
    shop.key(Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, LiveField)
    assert (field.text(), field.accessibleName()) == ("7", "fig, Price: 7 €")
    shop.key(Key.Key_Escape)
    assert shop.basket[0].price == 7


def test_esc_leaves_the_cell_as_it_was_before_it_was_opened(shop: Shop) -> None:
    before, steps = shop.basket, len(shop.steps)
    shop.type("fig")
    shop.key(Key.Key_Escape)
    assert shop.basket == before
    assert (shop.cell, shop.ended) == ((0, "name"), 1)
    assert len(shop.steps) == steps + 4  # three letters, and the way back
    shop.type("fig")
    shop.key(Key.Key_Return)
    shop.stand(0, "name")
    shop.key(Key.Key_F2)
    shop.type("s")
    shop.key(Key.Key_Escape)  # only what was typed since it was opened
    assert shop.basket[0].name == "fig"


def test_what_cannot_be_taken_is_said_and_changes_nothing(shop: Shop) -> None:
    shop.stand(0, "price")
    shop.type("1x")
    assert shop.refused[-1] == "cell.not_number"
    field = shop.table.viewport().findChild(QLineEdit)
    assert field is not None
    assert field.property("wrong") is True
    shop.key(Key.Key_Escape)
    assert shop.basket[0].price == 3
    shop.key(Key.Key_Delete)
    assert shop.refused[-1] == "test.priceless"
    shop.stand(1, "price")
    shop.type("4")
    assert shop.refused[-1] == "cell.fixed"
    assert shop.model.at(1, "price").data(LOOK_ROLE).muted
    assert not shop.model.at(0, "price").data(LOOK_ROLE).muted
    shop.model.show(shop.basket, range(3), editable=False)
    shop.stand(0, "name")
    shop.type("x")
    assert not shop.table.editing
    assert shop.basket[0].name == "pear"


def test_a_block_is_pasted_as_one_step_or_not_at_all(shop: Shop) -> None:
    QApplication.clipboard().setText("fig\t4\t9\tripe\nbox\t8\nkiwi\t2\t\t\thard\nlost\t1\n")
    shop.key(Key.Key_V, CTRL)
    assert [(f.name, f.price) for f in shop.basket] == [("fig", 4), ("box", 0), ("kiwi", 2)]
    assert (shop.basket[0].note, shop.basket[2].kind) == ("ripe", "soft")  # lists are chosen from
    assert shop.steps == [(0, "name", False)]
    before = shop.basket
    QApplication.clipboard().setText("date\tdear")
    shop.key(Key.Key_V, CTRL)
    assert shop.basket is before
    assert shop.refused[-1] == "cell.not_number"
    shop.key(Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "fig"


def test_long_texts_have_lines_and_lists_are_chosen_from(shop: Shop, qtbot: QtBot) -> None:
    shop.stand(0, "note")
    shop.type("a")
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
    shop.key(Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    shop.type("b")
    shop.key(Key.Key_Return)
    assert shop.basket[0].note == "a\nb"
    assert shop.cell == (1, "note")
    shop.table.fit()
    assert shop.table.rowHeight(0) > shop.table.rowHeight(1)
    shop.stand(0, "kind")
    shop.key(Key.Key_Delete)
    assert shop.basket[0].kind == "soft"
    assert shop.model.put(shop.model.at(0, "kind"), [["hard"]])
    assert (shop.basket[0].kind, shop.steps[-1]) == ("hard", (0, "kind", False))


def test_the_cursor_stays_while_rows_stay_and_tab_leaves_at_the_end(shop: Shop) -> None:
    shop.stand(2, "note")
    shop.basket = _with(shop.basket, 2, name="cherry")
    shop.show()
    assert shop.cell == (2, "note")
    shop.stand(2, "kind")
    assert not shop.table.focusNextPrevChild(True)
    shop.stand(0, "name")
    assert not shop.table.focusNextPrevChild(False)
    shop.basket = shop.basket[:1]
    shop.show()
    assert shop.cell == (0, "name")
    assert shop.model.at(0, "price").data(Qt.ItemDataRole.AccessibleTextRole) == "pear, Price: 3 €"


SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_cells_marked_are_copied_filled_and_emptied_as_one_step(shop: Shop) -> None:
    shop.stand(0, "name")
    shop.key(Key.Key_Down, SHIFT)
    shop.key(Key.Key_Right, SHIFT)
    shop.key(Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "pear\t3 €\ngift\t0 €"
    shop.key(Key.Key_D, CTRL)
    assert [fruit.name for fruit in shop.basket] == ["pear", "pear", "plum"]
    assert len(shop.steps) == 1
    shop.key(Key.Key_Space, SHIFT)
    assert shop.table.block is not None
    assert (shop.table.block.width(), shop.table.block.height()) == (len(COLUMNS), 2)
    shop.key(Key.Key_Escape)
    assert shop.table.block is None
    shop.key(Key.Key_D, CTRL)  # with nothing marked it does nothing
    assert len(shop.steps) == 1
    shop.stand(0, "note")
    shop.key(Key.Key_Down, SHIFT)
    QApplication.clipboard().setText("ripe")
    shop.key(Key.Key_V, CTRL)
    assert [fruit.note for fruit in shop.basket] == ["ripe", "ripe", ""]
    shop.key(Key.Key_Delete)
    assert [fruit.note for fruit in shop.basket] == ["", "", ""]
    assert shop.table.block is not None
    shop.model.show(shop.basket[:1], range(1), editable=True)
    assert shop.table.block is None  # other rows, nothing marked


def test_rows_without_a_place_are_told_and_far_too_many_refused(shop: Shop) -> None:
    shop.stand(2, "name")
    QApplication.clipboard().setText("a\nb")
    shop.key(Key.Key_V, CTRL)
    assert shop.refused[-1] == "cell.no_room"
    before = shop.basket
    assert before[2].name == "a"
    QApplication.clipboard().setText("b\n" * 1001)
    shop.key(Key.Key_V, CTRL)
    assert shop.refused[-1] == "cell.too_many"
    assert shop.basket == before


def test_what_a_spreadsheet_would_calculate_is_copied_as_text() -> None:
    cells = [["= a / b", "+1 each", "5"], ['say "so"', "", '= "x"']]
    assert for_spreadsheet(cells).startswith('="= a / b"\t="+1 each"\t5\n')
    assert grid(for_spreadsheet(cells)) == cells


def test_more_rows_at_the_end_leave_an_open_field_open(shop: Shop) -> None:
    shop.type("x")
    field = QApplication.focusWidget()
    shop.basket = (*shop.basket, Fruit("fig", Decimal(2)))
    shop.show()
    assert QApplication.focusWidget() is field
    assert shop.model.rowCount() == 4
