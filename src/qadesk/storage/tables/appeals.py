"""What agents object to: appeals, what each is about, the evidence attached to it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, Index, Integer, Table

from qadesk.storage.tables.base import Blob, UtcTime, Word, id_, metadata, of_office, ref

appeal = Table(
    "appeal",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("agent.id", "agent_id"),
    Column("level", Integer, nullable=False),  # 1; 2: taken to the office's next level
    ref("appeal.id", "earlier_id", nullable=True),  # the one it continues
    Column("received_on", Date, nullable=False),  # by the office, in its time
    Column("late", Boolean, nullable=False),  # received after the time to appeal was over
    Column("words_from", Word, nullable=False),  # paper: the agent's own; entered: taken down for them
    Column("words", Word, nullable=False),
    Column("interview_on", Date),  # when the result was talked over; NULL: it was not
    Column("answer_due", Date, nullable=False),
    Column("judged", JSON, nullable=False),  # users who had judged what it is about when it was entered
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    ref("correction.id", "correction_id", nullable=True),  # what is put right inside it; NULL: nothing
    Column("outcome", Word),  # upheld, partly_upheld, rejected, withdrawn; NULL: not decided yet
    Column("reasons", Word, nullable=False, default=""),
    Column("decided_on", Date),
    ref("user.id", "decided_by", nullable=True),
    Column("decided_at", UtcTime),
    Index("ix_appeal_cycle_agent", "cycle_id", "agent_id"),
    CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
)

appeal_point = Table(  # one thing an appeal is about, and what was found on it
    "appeal_point",
    metadata,
    id_(),
    of_office(),
    ref("appeal.id", "appeal_id", index=True),
    Column("about", Word, nullable=False),  # indicator, record, exemption
    Column("ref", Word, nullable=False),  # an indicator's code, a record's reference
    Column("words", Word, nullable=False, default=""),
    Column("found", Word, nullable=False, default=""),
)

appeal_file = Table(  # evidence; lists never read the content
    "appeal_file",
    metadata,
    id_(),
    of_office(),
    ref("appeal.id", "appeal_id", index=True),
    Column("file_name", Word, nullable=False),
    Column("file_sort", Word, nullable=False),  # pdf, png, jpeg
    Column("file_size", Integer, nullable=False),  # bytes
    Column("file_digest", Word, nullable=False),  # SHA-256
    Column("content", Blob, nullable=False),
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
)
