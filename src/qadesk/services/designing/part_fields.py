"""Levels, grades and bands as tables: what each of their cells says, and what typed text makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, TypeVar

from qadesk import formats
from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import Indicator, Level, Names, Scorecard
from qadesk.errors import NotTaken
from qadesk.i18n import _
from qadesk.services.designing import row_fields
from qadesk.services.designing.row_fields import MOST_NAME
from qadesk.services.designing.typed_limits import read_limit
from qadesk.services.explaining.figure_words import band_limit as said_limit
from qadesk.services.table_fields import TableField
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NumberKind

R = TypeVar("R")
OTHER: Final = "other_"  # begins the key of a field in the language the window is not in
_MOST_WORDING: Final = 1000  # characters


def _names(
    own: bool,
    names: Callable[[Scorecard, R], Names],
    put: Callable[[Scorecard, R, Names], Scorecard],
    key: str = "name",
    header: str = "",
    most: int = MOST_NAME,
) -> TableField[Scorecard, R]:
    """A field of names in the window's language (`own`), or in the other one, of so many characters."""

    def text(card: Scorecard, row: R) -> str:
        return row_fields.of_names(names(card, row), own)

    def put_text(card: Scorecard, row: R, typed: str) -> Scorecard:
        return put(card, row, row_fields.with_name(names(card, row), own, typed, most))

    return TableField(key if own else OTHER + key, header or row_fields.name_header(own), text, put_text)


# ---- levels

LevelRow = tuple[Spot, int]  # the indicator, the number of the level


def of_levels() -> list[TableField[Scorecard, LevelRow]]:
    """The level itself, then its name and its wording in both languages."""
    found = [TableField("level", _("Level"), level_number)]
    for own in (True, False):
        looks = _("Wording (Chinese)") if row_fields.is_chinese(own) else _("Wording (English)")
        found += [
            _names(own, lambda card, row: _level(card, row).name, _put_level("name")),
            _names(own, lambda card, row: _level(card, row).wording, _put_level("wording"), "wording", looks,
                   _MOST_WORDING),
        ]  # fmt: skip
    return found


def level_number(card: Scorecard, row: LevelRow) -> str:
    """Which level it is."""
    return str(_level(card, row).level)


def _level(card: Scorecard, row: LevelRow) -> Level:
    spot, number = row
    return editing.indicator_at(card, spot).levels[number]


def _put_level(field: str) -> Callable[[Scorecard, LevelRow, Names], Scorecard]:
    def put(card: Scorecard, row: LevelRow, made: Names) -> Scorecard:
        spot, number = row
        changes: dict[str, Any] = {field: made}
        levels = list(editing.indicator_at(card, spot).levels)
        levels[number] = replace(levels[number], **changes)
        return editing.change_indicator(card, spot, levels=tuple(levels))

    return put


# ---- grades, by their number


def of_grades() -> list[TableField[Scorecard, int]]:
    """The code, the name in both languages, from which total on, and how many may have it."""

    def put(field: str, read: Callable[[str], Any]) -> Callable[[Scorecard, int, str], Scorecard]:
        return lambda card, row, typed: editing.change_grade(card, row, **{field: read(typed)})

    def names(own: bool) -> TableField[Scorecard, int]:
        return _names(
            own,
            lambda card, row: card.grades[row].names,
            lambda card, row, made: editing.change_grade(card, row, names=made),
        )

    def rename(card: Scorecard, row: int, typed: str) -> Scorecard:
        return editing.rename_grade(card, row, typed.strip())

    def at_least(card: Scorecard, row: int) -> str:
        return numbers.shown(card.grades[row].at_least)

    def share(key: str, header: str) -> TableField[Scorecard, int]:
        def typed(card: Scorecard, row: int) -> str:
            return numbers.typed(getattr(card.grades[row], key), numbers.PERCENT)

        put_share = put(key, lambda typed: numbers.read(typed, numbers.PERCENT))
        return TableField(key, header, lambda card, row: typed(card, row) or _("no limit"), put_share, typed)

    return [
        TableField("code", _("Grade"), grade_code, rename),
        names(True),
        names(False),
        TableField("at_least", _("From (total)"), at_least,
                   put("at_least", lambda typed: numbers.read(typed) or Decimal(0))),
        share("quota", _("Quota (%)")),
        share("least_share", _("At least (%)")),
    ]  # fmt: skip


def grade_code(card: Scorecard, row: int) -> str:
    """What a grade is called on paper."""
    return card.grades[row].code


# ---- bands, by their number; the last row is what lies beyond them

OfLadder = tuple[Ladder, Indicator]


def of_bands(shown: OfLadder) -> list[TableField[OfLadder, int]]:
    """Limit and points; what lies beyond the last band has no limit."""
    ladder, indicator = shown
    unit = "%" if ladder.of_standard else formats.unit_name(indicator.unit)
    header = _("Limit ({unit})").format(unit=unit) if unit else _("Limit")
    fields: list[TableField[OfLadder, int]] = [
        TableField("limit", header, band_limit, _put_limit, _typed_limit, editable=_is_band),
        TableField("points", _("Points"), _points, _put_points),
    ]
    if ladder.interpolated:
        fields.append(
            TableField("flat", _("Up to the next limit"), _up_to, _put_flat,
                       lambda shown, row: "flat" if shown[0].is_flat(row) else "",
                       lambda: [("", _("in proportion")), ("flat", _("same points"))], _is_slope)
        )  # fmt: skip
    return fields


def kind_of_limits(shown: OfLadder) -> NumberKind:
    """How a limit is typed."""
    ladder, indicator = shown
    return numbers.PERCENT if ladder.of_standard else numbers.kind_of(indicator.unit)


def band_limit(shown: OfLadder, row: int) -> str:
    """From where on, or up to where, a band holds."""
    ladder, indicator = shown
    if not _is_band(shown, row):
        return _("otherwise")
    return said_limit(ladder, row, indicator.unit)


def with_band(ladder: Ladder, row: int, band: tuple[Decimal, Decimal]) -> Ladder:
    """With a band in the place of another, or below the last one."""
    return replace(ladder, bands=(*ladder.bands[:row], band, *ladder.bands[row + 1 :]))


def _is_band(shown: OfLadder, row: int) -> bool:
    return row < len(shown[0].bands)


def _typed_limit(shown: OfLadder, row: int) -> str:
    if not _is_band(shown, row):
        return ""
    typed = numbers.typed(shown[0].bands[row][0], kind_of_limits(shown))
    return f"{'<' if shown[0].better == 'lower' else '>'} {typed}" if shown[0].is_over(row) else typed


def _is_slope(shown: OfLadder, row: int) -> bool:
    """Whether points of a band may be in proportion: there is a better limit to go up to."""
    return 0 < row < len(shown[0].bands)


def _up_to(shown: OfLadder, row: int) -> str:
    if not _is_slope(shown, row):
        return ""
    return _("same points") if shown[0].is_flat(row) else _("in proportion")


def _put_flat(shown: OfLadder, row: int, choice: str) -> OfLadder:
    ladder, indicator = shown
    return ladder.marked("flat", row, choice == "flat"), indicator


def _points(shown: OfLadder, row: int) -> str:
    ladder = shown[0]
    return numbers.shown(ladder.bands[row][1] if _is_band(shown, row) else ladder.otherwise)


def _put_limit(shown: OfLadder, row: int, typed: str) -> OfLadder:
    ladder, indicator = shown
    found, over = read_limit(typed, kind_of_limits(shown), ladder.better)
    made = with_band(ladder, row, (_complete(found), ladder.bands[row][1]))
    return made.marked("over", row, bool(over)), indicator  # without a sign it belongs to its band


def _put_points(shown: OfLadder, row: int, typed: str) -> OfLadder:
    ladder, indicator = shown
    points = _complete(numbers.read(typed))
    if not _is_band(shown, row):
        return replace(ladder, otherwise=points), indicator
    return with_band(ladder, row, (ladder.bands[row][0], points)), indicator


def _complete(found: Decimal | None) -> Decimal:
    """The figure typed. Raises NotTaken for none, without a word: it is only not there yet."""
    if found is None:
        raise NotTaken
    return found
