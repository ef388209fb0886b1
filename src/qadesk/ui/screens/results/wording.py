"""How results are worded on the screen: names in the user's language, states, marks."""

from __future__ import annotations

from qadesk import formats
from qadesk.domain.quotas import lowered
from qadesk.domain.rules import limits
from qadesk.domain.scorecard import Grade, Indicator, Names, Role, Scorecard
from qadesk.domain.scoring import Assessment, Line, State, Status
from qadesk.domain.statistics import Evidence
from qadesk.i18n import _, current_language
from qadesk.services.assessment import grade_words
from qadesk.services.assessment.focus import Moved
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining import focus_words, total_words
from qadesk.ui.widgets.badge import GRADE_TONES

_BETWEEN = "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE} ·   "  # the facts of a total


def named(names: Names) -> str:
    """A name of the scorecard in the language of the window."""
    return names.in_language(current_language())


def short_name(card: Scorecard, indicator: Indicator) -> str:
    """The section's name where it holds nothing else: what fits over a column."""
    section = next(s for s in card.sections if indicator in s.indicators)
    return named(section.names if len(section.indicators) == 1 else indicator.names)


def grade_text(card: Scorecard, made: Assessment, *, brief: bool = False) -> str:
    """Grade with its name, or with what brought it about, or why there is none; `brief`: without its name."""
    if made.grade is None:
        return formats.DASH if brief else grade_words.status_text(made.status, _)
    if made.total != made.computed or lowered(card, made).red_lines:
        return _("{grade}, red line").format(grade=made.grade)
    if made.by_total is not None:
        return _("{grade}, quota").format(grade=made.grade)
    return made.grade if brief else grade_name(next(g for g in card.grades if g.code == made.grade))


def other_grade_text(card: Scorecard, made: Assessment) -> str:
    """Why the grade is not the one of the total; nothing where it is."""
    return grade_words.other_grade(card, made, _, current_language())


def spared_text(card: Scorecard, made: Assessment) -> str:
    """The red lines that do not apply to an agent, and why; nothing where all do."""
    spared = [line for line in made.lines if line.role is Role.RED_LINE and line.reason]
    if not spared or made.status is Status.EXCLUDED:
        return ""
    names = _(", ").join(named(card.indicator(line.code).names) for line in spared)
    why = _(", ").join(dict.fromkeys(line.reason for line in spared))
    return _("Red line not applicable: {what} ({reason})").format(what=names, reason=why)


def grade_name(grade: Grade) -> str:
    """A grade as A Excellent."""
    return f"{grade.code} {named(grade.names)}"


def grade_tone(made: Assessment) -> str:
    """The tone of the badge that goes with it."""
    if made.grade is None:
        return "warn" if made.status is Status.INCOMPLETE else "muted"
    return GRADE_TONES.get(made.grade, "accent")


def state_tone(state: State) -> str | None:
    """The tone of a cell without a value."""
    return {State.OBSERVED: None, State.MISSING: "warn"}.get(state, "muted")


def met_text(met: bool | None, *, red_line: bool = False) -> str:
    """Whether a standard was met, or a red line was not crossed; nothing where there is neither."""
    if met is None:
        return ""
    if red_line:
        return _("Not crossed") if met else _("Crossed")
    return _("Met") if met else _("Not met")


def rank_text(rank: int | None) -> str:
    """A rank, a dash for none."""
    return formats.DASH if rank is None else str(rank)


def evidence_text(line: Line) -> str:
    """The flag for few data; of a rating of the whole cycle, that it is no sample."""
    return {
        None: "",
        Evidence.TOO_FEW: _("Too few cases"),
        Evidence.INDICATIVE: _("Indicative only"),
        Evidence.WHOLE: _("Whole-cycle rating"),
    }.get(line.evidence, "")


def interval_text(line: Line, indicator: Indicator) -> str | None:
    """A line's interval in the unit of its figure, None where there is none."""
    if line.interval is None:
        return None
    low, high = (
        formats.quantity(end, indicator.unit.value) for end in (line.interval.low, line.interval.high)
    )
    return f"{low} – {high}"


def value_text(line: Line, indicator: Indicator) -> str:
    """A line's value with its unit, or why there is none."""
    if line.value is None:
        return grade_words.state_text(line.state, _)
    return formats.quantity(line.value, indicator.unit.value, apart=limits(indicator.rule, line.standard))


def points_text(line: Line) -> str:
    """A line's points to two places, as on the sheet: a bonus with its sign, nothing where it earns none."""
    if line.points is None or line.role is Role.RED_LINE:
        return ""
    if line.role is not Role.BONUS:
        return formats.decimal(line.points)
    return formats.signed(line.points)


def ranks_text(ranks: tuple[int, ...] | None) -> str:
    """Ranks as runs: 1–3, 5."""
    if not ranks:
        return ""
    runs: list[list[int]] = []
    for rank in ranks:
        if runs and rank == runs[-1][-1] + 1:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    spans = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(spans)


def facts_text(standings: Standings, result: AgentResult, last: Moved | None = None) -> str:
    """What else is to be said of a total: what is missing, red line and computed total, rank, bonus, …

    `last`: what became of last cycle's focus.
    """
    card, made, staff_no = standings.made.scorecard, result.assessment, result.agent.staff_no

    def names(*codes: str) -> str:
        return _(", ").join(named(card.indicator(code).names) for code in codes)

    said = []
    if made.status is Status.INCOMPLETE:
        said.append(_("Missing: {what}").format(what=names(*made.missing)))
    if made.status is Status.EXCLUDED:
        said.append(next((line.reason for line in made.lines if line.reason), ""))
    if made.red_lines and made.computed is not None and made.by_total is None:
        total = formats.decimal(made.computed)
        crossed = _("Red line: {what}; computed total {total}")
        said.append(crossed.format(what=names(*made.red_lines), total=total))
    said += [spared_text(card, made), other_grade_text(card, made)]
    if result.rank is not None:
        said.append(_("Rank {rank}").format(rank=result.rank))
    interval = standings.intervals.get(staff_no)
    if interval is not None:
        low, high = formats.decimal(interval.low, 1), formats.decimal(interval.high, 1)
        said.append(_("95% interval {low} – {high}").format(low=low, high=high))
    if alike := standings.alike_ranks.get(staff_no):
        text = _("not distinguishable from rank {ranks}: the 95% intervals overlap, the order may be chance")
        said.append(text.format(ranks=ranks_text(alike)))
    if made.bonus:
        said.append(_("Bonus {points}").format(points=formats.signed(made.bonus)))
    steps = total_words.summing_up(card, made)
    said += [text for key, _heading, text in steps if key == "limits"][:1]  # of points on top, in a section
    if made.weakest is not None:
        lost = formats.decimal(made.line(made.weakest).lost)
        weakest = _("Weakest area: {what}, {points} points lost")
        said.append(weakest.format(what=names(made.weakest), points=lost))
    if last is not None:
        moved = focus_words.focus_change(card, last)
        said.append(_("Last focus: {what}").format(what=moved))
    return _BETWEEN.join(text for text in said if text)
