"""The small print under a sheet's table: how figures are made, what they leave out, what the marks mean."""

from __future__ import annotations

from collections.abc import Sequence

from qadesk import formats
from qadesk.domain.decimals import half_up
from qadesk.domain.scorecard import Indicator, Marks, Origin, Role, Scorecard
from qadesk.domain.scoring import Line, State
from qadesk.domain.statistics import Evidence
from qadesk.domain.untold import Untold, only_totals, untold
from qadesk.errors import joined
from qadesk.i18n import speaking, translations
from qadesk.services.assessment import grade_words, total_rule_words
from qadesk.services.assessment.results import AgentResult
from qadesk.services.explaining import earlier_words
from qadesk.services.paper import sheet_figures
from qadesk.services.paper.sheet_last import LastCycle
from qadesk.services.paper.sheet_month import SheetMonth
from qadesk.services.records import untold_words


def does_not_apply(result: AgentResult, line: Line, language: str) -> str:
    """Why a line does not apply to an agent, where nobody gave a reason."""
    _, card, made = translations(language).gettext, result.card, result.assessment
    indicator = card.indicator(line.code)
    why = total_rule_words.not_applied_said(card, made, line, _, language)
    if not why:
        with speaking(language):
            why = earlier_words.lacking(card, indicator, made)
    if why:
        return _("Does not apply: {condition}.").format(condition=why)
    if indicator.rated:
        return _("Marked as not applicable by the supervisor.")
    return _("Nothing of this kind occurred this cycle.")


def notes(month: SheetMonth, result: AgentResult, last: LastCycle, language: str) -> str:
    """All that applies to an agent's sheet, as one paragraph."""
    _, card, made = translations(language).gettext, result.card, result.assessment
    lines, said = made.lines, []
    if any(line.interval is not None for line in lines):
        said.append(
            _(
                "The records are complete: 95% intervals and probabilities of grades speak of the "
                "performance behind them, had the cycle come out a little differently."
            )
        )
    if any(line.interval is not None and line.role is Role.REFERENCE for line in lines):
        said.append(_("What is only shown for reference is printed without its interval."))
    said += _few(card, lines, language)
    if any(line.evidence is Evidence.WHOLE for line in lines):
        said.append(
            _(
                "A whole-cycle rating is one judgement, not a sample; its interval is for what many raters "
                "would say on average."
            )
        )
    if last.before is not None:
        said.append(
            _("“Better” and “worse”: chance alone makes about 1 in 20 figures change as much.")
            if month.made.told.one_by_one
            else _(
                "“Better” and “worse”: where nothing changed, chance brings such a word to fewer than 1 "
                "sheet in 20."
            )
        )
        if any(card.indicator(line.code).unit.is_rate for line in lines):
            said.append(_("Changes of percentages are in percentage points."))
    if card.marks is not Marks.HUNDRED:
        said.append(_("Points are shown out of 100, whatever a rule gives them out of."))
    said += [last.note(), *_weights(lines, language), _left_out(month, result, language)]
    said.append(_decided_alone(month, result, language))
    said.append(_rounded(month, result, language))
    if any(totals_only(month, result, line) for line in lines):
        said.append(_("Where only totals were imported, a mean has no interval."))
    limits = grade_words.limits(card, made, _, language)
    if limits and made.computed is not None:
        said.append(_("Limits: {what}.").format(what=_("; ").join(limits)))
    if grade_words.capped(card, made):
        said.append(_("The total is capped at {cap}.").format(cap=formats.plain(card.cap)))
    return joined(*said)


def untold_of(month: SheetMonth, result: AgentResult, line: Line) -> Untold | None:
    """What of the records cannot tell a line, since their file had no column for it."""
    indicator = result.card.indicator(line.code)
    if indicator.origin is not Origin.RECORDS:
        return None
    return untold(indicator.figure, result.tally, month.made.office)


def _few(card: Scorecard, lines: tuple[Line, ...], language: str) -> list[str]:
    """What the flags of few cases and wide intervals on a sheet mean, those that are on it."""
    _, said = translations(language).gettext, []
    if any(line.evidence is Evidence.TOO_FEW for line in lines):
        said.append(_("Fewer than 5 cases are too few to judge by; they count in full."))
    if any(line.evidence is Evidence.INDICATIVE and line.few for line in lines):
        said.append(_("Fewer than 10 are few cases; they count in full."))
    wide = [card.indicator(line.code).names.in_language(language) for line in lines if line.wide]
    if wide:
        text = _("Wide interval, over every band of the rule; counts in full: {what}.")
        said.append(text.format(what=_(", ").join(wide)))
    return said


def totals_only(month: SheetMonth, result: AgentResult, line: Line) -> bool:
    """Whether of some contacts behind a value only a mean is known."""
    return line.value is not None and only_totals(result.card.indicator(line.code).figure, result.tally)


def _left_out(month: SheetMonth, result: AgentResult, language: str) -> str:
    """Which figures leave records out, as a sentence for each."""
    _, told = translations(language).gettext, []
    for line in result.assessment.lines:
        found = untold_of(month, result, line) if line.state is State.OBSERVED else None
        if found is not None:
            name = result.card.indicator(line.code).names.in_language(language)
            told.append(_("{name}: {said}").format(name=name, said=untold_words.why_with_numbers(found, _)))
    return joined(*told)


def _weights(lines: Sequence[Line], language: str) -> list[str]:
    """What an agent's weights were on the scorecard, and how they came to be others, where they did."""
    _ = translations(language).gettext
    weighed = [line for line in lines if line.role is Role.WEIGHTED]
    if all(line.weight == line.effective_weight for line in weighed):
        return []
    before = _(", ").join(formats.weight(line.weight) for line in weighed)
    said = [_("Weights on the scorecard, from the first row down: {weights}.").format(weights=before)]
    if any(line.weight and not line.effective_weight for line in weighed):
        said.append(
            _(
                "What does not count gives its weight to the other indicators of its section or, if none of "
                "them counts, to the other sections, in proportion."
            )
        )
    if any(line.extra_weight for line in weighed):
        said.append(_("The extra weight of the focus is taken from all others in proportion."))
    return said


def _decided_alone(month: SheetMonth, result: AgentResult, language: str) -> str:
    """What was exempted by one person alone: no second one could decide."""
    _ = translations(language).gettext
    codes = month.decided_alone.get(result.agent.staff_no, ())
    card = result.card
    what = [card.indicator(one).names.in_language(language) if one else _("the assessment") for one in codes]
    text = _("The exemption was decided by the person who entered it: {what}.")
    return text.format(what=_(", ").join(what)) if what else ""


def _rounded(month: SheetMonth, result: AgentResult, language: str) -> str:
    """Why the points as printed do not add up to the total as printed, where they do not."""
    _, card, made = translations(language).gettext, result.card, result.assessment
    if made.computed is None or grade_words.capped(card, made):
        return ""
    adding = [line.contribution for line in made.lines if line.role is Role.WEIGHTED]
    printed = sum((half_up(points) for points in adding if points is not None), half_up(made.bonus))
    if printed == made.computed:
        exact = all(_printed_exactly(line, card.indicator(line.code)) for line in made.lines)
        return "" if exact else _("Figures are printed rounded; they are calculated with all their places.")
    text = _("Points are printed rounded: as printed they add up to {printed}, exactly to {total}.")
    return text.format(printed=formats.decimal(printed), total=formats.decimal(made.computed))


def _printed_exactly(line: Line, indicator: Indicator) -> bool:
    """Whether a line's value and points are what is printed of them."""
    if line.role is not Role.WEIGHTED or line.value is None or line.contribution is None:
        return True
    shown = sheet_figures.printed(line.value, line, indicator)
    return (
        shown == line.value * formats.scale(indicator.unit)
        and half_up(line.contribution) == line.contribution
    )
