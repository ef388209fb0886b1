"""Indicators computed from others: in which order, and what becomes of a gap in what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from qadesk.domain import formula
from qadesk.domain.formula import Node
from qadesk.domain.measures import Measurement
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Given, State


class Circular(ValueError):
    """Indicators that are computed from each other: `codes` names the way round."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(" → ".join(codes))
        self.codes = codes


def in_order(formulas: Mapping[str, Node]) -> tuple[str, ...]:
    """The computed indicators, each after those it is computed from. Raises Circular."""
    done: dict[str, None] = {}

    def visit(code: str, way: tuple[str, ...]) -> None:
        if code in way:
            raise Circular((*way[way.index(code) :], code))
        if code in done:
            return
        for used in formula.names(formulas[code]):
            if used in formulas:
                visit(used, (*way, code))
        done[code] = None

    for code in formulas:
        visit(code, ())
    return tuple(done)


@lru_cache(maxsize=32)
def _plan(card: Scorecard) -> tuple[tuple[str, Node], ...]:
    formulas = {i.code: formula.parse(i.formula) for i in card.indicators() if i.formula}
    return tuple((code, formulas[code]) for code in in_order(formulas))


def with_computed(card: Scorecard, given: Mapping[str, Given], counts: Mapping[str, int]) -> dict[str, Given]:
    """What is known of an agent, with the indicators that are computed from it.

    `counts` are plain counts of records a formula may name besides indicators; a count lacking is missing.
    What is made of something missing is missing; of something that does not apply, or divided by 0, it does
    not apply. A formula has no number of observations of its own, so it carries none. An exemption that is
    in `given` for the computed indicator itself stands.
    """
    known = dict(given)
    for code, node in _plan(card):
        exempted = known.get(code)
        if exempted is not None and exempted.state is State.NOT_APPLICABLE:
            continue
        made = _made(node, known, counts)
        waived = exempted is not None and exempted.state is State.WAIVED and made.state is State.MISSING
        if not waived:
            known[code] = made
    return known


def _made(node: Node, known: Mapping[str, Given], counts: Mapping[str, int]) -> Given:
    values: dict[str, Fraction] = {}
    states = set()
    for name in formula.names(node):
        one = known.get(name)
        if one is not None:
            states.add(one.state)
            if one.state is State.OBSERVED and one.measurement.value is not None:
                values[name] = Fraction(one.measurement.value)
        elif name in counts:
            values[name] = Fraction(counts[name])
        else:
            states.add(State.MISSING)
    if State.MISSING in states:
        return Given(State.MISSING)
    if states & {State.NOT_APPLICABLE, State.WAIVED}:
        return Given(State.NOT_APPLICABLE)
    value = formula.evaluate(node, values)
    if value is None:
        return Given(State.NOT_APPLICABLE)
    return Given(State.OBSERVED, Measurement(Decimal(value.numerator) / Decimal(value.denominator), 0))
