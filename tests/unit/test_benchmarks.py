"""The bench harness: ratios, limits, the table, and where it goes in the README."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks import bench_start, offices, report
from benchmarks.measure import beside, figure
from qadesk.services import first_look


def test_a_ratio_is_held_against_the_limit() -> None:
    line = figure("x", 3.0, 2.0, reference=2.0)
    assert line["ratio"] == 1.5
    assert report.passes(line)
    assert not report.passes(figure("x", 5.0, 2.0, reference=2.0))


def test_without_a_reference_the_figure_itself_is_held_against_it() -> None:
    assert report.passes(figure("stall", 49.0, 50.0, unit="ms"))
    assert not report.passes(figure("stall", 51.0, 50.0, unit="ms"))


def test_the_table_shows_each_line_whole() -> None:
    text = report.table([figure("start", 0.4, 3, reference=0.2), figure("memory", 410, 400, unit="MB")])
    start, memory = text.splitlines()[2:]
    assert "2.00 ×" in start
    assert "| ok " in start
    assert "TOO MUCH" in memory
    assert len({len(line) for line in text.splitlines()}) == 1


def test_the_readme_keeps_what_is_outside_the_markers(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"above\n{report.START}\nold\n{report.END}\nbelow\n", "utf-8")
    report.write_readme(readme, "new")
    assert readme.read_text("utf-8") == f"above\n{report.START}\nnew\n{report.END}\nbelow\n"
    readme.write_text("no markers", "utf-8")
    with pytest.raises(ValueError, match="bench:start"):
        report.write_readme(readme, "new")


def test_both_are_timed_in_turns() -> None:
    order: list[str] = []
    beside(lambda: order.append("ours"), lambda: order.append("reference"), times=2)
    assert order == ["ours", "reference", "ours", "reference"]


def test_a_start_that_ends_early_is_no_figure() -> None:
    command = [sys.executable, "-c", "print('painted')"]
    assert list(bench_start.started(command, dict(os.environ), ("painted",))) == ["painted"]
    with pytest.raises(RuntimeError, match="told"):
        bench_start.started(command, dict(os.environ), ("painted", "figures"))


def test_the_month_the_start_shows_is_one_of_many(tmp_path: Path) -> None:
    office = offices.make(tmp_path / "bench.qadesk", records=240, agents=3, years=2, left=2)
    assert dict(first_look.months(office))[offices.CYCLE] == "open"
    assert list(dict(first_look.months(office)).values()).count("open") == 1
    assert first_look.overview(office, offices.CYCLE).agents == 3
    with office.file() as connection:
        (contacts,) = connection.execute(
            "SELECT count(*) FROM contact WHERE at >= ?", (offices.START_MS,)
        ).fetchone()
    office.close()
    assert 8 <= contacts <= 12
