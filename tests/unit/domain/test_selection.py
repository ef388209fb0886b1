"""Response times told fairly: the worked figures, laws that must hold, scipy and statsmodels beside them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from qadesk.domain import selection
from qadesk.domain.measures import Measurement, Tally, measure
from qadesk.domain.selection import cell_of, with_mix
from qadesk.domain.shrinking import Credibility, Group, credibility

D = Decimal


def worked() -> dict[str, Tally]:
    """A has mostly calls, which are answered at once, B mostly chats; B is faster in both."""
    made = with_mix({
        1: Tally(waits={"call 09": {"20000": 270}, "chat 09": {"60000": 30}}),
        2: Tally(waits={"call 09": {"18000": 30}, "chat 09": {"58000": 270}}),
    })  # fmt: skip
    return {"A": made[1], "B": made[2]}


@pytest.mark.parametrize(("who", "raw", "even"), [("A", 24, 40), ("B", 54, 38)])
def test_equal_mixes_turn_the_order_round(who: str, raw: int, even: int) -> None:
    tally = worked()[who]
    whole = selection.sum_up(selection.channels(tally).values())
    assert whole.mean / 1000 == raw
    assert selection.equal_channels(tally).value == even
    assert selection.by_channel(tally).value == even  # the office has 300 of each
    assert selection.weights_of("standardised_response", tally) == {"call": D("0.5"), "chat": D("0.5")}


def test_who_gave_up_counts() -> None:
    """100 answered in 20 s, 50 gone: the standard of 30 s was kept for two of three."""
    tally = Tally(offered=150, reached=100, unreached=50, waits={"call 09": {"20000": 100}})
    assert selection.within_answered(tally).value == 1
    for found in (selection.within_offered(tally), selection.answered_share(tally)):
        assert found.value is not None
        assert round(found.value, 3) == D("0.667")
        assert found.n == 150
    stricter = replace(tally, within_ms=D(19_999))
    assert selection.within_offered(stricter).value == 0
    assert (
        selection.within_answered(replace(tally, within_ms=D(20_000))).value == 1
    )  # at the standard is within


def test_what_is_missing_is_missing() -> None:
    nothing = Measurement(None, 0)
    tally = with_mix({1: Tally(waits={"call 09": {"20000": 3}}), 2: Tally(waits={"chat 09": {"50000": 3}})})[
        1
    ]
    assert selection.by_channel(tally) == selection.equal_channels(tally) == nothing  # no chats
    assert selection.same_hours(tally).value == 35  # as fast as the office at its hours, whose mean is 35 s
    empty = Tally(unreached=50, offered=50)
    assert selection.within_offered(empty) == nothing  # answered ones without a time: the rest says nothing
    assert selection.answered_share(empty).value == 0
    for figure in selection.FIGURES:
        assert measure(Tally(), [figure])[figure] == nothing
    untold = Tally(waits={cell_of("call", 9, told=False): {"20000": 5}})
    assert selection.within_offered(untold) == nothing
    assert selection.within_answered(untold).value == 1


@pytest.mark.parametrize(("part", "whole"), [(5, 3), (1, 0)])
def test_a_part_larger_than_its_whole_is_no_rate(part: int, whole: int) -> None:
    found = measure(Tally(contacts=whole, upheld=part, complaints=part, offered=whole, reached=part))
    assert found["complaint_rate"].value is found["answered_share"].value is None


cells = st.dictionaries(
    st.builds(cell_of, st.sampled_from(selection.CHANNELS), st.integers(0, 23), told=st.booleans()),
    st.dictionaries(st.integers(1, 200_000).map(str), st.integers(1, 40), min_size=1, max_size=5),
    min_size=1, max_size=6,
)  # fmt: skip


@given(cells, st.integers(1, 5))
def test_alone_everybody_is_standardised_to_the_raw_mean(
    waits: dict[str, dict[str, int]], times: int
) -> None:
    """So is everybody whose mix is the office's: another with the same work many times over."""
    many = {cell: {ms: n * times for ms, n in of.items()} for cell, of in waits.items()}
    tally = with_mix({1: Tally(waits=waits), 2: Tally(waits=many)})[1]
    raw = selection.sum_up(selection.channels(tally).values()).mean / 1000
    for found in (selection.by_channel(tally), selection.same_hours(tally)):
        assert found.value is not None
        assert found.value == pytest.approx(raw, rel=D("1e-20"))
        assert found.interval is None or found.interval.low <= found.value <= found.interval.high


@given(st.lists(cells, min_size=1, max_size=4))
def test_records_add_up_to_the_figure(agents: list[dict[str, dict[str, int]]]) -> None:
    tally = with_mix({at: Tally(waits=waits) for at, waits in enumerate(agents)})[0]
    for figure in selection.WEIGHED:
        value = measure(tally, [figure])[figure].value
        above, below, weighed = Fraction(0), Fraction(0), selection.weigher(figure, tally)
        for cell, of in tally.waits.items():
            for ms, n in of.items():
                one = weighed(Tally(waits={cell: {ms: 1}}))
                above, below = above + n * Fraction(one[0]), below + n * Fraction(one[1])
        if value is not None:
            assert float(above / below / 1000) == pytest.approx(float(value), rel=1e-12)
            assert selection.weighed_parts(figure, tally)[0] / 1000 == pytest.approx(
                value * measure(tally, [figure])[figure].n, rel=D("1e-20")
            )


@given(st.lists(st.integers(1, 100_000), min_size=6, max_size=60, unique=True))
def test_the_median_and_its_ranks(times: list[int]) -> None:
    found = selection.median(Tally(waits={"call 09": {str(ms): 1 for ms in times}}))
    assert found.value is not None
    assert found.interval is not None
    assert float(found.value * 1000) == np.median(times)
    interval = stats.quantile_test(times).confidence_interval(0.95)
    assert float(found.interval.low) * 1000 <= interval.low + 1e-3
    assert float(found.interval.high) * 1000 >= interval.high - 1e-3


def test_equal_times_are_no_proof_of_a_median() -> None:
    for n in (2, 5, 6, 300):
        found = selection.median(Tally(waits={"call 09": {"20000": n}}))
        assert found.value == 20
        assert found.interval is not None
        assert found.interval.low < 20 < found.interval.high
    assert selection.median(Tally(waits={"call 09": {"20000": 1}})).interval is None


def groups(cases: list[list[int]]) -> list[Group]:
    return [Group(len(of), D(sum(of)), D(sum(x * x for x in of))) for of in cases]


many_agents = st.lists(st.lists(st.integers(1, 5), min_size=2, max_size=30), min_size=5, max_size=12)


@given(many_agents)
def test_a_shrunk_figure_lies_between_its_own_and_the_office_s(cases: list[list[int]]) -> None:
    usual = credibility(groups(cases))
    assert usual is not None
    assert float(usual.mean) == pytest.approx(np.mean([x for of in cases for x in of]))
    for of in cases:
        own = D(sum(of)) / len(of)
        low, high = sorted((own, usual.mean))
        assert low - D("1e-20") <= usual.shrunk(own, len(of)) <= high + D("1e-20")


@given(many_agents)
def test_the_variances_are_those_of_the_one_way_layout(cases: list[list[int]]) -> None:
    """F of scipy.stats is between ÷ within mean squares."""
    usual = credibility(groups(cases))
    assert usual is not None
    everything = [x for of in cases for x in of]
    if len(set(everything)) == 1 or all(len(set(of)) == 1 for of in cases):
        return
    f = stats.f_oneway(*cases).statistic
    n, k = len(everything), len(cases)
    usual_n = (n - sum(len(of) ** 2 for of in cases) / n) / (k - 1)
    if f <= 1 + 1e-9:
        assert usual.cases is None or usual.cases > D("1e6")
    else:
        assert usual.cases is not None
        assert float(usual.cases) == pytest.approx(usual_n / (f - 1), rel=1e-6)


def test_shrinking_moves_few_cases_far_and_many_hardly() -> None:
    usual = Credibility(D("0.8"), D(10))
    assert usual.shrunk(D(1), 10) == D("0.9")
    assert D("0.99") < usual.shrunk(D(1), 1000) < 1
    assert Credibility(D("0.8"), None).shrunk(D(1), 5) == D("0.8")
    assert credibility(groups([[1, 2]] * 4)) is None  # of fewer than five agents nothing is usual
