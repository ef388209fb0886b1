"""The things a history is asked of: which rows of which tables each of them is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select

from qadesk.domain.periods import midnight
from qadesk.formats import cycle_text
from qadesk.kinds.registry import all_records, records_of
from qadesk.services import cycles
from qadesk.services.trail.action_words import ACTIONS
from qadesk.services.trail.browsing import Entry
from qadesk.services.trail.history import RowsOf, Thing
from qadesk.services.trail.reading import Reader
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import to_millis

About = Callable[[Connection, Reader], Thing]
_OF_CELL: Final = ("typed_value", "exemption", "target")  # tables of what is settled for agent and indicator


def of_cell(code: str, staff_no: str, indicator: str) -> About:
    """What was rated, entered, exempted and required of one agent for one indicator in a month."""

    def about(connection: Connection, reader: Reader) -> Thing:
        cycle, agent = _cycle(connection, code), reader.numbers.get(staff_no, 0)
        name = _joined(reader.agent(agent), cycle_text(code), reader.indicator(indicator))
        both = {"cycle_id": cycle, "agent_id": agent}
        rows = [RowsOf(table, {**both, "indicator": indicator}) for table in _OF_CELL]
        rows += [RowsOf("rating", {"evaluation_id": form, "item": indicator})
                 for form in _forms(connection, cycle, agent)]  # fmt: skip
        return Thing(name, tuple(rows), frozenset(), _own(reader, code, agent))

    return about


def of_assessment(office: Office, code: str, staff_no: str) -> About:
    """All that moved an agent's figures in a month, and what became of its result."""

    def about(connection: Connection, reader: Reader) -> Thing:
        cycle, agent = _cycle(connection, code), reader.numbers.get(staff_no, 0)
        both = {"cycle_id": cycle, "agent_id": agent}
        told = ("evaluation", "focus", "interview", "assessment", "assessment_step", "correction", "appeal",
                "contact_check")  # fmt: skip
        rows = [RowsOf(table, both) for table in (*_OF_CELL, *told)]
        rows += [RowsOf(table, {"appeal_id": one}) for one in _appeals(connection, cycle, agent)
                 for table in ("appeal_point", "appeal_file")]  # fmt: skip
        rows += [RowsOf("check_answer", {"check_id": one}) for one in _checks(connection, cycle, agent)]
        rows += [RowsOf("target", {"cycle_id": cycle, "agent_id": None}), RowsOf("cycle", {"code": code})]
        rows += [RowsOf("rating", {"evaluation_id": form}) for form in _forms(connection, cycle, agent)]
        rows += [RowsOf("contact_choice", {"month": code}), *_records(office, code, agent)]
        own = _own(reader, code, agent)
        return Thing(_joined(reader.agent(agent), cycle_text(code)), tuple(rows), frozenset(own), own)

    return about


def of_agent(staff_no: str) -> About:
    """What is known of a person, and what is settled for them in every month."""

    def about(_connection: Connection, reader: Reader) -> Thing:
        agent = reader.numbers.get(staff_no, 0)
        rows = [RowsOf("agent", {"id": agent})]
        rows += [RowsOf(table, {"agent_id": agent})
                 for table in ("former_number", "note", "exemption", "focus", "interview", "scorecard_reader",
                               "target_plan")]  # fmt: skip
        numbers = {number for number, key in reader.numbers.items() if key == agent} | {staff_no}
        return Thing(reader.agent(agent), tuple(rows), frozenset(numbers))

    return about


def of_record(kind: str, row_id: int, ref: str) -> About:
    """One record, and the import that brought it."""

    def about(connection: Connection, _reader: Reader) -> Thing:
        table = records_of(kind).table
        own = tables.metadata.tables[table].c
        batch = connection.execute(select(own.batch_id).where(own.id == row_id)).scalar()
        rows = (RowsOf(table, {"id": row_id}), RowsOf("import_batch", {"id": batch}))
        return Thing(ref, rows, frozenset({ref}))

    return about


def of_target(indicator: str, staff_no: str = "") -> About:
    """What was required for an indicator: planned and frozen; of everybody, or of one agent alone."""

    def about(_connection: Connection, reader: Reader) -> Thing:
        who = {"agent_id": reader.numbers.get(staff_no, 0)} if staff_no else {}
        having = {"indicator": indicator, **who}
        name = _joined(*([reader.agent(who["agent_id"])] if who else []), reader.indicator(indicator))
        return Thing(name, (RowsOf("target_plan", having), RowsOf("target", having)))

    return about


def of_scorecard(version_id: int) -> About:
    """One version of a scorecard."""

    def about(connection: Connection, _reader: Reader) -> Thing:
        own = tables.scorecard.c
        found = connection.execute(select(own.code, own.version).where(own.id == version_id)).first()
        name = "" if found is None else f"{found.code} {found.version}"
        rows = (
            RowsOf("scorecard", {"id": version_id}),
            RowsOf("scorecard_step", {"scorecard_id": version_id}),
            RowsOf("scorecard_reader", {"scorecard_id": version_id}),
        )
        return Thing(name, rows, frozenset({name} - {""}))

    return about


def of_cycle(code: str) -> About:
    """One month: opened, closed, its targets, its totals, its sheets."""

    def about(connection: Connection, _reader: Reader) -> Thing:
        cycle = _cycle(connection, code)
        rows = (
            RowsOf("cycle", {"code": code}),
            RowsOf("target", {"cycle_id": cycle, "agent_id": None}),
            RowsOf("contact_choice", {"month": code}),
            RowsOf("notice", {"cycle_id": cycle}),
        )
        return Thing(cycle_text(code), rows, frozenset({code}))

    return about


def of_user(login: str) -> About:
    """A person who signs in: what changed of them, and when they did."""

    def about(connection: Connection, reader: Reader) -> Thing:
        own = tables.user.c
        key = connection.execute(select(own.id).where(own.login == login)).scalar()
        rows = (RowsOf("user", {"id": key}), RowsOf("recovery_code", {"user_id": key}),
                RowsOf("app_token", {"user_id": key}))  # fmt: skip
        return Thing(reader.subject(login), rows, frozenset({login}))

    return about


def of_entry(office: Office, entry: Entry) -> About | None:
    """What an entry of the trail is about: an agent or one figure in a month, a month, a person, a user."""
    kind, _words = ACTIONS.get(entry.action, ("", ""))
    first, *rest = entry.subject.split("/")
    if kind in ("ratings", "months", "appeals", "checks") and rest:
        return of_cell(first, *rest[:2]) if len(rest) > 1 else of_assessment(office, first, rest[0])
    of = {"ratings": of_cycle, "months": of_cycle, "agents": of_agent, "people": of_user}.get(kind)
    return None if of is None else of(first)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _cycle(connection: Connection, code: str) -> int:
    own = tables.cycle.c
    return int(connection.execute(select(own.id).where(own.code == code)).scalar() or 0)


def _forms(connection: Connection, cycle: int, agent: int) -> list[int]:
    own = tables.evaluation.c
    query = select(own.id).where(own.cycle_id == cycle, own.agent_id == agent)
    return list(connection.execute(query).scalars())


def _appeals(connection: Connection, cycle: int, agent: int) -> list[int]:
    own = tables.appeal.c
    query = select(own.id).where(own.cycle_id == cycle, own.agent_id == agent)
    return list(connection.execute(query).scalars())


def _checks(connection: Connection, cycle: int, agent: int) -> list[int]:
    own = tables.contact_check.c
    query = select(own.id).where(own.cycle_id == cycle, own.agent_id == agent)
    return list(connection.execute(query).scalars())


def _own(reader: Reader, code: str, agent: int) -> tuple[str, ...]:
    """The subjects of an agent's month, also by the staff numbers they had."""
    return tuple(f"{code}/{number}" for number, key in reader.numbers.items() if key == agent)


def _records(office: Office, code: str, agent: int) -> Iterator[RowsOf]:
    """The agent's records of a month, and the imports with days of it, which tell of the office's own."""
    span = cycles.parse(code)
    first, end = (to_millis(midnight(day, office.zone)) for day in (span.start, span.end))
    days = span.start.isoformat(), span.end.isoformat()

    def by_moment(column: str) -> Callable[[Mapping[str, Any]], bool]:
        return lambda values: first <= int(values.get(column) or 0) < end

    def by_day(column: str) -> Callable[[Mapping[str, Any]], bool]:
        return lambda values: days[0] <= str(values.get(column)) < days[1]

    for table, kind in {one.table: one for one in all_records().values() if not one.of_office}.items():
        inside = by_day(kind.when) if kind.by_day else by_moment(kind.when)
        yield RowsOf(table, {"agent_id": agent}, inside)
    yield RowsOf("import_batch", {}, lambda values: _overlaps(values, span.start, span.end))


def _overlaps(values: Mapping[str, Any], start: date, end: date) -> bool:
    """Whether an import brought records of these days; rosters bring none."""
    first, last = values.get("first_day"), values.get("last_day")
    return bool(first) and str(first) < end.isoformat() and str(last or first) >= start.isoformat()
