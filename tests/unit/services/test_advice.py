"""The report for whoever designs scorecards: figures worked by hand, advice with the figure beside it."""

from __future__ import annotations

import statistics as library
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update

from qadesk.domain.assessing import assess
from qadesk.domain.periods import next_period, period
from qadesk.domain.rules import Bonus, Proportional, RedLine
from qadesk.domain.scorecard import Better, Indicator, Scorecard, Unit
from qadesk.domain.scoring import Given
from qadesk.services import cycles
from qadesk.services.assessment import exemptions
from qadesk.services.designing import advice_export, advice_words
from qadesk.services.designing.advice import Advice, IndicatorEvidence, Verdict, advice, judged
from qadesk.services.designing.advice_data import Bounds, Collected
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.closing_months import close_month
from tests.made_up_month import CODE
from tests.unit.domain.cards import MISSING, NA, WAIVED, card, indicator, seen
from tests.unit.services.trial_office import levels

D = Decimal


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


def of(made: Advice, code: str) -> IndicatorEvidence:
    return next(e for e in made.evidence if e.indicator.code == code)


def verdicts(made: Advice, code: str) -> list[Verdict]:
    return [finding.verdict for finding in of(made, code).findings]


# ---- figures of a real month


def test_the_figures_of_a_month_worked_by_hand(branch: Office) -> None:
    made = advice(branch)
    assert (made.cycles, made.rows) == ((CODE,), 4)
    csat = of(made, "csat")
    # points 96, 26/7 ÷ 5, 80 and 100 of KF01 to KF04
    points = [96, 2600 / 35, 80, 100]
    assert csat.spread == D(str(round(library.stdev(points), 2)))
    assert (csat.counts.asked, csat.counts.scored, csat.counts.top, csat.counts.floor) == (4, 4, 1, 0)
    # the rest, by weight, of the three with a total (KF03 has none)
    rest = [
        (20 * 100 + 20 * 100 + 15 * 90 + 15 * 100 + 10 * 100 + 5 * 100) / 85,
        (20 * 80 + 20 * 70 + 15 * 80 + 15 * 60 + 10 * 0 + 5 * 80) / 85,
        (20 * 100 + 20 * 100 + 15 * 100 + 15 * 80 + 10 * 100 + 5 * 100) / 85,
    ]
    r = library.correlation([points[0], points[1], points[3]], rest)
    assert (csat.total.r, csat.total.n) == (D(str(round(r, 2))), 3)
    assert (csat.csat.r, csat.csat.n) == (None, 0)  # it is the customers' rating
    response = of(made, "avg_response_seconds")  # 20, 44, 28 and 10 s against CSAT 4.8, 3.71, 4 and 5
    assert (response.csat.r, response.csat.n) == (D("1.00"), 4)  # the quicker, the better
    attitude = of(made, "attitude")
    assert (attitude.counts.missing, attitude.counts.asked) == (0, 3)  # the fourth may be rated yet
    assert made.ratings.n == 3
    # attitude 4.5, 4, 5; communication 5, 3, 4: 0.5, 2 and, of the sums 9.5, 7, 9, 3.5
    assert made.ratings.alpha == D("0.57")
    assert made.ratings.left_out == 0
    assert verdicts(made, "csat") == [Verdict.TOO_FEW]


def test_closed_months_count_as_they_were_stored_and_waived_is_missing(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", None, "waived", "moved away")
    exemptions.exempt(branch, CODE, "KF04", None, "na", "on leave")
    before = advice(branch)
    assert advice(branch, closed_only=True).rows == 0
    close_month(branch, CODE, discarding=True)
    made = advice(branch, closed_only=True)
    assert made == before
    assert made.rows == 3  # who was not assessed says nothing
    assert of(made, "attitude").counts.missing == 1


def test_a_month_just_opened_says_nothing_of_anybody(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", None, "waived", "moved away")
    close_month(branch, CODE, discarding=True)
    before = advice(branch)
    opened = cycles.open_cycle(branch, next_period(period(CODE)).code).value
    assert advice(branch) == before
    with branch.write() as connection:  # one call, and all else is still to come
        calls = month.batch(connection, "calls")
        kf01 = connection.execute(select(tables.agent.c.id).where(tables.agent.c.staff_no == "KF01")).scalar()
        month.add(
            connection, "contact", channel="call", ref="new", agent_id=kf01, answered=True, response_ms=9000,
            at=datetime.combine(opened.period.start, time(4), UTC), batch_id=calls,
        )  # fmt: skip
        own = tables.import_batch
        connection.execute(update(own).where(own.c.id == calls).values(last_day=opened.period.last_day))
    made = advice(branch)
    assert (made.rows, made.cycles) == (before.rows + 1, (opened.code, CODE))
    assert of(made, "csat").counts == of(before, "csat").counts
    was, now = (of(one, "avg_response_seconds").counts.asked for one in (before, made))
    assert now == was + 1


# ---- advice, from made-up agents

WIDE = [D(value) for value in (100, 40, 70, 90, 55, 80, 65, 95, 50, 85, 60, 75)]
OTHER = [D(value) for value in (70, 80, 60, 75, 85, 65, 90, 62, 77, 88, 69, 73)]


def collected(
    table: Scorecard, agents: Sequence[Mapping[str, Given]], csat: Sequence[Decimal] = ()
) -> Advice:
    """Two months in which the same happened."""
    made, bounds = Collected(list(table.indicators())), Bounds(table)
    for code in ("2026-09", "2026-10"):
        for number, given in enumerate(agents):
            made.add(code, bounds, assess(table, given), csat[number] if csat else None)
    return judged(made, table)


def with_column(column: Sequence[Given], rule: Indicator | None = None) -> Advice:
    """An indicator `x` with these values among two sound ones."""
    x = rule or indicator("x", 20)
    table = card({"s": [x, indicator("wide", 40), indicator("other", 40)]})
    agents = [
        {"x": value, "wide": seen(a), "other": seen(b)}
        for value, a, b in zip(column, WIDE, OTHER, strict=True)
    ]
    return collected(table, agents, [*WIDE])


def finding(made: Advice, code: str = "x") -> str:
    return advice_words.evidence_text(made, of(made, code))


def test_what_everybody_has_full_points_in_separates_nobody() -> None:
    made = with_column([seen(100)] * 11 + [seen(50)])
    assert finding(made) == "Does not tell agents apart: 92% have full points (n = 24)"
    few = with_column([seen(100)] * 9 + [seen(50), seen(40), seen(60)])
    assert finding(few) == "Tells only a few apart: 75% have full points (n = 24)"
    low = with_column([seen(0)] * 11 + [seen(50)])
    assert verdicts(low, "x") == [Verdict.FLOOR]


def test_a_narrow_one_is_told_with_its_spread() -> None:
    made = with_column([seen(80 + number % 2) for number in range(12)])
    # 24 deviations of 0.5: the root of 6 ÷ (24 - 2)
    assert finding(made) == (
        "Agents hardly differ here, so it decides little (standard deviation 0.52 points, n = 24)"
    )


def test_a_duplicate_is_told_of_both() -> None:
    made = with_column([seen(value - number % 2) for number, value in enumerate(WIDE)])
    assert verdicts(made, "x") == [Verdict.DUPLICATE]
    assert finding(made) == (
        "Agents good here are good in “wide”, too: one of the two may be enough (r = 1.00, n = 24)"
    )
    assert of(made, "wide").findings[0].other == "x"


def test_what_runs_against_the_rest_and_the_customers() -> None:
    made = with_column([seen(140 - value) for value in WIDE])
    assert verdicts(made, "x") == [Verdict.AGAINST_TOTAL, Verdict.AGAINST_CSAT]
    assert "(ρ = −1.00, n = 24)" in finding(made)
    assert verdicts(made, "other") == [Verdict.SOUND]


def test_missing_and_not_applicable() -> None:
    made = with_column([WAIVED] * 3 + [MISSING] * 2 + [seen(value) for value in OTHER[:7]])
    assert of(made, "x").findings[0].figure == D("0.417")
    assert finding(made).startswith("Missing for 42% (n = 24)")
    absent = with_column([NA] * 9 + [seen(70)] * 3)
    assert finding(absent) == "Not applicable to 75% (n = 24)"


def test_a_bonus_a_red_line_and_what_is_only_shown() -> None:
    praises = indicator("x", rule=Bonus(D(1), D(5)), unit=Unit.COUNT)
    made = with_column([seen(number % 4) for number in range(12)], praises)
    # each month 0, 1, 2 and 3 three times over: the root of 2 × 15 ÷ (24 - 2)
    assert (verdicts(made, "x"), of(made, "x").spread) == ([Verdict.SOUND], D("1.17"))
    red = indicator("x", rule=RedLine(), unit=Unit.COUNT, better=Better.LOWER)
    assert verdicts(with_column([seen(0)] * 12, red), "x") == [Verdict.NOT_SCORED]


def test_a_single_month_is_too_little_whatever_its_size() -> None:
    table = card({"s": [indicator("x", 100)]})
    made = Collected(list(table.indicators()))
    for value in range(40):
        made.add("2026-10", Bounds(table), assess(table, {"x": seen(value)}), None)
    told = judged(made, table)
    assert verdicts(told, "x") == [Verdict.TOO_FEW]
    assert finding(told) == "Too few data to judge (agent-months: 40)"


# ---- ratings


def rated(*columns: Sequence[int]) -> Advice:
    codes = "abc"[: len(columns)]
    rule = Proportional(full=D(5))
    items = [indicator(c, 10, rule, unit=Unit.RATING, levels=levels(5)) for c in codes]
    table = card({"s": [*items, indicator("wide", 40)]})
    agents = [
        {c: seen(level) for c, level in zip(codes, row, strict=True)} | {"wide": seen(value)}
        for *row, value in zip(*columns, WIDE, strict=True)
    ]
    return collected(table, agents)


LEVELS = (5, 2, 3, 5, 3, 4, 3, 5, 2, 4, 3, 4)


def said(made: Advice) -> list[str]:
    return [advice_words.finding_text(made, one) for one in made.ratings.findings]


def test_ratings_that_say_the_same_and_ratings_that_do_not() -> None:
    assert said(rated(LEVELS, LEVELS)) == [
        "The ratings say nearly the same: one of them may be enough (α = 1.00, n = 24)"
    ]
    odd = (2, 4, 3, 1, 5, 3, 2, 4, 3, 5, 1, 4)
    loose = rated(LEVELS, tuple(min(5, level + at % 2) for at, level in enumerate(LEVELS)), odd)
    assert loose.ratings.findings[0].verdict is Verdict.LOOSE
    assert loose.ratings.findings[1].verdict is Verdict.BETTER_WITHOUT
    assert loose.ratings.findings[1].other == "c"
    assert said(rated(LEVELS)) == ["1 rated item: reliability needs at least two"]
    assert said(rated([4] * 12, [3] * 12)) == [
        "Everyone got the same ratings (n = 24): reliability cannot be calculated"
    ]


# ---- the spreadsheet


def test_the_spreadsheet_has_figures_as_figures(branch: Office, tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "advice.xlsx"
    assert advice_export.export(advice(branch), path) == 9
    heads, *rows = openpyxl.load_workbook(path).active.values
    csat = dict(zip(heads, next(row for row in rows if row[1] == "csat"), strict=True))
    assert csat["Standard deviation"] == 12.37
    assert csat["Full points (%)"] == 25
    assert csat["Advice"] == "Too few data to judge (agent-months: 4)"
    assert (rows[-1][4], rows[-1][-2]) == (3, 0.57)


def test_an_office_without_months_has_nothing_to_say(tmp_path: Path) -> None:
    from qadesk.storage import files

    bare = files.create(tmp_path / "bare.qadesk", name="Bare", zone="Asia/Shanghai")
    made = advice(bare)
    assert (made.cycles, made.rows, made.evidence) == ((), 0, ())
    bare.close()
