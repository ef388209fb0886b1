"""How sure results are: draws against the exact rules, intervals, grades, ranks, who is alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.assessing import assess
from qadesk.domain.measures import Measurement, measure_ratings
from qadesk.domain.quotas import with_quotas
from qadesk.domain.rules import Effect, Ladder, RedLine
from qadesk.domain.scorecard import Role, Rounding, Scorecard, Ties, Unit
from qadesk.domain.scoring import Assessment, Given, Line, State, points_at
from qadesk.domain.statistics import Evidence, Interval
from qadesk.progress import Cancelled, Progress
from qadesk.services.assessment import drawn_rules, draws, results, results_export, standings, uncertainty
from qadesk.services.assessment.results import CycleResults
from qadesk.services.assessment.uncertainty import Undrawn
from qadesk.services.explaining import result_words
from qadesk.services.explaining.result_words import facts_text
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.under_card import under
from tests.unit.domain.cards import card, indicator, scorecards
from tools.fairness.world import Agent, office

D = Decimal


@given(scorecards(), st.integers(0, 2**32))
def test_every_rule_gives_what_the_domain_gives(made: object, seed: int) -> None:
    chance = np.random.default_rng(seed)
    for one in made.indicators():  # type: ignore[attr-defined]
        if one.role is Role.RED_LINE:
            continue
        weight = made.section_of(one.code).weight_of(one)  # type: ignore[attr-defined]
        values = chance.uniform(0, 130, 20)
        found = drawn_rules.points(made, one, weight, values, one.standard)  # type: ignore[arg-type]
        for value, points in zip(values, found, strict=True):
            exact = points_at(made, one, weight, D(float(value)), one.standard)  # type: ignore[arg-type]
            assert exact is not None
            assert points == pytest.approx(float(exact), abs=1e-6)
        if one.standard is None:
            continue
        others = one.standard * D("1.25"), one.standard  # of two agents at once
        column = np.array([[float(other)] for other in others])
        both = drawn_rules.points(made, one, weight, np.stack([values, values]), column)  # type: ignore[arg-type]
        for other, row in zip(others, both, strict=True):
            alone = drawn_rules.points(made, one, weight, values, other)  # type: ignore[arg-type]
            assert row == pytest.approx(alone, abs=1e-9)


def _line(code: str, weight: Decimal, standard: Decimal | None) -> Line:
    return Line(
        code, "", Role.WEIGHTED, State.OBSERVED, D(1), 9, None, None, standard, None, D(1), weight, weight
    )


def test_totals_are_those_of_the_exact_rules_on_every_draw(sample_office: Office) -> None:
    made = results.results(sample_office, "2026-09")
    for result in made.results[:5]:
        lines, own = result.assessment.lines, draws.source(result.digest)
        drawn = {}
        for line in lines:
            found = draws.spread(line, made.cards.own.card.indicator(line.code))
            if found is not None and line.role in (Role.WEIGHTED, Role.BONUS):
                drawn[line.code] = draws.values([found])[0].take(draws.picked(own, 64))
        assert len(drawn) > 5
        for at, total in enumerate(draws.totals(made.cards.own.card, [result], count=64)[0]):
            known = {line.code: Given(line.state, line.measurement, line.reason) for line in lines}
            for code, values in drawn.items():
                known[code] = Given(State.OBSERVED, Measurement(D(float(values[at])), 20))
            standards = {line.code: line.standard for line in lines if line.standard is not None}
            exact = assess(made.cards.own.card, known, standards).computed
            assert exact is not None
            assert float(total) == pytest.approx(float(exact), abs=0.00501)


@pytest.mark.parametrize(
    "unit, measured",
    [
        (Unit.RATE, Measurement(D("0.9"), 200, Interval(D("0.850"), D("0.934")))),
        (Unit.COUNT, Measurement(D(7), 7, Interval(D("2.81"), D("14.42")))),
        (Unit.SECONDS, Measurement(D(30), 40, Interval(D(26), D("34.6")))),
        (Unit.RATING, measure_ratings([D(4)] * 9 + [D(5)] * 6 + [D(2)])),
        (Unit.RATING, measure_ratings([D(3)], whole=1)),
    ],
)
def test_draws_lie_as_the_interval_says(unit: Unit, measured: Measurement) -> None:
    one = replace(indicator("x", 100, Ladder("higher", ((D(1), D(100)),))), unit=unit)
    made = assess(card({"s": [one]}), {"x": Given(State.OBSERVED, measured)})
    found = draws.spread(made.line("x"), one)
    assert found is not None
    values = draws.values([found])[0].take(draws.picked(draws.source("1"), 40_000))
    assert measured.interval is not None
    wanted = float(measured.interval.low), float(measured.interval.high)
    near = (wanted[1] - wanted[0]) / 12
    assert np.quantile(values, (0.025, 0.975)) == pytest.approx(wanted, abs=near)


def bare(made: CycleResults) -> CycleResults:
    """A closed cycle as if nothing had been stored of how sure it is."""
    return replace(made, results=tuple(replace(one, stored=None) for one in made.results))


def test_what_was_stored_at_closing_stays(sample_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made = results.results(sample_office, "2026-09")
    drawn = uncertainty.month(bare(made))
    monkeypatch.setattr(draws, "totals", lambda *_told, **_more: pytest.fail("drawn again"))
    assert uncertainty.month(made) == drawn
    assert uncertainty.of_agent(made.results[0]) == drawn.of[made.results[0].agent.staff_no]


def test_what_is_typed_or_without_spread_is_exact(sample_office: Office) -> None:
    made = results.results(sample_office, "2026-09")
    result = made.results[0]
    lines = tuple(line._replace(interval=None) for line in result.assessment.lines)
    certain = replace(result, assessment=replace(result.assessment, lines=lines), stored=None)
    found = uncertainty.of_agent(certain)
    assert found is not None
    assert found.interval.high - found.interval.low <= D("0.1")
    assert found.grades[result.assessment.grade or ""] == 1


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = month.filled(tmp_path / "branch.qadesk")
    yield made
    made.close()


def test_those_graded_have_an_interval_and_alike_is_mutual(branch: Office) -> None:
    found = standings.with_uncertainty(standings.standings(branch, CODE))
    assert found.sure.of.keys() == {"KF01", "KF02"}  # KF03 has no total, KF04 crossed a red line
    for one, others in found.sure.alike.items():
        assert all(one in found.sure.alike[other] for other in others)
    for result in found.made.results[:2]:
        sure = found.sure.of[result.agent.staff_no]
        assert result.assessment.total is not None
        assert (
            sure.interval.low
            <= result.assessment.total
            <= sure.interval.high
            <= found.made.cards.own.card.cap
        )
        assert sum(sure.grades.values()) == pytest.approx(1)


def test_everybody_draws_the_same_alone_or_among_all(sample_office: Office) -> None:
    made = bare(results.results(sample_office, "2026-09"))
    found = uncertainty.month(made)
    assert found == uncertainty.month(bare(results.results(sample_office, "2026-09")))
    for result in made.results:
        alone = uncertainty.of_agent(result)
        assert alone is not None
        assert replace(found.of[result.agent.staff_no], ranks=None) == alone


def test_a_red_line_that_caps_the_grade_leaves_no_better_one() -> None:
    made = office([Agent(response=20, resolved=0.99, errors=0.01)], np.random.default_rng(1))
    result = made.results[0]
    line = made.cards.own.card.indicator("abusive_language")
    capped = replace(line, rule=RedLine(Effect.CAP_GRADE, "C"))
    sections = tuple(
        replace(s, indicators=tuple(capped if i.code == capped.code else i for i in s.indicators))
        for s in made.cards.own.card.sections
    )
    crossed = replace(
        result, assessment=replace(result.assessment, red_lines=("abusive_language",), grade="C")
    )
    found = uncertainty.of_agent(replace(crossed, card=replace(made.cards.own.card, sections=sections)))
    assert found is not None
    assert found.grades["A"] == found.grades["B"] == 0
    assert found.grades["C"] + found.grades["D"] == 1


def _graded(card: Scorecard, made: Assessment, total: Decimal) -> Assessment:
    """With the grade of another total, capped where a red line is crossed."""
    own = card.grade_of(total).code
    grade = max(own, card.grades[1].code, key=card.grade_rank) if made.red_lines else own
    return replace(made, total=total, grade=grade, by_total=None if grade == own else own)


@given(
    st.integers(0, 2**32),
    st.sampled_from([D("0.05"), D("0.2"), D("0.34"), D("0.5")]),
    st.sampled_from(list(Ties)),
    st.sampled_from(list(Rounding)),
    st.sampled_from([None, D("0.1"), D("0.25"), D("0.34")]),
)
def test_quotas_hold_in_every_draw(
    seed: int, quota: Decimal, ties: Ties, rounding: Rounding, least: Decimal | None
) -> None:
    """Against the domain's own shares, totals that tie and agents whom a red line caps among them."""
    chance = np.random.default_rng(seed)
    made = office([Agent()] * 10, chance)
    first, *rest = made.cards.own.card.grades
    grades = (replace(first, quota=quota), replace(rest[0], quota=D("0.3")), *rest[1:])
    grades = (*grades[:-1], replace(grades[-1], least_share=least))
    lost = indicator("lost", 0, RedLine(Effect.CAP_GRADE, rest[0].code))
    more = replace(made.cards.own.card.sections[-1], code="lost", indicators=(lost,))
    sections = (*made.cards.own.card.sections, more)
    limited = replace(made.cards.own.card, grades=grades, quota_from=2, quota_ties=ties, sections=sections)
    limited = replace(limited, quota_rounding=rounding)
    crossed = [("lost",) if chance.random() < 0.3 else () for _result in made.results]
    rows = [
        replace(r, assessment=replace(r.assessment, red_lines=lines), card=limited)
        for r, lines in zip(made.results, crossed, strict=True)
    ]
    totals = np.round(chance.uniform(70, 105, (10, 3)), 0)
    places = uncertainty._grades(rows, uncertainty._Drawn(totals), rows)
    for at in range(3):
        before = [_graded(limited, r.assessment, D(float(totals[n, at]))) for n, r in enumerate(rows)]
        wanted = [limited.grade_rank(one.grade or "") for one in with_quotas(limited, before)]
        assert list(places[:, at]) == wanted


def test_ranks_are_shared_by_equal_totals() -> None:
    totals = np.array([[90.0, 80.0], [90.0, 70.0], [85.0, 80.0]])
    assert uncertainty._ranks(totals).tolist() == [[1, 1], [1, 3], [3, 1]]


def test_who_is_far_apart_differs_and_who_is_the_same_does_not() -> None:
    chance = np.random.default_rng(3)
    strong, weak = Agent(response=22, resolved=0.98, upheld=0.003), Agent(response=70, resolved=0.7, errors=4)
    made = office([strong, strong, weak, weak], chance)
    found = uncertainty.month(made)
    groups = {frozenset((one, *others)) for one, others in found.alike.items()}
    assert groups == {frozenset(("KF0001", "KF0002")), frozenset(("KF0003", "KF0004"))}


def test_nobody_and_one_alone_and_cancelling() -> None:
    made = office([Agent()], np.random.default_rng(4))
    assert uncertainty.month(replace(made, results=())) == uncertainty.NOT_YET
    alone = uncertainty.month(made)
    assert alone.alike == {"KF0001": ()}
    assert alone.of["KF0001"].ranks == (1, 1)

    class Stopped(Progress):
        def report(self, done: int, total: int, text: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        uncertainty.month(made, Stopped())


def test_what_is_the_whole_offices_moves_all_alike(sample_office: Office) -> None:
    """Where only the office's own figure is uncertain, nobody's total is above another's by chance."""
    made = results.results(sample_office, "2026-09")
    code = "first_contact_resolution"
    shared = Interval(D("0.80"), D("0.99"))
    rows = []
    for one in made.results[:2]:
        lines = tuple(
            line._replace(value=D("0.9"), n=100, interval=shared, points=D(80))
            if line.code == code else line._replace(interval=None)
            for line in one.assessment.lines
        )  # fmt: skip
        rows.append(replace(one, assessment=replace(one.assessment, lines=lines)))
    sections = tuple(
        replace(s, indicators=tuple(
            replace(i, measure="delivery_on_time") if i.code == code else i for i in s.indicators))
        for s in made.cards.own.card.sections
    )  # fmt: skip
    first, second = draws.totals(replace(made.cards.own.card, sections=sections), rows)
    assert np.ptp(first) > 1
    assert np.ptp(first - second) == pytest.approx(0, abs=1e-9)


def test_a_month_too_large_says_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    made = office([Agent()] * 3, np.random.default_rng(5))
    monkeypatch.setattr(uncertainty, "MOST_ALIKE", 2)
    found = uncertainty.month(made)
    assert (len(found.of), found.alike, found.left_out) == (3, {}, Undrawn.PAIRS)
    assert "not calculated: there are more than 600 agents" in result_words.left_out_text(found)
    monkeypatch.setattr(uncertainty, "MOST_LINES", 20)
    found = uncertainty.month(made)
    assert (found.of, found.left_out) == ({}, Undrawn.LARGE)
    assert "more than 250,000 figures" in result_words.left_out_text(found)
    headings, rows = results_export.table(made)
    exported = dict(zip(headings, rows[0], strict=True))
    assert exported["Probability of grades"] == result_words.left_out_text(found)
    assert exported["Total: 95% from"] == ""
    assert result_words.left_out_text(uncertainty.NOT_YET) == ""


@given(
    st.sampled_from(list(Unit)), st.integers(0, 300), st.booleans(),
    st.lists(st.decimals(-300, 300, places=2), min_size=3, max_size=3),
)  # fmt: skip
def test_whatever_was_stored_is_drawn_without_a_fall(
    unit: Unit, n: int, whole: bool, figures: list[Decimal]
) -> None:
    """Older months have other intervals, and a kind of record of its own may have figures of any size."""
    value, low, high = figures
    one = replace(indicator("x", 100), unit=unit)
    evidence = Evidence.WHOLE if whole else Evidence.ENOUGH
    line = _line("x", D(100), None)._replace(
        value=value, n=n, interval=Interval(min(low, high), max(low, high)), evidence=evidence
    )
    found = draws.spread(line, one)
    assert found is None or np.isfinite(draws.values([found])).all()


def test_a_quota_that_cuts_between_equals_says_so(sample_office: Office) -> None:
    made = results.results(sample_office, "2026-09")
    first, *rest = made.cards.own.card.grades
    card = replace(made.cards.own.card, grades=(replace(first, quota=D("0.2")), *rest))
    graded = with_quotas(card, [one.assessment for one in made.results])
    rows = [replace(r, assessment=a, stored=None) for r, a in zip(made.results, graded, strict=True)]
    found = standings.with_uncertainty(standings.compare(under(made, card, rows)))
    third, last = found.made.results[2], found.made.results[-1]
    assert (third.assessment.grade, third.assessment.by_total) == ("B", "A")
    assert "cuts between agents whose totals cannot be told apart" in facts_text(found, third)
    assert "cuts between" not in facts_text(found, last)


def test_one_time_is_less_certain_than_two() -> None:
    seconds = indicator("avg_response_seconds", unit=Unit.SECONDS)
    one = _line("avg_response_seconds", D(100), D(30))._replace(value=D(30), n=1)
    two = one._replace(n=2, interval=Interval(D("0.05"), D("9893637")))
    wide, narrower = draws.spread(one, seconds), draws.spread(two, seconds)
    assert wide is not None
    assert narrower is not None
    values = draws.values([wide])[0]
    assert np.mean(values < 15) > 0.3
    assert np.mean(values > 60) > 0.3
    assert draws.spread(one._replace(n=9), seconds) is None  # of which only a mean is known
    assert draws.spread(one._replace(value=D(0)), seconds) is None
