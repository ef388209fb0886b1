"""A month's own scorecard, tried on that month, moves nobody and gives the same digits, open or closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Better, Grade, Indicator, Marks, Names, Scorecard, Section, Unit
from qadesk.services import scorecards
from qadesk.services.assessment import exemptions, results
from qadesk.services.designing.trial import trial
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.made_up_month import CODE
from tests.unit.services.trial_office import close, one, put_in_force, reopen, type_values, under_draft

D = Decimal
LOWER, SECONDS, RATE, COUNT = Better.LOWER, Unit.SECONDS, Unit.RATE, Unit.COUNT
STAFF = ("KF01", "KF02", "KF03", "KF04")


def _ladder(*bands: tuple[str, int]) -> Ladder:
    return Ladder("higher", tuple((D(limit), D(points)) for limit, points in bands), D(10))


POOL: tuple[dict[str, Any], ...] = (
    {"measure": "avg_response_seconds", "unit": SECONDS, "better": LOWER, "standard": D(30),
     "rule": Step("lower", D(7), lose=D(3), gain=D(1), at_standard=D(80), pro_rata=True)},
    {"measure": "first_contact_resolution", "unit": RATE, "rule": _ladder(("0.95", 100), ("0.8", 60))},
    {"measure": "csat", "rule": Proportional(full=D(5), zero=D(1)), "standard": D(4)},
    {"measure": "complaint_rate", "unit": RATE, "better": LOWER, "standard": D("0.01"),
     "rule": Proportional()},
    {"measure": "complaint_response_24h", "unit": RATE, "rule": PassFail("higher"), "standard": D("0.95")},
    {"measure": "errors", "unit": COUNT, "better": LOWER, "standard": D(0), "rule": Deduction(D(20))},
    {"measure": "nps", "unit": Unit.SCORE, "rule": Proportional(full=D(100))},
    {"measure": "delivery_on_time", "unit": RATE, "rule": Proportional(full=D(1))},
    {"typed": True, "unit": RATE, "rule": Proportional(full=D(1)), "standard": D("0.9")},
    {"formula": "resolved / contacts", "unit": RATE, "rule": Proportional(full=D(1))},
    {"formula": "max(typed, resolved / rated)", "unit": RATE, "rule": Proportional(full=D(2))},
    {"code": "attitude"},
    {"code": "communication", "rule": Proportional(full=D(5), zero=D(1))},
    {"code": "charm"},
)  # fmt: skip
BESIDE: tuple[dict[str, Any], ...] = (
    {"measure": "praises", "unit": COUNT, "rule": Bonus(D("1.5"), D(4))},
    {"measure": "errors", "unit": COUNT, "better": LOWER, "on_top": True,
     "rule": Deduction(D(1), floor=D(-3))},
    {"measure": "abusive_language", "unit": COUNT, "better": LOWER,
     "rule": RedLine(Effect.CAP_GRADE, grade="C")},
    {"measure": "abusive_language", "unit": COUNT, "better": LOWER, "rule": RedLine()},
    {"measure": "avg_talk_seconds", "unit": SECONDS, "better": LOWER, "rule": Unscored()},
)  # fmt: skip


@st.composite
def cards(draw: st.DrawFn) -> Scorecard:
    """A scorecard an office could have, of figures the made-up month knows and some it does not."""
    chosen = [POOL[8], *draw(st.lists(st.sampled_from(POOL[:8] + POOL[9:]), min_size=1, unique_by=id))]
    beside = draw(st.lists(st.sampled_from(BESIDE), unique_by=id))
    parts: list[Indicator] = []
    for number, settings_ in enumerate(chosen + beside):
        given_ = dict(settings_)
        code = given_.pop("code", "typed" if "typed" in given_ else f"i{number}")
        weight = draw(st.integers(1, 40)) if number < len(chosen) else 0
        parts.append(one(code, weight, **given_))
    cut = draw(st.integers(1, len(parts)))
    sections = tuple(
        Section(f"s{at}", Names("节", "Section"), tuple(half), most=draw(st.none() | st.just(D(2))))
        for at, half in enumerate((parts[:cut], parts[cut:]))
        if half
    )
    grades = scorecards.shipped().grades
    quota = draw(st.none() | st.just(D("0.4")))
    top: Grade = replace(grades[0], quota=quota)
    return Scorecard(
        "drawn", 1, Names("方案", "Card"), sections, (top, *grades[1:]), D(draw(st.sampled_from([100, 110]))),
        marks=draw(st.sampled_from(list(Marks))), quota_from=draw(st.integers(1, 4)), focus_extra=D(10),
    )  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    path: Path = tmp_path_factory.mktemp("trial") / "branch.qadesk"
    made = month.filled(path)
    with made.write() as connection:
        month.add(connection, "cycle", office_id=made.id, code="2026-09", status="closed",
                  start=month.date(2026, 9, 1), end=month.date(2026, 10, 1), scorecard_id=1,
                  opened_at=made.now(), closed_at=made.now())  # fmt: skip
    yield made
    made.close()


def furnish(office: Office, card: Scorecard, draw: Any) -> None:
    """What else may be known of the month: typed values, exemptions, own targets, a focus."""
    reopen(office)
    put_in_force(office, card)
    typed = draw(st.dictionaries(st.sampled_from(STAFF), st.decimals(0, 1, places=2)))
    type_values(office, "typed", **typed)
    codes = [i.code for i in card.indicators()]
    for staff_no in draw(st.lists(st.sampled_from(STAFF), unique=True)):
        which = draw(st.none() | st.sampled_from(codes))
        exemptions.exempt(office, CODE, staff_no, which, draw(st.sampled_from(["na", "waived"])), "drawn")
    with office.write() as connection:
        for agent in draw(st.lists(st.integers(1, 4), unique=True)):
            of, standard = draw(st.sampled_from(codes)), D(draw(st.integers(1, 50)))
            month.add(connection, "target", cycle_id=1, agent_id=agent, indicator=of, standard=standard)
        connection.execute(
            insert(tables.focus).values(cycle_id=2, agent_id=2, indicator=draw(st.sampled_from(codes)),
                                        basis="lost", extra=D(draw(st.integers(0, 12))), at=office.now())
        )  # fmt: skip


@settings(max_examples=40)
@given(st.data())
def test_a_months_own_scorecard_moves_nobody(office: Office, data: st.DataObject) -> None:
    card = data.draw(cards())
    furnish(office, card, data.draw)
    closed = data.draw(st.booleans())
    if closed:
        close(office)
        with office.write() as connection:  # whatever becomes of the records afterwards
            spoilt = {"response_ms": 1, "resolved": None, "rating": 1}
            connection.execute(update(tables.contact).where(tables.contact.c.agent_id == 1).values(**spoilt))
    made = trial(office, CODE, card, leave_out=data.draw(st.booleans()))
    for before, after in under_draft(office, card).values():
        assert repr(after) == repr(
            before if not closed else replace(before, grade=after.grade, by_total=after.by_total)
        )
    stored = {
        r.agent.staff_no: (replace(r.assessment, lines=()), r.rank)
        for r in results.results(office, CODE).results
    }
    assert {m.agent.staff_no: (m.after.assessment, m.after.rank) for m in made.moves} == stored
    assert not any(m.moved or m.shifts for m in made.moves)
    assert made.left_out == ()
