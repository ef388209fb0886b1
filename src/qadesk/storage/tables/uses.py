"""What follows from results: the office's rules for it, days worked, and what was told of it and when."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, Table, UniqueConstraint

from qadesk.storage.tables.base import Exact, UtcTime, Word, id_, metadata, of_office, ref

use_rules = Table(  # one version of the rules for using results
    "use_rules",
    metadata,
    id_(),
    of_office(),
    Column("version", Integer, nullable=False),
    Column("status", Word, nullable=False),  # draft, in_force
    Column("content", JSON, nullable=False),  # domain.uses in its form as data
    Column("since", Word),  # the first month they hold for, once in force; the newest of them counts
    Column("updated_at", UtcTime, nullable=False),
    ref("user.id", "user_id", nullable=True),  # who put them in force
    Column("put_at", UtcTime),
    UniqueConstraint("office_id", "version"),
)

worked_days = Table(  # how many days an agent worked in a month, where the rules go by it
    "worked_days",
    metadata,
    of_office(),
    ref("cycle.id", "cycle_id", primary_key=True),
    ref("agent.id", "agent_id", primary_key=True),
    Column("days", Exact, nullable=False),
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
)

use_export = Table(  # one list that was given out: to payroll, on paper, as letters
    "use_export",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("use_rules.id", "rules_id"),
    Column("kind", Word, nullable=False),  # bonus, awards, lists, letters
    Column("file_name", Word, nullable=False),
    Column("digest", Word, nullable=False),  # SHA-256 of all its lines
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    Index("ix_use_export_cycle", "cycle_id"),
)

use_line = Table(  # what such a list said of one agent
    "use_line",
    metadata,
    id_(),
    of_office(),
    ref("use_export.id", "export_id", index=True),
    ref("agent.id", "agent_id"),
    Column("what", Word, nullable=False),  # bonus, or the award or list by its names
    Column("coefficient", Exact),
    Column("amount", Exact),
    Column("total", Exact),
    Column("grade", Word),
    Column("revision", Integer, nullable=False),  # of the result it came from
    Column("why", Word, nullable=False, default=""),  # the sentence
)
