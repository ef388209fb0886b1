"""The month's board: who is to be scored, how far each is, and what helps to judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, or_, select

from qadesk import formats
from qadesk.domain import measures
from qadesk.domain.decimals import CENT
from qadesk.domain.masking import mask
from qadesk.domain.measures import Measurement
from qadesk.domain.periods import previous_period
from qadesk.services import cards, cycles, locked, rights, staff_numbers
from qadesk.services.assessment import tallies
from qadesk.services.assessment.exemptions import WAIVED
from qadesk.services.assessment.participants import Participant, participants
from qadesk.services.cards import CycleCards
from qadesk.services.cycles import Cycle
from qadesk.services.scoring import contact_search, drafts, typed_values
from qadesk.services.scoring.forms import NA, Evaluation, EvaluationState, Rated, RatingForm, form_of
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import agent, evaluation, exemption, rating


@dataclass(frozen=True)
class ScoreBoard:
    """All agents of a cycle as the signed-in user has scored them, by staff number."""

    cycle: Cycle
    form: RatingForm
    entries: tuple[Evaluation, ...]
    others: tuple[Rater, ...] = ()  # who else has begun to rate in it
    former: Mapping[str, str] = field(default_factory=dict)  # numbers of before, and what they are now
    open_to: frozenset[str] | None = None  # whose can still be changed, of a closed cycle; None: everybody's


@dataclass(frozen=True)
class Rater:
    """How many evaluations somebody else has submitted in a cycle, and how many are drafts."""

    name: str
    submitted: int
    drafts: int


@dataclass(frozen=True)
class Background:
    """What is known of one agent besides the ratings: a help, shown without a verdict."""

    figures: Mapping[str, Measurement]  # this cycle's records, by indicator code
    contacts: int
    previous_code: str
    previous: Mapping[str, Decimal | None]  # last cycle's mean rating by item; None: did not apply
    previous_top: Mapping[str, int] = field(default_factory=dict)  # its highest level, of items rated then


def board(office: Office, code: str) -> ScoreBoard:
    """The board of a cycle. Raises UserError if it was never opened or nobody is signed in."""
    with office.read() as connection:
        return board_in(connection, office, cycles.get_in(connection, office, code))


def board_in(connection: Connection, office: Office, cycle: Cycle) -> ScoreBoard:
    """The same inside a transaction that does more.

    Where nothing can be rated (any more), an agent whom others have rated has the ratings that count, and
    what others wrote stands there with their names.
    """
    user = drafts.signed_in(office)
    own, form = cards.of_cycle(connection, cycle), form_of(connection, office, cycle)
    people = _by_card(own, participants(connection, office, cycle))
    whole = and_(
        evaluation.c.cycle_id == cycle.id,
        evaluation.c.user_id == user.id,
        evaluation.c.contact_id.is_(None),
    )
    rows = {r.agent_id: r for r in connection.execute(select(evaluation).where(whole))}
    levels, remarks = _ratings(connection, whole)
    spared = _exempted(connection, cycle)
    covered = _covered(connection, cycle, user.id)
    values, others = typed_values.of_cycle(connection, cycle), _rated_by(connection, cycle, user.id)
    submitted = _rated_by(connection, cycle, user.id, evaluation.c.status == "submitted")
    may = locked.changeable(connection, cycle)
    unable = bool(rights.why_not(office, "score"))
    only_read = may is not None or unable
    still = frozenset[int]() if unable else may or frozenset()  # whose are given on the board
    counting = _counting(connection, cycle, still) if only_read else {}
    heard = _said_by_others(connection, cycle, user.id, still) if only_read else {}
    entries = []
    for person in people:
        stored = {c: v for c, v in values.get(person.id, {}).items() if form.is_typed(c)}
        entry = replace(
            _blank(person, form, own, spared.get(person.id, {})),
            covered=covered.get(person.id, {}),
            values={code: one.value for code, one in stored.items()},
            entered={code: replace(one, at=office.local(one.at)) for code, one in stored.items()},
            rated_by=others.get(person.id, ()),
            submitted_by=submitted.get(person.id, ()),
        )
        row = rows.get(person.id)
        if row is not None:
            entry = _filled(entry, row, levels, remarks)
        elif person.id in counting and entry.state is not EvaluationState.EXCLUDED:
            entry = replace(entry, levels=counting[person.id])
        if person.id in heard and entry.state is not EvaluationState.EXCLUDED:
            entry = heard[person.id].beside(entry)
        entries.append(entry)
    numbers = {person.id: person.staff_no for person in people}
    open_to = None if may is None else frozenset(numbers[one] for one in may if one in numbers)
    former = staff_numbers.former(connection)
    had = {number: numbers[whose] for number, whose in former.items() if whose in numbers}
    return ScoreBoard(cycle, form, tuple(entries), _others(connection, cycle, user.id), had, open_to)


def _by_card(own: CycleCards, people: Iterable[Participant]) -> list[Participant]:
    """Those of one scorecard together."""
    order = [one.key for one in own.every]
    return sorted(people, key=lambda one: order.index(own.last(one.id).key))


def _blank(
    person: Participant, form: RatingForm, own: CycleCards, without: Mapping[str | None, str]
) -> Evaluation:
    """An agent's row before anything is given, `without` what the agent is exempt from, by its kind."""
    excluded, not_asked, card = None in without, form.not_asked(own.held(person.id)), own.of(person.id)
    waived = frozenset(c for c, kind in without.items() if c and kind == WAIVED and form.is_typed(c))
    here = [i.code for i in (*form.items, *form.typed)]
    return Evaluation(
        staff_no=person.staff_no,
        name=person.name,
        team=person.team,
        state=EvaluationState.EXCLUDED if excluded else EvaluationState.NONE,
        not_asked=not_asked,
        exempt=frozenset(c for c in here if excluded or (c in without and c not in waived)) | not_asked,
        waived=frozenset() if excluded else waived,
        card=formats.version_text(card.names, card.code, card.version) if own.several else "",
    )


def _others(connection: Connection, cycle: Cycle, user_id: int) -> tuple[Rater, ...]:
    """Who else rates in a cycle, by name."""
    submitted = func.count().filter(evaluation.c.status == "submitted")
    rows = connection.execute(
        select(tables.user.c.name, submitted, func.count())
        .join_from(evaluation, tables.user)
        .where(evaluation.c.cycle_id == cycle.id, evaluation.c.user_id != user_id)
        .group_by(tables.user.c.id, tables.user.c.name)
        .order_by(tables.user.c.name)
    )
    return tuple(Rater(name, done, count - done) for name, done, count in rows)


def contact_entries(office: Office, code: str, staff_no: str) -> tuple[Evaluation, ...]:
    """The signed-in user's evaluations of single contacts of one agent, oldest first."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        user = drafts.signed_in(office)
        own = cards.of_cycle(connection, cycle)
        form = form_of(connection, office, cycle)
        person = connection.execute(
            select(agent).where(agent.c.id == staff_numbers.find(connection, staff_no, code))
        ).first()
        if person is None:
            return ()
        single = and_(
            evaluation.c.cycle_id == cycle.id,
            evaluation.c.agent_id == person.id,
            evaluation.c.user_id == user.id,
            evaluation.c.contact_id.is_not(None),
        )
        levels, remarks = _ratings(connection, single)
        spared = _exempted(connection, cycle).get(person.id, {})
        not_asked = form.not_asked(own.held(person.id))
        exempt = frozenset(i.code for i in form.items if None in spared or i.code in spared) | not_asked
        blank = Evaluation(person.staff_no, person.name, person.team, exempt=exempt, not_asked=not_asked)
        rows = connection.execute(select(evaluation).where(single).order_by(evaluation.c.id)).all()
        about = contact_search.named(connection, office, [row.contact_id for row in rows])
        return tuple(
            _filled(replace(blank, contact=row.contact_id, about=about[row.contact_id]), row, levels, remarks)
            for row in rows
        )


def background(office: Office, code: str) -> dict[str, Background]:
    """What helps to judge each agent, by staff number: this cycle's records, last cycle's ratings."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        numbers = _staff_numbers(connection, office)
        before = previous_period(cycle.period)
        counted = tallies.count_agents(connection, office, cycle.period)
        past = _previous_ratings(connection, office, before.code)
        tops = _previous_tops(connection, office, before.code) if past else {}
        return {
            number: Background(
                figures=measures.measure(counted[key]) if key in counted else {},
                contacts=counted[key].contacts if key in counted else 0,
                previous_code=before.code,
                previous=past.get(key, {}),
                previous_top=tops,
            )
            for key, number in numbers.items()
            if key in counted or key in past
        }


def _filled(
    blank: Evaluation,
    row: Row[Any],
    levels: Mapping[int, Mapping[str, Rated]],
    remarks: Mapping[int, Mapping[str, str]],
) -> Evaluation:
    return replace(
        blank,
        state=blank.state if blank.state is EvaluationState.EXCLUDED else EvaluationState(row.status),
        levels=levels.get(row.id, {}),
        remarks=remarks.get(row.id, {}),
        comment=row.comment,
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
    )


def _ratings(
    connection: Connection, which: ColumnElement[bool]
) -> tuple[dict[int, dict[str, Rated]], dict[int, dict[str, str]]]:
    """Levels and remarks by evaluation and item."""
    levels: dict[int, dict[str, Rated]] = {}
    remarks: dict[int, dict[str, str]] = {}
    for row in connection.execute(select(rating).join(evaluation).where(which)):
        levels.setdefault(row.evaluation_id, {})[row.item] = NA if row.level is None else row.level
        if row.comment:
            remarks.setdefault(row.evaluation_id, {})[row.item] = row.comment
    return levels, remarks


def _exempted(connection: Connection, cycle: Cycle) -> dict[int, dict[str | None, str]]:
    """The kinds of exemption by agent's row id and indicator; None is the whole assessment."""
    spared: dict[int, dict[str | None, str]] = {}
    for row in connection.execute(select(exemption).where(exemption.c.cycle_id == cycle.id)):
        spared.setdefault(row.agent_id, {})[row.indicator] = row.kind
    return spared


def _covered(connection: Connection, cycle: Cycle, user_id: int) -> dict[int, dict[str, int]]:
    """Submitted answers besides the user's whole-cycle forms: other people's, and of single contacts."""
    rows = connection.execute(
        select(evaluation.c.agent_id, rating.c.item, func.count())
        .join_from(evaluation, rating)
        .where(
            evaluation.c.cycle_id == cycle.id,
            evaluation.c.status == "submitted",
            or_(evaluation.c.user_id != user_id, evaluation.c.contact_id.is_not(None)),
        )
        .group_by(evaluation.c.agent_id, rating.c.item)
    )
    covered: dict[int, dict[str, int]] = {}
    for agent_id, item, count in rows:
        covered.setdefault(agent_id, {})[item] = count
    return covered


def _counting(
    connection: Connection, cycle: Cycle, but: frozenset[int] = frozenset()
) -> dict[int, dict[str, Rated]]:
    """The submitted ratings of a cycle by agent's row id and item: their mean, N/A where all say so."""
    rows = connection.execute(
        select(evaluation.c.agent_id, rating.c.item, rating.c.level)
        .join_from(evaluation, rating)
        .where(evaluation.c.cycle_id == cycle.id, evaluation.c.status == "submitted")
    )
    given: dict[int, dict[str, list[Decimal]]] = {}
    for agent_id, item, level in rows:
        known = given.setdefault(agent_id, {}).setdefault(item, [])
        known += [] if level is None else [level]
    return {
        agent_id: {item: _mean(levels) for item, levels in items.items()}
        for agent_id, items in given.items()
        if agent_id not in but
    }


@dataclass
class _Heard:
    """What others wrote on an agent in forms of the whole cycle that they have submitted."""

    comments: list[str] = field(default_factory=list)
    remarks: dict[str, list[str]] = field(default_factory=dict)  # by item

    def beside(self, entry: Evaluation) -> Evaluation:
        """The entry with it, after what the person at the desk wrote."""
        own = entry.remarks
        remarks = {
            item: "\n".join([*([own[item]] if item in own else []), *said])
            for item, said in self.remarks.items()
        }
        comment = "\n".join(part for part in (entry.comment, *self.comments) if part)
        return replace(entry, comment=comment, remarks={**own, **remarks})


def _said_by_others(
    connection: Connection, cycle: Cycle, user_id: int, but: frozenset[int] = frozenset()
) -> dict[int, _Heard]:
    """Submitted comments and remarks of others by agent's row id, with who wrote it; numbers masked."""
    which = and_(
        evaluation.c.cycle_id == cycle.id,
        evaluation.c.user_id != user_id,
        evaluation.c.contact_id.is_(None),
        evaluation.c.status == "submitted",
    )
    _levels, remarks = _ratings(connection, which)
    heard: dict[int, _Heard] = {}
    rows = connection.execute(
        select(evaluation.c.id, evaluation.c.agent_id, evaluation.c.comment, tables.user.c.name)
        .join_from(evaluation, tables.user)
        .where(which)
        .order_by(tables.user.c.name, evaluation.c.id)
    )
    for number, agent_id, comment, name in rows:
        of = heard.setdefault(agent_id, _Heard())
        of.comments += [formats.spoken(name, mask(comment))] if comment else []
        for item, text in remarks.get(number, {}).items():
            of.remarks.setdefault(item, []).append(formats.spoken(name, mask(text)))
    return {agent_id: of for agent_id, of in heard.items() if agent_id not in but}


def _mean(levels: list[Decimal]) -> Rated:
    mean = measures.measure_ratings(levels).value if levels else None
    return NA if mean is None else mean.quantize(CENT)


def _rated_by(
    connection: Connection, cycle: Cycle, user_id: int, *more: ColumnElement[bool]
) -> dict[int, tuple[str, ...]]:
    """Who else has given a rating on a whole-cycle form, submitted or not, by agent's row id."""
    rows = connection.execute(
        select(evaluation.c.agent_id, tables.user.c.name)
        .join_from(evaluation, tables.user)
        .where(
            evaluation.c.cycle_id == cycle.id,
            evaluation.c.user_id != user_id,
            evaluation.c.contact_id.is_(None),
            exists().where(rating.c.evaluation_id == evaluation.c.id),
            *more,
        )
        .order_by(tables.user.c.name)
    )
    found: dict[int, tuple[str, ...]] = {}
    for agent_id, name in rows:
        found[agent_id] = (*found.get(agent_id, ()), name)
    return found


def _previous_ratings(
    connection: Connection, office: Office, code: str
) -> dict[int, dict[str, Decimal | None]]:
    """The mean of last cycle's submitted levels by agent and item; None where all said N/A."""
    rows = connection.execute(
        select(evaluation.c.agent_id, rating.c.item, rating.c.level)
        .join_from(evaluation, rating)
        .join(tables.cycle, evaluation.c.cycle_id == tables.cycle.c.id)
        .where(
            tables.cycle.c.office_id == office.id,
            tables.cycle.c.code == code,
            evaluation.c.status == "submitted",
        )
    )
    given: dict[int, dict[str, list[Decimal]]] = {}
    for agent_id, item, level in rows:
        known = given.setdefault(agent_id, {}).setdefault(item, [])
        if level is not None:
            known.append(level)
    return {
        agent_id: {item: measures.measure_ratings(levels).value for item, levels in items.items()}
        for agent_id, items in given.items()
    }


def _previous_tops(connection: Connection, office: Office, code: str) -> dict[str, int]:
    """The highest level of each item on last cycle's form."""
    form = form_of(connection, office, cycles.get_in(connection, office, code))
    return {item.code: item.top for item in form.items}


def _staff_numbers(connection: Connection, office: Office) -> dict[int, str]:
    rows = connection.execute(select(agent.c.id, agent.c.staff_no).where(agent.c.office_id == office.id))
    return {row.id: row.staff_no for row in rows}
