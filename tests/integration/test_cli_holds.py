"""Which personal data a file will hold is said before it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.test_cli import Cli, cli, sample  # noqa: F401 - fixtures

AGENTS, BOTH = "personal data of agents", "personal data of agents and customers"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["sheets", "2026-10", "--out", "DIR", "--agent", "KF1001"], AGENTS),
        (["score", "template", "DIR/s.xlsx"], AGENTS),
        (["evidence", "2026-10", "KF1001", "DIR/e.zip"], f"{BOTH}; numbers whole"),
        (["evidence", "2026-10", "KF1001", "DIR/e.zip", "--without-customers"], AGENTS),
        (["trail", "--pdf", "DIR/t.pdf"], f"{BOTH}; phone numbers masked"),
        (["about-person", "KF1001", "DIR/a.pdf"], "personal data of agents and customers, "),
    ],
)
def test_it_is_said(sample: Cli, tmp_path: Path, call: list[str], said: str) -> None:  # noqa: F811
    code, _out, err = sample(*(word.replace("DIR", str(tmp_path)) for word in call))
    assert code == 0, err
    assert said in err


@pytest.mark.files
def test_of_a_backup_too(sample: Cli, tmp_path: Path) -> None:  # noqa: F811
    code, _out, err = sample("backup", "--to", tmp_path)
    assert (code, err) == (0, "all personal data of this office\n")


def test_not_to_who_may_not(sample: Cli, tmp_path: Path) -> None:  # noqa: F811
    assert sample("people", "add", "Li")[0] == 0  # now it has to be said who it is
    code, _out, err = sample("about-person", "KF1001", tmp_path / "a.pdf")
    assert code == 1
    assert "personal data" not in err
