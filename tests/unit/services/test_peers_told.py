"""Figures of peers where people meet them: results, explanation, sheet, trial, closing, a correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from qadesk.domain.rules import Ladder, Step, Unscored
from qadesk.domain.scorecard import Better, Names, Scorecard, Section, Unit
from qadesk.domain.scoring import State
from qadesk.domain.spreading import to_decimal
from qadesk.services import cycles, scorecards
from qadesk.services.after_closing import corrections
from qadesk.services.assessment import assessments, gap_words, gaps, results
from qadesk.services.assessment.results import CycleResults
from qadesk.services.designing import trial, trial_words
from qadesk.services.explaining import explanation
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.closing_months import close_month
from tests.odd_office import MONTH, make_odd, odd
from tests.unit.domain.cards import D

TOP = Ladder("lower", ((D("0.1"), D(100)), (D("0.3"), D(90)), (D("0.7"), D(80))), D(60))


def table(*, least: int = 1) -> Scorecard:
    """First-contact resolution compared with the team and by rank."""
    fcr = "first_contact_resolution"
    below = Step("higher", D("0.01"), lose=D(2))
    made = Section("peers", Names("同组", "Peers"), (
        replace(scorecards.shipped().indicator(fcr), rule=Unscored(), weight=D(0), standard=None),
        odd("behind", 60, below, "0", unit=Unit.RATE, formula=f"{fcr} - team_mean({fcr}, {least})"),
        odd("placed", 40, TOP, unit=Unit.RATE, better=Better.LOWER, formula=f"office_rank_share({fcr})"),
        odd("middle", 0, Unscored(), unit=Unit.RATE, formula=f"team_median({fcr}, others)"),
    ))  # fmt: skip
    return replace(scorecards.shipped(), sections=(made,))


@pytest.fixture
def office(sample_office: Office) -> Office:
    make_odd(sample_office, table())
    return sample_office


def made(office: Office) -> CycleResults:
    return results.results(office, MONTH)


def said(office: Office, staff_no: str, code: str) -> dict[str, str]:
    return {link.key: link.text for link in explanation.explain(office, MONTH, staff_no, code).links}


def test_everybody_is_compared_with_their_own_team(office: Office) -> None:
    found, fcr = made(office), "first_contact_resolution"
    values = {one.agent.staff_no: one.assessment.line(fcr).value for one in found.results}
    for one in found.results:
        team = [v for r in found.results if r.agent.team == one.agent.team
                and (v := values[r.agent.staff_no]) is not None]  # fmt: skip
        value, line = values[one.agent.staff_no], one.assessment.line("behind")
        if value is None or len(team) < 2:
            assert line.state is State.MISSING
            continue
        assert line.value is not None
        assert abs(line.value - (value - sum(team) / len(team))) < D("1E-20")
        better = sum(other > value for other in values.values() if other is not None)
        placed = one.assessment.line("placed")
        whole = sum(other is not None for other in values.values())
        assert placed.value == to_decimal(1 + better) / whole
        assert sorted([*line.peers[0].figures, value]) == sorted(team)


def test_it_is_explained_with_figures_and_without_names(office: Office) -> None:
    found = made(office)
    names = {one.agent.name for one in found.results} | {one.agent.staff_no for one in found.results}
    for one in found.results:
        told = said(office, one.agent.staff_no, "behind")["value"]
        (peers,) = one.assessment.line("behind").peers
        assert told.startswith("first_contact_resolution − team_mean(first_contact_resolution, 1) = ")
        assert f"{peers.n} peers: " in told
        assert "mean of the team: First-contact resolution" in told
        assert told.count("%") >= peers.n + 3
        assert not any(name in told for name in names)
        placed = said(office, one.agent.staff_no, "placed")["value"]
        assert f"{one.assessment.line('placed').peers[0].better} of " in placed


def test_closing_keeps_what_it_takes_to_explain_it_and_the_digest_proves_it(office: Office) -> None:
    before = {one.agent.staff_no: one for one in made(office).results}
    close_month(office, MONTH, discarding=True)
    after = made(office)
    for one in after.results:
        old = before[one.agent.staff_no]
        assert one.digest == old.digest
        assert one.assessment.line("behind").peers == old.assessment.line("behind").peers
        assert said(office, one.agent.staff_no, "placed")["value"]
    one = after.results[0]
    line = one.assessment.line("behind")
    (peers,) = line.peers
    lines = tuple(
        line._replace(peers=(peers._replace(figures=peers.figures[1:]),)) if x.code == "behind" else x
        for x in one.assessment.lines
    )
    changed = replace(one, assessment=replace(one.assessment, lines=lines))
    assert changed.digest != one.digest
    again = assessments.from_dict(assessments.to_dict(one.assessment))
    assert again == one.assessment


def test_a_correction_leaves_the_others_as_they_were_closed(office: Office) -> None:
    close_month(office, MONTH, discarding=True)
    found, fcr = made(office), "first_contact_resolution"
    who = found.results[-1]
    corrections.begin(office, MONTH, who.agent.staff_no, "记录有误")
    contact = tables.contact.c
    with office.write() as connection:
        ids = connection.execute(
            select(contact.id).where(
                contact.agent_id == who.agent.id,
                contact.resolved.is_(True),
                contact.at.between(datetime(2026, 10, 5, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)),
            )
        ).scalars()
        connection.execute(update(tables.contact).where(contact.id.in_(list(ids)[:3])).values(resolved=False))
    corrections.finish(office, MONTH, who.agent.staff_no)
    after = made(office)
    for one in after.results:
        old = found.of(one.agent.staff_no)
        if one.agent.id != who.agent.id:
            assert one.digest == old.digest
    new = after.of(who.agent.staff_no).assessment.line("behind")
    old_line = who.assessment.line("behind")
    assert new.peers[0].figures == old_line.peers[0].figures
    assert new.peers[0].own != old_line.peers[0].own
    assert after.of(who.agent.staff_no).assessment.line(fcr).value == new.peers[0].own


def test_too_few_peers_are_missing_and_it_is_said_why(sample_office: Office) -> None:
    make_odd(sample_office, table(least=500))
    found = made(sample_office)
    (gap,) = [one for one in gaps.gaps(found) if "behind" in {i.code for i in one.indicators}]
    assert gap.cause is gaps.Cause.PEERS
    assert "fewer peers with a value than its formula needs" in gap_words.detail(gap)
    one = next(r for r in found.results if r.assessment.line("behind").peers[0].n)
    told = said(sample_office, one.agent.staff_no, "behind")["state"]
    assert "500 needed" in told


def test_a_closed_month_can_be_tried_with_peers(sample_office: Office) -> None:
    with sample_office.read() as connection:
        closed = next(one for one in cycles.all_in(connection, sample_office) if one.closed)
    tried = trial.trial(sample_office, closed.code, table())
    assert tried.moves
    few = trial.trial(sample_office, closed.code, table(least=500))
    (lack,) = [one for one in few.lacks if one.indicator.code == "behind"]
    assert "fewer peers" in trial_words.why_text(few, lack)
