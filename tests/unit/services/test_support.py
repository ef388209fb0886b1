"""The support file: what a helper needs is in it, and nobody is."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest

from qadesk.errors import UserError
from qadesk.services import roster, setup, support
from qadesk.services.support.nameless import without_people
from qadesk.storage.office import Office
from tests.refusals import refuses


def content(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name).decode("utf-8") for name in packed.namelist()}


@pytest.fixture
def log() -> Path:
    folder = platformdirs.user_log_path("QADesk", appauthor=False, ensure_exists=True)
    for left in folder.glob("qadesk.*"):  # by tests that started the program
        left.unlink()
    return folder / "qadesk.log"


@pytest.mark.files  # what the file is like
def test_it_tells_versions_rows_and_checks(sample_office: Office, tmp_path: Path, log: Path) -> None:
    log.write_text("2026-09-03 10:00:00,123 ERROR qadesk.ui.dialogs: unexpected error\n", "utf-8")
    support.write(tmp_path / "support.zip", sample_office)
    parts = content(tmp_path / "support.zip")
    assert parts["logs/qadesk.log"] == "2026-09-03 10:00:00,123 ERROR qadesk.ui.dialogs: unexpected error\n"
    assert f"\nagent: {len(roster.agents(sample_office))} rows\n" in parts["office.txt"]
    assert parts["office.txt"].count(": ok\n") >= 4
    assert "free on its disk" in parts["office.txt"]
    assert "SQLite" in parts["versions.txt"]


def test_nobody_of_the_office_is_in_it_nor_who_was(sample_office: Office, tmp_path: Path, log: Path) -> None:
    people = [value for agent in roster.agents(sample_office) for value in (agent.name, agent.staff_no)]
    first = roster.agents(sample_office)[0]
    roster.edit(sample_office, replace(roster.entry_of(first), name="Fan May"))  # who was she before?
    people += [sample_office.name, "Fan", "May", "13800138000", str(sample_office.place)]
    log.write_text("\n".join(f"KeyError: {person} at 13800138000" for person in people), "utf-8")
    log.with_name("qadesk.log.1").write_text("ValueError: " + " ".join(people), "utf-8")
    log.with_name("qadesk.log of 张三").write_text("张三", "utf-8")
    support.write(tmp_path / "support.zip", sample_office)
    parts = content(tmp_path / "support.zip")
    assert sorted(parts) == ["logs/qadesk.log", "logs/qadesk.log.1", "office.txt", "versions.txt"]
    everything = "\n".join(parts.values())
    assert everything.count("KeyError") == len(people)
    assert [person for person in people if person in everything] == []
    for name in ("qadesk.log.1", "qadesk.log of 张三"):
        log.with_name(name).unlink()


FRAME = '  File "/home/zhang/x/qadesk/ui/tasks.py", line 12, in run'


@pytest.mark.parametrize(
    "line, gone, kept",
    [
        ("could not open /home/zhangsan/a.csv", "zhangsan", "could not open"),
        (r"could not open C:\Users\zhang\a.csv", "zhang", "could not open"),
        (r"could not open C:\用户\张 三\城东.csv", "三", "could not open"),
        ("ValueError: “Zhang San” is no number", "Zhang", "ValueError: … is no number"),
        ("ValueError: Zhang San is no number", "Zhang", "ValueError: … is no number"),
        ("KeyError: 'Zhang San'", "Zhang", "KeyError: …"),
        ('KeyError: "O\'Neill"', "Neill", "KeyError: …"),
        ("KeyError: '张'", "张", "KeyError"),
        ("note by 龚䶮𬭎", "䶮", ""),
        ("note by 龚䶮𬭎", "𬭎", ""),
        ("Zhang: could not open", "Zhang", "could not open"),
        ("ZhangError: could not open", "Zhang", "could not open"),
        ("zhang.san.OpenError: could not open", "zhang", "could not open"),
        ("qadesk.errors.UserError: could not open", "", "qadesk.errors.UserError: could not open"),
        ("waybill 773012345678 is unknown", "773012345678", "is unknown"),
        ("call 138 0013 8000 or 0571-8888", "138", "or"),
        ("call １３８００１３８０００", "１３８", ""),
        ("timeout of 192.168.1.20", "192", "timeout of"),
        ("zhang.san@example.com is unknown", "zhang", "is unknown"),
        ("ID 330102199003071234 is invalid", "3301", "is invalid"),
        (FRAME, "zhang", "qadesk/ui/tasks.py:12 in run"),
        ('  File "/home/zhang/zhangsan.py", line 1, in <module>', "zhang", "…:1 in <module>"),
        ('  File "C:\\Users\\zhang\\x.py", line 1, in <module>', "zhang", "…:1 in <module>"),
        ('  File "pandas/io/excel.py", line 7, in read', "", "pandas/io/excel.py:7 in read"),
        ('  File "qadesk/app.py", line 7 in main', "", "qadesk/app.py:7 in main"),
        (f"{FRAME}\n    greet('Zhang San', Wang)\n          ^^^^^^^^^", "Wang", "tasks.py:12 in run"),
        ("login of ANNA failed", "ANNA", "of … failed"),
        ("login of li failed", "li", "of … failed"),
        ("2026-09-03 10:00:00 ERROR zhang.san: failed", "zhang", "failed"),
        ("2026-09-03 10:00:00,5 ERROR qadesk.ui: 陈晓雯 failed", "陈", "failed"),
        ("[parameters: ('KF1001', 'Zhang San', 5)]", "Zhang", "parameters"),
        ("[SQL: INSERT INTO agent (name) VALUES ('Zhang')]", "Zhang", "agent"),
        ("sqlite3.IntegrityError: UNIQUE constraint failed: agent.staff_no", "", "failed: agent.staff_no"),
        ("OSError: [Errno 28] No space left on device: '/home/zhang/x'", "zhang", "[Errno 28] No space left"),
        ("IndexError: list index out of range", "", "IndexError: list index out of range"),
        ("Fatal Python error: Segmentation fault", "", "Fatal Python error: Segmentation fault"),
    ],
)  # fmt: skip
def test_what_tells_of_a_person_is_taken_out(line: str, gone: str, kept: str) -> None:
    cleaned = without_people(line, ["Anna", "li"])
    assert not gone or gone not in cleaned
    assert kept in cleaned


def test_somebody_called_as_a_word_is_called_is_taken_out() -> None:
    assert without_people("login of Long failed, too long; AN and an", ["An", "Long"]) == (
        "… of … failed, too …; … and …\n"
    )


@pytest.mark.files  # what the file is like
def test_an_office_that_does_not_open_is_told_about_by_its_file(tmp_path: Path) -> None:
    office = tmp_path / "张三.qadesk"
    stored = Path(__file__).parents[2] / "data" / "offices" / "schema-1.qadesk"
    shutil.copy(stored, office)
    with office.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    with refuses("office.damaged") as refused:
        setup.open_office(office)
    support.write(tmp_path / "support.zip", None, refused.value, office)
    told = content(tmp_path / "support.zip")["office.txt"]
    assert "UserError office.damaged" in told
    assert "DatabaseError SQLITE_CORRUPT" in told
    assert "SQLite, tables 1, application 0x51414b44" in told
    assert "张三" not in told


@pytest.mark.files  # what the file is like
@pytest.mark.parametrize(
    "data, told", [(b"", "empty"), (b"\0" * 200, "only zeros"), ("张三".encode() * 99, "no SQLite file\n")]
)
def test_of_a_file_that_is_no_office_nothing_is_quoted(tmp_path: Path, data: bytes, told: str) -> None:
    office = tmp_path / "x.qadesk"
    office.write_bytes(data)
    support.write(
        tmp_path / "support.zip", None, UserError("office.not_an_office", "“x” is no office"), office
    )
    text = content(tmp_path / "support.zip")["office.txt"]
    assert told in text
    assert data[:4].hex() not in text or not data


@pytest.mark.files  # what the file is like
def test_an_office_open_elsewhere_says_so(sample_office: Office, tmp_path: Path) -> None:
    path = sample_office.path
    sample_office.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with refuses("office.in_use") as refused:
            setup.open_office(path)
        support.write(tmp_path / "support.zip", None, refused.value, path)
    assert "SQLITE_BUSY" in content(tmp_path / "support.zip")["office.txt"]


def test_without_an_office_it_is_written_as_well(tmp_path: Path) -> None:
    support.write(tmp_path / "support.zip", None)
    assert content(tmp_path / "support.zip")["office.txt"] == "no office\n"


def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path) -> None:
    with refuses("file.no_folder"):
        support.write(tmp_path / "none" / "support.zip", None)
    assert list(tmp_path.iterdir()) == []


def test_only_a_support_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "support.zip"
    support.write(target, None)
    support.write(target, None, UserError("office.damaged", "now there is a problem"))
    assert "not opened" in content(target)["office.txt"]
    office = tmp_path / "office.qadesk"
    sqlite3.connect(office).close()
    office.write_bytes(b"an office")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "")
    for name in ("office.qadesk", "book.xlsx"):
        with refuses("file.exists"):
            support.write(tmp_path / name, None)
    assert office.read_bytes() == b"an office"


def test_a_full_disk_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "support.zip"
    support.write(target, None)
    before = target.read_bytes()

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with refuses("file.disk_full"):
        support.write(target, None)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["support.zip"]
