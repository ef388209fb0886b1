"""Turning blocks of cells into rows for the database, and setting the bad ones aside with their reason."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, Final

from qadesk.kinds.kind import Kind
from qadesk.tabular import dates, number_marks
from qadesk.tabular.answered import answered_of
from qadesk.tabular.columns import Converter, Texts, combined_moments, converter_for, zone_of
from qadesk.tabular.dates import Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.duration_columns import doubt, mixed_units
from qadesk.tabular.durations import MAX_DURATION_MS, DurationReading, reading_of, since_clock
from qadesk.tabular.number_marks import NumberColumn
from qadesk.tabular.other_rows import OtherRows
from qadesk.tabular.questions import NUMBERS, Question
from qadesk.tabular.readings import Readings
from qadesk.tabular.rejections import Bad, Rejected
from qadesk.tabular.row_values import each_time, findings, note_bare
from qadesk.tabular.table import Block, Row
from qadesk.tabular.text import Cell, cell_text, is_blank
from qadesk.tabular.totals_rows import Deriver, refusal

DERIVED: Final = "auto-"  # begins the reference of a row that has none
_IDENTIFYING: Final = ("ref", "agent", "courier", "day", "moment", "staff_no")
_NONE: Final = {"courier": ""}  # what stands for a field without a column, where that is not NULL
_AFTER: Final = {"responded_after": "responded_at", "closed_after": "closed_at"}
_LONGEST_CALL_MS: Final = 4 * 3_600_000
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,?\d{3})+(?:\.\d+)?|\d{4,}(?:\.\d+)?")
_NOTES: Final = 1000  # texts that stand alone in a row; more of them are no notes
_SAMPLED: Final = 200  # lengths kept of each block, to see in the end whether what is usual is possible


@dataclass
class Converted:
    """What came of a block: the good rows' values (a list for each name of `output_of`), lines, and bad rows.

    `first` and `last` are the earliest and latest moment (UTC milliseconds) or day of the good rows.
    `left_out` are the lines that hold no record, each with a code: total, footer or heading.
    """

    columns: list[list[Any]]
    lines: Sequence[int] = ()
    rejected: list[Rejected] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    first: Any = None
    last: Any = None

    def __len__(self) -> int:
        return len(self.columns[0])

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The same as one tuple for each row."""
        return list(zip(*self.columns, strict=True))


def output_of(kind: Kind) -> tuple[str, ...]:
    """The fields of a kind's rows in order. The channel of a contact comes from its kind."""
    if kind.records is None:
        return tuple(field.name for field in kind.fields)
    return (*kind.records.stored, *kind.records.beside)


class RowMaker:
    """Converts the blocks of one file."""

    def __init__(
        self, kind: Kind, headers: Sequence[str], columns: Mapping[str, int], *,
        people: Directory, zone: Zone,
        order: str = "mdy",
        readings: Readings | None = None,
        heading: Sequence[Row] = (),
    ) -> None:  # fmt: skip
        """`columns` gives the column of each mapped field, `order` how its dates are written.

        `readings` says how cells are understood, `heading` gives the rows of the heading: pages repeat them.
        """
        readings = readings or Readings()
        self._kind = kind
        self._headers = headers
        self._columns = dict(columns)
        self._zone = zone
        self._order = order
        self._others = OtherRows([headers, *(tuple(map(cell_text, row.cells)) for row in heading)])
        self._identifying = tuple(at for name, at in columns.items() if kind.field(name).type in _IDENTIFYING)
        self._between = {n: r for n, r in readings.durations.items() if r.form != "length" and n in columns}
        self._lengths: dict[str, list[Any]] = {name: [] for name in ("response", "talk") if name in columns}
        self._bare: dict[str, set[int]] = {name: set() for name in self._lengths}
        self._known: dict[str, set[Cell]] = {
            name: set() for name in self._lengths if name not in self._between
        }
        self._readings = readings
        self._numbers = {
            name: NumberColumn(headers[at], kind.field(name).type)
            for name, at in columns.items()
            if kind.field(name).type in number_marks.TYPES
        }
        self._converters: dict[str, Converter] = {
            name: converter_for(
                kind.field(name),
                headers[at],
                people=people,
                zone=zone,
                order=order,
                readings=readings,
                numbers=self._numbers.get(name),
            )
            for name, at in columns.items()
            if name not in ("date", "time", "agent_name")
        }
        self._people = people
        zones = (
            zone_of(headers[columns[name]], readings.answered.get(name, ""), zone)
            for name in ("date", "time")
            if name in columns
        )
        said = next((own for own in zones if own is not zone), zone)
        self._join = combined_moments(said, order, readings.afternoon)
        self._output = output_of(kind)
        self._when = kind.records.when if kind.records else None
        self._smaller = kind.records.smaller if kind.records else ()
        self._deriver = Deriver(zone, readings.told) if kind.name == "totals" else None
        self.short: list[int] = []  # lines of good rows that end before the last header
        self.rows = 0
        self.lines: dict[str, None] = {}  # texts that stand alone in a row which is no record
        self._alike: Counter[str] = Counter()  # rows without a reference, by their content

    @property
    def damaged(self) -> int:
        """How many references so far were damaged by a spreadsheet, and taken as none."""
        converter = self._converters.get("ref")
        return converter.damaged if isinstance(converter, Texts) else 0

    def convert(self, block: Block) -> Converted:
        """The rows of a block. What is no data (totals, footers, repeated headers) is in neither list."""
        bad: dict[int, tuple[int, str]] = {}
        made: dict[str, list[Any]] = {}
        for name, converter in self._converters.items():
            at = self._columns[name]
            before = converter.bad
            made[name] = converter.convert(block.columns[at], block.typed)
            if converter.bad != before:
                self._note(bad, at, made[name])
        self._complete(block, made, bad)
        self._check(made, bad)
        self._endless(block, made, bad)
        for name, kept in self._lengths.items():
            kept += [ms for ms in made[name][:_SAMPLED] if isinstance(ms, int)]
            known = self._known.get(name, set())
            note_bare(self._bare[name], known, block.columns[self._columns[name]], made[name])
        if self._kind.name == "roster":
            self._mark_no_data(block, bad)
        for row in block.overlong:
            bad[row] = (len(self._headers) - 1, "extra_cells")
        for row in block.torn:
            bad[row] = (0, "open_quote")
        mapped = set(self._columns.values())
        for (row, at), error in block.failed.items():
            if at in mapped:
                self._add(bad, row, at, "error_cell" if error else "not_calculated")
        rows = len(block.lines)
        self._derive(made, bad, rows)
        columns = [made[name] if name in made else [_NONE.get(name)] * rows for name in self._output]
        lines: Sequence[int] = block.lines
        if bad:
            good = [row not in bad for row in range(rows)]
            columns = [list(compress(values, good)) for values in columns]
            lines = list(compress(lines, good))
        self.rows += len(lines)
        self.short += [block.lines[row] for row in sorted(block.short) if row not in bad]
        if "times" in made:
            columns, lines = each_time(
                columns, lines, [n for row, n in enumerate(made["times"]) if row not in bad]
            )
        if self._output[0] == "ref" and None in columns[0]:
            columns[0] = self._with_refs(columns)
        times = columns[self._output.index(self._when)] if self._when else []
        made_of = Converted(columns, lines, first=min(times, default=None), last=max(times, default=None))
        self._tell_bad(block, bad, made_of)
        return made_of

    def _derive(self, made: dict[str, list[Any]], bad: dict[int, tuple[int, str]], rows: int) -> None:
        """Of totals, the sums that are stored."""
        if self._deriver is not None:
            refused = self._deriver.derive(made, rows, {row for row in range(rows) if row not in bad})
            for row, (name, reason) in refused.items():
                bad[row] = (refusal(name, self._columns), reason)

    def questions(self) -> tuple[Question, ...]:
        """What is doubtful of the values of the whole file, once all of it is converted."""
        said = self._readings.answered.get(NUMBERS, "")
        marks = number_marks.late_question(
            self._numbers, self._readings.decimals, self._readings.delimiter, said
        )
        if marks is not None:
            return (marks,)
        asked = []
        for name, lengths in self._lengths.items():
            header, reading = self._headers[self._columns[name]], self._reading(name)
            answer = self._readings.answered.get(name)
            if answer != "written":  # a unit that was said before may change in this file
                asked.append(mixed_units(name, header, reading, self._bare[name]))
            if answer is None and asked[-1] is None:
                asked.append(doubt(name, header, reading, lengths))
        return tuple(question for question in asked if question is not None)

    def _reading(self, name: str) -> DurationReading:
        return self._readings.durations.get(name) or reading_of(self._headers[self._columns[name]], name)

    def _mark_no_data(self, block: Block, bad: dict[int, tuple[int, str]]) -> None:
        """Set aside headings and totals within a staff list, where any text might be a name."""
        for row, cells in enumerate(zip(*block.columns, strict=True)):
            if row not in bad and self._no_record(cells):
                bad[row] = (0, "blank")

    def _complete(self, block: Block, made: dict[str, list[Any]], bad: dict[int, tuple[int, str]]) -> None:
        """Join what stands in two columns, and see that nothing required is empty."""
        if "date" in self._columns and self._when in ("at", "received_at") and self._when not in made:
            made[self._when] = self._moments(block, bad)
        if "agent_name" in self._columns and ("agent" not in made or None in made["agent"]):
            self._by_name(block, made, bad)
        if "agent_name" in self._columns and "agent" in self._columns:
            self._two_people(block, made["agent"], bad)
        self._from_start(made, bad)
        for after, name in _AFTER.items():
            if after in made:
                self._later(name, after, made, bad)
        if self._kind.name in ("calls", "chats"):
            said = made.get("answered")
            made["answered"] = answered_of(made, len(block.lines), self._kind.name == "calls")
            if made["answered"] is not said:
                self._note(
                    bad, self._columns.get("answered", self._columns.get("missed", 0)), made["answered"]
                )
        if "upheld" in made or "fault" in made:
            findings(made)
        for name in (*(f.name for f in self._kind.fields if f.required), "answered"):
            if name in made and None in made[name]:
                at = self._columns.get(
                    name, self._columns.get("agent_name" if name == "agent" else "date", 0)
                )
                self._note(bad, at, [Bad("blank") if value is None else value for value in made[name]])

    def _moments(self, block: Block, bad: dict[int, tuple[int, str]]) -> list[Any]:
        """The moments of a column of days and one of times of day, where there is one."""
        at = self._columns["date"]
        clock = self._columns.get("time")
        times = [0.0] * len(block.lines) if clock is None else block.columns[clock]
        made = list(map(self._join, block.columns[at], times))
        for row, moment in enumerate(made):
            if isinstance(moment, Bad):
                whole = isinstance(dates.parse_day(block.columns[at][row], self._order), int)
                self._add(bad, row, clock if whole and clock is not None else at, moment.reason)
        return made

    def _by_name(self, block: Block, made: dict[str, list[Any]], bad: dict[int, tuple[int, str]]) -> None:
        """Where no number is given, the name says who it is, if only one person has it."""
        at = self._columns["agent_name"]
        given = made.setdefault("agent", [None] * len(block.lines))
        found = [
            self._people.find(name) if who is None else who
            for who, name in zip(given, block.columns[at], strict=True)
        ]
        made["agent"] = found
        self._note(bad, at, found)

    def _two_people(self, block: Block, agents: list[Any], bad: dict[int, tuple[int, str]]) -> None:
        """A number beside the name of somebody else: whose record it is nobody can tell."""
        at = self._columns["agent_name"]
        names = block.columns[at]
        wrong = {
            (who, name)
            for who, name in {*zip(agents, names, strict=True)}  # few, however many rows
            if isinstance(who, int) and self._people.is_another(who, name)
        }
        for row, pair in enumerate(zip(agents, names, strict=True)) if wrong else ():
            if pair in wrong:
                self._add(bad, row, at, "name_disagrees")

    def _from_start(self, made: dict[str, list[Any]], bad: dict[int, tuple[int, str]]) -> None:
        """Lengths of time from the contact's start, where cells say when it was answered or ended."""
        for name, reading in self._between.items():
            starts = made.get("at", ())
            made[name] = [
                self._gone(reading.form, end, start) for end, start in zip(made[name], starts, strict=True)
            ]
            self._note(bad, self._columns[name], made[name])

    def _later(
        self, name: str, after: str, made: dict[str, list[Any]], bad: dict[int, tuple[int, str]]
    ) -> None:
        """When it happened, where the file says after how long, and does not say when itself."""
        given = made.get(name) or [None] * len(made[after])
        made[name] = [
            start + length if when is None and isinstance(start, int) and isinstance(length, int) else when
            for when, start, length in zip(given, made["received_at"], made[after], strict=True)
        ]

    def _gone(self, form: str, end: Any, start: Any) -> Any:
        if not isinstance(end, int) or not isinstance(start, int):
            return end if isinstance(end, Bad) else None
        if form == "clock":
            return since_clock(end, self._zone.to_local(start))
        return end - start if 0 <= end - start <= MAX_DURATION_MS else Bad("before_contact")

    def _check(self, made: dict[str, list[Any]], bad: dict[int, tuple[int, str]]) -> None:
        """What two cells of a row must not say of each other."""
        pairs: tuple[tuple[str, str, Callable[[Any, Any], bool], str], ...] = (
            ("responded_at", "received_at", lambda later, start: later < start, "before_start"),
            ("closed_at", "received_at", lambda later, start: later < start, "before_start"),
        )
        for name, other, wrong, reason in pairs:
            if name not in made or other not in made:
                continue
            for row, (value, base) in enumerate(zip(made[name], made[other], strict=True)):
                if isinstance(value, int) and isinstance(base, int) and wrong(value, base):
                    self._add(bad, row, self._columns[name], reason)
        for part, whole in self._smaller:
            if part not in made:
                continue
            totals = made.get(whole) or [None] * len(made[part])
            for row, (value, total) in enumerate(zip(made[part], totals, strict=True)):
                if isinstance(value, int) and total is None:
                    self._add(bad, row, self._columns[part], "part_without_whole")
                elif isinstance(value, int) and isinstance(total, int) and value > total:
                    self._add(bad, row, self._columns[part], "more_than_all")

    def _endless(self, block: Block, made: dict[str, list[Any]], bad: dict[int, tuple[int, str]]) -> None:
        """Bare numbers that make a call longer than any is, as where the unit changes within a column."""
        for name in self._lengths if self._kind.name == "calls" else ():
            if name in self._readings.answered:
                continue
            cells = block.columns[self._columns[name]]
            endless = {ms for ms in set(made[name]) if isinstance(ms, int) and ms > _LONGEST_CALL_MS}
            for row, length in enumerate(made[name]) if endless else ():
                if length in endless and _THOUSANDS.fullmatch(cell_text(cells[row])):
                    self._add(bad, row, self._columns[name], "endless_call")

    def _note(self, bad: dict[int, tuple[int, str]], column: int, found: list[Any]) -> None:
        for row, value in enumerate(found):
            if isinstance(value, Bad):
                self._add(bad, row, column, value.reason)

    @staticmethod
    def _add(bad: dict[int, tuple[int, str]], row: int, column: int, reason: str) -> None:
        """Of several faults in a row the leftmost is reported."""
        if row not in bad or column < bad[row][0]:
            bad[row] = (column, reason)

    def _tell_bad(self, block: Block, bad: dict[int, tuple[int, str]], told: Converted) -> None:
        for row in sorted(bad):
            cells = [column[row] for column in block.columns]
            filled = [cell for cell in cells if not is_blank(cell)]
            if len(filled) == 1 and len(self.lines) < _NOTES:
                self.lines[cell_text(filled[0])] = None
            code = self._no_record(cells)
            if code:
                told.left_out.append((block.lines[row], code))
                continue
            column, reason = bad[row]
            value = cell_text(cells[column]) or block.failed.get((row, column), "")
            told.rejected.append(Rejected(block.lines[row], self._headers[column], value[:500], reason))

    def _with_refs(self, columns: list[list[Any]]) -> list[Any]:
        """Rows without a reference get one from their content and their count.

        The same row is known again when the file is imported again, and three equal rows are three.
        """
        return [
            self._derived(content) if ref is None else ref
            for ref, content in zip(columns[0], zip(*columns[1:], strict=True), strict=True)
        ]

    def _derived(self, content: tuple[Any, ...]) -> str:
        digest = hashlib.blake2b(repr(content).encode("utf-8", "replace"), digest_size=10).hexdigest()
        self._alike[digest] += 1
        times = self._alike[digest]
        return f"{DERIVED}{digest}" if times == 1 else f"{DERIVED}{digest}-{times}"

    def _no_record(self, cells: Sequence[Cell]) -> str:
        return self._others.code(cells, self._identifying)
