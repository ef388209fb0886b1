"""The parts of the form: an item with all its levels, one of them chosen, or a value that is typed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Generic, TypeVar

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QSizePolicy, QWidget

from qadesk.formats import DASH
from qadesk.i18n import _, current_language
from qadesk.services.scoring import figures
from qadesk.services.scoring.cells import Cell, ItemCell, ValueCell
from qadesk.services.scoring.forms import NA, Evaluation, Rated, item_name, level_text
from qadesk.ui import icons, theme
from qadesk.ui.screens.score.book import ScoreBook
from qadesk.ui.screens.score.edits import Key
from qadesk.ui.screens.score.keys import CommentBox, FigureBox
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.basics import OneLine, label, mark_wrong
from qadesk.ui.widgets.layouts import hbox, vbox

C = TypeVar("C", bound=Cell)

_DIGIT = 3 * GRID
_LONGEST_NAME = 20 * GRID  # a longer one wraps
_PAD = 3
_USUAL = 5  # levels; more of them stand closer
_LOW = 3 * GRID
_BARE = 5 * GRID  # a level that is a number and nothing else; such stand beside each other
_FIELD = 14 * GRID
_TOP_LEFT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


class LevelRow(QAbstractButton):
    """One level: its digit, its name, what it looks like; marked with a tick where it is given."""

    def __init__(
        self, mark: str, name: str, wording: str, object_name: str, room: int, height: int = ROW - 4
    ) -> None:
        """`room` for the name, and the least `height`, in pixels."""
        super().__init__()
        self._mark, self._name, self._wording = mark, name, wording
        self._room, self._least = room, height
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
            wording = _text_height(theme.font(), self._wording_width(width), self._wording)
            name = _text_height(theme.font(bold=True), self._room - GRID, self._name)
            self._heights[width] = max(self._least, max(wording, name) + 2 * _PAD)
        return self._heights[width]

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
        inner = rect.height() - 2 * _PAD
        digit = QRect(GRID, _PAD, _DIGIT, inner)
        name = QRect(digit.right() + GRID, _PAD, self._room - GRID, inner)
        words = QRect(name.right() + GRID, _PAD, self._wording_width(rect.width()), rect.height() - _PAD)
        painter.setPen(theme.color("accent" if chosen else "muted"))
        painter.setFont(theme.font(bold=True))
        centre = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
        painter.drawText(digit, centre, self.given or self._mark)
        painter.setPen(theme.color("text" if chosen or self.isEnabled() else "muted"))
        painter.setFont(theme.font(bold=chosen))
        painter.drawText(name, _TOP_LEFT, self._name)
        painter.setFont(theme.font())
        painter.drawText(words, _TOP_LEFT, self._wording)
        if chosen and not self._bare:
            tick = icons.pixmap("check", "accent", 16, self.devicePixelRatioF())
            painter.drawPixmap(rect.right() - 2 * GRID - 4, (self._least - 16) // 2, tick)


def _text_height(font: QFont, width: int, text: str) -> int:
    space = QRect(0, 0, width, 10_000)
    return QFontMetrics(font).boundingRect(space, Qt.TextFlag.TextWordWrap, text).height()


class Block(QWidget, Generic[C]):
    """One part of the form, with a bar beside it where the next key goes; writes what is done in it."""

    touched = Signal(str)  # its code: the keyboard or the mouse is in it
    stepped = Signal(int)  # how many blocks to go on, by a key in it
    left = Signal()  # the keyboard goes back to the form

    def __init__(self, book: ScoreBook, cell: C) -> None:
        super().__init__()
        self.book, self.cell = book, cell
        self.code = cell.code
        self.key: Key = ("", None)
        self._current = self._strong = False
        self.setObjectName(f"scoreItem_{cell.code}")

    @property
    def there(self) -> bool:
        """Whether whose form it is still takes part in the month shown."""
        return self.key[0] in self.book.staff

    def show_entry(self, key: Key) -> None:
        """Show what the book says of it, in an entry."""
        self.key = key
        entry, free = self.book.entry(key), self.book.editable(key, self.code)
        self.fill(entry, free=free, unsaved=_("not saved") if self.book.unsaved(key, self.code) else "")

    def fill(self, entry: Evaluation, *, free: bool, unsaved: str) -> None:
        """Show it; whether it is `free` to be changed, and what to say where it is not saved."""
        raise NotImplementedError

    def in_sight(self) -> Sequence[QWidget]:
        """What is brought into sight, the most important last."""
        raise NotImplementedError

    def mark_current(self, current: bool, strong: bool) -> None:
        """Draw the bar that says where the next key goes."""
        self._current, self._strong = current, strong
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._current:
            painter = QPainter(self)
            bar = QRect(2, GRID // 2, 3, self.height() - GRID)
            painter.fillRect(bar, theme.color("accent" if self._strong else "edge"))


class ItemBlock(Block[ItemCell]):
    """One item: its name and rating, its levels, N/A, and a remark field that shows once it is wanted."""

    def __init__(self, book: ScoreBook, cell: ItemCell) -> None:
        super().__init__(book, cell)
        item, language = cell.item, current_language()
        self.title = label(cell.head, "heading", wrap=True)
        self.answer = label("", "muted", name=f"scoreAnswer_{self.code}")
        head = hbox((self.title, 1), self.answer, margins=(GRID, 0, GRID, 0))
        self.rows: dict[Rated, LevelRow] = {}
        room = _room([level.name.in_language(language) for level in item.levels] + [level_text(NA)])
        height = ROW - 4 if item.top <= _USUAL else _LOW
        strip = hbox(gap=2)
        page = self._page = vbox(head, strip, on=self, margins=(GRID + 4, 2, GRID, 2), gap=0)
        for level in item.levels:
            name, wording = level.name.in_language(language), level.wording.in_language(language)
            mark, object_name = str(level.level), f"scoreLevel_{self.code}_{level.level}"
            name = "" if name == mark else name  # a level that has no name but its number
            row = LevelRow(mark, name, wording, object_name, room, height)
            self._add_row(page if name or wording else strip, Decimal(level.level), row)
        strip.addStretch(1)
        words, name = _("Not applicable; not counted in the result."), f"scoreLevel_{self.code}_na"
        self._add_row(page, NA, LevelRow("N", level_text(NA), words, name, room, height))
        self._remark: CommentBox | None = None

    def _add_row(self, page: QBoxLayout, level: Rated, row: LevelRow) -> None:
        row.clicked.connect(lambda: self._rate(level))
        self.rows[level] = row
        page.addWidget(row)

    def _rate(self, level: Rated) -> None:
        """A level was clicked: as its key."""
        self.touched.emit(self.code)
        self.left.emit()
        self.book.rate(self.key, self.code, level)
        self.show_entry(self.key)

    @property
    def remark(self) -> CommentBox:
        """The field beside the rating; made when it is first wanted, since most never are."""
        if self._remark is None:
            said = _("Remark on {item}").format(item=self.cell.head)
            made = self._remark = CommentBox(f"scoreRemark_{self.code}", said)
            made.setPlaceholderText(_("Remark on this rating"))
            made.setFixedHeight(ROW + 4)
            made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            made.typed.connect(self._write_remark)
            made.left.connect(lambda _rows: self.left.emit())
            made.hide()
            self._page.addWidget(made)
        return self._remark

    def _write_remark(self, text: str) -> None:
        if self.there and self.book.entry(self.key).levels.get(self.code) is not None:
            self.book.set_comment(self.key, text, self.code)

    def fill(self, entry: Evaluation, *, free: bool, unsaved: str) -> None:
        """Tick what is given."""
        given = self.cell.given(entry)
        whole = Decimal(int(given)) if isinstance(given, Decimal) else given
        for level, row in self.rows.items():
            row.setChecked(level == whole)
            row.given = level_text(given) if level == whole and level is not NA else ""
            row.setEnabled(free)
            row.update()
        exempt = self.code in entry.exempt
        left = self.code in entry.not_asked
        text = _("Not applicable this cycle") if exempt and not left else self.cell.spoken(entry)
        self.answer.setText(f"{text}   {unsaved}".rstrip())
        self.setAccessibleName(f"{self.cell.head}: {text}")
        remark = entry.remarks.get(self.code, "")
        if self._remark is not None or remark:
            self.remark.setReadOnly(not free)
            if not self.remark.hasFocus():
                self.remark.show_text(remark)
                self.remark.setVisible(bool(remark))

    def in_sight(self) -> Sequence[QWidget]:
        """The last level and the title; where both have no room, what is given stays in sight."""
        given = [row for row in self.rows.values() if row.isChecked()]
        return (self.rows[NA], self.title, *given)


def _room(names: Sequence[str]) -> int:
    """Pixels for the longest of the levels' names, in bold as the chosen one is drawn, and a gap."""
    metrics = QFontMetrics(theme.font(bold=True))
    return min(max(metrics.horizontalAdvance(name) for name in names) + 2 * GRID, _LONGEST_NAME)


class FigureBlock(Block[ValueCell]):
    """A value: its field with unit, what it should be, and who entered it."""

    def __init__(self, book: ScoreBook, cell: ValueCell) -> None:
        super().__init__(book, cell)
        name = item_name(cell.item)
        self.title = label(name, "heading", wrap=True)
        self.field = FigureBox(f"scoreValue_{self.code}", name)
        self.field.setFixedWidth(theme.enlarged(_FIELD))
        self.said = OneLine("muted", f"scoreValueSaid_{self.code}")
        self.field.typed.connect(self._write)
        self.field.left.connect(self._step)
        self.field.given_up.connect(lambda: self.book.give_up_unfit(self.key, self.code))
        self.field.focused.connect(lambda: self.touched.emit(self.code))
        unit = label(figures.unit_text(cell.item), "muted")
        self._sign = unit.text() if cell.item.unit.is_rate else ""  # stands behind the field
        line = hbox(self.field, unit, (self.said, 1), margins=(GRID, 0, GRID, 0))
        head = hbox((self.title, 1), margins=(GRID, 0, GRID, 0))
        vbox(head, line, on=self, margins=(GRID + 4, 2, GRID, 2), gap=2)

    def _write(self, text: str) -> None:
        if self.there:
            self.book.type_value((self.key[0], None), self.code, text)
            self.show_entry(self.key)

    def fill(self, entry: Evaluation, *, free: bool, unsaved: str) -> None:
        exempt, unfit = self.code in entry.exempt, self.code in entry.unfit
        self.field.setReadOnly(not free)
        self.field.show_text("" if exempt else self.cell.typed(entry).removesuffix(self._sign))
        left = self.code in entry.not_asked
        said = DASH if left else level_text(NA)
        self.field.setPlaceholderText(said if exempt else figures.waived_text(entry, self.code))
        mark_wrong(self.field, unfit)
        text = figures.value_remark(self.cell.form, self.cell.item, entry)
        self.said.setProperty("role", "bad" if unfit else "muted")
        self.said.style().polish(self.said)
        self.said.say(f"{unsaved}   {text}".strip())
        self.setAccessibleName(f"{self.title.text()}: {self.field.text() or _('empty')}")

    def begin(self, event: QKeyEvent | None = None) -> None:
        """Type the value, beginning with a key that was pressed on the form."""
        if not self.field.isReadOnly():
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.selectAll()
            if event is not None:
                self.field.insert(event.text())

    def _step(self, blocks: int) -> None:
        self.left.emit()
        if not self.field.property("wrong"):
            self.stepped.emit(blocks)

    def in_sight(self) -> Sequence[QWidget]:
        """The field and the title."""
        return (self.field, self.title)
