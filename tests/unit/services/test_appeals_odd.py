"""Appeals at the edges: days worked on a weekend, years nobody published, odd names, who left meanwhile."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qadesk.domain.stages import Stage
from qadesk.domain.working_days import AppealRule
from qadesk.services import check, roster
from qadesk.services.after_closing import working_days
from qadesk.services.appeals import deciding, entering, evidence, reading, storing
from qadesk.services.notes.files import ReadFile, clean_name
from qadesk.services.retention import removal
from qadesk.storage.office import Office
from tests.appealed_month import ENTRY, REJECTED, on, received, stage_of
from tests.made_up_month import CODE
from tests.refusals import refuses

PDF = b"%PDF-1.7\n%%EOF\n"
ODD = (
    "../../x.pdf", "..\\..\\x.pdf", "x" * 300 + ".pdf", "投诉" * 150 + ".pdf", "𠮷" * 300 + ".pdf",
    "a\0b.pdf", "CON.pdf", "aux.tar.pdf", "LPT³.pdf", "scan\u202efdp.exe", "\u200f录音\u2067.pdf", "...",
    "\0", " .pdf",
)  # fmt: skip


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    made = received(tmp_path / "branch.qadesk", monkeypatch)
    yield made
    made.close()


@pytest.mark.parametrize(
    "start, days, working, last",
    [
        (date(2026, 10, 8), 2, True, date(2026, 10, 10)),  # a Saturday that is worked ends the period
        (date(2026, 9, 24), 16, False, date(2026, 10, 10)),  # and by calendar days it is not moved on
        (date(2026, 2, 13), 1, True, date(2026, 2, 14)),
        (date(2026, 2, 27), 2, True, date(2026, 3, 2)),  # the Saturday counts, the Sunday does not
    ],
)
def test_a_weekend_day_that_is_worked_counts(
    branch: Office, start: date, days: int, working: bool, last: date
) -> None:
    with branch.read() as connection:
        found = working_days.calendar(connection)
    until = working_days.may_appeal_until(start, AppealRule(days, working), found)
    assert (until.last, until.assumed_years) == (last, ())
    assert not until.over(last)


def test_received_on_such_a_day_is_in_time_and_the_day_after_late(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last day to appeal is Friday the 13th; the office says that the Wednesday before it was off."""
    off = [working_days.OwnDay(date(2026, 11, 11), works=False, name="停电"),
           working_days.OwnDay(date(2026, 11, 14), works=True, name="补班")]  # fmt: skip
    working_days.set_days(branch, off)
    on(monkeypatch, date(2026, 11, 16))
    saturday = replace(ENTRY, received=date(2026, 11, 14), interview=None)
    assert not entering.enter(branch, CODE, "KF02", saturday).value.late
    monday = replace(saturday, received=date(2026, 11, 16), points=())
    assert entering.enter(branch, CODE, "KF01", monday).value.late


@pytest.mark.parametrize("name", ODD)
def test_evidence_of_any_name_is_kept_opened_and_saved(branch: Office, tmp_path: Path, name: str) -> None:
    """Also one that came from another system, under a name this one does not know."""
    entering.enter(branch, CODE, "KF02", ENTRY)
    held = evidence._attach(branch, CODE, "KF02", ReadFile(clean_name(name, "pdf"), "pdf", PDF)).value
    assert len(held.name.encode()) <= 255
    assert not {unicodedata.category(sign) for sign in held.name} & {"Cc", "Cf"}
    seen = evidence.opened(branch, held.id)
    assert seen.read_bytes() == PDF
    assert (seen.parent / held.name).resolve() == seen.resolve()
    evidence.save(branch, held.id, tmp_path / held.name)
    assert (tmp_path / held.name).read_bytes() == PDF


def test_who_leaves_with_an_appeal_that_waits_stays_until_it_is_decided(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = entering.enter(branch, CODE, "KF02", ENTRY).value
    roster.leave(branch, "KF02", date(2026, 11, 6))
    on(monkeypatch, date(2031, 1, 1))
    with refuses("retention.nothing_due"):
        removal.carry_out(branch, ["leavers"])
    assert storing.entry_of(branch, made.id).words == ENTRY.words, "the appeal is not answered yet"
    deciding.decide(branch, CODE, "KF02", REJECTED)
    assert stage_of(branch, "KF02") is Stage.REJECTED
    removal.carry_out(branch, ["leavers"])
    (one,) = reading.appeals(branch, CODE).appeals
    assert (one.words, one.reasons) == ("", "")
    assert [finding.problem for finding in check.check(branch) if not finding.ok] == []
