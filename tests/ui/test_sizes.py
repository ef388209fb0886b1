"""Sizes of our widgets with nothing in them: where a method says none, Qt's binding ends the program."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QApplication,
    QLayout,
    QStyleOptionViewItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

import qadesk.ui
from qadesk.preferences import TEXT_SIZES
from qadesk.ui import theme
from qadesk.ui.kit.aside import Aside
from qadesk.ui.kit.edit_cell import EditDelegate
from qadesk.ui.kit.edit_model import EditColumn, EditModel
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.screens.agents.panel import Trend
from qadesk.ui.screens.records.mapping_editor import MappingEditor
from qadesk.ui.screens.score.blocks import LevelRow
from qadesk.ui.screens.scorecards.curve_view import CurveView
from qadesk.ui.screens.scorecards.past_months import GradeBars
from qadesk.ui.screens.sheets.preview import PreviewPane
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.bar import Bar
from qadesk.ui.widgets.basics import OneLine
from qadesk.ui.widgets.filter_box import FilterBox

_WIDTHS: Final = (0, 1, 300)
_ASKED: Final[dict[str, list[tuple[Any, ...]]]] = {  # what Qt calls, and with what
    "sizeHint": [()],
    "minimumSizeHint": [()],
    "minimumSize": [()],
    "maximumSize": [()],
    "viewportSizeHint": [()],
    "hasHeightForWidth": [()],
    "heightForWidth": [(width,) for width in _WIDTHS],
    "minimumHeightForWidth": [(width,) for width in _WIDTHS],
    "sizeHintForColumn": [(0,)],
    "sizeHintForRow": [(0,)],
    "sectionSizeFromContents": [(0,)],
    "tabSizeHint": [(0,)],
    "minimumTabSizeHint": [(0,)],
}
_EMPTY: Final[dict[str, Callable[[], QWidget]]] = {
    "Aside": lambda: Aside("aside"),
    "Badge": Badge,
    "Bar": lambda: Bar([]),
    "CurveView": lambda: CurveView("curve"),
    "EditDelegate": lambda: _table(),
    "FilterBox": lambda: FilterBox("filter", "Filter"),
    "GradeBars": lambda: GradeBars("bars"),
    "LevelRow": lambda: LevelRow("", "", "", "level", 0),
    "MappingEditor": MappingEditor,
    "OneLine": lambda: OneLine("", "line"),
    "Trend": lambda: Trend("trend"),
    "_Whole": lambda: _emptied(PreviewPane()),
}


def _table() -> EditTable:
    """One without a text in its only cell."""
    column = EditColumn[str, int]("name", "", lambda state, _row: state, wraps=True)
    model: EditModel[str, int] = EditModel([column], lambda *_typed: None)
    made = EditTable(model, "table", "Table", lambda: None)
    model.show("", [0], editable=False)
    return made


def _emptied(pane: PreviewPane) -> QWidget:
    pane.zoom.offer([])
    return pane.zoom


def _kinds(of: type) -> Iterator[type]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)


@cache
def _ours() -> dict[str, type]:
    """The classes of the window that have a say in their size."""
    for module in pkgutil.walk_packages(qadesk.ui.__path__, "qadesk.ui."):
        importlib.import_module(module.name)
    found = {kind for of in (QWidget, QLayout, QAbstractItemDelegate) for kind in _kinds(of)}
    ours = {kind for kind in found if kind.__module__.startswith("qadesk.") and _asked(kind)}
    assert len({kind.__name__ for kind in ours}) == len(ours)
    return {kind.__name__: kind for kind in ours}


def _asked(kind: type) -> list[str]:
    return [name for name in _ASKED if name in vars(kind)]


def test_each_that_has_a_say_in_its_size_is_asked_here(qapp: QApplication) -> None:
    assert sorted(_ours()) == sorted(_EMPTY)


@pytest.mark.parametrize("percent", [10, 100, max(TEXT_SIZES)])
@pytest.mark.parametrize("name", _EMPTY)
def test_an_empty_one_has_a_size(qtbot: QtBot, qapp: QApplication, name: str, percent: int) -> None:
    """Also with texts so small that nothing is as wide as what is usual, as while their size is changed."""
    theme.apply(qapp, "light", percent)
    try:
        widget, kind = _EMPTY[name](), _ours()[name]
        qtbot.addWidget(widget)
        if kind is EditDelegate:
            _ask_the_delegate(widget)
            return
        assert type(widget) is kind
        for method in _asked(kind):
            for asked in _ASKED[method]:
                said = getattr(widget, method)(*asked)
                assert not isinstance(said, QSize) or said.isValid(), (method, said)
                assert isinstance(said, QSize | int), (method, said)
        widget.grab()  # and what is drawn of it
    finally:
        theme.apply(qapp, "light")


def _ask_the_delegate(table: QWidget) -> None:
    assert isinstance(table, EditTable)
    option = QStyleOptionViewItem()
    option.widget = table  # type: ignore[attr-defined]
    assert table.itemDelegate().sizeHint(option, table.model().index(0, 0)).height() > 0
    table.edited.show("", [], editable=False)
    assert table.sizeHintForRow(0) > 0  # of which there is none
    table.fit()
