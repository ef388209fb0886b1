"""Weights of a scorecard: what they add up to, what is lacking, and the two ways of giving them.

Weights are given either in percent of the total, or in two steps: sections share the total, and indicators
share their section. Turning one into the other leaves what each indicator counts for as it was, but for the
rounding to two places where percentages of a section would never end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from qadesk.domain.decimals import HUNDRED, ZERO, rounded, tidy
from qadesk.domain.scorecard import Indicator, Role, Scorecard, Section


@dataclass(frozen=True)
class Sum:
    """What weights add up to, in percent; `lacking` is below 0 where it is too much."""

    together: Decimal

    @property
    def lacking(self) -> Decimal:
        """What is missing to 100."""
        return HUNDRED - self.together


def in_all(card: Scorecard) -> Sum:
    """The weights of all sections."""
    return Sum(sum((s.weight for s in card.sections if _weighed(s)), ZERO))


def inside(section: Section) -> Sum | None:
    """The weights inside a section that has a share of the total; None without anything weighed."""
    if section.share is None or not _weighed(section):
        return None
    return Sum(sum((i.weight for i in _weighed(section)), ZERO))


def in_two_steps(card: Scorecard) -> bool:
    """Whether sections share the total and indicators their section."""
    return any(section.share is not None for section in card.sections)


def with_shares(card: Scorecard) -> Scorecard:
    """The same weights in two steps."""
    return replace(card, sections=tuple(_shared(section) for section in card.sections))


def without_shares(card: Scorecard) -> Scorecard:
    """The same weights in percent of the total."""
    return replace(card, sections=tuple(_plain(section) for section in card.sections))


def _shared(section: Section) -> Section:
    weighed, share = _weighed(section), section.weight
    if section.share is not None or not weighed:
        return section
    if share <= 0:
        return replace(section, share=share)
    parts = [rounded(i.weight / share * HUNDRED, 2) for i in weighed]
    heaviest = max(range(len(weighed)), key=lambda at: weighed[at].weight)  # there a cent shows least
    parts[heaviest] += HUNDRED - sum(parts)
    left = iter(parts)
    return replace(
        section,
        share=tidy(share),
        indicators=tuple(
            replace(i, weight=tidy(next(left))) if i.role is Role.WEIGHTED else i for i in section.indicators
        ),
    )


def _plain(section: Section) -> Section:
    if section.share is None:
        return section
    return replace(
        section,
        share=None,
        indicators=tuple(
            replace(i, weight=tidy(section.weight_of(i))) if i.role is Role.WEIGHTED else i
            for i in section.indicators
        ),
    )


def _weighed(section: Section) -> list[Indicator]:
    return [i for i in section.indicators if i.role is Role.WEIGHTED]
