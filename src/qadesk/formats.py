"""How figures and times are written on screen, on paper and in messages: the one place that does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from qadesk.domain.decimals import rounded
from qadesk.domain.scorecard import Names
from qadesk.i18n import N_, _, current_language

DASH = "–"
MOST_NAMED = 6  # of many agents, files or days, in one sentence
SCALES = {"rate": 100, "per_10000": 10_000, "per_million": 1_000_000}  # of units that are shares of 1
_MOST_PLACES = 12
_MOST_DIGITS = 20
# The usual signs for parts per ten thousand and per million are in few typefaces, and few people read them.
_WITH_UNIT = {
    "rate": ("{}%", "{}%"),
    "per_10000": ("万分之 {}", "{} per 10,000"),
    "per_million": ("百万分之 {}", "{} per million"),
    "seconds": ("{} 秒", "{} s"),
}
_UNIT_NAMES = {
    "rate": ("%", "%"),
    "per_10000": ("万分之", "per 10,000"),
    "per_million": ("百万分之", "per million"),
    "seconds": ("秒", "s"),
}
_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


def decimal(value: Decimal | None, places: int = 2) -> str:
    """Fixed places, half-up, below zero with a true minus: 12.50, −10.00; a dash for no value."""
    if value is None:
        return DASH
    if value.adjusted() > _MOST_DIGITS:  # no figure of a branch, but not to be told wrong either
        return f"{value:.3E}".replace("-", "−")
    shown = rounded(value, places)
    return f"−{-shown:f}" if shown < 0 else f"{abs(shown):f}"


def signed(value: Decimal, places: int = 2) -> str:
    """What comes on top or off, or a change, with its sign: +2.00, −0.50; 0.00 without."""
    text = decimal(value, places)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def count(number: int) -> str:
    """How many there are: 7, 6,156."""
    return f"{number:,}"


def plain(value: Decimal | None) -> str:
    """As few places as the value needs, at most two: 20, 4.5, 33.33."""
    return _short(decimal(value, 2))


def decimal_short(value: Decimal) -> str:
    """All the places a figure somebody wrote has, and no needless ones: 0.5, 1.125."""
    return _short(decimal(value, _MOST_PLACES))


def characters(lacking: tuple[str, ...]) -> str:
    """Characters with their code points, for a message about them: 𠮷 (U+20BB7)."""
    return ", ".join(f"{char} (U+{ord(char):04X})" for char in lacking)


def scale(unit: str) -> int:
    """How many of a unit, as it is shown, are one of its values: 100 for a rate."""
    return SCALES.get(unit, 1)


def with_unit(text: str, unit: str, language: str | None = None) -> str:
    """A figure, or a range of them, with its unit: 28.38 s, 89.04%, 2.4 per million."""
    forms = _WITH_UNIT.get(unit)
    return text if forms is None else forms[_in(language)].format(text)


def unit_name(unit: str, language: str | None = None) -> str:
    """The unit as it stands in a heading: %, s, per million; nothing for one without a sign."""
    forms = _UNIT_NAMES.get(unit)
    return "" if forms is None else forms[_in(language)]


def places(value: Decimal, apart: Iterable[Decimal] = (), least: int = 2) -> int:
    """How many places it takes to tell a value from others it could be taken for, and from 0.

    As many as it takes not to be printed as one of `apart` that it is not; two digits at least of what would
    be printed as 0.
    """
    if value.adjusted() + _MOST_PLACES > _MOST_DIGITS:  # so large that it needs none
        return least
    others = (*apart, Decimal(0))
    for count in range(least, _MOST_PLACES):
        shown = rounded(value, count)
        if all(value == one or shown != one for one in others):
            enough = count == least or shown == value or abs(shown) >= Decimal(10).scaleb(-count)
            return count if enough else count + 1
    return _MOST_PLACES


def quantity(
    value: Decimal | None, unit: str, language: str | None = None, apart: Iterable[Decimal] = ()
) -> str:
    """An indicator's value with its unit: 28.38 s, 89.04%, 3.93, 2, +26.3, 2.4 per million.

    `apart` are the limits it is measured by, which it must not look like without reaching them. `language`
    is that of paper; without it the window's.
    """
    return DASH if value is None else with_unit(bare(value, unit, apart), unit, language)


def bare(value: Decimal, unit: str, apart: Iterable[Decimal] = ()) -> str:
    """The same without its unit, where that stands elsewhere."""
    shown = printed(value, unit, apart)
    count = -int(shown.as_tuple().exponent)
    if unit == "score":
        return signed(shown, count)
    text = decimal(shown, count)
    return _short(text) if unit in ("count", "per_10000", "per_million") else text


def printed(value: Decimal, unit: str, apart: Iterable[Decimal] = ()) -> Decimal:
    """The number that `quantity` shows: a rate in percent, everything rounded as it is printed."""
    factor = scale(unit)
    shown, others = value * factor, [one * factor for one in apart]
    if shown.adjusted() > _MOST_DIGITS:
        return shown
    count = places(shown, others, 1 if unit == "score" else 2)
    return rounded(shown, count)


def span(first: str, last: str) -> str:
    """From one to the other: 27.89–29.47; with room about the dash where an end has a sign or hyphen."""
    return f"{first} – {last}" if set("+-−") & set(first + last) else f"{first}–{last}"


def interval(low: Decimal, high: Decimal, unit: str, language: str | None = None) -> str:
    """An interval with its unit once: 27.89–29.47 s, 84.82–90.50%, −47.4 – +34.9, 0.2–3.1 per million."""
    return with_unit(bare_interval(low, high, unit), unit, language)


def bare_interval(low: Decimal, high: Decimal, unit: str) -> str:
    """The same without its unit, in a table where that stands with the value beside it."""
    return span(bare(low, unit), bare(high, unit))


def weight(value: Decimal) -> str:
    """A weight, in percent of the total: 8%, 33.33%."""
    return f"{plain(value)}%"


def standard(value: Decimal | None, unit: str, better: str, language: str | None = None) -> str:
    """What is required, all its places: ≤ 30 s, ≥ 90%, ≤ 0."""
    if value is None:
        return DASH
    return f"{'≤' if better == 'lower' else '≥'} {exact(value, unit, language)}"


def exact(value: Decimal, unit: str, language: str | None = None) -> str:
    """A figure that somebody set, with its unit and all its places: 30 s, 95%, 1.5 per million."""
    return with_unit(decimal_short(value * scale(unit)), unit, language)


def duration(milliseconds: int) -> str:
    """A length of time as it was recorded, in seconds as its mean is: 25 s, 61.5 s, 312 s."""
    return with_unit(plain(Decimal(milliseconds) / 1000), "seconds")


def file_size(count: int) -> str:
    """A number of bytes: 12 KB, 1.4 MB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{_short(f'{count / 1e6:.1f}')} MB"


def day(value: date | None) -> str:
    """A date as 2026-10-31 in both languages."""
    return DASH if value is None else value.isoformat()


def moment(value: date | None) -> str:
    """A local time to the minute: 2026-10-31 14:05; a day that has none as it is.

    The caller brings it into the office's zone first.
    """
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else day(value)


def cycle_text(code: str) -> str:
    """A cycle's code in words: "2026-10" is October 2026; a code that is no cycle stays as it is."""
    year, dash, rest = code.partition("-")
    if not dash:
        return _("Year {year}").format(year=year) if year.isdigit() else code
    if rest.startswith("Q"):
        return _("Quarter {n} of {year}").format(n=rest[1:], year=year)
    if rest.startswith("H"):
        return _("Half-year {n} of {year}").format(n=rest[1:], year=year)
    if not rest.isdigit() or not 1 <= int(rest) <= len(_MONTHS):
        return code
    return _("{month} {year}").format(month=_(_MONTHS[int(rest) - 1]), year=year)


def agent_text(name: str, staff_no: str) -> str:
    """An agent in a list or a choice."""
    return _("{name} ({number})").format(name=name, number=staff_no)


def some_of(names: Sequence[str], most: int = MOST_NAMED, *, more: str = "") -> str:
    """The first of some names, and how many more there are; `more` says it in other words."""
    text = _(", ").join(names[:most])
    if len(names) <= most:
        return text
    return (more or _("{names} and {n} more")).format(names=text, n=len(names) - most)


def version_text(names: Names, code: str, version: int) -> str:
    """A version of a scorecard by its name, or its code where it has none."""
    return _("{name}, version {n}").format(name=names.in_language(current_language()) or code, n=version)


def spoken(name: str, value: str) -> str:
    """A value behind its name, as it is read aloud; the value alone without one."""
    return _("{name}: {value}").format(name=name, value=value) if name else value


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in(language: str | None) -> int:
    return 0 if (language or current_language()) == "zh_CN" else 1
