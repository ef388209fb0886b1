"""The reading process: what it hands over, and that no file can take the program down with it."""

from __future__ import annotations

import io
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from qadesk.errors import Cancelled
from qadesk.progress import Progress, of_job
from qadesk.tabular.apart import bounds, process, wire
from qadesk.tabular.cell_looks import Looks
from qadesk.tabular.reader import open_here
from qadesk.tabular.sources import open_sources
from qadesk.tabular.table import Block, Row, TableSource
from tests.refusals import refuses

DAMAGED = Path(__file__).parents[2] / "data" / "damaged"
ROWS = 5000
ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="stops a process with a signal")

cells = st.one_of(
    st.none(), st.booleans(), st.text(), st.integers(), st.floats(allow_nan=False),
    st.datetimes(), st.dates(), st.times(), st.timedeltas(),
)  # fmt: skip


def everything(source: TableSource) -> tuple[list[Row], list[tuple[int, tuple[object, ...]]]]:
    head = source.head(5)
    width = len(head[0].cells)
    rows = [
        (line, row)
        for block in source.blocks(head[0], width)
        for line, row in zip(block.lines, zip(*block.columns, strict=True), strict=True)
    ]
    return head, rows


@pytest.fixture
def text(tmp_path: Path) -> Path:
    file = tmp_path / "话务.csv"
    lines = [f'A{n},"第{n}条，""好""",{n % 7}' for n in range(ROWS)]
    file.write_text("\n".join(["流水号,说明,数", *lines]), "gb18030")
    return file


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(file), {"default_date_format": "yyyy-mm-dd hh:mm"}) as made:
        rate = made.add_format({"num_format": "0.00%"})
        for name in ("一月", "二月"):
            sheet = made.add_worksheet(name)
            sheet.write_row(2, 1, ("工号", "时间", "率"))
            for n in range(ROWS):
                sheet.write(n + 3, 1, f"KF{n}")
                sheet.write_datetime(n + 3, 2, datetime(2026, 10, 1) + timedelta(minutes=n))  # noqa: DTZ001 - a cell has none
                sheet.write_number(n + 3, 3, n / ROWS, rate)
    return file


@pytest.fixture
def fresh() -> Iterator[None]:
    process.end()
    yield
    process.end()


@given(st.lists(cells, min_size=1), st.text(max_size=3))
def test_every_cell_arrives_as_it_was(row: list[object], failed: str) -> None:
    pipe = io.BytesIO()
    block = Block([row], range(4, 4 + len(row)), True, 3, 9, frozenset({0}), frozenset())  # type: ignore[list-item]
    looks = Looks(frozenset({(3, 0)}), {(1, 2): failed})
    wire.send(pipe, wire.of_block(block) | {"looks": wire.of_looks(looks)})
    content = wire.receive(io.BytesIO(pipe.getvalue()))
    assert content is not None
    told = wire.parsed(content)
    assert wire.as_block(told) == block
    assert [list(map(type, column)) for column in wire.as_block(told).columns] == [list(map(type, row))]
    assert wire.as_looks(told["looks"]) == looks


words = st.lists(st.text(max_size=3), min_size=1, max_size=4)


@given(words, words, st.integers(1, 400), st.randoms(use_true_random=False))
def test_cells_that_repeat_arrive_as_they_were(
    few: list[str], more: list[str], rows: int, chance: random.Random
) -> None:
    columns = [[chance.choice(some) for _row in range(rows)] for some in (few, [*few, *more])]
    columns.append([f"{row}{few[0]}" for row in range(rows)])
    held = wire.of_block(Block(columns, range(rows), False, 1, 1))
    pipe = io.BytesIO()
    wire.send(pipe, held)
    content = wire.receive(io.BytesIO(pipe.getvalue()))
    assert content is not None
    assert [[*column] for column in wire.as_block(wire.parsed(content)).columns] == columns


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\x1f    !", [1]),
        ("a\x1f    ", [2]),
        ("a\x1f ", [1]),
        ("a\x1f    ", [0, 1]),
        ("    ", [1]),
        ("a", ["a"]),
    ],
)
def test_letters_that_stand_for_no_cell_are_noticed(text: str, words: list[object]) -> None:
    held = wire.of_block(Block([["a"] * 4], range(4), False, 1, 1))
    with pytest.raises(process._BROKEN):
        wire.as_block(held | {"text": text, "words": words})


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b"{", b'{"date":"yesterday"}', b'{"timedelta":[1]}', b"[" * 10**6]
)
def test_what_is_no_message_is_noticed(content: bytes) -> None:
    with pytest.raises(wire.BrokenMessage):
        wire.parsed(content)
    with pytest.raises(wire.BrokenMessage):
        wire.receive(io.BytesIO(b"\xff\xff\xff\xff" + content))


@pytest.mark.parametrize("made", ["text", "book"])
def test_rows_are_the_same_as_read_directly(made: str, request: pytest.FixtureRequest) -> None:
    file = request.getfixturevalue(made)
    apart, here = open_sources(file), open_here(file)
    assert len(apart) == len(here)
    for one, other in zip(apart, here, strict=True):
        assert (one.sheet, one.left, one.workbook) == (other.sheet, other.left, other.workbook)
        assert everything(one) == everything(other)
        assert one.looks() == other.looks()


def test_one_process_serves_a_batch_and_ends_when_idle(
    text: Path, book: Path, fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_IDLE_S", 0.2)
    first = open_sources(text)
    running = process.running()
    assert open_sources(book)[0].sheet == "一月"
    assert process.running() is running
    until = time.monotonic() + 30
    while running.lives and time.monotonic() < until:
        time.sleep(0.02)
    assert not running.lives
    assert first[0].head(1)[0].cells[0] == "流水号"  # opened again without a word


def test_rows_half_read_go_on_in_the_next_process(text: Path, fresh: None) -> None:
    source = open_sources(text)[0]
    header = source.head(1)[0]
    lines: list[int] = []
    for block in source.blocks(header, 3):
        lines += block.lines
        process.end()
    assert lines == list(range(2, ROWS + 2))


def test_rows_nobody_takes_do_not_get_in_the_way(book: Path) -> None:
    sheets = open_sources(book)
    for source in (*sheets, *sheets):
        head = source.head(1)[0]
        assert next(iter(source.blocks(head, 3))).columns[0][0] == "KF0"
    one, other = (sheet.blocks(sheet.head(1)[0], 3) for sheet in sheets)
    assert [a.columns == b.columns for a, b in zip(one, other, strict=True)] == [True] * 3


@pytest.mark.parametrize("name", ["sst_count", "binname", "stylesname"])
def test_a_file_that_ends_its_reader_is_one_message(name: str) -> None:
    with refuses("import.file_harmful"):
        open_sources(DAMAGED / f"{name}.xlsx")
    assert open_sources(DAMAGED / "cell131k.csv")[0].head(2)[1].line == 2  # and the next one is read


@ON_POSIX
def test_a_file_that_takes_for_ever_is_one_message(
    tmp_path: Path, fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "slow.csv"
    file.write_text("a,b\n1,2\n")
    source = open_sources(file)[0]
    monkeypatch.setattr(bounds, "seconds_for", lambda _size: 0.2)
    os.kill(process.running()._child.pid, signal.SIGSTOP)  # it hangs
    with refuses("import.file_harmful"):
        source.head(1)
    monkeypatch.undo()
    assert open_sources(file)[0].head(1)[0].cells == ("a", "b")


@ON_POSIX
def test_cancelling_the_job_ends_the_wait(tmp_path: Path, fresh: None) -> None:
    file = tmp_path / "slow.csv"
    file.write_text("a,b\n1,2\n")
    source = open_sources(file)[0]
    os.kill(process.running()._child.pid, signal.SIGSTOP)
    progress = Progress()
    threading.Timer(0.2, progress.cancel).start()
    began = time.monotonic()
    with of_job(progress), pytest.raises(Cancelled):
        source.head(1)
    assert time.monotonic() - began < 5


def test_a_bug_over_there_is_told_as_one(text: Path) -> None:
    source = open_sources(text)[0]
    with pytest.raises(process.ReaderError, match="IndexError"):
        process.running().request(source._file, "head", book=source._file._number, sheet=9, rows=1)  # type: ignore[attr-defined]


def test_a_program_that_cannot_be_started_is_one_message(
    text: Path, fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in (["/nowhere/qadesk"], [sys.executable, "-c", "raise SystemExit(3)"]):
        monkeypatch.setattr(process, "_command", lambda command=command: command)
        with refuses("import.reader_not_started"):
            open_sources(text)


@ON_POSIX
def test_a_pipe_is_no_table(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    with refuses("import.no_table"):
        open_sources(tmp_path / "a.csv")


def test_times_of_day_keep_their_kind() -> None:
    pipe = io.BytesIO()
    wire.send(pipe, {"row": wire.of_row(Row(1, 2, (clock(8, 30), date(2026, 10, 1))))})
    content = wire.receive(io.BytesIO(pipe.getvalue()))
    assert content is not None
    assert wire.as_row(wire.parsed(content)["row"]) == Row(1, 2, (clock(8, 30), date(2026, 10, 1)))


def test_a_process_that_cannot_start_is_told_of_when_a_file_is_read(
    tmp_path: Path, fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_command", lambda: [str(tmp_path / "not there")])
    process.begin()
    file = tmp_path / "calls.csv"
    file.write_text("a,b\n1,2\n")
    with refuses("import.reader_not_started"):
        open_sources(file)
