"""Amounts are of the office's currency on every paper; what is kept of a list is read where it is written."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qadesk.domain.scorecard import Names
from qadesk.domain.uses import starter
from qadesk.services.trail import browsing
from qadesk.services.uses import bonuses, currency, overview, papers, payroll
from qadesk.storage.office import Office
from tests.refusals import refuses
from tests.unit.services.past_months import CLOSED
from tests.unit.services.test_uses import in_force


def with_amounts(office: Office) -> tuple[tuple[str, int, str], ...]:
    rules = starter()
    assert rules.bonus is not None
    in_force(office, replace(rules, bonus=replace(rules.bonus, base=Decimal(1500)), awards=(), lists=()))
    return papers.all_keys(office, CLOSED, "bonus")


def test_it_is_yuan_until_another_is_set_and_can_be_undone(sample_office: Office) -> None:
    assert currency.currency(sample_office) == Names("元", "CNY")
    done = currency.set_currency(sample_office, " 港元 ", "HKD")
    assert currency.currency(sample_office) == Names("港元", "HKD")
    (entry, *_older) = browsing.entries(sample_office, most=1)
    assert entry.what == "Currency changed"
    assert done.undo is not None
    done.undo()
    assert currency.currency(sample_office) == currency.DEFAULT


@pytest.mark.parametrize("zh, en", [("", "HKD"), ("港元", " "), ("港元", "x" * 13)])
def test_it_needs_a_short_word_in_both_languages(sample_office: Office, zh: str, en: str) -> None:
    with refuses("uses.currency", "12"):
        currency.set_currency(sample_office, zh, en)
    assert currency.currency(sample_office) == currency.DEFAULT


@pytest.mark.parametrize("language, said", [("zh_CN", "1,800.00 港元"), ("en", "HKD 1,800.00")])
def test_letters_and_lists_say_it_in_their_language(
    sample_office: Office, tmp_path: Path, language: str, said: str
) -> None:
    keys = with_amounts(sample_office)
    currency.set_currency(sample_office, "港元", "HKD")
    letters = papers.letters(sample_office, CLOSED, keys, language=language)
    assert any(said in text for letter in letters for text in letter.paragraphs)
    assert not any("CNY" in text or " 元" in text for one in letters for text in one.paragraphs)
    (section,) = papers.listing(sample_office, CLOSED, ["bonus"], language).sections
    word = "港元" if language == "zh_CN" else "HKD"
    assert [head for head in section.columns if word in head]
    payroll.choose_columns(sample_office, ["staff_no", "amount"])
    payroll.export(sample_office, CLOSED, tmp_path / "b.xlsx")
    (first, *_rows) = openpyxl.load_workbook(tmp_path / "b.xlsx").active.iter_rows(values_only=True)
    assert first == ("Staff no.", "Amount (HKD)")


@pytest.mark.parametrize("how", ["payroll", "list", "table", "letters"])
def test_what_is_kept_is_read_in_the_transaction_that_writes_the_file(
    sample_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    keys = with_amounts(sample_office)
    written = []

    def writing(path: Path, *_what: Any, **_how: Any) -> None:
        """Nobody can change what is written meanwhile."""
        with pytest.raises(RuntimeError, match="inside another"):
            bonuses.set_days(sample_office, CLOSED, {"KF1001": Decimal(1)})
        written.append(path.name)

    for name in ("write_table", "write_whole"):
        monkeypatch.setattr(papers, name, writing)
    monkeypatch.setattr(payroll, "write_table", writing)
    if how == "payroll":
        payroll.export(sample_office, CLOSED, tmp_path / "b.xlsx")
    elif how == "letters":
        papers.save_letters(sample_office, CLOSED, keys, tmp_path / "b.pdf")
    else:
        papers.save_list(
            sample_office, CLOSED, ["bonus"], tmp_path / f"b.{'pdf' if how == 'list' else 'csv'}"
        )
    assert len(written) == 1


def test_a_list_that_cannot_be_written_is_not_kept(sample_office: Office, tmp_path: Path) -> None:
    keys = with_amounts(sample_office)
    gone = tmp_path / "nowhere" / "b.pdf"
    for write in (
        lambda: papers.save_letters(sample_office, CLOSED, keys, gone),
        lambda: papers.save_list(sample_office, CLOSED, ["bonus"], gone),
        lambda: payroll.export(sample_office, CLOSED, gone.with_suffix(".xlsx")),
    ):
        with pytest.raises(Exception, match=r"nowhere|b\."):
            write()
    made = bonuses.bonuses(sample_office, CLOSED)
    assert made is not None
    assert payroll.since(sample_office, made) == ()
    assert not any(row.differs for row in overview.overview(sample_office, CLOSED).rows)
