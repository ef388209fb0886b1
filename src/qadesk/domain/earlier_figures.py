"""Figures of other periods as an assessment took them: plain data."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

TO_DATE: Final = "quarter_to_date"
WHOLE_QUARTER: Final = "whole_quarter"
MEASURED: Final = frozenset((TO_DATE, WHOLE_QUARTER))  # anew, of records; not taken from results


class NoEarlier(StrEnum):
    """Why there is no figure of another period."""

    NO_PERIOD = "no_period"  # it was never assessed: before the program was used
    NOT_THERE = "not_there"  # the agent took no part in it
    NO_VALUE = "no_value"  # there was none: missing, waived, not applicable
    NOT_ON_CARD = "not_on_card"  # its scorecard had no such indicator
    NOT_YET = "not_yet"  # of a whole quarter: it goes on
    OTHER = "other"  # it measured something else by that code, or on another scale


class OfPeriod(NamedTuple):
    """What one period says: its value, or `why` it has none.

    `revision` is which result of a closed period it is; 0 where the period is open, and so provisional.
    """

    code: str
    value: Decimal | None
    n: int = 0
    revision: int = 0
    why: NoEarlier | None = None


class EarlierFigure(NamedTuple):
    """A figure of another period as an assessment took it; `key` is how formulas write it.

    `n` counts observations, of several periods the periods whose value is in it.
    """

    key: str
    value: Decimal | None
    n: int
    of: tuple[OfPeriod, ...]

    @property
    def provisional(self) -> bool:
        """Whether one of its periods is still open; a quarter to date is one of records, and is none."""
        return self.key.partition("(")[0] not in MEASURED and any(
            one.value is not None and not one.revision for one in self.of
        )

    @property
    def why(self) -> NoEarlier | None:
        """Why it has no value: as of the first period that has none."""
        return None if self.value is not None else next((one.why for one in self.of if one.why), None)
