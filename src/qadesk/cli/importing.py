"""`qadesk import` and `qadesk roster import`: files in, and the account of each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qadesk import formats
from qadesk.cli.parser import EXIT_DONE, EXIT_REFUSED, EXIT_REJECTED_ROWS
from qadesk.errors import UserError, joined
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import KINDS
from qadesk.services.records import imports
from qadesk.services.records.account import LeftOut
from qadesk.services.records.counting import ClashError
from qadesk.services.records.imports import Answers, ImportReport, SheetReport
from qadesk.services.records.questions import Unanswered
from qadesk.storage.office import Office

_SHOWN_ROWS = 20
_SHOWN_LINES = 6
ImportResult = ImportReport | UserError


def run(office: Office, args: argparse.Namespace) -> int:
    """Import the files of a call one after another, each whole or not at all; the exit code."""
    told = import_all(office, args)
    show(told, args)
    return exit_code(told)


def import_all(office: Office, args: argparse.Namespace) -> dict[str, ImportResult]:
    """What came of each file of a call, by its name."""
    counts = None if args.command == "roster" else args.count
    return {
        _label(file, args.files): _one(office, file, answers(args), args.dry_run, counts)
        for file in args.files
    }


def exit_code(told: Mapping[str, ImportResult]) -> int:
    """Refused if a file was, else whether rows were rejected."""
    if any(isinstance(one, UserError) for one in told.values()):
        return EXIT_REFUSED
    rejected = any(isinstance(one, ImportReport) and one.rejected for one in told.values())
    return EXIT_REJECTED_ROWS if rejected else EXIT_DONE


def answers(args: argparse.Namespace) -> Answers:
    """What the options say of the files."""
    words: dict[str, dict[str, str]] = {}
    for field, word, meaning in args.word:
        words.setdefault(field, {})[word] = meaning
    kind = "roster" if args.command == "roster" else args.kind
    return Answers(kind, dict(args.map), dict(args.read), words, args.accept_guesses)


def _one(office: Office, file: Path, said: Answers, dry_run: bool, counts: str | None) -> ImportResult:
    try:
        return imports.run(office, file, answers=said, dry_run=dry_run, counts=counts)
    except ClashError as error:
        error.remedy = joined(error.remedy, _("On the command line: --count records, totals or both."))
        return error
    except UserError as error:
        return error


def _label(file: Path, files: list[Path]) -> str:
    """A file's name, or its path where two of the call share the name."""
    return file.name if [other.name for other in files].count(file.name) == 1 else str(file)


# ---- what came of them


def show(told: Mapping[str, ImportResult], args: argparse.Namespace) -> None:
    """What came of each file."""
    if args.json:
        print(json.dumps({name: as_data(one) for name, one in told.items()}, ensure_ascii=False, indent=1))
        return
    for name, one in told.items():
        if isinstance(one, UserError):
            print(f"{name}: {one}", file=sys.stderr)
            if isinstance(one, Unanswered):
                _options(one)
        else:
            _file(name, one)


def _options(error: Unanswered) -> None:
    """What to write on the command line to answer a file's questions."""
    for one in error.asked:
        print("  " + _(" or ").join(one.options), file=sys.stderr)
    print("  " + _("or accept everything that was guessed: --accept-guesses"), file=sys.stderr)


def _file(name: str, report: ImportReport) -> None:
    several = len(report.sheets) > 1
    for sheet in report.read:
        print(_line(f"{name} › {sheet.name}" if several else name, sheet))
        taken = [
            f"{_field(sheet.kind, c.field)} ← “{c.header}”{_percent(c.confidence)}"
            for c in sheet.columns
            if c.field
        ]
        print("  " + _("columns: {list}").format(list=_(", ").join(taken)))
        for warning in sheet.warnings:
            print("  ! " + warning.text)
        rejected_rows(sheet.rejected)
    for left in report.left_out:
        print("  " + left_out(left))


def _line(name: str, sheet: SheetReport) -> str:
    text = _(
        "{file}: {kind}, rows: {rows}; {imported} imported, {updated} updated, "
        "{duplicates} already there, {rejected} rejected"
    )
    return text.format(
        file=name,
        kind=_(KINDS[sheet.kind].label),
        rows=sheet.rows,
        imported=sheet.imported,
        updated=sheet.updated,
        duplicates=sheet.duplicates,
        rejected=formats.count(len(sheet.rejected)),
    )


def _field(kind: str, name: str) -> str:
    return _(KINDS[kind].field(name).label)


def _percent(confidence: float) -> str:
    return "" if confidence >= 0.995 else f" ({round(100 * confidence)}%)"


def left_out(one: LeftOut) -> str:
    """A column, sheet or some rows that were left out, in a line."""
    if one.what == "rows":
        lines = _(", ").join(map(str, one.lines[:_SHOWN_LINES])) + (
            " …" if len(one.lines) > _SHOWN_LINES else ""
        )
        return ngettext(
            "not imported: {n} row ({reason}), line {lines}",
            "not imported: {n} rows ({reason}), lines {lines}",
            len(one.lines),
        ).format(n=formats.count(len(one.lines)), reason=one.reason, lines=lines)
    what = {"column": _("column “{name}”"), "sheet": _("sheet “{name}”")}[one.what].format(name=one.name)
    return _("not imported: {what}: {reason}").format(what=what, reason=one.reason)


def rejected_rows(rejected: Sequence[Any]) -> None:
    """The first rows that were not taken, a line each."""
    for row in rejected[:_SHOWN_ROWS]:
        print(
            "  "
            + _("line {line}, {column}: “{value}” – {reason}").format(
                line=row.line, column=row.column, value=row.value, reason=row.wording
            )
        )
    if len(rejected) > _SHOWN_ROWS:
        print("  " + _("… and {n} more").format(n=formats.count(len(rejected) - _SHOWN_ROWS)))


# ---- the same for programs


def as_data(told: ImportResult) -> dict[str, Any]:
    """What came of a file, as JSON says it."""
    if isinstance(told, UserError):
        return refusal(told)
    return {
        "kind": told.kind,
        **_counts(told),
        "rejected": rejections(told.rejected),
        "columns": [column for sheet in told.read for column in _columns(sheet)],
        "left_out": [_left(one) for one in told.left_out],
        "sheets": [_sheet(sheet) for sheet in told.sheets],
        "warnings": [{"code": one.code, "text": one.text} for one in told.warnings],
        "accepted_guesses": [field for sheet in told.read for field in sheet.accepted],
    }


def _counts(told: ImportReport | SheetReport) -> dict[str, int]:
    return {
        "rows": told.rows,
        "imported": told.imported,
        "duplicates": told.duplicates,
        "updated": told.updated,
    }


def _sheet(sheet: SheetReport) -> dict[str, Any]:
    if not sheet.read:
        return {"name": sheet.name, "kind": None, "rows": 0, "read": False}
    data = {"name": sheet.name, "kind": sheet.kind, **_counts(sheet), "rejected": len(sheet.rejected)}
    return {**data, "read": True, "columns": _columns(sheet)}


def _columns(sheet: SheetReport) -> list[dict[str, Any]]:
    """Every column; `field` is null for one that was left out."""
    return [
        {"header": c.header, "field": c.field or None, "confidence": c.confidence, "why": c.why or c.left_out}
        for c in sheet.columns
    ]


def _left(one: LeftOut) -> dict[str, Any]:
    lines = {"lines": list(one.lines)} if one.what == "rows" else {}
    return {"what": one.what, "name": one.name, "code": one.code, "reason": one.reason, **lines}


def rejections(rejected: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows that were not taken."""
    return [
        {"line": r.line, "column": r.column, "value": r.value, "reason": r.wording, "code": r.reason}
        for r in rejected
    ]


def refusal(error: UserError) -> dict[str, Any]:
    """Why nothing of a file was taken, and what it leaves open."""
    data = error.data
    if isinstance(error, ClashError):
        data["clashes"] = [
            {"month": clash.month, "channel": clash.channel or None, "rows": clash.rows}
            for clash in error.clashes
        ]
    if isinstance(error, Unanswered):
        data["questions"] = [
            {
                "code": one.question.code,
                "sheet": one.sheet,
                "field": one.question.field,
                "header": one.question.header,
                "text": one.question.text,
                "answers": [choice.answer for choice in one.question.readings],
                "options": list(one.options),
            }
            for one in error.asked
        ]
    return data
