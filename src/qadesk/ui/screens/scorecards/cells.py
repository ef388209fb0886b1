"""The columns of the design table: what each says of a row, how it is typed, and what typing it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal, TypeVar

from qadesk import formats
from qadesk.domain import editing, starters, weighing
from qadesk.domain.decimals import HUNDRED
from qadesk.domain.editing import Spot
from qadesk.domain.measures import SOURCES
from qadesk.domain.scorecard import (
    MOST_INDICATORS,
    Better,
    Indicator,
    Names,
    Origin,
    Role,
    Scorecard,
    Section,
    Unit,
)
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.designing import additions
from qadesk.services.explaining.figure_words import limit
from qadesk.services.explaining.rule_words import rule_text
from qadesk.tabular import numbers
from qadesk.tabular.scorecard_words import measure_name
from qadesk.ui.kit.edit_model import EditColumn, Look, figure
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.draft_model import names_column
from qadesk.ui.theme import GRID

Key = Literal["name", "weight", "standard", "better", "unit", "source", "rule", "other_name", "code"]
KEYS: Final[tuple[Key, ...]] = (
    "name", "weight", "standard", "rule", "source", "unit", "better", "other_name", "code",
)  # fmt: skip
Column = EditColumn[Scorecard, Spot]
T = TypeVar("T")
_Text = Callable[[Scorecard, Spot], str]
_MEASURE: Final = "measure:"
SHOWN_IN: Final[dict[str, str]] = {  # fields of the file form that have no column of their own
    "share": "weight",
    **dict.fromkeys(("on_top", "most", "least"), "rule"),
    **dict.fromkeys(("greatest", "part_of", "measure", "formula", "typed", "levels"), "source"),
}


def rows(card: Scorecard, *, editable: bool) -> tuple[Spot, ...]:
    """The rows of the table; in one that can be edited also the next indicator there could be."""
    there, sections = editing.spots(card), card.sections
    if (
        not editable
        or not sections
        or sum(len(section.indicators) for section in sections) >= MOST_INDICATORS
    ):
        return there
    return (*there, Spot(len(sections) - 1, len(sections[-1].indicators)))


def row_name(card: Scorecard, spot: Spot) -> str:
    """What a row is called."""
    return wording.row_name(editing.row_at(card, spot)) if editing.stands(card, spot) else _("New indicator")


def columns() -> list[Column]:
    """The columns of the design table, in the order of KEYS."""
    return [_with_empty_row(column) for column in _columns()]


def _with_empty_row(column: Column) -> Column:
    """The column with nothing in the row that is not there yet; a name typed there adds the indicator."""
    name = column.key == "name"

    def there(of: Callable[[Scorecard, Spot], T] | None, otherwise: T) -> Callable[[Scorecard, Spot], T]:
        said = of or (lambda _card, _spot: otherwise)
        return lambda card, spot: said(card, spot) if editing.stands(card, spot) else otherwise

    def put(card: Scorecard, spot: Spot, typed: str) -> Scorecard:
        assert column.put is not None
        if not editing.stands(card, spot):
            if not typed.strip():
                raise NotTaken
            card, spot = additions.typed_below(card)
        return column.put(card, spot, typed)

    empty = Look(note=_("Type a name here, or paste rows") if name else "", indent=2 * GRID if name else 0)
    return replace(
        column,
        text=there(column.text, ""),
        typed=there(column.typed or column.text, ""),
        put=column.put and put,
        editable=there(column.editable, name),
        why_fixed=there(column.why_fixed, _("Type its name first.")),
        look=there(column.look, empty),
        tip=there(column.tip, ""),
    )


def _columns() -> list[Column]:
    return [
        _names(own=True),
        Column("weight", _("Weight (%)"), _weight, _put_weight, _typed_weight, editable=_has_weight,
               why_fixed=_why_no_weight, look=_look, tip=_counts_for, right=True, width=10 * GRID),
        _of_indicators("standard", _("Standard"), _standard, _put_standard,
                       lambda i: numbers.typed(i.standard, numbers.kind_of(i.unit)), right=True),
        Column("rule", _("Rule"), _rule, look=lambda card, spot: replace(_look(card, spot), bold=False),
               why_fixed=lambda _card, _spot: _("A rule is changed in its editor: press Enter here."),
               width=24 * GRID),
        _of_indicators("source", _("Value from"), wording.source_text, put_source, source_code,
                       choices=sources, wide=20),
        _of_indicators("unit", _("Unit"), wording.unit_text, _put_unit, lambda i: i.unit.value,
                       choices=lambda: [(unit.value, _(words)) for unit, words in wording.UNITS.items()]),
        _of_indicators("better", _("Better"), lambda i: wording.better_text(i.better),
                       lambda card, spot, choice: editing.set_direction(card, spot, Better(choice)),
                       lambda i: i.better.value,
                       choices=lambda: [(one.value, wording.better_text(one)) for one in Better]),
        _names(own=False),
        Column("code", _("Code"), lambda card, spot: editing.row_at(card, spot).code,
               lambda card, spot, typed: editing.rename(card, spot, typed.strip()),
               look=lambda card, spot: replace(_look(card, spot), muted=spot.indicator is None or None),
               width=22 * GRID),
    ]  # fmt: skip


def _look(_card: Scorecard, spot: Spot) -> Look:
    return Look(bold=spot.indicator is None, head=spot.indicator is None)


def _of_indicators(
    key: Key,
    header: str,
    text: Callable[[Indicator], str],
    put: Callable[[Scorecard, Spot, str], Scorecard],
    typed: Callable[[Indicator], str],
    *,
    choices: Callable[[], list[tuple[str, str]]] | None = None,
    right: bool = False,
    wide: int = 10,
) -> Column:
    """A column in which sections have nothing."""

    def of(said: Callable[[Indicator], str]) -> _Text:
        return lambda card, spot: "" if spot.indicator is None else said(editing.indicator_at(card, spot))

    return Column(
        key, header, of(text), put, of(typed), choices, lambda _card, spot: spot.indicator is not None,
        look=_look, right=right, width=wide * GRID,
    )  # fmt: skip


# ---- names


def _names(*, own: bool) -> Column:
    def names(card: Scorecard, spot: Spot) -> Names:
        return editing.row_at(card, spot).names

    def put(card: Scorecard, spot: Spot, made: Names) -> Scorecard:
        text = wording.of_names(made, own).strip()
        old = (
            Names("", "") if additions.is_stand_in(names(card, spot)) else made
        )  # half of one would be a wrong name
        return editing.change(card, spot, names=wording.with_name(old, own, text))

    def look(card: Scorecard, spot: Spot) -> Look:
        return replace(_look(card, spot), indent=2 * GRID if own and spot.indicator is not None else 0)

    return names_column(own, names, put, look=look, width=(26 if own else 24) * GRID)


# ---- weights


def _weight(card: Scorecard, spot: Spot) -> str:
    row = editing.row_at(card, spot)
    if isinstance(row, Section):
        weighed = any(i.role is Role.WEIGHTED for i in row.indicators)
        return numbers.shown(row.weight) if weighed or row.share is not None else ""
    if row.role is Role.WEIGHTED:
        return numbers.shown(row.weight)
    return {Role.BONUS: _("bonus"), Role.RED_LINE: _("red line"), Role.REFERENCE: _("not scored")}[row.role]


def _typed_weight(card: Scorecard, spot: Spot) -> str:
    row = editing.row_at(card, spot)
    return numbers.shown(row.share if isinstance(row, Section) else row.weight)


def _put_weight(card: Scorecard, spot: Spot, typed: str) -> Scorecard:
    field = "share" if spot.indicator is None else "weight"
    return editing.change(card, spot, **{field: figure(typed, numbers.WEIGHT) or Decimal(0)})


def _has_weight(card: Scorecard, spot: Spot) -> bool:
    if spot.indicator is None:
        return weighing.in_two_steps(card)
    return editing.indicator_at(card, spot).role is Role.WEIGHTED


def _why_no_weight(_card: Scorecard, spot: Spot) -> str:
    if spot.indicator is not None:
        return _("Bonus points, red lines and reference indicators have no weight.")
    return _(
        "A section's weight is the sum of its indicators' weights. To divide the total among "
        "sections, choose “{mode}” in its editor (F4)."
    ).format(mode=_("Weights in % of their section"))


def _counts_for(card: Scorecard, spot: Spot) -> str:
    """What an indicator counts for in percent of the total, where its weight is one of its section."""
    share = card.sections[spot.section].share
    if spot.indicator is None or share is None:
        return ""
    counts = share * editing.indicator_at(card, spot).weight / HUNDRED
    return _("{n}% of the total").format(n=numbers.shown(counts))


def lacking_text(together: weighing.Sum) -> str:
    """What weights are short of 100, or too much; nothing where they are 100."""
    if together.lacking > 0:
        return _("{n}% short").format(n=numbers.shown(together.lacking))
    return _("{n}% too much").format(n=numbers.shown(-together.lacking)) if together.lacking else ""


# ---- standard, unit, source


def _standard(indicator: Indicator) -> str:
    if indicator.standard is None:
        return formats.DASH
    return limit(indicator.standard, indicator.unit, indicator.better.value)


def _put_standard(card: Scorecard, spot: Spot, typed: str) -> Scorecard:
    indicator = editing.indicator_at(card, spot)
    standard = figure(typed, numbers.kind_of(indicator.unit), indicator.better.value)
    return editing.change_indicator(card, spot, standard=standard)


def _put_unit(card: Scorecard, spot: Spot, choice: str) -> Scorecard:
    """Bounds in another unit would mean nothing."""
    return editing.change_indicator(card, spot, unit=Unit(choice), least=None, greatest=None, part_of="")


def sources() -> list[tuple[str, str]]:
    """Where values can come from: codes and words."""
    return [
        *((_MEASURE + one, measure_name(one)) for one in SOURCES),
        (Origin.RATED.value, _("Rated on the form")),
        (Origin.TYPED.value, _("Typed for each agent")),
        (Origin.FORMULA.value, _("Formula of other values")),
    ]


def source_code(indicator: Indicator) -> str:
    """Which of them an indicator's value comes from."""
    return _MEASURE + indicator.figure if indicator.origin is Origin.RECORDS else indicator.origin.value


def put_source(card: Scorecard, spot: Spot, choice: str) -> Scorecard:
    """The scorecard with an indicator's value from elsewhere."""
    indicator, measure = editing.indicator_at(card, spot), choice.removeprefix(_MEASURE)
    if measure == choice:
        made = starters.with_origin(indicator, Origin(choice))
        return editing.put_indicator(card, spot, additions.with_named_levels(made))
    return editing.put_indicator(card, spot, additions.from_measure(indicator, measure))


# ---- rules


def _rule(card: Scorecard, spot: Spot) -> str:
    if spot.indicator is not None:
        return rule_said(card, spot)
    section, said = card.sections[spot.section], []
    together = weighing.inside(section)
    if together is not None:
        inside = _("inside: {sum} of 100").format(sum=numbers.shown(together.together))
        said.append(f"{inside}{_(', ')}{lacking_text(together)}" if together.lacking else inside)
    bounds = []
    if section.most is not None:
        bounds.append(_("bonus at most {n}").format(n=numbers.shown(section.most)))
    if section.least is not None:
        bounds.append(_("bonus at least {n}").format(n=numbers.shown(section.least)))
    return "; ".join([*said, *([_(", ").join(bounds)] if bounds else [])])


def rule_said(card: Scorecard, spot: Spot) -> str:
    """What an indicator's rule says, with the full marks it has in its place."""
    indicator = editing.indicator_at(card, spot)
    marks = card.full_marks(indicator, card.sections[spot.section].weight_of(indicator))
    return rule_text(indicator, card.grades[-1].code if card.grades else "", marks)
