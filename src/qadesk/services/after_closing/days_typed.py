"""Days as somebody types or pastes them: one on each line, or a span of them, and what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services.after_closing.working_days import OwnDay
from qadesk.tabular.near_dates import read_day

_LINE: Final = re.compile(r"(\S+?)(?:\s*(?:~|～|–|—|至|到|\.\.)\s*(\S+?))?(?:[\s,，:：]+(.*))?")
_LONGEST: Final = 62  # days of a span: longer ones are mistyped


def read_days(text: str, works: bool, today: date) -> tuple[OwnDay, ...]:
    """The days of a text, each once: “2027-01-01 ~ 2027-01-03 元旦”; without a year near today.

    Raises UserError naming the first line that cannot be read, and for a text without any.
    """
    found = [
        day for line in text.splitlines() if line.strip() for day in _of_line(line.strip(), works, today)
    ]
    if not found:
        raise UserError("value.no_days", _("No day was given."), kept=_("Nothing was changed."))
    return tuple({one.day: one for one in found}.values())


def _of_line(line: str, works: bool, today: date) -> Iterator[OwnDay]:
    match = _LINE.fullmatch(line)
    first = read_day(match[1], today) if match else None
    last = read_day(match[2], first or today) if match and match[2] else first
    if match is None or first is None or last is None:
        raise UserError(
            "value.no_day",
            _("“{line}” does not begin with a day.").format(line=line),
            kept=_("Nothing was changed."),
            remedy=_("Write one day a line, as 2027-01-01 or 2027-01-01 ~ 2027-01-03; a name may follow."),
        )
    if not 0 <= (last - first).days < _LONGEST:
        raise UserError(
            "value.no_span",
            _("“{line}” is no span of days.").format(line=line),
            kept=_("Nothing was changed."),
            remedy=_("A span ends after it begins, at most two months later."),
        )
    for number in range((last - first).days + 1):
        yield OwnDay(first + timedelta(days=number), works, (match[3] or "").strip())
