"""The support file: what a helper needs is in it, and nobody is."""

from __future__ import annotations

import zipfile
from pathlib import Path

import platformdirs
import pytest

from qadesk.errors import UserError
from qadesk.services import roster, support
from qadesk.storage.office import Office


def content(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name).decode("utf-8") for name in packed.namelist()}


@pytest.fixture
def log() -> Path:
    folder = platformdirs.user_log_path("QADesk", appauthor=False, ensure_exists=True)
    return folder / "qadesk.log"


def test_it_tells_versions_rows_and_checks(sample_office: Office, tmp_path: Path, log: Path) -> None:
    log.write_text("2026-09-03 10:00:00 ERROR qadesk.ui: unexpected error\n", "utf-8")
    support.write(tmp_path / "support.zip", sample_office)
    parts = content(tmp_path / "support.zip")
    assert "unexpected error" in parts["logs/qadesk.log"]
    assert f"\nagent: {len(roster.agents(sample_office))} rows\n" in parts["office.txt"]
    assert "PROBLEM" not in parts["office.txt"]
    assert parts["office.txt"].count("check: ok") >= 4
    assert "SQLite" in parts["versions.txt"]


def test_nobody_of_the_office_is_in_it(sample_office: Office, tmp_path: Path, log: Path) -> None:
    people = [value for agent in roster.agents(sample_office) for value in (agent.name, agent.staff_no)]
    people.append(sample_office.name)
    log.write_text("\n".join(f"ERROR KeyError: {person} at 13800138000" for person in people), "utf-8")
    support.write(tmp_path / "support.zip", sample_office)
    everything = "\n".join(content(tmp_path / "support.zip").values())
    assert everything.count("KeyError") == len(people)
    assert [person for person in [*people, "13800138000"] if person in everything] == []


@pytest.mark.parametrize(
    "line, gone, kept",
    [
        ("could not open /home/zhangsan/a.csv", "zhangsan", "could not open"),
        (r"could not open C:\Users\zhang\a.csv", "zhang", "a.csv"),
        ("ValueError: “Zhang San” is no number", "Zhang San", "ValueError"),
        ("KeyError: 'Zhang San'", "Zhang San", "KeyError"),
        ("note by 龚䶮𬭎", "䶮", "note by"),
        ("note by 龚䶮𬭎", "𬭎", "note by"),
        ("waybill 773012345678 twice", "773012345678", "twice"),
        (
            '  File "/home/zhang/x/qadesk/ui/tasks.py", line 12, in run',
            "zhang",
            "qadesk/ui/tasks.py, line 12",
        ),
        ("login of ANNA failed", "ANNA", "login of"),
    ],
)
def test_what_tells_of_a_person_is_taken_out(line: str, gone: str, kept: str) -> None:
    cleaned = support.without_people(line, ["Anna"])
    assert gone not in cleaned
    assert kept in cleaned


def test_an_office_that_does_not_open_is_told_about(tmp_path: Path) -> None:
    support.write(tmp_path / "support.zip", None, UserError("“张三.qadesk” is damaged."))
    told = content(tmp_path / "support.zip")["office.txt"]
    assert "is damaged" in told
    assert "张三" not in told


def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        support.write(tmp_path / "none" / "support.zip", None)
    assert list(tmp_path.iterdir()) == []
