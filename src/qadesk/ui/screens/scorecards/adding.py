"""What can be added to the table: a section, an indicator of any kind, what was copied in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qadesk.domain import editing, starters, weighing
from qadesk.domain.editing import Spot
from qadesk.domain.measures import SOURCES
from qadesk.domain.scorecard import (
    MOST_INDICATORS,
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
from qadesk.i18n import N_, _
from qadesk.ui.kit.edit_model import Grid
from qadesk.ui.screens.scorecards import cells, wording
from qadesk.ui.screens.scorecards.cells import KEYS

_USUAL: Final = {
    3: {3: N_("Good"), 2: N_("Satisfactory"), 1: N_("Unsatisfactory")},
    5: {
        5: N_("Excellent"),
        4: N_("Good"),
        3: N_("Satisfactory"),
        2: N_("Needs improvement"),
        1: N_("Unsatisfactory"),
    },
}
_MARKS: Final = {  # at the end of a standard, of the units they stand for
    Unit.RATE: ("%", "％", "‰"),
    Unit.PER_10000: ("‱",),
    Unit.PER_MILLION: ("ppm", "PPM"),
    Unit.SECONDS: ("秒", "s"),
}


def offers(card: Scorecard) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Keys and words: the kinds of indicators, and the figures of records that are not in the table yet."""
    taken = {i.figure for i in card.indicators() if i.origin is Origin.RECORDS}
    kinds = [
        (Origin.RATED.value, _("Rated by the supervisor")),
        (Origin.TYPED.value, _("Typed for each agent")),
        (Origin.FORMULA.value, _("Formula of other values")),
    ]
    return kinds, [(key, wording.measure_name(key)) for key in SOURCES if key not in taken]


def with_section(card: Scorecard, near: Spot | None) -> tuple[Scorecard, Spot]:
    """The scorecard with a section below the one `near` is in (at the end for None), and where."""
    at = len(card.sections) if near is None else near.section + 1
    code = editing.fresh((section.code for section in card.sections), "section")
    number = len(card.sections) + 1
    section = Section(code, Names(f"第 {number} 部分", f"Section {number}"), ())
    if weighing.in_two_steps(card):
        section = replace(section, share=Decimal(0))
    return editing.add_section(card, at, section), Spot(at)


def with_indicator(
    card: Scorecard, near: Spot | None, key: str, *, last: bool = False
) -> tuple[Scorecard, Spot]:
    """The scorecard with an indicator below the row `near` (with `last` at its section's end), and where.

    Where there is no section, it has a new one. What weight is still to be given away is the indicator's.
    """
    if not card.sections:
        card, near = with_section(card, None)
    near = near or Spot(len(card.sections) - 1)
    inside = len(card.sections[near.section].indicators)
    place = Spot(near.section, inside if last else 0 if near.indicator is None else near.indicator + 1)
    made, left = _indicator(card, key), max(weighing.in_all(card).lacking, Decimal(0))
    if made.role is Role.WEIGHTED and not weighing.in_two_steps(card):
        made = replace(made, weight=left)
    return editing.add_indicator(card, place, made), place


def _indicator(card: Scorecard, key: str) -> Indicator:
    codes = [indicator.code for indicator in card.indicators()]
    if key in SOURCES:
        made = replace(starters.from_measure(key), names=wording.in_both(wording.MEASURES[key]))
        code = editing.fresh(codes, key)
        return made if code == key else replace(made, code=code, measure=key)
    if key == Origin.RATED.value:
        made = starters.rated(editing.fresh(codes, "rating"))
        return with_named_levels(replace(made, names=wording.in_both(N_("New rating"))))
    if key == Origin.TYPED.value:
        made = starters.typed(editing.fresh(codes, "typed"))
        return replace(made, names=wording.in_both(N_("New typed value")))
    made = starters.computed(editing.fresh(codes, "computed"), "resolved / (resolved + unresolved)")
    return replace(made, names=wording.in_both(N_("New formula")))


def with_named_levels(indicator: Indicator) -> Indicator:
    """Its levels with the usual names where they have none but their number, on a scale of five or three."""
    usual = _USUAL.get(len(indicator.levels), {})

    def named(level: Level) -> Level:
        number = str(level.level)
        if level.level not in usual or level.name != Names(number, number):
            return level
        return replace(level, name=wording.in_both(usual[level.level]))

    return replace(indicator, levels=tuple(named(level) for level in indicator.levels))


# ---- pasting


def with_pasted(
    card: Scorecard, spots: Sequence[Spot], row: int, key: str, lines: Grid
) -> tuple[Scorecard, int]:
    """The scorecard with cells from a row and column on, and how many indicators had to be added for it.

    What stands where nothing is typed is left out. Names that go on below the last row become indicators,
    typed for each agent until somebody says where their values come from. Raises NotTaken for no figure.
    """
    added, columns = 0, cells.columns()
    for down, line in enumerate(lines):
        if row + down < len(spots):
            spot = spots[row + down]
        elif key == "name" and line[0].strip() and sum(1 for _i in card.indicators()) < MOST_INDICATORS:
            card, spot = _typed_indicator(card, dict(zip(KEYS, line, strict=False)).get("standard", ""))
            added += 1
        else:
            continue
        for column, typed in zip(columns[KEYS.index(key) :], line, strict=False):
            if column.put is not None and column.choices is None and column.editable(card, spot):
                card = column.put(card, spot, typed)
    return card, added


def _typed_indicator(card: Scorecard, standard: str) -> tuple[Scorecard, Spot]:
    """A typed indicator at the end, in the unit and direction its standard is written in."""
    card, spot = with_indicator(card, Spot(len(card.sections) - 1), Origin.TYPED.value, last=True)
    text = standard.strip()
    unit = next((unit for unit, marks in _MARKS.items() if text.endswith(marks)), Unit.COUNT)
    card = editing.change_indicator(card, spot, unit=unit, weight=Decimal(0))
    if text.startswith(("≤", "<", "＜")):
        card = editing.turn(card, spot, Better.LOWER)
    return card, spot
