"""Changing a scorecard: every function takes one and gives the next, the one before stays as it was.

What is changed is named by its place in the table, not by its code: while a scorecard is being drawn up, two
indicators may have the same code, or none. Nothing is refused here but places that do not exist; what a
scorecard lacks before it can be published is for `checking` to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from qadesk.domain.problems import Path
from qadesk.domain.rules import Effect, Ladder, PassFail, Proportional, RedLine, Rule, Step
from qadesk.domain.scorecard import (
    MOST_INDICATORS,
    Better,
    Grade,
    Indicator,
    Names,
    Origin,
    Role,
    Scorecard,
    Section,
)
from qadesk.domain.total_rules import FigureCondition, TotalRule

T = TypeVar("T")

NOTHING = Decimal(0)


@dataclass(frozen=True, order=True)
class Spot:
    """A row of the table: an indicator of a section, or the section itself. Counted from 0."""

    section: int
    indicator: int | None = None

    @property
    def path(self) -> Path:
        """The same place as problems name it."""
        if self.indicator is None:
            return ("sections", self.section)
        return ("sections", self.section, "indicators", self.indicator)


def spot_of(path: Path) -> Spot | None:
    """The row a path leads to; None where it leads to the scorecard's settings or grades."""
    if len(path) < 2 or path[0] != "sections" or not isinstance(path[1], int):
        return None
    if len(path) > 3 and path[2] == "indicators" and isinstance(path[3], int):
        return Spot(path[1], path[3])
    return Spot(path[1])


def spots(card: Scorecard) -> tuple[Spot, ...]:
    """Every row in the order of the table."""
    return tuple(
        spot
        for at, section in enumerate(card.sections)
        for spot in (Spot(at), *(Spot(at, number) for number in range(len(section.indicators))))
    )


def stands(card: Scorecard, spot: Spot) -> bool:
    """Whether there is such a row."""
    if spot.section >= len(card.sections):
        return False
    return spot.indicator is None or spot.indicator < len(card.sections[spot.section].indicators)


def spots_and_next(card: Scorecard) -> tuple[Spot, ...]:
    """All rows, and that of the next indicator there could be."""
    there, sections = spots(card), card.sections
    if not sections or sum(len(section.indicators) for section in sections) >= MOST_INDICATORS:
        return there
    return (*there, Spot(len(sections) - 1, len(sections[-1].indicators)))


def different(before: Scorecard, after: Scorecard, spots: Iterable[Spot]) -> Iterator[Spot]:
    """Which of these rows may say something else now: what was not changed is the very same object still."""
    whole = before.marks is not after.marks or before.grades is not after.grades
    common = min(len(before.sections), len(after.sections))
    for spot in spots:
        if spot.section >= common:
            yield spot
            continue
        old, new = before.sections[spot.section], after.sections[spot.section]
        if old is new and not whole:
            continue
        if not (stands(before, spot) and stands(after, spot)):
            yield spot
            continue
        moved = spot.indicator is None or old.indicators[spot.indicator] is not new.indicators[spot.indicator]
        if moved or whole or old.share != new.share:
            yield spot


def indicator_at(card: Scorecard, spot: Spot) -> Indicator:
    """The indicator of a row. Raises IndexError for a row that is none."""
    if spot.indicator is None:
        raise IndexError(spot)
    return card.sections[spot.section].indicators[spot.indicator]


def row_at(card: Scorecard, spot: Spot) -> Section | Indicator:
    """What stands in a row."""
    return card.sections[spot.section] if spot.indicator is None else indicator_at(card, spot)


# ---- rows


def add_section(card: Scorecard, at: int, section: Section) -> Scorecard:
    """Put a section before the one at `at`."""
    return replace(card, sections=_inserted(card.sections, at, section))


def add_indicator(card: Scorecard, spot: Spot, indicator: Indicator) -> Scorecard:
    """Put an indicator before the one at `spot`; at the section's end where `spot` is the section."""
    at = spot.indicator
    return _in_section(
        card,
        spot.section,
        lambda s: _inserted(s.indicators, len(s.indicators) if at is None else at, indicator),
    )


def duplicate(card: Scorecard, spot: Spot) -> tuple[Scorecard, Spot]:
    """Put a copy below a row, a section with its indicators, under codes of their own; where it stands."""
    codes = [indicator.code for indicator in card.indicators()]

    def copied(indicator: Indicator) -> Indicator:
        code = unused_code(codes, indicator.code)
        codes.append(code)
        measure = indicator.figure if indicator.origin is Origin.RECORDS else ""
        return replace(indicator, code=code, measure=measure)

    if spot.indicator is not None:
        place = Spot(spot.section, spot.indicator + 1)
        return add_indicator(card, place, copied(indicator_at(card, spot))), place
    section = card.sections[spot.section]
    made = replace(
        section,
        code=unused_code((one.code for one in card.sections), section.code),
        indicators=tuple(copied(indicator) for indicator in section.indicators),
    )
    return add_section(card, spot.section + 1, made), Spot(spot.section + 1)


def remove(card: Scorecard, spot: Spot) -> Scorecard:
    """Take a row out; with a section go its indicators."""
    at = spot.indicator
    if at is None:
        return replace(card, sections=_without(card.sections, spot.section))
    return _in_section(card, spot.section, lambda s: _without(s.indicators, at))


def change_section(card: Scorecard, at: int, **changes: Any) -> Scorecard:
    """Give a section other fields."""
    changed = replace(card.sections[at], **changes)
    return replace(card, sections=_exchanged(card.sections, at, changed))


def change_indicator(card: Scorecard, spot: Spot, **changes: Any) -> Scorecard:
    """Give an indicator other fields."""
    return put_indicator(card, spot, replace(indicator_at(card, spot), **changes))


def change(card: Scorecard, spot: Spot, **changes: Any) -> Scorecard:
    """Give a row, an indicator or a section, other fields."""
    if spot.indicator is None:
        return change_section(card, spot.section, **changes)
    return change_indicator(card, spot, **changes)


def put_indicator(card: Scorecard, spot: Spot, indicator: Indicator) -> Scorecard:
    """Put an indicator in the place of another. Raises IndexError for a row that is none."""
    at = spot.indicator
    if at is None:
        raise IndexError(spot)
    return _in_section(card, spot.section, lambda s: _exchanged(s.indicators, at, indicator))


# ---- order


def move_section(card: Scorecard, at: int, before: int) -> Scorecard:
    """Move a section before the one now at `before`; to the end where that is their number."""
    section = card.sections[at]
    rest = _without(card.sections, at)
    return replace(card, sections=_inserted(rest, before - (before > at), section))


def move_indicator(card: Scorecard, spot: Spot, before: Spot) -> tuple[Scorecard, Spot]:
    """Move an indicator before the one now at `before` (a section: to its end); where it then stands."""
    indicator = indicator_at(card, spot)
    place = len(card.sections[before.section].indicators) if before.indicator is None else before.indicator
    if spot.section == before.section and spot.indicator is not None and spot.indicator < place:
        place -= 1
    target = Spot(before.section, place)
    return add_indicator(remove(card, spot), target, indicator), target


def nudge(card: Scorecard, spot: Spot, step: int) -> tuple[Scorecard, Spot]:
    """Move a row one up (-1) or down (1), an indicator also into the next section; where it then stands."""
    if spot.indicator is None:
        to = spot.section + step
        if not 0 <= to < len(card.sections):
            return card, spot
        return move_section(card, spot.section, to + (step > 0)), Spot(to)
    to = spot.indicator + step
    if 0 <= to < len(card.sections[spot.section].indicators):
        return move_indicator(card, spot, Spot(spot.section, to + (step > 0)))
    if not 0 <= spot.section + step < len(card.sections):
        return card, spot
    beyond = spot.section + step
    return move_indicator(card, spot, Spot(beyond) if step < 0 else Spot(beyond, 0))


def move(card: Scorecard, spot: Spot, before: Spot) -> tuple[Scorecard, Spot]:
    """Move a row before the one now at `before`, an indicator to a section's end; where it then stands."""
    if spot.indicator is not None:
        return move_indicator(card, spot, before)
    place = Spot(before.section - (before.section > spot.section))
    return move_section(card, spot.section, before.section), place


def drop_spot(card: Scorecard, dragged: Spot, below: Spot | None) -> Spot:
    """Before which row one goes that was dropped above `below` (None: below all).

    A section goes before the section it was dropped into. An indicator dropped above a section's head goes to
    the end of the section before it: that is where the line was drawn.
    """
    last = len(card.sections)
    if dragged.indicator is None:
        if below is None:
            return Spot(last)
        return Spot(below.section + (below.indicator is not None and below.section > dragged.section))
    if below is None:
        return Spot(last - 1)
    if below.indicator is None:
        return Spot(max(0, below.section - 1)) if below.section else Spot(0, 0)
    return below


# ---- what hangs together


def rename(card: Scorecard, spot: Spot, code: str) -> Scorecard:
    """Give a row another code; formulas, parts and conditions that named an indicator's old one follow.

    They do not where another indicator has the old code, too: which one they mean cannot be told.
    """
    if spot.indicator is None:
        return change_section(card, spot.section, code=code)
    old = indicator_at(card, spot).code
    alone = [i.code for i in card.indicators()].count(old) == 1
    card = change_indicator(card, spot, code=code)
    if not alone or not old or not code:
        return card
    name = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")

    def condition(one: FigureCondition) -> FigureCondition:
        return replace(one, figure=code) if one.figure == old else one

    def followed(indicator: Indicator) -> Indicator:
        text, standard = (name.sub(code, one) for one in (indicator.formula, indicator.standard_from))
        part_of = code if indicator.part_of == old else indicator.part_of
        applies_if = indicator.applies_if and condition(indicator.applies_if)
        return replace(
            indicator, formula=text, standard_from=standard, part_of=part_of, applies_if=applies_if
        )

    rules = tuple(replace(rule, when=condition(rule.when)) for rule in card.on_total)
    return _each_indicator(replace(card, on_total=rules), followed)


def rename_grade(card: Scorecard, at: int, code: str) -> Scorecard:
    """Give a grade another code; red lines and rules on the total that name it follow."""
    old = card.grades[at].code
    card = change_grade(card, at, code=code)

    def followed(indicator: Indicator) -> Indicator:
        rule = indicator.rule
        if old and isinstance(rule, RedLine) and rule.effect is Effect.CAP_GRADE and rule.grade == old:
            return replace(indicator, rule=replace(rule, grade=code))
        return indicator

    rules = tuple(replace(rule, grade=code) if old and rule.grade == old else rule for rule in card.on_total)
    return _each_indicator(replace(card, on_total=rules), followed)


def set_direction(card: Scorecard, spot: Spot, better: Better) -> Scorecard:
    """Say which way an indicator improves; its rule follows."""
    rule = indicator_at(card, spot).rule
    if isinstance(rule, Ladder | Step | PassFail | Proportional) and rule.better != better.value:
        rule = replace(rule, better=better.value)
    return change_indicator(card, spot, better=better, rule=rule)


def set_rule(card: Scorecard, spot: Spot, rule: Rule, *, on_top: bool | None = None) -> Scorecard:
    """Give an indicator another rule; what is not weighed has no weight."""
    indicator = indicator_at(card, spot)
    changed = replace(indicator, rule=rule, on_top=indicator.on_top if on_top is None else on_top)
    weight = changed.weight if changed.role is Role.WEIGHTED else NOTHING
    return change_indicator(card, spot, rule=rule, on_top=changed.on_top, weight=weight)


# ---- rules on the total


def add_total_rule(card: Scorecard, at: int, rule: TotalRule) -> Scorecard:
    """Put a rule on the total before the one at `at`."""
    return replace(card, on_total=_inserted(card.on_total, at, rule))


def change_total_rule(card: Scorecard, at: int, rule: TotalRule) -> Scorecard:
    """Put a rule on the total in the place of another."""
    return replace(card, on_total=_exchanged(card.on_total, at, rule))


def remove_total_rule(card: Scorecard, at: int) -> Scorecard:
    """Take a rule on the total out."""
    return replace(card, on_total=_without(card.on_total, at))


# ---- grades


def change_grade(card: Scorecard, at: int, **changes: Any) -> Scorecard:
    """Give a grade other fields."""
    return replace(card, grades=_exchanged(card.grades, at, replace(card.grades[at], **changes)))


def add_grade(card: Scorecard, at: int) -> Scorecard:
    """Put a nameless grade before the one at `at`, half-way between its neighbours."""
    above = card.grades[at - 1].at_least if at else card.cap
    below = card.grades[at].at_least if at < len(card.grades) else NOTHING
    between = ((above + below) / 2).to_integral_value()
    code = unused_code((grade.code for grade in card.grades), "G")
    return replace(card, grades=_inserted(card.grades, at, Grade(code, Names("", ""), between)))


def remove_grade(card: Scorecard, at: int) -> Scorecard:
    """Take a grade out."""
    return replace(card, grades=_without(card.grades, at))


def unused_code(taken: Iterable[str], stem: str) -> str:
    """`stem`, or with the first number behind it that makes it a code nobody has."""
    known = set(taken)
    if stem not in known:
        return stem
    number = 2
    while f"{stem}_{number}" in known:
        number += 1
    return f"{stem}_{number}"


# ---- inside


def _in_section(card: Scorecard, at: int, made: Callable[[Section], tuple[Indicator, ...]]) -> Scorecard:
    return change_section(card, at, indicators=made(card.sections[at]))


def _each_indicator(card: Scorecard, made: Callable[[Indicator], Indicator]) -> Scorecard:
    sections = tuple(replace(s, indicators=tuple(made(i) for i in s.indicators)) for s in card.sections)
    return replace(card, sections=sections)


def _inserted(whole: tuple[T, ...], at: int, one: T) -> tuple[T, ...]:
    return (*whole[:at], one, *whole[at:])


def _without(whole: tuple[T, ...], at: int) -> tuple[T, ...]:
    return (*whole[:at], *whole[at + 1 :])


def _exchanged(whole: tuple[T, ...], at: int, one: T) -> tuple[T, ...]:
    return (*whole[:at], one, *whole[at + 1 :])
