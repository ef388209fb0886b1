"""The account of a file: which column became which field, what was left out and why, what to be warned of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from qadesk import formats
from qadesk.i18n import N_, _
from qadesk.kinds.registry import KINDS
from qadesk.tabular.directory import Directory
from qadesk.tabular.header_words import fields_named, other_than_a_field
from qadesk.tabular.layout import Layout, Sheet
from qadesk.tabular.profile import Profile

REASONS: Final[dict[str, str]] = {
    # of columns
    "deadline": N_("a deadline, not when it happened"),
    "quality_check": N_("the score of a quality check, not the customer's rating"),
    "customer_tier": N_("a customer level, not a rating"),
    "branch_number": N_("the branch, not a record"),
    "company_number": N_("the company or account, not a record"),
    "waybill": N_("a parcel's number: several records may share it"),
    "order_number": N_("an order's number: several records may share it"),
    "phone_number": N_("a telephone number"),
    "customer_name": N_("the customer"),
    "queue": N_("a queue or group"),
    "recording": N_("the recording"),
    "after_work": N_("time on hold or after the call"),
    "contact_detail": N_("contact details"),
    "other_time": N_("a time not used by any indicator"),
    "no_field": N_("not used by any indicator"),
    "other_column": N_("“{field}” is taken from “{header}”"),
    "repeats": N_("its values repeat, so it identifies no record"),
    "unknown": N_("header not recognised"),
    # of rows
    "title": N_("titles above the headers"),
    "total": N_("totals"),
    "footer": N_("notes below the table"),
    "heading": N_("headers repeated"),
    # of sheets
    "no_headings": N_("no header row was found"),
    "not_recognised": N_("its contents were not recognised"),
    "incomplete": N_("a required column is missing"),
    "hidden": N_("hidden in the workbook; to have it read, unhide it in Excel and save"),
    "not_chosen": N_("another sheet was chosen"),
}
_NOBODY: Final = Directory(())


@dataclass(frozen=True)
class ColumnAccount:
    """A column: the field it became ("" for none) and how sure that is (0 to 1), else why it was left out.

    `why` is how it was recognised: header, part, contents, doubtful, remembered or said.
    """

    header: str
    field: str
    confidence: float
    why: str
    left_out: str = ""


@dataclass(frozen=True)
class LeftOut:
    """What was not imported: a column or sheet by its name, or rows by their lines; `reason` in words."""

    what: str  # column, rows, sheet
    name: str
    code: str
    reason: str
    lines: tuple[int, ...] = ()
    field: str = ""  # of a column in whose place another one was taken: the field, and that one's header
    instead: str = ""


@dataclass(frozen=True)
class ImportWarning:  # noqa: A001 - Python's own of this name is no concern of an office
    """What has to be known of an import: a code to rely on, and the words."""

    code: str
    text: str


def stored_words(account: Mapping[str, Any] | None, kind: str) -> tuple[str, ...]:
    """What an import's entry says of its account, line by line: guesses taken, warnings, what was left out.

    `account` is what was noted with the import (None before that was done).
    """
    if account is None:
        return ()
    lines = []
    if account["accepted"]:
        fields = _(", ").join(_(KINDS[kind].field(name).label) for name in account["accepted"])
        lines.append(_("Guesses accepted: {fields}.").format(fields=fields))
    lines += [warning["text"] for warning in account["warnings"] if warning["code"] != "rival_column"]
    left = [
        _("“{name}” ({reason})").format(name=one["name"], reason=_reason_of(one, kind))
        for one in account["left_out"]
        if one["what"] == "column"
    ]
    if left:
        lines.append(_("Columns not imported: {list}.").format(list=_(", ").join(left)))
    beside = [
        _("{n} ({reason})").format(n=formats.count(len(one["lines"])), reason=_reason_of(one, kind))
        for one in account["left_out"]
        if one["what"] == "rows"
    ]
    if beside:
        lines.append(_("Lines that are no records: {list}.").format(list=_(", ").join(beside)))
    return tuple(lines)


def _reason_of(one: Mapping[str, Any], kind: str) -> str:
    """Why something was left out, in the language of now where that can be told."""
    code = one["code"]
    if code not in REASONS:
        return str(one["reason"])
    if code != "other_column":
        return _(REASONS[code])
    if not one.get("field"):  # as it was noted before
        return str(one["reason"])
    return _instead(kind, one["field"], one["instead"])


def column_accounts(layout: Layout) -> tuple[ColumnAccount, ...]:
    """Every column of a sheet: what it became, or why it became nothing."""
    fields = {at: name for name, at in layout.columns.items()}
    return tuple(
        ColumnAccount(
            header, fields[at], layout.confidence.get(fields[at], 0.0), layout.why.get(fields[at], "")
        )
        if at in fields
        else ColumnAccount(header, "", 0.0, "", _why_left(layout, header, at))
        for at, header in enumerate(layout.headers)
    )


def left_out_columns(layout: Layout, columns: Iterable[ColumnAccount]) -> tuple[LeftOut, ...]:
    """The columns that became nothing, without those that hold nothing."""
    return tuple(
        LeftOut(
            "column",
            column.header,
            column.left_out,
            _column_reason(layout, column),
            (),
            *_taken_for(layout, column),
        )
        for column in columns
        if column.left_out not in ("", "empty")
    )


def left_out_rows(name: str, lines: dict[str, list[int]]) -> tuple[LeftOut, ...]:
    """The rows that hold no record: reason code -> lines."""
    return tuple(
        LeftOut("rows", name, code, _(REASONS[code]), tuple(found)) for code, found in lines.items() if found
    )


def left_out_sheet(sheet: Sheet, code: str) -> LeftOut:
    """A sheet that is not read."""
    return LeftOut("sheet", sheet.name, code, _(REASONS[code]))


def rivals(layout: Layout, columns: Sequence[ColumnAccount]) -> tuple[ImportWarning, ...]:
    """Columns that could have been a field that another column gives, but for names beside staff numbers."""
    if layout.kind is None:
        return ()
    told = _("“{name}”: {what}")
    return tuple(
        ImportWarning("rival_column", told.format(name=column.header, what=_column_reason(layout, column)))
        for at, column in enumerate(columns)
        if column.left_out == "other_column" and not _is_name(layout, column, at)
    )


def _is_name(layout: Layout, column: ColumnAccount, at: int) -> bool:
    """Whether a column names the agents whose numbers another one gives: every other file has both."""
    named = fields_named(layout.kind.name, column.header) if layout.kind is not None else {}
    return "agent" in named and not any(sign.isdigit() for cell in layout.samples[at] for sign in str(cell))


def _why_left(layout: Layout, header: str, at: int) -> str:
    cells = Profile(header, layout.samples[at], _NOBODY)
    if not cells.cells:
        return "empty"
    named = {} if layout.kind is None else fields_named(layout.kind.name, header)
    if any(named[name].whole and name in layout.columns for name in named):
        return "other_column"
    if "ref" in named and named["ref"].whole and cells.distinct < 1:
        return "repeats"
    return other_than_a_field(header) or "unknown"


def _column_reason(layout: Layout, column: ColumnAccount) -> str:
    if column.left_out != "other_column":
        return _(REASONS[column.left_out])
    assert layout.kind is not None
    return _instead(layout.kind.name, *_taken_for(layout, column))


def _taken_for(layout: Layout, column: ColumnAccount) -> tuple[str, str]:
    """Of a column in whose place another one was taken the field, and the header of that one."""
    if column.left_out != "other_column" or layout.kind is None:
        return "", ""
    named = fields_named(layout.kind.name, column.header)
    field = next(name for name in named if named[name].whole and name in layout.columns)
    return field, layout.headers[layout.columns[field]]


def _instead(kind: str, field: str, header: str) -> str:
    code = "other_column"
    reason = _(REASONS[code])
    return reason.format(field=_(KINDS[kind].field(field).label), header=header)
