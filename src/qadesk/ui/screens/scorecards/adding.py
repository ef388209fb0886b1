"""What can be added to the table: a section, an indicator of the records, the form, typed in or computed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from qadesk.domain import editing, starters, weighing
from qadesk.domain.editing import Spot
from qadesk.domain.measures import SOURCES
from qadesk.domain.scorecard import Indicator, Level, Names, Origin, Role, Scorecard, Section
from qadesk.i18n import N_, _
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.draft import Draft

_MADE: Final = (
    (Origin.RATED.value, N_("Rated by the supervisor")),
    (Origin.TYPED.value, N_("Typed for each agent")),
    (Origin.FORMULA.value, N_("Formula of other values")),
)

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


def offers(card: Scorecard) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Keys and words: the figures of the records that are not in the table yet, and the other kinds."""
    taken = {i.figure for i in card.indicators() if i.origin is Origin.RECORDS}
    measures = [(key, wording.measure_name(key)) for key in SOURCES if key not in taken]
    return measures, [(key, _(words)) for key, words in _MADE]


def add_indicator(draft: Draft, near: Spot | None, key: str) -> Spot:
    """Add an indicator below the row `near`, in a new section where there is none; where it stands."""
    card, place = with_indicator(draft.card, near, key)
    draft.apply(card, place.path)
    return place


def with_indicator(
    card: Scorecard, near: Spot | None, key: str, *, last: bool = False
) -> tuple[Scorecard, Spot]:
    """The scorecard with an indicator below the row `near` (with `last` at its section's end), and where."""
    if not card.sections:
        card = editing.add_section(card, 0, _section(card))
    near = near or Spot(len(card.sections) - 1)
    inside = len(card.sections[near.section].indicators)
    place = Spot(near.section, inside if last else 0 if near.indicator is None else near.indicator + 1)
    return editing.add_indicator(card, place, _indicator(card, key)), place


def duplicate(draft: Draft, spot: Spot) -> Spot:
    """Put a row below itself once more, a section with its indicators; where the copy stands."""
    card, place = editing.duplicate(draft.card, spot)
    draft.apply(card, place.path)
    return place


def add_section(draft: Draft, near: Spot | None) -> Spot:
    """Add a section below the one `near` is in; where it stands."""
    card = draft.card
    at = len(card.sections) if near is None else near.section + 1
    section = _section(card)
    if weighing.in_two_steps(card):
        section = replace(section, share=Decimal(0))
    draft.apply(editing.add_section(card, at, section), ("sections", at))
    return Spot(at)


def _section(card: Scorecard) -> Section:
    code = editing.fresh((section.code for section in card.sections), "section")
    number = len(card.sections) + 1
    return Section(code, Names(f"第 {number} 部分", f"Section {number}"), ())


def _indicator(card: Scorecard, key: str) -> Indicator:
    codes = [indicator.code for indicator in card.indicators()]
    if key in SOURCES:
        made = replace(starters.from_measure(key), names=wording.in_both(wording.MEASURES[key]))
        code = editing.fresh(codes, key)
        made = made if code == key else replace(made, code=code, measure=key)
    elif key == Origin.RATED.value:
        made = starters.rated(editing.fresh(codes, "rating"))
        made = with_named_levels(replace(made, names=wording.in_both(N_("New rating"))))
    elif key == Origin.TYPED.value:
        made = replace(
            starters.typed(editing.fresh(codes, "typed")), names=wording.in_both(N_("New typed value"))
        )
    else:
        made = starters.computed(editing.fresh(codes, "computed"), "resolved / (resolved + unresolved)")
        made = replace(made, names=wording.in_both(N_("New formula")))
    left = max(weighing.in_all(card).lacking, Decimal(0))  # what is still to be given away
    in_two = weighing.in_two_steps(card)
    return replace(made, weight=left) if made.role is Role.WEIGHTED and not in_two else made


def with_named_levels(indicator: Indicator) -> Indicator:
    """Its levels with the usual names where they have none but their number, on a scale of five or three."""
    usual = _USUAL.get(len(indicator.levels), {})

    def named(level: Level) -> Level:
        number = str(level.level)
        if level.level not in usual or level.name != Names(number, number):
            return level
        return replace(level, name=wording.in_both(usual[level.level]))

    return replace(indicator, levels=tuple(named(level) for level in indicator.levels))
