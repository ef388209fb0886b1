"""What of two scorecards can be set side by side: indicator by indicator for values, whole for totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from qadesk.domain.comparable import comparable_totals, comparable_values
from qadesk.domain.rules import Ladder, Proportional
from qadesk.domain.scorecard import Better, Grade, Indicator, Names, Scorecard, Unit
from tests.unit.domain.cards import card, indicator

D = Decimal
QUALITY = indicator("quality", 60, typed=True, unit=Unit.COUNT, least=D(0), greatest=D(100))
SPEED = indicator("speed", 40, measure="avg_response_seconds", unit=Unit.SECONDS, better=Better.LOWER)
BOTH = indicator("both", formula="quality / contacts", unit=Unit.COUNT)
CARD = card({"one": (QUALITY, SPEED), "two": (BOTH,)})
EVERY = frozenset({"quality", "speed", "both"})

Change = Callable[[Indicator], Indicator]


def changed(code: str, change: Change) -> Scorecard:
    """The next version, one indicator of it changed."""
    sections = tuple(
        replace(
            section,
            indicators=tuple(change(i) if i.code == code else i for i in section.indicators),
        )
        for section in CARD.sections
    )
    return replace(CARD, version=2, sections=sections)


@pytest.mark.parametrize(
    "code, change, lost",
    [
        ("speed", lambda i: replace(i, measure="avg_talk_seconds"), {"speed"}),
        ("speed", lambda i: replace(i, unit=Unit.COUNT), {"speed"}),
        ("speed", lambda i: replace(i, better=Better.HIGHER), {"speed"}),
        (
            "quality",
            lambda i: replace(i, typed=False, measure="errors"),
            {"quality", "both"},
        ),  # and its formula
        ("quality", lambda i: replace(i, greatest=D(5)), {"quality", "both"}),
        ("quality", lambda i: replace(i, code="quality2"), {"quality", "both"}),
        ("both", lambda i: replace(i, formula="quality / surveys"), {"both"}),
        ("quality", lambda i: replace(i, greatest=None), set()),  # nothing is said, nothing contradicts
        ("quality", lambda i: replace(i, weight=D(50), names=Names("质检", "QA"), standard=D(90)), set()),
        ("quality", lambda i: replace(i, rule=Proportional(full=D(50))), set()),
    ],
)
def test_values_are_compared_where_they_mean_the_same(code: str, change: Change, lost: set[str]) -> None:
    new = changed(code, change)
    assert comparable_values(CARD, new) == EVERY - lost
    assert comparable_values(new, CARD) & EVERY == EVERY - lost


@pytest.mark.parametrize(
    "change",
    [
        lambda i: replace(i, weight=D(50)),
        lambda i: replace(i, standard=D(90)),
        lambda i: replace(i, rule=Proportional(full=D(50))),
        lambda i: replace(i, greatest=D(5)),
        lambda i: replace(i, on_top=True, rule=Ladder("higher", ((D(1), D(1)),))),
    ],
)
def test_totals_are_not_compared_where_what_makes_them_differs(change: Change) -> None:
    assert not comparable_totals(CARD, changed("quality", change))


@pytest.mark.parametrize(
    "other",
    [
        replace(CARD, version=2),
        replace(CARD, code="other", names=Names("另一", "Other")),
        replace(CARD, version=2, sections=tuple(reversed(CARD.sections))),
        changed("quality", lambda i: replace(i, names=Names("质检", "QA"), weight=D("60.0"))),
    ],
)
def test_names_order_and_version_make_no_difference(other: Scorecard) -> None:
    assert comparable_totals(CARD, other)
    assert comparable_values(CARD, other) == EVERY


@pytest.mark.parametrize(
    "other",
    [
        replace(CARD, version=2, cap=D(120)),
        replace(CARD, version=2, quota_from=5),
        replace(CARD, version=2, grades=(replace(CARD.grades[0], at_least=D(95)), *CARD.grades[1:])),
        replace(CARD, version=2, grades=(*CARD.grades, Grade("E", Names("差", "Poor"), D(-1)))),
        replace(CARD, version=2, sections=(replace(CARD.sections[0], most=D(5)), CARD.sections[1])),
        replace(CARD, version=2, sections=CARD.sections[:1]),
    ],
)
def test_bounds_grades_and_quotas_are_part_of_the_scale(other: Scorecard) -> None:
    assert not comparable_totals(CARD, other)


def test_a_rating_is_compared_on_one_scale_only() -> None:
    from tests.unit.services.trial_office import levels

    five = card({"s": (indicator("attitude", 100, unit=Unit.RATING, levels=levels(5)),)})
    seven = card({"s": (indicator("attitude", 100, unit=Unit.RATING, levels=levels(7)),)})
    assert comparable_values(five, replace(five, version=2)) == {"attitude"}
    assert comparable_values(five, replace(seven, version=2)) == frozenset()
