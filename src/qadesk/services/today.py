"""What is still to do this month: what is counted at once, and what needs the whole month added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from qadesk.domain.cycles import Cycle
from qadesk.domain.scoring import Status
from qadesk.services import cycles, first_look, opening, rights
from qadesk.services.after_closing import notices, stages
from qadesk.services.after_closing.notices import StaleNotice
from qadesk.services.after_closing.stages import SignOff
from qadesk.services.appeals.waiting import WaitingAppeal, waiting_in
from qadesk.services.assessment import earlier_months, exemptions, gaps, results
from qadesk.services.assessment.gaps import Cause
from qadesk.services.assessment.results import CycleResults
from qadesk.services.checks import board
from qadesk.services.first_look import UnderWay
from qadesk.services.paper import sheet_digest
from qadesk.services.paper.sheet_month import Printing, on_paper, printings
from qadesk.services.records import counting
from qadesk.services.scans import listing
from qadesk.services.uses import given_out, rules
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class WaitingExemptions:
    """Exemptions that wait for a second person's word; `by` names who may give it, "" for who asks."""

    count: int
    staff_nos: tuple[str, ...]
    by: str


@dataclass(frozen=True)
class Rewards:
    """What follows from a closed month: by which version of the rules, and whether it was given out."""

    version: int
    given_out: bool


@dataclass(frozen=True)
class Outcome:
    """The month added up. Counts are agents."""

    agents: int
    graded: int
    incomplete: int
    excluded: int
    grades: Mapping[str, int]
    outdated_sheets: tuple[str, ...]  # staff numbers whose printed sheet no longer says what is true
    red_lines: tuple[str, ...]
    unsettled: tuple[str, ...] = ()  # where totals meet single records and nobody said which count, in words
    # The newest month with records that was never opened, and is not older than what was closed already.
    waiting: str = ""
    under_way: tuple[UnderWay, ...] = ()  # scorecards that wait for approval or to be published
    left_open: str = ""  # the newest month before that is over and waits to be closed
    untouched: bool = False  # nobody has worked on it: opening it can still be taken back
    not_entered: int = 0  # who lack a value somebody has to type, if only because another is computed from it
    on_paper: int = 0  # whose sheet was printed and says what is true, after closing too
    only_files: int = 0  # whose sheet was saved as PDF since then and never printed
    unconfirmed: tuple[WaitingExemptions, ...] = ()
    sign_off: SignOff | None = None  # of a closed month
    appeals: tuple[WaitingAppeal, ...] = ()  # that wait for a decision, overdue first
    stale_notice: StaleNotice | None = None
    scans_left: int = 0  # scanned sheets and pages that somebody has to look at
    rewards: Rewards | None = None  # None: not closed, or no rules are in force
    checks: tuple[int, int] = (0, 0)  # of the contacts drawn to be checked: how many are, of how many
    names: Mapping[str, str] = field(default_factory=dict)  # of the month's agents, by staff number
    corrected: tuple[str, ...] = ()  # of a closed month: whose figures of other periods changed since
    unsigned: tuple[tuple[str, int], ...] = ()  # other closed months: results that are not final yet


def outcome(office: Office, code: str) -> Outcome:
    """How far the month's results are, and what is odd about them."""
    rights.know(office)
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        made = results.results_in(connection, office, cycle)
        changed = sheet_digest.changed(connection, office, made)
        untouched = opening.may_take_back(connection, cycle)
        waiting, corrected = _waiting(connection, office), _corrected(connection, office, made)
        left_open = [
            one.period
            for one in cycles.all_in(connection, office)
            if not one.closed and one.period < cycle.period and one.period.end <= office.today()
        ]
        met = counting.met_in(connection, office, cycle.period)
        printed = printings(connection, cycle)
        unconfirmed = tuple(_unconfirmed(connection, office, cycle))
        month = stages.positions_in(connection, cycle, made.results)  # read once
        signed = stages.sign_off(month, office.today())
        rewards = _rewards(connection, cycle)
        appealed = waiting_in(connection, office, cycle)
        stale = notices.stale(connection, cycle, month)
        scans_left = listing.left_in(connection)
        checks = board.of_samples(connection, cycle.id)
        unsettled = tuple(one.words() for one in met if not one.counts)
    grades = {grade.code: 0 for card in made.cards.all for grade in card.grades}
    for result in made.results:
        if result.assessment.grade is not None:
            grades[result.assessment.grade] += 1
    statuses = [result.assessment.status for result in made.results]
    true = _true(made, printed, changed)
    return Outcome(
        agents=len(made.results),
        graded=statuses.count(Status.GRADED),
        incomplete=statuses.count(Status.INCOMPLETE),
        excluded=statuses.count(Status.EXCLUDED),
        grades=grades,
        outdated_sheets=tuple(r.agent.staff_no for r in made.results if changed.get(r.agent.id)),
        waiting=waiting,
        left_open=max(left_open).code if left_open else "",
        untouched=untouched,
        under_way=first_look.under_way(office),
        unsettled=unsettled,
        names={result.agent.staff_no: result.agent.name for result in made.results},
        red_lines=tuple(r.agent.staff_no for r in made.results if r.assessment.red_lines),
        on_paper=len(true & on_paper(printed)),
        only_files=len(true - on_paper(printed)),
        unconfirmed=unconfirmed,
        sign_off=signed,
        appeals=appealed,
        rewards=rewards,
        stale_notice=stale,
        scans_left=scans_left,
        checks=checks,
        corrected=corrected,
        unsigned=tuple(one for one in first_look.unsigned(office) if one[0] != code),
        not_entered=len(
            {who.staff_no for gap in gaps.gaps(made) if gap.remedy is Cause.VALUE for who in gap.agents}
        ),
    )


def _corrected(connection: Connection, office: Office, made: CycleResults) -> tuple[str, ...]:
    """Of a closed cycle: who was assessed by figures of other periods that were corrected since."""
    used = [one for one in made.results if one.assessment.earlier]
    if not made.cycle.closed or not used:
        return ()
    every = made.cards.every
    now = {one.key: earlier_months.now(connection, office, made.cycle, one.card) for one in every}
    return tuple(
        one.agent.staff_no
        for one in used
        if earlier_months.corrected(
            one.assessment.earlier, now[made.cards.last(one.agent.id).key].of(one.agent.id)
        )
    )


def _rewards(connection: Connection, cycle: Cycle) -> Rewards | None:
    held = rules.of_month(connection, cycle.code) if cycle.closed else None
    return None if held is None else Rewards(held.version, bool(given_out.of_month(connection, cycle.id)))


def _true(
    made: CycleResults, printed: Mapping[int, tuple[Printing, ...]], changed: Mapping[int, bool]
) -> frozenset[int]:
    """Who is assessed and has a sheet, printed or saved, that is as the result is now, by row id."""
    closed_at = made.cycle.closed_at
    return frozenset(
        result.agent.id
        for result in made.results
        if result.assessment.status is not Status.EXCLUDED
        and (times := printed.get(result.agent.id))
        and not changed.get(result.agent.id)
        and (closed_at is None or times[-1].at >= closed_at)
    )


def _unconfirmed(connection: Connection, office: Office, cycle: Cycle) -> Iterator[WaitingExemptions]:
    """What the one who asks may decide on, and what others must; closing decides on the rest itself."""
    mine: list[str] = []
    others: dict[str, list[str]] = {}
    for one in exemptions.undecided(connection, cycle):
        deciders = rights.others(office, "decide", one.entered_id)
        if office.user_id in {person.id for person in deciders}:
            mine.append(one.staff_no)
        elif deciders:
            others.setdefault(rights.names(deciders), []).append(one.staff_no)
    if not cycle.closed:
        for by, found in (*([("", mine)] if mine else []), *others.items()):
            yield WaitingExemptions(len(found), tuple(dict.fromkeys(found)), by)


def _waiting(connection: Connection, office: Office) -> str:
    cycle = tables.cycle.c
    closed = select(func.max(cycle.end)).where(cycle.office_id == office.id, cycle.status == "closed")
    past = connection.execute(closed).scalar()
    newest = next(iter(opening.unopened(connection, office)), None)
    return newest.code if newest is not None and (past is None or newest.start >= past) else ""
