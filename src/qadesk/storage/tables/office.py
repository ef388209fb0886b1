"""The branch, its settings, and the people in it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, String, Table, UniqueConstraint

from qadesk.storage.tables.base import UtcTime, id_, metadata, ref

office = Table(
    "office",
    metadata,
    id_(),
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

state_mark = Table(  # one row: which state of the file a log belongs to, see `storage.marks`
    "state_mark",
    metadata,
    id_(),
    Column("mark", String, nullable=False),  # qadesk-mark:, a random id, a colon, the id before it
)

user = Table(
    "user",
    metadata,
    id_(),
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
    id_(),
    ref("office.id", "office_id"),
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
