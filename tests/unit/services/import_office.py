"""Offices and files for the tests of imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from qadesk.resources import resource
from qadesk.services.records import imports
from qadesk.storage import tables
from qadesk.storage.office import Office

SAMPLES = resource("sample_office")
RECORD_TABLES = (
    tables.agent,
    tables.contact,
    tables.complaint,
    tables.incident,
    tables.survey_answer,
    tables.delivery_day,
)
CALL_HEADERS = "流水号,工号,姓名,呼入时间,接听状态,响应时长,通话时长,是否首次解决,满意度,备注"


def staff(office: Office, people: Iterable[tuple[str, str]] = (("007", "李雷"), ("KF2", "韩梅"))) -> None:
    """Put people on the roster."""
    with office.write() as connection:
        connection.execute(
            insert(tables.agent),
            [
                {"office_id": office.id, "staff_no": number, "name": name, "status": "active"}
                for number, name in people
            ],
        )


def write(path: Path, *lines: str, encoding: str = "utf-8", end: str = "\r\n") -> Path:
    """A text file of these lines."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


def calls(path: Path, *rows: str, **kw: Any) -> Path:
    """A call export with the usual headers."""
    return write(path, CALL_HEADERS, *rows, **kw)


def call(number: int, agent: str = "007", at: str = "2026/10/3 9:05:12", rating: str = "5") -> str:
    """A row of a call export."""
    return f"C{number},{agent},,{at},已接,00:00:23,00:02:00,是,{rating},"


def contents(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """All records of an office, without row and batch ids: two offices with the same are the same."""
    with office.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(*_told(table.c)))), key=repr)
            for table in RECORD_TABLES
        }


def exactly(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """The same with ids, for what must be back as it was to the last number."""
    with office.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
            for table in RECORD_TABLES
        }


def sample(office: Office, *names: str) -> list[imports.ImportReport]:
    """Import the sample staff list and some of the sample files."""
    return [imports.run(office, SAMPLES / name) for name in ("花名册.xlsx", *names)]


def _told(columns: Iterable[Any]) -> Sequence[Any]:
    return [column for column in columns if column.name not in ("id", "batch_id")]
