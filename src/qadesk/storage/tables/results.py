"""What a supervisor enters and what comes of it: forms, results, printed sheets, notes."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Date, Index, Integer, Table, UniqueConstraint

from qadesk.storage.dialect import unique_where
from qadesk.storage.tables.base import Blob, Exact, UtcTime, Word, id_, metadata, of_office, ref

evaluation = Table(
    "evaluation",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("agent.id", "agent_id"),
    ref("user.id", "user_id"),
    ref("contact.id", "contact_id", nullable=True),  # NULL: of the whole cycle
    Column("status", Word, nullable=False),  # draft, submitted
    Column("comment", Word, nullable=False, default=""),
    Column("updated_at", UtcTime, nullable=False),
    Column("submitted_at", UtcTime),
    Index("ix_evaluation_cycle_agent", "cycle_id", "agent_id"),
    CheckConstraint("status IN ('draft', 'submitted')", name="status"),
)

# NULLs are distinct in a UNIQUE constraint, so the whole-cycle form needs an index of its own.
unique_where(
    "uq_evaluation_whole_cycle",
    evaluation.c.cycle_id,
    evaluation.c.agent_id,
    evaluation.c.user_id,
    where=evaluation.c.contact_id.is_(None),
)
unique_where(
    "uq_evaluation_contact",
    evaluation.c.contact_id,
    evaluation.c.user_id,
    where=evaluation.c.contact_id.is_not(None),
)

rating = Table(
    "rating",
    metadata,
    of_office(),
    ref("evaluation.id", "evaluation_id", primary_key=True),
    Column("item", Word, primary_key=True),  # indicator code: attitude, communication
    Column("level", Exact),  # NULL: marked N/A
    Column("comment", Word, nullable=False, default=""),
)

assessment = Table(  # results as they stood when the cycle was closed; a correction adds a revision
    "assessment",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("agent.id", "agent_id"),
    Column("content", JSON, nullable=False),
    Column("digest", Word, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("revision", Integer, nullable=False),  # from 1; the highest is the one that counts
    UniqueConstraint("cycle_id", "agent_id", "revision"),
)

assessment_step = Table(  # how an assessment came to its stage after the cycle was closed: only added to
    "assessment_step",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("agent.id", "agent_id"),
    Column("stage", Word, nullable=False),  # domain.stages.Stage
    Column("day", Date),  # when it happened, in the office's time: received, signed, refused, sent
    Column("reason", Word, nullable=False, default=""),  # why it was returned, objected to, refused
    Column("witness", Word),  # of a refusal
    Column("carrier", Word),  # of a sheet that was sent
    Column("tracking", Word),  # its number
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    Index("ix_assessment_step_cycle_agent", "cycle_id", "agent_id"),
)

sheet = Table(  # one row each time a sheet is printed or saved as PDF
    "sheet",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("agent.id", "agent_id"),
    Column("code", Word, nullable=False),  # what is printed beside its codes
    Column("digest", Word, nullable=False),  # of all it says; before 0.2 of the assessment alone
    Column("at", UtcTime, nullable=False),
    ref("user.id", "user_id", nullable=True),
    Column("trail", Word),  # the head of the trail printed on it; NULL before schema 9
    Column("revision", Integer),  # these five as its codes say them; NULL before schema 11
    Column("pages", Integer),
    Column("total", Word),
    Column("grade", Word),
    Column("language", Word),  # which it speaks: zh_CN, en
    Index("ix_sheet_cycle_agent", "cycle_id", "agent_id"),
)

note = Table(  # on an agent, or on a record: of which kind, and what tells it from others of the kind
    "note",
    metadata,
    id_(),
    of_office(),
    ref("agent.id", "agent_id", nullable=True, index=True),
    Column("kind", Word),
    Column("ref", Word),
    Column("part", Word),
    Column("text", Word, nullable=False, default=""),
    Column("file_name", Word),  # with a file attached; NULL: none
    Column("file_sort", Word),  # pdf, png, jpeg
    Column("file_size", Integer),  # bytes
    Column("file_digest", Word),  # SHA-256
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    Column("removed_at", UtcTime),  # deleted; erased a day later, so that it can be undone
    Index(None, "ref", "kind", "office_id"),
    CheckConstraint("(agent_id IS NULL) <> (ref IS NULL)", name="about"),
)

note_file = Table(  # apart from the notes, so that lists never read it
    "note_file",
    metadata,
    of_office(),
    ref("note.id", "note_id", primary_key=True),
    Column("content", Blob, nullable=False),
)
