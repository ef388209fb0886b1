"""Rows and columns of controls, pages that scroll, parts with a handle between them.

    vbox(head, hbox(search, FREE, button), (table, 1), on=self, margins=PAGE)

A part is a control or another box; one of these with its share of the room that is left, and how it is
aligned; a number of pixels to leave empty; or `FREE`, which takes what room is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from qadesk.ui.theme import GRID

FREE: Final = None
PAGE: Final = (3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)  # around the content of a page or a dialog
WINDOW: Final = (3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)  # of a small one
_FRAME: Final = 40  # pixels of a screen that the frame of a window takes
_LOWEST: Final = 112  # of a list in a window

FOOT: Final = (2 * GRID, 0, 2 * GRID, GRID)  # of a message below a wide page; nothing while it is hidden
PAGE_FOOT: Final = (3 * GRID, 0, 3 * GRID, GRID)  # and below one with `PAGE` around it

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


def held(box: QLayout) -> QWidget:
    """A box as a control, which can be shown, hidden and dragged."""
    made = QWidget()
    made.setLayout(box)
    return made


def split(
    name: str, *parts: QWidget, grows: int = 0, below: bool = False, sizes: Sequence[int] = ()
) -> QSplitter:
    """`parts` side by side, or one `below` the other, with handles that are dragged between them.

    The part with the number `grows` takes what room is left; `sizes` are pixels to begin with.
    """
    made = QSplitter(Qt.Orientation.Vertical if below else Qt.Orientation.Horizontal)
    made.setObjectName(name)
    made.setChildrenCollapsible(False)
    for part in parts:
        made.addWidget(part)
    made.setStretchFactor(grows, 1)
    if sizes:
        made.setSizes(sizes)
    return made


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


def grid(*, on: QWidget | None = None, margins: Margins = 0, gap: int = 4, grows: int) -> QGridLayout:
    """A table of controls, to be filled; the column number `grows` takes what room is left."""
    made = QGridLayout()
    if on is not None:
        on.setLayout(made)
    made.setContentsMargins(*((margins,) * 4 if isinstance(margins, int) else margins))
    made.setHorizontalSpacing(2 * GRID)
    made.setVerticalSpacing(gap)
    made.setColumnStretch(grows, 1)
    return made


def fill(made: QGridLayout, lines: Iterable[Sequence[QWidget]], heads: Sequence[QWidget] = ()) -> None:
    """Show other lines in a grid, below `heads`; what room is left is below them."""
    clear(made)
    below = 0
    for line in [heads, *lines] if heads else lines:
        for column, widget in enumerate(line):
            made.addWidget(widget, below, column)
        below += 1
    for row in range(made.rowCount()):
        made.setRowStretch(row, 0)
    made.setRowStretch(below, 1)


def stack(*pages: QWidget, name: str = "") -> QStackedWidget:
    """`pages` one over the other, of which one is in sight: the first, until another is chosen."""
    made = QStackedWidget()
    made.setObjectName(name)
    for page in pages:
        made.addWidget(page)
    return made


def tabs(name: str, spoken: str, *pages: tuple[QWidget, str]) -> QTabWidget:
    """`pages` with their words on tabs; the Tab key stops at their bar. `name` begins the objectNames."""
    made = QTabWidget()
    for part, ending in ((made, "Tabs"), (made.tabBar(), "TabBar")):
        part.setObjectName(f"{name}{ending}")
        part.setAccessibleName(spoken)
    made.setDocumentMode(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # with both the Tab key goes round
    made.tabBar().setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.tabBar().setDrawBase(False)
    for page, words in pages:
        made.addTab(page, words)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, out of sight at once, and let go of it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def scrolled(content: QWidget, name: str, *, least: int | None = None) -> QScrollArea:
    """The page in a frame that scrolls down when the window is low; never sideways.

    With a `least` width in pixels it is as wide as what is on it needs, and at least that.
    """
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    if least is not None:
        area.setMinimumWidth(least)
        content.installEventFilter(_WideEnough(area, content, least))
    return area


class _WideEnough(QObject):
    """Keeps what scrolls as wide as its page needs whenever that is laid out anew."""

    def __init__(self, area: QScrollArea, page: QWidget, least: int) -> None:
        super().__init__(area)
        self._area, self._page, self._least = area, page, least

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            bar = self._area.verticalScrollBar().sizeHint().width()
            self._area.setMinimumWidth(max(self._page.minimumSizeHint().width() + bar, self._least))
        return super().eventFilter(watched, event)


def tab_bar(name: str, spoken: str, titles: Iterable[str]) -> QTabBar:
    """Tabs that stand over pages of a page."""
    made = QTabBar()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setDrawBase(False)
    made.setExpanding(False)
    for title in titles:
        made.addTab(title)
    return made


def rule() -> QFrame:
    """A thin line across the page, where white space alone does not separate."""
    made = QFrame()
    made.setFrameShape(QFrame.Shape.HLine)
    made.setFrameShadow(QFrame.Shadow.Plain)
    made.setForegroundRole(made.palette().ColorRole.Mid)
    made.setFixedHeight(1)
    return made


def grow_to_fit(window: QWidget) -> None:
    """Make a small window as high as its lines are at its width: Qt measures them unwrapped.

    On a screen that has not the room, lists in it are made lower, so that its buttons are in sight.
    """
    layout = window.layout()
    if layout is None:
        return
    layout.activate()
    width, room = window.width(), window.screen().availableGeometry().height() - _FRAME
    needed = layout.totalHeightForWidth(width)
    if needed > room:
        _lower_lists(window, layout, room)
    window.resize(width, min(room, max(window.height(), needed)))


def _lower_lists(window: QWidget, layout: QLayout, room: int) -> None:
    """Take what is missing from the highest list, then from the next, as far as some rows are left."""
    lists = [one for one in window.findChildren(QAbstractScrollArea) if one.window() is window]
    for area in sorted(lists, key=lambda one: -one.minimumHeight()):
        high = area.minimumHeight()
        over = layout.totalMinimumHeightForWidth(window.width()) - room
        if over <= 0 or high <= _LOWEST:
            return
        low = max(_LOWEST, high - over)
        if high == area.maximumHeight():
            area.setMaximumHeight(low)
        area.setMinimumHeight(low)
        layout.activate()
