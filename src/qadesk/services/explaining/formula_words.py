"""A value that was calculated from others: its formula, and what each name in it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from qadesk import formats
from qadesk.domain import formula
from qadesk.domain.decimals import half_up
from qadesk.domain.peers import PeerFigure
from qadesk.domain.scorecard import Indicator, Scorecard
from qadesk.domain.scoring import Line
from qadesk.i18n import _, current_language
from qadesk.services.assessment.results import AgentResult
from qadesk.services.explaining import earlier_words, peer_words
from qadesk.services.explaining.figure_words import MOST_PLACES, SHOWN, placed
from qadesk.tabular.scorecard_words import COUNTS

_COMPARED = {"<=": "≤", ">=": "≥", "<>": "≠", "!=": "≠"}
_SIGNS = str.maketrans({"-": "−", "*": "×", "/": "÷"})


def formula_text(card: Scorecard, result: AgentResult, line: Line, said: str) -> str:
    """The formula of a line's indicator = `said`, and what each name in it stands for, also without a value.

    The values have the places it takes to calculate with them.
    """
    indicator = card.indicator(line.code)
    node = formula.parse(indicator.formula)
    values = {one.code: one.value for one in result.assessment.lines if one.value is not None}
    own = {one.code for one in card.indicators()}
    names = tuple(dict.fromkeys(formula.own_names(node)))
    used = {
        name: values[name] if name in own else Decimal(result.tally.count(name))
        for name in names
        if name in values or name not in own  # what a condition does not choose may have none
    }
    taken = {one.key: one for one in result.assessment.earlier}
    asked = [taken[one.key] for one in formula.elsewhere(node) if one.key in taken]
    beside = {one.key: one.value for one in asked if one.value is not None}
    beside |= {one.call.key: one.value for one in line.peers if one.value is not None}
    places = 2 if line.value is None else _places(card, indicator, line, node, used | beside)
    known = [earlier_words.sentence(card, one, places) for one in asked]
    known += (_known(card, name, value, places, own=name in values) for name, value in used.items())
    known += (_of_peers(card, one, places) for one in line.peers)
    if line.value is None:  # what has no value may be why
        known += [_said(name, _name(card, name), formats.DASH) for name in names if name not in used]
    return _("; ").join([f"{earlier_words.in_language(with_signs(indicator.formula))} = {said}", *known])


def _known(card: Scorecard, name: str, value: Decimal, places: int, *, own: bool) -> str:
    if not own:
        return _said(name, _(COUNTS[name]), f"{value:,}")
    return _said(name, _name(card, name), placed(value, card.indicator(name).unit, places))


def _of_peers(card: Scorecard, one: PeerFigure, places: int) -> str:
    unit = card.indicator(one.call.code).unit
    value, made_of = peer_words.value_words(one, unit, places), peer_words.made_of(one, unit, places)
    shown = _("{value} ({made_of})").format(value=value, made_of=made_of) if made_of else value
    return _said(one.call.key, peer_words.call_words(one.call, _name(card, one.call.code)), shown)


def _said(code: str, name: str, value: str) -> str:
    return _("{code} ({name}) = {value}").format(code=code, name=name, value=value)


def _name(card: Scorecard, code: str) -> str:
    return card.indicator(code).names.in_language(current_language())


def with_signs(formula_as_typed: str) -> str:
    """A formula with the signs of arithmetic in place of those of a keyboard."""
    said = formula_as_typed.translate(_SIGNS)
    for typed, sign in _COMPARED.items():
        said = said.replace(typed, sign)
    return said


def _places(
    card: Scorecard, indicator: Indicator, line: Line, node: formula.Node, used: Mapping[str, Decimal]
) -> int:
    """How many places the values of a formula need so that calculating with them gives its own."""
    scales = {one.code: formats.scale(one.unit) for one in card.indicators()}
    for one in line.peers:
        scales[one.call.key] = formats.scale(peer_words.unit_of(one.call, card.indicator(one.call.code).unit))
    scales |= {one.key: scales.get(one.code, 1) for one in formula.elsewhere(node)}
    percent = {name: scales.get(name, 1) for name in used}  # how many of what is shown are one of a value
    own = formats.scale(indicator.unit)
    wanted = half_up((line.value or Decimal(0)) * own, SHOWN)
    for places in range(2, MOST_PLACES):
        finest = Decimal(1).scaleb(-places)
        shown = {n: Fraction(half_up(v * percent[n], finest) / percent[n]) for n, v in used.items()}
        made = formula.evaluate(node, shown)
        if made is not None and half_up(Fraction(made) * Fraction(own), SHOWN) == wanted:
            return places
    return MOST_PLACES
