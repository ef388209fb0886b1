"""Scorecards and their versions, cycles, targets, and what is settled for one agent in one cycle."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Date, Integer, Table, UniqueConstraint

from qadesk.storage.tables.base import Exact, UtcTime, Word, id_, metadata, of_office, ref

scorecard = Table(
    "scorecard",
    metadata,
    id_(),
    of_office(),
    Column("code", Word, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Word, nullable=False),  # draft, submitted, approved, published, retired
    Column("content", JSON, nullable=False),  # domain.scorecard in its file form
    Column("published_at", UtcTime),
    Column("updated_at", UtcTime),  # when a draft was last saved
    ref("scorecard.id", "based_on", nullable=True),  # the version it was copied from
    UniqueConstraint("office_id", "code", "version"),
)

scorecard_step = Table(  # how a version came to its status: rows are only ever added
    "scorecard_step",
    metadata,
    id_(),
    of_office(),
    ref("scorecard.id", "scorecard_id", index=True),
    Column("status", Word, nullable=False),  # what it became
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    Column("note", Word, nullable=False, default=""),
)

cycle = Table(
    "cycle",
    metadata,
    id_(),
    of_office(),
    Column("code", Word, nullable=False),  # 2026-10 for a month
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),  # the first day after it
    ref("scorecard.id", "scorecard_id"),
    Column("status", Word, nullable=False),  # open, closed
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    UniqueConstraint("office_id", "code"),
    CheckConstraint('"start" < "end"', name="period"),
)

target = Table(  # frozen when the cycle opens; a row with an agent overrides one with a post, that a team's
    "target",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("agent.id", "agent_id", nullable=True),
    Column("team", Word),  # for those who join the team later; who was there has a row of their own
    Column("post", Word),
    Column("indicator", Word, nullable=False),
    Column("standard", Exact, nullable=False),
    ref("scorecard.id", "scorecard_id", nullable=True),  # under which card; NULL: the cycle's own
    UniqueConstraint("cycle_id", "agent_id", "scorecard_id", "indicator"),
)

card_rule = Table(  # whose scorecard is another than everybody's: an agent's, a post's or a team's
    "card_rule",
    metadata,
    id_(),
    of_office(),
    ref("agent.id", "agent_id", nullable=True),
    Column("post", Word),
    Column("team", Word),
    Column("code", Word, nullable=False),  # of the scorecard, whose newest published version is taken
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
)

cycle_card = Table(  # the rules as they were frozen when a cycle opened; none where all have the cycle's own
    "cycle_card",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id", index=True),
    ref("scorecard.id", "scorecard_id"),
    ref("agent.id", "agent_id", nullable=True),
    Column("post", Word),  # for those who join later; who was there has a row of their own
    Column("team", Word),
    Column("since", Date),  # the first day under it; NULL: from the beginning
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("cycle_id", "agent_id", "since"),
)

exemption = Table(  # what of the scorecard does not apply to an agent this cycle, and who says why
    "exemption",
    metadata,
    id_(),
    of_office(),
    ref("cycle.id", "cycle_id"),
    ref("agent.id", "agent_id"),
    Column("indicator", Word),  # NULL: the agent is not assessed at all this cycle
    Column("kind", Word, nullable=False),  # na: not applicable; waived: missing, and excused with a reason
    Column("reason", Word, nullable=False),
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
    ref("user.id", "decided_by", nullable=True),  # who confirmed it; NULL: not yet
    Column("decided_at", UtcTime),
    UniqueConstraint("cycle_id", "agent_id", "indicator"),
)

target_plan = Table(  # targets that differ from the scorecard's, taken over when a cycle opens
    "target_plan",
    metadata,
    id_(),
    of_office(),
    Column("cycle_code", Word),  # NULL: in every cycle from now on
    Column("team", Word),  # at most one of team, post and agent; none: everybody
    Column("post", Word),
    ref("agent.id", "agent_id", nullable=True),
    Column("indicator", Word, nullable=False),
    Column("standard", Exact, nullable=False),
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
)

typed_value = Table(  # a value typed for one agent and cycle, or taken from a column of a table
    "typed_value",
    metadata,
    of_office(),
    ref("cycle.id", "cycle_id", primary_key=True),
    ref("agent.id", "agent_id", primary_key=True),
    Column("indicator", Word, primary_key=True),
    Column("value", Exact, nullable=False),
    Column("origin", Word, nullable=False, default=""),  # the file it came from; "": typed
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
)

focus = Table(  # what an agent works on in the cycle after this one, and the step agreed on
    "focus",
    metadata,
    of_office(),
    ref("cycle.id", "cycle_id", primary_key=True),  # whose result it was settled on
    ref("agent.id", "agent_id", primary_key=True),
    Column("indicator", Word, nullable=False),
    Column("basis", Word, nullable=False),  # lost, behind, chosen
    Column("step", Word, nullable=False, default=""),
    Column("extra", Exact, nullable=False),  # percent of the total it weighs more in the next cycle
    ref("user.id", "user_id", nullable=True),
    Column("at", UtcTime, nullable=False),
)
