"""How the cells of a file are understood: units, order of dates, meaning of words; what has to be asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Final

from qadesk.kinds.kind import Kind
from qadesk.tabular import clock_hours, dates, number_marks
from qadesk.tabular.answered import CONTACTS_ANSWERED, contradicted
from qadesk.tabular.date_orders import DateColumn, DateHints, settle_date_columns
from qadesk.tabular.duration_columns import doubt, minutes_question, settle_duration
from qadesk.tabular.durations import DurationReading
from qadesk.tabular.given_readings import GivenReadings
from qadesk.tabular.heading import BETWEEN
from qadesk.tabular.meanings import VALUES, Meanings, WordMeaning, inverted
from qadesk.tabular.questions import CLOCK, DATE_ORDER, NUMBERS, Question
from qadesk.tabular.rating_scale import settle_rating
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell, cell_text
from qadesk.tabular.totals_rows import TotalsDefaults
from qadesk.tabular.zones import is_zone_column, named_zone, zone_question

READ_ON: Final = 50_000  # cells of a column read on for what its first rows leave open


@dataclass(frozen=True)
class Readings:
    """What was settled: the reading of each column of lengths, the order of dates, and words by field.

    `words` gives, for each field, the meanings that stand over the usual ones; `order` is "" if open.
    """

    durations: Mapping[str, DurationReading] = field(default_factory=dict)
    order: str = "mdy"
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answered: Mapping[str, str] = field(default_factory=dict)  # what the user said of fields and of all
    told: TotalsDefaults = field(default_factory=TotalsDefaults)  # what titles say of every row of totals
    decimals: Mapping[str, str] = field(default_factory=dict)  # field -> the mark before decimals
    delimiter: str = ""  # what stands between the cells of the file
    afternoon: bool = False  # 1:00 to 6:59 are written for 13:00 to 18:59


@dataclass(frozen=True)
class SettledReadings:
    """The readings, the questions left open, and the words of each field with their meanings, to show."""

    readings: Readings
    questions: tuple[Question, ...]
    words: Mapping[str, tuple[WordMeaning, ...]]


@dataclass(frozen=True)
class Rest:
    """The file behind the first cells: `column` gives all of one, `delimiter` parts cells of text."""

    column: Callable[[int], Iterable[Cell]] | None = None
    delimiter: str = ""


def settle_readings(
    kind: Kind,
    headers: Sequence[str],
    columns: Mapping[str, int],
    samples: Sequence[Sequence[Cell]],
    *,
    rest: Rest | None = None,
    hints: DateHints | None = None,
    given: GivenReadings | None = None,
) -> SettledReadings:
    """Settle how the mapped `columns` (field -> column) of a table are read.

    `samples` are the first cells of each column; where they leave something open, `rest` is read on.
    """
    given = given or GivenReadings()
    answers, words, recalled = dict(given.answers), given.words, given.recalled
    rest = rest or Rest()
    table = _Table(kind, headers, dict(columns), samples, rest.column)
    delimiter = rest.delimiter
    questions: list[Question] = []
    order = _order(table, hints, answers, DATE_ORDER in recalled, questions)
    questions += _zones(table, order or "mdy", hints, answers)
    decimals = _decimals(table, delimiter, answers, questions)
    _forget_minutes(table, answers, recalled)
    durations = _durations(table, order or "mdy", decimals, answers, recalled, questions)
    laid: dict[str, Mapping[str, str]] = {}
    shown: dict[str, tuple[WordMeaning, ...]] = {}
    for name in table.of_words():
        laid[name] = _words(table, name, words.get(name, {}), answers.get(name, ""), questions)
        if name in CONTACTS_ANSWERED and not words.get(name) and "talk" in durations:
            talk = [durations["talk"].length(cell) for cell in table.cells("talk")]
            laid[name] = {**laid[name], **contradicted(name, laid[name], table.cells(name), talk)}
            question = Meanings(name, laid[name]).question(table.header(name), table.cells(name))
            questions += [question] if question and question not in questions else []
        shown[name] = Meanings(name, laid[name]).table(table.cells(name))
    readings = Readings(
        durations, order, laid, dict(answers),
        decimals=decimals, delimiter=delimiter,
        afternoon=_afternoon(table, order or "mdy", answers, questions),
    )  # fmt: skip
    return SettledReadings(readings, tuple(questions), shown)


@dataclass(frozen=True)
class _Table:
    kind: Kind
    headers: Sequence[str]
    columns: Mapping[str, int]
    samples: Sequence[Sequence[Cell]]
    whole: Callable[[int], Iterable[Cell]] | None

    def header(self, name: str) -> str:
        return self.headers[self.columns[name]]

    def cells(self, name: str) -> Sequence[Cell]:
        return self.samples[self.columns[name]]

    def all_cells(self, name: str) -> Sequence[Cell]:
        """The column as far as it is read on; its first cells where it cannot be."""
        return list(self.each(name))

    def each(self, name: str) -> Iterable[Cell]:
        """The same, read as far as it is wanted."""
        return self.cells(name) if self.whole is None else islice(self.whole(self.columns[name]), READ_ON)

    def in_a_zone(self, name: str) -> bool:
        """Whether a header names a zone: systems write those times."""
        return named_zone(self.header(name)) is not None

    def of_type(self, *types: str) -> list[str]:
        return [f.name for f in self.kind.fields if f.type in types and f.name in self.columns]

    def of_words(self) -> list[str]:
        return [f.name for f in self.kind.fields if f.name in VALUES and f.name in self.columns]


def _order(
    table: _Table,
    hints: DateHints | None,
    answers: dict[str, str],
    recalled: bool,
    questions: list[Question],
) -> str:
    columns: dict[str, DateColumn] = {}
    for name in table.of_type("moment", "day", "span"):
        column = columns[table.header(name)] = DateColumn()
        column.add(table.all_cells(name))
    answer = answers.get(DATE_ORDER, "")
    settled = settle_date_columns(columns, hints, answer="" if recalled else answer)
    if recalled and isinstance(settled, Question) and answer in [one.answer for one in settled.readings]:
        settled = settle_date_columns(columns, hints, answer=answer)
    elif recalled:
        answers.pop(DATE_ORDER)  # this file says it itself, or is asked anew
    if isinstance(settled, Question):
        questions.append(settled)
        return ""
    return settled


def _zones(table: _Table, order: str, hints: DateHints | None, answers: Mapping[str, str]) -> list[Question]:
    """Asks for the zone of times that something says are not of this office's."""
    names = [name for name in table.of_type("moment") if not _say_it_themselves(table.cells(name), order)]
    names += [name for name in ("date",) if "time" in table.columns and name in table.columns]
    column = next((at for at, header in enumerate(table.headers) if is_zone_column(header)), None)
    beside = () if column is None else table.samples[column]
    office = None if hints is None else hints.zone
    asked = (zone_question(n, table.header(n), beside, office, answers.get(n, "")) for n in names)
    return [question for question in asked if question is not None]


def _say_it_themselves(cells: Sequence[Cell], order: str) -> bool:
    """Whether every moment of a column has its offset behind it."""
    found = [made for cell in cells if isinstance(made := dates.parse_moment(cell, order), tuple)]
    return bool(found) and all(utc for _moment, utc in found)


def _afternoon(table: _Table, order: str, answers: Mapping[str, str], questions: list[Question]) -> bool:
    """Whether times before seven are of the afternoon; asks where nothing tells."""
    names = [name for name in table.of_type("moment", "clock") if not table.in_a_zone(name)]
    # Most files show an hour of the afternoon soon.
    if not names or any(clock_hours.of_24(table.each(name), order) for name in names):
        return False
    name = names[0]
    cells = table.all_cells(name)
    if name == "time":
        days = table.all_cells("date") if "date" in table.columns else [0] * len(cells)
        moments = _joined(days, cells, order)
    else:
        moments = _clocked(cells, order)
    references = table.all_cells("ref") if "ref" in table.columns else [None] * len(moments)
    pairs = [(one, reference) for one, reference in zip(moments, references, strict=True) if one]
    settled = clock_hours.settle_clock(
        table.header(name), [one for one, _reference in pairs],
        [reference for _one, reference in pairs] if "ref" in table.columns else (), answers.get(CLOCK, ""),
    )  # fmt: skip
    if isinstance(settled, Question):
        questions.append(settled)
    return settled == "afternoon"


def _clocked(cells: Iterable[Cell], order: str) -> list[clock_hours.Clocked | None]:
    return [clock_hours.clocked(cell, order) for cell in cells]


def _joined(days: Iterable[Cell], clocks: Iterable[Cell], order: str) -> list[clock_hours.Clocked | None]:
    """The times of a column of days and one of times of day."""
    return [
        (day, clock) if isinstance(day, int) and isinstance(clock, int) else None
        for day, clock in zip(
            (dates.parse_day(cell, order) for cell in days), map(clock_hours.clock_of, clocks), strict=True
        )
    ]


def _decimals(
    table: _Table, delimiter: str, answers: Mapping[str, str], questions: list[Question]
) -> dict[str, str]:
    """The mark before decimals in each column of numbers, by field; "" where it is asked."""
    answer = answers.get(NUMBERS, "")
    question: Question | None = None
    decimals: dict[str, str] = {}
    columns: dict[str, number_marks.NumberColumn] = {}
    for cells_of in (table.cells, table.all_cells):
        columns = {
            name: number_marks.column_of(table.header(name), table.kind.field(name), cells_of(name))
            for name in table.of_type(*number_marks.TYPES)
        }
        decimals, question = number_marks.settle_marks(columns, delimiter, answer)
        if question is None:
            return decimals
    assert question is not None
    questions.append(question)
    open_ = {name for name, column in columns.items() if column.open}
    return {name: "" if name in open_ else mark for name, mark in decimals.items()}


def _durations(
    table: _Table,
    order: str,
    decimals: Mapping[str, str],
    answers: dict[str, str],
    recalled: Collection[str],
    questions: list[Question],
) -> dict[str, DurationReading]:
    found: dict[str, DurationReading] = {}
    for name in table.of_type("duration"):
        if not decimals[name]:
            continue  # asked first
        cells = [number_marks.plain(cell, decimals[name]) for cell in table.cells(name)]
        settle = partial(
            settle_duration, table.header(name), cells, _starts(table, order), field=name, order=order
        )
        settled = settle(answer=answers.get(name, ""))
        if name in recalled and isinstance(settled, DurationReading):
            settled = _still_holds(name, table.header(name), cells, settled, settle(), answers[name])
            if isinstance(settled, Question):
                answers.pop(name)
        if isinstance(settled, Question):
            questions.append(settled)
        else:
            found[name] = settled
    for name in (one for one in table.of_type("mean_time") if one not in answers):
        question = minutes_question(name, table.header(name), table.cells(name))
        questions += [question] if question else []
    return found


def _still_holds(
    name: str,
    header: str,
    cells: Sequence[Cell],
    before: DurationReading,
    now: DurationReading | Question,
    answer: str,
) -> DurationReading | Question:
    """The reading that was said of an earlier file, if this one may be written so, too; else the question."""
    if isinstance(now, Question):
        return before if answer in [choice.answer for choice in now.readings] else now
    lengths = [before.length(cell) for cell in cells] if before.form == "length" else []
    known = [ms for ms in lengths if isinstance(ms, int)]
    return doubt(name, header, before, known) or before


def _forget_minutes(table: _Table, answers: dict[str, str], recalled: Collection[str]) -> None:
    """Means that were typed as minutes in an earlier file are no longer, where this one has seconds."""
    for name in table.of_type("mean_time"):
        if name in recalled and minutes_question(name, table.header(name), table.cells(name)) is None:
            answers.pop(name, None)


def _starts(table: _Table, order: str) -> list[int | None]:
    """When each contact of the sample began, in local milliseconds since 1970; None where nothing tells."""
    if "at" in table.columns:
        return [_local(dates.parse_moment(cell, order)) for cell in table.cells("at")]
    if "date" not in table.columns or "time" not in table.columns:
        return []
    days = [dates.parse_day(cell, order) for cell in table.cells("date")]
    clocks = [dates.parse_clock(cell) for cell in table.cells("time")]
    return [
        day * dates.DAY_MS + clock if isinstance(day, int) and isinstance(clock, int) else None
        for day, clock in zip(days, clocks, strict=True)
    ]


def _parts_of(header: str) -> set[str]:
    """What a line of the heading says in a column, however many lines it has."""
    return {header, *header.split(BETWEEN)}


def _local(moment: tuple[int, bool] | Bad | None) -> int | None:
    return moment[0] if isinstance(moment, tuple) and not moment[1] else None


def _words(
    table: _Table, name: str, given: Mapping[str, str], answer: str, questions: list[Question]
) -> Mapping[str, str]:
    """The meanings over the usual ones; asks for the scale of ratings and for words nobody knows."""
    laid = dict(given)
    cells: Sequence[Cell] = table.cells(name)
    question: Question | None = None
    heading = _parts_of(table.header(name))
    for every in (False, True):
        cells = table.all_cells(name) if every else cells
        cells = [cell for cell in cells if cell_text(cell) not in heading]  # the heading of the next page
        if name == "rating":
            scale = settle_rating(table.header(name), cells, override=given, answer=answer)
            if not isinstance(scale, Question):
                laid = {**scale, **given}
            question = scale if isinstance(scale, Question) else None
        laid = {**inverted(name, table.header(name), cells), **laid}
        if question is None:
            question = Meanings(name, laid).question(table.header(name), cells)
        if question is None:
            return laid
    assert question is not None
    questions.append(question)
    return laid
