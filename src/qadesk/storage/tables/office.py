"""The branch, its settings, and the people in it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, Index, Integer, Table, UniqueConstraint

from qadesk.storage.tables.base import UtcTime, Word, id_, metadata, of_office, ref

office = Table(
    "office",
    metadata,
    id_(),
    Column("uid", Word, nullable=False, unique=True),  # names the branch across merged files
    Column("name", Word, nullable=False),
    Column("zone", Word, nullable=False),  # IANA name, e.g. Asia/Shanghai
    Column("created_at", UtcTime, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    of_office(primary_key=True),
    Column("key", Word, primary_key=True),
    Column("value", JSON, nullable=False),
)

special_day = Table(  # what the office says of a day, before the public calendar
    "special_day",
    metadata,
    of_office(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("works", Boolean, nullable=False),
    Column("name", Word, nullable=False, default=""),
)

state_mark = Table(  # one row: which state of the file a log belongs to, see `storage.marks`
    "state_mark",
    metadata,
    id_(),
    Column("mark", Word, nullable=False),  # qadesk-mark:, a random id, a colon, the id before it
)

user = Table(
    "user",
    metadata,
    id_(),
    of_office(),
    Column("login", Word, nullable=False),
    Column("name", Word, nullable=False),
    Column("role", Word, nullable=False),  # viewer, supervisor, manager, administrator
    Column("password_hash", Word),  # argon2; NULL: signs in without (the sample office)
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("office_id", "login"),
)

sign_in_attempt = Table(  # wrong passwords since the last right one: counted here, told in the trail
    "sign_in_attempt",
    metadata,
    of_office(),
    ref("user.id", "user_id", primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", UtcTime, nullable=False),  # when the last of them was typed
)

recovery_code = Table(  # lets its person set a new password, once; those used stay, to say when
    "recovery_code",
    metadata,
    id_(),
    of_office(),
    ref("user.id", "user_id", index=True),
    Column("digest", Word, nullable=False),  # SHA-256 of the code and whose it is
    Column("made_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)

app_token = Table(  # signs a person in where nobody types a password: scheduled work
    "app_token",
    metadata,
    id_(),
    of_office(),
    ref("user.id", "user_id"),
    Column("name", Word, nullable=False),  # what it is for
    Column("digest", Word, nullable=False),  # SHA-256
    Column("commands", JSON, nullable=False),  # names of the commands it may be used for
    Column("made_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    Column("revoked_at", UtcTime),
    UniqueConstraint("office_id", "digest"),
)

agent = Table(
    "agent",
    metadata,
    id_(),
    of_office(),
    Column("staff_no", Word, nullable=False),  # the identity; names repeat
    Column("name", Word, nullable=False),
    Column("team", Word, nullable=False, default=""),
    Column("post", Word, nullable=False, default=""),
    Column("status", Word, nullable=False),  # active, probation, left
    Column("hired_on", Date),
    Column("left_on", Date),  # the first day no longer there; NULL with status left: not known
    UniqueConstraint("office_id", "staff_no"),
    CheckConstraint("status IN ('active', 'probation', 'left')", name="status"),
)

former_number = Table(  # a staff number that an agent had before it was corrected, or that of an entry merged
    "former_number",
    metadata,
    id_(),
    of_office(),
    ref("agent.id", "agent_id", index=True),
    Column("staff_no", Word, nullable=False),  # may belong to somebody else by now: then it is theirs
    Column("at", UtcTime, nullable=False),
    Index(None, "staff_no", "office_id"),
)
