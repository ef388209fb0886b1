"""Whose scorecard is which on the command line, on the sample office."""

from __future__ import annotations

from tests.integration.test_cli import Cli, cli, sample

__all__ = ["cli", "sample"]  # fixtures; of it October is open

MONTH = "2026-11"


def test_rules_are_made_kept_at_opening_and_told(sample: Cli) -> None:
    assert sample.json("scorecard", "assigned")[1] == {"rules": [], "ranking": "apart"}
    assert sample("scorecard", "ready", "team-lead")[0] == 0
    assert sample("scorecard", "publish", "team-lead")[0] == 0
    assert sample.json("scorecard", "assign", "team-lead")[1]["code"] == "scorecard.rule_incomplete"
    code, made = sample.json("scorecard", "assign", "team-lead", "--agent", "KF1001", "--post", "班长")
    assert code == 0
    assert [(one["agent"], one["post"], one["agents"]) for one in made["rules"]] == [
        ("KF1001", None, ["KF1001"]), (None, "班长", []),
    ]  # fmt: skip
    code, made = sample.json("scorecard", "assign", "--clear", "--post", "班长", "--ranking", "together")
    assert (len(made["rules"]), made["ranking"]) == (1, "together")
    assert sample("cycle", "open", MONTH, "--scorecard", "courier-standard")[0] == 0
    code, found = sample.json("results", MONTH)
    assert code == 0
    cards = {who: one["scorecard"] for who, one in found.items()}
    assert cards["KF1001"].startswith("team-lead@")
    assert {card for who, card in cards.items() if who != "KF1001"} == {"courier-standard@1"}
    assert "scorecard" not in next(iter(sample.json("results", "2026-10")[1].values()))
