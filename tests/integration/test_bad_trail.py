"""A trail with a hole, and clocks that were wrong: said plainly on the command line, and work goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from qadesk.services import check, setup
from qadesk.services.assessment import results
from qadesk.services.check import CheckResult
from qadesk.services.trail import browsing, proof
from qadesk.storage.office import Office
from tests.integration.test_cli import Cli, cli  # noqa: F401 - the fixture

pytestmark = pytest.mark.files


def edited(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(statement)


@contextmanager
def opened(path: Path) -> Iterator[Office]:
    office = setup.open_office(path)
    try:
        yield office
    finally:
        office.close()


def trail(office: Office) -> CheckResult:
    return next(one for one in check.check(office) if one.what in ("Trail", "操作记录"))


@pytest.fixture
def branch(sample_office: Office) -> Path:
    """The sample office, closed."""
    sample_office.close()
    return sample_office.path


def test_a_hole_is_named_and_nothing_else_is_lost(branch: Path) -> None:
    with opened(branch) as office:
        before = [one.assessment for one in results.results(office, "2026-10").results]
    edited(branch, "DELETE FROM audit WHERE seq = 20")
    with opened(branch) as office:
        found = proof.prove(office)
        assert found.trail == ("Entry 20 is missing.",)
        assert found.rows == ()
        assert [one.assessment for one in results.results(office, "2026-10").results] == before
        setup.rename_office(office, "East Gate")  # the chain goes on behind the hole
        assert browsing.entries(office, most=1)[0].action == "office.rename"
        assert proof.prove(office).trail == found.trail
        assert not trail(office).ok


def test_the_command_line_names_the_hole(cli: Cli) -> None:  # noqa: F811 - the fixture
    assert cli("init", "--name", "East", "--user-name", "Wang")[0] == 0
    for code in ("2026-08", "2026-09"):
        assert cli("cycle", "open", code)[0] == 0
    assert cli("check")[0] == 0
    edited(cli.office, "DELETE FROM audit WHERE seq = 2")
    code, told = cli.json("check")
    assert code == 1
    assert "Entry 2 is missing" in str(told)
    assert cli("cycle", "open", "2026-10")[0] == 0


def test_clocks_that_were_wrong_are_said_and_no_fault(branch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = Office.now
    with opened(branch) as office:
        monkeypatch.setattr(Office, "now", lambda self: now(self) + timedelta(days=400))
        setup.rename_office(office, "ahead")
        seq = browsing.entries(office, most=1)[0].seq
        monkeypatch.setattr(Office, "now", now)
        said = proof.prove(office)
        assert said.trail == ()
        assert len(said.clocks) == 1
        assert f"Entry {seq} is dated later" in said.clocks[0]
        setup.rename_office(office, "put right")
        later = proof.prove(office)
        assert later.trail == ()
        assert [f"Entry {int(seq or 0) + 1} is earlier" in one for one in later.clocks] == [True]
        found = trail(office)
        assert found.ok
        assert "clock" in found.known
