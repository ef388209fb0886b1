"""What is asked of an indicator, of a section and of a whole scorecard beside its table: fields, as data."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from qadesk.domain import against_peers, editing, formula, marking, starters, weighing
from qadesk.domain.editing import Spot
from qadesk.domain.formula import FormulaError
from qadesk.domain.rule_checking import unit_range
from qadesk.domain.rules import Effect, Escalation, RedLine, Step
from qadesk.domain.scorecard import Indicator, Marks, Origin, Role, Rounding, Scorecard, Ties, Unit
from qadesk.errors import NotTaken
from qadesk.i18n import N_, _
from qadesk.services.designing import condition_fields, peer_fields, row_fields
from qadesk.services.designing.fields_asked import AskedField, Inserts, Options
from qadesk.services.designing.formula_names import figures_called, in_names, periods_offered
from qadesk.services.explaining.rule_words import costs_text
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NumberKind
from qadesk.tabular.scorecard_words import COUNTS, KINDS

# What the fields of rules are called; after a kind of rule and a dot where it differs there.
WORDS: Final = {
    "full": N_("Full mark at"),
    "zero": N_("No points at"),
    "unit": N_("For each whole"),
    "lose": N_("If worse, deduct"),
    "gain": N_("If better, add"),
    "at_standard": N_("At the standard"),
    "deduction.each": N_("For each, minus"),
    "bonus.each": N_("For each, plus"),
    "free": N_("Free of deduction"),
    "costs": N_("1st; 2nd; 3rd … costs"),
    "floor": N_("Not below"),
    "cap": N_("At most"),
    "earns": N_("When met"),
    "allowed": N_("Allowed without consequences"),
    "of_standard": N_("Limits as % of the standard"),
    "interpolated": N_("Proportionally between limits"),
    "relative": N_("Step size as % of the standard"),
    "pro_rata": N_("Count part steps pro rata"),
}
ELSEWHERE: Final = frozenset(
    {"better", "bands", "over", "flat", "otherwise", "effect", "grade"}
)  # edited otherwise
_VALUES: Final = frozenset({"full", "zero", "free", "allowed"})  # in the indicator's unit; others are points


def of_row(card: Scorecard, spot: Spot) -> list[AskedField]:
    """Of an indicator where its value comes from and its rule; of a section its weights and limits."""
    if spot.indicator is None:
        return list(_of_section(card, spot.section))
    return [*_of_source(card, spot), *_of_rule(card, spot), *condition_fields.of_row(card, spot)]


# ---- where a value comes from


def _of_source(card: Scorecard, spot: Spot) -> Iterator[AskedField]:
    indicator = editing.indicator_at(card, spot)
    kind = numbers.kind_of(indicator.unit)

    def field(key: str) -> dict[str, Any]:
        def put(card: Scorecard, value: Any) -> Scorecard:
            return editing.change_indicator(card, spot, **{key: value})

        return {"path": (*spot.path, key), "value": getattr(indicator, key), "put": put}

    code, sources = row_fields.source_code(indicator), row_fields.sources()
    yield AskedField("indicatorSource", _("Value from"), "choice", (*spot.path, "measure"), code,
                lambda card, chosen: row_fields.put_source(card, spot, chosen),
                options=sources,
                leads="peersOf" if code == row_fields.PEERS else "indicatorFormula")  # fmt: skip
    if indicator.origin is Origin.FORMULA:
        if (compared := against_peers.read(indicator.formula)) is not None:
            yield from peer_fields.of_comparison(card, spot, compared)
        how: dict[str, Any] = {**field("formula"), "put": lambda card, text: _put_formula(card, spot, text)}
        names = figures_called(card, indicator.code)
        made_of: list[Inserts] = [
            [("if( >= , , not_applicable)", _("if(…)  –  by a condition one value or another")),
             ("min( , )", _("min(…)  –  the smallest")), ("max( , )", _("max(…)  –  the largest")),
             ("not_applicable", _("not_applicable  –  it does not apply"))],
            *peer_fields.inserts(),
            *periods_offered(card, indicator.code),
            [(code, f"{code}  –  {_(words)}") for code, words in COUNTS.items()],
            [(one.code, f"{one.code}  –  {row_fields.called(one)}") for one in card.indicators()
             if one.code != indicator.code],
        ]  # fmt: skip
        yield AskedField(
            "indicatorFormula",
            _("Formula"),
            "text",
            **how,
            inserts=made_of,
            sound=lambda text: _is_formula(formula.with_codes(text, names)),
            hint=in_names(card, indicator.formula)
            or _("Names may stand in 「」 or quotes in place of codes."),
        )
    if indicator.origin is Origin.TYPED:
        least, greatest = (numbers.typed(end, kind) for end in unit_range(indicator))
        unit = row_fields.unit_behind(indicator.unit)
        yield AskedField("indicatorLeast", _("Minimum"), "figure", **field("least"), number=kind, blank=least,
                    unit=unit)  # fmt: skip
        yield AskedField("indicatorGreatest", _("Maximum"), "figure", **field("greatest"), number=kind,
                    blank=greatest, unit=unit)  # fmt: skip
        wholes = {one.code: row_fields.called(one) for one in card.typed_items()
                  if one.unit is indicator.unit and one.code != indicator.code}  # fmt: skip
        if indicator.part_of:
            wholes.setdefault(indicator.part_of, indicator.part_of)  # shown even where it is none
        if wholes:
            yield AskedField("indicatorPartOf", _("Part of"), "choice", **field("part_of"),
                        options=[("", _("nothing")), *wholes.items()],
                        hint=_("Nobody can enter more for it than for the value it is a part of."),
            )  # fmt: skip


def _standard_from(card: Scorecard, spot: Spot) -> AskedField:
    """How the standard follows from other periods."""
    indicator, names = editing.indicator_at(card, spot), figures_called(card)

    def put(card: Scorecard, text: str) -> Scorecard:
        written = formula.with_codes(text.strip(), names)
        return editing.change_indicator(card, spot, standard_from=written)

    return AskedField(
        "indicatorStandardFrom",
        _("Standard from other periods"),
        "text",
        (*spot.path, "standard_from"),
        indicator.standard_from,
        put,
        inserts=periods_offered(card),
        sound=lambda text: not text.strip() or _is_formula(formula.with_codes(text, names)),
        hint=in_names(card, indicator.standard_from)
        or _("Such as before(…), last month's value. The standard above counts where there is none."),
    )


def _put_formula(card: Scorecard, spot: Spot, text: str) -> Scorecard:
    """An unfinished formula is kept as well; it is marked, and listed with the problems."""
    if not text.strip():
        raise NotTaken
    names = figures_called(card, editing.indicator_at(card, spot).code)
    return editing.change_indicator(card, spot, formula=formula.with_codes(text, names))


def _is_formula(text: str) -> bool:
    try:
        formula.parse(text)
    except FormulaError:
        return False
    return True


# ---- rules


def _of_rule(card: Scorecard, spot: Spot) -> Iterator[AskedField]:
    indicator, place = editing.indicator_at(card, spot), (*spot.path, "rule")
    rule = indicator.rule

    def field(key: str) -> dict[str, Any]:
        def put(card: Scorecard, value: Any) -> Scorecard:
            changed: Any = {key: value}
            return editing.set_rule(card, spot, replace(editing.indicator_at(card, spot).rule, **changed))

        return {"path": (*place, key), "value": getattr(rule, key), "put": put}

    yield AskedField("ruleKind", _("Rule"), "choice", (*place, "kind"), rule.kind,
                lambda card, kind: starters.with_kind(card, spot, kind),
                options=[(kind, _capital(_(words))) for kind, words in KINDS.items()])  # fmt: skip
    for one in dataclasses.fields(rule):
        words = _(WORDS.get(f"{rule.kind}.{one.name}") or WORDS.get(one.name, ""))
        if one.name in ELSEWHERE:
            continue
        if isinstance(rule, Escalation) and one.name == "costs":
            yield AskedField(
                "rule_costs", words, "text", (*place, "costs"), costs_text(rule.costs),
                lambda card, text: _put_costs(card, spot, text), sound=lambda text: bool(_costs(text)),
                hint=_("Points, with ; between them. What comes after costs as much as the last."),
            )  # fmt: skip
        elif isinstance(getattr(rule, one.name), bool):
            yield AskedField(f"rule_{one.name}", words, "flag", **field(one.name))
        else:
            number, unit = _measured(one.name, indicator)
            blank = _empty(one.name, indicator) if "None" in str(one.type) else None
            yield AskedField(f"rule_{one.name}", words, "figure", **field(one.name), number=number, unit=unit,
                        blank=blank)  # fmt: skip
    if indicator.standard is not None or indicator.standard_from:
        yield _standard_from(card, spot)
    if isinstance(rule, RedLine):
        effects = [
            (Effect.ZERO.value, _("Total 0 and the lowest grade")),
            (Effect.CAP_GRADE.value, _("The grade is capped")),
            (Effect.MARK.value, _("It is only noted on the sheet")),
        ]
        how = {
            **field("effect"),
            "put": lambda card, chosen: starters.with_effect(card, spot, Effect(chosen)),
        }
        yield AskedField("ruleEffect", _("Effect"), "choice", **how, options=effects)
        if rule.effect is Effect.CAP_GRADE:
            grades = [(grade.code, f"{grade.code} {row_fields.named(grade.names)}") for grade in card.grades]
            yield AskedField("ruleGrade", _("Best grade left"), "choice", **field("grade"), options=grades)
    if rule.role == Role.WEIGHTED.value:
        words, at = _("Points are added to the total as a bonus"), (*spot.path, "on_top")
        yield AskedField(
            "ruleOnTop", words, "flag", at, indicator.on_top, lambda c, on: starters.with_on_top(c, spot, on)
        )


def _costs(text: str) -> tuple[Decimal, ...]:
    """What is typed as costs; nothing for what is none."""
    parts = [one for one in re.split(r"[;,、；，/ ]+", text.strip()) if one]
    try:
        return tuple(numbers.read(one) or Decimal(0) for one in parts)
    except NotTaken:
        return ()


def _put_costs(card: Scorecard, spot: Spot, text: str) -> Scorecard:
    costs, rule = _costs(text), editing.indicator_at(card, spot).rule
    if not costs or not isinstance(rule, Escalation):
        raise NotTaken
    return editing.set_rule(card, spot, replace(rule, costs=costs))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _measured(key: str, indicator: Indicator) -> tuple[NumberKind, str]:
    """How a figure of a rule is typed, and what stands behind it."""
    if key in _VALUES:
        return numbers.kind_of(indicator.unit), row_fields.unit_behind(indicator.unit)
    if key != "unit":
        return numbers.PLAIN, _("points")
    if isinstance(indicator.rule, Step) and indicator.rule.relative:
        return numbers.POINTS, _("% of the standard")
    shares = indicator.unit is Unit.RATE
    unit = _("percentage points") if shares else row_fields.unit_behind(indicator.unit)
    return numbers.step_of(indicator.unit), unit


def _empty(key: str, indicator: Indicator) -> str:
    """What an empty figure means: on top there is no full mark."""
    if key == "full":
        return _("standard")
    return _("full mark") if indicator.role is Role.WEIGHTED else "0"


# ---- sections, and the scorecard as a whole


def weight_mode(card: Scorecard, name: str) -> AskedField:
    """Weights in percent of the total, or (True) of their section; what each counts for stays as it was."""

    def put(card: Scorecard, two_steps: bool) -> Scorecard:
        made = weighing.with_shares(card) if two_steps else weighing.without_shares(card)
        return marking.rescaled(card, made)

    ways = [(False, _("Weights in % of the total")), (True, _("Weights in % of their section"))]
    return AskedField(name, _("All sections of this scorecard"), "ways", ("sections", 0, "share"),
                 weighing.in_two_steps(card), put, options=ways)  # fmt: skip


def _of_section(card: Scorecard, at: int) -> Iterator[AskedField]:
    yield weight_mode(card, "sectionWeights")

    def bound(name: str, words: str, key: str) -> AskedField:
        def put(card: Scorecard, value: Decimal | None) -> Scorecard:
            return editing.change_section(card, at, **{key: value})

        place, value = ("sections", at, key), getattr(card.sections[at], key)
        return AskedField(name, words, "figure", place, value, put, blank=_("no limit"), unit=_("points"))

    yield bound("sectionMost", _("Bonus points at most"), "most")
    least = bound("sectionLeast", _("Bonus points at least"), "least")
    yield replace(least, hint=_("Sum of the bonus points of this section"))


def _ties(card: Scorecard) -> Options:
    """What may happen; how it was before there was a choice, only where it still is so."""
    told = {
        Ties.IN: _("All of them have the grade"),
        Ties.OUT: _("None of them has it; the places stay empty"),
        Ties.OLD: _("As in earlier versions: none of them, and capped agents take places"),
    }
    return [(ties, text) for ties, text in told.items() if ties is not Ties.OLD or ties is card.quota_ties]


def _roundings() -> Options:
    return [
        (Rounding.DOWN, _("Down, to whole agents")),
        (Rounding.UP, _("Up")),
        (Rounding.HALF, _("To the nearest, halves up")),
    ]


def of_scorecard(card: Scorecard) -> list[AskedField]:
    """Its names, its limits, what its points and its weights are out of."""

    def field(key: str, take: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
        def put(card: Scorecard, value: Any) -> Scorecard:
            changed: Any = {key: take(value)}
            return replace(card, **changed)

        return {"path": (key,), "value": getattr(card, key), "put": put}

    def name(key: str, words: str) -> AskedField:
        def put(card: Scorecard, text: str) -> Scorecard:
            changed: Any = {key: row_fields.sound_name(text)}
            return replace(card, names=replace(card.names, **changed))

        return AskedField(
            f"scorecard{key.capitalize()}", words, "text", ("name", key), getattr(card.names, key), put
        )

    marks = [
        (Marks.HUNDRED, _("Points out of 100")),
        (Marks.WEIGHT, _("Points out of the indicator's weight")),
    ]
    if weighing.in_two_steps(card) or card.marks is Marks.SECTION:
        marks[1:] = [
            (Marks.SECTION, _("Points out of the indicator's weight in its section")),
            (Marks.WEIGHT, _("Points out of what the indicator counts for in the total")),
        ]
    return [
        *(name("zh" if row_fields.is_chinese(own) else "en", row_fields.name_header(own))
          for own in (True, False)),
        AskedField("scorecardCap", _("Maximum total"), "figure", **field("cap"),
              hint=_("Usually 100. Set it higher if bonus points may take a total above 100.")),
        AskedField("scorecardQuotaFrom", _("Apply quotas from"), "figure", **field("quota_from", int),
              number=numbers.WHOLE,
              hint=_("Graded agents. With fewer of them no quota applies.")),
        AskedField("scorecardQuotaTies", _("Ties at the edge of a quota"), "choice", **field("quota_ties"),
              options=_ties(card),
              hint=_("Where three tie for the last two places of a grade.")),
        AskedField("scorecardQuotaRounding", _("Shares of agents are rounded"), "choice",
              **field("quota_rounding"), options=_roundings(),
              hint=_("10% of 14 agents are 1.4: 1 or 2 of them.")),
        AskedField("scorecardFocus", _("Extra weight of a focus"), "figure", **field("focus_extra"),
              number=numbers.WEIGHT,
              hint=_("Maximum, in percentage points of the total. 0 = no extra weight.")),
        AskedField("scorecardHalf", _("Half points on the form"), "flag", **field("half_points")),
        AskedField("scorecardMarks", _("Points of each indicator"), "ways", ("marks",), card.marks,
              marking.with_marks, options=marks),
        weight_mode(card, "scorecardWeights"),
    ]  # fmt: skip
