"""`qadesk trail --pdf`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.test_cli import Cli, cli, sample  # noqa: F401 - fixtures


@pytest.mark.parametrize("of", ["2026-10/KF1001", "KF1001", "2026-10", ""])
def test_the_history_of_what_is_named(sample: Cli, tmp_path: Path, of: str) -> None:  # noqa: F811
    file = tmp_path / "t.pdf"
    code, out, err = sample("trail", "--pdf", file, *(["--of", of] if of else []))
    assert (code, err) == (0, "personal data of agents and customers; phone numbers masked\n")
    assert file.name in out
    assert file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("of", ["2026-13", "KF9999", "2026-10/KF9999", "2031-01/KF1001"])
def test_what_is_not_there_is_refused(sample: Cli, tmp_path: Path, of: str) -> None:  # noqa: F811
    assert sample("trail", "--pdf", tmp_path / "t.pdf", "--of", of)[0] == 1
    assert not (tmp_path / "t.pdf").exists()
