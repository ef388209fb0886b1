"""Settling how a file is read: which sheet, which header row, which kind, which column is what."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.tabular import dates
from qadesk.tabular.directory import Directory
from qadesk.tabular.fields import KINDS, Kind, missing
from qadesk.tabular.guess import HEADER_WITHIN, Guess, find_header, guess, guess_kind, headers_of
from qadesk.tabular.reader import open_sources
from qadesk.tabular.table import Row, Source
from qadesk.tabular.text import Cell, cell_text, normal_header

SAMPLE_ROWS: Final = 60
_TOLD: Final = 0.5  # what contents alone may reach stays below this
_HEAD: Final = HEADER_WITHIN + 170

Remembered = tuple[str, Mapping[str, str]]  # kind, field -> header ("" for a field without a column)


@dataclass(frozen=True)
class Layout:
    """How a file will be read: the column of each field, and how sure that is (0 to 1).

    `kind` is None where nothing fits; `samples` holds the first cells of each column. `sure` says whether the
    kind was given, remembered or told from known headers, rather than from what stands below unknown ones.
    """

    source: Source
    header: Row
    headers: tuple[str, ...]
    samples: tuple[tuple[Cell, ...], ...]
    kind: Kind | None
    columns: Mapping[str, int]
    confidence: Mapping[str, float]
    remembered: bool
    sure: bool

    @property
    def signature(self) -> str:
        """What files of the same export have in common: their headers, whatever the order."""
        return signature_of(self.headers)

    @property
    def mapping(self) -> dict[str, str]:
        """The header of each field; "" for the fields of the kind that have none."""
        fields = () if self.kind is None else self.kind.fields
        return {f.name: self.headers[self.columns[f.name]] if f.name in self.columns else "" for f in fields}

    def check(self, file_name: str) -> Kind:
        """The kind, once it is sure that every required field has a column. Raises UserError otherwise."""
        if self.kind is None or not self.sure:
            raise UserError(
                _("It cannot be told what “{file}” holds.").format(file=file_name),
                kept=_("Nothing was imported."),
                remedy=_(
                    "Say what records it holds and which column is what. Scores are imported as scores."
                ),
            )
        lacking = missing(self.kind, set(self.columns))
        if lacking:
            raise UserError(
                _("“{file}” lacks a column for: {fields}.").format(
                    file=file_name, fields=_(", ").join(_(field.label) for field in lacking)
                ),
                kept=_("Nothing was imported."),
                remedy=_("Say which column it is, or export the file with that column."),
            )
        return self.kind


def signature_of(headers: Iterable[str]) -> str:
    """A digest of a set of headers."""
    plain = sorted(normal_header(header) for header in headers if not header.startswith("["))
    return hashlib.blake2b("\n".join(plain).encode("utf-8", "replace"), digest_size=16).hexdigest()


def settle(
    path: Path,
    people: Directory,
    recall: Callable[[str], Remembered | None],
    *,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Layout:
    """Open a file and settle how it is read.

    `mapping` (field -> header, "" for none) overrides what is remembered (`recall`) and guessed.
    Raises UserError for what is no table, a kind or field there is none of, or a header the file lacks.
    """
    wanted = None if kind is None else _kind(kind)
    for name in mapping or {}:
        if not any(f.name == name for k in ([wanted] if wanted else KINDS.values()) for f in k.fields):
            raise UserError(
                _("There is no field “{field}”.").format(field=name),
                kept=_("Nothing was imported."),
                remedy=_("The fields are: {fields}.").format(fields=", ".join(_field_names(wanted))),
            )
    layouts = [
        _settle_sheet(source, path, people, recall, wanted, mapping or {})
        for source in open_sources(path)
        if mapping or source.head(1)
    ]
    found = [layout for layout in layouts if layout is not None]
    if not found:
        if mapping:
            raise _no_such_header(path, mapping)
        raise UserError(
            _("No row of headers was found in “{file}”.").format(file=path.name),
            kept=_("Nothing was imported."),
            remedy=_("Check that the file holds a table whose columns are named."),
        )
    return max(found, key=lambda pair: pair[0])[1]


def date_orders(layout: Layout, within: int | None = None) -> dict[str, str]:
    """How the dates of each date column are written.

    Reads on where the first rows leave it open, to the end of the file or no further than `within` rows.
    """
    if layout.kind is None:
        return {}
    columns = {
        f.name: layout.columns[f.name]
        for f in layout.kind.fields
        if f.type in ("moment", "day") and f.name in layout.columns
    }
    unsure = [name for name, at in columns.items() if dates.year_comes_last(layout.samples[at])]
    orders = dict.fromkeys(columns, "")
    for name in unsure:
        blocks = layout.source.blocks(layout.header, len(layout.headers))
        cells = chain.from_iterable(block.columns[columns[name]] for block in blocks)
        orders[name] = dates.date_order(islice(cells, within))
    return orders


def _settle_sheet(
    source: Source,
    path: Path,
    people: Directory,
    recall: Callable[[str], Remembered | None],
    wanted: Kind | None,
    mapping: Mapping[str, str],
) -> tuple[float, Layout] | None:
    head = source.head(_HEAD)
    remembered: Remembered | None = None
    at = _row_with(head, mapping) if any(mapping.values()) else None
    if at is None and any(mapping.values()):
        return None
    if at is None:
        for index, row in enumerate(head[:HEADER_WITHIN]):
            remembered = recall(signature_of(_headers(row, head[index + 1 :])))
            if remembered is not None:
                at = index
                break
        else:
            at = find_header(head)
    if at is None:
        return None
    headers = _headers(head[at], head[at + 1 :])
    if remembered is None:
        remembered = recall(signature_of(headers))
    samples = tuple(
        tuple(row.cells[i] if i < len(row.cells) else None for row in head[at + 1 : at + 1 + SAMPLE_ROWS])
        for i in range(len(headers))
    )
    about = " ".join([path.stem, source.sheet, *(cell_text(c) for row in head[:at] for c in row.cells)])
    made, score, recalled = _choose(headers, samples, people, about, wanted, mapping, remembered)
    kind, columns, confidence = (None, {}, {}) if made is None else (made.kind, made.columns, made.confidence)
    told = wanted is not None or bool(mapping) or recalled or _is_told(kind, confidence, headers)
    return score, Layout(source, head[at], headers, samples, kind, columns, confidence, recalled, told)


def _is_told(kind: Kind | None, confidence: Mapping[str, float], headers: Sequence[str]) -> bool:
    """Whether the headers say what a file is: numbers and names beside unknown columns are no staff list."""
    if kind is not None and kind.name == "roster" and len(confidence) == 2 and len(headers) > 3:
        return False
    return max(confidence.values(), default=0) >= _TOLD


def _choose(
    headers: Sequence[str],
    samples: Sequence[Sequence[Cell]],
    people: Directory,
    about: str,
    wanted: Kind | None,
    mapping: Mapping[str, str],
    remembered: Remembered | None,
) -> tuple[Guess | None, float, bool]:
    """The kind and its columns, how well they fit, and whether they were remembered."""
    if remembered is not None and remembered[0] in KINDS and (wanted is None or wanted.name == remembered[0]):
        kind = KINDS[remembered[0]]
        by_header = {normal_header(header): i for i, header in enumerate(headers)}
        columns = {
            field: by_header[normal_header(header)]
            for field, header in remembered[1].items()
            if header and normal_header(header) in by_header and any(f.name == field for f in kind.fields)
        }
        recalled = Guess(kind, columns, dict.fromkeys(columns, 1.0), 9.0)
        if mapping and all(any(f.name == name for f in kind.fields) for name in mapping):
            return _override(recalled, headers, mapping), 9.0, False
        if not mapping:
            return recalled, 9.0, True
    if wanted is not None:
        made = _override(guess(wanted, headers, samples, people), headers, mapping)
        return made, made.score, False
    guesses = [
        _override(made, headers, mapping)
        for made in guess_kind(headers, samples, people, about)
        if all(any(f.name == name for f in made.kind.fields) for name in mapping)
    ]
    guesses.sort(key=lambda made: (not made.complete, -made.score))
    if not guesses or (not guesses[0].complete and guesses[0].score < 0.45):
        return None, 0.0, False
    return guesses[0], guesses[0].score + guesses[0].complete, False


def _override(made: Guess, headers: Sequence[str], mapping: Mapping[str, str]) -> Guess:
    """A guess with the user's own word put over it."""
    if not mapping:
        return made
    asked = {name: _column(headers, header) for name, header in mapping.items() if header}
    columns = {
        name: at for name, at in made.columns.items() if name not in mapping and at not in asked.values()
    }
    whole = next(
        (name for name in ("at", "received_at") if any(f.name == name for f in made.kind.fields)), ""
    )
    if "date" in asked and whole not in mapping:
        columns.pop(whole, None)
    elif whole in asked:
        columns.pop("date", None)
        columns.pop("time", None)
    columns |= {name: at for name, at in asked.items() if at is not None}
    confidence = {name: 1.0 if name in asked else made.confidence.get(name, 0.0) for name in columns}
    return Guess(made.kind, columns, confidence, made.score)


def _headers(row: Row, following: Sequence[Row]) -> tuple[str, ...]:
    """Header texts for as many columns as most rows below have; a nameless one is called by its letter."""
    widths = Counter(len(below.cells) for below in following)
    usual = widths.most_common(1)[0][0] if widths else 0
    return headers_of(row, max(len(row.cells), usual))


def _row_with(head: Sequence[Row], mapping: Mapping[str, str]) -> int | None:
    """The row that has every header of a mapping."""
    asked = [header for header in mapping.values() if header]
    for index, row in enumerate(head[:HEADER_WITHIN]):
        headers = _headers(row, head[index + 1 :])
        if all(_column(headers, header) is not None for header in asked):
            return index
    return None


def _column(headers: Sequence[str], header: str) -> int | None:
    if header in headers:
        return headers.index(header)
    plain = " ".join(header.split()).casefold()
    close = [i for i, other in enumerate(headers) if other.casefold() == plain]
    if not close:
        close = [i for i, other in enumerate(headers) if normal_header(other) == normal_header(header)]
    return close[0] if len(close) == 1 else None


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise UserError(
            _("There is no kind of file “{kind}”.").format(kind=name),
            kept=_("Nothing was imported."),
            remedy=_("The kinds are: {kinds}.").format(kinds=", ".join(KINDS)),
        )
    return KINDS[name]


def _field_names(kind: Kind | None) -> Iterator[str]:
    kinds = KINDS.values() if kind is None else [kind]
    return iter(dict.fromkeys(f.name for k in kinds for f in k.fields))


def _no_such_header(path: Path, mapping: Mapping[str, str]) -> UserError:
    asked = _(", ").join(f"“{header}”" for header in mapping.values() if header)
    return UserError(
        _("“{file}” has no row with the headers {headers}.").format(file=path.name, headers=asked),
        kept=_("Nothing was imported."),
        remedy=_("Write the headers as they stand in the file."),
    )
