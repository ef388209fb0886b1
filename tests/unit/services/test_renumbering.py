"""A mistyped staff number is corrected: everything stays with the person, the old number finds them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.services import check, cycles, renumbering, roster, target_plan
from qadesk.services.assessment import exemptions, history, results, standings
from qadesk.services.explaining import explanation, live_workbook
from qadesk.services.paper import sheets
from qadesk.services.records import evidence, imports, record_lists
from qadesk.services.renumbering import NumberTakenError
from qadesk.services.roster import AgentEntry, FormerNumberError
from qadesk.services.scoring import boards, drafts, score_files
from qadesk.services.target_plan import Whose
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services.import_office import call, calls, staff, write

CLOSED, OPEN, OLD, NEW = "2026-09", "2026-10", "KF1001", "KF7777"
WHY = "工号录入有误"


def _correct(office: Office) -> Callable[..., object]:
    done = renumbering.correct(office, OLD, f"  {NEW} ", WHY)
    assert done.undo is not None
    assert done.value.staff_no == NEW
    assert done.value.former == (OLD,)
    return done.undo


def test_the_open_month_has_the_new_number_and_the_same_figures(sample_office: Office) -> None:
    before = results.results(sample_office, OPEN).of(OLD)
    levels = {e.staff_no: e.levels for e in boards.board(sample_office, OPEN).entries}

    _correct(sample_office)

    made = results.results(sample_office, OPEN)
    after = made.of(NEW)
    assert (after.assessment, after.rank, after.comment) == (before.assessment, before.rank, before.comment)
    assert made.of(OLD) is after, "asked for by the number of before"
    assert {e.staff_no: e.levels for e in boards.board(sample_office, OPEN).entries}[NEW] == levels[OLD]
    assert len(history.history(sample_office, OLD)) == len(history.history(sample_office, NEW)) == 2


def test_a_closed_month_says_what_it_said(sample_office: Office) -> None:
    sheets.record(sample_office, CLOSED, sheets.document(sample_office, CLOSED, [OLD]).sheets, "print")

    def said() -> object:
        page = evidence.records(sample_office, CLOSED, OLD, "csat")
        chain = explanation.explain(sample_office, CLOSED, OLD, "csat")
        listed = list(record_lists.each(sample_office, CLOSED, "calls", staff_no=OLD))
        sheet = sheets.content(sample_office, CLOSED, OLD, "en")
        book = live_workbook.sheets(sample_office, CLOSED, OLD)
        return page.total, page.records, chain, len(listed), sheet, [len(s.rows) for s in book]

    before = said()
    whose = results.results(sample_office, CLOSED).of(OLD)
    _correct(sample_office)

    made = results.results(sample_office, CLOSED)
    assert made.of(NEW).agent == whose.agent
    assert made.of(NEW).digest == whose.digest
    assert said() == before
    assert all(finding.ok for finding in check.check(sample_office))
    states = {state.staff_no: state for state in sheets.overview(sample_office, CLOSED).states}
    assert not states[OLD].outdated


def test_what_was_settled_of_a_closed_month_is_still_said_of_it(sample_office: Office) -> None:
    with sample_office.write() as connection:
        connection.execute(tables.cycle.update().where(tables.cycle.c.code == CLOSED).values(status="open"))
    exemptions.exempt(sample_office, CLOSED, OLD, "attitude", exemptions.NA, "哺乳期")
    with sample_office.write() as connection:
        connection.execute(tables.cycle.update().where(tables.cycle.c.code == CLOSED).values(status="closed"))
    _correct(sample_office)
    assert [e.staff_no for e in standings.standings(sample_office, CLOSED).exemptions] == [OLD]


def test_it_is_undone_done_again_and_all_of_it_is_in_the_trail(sample_office: Office) -> None:
    undo = _correct(sample_office)
    back = undo()
    assert roster.agent(sample_office, OLD).former == ()
    with refuses("roster.no_agent", NEW):
        roster.agent(sample_office, NEW)
    again = back.undo()  # type: ignore[attr-defined]
    assert again.value.staff_no == NEW
    with sample_office.read() as connection:
        line = tables.audit.c
        lines = connection.execute(select(line.action, line.subject, line.detail).order_by(line.id)).all()[
            -3:
        ]
    assert [row.action for row in lines] == ["agent.number", "agent.number.undo", "agent.number"]
    assert lines[0].subject == NEW
    assert lines[0].detail["before"] == {"staff_no": OLD}
    assert lines[0].detail["reason"] == WHY


def test_a_number_there_and_back_is_remembered_once(sample_office: Office) -> None:
    _correct(sample_office)
    renumbering.correct(sample_office, NEW, OLD, "核对后无误")
    assert (roster.agent(sample_office, NEW).staff_no, roster.agent(sample_office, NEW).former) == (
        OLD,
        (NEW,),
    )


def test_a_number_of_somebody_else_is_refused(sample_office: Office) -> None:
    with pytest.raises(NumberTakenError, match="KF1002") as refused:
        renumbering.correct(sample_office, OLD, "KF1002", WHY)
    assert refused.value.holder.staff_no == "KF1002"


@pytest.mark.parametrize(
    "new, why, code",
    [
        (NEW, " ", "roster.number_reason_missing"),
        (OLD, WHY, "roster.number_unchanged"),
        (" ", WHY, "roster.number_unchanged"),
    ],
)
def test_it_needs_another_number_and_a_reason(sample_office: Office, new: str, why: str, code: str) -> None:
    with refuses(code):
        renumbering.correct(sample_office, OLD, new, why)
    assert roster.agent(sample_office, OLD).former == ()


# ---- what still comes with the old number


def test_records_with_the_old_number_are_the_same_persons_and_that_is_said(
    office: Office, tmp_path: Path
) -> None:
    staff(office)
    renumbering.correct(office, "007", "KF700", WHY)
    report = imports.run(office, calls(tmp_path / "话务.csv", call(1), call(2, "7"), call(3, "KF2")))
    assert (report.imported, report.rejected) == (3, ())
    with office.read() as connection:
        whose = connection.execute(select(tables.contact.c.agent_id).order_by(tables.contact.c.ref)).scalars()
        first, second, other = whose.all()
    assert first == second == roster.agent(office, "KF700").id != other
    said = [warning.text for sheet in report.sheets for warning in sheet.warnings if "007" in warning.text]
    assert said == [
        "Rows with a former staff number were taken as those of the same person: 007 is now 李雷 (KF700)."
    ]


def test_a_staff_list_with_the_old_number_makes_no_second_person(office: Office, tmp_path: Path) -> None:
    staff(office)
    renumbering.correct(office, "007", "KF700", WHY)
    report = imports.run(office, write(tmp_path / "花名册.csv", "工号,姓名,班组", "7,李雷,夜班"))
    assert [(a.staff_no, a.team) for a in roster.agents(office)] == [("KF2", ""), ("KF700", "夜班")]
    assert "7 is now KF700 李雷" in "".join(w.text for sheet in report.sheets for w in sheet.warnings)

    with refuses("roster.former_number_of_another", "007", "KF700 李雷"):
        imports.run(office, write(tmp_path / "新人.csv", "工号,姓名,班组", "007,张三,夜班"))
    both = write(tmp_path / "两行.csv", "工号,姓名,班组", "KF700,李雷,早班", "007,李雷,夜班")
    with refuses("roster.lines_disagree", "KF700"):
        imports.run(office, both)
    assert len(roster.agents(office)) == 2


def test_the_old_number_goes_to_somebody_new_only_when_that_is_said(sample_office: Office) -> None:
    _correct(sample_office)
    fresh = AgentEntry(OLD, "张三")
    with pytest.raises(FormerNumberError, match=NEW):
        roster.add(sample_office, fresh)

    made = roster.add(sample_office, fresh, anew=True)
    assert roster.agent(sample_office, OLD).name == "张三"
    assert roster.agent(sample_office, NEW).former == ()
    before = results.results(sample_office, CLOSED).of(OLD)
    assert before.agent.name != "张三", "the closed month is still that of who had the number then"
    page = evidence.records(sample_office, CLOSED, OLD, "csat")
    assert page.total == evidence.records(sample_office, CLOSED, NEW, "csat").total > 0
    assert made.undo is not None
    assert made.undo().undo is not None


def test_a_score_sheet_from_before_still_fits(sample_office: Office, tmp_path: Path) -> None:
    path = tmp_path / "评分.xlsx"
    score_files.export_template(sample_office, OPEN, path)
    _correct(sample_office)
    assert score_files.import_scores(sample_office, OPEN, path).value.rejected == ()


def test_services_take_the_old_number(sample_office: Office) -> None:
    _correct(sample_office)
    cycle = next(c for c in cycles.all_cycles(sample_office) if c.code == OPEN)
    target_plan.set_target(sample_office, Whose(staff_no=OLD), "csat", Decimal("4.2"))
    assert target_plan.plan(sample_office)[-1].whose.staff_no == NEW
    exemptions.exempt(sample_office, OPEN, OLD, "csat", exemptions.NA, "轮岗")
    assert roster.edit(sample_office, AgentEntry(OLD, "龚䶮", "夜班")).value.staff_no == NEW
    assert roster.leave(sample_office, OLD, None).value.staff_no == NEW
    item = boards.board(sample_office, OPEN).form.items[0]
    open_draft = next(
        e.staff_no for e in boards.board(sample_office, OPEN).entries if e.state.value in ("none", "draft")
    )
    drafts.rate(sample_office, cycle, open_draft, item.code, Decimal(3))
    renumbering.correct(sample_office, open_draft, "KF8888", WHY)
    drafts.rate(sample_office, cycle, open_draft, item.code, Decimal(4))
    entries = {e.staff_no: e for e in boards.board(sample_office, OPEN).entries}
    assert entries["KF8888"].levels[item.code] == 4
