"""Whether several scorecards can stand in one cycle: what their forms ask for, which grades they have."""

from __future__ import annotations

from collections.abc import Iterable

from qadesk.domain.scorecard import Indicator, Origin, Scorecard

_ASKED = (Origin.RATED, Origin.TYPED)


def forms_differ(cards: Iterable[Scorecard]) -> tuple[str, str, str] | None:
    """An indicator (its code) that two scorecards (theirs) ask for in different ways; None where none is.

    Whoever fills in the form of a cycle sees it once, whatever scorecard an agent has.
    """
    seen: dict[str, tuple[str, tuple[object, ...]]] = {}
    for card in cards:
        for one in card.indicators():
            if one.origin not in _ASKED:
                continue
            first, how = seen.setdefault(one.code, (card.code, _asked(card, one)))
            if how != _asked(card, one):
                return one.code, first, card.code
    return None


def _asked(card: Scorecard, one: Indicator) -> tuple[object, ...]:
    """All that decides what may be entered, and what it means."""
    if one.rated:
        return one.levels, card.half_points
    return one.unit, one.least, one.greatest, one.part_of


def quotas_of(card: Scorecard) -> tuple[object, ...]:
    """What agents who share quotas must have in common; nothing where there are none."""
    if not card.has_quotas:
        return ()
    shares = tuple((one.code, one.quota, one.least_share) for one in card.grades)
    return card.quota_from, card.quota_ties, card.quota_rounding, shares
