"""What a file does not settle by itself: a question with its possible answers, asked before it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Final

from qadesk.i18n import N_, _
from qadesk.kinds.complaints import FINDINGS
from qadesk.kinds.contacts import DIRECTIONS
from qadesk.kinds.incidents import INCIDENTS_ARE
from qadesk.kinds.roster import STATUSES

DATE_ORDER: Final = "dates"
NUMBERS: Final = "numbers"
CLOCK: Final = "clock"
MARKED: Final = "rows"
COLUMNS: Final = "columns"
TOLD: Final = "notes"
_OF_FILE: Final = (NUMBERS, CLOCK, MARKED, COLUMNS, TOLD)  # questions that are of no single field
WORDING: Final[dict[str, str]] = {
    "kind": N_("What does the file contain?"),
    "column": N_("Is “{header}” the column for: {field}? ({why})"),
    "duration_unit": N_("How are the lengths of time under “{header}” written?"),
    NUMBERS: N_("Does “{number}” under “{header}” have decimals, or are these thousands?"),
    "mixed_units": N_(
        "Does the unit change within the column “{header}”? Some lengths of time are like {low}, others like "
        "{high}, and none lies between."
    ),
    "zone": N_(
        "The times under “{header}” seem to be in another time zone ({zone}). How are they to be read?"
    ),
    CLOCK: N_(
        "Under “{header}” no time is later than 12:59, but some lie between 1:00 and 5:59. Are they "
        "afternoon hours written without am or pm?"
    ),
    MARKED: N_(
        "Some rows may not be meant to count ({words}). If so, remove them from the file; if only their "
        "rating is not, empty it. Does everything count as it stands?"
    ),
    COLUMNS: N_(
        "Some columns are not used, and what stands in them differs from row to row: {words}. If one of "
        "them says that a row is not to count, or is another agent's, remove or correct that row in the "
        "file. Does everything count as it stands?"
    ),
    TOLD: N_(
        "Beside the table, or as its name, stands {words}; its headers do not say so. If that changes what "
        "the rows or values are, write it into the headers, or leave the table out. Is everything meant as "
        "the headers say?"
    ),
    "date_order": N_("How are the dates written: day or month first?"),
    "dates_swapped": N_(
        "Under “{header}” some dates are text and others are not: did Excel swap day and month in the others?"
    ),
    "rating_scale": N_("What do the ratings under “{header}” mean from 1 to 5?"),
    "other_scale": N_(
        "The ratings under “{header}” are not on a scale of 1 to 5, so customer satisfaction "
        "cannot be calculated from them. Skip this column?"
    ),
    "meaning": N_("What do these words under “{header}” mean: {words}?"),
}
ANSWERS: Final[dict[str, str]] = {
    "ms": N_("milliseconds"),
    "s": N_("seconds"),
    "min": N_("minutes"),
    "h": N_("hours"),
    "day": N_("fractions of a day, as Excel keeps times"),
    "m:s": N_("minutes and seconds"),
    "h:m": N_("hours and minutes"),
    "written": N_("no, it is correct as written"),
    "clock": N_("the time of day when it ended, counted from the start"),
    "moment": N_("the date and time when it ended, counted from the start"),
    "afternoon": N_("yes, 1:00 to 6:59 are in the afternoon"),
    "local": N_("as this office's time"),
    "utc": N_("as UTC"),
    "point": N_("decimals stand after a point"),
    "comma": N_("decimals stand after a comma"),
    "dmy": N_("day, month, year"),
    "mdy": N_("month, day, year"),
    "ymd": N_("year, month, day"),
    "swapped": N_("yes, swap them back"),
    "up": N_("the highest number is best"),
    "down": N_("1 is best"),
    "four_two": N_("good is 4, bad is 2"),
    "five_one": N_("good is 5, bad is 1"),
    "none": N_("skip this column"),
    "as_is": N_("yes, take everything as it stands"),
    "yes": N_("yes"),
    "no": N_("no"),
    "open": N_("nothing, or still open"),
    "hung_up": N_("who hung up: answered if there is a talk time"),
    **FINDINGS,
    **DIRECTIONS,
    **INCIDENTS_ARE,
    **STATUSES,
}


# Codes in `detail` that have words.
SHOWN: Final[dict[str, str]] = {
    "part": N_("part of the header is known"),
    "contents": N_("its values look like it"),
    "doubtful": N_("its values do not fit well"),
    "header": N_("its header is known"),
    "rival": N_("another column would fit, too"),
    "whole_handling": N_("it may include hold and work after the call"),
    "other_scale_told": N_("its header names another scale, or the contrary"),
    "both_ways": N_("it may be of outbound calls, too"),
    "a_part": N_("it seems to count only a part, or other days as well"),
    "somebody_else": N_("it may be about somebody else than the agent"),
    "scaled": N_("it may be counted in hundreds or thousands, and is read as single ones"),
    "rounded": N_("it may be rounded up to whole minutes"),
    "says_more": N_("its header says more than this field; it may count something else"),
    "office_hours": N_("it seems to count working hours only, not all hours"),
}


@dataclass(frozen=True)
class Choice:
    """One possible answer: its code, and what the file would say then (“mean 0:02:23”), "" for nothing.

    Where that says it all (`enough`), the answer's own words are left out.
    """

    answer: str
    example: str = ""
    enough: bool = False

    @property
    def text(self) -> str:
        """The answer in the current language."""
        if self.enough:
            return self.example
        name = _(ANSWERS[self.answer]) if self.answer in ANSWERS else self.answer
        return _("{answer} ({example})").format(answer=name, example=self.example) if self.example else name


@dataclass(frozen=True)
class Question:
    """What is asked of a field's column; `detail` fills the placeholders of the wording.

    `code` is a key of WORDING; `readings` are the answers that are possible, the likeliest first.
    """

    code: str
    field: str
    header: str
    readings: tuple[Choice, ...]
    detail: Mapping[str, str] = dataclass_field(default_factory=dict)

    @property
    def key(self) -> str:
        """What an answer is given under: the field; for the whole file its code, or DATE_ORDER."""
        return self.field or (self.code if self.code in _OF_FILE else DATE_ORDER)

    @property
    def text(self) -> str:
        """The question in the current language."""
        told = {name: _(SHOWN[code]) if code in SHOWN else code for name, code in self.detail.items()}
        return _(WORDING[self.code]).format(**{"header": self.header, "field": self.field, **told})
