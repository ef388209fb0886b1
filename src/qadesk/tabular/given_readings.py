"""What the user says of how the cells of a file are read, and which answers there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.registry import KINDS
from qadesk.tabular import clock_hours, number_marks
from qadesk.tabular.durations import UNITS
from qadesk.tabular.meanings import VALUES, Meanings
from qadesk.tabular.questions import CLOCK, COLUMNS, DATE_ORDER, MARKED, NUMBERS, TOLD
from qadesk.tabular.zones import AS_UTC, LOCAL


@dataclass(frozen=True)
class GivenReadings:
    """What the user said: `answers` by field the code of a Choice, under DATE_ORDER that of the dates.

    `words` are the meanings of words. `recalled` are the keys of answers given for an earlier file: these
    settle what this one leaves open, and never stand against what it says.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    recalled: Collection[str] = ()


def refuse_unknown_answers(answers: Mapping[str, str], words: Mapping[str, Mapping[str, str]]) -> None:
    """Raise UserError for an answer or a meaning there is none of, or one of a field that is not asked so."""
    fields = {f.name: f.type for kind in KINDS.values() for f in kind.fields}
    for name, answer in answers.items():
        if name == DATE_ORDER:
            _refuse(name, answer, ("dmy", "mdy", "ymd", "swapped", "written"))
        elif name == CLOCK:
            _refuse(name, answer, clock_hours.ANSWERS)
        elif name in (MARKED, COLUMNS, TOLD):
            _refuse(name, answer, ("as_is",))
        elif name == NUMBERS:
            _refuse(name, answer, tuple(number_marks.CODES))
        elif name == "rating":
            _refuse(name, answer, ("up", "down", "four_two", "five_one"))
        elif fields.get(name) == "mean_time":
            _refuse(name, answer, ("written", "m:s"))
        elif fields.get(name) in ("moment", "day", "clock"):
            _refuse(name, answer, (LOCAL, AS_UTC))
        else:
            lengths = (*UNITS, "m:s", "h:m", "written", "clock", "moment")
            _refuse(name, answer, lengths if fields.get(name) == "duration" else ())
    for name, meanings in words.items():
        for meaning in meanings.values():
            _refuse(name, meaning, Meanings(name).codes if name in VALUES else ())


def _refuse(field: str, answer: str, possible: Sequence[str]) -> None:
    if answer in possible:
        return
    raise UserError(
        "import.no_such_answer",
        _("“{answer}” is not an answer for “{field}”.").format(answer=answer, field=field),
        kept=_("Nothing was imported."),
        remedy=_("Possible are: {answers}.").format(answers=_(", ").join(possible))
        if possible
        else _("This field has no such question."),
    )
