"""The rows an assessment was made of, and what the trail says of them, as data that can be checked again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, select

from qadesk.domain.masking import has_number
from qadesk.kinds.registry import stored_apart
from qadesk.progress import Progress
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.evidence_pack.counted import RATINGS, Counted, CountedRecords
from qadesk.services.evidence_pack.customers import RECORDS, without_numbers
from qadesk.services.records.stored import inside, table_of
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.trail import extract
from qadesk.storage.trail.extract import Chain, SealedPart, SealedRow
from qadesk.storage.trail.rows import Key, sealed_tables

_AFTERWARDS: Final = ("assessment_step", "correction", "interview", "scan", "appeal")
_BELOW: Final = {
    "scan": (("scan_page", "scan_id"),),
    "appeal": (("appeal_point", "appeal_id"), ("appeal_file", "appeal_id")),
}
_UNITS: Final = (1, 1000, 1_000_000)  # columns hold thousandths and millionths


def rows_behind(
    connection: Connection, office: Office, made: CycleResults, result: AgentResult
) -> list[SealedRow]:
    """Every row that an assessment was made of."""
    agent, cycle, held = result.agent.id, made.cycle.id, made.cards.held(result.agent.id)
    found: list[SealedRow] = []

    def take(table: str, ids: Collection[int] | None = None, **equal: Any) -> list[SealedRow]:
        some = extract.rows(connection, office.id, table, ids, **equal)
        found.extend(some)
        return some

    take("agent", [agent])
    take("cycle", [cycle])
    take("scorecard", {one.key for one in held})
    for one in held:
        take("scorecard_step", scorecard_id=one.key)
    take("cycle_card", cycle_id=cycle, agent_id=agent)
    take("cycle_card", cycle_id=cycle, agent_id=None)
    take("target", cycle_id=cycle, agent_id=agent)
    take("target", cycle_id=cycle, agent_id=None)
    for table in ("exemption", "typed_value", "assessment", *_AFTERWARDS, "sheet", "focus"):
        rows = take(table, cycle_id=cycle, agent_id=agent)
        for below, named in _BELOW.get(table, ()):
            for row in rows:
                take(below, None, **{named: int(row.key)})
    for one in held:
        take("scorecard_reader", scorecard_id=one.key, agent_id=agent)
    line = tables.notice_line.c
    said = select(line.id, line.notice_id).join(tables.notice).where(line.agent_id == agent)
    posted = connection.execute(said.where(tables.notice.c.cycle_id == cycle)).all()
    take("notice_line", [row.id for row in posted])
    take("notice", [row.notice_id for row in posted])
    take("contact_choice", month=made.cycle.code)
    for form in take("evaluation", cycle_id=cycle, agent_id=agent):
        take("rating", evaluation_id=int(form.key))
    batches: set[int] = set()
    for kind in stored_apart().values():
        c = table_of(kind).c
        here = inside(office, kind, made.cycle.period)
        own = here if kind.of_office else here & (c.agent_id == agent)
        numbers = connection.execute(select(c.id, c.batch_id).where(own)).all()
        take(kind.table, [row.id for row in numbers])
        batches |= {row.batch_id for row in numbers}
    take("import_batch", batches)
    return found


def chain_of(
    connection: Connection,
    office: Office,
    made: CycleResults,
    result: AgentResult,
    rows: Collection[SealedRow],
    *,
    customers: bool,
    progress: Progress,
) -> tuple[Chain, list[SealedRow]]:
    """What the trail says of these rows, with its links to the head; and the rows of who is named in it."""
    code, number = made.cycle.code, result.agent.staff_no
    about = {
        code,
        f"{code}/{number}",
        number,
        result.card.code,
        f"{result.card.code}@{result.card.version}",
    }

    def concerns(subject: str, detail: Mapping[str, Any]) -> bool:
        named = detail.get("agents")
        others = isinstance(named, list) and any(one != number for one in named)
        return not others and (subject in about or subject.startswith(f"{code}/{number}/"))

    hidden = () if customers else RECORDS
    tells = (lambda _text: True) if customers else (lambda text: not has_number(text))
    users = extract.rows(connection, office.id, "user")
    found = extract.chain(connection, office.id, rows, concerns, hidden, progress, also=users, tells=tells)
    named = {one.user_id for one in found.opened} | {*_users_in(rows)}
    return found, [row for row in users if row.key in named]


@cache
def _naming_users(table: str) -> tuple[str, ...]:
    """The columns that hold a user's number."""
    columns = tables.metadata.tables[table].c
    return tuple(one.name for one in columns if any(k.column.table is tables.user for k in one.foreign_keys))


def _users_in(rows: Iterable[SealedRow]) -> Iterator[int]:
    """The users that some rows name by their numbers."""
    for row in rows:
        naming = _naming_users(row.table)
        values = sealed_tables()[row.table].values(row.text) if naming else {}
        yield from (value for name in naming if isinstance(value := values[name], int))


def rows_data(
    connection: Connection, office: Office, rows: Collection[SealedRow], *, customers: bool
) -> dict[str, Any]:
    """The rows and the digests kept of them; without `customers` no rows of records, and numbers masked.

    Nor the digests of those: they have no salt, and what is left out could be found from them by trying.
    """
    shown = [row for row in rows if customers or row.table not in RECORDS]
    kept: list[SealedPart] = extract.parts(connection, office.id, shown)
    told = shown if customers else [without_numbers(row) for row in shown]
    return {
        "columns": {name: extract.columns(name) for name in sorted({row.table for row in shown})},
        "rows": [{"table": row.table, "key": row.key, "row": row.text} for row in told],
        "parts": [vars(part) for part in kept],
    }


def records_data(counted: Counted, rows: Collection[SealedRow]) -> dict[str, Any]:
    """What each record adds to each figure, and which of its columns says so, where one does."""
    texts = {(row.table, row.key): row.text for row in rows}
    kinds = []
    for one in counted.tables:
        listed = [{"key": key, "figures": figures} for key, figures in sorted(one.records.items())]
        kinds.append({"table": one.table, "read": _read(one, texts), "records": listed})
    return {"kinds": kinds}


def _read(one: CountedRecords, texts: Mapping[tuple[str, Key], str]) -> dict[str, list[list[str] | None]]:
    """By indicator: the columns that say what is above and below the line, and the unit they say it in."""
    if one.table not in sealed_tables() or one.table == RATINGS:
        return {}
    table, fits = sealed_tables()[one.table], dict[str, list[set[tuple[str, int]]]]()
    counts = {
        count.column for kind in stored_apart().values() if kind.table == one.table for count in kind.counts
    }
    every = {(name, unit) for name in counts.intersection(table.columns) for unit in _UNITS}
    for key, figures in one.records.items():
        values = table.values(texts.get((one.table, key), "")) if (one.table, key) in texts else {}
        for code, told in figures.items():
            left = fits.setdefault(code, [set(every), set(every)])
            for at, figure in enumerate(told):
                left[at] = {(name, unit) for name, unit in left[at] if _says(values.get(name), figure, unit)}
    return {code: [_first(left) for left in both] for code, both in fits.items()}


def _first(left: set[tuple[str, int]]) -> list[str] | None:
    name, unit = min(left, default=("", 0))
    return [name, str(unit)] if name else None


def _says(value: str | int | None, figure: str | None, unit: int) -> bool:
    known = {"true": 1, "false": 0}.get(str(value), value)
    return (
        figure is not None and str(known).lstrip("-").isdigit() and Decimal(figure) * unit == int(str(known))
    )


def trail_data(chain: Chain, users: Iterable[SealedRow]) -> dict[str, Any]:
    """The chain's links and the opened entries, with the names of who made them, as their rows have them."""
    seq, digest = chain.head
    names = {str(row.key): sealed_tables()["user"].values(row.text)["name"] for row in users}
    return {
        "first": chain.first,
        "before": chain.before,
        "head": {"seq": seq, "hash": digest},
        "links": [vars(link) for link in chain.links],
        "opened": [{**vars(one), "rows": [vars(row) for row in one.rows]} for one in chain.opened],
        "people": names,
    }
