"""How imports, rows and records are worded on the screen Records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.formats import agent_text
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import KINDS, records_of
from qadesk.services.records.imports import Batch, ImportReport, Rejected
from qadesk.services.records.record_lists import ListedRecord
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table import Column, plain

Local = Callable[[datetime], datetime]


def kind_name(kind: str) -> str:
    """A kind of file in words."""
    return _(KINDS[kind].label)


def field_name(kind: str, field: str) -> str:
    """A field of a kind in words."""
    return _(KINDS[kind].field(field).label)


def count(number: int) -> str:
    """A number of rows: 6,164."""
    return f"{number:,}"


def report_line(report: ImportReport) -> str:
    """What came of a file, in one line."""
    parts = [ngettext("{n} new", "{n} new", report.imported).format(n=count(report.imported))]
    if report.updated:
        parts.append(ngettext("{n} replaced", "{n} replaced", report.updated).format(n=count(report.updated)))
    if report.duplicates:
        text = ngettext("{n} already there", "{n} already there", report.duplicates)
        parts.append(text.format(n=count(report.duplicates)))
    if report.rejected:
        text = ngettext("{n} row rejected", "{n} rows rejected", len(report.rejected))
        parts.append(text.format(n=count(len(report.rejected))))
    return _(", ").join(parts)


def file_and_sheet(batch: Batch) -> str:
    """The file an import is of, and its sheet where it has several."""
    return f"{batch.file_name} › {batch.sheet}" if batch.sheet else batch.file_name


def batch_columns(local: Local) -> list[Column[Batch]]:
    """The columns of the list of imports."""
    return [
        Column("kind", _("Kind"), lambda b: kind_name(b.kind), least=14 * GRID),
        Column("file", _("File"), file_and_sheet, stretch=True, least=20 * GRID),  # up to the month
        Column("rows", _("Rows"), lambda b: b.rows, count, "right"),
        Column("imported", _("New"), lambda b: b.imported, count, "right"),
        Column("updated", _("Replaced"), lambda b: b.updated, count, "right"),
        Column("duplicates", _("Already there"), lambda b: b.duplicates, count, "right"),
        Column("rejected", _("Rejected"), lambda b: b.rejected, count, "right"),
        Column("state", _("State"), _state, tone=_state_tone),
        Column("at", _("When"), lambda b: b.at, lambda at: formats.moment(local(at))),
    ]


def _state(batch: Batch) -> str:
    if batch.undone_at is not None:
        return _("Undone")
    if batch.rejected:
        return _("Partial")
    return _("Imported") if batch.imported or batch.updated or not batch.duplicates else _("Nothing new")


def _state_tone(batch: Batch) -> str:
    if batch.undone_at is not None:
        return "muted"
    return "warn" if batch.rejected else "good"


def rejected_columns() -> list[Column[Rejected]]:
    """The columns of a list of bad rows."""
    return [
        Column("line", _("Line"), lambda r: r.line, str, "right"),
        Column("column", _("Column"), lambda r: r.column),
        Column("value", _("Value"), lambda r: r.value),
        Column("reason", _("Reason"), lambda r: r.wording, stretch=True),
    ]


def record_columns(kind: str, local: Local) -> list[Column[ListedRecord]]:
    """The columns of a month's records of a kind."""
    own = records_of(kind)
    columns: list[Column[ListedRecord]] = [
        Column("when", _("When"), lambda r: r.when, partial(_day if own.until else moment, local=local))
    ]
    if not own.of_office:
        who = Column[ListedRecord](
            "agent", _("Agent"), lambda r: agent_text(r.name, r.staff_no), least=17 * GRID
        )
        columns.append(who)
    columns += [_record_column(kind, name, at, local) for at, name in enumerate(own.listed)]
    if own.stands_for is not None:
        columns.append(Column("counted", _("Counts?"), lambda r: r.counted, _or_dash(yes_no)))
    columns.append(Column("file", _("Imported from"), lambda r: r.file_name, least=10 * GRID))
    return columns


def _or_dash(text: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: formats.DASH if value is None else text(value)


def _day(value: date | datetime, local: Local) -> str:
    """The local day of a moment."""
    return formats.day(local(value).date() if isinstance(value, datetime) else value)


def moment(value: date | datetime | None, local: Local) -> str:
    """A day, or a local time to the minute."""
    return formats.moment(local(value)) if isinstance(value, datetime) else formats.day(value)


def yes_no(value: bool) -> str:
    """Yes or no."""
    return _("Yes") if value else _("No")


_NUMBERS: Final[Mapping[str, Callable[[Any], str]]] = {  # what is written on the right, by type
    **dict.fromkeys(("count", "rating", "score"), _or_dash(count)),
    **dict.fromkeys(("duration", "mean_time"), _or_dash(formats.duration)),
    "mean_rating": _or_dash("{:.2f}".format),
    "rate": lambda value: formats.quantity(value, "rate"),
}


def _record_column(kind: str, name: str, at: int, local: Local) -> Column[ListedRecord]:
    """A listed field: in words where it holds codes, else as its type is written."""
    own, field = records_of(kind), KINDS[kind].field(name)
    made = partial(Column, name, _(own.short.get(name, field.label)), lambda record: record.values[at])
    if name in own.coded:
        words, tones = own.coded[name], own.tones
        tone = (lambda record: tones[record.values[at]]) if tones else None
        return made(lambda code: _(words[code]) if code in words else code or "", tone=tone)
    if field.type in _NUMBERS:
        return made(_NUMBERS[field.type], "right")
    texts: dict[str, Callable[[Any], str]] = {
        "yes_no": _or_dash(yes_no),
        "moment": partial(moment, local=local),
        "day": partial(_day, local=local),
    }
    return made(texts.get(field.type, plain), stretch=field.type == "text" and name == own.listed[-1])
