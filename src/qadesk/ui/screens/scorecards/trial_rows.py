"""A trial in words: every agent before and after as a row, and what stands beside the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qadesk import formats
from qadesk.domain.decimals import CENT
from qadesk.domain.scoring import Status
from qadesk.i18n import _, current_language
from qadesk.services.assessment.grade_words import other_grade
from qadesk.services.designing import trial_words
from qadesk.services.designing.trial import Move, Trial
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.grade_bars import GradeBar
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table import Column

_DIRECTIONS = {"up": "good", "down": "bad", "incomplete": "warn", "other": "accent"}
_SHIFTS = 6  # named of an agent
_LINES = 12  # of what is missing, or of standards


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
    return [
        TrialRow(move, *_verdict(move), _grades(move), trial_words.shifts_text(made, move))
        for move in made.moves
    ]


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


# ---- beside the table


def of_month(made: Trial) -> dict[str, str]:
    """What holds for the month as a whole: what tells nobody apart, what is missing, whose standards."""
    lacks = [
        _("{where}: {text}").format(
            where=trial_words.indicator_name(made, lack.indicator.code),
            text=trial_words.lack_text(made, lack),
        )
        for lack in made.lacks
    ]
    left_out = _(", ").join(trial_words.indicator_name(made, code) for code in made.left_out)
    return {
        "flat": _first([trial_words.flat_text(made, told) for told in made.flat]),
        "lacks": _first(lacks),
        "left_out": _("Left out: {what}").format(what=left_out) if left_out else "",
        "standards": _first([trial_words.required_text(made, one) for one in made.required]),
    }


def of_agent(made: Trial, move: Move | None) -> dict[str, str]:
    """What moves an agent, cause by cause; nothing for none."""
    if move is None:
        return {"who": "", "shifts": ""}
    return {"who": f"{move.agent.name} {move.agent.staff_no}", "shifts": "\n".join(_causes(made, move))}


def _causes(made: Trial, move: Move) -> list[str]:
    if missing := trial_words.missing_text(made, move):
        return [missing]
    felt = [shift for shift in move.shifts if abs(shift.difference) >= CENT]
    said = [trial_words.shift_text(made, shift) for shift in felt[:_SHIFTS]]
    said += ["…"] if len(felt) > _SHIFTS else []
    if why := other_grade(made.draft, move.after.assessment, _, current_language()):
        said.append(why)
    elif move.regraded is not None:
        said.append(_("Grade differs: {why}").format(why=trial_words.cause_text(move.regraded)))
    if said:
        return said
    return [_("Only the rank changes, because other totals change.") if move.moved else _("Unchanged.")]


def _first(lines: Sequence[str]) -> str:
    """The first lines, and whether there are more."""
    return "\n".join([*lines[:_LINES], *(["…"] if len(lines) > _LINES else [])])
