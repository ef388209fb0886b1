"""Figures of peers: rank, share of it, percentile, mean and median in the team, the post or the office."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain import checking
from qadesk.domain.assessing import Scorer
from qadesk.domain.computed import Circular, Formulas, Known
from qadesk.domain.formula import FormulaError, PeerCall, parse
from qadesk.domain.peers import MOST_LISTED, Peer
from qadesk.domain.rules import Ladder, Proportional, Rule, Step, Unscored
from qadesk.domain.scorecard import Better, Indicator, Scorecard, Unit
from qadesk.domain.scoring import Assessment, Given, State
from qadesk.domain.spreading import to_decimal
from tests.unit.domain.cards import MISSING, NA, D, card, indicator, seen

TOP = Ladder("lower", ((D("0.1"), D(100)), (D("0.3"), D(90)), (D("0.7"), D(80))), D(60))


def compared(formula: str, rule: Rule, **more: object) -> Scorecard:
    """One figure that is shown only, and one that compares it with peers and is all of the total."""
    own = indicator("x", 0, Unscored(), typed=True, unit=Unit.RATE)
    return card({"s": [own, indicator("against", 100, rule, formula=formula, **more)]})


def assessed(table: Scorecard, known: Sequence[Given], teams: Sequence[str] = ()) -> list[Assessment]:
    members = [Peer(at, teams[at] if teams else "一组", "客服") for at in range(len(known))]
    agents = [Known(who, {"x": one}, {}) for who, one in zip(members, known, strict=True)]
    scorer = Scorer(table)
    return [scorer.assess(found) for found in Formulas(table).complete_all(agents)]


def points(table: Scorecard, *values: object, teams: Sequence[str] = ()) -> list[Decimal | None]:
    return [one.line("against").points for one in assessed(table, [*map(seen, values)], teams)]


RANKED = compared("office_rank_share(x)", TOP, better=Better.LOWER, unit=Unit.RATE)


def test_points_by_rank_as_worked_by_hand() -> None:
    assert points(RANKED, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1) == [100, 90, 90, 80, 80, 80, 80, 60, 60, 60]


def test_equal_values_share_the_better_rank_or_the_mean_of_their_ranks() -> None:
    values = (10, 10, 8, 7, 6, 5, 4, 3, 2, 1)
    assert points(RANKED, *values)[:3] == [100, 100, 90]
    shared = compared("office_rank_share(x, mean_rank)", TOP, better=Better.LOWER, unit=Unit.RATE)
    assert points(shared, *values)[:3] == [90, 90, 90]  # rank 1.5 of 10


def test_the_rank_goes_by_the_direction_of_what_is_ranked() -> None:
    own = indicator("x", 0, Unscored(), typed=True, unit=Unit.SECONDS, better=Better.LOWER)
    table = card({"s": [own, indicator("against", 100, Unscored(), formula="office_rank(x)")]})
    assert [one.line("against").value for one in assessed(table, [seen(30), seen(20), seen(20)])] == [3, 1, 1]


def test_the_distance_from_the_team_as_worked_by_hand() -> None:
    """0.96 0.94 0.92 0.90: the mean is 0.93; two points less for each whole per cent below."""
    below = Step("higher", D("0.01"), lose=D(2))
    table = compared("x - team_mean(x)", below, standard=D(0), unit=Unit.RATE)
    assert points(table, "0.96", "0.94", "0.92", "0.90") == [100, 100, 98, 94]
    assert points(table, "0.96", "0.94", "0.92", "0.90", teams=("a", "a", "b", "b")) == [100, 98, 100, 98]


def test_the_mean_without_oneself() -> None:
    table = compared("x - team_mean(x, others)", Unscored())
    found = [one.line("against").value for one in assessed(table, [*map(seen, ("0.9", "0.8", "0.7"))])]
    assert found == [D("0.15"), D(0), D("-0.15")]


@pytest.mark.parametrize(
    ("own", "peers", "against", "behind"),
    [
        (".7875", ".75", 75, 100), (".78751", ".75", 100, 100), (".75", ".75", 75, 100),
        (".7125", ".75", 50, 94), (".7124", ".75", 0, 94), (".88", ".90", 50, 96),
    ],
)  # fmt: skip
def test_against_the_peers_mean_nothing_typed(own: str, peers: str, against: int, behind: int) -> None:
    """Over 5 % above, as high, 5 % below; and two points for each whole per cent behind."""
    ladder = Ladder("higher", ((D("1.05"), D(100)), (D(1), D(75)), (D("0.95"), D(50))), over=(True,))
    table = compared("x / office_mean(x, others)", ladder)
    assert points(table, own, peers)[0] == against
    step = compared(
        "max(0, office_mean(x, others) - x)", Step("lower", D("0.01"), lose=D(2)),
        better=Better.LOWER, standard=D(0), unit=Unit.RATE,
    )  # fmt: skip
    assert points(step, own, peers)[0] == behind


def test_who_has_no_value_is_no_peer_and_too_few_peers_are_missing() -> None:
    table = compared("x - office_mean(x, 2)", Unscored())
    known = [seen("0.9"), seen("0.6"), NA, MISSING]
    for one in assessed(table, known)[:2]:
        line = one.line("against")
        assert (line.state, line.peers[0].n, line.peers[0].too_few) == (State.MISSING, 1, True)
    found = assessed(table, [*known, seen("0.6")])
    assert found[0].line("against").value == D("0.2")
    assert [one.line("against").state for one in found[2:4]] == [State.NOT_APPLICABLE, State.MISSING]


def test_alone_or_without_a_team_there_are_no_peers() -> None:
    table = compared("x - team_mean(x)", Unscored())
    for teams in (("a", "b"), ("", "")):
        assert points(table, 1, 2, teams=teams) == [None, None]
        assert assessed(table, [seen(1), seen(2)], teams)[0].line("against").state is State.MISSING


def test_peers_of_peers_in_order_and_never_in_a_circle() -> None:
    steps = [
        indicator("x", 0, Unscored(), typed=True), indicator("c", 0, Unscored(), formula="office_rank(b)"),
        indicator("b", 0, Unscored(), formula="x - office_mean(x)"),
    ]  # fmt: skip
    found = Formulas(card({"s": steps})).complete_all(
        [Known(Peer(at), {"x": seen(value)}, {}) for at, value in enumerate((1, 5, 3))]
    )
    assert [one["c"].measurement.value for one in found] == [3, 1, 2]
    for text in ("office_mean(b)", "office_rank(c) + x"):
        with pytest.raises(Circular):
            Formulas(card({"s": [*steps[:2], indicator("b", 0, Unscored(), formula=text)]}))


def test_others_stay_as_they_are_given() -> None:
    """As in a closed month: one agent anew, among the others' stored values."""
    formulas = Formulas(compared("x - office_mean(x)", Unscored()))
    others = {Peer(at): {"x": D(value)} for at, value in enumerate((9, 6, 3))}
    (found,) = formulas.complete_all([Known(Peer(0), {"x": seen(12)}, {})], others)
    assert found["against"].measurement.value == 12 - 7
    ranked = Formulas(compared("office_rank(x, mean_rank)", Unscored()))
    for own, place in ((12, 1), (9, 1), (6, D("1.5")), (5, 2), (1, 3)):  # of 6 and 3, whatever it was before
        (found,) = ranked.complete_all([Known(Peer(0), {"x": seen(own)}, {})], others)
        assert found["against"].measurement.value == place


# ---- how they are written


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("TEAM_MEAN( x )", "team_mean(x)"), ("班组平均（x，不含本人）", "team_mean(x, others)"),
        ("岗位中位数(x, 3, others)", "post_median(x, others, 3)"),
        ("网点名次占比(x)", "office_rank_share(x)"),
        ("office_percentile(x, 并列取平均, 1)", "office_percentile(x, mean_rank)"),
    ],
)  # fmt: skip
def test_both_languages_mean_the_same(text: str, key: str) -> None:
    node = parse(text)
    assert isinstance(node, PeerCall)
    assert node.key == key
    assert parse(key) == node


@pytest.mark.parametrize(
    ("text", "problem", "at"),
    [
        ("team_mean(3)", "peers_of", 10), ("team_mean(x + 1)", "peers_of", 12),
        ("team_mean(", "unfinished", 10),
        ("team_mean(x, 0)", "peers_asked", 13), ("team_mean(x, 2.5)", "peers_asked", 13),
        ("team_mean(x, mean_rank)", "peers_asked", 13), ("team_rank(x, others)", "peers_asked", 13),
        ("team_mean(“x”)", "called", 10), ("team_best(x)", "unknown_function", 0),
        ("team_mean(x, others", "unfinished", 19), ("team_mean(not_applicable)", "peers_of", 10),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(text: str, problem: str, at: int) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert (refused.value.problem, refused.value.at) == (problem, at)


@pytest.mark.parametrize(
    ("formula", "better", "unit", "codes"),
    [
        ("team_rank(x)", Better.HIGHER, Unit.COUNT, {"peers_direction"}),
        ("team_rank(x)", Better.LOWER, Unit.RATE, {"peers_unit"}),
        ("team_percentile(x)", Better.LOWER, Unit.RATE, {"peers_direction"}),
        ("team_percentile(x)", Better.HIGHER, Unit.PER_MILLION, set()),
        ("x - team_mean(x)", Better.LOWER, Unit.RATE, {"peers_direction"}),
        ("max(0, 2 * (team_mean(x) - x)) + 1", Better.HIGHER, Unit.RATE, {"peers_direction"}),
        ("x / team_median(x)", Better.HIGHER, Unit.RATE, set()),
        ("1 - team_rank_share(x)", Better.HIGHER, Unit.RATE, set()),
        ("team_mean(contacts)", Better.HIGHER, Unit.RATE, {"peers_of_count"}),
    ],
)  # fmt: skip
def test_what_is_the_wrong_way_round_is_told(
    formula: str, better: Better, unit: Unit, codes: set[str]
) -> None:
    table = compared(formula, Unscored(), better=better, unit=unit)
    found = {one.code for one in checking.check(table)}
    assert {one for one in found if one.startswith("peers")} == codes


# ---- properties

VALUES = st.lists(st.integers(0, 12).map(lambda n: Fraction(n, 7)), min_size=2, max_size=9)
CALLS = ["mean", "median", "rank", "rank_share", "percentile"]


def of(values: Sequence[Fraction], text: str) -> list[Fraction | None]:
    """What a formula of peers gives each agent, as a fraction of 7 × 2 × n."""
    own: Indicator = indicator("x", 0, Unscored(), typed=True)
    table = card({"s": [own, indicator("f", 0, Unscored(), formula=text)]})
    known = [Known(Peer(at), {"x": seen(to_decimal(one))}, {}) for at, one in enumerate(values)]
    found = [one["f"].measurement.value for one in Formulas(table).complete_all(known)]
    return [None if one is None else Fraction(one).limit_denominator(10**6) for one in found]


def expected(values: Sequence[Fraction], at: int, measure: str, *, others: bool, mean_rank: bool) -> Fraction:
    rest = [*values[:at], *values[at + 1 :]]
    among = rest if others else values
    if measure == "mean":
        return sum(among, Fraction(0)) / len(among)
    if measure == "median":
        return Fraction(median(among))
    rank = Fraction(1 + sum(one > values[at] for one in rest))
    rank += Fraction(sum(one == values[at] for one in rest), 2) if mean_rank else 0
    return {"rank": rank, "rank_share": rank / len(values)}.get(measure, 1 - (rank - 1) / len(rest))


@given(VALUES, st.sampled_from(CALLS), st.booleans())
def test_exact_against_fractions(values: list[Fraction], measure: str, asked: bool) -> None:
    plain = measure in CALLS[:2]
    word = (", others" if plain else ", mean_rank") if asked else ""
    found = of(values, f"office_{measure}(x{word})")
    others, shared = plain and asked, asked and not plain
    assert found == [
        expected(values, at, measure, others=others, mean_rank=shared) for at in range(len(values))
    ]


@given(VALUES, st.sampled_from(CALLS), st.randoms())
def test_the_order_of_agents_is_no_matter(values: list[Fraction], measure: str, chance: object) -> None:
    order = list(range(len(values)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    found = of(values, f"office_{measure}(x)")
    assert of([values[at] for at in order], f"office_{measure}(x)") == [found[at] for at in order]


TABLES = [
    RANKED,
    compared("office_rank_share(x, mean_rank)", TOP, better=Better.LOWER, unit=Unit.RATE),
    compared("office_percentile(x)", Proportional(full=D(1)), unit=Unit.RATE),
    compared("x - office_mean(x)", Step("higher", D("0.1"), lose=D(5), gain=D(5), cap=D(120)), standard=D(0)),
    compared("x - office_median(x)", Step("higher", D("0.1"), lose=D(5)), standard=D(0)),
    compared("x / office_mean(x, others)", Proportional(full=D(1)), unit=Unit.RATE),
]  # fmt: skip


@given(st.sampled_from(TABLES), st.lists(st.integers(1, 12), min_size=2, max_size=9), st.integers(1, 6))
def test_a_better_own_value_never_costs_points(table: Scorecard, values: list[int], more: int) -> None:
    before = points(table, *values)[0]
    after = points(table, values[0] + more, *values[1:])[0]
    assert before is not None
    assert after is not None
    assert after >= before


def test_many_peers_are_summed_up_and_come_to_the_same() -> None:
    n = MOST_LISTED + 2
    values = [Fraction(at % 13, 7 + at) for at in range(n)]
    table = compared("x - office_mean(x)", Unscored())
    found = assessed(table, [seen(to_decimal(one)) for one in values])
    mean = sum(values, Fraction(0)) / n
    for one, value in zip(found, values, strict=True):
        line = one.line("against")
        assert line.value == to_decimal(value - mean)
        (peers,) = line.peers
        assert (peers.n, peers.figures) == (n - 1, ())
        assert peers.summed is not None
        assert abs((Fraction(peers.summed) + value) / n - mean) < Fraction(1, 10**20)


def test_a_mean_of_long_quotients_does_not_stop_the_program() -> None:
    """Five hundred counts without a common measure: a whole fraction would have thousands of digits."""
    values = [Fraction(at, 7919 + 2 * at) for at in range(1, 501)]
    found = assessed(compared("x - office_mean(x)", Unscored()), [seen(to_decimal(one)) for one in values])
    mean = sum(values, Fraction(0)) / 500
    assert found[7].line("against").value == to_decimal(values[7] - mean)
