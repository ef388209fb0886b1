"""Figures of other periods: the one before, the same of last year, the mean of the last, the quarter to date.

A formula or a standard asks for them as before(sat) or mean_of_last(sat, 3). They are taken from what those
periods came out with: of a closed one from its result that counts, of one still open from what it gives
now (provisional). A value that is not there is no fault of this period's: what is made of it does not apply.
The quarter to date, and the whole quarter in its last month, are measured anew, of the records of all its
days together: so a table of months has a row that counts once a quarter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from qadesk.domain import formula
from qadesk.domain.comparable import comparable_values
from qadesk.domain.decimals import uncut
from qadesk.domain.earlier_figures import MEASURED, WHOLE_QUARTER, EarlierFigure, NoEarlier, OfPeriod
from qadesk.domain.formula import Absent, Elsewhere, FormulaError
from qadesk.domain.formula_tree import PERIODS
from qadesk.domain.measures import FIGURES, Measurement, Source, Tally
from qadesk.domain.periods import Period, around, period, previous_period
from qadesk.domain.rule_checking import limit_range
from qadesk.domain.rules import uses_standard
from qadesk.domain.scorecard import Indicator, Origin, Scorecard
from qadesk.domain.scoring import Given, State
from qadesk.domain.selection import asked_ms
from qadesk.domain.spreading import to_decimal

TOTAL: Final = "total"  # the printed total of another period, where no indicator has that code
_QUARTER: Final = 3  # months


@dataclass(frozen=True)
class Came:
    """What a period came out with: its scorecard, and by agent (row id) and code its values.

    `others` had another scorecard in it.

    `figures` of an agent hold None for what was asked for and had no value; TOTAL is among the codes.
    """

    card: Scorecard
    figures: Mapping[int, Mapping[str, Measurement]]
    revisions: Mapping[int, int]  # of a closed one; an agent not in it: open
    others: Mapping[int, Scorecard] = field(default_factory=dict)


@dataclass(frozen=True)
class Earlier:
    """What is known of other periods than `period`, by code; and of the records of its quarter to date."""

    period: Period
    came: Mapping[str, Came] = field(default_factory=dict)
    to_date: Mapping[int, Tally] = field(default_factory=dict)
    sources: frozenset[Source] = frozenset()  # of records there are in the quarter to date


def of_indicator(indicator: Indicator) -> tuple[Elsewhere, ...]:
    """What its formula and its standard ask for of other periods, each once; unread ones nothing."""
    found: dict[Elsewhere, None] = {}
    for written in (indicator.formula, indicator.standard_from):
        try:
            asked = formula.elsewhere(formula.parse(written)) if written else ()
        except FormulaError:
            continue
        found |= dict.fromkeys(one for one in asked if one.function in PERIODS)
    return tuple(found)


def wanted(card: Scorecard) -> tuple[Elsewhere, ...]:
    """What a scorecard asks for of other periods, each once; nothing of a formula that cannot be read."""
    return tuple(dict.fromkeys(asked for one in card.indicators() for asked in of_indicator(one)))


def periods_of(asked: Elsewhere, now: Period) -> tuple[Period, ...]:
    """The periods a figure is of, the latest first; of the quarter to date the span of its days."""
    if asked.function in MEASURED:
        return (to_date(now),)
    if asked.function == "year_before":
        return (period(f"{int(now.code[:4]) - 1}{now.code[4:]}"),)
    found, before = [], now
    for _number in range(asked.number or 1):
        before = previous_period(before)
        found.append(before)
    return tuple(found)


def to_date(now: Period) -> Period:
    """From the first day of a month's quarter to its last; a longer period is itself."""
    if now.months >= _QUARTER:
        return now
    return Period(around(now.start, _QUARTER).start, now.end, now.code)


def ends_quarter(span: Period) -> bool:
    """Whether a period ends with a quarter."""
    return span.end.month % _QUARTER == 1


class EarlierFigures:
    """Finds the figures of other periods that a scorecard asks for; what all agents share is found once."""

    def __init__(self, card: Scorecard, known: Earlier) -> None:
        self._known, self._within_ms, self._card = known, asked_ms(card, {}), card
        self._same = dict[tuple[str, int], frozenset[str]]()  # what can be compared with a scorecard
        self._why: dict[tuple[str, int, str], NoEarlier | None] = {}
        self._last: tuple[int, Tally] | None = None  # whose records were looked at last
        own = {one.code: one for one in card.indicators()}
        self._asked: list[tuple[Elsewhere, str, list[tuple[str, Came | None]]]] = []
        for asked in wanted(card):
            if asked.function in MEASURED:
                self._asked.append((asked, own[asked.code].figure if asked.code in own else "", []))
            else:
                spans = [(one.code, known.came.get(one.code)) for one in periods_of(asked, known.period)]
                self._asked.append((asked, "", spans))

    def of(self, agent_id: int) -> tuple[EarlierFigure, ...]:
        """Those of one agent (row id)."""
        return tuple(
            self._together(asked, [self._one(at, came, asked.code, agent_id) for at, came in spans])
            if asked.function not in MEASURED
            else self._to_date(asked, figure, agent_id)
            for asked, figure, spans in self._asked
        )

    def _not_alike(self, then: Scorecard, code: str) -> NoEarlier | None:
        """Why a figure under another scorecard is not that of the own one."""
        key = then.code, then.version, code
        if key not in self._why:
            there = {one.code for one in then.indicators()}
            if code not in there:
                self._why[key] = None if code == TOTAL else NoEarlier.NOT_ON_CARD
            else:
                if key[:2] not in self._same:
                    self._same[key[:2]] = comparable_values(then, self._card)
                self._why[key] = None if code in self._same[key[:2]] else NoEarlier.OTHER
        return self._why[key]

    def _one(self, at: str, came: Came | None, code: str, agent_id: int) -> OfPeriod:
        if came is None:
            return OfPeriod(at, None, why=NoEarlier.NO_PERIOD)
        why = self._not_alike(came.others.get(agent_id, came.card), code)
        if why is not None:
            return OfPeriod(at, None, why=why)
        found = came.figures.get(agent_id)
        if found is None:
            return OfPeriod(at, None, why=NoEarlier.NOT_THERE)
        revision = came.revisions.get(agent_id, 0)
        one = found.get(code)
        if one is None or one.value is None:
            return OfPeriod(at, None, 0, revision, NoEarlier.NO_VALUE)
        return OfPeriod(at, one.value, one.n, revision)

    def _together(self, asked: Elsewhere, of: Sequence[OfPeriod]) -> EarlierFigure:
        there = [(one.value, one.n) for one in of if one.value is not None]
        if asked.number is None:
            return EarlierFigure(asked.key, of[0].value, of[0].n, tuple(of))
        value = None
        if asked.function == "mean_of_last":
            value = mean(there)
        elif len(there) == len(of):  # the lowest of those that are there may not be the lowest
            value, _n = min(there) if asked.function == "lowest_of_last" else max(there)
        return EarlierFigure(asked.key, value, len(there), tuple(of))

    def _tally(self, agent_id: int) -> Tally:
        if self._last is None or self._last[0] != agent_id:
            tally = self._known.to_date.get(agent_id, Tally())
            self._last = agent_id, replace(tally, within_ms=self._within_ms)
        return self._last[1]

    def _to_date(self, asked: Elsewhere, figure: str, agent_id: int) -> EarlierFigure:
        """Of all records together, so that a month with many counts for more."""
        span, found = to_date(self._known.period), Measurement(None, 0)
        if asked.function == WHOLE_QUARTER and not ends_quarter(span):
            return EarlierFigure(asked.key, None, 0, (OfPeriod(span.code, None, why=NoEarlier.NOT_YET),))
        known = FIGURES.get(figure)
        if known is not None and known.measure is not None and known.source in self._known.sources:
            found = known.measure(self._tally(agent_id))
        why = NoEarlier.NO_VALUE if found.value is None else None
        return EarlierFigure(
            asked.key, found.value, found.n, (OfPeriod(span.code, found.value, found.n, 0, why),)
        )


class EarlierStandards:
    """The standards of a scorecard that follow from other periods, read once for many agents.

    Raises FormulaError for one that cannot be read.
    """

    def __init__(self, card: Scorecard) -> None:
        self._made = [
            (one, formula.calculation(formula.parse(one.standard_from)), limit_range(one))
            for one in card.indicators()
            if one.standard_from
        ]

    def of(self, required: Mapping[str, Decimal], taken: Sequence[EarlierFigure]) -> dict[str, Decimal]:
        """What is required of an agent: what was set for them stands, the scorecard's own gives way.

        It stays where the other periods have no figure, or one that the rule cannot use. A standard is
        never beyond what a value can be.
        """
        made = dict(required)
        values = {one.key: uncut(one.value) for one in taken if one.value is not None}
        for indicator, calculate, (low, high) in self._made:
            if made.get(indicator.code, indicator.standard) != indicator.standard:
                continue
            found = calculate(values)
            if isinstance(found, Absent):
                continue
            standard = to_decimal(found)
            standard = standard if high is None else min(standard, high)
            standard = standard if low is None else max(standard, low)
            if uses_standard(indicator.rule, standard):
                made[indicator.code] = standard
        return made


def mean(values: Sequence[tuple[Decimal, int]]) -> Decimal | None:
    """Of the values of periods (with their numbers of observations), each counting alike; None of none."""
    whole = sum((uncut(value, n) for value, n in values), Fraction(0))
    return to_decimal(whole / len(values)) if values else None


def measured_to_date(card: Scorecard, code: str) -> bool:
    """Whether a quarter to date can be measured of an indicator: it is one agent's, and made of records."""
    try:
        indicator = card.indicator(code)
    except KeyError:
        return False
    known = FIGURES.get(indicator.figure)
    return indicator.origin is Origin.RECORDS and known is not None and known.measure is not None


def given(figures: Sequence[EarlierFigure]) -> dict[str, Given]:
    """What formulas go by, by key."""
    return {
        one.key: Given(State.NOT_APPLICABLE)
        if one.value is None
        else Given(State.OBSERVED, Measurement(one.value, one.n))
        for one in figures
    }
