"""Figures of other periods from the office: closed months as stored, open ones as they are, all else none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, update

from qadesk.domain import starters
from qadesk.domain.earlier_figures import NoEarlier
from qadesk.domain.rules import Bonus, PassFail, Proportional, Unscored
from qadesk.domain.scorecard import Indicator, Scorecard, Unit
from qadesk.domain.scorecard_forms import from_dict
from qadesk.domain.scoring import Assessment, State, Status
from qadesk.i18n import speaking
from qadesk.services import cycles, freezing, today
from qadesk.services.assessment import assessments, results
from qadesk.services.closing.pending import Code, pending
from qadesk.services.closing.pending_words import in_words
from qadesk.services.designing import exchange
from qadesk.services.explaining import explanation
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.scorecard_reading import read_text
from tests.closing_months import close_month
from tests.made_up_month import CODE, filled
from tests.unit.domain.test_earlier import STEP, card, computed, sat
from tests.unit.services.trial_office import put_in_force, under_draft

D = Decimal
BEFORE = "2026-09"
AGENTS = ("KF01", "KF02", "KF03", "KF04")


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = filled(tmp_path / "b.qadesk")
    yield office
    office.close()


def type_in(office: Office, code: str, indicator: str, **values: str) -> None:
    """Values typed for agents in a cycle, by staff number."""
    with office.write() as connection:
        cycle, agent = cycles.get_in(connection, office, code), tables.agent.c
        for staff_no, value in values.items():
            who = connection.execute(select(agent.id).where(agent.staff_no == staff_no)).scalar_one()
            row = {"cycle_id": cycle.id, "agent_id": who, "indicator": indicator, "value": D(value)}
            connection.execute(insert(tables.typed_value).values(**row, at=office.now()))


def month(office: Office, code: str, under: Scorecard, *, close: bool = False, **typed: str) -> None:
    """A month opened with a scorecard, with satisfaction typed."""
    cycles.open_cycle(office, code)
    put_in_force(office, under, code)
    type_in(office, code, "sat", **typed)
    if close:
        close_month(office, code, discarding=True)


def improving(written: str = "(sat - before(sat)) * 100") -> Scorecard:
    return card(sat(), computed(written, rule=STEP, standard=D(0), on_top=True))


def made(office: Office, staff_no: str, code: str = CODE) -> Assessment:
    return results.results(office, code).of(staff_no).assessment


ALL = {"KF02": "0.80", "KF03": "0.80", "KF04": "0.80"}


@pytest.mark.parametrize("closed", [True, False])
def test_improvement_on_the_month_before(branch: Office, closed: bool) -> None:
    """0.91 → 0.93 is +2 points; 0.95 → 0.929999 −2; 0.90 → 0.99 +5; nothing typed by hand."""
    month(branch, BEFORE, improving(), close=closed, KF01="0.91", KF02="0.95", KF03="0.90", KF04="0.9")
    month(branch, CODE, improving(), KF01="0.93", KF02="0.929999", KF03="0.99", KF04="0.9")
    for staff_no, points in (("KF01", 2), ("KF02", -2), ("KF03", 5), ("KF04", 0)):
        one = made(branch, staff_no)
        assert one.line("gain").points == points
        (taken,) = one.earlier
        assert (taken.key, taken.of[0].code, taken.provisional) == ("before(sat)", BEFORE, not closed)


def test_without_a_month_before_there_are_no_points_and_nothing_is_missing(branch: Office) -> None:
    month(branch, CODE, improving(), KF01="0.93", **ALL)
    one = made(branch, "KF01")
    assert (one.status, str(one.total), one.line("gain").points) == (Status.GRADED, "93.00", None)
    assert one.line("gain").state is State.NOT_APPLICABLE
    said = explanation.explain(branch, CODE, "KF01", "gain").text("state")
    assert "no month before: September 2026 was not assessed here" in said


def test_records_of_a_month_never_opened_are_no_month_before(branch: Office) -> None:
    """Records from before the program was used: what they would have come to nobody assessed."""
    under = card(sat(), of_records("csat"), computed("before(csat)", unit=Unit.RATING))
    month(branch, CODE, under, KF01="0.9", **ALL)
    one_more(branch, "KF01", month=9, rating=1)
    assert made(branch, "KF01").earlier[0].why is NoEarlier.NO_PERIOD
    month(branch, BEFORE, under, KF01="0.9", **ALL)
    assert made(branch, "KF01").earlier[0].value == 1


def one_more(office: Office, staff_no: str, **changes: int) -> None:
    """A contact like one of an agent's in another month, with another rating."""
    with office.write() as connection:
        own, agent = tables.contact, tables.agent.c
        who = connection.execute(select(agent.id).where(agent.staff_no == staff_no)).scalar_one()
        row = dict(connection.execute(select(own).where(own.c.agent_id == who).limit(1)).one()._mapping)
        row |= {
            "ref": "one more",
            "rating": changes["rating"],
            "at": row["at"].replace(month=changes["month"]),
        }
        row.pop("id")
        batch = tables.import_batch
        connection.execute(update(batch).values(first_day=date(2026, 9, 1), last_day=date(2026, 11, 30)))
        connection.execute(insert(own).values(row))


def of_records(figure: str) -> Indicator:
    return replace(starters.from_measure(figure), weight=D(0), rule=Unscored())


def test_a_closed_month_gives_its_result_that_counts(branch: Office) -> None:
    """After a correction the later revision; this month's line says which."""
    month(branch, BEFORE, improving(), close=True, KF01="0.91", **ALL)
    month(branch, CODE, improving(), KF01="0.93", **ALL)
    _revise(branch, BEFORE, "KF01", "0.92")
    one = made(branch, "KF01")
    assert one.line("gain").points == 1
    assert one.earlier[0].of[0].revision == 2
    said = explanation.explain(branch, CODE, "KF01", "gain").text("value")
    assert "before(sat) (Satisfaction: September 2026, revision 2) = 92.00%" in said


def _revise(office: Office, code: str, staff_no: str, value: str) -> None:
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        (kept,) = [one for one in assessments.stored(connection, cycle.id) if one.agent.staff_no == staff_no]
        lines = tuple(
            line._replace(value=D(value)) if line.code == "sat" else line for line in kept.assessment.lines
        )
        later = replace(kept, assessment=replace(kept.assessment, lines=lines), revision=2)
        assessments.store(connection, office, cycle.id, later, "0" * 64)


def test_closing_stores_what_was_used(branch: Office) -> None:
    """A correction of the month before moves nothing that was closed, and the digest is of what was used."""
    month(branch, BEFORE, improving(), close=True, KF01="0.91", **ALL)
    month(branch, CODE, improving(), close=True, KF01="0.93", **ALL)
    before = results.results(branch, CODE).of("KF01")
    _revise(branch, BEFORE, "KF01", "0.92")
    after = results.results(branch, CODE).of("KF01")
    assert after.assessment == before.assessment
    assert after.assessment.earlier[0].value == D("0.91")
    assert '"earlier":[{"key":"before(sat)"' in after.digested


def test_what_the_other_month_measured_otherwise_is_said(branch: Office) -> None:
    counted = card(sat(unit=Unit.COUNT, rule=Proportional(full=D(5))), version=2)
    month(branch, BEFORE, counted, close=True, KF01="4", **ALL)
    month(branch, CODE, improving(), KF01="0.93", **ALL)
    assert made(branch, "KF01").line("gain").state is State.NOT_APPLICABLE
    said = explanation.explain(branch, CODE, "KF01", "gain").text("state")
    assert "measured in another way in September 2026, so not comparable" in said


def test_other_months_are_read_in_one_query(branch: Office) -> None:
    """Three closed months under one scorecard, several figures of each."""
    under = card(sat(), computed("mean_of_last(sat, 3) + before(total) / 100", unit=Unit.POINTS))
    for code, value in (("2026-07", "0.90"), ("2026-08", "0.93"), (BEFORE, "0.96")):
        month(branch, code, under, KF01=value, **ALL)
    with branch.write() as connection:
        first = cycles.get_in(connection, branch, BEFORE).scorecard_id
        connection.execute(
            update(tables.cycle)
            .where(tables.cycle.c.code.in_(["2026-07", "2026-08"]))
            .values(scorecard_id=first)
        )
    for code in ("2026-07", "2026-08", BEFORE):
        close_month(branch, code, discarding=True)
    month(branch, CODE, under, KF01="0.93", **ALL)
    asked = list[str]()

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with branch.read() as connection:
        event.listen(connection.engine, "before_cursor_execute", note)
        try:
            one = results.results_in(connection, branch, cycles.get_in(connection, branch, CODE))
        finally:
            event.remove(connection.engine, "before_cursor_execute", note)
    assert one.of("KF01").assessment.line("gain").value == D("0.93") + D("0.96")
    read = [text for text in asked if "FROM assessment" in text]
    assert len(read) == 2  # whether there is anything new, and all there is
    _revise(branch, BEFORE, "KF01", "0.99")
    assert made(branch, "KF01").line("gain").value == D("0.94") + D("0.96")


def test_the_quarter_to_date_puts_records_together(branch: Office) -> None:
    """October's ten ratings of 4.8 and November's one of 1: pooled, not the mean of two months."""
    under = card(sat(), of_records("csat"), computed("quarter_to_date(csat)", unit=Unit.RATING))
    put_in_force(branch, under)
    month(branch, "2026-11", under, KF01="0.9", **ALL)
    one_more(branch, "KF01", month=11, rating=1)
    one = made(branch, "KF01", "2026-11")
    assert one.earlier[0].value == D(49) / 11
    assert one.earlier[0].n == 11
    assert not one.earlier[0].provisional


def test_the_case_with_last_month_worked_by_hand(branch: Office) -> None:
    """The table that had last month's satisfaction typed in takes it from the month before."""
    (file,) = (Path(__file__).parents[2] / "data").rglob("conditional-and-improvement.yaml")
    reading = read_text(file)
    assert reading.data is not None
    typed = from_dict(reading.data)
    first, better = typed.sections
    gain = next(one for one in better.indicators if one.code == "gain")
    gain = replace(gain, formula="(sat_raw - before(sat_raw)) * 100")
    under = replace(typed, sections=(first, replace(better, indicators=(gain,))))
    for code, values in (
        (BEFORE, {"KF01": "0.91", "KF02": "0.95", "KF03": "0.90"}),
        (CODE, {"KF01": "0.93", "KF02": "0.929999", "KF03": "0.99"}),
    ):
        cycles.open_cycle(branch, code)
        put_in_force(branch, under, code)
        for indicator, value in (("volume", "50"), ("slips", "0"), ("appeal", "0")):
            type_in(branch, code, indicator, **dict.fromkeys(AGENTS, value))
        type_in(branch, code, "sat_raw", KF04="0.9", **values)
        if code == BEFORE:
            close_month(branch, code, discarding=True)
    points = [made(branch, staff_no).line("gain").points for staff_no in AGENTS]
    assert points == [2, -2, 5, 0]


def test_last_months_value_as_this_months_standard(branch: Office) -> None:
    """Who has a month before has to reach it; who has none, the scorecard's; a target by hand stands."""
    under = card(sat(standard=D("0.9"), standard_from="before(sat)", rule=PassFail("higher")))
    month(branch, BEFORE, under, close=True, KF01="0.95", KF02="0.85", KF03="0.95", KF04="0.95")
    month(branch, CODE, under, KF01="0.93", KF02="0.86", KF03="0.95", KF04="0.8")
    with branch.write() as connection:
        agent = select(tables.agent.c.id).where(tables.agent.c.staff_no == "KF04").scalar_subquery()
        cycle = cycles.get_in(connection, branch, CODE)
        own = {"cycle_id": cycle.id, "agent_id": agent, "indicator": "sat", "standard": D("0.7")}
        connection.execute(insert(tables.target).values(own))
    for staff_no, standard, points in (
        ("KF01", "0.95", 0), ("KF02", "0.85", 100), ("KF03", "0.95", 100), ("KF04", "0.7", 100),
    ):  # fmt: skip
        line = made(branch, staff_no).line("sat")
        assert (line.standard, line.points) == (D(standard), points)
    said = explanation.explain(branch, CODE, "KF01", "sat").text("standard")
    assert said == "≥ 95%, before(sat) (Satisfaction: September 2026) = 95.00%; not met"
    said = explanation.explain(branch, BEFORE, "KF01", "sat").text("standard")
    assert said.startswith("≥ 90%, the scorecard's own, since before(sat) (Satisfaction: no month before: ")


def test_a_month_closed_before_the_one_it_takes_from_is_warned_of(branch: Office) -> None:
    """It keeps what that month comes to now, which may change."""
    month(branch, BEFORE, improving(), KF01="0.91", **ALL)
    month(branch, CODE, improving(), KF01="0.93", **ALL)
    (found,) = [one for one in pending(branch, CODE) if one.code is Code.EARLIER_OPEN]
    assert (found.blocks, found.count, found.days) == (False, 4, (date(2026, 9, 1),))
    assert in_words(found).text.startswith("Figures of September 2026, still open, are used for: 王小红")
    close_month(branch, BEFORE, discarding=True)
    assert Code.EARLIER_OPEN not in {one.code for one in pending(branch, CODE)}


def test_a_correction_of_the_month_before_is_said_and_changes_nothing(branch: Office) -> None:
    month(branch, BEFORE, improving(), close=True, KF01="0.91", **ALL)
    month(branch, CODE, improving(), close=True, KF01="0.93", **ALL)
    assert explanation.explain(branch, CODE, "KF01", "gain").text("since") == ""
    assert today.outcome(branch, CODE).corrected == ()
    _revise(branch, BEFORE, "KF01", "0.92")
    said = explanation.explain(branch, CODE, "KF01", "gain")
    assert said.text("since") == (
        "Other figures since it was closed, which do not change this result: "
        "before(sat) (Satisfaction: September 2026, revision 2) = 92.00%"
    )
    assert "before(sat) (Satisfaction: September 2026) = 91.00%" in said.text("value")
    assert said.periods == ((BEFORE, "sat"),)
    assert made(branch, "KF01").line("gain").points == 2
    assert today.outcome(branch, CODE).corrected == ("KF01",)
    assert explanation.explain(branch, CODE, "KF02", "gain").text("since") == ""


def test_a_correction_of_this_month_goes_by_what_is_true_now(branch: Office) -> None:
    """What comes out anew is compared with what is stored before anybody keeps it."""
    month(branch, BEFORE, improving(), close=True, KF01="0.91", **ALL)
    month(branch, CODE, improving(), close=True, KF01="0.93", **ALL)
    _revise(branch, BEFORE, "KF01", "0.92")
    with branch.read() as connection:
        again = results.anew(connection, branch, cycles.get_in(connection, branch, CODE))
    assert again.of("KF01").assessment.line("gain").points == 1


def test_a_row_that_counts_once_a_quarter(branch: Office) -> None:
    """In a table of months: in the last month of the quarter all its records, else it does not apply."""
    quarterly = computed("whole_quarter(csat)", unit=Unit.RATING)
    under = card(sat(), of_records("csat"), quarterly)
    put_in_force(branch, under)
    one_more(branch, "KF01", month=11, rating=1)
    assert made(branch, "KF01", CODE).earlier[0].why is NoEarlier.NOT_YET
    assert made(branch, "KF01", CODE).line("gain").state is State.NOT_APPLICABLE
    said = explanation.explain(branch, CODE, "KF01", "gain").text("state")
    assert "the quarter goes on after October 2026" in said
    month(branch, "2026-12", under, KF01="0.9", **ALL)
    assert made(branch, "KF01", "2026-12").line("gain").value == D(49) / 11


def test_a_month_and_its_quarter_open_at_once(branch: Office) -> None:
    """A month before is a month, a quarter before a quarter, whatever else is open."""
    month(branch, BEFORE, improving(), KF01="0.91", **ALL)
    month(branch, "2026-Q3", improving(), KF01="0.70", **ALL)
    month(branch, CODE, improving(), KF01="0.93", **ALL)
    month(branch, "2026-Q4", improving(), KF01="0.75", **ALL)
    assert made(branch, "KF01").earlier[0].of[0].code == BEFORE
    assert made(branch, "KF01").line("gain").points == 2
    assert made(branch, "KF01", "2026-Q4").earlier[0].of[0].code == "2026-Q3"
    assert made(branch, "KF01", "2026-Q4").line("gain").points == 5


def test_months_still_open_one_after_another(branch: Office) -> None:
    """Each takes what the one before comes to now; every month is worked out once."""
    under = card(sat(), computed("before(total) / 30", unit=Unit.COUNT, rule=Bonus(each=D(1), cap=D(5))))
    for code in ("2026-07", "2026-08", BEFORE, CODE):
        month(branch, code, under, KF01="0.90", **ALL)
    # 90; 90 + 90 ÷ 30; 90 + 93 ÷ 30; 90 + 93.1 ÷ 30
    assert [str(made(branch, "KF01", code).total) for code in ("2026-07", "2026-08", BEFORE, CODE)] == [
        "90.00", "93.00", "93.10", "93.10",
    ]  # fmt: skip


def test_a_draft_is_tried_with_the_months_before(branch: Office) -> None:
    """Improvement is tried on a past month by what the one before it came out with; so is a standard."""
    month(branch, BEFORE, card(sat()), close=True, KF01="0.91", **ALL)
    month(branch, CODE, card(sat()), KF01="0.93", **ALL)
    _before, after = under_draft(branch, improving())["KF01"]
    assert after.line("gain").points == 2
    draft = card(sat(standard=D("0.9"), standard_from="before(sat)", rule=PassFail("higher")))
    _before, after = under_draft(branch, draft)["KF02"]
    assert after.line("sat").standard == D("0.80")


@pytest.mark.parametrize("suffix", ["yaml", "xlsx"])
def test_exchanged_as_a_file(branch: Office, tmp_path: Path, suffix: str) -> None:
    """Formula and standard of other periods stand in text files and workbooks, in both languages."""
    rows = (
        sat(standard=D("0.9"), standard_from="max(mean_of_last(sat, 3), 0.9)", rule=PassFail("higher")),
        computed("(sat - 上月(sat)) * 100", rule=STEP, standard=D(0), on_top=True),
    )
    put_in_force(branch, card(*rows))
    for language in ("en", "zh_CN"):
        with branch.read() as connection:
            key = cycles.get_in(connection, branch, CODE).scorecard_id
        file = tmp_path / f"{language}.{suffix}"
        with speaking(language):
            exchange.export_file(branch, key, file)
            read = exchange.read_file(file)
        assert [one.formula for one in read.indicators()] == ["", "(sat - 上月(sat)) * 100"]
        assert read.indicator("sat").standard_from == "max(mean_of_last(sat, 3), 0.9)"


def test_opening_says_where_a_standard_will_come_from(branch: Office) -> None:
    under = card(sat(standard=D("0.9"), standard_from="before(sat)", rule=PassFail("higher")))
    month(branch, CODE, under, KF01="0.9", **ALL)
    with branch.read() as connection:
        key = cycles.get_in(connection, branch, CODE).scorecard_id
    (line,) = freezing.frozen(branch, "2026-11", key).lines
    assert (line.required, line.note) == ("≥ 90%", "before(sat) where that period has a figure")
