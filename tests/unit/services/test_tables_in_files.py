"""Whole appraisal tables as another branch would send them, read from their files and worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from qadesk.domain.assessing import assess
from qadesk.domain.computed import with_computed
from qadesk.domain.measures import Measurement, measure_ratings
from qadesk.domain.quotas import with_quotas
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment, Given, State
from qadesk.services.designing import exchange
from qadesk.tabular.scorecard_sheet import write_sheet
from tests.unit.domain.cards import NA, WAIVED, seen

D = Decimal
FILES = Path(__file__).parents[2] / "data" / "scorecards"


@pytest.fixture(params=["text", "workbook"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(name: str, form: str, folder: Path) -> Scorecard:
    """The table of a text file, or of the workbook made of it."""
    card = exchange.read_file(FILES / f"{name}.yaml")
    assert exchange.check_file(FILES / f"{name}.yaml") == ()
    if form == "text":
        return card
    write_sheet(folder / "card.xlsx", card, {})
    return exchange.read_file(folder / "card.xlsx")


def made(card: Scorecard, known: dict[str, object]) -> Assessment:
    given = {code: one if isinstance(one, Given) else seen(one) for code, one in known.items()}
    return assess(card, with_computed(card, given, {}))


# 16 + 20 + 21 (68 of 80 are 85 %) + 5 + 8.75 + 10; on top 3 × 0.5, 2 × 1, 2 × 1, 2 × 2, and 6 of 4 × 2
USUAL: dict[str, object] = {
    "avg_response_seconds": 45, "signed": "0.98", "assigned": 80, "handled": 68, "records": 1,
    "manner": "8.75", "exam": 80, "plan": "0.635", "csat": "4.75", "early": 2999, "quick": 39, "praises": 4,
    "lost": 0, "late": 0,
}  # fmt: skip
# none of the steps reached: only the rating's one mark is left
POOR = USUAL | {
    "avg_response_seconds": "55.01", "signed": "0.9199", "handled": 31, "records": 3, "manner": 1, "exam": 79,
    "plan": "0.6099", "csat": "4.59", "early": 3301, "quick": "45.1", "praises": 0,
}  # fmt: skip
# 100, and 15 + 5 + 10 + 20 + 6 on top
BEST = USUAL | {
    "avg_response_seconds": 35, "signed": 1, "handled": 90, "records": 0, "manner": 10, "exam": 100,
    "plan": "0.95", "csat": 5, "early": 0, "quick": 0, "praises": 9,
}  # fmt: skip


@pytest.mark.parametrize(
    "known, bonus, computed, total, grade, by_total",
    [
        (USUAL, "15.5", "96.25", "96.25", "金牌", None),
        (POOR, "0", "1.00", "1.00", "不合格", None),
        (BEST, "56", "120.00", "120.00", "金牌", None),
        (USUAL | {"records": 2}, "15.5", "91.25", "91.25", "银牌", None),
        (USUAL | {"abusive_language": 1}, "15.5", "96.25", "0.00", "不合格", None),
        (USUAL | {"lost": 1, "late": 5}, "15.5", "96.25", "96.25", "金牌", None),
        (USUAL | {"lost": 2}, "15.5", "96.25", "96.25", "铜牌", "金牌"),
        # 70.75 of 90 marks without the examination: 78.6111…, and 15.5
        (USUAL | {"exam": NA}, "15.5", "94.11", "94.11", "银牌", None),
        # nothing was assigned: no rate of it, 59.75 of 70 marks are 85.3571…
        (USUAL | {"assigned": 0, "handled": 0}, "15.5", "100.86", "100.86", "金牌", None),
    ],
)
def test_a_table_in_marks(
    known: dict[str, object], bonus: str, computed: str, total: str, grade: str, by_total: str | None,
    form: str, tmp_path: Path,
) -> None:  # fmt: skip
    done = made(read("marks", form, tmp_path), known)
    assert (done.bonus, done.computed, done.total) == (D(bonus), D(computed), D(total))
    assert (done.grade, done.by_total) == (grade, by_total)


@pytest.mark.parametrize("team, best", [(9, 9), (10, 2), (14, 2), (15, 3)])
def test_a_quota_spares_a_team_under_ten(team: int, best: int, form: str, tmp_path: Path) -> None:
    """93.25 and 10 to 0 for an early report: 20 % may be 金牌, whole agents only, from ten agents on."""
    card = read("marks", form, tmp_path)
    known = [
        USUAL | {"praises": 0, "exam": 80, "records": 0, "early": n}
        for n in range(600, 600 + team * 300, 300)
    ]
    grades = [one.grade for one in with_quotas(card, [made(card, one) for one in known])]
    assert grades == ["金牌"] * best + ["银牌"] * (team - best)


def two_levels(**other: object) -> dict[str, object]:
    """Everything 90 in the first section, 80 in the second, 70 in the third, 60 in the fourth."""
    values = {f"s{section}i{i}": 100 - 10 * section for section in (1, 2, 3, 4) for i in range(1, 6)}
    return {**values, **other}


@pytest.mark.parametrize(
    "other, total, weights",
    [
        ({}, "80.00", {"s1i1": 12, "s2i2": "7.5", "s4i5": 1}),  # 36 + 24 + 14 + 6
        ({"s2i1": 100, "s4i5": 0}, "81.20", {}),  # 9 × 0.20 more, 1 × 0.60 less
        # two rows out: their 16.5 % go to the three others of the section, which weigh 20 : 15 : 10
        (
            {"s2i1": NA, "s2i2": WAIVED, "s2i3": 60, "s2i4": 90, "s2i5": 100},
            "79.67",  # 36 + 14 + 6 + 30 × (20 × 60 + 15 × 90 + 10 × 100) ÷ 4500
            {"s2i1": 0, "s2i2": 0, "s2i4": 10, "s1i1": 12},
        ),
        # a whole section out: its 10 % go to all others, 40 : 30 : 20
        (
            dict.fromkeys(("s4i1", "s4i2", "s4i3", "s4i4", "s4i5"), NA) | {"s2i1": NA},
            "82.22",  # (36 + 24 + 14) / 0.9
            {"s4i1": 0, "s1i1": D(40) / 3, "s2i1": 0, "s2i2": D("119.047619047619047619") / 10},
        ),
        (
            {"s3i3": Given(State.MISSING)},
            None,
            {"s3i3": 4},
        ),  # missing keeps its weight, and there is no total
    ],
)
def test_a_table_of_two_levels(
    other: dict[str, object], total: str | None, weights: dict[str, object], form: str, tmp_path: Path
) -> None:
    done = made(read("two_levels", form, tmp_path), two_levels(**other))
    assert done.total == (None if total is None else D(total))
    assert done.missing == (("s3i3",) if total is None else ())
    for code, weight in weights.items():
        assert abs(done.line(code).effective_weight - D(str(weight))) < D("1E-15"), code


def test_a_table_of_ratings(form: str, tmp_path: Path) -> None:
    """Two forms: 2 and 2.5 of 3 levels, 4 and 4.5 of 5, 6 and 7 of 7, 7 and 7.5 of 10."""
    card = read("scales", form, tmp_path)
    given = {"three": ("2", "2.5"), "five": ("4", "4.5"), "seven": ("6", "7"), "ten": ("7", "7.5")}
    done = assess(
        card,
        {
            code: Given(State.OBSERVED, measure_ratings([D(one) for one in levels], card.indicator(code).top))
            for code, levels in given.items()
        },
    )
    assert [line.value for line in done.lines] == [D("2.25"), D("4.25"), D("6.5"), D("7.25")]
    # (2.25 − 1) ÷ 2, the band from 4, 6.5 ÷ 7, 7.25 ÷ 8
    assert [line.points and round(line.points, 4) for line in done.lines] == [
        D("62.5"), D("85"), D("92.8571"), D("90.625"),
    ]  # fmt: skip
    assert done.total == D("82.75")  # 330.98214… ÷ 4 = 82.7455…
    assert done.lines[0].n == 2
    assert Measurement(None, 0) == measure_ratings([])
