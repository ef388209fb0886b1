"""Quality checks of single contacts: forms, samples, checks with their answers, and what came of each."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from qadesk.storage.tables.base import UtcTime, Word, id_, metadata, of_office, ref

check_form = Table(  # one version of a check form
    "check_form",
    metadata,
    id_(),
    of_office(),
    Column("code", Word, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Word, nullable=False),  # draft, published, retired
    Column("content", JSON, nullable=False),  # domain.check_forms in its form as data
    Column("updated_at", UtcTime, nullable=False),
    ref("user.id", "user_id", nullable=True),  # who published it
    Column("published_at", UtcTime),
    UniqueConstraint("office_id", "code", "version"),
    CheckConstraint("status IN ('draft', 'published', 'retired')", name="status"),
)

check_sample = Table(  # one drawing of contacts to check
    "check_sample",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("check_form.id", "form_id"),
    Column("seed", Word, nullable=False),
    Column("each", Integer, nullable=False),  # of each agent
    Column("strata", JSON, nullable=False),  # domain.check_sampling.Stratum
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    Index("ix_check_sample_cycle", "cycle_id"),
)

contact_check = Table(  # one contact to be checked, being checked, or checked
    "contact_check",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("check_form.id", "form_id"),  # the version it is checked by, whatever is published later
    ref("agent.id", "agent_id"),
    ref("check_sample.id", "sample_id", nullable=True),
    Column("stratum", Integer, nullable=False, default=0),  # of the sample, from 1; 0: of the rest
    # As the contact's record has it, which may be imported again or removed; without one as it was typed.
    Column("contact_id", Integer),
    Column("ref", Word, nullable=False),
    Column("channel", Word, nullable=False),  # call, chat, other
    Column("at", UtcTime, nullable=False),
    Column("status", Word, nullable=False),  # waiting, draft, submitted, replaced
    Column("note", Word, nullable=False, default=""),  # on the whole check
    Column("reason", Word, nullable=False, default=""),  # why it was replaced
    ref("user.id", "user_id", nullable=True),  # who checks
    Column("updated_at", UtcTime, nullable=False),
    Column("submitted_at", UtcTime),
    ref("import_batch.id", "batch_id", nullable=True),  # its entry among the imports, once submitted
    Index("ix_contact_check_cycle_agent", "cycle_id", "agent_id"),
    CheckConstraint("status IN ('waiting', 'draft', 'submitted', 'replaced')", name="status"),
)

check_answer = Table(  # the answer to one question
    "check_answer",
    metadata,
    id_(),
    of_office(),
    ref("contact_check.id", "check_id"),
    Column("question", Word, nullable=False),
    Column("answer", Word, nullable=False, default=""),  # "": only a comment so far
    Column("comment", Word, nullable=False, default=""),
    Column("second", Integer),  # in the recording
    UniqueConstraint("check_id", "question"),
)

check_result = Table(  # what came of a check: a record of its month like any other
    "check_result",
    metadata,
    id_(),
    of_office(),
    Column("part", Word, nullable=False, default="", server_default=""),  # the check's number
    Column("ref", Word, nullable=False),
    ref("agent.id", "agent_id"),
    Column("at", UtcTime, nullable=False),  # of the contact
    Column("channel", Word, nullable=False),  # of the form: call, chat, other
    Column("form", Word, nullable=False),  # its code
    Column("version", Integer, nullable=False),
    Column("score", Integer, nullable=False),  # in hundredths of a point, 0-10000
    Column("passed", Boolean, nullable=False),
    Column("found", JSON, nullable=False),  # [Chinese name, English name, critical] of each question
    Column("note", Word),
    ref("import_batch.id", "batch_id"),
    UniqueConstraint("ref", "part", "office_id"),
    Index(None, "office_id", "at"),
)
