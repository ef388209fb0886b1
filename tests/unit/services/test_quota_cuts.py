"""A quota's cut between agents who cannot be told apart is said, whichever of several quotas made it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from numpy.random import default_rng

from qadesk.domain.scorecard import Grade, Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.services.assessment import grade_words
from tools.fairness.world import NEWEST, Agent, office

A, B, C, D = (grade.code for grade in NEWEST.grades)


@pytest.fixture(scope="module")
def card() -> Scorecard:
    quotas: tuple[Grade, ...] = tuple(
        replace(grade, quota=None if grade.code == D else Decimal("0.2")) for grade in NEWEST.grades
    )
    return replace(NEWEST, grades=quotas)


@pytest.fixture(scope="module")
def made() -> Assessment:
    return office([Agent()], default_rng(1), NEWEST).results[0].assessment


@pytest.mark.parametrize(
    ("by_total", "grade", "alike", "said"),
    [
        (A, B, (A, B), A),
        (A, B, (B, C), ""),
        (A, C, (B, C), B),  # A was full, and then B
        (A, C, (B, A), A),
        (A, D, (C,), C),
        (A, D, (D, None), ""),
        (B, B, (A,), ""),
    ],
)
def test_the_grade_is_named_whose_quota_cut(
    card: Scorecard, made: Assessment, by_total: str, grade: str, alike: tuple[str | None, ...], said: str
) -> None:
    lost = replace(made, grade=grade, by_total=by_total if by_total != grade else None)
    assert grade_words.cut_at(card, lost, alike) == said
