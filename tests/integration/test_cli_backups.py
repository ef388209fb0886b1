"""`qadesk backup`, `backups` and `restore` as typed: what they say, their exit codes, JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from qadesk import whole_files
from qadesk.app import main
from qadesk.services import people, setup
from qadesk.services.sample import SUPERVISOR as WHO
from qadesk.storage import copies, generations
from tests.refusals import names

pytestmark = pytest.mark.files  # backups are of files


@pytest.fixture
def path(sample_file: Path, tmp_path: Path) -> Path:
    """A sample office of one's own, closed."""
    return Path(shutil.copyfile(sample_file, tmp_path / "branch.qadesk"))


class _Line:
    """The command line on one office."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._path, self._capsys = path, capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, what it said, what it complained of."""
        code = main(["--lang", "en", "--office", str(self._path), *words])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def json(self, *words: str) -> Any:
        code, said, _complaint = self("--json", *words)
        return {"exit": code, **json.loads(said)}


@pytest.fixture
def line(path: Path, capsys: pytest.CaptureFixture[str]) -> _Line:
    return _Line(path, capsys)


def test_a_backup_is_made_listed_read_through_and_tried(line: _Line, path: Path) -> None:
    made = line.json("backup")
    assert made["exit"] == 0
    assert Path(made["file"]).parent == generations.folder_of(path)
    (one,) = line.json("backups", "list")["backups"]
    assert (one["number"], one["reason"], one["months"], one["closed"], one["problem"]) == (
        1, "asked", ["2026-10", "2026-09"], ["2026-09"], "",
    )  # fmt: skip
    assert one["ratings"] > 0
    assert line("backups", "verify")[0] == 0
    tried = line.json("backups", "drill")
    assert (tried["exit"], tried["ok"], tried["cycle"]) == (0, True, "2026-09")
    assert tried["figures"] > 1000
    code, said, _err = line("backups", "list")
    assert code == 0
    assert "on request" in said
    assert "All agree" in said


def test_a_backup_elsewhere(line: _Line, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    code, said, _err = line("backup", "--to", str(tmp_path / "stick"))
    assert code == 0
    (made,) = (tmp_path / "stick").iterdir()
    assert made.name in said
    assert copies.problems(made) == []
    code, _said, complaint = line("backup", "--to", str(tmp_path / "nowhere"))
    assert code == 1
    assert "no folder" in complaint


def test_restoring_says_what_is_lost_and_waits_for_yes(line: _Line, path: Path) -> None:
    line("backup")
    line("people", "add", "Bob")
    number = str([one["reason"] for one in line.json("backups", "list")["backups"]].index("asked") + 1)
    before = path.read_bytes()
    assert line.json("restore", number, "--yes")["code"] == "user.nobody_signed_in"
    code, said, complaint = line("restore", number)
    assert code == 1
    assert "the user Bob" in said
    assert "--yes" in complaint
    told = line.json("restore", number)
    assert told["exit"] == 1
    assert {"kind": "people", "about": "Bob", "count": 1} in told["lost"]
    assert path.read_bytes() == before
    done = line.json("--user", WHO, "restore", number, "--yes")
    assert done["exit"] == 0
    kept = setup.open_office(Path(done["set_aside"]))
    assert [one.login for one in people.people(kept)] == [WHO, "Bob"]
    kept.close()
    assert "Bob" not in line("people", "list")[1]
    assert "before a restore" in line("backups", "list")[1]


def test_what_cannot_be_restored_is_refused(line: _Line, path: Path) -> None:
    line("backup")
    line("backup")
    newest = Path(line.json("backups", "list")["backups"][0]["file"])
    with newest.open("r+b") as file:
        file.seek(newest.stat().st_size // 2)
        file.write(b"\xff" * 9000)
    before = path.read_bytes()
    for wanted, why, named in (
        ("1", "backup.damaged", newest.name),
        ("7", "backup.no_such_number", "7"),
        ("gone.qadesk", "file.missing", "gone.qadesk"),
    ):
        told = line.json("restore", wanted, "--yes")
        assert (told["exit"], told["code"]) == (1, why)
        assert names(told["error"], named)
    assert "The one before is intact" in line("restore", "1", "--yes")[2]
    assert line("backups", "verify")[0] == 1
    code, said, _err = line("backups", "drill")
    assert code == 1
    assert "failed" in said
    assert path.read_bytes() == before


def test_an_office_that_is_gone_or_damaged_is_restored(line: _Line, path: Path) -> None:
    line("backup")
    path.unlink()
    assert line("restore", "1", "--yes")[0] == 0
    path.write_bytes(b"spoilt")
    done = line.json("restore", "1", "--yes")
    assert done["exit"] == 0
    assert Path(done["set_aside"]).read_bytes() == b"spoilt"
    assert line("check")[0] == 0


def test_a_second_place(line: _Line, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert line("backups", "second", str(stick))[0] == 1
    stick.mkdir()
    line("backup")
    assert line.json("backups", "second", str(stick))["unreached"] == ""
    (one,) = line.json("backups", "list")["backups"]
    assert one["second"] is True
    shutil.rmtree(stick)
    code, _said, complaint = line("backup")
    assert code == 0
    assert "cannot be reached" in complaint
    assert line.json("backups", "second")["unreached"]
    assert line.json("backups", "second", "--none")["second"] == ""


def test_the_first_change_of_a_day_is_backed_up_before(line: _Line, path: Path) -> None:
    line("people", "list")
    assert generations.list_copies(generations.folder_of(path)) == []
    line("people", "add", "Bob")
    line("people", "add", "Eve")
    (one,) = line.json("backups", "list")["backups"]
    assert one["reason"] == "daily"
    with copies.reading_copy(Path(one["file"])) as connection:
        assert connection.execute("SELECT count(*) FROM user WHERE name = 'Bob'").fetchone() == (0,)


def test_closing_without_a_backup_has_to_be_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = _Line(tmp_path / "new.qadesk", capsys)
    line("init")
    line("cycle", "open", "2026-10")

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(whole_files, "sync", full)
        code, _said, complaint = line("cycle", "close", "2026-10", "--yes")
        assert code == 1
        assert "--without-backup" in complaint
        assert line("cycle", "close", "2026-10", "--yes", "--without-backup")[0] == 0
    line("cycle", "open", "2026-11")
    assert line("cycle", "close", "2026-11", "--yes")[0] == 0
    assert "closing" in [one["reason"] for one in line.json("backups", "list")["backups"]]
