"""The levels of each item with their wording in sight, one of them chosen, and a remark beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QSizePolicy, QWidget

from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _, current_language
from qadesk.services.scoring.forms import NA, Evaluation, Form, Rated, item_name, level_text, rated_text
from qadesk.ui import icons, theme
from qadesk.ui.screens.score.fields import CommentBox
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import FREE, hbox, vbox

_DIGIT = 3 * GRID
_LONGEST_NAME = 20 * GRID  # a longer one wraps
_PAD = 3
_USUAL = 5  # levels; more of them stand closer
_LOW = 3 * GRID
_BARE = 5 * GRID  # a level that is a number and nothing else; such stand beside each other


class LevelRow(QAbstractButton):
    """One level: its digit, its name, what it looks like; marked with a tick where it is given."""

    def __init__(
        self, mark: str, name: str, wording: str, object_name: str, room: int, height: int = ROW - 4
    ) -> None:
        super().__init__()
        self._mark, self._name, self._wording = mark, name, wording
        self._room = room  # for the name, in pixels
        self._least = height
        self._heights: dict[int, int] = {}
        self._bare = not (name or wording)
        if self._bare:
            self.setFixedWidth(_BARE)
        self.given = ""  # the rating shown on it, e.g. 3.5 on level 3
        self.setObjectName(object_name)
        self.setAccessibleName(f"{mark} {name}: {wording}" if wording else f"{mark} {name}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def nextCheckState(self) -> None:
        """A click rates through the form; the tick follows what was stored."""

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Remembered: a layout asks many times, and twenty items have a hundred rows."""
        if width not in self._heights:
            self._heights[width] = self._measured(width)
        return self._heights[width]

    def _measured(self, width: int) -> int:
        wording = self._height(theme.font(), self._wording_width(width), self._wording)
        name = self._height(theme.font(bold=True), self._room - GRID, self._name)
        return max(self._least, max(wording, name) + 2 * _PAD)

    def _height(self, font: QFont, width: int, text: str) -> int:
        space = QRect(0, 0, width, 10_000)
        return QFontMetrics(font).boundingRect(space, Qt.TextFlag.TextWordWrap, text).height()

    def sizeHint(self) -> QSize:
        return QSize(60 * GRID, self.heightForWidth(60 * GRID))

    def minimumSizeHint(self) -> QSize:
        return QSize(30 * GRID, self._least)

    def _wording_width(self, width: int) -> int:
        return max(10 * GRID, width - _DIGIT - self._room - 5 * GRID)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, chosen = self.rect(), self.isChecked()
        if chosen or (self.underMouse() and self.isEnabled()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("select" if chosen else "sunken"))
            painter.drawRoundedRect(rect, 4, 4)
        ink = theme.color("text" if chosen or self.isEnabled() else "muted")
        top = Qt.AlignmentFlag.AlignTop
        digit = QRect(GRID, _PAD, _DIGIT, rect.height() - 2 * _PAD)
        painter.setPen(theme.color("accent" if chosen else "muted"))
        painter.setFont(theme.font(bold=True))
        painter.drawText(digit, top | Qt.AlignmentFlag.AlignHCenter, self.given or self._mark)
        name = QRect(digit.right() + GRID, _PAD, self._room - GRID, rect.height() - 2 * _PAD)
        painter.setPen(ink)
        painter.setFont(theme.font(bold=chosen))
        painter.drawText(name, top | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._name)
        painter.setFont(theme.font())
        words = QRect(name.right() + GRID, _PAD, self._wording_width(rect.width()), rect.height() - _PAD)
        painter.drawText(words, top | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._wording)
        if chosen and not self._bare:
            tick = icons.pixmap("check", "accent", 16, self.devicePixelRatioF())
            painter.drawPixmap(rect.right() - 2 * GRID - 4, (self._least - 16) // 2, tick)


class Block(QWidget):
    """One part of the form, with a bar beside it where the next key goes."""

    touched = Signal(str)  # its code
    left = Signal()  # back to the form

    def __init__(self, item: Indicator) -> None:
        super().__init__()
        self.item = item
        self.current = False
        self._strong = False
        self.setObjectName(f"scoreItem_{item.code}")

    def in_sight(self) -> Sequence[QWidget]:
        """What is brought into sight, the most important last."""
        raise NotImplementedError

    def flush(self) -> None:
        """Hand on what is being typed."""
        raise NotImplementedError

    def mark_current(self, current: bool, strong: bool) -> None:
        """Draw the bar that says where the next key goes."""
        self.current, self._strong = current, strong
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.current:
            painter = QPainter(self)
            bar = QRect(2, GRID // 2, 3, self.height() - GRID)
            painter.fillRect(bar, theme.color("accent" if self._strong else "edge"))


class ItemBlock(Block):
    """One item: its name and rating, its levels, N/A, and a remark field that shows once it is wanted."""

    rated = Signal(str, object)
    remarked = Signal(str, str)

    def __init__(self, item: Indicator, form: Form) -> None:
        super().__init__(item)
        self.title = label(item_name(item), "heading")
        self.answer = label("", "muted", name=f"scoreAnswer_{item.code}")
        head = hbox(self.title, FREE, self.answer, margins=(GRID, 0, GRID, 0))
        language = current_language()
        self.rows: dict[Rated, LevelRow] = {}
        room = _room([level.name.in_language(language) for level in item.levels] + [level_text(NA)])
        height = ROW - 4 if item.top <= _USUAL else _LOW
        strip = hbox(gap=2)
        page = vbox(head, strip, on=self, margins=(GRID + 4, 2, GRID, 2), gap=0)
        for level in item.levels:
            name, wording = level.name.in_language(language), level.wording.in_language(language)
            mark, object_name = str(level.level), f"scoreLevel_{item.code}_{level.level}"
            name = "" if name == mark else name  # a level that has no name but its number
            row = LevelRow(mark, name, wording, object_name, room, height)
            self._add_row(page if name or wording else strip, Decimal(level.level), row)
        strip.addStretch(1)
        words, name = _("Not applicable; not counted in the result."), f"scoreLevel_{item.code}_na"
        self._add_row(page, NA, LevelRow("N", level_text(NA), words, name, room, height))
        self._editable = False
        self._remark: CommentBox | None = None

    @property
    def remark(self) -> CommentBox:
        """The field beside the rating; made when it is first wanted, since most never are."""
        if self._remark is None:
            self._remark = self._remark_field()
        return self._remark

    def _remark_field(self) -> CommentBox:
        item, page = self.item, self.layout()
        made = CommentBox(f"scoreRemark_{item.code}", _("Remark on {item}").format(item=item_name(item)))
        made.setPlaceholderText(_("Remark on this rating"))
        made.setFixedHeight(ROW + 4)
        made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setReadOnly(not self._editable)
        made.typed.connect(lambda text: self.remarked.emit(item.code, text))
        made.finished.connect(self.left)
        made.hide()
        assert page is not None
        page.addWidget(made)
        return made

    def _add_row(self, page: QBoxLayout, level: Rated, row: LevelRow) -> None:
        row.clicked.connect(lambda: self._click(level))
        self.rows[level] = row
        page.addWidget(row)

    def _click(self, level: Rated) -> None:
        self.touched.emit(self.item.code)
        self.rated.emit(self.item.code, level)

    def show_entry(self, entry: Evaluation, editable: bool, unsaved: bool) -> None:
        """Tick what is given."""
        code = self.item.code
        exempt = code in entry.exempt
        given = NA if exempt else entry.levels.get(code)
        for level, row in self.rows.items():
            here = level == given or (_floor(given) == level)
            row.setChecked(here)
            row.given = level_text(given) if here and level is not NA else ""
            row.setEnabled(editable and not exempt)
            row.update()
        text = _("Not applicable this cycle") if exempt else rated_text(self.item, given)
        self.answer.setText(text + ("   " + _("not saved") if unsaved else ""))
        self._editable = editable
        self._show_remark(entry.remarks.get(code, ""))
        self.setAccessibleName(f"{item_name(self.item)}: {text}")

    def _show_remark(self, text: str) -> None:
        if self._remark is None and not text:
            return
        self.remark.setReadOnly(not self._editable)
        if not self.remark.hasFocus():
            self.remark.show_text(text)
            self.remark.setVisible(bool(text))

    def in_sight(self) -> Sequence[QWidget]:
        """The last level and the title; where both have no room, what is given stays in sight."""
        given = [row for row in self.rows.values() if row.isChecked()]
        last = self.rows[next(reversed(self.rows))]
        return (last, self.title, *given)

    def flush(self) -> None:
        if self._remark is not None:
            self._remark.flush()


def _room(names: Sequence[str]) -> int:
    """Pixels for the longest of the levels' names, in bold as the chosen one is drawn, and a gap."""
    metrics = QFontMetrics(theme.font(bold=True))
    return min(max(metrics.horizontalAdvance(name) for name in names) + 2 * GRID, _LONGEST_NAME)


def _floor(given: Rated) -> Rated:
    return Decimal(int(given)) if isinstance(given, Decimal) else given
