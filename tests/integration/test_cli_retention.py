"""`qadesk retention`: how long personal data is kept, what is due, and removing it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qadesk.storage.office import Office
from tests.integration.test_cli import Cli, cli, sample  # noqa: F401 - fixtures


@pytest.fixture
def later(sample: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:  # noqa: F811 - the fixture
    """The sample office, years later."""
    monkeypatch.setattr(Office, "today", lambda _self: date(2031, 1, 1))
    return sample


def test_periods_are_shown_and_set(later: Cli) -> None:
    code, told = later.json("retention", "show")
    assert (code, told["months"]) == (0, {"customers": 12, "files": 36, "records": 36, "leavers": 36})
    assert later.json("retention", "set", "customers", "6") == (
        0,
        {"sort": "customers", "months": 6, "before": 12},
    )
    code, told = later.json("retention", "set", "records", "6")
    assert (code, told["code"]) == (1, "retention.period")
    assert later.json("retention", "show")[1]["months"]["customers"] == 6


def test_nothing_is_removed_before_it_was_listed_and_wanted(later: Cli) -> None:
    code, told = later.json("retention", "due")
    assert (code, told["due"]["records"]["oldest"]) == (0, "2026-09-01")
    code, told = later.json("retention", "remove")
    assert (code, told["done"]) == (1, False)
    code, text = later("retention", "remove")[:2]
    assert code == 1
    assert "cannot be undone" in text
    assert later.json("retention", "remove", "nothing-like-it")[1]["code"] == "retention.unknown_sort"
    code, told = later.json("retention", "remove", "records", "--yes")
    assert (code, told["done"], [*told["due"]]) == (0, True, ["records"])
    assert later("check")[0] == 0
    assert later.json("retention", "remove", "records", "--yes")[1]["code"] == "retention.nothing_due"


def test_what_is_kept_about_a_person_is_written(later: Cli, tmp_path: Path) -> None:
    code, told = later.json("about-person", "KF1001", tmp_path / "kept.xlsx")
    assert (code, told["sections"]["Agents"]) == (0, 1)
    assert later("about-person", "KF1001", tmp_path / "kept.pdf")[0] == 0
    assert (tmp_path / "kept.pdf").read_bytes().startswith(b"%PDF")
    assert later.json("about-person", "nobody", tmp_path / "x.pdf")[1]["code"] == "roster.no_agent"
