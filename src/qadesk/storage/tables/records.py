"""What is imported: batches, what they refused and replaced, and the records themselves."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from qadesk.storage.tables.base import Exact, UtcTime, id_, metadata, ref


def _part() -> Column[str]:
    """What tells rows of one reference apart ("" where there is one).

    The legs of a transfer, numbers used again.
    """
    return Column("part", String, nullable=False, default="", server_default="")


import_batch = Table(
    "import_batch",
    metadata,
    id_(),
    Column("kind", String, nullable=False),
    Column("file_name", String, nullable=False),
    Column("sheet", String, nullable=False, default="", server_default=""),  # of a workbook with several
    Column("file_digest", String, nullable=False),  # SHA-256
    Column("mapping", JSON, nullable=False),  # field -> header
    Column("account", JSON),  # what was left out, warned of, and taken as a guess; NULL before schema 3
    Column("rows", Integer, nullable=False, default=0),
    Column("imported", Integer, nullable=False, default=0),
    Column("duplicates", Integer, nullable=False, default=0),
    Column("updated", Integer, nullable=False, default=0),
    Column("rejected", Integer, nullable=False, default=0),
    Column("first_day", Date),  # of the records it brought, local; what a month's progress is told from
    Column("last_day", Date),
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    Column("undone_at", UtcTime),
)

rejection = Table(
    "rejection",
    metadata,
    id_(),
    ref("import_batch.id", "batch_id", index=True),
    Column("line", Integer, nullable=False),
    Column("column", String, nullable=False),
    Column("value", String, nullable=False),
    Column("reason", String, nullable=False),  # a code of tabular.rejections, worded where it is shown
)

superseded = Table(  # what a re-import replaced, so that the import can be undone whole
    "superseded",
    metadata,
    id_(),
    ref("import_batch.id", "batch_id", index=True),
    Column("table", String, nullable=False),
    Column("row", JSON, nullable=False),
)

layout = Table(  # the mapping a user settled for files with these headers
    "layout",
    metadata,
    Column("signature", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("mapping", JSON, nullable=False),
    Column("answers", JSON),  # what was said of its values: field -> reading, field -> word -> meaning
    Column("at", UtcTime, nullable=False),
)

contact = Table(  # calls and chats: the only table that grows large
    "contact",
    metadata,
    id_(),
    Column("channel", String, nullable=False),  # call, chat
    _part(),
    Column("ref", String, nullable=False),
    ref("agent.id", "agent_id"),
    Column("at", UtcTime, nullable=False, index=True),
    Column("direction", String),  # in, out, internal; NULL: the file does not say
    Column("answered", Boolean, nullable=False),
    Column("response_ms", Integer),
    Column("talk_ms", Integer),
    Column("resolved", Boolean),
    Column("rating", Integer),  # 1-5
    Column("note", String),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "channel", "part"),
)

complaint = Table(
    "complaint",
    metadata,
    id_(),
    _part(),
    Column("ref", String, nullable=False),
    Column("waybill", String),
    ref("agent.id", "agent_id"),
    Column("received_at", UtcTime, nullable=False, index=True),
    Column("responded_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("channel", String),
    Column("level", String),
    Column("escalated", Boolean),
    Column("upheld", Boolean),  # NULL: not decided, or the file does not say
    Column("fault", String),  # agent, courier, branch, customer, nobody; NULL: the file does not say
    Column("in_part", Boolean),  # upheld in part only
    Column("note", String),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "part"),
)

incident = Table(  # praises, errors and red-line events noted by the front desk
    "incident",
    metadata,
    id_(),
    _part(),
    Column("ref", String, nullable=False),
    ref("agent.id", "agent_id"),
    Column("day", Date, nullable=False, index=True),
    Column("kind", String, nullable=False),  # praise, error, abuse
    Column("note", String),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "part"),
)

survey_answer = Table(
    "survey_answer",
    metadata,
    id_(),
    _part(),
    Column("ref", String, nullable=False),
    ref("agent.id", "agent_id"),
    Column("at", UtcTime, nullable=False, index=True),
    Column("score", Integer, nullable=False),  # 0-10
    Column("comment", String),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "part"),
)

contact_total = Table(  # what a platform tells of one agent's contacts of a day, a week or a month, added up
    "contact_total",
    metadata,
    id_(),
    Column(
        "ref", String, nullable=False, unique=True
    ),  # made of what identifies it: agent, span, channel, queue
    Column("channel", String, nullable=False),  # call, chat; "": the file does not say
    Column("queue", String, nullable=False),  # the group or shop where there are rows of each; "": all
    ref("agent.id", "agent_id"),
    Column("at", UtcTime, nullable=False),  # start of the first day
    Column("until", UtcTime, nullable=False),  # start of the day after the last
    Column("contacts", Integer, nullable=False),  # those that count: answered, where that is told
    Column("offered", Integer),  # with the unanswered ones
    # What is NULL below was not told. Sums are a mean as printed times its count, in whole millionths.
    Column("responses", Integer),
    Column("response_us", BigInteger),
    Column("talks", Integer),
    Column("talk_us", BigInteger),
    Column("resolved", Integer),
    Column("unresolved", Integer),
    Column("rated", Integer),
    Column("rating_millionths", BigInteger),  # of the levels 1-5
    Column("rating_squares", Integer),  # known only where each level was counted
    Column("satisfied", Integer),
    Column("dissatisfied", Integer),
    Column("satisfaction", Exact),  # a rate 0-1 as printed; it is no mean of 1-5 and enters no indicator
    ref("import_batch.id", "batch_id"),
    Index("ix_contact_total_agent_id_at", "agent_id", "at"),
)

contact_choice = Table(  # what counts where an agent has both totals and single contacts of a day
    "contact_choice",
    metadata,
    ref("office.id", "office_id", primary_key=True),
    Column("month", String, primary_key=True),  # 2026-10
    Column("channel", String, primary_key=True),  # as in contact_total
    Column("counts", String, nullable=False),
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("counts IN ('records', 'totals', 'both')", name="counts"),
)

delivery_day = Table(  # one row a day: the whole office, or one of its couriers
    "delivery_day",
    metadata,
    id_(),
    ref("office.id", "office_id"),
    Column("day", Date, nullable=False),
    Column("courier", String, nullable=False),  # as the file names them; "": the whole office
    Column("due", Integer, nullable=False),
    Column("on_time", Integer, nullable=False),
    Column("scans", Integer),
    Column("scans_in_15_min", Integer),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("office_id", "day", "courier"),
)
