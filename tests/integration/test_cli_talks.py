"""Interviews, notices and who has read a scorecard on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.test_cli import Cli, cli, sample

__all__ = ["cli", "sample"]  # fixtures; of it September is closed

CARD = "courier-standard@1"


def test_an_interview_is_entered_corrected_printed_and_taken_away(sample: Cli, tmp_path: Path) -> None:
    code, made = sample.json("interview", "save", "2026-09", "KF1001", "--strengths", "响应快")
    assert (code, made["strengths"], made["on_sheet"]) == (0, "响应快", True)
    sample("interview", "save", "2026-09", "KF1001", "--statement", "认可", "--no-on-sheet")
    code, listed = sample.json("interview", "list", "2026-09")
    (one,) = listed["interviews"]
    assert (one["strengths"], one["statement"], one["on_sheet"]) == ("响应快", "认可", False)
    code, pages = sample.json("interview", "pages", "2026-09", tmp_path / "p.pdf", "KF1001", "KF1002")
    assert (code, pages["agents"]) == (0, 2)
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    assert sample("interview", "remove", "2026-09", "KF1001")[0] == 0
    assert sample.json("interview", "list", "2026-09")[1]["interviews"] == []


def test_who_has_read_a_scorecard(sample: Cli, tmp_path: Path) -> None:
    code, found = sample.json("scorecard", "signed", CARD, "KF1001", "KF1002")
    assert (code, found["signed"]) == (0, 2)
    code, found = sample.json("scorecard", "unsigned", CARD, "KF1002")
    assert [one["staff_no"] for one in found["agents"] if one["day"]] == ["KF1001"]
    code, found = sample.json("scorecard", "signed", CARD, "--all")
    assert found["signed"] == len(found["agents"])
    assert sample.json("scorecard", "signed", CARD, "--all")[1]["code"] == "reading.nobody"
    assert sample("scorecard", "sign-list", CARD, tmp_path / "l.pdf")[0] == 0
    assert (tmp_path / "l.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("interview", "remove", "2026-09", "KF1001"), "interview.none"),
        (("interview", "save", "2026-10", "KF1001", "--strengths", "x"), "stage.none"),
        (("scorecard", "signed", CARD, "KF1001", "--day", "2999-01-01"), "reading.future"),
    ],
)
def test_what_cannot_be_is_refused(sample: Cli, words: tuple[str, ...], why: str) -> None:
    code, refusal = sample.json(*words)
    assert (code, refusal["code"]) == (1, why)


def test_no_notice_was_made_yet(sample: Cli) -> None:
    code, found = sample.json("notice", "list", "2026-09")
    assert (code, found["notices"], found["out_of_date"]) == (0, [], None)
