"""What a file has no column for is missing for its records: never zero, never full points."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qadesk.domain.measures import OfficeTally, measure
from qadesk.domain.periods import period
from qadesk.domain.scoring import Line, State
from qadesk.domain.untold import untold
from qadesk.services import setup
from qadesk.services.assessment import gaps, results
from qadesk.services.assessment.gaps import Cause
from qadesk.services.designing import trial, trial_words
from qadesk.services.designing.missing_values import Why
from qadesk.services.explaining.explanation import explain
from qadesk.services.records import evidence, imports
from qadesk.storage.office import Office
from tests.unit.services.import_office import staff, write

CALLS = "流水号,工号,呼入时间,响应时长,满意度"
COMPLAINTS = "工单号,工号,投诉时间,首次响应时间,结案时间,是否升级,是否属实"


@pytest.fixture
def open_month(tmp_path: Path) -> Iterator[Office]:
    office = setup.create_office(
        tmp_path / "open.qadesk", name="Test", user_name="Wang", first_cycle=period("2026-10")
    )
    staff(office)
    yield office
    office.close()


def line(office: Office, code: str, who: str = "007") -> Line:
    return results.results(office, "2026-10").of(who).assessment.line(code)


def calls(folder: Path, name: str = "通话.csv", extra: str = "", value: str = "", first: int = 1) -> Path:
    """Two calls of 007, one of KF2, with one more column."""
    rows = [
        f"C{first + n},{who},2026/10/3 9:{first - 1 + n:02},{10 * (n + 1)},{4 + n % 2}"
        for n, who in enumerate(("007", "007", "KF2"))
    ]
    return write(
        folder / name,
        CALLS + ("," + extra if extra else ""),
        *(row + ("," + value if extra else "") for row in rows),
    )


def complaints(folder: Path, name: str, lacks: str, *numbers: str) -> Path:
    """Complaints of 007 in time, neither escalated nor upheld, without one of the columns."""
    heads = [head for head in COMPLAINTS.split(",") if head != lacks]
    cells = dict(
        zip(
            COMPLAINTS.split(","),
            ("", "007", "2026-10-04 09:00", "2026-10-04 10:00", "2026-10-05 09:00", "否", "否"),
            strict=True,
        )
    )
    return write(
        folder / name,
        ",".join(heads),
        *(",".join({**cells, "工单号": number}[head] for head in heads) for number in numbers),
    )


@pytest.mark.parametrize(
    ("code", "column"),
    [
        ("complaint_response_24h", "首次响应时间"),
        ("complaint_closed_48h", "结案时间"),
        ("escalation_rate", "是否升级"),
        ("complaint_rate", "是否属实"),
    ],
)
def test_a_complaint_file_without_the_column_leaves_the_indicator_missing(
    open_month: Office, tmp_path: Path, code: str, column: str
) -> None:
    imports.run(open_month, calls(tmp_path))
    imports.run(open_month, complaints(tmp_path, "投诉.csv", column, "T1", "T2"))
    tally = results.results(open_month, "2026-10").of("007").tally

    assert measure(tally, {code})[code].value is None
    found = untold(code, tally, OfficeTally())
    assert found is not None
    assert (found.n, found.of) == (2, 2)
    assert (
        measure(results.results(open_month, "2026-10").of("KF2").tally, {"complaint_rate"})[
            "complaint_rate"
        ].value
        == 0
    )


def test_upheld_unknown_is_missing_and_the_reason_is_told(open_month: Office, tmp_path: Path) -> None:
    imports.run(open_month, calls(tmp_path))
    report = imports.run(open_month, complaints(tmp_path, "投诉.csv", "是否属实", "T1"))
    assert [(w.code, "Upheld" in w.text) for w in report.warnings] == [("lacks_indicator", True)]
    assert line(open_month, "complaint_rate").state is State.MISSING
    assert line(open_month, "complaint_rate", "KF2").value == 0  # without a complaint none was upheld
    found = next(
        g
        for g in gaps.gaps(results.results(open_month, "2026-10"))
        if g.cause is Cause.COLUMN and g.field == "upheld"
    )
    assert [who.staff_no for who in found.agents] == ["007"]
    chain = explain(open_month, "2026-10", "007", "complaint_rate")
    assert chain.text("untold") == "The complaint file has no column that says whether it was upheld."


def test_where_some_files_tell_it_the_others_are_left_out_and_that_is_said(
    open_month: Office, tmp_path: Path
) -> None:
    imports.run(open_month, calls(tmp_path, "一.csv", "是否首次解决", "是"))
    imports.run(open_month, calls(tmp_path, "二.csv", first=11))
    found = line(open_month, "first_contact_resolution")
    assert (found.value, found.n, found.state) == (1, 2, State.OBSERVED)
    said = explain(open_month, "2026-10", "007", "first_contact_resolution").text("untold")
    assert said.startswith("2 of 4 answered contacts do not count here. The file of contacts has no column")
    assert line(open_month, "csat").n == 4


def test_an_empty_cell_of_a_column_that_is_there_is_a_clock_missed(
    open_month: Office, tmp_path: Path
) -> None:
    heads = COMPLAINTS
    row = "T1,007,2026-10-04 09:00,,,否,否"
    imports.run(open_month, write(tmp_path / "投诉.csv", heads, row))
    tally = results.results(open_month, "2026-10").of("007").tally
    assert (tally.complaints, tally.responded_24h, tally.no_responded_at) == (1, 0, 0)


def test_tracking_counts_only_days_with_both_figures(open_month: Office, tmp_path: Path) -> None:
    heads = "日期,应派件数,准时签收"
    imports.run(open_month, write(tmp_path / "派送1.csv", heads, "2026-10-01,100,99"))
    both = heads + ",轨迹总数,15分钟内更新"
    imports.run(
        open_month, write(tmp_path / "派送2.csv", both, "2026-10-02,100,90,50,45", "2026-10-03,100,90,50,")
    )
    office = results.results(open_month, "2026-10").office
    assert (office.due, office.on_time, office.scans, office.scans_in_15_min) == (300, 279, 50, 45)
    assert (office.rows, office.no_scans) == (3, 2)


def test_a_file_with_every_column_warns_of_nothing(open_month: Office, tmp_path: Path) -> None:
    assert imports.run(open_month, calls(tmp_path, "一.csv", "是否首次解决", "是")).warnings == ()
    report = imports.run(open_month, calls(tmp_path, "二.csv", first=11))
    assert [w.text for w in report.warnings] == [
        "The file has no column for: First-contact resolution. For its records they are missing, not zero."
    ]
    assert line(open_month, "csat").n == 4


def test_only_inbound_contacts_count(open_month: Office, tmp_path: Path) -> None:
    rows = (f"C{n},007,2026/10/3 9:0{n},{way},已接,10,60,5" for n, way in enumerate(("呼入", "外呼", "内线")))
    heads = "流水号,工号,呼入时间,呼叫类型,接听状态,响应时长,通话时长,满意度"
    imports.run(open_month, write(tmp_path / "通话.csv", heads, *rows))
    tally = results.results(open_month, "2026-10").of("007").tally
    assert (tally.contacts, tally.responses, tally.rated) == (1, 1, 1)
    why = [one.why for one in evidence.records(open_month, "2026-10", "007", "csat").records]
    assert why == ["", "no inbound contact: outbound", "no inbound contact: internal"]


def test_a_complaint_upheld_against_somebody_else_is_not_the_agents(
    open_month: Office, tmp_path: Path
) -> None:
    imports.run(open_month, calls(tmp_path))
    rows = (
        f"T{n},007,2026-10-04 09:0{n},{whose}"
        for n, whose in enumerate(("客服", "快递员", "网点责任", "客户原因", "部分属实"))
    )
    imports.run(open_month, write(tmp_path / "投诉.csv", "工单号,工号,投诉时间,责任判定", *rows))
    tally = results.results(open_month, "2026-10").of("007").tally
    assert (tally.complaints, tally.upheld, tally.no_upheld) == (5, 2, 0)
    page = evidence.records(open_month, "2026-10", "007", "complaint_rate")
    assert [one.counted for one in page.records] == [True, False, False, False, True]


def test_the_trial_of_a_draft_names_the_column_that_no_file_has(open_month: Office, tmp_path: Path) -> None:
    imports.run(open_month, calls(tmp_path))
    card = results.results(open_month, "2026-10").cards.own.card
    made = trial.trial(open_month, "2026-10", card)
    told = {(lack.indicator.code, lack.why): trial_words.why_text(made, lack) for lack in made.lacks}
    said = told["first_contact_resolution", Why.NO_COLUMN]
    assert said == "The file of contacts has no column that says whether it was solved at the first contact"
