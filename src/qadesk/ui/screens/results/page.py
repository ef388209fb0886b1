"""What the pages of the results have in common: they lead to each other, and their tables keep the place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qadesk.ui.kit.memory import Memory
from qadesk.ui.kit.remembered import RememberedTable
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView
from qadesk.ui.widgets.wide_table import WideTable


class Person(Protocol):
    """What a row about an agent tells at least."""

    @property
    def staff_no(self) -> str: ...


R = TypeVar("R", bound=Person)


class Page(QWidget):
    """Asks for another page or another screen; the results screen goes there."""

    back_asked = Signal()
    agent_asked = Signal(str)  # staff number
    figure_asked = Signal(str, str)  # staff number, indicator code ("" for the total)
    screen_asked = Signal(str, object)  # its key, what it is to show

    table: TableView

    def focus_first(self) -> None:
        """Put the keyboard where work starts."""
        self.table.setFocus()


class PeoplePage(Page, Generic[R]):
    """A page with a table of agents."""

    def __init__(self, name: str, spoken: str, memory: Memory, *, frozen: int = 0) -> None:
        """`frozen`: so many columns stand still where there are more than fit."""
        super().__init__()
        self.model: RecordTableModel[R] = RecordTableModel([])
        args = self.model, name, spoken
        self.table = WideTable(*args, frozen) if frozen else TableView(*args)
        self._remembered = RememberedTable(self.table, memory, movable=False)

    @property
    def current(self) -> R | None:
        """The current row."""
        found: R | None = self.table.current_record()
        return found

    @property
    def current_staff_no(self) -> str:
        """Whose row is the current one; nothing for none."""
        return "" if self.current is None else self.current.staff_no

    def select(self, staff_no: str) -> None:
        """Make an agent's row the current one, if it is shown."""
        number = self.model.find(lambda row: row.staff_no == staff_no)
        if number is not None:
            self.table.select_row(number)

    def show_rows(self, rows: Sequence[R], columns: Sequence[Column[R]] | None = None) -> None:
        """Show other rows, and columns that they have; the order stays, and so does the current agent."""
        chosen = self.current_staff_no
        if columns is not None:
            self._show_columns(columns)
        self.model.set_rows(rows)  # at once the right row: a page may hand on what was typed of another one
        self.table.select_row(self.model.find(lambda row: row.staff_no == chosen) or 0)

    def _show_columns(self, columns: Sequence[Column[R]]) -> None:
        self.model.set_rows([])  # those of before may know nothing of the new columns
        self._remembered.put_back(lambda: self.model.set_columns(columns))

    def hide_columns(self, hidden: Collection[str]) -> None:
        """Leave out these columns, by key, and no others."""
        for number, column in enumerate(self.model.columns):
            self.table.setColumnHidden(number, column.key in hidden)
        self.table.fit_columns()
