"""Targets from the command line: planned, listed, dropped, and what a cycle was opened with."""

from __future__ import annotations

import pytest

from tests.integration.test_cli import Cli, cli, made
from tests.refusals import names

__all__ = ["cli", "made"]  # fixtures


def test_planned_frozen_and_dropped(made: Cli) -> None:
    code, out, _err = made("targets", "list")
    assert code == 0
    assert out.splitlines()[-1] == "No targets differ from the scorecard's."
    assert made("targets", "set", "first_contact_resolution", "92%", "--team", "晚班")[0] == 0
    code, one = made.json("targets", "set", "avg_response_seconds", "25", "--agent", "KF1001")
    assert (code, one["standard"], one["agent"], one["cycle"]) == (0, 25.0, "KF1001", None)
    assert made("targets", "set", "csat", "4.2", "--cycle", "2026-11")[0] == 0
    code, out, _err = made("targets", "list", lang="zh_CN")
    assert [line.split()[:4] for line in out.splitlines()[-3:]] == [
        ["first_contact_resolution", "≥", "92%", "班组"],
        ["avg_response_seconds", "≤", "25", "秒"],
        ["csat", "≥", "4.2", "全员"],
    ]
    assert made("cycle", "open", "2026-11")[0] == 0
    code, frozen = made.json("targets", "list", "--cycle", "2026-11")
    assert frozen["frozen_at"]
    assert frozen["standards"]["first_contact_resolution"] == 0.9
    found = {(t["indicator"], t["team"], t["agent"]): t["standard"] for t in frozen["targets"]}
    assert found[("first_contact_resolution", "晚班", None)] == 0.92
    assert found[("avg_response_seconds", None, "KF1001")] == 25.0
    assert found[("csat", None, None)] == 4.2
    code, out, _err = made("targets", "clear", "first_contact_resolution", "--team", "晚班")
    assert (code, out) == (
        0,
        "Deleted: first_contact_resolution ≥ 92% team 晚班 First-contact resolution\n",
    )
    left = made.json("targets", "list")[1]["targets"]
    assert [target["indicator"] for target in left] == ["avg_response_seconds", "csat"]
    assert made.json("targets", "list", "--cycle", "2026-11")[1] == frozen  # an open cycle keeps its own


@pytest.mark.parametrize(
    "words, why, named",
    [
        (("set", "nosuch", "4"), "target.no_such_indicator", "nosuch"),
        (("set", "csat", "4,2"), "target.number_not_read comma", "4,2"),
        (("set", "csat", "NaN"), "target.number_not_read not_number", "NaN"),
        (("set", "csat", "9"), "target.out_of_range", "9"),
        (("set", "first_contact_resolution", "920"), "target.out_of_range", "920%"),
        (("set", "first_contact_resolution", "0.92"), "target.number_not_read two_readings", "0.92%"),
        (("set", "csat", "95%"), "target.number_not_read no_share", "95%"),
        (("set", "csat", "4", "--agent", "KF9"), "roster.no_agent", "KF9"),
        (("set", "csat", "4", "--cycle", "2026-10"), "target.frozen", "2026-10"),
        (("set", "csat", "4", "--cycle", "soon"), "cycle.invalid_code", "soon"),
        (("clear", "csat"), "target.not_planned", ""),
        (("list", "--cycle", "soon"), "cycle.invalid_code", "soon"),
    ],
)
def test_what_cannot_be(made: Cli, words: tuple[str, ...], why: str, named: str) -> None:
    code, told = made.json("targets", *words)
    assert (code, [told["code"], *told.get("because", ())]) == (1, why.split())
    assert names(told["error"], named)
    assert made.json("targets", "list")[1]["targets"] == []


def test_a_target_is_for_one_kind_of_group(made: Cli) -> None:
    assert made("targets", "set", "csat", "4", "--agent", "KF1001", "--team", "晚班")[0] == 2
