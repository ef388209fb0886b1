"""Holds every statement of an office's connection to the rows of that office.

Several offices may share a database. A condition that each query has to remember is forgotten one day; so the
compiler adds it: wherever a statement reads, changes or removes rows of a table that has an `office_id`, the
SQL says which. It is added once for each statement, not each time it runs. Rows that are inserted get it as
the default of their column.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Alias, ColumnElement, Delete, Select, Table, Update, and_, literal_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import FromClause, Join

if TYPE_CHECKING:
    from sqlalchemy import Engine

_S = TypeVar("_S", bound="Select[Any] | Update | Delete")
_OFFICES = "office"  # the table in which the office's own row is found by its key


def restrict_to_office(engine: Engine, office_id: int) -> None:
    """From now on every statement that `engine` compiles sees this office alone."""
    compiler = engine.dialect.statement_compiler
    engine.dialect.statement_compiler = type(f"OneOffice{compiler.__name__}", (_OneOffice, compiler), {})
    engine.dialect.office_id = office_id  # type: ignore[attr-defined]  # read here and by `tables.of_office`


class _OneOffice(SQLCompiler):
    """A statement compiler that adds the office to whatever rows are named."""

    def visit_select(self, select_stmt: Select[Any], *args: Any, **kw: Any) -> str:
        froms = (one for element in select_stmt.get_final_froms() for one in _kept(element))
        held = self._held(select_stmt, froms)
        return str(super().visit_select(held, *args, **kw))  # type: ignore[no-untyped-call]

    def visit_update(self, update_stmt: Update, *args: Any, **kw: Any) -> str:
        return super().visit_update(self._held(update_stmt, iter((update_stmt.table,))), *args, **kw)

    def visit_delete(self, delete_stmt: Delete, *args: Any, **kw: Any) -> str:
        held = self._held(delete_stmt, iter((delete_stmt.table,)))
        return str(super().visit_delete(held, *args, **kw))  # type: ignore[no-untyped-call]

    def visit_join(self, join: Join, *args: Any, **kw: Any) -> str:
        if join.isouter:  # what is missing there leaves the row on the left as it is
            conditions = [self._condition(one) for one in _all(join.right)]
            ours = [condition for condition in conditions if condition is not None]
            if ours:
                both = and_(join.onclause, *ours)  # type: ignore[arg-type]  # an outer join has one
                join = Join(join.left, join.right, both, isouter=True, full=join.full)
        return str(super().visit_join(join, *args, **kw))  # type: ignore[no-untyped-call]

    def _held(self, statement: _S, froms: Iterator[FromClause]) -> _S:
        for one in froms:
            condition = self._condition(one)
            if condition is not None:
                statement = statement.where(condition)  # type: ignore[assignment]  # of the same kind
        return statement

    def _condition(self, one: FromClause) -> ColumnElement[bool] | None:
        table = one.element if isinstance(one, Alias) else one
        if not isinstance(table, Table):
            return None  # a subquery is held where its own SELECT is compiled
        name = "id" if table.name == _OFFICES else "office_id"
        office_id: int = self.dialect.office_id  # type: ignore[attr-defined]  # see `restrict_to_office`
        return one.c[name] == literal_column(str(office_id)) if name in one.c else None


def _kept(element: FromClause) -> Iterator[FromClause]:
    """The tables of a FROM of which no row may be missing: not the right side of an outer join."""
    if isinstance(element, Join):
        yield from _kept(element.left)
        if not element.isouter:
            yield from _kept(element.right)
    else:
        yield element


def _all(element: FromClause) -> Iterator[FromClause]:
    if isinstance(element, Join):
        yield from _all(element.left)
        yield from _all(element.right)
    else:
        yield element
