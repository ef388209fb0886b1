"""An office with one month made by hand, every figure of it small enough to check on paper.

October 2026 in Asia/Shanghai, under the standard scorecard. `fill` gives:

* KF01 王小红: everything there and good; praised twice. Two evaluations.
* KF02 李强: slow, a complaint upheld, one error; attitude rated once.
* KF03 龚䶮: not rated: attitude and communication are missing.
* KF04 王小红 (another): insulted a customer; rated.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection, insert, select

from qadesk.domain.periods import period
from qadesk.services import setup
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_once

CODE = "2026-10"
FIRST = datetime(2026, 10, 1, 1, tzinfo=UTC)  # 09:00 in the office
AGENTS = (
    ("KF01", "王小红", "一组"),
    ("KF02", "李强", "一组"),
    ("KF03", "龚䶮", "二组"),
    ("KF04", "王小红", "二组"),
)


def new_office(path: Path) -> Office:
    """An office with a supervisor and the cycle of October 2026, and nothing else."""
    return setup.create_office(
        path, name="城东营业部", user_name="赵主管", first_cycle=period(CODE), zone="Asia/Shanghai"
    )


def filled(path: Path) -> Office:
    """An office with the month described above."""

    def make(made: Path) -> None:
        office = new_office(made)
        fill(office)
        office.close()

    return made_once.opened("made-up-month", path, make)


def fill(office: Office) -> None:
    """Put the month described above into the office."""
    with office.write() as connection:
        ids = {
            number: add(connection, "agent", office_id=office.id, staff_no=number, name=name, team=team,
                        post="客服", status="active")
            for number, name, team in AGENTS
        }  # fmt: skip
        batches = {
            kind: batch(connection, kind) for kind in ("calls", "chats", "complaints", "incidents", "surveys")
        }
        call = batches["calls"]
        contacts(
            connection, ids["KF01"], call, seconds=[20] * 10, resolved=[True] * 10, ratings=[5] * 8 + [4, 4]
        )
        contacts(connection, ids["KF02"], call, seconds=[40] * 8 + [60, 60],
                 resolved=[True] * 8 + [False, None], ratings=[4] * 5 + [3] * 2 + [None] * 3)  # fmt: skip
        contacts(connection, ids["KF03"], call, seconds=[28] * 6, resolved=[True] * 6, ratings=[4] * 6)
        contacts(
            connection,
            ids["KF04"],
            batches["chats"],
            seconds=[10] * 12,
            resolved=[True] * 12,
            ratings=[5] * 12,
        )
        add(connection, "contact", channel="call", ref="KF02-unanswered", agent_id=ids["KF02"],
            at=FIRST + timedelta(days=9), answered=False, batch_id=call)  # fmt: skip
        complaint(connection, ids["KF02"], batches["complaints"], "TS-1", upheld=True, hours=2)
        complaint(connection, ids["KF02"], batches["complaints"], "TS-2", upheld=False, hours=30)
        for number, (who, kind) in enumerate(
            [("KF01", "praise"), ("KF01", "praise"), ("KF02", "error"), ("KF04", "abuse")]
        ):
            add(connection, "incident", ref=f"SJ-{number}", agent_id=ids[who], kind=kind, note="客户来电",
                day=date(2026, 10, 12 + number), batch_id=batches["incidents"])  # fmt: skip
        add(connection, "survey_answer", ref="WJ-1", agent_id=ids["KF01"], at=FIRST, score=10, comment="很好",
            batch_id=batches["surveys"])  # fmt: skip
        evaluate(connection, ids["KF01"], 5, 5, comment="表现突出")
        evaluate(connection, ids["KF01"], 4, 5, contact=first_contact(connection, ids["KF01"]))
        evaluate(connection, ids["KF02"], 4, 3)
        evaluate(connection, ids["KF03"], 5, 5, status="draft")
        evaluate(connection, ids["KF04"], 5, 4)


def add(connection: Connection, table: str, **values: object) -> int:
    """Insert one row; its id."""
    key = connection.execute(insert(tables.metadata.tables[table]).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def batch(connection: Connection, kind: str) -> int:
    """An import of October as if it had been read from a file."""
    return add(
        connection, "import_batch", kind=kind, file_name=f"{kind}_2026-10.csv", file_digest="0" * 64,
        mapping={}, rows=9, imported=9, duplicates=0, updated=0, rejected=0, first_day=date(2026, 10, 1),
        last_day=date(2026, 10, 31), user_id=1, at=datetime(2026, 11, 1, 2, tzinfo=UTC),
    )  # fmt: skip


def contacts(
    connection: Connection,
    agent_id: int,
    batch_id: int,
    *,
    seconds: list[int],
    resolved: list[bool | None],
    ratings: list[int] | list[int | None],
) -> None:
    """One answered call for each entry, an hour apart."""
    for number, (wait, solved, rating) in enumerate(zip(seconds, resolved, ratings, strict=True)):
        add(
            connection, "contact", channel="call", ref=f"A{agent_id}-{number:02}", agent_id=agent_id,
            at=FIRST + timedelta(hours=number), answered=True, response_ms=wait * 1000, talk_ms=90_000,
            resolved=solved, rating=rating, batch_id=batch_id,
        )  # fmt: skip


def complaint(
    connection: Connection, agent_id: int, batch_id: int, ref: str, *, upheld: bool, hours: int
) -> None:
    """A complaint answered after so many hours and never closed."""
    add(
        connection, "complaint", ref=ref, agent_id=agent_id, received_at=FIRST,
        responded_at=FIRST + timedelta(hours=hours), escalated=False, upheld=upheld, batch_id=batch_id,
    )  # fmt: skip


def first_contact(connection: Connection, agent_id: int) -> int:
    """The id of an agent's first contact."""
    contact = tables.contact.c
    return int(
        connection.execute(select(contact.id).where(contact.agent_id == agent_id)).scalars().first() or 0
    )


def evaluate(
    connection: Connection,
    agent_id: int,
    attitude: int | None,
    communication: int | None,
    *,
    comment: str = "",
    contact: int | None = None,
    status: str = "submitted",
    by: int = 1,
) -> int:
    """A supervisor's form; a level None is marked N/A."""
    at = datetime(2026, 11, 2, 3, tzinfo=UTC)
    form = add(
        connection, "evaluation", cycle_id=1, agent_id=agent_id, user_id=by, contact_id=contact,
        status=status, comment=comment, updated_at=at, submitted_at=at if status == "submitted" else None,
    )  # fmt: skip
    for item, level in (("attitude", attitude), ("communication", communication)):
        given = None if level is None else Decimal(level)
        connection.execute(
            insert(tables.rating).values(evaluation_id=form, item=item, level=given, comment="")
        )
    return form
