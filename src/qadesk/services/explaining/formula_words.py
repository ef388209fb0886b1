"""A value that was calculated from others: its formula, and what each name in it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from qadesk import formats
from qadesk.domain import formula
from qadesk.domain.decimals import half_up
from qadesk.domain.scorecard import Indicator, Scorecard
from qadesk.domain.scoring import Line
from qadesk.i18n import _, current_language
from qadesk.services.assessment.results import AgentResult
from qadesk.services.explaining import earlier_words
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
    used = {
        name: values[name] if name in own else Decimal(result.tally.count(name))
        for name in formula.names(node)
        if name in values or name not in own  # what a condition does not choose may have none
    }
    earlier = {one.key: one.value for one in result.assessment.earlier if one.value is not None}
    used |= {one.key: earlier[one.key] for one in formula.elsewhere(node) if one.key in earlier}
    places = 2 if line.value is None else _places(card, indicator, line, node, used)
    known = list[str]()
    taken = {one.key: one for one in result.assessment.earlier}
    asked = (taken[one.key] for one in formula.elsewhere(node) if one.key in taken)
    known += (earlier_words.sentence(card, one, places) for one in asked)
    for name, value in used.items():
        if name in earlier:
            continue
        if name in values:
            one = card.indicator(name)
            names = one.names.in_language(current_language())
            shown = placed(value, one.unit, places)
        else:
            names, shown = _(COUNTS[name]), f"{value:,}"
        known.append(_("{code} ({name}) = {value}").format(code=name, name=names, value=shown))
    if line.value is None:  # what has no value may be why
        for name in dict.fromkeys(name for name in formula.names(node) if name not in used):
            names = card.indicator(name).names.in_language(current_language())
            known.append(_("{code} ({name}) = {value}").format(code=name, name=names, value=formats.DASH))
    return _("; ").join([f"{with_signs(indicator.formula)} = {said}", *known])


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
