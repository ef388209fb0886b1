"""Which scorecard an agent has in a cycle: the only place that is asked.

A cycle is opened with one scorecard. Where the office has rules by which some agents have another, they are
frozen with it: for each agent who is there, and by post and team for those who join later. The closest rule
counts: one for the agent before one for the post, that before one for the team, and the cycle's own for
everybody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, insert, or_, select, true

from qadesk.domain.card_forms import forms_differ, quotas_of
from qadesk.domain.cycles import Cycle
from qadesk.domain.months import FIGURES
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import UserError
from qadesk.i18n import _
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


K = TypeVar("K", int, str)


@dataclass(frozen=True)
class CycleCards:
    """The scorecards of a cycle: its own, and who (row ids) has which others.

    `way` says whether agents under different ones are ranked together.
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


def keys_of(connection: Connection, cycle: Cycle) -> frozenset[int]:
    """The row ids of the scorecards of one cycle, without reading them."""
    row = tables.cycle_card.c
    others = select(row.scorecard_id).where(row.cycle_id == cycle.id).distinct()
    return frozenset((cycle.scorecard_id, *connection.execute(others).scalars()))


def keys_in(connection: Connection, *, still_open: bool = False) -> dict[int, frozenset[int]]:
    """The scorecards (row ids) of every cycle (row id), or of those that are `still_open`."""
    cycle, row = tables.cycle.c, tables.cycle_card.c
    which = cycle.status == "open" if still_open else true()
    found: dict[int, set[int]] = {}
    own = select(cycle.id, cycle.scorecard_id).where(which)
    others = select(row.cycle_id, row.scorecard_id).join(tables.cycle, cycle.id == row.cycle_id).where(which)
    for cycle_id, key in (*connection.execute(own), *connection.execute(others.distinct())):
        found.setdefault(cycle_id, set()).add(key)
    return {cycle_id: frozenset(keys) for cycle_id, keys in found.items()}


@dataclass(frozen=True)
class CardRules:
    """Whose scorecard (its code) is another than everybody's: by agent (row id), post and team."""

    agents: Mapping[int, str]
    posts: Mapping[str, str]
    teams: Mapping[str, str]

    def of(self, agent_id: int, team: str, post: str) -> str | None:
        """The code that an agent has by the closest rule; None: that of everybody."""
        return self.agents.get(agent_id) or self.posts.get(post) or self.teams.get(team)

    def without(self, codes: Collection[str]) -> CardRules:
        """Those that name none of these scorecards."""

        def left(of: Mapping[K, str]) -> dict[K, str]:
            return {whose: code for whose, code in of.items() if code not in codes}

        return CardRules(left(self.agents), left(self.posts), left(self.teams))

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


@dataclass(frozen=True)
class PlannedCards:
    """What a cycle opened now has: the `rows` to freeze, the scorecards, and who (row ids) has which others.

    `idle` are codes that rules name and that do not fit a cycle of this kind.
    """

    rows: tuple[Mapping[str, Any], ...]
    cards: CycleCards
    idle: tuple[str, ...] = ()

    def having(self, key: int) -> frozenset[int]:
        """Who has a scorecard, but for the cycle's own."""
        return frozenset(who for who, held in self.cards.others.items() if held[-1].key == key)


def planned(connection: Connection, own: HeldCard) -> PlannedCards:
    """What a cycle opened now with `own` freezes; no rows where the rules name no other scorecard.

    A rule whose scorecard takes up months counts in cycles of which the own one does, too, any other in the
    others. Raises UserError for a rule whose scorecard has no published version, scorecards that ask for the
    same in different ways, and quotas that cannot be shared.
    """
    rules, of_months = rules_in(connection), own.card.takes_up(FIGURES)
    found = {own.key: own}
    keys = scorecards.newest_of(connection, rules.codes)
    if gone := sorted(rules.codes - keys.keys()):
        raise _not_published(gone[0])
    for key in keys.values():
        found.setdefault(key, HeldCard(key, scorecards.load(connection, key)))
    idle = {code for code, key in keys.items() if found[key].card.takes_up(FIGURES) is not of_months}
    rules = rules.without(idle)
    named = tuple(found[key] for key in sorted({keys[code] for code in rules.codes}))
    if all(one.key == own.key for one in named):
        return PlannedCards((), CycleCards(own), tuple(sorted(idle)))
    agent, empty = tables.agent.c, {"agent_id": None, "post": None, "team": None}
    people = select(agent.id, agent.team, agent.post).where(
        or_(agent.status != "left", agent.id.in_(rules.agents))
    )
    rows, others = [], {}
    for one in connection.execute(people.order_by(agent.staff_no)):
        code = rules.of(one.id, one.team, one.post)
        key = own.key if code is None else keys[code]
        rows.append(empty | {"agent_id": one.id, "scorecard_id": key})
        others[one.id] = (found[key],)
    rows += [empty | {"post": post, "scorecard_id": keys[code]} for post, code in rules.posts.items()]
    rows += [empty | {"team": team, "scorecard_id": keys[code]} for team, code in rules.teams.items()]
    cards = CycleCards(own, others, card_ways.in_force(connection), named)
    _must_go_together(cards)
    return PlannedCards(tuple(rows), cards, tuple(sorted(idle)))


def _not_published(code: str) -> UserError:
    return UserError(
        "scorecard.rule_not_published",
        _("A rule names the scorecard “{code}”, of which no version is published.").format(code=code),
        kept=_("Nothing was changed."),
        remedy=_("Publish a version of it, or change the rule under Scorecards, Whose scorecard."),
    )


def _must_go_together(cards: CycleCards) -> None:
    """Raises UserError for scorecards that cannot stand in one cycle."""
    clash = forms_differ(cards.all)
    if clash is not None:
        item, one, other = clash
        raise UserError(
            "scorecard.forms_differ",
            _("The scorecards “{one}” and “{other}” both ask for “{item}”, but in different ways.").format(
                one=one, other=other, item=item
            ),
            kept=_("Nothing was changed."),
            remedy=_("Give it the same levels, wording and bounds on both, or another code on one of them."),
        )
    if cards.way.together and len({quotas_of(card) for card in cards.all}) > 1:
        raise UserError(
            "scorecard.quotas_differ",
            _("Agents cannot share the quotas of grades: the scorecards have different grades or quotas."),
            kept=_("Nothing was changed."),
            remedy=_("Rank the agents of each scorecard by themselves, or give all the same grades."),
        )


def freeze(connection: Connection, office: Office, cycle_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write down who has which scorecard in a cycle from now on."""
    who = {"cycle_id": cycle_id, "user_id": office.user_id, "at": office.now()}
    if values := [{**one, **who} for one in rows]:
        connection.execute(insert(tables.cycle_card), values)


def forget(connection: Connection, cycle: Cycle) -> None:
    """Let go of them with a cycle whose opening is taken back."""
    connection.execute(delete(tables.cycle_card).where(tables.cycle_card.c.cycle_id == cycle.id))
    card_ways.forget(connection, cycle.code)


def settle(connection: Connection, office: Office, cycle: Cycle, agents: Iterable[int]) -> None:
    """Write down whose was only told by post or team, before a cycle is closed."""
    cards, own = of_cycle(connection, cycle), tables.cycle_card.c
    if not cards.several:
        return
    known = set(connection.execute(select(own.agent_id).where(own.cycle_id == cycle.id)).scalars())
    rows = ({"agent_id": one, "scorecard_id": cards.last(one).key} for one in agents if one not in known)
    freeze(connection, office, cycle.id, rows)
