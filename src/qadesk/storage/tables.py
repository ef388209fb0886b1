"""The tables of an office file. A change here goes with a migration and a line in docs/schema.md.

One file holds one office today. What hangs on a branch carries its `office_id`, what hangs on a person
carries who and when, so that several branches, supervisors and cycles of any length fit without rework.
Times are UTC milliseconds (`UtcTime`), exact figures are decimal text (`Exact`), durations milliseconds.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import BigInteger, TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime kept as whole milliseconds since 1970 UTC: sorts, compares and stays small."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_millis(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(milliseconds=value)


class Exact(TypeDecorator[Decimal]):
    """A Decimal kept as its text, so that no binary float ever comes between."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def to_millis(moment: datetime) -> int:
    """Milliseconds since 1970 UTC of an aware datetime, fractions of a millisecond dropped."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _ref(target: str, name: str, *, nullable: bool = False, **kw: Any) -> Column[int]:
    return Column(name, ForeignKey(target), nullable=nullable, **kw)


office = Table(
    "office",
    metadata,
    _id(),
    Column("uid", String, nullable=False, unique=True),  # names the branch across merged files
    Column("name", String, nullable=False),
    Column("zone", String, nullable=False),  # IANA name, e.g. Asia/Shanghai
    Column("created_at", UtcTime, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", JSON, nullable=False),
)

user = Table(
    "user",
    metadata,
    _id(),
    Column("login", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),  # supervisor, manager, administrator
    Column("password_hash", String),  # argon2; NULL: signs in without (the sample office)
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", UtcTime, nullable=False),
)

agent = Table(
    "agent",
    metadata,
    _id(),
    _ref("office.id", "office_id"),
    Column("staff_no", String, nullable=False),  # the identity; names repeat
    Column("name", String, nullable=False),
    Column("team", String, nullable=False, default=""),
    Column("post", String, nullable=False, default=""),
    Column("status", String, nullable=False),  # active, probation, left
    Column("hired_on", Date),
    Column("left_on", Date),  # the first day no longer there; NULL with status left: not known
    UniqueConstraint("office_id", "staff_no"),
    CheckConstraint("status IN ('active', 'probation', 'left')", name="status"),
)

scorecard = Table(
    "scorecard",
    metadata,
    _id(),
    Column("code", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String, nullable=False),  # draft, approved, published, retired
    Column("content", JSON, nullable=False),  # domain.scorecard in its file form
    Column("published_at", UtcTime),
    UniqueConstraint("code", "version"),
)

cycle = Table(
    "cycle",
    metadata,
    _id(),
    _ref("office.id", "office_id"),
    Column("code", String, nullable=False),  # 2026-10 for a month
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),  # the first day after it
    _ref("scorecard.id", "scorecard_id"),
    Column("status", String, nullable=False),  # open, closed
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    UniqueConstraint("office_id", "code"),
    CheckConstraint('"start" < "end"', name="period"),
)

target = Table(  # frozen when the cycle opens; a row with an agent overrides the row without
    "target",
    metadata,
    _id(),
    _ref("cycle.id", "cycle_id"),
    _ref("agent.id", "agent_id", nullable=True),
    Column("indicator", String, nullable=False),
    Column("standard", Exact, nullable=False),
    UniqueConstraint("cycle_id", "agent_id", "indicator"),
)

exemption = Table(  # what of the scorecard does not apply to an agent this cycle, and who says why
    "exemption",
    metadata,
    _id(),
    _ref("cycle.id", "cycle_id"),
    _ref("agent.id", "agent_id"),
    Column("indicator", String),  # NULL: the agent is not assessed at all this cycle
    Column("kind", String, nullable=False),  # na: does not apply; waived: missing, and let be
    Column("reason", String, nullable=False),
    _ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("cycle_id", "agent_id", "indicator"),
)

import_batch = Table(
    "import_batch",
    metadata,
    _id(),
    Column("kind", String, nullable=False),
    Column("file_name", String, nullable=False),
    Column("file_digest", String, nullable=False),  # SHA-256
    Column("mapping", JSON, nullable=False),  # field -> header
    Column("rows", Integer, nullable=False, default=0),
    Column("imported", Integer, nullable=False, default=0),
    Column("duplicates", Integer, nullable=False, default=0),
    Column("updated", Integer, nullable=False, default=0),
    Column("rejected", Integer, nullable=False, default=0),
    Column("first_day", Date),  # of the records it brought, local; what a month's progress is told from
    Column("last_day", Date),
    _ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    Column("undone_at", UtcTime),
)

rejection = Table(
    "rejection",
    metadata,
    _id(),
    _ref("import_batch.id", "batch_id", index=True),
    Column("line", Integer, nullable=False),
    Column("column", String, nullable=False),
    Column("value", String, nullable=False),
    Column("reason", String, nullable=False),  # a code of tabular.rejections, worded where it is shown
)

superseded = Table(  # what a re-import replaced, so that the import can be undone whole
    "superseded",
    metadata,
    _id(),
    _ref("import_batch.id", "batch_id", index=True),
    Column("table", String, nullable=False),
    Column("row", JSON, nullable=False),
)

layout = Table(  # the mapping a user settled for files with these headers
    "layout",
    metadata,
    Column("signature", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("mapping", JSON, nullable=False),
    Column("at", UtcTime, nullable=False),
)

contact = Table(  # calls and chats: the only table that grows large
    "contact",
    metadata,
    _id(),
    Column("channel", String, nullable=False),  # call, chat
    Column("ref", String, nullable=False),
    _ref("agent.id", "agent_id"),
    Column("at", UtcTime, nullable=False, index=True),
    Column("answered", Boolean, nullable=False),
    Column("response_ms", Integer),
    Column("talk_ms", Integer),
    Column("resolved", Boolean),
    Column("rating", Integer),  # 1-5
    Column("note", String),
    _ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "channel"),
)

complaint = Table(
    "complaint",
    metadata,
    _id(),
    Column("ref", String, nullable=False, unique=True),
    _ref("agent.id", "agent_id"),
    Column("received_at", UtcTime, nullable=False, index=True),
    Column("responded_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("channel", String),
    Column("level", String),
    Column("escalated", Boolean),
    Column("upheld", Boolean),
    Column("note", String),
    _ref("import_batch.id", "batch_id"),
)

incident = Table(  # praises, errors and red-line events noted by the front desk
    "incident",
    metadata,
    _id(),
    Column("ref", String, nullable=False, unique=True),
    _ref("agent.id", "agent_id"),
    Column("day", Date, nullable=False, index=True),
    Column("kind", String, nullable=False),  # praise, error, abuse
    Column("note", String),
    _ref("import_batch.id", "batch_id"),
)

survey_answer = Table(
    "survey_answer",
    metadata,
    _id(),
    Column("ref", String, nullable=False, unique=True),
    _ref("agent.id", "agent_id"),
    Column("at", UtcTime, nullable=False, index=True),
    Column("score", Integer, nullable=False),  # 0-10
    Column("comment", String),
    _ref("import_batch.id", "batch_id"),
)

delivery_day = Table(  # the whole office, one row a day
    "delivery_day",
    metadata,
    _id(),
    _ref("office.id", "office_id"),
    Column("day", Date, nullable=False),
    Column("due", Integer, nullable=False),
    Column("on_time", Integer, nullable=False),
    Column("scans", Integer),
    Column("scans_in_15_min", Integer),
    _ref("import_batch.id", "batch_id"),
    UniqueConstraint("office_id", "day"),
)

evaluation = Table(
    "evaluation",
    metadata,
    _id(),
    _ref("cycle.id", "cycle_id"),
    _ref("agent.id", "agent_id"),
    _ref("user.id", "user_id"),
    _ref("contact.id", "contact_id", nullable=True),  # NULL: of the whole cycle
    Column("status", String, nullable=False),  # draft, submitted
    Column("comment", String, nullable=False, default=""),
    Column("updated_at", UtcTime, nullable=False),
    Column("submitted_at", UtcTime),
    Index("ix_evaluation_cycle_agent", "cycle_id", "agent_id"),
    CheckConstraint("status IN ('draft', 'submitted')", name="status"),
)
# NULLs are distinct in a UNIQUE constraint, so the whole-cycle form needs an index of its own.
Index(
    "uq_evaluation_whole_cycle",
    evaluation.c.cycle_id,
    evaluation.c.agent_id,
    evaluation.c.user_id,
    unique=True,
    sqlite_where=evaluation.c.contact_id.is_(None),
)
Index(
    "uq_evaluation_contact",
    evaluation.c.contact_id,
    evaluation.c.user_id,
    unique=True,
    sqlite_where=evaluation.c.contact_id.is_not(None),
)

rating = Table(
    "rating",
    metadata,
    _ref("evaluation.id", "evaluation_id", primary_key=True),
    Column("item", String, primary_key=True),  # indicator code: attitude, communication
    Column("level", Exact),  # NULL: marked N/A
    Column("comment", String, nullable=False, default=""),
)

assessment = Table(  # results as they stood when the cycle was closed: they never change again
    "assessment",
    metadata,
    _id(),
    _ref("cycle.id", "cycle_id"),
    _ref("agent.id", "agent_id"),
    Column("content", JSON, nullable=False),
    Column("digest", String, nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("cycle_id", "agent_id"),
)

sheet = Table(  # one row each time a sheet is printed or saved as PDF
    "sheet",
    metadata,
    _id(),
    _ref("cycle.id", "cycle_id"),
    _ref("agent.id", "agent_id"),
    Column("code", String, nullable=False),  # what is printed under the bar code
    Column("digest", String, nullable=False),  # of the assessment printed
    Column("at", UtcTime, nullable=False),
    _ref("user.id", "user_id", nullable=True),
    Index("ix_sheet_cycle_agent", "cycle_id", "agent_id"),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", UtcTime, nullable=False),
    _ref("user.id", "user_id", nullable=True),
    Column("action", String, nullable=False),  # e.g. evaluation.reopen
    Column("subject", String, nullable=False),  # e.g. 2026-10/KF1001
    Column("detail", JSON, nullable=False),
)
