"""What is known of a cycle's agents, by the indicators of one scorecard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from qadesk.domain import earlier, measures
from qadesk.domain.computed import Formulas, Known
from qadesk.domain.earlier_figures import EarlierFigure
from qadesk.domain.formula import names, parse
from qadesk.domain.measures import Measurement, Tally
from qadesk.domain.peers import Peer
from qadesk.domain.scorecard import Indicator, Origin, Role, Scorecard, Unit
from qadesk.domain.scoring import Given, State
from qadesk.domain.selection import asked_ms, needs_times
from qadesk.domain.untold import untold
from qadesk.services.assessment.knowledge import Knowledge, OfAgent
from qadesk.services.assessment.participants import Participant

_NOBODY_SETTLED: Mapping[str, Given] = MappingProxyType({})
_MISSING = Given(State.MISSING)


class Asked(NamedTuple):
    """An agent to look up: what is `settled` already is not looked up.

    The agent's `standards` say what "within the standard" means; the scorecard's stand in.
    """

    who: Participant
    settled: Mapping[str, Given] = _NOBODY_SETTLED
    standards: Mapping[str, Decimal] | None = None


class Lookup:
    """Looks agents up; what is the same for all of them is found out once.

    Raises formula.FormulaError or computed.Circular for a scorecard whose formulas cannot be worked out.
    """

    def __init__(self, card: Scorecard, known: Knowledge) -> None:
        self._known = known
        self._card, self._timed = card, needs_times(card)
        self._codes = [i.code for i in card.indicators()]
        self._formulas = Formulas(card)
        by_origin = {origin: [i for i in card.indicators() if i.origin is origin] for origin in Origin}
        # One figure may serve several indicators.
        self._recorded: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for i in by_origin[Origin.RECORDS]:
            self._recorded[i.figure, _lenient(i)].append(i.code)
        self._rated = [(i.code, i.top) for i in by_origin[Origin.RATED]]
        self._typed = [i.code for i in by_origin[Origin.TYPED]]
        self._measures = {measure for measure, _lenient in self._recorded}
        # By what was given, which the very same objects stand for: levels and values given often are one.
        self._ratings: dict[tuple[object, ...], Given] = {}
        self._values: dict[int, Given] = {}
        self._office = measures.measure_office(known.office)
        used = {name for i in card.indicators() if i.formula for name in names(parse(i.formula))}
        self._earlier = None if known.earlier is None else earlier.EarlierFigures(card, known.earlier)
        self._taken = dict[int, tuple[EarlierFigure, ...]]()
        self._standards = earlier.EarlierStandards(card)
        self._counts = [
            name for name, source in measures.COUNTS.items() if name in used and source in known.sources
        ]

    def everybody(
        self,
        asked: Iterable[Asked],
        others: Mapping[Peer, Mapping[str, Decimal]] | None = None,
    ) -> Iterator[dict[str, Given]]:
        """What is known of each agent, by indicator code; one by one where no figure of peers is used.

        `others`: who their peers are, with their values by indicator, where it is not one another.
        """
        if not self._formulas.of_peers:
            for one in asked:
                known = self._before(one)
                yield self._formulas.complete(known.given, known.counts)
            return
        yield from self._formulas.complete_all([self._before(one) for one in asked], others)

    def _before(self, asked: Asked) -> Known:
        """What is known of one agent before anything is computed."""
        who, settled, standards = asked
        agent_id = who.id
        tally, known = self._known.tallies.get(agent_id, Tally()), self._known.of(agent_id)
        if self._timed:
            tally = replace(tally, within_ms=asked_ms(self._card, standards or {}))
        found = self._from_records(tally)
        for code, top in self._rated:
            levels = known.levels.get(code)
            found[code] = self._rating(levels, top, whole=known.judged[code]) if levels else _MISSING
        for code in self._typed:
            value = known.typed.get(code)
            found[code] = _MISSING if value is None else self._value(value)
        if known.exemptions:
            exempted = {code: _exempted(known, code, found.get(code)) for code in self._codes}
            found = {code: one for code, one in exempted.items() if one is not None}
        found.update(settled)
        found.update(earlier.given(self.earlier(agent_id)))
        counts = {
            name: tally.count(name)
            for name in self._counts
            if untold(name, tally, self._known.office) is None
        }
        return Known(Peer(who.id, who.team, who.post), found, counts)

    def earlier(self, agent_id: int) -> tuple[EarlierFigure, ...]:
        """The figures of other periods that the scorecard asks for, of one agent."""
        if self._earlier is None:
            return ()
        found = self._taken.get(agent_id)
        if found is None:
            found = self._taken[agent_id] = self._earlier.of(agent_id)
        return found

    def standards(self, agent_id: int, required: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """What is `required` of an agent, with the standards that follow from other periods."""
        return self._standards.of(required, self.earlier(agent_id))

    def _from_records(self, tally: Tally) -> dict[str, Given]:
        measured = measures.measure(tally, self._measures) | self._office
        found: dict[str, Given] = {}
        for (measure, lenient), codes in self._recorded.items():
            one = self._record(measure, measured.get(measure, measures.NOTHING), lenient, tally)
            found.update(dict.fromkeys(codes, one))
        return found

    def _value(self, value: Decimal) -> Given:
        made = self._values.get(id(value))
        if made is None or made.measurement.value is not value:
            made = self._values[id(value)] = Given(State.OBSERVED, Measurement(value, 0))
        return made

    def _rating(self, given: Sequence[Decimal | None], top: int, *, whole: int) -> Given:
        levels = [level for level in given if level is not None]
        if not levels:
            return Given(State.NOT_APPLICABLE)
        # Not many levels, each given often; as text, since 4 and 4.0 are equal, but are not written alike.
        key = (top, whole, *map(str, levels))
        if key not in self._ratings:
            spread = self._known.raters.spread
            made = measures.measure_ratings(levels, top, whole=whole, spread=spread)
            self._ratings[key] = Given(State.OBSERVED, made)
        return self._ratings[key]

    def _record(self, measure: str, measurement: Measurement, lenient: bool, tally: Tally) -> Given:
        if measures.SOURCES.get(measure) not in self._known.sources:
            return Given(State.OBSERVED, measurement) if lenient else _MISSING
        if measurement.value is None:
            no_occasion = (
                measures.FIGURES[measure].only_with_occasion
                and untold(measure, tally, self._known.office) is None
            )
            return Given(State.NOT_APPLICABLE) if no_occasion else _MISSING
        return Given(State.OBSERVED, measurement)


def _lenient(indicator: Indicator) -> bool:
    """Nobody loses a bonus or crosses a red line for want of a file; all else is missing, not zero."""
    return indicator.role is not Role.WEIGHTED and indicator.unit is Unit.COUNT


def _exempted(known: OfAgent, code: str, found: Given | None) -> Given | None:
    """The same, unless the agent is exempt from it."""
    kind, reason = known.exemption_from(code) or ("", "")
    if kind == "na":
        return Given(State.NOT_APPLICABLE, reason=reason)
    if kind and (found is None or found.state is State.MISSING):
        return Given(State.WAIVED, reason=reason)
    return found
