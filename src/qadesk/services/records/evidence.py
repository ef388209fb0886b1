"""The records behind an indicator, page by page: what each says, whether it counts, whence it came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, and_, func, literal, select

from qadesk import formats
from qadesk.domain import measures
from qadesk.domain.measures import Source, Tally
from qadesk.domain.scorecard import Indicator, Origin
from qadesk.domain.untold import needs
from qadesk.i18n import _, current_language
from qadesk.kinds.kind import EvidenceWords, Records
from qadesk.kinds.registry import stored_apart
from qadesk.services import cards, cycles, personal, staff_numbers
from qadesk.services.cycles import Cycle
from qadesk.services.records import batches, counting, untold_words
from qadesk.services.records.counting import NotCounted
from qadesk.services.records.stored import inside, table_of, when_of
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import contact, evaluation, import_batch, rating

ORDERS = ("time", "-time", "value", "-value", "ref", "-ref")
_DIVIDED_BY_CONTACTS = ("complaint_rate", "error_rate")


@dataclass(frozen=True)
class Record:
    """One record; times in the office's zone. `why` says why it does not count, where it does not."""

    ref: str
    at: datetime | date
    about: str  # call, chat, the complaint's level, who rated …
    said: str  # what it contributes: 34 s, solved, 4 of 5, upheld
    counted: bool
    why: str
    note: str
    file: str  # the imported file it came from, or who entered it by hand and when; empty for a rating
    imported_at: datetime | None  # none for what was entered here
    batch_id: int | None = None  # the import that brought it, none for what was entered here
    id: int = 0  # of its row; of a rating that of its form

    @property
    def counts(self) -> str:
        """Whether it counts, or why not, in words."""
        return _("Yes") if self.counted else _("No: {why}").format(why=self.why)

    @property
    def whence(self) -> str:
        """Where it came from, and when."""
        when = self.imported_at
        return self.file if when is None else f"{self.file}, {formats.moment(when)}"


@dataclass(frozen=True)
class RecordPage:
    """Some of `total` records, from `offset` on."""

    records: tuple[Record, ...]
    offset: int
    total: int


def sources_of(indicator: Indicator, tally: Tally | None = None) -> tuple[Source, ...]:
    """The kinds of record an indicator is made from: the numerator's first, then the denominator's.

    With an agent's `tally` also totals, if there are any: before single contacts if there are only totals.
    """
    kinds = _sources(indicator)
    if tally is None or not tally.total_contacts or Source.CONTACTS not in kinds:
        return kinds
    both = (Source.CONTACTS, Source.TOTALS)
    if tally.total_contacts == tally.contacts:
        both = (Source.TOTALS, Source.CONTACTS)
    at = kinds.index(Source.CONTACTS)
    return (*kinds[:at], *both, *kinds[at + 1 :])


def _sources(indicator: Indicator) -> tuple[Source, ...]:
    if indicator.rated:
        return (Source.RATINGS,)
    if indicator.origin is not Origin.RECORDS:
        return ()
    first = measures.SOURCES.get(indicator.figure)
    if first is None or first in (Source.MONTHS, Source.ROSTER):  # results and hiring dates are no records
        return ()
    return (first, Source.CONTACTS) if indicator.figure in _DIVIDED_BY_CONTACTS else (first,)


def records(
    office: Office,
    cycle_code: str,
    staff_no: str,
    indicator: str,
    *,
    source: Source | None = None,
    offset: int = 0,
    limit: int = 200,
    order: str = "time",
) -> RecordPage:
    """A page of the records behind an indicator, those that do not count among them.

    `order` is one of ORDERS; by value what has none comes last. Raises UserError for an unknown cycle or
    agent, KeyError for an indicator that is not on the scorecard, ValueError for another order or source.
    """
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, cycle_code)
        part, show = Part(source, offset, limit, order), personal.shown(office, "results")
        return records_in(connection, office, cycle, staff_no, indicator, part, show)


class Part(NamedTuple):
    """Which of the records behind an indicator: of one kind (None: the numerator's), one page of them."""

    source: Source | None = None
    offset: int = 0
    limit: int = 200
    order: str = "time"


def records_in(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    staff_no: str,
    indicator: str,
    part: Part,
    show: Callable[[Any], Any] | None = None,
) -> RecordPage:
    """The same inside a transaction that does more; `show` makes of a text what may be shown of it."""
    show = show or personal.shown(office, None)
    source, offset, limit, order = part
    if order not in ORDERS:
        raise ValueError(f"unknown order {order!r}")
    agent_id = staff_numbers.must_find(connection, staff_no, cycle.code)
    wanted = cards.of_cycle(connection, cycle).of(agent_id).indicator(indicator)
    kinds = sources_of(wanted)
    chosen = source or (kinds[0] if kinds else None)
    made_from = (*kinds, Source.TOTALS) if Source.CONTACTS in kinds else kinds
    if chosen is None or chosen not in made_from:
        raise ValueError(f"{indicator} is not made from {source}")
    exempt = _exempt(connection, cycle, agent_id, wanted.code)
    silent = _silent(connection, cycle, wanted)
    if chosen == Source.RATINGS:
        query, said = _ratings(cycle, agent_id, wanted), _ratings_said(wanted)
    else:
        kind = stored_apart()[chosen]
        query, said = _stored(office, cycle, kind, agent_id, wanted.figure), kind.evidence(wanted.figure)
    if chosen in (Source.CONTACTS, Source.TOTALS):
        query = _with_beaten(query, counting.not_counted(connection, office, cycle.period))
    total = connection.execute(select(func.count()).select_from(query.table).where(query.here)).scalar_one()
    rows = connection.execute(
        query.statement.order_by(*_ordered(query, order)).limit(limit).offset(offset)
    ).all()
    listed = (_record(office, row, said, silent.why(row), exempt) for row in rows)
    masked = (replace(one, ref=show(one.ref), note=show(one.note)) for one in listed)
    return RecordPage(tuple(masked), offset, total)


@dataclass(frozen=True)
class _Query:
    """What to read: `statement` gives ref, at, the columns the words need, and the file."""

    table: FromClause
    here: ColumnElement[bool]
    statement: Select[Any]
    ref: ColumnElement[Any]
    at: ColumnElement[Any]
    value: ColumnElement[Any]


def _ordered(query: _Query, order: str) -> list[ColumnElement[Any]]:
    key = {"time": query.at, "value": query.value, "ref": query.ref}[order.removeprefix("-")]
    turned = key.desc() if order.startswith("-") else key.asc()
    return [turned.nulls_last() if "value" in order else turned, query.ref.asc()]


def _stored(office: Office, cycle: Cycle, kind: Records, agent_id: int, figure: str) -> _Query:
    """The records of a kind that were imported: an agent's, or the whole office's."""
    table, when = table_of(kind), when_of(kind)
    here = inside(office, kind, cycle.period, wholly=True)
    if not kind.of_office:
        here = and_(here, table.c.agent_id == agent_id)
    if kind.concerned is not None:
        here = and_(here, kind.concerned(figure, table.c))
    batch = import_batch.c
    statement = (
        select(table, when.label("when"))
        .join_from(table, import_batch)
        .outerjoin(tables.user, tables.user.c.id == batch.user_id)
        .add_columns(batch.file_name.label("file"), batch.at.label("imported_at"))
        .add_columns(tables.user.c.name.label("entered_by"))
        .where(here)
    )
    return _Query(table, here, statement, table.c[kind.ref], when, kind.value(figure, table.c))


def _with_beaten(query: _Query, standing: NotCounted | None) -> _Query:
    """The same with whether the others count instead, where totals and single contacts meet."""
    beaten = counting.beaten(query.table, standing)
    shown = (literal(False) if beaten is None else beaten).label("beaten")
    return replace(query, statement=query.statement.add_columns(shown))


def _ratings(cycle: Cycle, agent_id: int, indicator: Indicator) -> _Query:
    e, r = evaluation.c, rating.c
    here = and_(e.cycle_id == cycle.id, e.agent_id == agent_id, r.item == indicator.code)
    table = evaluation.join(rating)
    statement = (
        select(
            e.id,
            func.coalesce(contact.c.ref, "").label("ref"),
            func.coalesce(e.submitted_at, e.updated_at, type_=e.updated_at.type).label("when"),
            e.status,
            r.level,
            r.comment.label("remark"),
            e.comment.label("note"),
            tables.user.c.name.label("by"),
        )
        .select_from(table.join(tables.user, e.user_id == tables.user.c.id).outerjoin(contact))
        .where(here)
    )
    return _Query(table, here, statement, e.id, e.updated_at, r.level)


def _ratings_said(indicator: Indicator) -> EvidenceWords:
    names = {level.level: level.name.in_language(current_language()) for level in indicator.levels}

    def contributes(row: Row[Any]) -> str:
        if row.level is None:
            return _("N/A")
        return f"{formats.plain(row.level)} {names.get(int(row.level), '')}".strip()

    def why_not(row: Row[Any]) -> str:
        if row.status != "submitted":
            return _("a draft, not submitted")
        return _("marked as not applicable") if row.level is None else ""

    return EvidenceWords(
        lambda row: row.ref or _("whole-cycle rating"), lambda row: row.by, contributes, why_not
    )


def _exempt(connection: Connection, cycle: Cycle, agent_id: int, indicator: str) -> str:
    """Why nothing counts for an agent to whom an indicator does not apply; nothing where it does."""
    row = tables.exemption.c
    reasons = connection.execute(
        select(row.reason)
        .where(row.cycle_id == cycle.id, row.agent_id == agent_id, row.kind == "na")
        .where(row.indicator.is_(None) | (row.indicator == indicator))
        .order_by(row.indicator.is_not(None))  # the whole assessment's first, as it is what holds
    ).scalars()
    reason = next(iter(reasons), None)
    return "" if reason is None else _("not applicable to this agent: {reason}").format(reason=reason)


@dataclass(frozen=True)
class _Silent:
    """The imports that have no column for what an indicator needs.

    Mostly records without a value never count; a complaint without one would, as a clock that was missed, and
    so would a contact of a file that leaves out those nobody answered.
    """

    field: str
    batches: frozenset[int]

    def why(self, row: Row[Any]) -> str:
        """Why a record cannot tell it; nothing where it can."""
        values = row._mapping
        if values.get("batch_id") not in self.batches or values.get(self.field) is not None:
            return ""
        return untold_words.why(self.field, _)


def _silent(connection: Connection, cycle: Cycle, indicator: Indicator) -> _Silent:
    field = needs(indicator.figure)
    if field not in ("responded_at", "closed_at", "escalated", "unanswered", "each_offered"):
        return _Silent("", frozenset())
    return _Silent(field, frozenset(batches.imports_without(connection, cycle.period).get(field, ())))


def _record(office: Office, row: Row[Any], said: EvidenceWords, silent: str, exempt: str) -> Record:
    at = office.local(row.when) if isinstance(row.when, datetime) else row.when
    values = row._mapping
    why = said.why_not(row) or silent or exempt
    if values.get("beaten"):
        why = (
            _("single records count instead")
            if "until" in values
            else _("the totals of that day count instead")
        )
    moment = values.get("imported_at")
    imported = None if moment is None else office.local(moment)
    by_hand = values.get("file") == batches.BY_HAND
    file = values.get("file") or ""
    if by_hand and imported is not None:
        file = batches.origin(file, values["entered_by"], imported.date())
    return Record(
        ref=said.ref(row),
        at=at,
        about=said.about(row),
        said=formats.DASH if silent else said.contributes(row),
        counted=not why,
        why=why,
        note=values.get("note") or values.get("comment") or values.get("remark") or "",
        file=file,
        imported_at=None if by_hand else imported,
        batch_id=None if by_hand else values.get("batch_id"),
        id=row.id,
    )
