"""Trying a draft on a past month: who would have moved, what moved them, who could not be assessed.

Nothing is stored. How the month is taken over, and whose standards count, is said in `trial_month`; the
scorecard a month was opened with, tried on that same month, moves nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from qadesk.domain.decimals import CENT, ZERO
from qadesk.domain.flat_rules import Flatness
from qadesk.domain.quotas import lowered, with_quotas
from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Names, Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.assessment.knowledge import Knowledge
from qadesk.services.assessment.participants import Participant
from qadesk.services.cycles import Cycle
from qadesk.services.designing import problems
from qadesk.services.designing.missing_values import MissingIndicator, MissingValues
from qadesk.services.designing.problems import WordedProblem
from qadesk.services.designing.trial_month import RecalculatedMonth, Required, month_in, months, own_card
from qadesk.storage.office import Office

# Problems of a draft that can still be calculated: weights are taken as shares of their sum.
_BEARABLE = frozenset({"weights_sum", "section_weights_sum", "name_missing", "no_full_marks"})
_MOST_TOLD = 5
MOST_SHIFTS = 12


class ShiftCause(StrEnum):
    """What changed a total, besides an indicator, or a grade."""

    INDICATOR = "indicator"
    BOUNDS = "bounds"  # the highest total, or a section's bounds of what goes on top
    ON_TOTAL = "on_total"  # rules on the total
    RED_LINE = "red_line"
    TOTAL = "total"  # of a grade: another total
    LIMITS = "limits"  # of a grade: the same total, but the grade begins elsewhere
    QUOTA = "quota"  # of a grade: how many may have it
    OTHERS = "others"  # what is left when the largest were named


@dataclass(frozen=True)
class Shift:
    """What one cause adds to the total before and after; None where a scorecard does not have it."""

    cause: ShiftCause
    code: str  # of the indicator; "" for other causes
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """By how much it moved the total, unrounded."""
        return (self.after or ZERO) - (self.before or ZERO)


@dataclass(frozen=True)
class TrialOutcome:
    """How an agent comes out; the assessment without its lines. Equal totals share a rank."""

    assessment: Assessment
    rank: int | None  # None without a total


@dataclass(frozen=True)
class Move:
    """One agent under the month's own scorecard and under the draft.

    `shifts` are what changed the total, the largest first; together they are its difference but for
    rounding. There are none where either total is lacking. `regraded` is why the grade is another.
    """

    agent: Participant
    before: TrialOutcome
    after: TrialOutcome
    shifts: tuple[Shift, ...]
    regraded: ShiftCause | None

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
    """A month under its own scorecard and under the draft."""

    cycle: Cycle
    own: Scorecard
    draft: Scorecard
    moves: tuple[Move, ...]  # whose total changed most first, who stays last
    lacks: tuple[MissingIndicator, ...]
    left_out: tuple[str, ...]  # indicators without any data in the month, left out
    could_leave_out: tuple[str, ...]  # those that could be
    required: tuple[Required, ...]
    grades: tuple[Share, ...]  # best first, those only the month's own scorecard has last
    comparable: bool  # whether the scorecards have any grade in common, so that another grade means a move
    flat: tuple[WordedProblem, ...] = ()  # rules that would tell nobody apart


def trial(
    office: Office, code: str, card: Scorecard, *, leave_out: bool = False, progress: Progress | None = None
) -> Trial:
    """Every agent of a month as it is and under `card`: of an open or closed cycle, or one that has records.

    With `leave_out`, indicators of the draft without any data in the month are left out,
    as if they were waived for everybody. Raises UserError for a month that was never opened and has no
    records, and for a draft that cannot be worked out, naming what is wrong.
    """
    _must_be_workable(card)
    progress = progress or Progress()
    progress.report(0, 0)
    with office.read() as connection:
        cycle = month_in(connection, office, code)
        own = own_card(connection, cycle, card)
        month = RecalculatedMonth(connection, office, cycle, own, card)
        unknown = month.unknown()
        lacking, flatness = MissingValues(own, card, month.known), Flatness(card, cycle.code)
        pairs: list[_Pair] = []
        for who, before, after in month.under_draft(unknown if leave_out else ()):
            progress.report(len(pairs), 0)
            lacking.note(who, after)
            flatness.note(after)
            pairs.append(_Pair(who, _slim(before), _slim(after), _shifted(before, after)))
    moves = _moves(pairs, own, card, settled=cycle.closed)
    return Trial(
        cycle=cycle,
        own=own,
        draft=card,
        moves=moves,
        lacks=lacking.found(),
        left_out=unknown if leave_out else (),
        could_leave_out=unknown,
        required=month.required([pair.agent for pair in pairs]),
        grades=_grades(own, card, moves),
        comparable=_comparable(own, card),
        flat=tuple(problems.worded(card, problem) for problem in flatness.found()),
    )


class TrialMonth:
    """Looks which rules of a draft would tell nobody apart on the newest month, the newest closed one first.

    What is known of the month is read once: it is looked at again with every pause in typing.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._known: tuple[str, Knowledge] | None = None

    def flat(self, card: Scorecard) -> tuple[WordedProblem, ...]:
        """Nothing where there is no month, or for a scorecard that cannot be worked out."""
        every = months(self._office) if workable(card) else ()
        cycle = next((one for one in every if one.closed), next(iter(every), None))
        if cycle is None:
            return ()
        with self._office.read() as connection:
            own = own_card(connection, cycle, card)
            known = self._known[1] if self._known is not None and self._known[0] == cycle.code else None
            month = RecalculatedMonth(connection, self._office, cycle, own, card, known)
            self._known = cycle.code, month.known
            flatness = Flatness(card, cycle.code)
            for _who, _before, after in month.under_draft():
                flatness.note(after)
        return tuple(problems.worded(card, problem) for problem in flatness.found())


class _Pair(NamedTuple):
    agent: Participant
    before: Assessment
    after: Assessment
    shifts: tuple[Shift, ...]


def _slim(made: Assessment) -> Assessment:
    return replace(made, lines=())


def workable(card: Scorecard) -> bool:
    """Whether a draft can be worked out."""
    return not _in_the_way(card)


def _in_the_way(card: Scorecard) -> list[WordedProblem]:
    return [one for one in problems.problems_in_words(card) if one.error and one.code not in _BEARABLE]


def _must_be_workable(card: Scorecard) -> None:
    wrong = _in_the_way(card)
    if wrong:
        raise UserError(
            "trial.draft_has_problems",
            _("This draft cannot be tried yet:") + "".join(f"\n– {one}" for one in wrong[:_MOST_TOLD]),
            kept=_("Nothing was changed."),
            remedy=_("Fix the problems listed, then try again."),
            because=[one.code for one in wrong],
        )


def _comparable(own: Scorecard, draft: Scorecard) -> bool:
    return bool({g.code for g in own.grades} & {g.code for g in draft.grades})


def _moves(pairs: Sequence[_Pair], own: Scorecard, draft: Scorecard, *, settled: bool) -> tuple[Move, ...]:
    """Whose total changed most first; `settled` where quotas of the month's own have counted."""
    before = [pair.before for pair in pairs]
    old = _outcomes(before if settled else with_quotas(own, before))
    new = _outcomes(with_quotas(draft, [pair.after for pair in pairs]))
    comparable = _comparable(own, draft)

    def move(pair: _Pair, before: TrialOutcome, after: TrialOutcome) -> Move:
        a, b = before.assessment, after.assessment
        regraded = None
        if comparable and a.grade is not None and b.grade is not None and a.grade != b.grade:
            regraded = _why_regraded(a, b, _felt(own, a) != _felt(draft, b))
        return Move(pair.agent, before, after, pair.shifts, regraded)

    moves = [move(pair, a, b) for pair, a, b in zip(pairs, old, new, strict=True)]

    def order(move: Move) -> tuple[bool, Decimal, int]:
        return not move.moved, -abs(move.difference or ZERO), move.after.rank or len(moves) + 1

    return tuple(sorted(moves, key=order))


def _outcomes(made: Sequence[Assessment]) -> list[TrialOutcome]:
    ranks: dict[Decimal, int] = {}
    for place, total in enumerate(sorted((one.total for one in made if one.total is not None), reverse=True)):
        ranks.setdefault(total, place + 1)
    return [TrialOutcome(one, None if one.total is None else ranks[one.total]) for one in made]


def _shifted(a: Assessment, b: Assessment) -> tuple[Shift, ...]:
    """What moved the total, the largest first, the small ones as one."""
    if a.total is None or b.total is None or a.total == b.total:
        return ()
    every = sorted(_shifts(a, b), key=lambda shift: -abs(shift.difference))
    largest, rest = every[:MOST_SHIFTS], every[MOST_SHIFTS:]
    if rest:
        before, after = (sum((getattr(s, side) or ZERO for s in rest), ZERO) for side in ("before", "after"))
        largest.append(Shift(ShiftCause.OTHERS, "", before, after))
    return tuple(largest)


def _shifts(a: Assessment, b: Assessment) -> Iterator[Shift]:
    """Everything that moved the total, in the order of the tables, what is no indicator last."""
    before, after = ({line.code: line.contribution for line in one.lines} for one in (a, b))
    for code in dict.fromkeys((*after, *before)):
        shift = Shift(ShiftCause.INDICATOR, code, before.get(code), after.get(code))
        if shift.difference:
            yield shift
    rest = []
    for made, parts in ((a, before), (b, after)):
        together = sum((part for part in parts.values() if part is not None), ZERO)
        rest.append((made.computed or ZERO) - together)
    bounds = Shift(ShiftCause.BOUNDS, "", *rest)
    if abs(bounds.difference) >= CENT:  # less is rounding
        yield bounds
    for cause, ends in (
        (ShiftCause.ON_TOTAL, [(one.before_red_lines, one.computed) for one in (a, b)]),
        (ShiftCause.RED_LINE, [(one.total, one.before_red_lines) for one in (a, b)]),
    ):
        shift = Shift(cause, "", *((after or ZERO) - (before or ZERO) for after, before in ends))
        if shift.difference:
            yield shift


def _felt(card: Scorecard, made: Assessment) -> frozenset[tuple[str, str]]:
    """The red lines that moved a total or a grade, and how; one that is only noted moves neither."""
    capped, found = lowered(card, made).red_lines, set[tuple[str, str]]()
    for code in made.red_lines:
        rule = card.indicator(code).rule
        if isinstance(rule, RedLine) and (rule.effect is Effect.ZERO or code in capped):
            found.add((code, rule.effect))
    return frozenset(found)


def _why_regraded(a: Assessment, b: Assessment, other_red_lines: bool) -> ShiftCause:
    if other_red_lines:
        return ShiftCause.RED_LINE
    if a.total == b.total and len(a.steps) != len(b.steps):
        return ShiftCause.ON_TOTAL
    if a.moved_from != b.moved_from or b.by_total == a.grade or a.by_total == b.grade:
        return ShiftCause.QUOTA  # only shares of agents stand between them
    return ShiftCause.LIMITS if a.total == b.total else ShiftCause.TOTAL


def _grades(own: Scorecard, draft: Scorecard, moves: Sequence[Move]) -> tuple[Share, ...]:
    before = Counter(move.before.assessment.grade for move in moves)
    after = Counter(move.after.assessment.grade for move in moves)
    mine, theirs = {g.code for g in own.grades}, {g.code for g in draft.grades}
    shares = [
        Share(g.code, g.names, before[g.code] if g.code in mine else None, after[g.code])
        for g in draft.grades
    ]
    shares += [Share(g.code, g.names, before[g.code], None) for g in own.grades if g.code not in theirs]
    return tuple(shares)
