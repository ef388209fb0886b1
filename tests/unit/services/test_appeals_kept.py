"""Appeals in what else is kept: evidence pack, all about a person, two entries merged, removal in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from qadesk.domain.appeals import AppealOutcome
from qadesk.services import about_person, check, merging, roster
from qadesk.services.appeals import deciding, entering, evidence, reading
from qadesk.services.appeals.deciding import Decision
from qadesk.services.evidence_pack import pack
from qadesk.services.retention import periods, removal
from qadesk.services.roster import AgentEntry
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.appealed_month import ENTRY, appeal_of, on, received
from tests.made_up_month import CODE

FILE = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """KF02 has an appeal with evidence, upheld in part."""
    made = received(tmp_path / "branch.qadesk", monkeypatch)
    one = entering.enter(made, CODE, "KF02", ENTRY).value
    (tmp_path / "录音.pdf").write_bytes(FILE)
    evidence.attach(made, CODE, "KF02", tmp_path / "录音.pdf")
    found = {point.id: f"核实{at}" for at, point in enumerate(one.points)}
    deciding.decide(made, CODE, "KF02", Decision(AppealOutcome.PARTLY_UPHELD, "部分属实", found))
    yield made
    made.close()


def test_the_evidence_pack_has_points_findings_and_files(branch: Office) -> None:
    files, _about = pack.contents(branch, CODE, "KF02")
    page = files["afterwards.html"].decode()
    for said in ("投诉不是我的件", "TS-1", "核实1", "部分属实", "录音.pdf"):
        assert said in page
    assert "13812345678" not in page
    (name,) = (one for one in files if one.startswith("appeals/"))
    assert (name.endswith("录音.pdf"), files[name]) == (True, FILE)
    rows = files["data/rows.json"].decode()
    assert "appeal_point" in rows
    assert "appeal_file" in rows
    bare, _about = pack.contents(branch, CODE, "KF02", with_customers=False)
    assert not any(one.startswith("appeals/") for one in bare)
    assert "13812345678" not in bare["data/rows.json"].decode()
    others, _about = pack.contents(branch, CODE, "KF01")
    assert not any(one.startswith("appeals/") for one in others)


def test_all_about_a_person_tells_of_appeals(branch: Office) -> None:
    told = " ".join(
        cell for one in about_person.about_agent(branch, "KF02").sections for row in one.rows for cell in row
    )
    for said in ("投诉不是我的件", "运单不是我派送的", "录音.pdf", "部分属实"):
        assert said in told
    assert "13812345678" not in told


def test_an_altered_file_is_found(branch: Office) -> None:
    with branch.write() as connection:
        own = tables.appeal_file
        connection.execute(own.update().values(content=b"%PDF-other%%EOF"))
    assert "录音.pdf" in str(check.check(branch))


def test_two_entries_merged_have_the_appeal_of_one(branch: Office) -> None:
    roster.add(branch, AgentEntry("KF20", "李强"))
    merged = merging.merge(branch, "KF02", "KF20", "同一人")
    assert appeal_of(branch, "KF02").words.startswith("客户")
    assert merged.undo is not None
    merged.undo()
    assert appeal_of(branch, "KF02").points


def test_what_is_past_its_time_goes_and_the_outcome_stays(
    branch: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, date(2031, 1, 1))
    periods.set_period(branch, "files", 24)
    removal.carry_out(branch, ["files"])
    with branch.read() as connection:
        assert connection.execute(select(tables.appeal_file.c.id)).all() == []
    removal.carry_out(branch, ["customers"])
    assert {point.ref for point in appeal_of(branch, "KF02").points} == {"communication", "complaints/#"}


def test_who_left_long_ago_said_nothing_any_more(branch: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    roster.leave(branch, "KF02", date(2026, 11, 6))
    on(monkeypatch, date(2031, 1, 1))
    removal.carry_out(branch, ["leavers"])
    (one,) = reading.appeals(branch, CODE).appeals
    assert (one.words, one.reasons, one.files) == ("", "", ())
    assert {(point.ref, point.words, point.found) for point in one.points} == {("", "", "")}
    assert one.outcome is AppealOutcome.PARTLY_UPHELD
    with branch.read() as connection:
        trail = " ".join(str(row) for row in connection.execute(select(tables.audit)))
    for said in ("运单不是我派送的", "投诉不是我的件", "部分属实", "核实1"):
        assert said not in trail, said
