"""From counted records to values: every indicator by hand, and nothing where there was no occasion."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.measures import (
    NOTHING,
    SOURCES,
    OfficeTally,
    Source,
    Tally,
    measure,
    measure_office,
    measure_ratings,
)
from qadesk.domain.statistics import wilson
from qadesk.services import scorecards

D = Decimal


@pytest.mark.parametrize(
    "code, tally, value, n",
    [
        ("avg_response_seconds", Tally(responses=3, response_ms=90_000), "30", 3),
        ("avg_response_seconds", Tally(responses=4, response_ms=100_010), "25.0025", 4),
        ("first_contact_resolution", Tally(resolved=9, unresolved=1), "0.9", 10),
        ("csat", Tally(rated=4, rating_sum=15), "3.75", 4),
        ("avg_talk_seconds", Tally(talks=2, talk_ms=361_000), "180.5", 2),
        ("complaint_rate", Tally(contacts=200, upheld=3), "0.015", 200),
        ("escalation_rate", Tally(complaints=4, escalated=1), "0.25", 4),
        ("complaint_response_24h", Tally(complaints=8, responded_24h=7), "0.875", 8),
        ("complaint_closed_48h", Tally(complaints=8, closed_48h=6), "0.75", 8),
        ("praises", Tally(praises=2), "2", 2),
        ("errors", Tally(errors=3), "3", 3),
        ("error_rate", Tally(contacts=100, errors=3), "0.03", 100),
        ("abusive_language", Tally(abuses=1), "1", 1),
        ("nps", Tally(surveys=10, promoters=6, detractors=2), "40", 10),
        ("nps", Tally(surveys=4, promoters=0, detractors=4), "-100", 4),
    ],
)
def test_a_value_is_what_domain_says_it_is(code: str, tally: Tally, value: str, n: int) -> None:
    measured = measure(tally)[code]
    assert (measured.value, measured.n) == (D(value), n)


def test_blanks_are_left_out_of_first_contact_resolution() -> None:
    measured = measure(Tally(contacts=50, resolved=8, unresolved=2))["first_contact_resolution"]
    assert (measured.value, measured.n, measured.interval) == (D("0.8"), 10, wilson(8, 10))


@pytest.mark.parametrize(
    "code",
    ["avg_response_seconds", "first_contact_resolution", "csat", "avg_talk_seconds", "complaint_rate",
     "escalation_rate", "complaint_response_24h", "complaint_closed_48h", "error_rate", "nps"],
)  # fmt: skip
def test_no_occasion_is_no_value(code: str) -> None:
    assert measure(Tally())[code] == NOTHING


@pytest.mark.parametrize("code", ["praises", "errors", "abusive_language"])
def test_a_count_of_nothing_is_zero(code: str) -> None:
    assert measure(Tally())[code].value == 0


def test_the_office_has_values_of_its_own() -> None:
    measured = measure_office(OfficeTally(due=1000, on_time=985, scans=400, scans_in_15_min=368))
    assert measured["delivery_on_time"].value == D("0.985")
    assert measured["tracking_15min"].value == D("0.92")
    assert measure_office(OfficeTally())["delivery_on_time"] == NOTHING


def test_a_rating_is_the_mean_of_the_levels_given() -> None:
    measured = measure_ratings([D(5), D("3.5"), D(4)])
    assert measured.value == D(12.5) / 3
    assert measured.n == 3
    assert measured.interval is not None
    assert D("2.5") < measured.interval.low < 3  # three ratings say little
    assert D("4.5") < measured.interval.high < 5


def test_a_judgement_of_the_whole_cycle_is_as_sure_as_a_rater() -> None:
    measured = measure_ratings([D(4)], whole=1)
    assert measured.whole
    assert measured.interval is not None
    assert round(measured.interval.high - measured.value, 6) == 1  # the default: a level to either side


def test_no_rating_is_nothing() -> None:
    assert measure_ratings([]) == NOTHING


def test_intervals_of_times_are_in_seconds() -> None:
    # 20, 30, 40 s: mean 30, (2/9 + 1/4) ÷ 2 ÷ 3 = 0.07870; 30 times and by exp(4.302653 * sqrt(0.0787)).
    # Above times exp of three times Johnson's term, too: 0.2361² × (1 + 2 × 4.302653²) ÷ 18 = 0.1178.
    tally = Tally(
        responses=3, response_ms=90_000, response_ms_squared=400_000_000 + 900_000_000 + 1_600_000_000
    )
    interval = measure(tally)["avg_response_seconds"].interval
    assert interval is not None
    assert (round(interval.low, 3), round(interval.high, 3)) == (D("8.972"), D("142.820"))


def test_everything_measured_has_a_source_and_is_known_to_the_scorecard() -> None:
    measured = measure(Tally()).keys() | measure_office(OfficeTally()).keys()
    assert measured == SOURCES.keys()
    from_records = {i.code for i in scorecards.shipped().indicators() if not i.rated}
    assert from_records <= SOURCES.keys()
    assert Source.RATINGS not in SOURCES.values()


@given(st.lists(st.sampled_from([D(n) / 2 for n in range(2, 11)]), min_size=1, max_size=30), st.randoms())
def test_the_order_of_ratings_never_matters(levels: list[Decimal], random: object) -> None:
    shuffled = sorted(levels, key=lambda _level: random.random())  # type: ignore[attr-defined]
    assert measure_ratings(shuffled) == measure_ratings(levels)


@given(
    st.integers(0, 500).flatmap(
        lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, n), st.integers(0, n))
    )
)
def test_rates_lie_between_none_and_all(counted: tuple[int, int, int, int]) -> None:
    n, upheld, responded, closed = counted
    tally = Tally(contacts=n, complaints=n, upheld=upheld, responded_24h=responded, closed_48h=closed)
    for code in ("complaint_rate", "complaint_response_24h", "complaint_closed_48h"):
        value = measure(tally)[code].value
        assert (value is None) == (n == 0)
        assert value is None or 0 <= value <= 1
