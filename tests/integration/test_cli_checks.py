"""Quality checks on the command line: from a ready form to the month's list, on the sample office."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.test_cli import Cli, cli, sample

__all__ = ["cli", "sample"]  # fixtures; of it October is open

MONTH = "2026-10"


def test_a_sample_is_planned_drawn_checked_and_listed(sample: Cli, tmp_path: Path) -> None:
    assert sample.json("checks", "ready", "phone")[1]["questions"] == 15
    assert sample("checks", "publish", "phone")[0] == 0
    code, plan = sample.json("checks", "plan", MONTH, "phone", "--each", "2", "--group", "1:rating<=2")
    assert (code, {one["drawn"] for one in plan["agents"]}) == (0, {2})
    code, drawn = sample.json("checks", "sample", MONTH, "phone", "--each", "2", "--seed", "s")
    check, other = drawn["checks"][:2]
    code, replaced = sample.json("checks", "replace", str(other), "--reason", "录音听不清")
    assert (code, replaced["check"] > max(drawn["checks"])) == (0, True)
    code, made = sample.json("checks", "show", str(check))
    assert (made["status"], made["score"], len(made["open"])) == ("waiting", None, 14)
    said = [f"{name}=yes" for name in made["open"] if name not in ("right", "polite")]
    code, made = sample.json("checks", "answer", str(check), *said, "right=5", "polite=5")
    assert made["open"] == ["promise"]  # asked now that a ticket was registered
    sample("checks", "answer", str(check), "promise=no")
    sample("checks", "comment", str(check), "没有说时间", "--question", "promise", "--second", "95")
    code, made = sample.json("checks", "submit", str(check))
    assert (code, made["status"], made["score"]) == (0, "submitted", "94.17")  # 35 × 20/120 are lost
    assert made["answers"]["promise"] == {"answer": "no", "comment": "没有说时间", "second": 95}
    code, listed = sample.json("checks", "list", MONTH)
    assert sum(one["done"] for one in listed["progress"]) == 1
    (done,) = [one for one in listed["checks"] if one["status"] == "submitted"]
    assert (done["passed"], [one["en"] for one in done["found"]]) == (True, ["Says by when"])
    assert sample("checks", "reopen", str(check), "--reason", "听错了")[0] == 0
    assert sample("checks", "discard", str(check))[0] == 0


def test_a_form_goes_to_a_file_and_comes_back_as_the_next_version(sample: Cli, tmp_path: Path) -> None:
    sample("checks", "ready", "chat")
    file = tmp_path / "chat.yaml"
    assert sample("checks", "export", "chat:1", file)[0] == 0
    code, made = sample.json("checks", "import", file)
    assert (code, made["form"], made["version"], made["status"]) == (0, "chat", 2, "draft")
    assert sample("checks", "delete", "chat:2")[0] == 0
    assert [one["version"] for one in sample.json("checks", "forms")[1]["forms"]] == [1]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("checks", "publish", "nothing"), "checks.no_form"),
        (("checks", "show", "99"), "checks.gone"),
        (("checks", "list", "2020-01"), "cycle.not_opened"),
        (("checks", "plan", MONTH, "phone", "--group", "1:nonsense"), "checks.no_such_group"),
        (("checks", "begin", MONTH, "phone", "KF1001", "2026-10-02T09:30"), "checks.form_not_published"),
    ],
)
def test_what_cannot_be_is_refused(sample: Cli, words: tuple[str, ...], why: str) -> None:
    sample("checks", "ready", "phone")
    code, refusal = sample.json(*words)
    assert (code, refusal["code"]) == (1, why)
