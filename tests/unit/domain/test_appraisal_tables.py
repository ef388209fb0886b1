"""What real appraisal tables contain, each with figures worked out by hand from the table's own words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qadesk.domain.rules import Bonus, Deduction, Ladder, PassFail, Proportional, Rule, Step

D = Decimal
TEN_STEPS = Ladder(
    "higher",
    tuple((D(share) / 100, D(points)) for share, points in (
        (100, 100), (95, 95), (90, 90), (85, 85), (80, 80), (75, 75), (70, 70), (60, 60), (50, 50), (40, 40),
    )),
    otherwise=D(0),
    of_standard=True,
)  # fmt: skip


@pytest.mark.parametrize(
    "said, rule, standard, marks, worked",
    [
        (
            "≤35 s 100, ≤45 80, ≤55 60, above 0",
            Ladder("lower", ((D(35), D(100)), (D(45), D(80)), (D(55), D(60)))),
            None, 100, {"0": 100, "35": 100, "35.01": 80, "45": 80, "55": 60, "55.001": 0, "900": 0},
        ),
        (
            "≥98 % 100, ≥95 80, ≥92 60, below 0",
            Ladder("higher", ((D("0.98"), D(100)), (D("0.95"), D(80)), (D("0.92"), D(60)))),
            None, 100, {"1": 100, "0.98": 100, "0.9799": 80, "0.95": 80, "0.92": 60, "0.9199": 0, "0": 0},
        ),
        (
            "ten steps from ≥100 % of the target to below 40 %: 400 parcels",
            TEN_STEPS, "400", 100,
            {"480": 100, "400": 100, "399": 95, "380": 95, "379.99": 90, "240": 60, "160": 40, "159": 0},
        ),
        (
            "each 1 % above target +0.5, at most +15",
            Step("higher", D("0.01"), gain=D("0.5"), cap=D(15)),
            "0.60", 0, {"0.60": 0, "0.6099": 0, "0.61": "0.5", "0.755": "7.5", "0.9": 15, "1": 15, "0.3": 0},
        ),
        (
            "each 0.1 above 4.5 +1, at most +5",
            Step("higher", D("0.1"), gain=D(1), cap=D(5)),
            "4.5", 0, {"4.5": 0, "4.59": 0, "4.6": 1, "4.75": 2, "5": 5, "3": 0},
        ),
        (
            "each 5 minutes earlier +1, at most +10",
            Step("lower", D(300), gain=D(1), cap=D(10)),
            "3600", 0, {"3600": 0, "3301": 0, "3300": 1, "2700": 3, "600": 10, "0": 10, "4000": 0},
        ),
        (
            "each 10 % below target time +2",
            Step("lower", D("0.1"), gain=D(2), cap=D(20), relative=True),
            "50", 0, {"50": 0, "45.1": 0, "45": 2, "40": 4, "24": 10, "0": 20, "60": 0},
        ),
        (
            "worth 20: full marks without a record, each record −5, not below 0",
            Deduction(D(5)), None, 20, {"0": 20, "1": 15, "3": 5, "4": 0, "9": 0},
        ),
        (
            "one is let pass, each further one takes 2 off the total, at most 10",
            Deduction(D(2), floor=D(-10), free=D(1)), None, 0, {"0": 0, "1": 0, "2": -2, "6": -10, "20": -10},
        ),
        ("each praise +2, at most +6", Bonus(D(2), D(6)), None, 0, {"0": 0, "1": 2, "3": 6, "4": 6}),
        (
            "worth 30, in proportion to the target, no more than full marks",
            Proportional(better="higher"), "80", 30, {"80": 30, "100": 30, "60": "22.5", "0": 0},
        ),
        (
            "in proportion to the target, up to 120 %",
            Proportional(better="higher", cap=D(120)),
            "50", 100, {"50": 100, "55": 110, "60": 120, "75": 120},
        ),
        ("target time ÷ time", Proportional(), "30", 100, {"30": 100, "20": 100, "40": 75, "60": 50}),
        ("rating ÷ 5", Proportional(full=D(5)), None, 100, {"5": 100, "3": 60, "1": 20}),
        ("(rating − 1) ÷ 4", Proportional(full=D(5), zero=D(1)), None, 100, {"5": 100, "3": 50, "1": 0}),
        ("ten points, half ones too", Proportional(full=D(10)), None, 100, {"10": 100, "7.5": 75}),
        ("passed or not", PassFail("higher"), "80", 100, {"80": 100, "79.99": 0, "100": 100}),
        ("passed: worth 3 on top", PassFail("higher", earns=D(3)), "80", 0, {"80": 3, "79.99": 0}),
        (
            "−2 for each begun 0.5 pro rata, +1 above, between 60 and 110",
            Step("higher", D("0.5"), lose=D(2), gain=D(1), floor=D(60), cap=D(110), pro_rata=True),
            "10", 100, {"10": 100, "9.75": 99, "9.9": "99.6", "10.25": "100.5", "0": 60, "30": 110},
        ),
    ],
)  # fmt: skip
def test_a_rule_gives_what_the_table_says(
    said: str, rule: Rule, standard: str | None, marks: int, worked: dict[str, object]
) -> None:
    required = None if standard is None else D(standard)
    got = {value: rule.points(D(value), required, D(marks)) for value in worked}
    assert got == {value: D(str(points)) for value, points in worked.items()}, said
