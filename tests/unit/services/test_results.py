"""Results of a cycle: computed from records and ratings, exempted, closed and then never changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from qadesk.domain.measures import Source
from qadesk.domain.scoring import State, Status
from qadesk.services.assessment import exemptions, results, tallies
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.closing_months import close_month
from tests.made_up_month import CODE
from tests.refusals import refuses

D = Decimal


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


def values(branch: Office, staff_no: str) -> dict[str, Decimal | None]:
    return {line.code: line.value for line in results.results(branch, CODE).of(staff_no).assessment.lines}


def test_values_points_and_total_of_a_good_month(branch: Office) -> None:
    result = results.results(branch, CODE).of("KF01")
    assert values(branch, "KF01") == {
        "avg_response_seconds": D(20),
        "first_contact_resolution": D(1),
        "csat": D("4.8"),
        "attitude": D("4.5"),  # 5 of the month and 4 of one call
        "communication": D(5),
        "complaint_rate": D(0),
        "errors": D(0),
        "praises": D(2),
        "abusive_language": D(0),
    }
    # 20 + 20 + 14.4 + 13.5 + 15 + 10 + 5 = 97.9, and 2 for praises.
    assert (result.assessment.total, result.assessment.grade) == (D("99.90"), "A")
    assert result.comment == "表现突出"


def test_values_points_and_total_of_a_poor_month(branch: Office) -> None:
    result = results.results(branch, CODE).of("KF02")
    found = values(branch, "KF02")
    assert found["avg_response_seconds"] == 44  # the unanswered call is no response
    assert found["first_contact_resolution"] == D(8) / 9  # the blank is left out
    assert found["csat"] == D(26) / 7
    assert found["complaint_rate"] == D("0.1")  # 1 upheld of 10 answered
    # 80, 70, 26/7 ÷ 5, 80, 60, 0, 80 points: 16 + 14 + 11.142857 + 12 + 9 + 0 + 4.
    assert (result.assessment.total, result.assessment.grade) == (D("66.14"), "D")
    assert result.assessment.weakest == "complaint_rate"


def test_a_draft_does_not_count_and_leaves_the_assessment_incomplete(branch: Office) -> None:
    result = results.results(branch, CODE).of("KF03")
    assert result.assessment.status is Status.INCOMPLETE
    assert result.assessment.missing == ("attitude", "communication")
    assert result.rank is None


def test_a_red_line_shows_the_computed_total_beside_zero(branch: Office) -> None:
    made = results.results(branch, CODE).of("KF04").assessment
    assert (made.total, made.grade, made.computed) == (D("0.00"), "D", D("97.00"))


def test_results_run_from_best_to_worst_with_the_incomplete_last(branch: Office) -> None:
    found = results.results(branch, CODE)
    assert [(r.rank, r.agent.staff_no) for r in found.results] == [
        (1, "KF01"), (2, "KF02"), (3, "KF04"), (None, "KF03"),
    ]  # fmt: skip
    assert found.sources == {Source.CONTACTS, Source.COMPLAINTS, Source.INCIDENTS, Source.SURVEYS}


def test_equal_totals_share_a_rank_and_keep_the_order_of_staff_numbers(branch: Office) -> None:
    with branch.write() as connection:
        connection.execute(
            update(tables.incident).where(tables.incident.c.kind == "praise").values(kind="abuse")
        )
    ranks = {r.agent.staff_no: r.rank for r in results.results(branch, CODE).results}
    assert ranks == {"KF02": 1, "KF01": 2, "KF04": 2, "KF03": None}


def test_a_file_that_was_not_imported_is_missing_not_zero(branch: Office) -> None:
    with branch.write() as connection:
        batch = tables.import_batch
        connection.execute(update(batch).where(batch.c.kind == "complaints").values(undone_at=branch.now()))
    line = results.results(branch, CODE).of("KF01").assessment.line("complaint_rate")
    assert (line.state, line.value, line.points) == (State.MISSING, None, None)


def test_records_at_the_edges_of_the_month_count_by_the_offices_clock(branch: Office) -> None:
    from datetime import UTC, datetime

    with branch.write() as connection:
        for ref, at in (
            ("last-of-september", datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC)),
            ("first-of-october", datetime(2026, 9, 30, 16, tzinfo=UTC)),
            ("last-of-october", datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC)),
            ("first-of-november", datetime(2026, 10, 31, 16, tzinfo=UTC)),
        ):
            month.add(connection, "contact", channel="chat", ref=ref, agent_id=1, at=at, answered=True,
                      response_ms=1000, batch_id=1)  # fmt: skip
    assert results.results(branch, CODE).of("KF01").tally.responses == 12


def test_an_agents_own_target_is_used_for_that_agent_alone(branch: Office) -> None:
    with branch.write() as connection:
        connection.execute(
            insert(tables.target).values(
                cycle_id=1, agent_id=2, indicator="complaint_rate", standard=D("0.1")
            )
        )
    found = results.results(branch, CODE)
    assert found.of("KF02").assessment.line("complaint_rate").points == 100
    assert found.of("KF01").assessment.line("complaint_rate").standard == D("0.01")


def test_a_stranger_is_refused_by_name(branch: Office) -> None:
    with refuses("cycle.agent_not_assessed", "KF99"):
        results.results(branch, CODE).of("KF99")


# ---- exemptions


def test_not_applicable_needs_a_reason_and_spreads_the_weight(branch: Office) -> None:
    with refuses("exemption.reason_missing"):
        exemptions.exempt(branch, CODE, "KF03", "attitude", "na", "  ")
    exemptions.exempt(branch, CODE, "KF03", "attitude", "na", "back office this month")
    exemptions.exempt(branch, CODE, "KF03", "communication", "waived", "supervisor was ill")
    made = results.results(branch, CODE).of("KF03").assessment
    assert made.status is Status.GRADED
    assert (made.line("attitude").state, made.line("attitude").reason) == (
        State.NOT_APPLICABLE, "back office this month",
    )  # fmt: skip
    assert made.line("communication").state is State.WAIVED
    assert round(sum(line.effective_weight for line in made.lines), 20) == 100
    # (20 x 100 + 20 x 100 + 15 x 80 + 10 x 100 + 5 x 100) / 70
    assert made.total == D("95.71")


def test_an_exemption_can_be_taken_back_and_put_back(branch: Office) -> None:
    assert exemptions.exempt(branch, CODE, "KF03", "attitude", "na", "first").value is None
    done = exemptions.exempt(branch, CODE, "KF03", "attitude", None)
    before = done.value
    assert before is not None
    assert done.undo is not None
    assert (before.kind, before.reason, before.by) == ("na", "first", "赵主管")
    assert results.results(branch, CODE).of("KF03").assessment.line("attitude").state is State.MISSING
    again = done.undo()
    assert results.results(branch, CODE).of("KF03").assessment.line("attitude").reason == "first"
    assert again.undo is not None
    again.undo()
    assert results.results(branch, CODE).of("KF03").assessment.line("attitude").state is State.MISSING


def test_a_waiver_does_not_hide_what_is_there(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF01", "attitude", "waived", "thought it was missing")
    assert results.results(branch, CODE).of("KF01").assessment.line("attitude").value == D("4.5")


def test_an_agent_left_out_altogether_is_excluded_and_stops_no_closing(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", None, "na", "on leave all month")
    result = results.results(branch, CODE).of("KF03")
    assert (result.assessment.status, result.rank) == (Status.EXCLUDED, None)
    assert close_month(branch, CODE).cycle.closed


def test_what_does_not_apply_stays_so_beside_a_waiver_of_all(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF01", None, "waived", "new system")
    exemptions.exempt(branch, CODE, "KF01", "csat", "na", "no survey in this team")
    made = results.results(branch, CODE).of("KF01").assessment
    assert (made.line("csat").state, made.line("csat").reason) == (
        State.NOT_APPLICABLE,
        "no survey in this team",
    )


def test_exemptions_refuse_what_is_not_there(branch: Office) -> None:
    with refuses("roster.no_agent", "KF77"):
        exemptions.exempt(branch, CODE, "KF77", "attitude", "na", "why")
    with refuses("cycle.no_such_indicator", "charm"):
        exemptions.exempt(branch, CODE, "KF01", "charm", "na", "why")
    with pytest.raises(ValueError, match="excused"):
        exemptions.exempt(branch, CODE, "KF01", "csat", "excused", "why")


def test_every_exemption_leaves_a_line_in_the_trail(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", "attitude", "na", "why")
    exemptions.exempt(branch, CODE, "KF03", "attitude", None)
    with branch.read() as connection:
        rows = connection.execute(select(tables.audit).where(tables.audit.c.action == "exemption")).all()
    assert [(r.subject, r.detail["kind"], r.user_id) for r in rows] == [
        ("2026-10/KF03/attitude", "na", 1), ("2026-10/KF03/attitude", None, 1),
    ]  # fmt: skip


# ---- closing


def test_an_incomplete_cycle_stays_open_and_says_whose(branch: Office) -> None:
    with refuses("cycle.close_blocked", "龚䶮 (KF03)"):
        close_month(branch, CODE)
    assert not results.results(branch, CODE).cycle.closed


def test_a_closed_cycle_keeps_its_figures_whatever_happens_to_the_records(branch: Office) -> None:
    exemptions.exempt(branch, CODE, "KF03", None, "na", "on leave all month")
    before = results.results(branch, CODE)
    final = close_month(branch, CODE)
    with branch.write() as connection:
        connection.execute(delete(tables.incident))
        connection.execute(update(tables.contact).values(response_ms=99_000))
    after = results.results(branch, CODE)
    for one in before.results:
        assert after.of(one.agent.staff_no).assessment == one.assessment
        assert after.of(one.agent.staff_no).digest == one.digest == final.of(one.agent.staff_no).digest


@pytest.mark.parametrize("again", ["close", "exempt"])
def test_a_closed_cycle_takes_nothing_more(branch: Office, again: str) -> None:
    exemptions.exempt(branch, CODE, "KF03", None, "na", "on leave all month")
    close_month(branch, CODE)
    attempts = {
        "close": lambda: close_month(branch, CODE),
        "exempt": lambda: exemptions.exempt(branch, CODE, "KF01", "csat", "na", "why"),
    }
    with refuses("cycle.closed"):
        attempts[again]()


def test_the_digest_tells_every_change_and_nothing_else(branch: Office) -> None:
    first = results.results(branch, CODE).of("KF02").digest
    assert results.results(branch, CODE).of("KF02").digest == first
    with branch.write() as connection:
        connection.execute(
            update(tables.contact).where(tables.contact.c.ref == "A2-00").values(response_ms=39_000)
        )
    assert results.results(branch, CODE).of("KF02").digest != first


def test_a_month_that_was_never_opened_is_refused(branch: Office) -> None:
    with refuses("cycle.not_opened", "2026-07"):
        results.results(branch, "2026-07")


def test_equal_levels_stay_written_as_they_were_given(branch: Office) -> None:
    with branch.write() as connection:
        rated = tables.rating.c
        connection.execute(update(tables.rating).where(rated.evaluation_id == 3).values(level=D("4.0")))
        connection.execute(update(tables.rating).where(rated.evaluation_id == 5).values(level=D("4")))
    assert str(values(branch, "KF02")["attitude"]) == "4.0"
    assert str(values(branch, "KF04")["attitude"]) == "4"


def test_counted_day_by_day_a_month_is_what_it_is_counted_at_once(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = results.results(branch, CODE)
    days = []
    whole = tallies._by

    def noted(*args: Any) -> Any:
        days.append(args[3])
        return whole(*args)

    monkeypatch.setattr(tallies, "_by", noted)
    monkeypatch.setattr(tallies, "_AT_ONCE", 1)
    by_days = results.results(branch, CODE)
    assert [one.digest for one in by_days.results] == [one.digest for one in at_once.results]
    assert [one.tally for one in by_days.results] == [one.tally for one in at_once.results]
    of_contacts = [day for day in days if (day.end - day.start).days == 1]
    assert [day.start for day in of_contacts] == [
        at_once.cycle.period.start + timedelta(days=n) for n in range(len(of_contacts))
    ]
    assert of_contacts[-1].end == at_once.cycle.period.end
