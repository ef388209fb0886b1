"""The form of a cycle: what is rated and on which levels, what is typed, and how a rating is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from qadesk.domain.scorecard import Indicator, Origin, Role
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


@dataclass(frozen=True)
class Form:
    """What a supervisor fills in for each agent of a cycle."""

    items: tuple[Indicator, ...]  # rated, each on its own levels
    half_points: bool
    measured: tuple[Indicator, ...] = ()  # what the same scorecard takes from records
    typed: tuple[Indicator, ...] = ()  # a value typed for each agent

    @property
    def wanted(self) -> tuple[Indicator, ...]:
        """What is typed and must be there before an agent can be graded."""
        return tuple(i for i in self.typed if i.role is Role.WEIGHTED)

    def item(self, code: str) -> Indicator:
        """The rated item of that code. Raises UserError if the cycle's scorecard does not rate it."""
        return _named(self.items, code)

    def value(self, code: str) -> Indicator:
        """The typed value of that code. Raises UserError if the cycle's scorecard does not type it."""
        return _named(self.typed, code)

    def is_typed(self, code: str | None) -> bool:
        """Whether a code is that of a typed value."""
        return any(i.code == code for i in self.typed)

    def levels(self, item: Indicator) -> tuple[Decimal, ...]:
        """Every level an item takes, half ones where the scorecard takes them, from the lowest."""
        if self.half_points:
            return tuple(Decimal(n) / 2 for n in range(2, 2 * item.top + 1))
        return tuple(Decimal(n) for n in range(1, item.top + 1))

    def allows(self, item: Indicator, level: Decimal) -> bool:
        """Whether a level may be given: 1 to the item's highest, half points only where they are taken."""
        steps = level * 2 if self.half_points else level
        return level.is_finite() and 1 <= level <= item.top and steps == steps.to_integral_value()

    def must_allow(self, item: Indicator, level: Decimal) -> None:
        """Raises UserError for a level that may not be given."""
        if not self.allows(item, level):
            raise UserError(
                _("{level} is not a level of “{item}”.").format(level=level, item=item_name(item)),
                kept=_("Nothing was changed."),
                remedy=self.rule(item),
            )

    def rule(self, item: Indicator) -> str:
        """Which levels an item takes, as a sentence."""
        if self.half_points:
            return _("Give 1 to {top}; half points are allowed.").format(top=item.top)
        return _("Give a whole number from 1 to {top}.").format(top=item.top)


def _named(items: tuple[Indicator, ...], code: str) -> Indicator:
    for item in items:
        if item.code == code:
            return item
    raise UserError(_("“{item}” is not on this cycle's form.").format(item=code))


_forms: WeakKeyDictionary[Engine, dict[int, Form]] = WeakKeyDictionary()


def form_of(connection: Connection, office: Office, cycle: Cycle) -> Form:
    """The form of a cycle; read once per open office, since a published scorecard never changes."""
    known = _forms.setdefault(office.engine, {})
    if cycle.scorecard_id not in known:
        card = scorecards.load(connection, cycle.scorecard_id)
        known[cycle.scorecard_id] = Form(
            card.rated_items(),
            card.half_points,
            tuple(i for i in card.indicators() if i.origin is Origin.RECORDS),
            card.typed_items(),
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
