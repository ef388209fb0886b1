"""Showing how a file would be read before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from qadesk import formats
from qadesk.i18n import N_, _
from qadesk.kinds.registry import missing
from qadesk.kinds.totals import TOTALS
from qadesk.services.records.account import (
    ImportWarning,  # noqa: A004
    LeftOut,
    column_accounts,
    left_out_columns,
    rivals,
)
from qadesk.services.records.imports_sheet import row_maker
from qadesk.services.records.imports_totals import days_known
from qadesk.services.records.questions import AskedQuestion, with_options
from qadesk.services.records.totals_preview import totals_shown
from qadesk.tabular.choosing import NOTHING_SAID, Answers
from qadesk.tabular.convert import DERIVED, output_of
from qadesk.tabular.dates import Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.layout import Layout
from qadesk.tabular.meanings import Meanings
from qadesk.tabular.questions import ANSWERS, Question
from qadesk.tabular.rejections import Rejected
from qadesk.tabular.text import cell_text, is_blank

_SAMPLES = 5
_WORDS = {
    "praise": N_("Praise"),
    "error": N_("Error"),
    "abuse": N_("Abuse"),
    "active": N_("Employed"),
    "probation": N_("On probation"),
    "left": N_("Left"),
}


@dataclass(frozen=True)
class ColumnPreview:
    """A column of a file: its header, some of its cells as text.

    `field` is what it is taken for ("" for nothing), `confidence` how surely (0–1), `reason` why it is left
    out.
    """

    header: str
    samples: tuple[str, ...]
    field: str
    confidence: float
    reason: str = ""


@dataclass(frozen=True)
class WordPreview:
    """A word in the cells of a field, in how many of the first; the code of its meaning ("" for unknown).

    `choices` are the codes it could mean.
    """

    field: str
    word: str
    cells: int
    meaning: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """How a file would be read.

    `kind` is None where nothing fits surely, `missing` names the required fields without a column.

    `rows` are the first rows as they would be stored (text, in the order of `fields`), `rejected` those that
    would not be. `mapping` gives field -> header as `run` takes it. `asked` has to be answered before it can
    be imported, `answers` is what was said so far, `words` what the words of its cells mean.
    """

    file_name: str
    sheet: str
    header_line: int
    kind: str | None
    columns: tuple[ColumnPreview, ...]
    mapping: Mapping[str, str]
    missing: tuple[str, ...]
    remembered: bool
    fields: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rejected: tuple[Rejected, ...]
    asked: tuple[AskedQuestion, ...] = ()
    answers: Answers = NOTHING_SAID
    words: tuple[WordPreview, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[ImportWarning, ...] = ()
    unread: tuple[str, ...] = ()  # required columns that are there and cannot be read, in words
    none_taken: bool = False  # every row of the sheet would be rejected

    @property
    def ready(self) -> bool:
        """Whether everything is known that importing needs."""
        return self.kind is not None and not self.missing and not self.asked


def make_preview(path: Path, layout: Layout, people: Directory, zone: Zone, rows: int) -> Preview:
    """The preview of a settled layout with its first rows converted."""
    if not layout.sure:  # importing would refuse it, too: whoever looks at it says what it is
        layout = replace(layout, kind=None, columns={}, confidence={})
    told = column_accounts(layout)
    left = left_out_columns(layout, told)
    why = {one.name: one.reason for one in left}
    columns = tuple(
        ColumnPreview(one.header, _samples(layout, at), one.field, one.confidence, why.get(one.header, ""))
        for at, one in enumerate(told)
    )
    lacking = () if layout.kind is None else tuple(f.name for f in missing(layout.kind, set(layout.columns)))
    if layout.kind is TOTALS and not days_known(layout):
        lacking = (*lacking, "period")
    first = _FirstRows()
    if layout.kind and not lacking:
        first = _first_rows(layout, people, zone, rows)
    questions = (*layout.questions, *(q for q in first.questions if not layout.questions))
    return Preview(
        file_name=path.name,
        sheet=layout.source.sheet,
        header_line=layout.header.line,
        kind=None if layout.kind is None else layout.kind.name,
        columns=columns,
        mapping=layout.mapping,
        missing=lacking,
        unread=layout.unread,
        remembered=layout.remembered,
        fields=first.fields,
        rows=first.rows,
        rejected=first.rejected,
        asked=with_options(layout, questions),
        answers=layout.answers,
        words=tuple(_words(layout)),
        left_out=left,
        warnings=rivals(layout, told),
        none_taken=first.none_taken,
    )


def _samples(layout: Layout, at: int) -> tuple[str, ...]:
    """Some cells of a column as text."""
    filled = (cell for cell in layout.samples[at] if not is_blank(cell))
    return tuple(cell_text(cell)[:80] for cell in islice(filled, _SAMPLES))


def _words(layout: Layout) -> Iterator[WordPreview]:
    """The words that the fields of a sheet are written in; digits that mean what they say need no telling."""
    for field, table in layout.words.items():
        codes = Meanings(field).codes
        plain = codes if field == "rating" else ("0", "1")
        coded = any(entry.word.isdigit() and entry.word not in plain for entry in table)
        for entry in table:
            if coded or not entry.word.isdigit() or not entry.meaning:
                yield WordPreview(field, entry.word, entry.cells, entry.meaning, codes)


@dataclass(frozen=True)
class _FirstRows:
    """The first rows as they would be stored, those that would not be, and what their values leave open."""

    rows: tuple[tuple[str, ...], ...] = ()
    rejected: tuple[Rejected, ...] = ()
    fields: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    none_taken: bool = False


def _first_rows(layout: Layout, people: Directory, zone: Zone, rows: int) -> _FirstRows:
    assert layout.kind is not None
    maker = row_maker(layout, people, zone)
    block = next(iter(layout.source.blocks(layout.header, len(layout.headers))), None)
    names = output_of(layout.kind)
    if block is None:
        return _FirstRows()
    made = maker.convert(block)
    none = not len(made) and bool(made.rejected) and block.done >= block.total
    if layout.kind is TOTALS:
        names, totals = totals_shown(made.rows[:rows], zone, people)
        return _FirstRows(totals, tuple(made.rejected[:rows]), names, none_taken=none)
    fields = {field.name for field in layout.kind.fields}  # a value may come of another field's column
    shown = tuple(
        tuple(
            _("in part") if name == "upheld" and in_part else _shown(name, value, zone, people)
            for name, value in zip(names, row, strict=True)
            if name in fields
        )
        for row in made.rows[:rows]
        for in_part in ("in_part" in names and row[names.index("in_part")],)
    )
    kept = tuple(name for name in names if name in fields)
    return _FirstRows(shown, tuple(made.rejected[:rows]), kept, maker.questions(), none)


def _shown(name: str, value: Any, zone: Zone, people: Directory) -> str:
    if value is None:
        return ""
    if name in ("at", "received_at", "responded_at", "closed_at"):
        return zone.local_text(value)
    if name in ("response", "talk"):
        return formats.duration(value)
    if name == "agent":
        return people.name_of(value)
    if name in ("answered", "resolved", "escalated", "upheld"):
        return _("Yes") if value else _("No")
    if name in ("fault", "direction"):
        return _(ANSWERS[value])
    if name == "ref" and value.startswith(DERIVED):
        return ""  # made of the row's content, and nothing to look for in the file
    return _(_WORDS[value]) if name in ("kind", "status") else str(value)
