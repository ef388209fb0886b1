"""Formulas that do nothing but compare one indicator with peers, as they are chosen on screen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from qadesk.domain import editing, formula, starters
from qadesk.domain.decimals import HUNDRED, ONE, ZERO, tidy
from qadesk.domain.editing import Spot
from qadesk.domain.formula import FormulaError, Name, Operation, PeerCall
from qadesk.domain.peer_checking import direction
from qadesk.domain.rules import Ladder, Rule, Step, Unscored
from qadesk.domain.scorecard import Indicator, Role, Scorecard, Unit


class How(StrEnum):
    """What is made of an indicator and its peers."""

    RANK = "rank"
    RANK_SHARE = "rank_share"
    PERCENTILE = "percentile"
    MINUS_MEAN = "minus_mean"  # own value less the mean
    MINUS_MEDIAN = "minus_median"
    BY_MEAN = "by_mean"  # own value ÷ the mean
    BY_MEDIAN = "by_median"
    MEAN = "mean"
    MEDIAN = "median"


class AgainstPeers(NamedTuple):
    """A comparison with peers."""

    how: How
    call: PeerCall

    @property
    def written(self) -> str:
        """As a formula."""
        sign = {"minus": "-", "by": "/"}.get(self.how.value.partition("_")[0], "")
        return f"{self.call.code} {sign} {self.call.key}" if sign else self.call.key

    def asked(self, how: How, **changes: object) -> AgainstPeers:
        """The same with something else; what does not go with it goes."""
        measure = how.value if how.value.startswith("rank") else how.value.rpartition("_")[2]
        call = replace(self.call, measure=measure, **changes)  # type: ignore[arg-type]
        call = replace(call, others=call.others and not call.ranks, mean_rank=call.mean_rank and call.ranks)
        return AgainstPeers(how, call)


def read(text: str) -> AgainstPeers | None:
    """The comparison a formula is; None for any other."""
    try:
        node = formula.parse(text)
    except FormulaError:
        return None
    if isinstance(node, PeerCall):
        return AgainstPeers(How(node.measure), node)
    if not isinstance(node, Operation) or node.operator not in "-/":
        return None
    own, call = node.left, node.right
    if not isinstance(own, Name) or not isinstance(call, PeerCall) or call.code != own.code or call.ranks:
        return None
    return AgainstPeers(How(f"{'minus' if node.operator == '-' else 'by'}_{call.measure}"), call)


def put(card: Scorecard, spot: Spot, made: AgainstPeers) -> Scorecard:
    """The scorecard with an indicator computed so, in the unit and direction that go with it.

    Where it was something else before, it begins with a standard and, if it is weighed, a rule that fit. A
    mean or median alone says nothing of the agent, and has the direction of what it is of. An indicator that
    is not on the scorecard leaves all but the formula as it is.
    """
    others = {one.code: one for one in card.indicators()}
    of, before = others.get(made.call.code), read(editing.indicator_at(card, spot).formula)
    card = editing.change_indicator(card, spot, formula=made.written)
    if of is None:
        return card
    unit = _unit(made, of.unit)
    better = direction(formula.parse(made.written), others) or of.better
    own = editing.indicator_at(card, spot)
    if before is not None and before.how is made.how and (own.unit, own.better) == (unit, better):
        return card
    card = editing.change_indicator(card, spot, unit=unit, standard=_standard(made))
    card = editing.set_direction(card, spot, better)
    own = editing.indicator_at(card, spot)
    if own.role is not Role.WEIGHTED:
        return card
    if made.how in (How.MEAN, How.MEDIAN):  # the same for everybody: it is there to be used elsewhere
        return starters.with_kind(card, spot, Unscored.kind)
    marks = card.full_marks(own, card.sections[spot.section].weight_of(own))
    return editing.change_indicator(card, spot, rule=_rule(made, own, marks))


def _unit(made: AgainstPeers, of: Unit) -> Unit:
    if made.how is How.RANK:
        return Unit.COUNT
    if made.call.ranks or made.how in (How.BY_MEAN, How.BY_MEDIAN):
        return Unit.RATE
    distance = made.how in (How.MINUS_MEAN, How.MINUS_MEDIAN)  # which may be below 0
    return Unit.SCORE if distance and of in (Unit.RATING, Unit.POINTS) else of


def _standard(made: AgainstPeers) -> Decimal | None:
    if made.how in (How.MINUS_MEAN, How.MINUS_MEDIAN):
        return ZERO
    return ONE if made.how in (How.BY_MEAN, How.BY_MEDIAN) else None


def _rule(made: AgainstPeers, own: Indicator, marks: Decimal) -> Rule:
    """A rule to begin with: by rank four bands, by distance points off for each step away."""
    limits = {
        How.RANK: ("1", "3", "7"), How.RANK_SHARE: ("0.1", "0.3", "0.7"),
        How.PERCENTILE: ("0.9", "0.7", "0.3"),
    }.get(made.how)  # fmt: skip
    if limits is not None:
        earned = (tidy(marks * share / HUNDRED) for share in (100, 90, 80))
        bands = tuple((Decimal(limit), points) for limit, points in zip(limits, earned, strict=True))
        return Ladder(own.better.value, bands, tidy(marks * 60 / HUNDRED))
    unit = Decimal("0.01") if own.unit.is_rate else ONE
    return Step(own.better.value, unit, lose=tidy(marks * 2 / HUNDRED))
