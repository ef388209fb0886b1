"""Users on the command line: as much as the window can do, and by whom it may be done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.test_cli import Cli, cli  # noqa: F401 - a fixture
from tests.integration.test_cli_signing_in import locked, private, refused, secret  # noqa: F401 - fixtures


@pytest.fixture
def boss(locked: Cli, secret: Path) -> list[str | Path]:  # noqa: F811 - the fixtures
    """Wang signed in as administrator, beside Li, a supervisor with a password."""
    signed: list[str | Path] = ["--user", "Wang", "--password-file", secret]
    assert locked(*signed, "people", "edit", "Wang", "--role", "administrator")[0] == 0
    added = ["people", "add", "Li", "--login", "li", "--new-password-file", secret]
    assert locked(*signed, *added)[0] == 0
    return signed


def test_name_role_and_whether_somebody_may_sign_in(locked: Cli, boss: list[str | Path]) -> None:  # noqa: F811
    code, out, _err = locked(*boss, "people", "edit", "li", "--name", "Li Na", "--role", "manager")
    assert (code, out) == (0, "Li Na (“li”) is Manager.\n")
    code, out, _err = locked(*boss, "people", "deactivate", "li", lang="zh_CN")
    assert (code, out) == (0, "Li Na（“li”）不能再登录。\n")
    code, listed = locked.json("people", "list")
    assert listed["li"] == {"name": "Li Na", "role": "manager", "password": True, "active": False}
    assert refused(locked.json("--user", "li", "people", "list")) == "user.unknown"
    assert locked(*boss, "people", "reactivate", "li")[0] == 0
    assert locked(*boss, "people", "remove", "li")[0] == 0
    assert "li" not in locked.json("people", "list")[1]
    assert refused(locked.json(*boss, "people", "edit", "li", "--name", "x")) == "user.unknown"
    assert refused(locked.json(*boss, "people", "deactivate", "Wang")) == "user.deactivates_self"


def test_only_an_administrator_may(locked: Cli, boss: list[str | Path], secret: Path, tmp_path: Path) -> None:  # noqa: F811
    new = private(tmp_path / "new", "another-one\n")
    li = ["--user", "li", "--password-file", secret]
    for call in (
        ["edit", "Wang", "--role", "viewer"],
        ["deactivate", "Wang"],
        ["reactivate", "Wang"],
        ["remove", "Wang"],
        ["password", "Wang", "--new-password-file", new],
    ):
        assert refused(locked.json(*li, "people", *call)) == "rights.not_allowed", call
        assert refused(locked.json("people", *call)).startswith(("user.", "rights.")), call
    assert locked.json("people", "list")[1]["Wang"]["role"] == "administrator"


def test_passwords_of_others_and_ones_own(
    locked: Cli, boss: list[str | Path], secret: Path, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    new, newer = private(tmp_path / "new", "another-one\n"), private(tmp_path / "newer", "yet-another\n")
    assert locked(*boss, "people", "password", "li", "--new-password-file", new)[0] == 0
    li = ["--user", "li", "--password-file"]
    assert refused(locked.json(*li, secret, "people", "codes", "--yes")) == "user.sign_in_refused"
    own = ["people", "password", "li", "--new-password-file"]
    assert locked(*li, new, *own, newer)[0] == 0
    code, _out, err = locked("--user", "li", "--password-file", new, "people", "list")
    assert code == 1
    assert err
    assert locked(*li, newer, "people", "list")[0] == 0


def test_without_a_terminal_a_password_comes_from_a_file(locked: Cli, boss: list[str | Path]) -> None:  # noqa: F811
    assert refused(locked.json(*boss, "people", "password", "li")) == "user.secret_needed"


def test_a_recovery_code_sets_a_password_once(
    locked: Cli, boss: list[str | Path], tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    _code, told = locked.json(*boss, "people", "codes", "--yes")
    new = private(tmp_path / "new", "another-one\n")
    paper = private(tmp_path / "paper", told["recovery_codes"][0] + "\n")
    call = ["people", "recover", "Wang", "--code-file", paper, "--new-password-file", new]
    code, told = locked.json(*call)
    assert (code, told) == (0, {"login": "Wang", "codes_left": 9})
    assert refused(locked.json(*call)) == "user.recovery_code_used"
    assert locked("--user", "Wang", "--password-file", new, "people", "list")[0] == 0
