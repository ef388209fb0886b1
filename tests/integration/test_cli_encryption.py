"""Encrypted offices as typed: what is asked, what is refused, exit codes, JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qadesk.app import main
from qadesk.storage.cipher import keys

pytestmark = pytest.mark.files  # a server encrypts by its own means

PASSPHRASE = "快递🔑网点的口令很长"


class _Line:
    """The command line on one office, each call a program of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.office = folder / "branch.qadesk"

    def __call__(self, *words: object) -> dict[str, Any]:
        keys.forget_all()
        self._capsys.readouterr()
        code = main(["--lang", "en", "--json", "--office", str(self.office), *map(str, words)])
        said = json.loads(self._capsys.readouterr().out)
        return {"exit": code, **(said if isinstance(said, dict) else {"all": said})}

    def secret(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.write_text(text + "\n", "utf-8")
        file.chmod(0o600)
        return file


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> _Line:
    return _Line(tmp_path, capsys)


@pytest.fixture
def opens(line: _Line) -> tuple[object, ...]:
    """An encrypted office; the words that open it."""
    secret = line.secret("passphrase", PASSPHRASE)
    made = line("init", "--user-name", "Wang", "--encrypt", "--new-passphrase-file", secret)
    line.secret("recovery", made["recovery_key"])
    return "--passphrase-file", secret


def test_a_month_of_an_encrypted_office(line: _Line, opens: tuple[object, ...]) -> None:
    assert line(*opens, "check")["exit"] == 0
    assert line(*opens, "cycle", "open", "2026-10")["exit"] == 0
    made = line(*opens, "backup")
    assert made["exit"] == 0
    assert Path(made["file"]).read_bytes().startswith(keys.MAGIC)
    assert line(*opens, "backups", "drill")["exit"] == 0
    assert line(*opens, "restore", made["file"], "--yes")["exit"] == 0
    assert line("--recovery-key-file", line.folder / "recovery", "check")["exit"] == 0


def test_what_opens_nothing(line: _Line, opens: tuple[object, ...]) -> None:
    for words, code in (
        ((), "encryption.locked"),
        (("--passphrase-file", line.secret("other", "not the passphrase")), "encryption.wrong_passphrase"),
        (("--recovery-key-file", line.secret("typo", "ABCD-EFGH")), "encryption.recovery_key_mistyped"),
        (("--passphrase-file", line.folder / "none"), "user.secret_file_missing"),
    ):
        refused = line(*words, "check")
        assert (refused["exit"], refused["code"]) == (1, code)


def test_there_and_back(line: _Line) -> None:
    secret = line.secret("passphrase", PASSPHRASE)
    assert line("init", "--user-name", "Wang")["exit"] == 0
    assert line("encrypt")["code"] == "encryption.new_passphrase_needed"
    assert line("backup")["exit"] == 0
    done = line("encrypt", "--new-passphrase-file", secret)
    assert (done["exit"], len(done["plain"])) == (0, 1)
    renewed = line("--passphrase-file", secret, "new-key")
    assert renewed["recovery_key"] != done["recovery_key"]
    assert line("--passphrase-file", secret, "decrypt")["encrypted"] is False
    assert line("check")["exit"] == 0
    done = line("encrypt", "--new-passphrase-file", secret, "--delete-plain-backups")
    assert done["plain"] == []


def test_another_person(line: _Line, opens: tuple[object, ...]) -> None:
    hers = line.secret("hers", "a passphrase of hers")
    line(*opens, "people", "add", "Li", "--login", "li")
    as_wang = *opens, "--user", "Wang"
    assert line(*as_wang, "passphrase", "li", "--new-passphrase-file", hers)["exit"] == 0
    assert line("--passphrase-file", hers, "check")["exit"] == 0
    assert line(*as_wang, "passphrase", "li", "--take")["exit"] == 0
    assert line("--passphrase-file", hers, "check")["code"] == "encryption.wrong_passphrase"
