"""A sheet's code stands for all that is printed: what changes a word of it changes the code, nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import insert, update

from qadesk.i18n import set_language
from qadesk.services import people, setup, today
from qadesk.services.assessment import exemptions, focus, results
from qadesk.services.closing import pending
from qadesk.services.paper import sheets
from qadesk.services.records import by_hand, by_hand_rows
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.unit.services.sheet_office import LAST, NOW, make

WHO = "KF1001"


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Office]:
    made = make(tmp_path / "branch.qadesk")
    yield made
    made.close()


def code(office: Office, language: str = "en") -> str:
    return sheets.content(office, NOW, WHO, language).code


def _agree(office: Office) -> None:
    focus.settle(office, NOW, WHO, "csat", "每周听两通录音")


def _agreed_before(office: Office) -> None:
    focus.settle(office, LAST, WHO, "csat", "先听完再回应")


def _exempt(office: Office) -> None:
    exemptions.exempt(office, NOW, WHO, "csat", "na", "改岗")


def _comment(office: Office) -> None:
    with office.write() as connection:
        connection.execute(update(tables.evaluation).values(comment="改了评语"))


def _rename(office: Office) -> None:
    setup.rename_office(office, "城西")


def _manager(office: Office) -> None:
    people.add(office, "赵经理", "manager", "zhao", "secret123")


@pytest.mark.parametrize("change", [_agree, _agreed_before, _exempt, _comment, _rename, _manager])
def test_whatever_changes_what_is_printed_changes_the_code(
    branch: Office, change: Callable[[Office], None]
) -> None:
    before, drawn = code(branch), sheets.draw(sheets.content(branch, NOW, WHO, "en"))
    change(branch)
    assert sheets.draw(sheets.content(branch, NOW, WHO, "en")) != drawn
    assert code(branch) != before


def test_neither_language_nor_another_agents_month_changes_it(branch: Office) -> None:
    before = code(branch)
    assert code(branch, "zh_CN") == before
    exemptions.exempt(branch, NOW, "KF1002", "csat", "na", "改岗")
    focus.settle(branch, NOW, "KF1002", "csat", "别的")
    assert code(branch) == before


def test_what_is_printed_again_says_which_revision_it_is(branch: Office, tmp_path: Path) -> None:
    def revision() -> int:
        return sheets.content(branch, NOW, WHO, "en").revision

    assert revision() == 1
    sheets.save(branch, NOW, tmp_path, [WHO])
    sheets.save(branch, NOW, tmp_path, [WHO], language="zh_CN")
    assert revision() == 1  # the same in another language
    _agree(branch)
    assert revision() == 2
    sheets.save(branch, NOW, tmp_path, [WHO])
    _exempt(branch)
    assert revision() == 3


def test_a_changed_step_is_told_wherever_printed_sheets_are_counted(branch: Office, tmp_path: Path) -> None:
    sheets.save(branch, NOW, tmp_path, [WHO])
    assert today.outcome(branch, NOW).outdated_sheets == ()
    _agree(branch)
    assert today.outcome(branch, NOW).outdated_sheets == (WHO,)
    assert [s.staff_no for s in sheets.overview(branch, NOW).states if s.outdated] == [WHO]
    found = [one for one in pending.pending(branch, NOW) if one.code is pending.Code.SHEET_CHANGED]
    assert [agent for one in found for agent, _name in one.agents] == [WHO]


def test_a_sheet_saved_as_pdf_is_not_printed_wherever_sheets_are_counted(
    branch: Office, tmp_path: Path
) -> None:
    def counted() -> tuple[int, int, str, bool]:
        made, states = today.outcome(branch, NOW), sheets.overview(branch, NOW).states
        left = [one for one in pending.pending(branch, NOW) if one.code is pending.Code.SHEET_NOT_PRINTED]
        due = WHO in {number for one in left for number, _name in one.agents}
        return made.on_paper, made.only_files, sheets.summary(states), due

    set_language("en")
    sheets.save(branch, NOW, tmp_path, [WHO])
    on_paper, files, said, due = counted()
    assert (on_paper, files, due) == (0, 1, True)
    assert said.startswith("0 of ")
    assert "1 only saved as PDF" in said
    sheets.record(branch, NOW, sheets.document(branch, NOW, [WHO]).sheets, "print")
    on_paper, files, said, due = counted()
    assert (on_paper, files, due) == (1, 0, False)
    assert said.startswith("1 of ")
    assert "PDF" not in said
    _agree(branch)
    assert counted()[:2] == (0, 0)


def test_a_sheet_of_a_version_that_signed_the_assessment_alone_is_not_called_changed(branch: Office) -> None:
    made = results.results(branch, NOW).of(WHO)
    with branch.write() as connection:
        cycle = connection.execute(tables.cycle.select().where(tables.cycle.c.code == NOW)).one()
        said = {"cycle_id": cycle.id, "agent_id": made.agent.id, "code": "QA-OLD", "digest": made.digest}
        connection.execute(insert(tables.sheet).values(office_id=branch.id, at=branch.now(), **said))
    assert today.outcome(branch, NOW).outdated_sheets == ()
    _exempt(branch)
    assert today.outcome(branch, NOW).outdated_sheets == (WHO,)


def test_a_file_says_whose_it_is_and_when_it_was_made(
    branch: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 11, 3, 4, 0, 5, tzinfo=UTC)
    monkeypatch.setattr(Office, "now", lambda _office: noon)
    (file,) = sheets.save(branch, NOW, tmp_path, [WHO], language="en").value.files
    made = PdfReader(io.BytesIO(file.read_bytes()))
    assert made.metadata is not None
    assert WHO in str(made.metadata.title)
    assert made.metadata.creation_date == noon
    assert "made 2026-11-03 12:00" in made.pages[0].extract_text()
    assert "edition 1" in made.pages[0].extract_text()


def test_only_a_sheet_of_an_open_month_is_called_provisional(branch: Office) -> None:
    content = sheets.content(branch, NOW, WHO, "en")
    assert content.provisional
    assert content.state.startswith("Provisional, records up to 2026-10-")


def test_a_red_line_says_what_crossed_it(branch: Office) -> None:
    for day, note in ((5, "辱骂客户"), (9, "顶撞")):
        record = {"day": date(2026, 10, day), "kind": "abuse", "note": note}
        by_hand.add(branch, by_hand_rows.RecordEntry("incidents", WHO, record))
    content = sheets.content(branch, NOW, WHO, "en")
    (line,) = [one for one in content.red_lines if one.crossed]
    assert [text.split(": ")[1] for text in line.events] == ["辱骂客户", "顶撞"]
    assert line.events[0].startswith("2026-10-05 ")
    assert content.weakest == line.name  # and not some rate
    assert content.weakest_why == "2: a single one sets the total to 0 and the grade to D."
    assert "辱骂客户" in PdfReader(io.BytesIO(sheets.draw(content))).pages[0].extract_text()


def replace_day(day: int) -> object:
    return datetime(2026, 10, day, tzinfo=UTC).date()
