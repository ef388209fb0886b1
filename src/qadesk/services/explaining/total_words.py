"""How the lines of an assessment come to its total and its grade, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from qadesk import formats
from qadesk.domain.decimals import half_up
from qadesk.domain.quotas import lowered
from qadesk.domain.rules import Effect, RedLine
from qadesk.domain.scorecard import Role, Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.errors import joined
from qadesk.i18n import _, current_language
from qadesk.services.assessment import grade_words, total_rule_words
from qadesk.services.explaining.figure_words import MOST_PLACES, SHOWN, places_of


def summing_up(
    card: Scorecard, made: Assessment, every: Sequence[Assessment] = (), own: Sequence[Scorecard] = ()
) -> list[tuple[str, str, str]]:
    """Key, heading and text of each step from the sum of the lines to the grade.

    `every` assessment that shares quotas, each with its `own` scorecard, tells how shares of agents came out.
    """
    language = current_language()
    if made.computed is None:
        text = (
            _("No total while something is missing.")
            if made.missing
            else total_rule_words.excluded_said(card, made, _, language)
            or _("Excluded from this cycle's assessment.")
        )
        return [("sum", _("Total"), text)]
    steps = [("sum", _("Sum"), _sum(card, made))]
    limits = grade_words.limits(card, made, _, language)
    if limits:
        steps.insert(0, ("limits", _("Limits"), _("; ").join(limits)))
    on_total = total_rule_words.steps_said(card, made, _, language)
    on_total += filter(None, [total_rule_words.unknown_said(card, made, _, language)])
    steps += [("on_total", _("On the total"), said) for said in on_total]
    if made.red_lines:
        steps.append(("red_line", _("Red line"), _red_lines(card, made)))
    steps.append(("grade", _("Grade"), _grade(card, made)))
    why = lowered(card, made)
    if why.full is not None or why.filled is not None:
        steps.append(("quota", _("Quota"), grade_words.quotas_said(card, _)))
    steps += [("quota", _("Quota"), said) for said in total_rule_words.shares_said(card, every, own, _)]
    return steps


def places(made: Assessment) -> int:
    """How many places the summands need for whoever adds them up to come to the sum that is shown."""
    summands, sum_ = _summands(made), sum(_summands(made), Decimal(0))
    for kept in range(4, MOST_PLACES):
        finest = Decimal(1).scaleb(-kept)
        together = sum((half_up(one, finest) for one in summands), Decimal(0))
        if half_up(together, _finest_sum(made)) == half_up(sum_, _finest_sum(made)):
            return kept
    return MOST_PLACES


def _summands(made: Assessment) -> list[Decimal]:
    weighed = [line.contribution or Decimal(0) for line in made.lines if line.role is Role.WEIGHTED]
    return [*weighed, made.bonus]


def _finest_sum(made: Assessment) -> Decimal:
    """Places of the sum: four, or as many as it takes to round it to the total that was computed."""
    sum_ = sum(_summands(made), Decimal(0))
    for kept in range(4, MOST_PLACES):
        finest = Decimal(1).scaleb(-kept)
        if half_up(half_up(sum_, finest)) == made.computed:
            return finest
    return SHOWN  # capped, or not below 0


def _sum(card: Scorecard, made: Assessment) -> str:
    sum_ = sum(_summands(made), Decimal(0))
    shown = formats.decimal(sum_, places_of(_finest_sum(made)))
    if grade_words.capped(card, made):
        return _("{sum}, capped at {cap}").format(sum=shown, cap=formats.plain(card.cap))
    if sum_ < 0:
        return _("{sum}, not below {floor}").format(sum=shown, floor=0)
    return _("{sum}, rounded half-up to {total}").format(sum=shown, total=formats.decimal(made.computed))


def _red_lines(card: Scorecard, made: Assessment) -> str:
    said = []
    for code in made.red_lines:
        rule, name = card.indicator(code).rule, card.indicator(code).names.in_language(current_language())
        effect = rule.effect if isinstance(rule, RedLine) else Effect.MARK
        words = {
            Effect.ZERO: _("{what}: the total is 0.00 and the grade {grade}; {computed} was computed."),
            Effect.CAP_GRADE: _("{what}: the grade is no better than {most}."),
            Effect.MARK: _("{what}: noted on the sheet, it changes nothing."),
        }[effect]
        most = rule.grade if isinstance(rule, RedLine) else ""
        computed = formats.decimal(made.before_red_lines)
        said.append(words.format(what=name, grade=made.grade, computed=computed, most=most))
    return joined(*said)


def _grade(card: Scorecard, made: Assessment) -> str:
    bands = _(", ").join(
        f"{g.code} {g.names.in_language(current_language())} {formats.plain(g.at_least)}" for g in card.grades
    )
    said = _("{grade} (from {bands})").format(grade=made.grade, bands=bands)
    why = lowered(card, made)
    full = why.full
    if full is None and why.filled is not None:
        words = _("{said}; {before} before at least {share}% of the agents had to have {grade}")
        share = formats.plain((why.filled.least_share or Decimal(0)) * 100)
        return words.format(said=said, before=made.moved_from, share=share, grade=made.grade)
    if full is None:
        return said
    words = _("{said}; by the total alone {by_total}, which at most {quota}% of the agents may have")
    quota = formats.plain((full.quota or Decimal(0)) * 100)
    return words.format(said=said, by_total=full.code, quota=quota)
