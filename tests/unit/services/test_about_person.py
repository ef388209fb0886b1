"""What is kept about a person is told whole, customers masked, as PDF and spreadsheet; the trail knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from qadesk.i18n import set_language
from qadesk.services import about_person, roster
from qadesk.services.merging_rows import OF_AGENTS
from qadesk.services.notes import keeping
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.paper import sheets
from qadesk.services.records import by_hand, by_hand_rows
from qadesk.services.trail import browsing
from qadesk.services.trail.words import table_name
from qadesk.storage.office import Office
from tests.refusals import refuses

WHO, PHONE, HIDDEN = "KF1001", "13812345678", "138****5678"


@pytest.fixture
def told(sample_office: Office) -> Office:
    """An agent with a note and a record that hold a customer's number."""
    values = {"day": date(2026, 10, 5), "kind": "error", "ref": PHONE, "note": f"Call {PHONE}"}
    by_hand.add(sample_office, by_hand_rows.RecordEntry("incidents", WHO, values))
    keeping.add(sample_office, NoteSubject(WHO), f"talked about {PHONE}")
    return sample_office


def test_every_row_of_every_table_that_names_the_agent_is_in_it(told: Office) -> None:
    about = about_person.about_agent(told, WHO)
    counts = {one.title: len(one.rows) for one in about.sections}
    who = roster.agent(told, WHO).id
    with told.read() as connection:
        for table in OF_AGENTS:
            query = select(func.count()).select_from(table).where(table.c.agent_id == who)
            assert counts.get(table_name(table.name), 0) == connection.execute(query).scalar_one()
    assert {"Agents", "Ratings", "Notes", "Results of closed cycles", "Trail"} <= set(counts)


def test_times_are_the_offices(told: Office) -> None:
    notes = next(one for one in about_person.about_agent(told, WHO).sections if one.title == "Notes")
    at = notes.rows[-1][notes.columns.index("When")]
    assert at == f"{keeping.notes(told, NoteSubject(WHO))[0].at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_is_written_masked_as_pdf_and_workbook(told: Office, tmp_path: Path, language: str) -> None:
    set_language(language)
    about = about_person.about_agent(told, WHO)
    for name in ("kept.pdf", "kept.xlsx"):
        about_person.write(told, about, tmp_path / name)
        entry = browsing.entries(told, most=1)[0]
        assert (entry.action, entry.detail["file"], entry.detail["rows"]) == (
            "personal.export", name, about.rows,
        )  # fmt: skip
    pages = pdfium.PdfDocument(tmp_path / "kept.pdf")
    paper = "".join(page.get_textpage().get_text_range() for page in pages)
    book = " ".join(
        str(cell.value) for page in load_workbook(tmp_path / "kept.xlsx") for row in page for cell in row
    )
    for text in (paper, book):
        assert about.name in text
        assert HIDDEN in text
        assert PHONE not in text
    assert len(load_workbook(tmp_path / "kept.xlsx").sheetnames) == len(about.sections)


def test_a_user_is_told_what_they_did(told: Office) -> None:
    assert told.user is not None
    about = about_person.about_user(told, told.user.login)
    assert [one.title for one in about.sections] == ["Users", "Entered or done by them", "Trail"]
    assert "password" not in repr(about.sections[0]).lower()


def test_who_is_not_there_is_refused(told: Office, tmp_path: Path) -> None:
    with refuses("roster.no_agent", "XX"):
        about_person.about_agent(told, "XX")
    with refuses("user.no_such_login", "XX"):
        about_person.about_user(told, "XX")
    about = about_person.about_agent(told, WHO)
    told.user = None
    with refuses("user.nobody_signed_in"):
        about_person.write(told, about, tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_the_trail_in_it_tells_what_was_done_to_their_months(told: Office) -> None:
    document = sheets.document(told, "2026-09", [WHO])
    sheets.record(told, "2026-09", document.sheets, "print")
    trail = next(one for one in about_person.about_agent(told, WHO).sections if one.title == "Trail")
    assert trail.columns == ("When", "Who", "What was done", "Row changed", "Was", "Became")
    done = {row[2] for row in trail.rows}
    assert {"Rating form submitted", "Sheets printed", "Note added"} <= done, done
    assert not [row for row in trail.rows if "KF1002" in row[3]]
