"""Sheets filled from an office's results, saved and remembered."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import insert, select

from qadesk import formats
from qadesk.errors import Cancelled
from qadesk.printing.sheet import IndicatorLine, LineKind, SheetContent
from qadesk.progress import Progress
from qadesk.services import cycles
from qadesk.services.assessment import exemptions, focus, results
from qadesk.services.explaining import result_words
from qadesk.services.paper import sheets
from qadesk.services.paper.sheet_contents import code_of, fill
from qadesk.services.paper.sheet_month import read_month
from qadesk.services.scoring import drafts, evaluations
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.under_card import under
from tests.unit.services.sheet_office import COMMENT, LAST, NOW, make


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    """Two months, four agents, the last of them not scored."""
    made = make(tmp_path / "branch.qadesk")
    yield made
    made.close()


def text_of(pdf: bytes) -> str:
    """All text of a PDF without white space."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def line(content: SheetContent, name: str) -> IndicatorLine:
    return next(one for one in content.lines if one.name == name)


def printed_rows(office: Office) -> list[tuple[str, str]]:
    with office.read() as connection:
        rows = connection.execute(select(tables.sheet.c.code, tables.sheet.c.digest)).all()
    return [(row.code, row.digest) for row in rows]


def test_a_sheet_says_what_the_assessment_says(branch: Office) -> None:
    result = results.results(branch, NOW).of("KF1001")
    content = sheets.content(branch, NOW, "KF1001", "en")
    made = result.assessment
    assert content.result.total == formats.decimal(made.total)
    assert content.result.grade == made.grade
    assert content.identity.office == "龙华营业部"
    assert content.identity.period == "2026-10-01 – 2026-10-31"
    assert len(content.lines) == 7
    response = line(content, "Average response time")
    assert response.value == formats.quantity(made.line("avg_response_seconds").value, "seconds")
    assert response.n == "40"
    assert response.standard == "≤ 30 s"
    assert response.weight == "20%"
    assert response.met is True
    assert content.bonuses[0].effect == "+1.00"
    assert content.red_lines[0].effect == "not crossed"
    assert content.remarks[0].text == COMMENT
    assert content.remarks[0].author == "王芳"
    assert content.weakest
    assert content.code == f"QA-2026-10-KF1001-{content.digest[:8].upper()}"


def test_printed_points_add_up_to_the_printed_total_or_it_is_said_why(branch: Office) -> None:
    for number in ("KF1001", "KF1002", "KF1003"):
        content = sheets.content(branch, NOW, number, "en")
        total = sum(Decimal(one.contribution) for one in content.lines)
        total += sum(Decimal(one.effect) for one in content.bonuses)
        said = f"as printed they add up to {total}, exactly to {content.result.total}." in content.notes[0]
        assert said == (total != Decimal(content.result.total))
    result = results.results(branch, NOW)
    with branch.read() as connection:
        month = read_month(connection, branch, result)
    made = result.of("KF1001").assessment
    off = replace(made, computed=made.computed + Decimal("0.01"))  # type: ignore[operator]
    assert "exactly to" in fill(month, replace(result.of("KF1001"), assessment=off), "en").notes[0]


def test_last_cycle_stands_beside_this_one(branch: Office) -> None:
    content = sheets.content(branch, NOW, "KF1002", "en")
    before = sheets.content(branch, LAST, "KF1002", "en")
    assert content.last_cycle == LAST
    response, then = line(content, "Average response time"), line(before, "Average response time")
    assert response.last == then.value
    assert response.change.startswith("−")
    assert response.trend == 0  # quicker, but that may be chance
    assert content.result.last_total == before.result.total
    assert before.last_cycle == ""
    assert line(before, "Average response time").last == ""
    assert "Last cycle's largest loss of points" in content.focus


def test_a_capped_total_says_so(branch: Office) -> None:
    made = results.results(branch, NOW)
    with branch.read() as connection:
        month = read_month(connection, branch, made)
    result = month.made.of("KF1001")
    cap = month.made.cards.own.card.cap
    at_cap = replace(result.assessment, computed=cap, total=cap)
    assert "capped" not in fill(month, replace(result, assessment=at_cap), "en").notes[0]  # only reached
    over = replace(at_cap, bonus=cap)
    assert "The total is capped at 105." in fill(month, replace(result, assessment=over), "en").notes[0]
    assert "capped" not in fill(month, result, "en").notes[0]


def test_points_on_top_that_do_not_all_count_say_so(branch: Office) -> None:
    made = results.results(branch, NOW)
    with branch.read() as connection:
        month = read_month(connection, branch, made)
    card, result = month.made.cards.own.card, month.made.of("KF1001")
    sections = tuple(replace(s, most=Decimal("0.5")) if s.code == "bonus" else s for s in card.sections)
    assert result.assessment.bonus == 1
    limited = replace(month, made=under(month.made, replace(card, sections=sections)))
    assert (
        "Limits: Bonus: 1, counted as its upper limit 0.5."
        in fill(limited, limited.made.of("KF1001"), "en").notes[0]
    )
    assert "Limits" not in fill(month, result, "en").notes[0]


def test_chinese_and_english_say_the_same_figures(branch: Office) -> None:
    zh, en = (sheets.content(branch, NOW, "KF1001", language) for language in ("zh_CN", "en"))
    assert line(zh, "平均响应时间").value.endswith(" 秒")
    assert line(en, "Average response time").value.endswith(" s")
    assert [one.points for one in zh.lines] == [one.points for one in en.lines]
    assert zh.code == en.code
    assert zh.identity.version == "第 1 版"


def test_few_cases_are_flagged_and_have_no_interval(branch: Office) -> None:
    content = sheets.content(branch, NOW, "KF1001", "en")
    assert line(content, "Customer satisfaction (CSAT)").evidence == "too few cases"
    assert line(content, "Customer satisfaction (CSAT)").interval == ""
    other = sheets.content(branch, NOW, "KF1002", "en")
    assert line(other, "Customer satisfaction (CSAT)").evidence == "few cases"
    assert "–" in line(other, "Customer satisfaction (CSAT)").interval


def test_intervals_and_weights_are_written_on_paper_as_in_the_window(branch: Office) -> None:
    board = results.results(branch, NOW)
    card, made = board.cards.own.card, board.of("KF1002").assessment
    content = sheets.content(branch, NOW, "KF1002", "en")
    compared = 0
    for printed in content.lines:
        indicator = next(one for one in card.indicators() if one.names.en == printed.name)
        found = made.line(indicator.code)
        assert printed.weight == result_words.weight_text(found)
        if "–" in printed.interval:
            assert printed.interval == result_words.interval_text(found, indicator)
            compared += 1
    assert compared > 1


def test_a_focus_agreed_without_words_says_there_are_none_and_who_confirmed_it(branch: Office) -> None:
    focus.settle(branch, NOW, "KF1001", "csat", "")
    agreed = sheets.content(branch, NOW, "KF1001", "en").agreed
    assert agreed is not None
    assert (agreed.step, agreed.by) == ("Action: (none)", "Confirmed by 王芳.")


def test_a_loss_from_too_few_cases_says_so(branch: Office) -> None:
    month = results.results(branch, NOW)
    for number in ("KF1001", "KF1002"):
        made = month.of(number)
        assessment = replace(made.assessment, weakest="csat")
        with branch.read() as connection:
            content = fill(read_month(connection, branch, month), replace(made, assessment=assessment), "en")
        few = made.assessment.line("csat").n
        said = f"Too few cases ({few}) to judge by." if few < 5 else f"Few cases ({few})."
        assert content.weakest_why.endswith(said)


def test_a_rating_of_the_whole_cycle_is_not_too_few(branch: Office) -> None:
    content = sheets.content(branch, NOW, "KF1001", "en")
    attitude = line(content, "Attitude rating")
    assert (attitude.n, attitude.interval, attitude.evidence) == ("1", "3.00–5.00", "")
    assert "A whole-cycle rating is one judgement, not a sample" in content.notes[0]


def test_ratings_of_single_contacts_alone_are_a_sample(tmp_path: Path) -> None:
    office = make(tmp_path / "b.qadesk", scored=False)
    with office.read() as connection:
        calls = connection.execute(
            select(tables.contact.c.id).where(tables.contact.c.ref.like("10-1-%")).limit(5)
        ).scalars()
        contacts = list(calls)
    cycle = cycles.get(office, NOW)
    for done, contact in enumerate(contacts, 1):
        for item in ("attitude", "communication"):
            drafts.rate(office, cycle, "KF1001", item, Decimal(4), contact=contact)
        evaluations.submit(office, cycle, ["KF1001"], contact=contact)
        attitude = line(sheets.content(office, NOW, "KF1001", "en"), "Attitude rating")
        assert (attitude.n, attitude.evidence) == (
            str(done),
            "few cases" if done == 5 else "too few cases",
        )
    office.close()


def test_an_incomplete_sheet_names_what_is_missing(branch: Office) -> None:
    content = sheets.content(branch, NOW, "KF1004", "en")
    assert content.missing == ("Attitude rating", "Communication rating")
    assert content.result.total == content.result.grade == ""
    assert line(content, "Attitude rating").kind is LineKind.MISSING
    assert line(content, "Attitude rating").reason == "It has not been scored yet."


def test_an_exemption_gives_its_reason(branch: Office) -> None:
    exemptions.exempt(branch, NOW, "KF1001", "csat", "na", "只做回访，不接首次来电。")
    csat = line(sheets.content(branch, NOW, "KF1001", "en"), "Customer satisfaction (CSAT)")
    assert csat.kind is LineKind.NOT_APPLICABLE
    assert csat.reason == "只做回访，不接首次来电。"


def test_a_crossed_red_line_keeps_the_computed_score(branch: Office) -> None:
    with branch.write() as connection:
        batch = connection.execute(select(tables.import_batch.c.id)).scalars().first()
        connection.execute(
            insert(tables.incident).values(
                ref="red", agent_id=1, day=date(2026, 10, 9), kind="abuse", batch_id=batch
            )
        )
    content = sheets.content(branch, NOW, "KF1001", "en")
    assert content.result.total == "0.00"
    assert content.result.grade == "D"
    assert content.result.computed not in {"", "0.00"}
    assert content.red_lines[0].crossed


def test_who_is_not_assessed_gets_no_sheet_unless_asked_for(branch: Office) -> None:
    exemptions.exempt(branch, NOW, "KF1004", None, "na", "产假")
    assert [c.identity.staff_no for c in sheets.contents(branch, NOW)] == ["KF1001", "KF1002", "KF1003"]
    assert sheets.content(branch, NOW, "KF1004", "zh_CN").excluded == "产假"


def test_a_preview_is_not_remembered(branch: Office) -> None:
    pdf = sheets.render(branch, NOW, ["KF1001"], "en")
    assert "AverageResponsetime".lower() in text_of(pdf).lower()
    assert printed_rows(branch) == []


def test_one_file_for_each_agent_named_by_number_and_name(branch: Office, tmp_path: Path) -> None:
    report = sheets.save(branch, NOW, tmp_path / "out", language="zh_CN").value
    names = [file.name for file in report.files]
    assert names == [
        "2026-10_KF1001_阿依古丽·买买提.pdf",
        "2026-10_KF1002_龚䶮.pdf",
        "2026-10_KF1003_张𠮷.pdf",
        "2026-10_KF1004_龚䶮.pdf",
    ]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(names)
    assert report.sheets == 4
    assert report.missing_characters == {"张𠮷 (KF1003)": ("𠮷",)}
    assert "龚䶮" in text_of(report.files[1].read_bytes())
    assert len(printed_rows(branch)) == 4


def test_all_in_one_file(branch: Office, tmp_path: Path) -> None:
    report = sheets.save(branch, NOW, tmp_path, ["KF1002", "KF1001"], merged=True, language="en").value
    assert [file.name for file in report.files] == ["2026-10_assessment-sheets.pdf"]
    pages = PdfReader(report.files[0]).pages
    assert len(pages) == 2
    assert "KF1001" in pages[0].extract_text()


def test_progress_counts_sheets_and_cancel_leaves_nothing(branch: Office, tmp_path: Path) -> None:
    seen: list[int] = []
    progress: Progress

    def listener(done: int, total: int, text: str) -> None:
        seen.append(done)
        if done == 2:
            progress.cancel()

    progress = Progress(listener)
    with pytest.raises(Cancelled):
        sheets.save(branch, NOW, tmp_path / "out", progress=progress)
    assert seen == [0, 1, 2]
    assert list((tmp_path / "out").iterdir()) == []
    assert printed_rows(branch) == []


def test_states_tell_who_is_printed_and_what_changed_since(branch: Office, tmp_path: Path) -> None:
    sheets.save(branch, NOW, tmp_path, ["KF1001", "KF1002"])
    exemptions.exempt(branch, NOW, "KF1002", "csat", "na", "改岗")
    states = {state.staff_no: state for state in sheets.overview(branch, NOW).states}
    assert states["KF1001"].printed_at is not None
    assert not states["KF1001"].outdated
    assert states["KF1002"].outdated
    assert states["KF1003"].printed_at is None
    assert states["KF1004"].missing == ("attitude", "communication")
    assert sheets.overview(branch, NOW).missing_characters == {"KF1003": ("𠮷",)}


def test_the_document_says_which_pages_are_whose(branch: Office) -> None:
    made = sheets.document(branch, NOW, None, "en")
    assert sum(sheet.pages for sheet in made.sheets) == len(PdfReader(io.BytesIO(made.pdf)).pages)
    sheets.record(branch, NOW, made.sheets[:1], "print")
    assert printed_rows(branch) == [(made.sheets[0].code, made.sheets[0].digest)]


def test_an_unknown_agent_or_an_empty_month_is_refused(
    branch: Office, office: Office, tmp_path: Path
) -> None:
    with refuses("cycle.agent_not_assessed"):
        sheets.content(branch, NOW, "KF9999", "en")
    with refuses("cycle.not_opened"):
        sheets.save(office, NOW, tmp_path)


def test_the_code_keeps_to_what_a_bar_code_can_say() -> None:
    assert code_of("2026-10", "客服/1:2", "abcdef0123") == "QA-2026-10-12-ABCDEF01"
    assert code_of("2026-10", "客服", "abcdef0123") == "QA-2026-10-ABCDEF01"


def test_the_agreed_step_stands_on_the_sheet_and_is_followed_on_the_next(branch: Office) -> None:
    focus.settle(branch, LAST, "KF1002", "csat", "每周听两通录音，写下一处改进")
    agreed = sheets.content(branch, LAST, "KF1002", "en").agreed
    assert agreed is not None
    assert (agreed.indicator, agreed.step) == ("Customer satisfaction (CSAT)", "每周听两通录音，写下一处改进")
    after = sheets.content(branch, NOW, "KF1002", "en")
    assert after.focus.startswith("Last cycle's focus: Customer satisfaction (CSAT), 4.00: unchanged.")
    assert "Agreed then: 每周听两通录音" in after.focus
    assert after.agreed is None


@pytest.mark.parametrize(
    "indicator, staff_no, said",
    [
        # forty calls a month, a second apart
        (
            "avg_response_seconds",
            "KF1001",
            "from 23.80 s to 22.80 s. The change may be chance.",
        ),
        # one judgement each
        ("attitude", "KF1001", "from 3.00 to 4.00. The change may be chance."),
        ("first_contact_resolution", "KF1001", "unchanged."),
    ],
)
def test_what_may_be_chance_is_not_passed_off_as_progress(
    branch: Office, indicator: str, staff_no: str, said: str
) -> None:
    focus.settle(branch, LAST, staff_no, indicator, "")
    assert sheets.content(branch, NOW, staff_no, "en").focus.endswith(said)


def test_a_focus_that_cannot_be_compared_says_so(branch: Office) -> None:
    focus.settle(branch, LAST, "KF1001", "attitude", "先听完再回应")
    exemptions.exempt(branch, NOW, "KF1001", "attitude", "na", "本月在培训")
    after = sheets.content(branch, NOW, "KF1001", "en")
    assert after.focus == (
        "Last cycle's focus: Attitude rating; no figure to compare with. Agreed then: 先听完再回应"
    )
    assert after.agreed is None


def test_a_grade_that_is_not_the_totals_says_why(branch: Office) -> None:
    made = results.results(branch, NOW)
    with branch.read() as connection:
        month = read_month(connection, branch, made)
    result = month.made.of("KF1001")
    grades = tuple(
        replace(g, quota=Decimal("0.2")) if g.code == "A" else g for g in month.made.cards.own.card.grades
    )
    card = replace(month.made.cards.own.card, grades=grades)
    lowered = replace(result, assessment=replace(result.assessment, grade="B", by_total="A"), card=card)
    note = fill(replace(month, made=under(month.made, card)), lowered, "en").result.note
    assert note == "The total would give A, but at most 20% of agents may have it; the grade is B."
    assert fill(month, result, "en").result.note == ""


def test_what_is_in_sight_is_what_is_drawn_and_remembered(branch: Office, tmp_path: Path) -> None:
    seen = sheets.overview(branch, NOW, "zh_CN")
    anew = sheets.document(branch, NOW, None, "zh_CN")
    drawn = sheets.document(branch, NOW, None, "zh_CN", seen=seen)
    assert drawn.sheets == anew.sheets
    assert text_of(drawn.pdf) == text_of(anew.pdf)
    exemptions.exempt(branch, NOW, "KF1001", "csat", "na", "改岗")  # after it was read
    sheets.save(branch, NOW, tmp_path, ["KF1001"], language="zh_CN", seen=seen)
    (state,) = (one for one in sheets.overview(branch, NOW).states if one.staff_no == "KF1001")
    assert state.outdated  # the list says that what lies on paper is no longer so
