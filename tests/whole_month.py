"""A whole month on the sample files, step by step, and what it comes to, whichever way it was gone.

`STEPS` are the steps in order with the day on which each is done. A way is a class with a method for each. A
step that is added here is added to every way: by services and on the command line in
`tests/integration/test_whole_month.py`, by keyboard in `tests/ui/test_whole_month.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, Protocol

import pytest

from qadesk.services import cycles
from qadesk.services.after_closing import interviews, notices, stages
from qadesk.storage.office import Office

CODE: Final = "2026-10"
RATINGS: Final = (
    "44",
    "44",
    "54",
    "55",
    "45",
    "55",
    "43",
    "44",
    "54",
    "43",
    "34",
    "55",
    "44",
)  # by staff no.
STRENGTHS: Final = "Fast and friendly"  # what is said in the interview
INTERVIEWED: Final = "KF1003"  # who stands first in the review
STEPS: Final[dict[str, date]] = {
    "set_up": date(2026, 11, 2),
    "bring_files": date(2026, 11, 2),
    "open_month": date(2026, 11, 2),
    "score": date(2026, 11, 2),
    "close": date(2026, 11, 3),
    "sheets": date(2026, 11, 3),
    "review": date(2026, 11, 4),
    "interview": date(2026, 11, 5),
    "deliver": date(2026, 11, 5),
    "make_final": date(2026, 11, 23),
    "notice": date(2026, 11, 23),
    "publish": date(2026, 11, 24),
}


class Way(Protocol):
    """One way to go; `office` opens what was made, to look at it."""

    def office(self) -> Office: ...


class Clock:
    """The day it is, for every office."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.day = next(iter(STEPS.values()))
        patch.setattr(Office, "today", lambda _self: self.day)
        patch.setattr(
            Office, "now", lambda _self: datetime(self.day.year, self.day.month, self.day.day, 4, tzinfo=UTC)
        )


def go(
    way: Way,
    clock: Clock,
    steps: Mapping[str, date] = STEPS,
    came: Callable[[Office], dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """All steps, each on its day; what came of it."""
    for step, day in steps.items():
        clock.day = day
        getattr(way, step)()
    office = way.office()
    try:
        return (came or came_of)(office)
    finally:
        office.close()


def came_of(office: Office) -> dict[str, Any]:
    """What a month comes to: results, how each went on, interviews, notices."""
    month = stages.positions(office, CODE)
    return {
        "month": month.stage.value,
        "closed": cycles.get(office, CODE).closed,
        "results": {
            one.staff_no: [str(one.total), one.grade, [(s.stage.value, s.day, s.reason) for s in one.steps]]
            for one in month.positions
        },
        "interviews": {
            number: (one.talk.day, one.talk.led_by, one.talk.strengths, one.on_sheet)
            for number, one in interviews.interviews(office, CODE).items()
        },
        "notices": [
            (one.number, one.choice.shown, one.choice.first_day, [vars(line) for line in one.lines])
            for one in notices.notices(office, CODE)
        ],
    }
