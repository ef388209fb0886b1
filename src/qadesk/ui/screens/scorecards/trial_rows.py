"""The table of a trial: every agent before and after, worded off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qadesk import formats
from qadesk.domain.scoring import Status
from qadesk.i18n import _
from qadesk.services.designing import trial_words
from qadesk.services.designing.trial import Move, Trial
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.grade_bars import GradeBar
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table import Column

_DIRECTIONS = {"up": "good", "down": "bad", "incomplete": "warn", "other": "accent"}


@dataclass(frozen=True)
class TrialRow:
    """One agent; `direction` is "" for who stays where they were."""

    move: Move
    direction: str
    verdict: str
    grade: str
    why: str


def rows(made: Trial) -> list[TrialRow]:
    """Whose total changed most first, who stays last."""
    return [_row(made, move) for move in made.moves]


def columns() -> list[Column[TrialRow]]:
    """Who, what changes, and what moves them."""
    return [
        Column("staff_no", _("Staff no."), lambda r: r.move.agent.staff_no),
        Column("name", _("Name"), lambda r: r.move.agent.name, stretch=True, least=14 * GRID),
        Column("moved", _("Changes?"), lambda r: r.verdict or None, sort=lambda r: r.direction or None,
               tone=lambda r: _DIRECTIONS.get(r.direction)),
        Column("before", _("Before"), lambda r: r.move.before.assessment.total, formats.decimal, "right",
               header_tip=_("Total under the month's own scorecard")),
        Column("after", _("After"), lambda r: r.move.after.assessment.total, formats.decimal, "right",
               header_tip=_("Total under the draft")),
        Column("difference", _("Difference"), lambda r: r.move.difference, _difference, "right"),
        Column("grade", _("Grade"), lambda r: r.grade, sort=lambda r: r.move.after.assessment.grade),
        Column("rank", _("Rank"), lambda r: _ranks(r.move), align="right", sort=lambda r: r.move.after.rank),
        Column("why", _("Reason for the change"), lambda r: r.why or None, stretch=True, tip=lambda r: r.why),
    ]  # fmt: skip


def bars(made: Trial) -> list[GradeBar]:
    """How many have which grade, and how many none."""
    found = [GradeBar(_grade(s.code, wording.named(s.names)), s.before, s.after) for s in made.grades]
    for status, words in ((Status.INCOMPLETE, _("Incomplete")), (Status.EXCLUDED, _("Excluded"))):
        before = sum(1 for move in made.moves if move.before.assessment.status is status)
        after = sum(1 for move in made.moves if move.after.assessment.status is status)
        if before or after:
            found.append(GradeBar(words, before, after))
    return found


def _row(made: Trial, move: Move) -> TrialRow:
    direction, verdict = _verdict(move)
    why = trial_words.shifts_text(made, move)
    return TrialRow(move, direction, verdict, _grades(move), why)


def _verdict(move: Move) -> tuple[str, str]:
    if not move.moved:
        return "", ""
    old, new = move.before.assessment, move.after.assessment
    if new.status is Status.INCOMPLETE and old.status is not Status.INCOMPLETE:
        return "incomplete", _("Incomplete")
    if move.difference:
        return ("up", _("Up")) if move.difference > 0 else ("down", _("Down"))
    if old.status is not new.status:
        return "other", _("Graded now") if new.status is Status.GRADED else _("Excluded")
    if move.regraded is not None:
        return "other", _("Grade only")
    return "other", _("Rank only")


def _grades(move: Move) -> str:
    old, new = (one.assessment.grade or formats.DASH for one in (move.before, move.after))
    return old if old == new else f"{old} → {new}"


def _grade(code: str, name: str) -> str:
    return code if len(code) > 1 and (code in name or not name) else f"{code} {name}".strip()


def _difference(value: Decimal | None) -> str:
    if value is None:
        return ""
    return trial_words.signed(value) if value else formats.decimal(value)


def _ranks(move: Move) -> str:
    before, after = (formats.DASH if r is None else str(r) for r in (move.before.rank, move.after.rank))
    return before if before == after else f"{before} → {after}"
