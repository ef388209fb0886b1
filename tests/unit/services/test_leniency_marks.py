"""The review says who scored higher or lower than others did, on agents scored by several only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from qadesk.services import cycles
from qadesk.services.after_closing import review
from qadesk.services.after_closing.review import Mark, MarkedResult
from qadesk.services.after_closing.review_words import marks_line
from qadesk.services.assessment import exemptions, results
from qadesk.services.closing import close
from qadesk.services.closing.pending import pending
from qadesk.services.scoring import evaluations
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.unit.services.test_after_closing import on


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    on(monkeypatch, date(2026, 11, 3))
    made = month.filled(tmp_path / "branch.qadesk")
    evaluations.submit(made, cycles.get(made, CODE), ["KF03"])
    yield made
    made.close()


def scored(office: Office, agents: int, by_other: Callable[[int], tuple[int, int] | None]) -> None:
    """So many more agents whom the one signed in gave 3 and 3, and a second supervisor what is said."""
    with office.write() as connection:
        now = datetime(2026, 11, 2, tzinfo=UTC)
        other = month.add(connection, "user", login="second", name="钱主管", role="supervisor", active=True,
                          created_at=now)  # fmt: skip
        for at in range(agents):
            who = month.add(connection, "agent", office_id=office.id, staff_no=f"KF{at + 10}", name=str(at),
                            team="", post="", status="active")  # fmt: skip
            month.evaluate(connection, who, 3, 3)
            given = by_other(at)
            if given is not None:
                month.evaluate(connection, who, *given, by=other)


def reviewed(office: Office) -> dict[str, MarkedResult]:
    for one in results.results(office, CODE).results:
        for code in one.assessment.missing:
            exemptions.exempt(office, CODE, one.agent.staff_no, code, "waived", "new")
    close.close_cycle(office, CODE, accepting=pending(office, CODE))
    return {one.position.staff_no: one for one in review.for_review(office, CODE)}


def test_who_scores_higher_than_others_is_told_with_how_sure_it_is(branch: Office) -> None:
    scored(branch, 8, lambda _at: (4, 5))
    found = reviewed(branch)
    line = marks_line(found["KF10"])
    assert "钱主管 scores higher than others: by 1.5 of a level" in line
    assert "8 agents scored by several" in line
    assert {one.name for one in found["KF10"].raters} == {"赵主管", "钱主管"}
    alone = found["KF01"]
    assert [one.name for one in alone.raters] == ["赵主管"], "who scored an agent alone is told of there, too"
    assert Mark.RATER in alone.marks


def test_what_may_be_chance_is_not_told(branch: Office) -> None:
    scored(branch, 8, lambda at: (4, 3) if at % 2 else (2, 3))
    assert not any(Mark.RATER in one.marks for one in reviewed(branch).values())


def test_who_has_the_better_agents_is_not_called_lenient(branch: Office) -> None:
    scored(branch, 8, lambda at: (5, 5) if at < 4 else None)
    assert not any(Mark.RATER in one.marks for one in reviewed(branch).values())
