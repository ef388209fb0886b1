"""What is past its period: how many rows of what, the oldest, the newest, and a few. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)

from qadesk.domain.masking import mask
from qadesk.domain.periods import Period, midnight
from qadesk.kinds.kind import Records
from qadesk.kinds.registry import all_records, stored_apart
from qadesk.services import cycles, locked
from qadesk.services.assessment import removed
from qadesk.services.cycles import Cycle
from qadesk.services.records.stored import inside, table_of, when_of
from qadesk.services.retention.periods import SORTS, Sort, first_kept, periods_in
from qadesk.storage import tables
from qadesk.storage.office import Office

_TEXTS: Final = ("waybill", "note", "comment")  # what customers said, and what names their parcel
_EXAMPLES: Final = 5
_FIRST: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class Due:
    """What of one sort is due: kept for `months`, what happened before `before` goes.

    `rows` counts by table; `oldest` and `newest` are local days; `examples` name a few in words.
    """

    sort: Sort
    months: int
    before: date
    rows: Mapping[str, int]
    oldest: date | None = None
    newest: date | None = None
    examples: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many rows in all."""
        return sum(self.rows.values())


def due(office: Office) -> tuple[Due, ...]:
    """What of each sort is past its period, also where it is nothing. Raises UserError as `Office.read`."""
    with office.read() as connection:
        return tuple(due_in(connection, office))


def due_in(connection: Connection, office: Office) -> Iterator[Due]:
    """The same inside a transaction that does more."""
    for sort, months in periods_in(connection).items():
        before = first_kept(office.today(), months)
        if not months:
            yield Due(sort, 0, before, {})
            continue
        found = [one for one in selected(connection, office, sort, before) if one.count(connection)]
        days = [day for one in found for day in one.days(connection, office)]
        examples = [text for one in found for text in one.examples(connection, office)][:_EXAMPLES]
        rows: dict[str, int] = {}
        for one in found:
            rows[one.table.name] = rows.get(one.table.name, 0) + one.count(connection)
        yield Due(
            sort, months, before, rows, min(days, default=None), max(days, default=None), tuple(examples)
        )


def due_sorts(office: Office) -> tuple[Sort, ...]:
    """Of which sorts something is due: the first row found is enough."""
    with office.read() as connection:
        kept = periods_in(connection)
        today = office.today()
        return tuple(
            sort
            for sort in SORTS
            if kept[sort]
            and any(
                one.any(connection)
                for one in selected(connection, office, sort, first_kept(today, kept[sort]))
            )
        )


@dataclass(frozen=True)
class Selected:
    """Some rows of a table: `when` tells their time, `named` what an example is called by."""

    table: Table
    where: ColumnElement[bool]
    when: Column[Any] | None = None
    named: tuple[str, ...] = ()
    cycle: Cycle | None = None  # whose records they are, where that matters
    kind: Records | None = None

    def count(self, connection: Connection) -> int:
        """How many there are."""
        return int(
            connection.execute(select(func.count()).select_from(self.table).where(self.where)).scalar_one()
        )

    def any(self, connection: Connection) -> bool:
        """Whether there is one."""
        one = select(literal(1)).select_from(self.table).where(self.where).limit(1)
        return connection.execute(one).first() is not None

    def days(self, connection: Connection, office: Office) -> tuple[date, ...]:
        """The oldest and the newest day."""
        if self.when is None:
            return ()
        found = connection.execute(select(func.min(self.when), func.max(self.when)).where(self.where)).one()
        return tuple(
            office.local(one).date() if isinstance(one, datetime) else one for one in found if one is not None
        )

    def examples(self, connection: Connection, office: Office) -> Iterator[str]:
        """A few of them."""
        if not self.named:
            return
        order = self.when if self.when is not None else self.table.c[self.named[0]]
        query = select(*(self.table.c[name] for name in self.named)).where(self.where)
        for row in connection.execute(query.order_by(order).limit(_EXAMPLES)):
            said = (
                f"{office.local(one):%Y-%m-%d}" if isinstance(one, datetime) else str(one)
                for one in row
                if one not in (None, "")
            )
            yield mask(" ".join(said))


def selected(connection: Connection, office: Office, sort: Sort, before: date) -> Iterator[Selected]:
    """The rows that are due of a sort: what hangs on others first, so that it can go in this order."""
    every = cycles.all_in(connection, office)
    unsettled = [one for one in every if not locked.settled(connection, one)]
    if sort == "customers":
        yield from _customers(office, before, unsettled)
    elif sort == "files":
        note = tables.note
        has_file = and_(note.c.agent_id.is_not(None), note.c.file_name.is_not(None))
        old = note.c.at < midnight(before, office.zone)
        yield Selected(note, and_(has_file, old), note.c.at, ("at", "file_name"))
        evidence = tables.appeal_file.c
        decided = select(tables.appeal.c.id).where(tables.appeal.c.outcome.is_not(None))
        old = and_(evidence.at < midnight(before, office.zone), evidence.appeal_id.in_(decided))
        yield Selected(tables.appeal_file, old, evidence.at, ("at", "file_name"))
    elif sort == "records":
        for cycle in every:
            if cycle.closed and cycle.period.end <= before:
                yield from _records(office, cycle, unsettled)
    else:
        yield from _leavers(before, unsettled)


def texts_of(kind: Records) -> tuple[str, ...]:
    """The columns of a kind's table that hold what a customer said or is known by; none of totals."""
    table = table_of(kind)
    return tuple(name for name in _TEXTS if name in table.c) if "part" in table.c else ()


def anonymous_ref(table: Table) -> ColumnElement[str]:
    """What a record is called by once its reference was removed: # and its number."""
    return literal("#").concat(cast(table.c.id, String))


def _customers(office: Office, before: date, unsettled: list[Cycle]) -> Iterator[Selected]:
    note, past = tables.note, Period(_FIRST, before, "")
    moment = midnight(before, office.zone)
    for kind in stored_apart().values():
        table, texts = table_of(kind), texts_of(kind)
        if not texts:
            continue
        here = and_(inside(office, kind, past), *(~inside(office, kind, cycle.period) for cycle in unsettled))
        named = or_(table.c.ref != anonymous_ref(table), *(table.c[name].is_not(None) for name in texts))
        names = [name for name, other in all_records().items() if other.table == kind.table]
        on_them = note.c.ref.in_(select(table.c.ref).where(here, named))
        # One on a record that was deleted since, or its import undone, is as old as itself.
        left = and_(note.c.at < moment, note.c.ref.not_in(select(table.c.ref)))
        yield Selected(note, and_(note.c.kind.in_(names), or_(on_them, left)), note.c.at)
        yield Selected(table, and_(here, named), when_of(kind), (kind.when, "ref"), kind=kind)
    old = select(tables.import_batch.c.id).where(tables.import_batch.c.at < moment)
    for table in (tables.rejection, tables.superseded):
        yield Selected(table, table.c.batch_id.in_(old))


def _records(office: Office, cycle: Cycle, unsettled: list[Cycle]) -> Iterator[Selected]:
    contact, form, rating = tables.contact, tables.evaluation, tables.rating
    check, said = tables.contact_check, tables.check_answer
    checks = check.c.cycle_id == cycle.id
    yield Selected(said, said.c.check_id.in_(select(check.c.id).where(checks)))
    yield Selected(check, checks, check.c.at)
    for kind in stored_apart().values():
        table = table_of(kind)
        needed = (~inside(office, kind, one.period) for one in unsettled)
        here = and_(inside(office, kind, cycle.period, wholly=True), *needed)
        if table is contact:  # ratings of single contacts go with these
            forms = form.c.contact_id.in_(select(contact.c.id).where(here))
            yield Selected(rating, rating.c.evaluation_id.in_(select(form.c.id).where(forms)))
            yield Selected(form, forms)
        yield Selected(table, here, when_of(kind), (kind.when, "ref") if "ref" in table.c else (kind.when,),
                       cycle, kind)  # fmt: skip


def _leavers(before: date, unsettled: list[Cycle]) -> Iterator[Selected]:
    agent = tables.agent
    named = agent.c.staff_no != literal(removed.FORMER).concat(cast(agent.c.id, String))
    gone = and_(agent.c.status == "left", agent.c.left_on.is_not(None), agent.c.left_on <= before, named)
    busy = [
        agent.c.id.in_(select(table.c.agent_id).where(table.c.cycle_id == cycle.id))
        for cycle in unsettled
        for table in (tables.evaluation, tables.typed_value, tables.exemption, tables.assessment)
    ]
    yield Selected(
        agent, and_(gone, *(~one for one in busy)), agent.c.left_on, ("left_on", "staff_no", "name")
    )
