"""What is talked about and posted: interviews, who has read a scorecard, notices of results."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Integer, Table, UniqueConstraint

from qadesk.storage.tables.base import Exact, UtcTime, Word, id_, metadata, of_office, ref

interview = Table(  # an agent's of a month, corrected in place: the trail has what it said before
    "interview",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("agent.id", "agent_id"),
    Column("day", Date, nullable=False),
    Column("led_by", Word, nullable=False),
    Column("strengths", Word, nullable=False, default=""),
    Column("improve", Word, nullable=False, default=""),
    Column("agreed", Word, nullable=False, default=""),
    Column("statement", Word, nullable=False, default=""),  # the agent's own words
    Column("on_sheet", Boolean, nullable=False),  # entered before the sheet was handed over
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("cycle_id", "agent_id"),
)

scorecard_reader = Table(  # that an agent signed for having read a version of a scorecard
    "scorecard_reader",
    metadata,
    id_(),
    of_office(),
    ref("scorecard.id", "scorecard_id"),
    ref("agent.id", "agent_id"),
    Column("day", Date, nullable=False),
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("scorecard_id", "agent_id"),
)

notice = Table(  # of a month's results, as it was printed: only added to
    "notice",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    Column("number", Integer, nullable=False),  # from 1 in each month; a later one supersedes it
    Column("named", Word, nullable=False),  # both, numbers, names
    Column("shown", Word, nullable=False),  # grades, totals
    Column("first_day", Date),  # of posting
    Column("last_day", Date),
    Column("objections_to", Word, nullable=False, default=""),
    Column("digest", Word, nullable=False),  # of all it says
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("cycle_id", "number"),
)

notice_line = Table(  # what it says of one agent; what it does not tell is empty
    "notice_line",
    metadata,
    id_(),
    of_office(),
    ref("notice.id", "notice_id", index=True),
    ref("agent.id", "agent_id"),
    Column("staff_no", Word, nullable=False),
    Column("name", Word, nullable=False),
    Column("total", Exact),
    Column("grade", Word),
)
