"""Which scorecard an agent has in a cycle: the only place that is asked.

A cycle is opened with one scorecard. Where the office has rules by which some agents have another, they are
frozen with it: for each agent who is there, and by post and team for those who join later. The closest rule
counts: one for the agent before one for the post, that before one for the team, and the cycle's own for
everybody else. Who changes posts within the cycle has one scorecard to a day and another from it on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from qadesk.domain.cycles import Cycle
from qadesk.domain.scorecard import Scorecard
from qadesk.services import card_ways, scorecards
from qadesk.services.card_ways import USUAL_WAY, CardWay
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class HeldCard:
    """A scorecard that somebody has, from a day on (None: from the beginning); `key` is its row id."""

    key: int
    card: Scorecard
    since: date | None = None


@dataclass(frozen=True)
class CycleCards:
    """The scorecards of a cycle: its own, and who (row ids) has which others.

    `way` says whether agents under different ones are ranked together, and how two of one agent are joined.
    """

    own: HeldCard
    others: Mapping[int, tuple[HeldCard, ...]] = field(default_factory=dict)
    way: CardWay = USUAL_WAY
    named: tuple[HeldCard, ...] = ()  # frozen by rules, whether anybody has them or not

    def held(self, agent_id: int) -> tuple[HeldCard, ...]:
        """What an agent has in the cycle, in the order of days; mostly one."""
        return self.others.get(agent_id) or (self.own,)

    def last(self, agent_id: int) -> HeldCard:
        """The one an agent ends the cycle with, whose grades count."""
        return self.held(agent_id)[-1]

    def of(self, agent_id: int) -> Scorecard:
        """The same, the scorecard alone."""
        return self.last(agent_id).card

    @cached_property
    def every(self) -> tuple[HeldCard, ...]:
        """Each scorecard of the cycle once: its own, then the others by code and version."""
        found = {one.key: one for held in self.others.values() for one in held}
        found |= {one.key: one for one in self.named}
        found.pop(self.own.key, None)
        return (self.own, *sorted(found.values(), key=lambda one: (one.card.code, one.card.version)))

    @property
    def all(self) -> tuple[Scorecard, ...]:
        """The same, the scorecards alone."""
        return tuple(one.card for one in self.every)

    @property
    def several(self) -> bool:
        """Whether there are others than the cycle's own."""
        return len(self.every) > 1

    def pool(self, agent_id: int) -> int:
        """What those have in common who are ranked together, and share its quotas."""
        return self.own.key if self.way.together else self.last(agent_id).key


def everybody(card: Scorecard, key: int = 0) -> CycleCards:
    """All agents under one scorecard."""
    return CycleCards(HeldCard(key, card))


def of_cycle(connection: Connection, cycle: Cycle) -> CycleCards:
    """The scorecards of an opened cycle. Raises UserError if the content of one was spoilt."""
    own = HeldCard(cycle.scorecard_id, scorecards.load(connection, cycle.scorecard_id))
    row = tables.cycle_card.c
    rows = connection.execute(
        select(tables.cycle_card).where(row.cycle_id == cycle.id).order_by(row.since.is_not(None), row.since)
    ).all()
    if not rows:
        return CycleCards(own)
    loaded = {own.key: own.card}
    for one in rows:
        if one.scorecard_id not in loaded:
            loaded[one.scorecard_id] = scorecards.load(connection, one.scorecard_id)
    held: dict[int, list[HeldCard]] = {}
    for one in rows:
        if one.agent_id is not None:
            held.setdefault(one.agent_id, []).append(
                HeldCard(one.scorecard_id, loaded[one.scorecard_id], one.since)
            )
    for agent_id, key in _joined_later(connection, rows, held.keys()).items():
        held[agent_id] = [HeldCard(key, loaded[key])]
    others = {who: tuple(those) for who, those in held.items()}
    named = tuple(HeldCard(key, card) for key, card in loaded.items())
    return CycleCards(own, others, card_ways.in_force(connection, cycle.code), named)


def _joined_later(connection: Connection, rows: Iterable[Any], known: Iterable[int]) -> dict[int, int]:
    """Whoever was not there when the rules were frozen: the scorecard of their post or team."""
    posts = {one.post: one.scorecard_id for one in rows if one.post is not None}
    teams = {one.team: one.scorecard_id for one in rows if one.team is not None}
    if not (posts or teams):
        return {}
    agent = tables.agent.c
    people = select(agent.id, agent.post, agent.team).where(or_(agent.post.in_(posts), agent.team.in_(teams)))
    found = {
        one.id: posts[one.post] if one.post in posts else teams[one.team]
        for one in connection.execute(people)
    }
    return {who: key for who, key in found.items() if who not in set(known)}


@dataclass(frozen=True)
class CardRules:
    """Whose scorecard (its code) is another than everybody's: by agent (row id), post and team."""

    agents: Mapping[int, str]
    posts: Mapping[str, str]
    teams: Mapping[str, str]

    def of(self, agent_id: int, team: str, post: str) -> str | None:
        """The code that an agent has by the closest rule; None: that of everybody."""
        return self.agents.get(agent_id) or self.posts.get(post) or self.teams.get(team)

    @property
    def codes(self) -> frozenset[str]:
        """All that are named."""
        return frozenset((*self.agents.values(), *self.posts.values(), *self.teams.values()))


def rules_in(connection: Connection) -> CardRules:
    """The office's rules, as the next cycle takes them."""
    rows = connection.execute(select(tables.card_rule).order_by(tables.card_rule.c.id)).all()
    return CardRules(
        {one.agent_id: one.code for one in rows if one.agent_id is not None},
        {one.post: one.code for one in rows if one.post is not None},
        {one.team: one.code for one in rows if one.team is not None},
    )


def would_freeze(
    connection: Connection, rules: CardRules, own: HeldCard, newest: Mapping[str, HeldCard]
) -> list[dict[str, Any]]:
    """The rows of a cycle that is opened now with `own`; `newest` are the versions that codes stand for.

    None where the rules name no other scorecard.
    """
    keys = {code: newest[code].key for code in rules.codes}
    if set(keys.values()) <= {own.key}:
        return []
    agent = tables.agent.c
    people = select(agent.id, agent.team, agent.post).where(
        or_(agent.status != "left", agent.id.in_(rules.agents))
    )
    empty = {"agent_id": None, "post": None, "team": None}
    rows: list[dict[str, Any]] = []
    for one in connection.execute(people.order_by(agent.staff_no)):
        code = rules.of(one.id, one.team, one.post)
        rows.append(empty | {"agent_id": one.id, "scorecard_id": own.key if code is None else keys[code]})
    rows += [empty | {"post": post, "scorecard_id": keys[code]} for post, code in rules.posts.items()]
    rows += [empty | {"team": team, "scorecard_id": keys[code]} for team, code in rules.teams.items()]
    return rows


def freeze(connection: Connection, office: Office, cycle_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write down who has which scorecard in a cycle from now on."""
    who = {"cycle_id": cycle_id, "user_id": office.user_id, "at": office.now()}
    if values := [{**one, **who} for one in rows]:
        connection.execute(insert(tables.cycle_card), values)


def forget(connection: Connection, cycle_id: int) -> None:
    """Let go of them with a cycle whose opening is taken back."""
    connection.execute(delete(tables.cycle_card).where(tables.cycle_card.c.cycle_id == cycle_id))


def settle(connection: Connection, office: Office, cycle: Cycle, agents: Iterable[int]) -> None:
    """Write down whose was only told by post or team, before a cycle is closed."""
    cards, own = of_cycle(connection, cycle), tables.cycle_card.c
    if not cards.several:
        return
    known = set(connection.execute(select(own.agent_id).where(own.cycle_id == cycle.id)).scalars())
    rows = ({"agent_id": one, "scorecard_id": cards.last(one).key} for one in agents if one not in known)
    freeze(connection, office, cycle.id, rows)
