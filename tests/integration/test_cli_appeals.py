"""`qadesk appeal`: the same appeals, clocks and refusals as in the window and the services."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qadesk.services import setup
from qadesk.services.appeals import reading
from tests.appealed_month import opened_with
from tests.integration.test_cli import Cli, cli, sample
from tests.refusals import names

__all__ = ["cli", "sample"]  # fixtures; of it September is closed

MONTH, WHO = "2026-09", "KF1001"


@pytest.fixture
def received(sample: Cli) -> Cli:
    """Two agents signed."""
    assert sample("review", "approve", MONTH, WHO, "KF1002")[0] == 0
    assert sample("deliver", "signed", MONTH, WHO, "KF1002")[0] == 0
    return sample


def enter(cli: Cli, *more: str) -> dict:  # type: ignore[type-arg]
    code, made = cli.json("appeal", "enter", MONTH, WHO, "--words", "沟通评分偏低", *more)
    assert code == 0, made
    return made  # type: ignore[no-any-return]


def test_an_appeal_from_its_entry_to_the_next_level(received: Cli, tmp_path: Path) -> None:
    made = enter(received, "--indicator", "communication=客户表扬")
    assert (made["outcome"], made["stage"], made["late"]) == (None, "appealed", False)
    (point,) = made["points"]
    assert (point["about"], point["ref"], point["words"]) == ("indicator", "communication", "客户表扬")
    (tmp_path / "录音.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    code, held = received.json("appeal", "attach", MONTH, WHO, tmp_path / "录音.pdf")
    assert (code, held["files"][0]["name"]) == (0, "录音.pdf")
    code, refusal = received.json("deliver", "final", MONTH, WHO)
    assert (code, refusal["code"]) == (1, "stage.not_possible")
    code, decided = received.json(
        "appeal", "decide", MONTH, WHO, "rejected", "--reasons", "录音核实", "--found", f"{point['id']}=无误"
    )
    assert (code, decided["outcome"], decided["points"][0]["found"]) == (0, "rejected", "无误")
    code, refusal = received.json("appeal", "next", MONTH, WHO, "--words", "仍不认可")
    assert (code, refusal["code"]) == (1, "appeal.no_next_level")
    assert received.json("appeal", "rule", "--next-level", "区域客服部")[1]["next_level"] == "区域客服部"
    code, refusal = received.json("appeal", "next", MONTH, WHO, "--words", "仍不认可")
    assert (code, refusal["code"]) == (1, "appeal.no_next_level"), "it counts for months opened from now on"
    office = setup.open_office(received.office)
    opened_with(office, "区域客服部", MONTH)
    office.close()
    code, further = received.json("appeal", "next", MONTH, WHO, "--words", "仍不认可")
    assert (code, further["level"], further["stage"]) == (0, 2, "appealed")
    code, listed = received.json("appeal", "list", MONTH)
    assert [one["level"] for one in listed["appeals"]] == [2, 1], "what waits comes first"
    office = setup.open_office(received.office)
    seen = [one.answer_due.isoformat() for one in reading.appeals(office, MONTH).appeals]
    office.close()
    assert seen == [one["answer_due"] for one in listed["appeals"]]
    code, out, _err = received("appeal", "list", MONTH)
    assert "区域客服部" in out


def test_figures_are_corrected_inside_it(received: Cli) -> None:
    enter(received)
    assert received.json("appeal", "correct", MONTH, WHO)[1]["correcting"] is True
    code, refusal = received.json("appeal", "decide", MONTH, WHO, "rejected", "--reasons", "x")
    assert (code, refusal["code"]) == (1, "appeal.in_correction")
    code, made = received.json("appeal", "decide", MONTH, WHO, "partly-upheld", "--reasons", "说明已补充")
    assert (code, made["outcome"], made["stage"]) == (0, "partly_upheld", "partly_upheld")


def test_it_is_withdrawn_given_up_and_edited(received: Cli) -> None:
    enter(received)
    received("appeal", "correct", MONTH, WHO)
    assert received.json("appeal", "give-up", MONTH, WHO)[1]["correcting"] is False
    assert (
        received.json("appeal", "edit", MONTH, WHO, "--words", "改写", "--taken-down")[1]["words"] == "改写"
    )
    code, made = received.json("appeal", "withdraw", MONTH, WHO)
    assert (code, made["outcome"]) == (0, "withdrawn")


def test_the_form_and_the_list_are_saved(received: Cli, tmp_path: Path) -> None:
    enter(received)
    assert received("appeal", "form", MONTH, tmp_path / "f.pdf", WHO)[0] == 0
    assert (tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")
    assert received("appeal", "form", MONTH, tmp_path / "b.pdf", "--blank")[0] == 0
    assert received("appeal", "list", MONTH, "--save", tmp_path / "a.csv")[0] == 0
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1][0] == WHO
    assert "沟通评分偏低" in rows[1]


@pytest.mark.parametrize(
    "words, code",
    [
        (("enter", "2026-10", WHO, "--words", "x"), "stage.none"),
        (("enter", MONTH, "KF1003", "--words", "x"), "appeal.not_received"),
        (("enter", MONTH, WHO, "--words", " "), "appeal.words_missing"),
        (("enter", MONTH, WHO, "--words", "x", "--record", "NO-1"), "appeal.no_such_point"),
        (("decide", MONTH, WHO, "upheld", "--reasons", "x"), "appeal.none"),
        (("decide", MONTH, WHO, "upheld", "--reasons", "x", "--found", "a=b"), "appeal.found_number"),
        (("rule", "--days", "0"), "appeal.answer_days"),
    ],
)
def test_what_cannot_be_is_refused(received: Cli, words: tuple[str, ...], code: str) -> None:
    done, refusal = received.json("appeal", *words)
    assert (done, refusal["code"]) == (1, code)
    assert received.json("appeal", "list", MONTH)[1]["appeals"] == []


def test_a_day_in_the_future_is_refused(received: Cli) -> None:
    later = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    code, _out, err = received("appeal", "enter", MONTH, WHO, "--words", "x", "--received", later)
    assert code == 1
    assert names(err, later)
