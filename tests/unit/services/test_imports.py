"""Importing: what replaces what, what is refused and remembered, and that nothing is stored by half."""

from __future__ import annotations

import csv
import errno
import io
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.services.records import imports, imports_log
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular import layout, reader
from tests.refusals import refuses
from tests.unit.services.import_office import SAMPLES, call, calls, contents, exactly, sample, staff, write

_NAMES = [column.name for column in tables.contact.c if column.name not in ("id", "batch_id")]
REF, RESPONSE, RATING = (_NAMES.index(name) for name in ("ref", "response_ms", "rating"))


def test_a_changed_row_with_the_same_reference_replaces_the_old_one(office: Office, tmp_path: Path) -> None:
    staff(office)
    imports.run(office, calls(tmp_path / "a.csv", call(1, rating="5"), call(2)))
    report = imports.run(office, calls(tmp_path / "b.csv", call(1, rating="2"), call(2)))
    assert (report.imported, report.updated, report.duplicates, report.rows) == (0, 1, 1, 2)
    assert [row[RATING] for row in contents(office)["contact"]] == [2, 5]


def test_rows_that_contradict_each_other_on_one_record_are_refused_and_named(
    office: Office, tmp_path: Path
) -> None:
    staff(office)
    rows = (call(1, rating="5"), call(2), call(1, rating="3"), call(1, rating="3"))
    report = imports.run(office, calls(tmp_path / "a.csv", *rows))
    assert (report.imported, report.updated, report.duplicates) == (1, 0, 0)
    assert [(row.line, row.reason) for row in report.rejected] == [(2, "clash"), (4, "clash"), (5, "clash")]
    assert [row[REF] for row in contents(office)["contact"]] == ["C2"]


def test_a_later_row_that_only_fills_gaps_completes_the_record(office: Office, tmp_path: Path) -> None:
    staff(office)
    report = imports.run(office, calls(tmp_path / "a.csv", call(1, rating=""), call(1, rating="4")))
    assert (report.imported, report.updated, report.rejected) == (1, 1, ())
    assert [one.code for one in report.warnings] == ["completed"]
    before = exactly(office)
    assert [row[RATING] for row in contents(office)["contact"]] == [4]
    again = imports.run(office, calls(tmp_path / "a.csv", call(1, rating=""), call(1, rating="4")))
    assert (again.imported, again.updated, again.duplicates) == (0, 0, 2)
    assert exactly(office) == before


def test_the_legs_of_a_transfer_are_kept_and_known_again(office: Office, tmp_path: Path) -> None:
    staff(office)
    file = calls(tmp_path / "a.csv", call(1, rating=""), call(1, agent="KF2", rating="4"))
    report = imports.run(office, file)
    assert (report.imported, report.updated, report.rejected) == (2, 0, ())
    assert [one.code for one in report.warnings] == ["transfer_legs"]
    again = imports.run(office, file)
    assert (again.imported, again.duplicates) == (0, 2)


def test_numbers_that_start_anew_in_each_file_replace_nothing(office: Office, tmp_path: Path) -> None:
    staff(office)
    week = "编号,工号,呼入时间,响应时长,满意度", "1,007,2026/10/3 9:05,5,4", "2,KF2,2026/10/3 9:06,5,4"
    imports.run(office, write(tmp_path / "通话1.csv", *week))
    later = week[0], "1,007,2026/10/10 9:05,6,5", "2,KF2,2026/10/3 9:06,5,1"
    report = imports.run(office, write(tmp_path / "通话2.csv", *later))
    assert (report.imported, report.updated) == (1, 1)  # the second is the same record: agent and time agree
    assert [one.code for one in report.warnings] == ["beside"]


def test_a_damaged_reference_identifies_nothing(office: Office, tmp_path: Path) -> None:
    staff(office)
    lines = "流水号,工号,呼入时间,响应时长", *(f"2.0261E+17,007,2026/10/3 9:0{n},5" for n in range(3))
    file = write(tmp_path / "通话.csv", *lines)
    report = imports.run(office, file)
    assert (report.imported, [one.code for one in report.warnings]) == (3, ["damaged_references"])
    assert imports.run(office, file).duplicates == 3


def test_the_same_reference_in_calls_and_chats_is_two_contacts(office: Office, tmp_path: Path) -> None:
    staff(office)
    file = calls(tmp_path / "a.csv", call(1))
    assert imports.run(office, file, kind="calls").imported == 1
    assert imports.run(office, file, kind="chats").imported == 1


def test_rows_without_a_reference_are_known_again_by_their_content(office: Office, tmp_path: Path) -> None:
    staff(office)
    lines = (
        "工号,呼入时间,响应时长,满意度",
        "007,2026/10/3 9:05,5,4",
        "007,2026/10/3 9:05,5,4",
        "KF2,2026/10/3 9:05,5,4",
    )
    file = write(tmp_path / "通话.csv", *lines)
    first = imports.run(office, file)
    assert (first.kind, first.imported, first.duplicates) == ("calls", 3, 0)  # two equal rows are two calls
    assert imports.run(office, file).duplicates == 3


def test_a_dry_run_tells_everything_and_stores_nothing(office: Office, tmp_path: Path) -> None:
    staff(office)
    before = exactly(office)
    report = imports.run(office, calls(tmp_path / "a.csv", call(1), call(2, agent="?9")), dry_run=True)
    assert (report.batch_id, report.imported, len(report.rejected)) == (None, 1, 1)
    assert exactly(office) == before
    assert imports.history(office) == ()


def test_cancelling_in_the_middle_stores_nothing(office: Office, tmp_path: Path) -> None:
    staff(office)
    before = exactly(office)
    file = calls(tmp_path / "a.csv", *(call(n) for n in range(9000)))
    reports = []

    def stop_in_the_middle(done: int, total: int, _text: str) -> None:
        reports.append((done, total))
        if total and done >= total / 3:
            progress.cancel()

    progress = Progress(stop_in_the_middle)
    with pytest.raises(Cancelled):
        imports.run(office, file, progress=progress)
    assert reports[-1][0] < reports[-1][1]
    assert exactly(office) == before
    assert imports.history(office) == ()


def test_an_error_in_the_middle_stores_nothing(office: Office, tmp_path: Path) -> None:
    staff(office)
    before = exactly(office)
    file = calls(
        tmp_path / "a.csv", *(call(n) for n in range(9000)), 'C9999,007,,"never closed', "one", "two"
    )
    with refuses("import.quote_open", "9002"):
        imports.run(office, file)
    assert exactly(office) == before


@pytest.mark.parametrize("good", range(0, 11, 3))
def test_a_file_that_goes_away_while_it_is_read_is_told_and_nothing_stored(
    good: int, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(office)
    before = exactly(office)
    file = calls(tmp_path / "a.csv", *(call(n) for n in range(9000)))
    reads = []

    class Stick(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            reads.append(size)
            if len(reads) > good:
                raise OSError(errno.EIO, "Input/output error")
            return super().read(-1 if size is None else size) or b""

    opened = Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, *a, **k: Stick(path) if path == file else opened(path, *a, **k)
    )
    monkeypatch.setattr(layout, "open_sources", reader.open_here)  # what is stuck is of this process
    with refuses("file.disk_failed", "a.csv") as told:
        imports.run(office, file)
    assert told.value.kept
    assert exactly(office) == before


def test_a_closed_cycle_takes_no_new_or_changed_row_but_lets_old_ones_pass(
    office: Office, tmp_path: Path
) -> None:
    staff(office)
    imports.run(office, calls(tmp_path / "a.csv", call(2610001)))
    _close(office, "2026-10", date(2026, 10, 1), date(2026, 11, 1))
    before = exactly(office)
    for rows in ([call(2)], [call(2610001, rating="1")], [call(2610001, at="2026/11/2 9:00:00")]):
        with refuses("cycle.records_closed", "2026-10"):
            imports.run(office, calls(tmp_path / "b.csv", *rows))
        assert exactly(office) == before
    assert (
        imports.run(
            office, calls(tmp_path / "c.csv", call(2610001), call(3, at="2026/11/1 0:00:00"))
        ).imported
        == 1
    )
    with refuses("cycle.records_closed", "2026-10"):
        imports.run(office, calls(tmp_path / "d.csv", call(4, at="2026/10/31 23:59:59")))


def test_a_leading_zero_a_spreadsheet_lost_is_found_again_if_one_agent_fits(
    office: Office, tmp_path: Path
) -> None:
    staff(office)
    report = imports.run(office, calls(tmp_path / "a.csv", call(1, agent="7"), call(2, agent="kf2")))
    assert report.rejected == ()
    assert {row[REF + 1] for row in exactly(office)["contact"]} == {"C1", "C2"}


def test_a_name_alone_is_enough_unless_two_have_it(office: Office, tmp_path: Path) -> None:
    staff(office, [("1", "赵超"), ("2", "赵超"), ("3", "马堃")])
    rows = (
        "C1,,马堃,2026/10/3 9:05:12,已接,,,,,",
        "C2,,赵超,2026/10/3 9:05:12,已接,,,,,",
        "C3,,谁,2026/10/3 9:05:12,已接,,,,,",
    )
    report = imports.run(office, calls(tmp_path / "a.csv", *rows))
    assert report.imported == 1
    assert [(r.line, r.column, r.value, r.reason) for r in report.rejected] == [
        (3, "姓名", "赵超", "ambiguous_agent"),
        (4, "姓名", "谁", "unknown_agent"),
    ]


def test_the_users_mapping_is_taken_and_remembered_for_files_with_the_same_headers(
    office: Office, tmp_path: Path
) -> None:
    staff(office)
    odd = write(
        tmp_path / "odd.csv", "甲,乙,丙,丁", "007,2026-10-03 09:05,90,X1", "KF2,2026-10-03 09:06,30,X2"
    )
    with refuses("import.not_recognised"):
        imports.run(office, odd)
    mapping = {"agent": "甲", "at": "乙", "response": "丙", "ref": "丁"}
    assert imports.run(office, odd, kind="chats", mapping=mapping).imported == 2
    again = write(tmp_path / "next.csv", "丁,丙,乙,甲", "X3,10,2026-10-04 09:05,007")
    seen = imports.preview(office, again)
    assert (seen.kind, seen.remembered) == ("chats", True)
    assert {field: header for field, header in seen.mapping.items() if header} == mapping
    report = imports.run(office, again)
    assert (report.kind, report.imported) == ("chats", 1)
    assert sorted(row[RESPONSE] for row in contents(office)["contact"]) == [10_000, 30_000, 90_000]


def test_a_field_can_be_left_out_and_a_guess_corrected(office: Office, tmp_path: Path) -> None:
    staff(office)
    file = write(tmp_path / "通话.csv", "工号,呼入时间,响应时长,等待时长", "007,2026/10/3 9:05,5,60")
    imports.run(office, file, mapping={"response": "等待时长", "rating": ""})
    assert [row[RESPONSE] for row in contents(office)["contact"]] == [60_000]


@pytest.mark.parametrize(
    "mapping, code, named",
    [
        ({"reponse": "响应时长"}, "import.no_such_field", "reponse"),
        ({"response": "没有"}, "import.no_such_header", "没有"),
    ],
)
def test_a_mapping_to_what_is_not_there_is_refused(
    mapping: dict[str, str], code: str, named: str, office: Office, tmp_path: Path
) -> None:
    staff(office)
    with refuses(code, named):
        imports.run(office, calls(tmp_path / "a.csv", call(1)), mapping=mapping)


def test_an_unknown_kind_is_refused(office: Office, tmp_path: Path) -> None:
    with refuses("import.no_such_kind", "phone"):
        imports.run(office, calls(tmp_path / "a.csv", call(1)), kind="phone")


def test_history_tells_who_what_and_when(office: Office) -> None:
    sample(office, "表扬差错_2026-10.csv", "话务明细_2026-10.csv")
    newest, middle, oldest = imports.history(office)
    assert (newest.kind, newest.rows, newest.imported, newest.duplicates, newest.rejected) == (
        "calls",
        5747,
        5739,
        3,
        5,
    )
    assert (newest.first_day, newest.last_day) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (middle.kind, oldest.kind, oldest.first_day) == ("incidents", "roster", None)
    assert [r.line for r in imports.rejections(office, newest.id)] == [966, 1278, 2296, 2397, 4309]
    assert [r.line for r in imports.rejections(office, newest.id, 2)] == [966, 1278]


def test_a_batch_that_brought_nothing_claims_no_days(office: Office) -> None:
    sample(office, "表扬差错_2026-10.csv", "表扬差错_2026-10.csv")
    assert imports.history(office)[0].first_day is None


def test_the_roster_adds_updates_and_keeps_what_it_does_not_name(office: Office, tmp_path: Path) -> None:
    sample(office)
    with office.read() as connection:
        agent = tables.agent.c
        left = connection.execute(select(agent.staff_no).where(agent.status == "left")).scalars().all()
        assert left == ["KF1008"]
    file = write(tmp_path / "名单.csv", "工号,姓名,岗位,状态", "KF1002,赵喆,组长,试用", "0012,新人,,在职")
    report = imports.run(office, file)
    assert (report.kind, report.imported, report.updated) == ("roster", 1, 1)
    with office.read() as connection:
        rows = {row.staff_no: row for row in connection.execute(select(tables.agent))}
    assert (rows["KF1002"].post, rows["KF1002"].status, rows["KF1002"].team) == ("组长", "probation", "早班")
    assert (rows["0012"].name, rows["0012"].status) == ("新人", "active")


def test_undoing_a_staff_list_takes_back_what_it_did_and_nothing_else(office: Office, tmp_path: Path) -> None:
    sample(office)
    before = exactly(office)
    file = write(tmp_path / "名单.csv", "工号,姓名,状态", "KF1002,赵大喆,离职", "0012,新人,在职")
    report = imports.run(office, file)
    assert report.batch_id is not None
    imports.undo(office, report.batch_id)
    assert exactly(office) == before


def test_a_staff_list_others_build_on_cannot_be_undone(office: Office) -> None:
    roster, _calls = sample(office, "表扬差错_2026-10.csv")
    before = exactly(office)
    assert roster.batch_id is not None
    with refuses("roster.has_records"):
        imports.undo(office, roster.batch_id)
    assert exactly(office) == before
    with office.write() as connection:
        connection.execute(
            update(tables.agent).where(tables.agent.c.staff_no == "KF1014").values(team="夜班")
        )
    with refuses("roster.edited_since"):
        imports.undo(office, roster.batch_id)


def test_the_preview_shows_guess_samples_and_converted_rows_and_stores_nothing(office: Office) -> None:
    sample(office)
    before = exactly(office)
    seen = imports.preview(office, SAMPLES / "话务明细_2026-10.csv")
    assert (seen.kind, seen.header_line, seen.missing, seen.remembered) == ("calls", 3, (), False)
    by_header = {column.header: column for column in seen.columns}
    assert (by_header["坐席工号"].field, by_header["坐席工号"].confidence) == ("agent", 1.0)
    assert by_header["呼入时间"].samples[0] == "2026/10/1 8:01:21"
    first = dict(zip(seen.fields, seen.rows[0], strict=True))
    assert first["agent"] == "阿依古丽·买买提 (KF1005)"
    assert first["at"] == "2026-10-01 08:01:21"
    assert (first["answered"], first["response"]) == ("Yes", "25 s")
    assert exactly(office) == before


def test_the_preview_reads_dates_as_the_import_will(office: Office, tmp_path: Path) -> None:
    staff(office)
    day_first = [call(n, at=f"3/10/2026 9:{n % 60:02}:00") for n in range(200)]
    file = calls(tmp_path / "a.csv", *day_first, call(999, at="25/10/2026 9:00:00"))
    seen = imports.preview(office, file)
    assert dict(zip(seen.fields, seen.rows[0], strict=True))["at"] == "2026-10-03 09:00:00"
    imports.run(office, file)
    assert imports.history(office)[0].first_day == date(2026, 10, 3)


def test_a_preview_under_another_kind_says_what_is_missing(office: Office) -> None:
    sample(office)
    seen = imports.preview(office, SAMPLES / "话务明细_2026-10.csv", kind="incidents")
    assert (seen.kind, seen.missing, seen.rows) == ("incidents", ("kind",), ())


def test_scores_are_not_shown_as_a_staff_list(office: Office) -> None:
    sample(office)
    seen = imports.preview(office, SAMPLES / "评分_2026-09.csv")
    assert (seen.kind, {column.field for column in seen.columns}) == (None, {""})
    assert imports.preview(office, SAMPLES / "评分_2026-09.csv", kind="roster").missing == ()


def _close(office: Office, code: str, start: date, end: date) -> None:
    with office.write() as connection:
        card = connection.execute(
            insert(tables.scorecard).values(code="x", version=1, status="published", content={})
        ).inserted_primary_key
        assert card is not None
        connection.execute(
            insert(tables.cycle).values(
                office_id=office.id,
                code=code,
                start=start,
                end=end,
                scorecard_id=card[0],
                status="closed",
                opened_at=office.now(),
            )
        )


@pytest.mark.parametrize("at_once", [1, 3, 5000])
def test_bad_rows_are_exported_by_line_however_many_are_read_at_once(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(imports_log, "_AT_ONCE", at_once)
    file = calls(tmp_path / "通话.csv", *(call(number) for number in range(1, 8)))
    report = imports.run(office, file)  # nobody is on the staff list
    assert report.batch_id is not None
    with office.write() as connection:  # as if read in another order
        rejection = tables.rejection
        first = connection.execute(select(rejection.c.id).order_by(rejection.c.id)).scalars().first()
        connection.execute(update(rejection).where(rejection.c.id == first).values(line=99))
    imports.export_rejections(office, report.batch_id, tmp_path / "bad.csv")
    with (tmp_path / "bad.csv").open(encoding="utf-8-sig", newline="") as text:
        lines = [row[0] for row in csv.reader(text)]
    assert lines == ["Line", "3", "4", "5", "6", "7", "8", "99"]
