"""A closed month from review to its end on the command line, as the window and the services see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadesk.services import setup
from qadesk.services.after_closing import stages
from qadesk.services.assessment import exemptions
from tests.integration.test_cli import Cli, cli, sample
from tests.refusals import names

__all__ = ["cli", "sample"]  # fixtures; of it September is closed


def test_a_month_from_review_to_receipt(sample: Cli) -> None:
    code, listed = sample.json("review", "list", "2026-09")
    assert (code, len(listed["results"])) == (0, 14)
    assert {one["stage"] for one in listed["results"]} == {"in_review"}
    assert sample("review", "approve", "2026-09", "--all")[0] == 0
    code, out, _err = sample("deliver", "signed", "2026-09", "KF1001", "KF1002")
    said = "2 results: Signed. 2 sheets were not printed since the cycle was closed."
    assert (code, out.strip()) == (0, said)
    refused = sample("deliver", "refused", "2026-09", "KF1003", "--reason", "不认可")
    assert refused[0] == 1
    assert names(refused[2], "witness")
    code, found = sample.json("deliver", "list", "2026-09")
    by_agent = {one["staff_no"]: one for one in found["results"]}
    assert (found["stage"], by_agent["KF1001"]["stage"], by_agent["KF1003"]["stage"]) == (
        "delivery", "signed", "approved",
    )  # fmt: skip
    assert by_agent["KF1001"]["appeal_until"] > by_agent["KF1001"]["received"]
    office = setup.open_office(sample.office)
    seen = {one.staff_no: one.stage.value for one in stages.positions(office, "2026-09").positions}
    office.close()
    assert seen == {number: one["stage"] for number, one in by_agent.items()}


def test_the_notice_waits_until_all_are_final(sample: Cli, tmp_path: Path) -> None:
    code, refusal = sample.json("notice", "save", "2026-09", tmp_path / "n.pdf")
    assert (code, refusal["code"]) == (1, "stage.not_all_final")
    assert sample("notice", "posted", "2026-09")[0] == 1


def test_nobody_is_made_final_while_an_appeal_is_possible(sample: Cli) -> None:
    sample("review", "approve", "2026-09", "--all")
    sample("deliver", "handed-over", "2026-09", "--all")
    code, _out, err = sample("deliver", "final", "2026-09", "--all")
    assert code == 1
    assert names(err, "Nobody in 2026-09 is meant")
    code, refusal = sample.json("deliver", "final", "2026-09", "KF1001")
    assert (code, refusal["code"]) == (1, "final.appeal_possible")


def test_the_days_of_the_office(sample: Cli) -> None:
    assert sample("workdays", "off", "2026-11-05", "--name", "盘点")[0] == 0
    code, until = sample.json("workdays", "until", "2026-11-03")
    assert (code, until["until"], until["assumed_years"]) == (0, "2026-11-13", [])
    assert [one["counts"] for one in until["days"][:3]] == [1, 0, 2]
    code, out, _err = sample("workdays", "appeal", "3", "--calendar")
    assert (code, out.splitlines()[0]) == (0, "Time to appeal: 3 calendar days after receipt")
    assert sample("workdays", "forget", "2026-11-05")[0] == 0
    assert sample.json("workdays", "list")[1] == {"appeal": {"days": 3, "working": False}, "days": []}


@pytest.mark.parametrize(
    "words, why",
    [
        (("review", "approve", "2026-10", "KF1001"), "stage.none"),
        (("review", "approve", "2026-09", "KF9"), "stage.unknown"),
        (("deliver", "signed", "2026-09", "KF1001"), "stage.not_possible"),
        (("workdays", "appeal", "0"), "appeal.days"),
        (("review", "list", "soon"), "cycle.invalid_code"),
    ],
)
def test_what_cannot_be_is_refused(sample: Cli, words: tuple[str, ...], why: str) -> None:
    code, refusal = sample.json(*words)
    assert (code, refusal["code"]) == (1, why)


def test_one_result_is_corrected(sample: Cli) -> None:
    assert sample.json("review", "difference", "2026-09", "KF1002")[1]["code"] == "correction.none"
    assert sample("review", "reopen", "2026-09", "KF1002", "--reason", "豁免漏登")[0] == 0
    office = setup.open_office(sample.office)
    exemptions.exempt(office, "2026-09", "KF1002", "csat", "na", "新人")
    office.close()
    code, found = sample.json("review", "difference", "2026-09", "KF1002")
    assert (code, found["same"]) == (0, False)
    assert "csat" in [one["code"] for one in found["indicators"]]
    assert sample.json("review", "give-up", "2026-09", "KF1002")[1]["code"] == "correction.changed"
    code, made = sample.json("review", "finish", "2026-09", "KF1002")
    assert (code, made["revision"], made["others"]) == (0, 2, [])
    _code, listed = sample.json("review", "list", "2026-09")
    (mine,) = [one for one in listed["results"] if one["staff_no"] == "KF1002"]
    assert (mine["revision"], mine["in_correction"], mine["stage"]) == (2, False, "in_review")
    assert [step["stage"] for step in mine["steps"]] == ["in_review", "corrected", "in_review"]
    code, told = sample.json("review", "revisions", "2026-09", "KF1002")
    assert [(one["revision"], one["counts"]) for one in told["revisions"]] == [(1, False), (2, True)]
    assert told["revisions"][1]["reason"] == "豁免漏登"
    file = sample.office.with_name("old.pdf")
    assert sample("review", "earlier-sheet", "2026-09", "KF1002", "1", file)[0] == 0
    assert file.read_bytes().startswith(b"%PDF")
