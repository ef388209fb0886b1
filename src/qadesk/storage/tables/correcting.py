"""Results that are put right after their month was closed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, Table

from qadesk.storage.dialect import unique_where
from qadesk.storage.tables.base import UtcTime, Word, id_, metadata, of_office, ref

correction = Table(  # one agent's result reopened in a closed month
    "correction",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("agent.id", "agent_id"),
    Column("reason", Word, nullable=False),
    Column("computed", Word, nullable=False),  # digest of what was computed when it began
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    ref("user.id", "ended_by", nullable=True),
    Column("ended_at", UtcTime),  # NULL: in hand
    Column("revision", Integer),  # that it made; NULL: none, nothing came out differently
    Column("others", Boolean, nullable=False, default=False),  # ranks and quotas of the others were made anew
)

unique_where(
    "uq_correction_in_hand",
    correction.c.cycle_id,
    correction.c.agent_id,
    where=correction.c.ended_at.is_(None),
)
