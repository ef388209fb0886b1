"""Killed at any moment: the office opens, everything that was said to be saved is there, and nothing half."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from qadesk.resources import resource
from qadesk.services import check, setup
from qadesk.storage import tables
from qadesk.storage.office import Office

pytestmark = pytest.mark.files  # another program is killed at work on an office file

AGENTS, MONTH = 6, "2026-10"

SCORING = f"""
import sys
from decimal import Decimal
from pathlib import Path
from qadesk.services import cycles, setup
from qadesk.services.scoring import drafts

office = setup.open_office(Path(sys.argv[1]))
cycle = cycles.get(office, "{MONTH}")
print("ready", flush=True)
for turn in range(10**6):
    number, level = f"KF{{turn % {AGENTS}:04d}}", 1 + turn % 5
    drafts.rate(office, cycle, number, "attitude", Decimal(level))
    print(number, level, flush=True)
"""

IMPORTING = """
import sys
from pathlib import Path
from qadesk.progress import Progress
from qadesk.services.records import imports
from qadesk.services import setup

def say(done, total, text):
    print("working", done, flush=True)

office = setup.open_office(Path(sys.argv[1]))
print("ready", flush=True)
imports.run(office, Path(sys.argv[2]), progress=Progress(say))
print("stored", flush=True)
"""


@contextmanager
def started(code: str, *arguments: Path) -> Iterator[subprocess.Popen[str]]:
    """A second program at work on the office; killed outright at the end."""
    command = [sys.executable, "-X", "utf8", "-c", code, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An office with a roster and the October cycle, closed."""
    from qadesk.services import cycles
    from qadesk.services.records import imports

    file = tmp_path / "branch.qadesk"
    office = setup.create_office(file, name="Branch", user_name="Supervisor")
    cycles.open_cycle(office, MONTH)
    imports.run(office, resource("sample_office", "花名册.xlsx"), kind="roster")
    with office.write() as connection:
        people = [
            {"office_id": office.id, "staff_no": f"KF{i:04d}", "name": "–", "status": "active"}
            for i in range(AGENTS)
        ]
        connection.execute(tables.agent.insert(), people)
    office.close()
    return file


def sound(file: Path) -> Office:
    """The office, opened again, with every check in order."""
    office = setup.open_office(file)
    assert [finding for finding in check.check(office) if not finding.ok] == []
    return office


@pytest.mark.parametrize("saves", [1, 4, 40])
def test_every_rating_that_was_saved_survives(path: Path, saves: int) -> None:
    said: dict[str, str] = {}
    with started(SCORING, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for _turn in range(saves):
            number, level = process.stdout.readline().split()
            said[number] = level
        process.kill()
        for line in process.stdout.read().splitlines(keepends=True):  # saved while we were deciding
            if line.endswith("\n"):
                number, level = line.split()
                said[number] = level

    office = sound(path)
    with office.read() as connection:
        rows = connection.execute(
            select(tables.agent.c.staff_no, tables.rating.c.level)
            .join(tables.evaluation, tables.evaluation.c.id == tables.rating.c.evaluation_id)
            .join(tables.agent, tables.agent.c.id == tables.evaluation.c.agent_id)
        ).all()
    office.close()
    stored = {number: str(level) for number, level in rows}
    # The very last one may have been stored without its line having been printed.
    different = [number for number in said if stored.get(number) != said[number]]
    assert len(different) <= 1
    assert stored.keys() >= said.keys()


@pytest.mark.parametrize("reports", [0, 1, 3])
def test_an_import_is_there_whole_or_not_at_all(path: Path, reports: int) -> None:
    file = next(resource("sample_office").glob(f"话务明细_{MONTH}.csv"))
    with started(IMPORTING, path, file) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        lines = [process.stdout.readline() for _ in range(reports)]
        process.kill()
        stored = "stored\n" in lines or "stored" in process.stdout.read()

    office = sound(path)
    with office.read() as connection:
        contacts = connection.execute(select(func.count()).select_from(tables.contact)).scalar_one()
        batches = connection.execute(
            select(tables.import_batch.c.imported).where(tables.import_batch.c.kind == "calls")
        ).all()
    office.close()
    assert (contacts, len(batches)) == (0, 0) or contacts == batches[0].imported > 0
    assert contacts or not stored
