"""A typed value as people write it: read from a field or a cell, checked against its unit, written again.

One rule everywhere: a figure is what one sees. A rate is written in percent (or its finer unit), with or
without the sign: 95 and 95% are the same; 0.95 could mean two values and is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from qadesk import formats
from qadesk.domain.decimals import tidy
from qadesk.domain.rule_checking import MOST_RATE, value_range
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.errors import NotTaken, joined
from qadesk.i18n import N_, _, current_language
from qadesk.services.scoring.forms import Evaluation, RatingForm, item_name
from qadesk.tabular import numbers
from qadesk.tabular.durations import MAX_DURATION_MS
from qadesk.tabular.numbers import NotRead
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import NO_VALUE, Cell, cell_text
from qadesk.tabular.values import parse_duration

MOST: Final = Decimal(1_000_000_000)
_MOST: Final = {
    Unit.RATE: MOST_RATE,
    Unit.PER_10000: Decimal(1),
    Unit.PER_MILLION: Decimal(1),
    Unit.SECONDS: Decimal(MAX_DURATION_MS) / 1000,
}
# Finer than any list shows; what a spreadsheet's division leaves behind it is no information.
_FINE: Final = Decimal("1E-12")
_QUANTA: Final = {
    Unit.RATE: _FINE, Unit.PER_10000: _FINE, Unit.PER_MILLION: _FINE, Unit.SECONDS: Decimal("0.001")
}  # fmt: skip
_QUANTUM: Final = Decimal("0.0001")
RULES: Final = {
    "rate": N_("A percentage from 0 to {high}, such as 95 or 95%."),
    "fine_rate": N_("A number from 0 to {high}, such as 2.4."),
    "seconds": N_("A length of time in seconds, such as 30 or 1:30."),
    "count": N_("A number of 0 or more, such as 12."),
    "figure": N_("A number from {low} to {high}."),
    "bounds": N_("A value from {low} to {high}, as the scorecard says."),
}


def limits(item: Indicator) -> tuple[Decimal, Decimal]:
    """The least and the greatest value, in the indicator's own unit (a rate is 0-1)."""
    low, high = value_range(item)
    if high is None:
        high = _MOST.get(item.unit, MOST)
    return (Decimal(0) if low is None else low), high


def fits(item: Indicator, value: Decimal) -> bool:
    """Whether a value lies in the range of its unit."""
    low, high = limits(item)
    return value.is_finite() and low <= value <= high


def read(
    item: Indicator, cell: Cell, *, unit_ms: int = 1000, fraction: bool = False, unit: Unit | None = None
) -> Decimal | None:
    """The value written in a field or a cell, None for an empty one; a rate as 0-1.

    `unit_ms` is what a bare number of a length of time counts in, `unit` what one of a rate is written in
    where that is not the indicator's own; `fraction` says that the number stands
    for a hundredfold shown with a percent sign. Raises NotRead.
    """
    text = cell_text(cell, wide=True)
    if not text or text.casefold().replace(" ", "") in NO_VALUE:
        return None
    value = _seconds(cell, unit_ms) if item.unit is Unit.SECONDS else _number(item, cell, fraction, unit)
    value = value.quantize(_QUANTA.get(item.unit, _QUANTUM), ROUND_HALF_UP)
    if not fits(item, value):
        raise _out_of_range(item, text)
    return tidy(value)


def why_not(
    item: Indicator, text: str, items: Iterable[Indicator], values: Mapping[str, Decimal]
) -> NotTaken | None:
    """Why what was typed cannot be the agent's value; None where it can.

    `items` are the typed values of the form, `values` what is stored of them.
    """
    try:
        value = read(item, text)
    except NotRead as no:
        said = rule(item) if no.reason in RULES | {"not_number": ""} else no.wording()
        return NotTaken(f"cell.{no.reason}", said)
    wrong = None if value is None else larger_than_whole(items, {**values, item.code: value})
    return NotTaken("cell.part_of", part_rule(*wrong)) if wrong else None


def larger_than_whole(
    items: Iterable[Indicator], values: Mapping[str, Decimal]
) -> tuple[Indicator, Indicator] | None:
    """The first of some typed values that is larger than the value it is a part of, with that one."""
    known = {item.code: item for item in items}
    for part in known.values():
        whole = known.get(part.part_of)
        both = whole is not None and part.code in values and whole.code in values
        if whole is not None and both and values[part.code] > values[whole.code]:
            return part, whole
    return None


def part_rule(part: Indicator, whole: Indicator) -> str:
    """What holds for the two, as a sentence."""
    text = _("“{part}” is a part of “{whole}”, so it cannot be the larger of the two.")
    return text.format(part=item_name(part), whole=item_name(whole))


def _seconds(cell: Cell, unit_ms: int) -> Decimal:
    milliseconds = parse_duration(cell, unit_ms)
    if milliseconds is None or isinstance(milliseconds, Bad):
        raise NotRead("not_number", cell_text(cell))
    return Decimal(milliseconds) / 1000


def _number(item: Indicator, cell: Cell, fraction: bool, unit: Unit | None) -> Decimal:
    text, kind = cell_text(cell), numbers.kind_of(unit or item.unit)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = Decimal(repr(cell))
        if not fraction:
            number = numbers.bare(number, kind)
        elif not kind.share:
            raise NotRead("no_share", text)
    else:
        found = numbers.read(text if isinstance(cell, str) else "?", kind)
        if found is None:
            raise NotRead("not_number", text)
        number = found
    if number and number.adjusted() > MOST.adjusted() + 2:  # far-off figures need no arithmetic
        raise _out_of_range(item, text)
    return number


def _out_of_range(item: Indicator, text: str) -> NotRead:
    which, bounds = problem(item)
    return NotRead(which, text, **bounds)


def written(item: Indicator, value: Decimal | None) -> str:
    """A value as it is typed, every digit that is stored: 95.2%, 30, 4.25; empty for none."""
    text = numbers.shown(value, numbers.kind_of(item.unit))
    return formats.with_unit(text, item.unit) if text and item.unit.is_rate else text


def shown(item: Indicator, value: Decimal | None) -> str:
    """The same with its unit, as a list shows it: 95.2%, 30 s, 4.25."""
    text = numbers.shown(value, numbers.kind_of(item.unit))
    return text and formats.with_unit(text, item.unit)


def unit_text(item: Indicator) -> str:
    """What stands behind the field: %, seconds, "out of 10", or nothing."""
    if item.unit.is_rate:
        return formats.unit_name(item.unit)
    if item.unit is Unit.SECONDS:
        return _("seconds")
    return _("out of {n}").format(n=item.top) if item.unit is Unit.RATING else ""


def head_text(item: Indicator, language: str = "") -> str:
    """The name of a column of values with its unit, short: Handling time (s), Test (1-5)."""
    low, high = limits(item)
    units = {Unit.RATING: f"{low}–{high}"}
    name = item.names.in_language(language or current_language())
    unit = units.get(item.unit, formats.unit_name(item.unit, language or None))
    chinese = (language or current_language()).startswith("zh")
    return (f"{name}（{unit}）" if chinese else f"{name} ({unit})") if unit else name


def problem(item: Indicator) -> tuple[str, dict[str, str]]:
    """What may be written: which sentence of `RULES`, and the bounds it names."""
    low, high = limits(item)
    if item.greatest is not None or item.least is not None:
        return "bounds", {"low": shown(item, low), "high": shown(item, high)}
    if item.unit is Unit.RATE:
        return "rate", {"high": f"{high * 100:f}"}
    if item.unit.is_rate:
        most = numbers.shown(high, numbers.kind_of(item.unit))
        return "fine_rate", {"high": formats.with_unit(most, item.unit)}
    if item.unit in (Unit.SECONDS, Unit.COUNT):
        return item.unit.value, {}
    return "figure", {"low": f"{low:f}", "high": f"{high:f}"}


def rule(item: Indicator) -> str:
    """What may be written, as a sentence."""
    which, bounds = problem(item)
    return _(RULES[which]).format(**bounds)


def doubt(item: Indicator, value: Decimal | None) -> str:
    """What is unusual about a value that is taken: a rate above 100 % where nothing is said of its most."""
    if value is None or item.greatest is not None or not item.unit.is_rate or value <= 1:
        return ""
    return _("{value} is more than 100%; make sure that it is meant.").format(value=written(item, value))


def value_meaning(form: RatingForm, item: Indicator, entry: Evaluation) -> str:
    """A typed value and what there is to say of it."""
    remark = value_remark(form, item, entry)
    if item.code in entry.unfit:
        return remark
    said = shown(item, entry.values.get(item.code)) or _("not entered yet")
    if item.code in entry.exempt:
        said = _("N/A, not applicable")
    said = waived_text(entry, item.code) or said
    return f"{_('{item}: {rating}').format(item=item_name(item), rating=said)}   {remark}".rstrip()


def value_remark(form: RatingForm, item: Indicator, entry: Evaluation) -> str:
    """Who entered a typed value and when; what it should be where there is none yet, or where it is none."""
    if unfit := entry.unfit.get(item.code):
        why = why_not(item, unfit, form.typed, entry.values)
        return _("“{typed}” is not saved. {rule}").format(typed=unfit, rule=why)
    if item.code in entry.exempt:
        return _("Not applicable this cycle: it does not apply to this agent.")
    entered, unusual = entry.entered.get(item.code), doubt(item, entry.values.get(item.code))
    if waived_text(entry, item.code):
        return _("Waived in Results, so it may stay empty; a value entered here counts.")
    if entered is None:
        return unusual if item.code in entry.values else rule(item)
    time = formats.moment(entered.at)
    if entered.origin:
        said = _("from {file}, {name}, {time}").format(file=entered.origin, name=entered.by, time=time)
    else:
        said = _("entered by {name}, {time}").format(name=entered.by, time=time)
    return joined(unusual, said)


def waived_text(entry: Evaluation, code: str) -> str:
    """What stands where a value may be lacking and is; nothing elsewhere."""
    return _("waived") if code in entry.waived and code not in entry.values else ""
