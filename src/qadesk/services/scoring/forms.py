"""The five-point form of a cycle: its items, what may be given, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from qadesk.domain.scorecard import Indicator
from qadesk.errors import UserError
from qadesk.i18n import _, current_language
from qadesk.services import scorecards
from qadesk.services.cycles import Cycle
from qadesk.storage.office import Office


class NotApplicable(Enum):
    """ "Does not apply": neither a level nor missing."""

    NA = "N/A"


NA: Final = NotApplicable.NA
Rated = Decimal | NotApplicable | None  # None: not rated (yet)
LEVELS: Final = tuple(Decimal(n) for n in range(1, 6))


@dataclass(frozen=True)
class Form:
    """What a supervisor fills in for each agent of a cycle."""

    items: tuple[Indicator, ...]
    half_points: bool
    measured: tuple[Indicator, ...] = ()  # what the same scorecard takes from records

    def item(self, code: str) -> Indicator:
        """The item of that code. Raises UserError if the cycle's scorecard does not rate it."""
        for item in self.items:
            if item.code == code:
                return item
        raise UserError(_("“{item}” is not on this cycle's form.").format(item=code))

    def allows(self, level: Decimal) -> bool:
        """Whether a level may be given: 1-5, and half points only where the scorecard takes them."""
        steps = level * 2 if self.half_points else level
        return level.is_finite() and 1 <= level <= 5 and steps == steps.to_integral_value()

    def must_allow(self, item: Indicator, level: Decimal) -> None:
        """Raises UserError for a level that may not be given."""
        if not self.allows(level):
            raise UserError(
                _("{level} is not a level of “{item}”.").format(level=level, item=item_name(item)),
                kept=_("Nothing was changed."),
                remedy=self.rule(),
            )

    def rule(self) -> str:
        """Which levels the form takes, as a sentence."""
        if self.half_points:
            return _("Give 1 to 5; half points are allowed.")
        return _("Give 1, 2, 3, 4 or 5; this scorecard takes no half points.")


_forms: WeakKeyDictionary[Engine, dict[int, Form]] = WeakKeyDictionary()


def form_of(connection: Connection, office: Office, cycle: Cycle) -> Form:
    """The form of a cycle; read once per open office, since a published scorecard never changes."""
    known = _forms.setdefault(office.engine, {})
    if cycle.scorecard_id not in known:
        card = scorecards.load(connection, cycle.scorecard_id)
        known[cycle.scorecard_id] = Form(
            card.rated_items(), card.half_points, tuple(i for i in card.indicators() if not i.rated)
        )
    return known[cycle.scorecard_id]


def item_name(item: Indicator) -> str:
    """An item's name in the current language."""
    return item.names.in_language(current_language())


def level_text(level: Rated) -> str:
    """How a rating is written: 4, 3.5, N/A, or nothing."""
    if level is None:
        return ""
    return f"{level.normalize():f}" if isinstance(level, Decimal) else _("N/A")
