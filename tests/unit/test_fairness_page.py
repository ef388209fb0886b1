"""`make fairness`: every table can be made, by a month or two of each kind, and is the page's."""

from __future__ import annotations

import pytest

from tools.fairness import __main__ as fairness
from tools.fairness import days, mixed, places, told, versions


@pytest.fixture(scope="module")
def made() -> list[str]:
    chance = fairness.default_rng(1)
    lines = [*versions.tables(1), *fairness.singles(1), *mixed.few_cases(1, chance, (5, 10, 30, 200))]
    lines += [*fairness.totals(1), *fairness.falsely(1), *told.any_change(1, chance)]
    lines += [*told.calibration(1, chance), *mixed.unequal_work(1, chance), *places.tables(2, chance)]
    return [*lines, *told.brought_together(1, chance), *days.tables(1, chance)]


def test_every_table_is_on_the_page(made: list[str]) -> None:
    """Their rows by name, in the same order; the figures are of many months there."""
    page = iter([_name(line) for line in _page()])
    names = [_name(line) for line in made if line.startswith("|")]
    assert len(names) > 90
    assert [name for name in names if name not in page] == []


def test_what_the_page_says_holds_on_it() -> None:
    """The figures that its words, the sheet and the guide stand on."""

    def figures(start: str) -> list[float]:
        line = next(line for line in _page() if _name(line).startswith(start))
        return [float(one) for one in line.split("|")[2:-1]]

    assert figures("months with any of 14 identical")[0] <= 0.05
    assert max(figures("nothing changed, any told, together")) <= 0.05
    for months in ("varied agents", "near the top 近满分"):
        assert figures(months)[0] >= 0.93
    for name in ("CSAT 4.26", "time 时长, lognormal 对数正态 0.6", "time, same hours", "time, office's mix"):
        assert min(figures(name)) >= 0.93


def _page() -> list[str]:
    return [line for line in fairness.PAGE.read_text("utf-8").splitlines() if line.startswith("|")]


def _name(line: str) -> str:
    return line.split("|")[1].strip()
