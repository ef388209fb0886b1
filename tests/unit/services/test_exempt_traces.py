"""What is exempted, missing or gone leaves its trace on every surface, and the same one everywhere."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import insert, update

from qadesk.cli import output
from qadesk.domain.rules import Unscored
from qadesk.domain.scorecard import Better, Indicator, Names, Scorecard, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.scoring import Status
from qadesk.services import cycles, first_look, scorecards
from qadesk.services.assessment import exemptions, focus, results
from qadesk.services.explaining import explanation, live_workbook
from qadesk.services.paper import sheets
from qadesk.services.records import evidence, record_lists
from qadesk.services.scoring import boards
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests import made_up_month as month
from tests.made_up_month import CODE

WHY = "玩笑话，客户确认"
LINE = "abusive_language"


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    office = month.filled(tmp_path / "branch.qadesk")
    yield office
    office.close()


def use(branch: Office, card: Scorecard) -> None:
    with branch.write() as connection:
        connection.execute(update(tables.scorecard).values(content=to_dict(card)))


def test_an_exempted_red_line_says_so_with_its_reason(
    branch: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kills: "not crossed" on the sheet for a red line that was crossed and exempted."""
    assert results.results(branch, CODE).of("KF04").assessment.total == 0
    exemptions.exempt(branch, CODE, "KF04", LINE, "na", WHY)
    made = results.results(branch, CODE)
    assert made.of("KF04").assessment.grade == "A"

    (line,) = sheets.content(branch, CODE, "KF04", "zh_CN").red_lines
    assert (line.count, line.effect, line.reason, line.crossed) == ("–", "不适用", WHY, False)
    pdf = pypdfium2.PdfDocument(sheets.render(branch, CODE, ["KF04"], "zh_CN"))
    assert WHY in pdf[0].get_textpage().get_text_bounded().replace("\r\n", "")
    pdf.close()

    chain = explanation.explain(branch, CODE, "KF04", LINE)
    assert WHY in chain.text("state")
    assert WHY in explanation.explain(branch, CODE, "KF04").text(LINE)  # of the total
    (record,) = evidence.records(branch, CODE, "KF04", LINE).records
    assert not record.counted
    assert record.why == f"not applicable to this agent: {WHY}"
    output.results(made, {r.agent.staff_no: r.tally for r in made.results}, argparse.Namespace(json=True))
    said = json.loads(capsys.readouterr().out)["KF04"]["indicators"][LINE]
    assert (said["state"], said["reason"], said["value"]) == ("na", WHY, None)
    first = live_workbook.sheets(branch, CODE, "KF04")[0]
    row = next(r for r in first.rows if len(r) == 14 and r[13].content == WHY)
    assert row[2].content == "not applicable"


def test_an_exempted_bonus_says_so_with_its_reason(branch: Office) -> None:
    """Kills: "+0.00" on the sheet for praises that were exempted, and records that still "count"."""
    exemptions.exempt(branch, CODE, "KF01", "praises", "na", WHY)
    (line,) = sheets.content(branch, CODE, "KF01", "en").bonuses
    assert (line.count, line.effect, line.reason, line.strong) == ("–", "not applicable", WHY, False)
    assert [r.counted for r in evidence.records(branch, CODE, "KF01", "praises").records] == [False, False]


def test_nothing_counts_of_who_is_not_assessed(branch: Office) -> None:
    """Kills: records that "count" of an agent whose whole month does not apply, whatever else was said."""
    exemptions.exempt(branch, CODE, "KF01", "csat", "waived", "own")
    assert all(r.counted for r in evidence.records(branch, CODE, "KF01", "csat").records)
    exemptions.exempt(branch, CODE, "KF01", None, "na", "on leave")
    found = evidence.records(branch, CODE, "KF01", "csat").records
    assert {(r.counted, r.why) for r in found} == {(False, "not applicable to this agent: on leave")}


def test_only_what_keeps_an_agent_from_a_grade_is_said_to_do_so(branch: Office) -> None:
    """Kills: "not graded until then" said of a missing bonus or reference row to a graded agent."""
    card = scorecards.shipped()
    nps = Indicator("nps", Names("净推荐值", "NPS"), Unit.SCORE, Better.HIGHER, Decimal(0), Unscored(), None)
    extra = card.sections[-1]
    use(branch, _with(card, extra.code, nps))
    made = explanation.explain(branch, CODE, "KF02", "nps")
    assert results.results(branch, CODE).of("KF02").assessment.status is Status.GRADED
    assert made.text("state") == "Missing: no data. It adds nothing, and the grade does not wait for it."
    (line,) = sheets.content(branch, CODE, "KF02", "en").references
    assert (line.count, line.effect) == ("–", "missing")
    weighed = explanation.explain(branch, CODE, "KF03", "attitude").text("state")
    assert weighed.endswith("No grade is given until there is one.")


def _with(card: Scorecard, section: str, indicator: Indicator) -> Scorecard:
    return replace(
        card,
        sections=tuple(
            replace(s, indicators=(*s.indicators, indicator)) if s.code == section else s
            for s in card.sections
        ),
    )


def test_who_left_comes_back_through_no_proposal(branch: Office) -> None:
    """Kills: a focus confirmed for someone who left, who so takes part in the next month and blocks it."""
    with branch.write() as connection:
        last_day = {"status": "left", "left_on": date(2026, 10, 31)}
        connection.execute(update(tables.agent).where(tables.agent.c.staff_no == "KF01").values(last_day))
    gone = focus.board(branch, CODE).of("KF01")
    assert gone is not None
    assert (gone.left, gone.proposed, gone.to_confirm) == (True, None, False)
    assert gone.lost is not None
    settled = focus.settle_all(branch, CODE).value
    assert "KF02" in settled
    assert "KF01" not in settled
    cycles.open_cycle(branch, "2026-11")
    # Not even a focus settled by hand, or an exemption, brings anybody back.
    focus.settle(branch, CODE, "KF01", "csat")
    exemptions.exempt(branch, "2026-11", "KF01", "csat", "na", "gone")
    there = {r.agent.staff_no for r in results.results(branch, "2026-11").results}
    scored = {entry.staff_no for entry in boards.board(branch, "2026-11").entries}
    assert there == {"KF02", "KF03", "KF04"} == scored
    assert first_look.overview(branch, "2026-11").agents == 3


def test_a_value_typed_of_who_left_still_counts(branch: Office) -> None:
    """Kills: an agent with something entered in the month who is dropped from it in silence."""
    cycles.open_cycle(branch, "2026-11")
    with branch.write() as connection:
        agent, cycle = tables.agent.c, tables.cycle.c
        connection.execute(update(tables.agent).where(agent.staff_no == "KF01").values(status="left"))
        one = connection.execute(agent.id.table.select().where(agent.staff_no == "KF01")).one()
        this = connection.execute(cycle.id.table.select().where(cycle.code == "2026-11")).one()
        connection.execute(
            insert(tables.typed_value).values(
                cycle_id=this.id, agent_id=one.id, indicator="x", value=Decimal(1), at=branch.now()
            )
        )
    there = {r.agent.staff_no for r in results.results(branch, "2026-11").results}
    assert "KF01" in there
    assert first_look.overview(branch, "2026-11").agents == len(there) == 4


def test_a_day_counts_only_with_both_of_two_numbers(branch: Office) -> None:
    """Kills: 4,383 scans in time of an unknown total that lift the branch above what its records give."""
    with branch.write() as connection:
        made = month.batch(connection, "deliveries")
        for day, scans, in_time in ((1, 100, 90), (2, None, 4383), (3, 50, None), (4, None, None)):
            month.add(
                connection, "delivery_day", office_id=branch.id, day=date(2026, 10, day), due=10, on_time=9,
                scans=scans, scans_in_15_min=in_time, courier="", batch_id=made,
            )  # fmt: skip
    whole = results.results(branch, CODE).office
    assert (whole.due, whole.on_time, whole.scans, whole.scans_in_15_min) == (40, 36, 100, 90)
    card = scorecards.shipped()
    tracking = Indicator(
        "tracking_15min", Names("轨迹", "Tracking"), Unit.RATE, Better.HIGHER, Decimal(0), Unscored(), None
    )
    use(branch, _with(card, card.sections[-1].code, tracking))
    found = evidence.records(branch, CODE, "KF01", "tracking_15min").records
    half = "only one of the two numbers is recorded"
    assert [(r.said, r.why) for r in found] == [
        ("90 of 100", ""), ("4,383 of –", half), ("– of 50", half), ("–", "nothing recorded"),
    ]  # fmt: skip


def test_today_counts_the_month_as_records_does(branch: Office) -> None:
    """Kills: records of other months in the same file counted into this one, and their last day shown."""
    with branch.write() as connection:
        made = month.batch(connection, "calls")
        connection.execute(
            update(tables.import_batch)
            .where(tables.import_batch.c.kind == "calls")
            .values(first_day=date(2026, 9, 1), last_day=date(2026, 11, 15))
        )
        start, after = cycles.parse(CODE).utc(branch.zone)
        for number, at in enumerate((start, after)):  # the first moment is in, the one after the last is not
            month.add(
                connection, "contact", channel="call", ref=f"edge{number}", agent_id=1, at=at, answered=True,
                batch_id=made,
            )  # fmt: skip
    seen = first_look.overview(branch, CODE).imported
    for kind, found in seen.items():
        assert found.records == record_lists.listing(branch, CODE, kind).total, kind
    assert seen["calls"].through == date(2026, 10, 10)
    assert seen["complaints"].through == date(2026, 10, 1)
    assert seen["incidents"].through == date(2026, 10, 15)
    assert (seen["deliveries"].files, seen["deliveries"].records, seen["deliveries"].through) == (0, 0, None)
