"""What was given out of a month: lists and letters, each kept with what it said of whom.

So that a later revision of a result shows what differs from what payroll or an agent was told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection, insert, select

from qadesk.services import audit
from qadesk.services.uses.month import UsedMonth
from qadesk.services.uses.rules import Rules
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class SaidLine:
    """What a list says of one agent (by row id); `what` is "bonus", or an award or list by its name."""

    agent: int
    what: str
    coefficient: Decimal | None
    amount: Decimal | None
    total: Decimal | None
    grade: str | None
    revision: int
    why: str

    @property
    def compared(self) -> tuple[Decimal | None, Decimal | None]:
        """What may not differ from what was told before."""
        return self.coefficient, self.amount


@dataclass(frozen=True)
class GivenOut:
    """One of them; `at` in UTC."""

    id: int
    kind: str
    file_name: str
    digest: str
    by: str
    at: datetime
    version: int  # of the rules
    lines: tuple[SaidLine, ...]


@dataclass(frozen=True)
class Differs:
    """What was told of an agent last, and what would be told now; None: nothing."""

    agent: int
    what: str
    before: SaidLine | None
    now: SaidLine | None


def of_month(connection: Connection, cycle_id: int) -> tuple[GivenOut, ...]:
    """All of a month, newest first."""
    own, user, rule = tables.use_export, tables.user, tables.use_rules
    rows = connection.execute(
        select(own, user.c.name.label("by"), rule.c.version)
        .select_from(own.join(rule).outerjoin(user, user.c.id == own.c.user_id))
        .where(own.c.cycle_id == cycle_id)
        .order_by(own.c.id.desc())
    ).all()
    line = tables.use_line
    lines: dict[int, list[SaidLine]] = {row.id: [] for row in rows}
    held = select(line).where(line.c.export_id.in_(lines)).order_by(line.c.id)
    for one in connection.execute(held) if lines else ():
        lines[one.export_id].append(
            SaidLine(
                one.agent_id,
                one.what,
                one.coefficient,
                one.amount,
                one.total,
                one.grade,
                one.revision,
                one.why,
            )
        )
    return tuple(
        GivenOut(r.id, r.kind, r.file_name, r.digest, r.by or "", r.at, r.version, tuple(lines[r.id]))
        for r in rows
    )


def differences(given: Iterable[GivenOut], kind: str, now: Iterable[SaidLine]) -> tuple[Differs, ...]:
    """What differs between the newest list of a kind and what it would say now; nothing without one."""
    last = next((one for one in given if one.kind == kind), None)
    if last is None:
        return ()
    before = {(one.agent, one.what): one for one in last.lines}
    today = {(one.agent, one.what): one for one in now}
    return tuple(
        Differs(*key, before.get(key), today.get(key))
        for key in sorted({**before, **today})
        if key not in before or key not in today or before[key].compared != today[key].compared
    )


def keep_in(
    connection: Connection,
    office: Office,
    month: UsedMonth,
    held: Rules,
    kind: str,
    path: Path,
    lines: Sequence[SaidLine],
) -> str:
    """Keep that a list was written to a file, and note it in the trail; its digest.

    Inside the transaction that reads what is written: of one file all lists are kept, or none.
    """
    made = digest(lines)
    row = insert(tables.use_export).values(
        cycle_id=month.cycle.id,
        rules_id=held.id,
        kind=kind,
        file_name=path.name,
        digest=made,
        user_id=office.user_id,
        at=office.now(),
    )
    key = connection.execute(row).inserted_primary_key
    assert key is not None
    rows = [
        {("agent_id" if name == "agent" else name): value for name, value in asdict(one).items()}
        | {"export_id": key[0]}
        for one in lines
    ]
    if rows:
        connection.execute(insert(tables.use_line), rows)
    told = {"file": path.name, "rules": held.version, "agents": len({one.agent for one in lines})}
    audit.note(connection, office, f"uses.{kind}", month.code, **told)
    return made


def digest(lines: Iterable[SaidLine]) -> str:
    """SHA-256 over all that a list says."""
    said = [asdict(one) for one in lines]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
