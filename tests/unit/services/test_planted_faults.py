"""Small faults planted in the services that no other test saw: each test says which fault it fails for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update

from qadesk.domain.assessing import assess
from qadesk.domain.measures import Measurement, Source
from qadesk.domain.periods import period
from qadesk.domain.rules import Unscored
from qadesk.domain.scorecard import Better, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.scoring import Assessment, Given, State
from qadesk.domain.statistics import Evidence
from qadesk.services import cycles, first_look, scorecards, setup, target_plan, targets
from qadesk.services.assessment import exemptions, focus, results, tallies
from qadesk.services.assessment.focus import Basis, SettledFocus
from qadesk.services.assessment.knowledge import OfAgent
from qadesk.services.paper import sheet_figures
from qadesk.services.scoring import figures, typed_values
from qadesk.services.target_plan import Whose
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests import unusual_forms
from tests.closing_months import close_month
from tests.made_up_month import CODE
from tests.refusals import refuses
from tests.unit.domain.cards import card, indicator

D = Decimal


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


# ---- exemptions


def test_exemptions_of_another_month_say_nothing_of_this(branch: Office) -> None:
    """Fails for: exemptions of other months listed with this one's, and their reasons given here."""
    exemptions.exempt(branch, CODE, "KF03", "csat", "na", "in October")
    cycles.open_cycle(branch, "2026-11")
    exemptions.exempt(branch, "2026-11", "KF03", "csat", "na", "in November")
    with branch.read() as connection:
        for code, said in ((CODE, "in October"), ("2026-11", "in November")):
            cycle = cycles.get_in(connection, branch, code)
            assert [one.reason for one in exemptions.of_cycle(connection, cycle)] == [said]


@pytest.mark.parametrize("own", [("waived", "own"), ("na", "own")])
def test_no_assessment_at_all_goes_before_what_was_said_of_one_indicator(own: tuple[str, str]) -> None:
    """Fails for: an indicator's own exemption or waiver that goes before "this agent is not assessed"."""
    whole = ("na", "on leave")
    assert OfAgent(exemptions={None: whole, "csat": own}).exemption_from("csat") == whole
    assert OfAgent(exemptions={None: whole}).exemption_from("csat") == whole


def test_an_indicators_own_exemption_goes_before_a_waiver_of_all() -> None:
    """Fails for: a waiver of all that is missing that goes before "does not apply" of one indicator."""
    all_, own = ("waived", "system down"), ("na", "new here")
    assert OfAgent(exemptions={None: all_, "csat": own}).exemption_from("csat") == own
    assert OfAgent(exemptions={None: all_, "csat": own}).exemption_from("errors") == all_


def test_who_is_not_assessed_has_that_reason_on_every_line(branch: Office) -> None:
    """Fails for: the same through the whole program, where an own waiver kept one line apart."""
    exemptions.exempt(branch, CODE, "KF03", "attitude", "waived", "own")
    exemptions.exempt(branch, CODE, "KF03", None, "na", "on leave")
    lines = results.results(branch, CODE).of("KF03").assessment.lines
    assert {(line.state, line.reason) for line in lines} == {(State.NOT_APPLICABLE, "on leave")}


# ---- closing


def test_closing_leaves_its_line_in_the_trail(branch: Office) -> None:
    """Fails for: a closed month without a line in the trail, or with another month, number or person."""
    exemptions.exempt(branch, CODE, "KF03", None, "na", "on leave")
    close_month(branch, CODE)
    audit = tables.audit.c
    with branch.read() as connection:
        (line,) = connection.execute(select(tables.audit).where(audit.action == "cycle.close")).all()
    assert (line.subject, line.detail["agents"], line.user_id) == (CODE, 4, branch.user_id)
    (closed,) = [one for one in cycles.all_cycles(branch) if one.closed]
    assert closed.closed_at is not None
    assert abs(line.at - closed.closed_at) < timedelta(minutes=1)


# ---- the span of a file

OCTOBER = period(CODE)


@pytest.mark.parametrize(
    "first, last, there",
    [
        (date(2026, 9, 1), OCTOBER.start, True),  # it ends on the month's first day
        (OCTOBER.last_day, date(2026, 11, 20), True),  # it begins on the month's last day
        (date(2026, 9, 1), OCTOBER.start - timedelta(days=1), False),
        (OCTOBER.end, date(2026, 11, 20), False),
    ],
)
def test_a_file_is_of_a_month_that_it_touches_with_a_day(
    branch: Office, first: date, last: date, there: bool
) -> None:
    """Fails for: the first or last day of a file's span, or of the month, left out or taken too many."""
    with branch.write() as connection:
        kind = tables.import_batch.c.kind
        connection.execute(
            update(tables.import_batch).where(kind == "surveys").values(first_day=first, last_day=last)
        )
    with branch.read() as connection:
        assert (Source.SURVEYS in tallies.sources_present(connection, OCTOBER)) == there
    assert ("surveys" not in first_look.overview(branch, CODE).missing_kinds) == there


# ---- the focus

NPS = card({"s": [indicator("nps", 100, unit=Unit.SCORE), indicator("x", 0, Unscored())]})


def _nps(value: str) -> Assessment:
    return assess(NPS, {"nps": Given(State.OBSERVED, Measurement(D(value), 20))})


@pytest.mark.parametrize(
    "before, now, better",
    [("49.96", "50.04", 0), ("49.94", "49.96", 1), ("-6.25", "-6.34", 0), ("50", "49.9", -1)],
)
def test_nps_is_compared_as_it_is_printed(before: str, now: str, better: int) -> None:
    """Fails for: "better" of two recommendation scores that read the same on both sheets (+50.0)."""
    settled = SettledFocus("nps", Basis.CHOSEN, "", D(0), "", month.FIRST)
    moved = focus.moved(settled, (_nps(before), NPS), (_nps(now), NPS))
    assert moved is not None
    assert moved.better == better


def test_figures_on_paper_have_their_units_places() -> None:
    """Fails for: NPS printed with two places, a rate compared as a fraction, halves rounded to even."""
    for value, unit, shown in (
        ("49.95", Unit.SCORE, "50.0"),
        ("-6.25", Unit.SCORE, "-6.3"),
        ("0.899949", Unit.RATE, "89.99"),
        ("4.125", Unit.RATING, "4.13"),
    ):
        one = indicator("x", 100, Unscored(), unit=unit)
        line = assess(card({"s": [one]}), {}).line("x")
        assert sheet_figures.printed(D(value), line, one) == D(shown)


def test_the_full_extra_weight_may_be_agreed(branch: Office) -> None:
    """Fails for: the most a scorecard allows refused, though it says "at most"."""
    with branch.write() as connection:
        allowing = replace(scorecards.shipped(), focus_extra=D(10))
        connection.execute(update(tables.scorecard).values(content=to_dict(allowing)))
    assert focus.settle(branch, CODE, "KF01", "csat", extra=D(10)).value is None
    with refuses("focus.extra_weight"):
        focus.settle(branch, CODE, "KF01", "csat", extra=D("10.0001"))


# ---- targets


def test_nothing_is_frozen_for_who_has_left(branch: Office) -> None:
    """Fails for: targets of their own frozen for people who left, as if they worked in the new month."""
    target_plan.set_target(branch, Whose(team="一组"), "csat", D("4.5"))
    with branch.write() as connection:
        agent = tables.agent.c
        connection.execute(update(tables.agent).where(agent.staff_no == "KF02").values(status="left"))
    opened = cycles.open_cycle(branch, "2026-11").value
    with branch.read() as connection:
        frozen = targets.frozen(connection, opened.id)
        ids = {row.staff_no: row.id for row in connection.execute(select(tables.agent))}
    assert set(frozen.agents) == {ids[who] for who in ("KF01", "KF03", "KF04")}
    assert frozen.agents[ids["KF01"]]["csat"] == D("4.5")
    assert frozen.agents[ids["KF03"]]["csat"] == D("4.0")  # of another team, even if they move


# ---- typed values


@pytest.mark.parametrize("item", unusual_forms.TYPED, ids=lambda item: item.code)
def test_a_typed_value_has_an_upper_and_a_lower_limit(item: unusual_forms.Indicator) -> None:
    """Fails for: a figure above (or below) what its unit allows that is taken."""
    low, high = figures.limits(item)
    assert figures.fits(item, low)
    assert figures.fits(item, high)
    assert not figures.fits(item, high + D("0.000001"))
    assert not figures.fits(item, low - D("0.000001"))
    assert not figures.fits(item, D("NaN"))


def test_a_value_beyond_its_limit_is_not_stored(tmp_path: Path) -> None:
    """Fails for: the same through the service that stores what is typed."""
    office = setup.create_office(tmp_path / "t.qadesk", name="B", user_name="S", first_cycle=OCTOBER)
    with office.write() as connection:
        month.add(connection, "agent", office_id=office.id, staff_no="KF1", name="A", status="active")
    unusual_forms.put_on(office, unusual_forms.mixed(half_points=True))
    cycle = cycles.get(office, CODE)
    for item in unusual_forms.TYPED:
        with refuses("value.out_of_range"):
            typed_values.save_value(office, cycle, "KF1", item.code, figures.limits(item)[1] + 1)
    with office.read() as connection:
        assert typed_values.of_cycle(connection, cycle) == {}
    office.close()


def test_better_goes_by_the_indicator() -> None:
    """Fails for: a lower value called worse where lower is better."""
    table = card({"s": [indicator("nps", 100, unit=Unit.SCORE, better=Better.LOWER)]})
    settled = SettledFocus("nps", Basis.CHOSEN, "", D(0), "", month.FIRST)
    moved = focus.moved(settled, (_nps("50"), table), (_nps("40"), table))
    assert moved is not None
    assert moved.better == 1


# ---- evaluations


def test_ratings_of_single_contacts_alone_are_a_sample(branch: Office) -> None:
    """Fails for: one rated contact that passes for a judgement of the whole month, and never is too few."""
    with branch.write() as connection:
        contact = month.first_contact(connection, 3)
        month.evaluate(connection, 3, 4, 5, contact=contact)
    line = results.results(branch, CODE).of("KF03").assessment.line("attitude")
    assert (line.n, line.evidence) == (1, Evidence.TOO_FEW)
    whole = results.results(branch, CODE).of("KF01").assessment.line("attitude")
    assert whole.evidence is Evidence.WHOLE


def test_the_comment_is_the_one_on_the_whole_month(branch: Office) -> None:
    """Fails for: what was said of one contact printed as the comment on the month."""
    with branch.write() as connection:
        contact = month.first_contact(connection, 2)
        month.evaluate(connection, 2, 1, 1, contact=contact, comment="只是这一通")
    assert results.results(branch, CODE).of("KF02").comment == ""
    assert results.results(branch, CODE).of("KF01").comment == "表现突出"
