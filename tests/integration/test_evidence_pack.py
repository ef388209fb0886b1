"""The evidence pack: what its own page finds in right packs, and in those somebody laid hands on."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, update

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services import setup
from qadesk.services.assessment import exemptions
from qadesk.services.evidence_pack import pack
from qadesk.services.paper import sheets
from qadesk.services.retention import periods as retention
from qadesk.services.retention import removal
from qadesk.services.trail import browsing
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.agreement import surfaces
from tests.agreement.surfaces import MONTHS, World
from tests.closing_months import close_month
from tests.evidence_page import changed, evaluated, faults, read, verified
from tests.refusals import refuses
from tests.unit.services import sheet_office

LAST, NOW, WHO = "2026-09", "2026-10", "KF1002"
SECRET = "客户 13812345678 说要投诉"

Edit = Callable[[Any], object]


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A small office whose September is closed; a complaint has a note that names a customer."""
    office = sheet_office.make(tmp_path_factory.mktemp("branch") / "branch.qadesk")
    with office.write("test", "test") as connection:
        complaint = tables.complaint.c
        wanted = update(tables.complaint).where(complaint.agent_id == 2)
        connection.execute(wanted.values(note=SECRET, waybill="SF1234567890123"))
    for code in (LAST, NOW):
        exemptions.exempt(office, code, "KF1004", None, "na", "产假")
    close_month(office, LAST)
    yield office
    office.close()


@pytest.fixture(scope="module")
def made(branch: Office, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The pack of a closed month."""
    path = tmp_path_factory.mktemp("packs") / "pack.zip"
    pack.make(branch, LAST, WHO, path)
    return path.read_bytes()


def of(office: Office, folder: Path, code: str, who: str, **how: Any) -> bytes:
    path = folder / "pack.zip"
    pack.make(office, code, who, path, **how)
    return path.read_bytes()


# ---- right packs


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = surfaces.make(tmp_path_factory.mktemp("agreement") / "branch.qadesk")
    yield made
    made.office.close()


@pytest.mark.parametrize("month", MONTHS)
def test_every_figure_is_worked_out_again(world: World, month: str, tmp_path: Path) -> None:
    """Every kind of rule, unit, exemption, target, focus and gap; every status of an assessment."""
    results = world.standings[month].made.results
    chosen = {result.assessment.status: result for result in results} | dict(enumerate(results[::4]))
    for result in chosen.values():
        files, _about = pack.contents(world.office, month, result.agent.staff_no)
        data = json.loads(files["data/assessment.json"])
        path = tmp_path / "pack.zip"
        pack._write_zip(path, files)
        assert faults(path.read_bytes()) == [], result.agent.staff_no
        valued = {line.code for line in result.assessment.lines if line.value is not None}
        assert not [code for code in valued if data["values"][code] == "kept"]


def test_closed_open_exempt_and_rated_only(branch: Office, tmp_path: Path, made: bytes) -> None:
    assert not read(made, "contents.json")["provisional"]
    assert faults(made) == []
    for who in ("KF1001", "KF1004"):  # rated; excluded, with records
        found = of(branch, tmp_path, NOW, who)
        assert read(found, "contents.json")["provisional"]
        assert faults(found) == []


def test_qts_engine_finds_the_same(made: bytes) -> None:
    assert verified(made, by_qt=True) == verified(made)


def test_the_same_state_gives_the_same_files(branch: Office) -> None:
    one, other = (pack.contents(branch, LAST, WHO)[0] for _time in range(2))
    assert one == other


def test_its_list_says_what_counts_and_why_not(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in packed.infolist())
        assert all(entry.filename.isascii() and ".." not in entry.filename for entry in packed.infolist())
        book = openpyxl.load_workbook(io.BytesIO(packed.read("records.xlsx")))
    texts = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert {text for text in texts if "counts:" in text or "计入" in text}
    assert {text for text in texts if "does not count" in text or "不计" in text}


def test_the_trail_tells_the_code_of_each_pack(branch: Office, tmp_path: Path) -> None:
    done = pack.make(branch, LAST, WHO, tmp_path / "one.zip", with_customers=False)
    entry = browsing.entries(branch, most=1)[0]
    assert (entry.action, entry.subject) == ("evidence.pack", f"{LAST}/{WHO}")
    assert entry.detail == {"code": done.value.code, "file": "one.zip", "customers": False, "rows": 0}
    assert done.value.code == hashlib.sha256(_raw((tmp_path / "one.zip").read_bytes())).hexdigest()
    assert done.value.head == entry.seq - 1 if entry.seq else False


def test_codes_on_printed_sheets_are_compared_and_can_be_typed(branch: Office, tmp_path: Path) -> None:
    sheets.record(branch, NOW, sheets.document(branch, NOW, ["KF1003"]).sheets, "print")
    found = of(branch, tmp_path, NOW, "KF1003")
    assert faults(found) == []
    with branch.read() as connection:
        printed = connection.execute(select(tables.sheet.c.trail).order_by(tables.sheet.c.id.desc())).scalar()
    assert printed
    with zipfile.ZipFile(io.BytesIO(found)) as packed:
        page = packed.read("verify.html").decode()
    pack_of = "new Verifier.Pack(Verifier.unzip(new Uint8Array(Digest.unhex(packed))))"
    asked = [
        printed,
        printed[:-1] + ("0" if printed[-1] != "0" else "1"),
        "1-0000-0000-0000",
        "999999-0000-0000-0000",
    ]
    calls = ", ".join(f"Verifier.onPaper(pack, '{code}')" for code in asked)
    said = evaluated(page, f"(function (pack) {{ return [{calls}]; }})({pack_of})", packed=found.hex())
    assert said[:2] == ["holds", "other"]
    assert said[2] in ("other", "earlier")
    assert said[3] == "later"


@pytest.mark.files  # copies the file
def test_records_removed_under_retention_leave_the_result_proved(
    branch: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is gone is said to be only read; total, rows and chain are as provable as before."""
    path = tmp_path / "copy.qadesk"
    branch.copy(path)
    office = setup.open_office(path)
    try:
        retention.set_period(office, "records", 24)
        monkeypatch.setattr(Office, "today", lambda _self: date(2032, 1, 1))
        removal.carry_out(office, ["records"])
        found = of(office, tmp_path, LAST, WHO)
        assert faults(found) == []
        values = read(found, "data/assessment.json")["values"]
        assert "kept" in values.values()
        assert values["attitude"] == "records"  # ratings stay
    finally:
        office.close()


# ---- customers


def test_customers_are_counted_and_can_be_left_out(branch: Office, tmp_path: Path, made: bytes) -> None:
    found = pack.contents(branch, LAST, WHO)[1].customers
    assert {(one.table, one.column): one.count for one in found}.items() >= {
        ("complaint", "note"): 1, ("complaint", "waybill"): 1, ("contact", "ref"): 40,
    }.items()  # fmt: skip
    without = of(branch, tmp_path, LAST, WHO, with_customers=False)
    assert faults(without) == []
    assert b"13812345678" in made
    texts = texts_of(without)
    assert not [name for name, text in texts.items() if "13812345678" in text or "SF1234567890123" in text]
    assert {row["table"] for row in read(without, "data/rows.json")["rows"]}.isdisjoint(
        {"contact", "complaint"}
    )


def texts_of(packed: bytes) -> dict[str, str]:
    found = {}
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        for name in files.namelist():
            content = files.read(name)
            if name.endswith(".xlsx"):
                book = openpyxl.load_workbook(io.BytesIO(content))
                found[name] = str([list(sheet.iter_rows(values_only=True)) for sheet in book])
            elif not name.endswith(".pdf"):
                found[name] = content.decode()
    return found


# ---- hands laid on it


def data(edit: Edit) -> Callable[[bytes], bytes]:
    def edited(content: bytes) -> bytes:
        found = json.loads(content)
        edit(found)
        return json.dumps(found, ensure_ascii=False).encode()

    return edited


@pytest.mark.parametrize(
    "name", ["sheet.pdf", "records.xlsx", "README.html", "scorecard.yaml", "data/rows.json"]
)
def test_a_changed_file_is_named(made: bytes, name: str) -> None:
    assert f"file_changed {name}" in faults(changed(made, {name: lambda old: old + b" "}))
    assert f"file_missing {name}" in faults(changed(made, {name: lambda _old: None}))
    assert "file_added more.txt" in faults(changed(made, {"more.txt": lambda _old: b"x"}))


def _total(found: Any) -> None:
    """Another total, with every digest that can be made anew made anew."""
    said = json.loads(found["text"])
    said["assessment"]["total"] = said["assessment"]["computed"] = "99.99"
    found["text"] = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    found["digest"] = hashlib.sha256(found["text"].encode()).hexdigest()
    sheet = json.loads(found["sheet"]["text"]) | {"assessment": found["digest"]}
    found["sheet"]["text"] = json.dumps(sheet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    code = hashlib.sha256(found["sheet"]["text"].encode()).hexdigest()[:8].upper()
    found["sheet"]["code"] = found["sheet"]["code"].rpartition("-")[0] + "-" + code


def _points(found: Any) -> None:
    found["text"] = found["text"].replace('"points":"', '"points":"1', 1)


def row_of(table: str, edit: Callable[[str], str]) -> Edit:
    def edited(found: Any) -> None:
        row = next(one for one in found["rows"] if one["table"] == table)
        row["row"] = edit(row["row"])

    return edited


def _rating_with_digest(found: Any) -> None:
    """A rating, and the digest kept of it."""
    row = next(one for one in found["rows"] if one["table"] == "rating")
    was, row["row"] = row["row"], row["row"].replace("'4'", "'5'").replace("'3'", "'5'")
    assert was != row["row"]
    old, new = (hashlib.sha256(text.encode()).hexdigest()[:32] for text in (was, row["row"]))
    for part in found["parts"]:
        part["hashes"] = part["hashes"].replace(old, new)


def _added(found: Any) -> None:
    row = next(one for one in found["rows"] if one["table"] == "contact")
    found["rows"].append(row | {"key": 999_999})


def _without_record(found: Any) -> None:
    found["rows"] = [one for one in found["rows"] if one["table"] != "complaint"]


def _counted_more(found: Any) -> None:
    contact = next(kind for kind in found["kinds"] if kind["table"] == "contact")
    contact["records"][0]["figures"]["csat"] = ["5", "1"]


def _link(number: int) -> Edit:
    return lambda found: found["links"].pop(number)


def _entry(found: Any) -> None:
    link = found["links"][3]
    covers = json.loads(link["covers"])
    covers[1] += 1
    link["covers"] = json.dumps(covers, ensure_ascii=False, separators=(",", ":"))


def _tail(found: Any) -> None:
    del found["links"][-3:]


def _words(found: Any) -> None:
    entry = next(one for one in found["opened"] if one["salt"])
    entry["subject"] += "x"


def _told_row(found: Any) -> None:
    entry = next(one for one in found["opened"] if one["rows"])
    entry["rows"][0]["after"] += "x"


def _whose(found: Any) -> None:
    entry = next(one for one in found["opened"] if one["user_id"])
    entry["user_id"] = None


def _untold(found: Any) -> None:
    entry = next(one for one in found["opened"] if one["salt"])
    entry |= {"salt": None, "subject": "forged"}


def _rating_entry_left_out(found: Any) -> None:
    one = next(one for one in found["opened"] if any(row["table"] == "rating" for row in one["rows"]))
    found["opened"].remove(one)


def _left_out(table: str) -> Edit:
    def edit(found: Any) -> None:
        for name in ("rows", "parts"):
            found[name] = [one for one in found[name] if one["table"] != table]

    return edit


_other_level = row_of("rating", lambda row: row.replace("'4'", "'5'"))
TAMPERED = {
    "words of an entry without their salt": ("data/trail.json", _untold, ("words",)),
    "who changed a rating left out": ("data/trail.json", _rating_entry_left_out, ("entry_untold",)),
    "the locked result left out": ("data/rows.json", _left_out("assessment"), ("closed_digest",)),
    "the scorecard left out": ("data/rows.json", _left_out("scorecard"), ("scorecard_row",)),
    "the person left out": ("data/rows.json", _left_out("agent"), ("agent_row",)),
    "the month left out": ("data/rows.json", _left_out("cycle"), ("cycle_row",)),
    "another name": ("data/assessment.json", lambda it: it["agent"].update(name="x"), ("agent_row",)),
    "another person": ("data/assessment.json", lambda it: it["keys"].update(agent=99), ("agent_row",)),
    "said to be provisional": ("contents.json", lambda it: it.update(provisional=True), ("cycle_row",)),
    "another total, with its digests": ("data/assessment.json", _total, ("closed_digest", "total")),
    "other ranks": ("data/assessment.json", lambda it: it["sure"].update(ranks=[1, 99]), ("sure",)),
    "other points": ("data/assessment.json", _points, ("result_digest", "points")),
    "a rating": ("data/rows.json", _other_level, ("row_changed", "rating")),
    "a rating with its digest": ("data/rows.json", _rating_with_digest, ("part",)),
    "a target": ("data/rows.json", row_of("target", lambda row: row[:-1] + "9'"), ("row_changed",)),
    "a record added": ("data/rows.json", _added, ("row_added",)),
    "a record removed": ("data/rows.json", _without_record, ("record",)),
    "a record counted otherwise": ("data/records.json", _counted_more, ("value",)),
    "a link dropped": ("data/trail.json", _link(5), ("entry_missing",)),
    "the tail cut": ("data/trail.json", _tail, ("head",)),
    "an entry altered": ("data/trail.json", _entry, ("entry",)),
    "words of an entry": ("data/trail.json", _words, ("words",)),
    "a row an entry tells": ("data/trail.json", _told_row, ("told_row",)),
    "who made an entry": ("data/trail.json", _whose, ("words",)),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_an_edit_is_named_though_digests_of_files_were_made_anew(made: bytes, what: str) -> None:
    name, edit, wanted = TAMPERED[what]
    found = {one.split()[0] for one in faults(changed(made, {name: data(edit)}, digests=True))}
    assert found >= set(wanted)


def test_what_only_the_trail_of_the_office_can_tell(branch: Office, made: bytes) -> None:
    """A sheet exchanged with the digests made anew: the pack's code is no longer the one in the trail."""
    other = changed(made, {"sheet.pdf": lambda old: old + b" "}, digests=True)
    assert faults(other) == []
    codes = {entry.detail.get("code") for entry in browsing.entries(branch, most=50)}
    ours, theirs = (hashlib.sha256(_raw(one)).hexdigest() for one in (made, other))
    assert ours in codes
    assert theirs not in codes


def _raw(packed: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        return files.read("contents.json")


# ---- whole or not at all


def test_stopped_it_leaves_nothing(branch: Office, tmp_path: Path) -> None:
    newest = browsing.entries(branch, most=1)[0].seq
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        pack.make(branch, LAST, WHO, tmp_path / "pack.zip", progress=progress)
    taken = tmp_path / "taken.zip"
    taken.mkdir()
    with refuses("file.is_folder", "taken.zip"):
        pack.make(branch, LAST, WHO, taken)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken.zip"]
    assert browsing.entries(branch, most=1)[0].seq == newest


def test_refusals(branch: Office, tmp_path: Path) -> None:
    with refuses("evidence.wrong_ending", "pack.pdf"):
        pack.make(branch, LAST, WHO, tmp_path / "pack.pdf")
    with refuses("cycle.agent_not_assessed", "KF9"):
        pack.make(branch, LAST, "KF9", tmp_path / "pack.zip")
    with refuses("cycle.not_opened", "2025-01"):
        pack.make(branch, "2025-01", WHO, tmp_path / "pack.zip")
