"""Showing how a file would be read before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from qadesk import formats
from qadesk.i18n import N_, _
from qadesk.services.records.imports_sheet import row_maker
from qadesk.services.records.imports_totals import dated
from qadesk.services.records.totals_preview import totals_shown
from qadesk.tabular.convert import OUTPUT
from qadesk.tabular.dates import Zone
from qadesk.tabular.directory import Directory
from qadesk.tabular.fields import missing
from qadesk.tabular.layout import Layout
from qadesk.tabular.rejections import Rejected
from qadesk.tabular.text import cell_text, is_blank
from qadesk.tabular.totals_fields import TOTALS

_SAMPLES = 5
_DATES = 50_000  # rows that may show which is day and which is month; all of a month's, normally
_WORDS = {
    "praise": N_("Praise"),
    "error": N_("Error"),
    "abuse": N_("Abuse"),
    "active": N_("At work"),
    "probation": N_("On probation"),
    "left": N_("Left"),
}


@dataclass(frozen=True)
class ColumnPreview:
    """A column of a file: its header, some of its cells as text.

    `field` is what it is taken for ("" for nothing), `confidence` how surely (0–1).
    """

    header: str
    samples: tuple[str, ...]
    field: str
    confidence: float


@dataclass(frozen=True)
class Preview:
    """How a file would be read.

    `kind` is None where nothing fits surely, `missing` names the required fields without a column.

    `rows` are the first rows as they would be stored (text, in the order of `fields`), `rejected` those that
    would not be. `mapping` gives field -> header as `run` takes it.
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


def make_preview(path: Path, layout: Layout, people: Directory, zone: Zone, rows: int) -> Preview:
    """The preview of a settled layout with its first rows converted."""
    if not layout.sure:  # importing would refuse it, too: whoever looks at it says what it is
        layout = replace(layout, kind=None, columns={}, confidence={})
    fields = {at: name for name, at in layout.columns.items()}
    columns = tuple(
        ColumnPreview(
            header,
            tuple(
                cell_text(cell)[:80]
                for cell in islice((c for c in layout.samples[at] if not is_blank(c)), _SAMPLES)
            ),
            fields.get(at, ""),
            layout.confidence.get(fields.get(at, ""), 0.0),
        )
        for at, header in enumerate(layout.headers)
    )
    lacking = () if layout.kind is None else tuple(f.name for f in missing(layout.kind, set(layout.columns)))
    if layout.kind is TOTALS and not dated(layout):
        lacking = (*lacking, "period")
    shown, rejected, names = (
        _first_rows(layout, people, zone, rows) if layout.kind and not lacking else ((), (), ())
    )
    return Preview(
        file_name=path.name,
        sheet=layout.source.sheet,
        header_line=layout.header.line,
        kind=None if layout.kind is None else layout.kind.name,
        columns=columns,
        mapping=layout.mapping,
        missing=lacking,
        remembered=layout.remembered,
        fields=names,
        rows=shown,
        rejected=rejected,
    )


def _first_rows(
    layout: Layout, people: Directory, zone: Zone, rows: int
) -> tuple[tuple[tuple[str, ...], ...], tuple[Rejected, ...], tuple[str, ...]]:
    assert layout.kind is not None
    maker = row_maker(layout, people, zone)
    block = next(iter(layout.source.blocks(layout.header, len(layout.headers))), None)
    names = OUTPUT[layout.kind.name]
    if block is None:
        return (), (), ()
    made = maker.convert(block)
    if layout.kind is TOTALS:
        names, totals = totals_shown(made.rows[:rows], zone, people)
        return totals, tuple(made.rejected[:rows]), names
    fields = {field.name for field in layout.kind.fields}  # a value may come of another field's column
    shown = tuple(
        tuple(
            _shown(name, value, zone, people)
            for name, value in zip(names, row, strict=True)
            if name in fields
        )
        for row in made.rows[:rows]
    )
    return shown, tuple(made.rejected[:rows]), tuple(name for name in names if name in fields)


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
    return _(_WORDS[value]) if name in ("kind", "status") else str(value)
