"""The made-up office with its reference figures, made once for all who compare with them."""

from __future__ import annotations

import contextlib
import io
import json
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from qadesk.__main__ import main
from qadesk.domain.scorecard import Unit
from qadesk.services import first_look
from qadesk.services.assessment import standings
from qadesk.services.assessment.standings import Standings
from qadesk.storage.office import Office
from tests.agreement import reference_arithmetic as reference
from tests.agreement.facts import OCTOBER, SEPTEMBER, Facts, facts
from tests.agreement.office import build
from tests.agreement.reference_arithmetic import Result, rounded

MONTHS = (SEPTEMBER, OCTOBER)
_FIGURE = re.compile(r"[-+−]?[\d,]+(?:\.(\d+))?")


@dataclass(frozen=True)
class World:
    """The office, the facts it was made of, and each month: as the program has it, and as it should be."""

    office: Office
    facts: Facts
    standings: dict[str, Standings]
    expected: dict[str, dict[str, Result]]
    printed: dict[str, Any]  # what `results --json` said


def make(path: Path) -> World:
    """All of it; the caller closes the office."""
    happened = facts()
    build(path, happened).close()
    printed = {}
    for month in MONTHS:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            assert main(["--office", str(path), "--json", "results", month]) == 0
        printed[month] = json.loads(out.getvalue())
    office = first_look.open_office(path)
    made = {month: standings.standings(office, month) for month in MONTHS}
    default = {i.code: i.standard for i in made[SEPTEMBER].made.cards.own.card.indicators()}

    def usual(_who: str, code: str) -> Fraction | None:
        standard = default[code]
        return None if standard is None else Fraction(standard)

    october = made[OCTOBER].made.cards.own.card
    expected = {
        SEPTEMBER: reference.month(happened, SEPTEMBER, made[SEPTEMBER].made.cards.own.card, usual, {}),
        OCTOBER: reference.month(
            happened, OCTOBER, october, reference.frozen(happened, october), happened.focus
        ),
    }
    return World(office, happened, made, expected, printed)


def says(text: str, value: Fraction, unit: Unit | None = None, least: int = 2) -> bool:
    """Whether a text begins with a figure that is `value`, rounded half-up to the places it is written with.

    A rate is written in percent; at `least` so many places unless it has no more.
    """
    found = _FIGURE.match(text)
    if found is None:
        return False
    value = value * 100 if unit is Unit.RATE else value
    places = len(found[1] or "")
    figure = Fraction(found[0].replace("−", "-").replace(",", "").removeprefix("+"))
    enough = places >= least or rounded(value, least) == rounded(value, places)
    return enough and rounded(value, places) == figure
