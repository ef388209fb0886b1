"""What past months say of each indicator: one row for each agent and month, one column for each indicator."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from qadesk.domain.decimals import HUNDRED
from qadesk.domain.measures import Tally
from qadesk.domain.scorecard import Better, Indicator, Role, Scorecard
from qadesk.domain.scoring import Assessment, Line, State, Status
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import cards, cycles
from qadesk.services.assessment.earlier_months import gather
from qadesk.services.assessment.one_by_one import each_assessment
from qadesk.services.assessment.tallies import count_agents
from qadesk.storage.office import Office

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_NONE = float("nan")
_CSAT = "csat"


@dataclass
class Counts:
    """How often something holds of one indicator, in agent-months."""

    asked: int = 0  # somebody assessed, with the indicator on their scorecard
    there: int = 0  # with a value
    missing: int = 0  # none, and there should be: waived in the end, or still missing
    not_applicable: int = 0
    scored: int = 0  # with points
    top: int = 0  # with the most points its rule gives
    floor: int = 0  # with the fewest
    months: set[str] = field(default_factory=set)


class Collected:
    """Fills row by row; the tables are made of it once it is full."""

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        self.indicators = {i.code: i for i in indicators}
        self.counts = {code: Counts() for code in self.indicators}
        self.months: list[str] = []
        self._at = {code: at for at, code in enumerate(self.indicators)}
        self._csat: list[float] = []
        self._agents: list[int] = []
        # One row after the other: of years of a large office a list of lists would be long in the making.
        self._cells = {name: array("d") for name in ("points", "values", "levels", "weights")}

    def add(
        self,
        month: str,
        bounds: Bounds,
        made: Assessment,
        csat: Decimal | None,
        *,
        agent: int | None = None,
        still_open: bool = False,
    ) -> None:
        """One agent in one month; what a month `still_open` lacks may come yet and is not called missing.

        `agent` is who it is; None: who stands at the same place in every month.
        """
        if made.status is Status.EXCLUDED or (still_open and not _begun(made)):
            return
        row = {name: [_NONE] * len(self._at) for name in self._cells}
        for line in made.lines:
            if still_open and line.state is State.MISSING:
                continue
            at = self._at[line.code]
            self._count(self.counts[line.code], month, line, bounds)
            if line.value is None:
                continue
            indicator = bounds.indicators[line.code]
            value = float(line.value)
            row["values"][at] = -value if indicator.better is Better.LOWER else value
            if indicator.rated:
                row["levels"][at] = (value - 1) / (indicator.top - 1)
            if line.points is not None and line.role in (Role.WEIGHTED, Role.BONUS):
                row["points"][at] = float(line.points)
                if line.role is Role.WEIGHTED and made.computed is not None:
                    row["weights"][at] = float(line.effective_weight)
        for name, values in row.items():
            self._cells[name].extend(values)
        self._csat.append(_NONE if csat is None else float(csat))
        self._agents.append(self.months.count(month) if agent is None else agent)
        self.months.append(month)

    def table(self, name: str) -> DataFrame:
        """`points`, `values` (larger is better), `levels` (0 to 1) or `weights` (of the complete ones)."""
        import numpy
        import pandas

        cells = numpy.frombuffer(self._cells[name]).reshape(len(self.months), len(self._at))
        return pandas.DataFrame(cells, columns=list(self._at))

    def month_of_rows(self) -> Series[int]:
        """The month of each row, as a number: what is grouped by most is quickest so."""
        import pandas

        number = {month: at for at, month in enumerate(dict.fromkeys(self.months))}
        return pandas.Series([number[month] for month in self.months], dtype="int64")

    def agent_of_rows(self) -> Series[int]:
        """Whose each row is."""
        import pandas

        return pandas.Series(self._agents, dtype="int64")

    def csat(self) -> Series[float]:
        """The customers' mean rating of each row."""
        import pandas

        return pandas.Series(self._csat, dtype=float)

    @staticmethod
    def _count(counts: Counts, month: str, line: Line, bounds: Bounds) -> None:
        counts.asked += 1
        counts.months.add(month)
        counts.there += line.value is not None
        counts.missing += line.state in (State.MISSING, State.WAIVED)
        counts.not_applicable += line.state is State.NOT_APPLICABLE
        if line.points is not None and line.role in (Role.WEIGHTED, Role.BONUS):
            low, high = bounds.of[line.code]
            counts.scored += 1
            counts.top += line.points >= high
            counts.floor += line.points <= low


class Bounds:
    """The fewest and the most points of every indicator of a scorecard, out of 100 as lines have them."""

    def __init__(self, card: Scorecard) -> None:
        self.indicators = {i.code: i for i in card.indicators()}
        self.of: dict[str, tuple[Decimal, Decimal]] = {}
        for section in card.sections:
            for indicator in section.indicators:
                marks = card.full_marks(indicator, section.weight_of(indicator))
                scale = HUNDRED / marks if marks else Decimal(1)
                low, high = indicator.rule.bounds(marks)
                self.of[indicator.code] = (low * scale, high * scale)


def collect(
    office: Office, last: int, *, closed_only: bool, progress: Progress
) -> tuple[Collected, Scorecard | None]:
    """The newest `last` cycles of the office, and the newest of their scorecards (None without a cycle)."""
    chosen = [c for c in cycles.all_cycles(office) if c.closed or not closed_only][:last]
    with office.read() as connection:
        held = {c.id: cards.of_cycle(connection, c) for c in chosen}
        known: dict[str, Indicator] = {}
        for cycle in chosen:  # newest first: what an indicator is now
            for card in held[cycle.id].all:
                for indicator in card.indicators():
                    known.setdefault(indicator.code, indicator)
        collected = Collected(list(known.values()))
        every = {one.key: Bounds(one.card) for of in held.values() for one in of.every}
        for done, cycle in enumerate(chosen):
            progress.report(done, len(chosen), _("Reading {month}").format(month=cycle.code))
            own = held[cycle.id]
            gathered = None if cycle.closed else gather(connection, office, cycle, *own.all)
            tallies = gathered.tallies if gathered else {}
            csat = {one.key: _csat_line(one.card) for one in own.every}
            if cycle.closed and None in csat.values():
                tallies = count_agents(connection, office, cycle.period)
            for who, made in each_assessment(connection, office, cycle, own, gathered):
                tally, key = tallies.get(who.id, Tally()), own.last(who.id).key
                seen = _csat_of(csat[key], made, tally)
                bounds = every[key]
                collected.add(cycle.code, bounds, made, seen, agent=who.id, still_open=not cycle.closed)
    return collected, held[chosen[0].id].own.card if chosen else None


def _begun(made: Assessment) -> bool:
    """Whether anything that is weighed is known of the agent."""
    return any(line.value is not None for line in made.lines if line.role is Role.WEIGHTED)


def _csat_line(card: Scorecard) -> str | None:
    """Which indicator of the scorecard is the customers' own rating."""
    return next((i.code for i in card.indicators() if (i.measure or i.code) == _CSAT and not i.rated), None)


def _csat_of(code: str | None, made: Assessment, tally: Tally) -> Decimal | None:
    if code is not None:
        return made.line(code).value
    return Decimal(tally.rating_sum) / tally.rated if tally.rated else None
