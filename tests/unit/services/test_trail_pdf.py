"""The trail and the history of one thing on paper."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from qadesk import i18n
from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services import personal
from qadesk.services.records import by_hand, by_hand_rows
from qadesk.services.trail import browsing, paper, things
from qadesk.services.trail.finding import Wanted
from qadesk.storage.office import Office
from qadesk.storage.trail import anchors, paper_code
from tests.refusals import refuses

MONTH, WHO, PHONE, HIDDEN = "2026-10", "KF1001", "13812345678", "138****5678"


def words(path: Path) -> str:
    with closing(pypdfium2.PdfDocument(path)) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_history_of_an_assessment(sample_office: Office, tmp_path: Path, language: str) -> None:
    values = {"day": date(2026, 10, 5), "kind": "error", "ref": "A1", "note": f"Call {PHONE}"}
    by_hand.add(sample_office, by_hand_rows.RecordEntry("incidents", WHO, values))
    file = tmp_path / "history.pdf"
    with sample_office.read() as connection:
        head = anchors.for_paper(connection, sample_office.id)
    with i18n.speaking(language):
        lines = paper.write_history(
            sample_office, things.of_assessment(sample_office, MONTH, WHO), file
        ).value
    said = words(file)
    assert lines > 10
    assert head in said
    assert paper_code.read(head) is not None
    assert ("操作人" in said) == (language == "zh_CN")
    assert HIDDEN in said
    assert PHONE not in said
    entry = browsing.entries(sample_office, most=1)[0]
    assert (entry.action, entry.detail["file"], entry.detail["rows"]) == ("personal.export", file.name, lines)


def test_shown_whole_it_is_whole_on_paper_and_says_so(sample_office: Office, tmp_path: Path) -> None:
    values = {"day": date(2026, 10, 5), "kind": "error", "ref": "A1", "note": f"Call {PHONE}"}
    by_hand.add(sample_office, by_hand_rows.RecordEntry("incidents", WHO, values))
    personal.reveal(sample_office, "trail")
    paper.write_history(sample_office, things.of_agent(WHO), tmp_path / "a.pdf")
    assert PHONE not in words(tmp_path / "a.pdf")  # of the person: nothing of customers
    paper.write_entries(sample_office, Wanted(), tmp_path / "b.pdf")
    assert "shown whole" in words(tmp_path / "b.pdf")
    assert browsing.entries(sample_office, most=1)[0].detail["whole"] is True


def test_of_many_entries_the_newest_are_on_paper(
    sample_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "MOST", 5)
    assert paper.write_entries(sample_office, Wanted(), tmp_path / "t.pdf").value == 5
    assert "The first 5 lines" in words(tmp_path / "t.pdf")


def test_stopped_or_refused_there_is_no_file(sample_office: Office, tmp_path: Path) -> None:
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        paper.write_entries(sample_office, Wanted(), tmp_path / "t.pdf", stopped)
    sample_office.user = None
    with refuses("user.nobody_signed_in"):
        paper.write_entries(sample_office, Wanted(), tmp_path / "t.pdf")
    assert not (tmp_path / "t.pdf").exists()
