"""A rater's uncertainty, from the office's own agents who were rated by two people, or the stated default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update

from qadesk.domain.raters import DEFAULT, EARLIER, LEAST_PAIRS, Raters
from qadesk.services.assessment import assessments, results
from qadesk.services.assessment.assessments import Kept
from qadesk.services.explaining.explanation import explain
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.made_up_month import CODE

BY_DEFAULT = (
    "one rater is taken to be 0.51 levels (standard deviation) from what many would say on average: the"
)


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = month.filled(tmp_path / "branch.qadesk")
    yield made
    made.close()


def rated_twice(office: Office, agents: int) -> None:
    """So many more agents whom two people judged a level apart, both items."""
    with office.write() as connection:
        now = datetime(2026, 11, 2, tzinfo=UTC)
        other = month.add(connection, "user", login="second", name="钱主管", role="supervisor", active=True,
                          created_at=now)  # fmt: skip
        for at in range(agents):
            who = month.add(connection, "agent", office_id=office.id, staff_no=f"KF{at + 10}", name=str(at),
                            team="", post="", status="active")  # fmt: skip
            month.evaluate(connection, who, 4, 3)
            month.evaluate(connection, who, 3, 4, by=other)


def test_until_enough_were_rated_twice_the_default_is_used_and_said(branch: Office) -> None:
    rated_twice(branch, LEAST_PAIRS // 2 - 1)
    assert results.results(branch, CODE).raters == DEFAULT
    assert BY_DEFAULT in explain(branch, CODE, "KF02", "attitude").text("evidence")


def test_then_the_offices_own_raters_are_gone_by(branch: Office) -> None:
    before = results.results(branch, CODE).of("KF02").assessment.line("attitude").interval
    rated_twice(branch, LEAST_PAIRS // 2)
    made = results.results(branch, CODE)
    assert made.raters.pairs == LEAST_PAIRS
    assert made.raters.spread * 4 == pytest.approx(0.5**0.5)  # a level apart: variance 1/2
    after = made.of("KF02").assessment.line("attitude").interval
    assert before is not None
    assert after is not None
    assert after.low < before.low
    said = explain(branch, CODE, "KF02", "attitude").text("evidence")
    assert "one rater is 0.71 levels (standard deviation) from what many would say" in said
    assert "measured from 20 pairs" in said
    # Contacts that were rated, too, are told of alike.
    assert "measured from 20 pairs" in explain(branch, CODE, "KF01", "attitude").text("evidence")


def test_what_a_closed_month_went_by_is_kept_with_it(branch: Office) -> None:
    made = results.results(branch, CODE)
    kept = [Kept(made.results[0].agent, made.results[0].assessment, "", None, Raters(0.2, 33)),
            Kept(made.results[1].agent, made.results[1].assessment, "")]  # fmt: skip
    with branch.write() as connection:
        for one in kept:
            assessments.store(connection, branch, 1, one, "digest")
        found = assessments.stored(connection, 1)
        assert [replace(one, digest="", at=None) for one in found] == kept
        own = tables.assessment.c
        content = connection.execute(select(own.content).where(own.agent_id == kept[0].agent.id)).scalar_one()
        del content["expected"]  # as it was kept before
        before = update(tables.assessment).where(own.agent_id == kept[0].agent.id).values(content=content)
        connection.execute(before)
        assert [one.told.by_width for one in assessments.stored(connection, 1)] == [True, False]
        assert not any(one.told.one_by_one for one in assessments.stored(connection, 1))
        del content["changes"]
        before = update(tables.assessment).where(own.agent_id == kept[0].agent.id).values(content=content)
        connection.execute(before)
        assert [one.told.one_by_one for one in assessments.stored(connection, 1)] == [True, False]
        assert assessments.told_of(assessments.stored(connection, 1)).one_by_one
        del content["raters"]  # before it was always kept, the default was half a level
        before = update(tables.assessment).where(own.agent_id == kept[0].agent.id).values(content=content)
        connection.execute(before)
        assert assessments.stored(connection, 1)[0].raters == EARLIER == Raters(0.125)


def test_ratings_that_do_not_count_are_no_pairs(branch: Office) -> None:
    with branch.write() as connection:
        for at in range(30):
            who = month.add(connection, "agent", office_id=branch.id, staff_no=f"KF{at + 10}", name=str(at),
                            team="", post="", status="active")  # fmt: skip
            month.contacts(connection, who, 1, seconds=[20], resolved=[True], ratings=[5])
            month.evaluate(connection, who, None, 3)
            month.evaluate(connection, who, 5, 3, contact=month.first_contact(connection, who))
    made = results.results(branch, CODE)
    assert made.raters == DEFAULT
    assert made.of("KF10").assessment.line("attitude").value == Decimal(5)
