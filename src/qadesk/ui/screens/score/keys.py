"""What the keys of the form mean, the same in the grid and on the card."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from qadesk.domain.scorecard import Indicator
from qadesk.services.scoring.forms import NA, Form, Rated

HALF = Decimal("0.5")
TEN = Decimal(10)  # what the digit 0 stands for


class Act(Enum):
    """What a key asks for besides moving about."""

    RATE = auto()
    HALF = auto()  # half a point more for the level just given
    CLEAR = auto()
    COMMENT = auto()
    REMARK = auto()
    OTHER_VIEW = auto()
    CONTACT = auto()
    REOPEN = auto()


@dataclass(frozen=True)
class Press:
    """A key understood; `level` goes with RATE."""

    act: Act
    level: Rated = None


_LETTERS = {
    Qt.Key.Key_C: Act.COMMENT,
    Qt.Key.Key_F2: Act.COMMENT,
    Qt.Key.Key_R: Act.REMARK,
    Qt.Key.Key_G: Act.OTHER_VIEW,
    Qt.Key.Key_K: Act.CONTACT,
    Qt.Key.Key_O: Act.REOPEN,
    Qt.Key.Key_Delete: Act.CLEAR,
    Qt.Key.Key_Backspace: Act.CLEAR,
    Qt.Key.Key_Period: Act.HALF,
}


def understand(event: QKeyEvent) -> Press | None:
    """What a key means on the form; None for every other, and with Ctrl, Alt or the system key held."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    if held != Qt.KeyboardModifier.NoModifier:
        return None
    key = Qt.Key(event.key())
    if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        return Press(Act.RATE, Decimal(key - Qt.Key.Key_0) or TEN)
    if key == Qt.Key.Key_N:
        return Press(Act.RATE, NA)
    if event.text() in (".", "。"):
        return Press(Act.HALF)
    return Press(_LETTERS[key]) if key in _LETTERS else None


def begins_figure(event: QKeyEvent) -> bool:
    """Whether a key begins to write a value."""
    return bool(event.text()) and event.text() in "0123456789.-−０１２３４５６７８９"


def with_half(level: Rated, item: Indicator, form: Form) -> Rated:
    """Half a point more, or back to the whole level; None where that cannot be given."""
    if not form.half_points or not isinstance(level, Decimal):
        return None
    whole = level.to_integral_value(rounding="ROUND_FLOOR")
    wanted = whole if level != whole else whole + HALF
    return wanted if form.allows(item, wanted) else None
