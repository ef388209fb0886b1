"""Indicators computed from others: in which order, and what becomes of a gap in what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from qadesk.domain import formula
from qadesk.domain.decimals import uncut
from qadesk.domain.formula import Absent, Found, Node
from qadesk.domain.measures import Measurement
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Given, State
from qadesk.domain.spreading import to_decimal


class Circular(ValueError):
    """Indicators that are computed from each other: `codes` names the way round."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(" → ".join(codes))
        self.codes = codes


def in_order(formulas: Mapping[str, Node], *, all_periods: bool = False) -> tuple[str, ...]:
    """The computed indicators, each after those it is computed from. Raises Circular.

    With `all_periods` also those computed from what they were in another period: there never was a first one.
    """
    uses = formula.codes if all_periods else formula.names
    done: dict[str, None] = {}

    def visit(code: str, way: tuple[str, ...]) -> None:
        if code in way:
            raise Circular((*way[way.index(code) :], code))
        if code in done:
            return
        for used in uses(formulas[code]):
            if used in formulas:
                visit(used, (*way, code))
        done[code] = None

    for code in formulas:
        visit(code, ())
    return tuple(done)


class Formulas:
    """A scorecard's formulas, read once for many agents, in an order in which each finds what it uses.

    Raises formula.FormulaError for one that cannot be read, Circular where they need each other.
    """

    def __init__(self, card: Scorecard) -> None:
        trees = {i.code: formula.parse(i.formula) for i in card.indicators() if i.formula}
        self._plan = tuple(
            _Step(code, _used(trees[code]), formula.calculation(trees[code])) for code in in_order(trees)
        )

    def complete(self, given: Mapping[str, Given], counts: Mapping[str, int]) -> dict[str, Given]:
        """What is known of an agent, with the indicators that are computed from it.

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
        known = dict(given)
        values: dict[str, Found] = dict(counts)
        settled = set[
            str
        ]()  # names whose values stand; computed ones stay fractions for the formulas after them
        for step in self._plan:
            code = step.code
            before = known.get(code)
            if before is not None and before.state in (State.OBSERVED, State.NOT_APPLICABLE):
                continue
            made = _made(step, known, values, settled)
            if before is None or before.state is not State.WAIVED or made.state is not State.MISSING:
                known[code] = made
        return known


def _used(tree: Node) -> frozenset[str]:
    return frozenset((*formula.names(tree), *(one.key for one in formula.elsewhere(tree))))


def with_computed(card: Scorecard, given: Mapping[str, Given], counts: Mapping[str, int]) -> dict[str, Given]:
    """What is known of one agent, with the indicators computed from it; see `Formulas.complete`."""
    return Formulas(card).complete(given, counts)


class _Step(NamedTuple):
    """The formula of one indicator, and the names it uses."""

    code: str
    names: frozenset[str]
    calculate: formula.Calculation


def _made(step: _Step, known: Mapping[str, Given], values: dict[str, Found], settled: set[str]) -> Given:
    """What a formula gives. `values` are those of the names met so far, and grow; those `settled` stand."""
    for name in step.names:
        one = known.get(name)
        if one is not None and name not in settled:
            values[name] = _value(one)
            settled.add(name)
    value = step.calculate(values)
    if isinstance(value, Absent):
        return Given(State.MISSING if value is Absent.MISSING else State.NOT_APPLICABLE)
    values[step.code] = value
    settled.add(step.code)
    return Given(State.OBSERVED, Measurement(to_decimal(value), 0))


def _value(given: Given) -> Found:
    if given.state is State.OBSERVED and given.measurement.value is not None:
        return uncut(given.measurement.value)
    exempt = given.state in (State.NOT_APPLICABLE, State.WAIVED)
    return Absent.NOT_APPLICABLE if exempt else Absent.MISSING
