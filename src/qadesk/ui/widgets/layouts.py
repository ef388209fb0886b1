"""Rows and columns of controls, each written as one expression.

    vbox(head, hbox(search, FREE, button), (table, 1), on=self, margins=PAGE)

A part is a control or another box; one of these with its share of the room that is left, and how it is
aligned; a number of pixels to leave empty; or `FREE`, which takes what room is left.
"""

from __future__ import annotations

from typing import Final, TypeAlias, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from qadesk.ui.theme import GRID

FREE: Final = None
PAGE: Final = (3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)  # around the content of a page or a dialog

Inner: TypeAlias = QWidget | QLayout
Part: TypeAlias = Inner | tuple[Inner, int] | tuple[QWidget, int, Qt.AlignmentFlag] | int | None
Margins: TypeAlias = int | tuple[int, int, int, int]

_Box = TypeVar("_Box", bound=QBoxLayout)


def hbox(*parts: Part, on: QWidget | None = None, margins: Margins = 0, gap: int = GRID) -> QHBoxLayout:
    """`parts` from left to right, `gap` pixels between them, laid out on the widget `on`, if given.

    `margins` are pixels around them: one number, or left, top, right, bottom.
    """
    return _filled(QHBoxLayout(), parts, on, margins, gap)


def vbox(*parts: Part, on: QWidget | None = None, margins: Margins = 0, gap: int = GRID) -> QVBoxLayout:
    """`parts` from top to bottom; the rest as in `hbox`."""
    return _filled(QVBoxLayout(), parts, on, margins, gap)


def _filled(box: _Box, parts: tuple[Part, ...], on: QWidget | None, margins: Margins, gap: int) -> _Box:
    if on is not None:
        on.setLayout(box)
    around = (margins,) * 4 if isinstance(margins, int) else margins
    box.setContentsMargins(*around)
    box.setSpacing(gap)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        else:
            inner, share, *aligned = part if isinstance(part, tuple) else (part, 0)
            if isinstance(inner, QWidget):
                box.addWidget(inner, share, *aligned)
            else:
                box.addLayout(inner, share)
    return box
