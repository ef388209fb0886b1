"""What is wrong with what stands on a screen: names, tool tips, room for words."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolButton,
    QWidget,
)

from qadesk.ui import theme
from qadesk.ui.main_window import MainWindow
from qadesk.ui.screens.today.parts import StepRow
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.table import TableView

_CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractItemView,
    QPlainTextEdit,
    QTextEdit,
    QTabBar,
)
_PARTS = (QHeaderView, QScrollBar, QMenu)  # of other controls, named by Qt
SIZES = {"1366x768": QSize(1366, 700), "150%": QSize(911, 460)}  # less the title bar and the task bar
_QUIET_MS = 250
_ROUNDING = 2  # pixels
_MEASURED = 200  # rows
_OF_A_NAME = 14 * theme.GRID  # pixels in which what stands in a column has to differ
_MOST_LETTERS = 2000  # that a line to type in may take


def rest(tasks: Tasks) -> None:
    """Until nothing has been loading for longer than any screen waits before it starts to."""
    loop, timer = QEventLoop(), QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: timer.start(_QUIET_MS) if tasks.busy else loop.quit())
    timer.start(_QUIET_MS)
    loop.exec()
    QCoreApplication.processEvents()  # a text set by the last of it has its room only now


def controls(screen: QWidget) -> list[QWidget]:
    found = []
    for widget in screen.findChildren(QWidget):
        owner = widget.parentWidget()
        inside = isinstance(owner, QComboBox | QAbstractSpinBox | QHeaderView) or (
            isinstance(owner, QLineEdit) and isinstance(widget, QAbstractButton)
        )
        if isinstance(widget, _CONTROLS) and not isinstance(widget, _PARTS) and not inside:
            found.append(widget)
    return [w for w in found if w.window() is screen.window() and not w.objectName().startswith("qt_")]


class Flashes(QObject):
    """Names every window that is shown, however briefly."""

    def __init__(self, expected: QWidget) -> None:
        super().__init__()
        self._expected = expected
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and watched is not self._expected
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(say(watched))
        return False


def say(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r}"


def clipped(screen: QWidget) -> list[str]:
    """Buttons and one-line texts that are narrower or lower than their words."""
    bad = []
    for widget in screen.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and not widget.wordWrap()):
            words, needed = widget.text(), widget.minimumSizeHint()
            if isinstance(widget, QToolButton):  # whose least size is none that its words fit in
                needed = QSize(widget.sizeHint().width(), 0)
        elif isinstance(widget, QLabel):
            words = widget.text()
            needed = QSize(0, widget.heightForWidth(widget.width()))
        elif isinstance(widget, QComboBox) and not widget.isEditable():
            words, needed = widget.currentText(), _room_of_choice(widget)
        elif isinstance(widget, QLineEdit) and not widget.text():
            words = widget.placeholderText()
            needed = QSize(widget.fontMetrics().horizontalAdvance(words) + 2 * theme.GRID, 0)
        else:
            continue
        gives_way = widget.width() <= 1  # leaves its place to others altogether
        if words and not gives_way and (widget.width() < needed.width() or widget.height() < needed.height()):
            bad.append(f"{say(widget)} {words!r}: {widget.size()} < {needed}")
    return bad


def _room_of_choice(box: QComboBox) -> QSize:
    """What a box takes to show its choice whole."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    inside = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    text = box.fontMetrics().horizontalAdvance(box.currentText())
    return QSize(box.width() - inside.width() + text - _ROUNDING, 0)


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _headings(table: QTableView) -> list[str]:
    """The headings in sight, as far as their columns show them."""
    head, model = table.horizontalHeader(), table.model()
    if not table.isVisible() or head.isHidden() or model is None:
        return []
    metrics = QFontMetrics(theme.font(theme.SMALL))
    return [
        metrics.elidedText(
            str(model.headerData(n, Qt.Orientation.Horizontal) or ""),
            Qt.TextElideMode.ElideRight,
            head.sectionSize(n) - 2 * theme.GRID,
        )
        for n in range(head.count())
        if not head.isSectionHidden(n)
    ]


def _alike(table: QTableView) -> list[str]:
    """Cells in sight that are cut short to the same letters though they differ, and headings cut short."""
    if not isinstance(table, TableView) or not table.isVisible():
        return []
    metrics, right = QFontMetrics(theme.font()), Qt.TextElideMode.ElideRight
    bad = []
    for n in (n for n in range(table.head.count()) if not table.isColumnHidden(n)):
        bad += [f"heading {line!r}" for line in table.head._shown(n) if line.endswith("…")]
        texts = {text for text, badge in table._cells(n, _MEASURED) if not badge}
        room, shown = table.columnWidth(n) - 2 * theme.GRID, dict[str, str]()
        for text in sorted(texts):
            cut = metrics.elidedText(text, right, room)
            other = shown.setdefault(cut, text)
            same = next(
                (i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b),
                min(len(text), len(other)),
            )
            if metrics.horizontalAdvance(text[:same]) < _OF_A_NAME and text != other:
                bad.append(f"{text!r} and {other!r}: {cut!r}")
    return bad


def misplaced(screen: QWidget) -> list[QAbstractButton]:
    """Main buttons that stand elsewhere than last in the page's bar: at its right edge, above what it lists.

    What is to be done next stands beside its step on Today, and in the middle of an empty page.
    """
    found = [one for one in screen.findChildren(QAbstractButton) if one.property("kind") == "primary"]
    return [
        one
        for one in found
        if one.isVisible()
        and not _is_in(one, EmptyState, StepRow)
        and screen.width() - one.mapTo(screen, one.rect().bottomRight()).x() > 4 * theme.GRID
    ]


def _is_in(widget: QWidget, *kinds: type[QWidget]) -> bool:
    over = widget.parentWidget()
    return over is not None and (isinstance(over, kinds) or _is_in(over, *kinds))


@dataclass
class Seen:
    """What is wrong with what stood in sight on all screens at both sizes, by question, each place named."""

    nameless: list[str] = field(default_factory=list)
    endless: list[str] = field(default_factory=list)
    clipped: list[str] = field(default_factory=list)
    wordless: list[str] = field(default_factory=list)
    main: dict[str, list[str]] = field(default_factory=dict)
    headings: dict[str, set[str]] = field(default_factory=dict)
    flashes: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)

    def look(self, window: MainWindow, key: str, size: str) -> None:
        """At one screen at one size."""
        screen, place = window.screen_of(key), f"{key} {size}"
        self.clipped += [f"{place}: {text}" for text in clipped(window)]
        self.wordless += [
            f"{place}: {say(button)}"
            for button in controls(window)
            if isinstance(button, QAbstractButton)
            and button.isVisible()
            and not button.text().strip()
            and not button.toolTip()
        ]
        self.nameless += [
            f"{place}: {say(widget)}"
            for widget in controls(screen)
            if widget.isVisible() and not (widget.objectName() and (widget.accessibleName() or _text(widget)))
        ]
        self.endless += [
            f"{place}: {say(one)}"
            for one in screen.findChildren(QLineEdit)
            if one.maxLength() > _MOST_LETTERS
        ]
        buttons = screen.findChildren(QAbstractButton)
        main = [say(one) for one in buttons if one.property("kind") == "primary" and one.isVisible()]
        if len(main) > 1:
            self.main[place] = main
        self.misplaced += [f"{place}: {say(one)}" for one in misplaced(screen)]
        for table in screen.findChildren(QTableView):
            self.alike += [f"{place}: {table.objectName()}: {one}" for one in _alike(table)]
            shown = [text for text in _headings(table) if text]
            if twice := {text for text in shown if shown.count(text) > 1}:
                self.headings[f"{place}: {table.objectName()}"] = twice
