"""Whether what two scorecards say can be set side by side: an indicator's values, totals and grades.

A value means the same where it is measured in the same unit and direction, on the same scale, from the same
figures. Totals and grades mean the same where everything that makes them is equal: weights, rules,
standards, bounds, limits and quotas of grades. Names and wording make no difference.
"""

from __future__ import annotations

from qadesk.domain import formula
from qadesk.domain.scorecard import Indicator, Origin, Scorecard, Section


def same_figure(old: Indicator, new: Indicator) -> bool:
    """Whether a value, or a standard, of one means the same for the other, but for what a formula uses."""
    return (old.unit, old.better, source(old)) == (new.unit, new.better, source(new))


def source(indicator: Indicator) -> tuple[object, ...]:
    """Where the value comes from and on which scale it is given."""
    origin = indicator.origin
    said = {
        Origin.RECORDS: indicator.figure,
        Origin.RATED: indicator.top,
        Origin.FORMULA: indicator.formula,
        Origin.TYPED: "",
    }
    return origin, said[origin]


def with_inputs(same: dict[str, Indicator], codes: frozenset[str]) -> frozenset[str]:
    """Of indicators that are the same, those whose formulas use only indicators that are, too.

    `codes` are all indicators of both scorecards; what a formula names besides are counts of records.
    """
    left = dict(same)
    used = {code: formula.codes(formula.parse(i.formula)) & codes for code, i in left.items() if i.formula}
    while broken := [code for code in used if code in left and not used[code] <= left.keys()]:
        for code in broken:
            del left[code]
    return frozenset(left)


def comparable_values(old: Scorecard, new: Scorecard) -> frozenset[str]:
    """The codes of the indicators whose values under both scorecards can be compared."""
    if _same_version(old, new):
        return frozenset(i.code for i in new.indicators())
    before = {i.code: i for i in old.indicators()}
    same = {
        i.code: i
        for i in new.indicators()
        if i.code in before and same_figure(before[i.code], i) and same_range(before[i.code], i)
    }
    return with_inputs(same, frozenset(before) | {i.code for i in new.indicators()})


def same_range(old: Indicator, new: Indicator) -> bool:
    """Whether typed values have the same bounds, where both say some: 0-5 is another scale than 0-100."""
    return all(
        one is None or other is None or one == other
        for one, other in ((old.least, new.least), (old.greatest, new.greatest))
    )


def comparable_totals(old: Scorecard, new: Scorecard) -> bool:
    """Whether totals and grades under both scorecards can be compared."""
    return _same_version(old, new) or (
        comparable_values(old, new) == {i.code for i in old.indicators()} and _scale(old) == _scale(new)
    )


def _same_version(old: Scorecard, new: Scorecard) -> bool:
    return (old.code, old.version) == (new.code, new.version)


def _scale(card: Scorecard) -> tuple[object, ...]:
    """All of a scorecard that a total and its grade depend on."""
    return (
        card.cap,
        card.marks,
        card.quota_from,
        card.has_quotas and (card.quota_ties, card.quota_rounding),
        card.on_total,
        tuple((grade.code, grade.at_least, grade.quota, grade.least_share) for grade in card.grades),
        frozenset(_section(section) for section in card.sections),
    )


def _section(section: Section) -> tuple[object, ...]:
    indicators = frozenset(
        (i.code, i.weight, i.rule, i.standard, i.standard_from, i.role, i.applies_if)
        for i in section.indicators
    )
    return section.share, section.most, section.least, indicators
