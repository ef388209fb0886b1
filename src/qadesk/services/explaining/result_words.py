"""An agent's result in words, in the language of the window: figures, states, what else is to be said."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.domain.raters import LEAST_PAIRS, Raters
from qadesk.domain.rules import limits
from qadesk.domain.scorecard import Grade, Indicator, Names, Role, Scorecard
from qadesk.domain.scoring import Assessment, Line, State, Status
from qadesk.domain.statistics import Evidence
from qadesk.i18n import _, current_language, ngettext
from qadesk.services.assessment import grade_words, total_rule_words
from qadesk.services.assessment.focus import Moved
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.services.assessment.sureness import Uncertainty
from qadesk.services.assessment.uncertainty import MonthUncertainty
from qadesk.services.explaining import focus_words, total_words
from qadesk.services.explaining.figure_words import cannot_be
from qadesk.services.targets import WHOSE

_BETWEEN = "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE} ·   "  # the facts of a total


def named(names: Names) -> str:
    """A name of the scorecard in the language of the window."""
    return names.in_language(current_language())


def short_name(card: Scorecard, indicator: Indicator) -> str:
    """The section's name where it holds nothing else: what fits over a column."""
    section = card.section_of(indicator.code)
    return named(section.names if len(section.indicators) == 1 else indicator.names)


def grade_name(grade: Grade) -> str:
    """A grade as A Excellent."""
    return f"{grade.code} {named(grade.names)}"


def grade_text(card: Scorecard, made: Assessment, *, brief: bool = False) -> str:
    """Grade with its name, or with what brought it about, or why there is none; `brief`: without its name."""
    if made.grade is None:
        return formats.DASH if brief else grade_words.status_text(made.status, _)
    if why := grade_words.marked(card, made, _):
        return _("{grade}, {why}").format(grade=made.grade, why=why)
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
    why = _(", ").join(dict.fromkeys(mask(line.reason) for line in spared))
    return _("Red line not applicable: {what} ({reason})").format(what=names, reason=why)


def met_text(met: bool | None, role: Role = Role.WEIGHTED) -> str:
    """Whether a standard was met, or a red line was not crossed; nothing where there is neither."""
    if met is None:
        return ""
    if role is Role.RED_LINE:
        return _("Not crossed") if met else _("Crossed")
    return _("Met") if met else _("Not met")


def evidence_text(line: Line) -> str:
    """The flag for few cases or a wide interval, which count in full, and for a whole-cycle rating."""
    return {
        None: "",
        Evidence.TOO_FEW: _("Too few cases"),
        Evidence.INDICATIVE: _("Wide interval") if line.wide else _("Few cases"),
        Evidence.WHOLE: _("Whole-cycle rating"),
    }.get(line.evidence, "")


def interval_text(line: Line, indicator: Indicator) -> str | None:
    """A line's interval beside its value, which has the unit; None where there is none."""
    if line.interval is None:
        return None
    return formats.bare_interval(line.interval.low, line.interval.high, indicator.unit.value)


def counted(shown: Sequence[Assessment], of: int) -> str:
    """How many are in sight of how many, or have a grade."""
    if len(shown) < of:
        return _("{n} of {total} agents").format(n=len(shown), total=of)
    graded = sum(1 for one in shown if one.status is Status.GRADED)
    if graded == of:
        return ngettext("{n} agent, graded", "{n} agents, all graded", of).format(n=of)
    return _("{n} of {total} graded").format(n=graded, total=of)


def value_and_points(line: Line | None, indicator: Indicator | None) -> str:
    """Value and points in one line; nothing of a total."""
    if line is None or indicator is None:
        return ""
    return " → ".join(part for part in (value_text(line, indicator), points_text(line)) if part)


def value_text(line: Line, indicator: Indicator) -> str:
    """A line's value with its unit, or why there is none."""
    if line.value is None:
        return grade_words.state_text(line.state, _)
    if cannot_be(line, indicator):
        return _("cannot be")
    return formats.quantity(line.value, indicator.unit.value, apart=limits(indicator.rule, line.standard))


def points_text(line: Line) -> str:
    """A line's points to two places, as on the sheet: a bonus with its sign, nothing where it earns none."""
    if line.points is None or line.role is Role.RED_LINE:
        return ""
    return formats.signed(line.points) if line.role is Role.BONUS else formats.decimal(line.points)


def standard_text(standard: Decimal | None, indicator: Indicator) -> str | None:
    """A standard with its sign and unit; None where there is none."""
    if standard is None:
        return None
    return formats.standard(standard, indicator.unit.value, indicator.better.value)


def own_standard_text(indicator: Indicator, whose: str) -> str:
    """Whose the standard is (agent, post, team) and what the scorecard's is; nothing where it is that one."""
    if not whose:
        return ""
    said = standard_text(indicator.standard, indicator)
    if said is None:
        return _("Standard {whose}; the scorecard has none.").format(whose=_(WHOSE[whose]))
    return _("Standard {whose}; scorecard: {standard}.").format(whose=_(WHOSE[whose]), standard=said)


def weight_text(line: Line) -> str | None:
    """The scorecard's weight, and the one that counts where it is another; None for what is not weighed."""
    if line.role is not Role.WEIGHTED:
        return None
    before, after = formats.plain(line.weight), formats.weight(line.effective_weight)
    return after if f"{before}%" == after else f"{before} → {after}"


def note_text(line: Line, whose: str) -> str:
    """What must be known of a line: why it has no value, few data, a standard or weight of its own."""
    said = [evidence_text(line)]
    if line.state is not State.OBSERVED:
        said = [mask(line.reason)]
    elif line.role is Role.REFERENCE:
        said = [_("for reference only")]
    if line.extra_weight:
        said.append(_("focus, +{extra}%").format(extra=formats.plain(line.extra_weight)))
    if whose:
        said.append(_("standard {whose}").format(whose=_(WHOSE[whose])))
    return _("; ").join(part for part in said if part)


def rank_text(rank: int | None) -> str:
    """A rank, a dash for none."""
    return formats.DASH if rank is None else str(rank)


def ranks_text(ranks: tuple[int, ...] | None) -> str:
    """Ranks as runs: 1–3, 5."""
    runs: list[list[int]] = []
    for rank in ranks or ():
        if runs and rank == runs[-1][-1] + 1:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    spans = (f"{run[0]}–{run[-1]}" if len(run) > 2 else _(", ").join(map(str, run)) for run in runs)
    return _(", ").join(spans)


def facts_text(standings: Standings, result: AgentResult, last: Moved | None = None) -> str:
    """What else is to be said of a total: what is missing, red line and computed total, rank, bonus, …

    `last`: what became of last cycle's focus.
    """
    card, made, staff_no = result.card, result.assessment, result.agent.staff_no

    def names(*codes: str) -> str:
        return _(", ").join(named(card.indicator(code).names) for code in codes)

    said = []
    if made.status is Status.INCOMPLETE:
        said.append(_("Missing: {what}").format(what=names(*made.missing)))
    language = current_language()
    if made.status is Status.EXCLUDED:
        said.append(total_rule_words.excluded_said(card, made, _, language))
        said.append(mask(next((line.reason for line in made.lines if line.reason), "")))
    else:
        said += total_rule_words.steps_said(card, made, _, language)
    if made.red_lines and made.computed is not None and made.by_total is None:
        total = formats.decimal(made.before_red_lines)
        crossed = _("Red line: {what}; computed total {total}")
        said.append(crossed.format(what=names(*made.red_lines), total=total))
    said += [spared_text(card, made), other_grade_text(card, made)]
    among = standings.made.alongside(result) if card.has_quotas else ()
    every, own = [one.assessment for one in among], [one.card for one in among]
    said.append(grade_words.tied(card, every, made, _, own))
    said.append(grade_words.cut(card, made, standings.sure.alike_grades(standings.made, staff_no), _))
    if result.rank is not None:
        said.append(_("Rank {rank}").format(rank=result.rank))
    if (sure := standings.sure.of.get(staff_no)) is not None:
        said += sure_texts(card, made, sure)
    elif result.rank is not None:
        said.append(left_out_text(standings.sure))
    said.append(ranks_fact(sure, standings.alike_ranks.get(staff_no)))
    if made.bonus:
        said.append(_("Bonus {points}").format(points=formats.signed(made.bonus)))
    steps = total_words.summing_up(card, made)
    said += [text for key, _heading, text in steps if key == "limits"][:1]  # of points on top, in a section
    if made.weakest is not None:
        lost = formats.decimal(made.line(made.weakest).lost)
        weakest = _("Weakest area: {what}, {points} points lost")
        said.append(weakest.format(what=names(made.weakest), points=lost))
    if last is not None:
        said.append(_("Last focus: {what}").format(what=focus_words.focus_change(card, last)))
    return _BETWEEN.join(text for text in said if text)


def sure_texts(card: Scorecard, made: Assessment, sure: Uncertainty) -> list[str]:
    """A total's interval with its cap, how probable each grade is, and whether the agent's own is unsure."""
    own = made.grade or ""
    return [
        _("95% interval {span}").format(span=span_of_cap(card, sure)),
        _("probability of grades: {grades}").format(grades=grade_words.chances(own, sure, _)),
        "" if sure.confirmed(own) else _("grade not confirmed"),
    ]


def sure_sentence(card: Scorecard, made: Assessment, sure: Uncertainty) -> str:
    """The same, with what it speaks of."""
    said = _("; ").join(text for text in [*sure_texts(card, made, sure), likely_ranks_text(sure)] if text)
    return _(
        "{said}. The records are complete: this speaks of the performance behind them, had the cycle come "
        "out a little differently."
    ).format(said=said)


def likely_ranks_text(sure: Uncertainty) -> str:
    """Between which ranks 9 of 10 draws lie; nothing where they were not compared."""
    ranks = ranks_span(sure)
    return _("90%: rank {ranks}").format(ranks=ranks) if ranks else ""


def ranks_fact(sure: Uncertainty | None, alike: tuple[int, ...] | None) -> str:
    """The likely ranks, and those from which it cannot be told apart one by one, in one sentence.

    The second may well reach beyond the first: no single difference is certain, yet all of them hardly turn.
    """
    likely = "" if sure is None else likely_ranks_text(sure)
    if not alike:
        return likely
    told = ngettext(
        "not distinguishable from rank {ranks}", "not distinguishable from ranks {ranks}", len(alike)
    ).format(ranks=ranks_text(alike))
    return _("{likely}; compared one by one, {alike}").format(likely=likely, alike=told) if likely else told


def ranks_span(sure: Uncertainty) -> str:
    """The first and the last of them."""
    if sure.ranks is None:
        return ""
    first, last = sure.ranks
    return str(first) if first == last else formats.span(str(first), str(last))


def span_of_cap(card: Scorecard, sure: Uncertainty) -> str:
    """A total's interval with the cap: 84.8–91.0 of 105."""
    low, high = formats.decimal(sure.interval.low, 1), formats.decimal(sure.interval.high, 1)
    return _("{span} of {cap}").format(span=formats.span(low, high), cap=formats.plain(card.cap))


def computed_text(made: Assessment) -> str:
    """What a total would be but for a red line."""
    if made.computed is None or made.total == made.computed:
        return ""
    total = formats.decimal(made.computed)
    if not made.crossed_to_zero:
        return _("Computed: {total}; a rule on the total changed it.").format(total=total)
    return _("Computed: {total}; a red line was crossed.").format(total=total)


def whole_grade_text(card: Scorecard, made: Assessment, *, brief: bool) -> str:
    """What a grade shown leaves out: all of it where it is `brief`, and why it is not another."""
    other = other_grade_text(card, made)
    whole = grade_text(card, made)
    shown = grade_text(card, made, brief=brief)
    return " · ".join(part for part in (whole if whole != shown else "", other) if part)


def in_short(line: Line, indicator: Indicator) -> str:
    """Value, whether it meets the standard and what stands behind it; or why there is none."""
    if line.value is None:
        return f"{grade_words.state_text(line.state, _)}: {mask(line.reason)}" if line.reason else ""
    parts = [
        value_text(line, indicator),
        met_text(line.met, line.role),
        evidence_text(line),
    ]
    return " · ".join(part for part in parts if part)


def raters_text(raters: Raters, top: int) -> str:
    """How far a rater is from what many would say, and whether that was measured; `top`: levels."""
    spread = formats.decimal(Decimal(raters.spread * (top - 1)))
    if raters.pairs:
        text = _(
            "one rater is {spread} levels (standard deviation) from what many would say on average, measured "
            "from {n} pairs of ratings of the same agents in this office"
        )
        return text.format(spread=spread, n=f"{raters.pairs:,}")
    text = _(
        "one rater is taken to be {spread} levels (standard deviation) from what many would say on average: "
        "the default, used until the office has {n} pairs of ratings of the same agents"
    )
    return text.format(spread=spread, n=LEAST_PAIRS)


def left_out_text(sure: MonthUncertainty) -> str:
    """What of how sure the results are was not calculated, and why; nothing where all was."""
    return grade_words.left_out(sure, _)


def sure_rows(card: Scorecard, made: Assessment, sure: Uncertainty) -> list[tuple[str, str]]:
    """How sure a result is, each with what it is: for a file that has a line for each."""
    rows = [
        (_("95% interval of the total"), span_of_cap(card, sure)),
        (_("Probability of grades"), grade_words.chances(made.grade or "", sure, _)),
        (_("Rank (90%)"), ranks_span(sure)),
    ]
    return [(name, said) for name, said in rows if said]


def chance_text() -> str:
    """What it means that a total cannot be told from others."""
    return _(
        "Not distinguishable: the difference of the totals is no larger than chance may make it, so the "
        "order among these ranks may be chance. It does not mean that they are equally good."
    )
