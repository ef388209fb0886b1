"""The table of targets: names stay in sight, own figures stand out, the others say where they come from."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QStyleOptionViewItem, QWidget

from qadesk.ui import theme
from qadesk.ui.screens.scorecards.live_field import LiveField
from qadesk.ui.screens.scorecards.live_table import LiveDelegate, LiveTable
from qadesk.ui.screens.scorecards.targets_model import MARK_ROLE, OWN_ROLE, TargetsModel
from qadesk.ui.theme import GRID, ROW, SMALL

_NARROWEST, _WIDEST = 14 * GRID, 22 * GRID  # of a column
_MOST_LINES = 3  # of a column's title
_MEASURED = 40  # of the longest names
_Index = QModelIndex | QPersistentModelIndex


class TargetsDelegate(LiveDelegate):
    """An own target in bold with a word for it; what is taken from elsewhere muted, with where from."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view = option.widget
        assert isinstance(view, QAbstractItemView)
        current = view.currentIndex()
        here = current.row() == index.row()
        own = bool(index.data(OWN_ROLE))
        painter.save()
        ground = "select" if here and view.hasFocus() else "sunken" if here or index.row() == 0 else "raised"
        painter.fillRect(option.rect, theme.color(ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        inner = option.rect.adjusted(GRID, 0, -GRID, 0)
        painter.setFont(theme.font(bold=own))
        painter.setPen(theme.color("text" if own or index.row() == 0 else "muted"))
        figure = str(index.data() or "")
        painter.drawText(inner, index.data(Qt.ItemDataRole.TextAlignmentRole), figure)
        left = inner.width() - painter.fontMetrics().horizontalAdvance(figure) - GRID // 2
        _mark(
            painter, QRect(inner.left(), inner.top(), left, inner.height()), str(index.data(MARK_ROLE) or "")
        )
        if here and current.column() == index.column():
            painter.setPen(QPen(theme.color("accent" if view.hasFocus() else "edge"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """An empty field shows what holds without it."""
        field = super().createEditor(parent, option, index)
        assert isinstance(field, LiveField)
        field.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))
        if not index.data(OWN_ROLE):
            field.setPlaceholderText(str(index.data() or ""))
        return field


def _mark(painter: QPainter, box: QRect, text: str) -> None:
    painter.setFont(theme.font(SMALL))
    painter.setPen(theme.color("muted"))
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)


class TargetsTable(LiveTable):
    """Typing, F2, Enter change a cell; Delete empties it; the names at the left do not scroll away."""

    moved = Signal()  # the keyboard is in another cell

    def __init__(self, model: TargetsModel, spoken: str) -> None:
        self.targets = model
        self._fitting = False
        super().__init__(model, "targetsTable", spoken)
        self.setItemDelegate(TargetsDelegate(self))
        names = self.verticalHeader()
        names.show()
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names.setTextElideMode(Qt.TextElideMode.ElideRight)
        names.setSectionsClickable(False)
        names.setHighlightSections(False)
        names.setAccessibleName(spoken)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self.fit)
        self.selectionModel().currentChanged.connect(self._tell)

    def end_typing(self) -> None:
        """What was typed is one target."""
        self.targets.finish()

    @property
    def field(self) -> QLineEdit | None:
        """The field that is open."""
        return self.viewport().findChild(LiveField) if self.editing else None

    def _tell(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self.viewport().update()
        self.moved.emit()

    def fit(self) -> None:
        """The names as wide as they are, the columns share the rest, titles in as many lines as they need."""
        if self._fitting:
            return
        self._fitting = True  # another width of the names is another width of the rest
        model, wide = self.targets, QFontMetrics(theme.font())
        names = [str(model.headerData(n, Qt.Orientation.Vertical) or "") for n in range(model.rowCount())]
        longest = sorted(names, key=len)[-_MEASURED:]
        widest = max((wide.horizontalAdvance(name) for name in longest), default=0)
        self.verticalHeader().setFixedWidth(min(max(widest + 3 * GRID, 14 * GRID), 28 * GRID))
        self._fitting = False
        self._fit_columns()

    def _fit_columns(self) -> None:
        model, small = self.targets, QFontMetrics(theme.font(SMALL))
        columns = model.columnCount()
        if not columns:
            return
        width = min(max(self.viewport().width() // columns, _NARROWEST), _WIDEST)
        titles = [str(model.headerData(n, Qt.Orientation.Horizontal) or "") for n in range(columns)]
        box = QRect(0, 0, width - 2 * GRID, 999)
        wrap = Qt.TextFlag.TextWordWrap.value
        heights = [
            small.boundingRect(box, wrap, title).height() for title in sorted(titles, key=len)[-_MEASURED:]
        ]
        self.horizontalHeader().setDefaultSectionSize(width)
        lines = min(max(heights), _MOST_LINES * small.lineSpacing())
        self.horizontalHeader().setFixedHeight(max(ROW, lines + 2 * GRID))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and not self._fitting:
            self._fit_columns()
