"""Which record adds what to which figure: so that anybody can add them up again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final, Literal

from sqlalchemy import Connection, select

from qadesk.domain import formula
from qadesk.domain.check_figures import WORST
from qadesk.domain.measures import FIGURES, OfficeTally, Tally
from qadesk.domain.scorecard import Indicator, Origin, Unit
from qadesk.domain.scoring import Line
from qadesk.domain.selection import OF_TIMES, WEIGHED, weigher
from qadesk.kinds.kind import Parts, Records
from qadesk.kinds.registry import stored_apart
from qadesk.services.assessment import tallies, waits
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.storage import tables
from qadesk.storage.office import Office

RATINGS: Final = "rating"
# How a value can be worked out again: from the records, as their median or the least of them, by its formula,
# as it was typed; "kept": only read, since records are gone or have changed since the month was closed.
Way = Literal["records", "median", "least", "formula", "typed", "kept"]
MEDIAN: Final = "median_response_seconds"
_SETTLED: Final = Fraction(1, 10**18)


@dataclass
class CountedRecords:
    """The records of one table that count; what each adds above and below the line, by indicator.

    Keys are row numbers, of ratings those of their forms. Figures are exact text.
    """

    table: str
    records: dict[int, dict[str, tuple[str, str | None]]] = field(default_factory=dict)

    def add(self, key: int, code: str, above: Decimal | int, below: Decimal | int | None) -> None:
        """Say what one record adds to one figure."""
        under = None if below is None else str(below)
        self.records.setdefault(key, {})[code] = (str(above), under)


@dataclass(frozen=True)
class Counted:
    """All of them; how each value is made, whether it is a quotient, and the counts that formulas name."""

    tables: tuple[CountedRecords, ...]
    ways: Mapping[str, Way]
    divided: Mapping[str, bool]
    counts: Mapping[str, int]


def counted(connection: Connection, office: Office, made: CycleResults, result: AgentResult) -> Counted:
    """What counts for one agent in a cycle."""
    found: list[tuple[Records, CountedRecords, Mapping[int, Tally | OfficeTally]]] = []
    for kind in stored_apart().values():
        each = tallies.count_rows(connection, office, made.cycle.period, kind, result.agent.id)
        found.append((kind, CountedRecords(kind.table), each))
    ratings = CountedRecords(RATINGS)
    levels = _levels(connection, made, result)
    ways: dict[str, Way] = {}
    divided: dict[str, bool] = {}
    for indicator in result.card.indicators():
        line = result.assessment.line(indicator.code)
        if indicator.origin is Origin.RECORDS:
            divided[indicator.code] = _parts(indicator) is not None
            for kind, records, rows in found:
                if indicator.figure in OF_TIMES:
                    at = (connection, office, made.cycle.period, kind.source, result.agent.id)
                    _add_times(indicator, records, waits.of_rows(*at, result.tally), result.tally)
                else:
                    _add_up(indicator, kind, records, rows)
        elif indicator.rated:
            divided[indicator.code] = True
            for form, level in levels.get(indicator.code, ()):
                ratings.add(form, indicator.code, level, 1)
        everything = (*(records for _kind, records, _rows in found), ratings)
        ways[indicator.code] = _way(indicator, line, everything, divided.get(indicator.code, False))
    listed = tuple(one for one in (*(records for _k, records, _r in found), ratings) if one.records)
    return Counted(listed, ways, divided, _named(result))


def _levels(
    connection: Connection, made: CycleResults, result: AgentResult
) -> dict[str, list[tuple[int, Decimal]]]:
    form, rating = tables.evaluation.c, tables.rating.c
    rows = connection.execute(
        select(form.id, rating.item, rating.level)
        .join_from(tables.evaluation, tables.rating)
        .where(form.cycle_id == made.cycle.id, form.agent_id == result.agent.id)
        .where(form.status == "submitted", rating.level.is_not(None))
        .order_by(form.id)
    )
    found: dict[str, list[tuple[int, Decimal]]] = {}
    for number, item, level in rows:
        found.setdefault(item, []).append((number, level))
    return found


def _parts(indicator: Indicator) -> Parts | None:
    return next(
        (k.parts[indicator.figure] for k in stored_apart().values() if indicator.figure in k.parts), None
    )


def _add_up(
    indicator: Indicator, kind: Records, records: CountedRecords, rows: Mapping[int, Tally | OfficeTally]
) -> None:
    """What each record of a kind adds to an indicator; nothing where it adds nothing."""
    of_office = any(indicator.figure in one.parts and one.of_office for one in stored_apart().values())
    if indicator.figure not in FIGURES or kind.of_office != of_office:
        return
    parts, measure = _parts(indicator), FIGURES[indicator.figure].measure
    for key, tally in rows.items():
        if parts is not None:
            above, below = Decimal(parts.numerator(tally)), parts.denominator(tally)
            if indicator.unit is Unit.SECONDS:
                above /= 1000
            if above or below:
                records.add(key, indicator.code, above, below)
        elif measure is not None and isinstance(tally, Tally):
            value = measure(tally).value
            if value is None or (value == 0 and indicator.figure not in WORST):
                continue
            records.add(key, indicator.code, value, None)


def _add_times(
    indicator: Indicator, records: CountedRecords, rows: Mapping[int, Tally], whole: Tally
) -> None:
    """What each contact adds to a figure of single response times; to a median, its own time."""
    parts, weighed = _parts(indicator), weigher(indicator.figure, whole)
    for key, tally in rows.items():
        above: Decimal
        below: Decimal | int | None
        if parts is None:
            value = FIGURES[indicator.figure].measure
            time = None if value is None else value(tally).value
            if time is not None:
                records.add(key, indicator.code, time, None)
            continue
        if indicator.figure in WEIGHED:
            above, below = weighed(tally)
            above /= 1000
        else:
            above, below = Decimal(parts.numerator(tally)), parts.denominator(tally)
        if above or below:
            records.add(key, indicator.code, above, below)


def _way(indicator: Indicator, line: Line, listed: tuple[CountedRecords, ...], divided: bool) -> Way:
    if indicator.origin is Origin.TYPED:
        return "typed"
    if indicator.origin is Origin.FORMULA:
        return "formula"
    if indicator.figure == MEDIAN:
        found = sorted(Fraction(above) for above, _below in _figures(indicator.code, listed))
        middle = line.value is not None and found and median(found) == Fraction(line.value)
        return "median" if middle else "kept"
    if indicator.figure in WORST:
        least = min((Fraction(above) for above, _below in _figures(indicator.code, listed)), default=None)
        return "least" if line.value is not None and least == Fraction(line.value) else "kept"
    above, below = Fraction(0), Fraction(0)
    for over, under in _figures(indicator.code, listed):
        above, below = above + Fraction(over), below + Fraction(under or 0)
    if line.value is None or (divided and not below):
        return "kept"
    again = above / below if divided else above
    close = max(Fraction(1), abs(again)) * _SETTLED
    return "records" if abs(again - Fraction(line.value)) <= close else "kept"


def _figures(code: str, listed: tuple[CountedRecords, ...]) -> Iterator[tuple[str, str | None]]:
    for one in listed:
        for figures in one.records.values():
            if code in figures:
                yield figures[code]


def _named(result: AgentResult) -> dict[str, int]:
    """The counts that the scorecard's formulas name, by name."""
    indicators = tuple(result.card.indicators())
    used = {name for one in indicators if one.formula for name in formula.names(formula.parse(one.formula))}
    return {name: result.tally.count(name) for name in sorted(used - {one.code for one in indicators})}
