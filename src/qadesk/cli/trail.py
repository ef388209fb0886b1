"""`qadesk trail`: who changed what, when, from where, before and after."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.i18n import _

if TYPE_CHECKING:
    from qadesk.services.trail.browsing import ChangedRow, Entry


def run(args: argparse.Namespace) -> int:
    """Print the newest entries. Raises UserError."""
    from qadesk.services.trail import browsing

    office = open_office(args)
    try:
        found = browsing.entries(office, most=args.last, subject=args.subject, login=args.by)
    finally:
        office.close()
    data = {"entries": [_data(entry) for entry in found]}
    output.print_result(data, "\n".join(line for entry in found for line in _lines(entry)), args)
    return 0


def _lines(entry: Entry) -> list[str]:
    number = str(entry.seq) if entry.seq is not None else "–"
    who = entry.who or _("the program itself")
    head = f"{number}  {entry.at:%Y-%m-%d %H:%M:%S}  {who}  {entry.action}  {entry.subject}"
    rows = [_line(row) for row in entry.rows]
    rows += [_("… and {n} more").format(n=entry.more)] if entry.more else []
    return [f"{head}  ({entry.origin})" if entry.origin else head, *(f"    {row}" for row in rows)]


def _line(row: ChangedRow) -> str:
    where = f"{row.table}, {row.row}"
    if row.before is None:
        return _("{row}: added: {values}").format(row=where, values=_values(row.after))
    if row.after is None:
        return _("{row}: deleted: {values}").format(row=where, values=_values(row.before))
    changed = _(", ").join(f"{name} {row.before[name]} → {row.after[name]}" for name in row.after)
    return f"{where}: {changed}"


def _values(values: Mapping[str, Any] | None) -> str:
    return _(", ").join(f"{name} {value}" for name, value in (values or {}).items() if value is not None)


def _data(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "who": entry.who,
        "action": entry.action,
        "subject": entry.subject,
        "origin": entry.origin,
        "detail": entry.detail,
        "more": entry.more,
        "rows": [
            {"table": row.table, "row": row.row, "before": row.before, "after": row.after}
            for row in entry.rows
        ],
    }
