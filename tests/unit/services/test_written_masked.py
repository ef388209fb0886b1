"""What is written to a file masks telephone numbers, whoever typed them and wherever they stand."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.masking import mask, unmasked
from qadesk.services import about_person, cycles, personal
from qadesk.services.assessment import exemptions
from qadesk.services.evidence_pack import pack
from qadesk.services.explaining import live_workbook
from qadesk.services.records import by_hand, by_hand_rows
from qadesk.services.scoring import boards, drafts, evaluations, score_files
from qadesk.storage.office import Office
from qadesk.tabular.export import write_sheets, write_table
from qadesk.tabular.live_book import LiveCell, LiveSheet, live_book

MONTH, WHO, PHONE, HIDDEN = "2026-10", "KF1001", "13812345678", "138****5678"


@pytest.fixture
def typed(sample_office: Office) -> Office:
    """A number in all that a supervisor types: comment, remark, reason, record."""
    month = cycles.get(sample_office, MONTH)
    evaluations.reopen(sample_office, month, WHO, "the remark")
    board = boards.board(sample_office, MONTH)
    item = board.form.items[0].code
    drafts.rate(sample_office, month, WHO, item, Decimal(4))
    drafts.comment(sample_office, month, WHO, f"asked {PHONE}")
    drafts.comment(sample_office, month, WHO, f"call {PHONE}", item=item)
    exemptions.exempt(sample_office, MONTH, WHO, "praises", "na", f"see {PHONE}")
    values = {"day": date(2026, 10, 5), "kind": "error", "ref": PHONE, "note": f"Call {PHONE}"}
    by_hand.add(sample_office, by_hand_rows.RecordEntry("incidents", WHO, values))
    return sample_office


def words(path: Path) -> str:
    """All texts of a workbook, or of the workbooks and pages in a pack."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    text = ""
    for name, part in parts.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(part)) as inner:
                text += " ".join(inner.read(one).decode() for one in inner.namelist())
        elif name.endswith((".xml", ".html")):
            text += part.decode()
    return text


def test_files_of_a_month_mask_them(typed: Office, tmp_path: Path) -> None:
    live_workbook.save(typed, MONTH, WHO, tmp_path / "live.xlsx")
    by_hand.export(typed, MONTH, tmp_path / "hand.xlsx")
    score_files.export_template(typed, MONTH, tmp_path / "score.xlsx")
    about_person.write(typed, about_person.about_agent(typed, WHO), tmp_path / "about.xlsx")
    for name in ("live", "hand", "score", "about"):
        said = words(tmp_path / f"{name}.xlsx")
        assert HIDDEN in said, name
        assert PHONE not in said, name


def test_a_pack_without_customers_masks_what_is_read_in_it(typed: Office, tmp_path: Path) -> None:
    evaluations.submit(typed, cycles.get(typed, MONTH), [WHO])
    pack.make(typed, MONTH, WHO, tmp_path / "pack.zip", with_customers=False)
    said = words(tmp_path / "pack.zip")
    assert HIDDEN in said
    assert PHONE not in said
    personal.hide(typed, "records")
    pack.make(typed, MONTH, WHO, tmp_path / "whole.zip")
    assert PHONE in words(tmp_path / "whole.zip")


def test_a_masked_comment_that_comes_back_is_the_one_that_was_there(typed: Office, tmp_path: Path) -> None:
    sheet = tmp_path / "score.xlsx"
    score_files.export_template(typed, MONTH, sheet)
    report = score_files.import_scores(typed, MONTH, sheet).value
    assert not [one for one in report.changes if one.said.comment]
    assert (
        next(one for one in boards.board(typed, MONTH).entries if one.staff_no == WHO).comment
        == f"asked {PHONE}"
    )


NUMBERS = st.sampled_from([PHONE, "13912345678", "0571-88887777", "+86 138 1234 5678", "13800005678"])
WORDS = st.text(st.characters(whitelist_categories=["L", "Zs"]))
PHRASES = st.lists(NUMBERS | WORDS, max_size=5).map(" / ".join)


@given(PHRASES, WORDS)
def test_what_was_masked_is_put_back(before: str, more: str) -> None:
    assert unmasked(mask(before), before) == before
    assert mask(unmasked(f"{mask(before)} {more}", before)) == mask(f"{before} {more}")


def test_writers_mask_unless_told_otherwise(tmp_path: Path) -> None:
    heads, rows = ("Staff no.", "Remark"), [[PHONE, f"call {PHONE}"]]
    write_table(tmp_path / "a.csv", heads, rows, plain={"Staff no."})
    assert list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))[1] == [
        PHONE,
        f"call {HIDDEN}",
    ]
    write_table(tmp_path / "a.csv", heads, rows, show=personal.whole)
    assert list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))[1] == [
        PHONE,
        f"call {PHONE}",
    ]
    write_sheets(tmp_path / "b.xlsx", [("s", heads, rows)])
    assert PHONE not in words(tmp_path / "b.xlsx")
    (tmp_path / "c.xlsx").write_bytes(live_book([LiveSheet("s", [[LiveCell(f"call {PHONE}")]])]))
    assert PHONE not in words(tmp_path / "c.xlsx")
    assert HIDDEN in words(tmp_path / "c.xlsx")
