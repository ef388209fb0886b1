"""Indicators computed from others: in which order, and what becomes of a gap in what they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from qadesk.domain import formula
from qadesk.domain.decimals import uncut
from qadesk.domain.formula import Absent, Found, Node, PeerCall
from qadesk.domain.measures import Measurement
from qadesk.domain.peers import Peer, PeerFigure, PeerTable
from qadesk.domain.scorecard import Better, Scorecard
from qadesk.domain.scoring import Given, State
from qadesk.domain.spreading import to_decimal
from qadesk.domain.total_rules import FigureCondition, TotalEffect

Conditions = Mapping[str, FigureCondition]  # by indicator: where it applies


_NO_CONDITIONS: Conditions = MappingProxyType({})
_MISSING, _NOT_APPLIED = Given(State.MISSING), Given(State.NOT_APPLICABLE)


class Circular(ValueError):
    """Indicators that are computed from each other: `codes` names the way round."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(" → ".join(codes))
        self.codes = codes


def in_order(
    formulas: Mapping[str, Node], conditions: Conditions = _NO_CONDITIONS, *, all_periods: bool = False
) -> tuple[str, ...]:
    """The computed indicators, each after those it is computed from. Raises Circular.

    What is computed from an indicator with a condition is so from the condition's figure, too.
    With `all_periods` also those computed from what they were in another period: there never was a first one.
    """
    uses = formula.codes if all_periods else formula.names
    done: dict[str, None] = {}

    def visit(code: str, way: tuple[str, ...]) -> None:
        if code in way:
            raise Circular((*way[way.index(code) :], code))
        if code in done:
            return
        names = uses(formulas[code])
        for used in (*names, *(conditions[name].figure for name in names if name in conditions)):
            if used in formulas:
                visit(used, (*way, code))
        done[code] = None

    for code in formulas:
        visit(code, ())
    return tuple(done)


class Known(NamedTuple):
    """What is known of an agent before anything is computed: by indicator, and counts of records by name."""

    who: Peer
    given: Mapping[str, Given]
    counts: Mapping[str, int]


class Formulas:
    """A scorecard's formulas, read once for many agents, in an order in which each finds what it uses.

    Raises formula.FormulaError for one that cannot be read, Circular where they need each other.
    """

    def __init__(self, card: Scorecard) -> None:
        trees = {i.code: formula.parse(i.formula) for i in card.indicators() if i.formula}
        self._lower = {i.code: i.better is Better.LOWER for i in card.indicators()}
        self._conditions = conditions_of(card)
        self._stages = _staged(trees, self._conditions)
        self._excluding = [r.when for r in card.on_total if r.effect is TotalEffect.EXCLUDE]

    @property
    def of_peers(self) -> bool:
        """Whether a formula uses figures of peers, so that agents are computed together."""
        return len(self._stages) > 1

    def complete(self, given: Mapping[str, Given], counts: Mapping[str, int]) -> dict[str, Given]:
        """What is known of an agent, with the indicators that are computed from it; an agent without peers.

        A figure of another period stands in `given` by its key, such as "before(sat)"; one that is not there
        does not apply.
        `counts` are plain counts of records a formula may name besides indicators; a count lacking is
        missing. What is made of something missing is missing; of something that does not apply, or divided
        by 0 (even if something else is missing), it does not apply; of what a condition does not choose
        nothing has to be there. A formula has no number of observations
        of its own, so it carries none. What is in `given` for a computed indicator itself stands: a value
        settled before, an exemption; a waiver only where nothing can be computed.

        A formula is exact in fractions, also over other formulas and over means and rates of the records
        (a third times 3 is 1). Its value is rounded once, to as many digits as figures have, for its rule.
        """
        return self.complete_all([Known(Peer(0), given, counts)])[0]

    def complete_all(
        self, agents: Sequence[Known], others: Mapping[Peer, Mapping[str, Decimal]] | None = None
    ) -> list[dict[str, Given]]:
        """The same for agents who are each other's peers.

        Whoever a rule on the total excludes is nobody's peer, and what does not apply to an agent does not
        in formulas either. With `others` an agent's peers are those, with these values by indicator (as a
        closed month keeps them), and not the other `agents`.
        """
        made = [_Agent(one.who, dict(one.given), dict(one.counts), set(), self._conditions) for one in agents]
        everybody = [one.who for one in agents] if others is None else list(others)
        for stage in self._stages:
            table = PeerTable(everybody, self._lower)
            for call in stage.calls:
                found = (
                    ((one.who.id, self._counting(one, call.code)) for one in made)
                    if others is None
                    else ((who.id, by.get(call.code)) for who, by in others.items())
                )
                table.take(call, {who: value for who, value in found if value is not None})
            for one in made:
                one.compute(stage, table)
        return [one.known for one in made]

    def _counting(self, one: _Agent, code: str) -> Decimal | None:
        """An agent's value as one of the peers: none of who is excluded."""
        return None if any(one.fulfils(when) for when in self._excluding) else one.value(code)


def conditions_of(card: Scorecard) -> Conditions:
    """Where indicators apply that do not always."""
    known = {one.code: one.applies_if for one in card.indicators()}
    return {code: when for code, when in known.items() if when is not None and when.figure in known}


def _used(tree: Node) -> frozenset[str]:
    return frozenset((*formula.own_names(tree), *(one.key for one in formula.elsewhere(tree))))


def with_computed(card: Scorecard, given: Mapping[str, Given], counts: Mapping[str, int]) -> dict[str, Given]:
    """What is known of one agent, with the indicators computed from it; see `Formulas.complete`."""
    return Formulas(card).complete(given, counts)


class _Step(NamedTuple):
    """The formula of one indicator, the names it uses, and the figures of peers."""

    code: str
    names: frozenset[str]
    calls: tuple[PeerCall, ...]
    calculate: formula.Calculation


class _Stage(NamedTuple):
    """Formulas that can be computed one after the other once the figures of peers they use are known."""

    steps: tuple[_Step, ...]
    calls: tuple[PeerCall, ...]


def _staged(trees: Mapping[str, Node], conditions: Conditions) -> tuple[_Stage, ...]:
    """The first without peers; each following one uses peers' figures of those before it."""
    stages: dict[str, int] = {}
    plan: dict[int, list[_Step]] = {0: []}

    def stage(code: str) -> int:
        also = conditions[code].figure if code in conditions else code
        return max(stages.get(code, 0), stages.get(also, 0))

    for code in in_order(trees, conditions):
        tree = trees[code]
        own, calls = _used(tree), formula.peer_calls(tree)
        before = [stage(name) for name in own] + [stage(one.code) + 1 for one in calls]
        stages[code] = max(before, default=0)
        plan.setdefault(stages[code], []).append(_Step(code, own, calls, formula.calculation(tree)))
    return tuple(
        _Stage(tuple(steps), tuple(dict.fromkeys(call for step in steps for call in step.calls)))
        for _number, steps in sorted(plan.items())
    )


class _Agent(NamedTuple):
    """One agent while formulas are computed: `values` are those of the names met so far."""

    who: Peer
    known: dict[str, Given]
    values: dict[str, Found]
    settled: set[str]  # names whose values stand; computed ones stay fractions for the formulas after them
    conditions: Conditions

    def given(self, code: str) -> Given | None:
        """What is known of an indicator, where it applies."""
        one, condition = self.known.get(code), self.conditions.get(code)
        if one is None or condition is None or one.state not in (State.OBSERVED, State.MISSING):
            return one
        figure = self.known.get(condition.figure)
        if figure is None or figure.state is State.MISSING:
            return _MISSING
        value = figure.measurement.value
        return one if value is None or condition.holds(value) else _NOT_APPLIED

    def value(self, code: str) -> Decimal | None:
        """An indicator's value, if there is one."""
        one = self.given(code)
        return None if one is None or one.state is not State.OBSERVED else one.measurement.value

    def fulfils(self, condition: FigureCondition) -> bool:
        """Whether a value is known that fulfils a condition."""
        value = self.value(condition.figure)
        return value is not None and condition.holds(value)

    def compute(self, stage: _Stage, table: PeerTable) -> None:
        """All formulas of a stage."""
        figures: dict[PeerCall, PeerFigure] = {}
        for call in stage.calls:
            figures[call], exact = table.figure(call, self.who, self.value(call.code))
            self.values[call.key] = self._absent(call, figures[call]) if exact is None else exact
        for step in stage.steps:
            before = self.known.get(step.code)
            if before is not None and before.state in (State.OBSERVED, State.NOT_APPLICABLE):
                continue
            made = self._made(step, tuple(map(figures.__getitem__, step.calls)))
            if before is None or before.state is not State.WAIVED or made.state is not State.MISSING:
                self.known[step.code] = made

    def _absent(self, call: PeerCall, figure: PeerFigure) -> Absent:
        """A rank needs an own value, which may not apply; else peers are too few."""
        one = self.given(call.code)
        if call.ranks and figure.own is None and one is not None:
            return Absent.MISSING if one.state is State.MISSING else Absent.NOT_APPLICABLE
        return Absent.MISSING

    def _made(self, step: _Step, peers: tuple[PeerFigure, ...]) -> Given:
        """What a formula gives."""
        for name in step.names:
            one = None if name in self.settled else self.given(name)
            if one is not None:
                self.values[name] = _value(one)
                self.settled.add(name)
        value = step.calculate(self.values)
        if isinstance(value, Absent):
            state = State.MISSING if value is Absent.MISSING else State.NOT_APPLICABLE
            return Given(state, peers=peers)
        if step.code not in self.conditions:
            self.values[step.code] = value
            self.settled.add(step.code)
        return Given(State.OBSERVED, Measurement(to_decimal(value), 0), peers=peers)


def _value(given: Given) -> Found:
    if given.state is State.OBSERVED and given.measurement.value is not None:
        return uncut(given.measurement.value, given.measurement.n)
    exempt = given.state in (State.NOT_APPLICABLE, State.WAIVED)
    return Absent.NOT_APPLICABLE if exempt else Absent.MISSING
