"""The looks of tables: headings with arrow and in two lines, how columns share the width, rows and cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionHeader, QTableView, QWidget

from qadesk.ui import theme
from qadesk.ui.theme import GRID, ROW, SMALL, font
from qadesk.ui.widgets.widths import ARROW

_WIDE, _HIGH = 9.0, 5.0
_Index = QModelIndex | QPersistentModelIndex
# Two characters between which a line may end where there is no blank: a dash or stroke, or Chinese ones.
_BREAK: Final = re.compile(r"[-/].|[\u2e80-\u9fff][\u2e80-\u2fff\u3400-\u9fff]")
_WHOLE: Final = re.compile(  # words of headings that are not broken
    "净推荐值|净推荐|工作日|工单号|运单号|订单号|责任人|负责人|主管|客服|人员|工号|姓名|班组|部门|名次|总分|得分|等级|分数|评分|评价|评语"
    "|权重|标准|指标|来源|计入|数值|数据|记录|样本|区间|差异|显著|差距|变化|上期|本期|上月|本月|历史|日期|时间|时长|时刻|首次|平均|累计|合计"
    "|响应|接通|接听|通话|在线|会话|电话|来电|呼入|呼出|重复|转接|等待|排队|解决|处理|办结|关闭|派送|派件|揽收|签收|投递|准时|及时|延误|超时"
    "|轨迹|更新|包裹|快件|邮件|丢失|破损|投诉|举报|申诉|升级|有责|有效|回访|回复|回电|联系|沟通|表达|态度|服务|礼貌|用语|情绪|控制|业务|知识"
    "|考试|考勤|迟到|缺勤|纪律|规范|质检|抽检|合格|差错|错误|失误|准确|正确|客户|顾客|满意|好评|差评|表扬|辱骂|侮辱|言语|建议|合理|达标|达成"
    "|目标|完成|产量|业务量|人均|次数|件数|单数|人数|比例|比率|占比|状态|备注|说明|原因|结果|操作|改进|重点|措施|期限|参评|适用|豁免|签字|打印"
)
_SHORT: Final = 4  # characters of one word, which is rather left whole
_BEGINS_NONE: Final = frozenset("的了率值量数度性者们")  # no line begins with these


def in_two(text: str) -> tuple[str, ...]:
    """A heading in two lines of about the same length, broken between words or Chinese ones."""
    return _in_lines(text, 2, font(SMALL).key())


def in_three(text: str) -> tuple[str, ...]:
    """A heading in up to three lines, the longest as short as can be."""
    return _in_lines(text, 3, font(SMALL).key())


def width_in_two(text: str) -> int:
    """The pixels a heading takes in two lines."""
    return _width_in_two(text, font(SMALL).key())


@lru_cache(maxsize=2048)
def _width_in_two(text: str, _font: str) -> int:
    return _widest(in_two(text))


@lru_cache(maxsize=2048)
def _width_in_one(text: str, _font: str) -> int:
    return QFontMetrics(font(SMALL)).horizontalAdvance(text)


def width_in_one(text: str) -> int:
    """The pixels a heading takes in one line."""
    return _width_in_one(text, font(SMALL).key())


@lru_cache(maxsize=2048)
def _in_lines(text: str, most: int, _font: str) -> tuple[str, ...]:
    blanks = [n for n, letter in enumerate(text) if letter in " （" and n]
    cuts = blanks if blanks and most == 2 else sorted({*blanks, *_between_words(text)})
    made = []
    for places in combinations(cuts, min(most - 1, len(cuts))):
        ends = [0, *places, len(text)]
        made.append(tuple(text[a:b].strip() for a, b in pairwise(ends)))
    return min(reversed(made), key=_widest) if made else (text,)


def _between_words(text: str) -> list[int]:
    """Where a line may end: after a dash or stroke, and between Chinese words, as far as they are known."""
    cuts = [n for n in range(1, len(text)) if _BREAK.match(text, n - 1)]
    words = [word.span() for word in _WHOLE.finditer(text)]
    begins, inside = {at for at, _end in words}, {n for at, end in words for n in range(at + 1, end)}
    between = [n for n in cuts if n not in inside]
    good = [n for n in between if n in begins or text[n] not in _BEGINS_NONE]
    return good or between or (cuts if len(text) > _SHORT else [])


def _widest(lines: Sequence[str]) -> int:
    return max(map(QFontMetrics(font(SMALL)).horizontalAdvance, lines))


class TableHeader(QHeaderView):
    """Qt points down for ascending, and draws over a heading at the right; this one does neither."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.held = False  # by the mouse, as while a person drags the edge of a column
        self.wraps = False
        self.folds = False  # in two lines for now, where one is not wide enough
        self.most = 2  # lines

    def wrap(self, most: int = 2) -> None:
        """Show long headings in two lines, or in three where two would be cut short."""
        self.wraps, self.most = True, most
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._be_high(most)

    def fold(self, folds: bool) -> bool:
        """Show the headings in two lines while the table is too narrow for one; whether they are shown so."""
        if folds != self.folds and not self.wraps:
            self.folds, cut = folds, Qt.TextElideMode
            self.setTextElideMode(cut.ElideNone if folds else cut.ElideRight)
            self._be_high(1 + folds)
        return self.folds

    def _be_high(self, lines: int) -> None:
        high = max(ROW + GRID + 4, lines * QFontMetrics(font(SMALL)).height() + GRID) if lines > 1 else ROW
        self.setFixedHeight(high)

    def lines_needed(self) -> int:
        """How many lines the headings take as wide as the columns are: 2, or 3."""
        heads = (str(self.model().headerData(n, self.orientation()) or "") for n in range(self.count()))
        cut = any(width_in_two(text) > self._room(n) for n, text in enumerate(heads))
        return 3 if cut else 2

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.held = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.held = False

    def currentChanged(self, current: _Index, old: _Index) -> None:
        """No heading looks different for the current cell; Qt would draw two again with every key."""

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Nor for what is selected."""

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        if self._sorts(section):
            option.sortIndicator = QStyleOptionHeader.SortIndicator.None_
        if self._sorts(section) or self.wraps or self.folds:
            option.text = "\n".join(self._shown(section))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if self._sorts(section):
            self._paint_arrow(painter, self._beside(rect, section))

    def _sorts(self, section: int) -> bool:
        return self.isSortIndicatorShown() and self.sortIndicatorSection() == section

    def _shown(self, section: int) -> list[str]:
        """The lines of a heading, cut short where they leave no room, also for the arrow."""
        text = str(self.model().headerData(section, self.orientation()) or "")
        metrics, right, room = QFontMetrics(font(SMALL)), Qt.TextElideMode.ElideRight, self._room(section)

        def cut(lines: Sequence[str]) -> bool:
            return any(
                metrics.elidedText(line, right, room) != line for line in lines
            )  # to a part of a pixel

        lines: tuple[str, ...] = (text,)
        if (self.wraps or self.folds) and cut(lines):
            lines = in_two(text)
            lines = in_three(text) if self.most > 2 and cut(lines) else lines
        return [metrics.elidedText(line, right, room) for line in lines]

    def _room(self, section: int) -> int:
        return self.sectionSize(section) - 2 * GRID - (ARROW if self._sorts(section) else 0)

    def _beside(self, rect: QRect, section: int) -> QPointF:
        """The middle of the arrow: before a heading at the right, behind any other."""
        width = _widest(self._shown(section))
        aligned = self.model().headerData(section, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        left, right = rect.left() + GRID + width + ARROW / 2, rect.right() + 1 - GRID - width - ARROW / 2
        at_right = bool(int(aligned or 0) & int(Qt.AlignmentFlag.AlignRight))
        return QPointF(right if at_right else left, QRectF(rect).center().y())

    def _paint_arrow(self, painter: QPainter, middle: QPointF) -> None:
        up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        tip, base = (-_HIGH / 2, _HIGH / 2) if up else (_HIGH / 2, -_HIGH / 2)
        corners = (QPointF(-_WIDE / 2, base), QPointF(_WIDE / 2, base), QPointF(0, tip))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("muted"))
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        painter.restore()


# ---- how tables are dressed


def dress(view: QTableView, row_height: int = ROW) -> None:
    """Dress a table; its rows, and its header, are `row_height` pixels high."""
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setCornerButtonEnabled(False)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows, head = view.verticalHeader(), view.horizontalHeader()
    rows.hide()
    rows.setMinimumSectionSize(row_height)
    rows.setDefaultSectionSize(row_height)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    head.setFixedHeight(row_height)
    head.setHighlightSections(False)


def dress_as_spreadsheet(view: QTableView, row_height: int = ROW) -> None:
    """Dress a table whose cells are typed in one by one."""
    dress(view, row_height)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
    triggers = QAbstractItemView.EditTrigger
    view.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
    view.horizontalHeader().setSectionsClickable(False)
