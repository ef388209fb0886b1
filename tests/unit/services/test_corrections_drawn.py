"""How sure a corrected result is: drawn before its transaction, also inside an appeal, of what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from qadesk.domain.appeals import AppealOutcome
from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services.after_closing import corrections
from qadesk.services.appeals import deciding, entering
from qadesk.services.appeals.deciding import Decision
from qadesk.services.assessment import drawn_first, exemptions, results, uncertainty
from qadesk.services.records import by_hand
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.storage.office import Office
from tests.appealed_month import ENTRY, received
from tests.made_up_month import CODE
from tests.refusals import refuses

WHO = "KF02"


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    made = received(tmp_path / "branch.qadesk", monkeypatch)
    yield made
    made.close()


def praised(office: Office) -> None:
    by_hand.add(office, RecordEntry("incidents", WHO, {"day": date(2026, 10, 20), "kind": "praise"}))


def by_hand_in_appeal(office: Office) -> Callable[..., object]:
    """A praise entered in an appeal; what decides on it."""
    entering.enter(office, CODE, WHO, ENTRY)
    deciding.start_correcting(office, CODE, WHO)
    praised(office)
    upheld = Decision(AppealOutcome.UPHELD, "表扬漏录，已补录")
    return lambda *, others: deciding.decide(
        office, CODE, WHO, Decision(upheld.outcome, upheld.reasons, others=others)
    )


def by_hand_alone(office: Office) -> Callable[..., object]:
    """The same in a correction of its own."""
    corrections.begin(office, CODE, WHO, "the praise was not entered")
    praised(office)
    return lambda *, others: corrections.finish(office, CODE, WHO, others=others)


def watched(monkeypatch: pytest.MonkeyPatch, happens: Callable[[int], object]) -> list[str]:
    """What was drawn, by the digests of the results; `happens` after each, with how many times that was."""
    drawn: list[str] = []
    as_it_is = drawn_first.ToDraw.draw

    def draw(what: drawn_first.ToDraw, progress: Progress | None = None) -> Any:
        found = as_it_is(what, progress)
        drawn.append(" ".join(one.digest for one in what.made.results))
        happens(len(drawn))
        return found

    monkeypatch.setattr(drawn_first.ToDraw, "draw", draw)
    return drawn


@pytest.mark.parametrize("others", [False, True], ids=["alone", "others"])
@pytest.mark.parametrize("begun", [by_hand_alone, by_hand_in_appeal])
def test_nothing_is_locked_while_a_correction_is_drawn(
    branch: Office, monkeypatch: pytest.MonkeyPatch, begun: Callable[[Office], Any], others: bool
) -> None:
    finish = begun(branch)

    def writes(_time: int) -> None:
        with branch.write("test", CODE) as connection:  # under the lock this is refused
            connection.execute(text("select 1"))

    drawn = watched(monkeypatch, writes)
    finish(others=others)
    assert len(drawn) == 1
    made = results.results(branch, CODE).of(WHO)
    assert made.revision == 2
    assert made.stored is not None
    alone = uncertainty.of_agent(_unstored(made))
    assert alone is not None
    assert made.stored.found.interval == alone.interval
    assert (made.stored.found.ranks is None) is not others


@pytest.mark.parametrize("begun", [by_hand_alone, by_hand_in_appeal])
def test_what_changed_while_it_was_drawn_is_drawn_anew(
    branch: Office, monkeypatch: pytest.MonkeyPatch, begun: Callable[[Office], Any]
) -> None:
    finish = begun(branch)

    def changes(time: int) -> None:
        if time == 1:
            exemptions.exempt(branch, CODE, WHO, "csat", "na", "new")

    drawn = watched(monkeypatch, changes)
    finish(others=False)
    assert len(drawn) == 2
    assert drawn[0] != drawn[1]
    made = results.results(branch, CODE).of(WHO)
    assert made.digest == drawn[1]
    assert made.stored is not None
    alone = uncertainty.of_agent(_unstored(made))
    assert alone is not None
    assert made.stored.found.interval == alone.interval


def test_cancelled_while_it_is_drawn_it_stays_in_hand(branch: Office) -> None:
    by_hand_alone(branch)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        corrections.finish(branch, CODE, WHO, others=True, progress=progress)
    assert results.results(branch, CODE).of(WHO).revision == 1
    with refuses("correction.already"):
        corrections.begin(branch, CODE, WHO, "again")


def _unstored(made: Any) -> Any:
    return replace(made, stored=None)


def test_where_nothing_was_changed_meanwhile_nothing_is_calculated_twice(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither before the lock and again under it."""
    corrections.begin(branch, CODE, WHO, "wrong")
    exemptions.exempt(branch, CODE, WHO, "csat", "na", "new")
    made, calculated = list[object](), results.anew

    def counted(*given: Any, **named: Any) -> Any:
        made.append(given)
        return calculated(*given, **named)

    monkeypatch.setattr(results, "anew", counted)
    assert corrections.finish(branch, CODE, WHO).value.revision == 2
    assert len(made) == 1
