"""Targets: what is required of whom, planned beforehand, frozen when a cycle opens.

The closest one counts: an agent's own before their post's, that before their team's, that before the cycle's,
and the scorecard's default where nobody set any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import Connection, insert, or_, select

from qadesk.domain.rules import uses_standard
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import N_
from qadesk.storage import tables

Standards = Mapping[str, Decimal]  # by indicator code
WHOSE: Final = {  # of a standard that is not everybody's
    "agent": N_("set for this agent"),
    "post": N_("set for this post"),
    "team": N_("set for this team"),
}


@dataclass(frozen=True)
class Targets:
    """The standards of a cycle; `of` says what holds for one agent."""

    everybody: Standards = field(default_factory=dict)
    teams: Mapping[str, Standards] = field(default_factory=dict)
    posts: Mapping[str, Standards] = field(default_factory=dict)
    agents: Mapping[int, Standards] = field(default_factory=dict)  # by row id
    others: Mapping[int, Targets] = field(default_factory=dict)  # under other scorecards than the cycle's own

    def under(self, card: int) -> Targets:
        """Those under a scorecard (its row id) of the cycle."""
        return self.others.get(card, self)

    def of(self, agent_id: int, team: str, post: str) -> dict[str, Decimal]:
        """The standards that hold for an agent, by indicator code."""
        return {**self.everybody, **self.closest(agent_id, team, post)}

    def own(self, agent_id: int, team: str, post: str) -> dict[str, Decimal]:
        """Those of them that differ from what holds for everybody."""
        closest = self.closest(agent_id, team, post)
        return {code: value for code, value in closest.items() if value != self.everybody.get(code)}

    def whose(self, agent_id: int, team: str, post: str) -> dict[str, str]:
        """Whose these are: "agent", "post" or "team".

        Freezing writes down for each agent what holds for them, whatever post or team they move to later; so
        that of a post or team is told by being the same.
        """

        def level(code: str, value: Decimal) -> str:
            if any(standards.get(code) == value for standards in self.posts.values()):
                return "post"
            return "team" if any(of.get(code) == value for of in self.teams.values()) else "agent"

        return {code: level(code, value) for code, value in self.own(agent_id, team, post).items()}

    def closest(self, agent_id: int, team: str, post: str) -> dict[str, Decimal]:
        """Those of them that were set for the agent, their post or their team."""
        nothing: Standards = {}
        return {
            **self.teams.get(team, nothing),
            **self.posts.get(post, nothing),
            **self.agents.get(agent_id, nothing),
        }


def frozen(connection: Connection, cycle_id: int) -> Targets:
    """The targets as they were frozen when the cycle was opened."""
    target = tables.target
    rows = connection.execute(select(target).where(target.c.cycle_id == cycle_id)).all()
    keys = {row.scorecard_id for row in rows} - {None}
    own = _gathered(row for row in rows if row.scorecard_id is None)
    return replace(own, others={key: _gathered(r for r in rows if r.scorecard_id == key) for key in keys})


def planned(connection: Connection, cycle_code: str) -> Targets:
    """What a cycle of that code would be opened with, besides the scorecard's own standards."""
    plan = tables.target_plan
    rows = connection.execute(
        select(plan)
        .where(or_(plan.c.cycle_code.is_(None), plan.c.cycle_code == cycle_code))
        .order_by(plan.c.cycle_code.is_not(None), plan.c.id)  # the later row counts: the cycle's own
    )
    return _gathered(rows)


@dataclass(frozen=True)
class Under:
    """A scorecard of a cycle (row id; None: its own), and who (row ids) has it; of its own who has not."""

    card: int | None = None
    agents: frozenset[int] = frozenset()

    def has(self, agent_id: int) -> bool:
        """Whether somebody has it."""
        return (agent_id in self.agents) is (self.card is not None)


OWN: Final = Under()  # of a cycle in which nobody has another one


def freeze(
    connection: Connection, cycle_id: int, cycle_code: str, card: Scorecard, under: Under = OWN
) -> None:
    """Write down what is required in a cycle from now on, under its own scorecard or `under` another."""
    rows, key = _to_freeze(connection, cycle_code, card, under), under.card
    if values := [row | {"cycle_id": cycle_id, "scorecard_id": key} for row in rows]:
        connection.execute(insert(tables.target), values)


def would_freeze(connection: Connection, cycle_code: str, card: Scorecard) -> Targets:
    """What would be written down if a cycle of that code were opened with a scorecard now."""
    rows = _to_freeze(connection, cycle_code, card, OWN)
    return _gathered(SimpleNamespace(**row) for row in rows)


def _to_freeze(
    connection: Connection, cycle_code: str, card: Scorecard, under: Under
) -> list[dict[str, Any]]:
    """What is required in a cycle that is opened now.

    Who is on the roster gets what holds for them as their own wherever a team or post differs, so that moving
    to another one half-way changes nothing; those of team and post are kept for whoever joins later.
    """
    plan = fitting(planned(connection, cycle_code), card)
    everybody = {i.code: i.standard for i in card.indicators() if i.standard is not None}
    everybody |= plan.everybody
    rows = _rows(everybody)
    for team, standards in plan.teams.items():
        rows += _rows(standards, team=team)
    for post, standards in plan.posts.items():
        rows += _rows(standards, post=post)
    grouped = [*plan.teams.values(), *plan.posts.values()]
    differing = {code: everybody[code] for one in grouped for code in one if code in everybody}
    agent = tables.agent.c
    people = select(agent.id, agent.team, agent.post).where(agent.status != "left")
    for person in connection.execute(people):
        if under.has(person.id):
            closest = plan.closest(person.id, person.team, person.post)
            rows += _rows(differing | closest, agent_id=person.id)
    return rows


def fitting(plan: Targets, card: Scorecard) -> Targets:
    """What of a plan the scorecard has an indicator for, whose rule can use it."""
    rules = {i.code: i.rule for i in card.indicators()}

    def fit(standards: Standards) -> dict[str, Decimal]:
        return {c: value for c, value in standards.items() if c in rules and uses_standard(rules[c], value)}

    return Targets(
        fit(plan.everybody),
        {team: fit(standards) for team, standards in plan.teams.items()},
        {post: fit(standards) for post, standards in plan.posts.items()},
        {agent: fit(standards) for agent, standards in plan.agents.items()},
    )


def _rows(standards: Standards, **of: Any) -> list[dict[str, Any]]:
    whose = {"agent_id": None, "team": None, "post": None} | of
    return [whose | {"indicator": code, "standard": value} for code, value in standards.items()]


def _gathered(rows: Any) -> Targets:
    everybody: dict[str, Decimal] = {}
    teams: dict[str, dict[str, Decimal]] = {}
    posts: dict[str, dict[str, Decimal]] = {}
    agents: dict[int, dict[str, Decimal]] = {}
    for row in rows:
        if row.agent_id is not None:
            of = agents.setdefault(row.agent_id, {})
        elif row.post is not None:
            of = posts.setdefault(row.post, {})
        else:
            of = everybody if row.team is None else teams.setdefault(row.team, {})
        of[row.indicator] = row.standard
    return Targets(everybody, teams, posts, agents)
