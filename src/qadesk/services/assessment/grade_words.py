"""Why a grade is not the one of the total, points on top not what they add up to, or a value not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from qadesk import formats
from qadesk.domain.decimals import half_up
from qadesk.domain.quotas import lowered, sharing
from qadesk.domain.scorecard import Role, Scorecard, Ties
from qadesk.domain.scoring import Assessment, State, Status
from qadesk.domain.spreading import exact_sum
from qadesk.errors import joined
from qadesk.services.assessment import total_rule_words
from qadesk.services.assessment.sureness import Uncertainty
from qadesk.services.assessment.uncertainty import MOST_ALIKE, MOST_LINES, MonthUncertainty, Undrawn

_SETTLED = Decimal("1E-18")  # what is lost of a third is no difference


def other_grade(card: Scorecard, made: Assessment, _: Callable[[str], str], language: str) -> str:
    """Why the grade is not the one of the total: a red line that caps it, or a quota that is full."""
    why, said = lowered(card, made), []
    if why.red_lines:
        names = _(", ").join(card.indicator(code).names.in_language(language) for code in why.red_lines)
        words = _(
            "Red line crossed: {names}. The grade is limited to {grade}; the total alone would give "
            "{by_total}."
        )
        capped = made.grade if why.full is None else why.full.code
        said.append(words.format(names=names, by_total=made.by_total, grade=capped))
    for n in why.rules:
        rule = card.on_total[n]
        words = _("{condition}. The grade is limited to {grade}; the total alone would give {by_total}.")
        condition = total_rule_words.condition_text(card, rule.when, language)
        said.append(words.format(condition=condition, grade=rule.grade, by_total=made.by_total))
    for n in why.protected:
        rule = card.on_total[n]
        words = _("{condition}. The grade is {grade} at least; the total alone would give {by_total}.")
        condition = total_rule_words.condition_text(card, rule.when, language)
        said.append(words.format(condition=condition, grade=rule.grade, by_total=made.by_total))
    if why.full is not None:
        words = _(
            "The total would give {by_total}, but at most {quota}% of agents may have it; the grade "
            "is {grade}."
        )
        quota = formats.plain((why.full.quota or Decimal(0)) * 100)
        grade = made.moved_from or made.grade
        said.append(words.format(by_total=why.full.code, quota=quota, grade=grade))
        if card.quota_ties is not Ties.IN:
            said.append(_("Of equal totals that would exceed the quota none has the grade."))
    if why.filled is not None:
        words = _(
            "Moved by forced distribution only: {before} before, but at least {share}% of agents must have "
            "{grade}, those with the lowest totals."
        )
        share = formats.plain((why.filled.least_share or Decimal(0)) * 100)
        said.append(words.format(before=made.moved_from, share=share, grade=made.grade))
    return joined(*said)


def marked(card: Scorecard, made: Assessment, _: Callable[[str], str]) -> str:
    """What made the grade another than that of the total, in a word; nothing where it is that one."""
    why = lowered(card, made)
    if made.crossed_to_zero or why.red_lines:
        return _("red line")
    if made.by_total is None:
        return ""
    if why.filled is not None:
        return _("forced distribution")
    if why.full is None and why.rules:
        return _("limited by a rule")
    return _("protected by a rule") if why.full is None and why.protected else _("quota")


def tied(
    card: Scorecard,
    every: Sequence[Assessment],
    made: Assessment,
    _: Callable[[str], str],
    own: Sequence[Scorecard] = (),
) -> str:
    """That an agent has the grade with all who tie for its last places, more than its quota has."""
    n = sharing(card, every, made, own)
    if not n:
        return ""
    words = _("The last places of {grade} are tied; all who tie have it ({n}).")
    return words.format(n=n, grade=made.grade)


def quotas_said(card: Scorecard, _: Callable[[str], str]) -> str:
    """From when on quotas hold, and what happens to equal totals and to whoever a red line caps."""
    out = _(
        "Quotas apply once {n} agents are graded. Equal totals are never split: if they would "
        "exceed the quota, all of them receive the next grade."
    )
    if card.quota_ties is Ties.IN:
        out = _(
            "Quotas apply once {n} agents are graded. Equal totals are never split: agents who tie "
            "for the last place all receive the grade."
        )
    said = out.format(n=card.quota_from)
    if any(grade.least_share is not None for grade in card.grades):
        words = _(
            "Where a grade must go to a least share of the agents and too few have it, those with the lowest "
            "totals are moved down to it."
        )
        said = joined(said, words)
    if card.quota_ties is Ties.OLD:
        return said
    return joined(said, _("An agent whose grade is limited by a red line takes no place of a quota."))


def cut_at(card: Scorecard, made: Assessment, alike: Iterable[str | None]) -> str:
    """The grade whose quota cut between an agent and others, with the grades `alike`; nothing for none.

    Of several quotas that were full one after the other, the best grade that one of them has.
    """
    full = lowered(card, made).full
    if full is None:
        return ""
    cut_off = card.grades[card.grade_rank(full.code) : card.grade_rank(made.grade or full.code)]
    others = set(alike)
    return next((grade.code for grade in cut_off if grade.code in others), "")


def cut(card: Scorecard, made: Assessment, alike: Iterable[str | None], _: Callable[[str], str]) -> str:
    """That a quota cut between an agent and others who cannot be told apart."""
    words = _("The quota of {grade} cuts between agents whose totals cannot be told apart.")
    grade = cut_at(card, made, alike)
    return words.format(grade=grade) if grade else ""


def chances(own: str, sure: Uncertainty, _: Callable[[str], str]) -> str:
    """How probable the agent's own grade is, then the others that are not improbable: A 79%, B 21%."""
    whole = percents(sure)
    order = [own, *(grade for grade in sorted(whole, key=lambda one: -whole[one]) if grade != own)]
    return _(", ").join(f"{grade} {whole[grade]}%" for grade in order if whole[grade] or grade == own)


def left_out(sure: MonthUncertainty, _: Callable[[str], str]) -> str:
    """What of how sure the results are was not calculated, and why; nothing where all was."""
    if sure.left_out is Undrawn.STOPPED:
        return _("How sure the results are was not calculated: it was cancelled.")
    if sure.left_out is Undrawn.LARGE:
        text = _("How sure the results are was not calculated: the cycle has more than {n} figures.")
        return text.format(n=f"{MOST_LINES:,}")
    if sure.left_out is Undrawn.PAIRS:
        text = _("Who cannot be told apart was not calculated: there are more than {n} agents.")
        return text.format(n=f"{MOST_ALIKE:,}")
    return ""


def percents(sure: Uncertainty) -> dict[str, int]:
    """How probable each grade is, as whole percentages."""
    return {grade: int(chance * 100 + 0.5) for grade, chance in sure.grades.items()}


def capped(card: Scorecard, made: Assessment) -> bool:
    """Whether the lines come to more than the highest total: reaching it is not being cut off at it."""
    weighed = sum((line.contribution or Decimal(0) for line in made.lines if line.weight), Decimal(0))
    return made.computed is not None and half_up(weighed + made.bonus, _SETTLED) > card.cap


def limits(card: Scorecard, made: Assessment, _: Callable[[str], str], language: str) -> list[str]:
    """Where a section's own limits made its points on top others than they add up to."""
    said = []
    for section in card.sections:
        own = [made.line(i.code).points for i in section.indicators if i.role is Role.BONUS]
        before = exact_sum(points for points in own if points is not None)
        after = section.on_top(before)
        if before != after:
            more, less = (
                _("{section}: {was}, counted as its lower limit {now}"),
                _("{section}: {was}, counted as its upper limit {now}"),
            )
            name = section.names.in_language(language)
            words = less if after < before else more
            said.append(words.format(section=name, was=formats.plain(before), now=formats.plain(after)))
    return said


def status_text(status: Status, _: Callable[[str], str]) -> str:
    """A status as a word."""
    return {
        Status.GRADED: _("Graded"),
        Status.INCOMPLETE: _("Incomplete"),
        Status.EXCLUDED: _("Excluded"),
    }[status]


def state_text(state: State, _: Callable[[str], str]) -> str:
    """Why there is no value, as a word; nothing where there is one."""
    return {
        State.OBSERVED: "",
        State.NOT_APPLICABLE: _("N/A"),
        State.WAIVED: _("Waived"),
        State.MISSING: _("Missing"),
    }[state]
