"""Figures of other periods in words: what each was, of when, and why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from qadesk import formats
from qadesk.domain import earlier, formula
from qadesk.domain.earlier import of_indicator
from qadesk.domain.earlier_figures import MEASURED, EarlierFigure, NoEarlier, OfPeriod
from qadesk.domain.formula import Elsewhere
from qadesk.domain.formula_tree import TAKING
from qadesk.domain.scorecard import Indicator, Scorecard, Unit
from qadesk.domain.scoring import Assessment, Line
from qadesk.i18n import _, current_language, ngettext
from qadesk.services.explaining.figure_words import placed

_PLACES = 2


def functions() -> dict[str, str]:
    """What the functions are called in the user's language, by name: 上期 for before."""
    if not current_language().startswith("zh"):
        return {}
    return {name: one.called[0] for name, one in TAKING.items() if one.called}


def in_language(written: str) -> str:
    """A formula with its functions as they are called in the user's language."""
    return formula.with_names(written, functions())


def asked(figure: EarlierFigure) -> Elsewhere:
    """What was asked for, by its key."""
    node = formula.parse(figure.key)
    assert isinstance(node, Elsewhere)
    return node


def sentence(card: Scorecard, figure: EarlierFigure, places: int = _PLACES) -> str:
    """before(sat) (Satisfaction, October 2026) = 91.00%: what a formula took, or why it found nothing."""
    one = asked(figure)
    name, shown = _named(card, one.code), _shown(card, one.code, places)
    text = _("{code} ({name}: {of}) = {value}")
    value = formats.DASH if figure.value is None else shown(figure.value)
    return text.format(code=in_language(figure.key), name=name, of=came_of(card, figure, places), value=value)


def since(card: Scorecard, current: Iterable[EarlierFigure]) -> str:
    """That figures were corrected after this was closed, which changes nothing of it."""
    said = _("; ").join(sentence(card, one) for one in current)
    text = _("Other figures since it was closed, which do not change this result: {figures}")
    return text.format(figures=said) if said else ""


def lacking(card: Scorecard, indicator: Indicator, made: Assessment) -> str:
    """Why other periods had nothing for an indicator's formula; "" where they had."""
    keys = {one.key for one in of_indicator(indicator)} if indicator.formula else frozenset()
    found = [one for one in made.earlier if one.key in keys and one.value is None]
    return _("; ").join(f"{in_language(one.key)}, {came_of(card, one)}" for one in found)


def of_standard(card: Scorecard, indicator: Indicator, line: Line, made: Assessment) -> str:
    """How a standard followed from other periods, or why the scorecard's own counts; "" where it does not."""
    if not indicator.standard_from:
        return ""
    keys = {one.key for one in formula.elsewhere(formula.parse(indicator.standard_from))}
    used = [one for one in made.earlier if one.key in keys]
    said = _("; ").join(sentence(card, one) for one in used)
    if not used or all(one.value is None for one in used):
        return _("the scorecard's own, since {why}").format(why=said) if said else ""
    if indicator.standard_from in keys:
        return said
    written = in_language(indicator.standard_from)
    return _("{formula}: {figures}").format(formula=written, figures=said)


def came_of(card: Scorecard, figure: EarlierFigure, places: int = _PLACES) -> str:
    """Of which periods a figure is, each with its own value, and how they came together."""
    one = asked(figure)
    shown = _shown(card, one.code, places)
    if one.function in MEASURED:
        return _to_date(figure)
    if one.number is None:
        (of,) = figure.of
        return why(of, before=one.function == "before") if of.why else _when(of)
    each = _("; ").join(why(of) if of.why else f"{_when(of)} {_value(of, shown)}" for of in figure.of)
    if figure.value is None or one.function != "mean_of_last":
        return each
    n = len(figure.of)
    counted = ngettext(
        "mean of {there} of {n} period, each counting the same",
        "mean of {there} of {n} periods, each counting the same",
        n,
    )
    return _("; ").join((counted.format(there=figure.n, n=n), each))


def why(of: OfPeriod, *, before: bool = True) -> str:
    """Why a period has no figure; one `before` this may have been before the program was used."""
    texts = {
        NoEarlier.NO_PERIOD: _("{period} was not assessed here"),
        NoEarlier.NOT_THERE: _("the agent was not assessed in {period}"),
        NoEarlier.NO_VALUE: _("no value in {period}"),
        NoEarlier.NOT_ON_CARD: _("not on the scorecard of {period}"),
        NoEarlier.NOT_YET: _("the quarter goes on after {period}"),
        NoEarlier.OTHER: _("measured in another way in {period}, so not comparable"),
    }
    said = texts[of.why].format(period=formats.cycle_text(of.code)) if of.why else ""
    if not before or of.why not in (NoEarlier.NO_PERIOD, NoEarlier.NOT_THERE):
        return said
    month = len(of.code.partition("-")[2]) == 2 and of.code[-2:].isdigit()
    return (_("no month before: {why}") if month else _("no period before: {why}")).format(why=said)


def _when(of: OfPeriod) -> str:
    period = formats.cycle_text(of.code)
    if not of.revision:
        return _("{period}, provisional: still open").format(period=period)
    if of.revision > 1:
        return _("{period}, revision {n}").format(period=period, n=of.revision)
    return period


def _to_date(figure: EarlierFigure) -> str:
    (of,) = figure.of
    if of.why is NoEarlier.NOT_YET:
        return why(of)
    if of.why is not None:
        return _("no records in the quarter up to the end of {period}").format(
            period=formats.cycle_text(of.code)
        )
    text = ngettext(
        "all records of the quarter up to the end of {period} together, {n} case",
        "all records of the quarter up to the end of {period} together, {n} cases",
        figure.n,
    )
    return text.format(period=formats.cycle_text(of.code), n=f"{figure.n:,}")


def _value(of: OfPeriod, shown: Callable[[Decimal], str]) -> str:
    return formats.DASH if of.value is None else shown(of.value)


def _named(card: Scorecard, code: str) -> str:
    found = next((one for one in card.indicators() if one.code == code), None)
    if found is not None:
        return found.names.in_language(current_language())
    return _("Total") if code == earlier.TOTAL else code


def _shown(card: Scorecard, code: str, places: int) -> Callable[[Decimal], str]:
    unit = next((one.unit for one in card.indicators() if one.code == code), Unit.POINTS)
    return lambda value: placed(value, unit, places)
