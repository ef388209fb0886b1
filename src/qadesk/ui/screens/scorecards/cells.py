"""The columns of the design table: what each says of a row, how it is typed, and what typing it changes."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from qadesk import formats
from qadesk.domain import editing, starters, weighing
from qadesk.domain.decimals import HUNDRED
from qadesk.domain.editing import Spot
from qadesk.domain.measures import SOURCES
from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Better, Indicator, Names, Origin, Role, Scorecard, Section, Unit
from qadesk.i18n import N_, _
from qadesk.services.explaining.figure_words import limit
from qadesk.services.explaining.rule_words import rule_text
from qadesk.tabular import numbers
from qadesk.ui.kit.edit_model import EditColumn, Look, figure
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.theme import GRID

Key = Literal["name", "weight", "standard", "better", "unit", "source", "rule", "other_name", "code"]
KEYS: Final[tuple[Key, ...]] = (
    "name", "weight", "standard", "rule", "source", "unit", "better", "other_name", "code",
)  # fmt: skip
_HEADERS: Final = {
    "weight": N_("Weight (%)"),
    "standard": N_("Standard"),
    "rule": N_("Rule"),
    "source": N_("Value from"),
    "unit": N_("Unit"),
    "better": N_("Better"),
    "code": N_("Code"),
}
_WIDTHS: Final[dict[Key, int]] = {
    "name": 26, "weight": 10, "standard": 10, "rule": 24, "source": 20, "unit": 10, "better": 10,
    "other_name": 24, "code": 22,
}  # fmt: skip
CHOSEN: Final = frozenset({"source", "unit", "better"})  # from a list instead of typed
_MEASURE: Final = "measure:"
_SECTION: Final = re.compile(r"第 \d+ 部分|第一部分|Section \d+|First section")
_FIELDS: Final[dict[str, Key]] = {  # of the file form
    "code": "code",
    "name": "name",
    "weight": "weight",
    "share": "weight",
    "standard": "standard",
    "better": "better",
    "unit": "unit",
    "rule": "rule",
    "on_top": "rule",
    "most": "rule",
    "least": "rule",
    "greatest": "source",
    "part_of": "source",
    "source": "source",
    "measure": "source",
    "formula": "source",
    "typed": "source",
    "levels": "source",
}


def columns() -> list[EditColumn[Scorecard, Spot]]:
    """The columns of the design table."""
    return [_column(key) for key in KEYS]


def _column(key: Key) -> EditColumn[Scorecard, Spot]:
    def look(_card: Scorecard, spot: Spot) -> Look:
        section = spot.indicator is None
        indent = 0 if section or key != "name" else 2 * GRID
        muted = True if section and key == "code" else None
        return Look(bold=section and key != "rule", muted=muted, head=section, indent=indent)

    def tip(card: Scorecard, spot: Spot) -> str:
        counts = counts_for(card, spot) if key == "weight" else None
        return "" if counts is None else _("{n}% of the total").format(n=numbers.shown(counts))

    return EditColumn(
        key,
        header(key),
        lambda card, spot: text(card, spot, key),
        None if key == "rule" else lambda card, spot, typed: with_typed(card, spot, key, typed),
        lambda card, spot: typed_text(card, spot, key),
        choices=(lambda: choices(key)) if key in CHOSEN else None,
        editable=lambda card, spot: can_edit(card, spot, key),
        why_fixed=lambda card, spot: why_fixed(card, spot, key),
        look=look,
        tip=tip,
        right=key in ("weight", "standard"),
        width=_WIDTHS[key] * GRID,
    )


def header(key: Key) -> str:
    """A column's title."""
    if key in ("name", "other_name"):
        return wording.name_header(key == "name")
    return _(_HEADERS[key])


def text(card: Scorecard, spot: Spot, key: Key) -> str:
    """What a cell says."""
    section = card.sections[spot.section]
    if spot.indicator is None:
        return _section_text(card, section, key)
    indicator = section.indicators[spot.indicator]
    if key == "weight":
        return numbers.shown(indicator.weight) if indicator.role is Role.WEIGHTED else _role(indicator)
    if key == "standard":
        return _standard(indicator)
    if key == "rule":
        return rule_said(card, spot)
    if key == "source":
        return wording.source_text(indicator)
    if key == "unit":
        return wording.unit_text(indicator)
    if key == "better":
        return wording.better_text(indicator.better)
    return typed_text(card, spot, key)


def rule_said(card: Scorecard, spot: Spot) -> str:
    """What an indicator's rule says, with the full marks it has in its place."""
    indicator = editing.indicator_at(card, spot)
    marks = card.full_marks(indicator, card.sections[spot.section].weight_of(indicator))
    return rule_text(indicator, card.grades[-1].code if card.grades else "", marks)


def typed_text(card: Scorecard, spot: Spot, key: Key) -> str:
    """What stands in the field where a cell is typed; the code of what is chosen."""
    section = card.sections[spot.section]
    if key in CHOSEN:
        return "" if spot.indicator is None else _chosen(section.indicators[spot.indicator], key)
    row: Section | Indicator = section if spot.indicator is None else section.indicators[spot.indicator]
    if key == "code":
        return row.code
    if key in ("name", "other_name"):
        return wording.of_names(row.names, key == "name")
    if isinstance(row, Section):
        return numbers.shown(row.share) if key == "weight" else ""
    if key == "weight":
        return numbers.shown(row.weight)
    return numbers.typed(row.standard, numbers.kind_of(row.unit)) if key == "standard" else ""


def can_edit(card: Scorecard, spot: Spot, key: Key) -> bool:
    """Whether a cell is changed in place."""
    if key in ("name", "other_name", "code"):
        return True
    if spot.indicator is None:
        return key == "weight" and weighing.in_two_steps(card)
    indicator = editing.indicator_at(card, spot)
    if key == "weight":
        return indicator.role is Role.WEIGHTED
    return key != "rule"


def why_fixed(card: Scorecard, spot: Spot, key: Key) -> str:
    """Why a cell is not typed in, and what is done instead; nothing for one of which that is plain."""
    if key == "rule":
        return _("A rule is changed in its editor: press Enter here.")
    if key != "weight":
        return ""
    if spot.indicator is None:
        return _(
            "A section's weight is the sum of its indicators' weights. To divide the total among "
            "sections, choose “{mode}” in its editor (F4)."
        ).format(mode=_("Weights in % of their section"))
    return _("Bonus points, red lines and reference indicators have no weight.")


def with_typed(card: Scorecard, spot: Spot, key: Key, typed: str) -> Scorecard:
    """The scorecard with a cell as typed, or chosen by its code. Raises NotTaken for what is no figure."""
    if key in CHOSEN:
        return _with_chosen(card, spot, key, typed)
    if key == "code":
        return editing.rename(card, spot, typed.strip())
    if key in ("name", "other_name"):
        return _with_name(card, spot, key, typed.strip())
    if spot.indicator is None:
        return editing.change_section(card, spot.section, share=figure(typed, numbers.WEIGHT) or Decimal(0))
    if key == "weight":
        return editing.change_indicator(card, spot, weight=figure(typed, numbers.WEIGHT) or Decimal(0))
    indicator = editing.indicator_at(card, spot)
    standard = figure(typed, numbers.kind_of(indicator.unit), indicator.better.value)
    return editing.change_indicator(card, spot, standard=standard)


def path(spot: Spot, key: Key) -> Path:
    """A cell as problems name it."""
    if key in ("name", "other_name"):
        return (*spot.path, "name", "zh" if wording.is_chinese(key == "name") else "en")
    return (*spot.path, "share" if key == "weight" and spot.indicator is None else key)


def key_of(where: Path) -> Key:
    """The column a path leads to."""
    inside = where[2:] if editing_section(where) else where[4:]
    if inside[:1] == ("name",) and len(inside) > 1:
        chinese = inside[1] == "zh"
        return "name" if chinese == wording.is_chinese(own=True) else "other_name"
    return _FIELDS.get(str(inside[0]), "name") if inside else "name"


def editing_section(where: Path) -> bool:
    """Whether a path leads to a section itself."""
    spot = editing.spot_of(where)
    return spot is not None and spot.indicator is None


# ---- what is chosen


def choices(key: Key) -> list[tuple[str, str]]:
    """The list of a column where one chooses: codes and words."""
    if key == "unit":
        return [(unit.value, _(words)) for unit, words in wording.UNITS.items()]
    if key == "better":
        return [(one.value, wording.better_text(one)) for one in Better]
    return [
        *((_MEASURE + one, wording.measure_name(one)) for one in SOURCES),
        (Origin.RATED.value, _("Rated on the form")),
        (Origin.TYPED.value, _("Typed for each agent")),
        (Origin.FORMULA.value, _("Formula of other values")),
    ]


def _chosen(indicator: Indicator, key: Key) -> str:
    if key == "unit":
        return indicator.unit.value
    if key == "better":
        return indicator.better.value
    return _MEASURE + indicator.figure if indicator.origin is Origin.RECORDS else indicator.origin.value


def _with_chosen(card: Scorecard, spot: Spot, key: Key, choice: str) -> Scorecard:
    if key == "unit":  # bounds in another unit would mean nothing
        return editing.change_indicator(card, spot, unit=Unit(choice), least=None, greatest=None, part_of="")
    if key == "better":
        return editing.turn(card, spot, Better(choice))
    indicator = editing.indicator_at(card, spot)
    if not choice.startswith(_MEASURE):
        return editing.put_indicator(card, spot, starters.with_origin(indicator, Origin(choice)))
    return editing.put_indicator(card, spot, _from_measure(indicator, choice.removeprefix(_MEASURE)))


def _from_measure(indicator: Indicator, measure: str) -> Indicator:
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
    old = wording.MEASURES.get(indicator.figure, "")
    if not (before.zh or before.en) or (old and before == wording.in_both(old)):
        made = replace(made, names=wording.in_both(wording.MEASURES[measure]))
    weight = made.weight if made.role is Role.WEIGHTED else Decimal(0)
    return replace(made, measure="" if measure == indicator.code else measure, weight=weight)


# ---- inside


def _section_text(card: Scorecard, section: Section, key: Key) -> str:
    if key == "weight":
        weighed = any(i.role is Role.WEIGHTED for i in section.indicators)
        return numbers.shown(section.weight) if weighed or section.share is not None else ""
    if key == "rule":
        return "; ".join(part for part in (_inside(section), _bounds(section)) if part)
    if key == "code":
        return section.code
    if key in ("name", "other_name"):
        return wording.of_names(section.names, key == "name")
    return ""


def _inside(section: Section) -> str:
    """What the weights inside a section lack."""
    together = weighing.inside(section)
    if together is None:
        return ""
    said = _("inside: {sum} of 100").format(sum=numbers.shown(together.together))
    return f"{said}{_(', ')}{lacking_text(together)}" if together.lacking else said


def lacking_text(together: weighing.Sum) -> str:
    """What weights are short of 100, or too much; nothing where they are 100."""
    if together.lacking > 0:
        return _("{n}% short").format(n=numbers.shown(together.lacking))
    return _("{n}% too much").format(n=numbers.shown(-together.lacking)) if together.lacking else ""


def _bounds(section: Section) -> str:
    said = []
    if section.most is not None:
        said.append(_("bonus at most {n}").format(n=numbers.shown(section.most)))
    if section.least is not None:
        said.append(_("bonus at least {n}").format(n=numbers.shown(section.least)))
    return _(", ").join(said)


def _role(indicator: Indicator) -> str:
    return {
        Role.BONUS: _("bonus"),
        Role.RED_LINE: _("red line"),
        Role.REFERENCE: _("not scored"),
    }[indicator.role]


def _standard(indicator: Indicator) -> str:
    if indicator.standard is None:
        return formats.DASH
    return limit(indicator.standard, indicator.unit, indicator.better.value)


def _with_name(card: Scorecard, spot: Spot, key: Key, name: str) -> Scorecard:
    section = card.sections[spot.section]
    row = section if spot.indicator is None else section.indicators[spot.indicator]
    old = Names("", "") if is_stand_in(row.names) else row.names  # half of a stand-in would be a wrong name
    names = wording.with_name(old, key == "name", name)
    if spot.indicator is None:
        return editing.change_section(card, spot.section, names=names)
    return editing.change_indicator(card, spot, names=names)


def is_stand_in(names: Names) -> bool:
    """Whether it is what a new row is called until somebody names it."""
    if names in (wording.in_both(text) for text in wording.STAND_INS):
        return True
    return bool(_SECTION.fullmatch(names.zh) and _SECTION.fullmatch(names.en))


def counts_for(card: Scorecard, spot: Spot) -> Decimal | None:
    """What an indicator counts for in percent of the total, where its weight is one of its section."""
    section = card.sections[spot.section]
    if spot.indicator is None or section.share is None:
        return None
    return section.share * section.indicators[spot.indicator].weight / HUNDRED
