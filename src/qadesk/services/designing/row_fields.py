"""The rows of a scorecard in words: what each field of a row says, and what typed words make of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, Literal

from qadesk import formats
from qadesk.domain import against_peers, editing, formula, months, starters, weighing
from qadesk.domain.against_peers import AgainstPeers, How
from qadesk.domain.decimals import HUNDRED
from qadesk.domain.editing import Spot
from qadesk.domain.formula import PeerCall
from qadesk.domain.measures import SOURCES
from qadesk.domain.scorecard import Better, Indicator, Names, Origin, Role, Scorecard, Section, Unit
from qadesk.errors import NotTaken
from qadesk.i18n import _, current_language, ngettext
from qadesk.services.designing import additions
from qadesk.services.explaining import earlier_words, peer_words
from qadesk.services.explaining.figure_words import limit
from qadesk.services.explaining.rule_words import rule_text
from qadesk.services.table_fields import TableField
from qadesk.tabular import numbers
from qadesk.tabular.scorecard_words import UNITS, measure_name

Key = Literal["name", "weight", "standard", "better", "unit", "source", "rule", "other_name", "code"]
KEYS: Final[tuple[Key, ...]] = (  # in the order of the table
    "name", "weight", "standard", "rule", "source", "unit", "better", "other_name", "code",
)  # fmt: skip
Put = Callable[[Scorecard, Spot, str], Scorecard]
Words = Callable[[Scorecard, Spot], str]
MOST_NAME: Final = 100  # characters
PEERS: Final = "peers"  # the code of a comparison with peers, which is a formula
MEASURE: Final = "measure:"  # begins the code of a figure of the records


RowField = TableField[Scorecard, Spot]  # `why_fixed`: why a row has no such field to be typed in


def fields() -> list[RowField]:
    """All of them, headed in the user's language, in the order of KEYS."""
    return [
        _name("name", own=True),
        RowField("weight", _("Weight (%)"), _weight, _put_weight, _typed_weight, None, _has_weight,
                 _why_no_weight),
        _of_indicators("standard", _("Standard"), standard_text, _put_standard,
                       lambda i: numbers.typed(i.standard, numbers.kind_of(i.unit))),
        RowField("rule", _("Rule"), _rule,
                 why_fixed=lambda _card, _spot: _("A rule is changed in its editor: press Enter here.")),
        _of_indicators("source", _("Value from"), source_text, put_source, source_code, sources),
        _of_indicators("unit", _("Unit"), unit_text, _put_unit, lambda i: i.unit.value,
                       lambda: [(unit, _(words)) for unit, words in UNITS.items()]),
        _of_indicators("better", _("Better"), lambda i: better_text(i.better),
                       lambda card, spot, choice: editing.set_direction(card, spot, Better(choice)),
                       lambda i: i.better.value, lambda: [(one.value, better_text(one)) for one in Better]),
        _name("other_name", own=False),
        RowField("code", _("Code"), lambda card, spot: editing.row_at(card, spot).code,
                 lambda card, spot, typed: editing.rename(card, spot, typed.strip())),
    ]  # fmt: skip


def _of_indicators(
    key: Key,
    header: str,
    text: Callable[[Indicator], str],
    put: Put,
    typed: Callable[[Indicator], str],
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None,
) -> RowField:
    """A field that sections do not have."""

    def of(said: Callable[[Indicator], str]) -> Words:
        return lambda card, spot: "" if spot.indicator is None else said(editing.indicator_at(card, spot))

    return RowField(
        key, header, of(text), put, of(typed), choices, lambda _card, spot: spot.indicator is not None
    )


# ---- names


def named(names: Names) -> str:
    """A name in the language of the window."""
    return names.in_language(current_language())


def is_chinese(own: bool) -> bool:
    """Whether names in the window's language (`own`), or in the other one, are the Chinese ones."""
    return own == (current_language() == "zh_CN")


def name_header(own: bool) -> str:
    """The header of a column of names in the window's language (`own`), or in the other one."""
    return _("Name (Chinese)") if is_chinese(own) else _("Name (English)")


def of_names(names: Names, own: bool) -> str:
    """A name in the window's language (`own`), or in the other one."""
    return names.zh if is_chinese(own) else names.en


def sound_name(text: str, most: int = MOST_NAME) -> str:
    """A text that can be a name, or a wording of `most` characters. Raises NotTaken for a longer one."""
    if len(text) > most:
        words = _("This text has {n} characters; at most {most} fit here.")
        raise NotTaken("cell.too_long", words.format(n=f"{len(text):,}", most=f"{most:,}"))
    return text


def with_name(names: Names, own: bool, text: str, most: int = MOST_NAME) -> Names:
    """Names with another text in the window's language (`own`), or in the other one. Raises NotTaken."""
    text = sound_name(text, most)
    return Names(text, names.en) if is_chinese(own) else Names(names.zh, text)


def called(row: Section | Indicator) -> str:
    """What a section or an indicator is called; its code, or that it has neither."""
    return named(row.names) or row.code or _("unnamed")


def row_name(card: Scorecard, spot: Spot) -> str:
    """What a row is called, also the one that is not there yet."""
    return called(editing.row_at(card, spot)) if editing.stands(card, spot) else _("New indicator")


def _name(key: Key, *, own: bool) -> RowField:
    def put(card: Scorecard, spot: Spot, typed: str) -> Scorecard:
        if not editing.stands(card, spot):  # the row below the last one: there is one with the name
            if not typed.strip():
                raise NotTaken
            card, spot = additions.typed_below(card, len(card.sections) - 1)
        names = editing.row_at(card, spot).names
        if additions.is_stand_in(names):
            names = Names("", "")  # half of one would be a wrong name
        return editing.change(card, spot, names=with_name(names, own, typed.strip()))

    return RowField(
        key, name_header(own), lambda card, spot: of_names(editing.row_at(card, spot).names, own), put
    )


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
    return editing.change(card, spot, **{field: numbers.read(typed, numbers.WEIGHT) or Decimal(0)})


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


def counts_for(card: Scorecard, spot: Spot) -> str:
    """What an indicator counts for in percent of the total, where its weight is one of its section."""
    share = card.sections[spot.section].share
    if spot.indicator is None or share is None:
        return ""
    counts = share * editing.indicator_at(card, spot).weight / HUNDRED
    return _("{n}% of the total").format(n=numbers.shown(counts))


def weights_said(card: Scorecard) -> tuple[str, str]:
    """What the weights add up to, and the tone it is told in."""
    together = weighing.in_all(card)
    text, lacking = _("Weights: {n}%").format(n=numbers.shown(together.together)), lacking_text(together)
    return (f"{text} · {lacking}", "bad") if lacking else (text, "good")


def lacking_text(together: weighing.Sum) -> str:
    """What weights are short of 100, or too much; nothing where they are 100."""
    if together.lacking > 0:
        return _("{n}% short").format(n=numbers.shown(together.lacking))
    return _("{n}% too much").format(n=numbers.shown(-together.lacking)) if together.lacking else ""


# ---- standard, unit, direction, source


def standard_text(indicator: Indicator) -> str:
    """A standard as the table shows it: ≤ 30 s."""
    if indicator.standard is None:
        return formats.DASH
    said = limit(indicator.standard, indicator.unit, indicator.better.value)
    if not indicator.standard_from:
        return said
    return _("{standard}; {formula} first").format(
        formula=earlier_words.in_language(indicator.standard_from), standard=said
    )


def _put_standard(card: Scorecard, spot: Spot, typed: str) -> Scorecard:
    indicator = editing.indicator_at(card, spot)
    standard = numbers.read(typed, numbers.kind_of(indicator.unit), indicator.better.value)
    return editing.change_indicator(card, spot, standard=standard)


def unit_text(indicator: Indicator) -> str:
    """What its value counts, in a narrow column."""
    if indicator.unit.is_rate:
        return formats.unit_name(indicator.unit)
    if indicator.unit is Unit.RATING:
        return f"1–{indicator.top}"
    return {
        Unit.SECONDS: _("seconds"),
        Unit.COUNT: _("count"),
        Unit.SCORE: _("score"),
        Unit.POINTS: f"0–{months.HIGHEST}",
    }[indicator.unit]


def unit_behind(unit: Unit) -> str:
    """What stands behind a field in which its values are typed."""
    return _("seconds") if unit is Unit.SECONDS else formats.unit_name(unit)


def _put_unit(card: Scorecard, spot: Spot, choice: str) -> Scorecard:
    """Bounds in another unit would mean nothing."""
    return editing.change_indicator(card, spot, unit=Unit(choice), least=None, greatest=None, part_of="")


def better_text(better: Better) -> str:
    """Which way it improves, in a narrow column."""
    return _("↓ lower") if better is Better.LOWER else _("↑ higher")


def source_text(indicator: Indicator) -> str:
    """Where an indicator's value comes from."""
    if indicator.origin is Origin.RECORDS:
        return measure_name(indicator.measure or indicator.code)
    if indicator.origin is Origin.RATED:
        n = len(indicator.levels)
        return ngettext("Rated, {n} level", "Rated, {n} levels", n).format(n=n)
    if indicator.origin is Origin.TYPED:
        return _("Typed for each agent")
    return f"= {formula.with_names(indicator.formula, peer_words.functions())}"


def sources() -> list[tuple[str, str]]:
    """Where values can come from: codes and words."""
    return [
        *((MEASURE + one, measure_name(one)) for one in SOURCES),
        (Origin.RATED.value, _("Rated on the form")),
        (Origin.TYPED.value, _("Typed for each agent")),
        (PEERS, _("Comparison with peers")),
        (Origin.FORMULA.value, _("Formula of other values")),
    ]


def source_code(indicator: Indicator) -> str:
    """Which of them an indicator's value comes from."""
    if indicator.formula and against_peers.read(indicator.formula) is not None:
        return PEERS
    return MEASURE + indicator.figure if indicator.origin is Origin.RECORDS else indicator.origin.value


def put_source(card: Scorecard, spot: Spot, choice: str) -> Scorecard:
    """The scorecard with an indicator's value from elsewhere."""
    indicator, measure = editing.indicator_at(card, spot), choice.removeprefix(MEASURE)
    if choice == PEERS:
        return _compared(card, spot)
    if measure == choice:
        made = starters.with_origin(indicator, Origin(choice))
        return editing.put_indicator(card, spot, additions.with_named_levels(made))
    return editing.put_indicator(card, spot, additions.from_measure(indicator, measure))


def _compared(card: Scorecard, spot: Spot) -> Scorecard:
    """The scorecard with an indicator that compares the first other one with the team."""
    own = editing.indicator_at(card, spot)
    if against_peers.read(own.formula) is not None:
        return card
    first = next((one.code for one in card.indicators() if one.code != own.code), None)
    if first is None:
        raise NotTaken("cell.no_source", _("There is no other indicator to compare."))
    card = editing.put_indicator(card, spot, starters.with_origin(own, Origin.FORMULA))
    return against_peers.put(card, spot, AgainstPeers(How.MINUS_MEAN, PeerCall("team", "mean", first)))


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
    return _("; ").join([*said, *([_(", ").join(bounds)] if bounds else [])])


def rule_said(card: Scorecard, spot: Spot) -> str:
    """What an indicator's rule says, with the full marks it has in its place."""
    indicator = editing.indicator_at(card, spot)
    marks = card.full_marks(indicator, card.sections[spot.section].weight_of(indicator))
    return rule_text(indicator, card.grades[-1].code if card.grades else "", marks)
