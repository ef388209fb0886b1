"""Trying a draft on a past month: who would have moved, what moved them, who could not be assessed.

Nothing is stored. How the month is taken over, and whose standards count, is said in `trial_month`; the
scorecard a month was opened with, tried on that same month, moves nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qadesk.domain.rules import ZERO
from qadesk.domain.scorecard import Names, Scorecard
from qadesk.domain.scoring import CENT, Assessment
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import cycles, targets
from qadesk.services.assessment.knowledge import gather
from qadesk.services.assessment.participants import Participant
from qadesk.services.assessment.results import AgentResult, CycleResults, results_in
from qadesk.services.designing import problems
from qadesk.services.designing.lacks import Lack, lacks
from qadesk.services.designing.trial_month import Month, Required
from qadesk.storage.office import Office

# What is wrong with a draft and yet lets it be reckoned with: weights are taken as shares of their sum.
_BEARABLE = frozenset({"weights_sum", "section_weights_sum", "name_missing", "no_full_marks"})
_MOST_TOLD = 5


class Cause(StrEnum):
    """What changed a total, besides an indicator, or a grade."""

    INDICATOR = "indicator"
    BOUNDS = "bounds"  # the highest total, or a section's bounds of what goes on top
    RED_LINE = "red_line"
    TOTAL = "total"  # of a grade: another total
    LIMITS = "limits"  # of a grade: the same total, but the grade begins elsewhere
    QUOTA = "quota"  # of a grade: how many may have it


@dataclass(frozen=True)
class Shift:
    """What one cause adds to the total before and after; None where a scorecard does not have it."""

    cause: Cause
    code: str  # of the indicator; "" for other causes
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """By how much it moved the total, unrounded."""
        return (self.after or ZERO) - (self.before or ZERO)


@dataclass(frozen=True)
class Move:
    """One agent under the month's own scorecard and under the draft.

    `shifts` are what changed the total, the largest first; together they are its difference but for
    rounding. There are none where either total is lacking. `regraded` is why the grade is another.
    """

    before: AgentResult
    after: AgentResult
    shifts: tuple[Shift, ...]
    regraded: Cause | None

    @property
    def agent(self) -> Participant:
        """Who."""
        return self.before.agent

    @property
    def difference(self) -> Decimal | None:
        """By how much the total is another; None where either is lacking."""
        old, new = self.before.assessment.total, self.after.assessment.total
        return None if old is None or new is None else new - old

    @property
    def moved(self) -> bool:
        """Whether total, grade, rank or status differ."""
        old, new = self.before, self.after
        same_status = old.assessment.status is new.assessment.status
        return bool(self.difference) or self.regraded is not None or old.rank != new.rank or not same_status


@dataclass(frozen=True)
class Share:
    """How many have a grade before and after; None where that scorecard does not have the grade."""

    code: str
    names: Names
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Trial:
    """A month under its own scorecard (`before`) and under the draft (`after`)."""

    before: CycleResults
    after: CycleResults
    moves: tuple[Move, ...]  # whose total changed most first, who stays last
    lacks: tuple[Lack, ...]
    left_out: tuple[str, ...]  # indicators the month knows nothing of, reckoned without
    could_leave_out: tuple[str, ...]  # those that could be
    required: tuple[Required, ...]
    grades: tuple[Share, ...]  # best first, those only the month's own scorecard has last
    comparable: bool  # whether the scorecards have any grade in common, so that another grade means a move


def trial(
    office: Office, code: str, card: Scorecard, *, leave_out: bool = False, progress: Progress | None = None
) -> Trial:
    """Every agent of a cycle, open or closed, as it is and under `card`.

    With `leave_out`, indicators of the draft that the month knows nothing of at all are reckoned without,
    as if they were waived for everybody. Raises UserError for a cycle that was never opened and for a draft
    that cannot be worked out, naming what is wrong.
    """
    _must_be_workable(card)
    progress = progress or Progress()
    progress.report(0, 0)
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        known = gather(connection, office, cycle)
        frozen = targets.frozen(connection, cycle.id)
        before = results_in(connection, office, cycle, known)
    month = Month(before, known, frozen, card)
    given = month.given()
    unknown = month.unknown(given)
    after = month.results(month.given(unknown) if leave_out and unknown else given, progress)
    return Trial(
        before=before,
        after=after,
        moves=_moves(before, after),
        lacks=lacks(before.scorecard, after),
        left_out=unknown if leave_out else (),
        could_leave_out=unknown,
        required=month.required(),
        grades=_grades(before, after),
        comparable=_comparable(before.scorecard, card),
    )


def _must_be_workable(card: Scorecard) -> None:
    wrong = [one for one in problems.told(card) if one.error and one.code not in _BEARABLE]
    if wrong:
        raise UserError(
            _("This draft cannot be tried yet:") + "".join(f"\n– {one}" for one in wrong[:_MOST_TOLD]),
            kept=_("Nothing was changed."),
            remedy=_("Put right what is wrong with it, then try again."),
        )


def _comparable(own: Scorecard, draft: Scorecard) -> bool:
    return bool({g.code for g in own.grades} & {g.code for g in draft.grades})


def _moves(before: CycleResults, after: CycleResults) -> tuple[Move, ...]:
    now = {r.agent.id: r for r in after.results}
    comparable = _comparable(before.scorecard, after.scorecard)
    moves = [_move(old, now[old.agent.id], comparable) for old in before.results]

    def order(move: Move) -> tuple[bool, Decimal]:
        return not move.moved, -abs(move.difference or ZERO)

    return tuple(sorted(moves, key=order))


def _move(old: AgentResult, new: AgentResult, comparable: bool) -> Move:
    a, b = old.assessment, new.assessment
    regraded = None
    if comparable and a.grade is not None and b.grade is not None and a.grade != b.grade:
        regraded = _why_regraded(a, b)
    shifts: tuple[Shift, ...] = ()
    if a.total is not None and b.total is not None and a.total != b.total:
        shifts = tuple(sorted(_shifts(a, b), key=lambda shift: -abs(shift.difference)))
    return Move(old, new, shifts, regraded)


def _shifts(a: Assessment, b: Assessment) -> Iterator[Shift]:
    """Everything that moved the total, in the order of the tables, what is no indicator last."""
    before, after = ({line.code: line.contribution for line in one.lines} for one in (a, b))
    for code in dict.fromkeys((*after, *before)):
        shift = Shift(Cause.INDICATOR, code, before.get(code), after.get(code))
        if shift.difference:
            yield shift
    rest = []
    for made, parts in ((a, before), (b, after)):
        together = sum((part for part in parts.values() if part is not None), ZERO)
        rest.append((made.computed or ZERO) - together)
    bounds = Shift(Cause.BOUNDS, "", *rest)
    if abs(bounds.difference) >= CENT:  # less is rounding
        yield bounds
    red = Shift(Cause.RED_LINE, "", *((one.total or ZERO) - (one.computed or ZERO) for one in (a, b)))
    if red.difference:
        yield red


def _why_regraded(a: Assessment, b: Assessment) -> Cause:
    if a.red_lines != b.red_lines:
        return Cause.RED_LINE
    if b.by_total == a.grade or a.by_total == b.grade:  # only the quota stands between them
        return Cause.QUOTA
    return Cause.LIMITS if a.total == b.total else Cause.TOTAL


def _grades(before: CycleResults, after: CycleResults) -> tuple[Share, ...]:
    counts = [Counter(r.assessment.grade for r in made.results) for made in (before, after)]
    own, draft = before.scorecard.grades, after.scorecard.grades
    mine, theirs = {g.code for g in own}, {g.code for g in draft}
    shares = [Share(g.code, g.names, counts[0][g.code] if g.code in mine else None, counts[1][g.code])
              for g in draft]  # fmt: skip
    return tuple(shares) + tuple(
        Share(g.code, g.names, counts[0][g.code], None) for g in own if g.code not in theirs
    )
