"""The table of figures: on the screen, as JSON, and between two markers of the README."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Figure

START, END = "<!-- bench:start -->", "<!-- bench:end -->"


def passes(line: Figure) -> bool:
    """Whether a figure keeps its limit."""
    return (line["ours"] if line["ratio"] is None else line["ratio"]) <= line["limit"]


def machine() -> dict[str, str]:
    """What the figures were measured on; nothing that names the PC or its owner."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", info.read_text("utf-8"), re.MULTILINE)
        cpu = found[1] if found else cpu
    return {
        "cpu": cpu,
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "day": datetime.now(UTC).date().isoformat(),
    }


def table(lines: list[Figure]) -> str:
    """The figures as a Markdown table, which reads as well on a terminal."""
    head = ("what", "QADesk", "reference", "ratio", "at most", "", "note")
    rows = [head, *(_row(line) for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]

    def draw(row: tuple[str, ...]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([draw(head), rule, *(draw(row) for row in rows[1:])])


def _row(line: Figure) -> tuple[str, ...]:
    unit = line["unit"]
    ratio, reference = line["ratio"], line["reference"]
    limit = f"{line['limit']:g} {unit}" if ratio is None else f"{line['limit']:g} ×"
    return (
        line["name"],
        _amount(line["ours"], unit),
        "–" if reference is None else _amount(reference, unit),
        "–" if ratio is None else f"{ratio:.2f} ×",
        limit,
        "ok" if passes(line) else "TOO SLOW" if unit != "MB" else "TOO MUCH",
        line["note"],
    )


def _amount(value: float, unit: str) -> str:
    if unit == "s" and value < 0.1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def facts(about: dict[str, str]) -> str:
    """One line about the machine."""
    return (
        f"{about['cpu']}, {about['cores']} cores, {about['system']}, Python {about['python']}, {about['day']}"
    )


def write_readme(readme: Path, text: str) -> None:
    """Replace what stands between the markers; raises ValueError if they are missing."""
    before, start, rest = readme.read_text("utf-8").partition(START)
    _old, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"{readme.name} has no {START} … {END}")
    readme.write_text(f"{before}{START}\n{text}\n{END}{after}", "utf-8")
