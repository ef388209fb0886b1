"""How sure results are is drawn before a month is closed under the lock, and only for what is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services import cycles
from qadesk.services.assessment import exemptions, results, uncertainty
from qadesk.services.assessment.results import CycleResults
from qadesk.services.closing import close
from qadesk.services.closing.pending import pending
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.refusals import refuses


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = month.filled(tmp_path / "branch.qadesk")
    exemptions.exempt(made, CODE, "KF03", None, "na", "on leave all month")
    yield made
    made.close()


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[int], object]) -> list[CycleResults]:
    """What was drawn, of each time; `happens` after each, with how many times that was."""
    drawn: list[CycleResults] = []
    as_it_is = uncertainty.to_store

    def draw(made: CycleResults, *rest: Any) -> Any:
        found = as_it_is(made, *rest)
        drawn.append(made)
        happens(len(drawn))
        return found

    monkeypatch.setattr(uncertainty, "to_store", draw)
    return drawn


def rate(office: Office, level: int) -> None:
    """Every rating of the month becomes this level."""
    with office.write("test", CODE) as connection:
        connection.execute(update(tables.rating).values(level=Decimal(level)))


def stored(office: Office) -> dict[str, Any]:
    """How sure each result is, as it is kept."""
    kept = results.results(office, CODE)
    assert kept.cycle.closed
    return {one.agent.staff_no: one.stored and one.stored.found for one in kept.results}


def is_open(office: Office) -> bool:
    with office.read() as connection:
        return not cycles.get_in(connection, office, CODE).closed


def test_nothing_is_locked_while_it_is_drawn_and_what_changed_is_drawn_anew(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changes(time: int) -> None:
        if time == 1:
            rate(branch, 2)  # under the lock this would wait for ever, or be refused

    found = pending(branch, CODE)
    drawn = meanwhile(monkeypatch, changes)
    close.close_cycle(branch, CODE, accepting=found)
    assert len(drawn) == 2
    assert [one.digest for one in drawn[0].results] != [one.digest for one in drawn[1].results]
    expected = uncertainty.month(drawn[1]).of
    assert stored(branch) == {
        one.agent.staff_no: expected.get(one.agent.staff_no) for one in drawn[1].results
    }
    assert [one.digest for one in results.results(branch, CODE).results] == [
        one.digest for one in drawn[1].results
    ]


def test_where_something_changes_all_the_time_it_is_drawn_under_the_lock_at_last(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changes(time: int) -> None:
        if time <= 3:
            rate(branch, 1 + time)

    found = pending(branch, CODE)
    drawn = meanwhile(monkeypatch, changes)
    close.close_cycle(branch, CODE, accepting=found)
    assert len(drawn) == 4
    expected = uncertainty.month(drawn[-1]).of
    assert {who: one for who, one in stored(branch).items() if one} == dict(expected)


def test_who_closes_second_is_refused_and_the_first_stands(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = pending(branch, CODE)
    first: list[Any] = []

    def another(time: int) -> None:
        if time == 1:
            close.close_cycle(branch, CODE, accepting=found)
            first.append(stored(branch))

    meanwhile(monkeypatch, another)
    with refuses("cycle.closed"):
        close.close_cycle(branch, CODE, accepting=found)
    assert stored(branch) == first[0]


def test_cancelled_while_it_is_drawn_the_month_stays_open(branch: Office) -> None:
    progress = Progress(lambda *_: progress.cancel())
    with pytest.raises(Cancelled):
        close.close_cycle(branch, CODE, accepting=pending(branch, CODE), progress=progress)
    assert is_open(branch)
    with branch.read() as connection:
        assert connection.execute(select(tables.assessment)).all() == []


def test_a_closed_month_is_refused_before_anything_is_drawn(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    close.close_cycle(branch, CODE, accepting=pending(branch, CODE))
    drawn = meanwhile(monkeypatch, lambda _time: None)
    with refuses("cycle.closed"):
        close.close_cycle(branch, CODE, accepting=())
    assert drawn == []
