"""Settling how a file is read: which sheets, which header row, which kind, which column is what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from itertools import chain
from pathlib import Path
from typing import Final

from qadesk.errors import UserError, joined
from qadesk.i18n import _
from qadesk.kinds.kind import Kind
from qadesk.kinds.registry import KINDS, file_kinds, missing
from qadesk.kinds.totals import TOTALS
from qadesk.tabular import beside
from qadesk.tabular.choosing import (
    NOTHING_SAID,
    Answers,
    choose,
    column_named,
    is_told,
    merged,
    questions_of,
)
from qadesk.tabular.date_orders import DateHints
from qadesk.tabular.directory import Directory
from qadesk.tabular.given_readings import GivenReadings, refuse_unknown_answers
from qadesk.tabular.guess import (
    HEADER_WITHIN,
    find_header,
    profiles,
)
from qadesk.tabular.header_words import is_known
from qadesk.tabular.heading import Heading, heading_of
from qadesk.tabular.meanings import WordMeaning
from qadesk.tabular.number_marks import of_headers
from qadesk.tabular.other_rows import OtherRows
from qadesk.tabular.questions import TOLD, Question
from qadesk.tabular.readings import Readings, Rest, settle_readings
from qadesk.tabular.sources import open_sources
from qadesk.tabular.table import Row, TableSource
from qadesk.tabular.text import Cell, cell_text, normal_header
from qadesk.tabular.totals_guess import other_totals, totals_columns
from qadesk.tabular.totals_refusal import no_use
from qadesk.tabular.unread_columns import unread
from qadesk.tabular.unused_columns import UnusedColumns

SAMPLE_ROWS: Final = 60
_HEAD: Final = HEADER_WITHIN + 170


Recall = Mapping[str, Answers]  # what was said before of files, by their signature


@dataclass(frozen=True)
class Layout:
    """How a sheet will be read: the column of each field, how sure that is (0 to 1) and why (see `Guess`).

    `kind` is None where nothing fits; `samples` holds the first cells of each column. `sure` says whether the
    kind was given, remembered or told from known headers, rather than from what stands below unknown ones.
    `titles` are the lines above the header that hold something, `questions` what has to be answered first.
    `heading` are the rows the headers were read from (`header` the last of them); `readings` say how cells
    are understood, `words` what the words of each field mean.
    """

    source: TableSource
    header: Row
    headers: tuple[str, ...]
    samples: tuple[tuple[Cell, ...], ...]
    kind: Kind | None
    columns: Mapping[str, int]
    confidence: Mapping[str, float]
    why: Mapping[str, str]
    remembered: bool
    sure: bool
    titles: tuple[int, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: Answers = NOTHING_SAID
    heading: tuple[Row, ...] = ()
    readings: Readings = field(default_factory=Readings)
    words: Mapping[str, tuple[WordMeaning, ...]] = field(default_factory=dict)
    told: tuple[str, ...] = ()  # the file's name, the sheet's, and the texts above the headers
    neither: str = ""  # what was recognised that is neither records nor totals, see totals_guess

    @property
    def signature(self) -> str:
        """What files of the same export have in common: their headers, whatever the order."""
        return signature_of(self.headers)

    @property
    def mapping(self) -> dict[str, str]:
        """The header of each field; "" for the fields of the kind that have none."""
        fields = () if self.kind is None else self.kind.fields
        return {f.name: self.headers[self.columns[f.name]] if f.name in self.columns else "" for f in fields}

    @property
    def unread(self) -> tuple[str, ...]:
        """Of which required field there is a column whose cells cannot be read, in words."""
        if self.kind is None:
            return ()
        lacking = missing(self.kind, set(self.columns))
        return tuple(unread(self.kind, lacking, self.headers, self.samples, self.columns.values()))

    @property
    def readable(self) -> bool:
        """Whether its kind is sure, every required field has a column, and a row is a record or totals."""
        if self.kind is None or not self.sure or self.neither:
            return False
        return not missing(self.kind, set(self.columns))

    def check(self, file_name: str) -> Kind:
        """The kind, once it is sure that every required field has a column. Raises UserError otherwise."""
        if self.neither:
            raise no_use(self.neither, file_name)
        if self.kind is None or not self.sure:
            raise UserError(
                "import.not_recognised",
                _("The contents of “{file}” were not recognised.").format(file=file_name),
                kept=_("Nothing was imported."),
                remedy=_(
                    "Specify the kind of records and what each column is. Scores are imported on the page "
                    "Score."
                ),
            )
        lacking = missing(self.kind, set(self.columns))
        if self.unread:
            raise UserError(
                "import.column_unreadable",
                _("“{file}” cannot be imported. {why}").format(file=file_name, why=joined(*self.unread)),
                kept=_("Nothing was imported."),
                remedy=_("Write these cells in the usual way, or specify another column."),
            )
        if lacking:
            raise UserError(
                "import.column_missing",
                _("“{file}” has no column for: {fields}.").format(
                    file=file_name, fields=_(", ").join(_(field.label) for field in lacking)
                ),
                kept=_("Nothing was imported."),
                remedy=_("Specify the column, or export the file with it."),
            )
        return self.kind


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file and how it is read.

    `layout` is None where no row of headers was found, and where it is hidden: nobody has seen its rows.
    """

    name: str
    layout: Layout | None
    score: float = 0.0
    hidden: bool = False


def signature_of(headers: Iterable[str]) -> str:
    """A digest of a set of headers."""
    plain = sorted(normal_header(header) for header in headers if not header.startswith("["))
    return hashlib.blake2b("\n".join(plain).encode("utf-8", "replace"), digest_size=16).hexdigest()


def settle(
    path: Path,
    people: Directory,
    recall: Recall,
    said: Answers = NOTHING_SAID,
    by_sheet: Mapping[str, Answers] | None = None,
    hints: DateHints | None = None,
    sources: Sequence[TableSource] | None = None,
) -> tuple[Sheet, ...]:
    """Open a file and settle how each of its sheets is read, with `by_sheet` only those it names.

    Hidden sheets are left alone. What is said of the file overrides what is remembered and guessed. Raises
    UserError for what is no table, a kind or field there is none of, a header the file lacks, or a file
    without any row of headers.
    """
    for one in (said, *(by_sheet or {}).values()):
        _refuse_unknown(one)
    sheets = tuple(
        Sheet(source.sheet, None, hidden=source.hidden)
        if source.hidden or (by_sheet is not None and source.sheet not in by_sheet)
        else _settle_sheet(
            source, path, people, recall, said if by_sheet is None else by_sheet[source.sheet], hints
        )
        for source in (open_sources(path) if sources is None else sources)
    )
    if not any(sheet.layout for sheet in sheets):
        if said.mapping:
            raise _no_such_header(path, said.mapping)
        raise UserError(
            "import.no_header_row",
            _("No header row was found in “{file}”.").format(file=path.name),
            kept=_("Nothing was imported."),
            remedy=joined(
                _("Check that the file holds a table whose columns are named."), hidden_sheets_text(sheets)
            ),
        )
    return sheets


def hidden_sheets_text(sheets: Iterable[Sheet]) -> str:
    """Which sheets are not read because they are hidden, and what to do about it; "" if there are none."""
    names = _(", ").join(f"“{sheet.name}”" for sheet in sheets if sheet.hidden)
    if not names:
        return ""
    return _(
        "Hidden worksheets are not read ({sheets}): if the records are there, unhide them in "
        "Excel (right-click the name of a worksheet, Unhide), save, and import the file again."
    ).format(sheets=names)


def _refuse_unknown(said: Answers) -> None:
    refuse_unknown_answers(said.readings, said.words)
    wanted = None if said.kind is None else _kind(said.kind)
    for name in said.mapping:
        if not any(f.name == name for k in ([wanted] if wanted else KINDS.values()) for f in k.fields):
            raise UserError(
                "import.no_such_field",
                _("There is no field “{field}”.").format(field=name),
                kept=_("Nothing was imported."),
                remedy=_("The fields are: {fields}.").format(fields=", ".join(_field_names(wanted))),
            )


def likeliest(sheets: Sequence[Sheet]) -> Layout:
    """The layout of the sheet that is recognised best. There must be one that has a layout."""
    found = [(sheet.score, sheet.layout) for sheet in sheets if sheet.layout is not None]
    return max(found, key=lambda pair: pair[0])[1]


def _settle_sheet(
    source: TableSource, path: Path, people: Directory, recall: Recall, said: Answers, hints: DateHints | None
) -> Sheet:
    wanted = None if said.kind is None else _kind(said.kind)
    head = source.head(_HEAD)
    found = _heading(head, recall, said.mapping)
    if found is None:
        return Sheet(source.sheet, None)
    heading, remembered = found
    headers, header = heading.headers, heading.rows[-1]
    others = OtherRows([headers, *(tuple(map(cell_text, row.cells)) for row in heading.rows)])
    below = [row for row in head[heading.first :] if not others.code(row.cells)][:SAMPLE_ROWS]
    samples = tuple(
        tuple(row.cells[i] if i < len(row.cells) else None for row in below) for i in range(len(headers))
    )
    above = [row for row in head[: heading.first] if row not in heading.rows]
    told = tuple(filter(None, [path.stem, source.sheet, *(cell_text(c) for row in above for c in row.cells)]))
    about = " ".join(told)
    numbers = of_headers(headers, samples)
    totals = totals_columns(headers, numbers, people) if wanted in (None, TOTALS) else None
    chosen = choose(headers, profiles(headers, numbers, people), about, wanted, said, remembered, totals)
    made = chosen.guess
    answers = merged(remembered if chosen.kept else None, said)
    settled = None
    if made is not None:
        settled = settle_readings(
            made.kind, headers, made.columns, samples,
            rest=Rest(lambda at: _column_of(source, header, len(headers), at), source.delimiter),
            hints=replace(hints or DateHints(), file_name=about),
            given=GivenReadings(answers.readings, answers.words, answers.readings.keys() - said.readings),
        )  # fmt: skip
        answers = replace(answers, readings=settled.readings.answered)
    layout = Layout(
        source, header, headers, samples,
        kind=None if made is None else made.kind,
        columns={} if made is None else made.columns,
        confidence={} if made is None else made.confidence,
        why={} if made is None else made.why,
        remembered=chosen.recalled,
        sure=wanted is not None or bool(said.mapping) or chosen.recalled or is_told(made, headers, about),
        titles=tuple(row.line for row in above),
        questions=(*questions_of(chosen, headers), *(settled.questions if settled else ())),
        answers=answers,
        heading=heading.rows,
        readings=settled.readings if settled else Readings(),
        words=settled.words if settled else {},
        told=told,
    )  # fmt: skip
    around = beside.lines_around(above, head[len(above) + len(heading.rows) :])
    zone = hints.zone if hints else None
    asked = (*questions_of_lines(layout, around, zone), *_unused(layout, people))
    layout = replace(layout, questions=(*layout.questions, *asked))
    if beside.table_above(above):
        return Sheet(source.sheet, replace(layout, neither=beside.TWO_TABLES), chosen.score)
    records = None if chosen.guess is None else chosen.guess.kind.records
    if not layout.readable or chosen.guess is None or (records is not None and records.totals_look_alike):
        layout = replace(layout, neither=other_totals(headers, numbers, people))
    return Sheet(source.sheet, layout, chosen.score)


def questions_of_lines(layout: Layout, lines: Sequence[str], zone: tzinfo | None) -> tuple[Question, ...]:
    """What has to be asked of lines around the table, if it is not answered; `zone` is the office's."""
    kind, headers = layout.kind, layout.headers
    if kind is None or kind.records is None or TOLD in layout.answers.readings:
        return ()
    named = (layout.source.sheet, layout.told[0])
    question = beside.told_question(kind, headers, layout.columns, lines, named, zone)
    return () if question is None else (question,)


def unused_columns(layout: Layout, people: Directory) -> UnusedColumns:
    """The columns of a sheet that are not taken, to be looked at; the kind must be known."""
    assert layout.kind is not None
    answered = layout.answers.readings
    return UnusedColumns(layout.kind, layout.headers, layout.columns, find=people.find, answered=answered)


def _unused(layout: Layout, people: Directory) -> tuple[Question, ...]:
    """What has to be asked of columns that are not taken, as far as the first rows tell."""
    if layout.kind is None:
        return ()
    unused = unused_columns(layout, people)
    unused.add(layout.samples)
    return unused.questions()


def _heading(
    head: Sequence[Row], recall: Recall, mapping: Mapping[str, str]
) -> tuple[Heading, Answers | None] | None:
    """The heading of a sheet, and what was said before of files with it; None if there is none.

    A mapping says it, else what is remembered, else what looks most like one.
    """
    if any(mapping.values()):
        at = _row_with(head, mapping)
        heading = None if at is None else heading_of(head, at, is_known)
        return None if heading is None else (heading, recall.get(signature_of(heading.headers)))
    for at in range(min(len(head), HEADER_WITHIN) if recall else 0):
        heading = heading_of(head, at, is_known)
        remembered = recall.get(signature_of(heading.headers))
        if remembered is not None:
            return heading, remembered
    guessed = find_header(head)
    return None if guessed is None else (heading_of(head, guessed, is_known), None)


def _column_of(source: TableSource, header: Row, width: int, column: int) -> Iterator[Cell]:
    """All cells of a column, read from the file again."""
    return chain.from_iterable(block.columns[column] for block in source.blocks(header, width))


def _row_with(head: Sequence[Row], mapping: Mapping[str, str]) -> int | None:
    """The row that has every header of a mapping."""
    asked = [header for header in mapping.values() if header]
    for index in range(min(len(head), HEADER_WITHIN)):
        headers = heading_of(head, index, is_known).headers
        if all(column_named(headers, header) is not None for header in asked):
            return index
    return None


def _kind(name: str) -> Kind:
    if name not in file_kinds():
        raise UserError(
            "import.no_such_kind",
            _("There is no kind of file “{kind}”.").format(kind=name),
            kept=_("Nothing was imported."),
            remedy=_("The kinds are: {kinds}.").format(kinds=", ".join(file_kinds())),
        )
    return KINDS[name]


def _field_names(kind: Kind | None) -> Iterator[str]:
    kinds = KINDS.values() if kind is None else [kind]
    return iter(dict.fromkeys(f.name for k in kinds for f in k.fields))


def _no_such_header(path: Path, mapping: Mapping[str, str]) -> UserError:
    asked = _(", ").join(f"“{header}”" for header in mapping.values() if header)
    return UserError(
        "import.no_such_header",
        _("“{file}” has no row with the headers {headers}.").format(file=path.name, headers=asked),
        kept=_("Nothing was imported."),
        remedy=_("Write the headers exactly as in the file."),
    )
