"""The roster from the command line: a mistyped number corrected, two entries merged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.test_cli import Cli, cli, made

__all__ = ["cli", "made"]  # fixtures


def test_a_number_is_corrected_and_the_old_one_still_asked_for(made: Cli) -> None:
    code, told = made.json("roster", "number", "KF1001", "KF7777", "--reason", "录入有误")
    assert (code, told) == (0, {"staff_no": "KF7777", "name": "龚䶮", "former": ["KF1001"]})
    code, results = made.json("results", "2026-10")
    assert "KF7777" in results
    assert "KF1001" not in results
    code, told = made.json("roster", "number", "KF1001", "KF1002", "--reason", "录入有误")
    assert code == 1
    assert "KF1002" in told["error"]


@pytest.mark.parametrize("lang, said", [("en", "now has staff number"), ("zh_CN", "工号现为")])
def test_it_is_said_in_both_languages(made: Cli, lang: str, said: str) -> None:
    code, out, _err = made("roster", "number", "KF1001", "KF7777", "--reason", "录入有误", lang=lang)
    assert code == 0
    assert said in out


def test_two_entries_are_looked_at_then_merged(made: Cli, tmp_path: Path) -> None:
    twin = tmp_path / "花名册.csv"
    twin.write_text("工号,姓名\nKF2001,龚䶮\n", "utf-8")
    assert made("roster", "import", twin)[0] == 0
    assert made("targets", "set", "csat", "4.2", "--agent", "KF1001")[0] == 0
    code, told = made.json("roster", "merge", "KF2001", "KF1001")
    assert (code, told["merged"], told["clashes"]) == (0, False, [])
    assert told["moving"] == [{"month": "", "what": "plans", "count": 1}]
    assert "KF1001" in made.json("results", "2026-10")[1]
    code, out, _err = made("roster", "merge", "KF2001", "KF1001", "--yes", lang="zh_CN")
    assert code == 0
    assert out.splitlines()[-1] == "已合并。KF1001 已记为龚䶮的原工号。"
    results = made.json("results", "2026-10")[1]
    assert "KF2001" in results
    assert "KF1001" not in results
