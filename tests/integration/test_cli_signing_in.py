"""Who a call is: nobody, a user with a password, an app token."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.services import people, setup, signing_in
from qadesk.storage import tables
from tests.integration.test_cli import SAMPLES, Cli, cli  # noqa: F401 - a fixture
from tests.refusals import names

PASSWORD = "secret-1"


def private(file: Path, text: str) -> Path:
    file.write_text(text, "utf-8")
    file.chmod(0o600)
    return file


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    return private(tmp_path / "secret.txt", f"{PASSWORD}\nnot this\n")


@pytest.fixture
def locked(cli: Cli, secret: Path) -> Cli:  # noqa: F811 - the fixture
    """An office whose only user has a password."""
    code, told = cli.json("init", "--name", "East", "--user-name", "Wang", "--new-password-file", secret)
    assert code == 0
    assert len(told["recovery_codes"]) == 10
    return cli


def refused(told: tuple[int, dict[str, str]]) -> str:
    code, data = told
    assert code == 1
    return data["code"]


def test_nobody_may_only_look(locked: Cli, tmp_path: Path) -> None:
    assert locked.json("people", "list")[0] == 0
    assert locked.json("check")[0] == 0
    for call in (
        ["roster", "import", SAMPLES / "花名册.xlsx"],
        ["cycle", "open", "2026-10"],
        ["sheets", "2026-10", "--out", tmp_path],
        ["people", "add", "Zhao"],
        ["token", "add", "x", "--for", "import"],
    ):
        code, told = locked.json(*call)
        assert code == 1
        assert "user.nobody_signed_in" in str(told), call
    office = setup.open_office(Path(str(locked.office)))
    with office.read() as connection:
        trail = tables.audit.c
        by_nobody = select(trail.action).where(trail.user_id.is_(None), trail.origin != "program")
        assert connection.execute(by_nobody).scalars().all() == []
    office.close()


def test_a_password_from_a_file_signs_in(locked: Cli, secret: Path) -> None:
    signed = ["--user", "Wang", "--password-file", secret]
    assert locked(*signed, "roster", "import", SAMPLES / "花名册.xlsx")[0] == 0
    assert locked(*signed, "cycle", "open", "2026-10")[0] == 0


def test_a_password_from_the_terminal_signs_in(locked: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    asked: list[str] = []
    monkeypatch.setattr(getpass, "getpass", lambda prompt: asked.append(prompt) or PASSWORD)
    assert locked("--user", "Wang", "cycle", "open", "2026-10")[0] == 0
    assert asked == ["Password of Wang: "]
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: "🔑")
    assert refused(locked.json("--user", "Wang", "cycle", "open", "2026-11")) == "user.sign_in_refused"


def test_without_a_terminal_the_ways_are_named(locked: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    code, told = locked.json("--user", "Wang", "check")
    assert (code, told["code"]) == (1, "user.password_needed")
    assert "--token-file" in told["remedy"]
    assert refused(locked.json("--user", "Zhao", "check")) == "user.unknown"


def test_wrong_passwords_are_slowed_down_here_too(locked: Cli, tmp_path: Path, secret: Path) -> None:
    guess = private(tmp_path / "guess.txt", "nope\n")
    for _n in range(3):
        assert refused(locked.json("--user", "Wang", "--password-file", guess, "check")) == (
            "user.sign_in_refused"
        )
    assert refused(locked.json("--user", "Wang", "--password-file", secret, "check")) == "user.sign_in_wait"


@pytest.mark.parametrize("option", ["--password-file", "--token-file"])
@pytest.mark.parametrize(
    "what, code",
    [
        ("missing", "user.secret_file_missing"),
        ("folder", "user.password_unreadable"),
        ("open", "user.secret_file_open"),
        ("empty", "user.secret_file_empty"),
        ("blank first line", "user.secret_file_empty"),
        ("bytes", "user.password_unreadable"),
    ],
)
def test_a_file_that_holds_no_secret(locked: Cli, tmp_path: Path, option: str, what: str, code: str) -> None:
    file = tmp_path / "file.txt"
    if what == "folder":
        file.mkdir()
    elif what != "missing":
        content = {"open": PASSWORD, "blank first line": f"\n{PASSWORD}", "bytes": "", "empty": ""}[what]
        private(file, content)
        if what == "bytes":
            file.write_bytes(b"\xff\xfe\x00")
        if what == "open":
            file.chmod(0o644)
    if what == "open" and sys.platform == "win32":
        pytest.skip("rights of files are otherwise there")
    code_said, told = locked.json("--user", "Wang", option, file, "check")
    assert (code_said, told["code"]) == (1, code)
    assert names(told["error"], "file.txt")


def test_a_token_does_scheduled_work_and_nothing_else(locked: Cli, secret: Path, tmp_path: Path) -> None:
    signed = ["--user", "Wang", "--password-file", secret]
    token = tmp_path / "token.txt"
    code, made = locked.json(*signed, "token", "add", "nightly", "--for", "roster", "--out", token)
    assert (code, made["commands"], "token" in made) == (0, ["roster"], False)
    assert token.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
    by_token = ["--token-file", token]
    assert locked(*by_token, "roster", "import", SAMPLES / "花名册.xlsx")[0] == 0
    assert refused(locked.json(*by_token, "cycle", "open", "2026-10")) == "token.other_command"
    assert refused(locked.json(*by_token, "token", "list")) == "token.other_command"
    (listed,) = locked.json(*signed, "token", "list")[1]["tokens"]
    assert (listed["user"], listed["works"]) == ("Wang", True)
    assert listed["used"] is not None
    assert "nightly" in locked(*signed, "token", "list")[1]
    assert locked(*signed, "token", "revoke", "1")[0] == 0
    assert refused(locked.json(*by_token, "roster", "import", SAMPLES / "花名册.xlsx")) == "token.revoked"
    assert locked.json(*signed, "token", "add", "nightly", "--for", "roster", "--out", token)[0] == 1


@pytest.mark.files  # backups are of files
def test_restoring_takes_who_may(locked: Cli, secret: Path, tmp_path: Path) -> None:
    for call in (["backup"], ["backup", "--to", tmp_path], ["backups", "second", "--none"]):
        assert refused(locked.json(*call)) == "user.nobody_signed_in", call
    signed = ["--user", "Wang", "--password-file", secret]
    made = locked.json(*signed, "backup")[1]["file"]
    assert refused(locked.json("restore", made, "--yes")) == "user.nobody_signed_in"
    assert locked(*signed, "restore", made, "--yes")[0] == 0


def test_new_codes_are_told_once(locked: Cli, secret: Path) -> None:
    signed = ["--user", "Wang", "--password-file", secret]
    code, out, _err = locked(*signed, "people", "codes", "--yes")
    assert code == 0
    assert len([line for line in out.splitlines() if line.startswith("  ") and line.count("-") == 3]) == 10


def test_codes_not_used_are_voided_only_with_a_yes(
    locked: Cli, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = ["--user", "Wang", "--password-file", secret]
    assert locked(*signed, "people", "codes", "--yes")[0] == 0
    code, out, err = locked(*signed, "people", "codes")
    assert (code, out) == (1, "")
    assert "10 recovery codes" in err
    assert "--yes" in err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    assert locked(*signed, "people", "codes")[:2] == (1, "")
    monkeypatch.setattr("builtins.input", lambda _question: "yes")
    assert locked(*signed, "people", "codes")[0] == 0


def test_the_token_of_a_removed_person_is_told_apart(locked: Cli, secret: Path, tmp_path: Path) -> None:
    """By whose it was; nothing is written, and an administrator's own work goes on."""
    signed = ["--user", "Wang", "--password-file", secret]
    assert locked(*signed, "people", "add", "Li", "--role", "manager")[0] == 0
    token = tmp_path / "token.txt"
    assert locked("--user", "Li", "token", "add", "nightly", "--for", "cycle", "--out", token)[0] == 0
    office = setup.open_office(Path(str(locked.office)))
    signing_in.sign_in(office, "Wang", secret.read_text("utf-8").splitlines()[0])
    people.deactivate(office, "Li")
    office.close()
    code, told = locked.json("--token-file", token, "cycle", "open", "2026-10")
    assert (code, told["code"]) == (1, "token.person_left")
    assert "Li" in str(told)
    assert locked(*signed, "cycle", "open", "2026-10")[0] == 0  # it was not opened by the token
