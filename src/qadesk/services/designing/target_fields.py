"""The table of targets as it is typed in: what was read, what was typed since, and what of it is a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qadesk.services.designing import target_words
from qadesk.services.table_fields import TableField
from qadesk.services.target_board import Board, Held, Subject, TargetCell, TargetLevel, TargetLine
from qadesk.services.target_plan import TargetChange
from qadesk.tabular import numbers

TargetRow = TargetLine | None  # None: what the scorecard has


@dataclass(frozen=True)
class TypedTargets:
    """The targets of a board, with what was typed since they were read."""

    board: Board
    changes: Mapping[TargetCell, TargetChange] = field(default_factory=dict)

    def held(self, row: TargetRow, subject: Subject) -> Held:
        """What holds in a cell; of one that was emptied, what held before, until it is read again."""
        if row is None:
            indicator = subject.indicator
            return Held(None if indicator is None else indicator.standard, TargetLevel.SCORECARD)
        change = self.changes.get((row.whose, subject.code))
        if change is not None and change.standard is not None:
            return Held(change.standard, row.levels[0][0], own=True)
        return self.board.held(row, subject)

    def since(self, told: Mapping[TargetCell, TargetChange]) -> tuple[TargetChange, ...]:
        """What was typed after these changes and makes a target another one."""
        return tuple(
            one for cell, one in self.changes.items() if told.get(cell) != one and self._differs(cell, one)
        )

    def _differs(self, cell: TargetCell, change: TargetChange) -> bool:
        row = next((one for one in self.board.lines if one.whose == cell[0]), None)
        subject = next((one for one in self.board.subjects if one.code == cell[1]), None)
        if row is None or subject is None:
            return True
        held = self.board.held(row, subject)
        return change.standard != (held.standard if held.own else None)


def of_subject(subject: Subject) -> TableField[TypedTargets, TargetRow]:
    """What is required in an indicator, and the targets with something else typed there."""
    one = subject.indicator
    kind = numbers.PLAIN if one is None else numbers.kind_of(one.unit)

    def text(shown: TypedTargets, row: TargetRow) -> str:
        return target_words.figure(shown.held(row, subject), subject)

    def typed(shown: TypedTargets, row: TargetRow) -> str:
        held = shown.held(row, subject)
        return numbers.typed(held.standard, kind) if held.own else ""

    def put(shown: TypedTargets, row: TargetRow, text: str) -> TypedTargets:
        assert row is not None
        standard = target_words.typed_standard(subject, text)
        change = TargetChange(row.whose, subject.code, standard, shown.board.cycle_code)
        return replace(shown, changes={**shown.changes, (row.whose, subject.code): change})

    def editable(shown: TypedTargets, row: TargetRow) -> bool:
        return row is not None and (one is not None or shown.held(row, subject).own)

    return TableField(subject.code, target_words.subject_name(subject), text, put, typed, editable=editable)
