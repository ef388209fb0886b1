"""The columns of the design table: the fields of a scorecard's rows as they look, and the row to come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from qadesk.domain import editing
from qadesk.domain.decimals import HUNDRED
from qadesk.domain.editing import Spot
from qadesk.domain.scorecard import MOST_INDICATORS, Scorecard
from qadesk.i18n import _
from qadesk.services.designing import row_fields
from qadesk.services.designing.row_fields import Key, RowField
from qadesk.tabular import numbers
from qadesk.ui.kit.edit_model import EditColumn, Look
from qadesk.ui.theme import GRID

T = TypeVar("T")
_RIGHT: Final = ("weight", "standard")
_WIDTHS: Final[dict[Key, int]] = {  # in GRID; of others 10
    "name": 26, "rule": 24, "source": 20, "other_name": 24, "code": 22,
}  # fmt: skip
SHOWN_IN: Final[dict[str, str]] = {  # fields of the file form that have no column of their own
    "share": "weight",
    **dict.fromkeys(("on_top", "most", "least"), "rule"),
    **dict.fromkeys(("greatest", "part_of", "measure", "formula", "typed", "levels"), "source"),
}


def rows(card: Scorecard, *, editable: bool) -> tuple[Spot, ...]:
    """The rows of the table; in one that can be edited also the next indicator there could be."""
    there, sections = editing.spots(card), card.sections
    full = sum(len(section.indicators) for section in sections) >= MOST_INDICATORS
    if not editable or not sections or full:
        return there
    return (*there, Spot(len(sections) - 1, len(sections[-1].indicators)))


def row_name(card: Scorecard, spot: Spot) -> str:
    """What a row is called."""
    return row_fields.row_name(card, spot) if editing.stands(card, spot) else _("New indicator")


def columns() -> list[EditColumn[Scorecard, Spot]]:
    """The columns of the design table, in the order of KEYS."""
    return [_column(field) for field in row_fields.fields()]


def _column(field: RowField) -> EditColumn[Scorecard, Spot]:
    """A field as a column, with nothing in the row that is not there yet but a name to be typed."""
    name, width = field.key == "name", _WIDTHS.get(field.key, 10)

    def there(said: Callable[[Scorecard, Spot], T], otherwise: T) -> Callable[[Scorecard, Spot], T]:
        return lambda card, spot: said(card, spot) if editing.stands(card, spot) else otherwise

    def look(_card: Scorecard, spot: Spot) -> Look:
        head = spot.indicator is None
        return Look(
            bold=head and field.key != "rule", head=head, indent=2 * GRID if name and not head else 0,
            muted=(head or None) if field.key == "code" else None,
        )  # fmt: skip

    empty = Look(note=_("Type a name here, or paste rows") if name else "", indent=2 * GRID if name else 0)
    return EditColumn(
        field.key,
        field.header,
        there(field.text, ""),
        field.put,
        there(field.typed or field.text, ""),
        field.choices,
        there(field.editable, name),
        there(field.why_fixed, _("Type its name first.")),
        look=there(look, empty),
        tip=there(_counts_for, "") if field.key == "weight" else lambda _card, _spot: "",
        right=field.key in _RIGHT,
        width=width * GRID,
    )


def _counts_for(card: Scorecard, spot: Spot) -> str:
    """What an indicator counts for in percent of the total, where its weight is one of its section."""
    share = card.sections[spot.section].share
    if spot.indicator is None or share is None:
        return ""
    counts = share * editing.indicator_at(card, spot).weight / HUNDRED
    return _("{n}% of the total").format(n=numbers.shown(counts))
