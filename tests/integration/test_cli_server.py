"""The command line on an office in a PostgreSQL database of a real server: from files to sheets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from qadesk.places import Server
from qadesk.services import setup
from tests import on_server
from tests.integration.test_cli import EXPECTED, SAMPLES, Cli

SECRET = "not-for-eyes"
# Tables and columns that came after the first schema of servers, 4.
LATER = (
    "former_number", "note", "note_file", "seal", "sign_in_attempt", "recovery_code", "app_token",
    "assessment_step", "special_day", "correction",
    "interview", "scorecard_reader", "notice", "notice_line",
    "scan", "scan_page", "scan_file", "appeal", "appeal_point", "appeal_file",
    "use_rules", "worked_days", "use_export", "use_line",
    "check_form", "check_sample", "contact_check", "check_answer", "check_result",
    "card_rule", "cycle_card",
)  # fmt: skip
COLUMNS = (
    *(("audit", name) for name in ("seq", "salt", "origin", "changes", "seals", "hash")),
    ("exemption", "decided_by"),
    ("exemption", "decided_at"),
    *(("sheet", name) for name in ("trail", "revision", "pages", "total", "grade", "language")),
    ("assessment", "revision"),
    ("target", "scorecard_id"),
)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The URL of an empty database, with a password in it; workers may share the server."""
    name = f"branches{os.getpid()}"
    with on_server.running() as socket:
        with psycopg.connect(f"host={socket} user=qadesk dbname=postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        yield f"postgresql+psycopg://qadesk:{SECRET}@/{name}?host={socket}"
        with psycopg.connect(f"host={socket} user=qadesk dbname=postgres", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _at(database: str, office: str, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(f"{database}&office={quote(office)}", capsys)


def _month(cli: Cli) -> dict[str, object]:
    """The October of the sample files, imported; its results."""
    records = [file for file in sorted(SAMPLES.glob("*_2026-10.*")) if not file.name.startswith("评分")]
    assert cli("roster", "import", SAMPLES / "花名册.xlsx")[0] == 0
    assert cli("cycle", "open", "2026-10")[0] == 0
    code, reports = cli.json("import", *records)
    assert code == 3  # rows were rejected
    for file in records:
        expected, report = EXPECTED["files"][file.name], reports[file.name]
        assert report["imported"] == expected["rows"] - expected["duplicates"] - expected["bad"]
    assert cli("score", "import", SAMPLES / "评分_2026-10.csv", "--cycle", "2026-10")[0] == 0
    code, results = cli.json("results", "2026-10")
    assert code == 0
    return dict(results)


def _conditions(database: str) -> list[str]:
    """Which rows the indexes of some rows are of."""
    found = "SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '% WHERE %'"
    with psycopg.connect(database.replace("+psycopg", "")) as connection:
        rows = connection.execute(found).fetchall()
    return sorted(str(row[0]).rpartition(" WHERE ")[2] for row in rows)


def test_a_month_on_a_server(database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    east, west = _at(database, "城东", capsys), _at(database, "城西", capsys)
    for cli in (east, west):
        code, out, err = cli("init", "--user-name", "王主管")
        assert (code, err) == (0, "")
        assert SECRET not in out
    results = _month(east)
    in_a_file = Cli(tmp_path / "branch.qadesk", capsys)
    assert in_a_file("init", "--user-name", "王主管")[0] == 0
    assert results == _month(in_a_file)
    assert len(results) > 10
    code, written = east.json("sheets", "2026-10", "--out", tmp_path / "out", "--merged")
    assert (code, [Path(file).exists() for file in written["files"]]) == (0, [True])
    assert [line for line in east("check")[1].splitlines() if line.startswith("✗")] == []
    assert _conditions(database) == ["(contact_id IS NOT NULL)", "(contact_id IS NULL)", "(ended_at IS NULL)"]
    code, told = west.json("results", "2026-10")  # nothing of the one is in the other
    assert (code, told["code"]) == (1, "cycle.not_opened")


def test_another_program_reads_it(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    cli = _at(database, "城北", capsys)
    assert cli("init", "--user-name", "王主管")[0] == 0
    assert cli("roster", "import", SAMPLES / "花名册.xlsx")[0] == 0
    assert cli("cycle", "open", "2026-10")[0] == 0
    command = [sys.executable, "-m", "qadesk", "--office", cli.office, "--json", "results", "2026-10"]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "KF1001" in json.loads(done.stdout)


def test_tables_of_an_earlier_version_are_brought_up_to_date(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from sqlalchemy import create_engine, inspect

    from qadesk.storage import tables

    def shape() -> dict[str, object]:
        look = inspect(engine)
        return {
            name: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(name)],
                sorted(str(i["column_names"]) for i in look.get_indexes(name)),
                sorted(str(k["constrained_columns"]) for k in look.get_foreign_keys(name)),
            )
            for name in LATER
        }

    cli = _at(database, "城中", capsys)
    assert cli("init", "--user-name", "王主管")[0] == 0
    engine = create_engine(database)
    made = shape()
    with engine.begin() as connection:
        for name in reversed(LATER):
            tables.metadata.tables[name].drop(connection)
        for table, column in COLUMNS:
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column} CASCADE")
        unique = "ADD CONSTRAINT uq_assessment_cycle_id_agent_id UNIQUE (cycle_id, agent_id)"
        connection.exec_driver_sql(f"ALTER TABLE assessment {unique}")
        unique = "uq_target_cycle_id_agent_id_indicator UNIQUE (cycle_id, agent_id, indicator)"
        connection.exec_driver_sql(f"ALTER TABLE target ADD CONSTRAINT {unique}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0004'")
    assert cli("roster", "import", SAMPLES / "花名册.xlsx")[0] == 0
    assert shape() == made
    engine.dispose()


def test_what_a_server_refuses_is_told_without_the_password(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cli = _at(database, "城南", capsys)
    assert cli("init", "--user-name", "王主管")[0] == 0
    assert cli.json("init", "--user-name", "王主管")[1]["code"] == "server.office_exists"
    office = setup.open_office(Server(str(cli.office)))
    refused = [cli.json("cycle", "open", "2026-10")]
    office.close()
    refused += [
        _at(database, "nowhere", capsys).json("results", "2026-10"),
        _at(re.sub(r"/branches\d+", "/none", database), "城南", capsys).json("results", "2026-10"),
        cli.json("backup"),
    ]
    assert [(code, told["code"]) for code, told in refused] == [
        (1, "server.office_in_use"),
        (1, "server.no_office"),
        (1, "server.unreachable"),
        (1, "office.on_server"),
    ]
    assert SECRET not in str(refused)
