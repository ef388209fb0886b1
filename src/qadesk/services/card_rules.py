"""Rules whose scorecard is which, as the next cycle takes them: for agents, posts and teams; and the ways."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.errors import UserError
from qadesk.formats import agent_text, version_text
from qadesk.i18n import _, ngettext
from qadesk.services import audit, card_ways, cards, opening, rights, staff_numbers
from qadesk.services.card_ways import CardWay
from qadesk.services.done import Change, Done, Undo
from qadesk.services.opening import OfferedScorecard
from qadesk.services.target_plan import Whose
from qadesk.storage import tables
from qadesk.storage.office import Office

Given = tuple[tuple[Whose, str | None], ...]  # whose, and the code; None: that of everybody else
_CHANGES: Final = frozenset[Change]({"scorecard"})


@dataclass(frozen=True)
class CardRule:
    """One rule: whose scorecard, its code; `name` is that of an agent.

    `agents` have it in the next cycle, number and name: those of whom no closer rule counts.
    """

    whose: Whose
    code: str
    name: str = ""
    agents: tuple[tuple[str, str], ...] = ()
    card: OfferedScorecard | None = None  # the version that would be taken; None: none is published

    @property
    def published(self) -> bool:
        """Whether a version of the scorecard can be taken."""
        return self.card is not None

    @property
    def card_text(self) -> str:
        """The scorecard."""
        if self.card is None:
            return _("{code} (no version is published)").format(code=self.code)
        return version_text(self.card.names, self.card.code, self.card.version)

    @property
    def text(self) -> str:
        """Whom it is for."""
        return whose_text(self.whose, self.name)


def whose_text(whose: Whose, name: str = "") -> str:
    """Whom a rule is for, in words."""
    if whose.staff_no is not None:
        return agent_text(name, whose.staff_no)
    if whose.post is not None:
        return _("Post {name}").format(name=whose.post)
    if whose.team is not None:
        return _("Team {name}").format(name=whose.team)
    return _("Everybody else")


@dataclass(frozen=True)
class RulesOffer:
    """All there is to choose from: the rules, whom one can be for, the scorecards, how they go together."""

    rules: tuple[CardRule, ...]
    whom: tuple[tuple[Whose, str], ...]
    cards: tuple[OfferedScorecard, ...]
    way: CardWay


def offer(office: Office) -> RulesOffer:
    """The rules with what a new one can be made of: posts, teams and agents of the roster."""
    agent = tables.agent.c
    with office.read() as connection:
        rows = connection.execute(
            select(agent.staff_no, agent.name, agent.post, agent.team)
            .where(agent.status != "left")
            .order_by(agent.staff_no)
        ).all()
        found = [Whose(post=post) for post in sorted({row.post for row in rows if row.post})]
        found += [Whose(team=team) for team in sorted({row.team for row in rows if row.team})]
        whom = [(one, whose_text(one)) for one in found]
        whom += [(Whose(staff_no=row.staff_no), agent_text(row.name, row.staff_no)) for row in rows]
        offered = opening.published(connection, longer=True)
        return RulesOffer(rules_in(connection), tuple(whom), offered, card_ways.in_force(connection))


def rules(office: Office) -> tuple[CardRule, ...]:
    """The rules in the order they count: of agents, of posts, of teams."""
    with office.read() as connection:
        return rules_in(connection)


def rules_in(connection: Connection) -> tuple[CardRule, ...]:
    """The same inside a transaction that does more."""
    row, agent = tables.card_rule.c, tables.agent.c
    found = connection.execute(
        select(tables.card_rule, agent.staff_no, agent.name)
        .select_from(tables.card_rule.outerjoin(tables.agent))
        .order_by(agent.staff_no.is_(None), agent.staff_no, row.post.is_(None), row.post, row.team)
    ).all()
    known, having = cards.rules_in(connection), dict[Whose, list[tuple[str, str]]]()
    for one in connection.execute(select(tables.agent).order_by(agent.staff_no)):
        if one.status != "left" or one.id in known.agents:
            whose = (
                Whose(staff_no=one.staff_no) if one.id in known.agents
                else Whose(post=one.post) if one.post in known.posts
                else Whose(team=one.team)
            )  # fmt: skip
            having.setdefault(whose, []).append((one.staff_no, one.name))
    there = {one.code: one for one in opening.published(connection, longer=True)}
    return tuple(
        CardRule(whose, one.code, one.name or "", tuple(having.get(whose, ())), there.get(one.code))
        for one in found
        for whose in (Whose(one.team, one.post, one.staff_no),)
    )


@rights.needs("prepare")
def assign(office: Office, whose: Collection[Whose], code: str | None) -> Done[Given]:
    """Give these agents, posts or teams a scorecard by its code (None: that of everybody else) from now on.

    Open cycles stay as they are. The value is what each had before. Raises UserError for a number that is
    nobody's and a code of which no version is published; ValueError for who is not one of the three.
    """
    if code is not None:
        with office.read() as connection:
            offered = opening.published(connection, longer=True)
        if all(one.code != code for one in offered):
            raise opening.not_published(code, offered)
    return assign_each(office, tuple((one, code) for one in whose))


@rights.needs("prepare")
def assign_each(office: Office, wanted: Given) -> Done[Given]:
    """The same with a code for each, all or none; as an undo has it."""
    with office.write() as connection:
        before = tuple((whose, _set(connection, office, whose, code)) for whose, code in wanted)
    back = tuple(reversed(before))
    n = len(back)
    words = ngettext("change whose scorecard ({n} rule)", "change whose scorecard ({n} rules)", n).format(n=n)
    return Done(back, _CHANGES, Undo(words, partial(assign_each, office, back)))


def _set(connection: Connection, office: Office, whose: Whose, code: str | None) -> str | None:
    place: dict[str, Any] = {"agent_id": None, "post": whose.post, "team": whose.team}
    if sum(one is not None for one in (whose.staff_no, whose.post, whose.team)) != 1:
        raise ValueError("a rule is for an agent, a post or a team")
    if whose.staff_no is not None:
        place["agent_id"] = staff_numbers.must_find(connection, whose.staff_no)
    if not (whose.staff_no or whose.post or whose.team or "").strip():
        raise UserError(
            "scorecard.rule_of_nobody",
            _("A rule names an agent, a post or a team."),
            kept=_("Nothing was changed."),
        )
    own = tables.card_rule
    here = [own.c[name].is_not_distinct_from(value) for name, value in place.items()]
    before: str | None = connection.execute(select(own.c.code).where(*here)).scalar()
    connection.execute(delete(own).where(*here))
    if code is not None:
        said = {"code": code, "user_id": office.user_id, "at": office.now()}
        connection.execute(insert(own).values(place | said))
    subject = whose.staff_no or whose.post or whose.team or ""
    audit.note(connection, office, "card.assign", subject, before=before, after=code)
    return before


def way(office: Office) -> CardWay:
    """How several scorecards go together in cycles opened from now on."""
    with office.read() as connection:
        return card_ways.in_force(connection)


@rights.needs("prepare")
def set_way(office: Office, wanted: CardWay) -> Done[CardWay]:
    """Set it; open cycles keep theirs. The value is the one before."""
    with office.write() as connection:
        before = card_ways.in_force(connection)
        card_ways.keep(connection, wanted)
        audit.note(connection, office, "card.way", office.name)
    words = _("change how scorecards go together")
    return Done(before, _CHANGES | {"settings"}, Undo(words, partial(set_way, office, before)))
