"""Why a row was not taken: a code to store and its wording to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from qadesk.i18n import N_, _

WORDING: Final[dict[str, str]] = {
    "blank": N_("This cell must not be empty."),
    "unknown_agent": N_(
        "No agent has this staff number or name. Add the agent, or import the staff list first."
    ),
    "ambiguous_agent": N_("Several agents have this name. Give the staff number."),
    "ambiguous_number": N_("Several staff numbers differ only in leading zeros. Write the full number."),
    "error_cell": N_("This cell shows an error instead of a value. Correct its formula, or type the value."),
    "not_calculated": N_(
        "This formula was never calculated. Open the file in Excel, save it, and import it again."
    ),
    "two_people": N_("This cell names two people. Give the one whose record it is."),
    "name_disagrees": N_("The staff number and the name are of two people."),
    "date": N_("This is not a date or time."),
    "no_year": N_(
        "The date says no year, and neither the file's name nor the open months tell it. Write dates as "
        "2026-10-31, or put the month into the file's name."
    ),
    "date_order": N_(
        "Day and month are ambiguous in this column. Write dates as 2026-10-31 and import the file again."
    ),
    "no_such_time": N_("The clocks were put forward over this time: it did not exist."),
    "duration": N_("This is not a length of time."),
    "endless_call": N_(
        "A call of more than 4 hours is implausible. Correct the cell, or specify the unit of this column."
    ),
    "before_contact": N_("This is before the contact began, or days after it."),
    "hung_up": N_("Only who hung up is given: without a talk time it is unknown whether it was answered."),
    "negative": N_("This cannot be below zero."),
    "whole_number": N_("This is not a whole number."),
    "rating": N_("A rating is 1 to 5."),
    "score": N_("A recommendation is 0 to 10."),
    "yes_no": N_("This is neither yes nor no."),
    "incident": N_("This is neither praise, error nor abuse."),
    "status": N_("This is neither employed, on probation nor left."),
    "direction": N_("This is neither inbound, outbound nor internal."),
    "before_start": N_("This is before the complaint was received."),
    "more_than_all": N_("This part is larger than the whole."),
    "part_without_whole": N_("This is a part of a total that is not given."),
    "clash": N_("Another row of the file contradicts this one about the same record. Neither was imported."),
    "by_hand": N_(
        "A record with this reference was entered by hand and says something else. It stays; delete it to "
        "take the file's."
    ),
    "over_months": N_("These days span more than one month. Export the totals month by month."),
    "implausible_mean": N_(
        "A mean of this length is implausible. Write the unit into the header: (ms), (s) or (min)."
    ),
    "rate": N_("This is not a rate of 0 to 100%."),
    "rate_of_other": N_("This rate does not fit the number beside it."),
    "levels_and_sum": N_("The ratings of each level do not add up to this."),
    "extra_cells": N_("This row has more cells than headers."),
    "open_quote": N_("A quotation mark is not closed, so several rows were joined."),
    "unreadable": N_("This text cannot be read: bytes are damaged."),
    "too_long": N_("This text is too long."),
}


@dataclass(frozen=True, slots=True)
class Bad:
    """What a converter returns instead of a value."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that was not taken: physical line (1-based), header, the cell as text, reason code."""

    line: int
    column: str
    value: str
    reason: str

    @property
    def wording(self) -> str:
        """The reason in the current language."""
        return reason_text(self.reason)


def reason_text(code: str) -> str:
    """A reason code in the current language; a code this version does not know is shown as it is."""
    wording = WORDING.get(code)
    return code if wording is None else _(wording)
