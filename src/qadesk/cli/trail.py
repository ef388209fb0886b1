"""`qadesk trail`: who changed what, when, from where, before and after."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.i18n import _

if TYPE_CHECKING:
    from qadesk.services.trail import things
    from qadesk.services.trail.browsing import ChangedRow, Entry
    from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Print the newest entries. Raises UserError."""
    from qadesk.services import personal
    from qadesk.services.trail import browsing

    office = open_office(args)
    try:
        if args.whole:
            personal.reveal(office, "trail")
        if args.pdf is not None:
            return _pdf(office, args)
        found = browsing.entries(office, most=args.last, subject=args.subject, login=args.by)
    finally:
        office.close()
    data = {"entries": [_data(entry) for entry in found]}
    output.print_result(data, "\n".join(line for entry in found for line in _lines(entry)), args)
    return 0


def _pdf(office: Office, args: argparse.Namespace) -> int:
    """The history of one thing, or the entries asked for, on paper."""
    from qadesk.services.trail import paper
    from qadesk.services.trail.finding import Wanted

    output.will_hold(office, "both", None, "trail")
    if args.of:
        lines = paper.write_history(office, _thing(office, args.of), args.pdf).value
    else:
        wanted = Wanted(login=args.by, subject=args.subject)
        lines = paper.write_entries(office, wanted, args.pdf).value
    data = {"file": str(args.pdf), "lines": lines}
    output.print_result(data, _("Saved: {file}").format(file=args.pdf), args)
    return 0


def _thing(office: Office, of: str) -> things.About:
    """What is meant: a month, an agent, or an agent in a month. Raises UserError for neither."""
    from qadesk.services import cycles, staff_numbers
    from qadesk.services.trail import things

    code, _slash, number = of.rpartition("/")
    with office.read() as connection:
        if code:
            cycles.get_in(connection, office, code)
        elif any(one.code == of for one in cycles.all_in(connection, office)):
            return things.of_cycle(of)
        staff_numbers.must_find(connection, number)
    return things.of_assessment(office, code, number) if code else things.of_agent(number)


def _lines(entry: Entry) -> list[str]:
    number = str(entry.seq) if entry.seq is not None else "–"
    who = entry.who or _("the program itself")
    said = [number, f"{entry.at:%Y-%m-%d %H:%M:%S}", who, entry.what, entry.about]
    said += [f"({entry.whence})"] if entry.whence else []
    said += [_("Reason: {reason}").format(reason=entry.why)] if entry.why else []
    rows = [_line(row) for row in entry.rows]
    rows += [_("… and {n} more").format(n=entry.more)] if entry.more else []
    return ["  ".join(one for one in said if one), *(f"    {row}" for row in rows)]


def _line(row: ChangedRow) -> str:
    if row.before is not None and row.after is not None:
        changed = _(", ").join(f"{one.column}: {one.before} → {one.after}" for one in row.cells)
        return f"{row.name}: {changed}"
    added = row.before is None
    values = _(", ").join(f"{one.column}: {one.after if added else one.before}" for one in row.cells)
    text = _("{row}: added: {values}") if added else _("{row}: deleted: {values}")
    return text.format(row=row.name, values=values)


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
            {"table": row.table, "row": row.name, "before": row.before, "after": row.after}
            for row in entry.rows
        ],
    }
