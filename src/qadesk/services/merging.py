"""Two entries of one person become one: looked at first, done whole, undone whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final, Literal

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from qadesk.errors import UserError
from qadesk.formats import agent_text
from qadesk.i18n import _
from qadesk.kinds.contacts import inbound
from qadesk.kinds.registry import all_records
from qadesk.services import audit, cycles, renumbering, rights, roster, staff_numbers
from qadesk.services.done import Done, Undo
from qadesk.services.merging_rows import (
    ONCE,
    Key,
    MovedRows,
    Once,
    after_closing,
    differ,
    in_correction,
    move,
    move_back,
)
from qadesk.services.records.stored import inside, of_kind, table_of
from qadesk.services.roster import Agent
from qadesk.storage import tables
from qadesk.storage.office import Office

Prefer = Literal["", "kept", "other"]
OWN: Final = ("name", "team", "post", "hired_on", "status")  # what an entry says of a person itself
_WITH: Final = {"status": ("left_on",)}  # what goes with it
_BY_CYCLE: Final = {
    "targets": tables.target,
    "cards": tables.cycle_card,
    "evaluations": tables.evaluation,
    "values": tables.typed_value,
    "exemptions": tables.exemption,
    "focus": tables.focus,
    "days": tables.worked_days,
    "results": tables.assessment,
    "sheets": tables.sheet,
    "interviews": tables.interview,
}


@dataclass(frozen=True)
class MovingRows:
    """So many things of a month ("": of none that was opened): a kind of record, or one of `merge_words`."""

    month: str
    what: str
    count: int


@dataclass(frozen=True)
class MergePreview:
    """What merging would do: `having` is what the entry that stays has already, `moving` the other one's.

    `both`: what both have and is there once afterwards; `clashes`: what of it differs; `meeting`: months in
    which totals of one meet single contacts of the other, so that somebody has to say which count.
    """

    kept: Agent
    other: Agent
    having: tuple[MovingRows, ...]
    moving: tuple[MovingRows, ...]
    both: tuple[MovingRows, ...]
    clashes: tuple[MovingRows, ...]
    meeting: tuple[str, ...]

    @property
    def differing(self) -> tuple[str, ...]:
        """What of OWN both entries say, and differently: the kept one's stands unless somebody says so.

        What the kept one leaves empty comes from the other.
        """
        told = ((name, getattr(self.kept, name), getattr(self.other, name)) for name in OWN)
        return tuple(name for name, mine, theirs in told if mine and theirs and mine != theirs)


def preview(office: Office, keep: str, other: str) -> MergePreview:
    """What would move from `other` to `keep`, both staff numbers; stores nothing.

    Raises UserError for one person, for two with results of one closed month, or totals of the same days.
    """
    with office.read() as connection:
        one, two = _both(connection, keep, other)
        _refuse(connection, office, one, two)
        both, clashes = _both_have(connection, one.id, two.id)
        return MergePreview(
            one,
            two,
            tuple(_has(connection, office, one.id)),
            tuple(_has(connection, office, two.id)),
            both,
            clashes,
            tuple(_meeting(connection, office, one.id, two.id)),
        )


@rights.needs("prepare")
def merge(
    office: Office, keep: str, other: str, prefer: Prefer = "", theirs: Collection[str] = ()
) -> Done[Agent]:
    """Give `keep` all that is `other`'s, whose entry goes; its number is remembered.

    Of what both have in a month `prefer` says whose stands; in a closed month it is that of the result.
    `theirs` names what of OWN is taken from the other's entry, beside what the kept one leaves empty.
    Raises as `preview` does, and UserError where nobody said what stands.
    """
    with office.write() as connection:
        one, two = _both(connection, keep, other)
        _refuse(connection, office, one, two)
        _shared, clashes = _both_have(connection, one.id, two.id)
        if clashes and not prefer:
            raise UserError(
                "roster.merge_undecided",
                _("Both {one} and {other} have something of the same month.").format(
                    one=_person(one), other=_person(two)
                ),
                kept=_("Nothing was changed."),
                remedy=_("Say whose to keep."),
            )
        open_then = _cycles(connection, "open")
        moved = move(connection, one.id, two.id, _rule(connection, two.id, prefer))
        staff_numbers.remember(connection, one.id, two.staff_no, office.now())
        connection.execute(delete(tables.agent).where(tables.agent.c.id == two.id))
        taken = _taken(one, two, theirs)
        _write(connection, one.id, taken)
        audit.note(
            connection, office, "agent.merge", one.staff_no, name=one.name,
            merged={name: _plain(value) for name, value in asdict(two).items() if name != "id"},
            before={name: _plain(getattr(one, name)) for name in taken},
            moved=moved.number, dropped=[_told(*dropped) for dropped in moved.dropped],
        )  # fmt: skip
        after = roster.find_in(connection, one.id)
        stood = after_closing(connection, one.id)
    again = partial(merge, office, keep, other, prefer, theirs)
    words = _("merge {other} into {kept}").format(other=two.name, kept=one.name)
    undo = partial(_part, office, one, two, taken, moved, open_then, stood, Undo(words, again))
    return Done(after, renumbering.CHANGES, Undo(words, undo))


def _taken(one: Agent, two: Agent, theirs: Collection[str]) -> dict[str, Any]:
    """What the kept entry says from now on that the other said."""
    named = [name for name in OWN if name in theirs or not getattr(one, name)]
    every = [column for name in named for column in (name, *_WITH.get(name, ()))]
    return {name: getattr(two, name) for name in every if getattr(one, name) != getattr(two, name)}


def _write(connection: Connection, agent_id: int, values: Mapping[str, Any]) -> None:
    agent = tables.agent
    if values:
        connection.execute(update(agent).where(agent.c.id == agent_id).values(**values))


@rights.needs("prepare")
def _part(
    office: Office,
    kept: Agent,
    other: Agent,
    taken: Mapping[str, Any],
    moved: MovedRows,
    open_then: Mapping[int, str],
    stood: frozenset[Key],
    again: Undo,
) -> Done[Agent]:
    """Two entries again, each with what it had and said; what came since stays where it is."""
    with office.write() as connection:
        now = roster.find_in(connection, kept.id)
        closed = [code for key, code in open_then.items() if key in _cycles(connection, "closed")]
        if closed:
            raise UserError(
                "roster.merge_closed_since",
                _("{code} was closed since the entries were merged; its results no longer change.").format(
                    code=closed[0]
                ),
                kept=_("Nothing was changed."),
            )
        if after_closing(connection, kept.id) != stood or in_correction(connection, kept.id):
            raise _changed_since(now)
        renumbering.refuse_taken(connection, other.staff_no)
        staff_numbers.forget(connection, now.id, other.staff_no)
        row = asdict(other)
        del row["former"]
        there = select(tables.agent.c.id).where(tables.agent.c.id == other.id)
        if connection.execute(there).first() is not None:
            del row["id"]  # it went to somebody new
        made = connection.execute(insert(tables.agent).values(**row))
        assert made.inserted_primary_key is not None
        parted = int(made.inserted_primary_key[0])
        untouched = {n: getattr(kept, n) for n in taken if getattr(now, n) == taken[n]}
        _write(connection, now.id, untouched)
        try:
            move_back(connection, _as_now(moved, other.id, parted), now.id, parted)
        except IntegrityError as error:
            raise _changed_since(now) from error
        audit.note(connection, office, "agent.merge.undo", now.staff_no, again=other.staff_no)
        after = roster.find_in(connection, now.id)
    return Done(after, renumbering.CHANGES, again)


def _changed_since(now: Agent) -> UserError:
    return UserError(
        "roster.merge_changed_since",
        _("{name} was rated or changed since the entries were merged.").format(name=now.name),
        kept=_("Nothing was changed."),
    )


def _as_now(moved: MovedRows, before: int, now: int) -> MovedRows:
    """What was dropped of an entry that has another id now."""
    dropped = [
        (table, {**row, "agent_id": now} if row.get("agent_id") == before else row)
        for table, row in moved.dropped
    ]
    return replace(moved, dropped=dropped)


# ---- looking


def _both(connection: Connection, keep: str, other: str) -> tuple[Agent, Agent]:
    one = roster.find_in(connection, staff_numbers.must_find(connection, keep))
    two = roster.find_in(connection, staff_numbers.must_find(connection, other))
    if one.id == two.id:
        raise UserError(
            "roster.merge_same",
            _("{keep} and {other} are the same entry already.").format(keep=keep, other=other),
            kept=_("Nothing was changed."),
        )
    return one, two


def _refuse(connection: Connection, office: Office, one: Agent, two: Agent) -> None:
    """What cannot be merged: results never change, and totals of the same days would count twice."""
    mine, theirs = _results(connection, one.id), _results(connection, two.id)
    closed = _cycles(connection, "closed")
    codes = sorted(closed[key] for key in mine & theirs if key in closed)
    if codes:
        raise UserError(
            "roster.merge_two_results",
            _("{one} and {other} both have a result of {months}, which no longer changes.").format(
                one=_person(one), other=_person(two), months=_(", ").join(codes)
            ),
            kept=_("Nothing was changed."),
            remedy=_("Keep both entries, and mark the one that is no longer used as left."),
        )
    days = _same_days(connection, office, one.id, two.id)
    if days:
        raise UserError(
            "roster.merge_totals_overlap",
            _("{one} and {other} both have totals of contacts from {day}.").format(
                one=_person(one), other=_person(two), day=min(days).isoformat()
            ),
            kept=_("Nothing was changed."),
            remedy=_("Undo the import of one of them under Records first; the sums would count twice."),
        )


def _same_days(connection: Connection, office: Office, one: int, two: int) -> list[date]:
    mine, theirs = tables.contact_total.alias(), tables.contact_total.alias()
    channel = or_(mine.c.channel == theirs.c.channel, mine.c.channel == "", theirs.c.channel == "")
    queue = or_(mine.c.queue == theirs.c.queue, mine.c.queue == "", theirs.c.queue == "")
    overlap = and_(mine.c.at < theirs.c.until, theirs.c.at < mine.c.until, channel, queue)
    found = select(mine.c.at).join(theirs, overlap).where(mine.c.agent_id == one, theirs.c.agent_id == two)
    return [office.local(at).date() for at in connection.execute(found).scalars()]


def _meeting(connection: Connection, office: Office, one: int, two: int) -> Iterator[str]:
    """The months in which totals of one meet single contacts of the other."""
    c, t = tables.contact.c, tables.contact_total.c
    crossed = or_(and_(c.agent_id == one, t.agent_id == two), and_(c.agent_id == two, t.agent_id == one))
    within = and_(
        inbound(c), crossed, c.at >= t.at, c.at < t.until, or_(t.channel == "", t.channel == c.channel)
    )
    joined = select(t.at).join_from(tables.contact_total, tables.contact, within).distinct()
    yield from sorted({f"{office.local(at):%Y-%m}" for at in connection.execute(joined).scalars()})


def _has(connection: Connection, office: Office, agent_id: int) -> Iterator[MovingRows]:
    """Newest month first; what lies in no month that was opened last."""
    months = cycles.all_in(connection, office)
    found: dict[str, list[MovingRows]] = {code: [] for code in (*(cycle.code for cycle in months), "")}
    for kind, own in all_records().items():
        table = table_of(own)
        if "agent_id" not in table.c:
            continue
        mine = and_(table.c.agent_id == agent_id, of_kind(own))
        count = select(func.count()).select_from(table)
        left = connection.execute(count.where(mine)).scalar_one()
        for cycle in months if left else ():
            here = connection.execute(count.where(mine, inside(office, own, cycle.period))).scalar_one()
            found[cycle.code].append(MovingRows(cycle.code, kind, here))
            left -= here
        found[""].append(MovingRows("", kind, left))
    for what, table in _BY_CYCLE.items():
        for key, rows in _counted(connection, table, agent_id).items():
            found[key].append(MovingRows(key, what, rows))
    plans = select(func.count()).where(tables.target_plan.c.agent_id == agent_id)
    found[""].append(MovingRows("", "plans", connection.execute(plans).scalar_one()))
    own_rules = select(func.count()).where(tables.card_rule.c.agent_id == agent_id)
    found[""].append(MovingRows("", "card rules", connection.execute(own_rules).scalar_one()))
    read = tables.scorecard_reader.c
    readings = select(func.count()).where(read.agent_id == agent_id)
    found[""].append(MovingRows("", "readings", connection.execute(readings).scalar_one()))
    note = tables.note.c
    notes = select(func.count()).where(note.agent_id == agent_id, note.removed_at.is_(None))
    found[""].append(MovingRows("", "notes", connection.execute(notes).scalar_one()))
    for listed in found.values():
        yield from (one for one in listed if one.count > 0)


def _counted(connection: Connection, table: Any, agent_id: int) -> dict[str, int]:
    cycle = tables.cycle.c
    rows = connection.execute(
        select(cycle.code, func.count().label("rows"))
        .join_from(table, tables.cycle, cycle.id == table.c.cycle_id)
        .where(table.c.agent_id == agent_id)
        .group_by(cycle.code)
    )
    return {row.code: row.rows for row in rows}


def _both_have(
    connection: Connection, one: int, two: int
) -> tuple[tuple[MovingRows, ...], tuple[MovingRows, ...]]:
    """What both have and only one of each can stand; and of that, where somebody has to say whose."""
    closed, codes = _cycles(connection, "closed"), _cycles(connection)
    results = _results(connection, one) | _results(connection, two)
    both: Counter[tuple[str, str]] = Counter()
    differing: Counter[tuple[str, str]] = Counter()
    for once in ONCE:
        of_cycle = once.columns[0] == "cycle_id"
        for key, mine, theirs in once.both(connection, one, two):
            month = codes[key[0]] if of_cycle else key[0] if once.columns[0] == "cycle_code" else ""
            month = month or ""
            both[month, once.what] += 1
            settled = of_cycle and key[0] in closed and key[0] in results
            if not settled and differ(once, mine, theirs):
                differing[month, once.what] += 1
    return _rows(both), _rows(differing)


def _rows(counted: Mapping[tuple[str, str], int]) -> tuple[MovingRows, ...]:
    """Newest month first."""
    return tuple(MovingRows(*which, count) for which, count in sorted(counted.items(), reverse=True))


def _rule(connection: Connection, two: int, prefer: Prefer) -> Callable[[Once, Key], bool]:
    """Whether the kept entry's stands of what both have: in a closed month that of the result."""
    closed, theirs = _cycles(connection, "closed"), _results(connection, two)

    def stays(once: Once, key: Key) -> bool:
        if once.columns[0] == "cycle_id" and key[0] in closed and key[0] in theirs:
            return False
        return prefer != "other"

    return stays


def _results(connection: Connection, agent_id: int) -> set[int]:
    kept = tables.assessment.c
    return set(connection.execute(select(kept.cycle_id).where(kept.agent_id == agent_id)).scalars())


def _cycles(connection: Connection, status: str = "") -> dict[int, str]:
    """The codes of cycles by row id."""
    cycle = tables.cycle.c
    rows = select(cycle.id, cycle.code)
    found = connection.execute(rows.where(cycle.status == status) if status else rows)
    return {row.id: row.code for row in found}


def _person(agent: Agent) -> str:
    return agent_text(agent.name, agent.staff_no)


def _told(table: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    return {"table": table.name} | {name: _plain(value) for name, value in row.items() if name != "office_id"}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)
