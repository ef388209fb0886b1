"""One agent's result of a closed month put right: reopened with a reason, stored as a new revision.

While it is in hand, what belongs to that agent can be changed in the month (`services.locked`); everybody
else's stays locked. The revision before is kept as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from sqlalchemy import Connection, insert, select, update

from qadesk.domain.cycles import Cycle
from qadesk.domain.stages import Stage, may_follow
from qadesk.errors import UserError
from qadesk.formats import agent_text
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import audit, cycles, locked, rights, staff_numbers
from qadesk.services.after_closing import correction_views as views
from qadesk.services.after_closing import excluded, settling, stages
from qadesk.services.after_closing.correction_views import CorrectionPreview, MovedResult
from qadesk.services.assessment import assessments, drawn_first, exemptions, results
from qadesk.services.assessment.assessments import Kept
from qadesk.services.assessment.drawn_first import DrawnSure, ToDraw
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.assessment.sureness import StoredUncertainty
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

CHANGES: Final = frozenset[Change]({"cycle", "results", "sheets"})
_own = tables.correction


@dataclass(frozen=True)
class Finished:
    """What a finished correction made: the agent's new revision (None: nothing differs), and whose follow."""

    revision: int | None
    others: tuple[str, ...] = ()  # staff numbers


def in_hand(connection: Connection, cycle: Cycle) -> frozenset[int]:
    """The agents (row ids) whose result of a month is being corrected."""
    return locked.in_hand(connection, cycle.id)


@rights.needs("decide")
def begin(office: Office, code: str, staff_no: str, reason: str) -> Done[int]:
    """Reopen one agent's result of a closed month, so that it can be put right. The value is its id.

    Who was excluded can be assessed after all so: the result takes its first step, in review. Raises
    UserError without a reason, for an open month, one that an earlier version closed or whose records were
    removed after their time, for who has no result in it, and where it is in hand, or under appeal.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        month = stages.positions_in(connection, cycle)
        agent_id = excluded.find(connection, cycle, month, staff_no)
        if agent_id is None:
            (who,) = stages.chosen(month, [staff_no])
            if who.stage is Stage.APPEALED:
                raise _appealed(who.known)
            agent_id = who.agent_id
        else:
            stages.begin_one(connection, office, cycle, agent_id)
        made = begin_in(connection, office, cycle, agent_id, reason)
    undo = Undo(_("reopen a result"), partial(give_up, office, code, staff_no))
    return Done(made, CHANGES, undo)


def begin_in(connection: Connection, office: Office, cycle: Cycle, agent_id: int, reason: str) -> int:
    """The same inside a transaction that does more, whatever the stage of the result."""
    if not reason.strip():
        raise UserError(
            "correction.reason_missing",
            _("A result is reopened with a reason."),
            kept=_("Nothing was changed."),
            remedy=_("State briefly why."),
        )
    _must_be_computable(connection, cycle, agent_id)
    made = results.anew(connection, office, cycle, [agent_id])
    result = _of(made, agent_id)
    made_row = _begin(connection, office, cycle, result, reason.strip())
    subject = f"{cycle.code}/{result.agent.staff_no}"
    audit.note(connection, office, "correction.begin", subject, reason=reason.strip())
    return made_row


def preview(office: Office, code: str, staff_no: str) -> CorrectionPreview:
    """What finishing the correction in hand would do. Raises UserError where there is none."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        return preview_in(connection, office, cycle, staff_numbers.must_find(connection, staff_no, code))


def preview_in(connection: Connection, office: Office, cycle: Cycle, agent_id: int) -> CorrectionPreview:
    """The same inside a transaction that does more."""
    correction = views.must_be_in_hand(connection, cycle, agent_id)
    views.must_have_records(connection, cycle)
    stand = results.results_in(connection, office, cycle)
    made = results.anew(connection, office, cycle)
    before = {one.agent.id: one for one in stand.results}
    pairs = [MovedResult(before[one.agent.id], one) for one in made.results]
    own = next(one for one in pairs if one.before.agent.id == agent_id)
    hand = in_hand(connection, cycle)
    others = tuple(
        one
        for one in pairs
        if one.before.agent.id not in hand and (not one.same or one.before.rank != one.after.rank)
    )
    drifted = correction.computed != own.before.digest
    return CorrectionPreview(
        cycle, own.after.card, correction, own, views.changed_lines(own), others, drifted
    )


@rights.needs("decide")
def finish(
    office: Office, code: str, staff_no: str, *, others: bool = False, progress: Progress | None = None
) -> Done[Finished]:
    """Store what the data give now as a new revision, which goes to review again; it cannot be undone.

    `others` makes those anew, too, whose results it changes (`preview` shows them). Where nothing came out
    differently the correction ends without a revision. How sure the new results are is drawn before anything
    is locked. Raises UserError where none is in hand, and where a form is not submitted or a value is
    missing; Cancelled.
    """

    def whose(connection: Connection) -> tuple[Cycle, int]:
        cycle = cycles.get_in(connection, office, code)
        agent_id = staff_numbers.must_find(connection, staff_no, code)
        _must_not_be_in_an_appeal(connection, cycle, agent_id)
        return cycle, agent_id

    def read() -> ToDraw:
        with office.read() as connection:
            return to_draw(connection, office, *whose(connection), others=others)

    def write(drawn: DrawnSure | None) -> Finished:
        with office.write() as connection:
            return finish_in(connection, office, *whose(connection), drawn, others=others)

    return Done(drawn_first.then_write(read, write, progress), CHANGES)


def finish_in(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    agent_id: int,
    drawn: DrawnSure | None,
    *,
    others: bool = False,
    to_review: bool = True,
) -> Finished:
    """The same inside a transaction that does more; without `to_review` the agent's stage is the caller's.

    `drawn`: of what `to_draw` found before; None: drawn here. The others who follow go to review in any
    case; who has appealed does so once that is decided (`review_unseen`). Raises ChangedMeanwhile as
    `drawn_first.sure_of` does.
    """
    correction = views.must_be_in_hand(connection, cycle, agent_id)
    now = drawn_first.unchanged(connection, office, drawn)
    now = now or to_draw(connection, office, cycle, agent_id, others=others)
    sure, made = drawn_first.sure_of(drawn, now), now.made
    old = _stored(connection, made)
    new = [one for one in made.results if one.agent.id in (now.agents or ())]
    ranks = _ranks(old, made)
    for result in new:
        _keep(connection, office, made, result, ranks.get(result.agent.id), sure.get(result.agent.id))
    revisions = {one.agent.id: one.revision for one in new}
    mine = revisions.get(agent_id)
    _end(connection, office, correction.id, mine, others=others and bool(new))
    still_out = excluded.stays(connection, cycle, agent_id)
    followed = [one for one in new if one.agent.id != agent_id]
    for one in followed:
        before = replace(one, revision=one.revision - 1)
        begun = _begin(connection, office, cycle, before, correction.reason)
        _end(connection, office, begun, one.revision, others=False)
    moving = set(revisions) if to_review and not still_out else set(revisions) - {agent_id}
    _to_review(connection, office, cycle, moving, correction.reason, old.values())
    numbers = tuple(one.agent.staff_no for one in followed)
    alone = exemptions.decide_rest(connection, office, cycle, staff_numbers.number_of(connection, agent_id))
    number = old[agent_id].agent.staff_no
    detail = ({"others": list(numbers)} if numbers else {}) | ({"self_decided": alone} if alone else {})
    audit.note(connection, office, "correction.finish", f"{cycle.code}/{number}", revision=mine, **detail)
    return Finished(mine, numbers)


def to_draw(connection: Connection, office: Office, cycle: Cycle, agent_id: int, *, others: bool) -> ToDraw:
    """What the data give now, those that finishing a correction stores as the revisions they become.

    Raises UserError as finishing does.
    """
    views.must_be_in_hand(connection, cycle, agent_id)
    views.must_have_records(connection, cycle)
    made = results.anew(connection, office, cycle, None if others else [agent_id])
    settling.must_be_whole(connection, office, made, agent_id)
    old, hand = _stored(connection, made), in_hand(connection, cycle) - {agent_id}
    new = {
        one.agent.id
        for one in made.results
        if (one.agent.id == agent_id or others)
        and one.digest != old[one.agent.id].digest
        and one.agent.id not in hand
    }
    found = tuple(replace(one, revision=one.revision + (one.agent.id in new)) for one in made.results)
    entry = drawn_first.newest_entry(connection, office)
    return ToDraw(replace(made, results=found), frozenset(new), alone=not others, entry=entry)


def review_unseen(connection: Connection, office: Office, cycle: Cycle, agent_id: int) -> None:
    """Send a result to review that got a revision by the correction of another while its appeal waited.

    Every revision was looked at after a step of its own, or made by the decision on an appeal.
    """
    appeal = tables.appeal.c
    made = select(_own.c.id, _own.c.reason).where(
        _own.c.cycle_id == cycle.id, _own.c.agent_id == agent_id, _own.c.revision.is_not(None)
    )
    decided = select(appeal.correction_id).where(appeal.correction_id.is_not(None))
    rows = connection.execute(made.where(_own.c.id.not_in(decided)).order_by(_own.c.id)).all()
    who = next(one for one in stages.positions_in(connection, cycle).positions if one.agent_id == agent_id)
    if len(rows) > sum(step.stage is Stage.CORRECTED for step in who.steps):
        _to_review(connection, office, cycle, {agent_id}, rows[-1].reason, None)


@rights.needs("decide")
def give_up(office: Office, code: str, staff_no: str) -> Done[None]:
    """End a correction in which nothing was changed; the result stays as it is.

    Raises UserError where none is in hand, a form is not submitted, or the data give another result than
    when it began.
    """
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        agent_id = staff_numbers.must_find(connection, staff_no, code)
        _must_not_be_in_an_appeal(connection, cycle, agent_id)
        reason = give_up_in(connection, office, cycle, agent_id)
    undo = Undo(_("give a correction up"), partial(begin, office, code, staff_no, reason))
    return Done(None, CHANGES, undo)


def give_up_in(connection: Connection, office: Office, cycle: Cycle, agent_id: int) -> str:
    """The same inside a transaction that does more; the reason for which it had been reopened."""
    correction = views.must_be_in_hand(connection, cycle, agent_id)
    now = results.anew(connection, office, cycle, [agent_id])
    settling.must_be_submitted(connection, office, now, agent_id)
    stand = _stored(connection, now)[agent_id]
    made = _of(now, agent_id)
    if made.digest not in (stand.digest, correction.computed):
        changed = [one.name for one in views.changed_lines(MovedResult(stand, made))]
        if made.comment != stand.comment:
            changed.append(_("Comment"))
        raise UserError(
            "correction.changed",
            _("Something was changed since the result was reopened: {what}.").format(
                what=_(", ").join(changed) or _("Total")
            ),
            kept=_("The correction is still in hand."),
            remedy=_("Finish it, or put back what was changed."),
        )
    _end(connection, office, correction.id, None, others=False)
    excluded.stays(connection, cycle, agent_id)
    audit.note(connection, office, "correction.give_up", f"{cycle.code}/{stand.agent.staff_no}")
    return correction.reason


# ---- inside


def _must_not_be_in_an_appeal(connection: Connection, cycle: Cycle, agent_id: int) -> None:
    """What is put right inside an appeal ends with its decision."""
    correction, appeal = views.must_be_in_hand(connection, cycle, agent_id), tables.appeal.c
    within = select(appeal.id).where(appeal.correction_id == correction.id, appeal.outcome.is_(None))
    if connection.execute(within).first() is not None:
        agent = tables.agent.c
        row = connection.execute(select(agent.staff_no, agent.name).where(agent.id == agent_id)).one()
        raise _appealed(agent_text(row.name, row.staff_no))


def _appealed(who: str) -> UserError:
    return UserError(
        "correction.appealed",
        _("{who} has appealed against this result.").format(who=who),
        kept=_("Nothing was changed."),
        remedy=_("Correct it within the appeal."),
    )


def _must_be_computable(connection: Connection, cycle: Cycle, agent_id: int) -> None:
    if not cycle.closed:
        raise UserError(
            "correction.month_open",
            _("{code} is still open: its results can be changed anyway.").format(code=cycle.code),
            kept=_("Nothing was changed."),
        )
    if agent_id in in_hand(connection, cycle):
        raise UserError(
            "correction.already",
            _("This result is being corrected already."),
            kept=_("Nothing was changed."),
        )
    views.must_have_records(connection, cycle)


def _of(made: CycleResults, agent_id: int) -> AgentResult:
    for one in made.results:
        if one.agent.id == agent_id:
            return one
    raise UserError(
        "correction.no_result",
        _("This agent has no result in {code}.").format(code=made.cycle.code),
        kept=_("Nothing was changed."),
    )


def _stored(connection: Connection, made: CycleResults) -> dict[int, AgentResult]:
    """The results as they stand, by row id."""
    kept = assessments.each_stored(connection, made.cycle.id)
    return {one.agent.id: results.as_stored(made.cycle, made.cards.of(one.agent.id), one) for one in kept}


def _ranks(stand: Mapping[int, AgentResult], made: CycleResults) -> dict[int, int | None]:
    """The ranks that new results come to, among the others as they stand."""
    totals = {**stand, **{one.agent.id: one for one in made.results}}
    return {one.agent.id: one.rank for one in results.ranked(totals.values(), made.cards)}


def _keep(
    connection: Connection,
    office: Office,
    made: CycleResults,
    result: AgentResult,
    rank: int | None,
    sure: StoredUncertainty | None,
) -> None:
    kept = Kept(result.agent, result.assessment, result.comment, sure, made.raters, result.revision, rank)
    kept = replace(kept, card=result.scorecard if made.cards.several else None)
    assessments.store(connection, office, made.cycle.id, kept, result.digest)


def _begin(connection: Connection, office: Office, cycle: Cycle, result: AgentResult, reason: str) -> int:
    row = connection.execute(
        insert(_own).values(
            cycle_id=cycle.id,
            agent_id=result.agent.id,
            reason=reason,
            computed=result.digest,
            user_id=office.user_id,
            at=office.now(),
        )
    )
    assert row.inserted_primary_key is not None
    return int(row.inserted_primary_key[0])


def _end(
    connection: Connection, office: Office, correction: int, revision: int | None, *, others: bool
) -> None:
    connection.execute(
        update(_own)
        .where(_own.c.id == correction)
        .values(ended_at=office.now(), ended_by=office.user_id, revision=revision, others=others)
    )


def _to_review(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    agents: set[int],
    reason: str,
    read: Collection[AgentResult] | None,
) -> None:
    found = stages.positions_in(connection, cycle, read).positions
    who = [one for one in found if one.agent_id in agents and may_follow(one.stage, Stage.CORRECTED)]
    stages.move(connection, office, cycle, who, Stage.CORRECTED, reason=reason)
    found = stages.positions_in(connection, cycle, read).positions
    now = [one for one in found if one.stage is Stage.CORRECTED]
    stages.move(connection, office, cycle, now, Stage.IN_REVIEW, reason=reason)
