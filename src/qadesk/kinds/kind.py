"""What a kind of file is: its fields and their words, and what becomes of its rows as records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from qadesk.domain.measures import Figure, Source
from qadesk.i18n import N_

Columns: TypeAlias = Any  # a table's columns by name; compared (`c.score >= 9`) they make a condition
Condition: TypeAlias = Callable[[Columns], Any]
StoredRow: TypeAlias = Any  # a stored row, read by name
Say: TypeAlias = Callable[[StoredRow], str]
NOT_STATED: Final = N_("not stated")  # in a cell, of what the file has no column for
# The columns that are not called as the fields they hold.
_COLUMNS = {
    "agent": "agent_id",
    "response": "response_ms",
    "talk": "talk_ms",
    "each_response": "response_ms",
    "unanswered": "answered",
    "each_offered": "answered",
}


@dataclass(frozen=True)
class FileField:
    """One thing a column can mean. `label` is English source text, translated where it is shown.

    `type` chooses the converter (see `tabular.columns`); `words` are the headers it is known by, best first;
    a required field must have a column, and a value in every row. `loose` words name the field only where no
    other column does: with a rival it is asked.
    """

    name: str
    type: str
    label: str
    words: tuple[str, ...]
    required: bool = False
    loose: tuple[str, ...] = ()


@dataclass(frozen=True)
class Count:
    """A number of a tally. `how` says what is counted or added up of the rows for which `where` holds.

    rows; filled: those with a value in `column`; yes, no: those that say so there; sum, squares, coarse
    (squares in hundreds, as near as whole hundredths are): of the values there; within: those in which
    `column` is no more than `hours` after `since`; least: the smallest value there, of kinds that are counted
    at once (no `many`).
    """

    name: str
    how: Literal["rows", "filled", "yes", "no", "sum", "squares", "coarse", "within", "least"] = "rows"
    column: str = ""
    where: Condition | None = None
    since: str = ""
    hours: int = 0


@dataclass(frozen=True)
class EvidenceWords:
    """How the records of one kind are told of for one indicator; `why_not` is empty for what counts."""

    ref: Say
    about: Say
    contributes: Say
    why_not: Say


@dataclass(frozen=True)
class Parts:
    """What a value was divided from, numerator and denominator: out of a tally, and in English words."""

    numerator: Callable[[Any], int | Decimal]
    denominator: Callable[[Any], int]
    above: str
    below: str


@dataclass(frozen=True)
class SheetColumn:
    """A column of a worksheet of records. `name` is what formulas call it, `heading` English source text.

    `width` is in characters, `look` one of the styles of `tabular.live_book`. `value` makes the cell of a row:
    text, a number, yes or no (written 1 and 0), a day or a moment (shown on the office's clock; its day alone with
    the look "day"). With `untold` an empty cell says NOT_STATED where the file had no column for that field.
    """

    name: str
    heading: str
    width: float
    value: Callable[[StoredRow], Any]
    look: str = "text"
    untold: str = ""
    only_for: frozenset[str] = frozenset()  # the figures of which one has to be on the scorecard; any


@dataclass(frozen=True)
class SheetCount:
    """A number that a formula counts on a worksheet of records. `label` is English source text.

    In `formula`, which has no leading "=", `{name}` stands for a column's cells, for one of the sheet's `words`,
    or is `{not_stated}`. Counts of one name on two sheets are added up. `tally` is what the tally calls the number
    if it is not `name`: a sum over single contacts and totals.
    """

    name: str
    label: str
    formula: str
    tally: str = ""
    only_for: frozenset[str] = frozenset()  # the figures of which one has to be on the scorecard; any


@dataclass(frozen=True)
class RecordSheet:
    """How the records of a kind are listed and counted in an agent's workbook; kinds may share one.

    The file a record is from is added as the last column. `figures` are formulas for the kind's indicators in which
    `{name}` stands for the cell of a count of any kind; an indicator without one is written as a number.
    """

    title: str
    columns: tuple[SheetColumn, ...]
    counts: tuple[SheetCount, ...]
    figures: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)  # name in formulas -> English text of cells
    # Name in formulas of counts -> what is not of the sheet's records: of the whole office, of a standard.
    numbers: Mapping[str, Callable[[Any], Decimal | int]] = field(default_factory=dict)
    # What in an agent's tally makes figures of single response times come from more than the sheet tells.
    beyond: tuple[str, ...] = ()
    shows: Callable[[StoredRow], bool] = lambda _row: True  # which rows
    number: str = ""  # the count that is 0 where there was no occasion for `only_with_occasion` figures
    only_with: str = ""  # the number of the tally without which it is left out


def quotient(above: str, below: str) -> str:
    """The formula of a quotient, empty where it would divide by 0."""
    return f'IF({below}=0,"",{above}/{below})'


@dataclass(frozen=True)
class Records:
    """What becomes of a kind's rows: where they are stored, what counts of them, how they are told of."""

    source: Source  # what indicators know them as; calls and chats are one
    table: str
    when: str  # the column that says when it happened
    noun: str  # “survey answers”, English source text
    number: Callable[[int], str]  # “{n} survey answers of {month}” for a number of them
    stored: tuple[str, ...]  # the fields of a row, in the order of the table's columns
    listed: tuple[str, ...]  # the fields the Records screen shows beside time, agent and file
    counts: tuple[Count, ...]
    evidence: Callable[[str], EvidenceWords]  # for a figure
    value: Callable[[str, Columns], Any]  # what a figure's records are sorted by
    sheet: RecordSheet  # of a workbook with formulas
    beside: tuple[str, ...] = ()  # fields read with a row that only help to make what is stored
    by_day: bool = False  # `when` is a local day, not a moment
    until: str = ""  # the column that says when what a row adds up ends
    ref: str = "ref"
    key: tuple[str, ...] = ("ref",)  # the columns that tell rows of one import apart
    constants: Mapping[str, str] = field(
        default_factory=dict
    )  # the columns that are the same in each row: the channel
    counted: Condition | None = None  # which rows tallies count; all
    concerned: Callable[[str, Columns], Any] | None = None  # which rows concern a figure; all
    # What indicators are made of and a file may lack: field -> the fields any one of which tells it.
    needed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Of those told by several columns together: field -> the fields of `needed` that all must be told.
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tells_apart: frozenset[str] = frozenset()  # of those, what a row lacks only as its file had no column
    # Of those, why what is made of it is missing: a sentence, English source text. A field says one thing in all kinds.
    lacking: Mapping[str, str] = field(default_factory=dict)
    not_counted: str = ""  # “{n} of {total} complaints do not count here.”
    shown: Mapping[str, Callable[[StoredRow], Any]] = field(
        default_factory=dict
    )  # listed fields that are made of others
    # Of those the column each is sorted by, or the sum and the number that it is the mean of.
    made_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Listed fields that hold codes -> code -> English words; a code without words is shown itself.
    coded: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tones: Mapping[str, str] = field(default_factory=dict)  # code -> the tone of its badge
    short: Mapping[str, str] = field(default_factory=dict)  # listed fields with a shorter heading
    typed_in: str = ""  # the action that enters one by hand, “Add complaint…”; "" where there is none
    # Fields of which one code is chosen where it is typed in -> code -> English words.
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # Columns that follow from those of what was typed in.
    implied: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    parts: Mapping[str, Parts] = field(default_factory=dict)  # figure -> what it was divided from
    figures: Mapping[str, Figure] = field(
        default_factory=dict
    )  # its own; those every office has are the domain's
    formula_counts: Mapping[str, str] = field(default_factory=dict)  # counts formulas may name -> words
    # Of those the field each needs; of those every office has the domain knows it.
    counts_need: Mapping[str, str] = field(default_factory=dict)
    smaller: tuple[tuple[str, str], ...] = ()  # part and whole: a part never stands alone nor is it larger
    totals_look_alike: bool = False  # a table of their totals may be taken for single ones
    many: bool = False  # may be so many in a month that they are counted day by day
    every_day: bool = False  # has a row for each day by its nature
    stands_for: Source | None = None  # records of another source that these are the totals of
    instead: tuple[str, ...] = ()  # the kinds that on a day may be there instead

    @property
    def of_office(self) -> bool:
        """Whether they are the whole office's and no agent's."""
        return "agent" not in self.stored

    @property
    def gives(self) -> Source:
        """The source an import of them makes present."""
        return self.stands_for or self.source

    @property
    def columns(self) -> tuple[str, ...]:
        """The table's columns in the order of `stored`."""
        return tuple(map(column_of, self.stored))


@dataclass(frozen=True)
class Kind:
    """One kind of file; `hints` are words of file names, titles and headers that only it uses."""

    name: str
    label: str
    fields: tuple[FileField, ...]
    hints: tuple[str, ...]
    records: Records | None = None  # None: of people, not of what happened

    @property
    def in_files(self) -> bool:
        """Whether files bring them; what is made in the program alone has no words to be known by."""
        return bool(self.hints)

    def field(self, name: str) -> FileField:
        """The field called `name`. Raises KeyError for another name."""
        for field_ in self.fields:
            if field_.name == name:
                return field_
        raise KeyError(name)


def words(text: str) -> tuple[str, ...]:
    """Words between bars; blanks inside a word are part of it."""
    return tuple(word.strip() for word in text.split("|") if word.strip())


def column_of(name: str) -> str:
    """The table's column that holds a field."""
    return _COLUMNS.get(name, name)


def ref_of(row: StoredRow) -> str:
    """A record's reference as it was given."""
    return str(row.ref)
