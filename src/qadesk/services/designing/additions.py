"""What is added to a scorecard: a section, an indicator of any kind, levels; named in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from qadesk.domain import editing, starters, weighing
from qadesk.domain.decimals import tidy
from qadesk.domain.editing import Spot
from qadesk.domain.measures import SOURCES
from qadesk.domain.rules import Bonus, Step
from qadesk.domain.scorecard import (
    Better,
    Indicator,
    Level,
    Names,
    Origin,
    Role,
    Scorecard,
    Section,
    Unit,
)
from qadesk.i18n import N_, _, translations
from qadesk.tabular.scorecard_words import MEASURES, measure_name

_STAND_INS: Final = {  # what an indicator of a kind is called until somebody names it
    Origin.RATED: N_("New rating"),
    Origin.TYPED: N_("New typed value"),
    Origin.FORMULA: N_("New formula"),
}
IMPROVEMENT: Final = "improvement"
_READY: Final = {  # rows that are there already but for their indicator
    IMPROVEMENT: N_("Improvement of this indicator on the period before"),
    "twice": N_("Standard met two periods running"),
}
_READY_NAMES: Final = {
    IMPROVEMENT: N_("Improvement: {name}"),
    "twice": N_("Two periods running: {name}"),
}
_OF_CHANGE: Final = Step(
    "higher",
    Decimal(1),
    lose=Decimal(1),
    gain=Decimal(1),
    at_standard=Decimal(0),
    floor=Decimal(-5),
    cap=Decimal(5),
)
_MARKS: Final = {  # at the end of a standard, of the units they stand for
    Unit.RATE: ("%", "％", "‰"),
    Unit.PER_10000: ("‱",),
    Unit.PER_MILLION: ("ppm", "PPM"),
    Unit.SECONDS: ("秒", "s"),
}
_LIMIT: Final = re.compile(r"(?:[≤≥<>]=?)\s*[0-9.]+\s*(%|％|‰|‱|ppm|秒|s)(?![a-z])", re.IGNORECASE)
_SHARES: Final = re.compile(r"标准|of the standard", re.IGNORECASE)  # limits in percent of it have no unit
_SECTION: Final = re.compile(r"第 \d+ 部分|第一部分|Section \d+|First section")
_USUAL: Final = {
    3: {
        3: (N_("Good"), N_("Meets the requirement reliably, without being reminded.")),
        2: (N_("Satisfactory"), N_("Meets it in most cases; rare mistakes are corrected at once.")),
        1: (N_("Unsatisfactory"), N_("Does not meet it, even after being reminded.")),
    },
    5: {
        5: (
            N_("Excellent"),
            N_("Always meets the requirement, also in difficult cases; an example to others."),
        ),
        4: (N_("Good"), N_("Meets the requirement reliably, without being reminded.")),
        3: (N_("Satisfactory"), N_("Meets it in most cases; rare mistakes are corrected at once.")),
        2: (N_("Needs improvement"), N_("Often falls short of it; has to be reminded and coached.")),
        1: (N_("Unsatisfactory"), N_("Does not meet it, even after being reminded.")),
    },
}


def offers(card: Scorecard) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Keys and words: the kinds of indicators, and the figures of records that are not in the table yet."""
    taken = {i.figure for i in card.indicators() if i.origin is Origin.RECORDS}
    kinds = [
        (Origin.RATED.value, _("Rated by the supervisor")),
        (Origin.TYPED.value, _("Typed for each agent")),
        (Origin.FORMULA.value, _("Formula of other values")),
    ]
    if any(card.indicators()):
        kinds += [(key, _(words)) for key, words in _READY.items()]
    return kinds, [(key, measure_name(key)) for key in SOURCES if key not in taken]


def with_section(card: Scorecard, near: Spot | None) -> tuple[Scorecard, Spot]:
    """The scorecard with a section below the one `near` is in (at the end for None), and where."""
    at = len(card.sections) if near is None else near.section + 1
    code = editing.unused_code((section.code for section in card.sections), "section")
    number = len(card.sections) + 1
    section = Section(code, Names(f"第 {number} 部分", f"Section {number}"), ())
    if weighing.in_two_steps(card):
        section = replace(section, share=Decimal(0))
    return editing.add_section(card, at, section), Spot(at)


def with_indicator(
    card: Scorecard, near: Spot | None, key: str, *, last: bool = False, weighed: bool = True
) -> tuple[Scorecard, Spot]:
    """The scorecard with an indicator below the row `near` (with `last` at its section's end), and where.

    `key` is one of `offers`. Where there is no section, one is added. What weight is still to be given away
    is the indicator's, unless it is not `weighed` yet.
    """
    if not card.sections:
        card, near = with_section(card, None)
    near = near or Spot(len(card.sections) - 1)
    inside = len(card.sections[near.section].indicators)
    place = Spot(near.section, inside if last else 0 if near.indicator is None else near.indicator + 1)
    made = _ready(card, near, key) if key in _READY else _indicator(card, key)
    if weighed and made.role is Role.WEIGHTED and not weighing.in_two_steps(card):
        made = replace(made, weight=max(weighing.in_all(card).lacking, Decimal(0)))
    return editing.add_indicator(card, place, made), place


def typed_below(
    card: Scorecard, section: int, standard: str = "", rule: str = "", guess: Unit | None = None
) -> tuple[Scorecard, Spot]:
    """The scorecard with a value typed for each agent at the end of a section, and where.

    It has no weight yet; its unit and direction are those its `standard` is written in, or else the limits
    of its `rule`, or else a `guess`.
    """
    card, spot = with_indicator(card, Spot(section), Origin.TYPED.value, last=True, weighed=False)
    text = standard.strip()
    unit = unit_written(text, rule) or guess or Unit.COUNT
    better = Better.LOWER if text.startswith(("≤", "<", "＜")) else Better.HIGHER
    card = editing.change_indicator(card, spot, unit=unit, weight=Decimal(0))
    return editing.set_direction(card, spot, better), spot


def unit_written(standard: str, rule: str) -> Unit | None:
    """The unit a standard is written in, or else the limits of a rule."""
    return _unit_behind(standard.strip()) or _unit_of_limits(rule)


def _unit_behind(text: str) -> Unit | None:
    return next((unit for unit, marks in _MARKS.items() if text.endswith(marks)), None)


def _unit_of_limits(rule: str) -> Unit | None:
    """The unit behind all limits of a rule that has one behind them."""
    units = set() if _SHARES.search(rule) else {_unit_behind(mark) for mark in _LIMIT.findall(rule)}
    return units.pop() if len(units) == 1 else None


def from_measure(indicator: Indicator, measure: str) -> Indicator:
    """The indicator with its value from another figure of the records.

    In another unit its standard and rule would mean nothing, so it begins with those of the new figure. A
    name that is only what the old figure is called is exchanged for what the new one is called.
    """
    before, start = indicator.names, starters.from_measure(measure)
    made = starters.with_origin(indicator, Origin.RECORDS)
    if made.unit is not start.unit:
        made = replace(
            made, unit=start.unit, better=start.better, standard=start.standard, rule=start.rule, on_top=False
        )
    old = MEASURES.get(indicator.figure, "")
    if not (before.zh or before.en) or (old and before == _in_both(old)):
        made = replace(made, names=_in_both(MEASURES[measure]))
    weight = made.weight if made.role is Role.WEIGHTED else Decimal(0)
    return replace(made, measure="" if measure == indicator.code else measure, weight=weight)


def with_named_levels(indicator: Indicator) -> Indicator:
    """Its levels in the usual words of a scale of five or three, by number on others.

    What somebody has written stays.
    """
    usual = _USUAL.get(len(indicator.levels), {})
    ready = {_level(n, *words) for scale in _USUAL.values() for n, words in scale.items()}

    def named(level: Level) -> Level:
        number, nameless = Names(str(level.level), str(level.level)), Names("", "")
        if level not in ready and (level.name, level.wording) != (number, nameless):
            return level
        words = usual.get(level.level)
        return _level(level.level, *words) if words else Level(level.level, number, nameless)

    return replace(indicator, levels=tuple(named(level) for level in indicator.levels))


def _level(number: int, name: str, looks: str) -> Level:
    return Level(number, _in_both(name), _in_both(looks))


def is_stand_in(names: Names) -> bool:
    """Whether it is what a new row is called until somebody names it."""
    if names in (_in_both(text) for text in _STAND_INS.values()):
        return True
    return bool(_SECTION.fullmatch(names.zh) and _SECTION.fullmatch(names.en))


def _ready(card: Scorecard, near: Spot, key: str) -> Indicator:
    """An indicator about the one in the row `near`, else the first: against the period before it."""
    of = editing.indicator_at(card, near) if near.indicator is not None else next(card.indicators())
    codes = [indicator.code for indicator in card.indicators()]
    better, scale = of.better is Better.HIGHER, Decimal(100) if of.unit.is_rate else Decimal(1)
    if key == IMPROVEMENT:
        moved = f"{of.code} - before({of.code})" if better else f"before({of.code}) - {of.code}"
        written = f"({moved}) * 100" if of.unit.is_rate else moved
        made = starters.computed(editing.unused_code(codes, f"{of.code}_change"), written)
        made = replace(made, unit=Unit.SCORE, standard=Decimal(0), rule=_OF_CHANGE, on_top=True)
    else:
        limit = Decimal(90) / scale if of.standard is None else of.standard
        reached = f"{of.code} {'>=' if better else '<='} {_typed(of, limit)}"
        before = f"before({of.code}) {'>=' if better else '<='} {_typed(of, limit)}"
        made = starters.computed(
            editing.unused_code(codes, f"{of.code}_twice"), f"if({reached} and {before}, 1, 0)"
        )
        made = replace(made, unit=Unit.COUNT, standard=None, rule=Bonus(each=Decimal(2), cap=Decimal(2)))
    named = {
        language: translations(language).gettext(_READY_NAMES[key]).format(name=name or of.code)
        for language, name in (("zh_CN", of.names.zh), ("en", of.names.en))
    }
    return replace(made, names=Names(zh=named["zh_CN"], en=named["en"]), weight=Decimal(0))


def _typed(of: Indicator, limit: Decimal) -> str:
    """A limit as a formula has it: 95% of a rate, else the figure."""
    return f"{tidy(limit * 100)}%" if of.unit is Unit.RATE else f"{tidy(limit)}"


def _indicator(card: Scorecard, key: str) -> Indicator:
    codes = [indicator.code for indicator in card.indicators()]
    if key in SOURCES:
        made = replace(starters.from_measure(key), names=_in_both(MEASURES[key]))
        code = editing.unused_code(codes, key)
        return made if code == key else replace(made, code=code, measure=key)
    origin = Origin(key)
    if origin is Origin.RATED:
        made = with_named_levels(starters.rated(editing.unused_code(codes, "rating")))
    elif origin is Origin.TYPED:
        made = starters.typed(editing.unused_code(codes, "typed"))
    else:
        made = starters.computed(editing.unused_code(codes, "computed"), "resolved / (resolved + unresolved)")
    return replace(made, names=_in_both(_STAND_INS[origin]))


@lru_cache
def _in_both(text: str) -> Names:
    """A text of the program as a name in both languages."""
    return Names(zh=translations("zh_CN").gettext(text), en=text)
