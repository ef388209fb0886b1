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
    Table,
    UniqueConstraint,
)

from qadesk.storage.tables.base import Exact, Millis, UtcTime, Word, id_, metadata, of_office, ref


def _part() -> Column[str]:
    """What tells rows of one reference apart ("" where there is one).

    The legs of a transfer, numbers used again.
    """
    return Column("part", Word, nullable=False, default="", server_default="")


import_batch = Table(
    "import_batch",
    metadata,
    id_(),
    of_office(),
    Column("kind", Word, nullable=False),
    Column("file_name", Word, nullable=False),
    Column("sheet", Word, nullable=False, default="", server_default=""),  # of a workbook with several
    Column("file_digest", Word, nullable=False),  # SHA-256
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
    of_office(),
    ref("import_batch.id", "batch_id", index=True),
    Column("line", Integer, nullable=False),
    Column("column", Word, nullable=False),
    Column("value", Word, nullable=False),
    Column("reason", Word, nullable=False),  # a code of tabular.rejections, worded where it is shown
)

superseded = Table(  # what a re-import replaced, so that the import can be undone whole
    "superseded",
    metadata,
    id_(),
    of_office(),
    ref("import_batch.id", "batch_id", index=True),
    Column("table", Word, nullable=False),
    Column("row", JSON, nullable=False),
)

layout = Table(  # the mapping a user settled for files with these headers
    "layout",
    metadata,
    of_office(primary_key=True),
    Column("signature", Word, primary_key=True),
    Column("kind", Word, nullable=False),
    Column("mapping", JSON, nullable=False),
    Column("answers", JSON),  # what was said of its values: field -> reading, field -> word -> meaning
    Column("at", UtcTime, nullable=False),
)

contact = Table(  # calls and chats: the only table that grows large
    "contact",
    metadata,
    id_(),
    of_office(),
    Column("channel", Word, nullable=False),  # call, chat
    _part(),
    Column("ref", Word, nullable=False),
    ref("agent.id", "agent_id"),
    Column("at", UtcTime, nullable=False),
    Column("direction", Word),  # in, out, internal; NULL: the file does not say
    Column("answered", Boolean, nullable=False),
    Column("response_ms", Millis),
    Column("talk_ms", Millis),
    Column("resolved", Boolean),
    Column("rating", Integer),  # 1-5
    Column("note", Word),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "channel", "part", "office_id"),
    Index(None, "office_id", "at"),
)

complaint = Table(
    "complaint",
    metadata,
    id_(),
    of_office(),
    _part(),
    Column("ref", Word, nullable=False),
    Column("waybill", Word),
    ref("agent.id", "agent_id"),
    Column("received_at", UtcTime, nullable=False),
    Column("responded_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("channel", Word),
    Column("level", Word),
    Column("escalated", Boolean),
    Column("upheld", Boolean),  # NULL: not decided, or the file does not say
    Column("fault", Word),  # agent, courier, branch, customer, nobody; NULL: the file does not say
    Column("in_part", Boolean),  # upheld in part only
    Column("note", Word),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "part", "office_id"),
    Index(None, "office_id", "received_at"),
)

incident = Table(  # praises, errors and red-line events noted by the front desk
    "incident",
    metadata,
    id_(),
    of_office(),
    _part(),
    Column("ref", Word, nullable=False),
    ref("agent.id", "agent_id"),
    Column("day", Date, nullable=False),
    Column("kind", Word, nullable=False),  # praise, error, abuse
    Column("note", Word),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "part", "office_id"),
    Index(None, "office_id", "day"),
)

survey_answer = Table(
    "survey_answer",
    metadata,
    id_(),
    of_office(),
    _part(),
    Column("ref", Word, nullable=False),
    ref("agent.id", "agent_id"),
    Column("at", UtcTime, nullable=False),
    Column("score", Integer, nullable=False),  # 0-10
    Column("comment", Word),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "part", "office_id"),
    Index(None, "office_id", "at"),
)

contact_total = Table(  # what a platform tells of one agent's contacts of a day, a week or a month, added up
    "contact_total",
    metadata,
    id_(),
    of_office(),
    Column("ref", Word, nullable=False),  # made of what identifies it: agent, span, channel, queue
    Column("channel", Word, nullable=False),  # call, chat; "": the file does not say
    Column("queue", Word, nullable=False),  # the group or shop where there are rows of each; "": all
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
    UniqueConstraint("ref", "office_id"),
    Index("ix_contact_total_agent_id_at", "agent_id", "at"),
)

contact_choice = Table(  # what counts where an agent has both totals and single contacts of a day
    "contact_choice",
    metadata,
    of_office(primary_key=True),
    Column("month", Word, primary_key=True),  # 2026-10
    Column("channel", Word, primary_key=True),  # as in contact_total
    Column("counts", Word, nullable=False),
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("counts IN ('records', 'totals', 'both')", name="counts"),
)

delivery_day = Table(  # one row a day: the whole office, or one of its couriers
    "delivery_day",
    metadata,
    id_(),
    of_office(),
    Column("day", Date, nullable=False),
    Column("courier", Word, nullable=False),  # as the file names them; "": the whole office
    Column("due", Integer, nullable=False),
    Column("on_time", Integer, nullable=False),
    Column("scans", Integer),
    Column("scans_in_15_min", Integer),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("office_id", "day", "courier"),
)
