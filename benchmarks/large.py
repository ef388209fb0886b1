"""A month as large as the program promises to bear: 500 agents under 200 indicators of every kind of rule."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from benchmarks import offices
from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Better, Grade, Indicator, Level, Names, Scorecard, Section, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import cycles, targets
from qadesk.storage import tables
from qadesk.storage.office import Office

AGENTS, RECORDS, SECTIONS, INDICATORS = 500, 1_000_000, 20, 200
_SEED = 20_261_001
_KINDS_OF_RECORD = ("complaints", "incidents", "surveys", "deliveries")
_INCIDENTS = ("praise", "praise", "error", "error", "error", "abuse")
_RATED_AT = datetime(2026, 11, 2, tzinfo=UTC)
D = Decimal

Maker = Callable[[str, Names], Indicator]


def office(path: Path, records: int = RECORDS) -> Office:
    """October 2026 with so many contacts, and every other kind of record, rating and typed value."""
    made = offices.make(path, records=records, agents=AGENTS)
    chance = random.Random(_SEED)
    with made.write() as connection:
        cycle = cycles.get_in(connection, made, offices.CYCLE)
        agents = list(connection.execute(select(tables.agent.c.id)).scalars())
        _put_card(connection, made, cycle.id)
        batches = {kind: _batch(connection, made, kind) for kind in _KINDS_OF_RECORD}
        rows: dict[Any, Iterator[dict[str, Any]]] = {
            tables.complaint: _complaints(chance, agents, batches["complaints"]),
            tables.incident: _incidents(chance, agents, batches["incidents"]),
            tables.survey_answer: _surveys(chance, agents, batches["surveys"]),
            tables.evaluation: _evaluations(agents, cycle.id),
            tables.rating: _ratings(chance, agents),
            tables.typed_value: _typed(chance, agents, cycle.id),
        }
        for table, content in rows.items():
            connection.execute(insert(table), list(content))
    return made


def card(version: int = 1, *, standard: str = "30") -> Scorecard:
    """Twenty sections: five indicators from records, two rated, one typed, one computed, one beside."""
    return Scorecard(
        "bench",
        version,
        Names("大表", "Large table"),
        tuple(_section(number, D(standard)) for number in range(SECTIONS)),
        (
            Grade("A", Names("金牌", "Gold"), D(90), quota=D("0.2")),
            Grade("B", Names("银牌", "Silver"), D(80)),
            Grade("C", Names("铜牌", "Bronze"), D(70)),
            Grade("D", Names("待改进", "Needs improvement"), D(0)),
        ),
        cap=D(120),
        focus_extra=D(5),
    )


def _section(number: int, standard: Decimal) -> Section:
    makers = [_response(standard), *_WEIGHTED, _computed(number), _BESIDE[number % len(_BESIDE)]]
    indicators = tuple(
        make(f"s{number}i{place}", Names(f"指标{number}-{place}", f"Indicator {number}-{place}"))
        for place, make in enumerate(makers)
    )
    names = Names(f"分项{number}", f"Section {number}")
    return Section(f"s{number}", names, indicators, share=D(100) / SECTIONS, most=D(2), least=D(-2))


def _made(unit: str, better: str, weight: int, rule: Rule, standard: Any = None, **more: Any) -> Maker:
    required = None if standard is None else D(standard)

    def make(code: str, names: Names) -> Indicator:
        return Indicator(code, names, Unit(unit), Better(better), D(weight), rule, required, **more)

    return make


def _response(standard: Decimal) -> Maker:
    rule = Step("lower", D(5), lose=D(5), gain=D(1), at_standard=D(80))
    return _made("seconds", "lower", 15, rule, standard, measure="avg_response_seconds")


def _computed(number: int) -> Maker:
    formula = f"min(1, (resolved + {number}) / (resolved + unresolved + {number}))"
    return _made("rate", "higher", 10, Proportional(full=D(1)), "0.9", formula=formula)


_LEVELS = tuple(
    Level(n, Names(f"{n} 级", f"Level {n}"), Names(f"第 {n} 级", f"Level {n}")) for n in range(1, 6)
)
_BANDS = tuple((D(percent) / 100, D(percent)) for percent in range(100, 40, -10))
_WEIGHTED: tuple[Maker, ...] = (
    _made("rate", "higher", 15, Ladder("higher", _BANDS, D(20)), "0.9", measure="first_contact_resolution"),
    _made("rating", "higher", 10, Proportional(full=D(5), zero=D(1)), "4", measure="csat"),
    _made("rate", "lower", 10, Proportional(), "0.01", measure="complaint_rate"),
    _made("count", "lower", 10, Deduction(D(20), free=D(1)), "0", measure="errors"),
    _made("rating", "higher", 15, Proportional(full=D(5)), "4.5", levels=_LEVELS),
    _made("rating", "higher", 10, PassFail("higher"), "3", levels=_LEVELS),
    _made("rate", "higher", 5, Step("higher", D("0.01"), lose=D(2)), "0.95", typed=True),
)
_BESIDE: tuple[Maker, ...] = (
    _made("count", "higher", 0, Bonus(D("0.5"), D(2)), measure="praises"),
    _made("count", "lower", 0, RedLine(Effect.MARK, allowed=D(3)), "0", measure="abusive_language"),
    _made("count", "lower", 0, Deduction(D("0.5"), floor=D(-2)), "0", measure="errors", on_top=True),
    _made("score", "higher", 0, Unscored(), measure="nps"),
)


# ---- what happened in the month


def _put_card(connection: Connection, made: Office, cycle_id: int) -> None:
    """The cycle was opened with the standard scorecard; here it is this one's."""
    large = card()
    key = connection.execute(
        insert(tables.scorecard).values(
            code=large.code, version=1, status="published", content=to_dict(large), published_at=made.now()
        )
    ).inserted_primary_key
    assert key is not None
    connection.execute(update(tables.cycle).values(scorecard_id=key[0]))
    connection.execute(delete(tables.target))
    targets.freeze(connection, cycle_id, offices.CYCLE, large)


def _batch(connection: Connection, made: Office, kind: str) -> int:
    key = connection.execute(
        insert(tables.import_batch).values(
            kind=kind, file_name=f"{kind}.csv", file_digest="0", mapping=offices.told(kind),
            first_day=date(2026, 10, 1),
            last_day=date(2026, 10, 31), at=made.now(),
        )
    ).inserted_primary_key  # fmt: skip
    assert key is not None
    return int(key[0])


def _moment(chance: random.Random) -> Any:
    milliseconds = offices.START_MS + chance.randrange(offices.MONTH_MS)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _complaints(chance: random.Random, agents: list[int], batch: int) -> Iterator[dict[str, Any]]:
    for number in range(8 * len(agents)):
        yield {
            "ref": f"TS{number}", "agent_id": chance.choice(agents), "received_at": _moment(chance),
            "upheld": chance.random() < 0.4, "escalated": chance.random() < 0.1, "batch_id": batch,
        }  # fmt: skip


def _incidents(chance: random.Random, agents: list[int], batch: int) -> Iterator[dict[str, Any]]:
    for number in range(6 * len(agents)):
        yield {
            "ref": f"SJ{number}", "agent_id": chance.choice(agents), "batch_id": batch,
            "day": date(2026, 10, chance.randint(1, 31)), "kind": chance.choice(_INCIDENTS),
        }  # fmt: skip


def _surveys(chance: random.Random, agents: list[int], batch: int) -> Iterator[dict[str, Any]]:
    for number in range(20 * len(agents)):
        yield {
            "ref": f"WJ{number}", "agent_id": chance.choice(agents), "at": _moment(chance),
            "score": chance.randint(3, 10), "batch_id": batch,
        }  # fmt: skip


def _evaluations(agents: list[int], cycle_id: int) -> Iterator[dict[str, Any]]:
    for number, agent in enumerate(agents, start=1):
        yield {
            "id": number, "cycle_id": cycle_id, "agent_id": agent, "user_id": 1, "status": "submitted",
            "updated_at": _RATED_AT, "submitted_at": _RATED_AT,
        }  # fmt: skip


def _ratings(chance: random.Random, agents: list[int]) -> Iterator[dict[str, Any]]:
    items = [i.code for i in card().rated_items()]
    for number in range(1, len(agents) + 1):
        for item in items:
            yield {"evaluation_id": number, "item": item, "level": D(chance.randint(2, 5))}


def _typed(chance: random.Random, agents: list[int], cycle_id: int) -> Iterator[dict[str, Any]]:
    for agent in agents:
        for indicator in card().typed_items():
            value = D(chance.randint(850, 1000)) / 1000
            yield {
                "cycle_id": cycle_id,
                "agent_id": agent,
                "indicator": indicator.code,
                "value": value,
                "at": _RATED_AT,
            }
