"""A small office with two months, made without importing files: what the tests of sheets stand on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection, insert

from qadesk.services import cycles, setup
from qadesk.services.scoring import drafts, evaluations
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_once

LAST, NOW = "2026-09", "2026-10"
PEOPLE = (
    ("KF1001", "阿依古丽·买买提", "热线一组", "客服专员"),
    ("KF1002", "龚䶮", "热线一组", "客服专员"),
    ("KF1003", "张𠮷", "在线组", "客服专员"),
    ("KF1004", "龚䶮", "在线组", ""),
)
COMMENT = "响应明显改善，<b>继续保持</b>。"


def make(path: Path, *, scored: bool = True) -> Office:
    """September and October with 40 calls for each of four agents; ratings for all but the last one."""
    name = "sheet-office" if scored else "sheet-office-unscored"
    return made_once.opened(name, path, lambda new: _make(new, scored=scored))


def _make(path: Path, *, scored: bool) -> None:
    office = setup.create_office(path, name="龙华营业部", user_name="王芳")
    with office.write() as connection:
        for staff_no, name, team, post in PEOPLE:
            connection.execute(
                insert(tables.agent).values(
                    office_id=office.id, staff_no=staff_no, name=name, team=team, post=post, status="active"
                )
            )
        _records(office, connection)
    for code in (LAST, NOW):
        cycle = cycles.open_cycle(office, code).value
        if scored:
            for number, person in enumerate(PEOPLE[:3]):
                level = Decimal(3 + (number + (code == NOW)) % 3)
                drafts.rate(office, cycle, person[0], "attitude", level)
                drafts.rate(office, cycle, person[0], "communication", Decimal(4))
                drafts.comment(office, cycle, person[0], COMMENT)
            evaluations.submit(office, cycle, [person[0] for person in PEOPLE[:3]])
    office.close()


def _records(office: Office, connection: Connection) -> None:
    made = {kind: _batch(office, connection, kind) for kind in ("calls", "complaints", "incidents")}
    contacts, complaints, incidents = [], [], []
    for month in (9, 10):
        start = datetime(2026, month, 2, 2, tzinfo=UTC)
        for agent in range(1, len(PEOPLE) + 1):
            contacts += [
                {
                    "channel": "call",
                    "ref": f"{month}-{agent}-{number}",
                    "agent_id": agent,
                    "at": start + timedelta(hours=number),
                    "answered": True,
                    "response_ms": 15_000 + 400 * number + 1_000 * agent * (10 - month),
                    "talk_ms": 60_000,
                    "resolved": number % (4 + agent) != 0,
                    "rating": 3 + number % 3 if number < 3 * agent else None,
                    "batch_id": made["calls"],
                }
                for number in range(40)
            ]
            common = {"ref": f"{month}-{agent}", "agent_id": agent}
            complaints.append(
                {**common, "received_at": start, "upheld": agent == 2, "batch_id": made["complaints"]}
            )
            incidents.append(
                {
                    **common,
                    "batch_id": made["incidents"],
                    "day": start.date(),
                    "kind": "praise" if agent != 2 else "error",
                }
            )
    for table, rows in (
        (tables.contact, contacts),
        (tables.complaint, complaints),
        (tables.incident, incidents),
    ):
        connection.execute(insert(table), rows)


def _batch(office: Office, connection: Connection, kind: str) -> int:
    row = insert(tables.import_batch).values(
        kind=kind,
        file_name=f"{kind}.csv",
        file_digest="0",
        mapping={},
        first_day=date(2026, 9, 1),
        last_day=date(2026, 10, 31),
        at=office.now(),
    )
    key = connection.execute(row).inserted_primary_key
    assert key is not None
    return int(key[0])
