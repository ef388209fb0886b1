"""What a trial found, in the user's words: what moved an agent, what is missing and why, whose standards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qadesk import formats
from qadesk.domain.cycles import Cycle
from qadesk.domain.decimals import CENT
from qadesk.domain.scorecard import Indicator
from qadesk.domain.scoring import Status
from qadesk.i18n import _, current_language, ngettext
from qadesk.kinds.registry import noun
from qadesk.services.assessment.grade_words import other_grade
from qadesk.services.designing.missing_values import MissingIndicator, Why
from qadesk.services.designing.places import indicator_at
from qadesk.services.designing.problems import WordedProblem
from qadesk.services.designing.row_fields import named
from qadesk.services.designing.trial import Move, Shift, ShiftCause, Trial
from qadesk.services.designing.trial_month import UNOPENED, Required
from qadesk.services.records import untold_words

_NAMED = 4  # agents named before the rest is counted
_SHIFTS = 6  # causes named of an agent
_LINES = 12  # of what is missing, or of standards


@dataclass(frozen=True)
class TrialRow:
    """One agent in the trial; `direction` is up, down, incomplete or other, "" for who stays."""

    move: Move
    direction: str
    verdict: str
    grade: str
    ranks: str
    why: str


def month_text(cycle: Cycle) -> str:
    """A month to try a draft on."""
    text = formats.cycle_text(cycle.code)
    if cycle.id == UNOPENED:
        return _("{cycle} · not opened").format(cycle=text)
    return _("{cycle} · closed").format(cycle=text) if cycle.closed else text


@dataclass(frozen=True)
class GradeCount:
    """A grade (or why there is none) and how many have it; None where a scorecard does not know it."""

    name: str
    before: int | None
    after: int | None


def grades(made: Trial) -> list[GradeCount]:
    """How many have which grade, and how many none."""
    found = [GradeCount(_grade(one.code, named(one.names)), one.before, one.after) for one in made.grades]
    for status, words in ((Status.INCOMPLETE, _("Incomplete")), (Status.EXCLUDED, _("Excluded"))):
        before = sum(1 for move in made.moves if move.before.assessment.status is status)
        after = sum(1 for move in made.moves if move.after.assessment.status is status)
        if before or after:
            found.append(GradeCount(words, before, after))
    return found


def _grade(code: str, name: str) -> str:
    return code if len(code) > 1 and (code in name or not name) else f"{code} {name}".strip()


def rows(made: Trial) -> list[TrialRow]:
    """Whose total changed most first, who stays last."""
    return [
        TrialRow(move, *_verdict(move), _grades(move), _ranks(move), shifts_text(made, move))
        for move in made.moves
    ]


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
    return "other", _("Grade only") if move.regraded is not None else _("Rank only")


def _grades(move: Move) -> str:
    return _change(move.before.assessment.grade, move.after.assessment.grade)


def _ranks(move: Move) -> str:
    return _change(move.before.rank, move.after.rank)


def _change(before: object, after: object) -> str:
    """What it was and what it is, once where it stays."""
    old, new = (formats.DASH if one is None else str(one) for one in (before, after))
    return old if old == new else f"{old} → {new}"


def difference_text(value: Decimal | None) -> str:
    """A difference of totals with its sign; nothing where there is none to tell."""
    if value is None:
        return ""
    return signed(value) if value else formats.decimal(value)


def summary(made: Trial) -> str:
    """How many would move, in one line."""
    moved = sum(1 for move in made.moves if move.moved)
    if not moved:
        return _("No results would change.")
    said = [ngettext("{n} result would change", "{n} results would change", moved).format(n=moved)]
    regraded = sum(1 for move in made.moves if move.regraded is not None)
    if regraded:
        text = ngettext("{n} grade would change", "{n} grades would change", regraded)
        said.append(text.format(n=regraded))
    now = [m for m in made.moves if m.after.assessment.status is Status.INCOMPLETE]
    lacking = sum(1 for move in now if move.before.assessment.status is not Status.INCOMPLETE)
    if lacking:
        said.append(ngettext("{n} agent incomplete", "{n} agents incomplete", lacking).format(n=lacking))
    return _("; ").join(said)


def shifts_text(made: Trial, move: Move, most: int = 2) -> str:
    """What moved the total, the largest first: "Complaints +10.00, Errors −4.00, …"."""
    if not move.shifts:
        return missing_text(made, move) or (cause_text(move.regraded) if move.regraded else "")
    said = [shift_text(made, shift) for shift in move.shifts[:most] if abs(shift.difference) >= CENT]
    more = len(move.shifts) > most and any(abs(s.difference) >= CENT for s in move.shifts[most:])
    return _(", ").join(said) + ("…" if more else "")


def shift_text(made: Trial, shift: Shift) -> str:
    """One cause and what it changes."""
    by = signed(shift.difference)
    if shift.cause is not ShiftCause.INDICATOR:
        return _("{what} {points}").format(what=cause_text(shift.cause), points=by)
    name = indicator_name(made, shift.code)
    own, draft = ({i.code for i in card.indicators()} for card in (made.own, made.draft))
    if shift.code not in own:
        return _("{indicator} (new) {points}").format(indicator=name, points=by)
    if shift.code not in draft:
        return _("{indicator} (left out) {points}").format(indicator=name, points=by)
    return _("{what} {points}").format(what=name, points=by)


def missing_text(made: Trial, move: Move) -> str:
    """What an agent lacks under the draft; nothing where it is complete."""
    lacking = move.after.assessment.missing
    if not lacking:
        return ""
    return _("Missing: {what}").format(what=_(", ").join(indicator_name(made, code) for code in lacking))


def cause_text(cause: ShiftCause) -> str:
    """A cause as a word or two."""
    return {
        ShiftCause.INDICATOR: _("an indicator"),
        ShiftCause.BOUNDS: _("limits of the total"),
        ShiftCause.ON_TOTAL: _("Rules on the total"),
        ShiftCause.RED_LINE: _("Red line"),
        ShiftCause.TOTAL: _("another total"),
        ShiftCause.LIMITS: _("the grade begins at another total"),
        ShiftCause.QUOTA: _("quota of a grade"),
        ShiftCause.OTHERS: _("others"),
    }[cause]


def lack_text(made: Trial, lack: MissingIndicator) -> str:
    """Why there is no value, and of whom."""
    return f"{why_text(made, lack)} · {who_text(lack)}"


def why_text(made: Trial, lack: MissingIndicator) -> str:
    """Why there is no value."""
    if lack.why is Why.FORMULA:
        names = _(", ").join(indicator_name(made, code) for code in lack.needs)
        return _("computed from what is missing: {what}").format(what=names)
    if lack.why is Why.NO_COLUMN:
        return untold_words.why(lack.needs[0], _).rstrip(".。")
    if lack.why is Why.NO_FILE:
        return _("no file with {kind} was imported for this cycle").format(kind=noun(lack.source))
    return {
        Why.NOT_ON_FORM: _("never rated: it was not on this cycle's form"),
        Why.OTHER_LEVELS: _("rated on a form with another number of levels"),
        Why.NOT_RATED: _("not rated, or the form is not submitted"),
        Why.PEERS: _("fewer peers with a value than its formula needs"),
        Why.NOT_TYPED: _("never entered"),
        Why.IMPOSSIBLE: _("more than there were contacts, which cannot be"),
        Why.NO_RECORDS: _("nothing recorded"),
    }[lack.why]


def who_text(lack: MissingIndicator) -> str:
    """Of whom: everybody, or the first few by name."""
    count = len(lack.agents)
    if lack.of_all:
        return ngettext("everybody: {n} agent", "everybody: all {n} agents", count).format(n=count)
    who = _(", ").join(formats.agent_text(a.name, a.staff_no) for a in lack.agents[:_NAMED])
    if count <= _NAMED:
        return who
    return ngettext("{n} agent: {who}", "{n} agents: {who}", count).format(n=count, who=f"{who}…")


def required_text(made: Trial, required: Required) -> str:
    """Whose standard was used: "Average response time: the draft's ≤ 25 s, not the month's ≤ 30 s"."""
    indicator = made.draft.indicator(required.code)
    month, draft = (_standard(indicator, value) for value in (required.month, required.draft))
    name = indicator_name(made, required.code)
    if month == draft:
        said = _("{indicator}: {standard}").format(indicator=name, standard=draft)
    elif required.by_draft:
        text = _("{indicator}: {draft} as the draft has it, not the cycle's {month}")
        said = text.format(indicator=name, draft=draft, month=month)
    else:
        text = _("{indicator}: {month} as agreed for the cycle, not the scorecard's {draft}")
        said = text.format(indicator=name, draft=draft, month=month)
    if not required.own:
        return said
    n = len(required.own)
    own = ngettext(
        "a target of their own for {n} agent: {who}", "targets of their own for {n} agents: {who}", n
    )
    return f"{said}{_('; ')}{own.format(n=n, who=_some(required.own))}"


def indicator_name(made: Trial, code: str) -> str:
    """What an indicator is called on the draft, or else on the month's own scorecard."""
    for card in (made.draft, made.own):
        for indicator in card.indicators():
            if indicator.code == code:
                return indicator.names.in_language(current_language()) or code
    return code


def flat_text(made: Trial, told: WordedProblem) -> str:
    """Which rule would tell nobody apart, and how."""
    indicator = indicator_at(made.draft, told.path)
    name = "" if indicator is None else indicator_name(made, indicator.code)
    return _("{where}: {text}").format(where=name, text=told.text)


def signed(points: Decimal) -> str:
    """A difference with its sign, to two places: +2.00."""
    return f"{'−' if points < 0 else '+'}{formats.decimal(abs(points))}"


def of_month(made: Trial) -> dict[str, str]:
    """What holds for the month as a whole: what tells nobody apart, what is missing, whose standards."""
    lacks = [
        _("{where}: {text}").format(
            where=indicator_name(made, lack.indicator.code),
            text=lack_text(made, lack),
        )
        for lack in made.lacks
    ]
    left_out = _(", ").join(indicator_name(made, code) for code in made.left_out)
    return {
        "flat": _first([flat_text(made, told) for told in made.flat]),
        "lacks": _first(lacks),
        "left_out": _("Left out: {what}").format(what=left_out) if left_out else "",
        "standards": _first([required_text(made, one) for one in made.required]),
    }


def of_agent(made: Trial, move: Move | None) -> dict[str, str]:
    """What moves an agent, cause by cause; nothing for none."""
    if move is None:
        return {"who": "", "shifts": ""}
    who = formats.agent_text(move.agent.name, move.agent.staff_no)
    return {"who": who, "shifts": "\n".join(_causes(made, move))}


def _some(staff: Sequence[str]) -> str:
    return _(", ").join(staff[:_NAMED]) + ("…" if len(staff) > _NAMED else "")


def _standard(indicator: Indicator, value: Decimal | None) -> str:
    return formats.standard(value, indicator.unit.value, indicator.better.value)


def _causes(made: Trial, move: Move) -> list[str]:
    if missing := missing_text(made, move):
        return [missing]
    felt = [shift for shift in move.shifts if abs(shift.difference) >= CENT]
    said = [shift_text(made, shift) for shift in felt[:_SHIFTS]]
    said += [more_text(len(felt) - _SHIFTS)] if len(felt) > _SHIFTS else []
    if why := other_grade(made.draft, move.after.assessment, _, current_language()):
        said.append(why)
    elif move.regraded is not None:
        said.append(_("Grade differs: {why}").format(why=cause_text(move.regraded)))
    if said:
        return said
    return [_("Only the rank changes, because other totals change.") if move.moved else _("Unchanged.")]


def _first(lines: Sequence[str]) -> str:
    """The first lines, and how many more there are."""
    more = [more_text(len(lines) - _LINES)] if len(lines) > _LINES else []
    return "\n".join([*lines[:_LINES], *more])


def more_text(n: int) -> str:
    """How many are not listed."""
    return _("and {n} more").format(n=n)
