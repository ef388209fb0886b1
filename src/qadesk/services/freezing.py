"""What opening a month with a scorecard will write down, in words, looked at beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from qadesk.domain.scorecard import Indicator
from qadesk.errors import UserError, joined
from qadesk.formats import agent_text, version_text
from qadesk.i18n import _, ngettext
from qadesk.services import appeal_levels, card_ways, cards, cycles, readers, scorecards, targets
from qadesk.services.assessment import participants
from qadesk.services.assessment.participants import Participant
from qadesk.services.cards import CycleCards, HeldCard
from qadesk.services.designing import notice
from qadesk.services.explaining import earlier_words
from qadesk.services.explaining.figure_words import limit
from qadesk.services.targets import Targets
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class FrozenLine:
    """An indicator; `weight` is that in the total, "" where it is not weighed.

    `section` names its section with its weight. `required` is "" where nothing is required of anybody;
    `note` says of another value than the scorecard's whose it is, and of one that cannot be used why.
    """

    section: str
    code: str
    name: str
    weight: str
    required: str
    note: str = ""


@dataclass(frozen=True)
class Frozen:
    """A version of a scorecard with what a month would be opened with.

    `approved` says by whom and when; "" where nobody is recorded. `agents` take part: number and name;
    `unsigned` of the office's have not signed for the version. `next_level` is where a rejected appeal can be
    taken to, "" for nowhere.
    """

    approved: str
    lines: tuple[FrozenLine, ...]
    agents: tuple[tuple[str, str], ...]
    unsigned: int = 0
    next_level: str = ""
    # Where the rules give some another scorecard: each with who has it, and how they go together.
    cards: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    way: str = ""
    refused: str = ""  # why it cannot be opened so
    idle: tuple[str, ...] = ()  # codes of scorecards that rules name, and that do not fit such a cycle


def frozen(office: Office, code: str, scorecard_id: int) -> Frozen:
    """What would be frozen. Raises UserError for a code that is no period, or a version that is not there."""
    span = cycles.parse(code)
    told = notice.content(office, scorecard_id)
    agent = tables.agent.c
    with office.read() as connection:
        card = scorecards.load(connection, scorecard_id)
        plan = targets.planned(connection, span.code)
        usable = targets.fitting(plan, card)
        people = select(agent.id, agent.staff_no, agent.name).where(agent.office_id == office.id)
        names = {row.id: agent_text(row.name, row.staff_no) for row in connection.execute(people)}
        unsigned = len(readers.unsigned_in(connection, scorecard_id))
        held, refused, idle = CycleCards(HeldCard(scorecard_id, card)), "", tuple[str, ...]()
        try:
            plan_of_cards = cards.planned(connection, held.own)
            held, idle = plan_of_cards.cards, plan_of_cards.idle
        except UserError as error:
            refused = joined(error.happened, error.remedy)
        expected = participants.expected(connection, office, span)
        level = appeal_levels.in_force(connection)
    agents = tuple((one.staff_no, one.name) for one in expected)
    who = tuple((_card_text(one), _having(held, one.key, expected)) for one in held.every)
    way = card_ways.way_text(held.way)
    lines = []
    for section, worded in zip(card.sections, told.sections, strict=True):
        weight = _("{name}, {weight}%").format(name=worded.name, weight=worded.weight)
        for indicator, line in zip(section.indicators, worded.lines, strict=True):
            required, note = _required(indicator, plan, usable, names)
            lines.append(
                FrozenLine(
                    weight if worded.weight else worded.name,
                    indicator.code,
                    line.name,
                    _("{weight}%").format(weight=line.weight) if line.weight[:1].isdigit() else line.weight,
                    required,
                    note,
                )
            )
    return Frozen(
        dict(told.facts).get(_("Approved by"), ""),
        tuple(lines),
        agents,
        unsigned,
        level,
        who if held.several else (),
        way,
        refused,
        idle,
    )


def _card_text(one: HeldCard) -> str:
    return version_text(one.card.names, one.card.code, one.card.version)


def _having(held: CycleCards, key: int, people: Sequence[Participant]) -> tuple[tuple[str, str], ...]:
    return tuple((one.staff_no, one.name) for one in people if held.last(one.id).key == key)


def _required(indicator: Indicator, plan: Targets, usable: Targets, names: dict[int, str]) -> tuple[str, str]:
    """What is required of everybody, and what differs from the scorecard."""
    code, own = indicator.code, indicator.standard
    for_all = usable.everybody.get(code, own)
    said = []
    if own is not None and for_all != own:
        said.append(_("{limit} on the scorecard").format(limit=_limit(indicator, own)))
    if indicator.standard_from and for_all == own:
        written = earlier_words.in_language(indicator.standard_from)
        said.append(_("{formula} where that period has a figure").format(formula=written))
    for whom, value in _planned(code, usable, names):
        if whom and value != for_all:
            said.append(_("{whom}: {limit}").format(whom=whom, limit=_limit(indicator, value)))
    used = [*_planned(code, usable, names)]
    for whom, value in _planned(code, plan, names):
        if (whom, value) not in used:
            text = _("{limit} for {whom} is not used: its rule takes shares of the required value")
            said.append(text.format(whom=whom or _("everybody"), limit=_limit(indicator, value)))
    return "" if for_all is None else _limit(indicator, for_all), _("; ").join(said)


def _planned(code: str, plan: Targets, names: dict[int, str]) -> Iterator[tuple[str, Decimal]]:
    """The values that were set, with whom for: "" for everybody."""
    if code in plan.everybody:
        yield "", plan.everybody[code]
    for team, standards in plan.teams.items():
        if code in standards:
            yield _("Team {name}").format(name=team), standards[code]
    for post, standards in plan.posts.items():
        if code in standards:
            yield _("Post {name}").format(name=post), standards[code]
    for agent, standards in plan.agents.items():
        if code in standards and agent in names:
            yield names[agent], standards[code]


def _limit(indicator: Indicator, value: Decimal) -> str:
    return limit(value, indicator.unit, indicator.better.value)


def who_takes_part(frozen: Frozen) -> str:
    """Who takes part, whatever the roster says later."""
    n = len(frozen.agents)
    if not n:
        return _("Nobody is on the roster yet; who joins takes part.")
    text = ngettext("{n} agent takes part: {who}", "{n} agents take part: {who}", n)
    said = [text.format(n=n, who=_named(frozen.agents))]
    for card, those in frozen.cards:
        line = ngettext("{card}: {n} agent: {who}", "{card}: {n} agents: {who}", len(those))
        said.append(line.format(card=card, n=len(those), who=_named(those) or _("nobody")))
    return "\n".join(said)


def _named(agents: Sequence[tuple[str, str]]) -> str:
    return _(", ").join(agent_text(name, number) for number, name in agents)


def note(frozen: Frozen, *, only: bool) -> str:
    """What is not required of anybody, and what opening the month means."""
    nothing = [line.name for line in frozen.lines if not line.required]
    said = [frozen.refused] if frozen.refused else []
    said += [frozen.way] if frozen.cards else []
    if frozen.idle:
        text = _("Rules that name these scorecards do not count for a cycle of this length: {codes}.")
        said.append(text.format(codes=_(", ").join(frozen.idle)))
    if nothing:
        said.append(_("Nothing is required of: {names}.").format(names=_(", ").join(nothing)))
    if frozen.unsigned:
        said.append(readers.unsigned_text(frozen.unsigned))
    if frozen.next_level:
        said.append(_("A rejected appeal can be taken on to: {level}.").format(level=frozen.next_level))
    else:
        said.append(_("A rejected appeal cannot be taken further: Settings name nobody above."))
    said.append(_("As long as nobody has worked on the cycle, opening it can be taken back."))
    if only:
        said.append(_("To assess by a scorecard of your own, publish it first on the page Scorecards."))
    return "\n".join(said)
