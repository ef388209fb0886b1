"""The grades as a table: code, names, from which total, which share of the agents may have it at most."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent

from qadesk.domain import editing
from qadesk.domain.scorecard import Grade, Names, Scorecard
from qadesk.i18n import _, current_language
from qadesk.services.designing.problems import Told
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NotRead
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.live_table import PROBLEM_ROLE, LiveTable, tip_of, tone_of
from qadesk.ui.theme import GRID

Key = Literal["code", "name", "other_name", "at_least", "quota"]
KEYS: Final[tuple[Key, ...]] = ("code", "name", "other_name", "at_least", "quota")
_WIDTHS: Final = {"code": 7, "at_least": 11, "quota": 10}
_NAME: Final = 11 * GRID  # the least of a name's column
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class GradesModel(QAbstractTableModel):
    """Reads the draft; what is typed goes back into it."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self._count = 0
        draft.loaded.connect(self._follow)
        draft.changed.connect(lambda _path: self._follow())
        draft.problems_changed.connect(self._follow)

    def _follow(self) -> None:
        count = len(self.draft.card.grades) if self.draft.is_open else 0
        if count == self._count and count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, len(KEYS) - 1))
            return
        self.beginResetModel()
        self._count = count
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(KEYS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        key = KEYS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if key in ("at_least", "quota") else _LEFT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            "code": _("Grade"),
            "name": _("Name (Chinese)") if _chinese("name") else _("Name (English)"),
            "other_name": _("Name (Chinese)") if _chinese("other_name") else _("Name (English)"),
            "at_least": _("From (total)"),
            "quota": _("Quota (%)"),
        }[key]

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.draft.editable else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not self.draft.is_open or index.row() >= len(self.draft.card.grades):
            return None
        key, grade = KEYS[index.column()], self.draft.card.grades[index.row()]
        text = _text(grade, key)
        if role == Qt.ItemDataRole.EditRole:
            return text
        if role == Qt.ItemDataRole.DisplayRole:
            return _("no limit") if key == "quota" and not text else text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if key in ("at_least", "quota") else _LEFT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            head = self.headerData(index.column(), Qt.Orientation.Horizontal)
            return f"{grade.code}, {head}: {text or _('empty')}"
        if role == PROBLEM_ROLE:
            return tone_of(self._wrong(index.row(), key))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_of(self._wrong(index.row(), key))
        return None

    def _wrong(self, row: int, key: Key) -> list[Told]:
        if key == "other_name":
            return []
        return [t for t in self.draft.problems if t.path[:3] == ("grades", row, key)]

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.draft.editable:
            return False
        key = KEYS[index.column()]
        try:
            card = _with(self.draft.card, index.row(), key, str(value))
        except NotRead as no:
            self.draft.refused.emit(no.wording())
            return False
        field = "name" if key == "other_name" else key
        self.draft.apply(card, ("grades", index.row(), field), typing=True)
        return True


class GradesTable(LiveTable):
    """Ins adds a grade below the current one, Ctrl+Del takes it out."""

    def __init__(self, model: GradesModel) -> None:
        super().__init__(model, "gradesTable", _("Grades"))
        self._grades = model
        model.modelReset.connect(self._fit)

    def end_typing(self) -> None:
        self._grades.draft.end_typing()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not self.editing and event.key() == Qt.Key.Key_Insert:
            self.add()
        elif not self.editing and event.key() == Qt.Key.Key_Delete and ctrl:
            self.remove()
        else:
            super().keyPressEvent(event)

    def add(self) -> None:
        """Put a grade below the current one."""
        draft = self._grades.draft
        if draft.editable:
            row = self.currentIndex().row()
            at = row + 1 if row >= 0 else len(draft.card.grades)
            draft.apply(editing.add_grade(draft.card, at), ("grades", at))
            self._go(at)

    def remove(self) -> None:
        """Take the current grade out; undo brings it back."""
        draft, row = self._grades.draft, self.currentIndex().row()
        if draft.editable and 0 <= row < len(draft.card.grades):
            draft.apply(editing.remove_grade(draft.card, row), ("grades", row))
            self._go(min(row, len(draft.card.grades) - 1))

    def _go(self, row: int) -> None:
        if row >= 0:
            self.set_current(self._grades.index(row, 0))
            self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The names share what the figures leave, the longer ones get more where it is short."""
        head = self.horizontalHeader()
        own = {
            key: max(least * GRID, head.sectionSizeHint(KEYS.index(key))) for key, least in _WIDTHS.items()
        }
        rest = self.viewport().width() - sum(own.values())
        name, other = (self._needed(KEYS.index(key)) for key in ("name", "other_name"))
        spare = (rest - name - other) // 2
        if spare < 0:  # the shorter one keeps what it needs
            widths = (min(name, rest // 2), rest - min(name, rest // 2))
            widths = widths if name < other else (rest - min(other, rest // 2), min(other, rest // 2))
        else:
            widths = (name + spare, other + spare)
        names = dict(zip(("name", "other_name"), widths, strict=True))
        for number, key in enumerate(KEYS):
            needed = max(_NAME, names[key]) if key in names else own[key]
            self.setColumnWidth(number, needed)

    def _needed(self, column: int) -> int:
        return max(self.sizeHintForColumn(column), self.horizontalHeader().sectionSizeHint(column))


def _chinese(key: str) -> bool:
    return (current_language() == "zh_CN") == (key == "name")


def _text(grade: Grade, key: Key) -> str:
    if key == "code":
        return grade.code
    if key in ("name", "other_name"):
        return grade.names.zh if _chinese(key) else grade.names.en
    return numbers.shown(grade.at_least) if key == "at_least" else numbers.typed(grade.quota, numbers.PERCENT)


def _with(card: Scorecard, row: int, key: Key, typed: str) -> Scorecard:
    """The scorecard with a cell as typed. Raises NotRead for what is no figure."""
    names = card.grades[row].names
    if key == "code":
        return editing.rename_grade(card, row, typed.strip())
    if key in ("name", "other_name"):
        made = Names(typed, names.en) if _chinese(key) else Names(names.zh, typed)
        return editing.change_grade(card, row, names=made)
    if key == "at_least":
        return editing.change_grade(card, row, at_least=numbers.read(typed) or Decimal(0))
    return editing.change_grade(card, row, quota=numbers.read(typed, numbers.PERCENT))
