"""The evidence pack has what became of an assessment: talked over, handed over, posted; and proves it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from qadesk.domain.stages import Stage
from qadesk.services import readers
from qadesk.services.after_closing import delivery, interviews, notices, publication, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.interviews import Talk
from qadesk.services.assessment import exemptions
from qadesk.services.designing import versions
from qadesk.services.evidence_pack import pack
from qadesk.storage.office import Office
from tests.closing_months import close_month
from tests.evidence_page import changed, faults
from tests.unit.services import sheet_office

LAST, WHO = "2026-09", "KF1002"
SAID = "认可；客户 13812345678 的来电另行说明"


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A small office whose September went all the way to its notice."""
    office = sheet_office.make(tmp_path_factory.mktemp("branch") / "branch.qadesk")
    with pytest.MonkeyPatch.context() as patch:
        exemptions.exempt(office, LAST, "KF1004", None, "na", "产假")
        close_month(office, LAST)
        day = office.today()
        number = next(one.id for one in versions.versions(office) if one.published_at is not None)
        everybody = [one.staff_no for one in readers.signers(office, number)]
        readers.sign(office, number, everybody, day)
        who = [one.staff_no for one in stages.positions(office, LAST).positions]
        interviews.save(office, LAST, WHO, Talk(day, "王主管", "响应快", "态度", "每天听录音", SAID))
        interviews.save(office, LAST, "KF1001", Talk(day, "王主管", statement="这是别人的话"))
        review.approve(office, LAST, who)
        delivery.deliver(office, LAST, who, Handover(Stage.SIGNED, day))
        later: date = day + timedelta(days=31)
        patch.setattr(Office, "today", lambda _self: later)
        now = datetime(later.year, later.month, later.day, 4, tzinfo=UTC)
        patch.setattr(Office, "now", lambda _self: now)
        delivery.make_final(office, LAST, who)
        file = tmp_path_factory.mktemp("notice") / "n.pdf"
        publication.notice(office, LAST, notices.NoticeChoice(shown="totals"), file)
        publication.publish(office, LAST)
        yield office
        office.close()


def made(office: Office, folder: Path, **how: Any) -> bytes:
    path = folder / "pack.zip"
    pack.make(office, LAST, WHO, path, **how)
    return path.read_bytes()


def test_it_is_all_in_it_and_proved(branch: Office, tmp_path: Path) -> None:
    packed = made(branch, tmp_path)
    assert faults(packed) == []
    files, _about = pack.contents(branch, LAST, WHO)
    told = {row["table"] for row in json.loads(files["data/rows.json"])["rows"]}
    assert told >= {"interview", "assessment_step", "scorecard_reader", "notice", "notice_line"}
    page = files["afterwards.html"].decode()
    assert "每天听录音" in page
    assert "Signed" in page
    assert "Made on" in page
    assert "signed for having read this version" in page
    assert "afterwards.html" in files["README.html"].decode()


def test_nothing_of_others_is_in_it(branch: Office) -> None:
    files, _about = pack.contents(branch, LAST, WHO)
    everything = b"".join(content for name, content in files.items() if name.startswith("data/"))
    assert "这是别人的话" not in everything.decode() + files["afterwards.html"].decode()
    lines = [row for row in json.loads(files["data/rows.json"])["rows"] if row["table"] == "notice_line"]
    assert len(lines) == 1


@pytest.mark.parametrize("with_customers", [True, False])
def test_numbers_are_masked_where_it_is_read(branch: Office, tmp_path: Path, with_customers: bool) -> None:
    files, _about = pack.contents(branch, LAST, WHO, with_customers=with_customers)
    assert "13812345678" not in files["afterwards.html"].decode()
    assert ("13812345678" in files["data/rows.json"].decode()) is with_customers
    packed = made(branch, tmp_path, with_customers=with_customers)
    assert [one for one in faults(packed) if not one.startswith("masked")] == []


@pytest.mark.parametrize(
    ("table", "was", "other"),
    [
        ("interview", "每天听录音", "没有约定"),
        ("notice_line", "KF1002", "KF1009"),
        ("assessment_step", "signed", "refused"),
    ],
)
def test_what_somebody_alters_is_named(
    branch: Office, tmp_path: Path, table: str, was: str, other: str
) -> None:
    def edited(content: bytes) -> bytes:
        found = json.loads(content)
        row = next(one for one in found["rows"] if one["table"] == table and was in one["row"])
        row["row"] = row["row"].replace(was, other)
        return json.dumps(found, ensure_ascii=False).encode()

    packed = changed(made(branch, tmp_path), {"data/rows.json": edited}, digests=True)
    assert "row_changed" in {one.split()[0] for one in faults(packed)}
