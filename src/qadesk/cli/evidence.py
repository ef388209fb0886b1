"""`qadesk evidence`: all that stands behind one assessment in one file."""

from __future__ import annotations

import argparse

from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.i18n import _


def run(args: argparse.Namespace) -> int:
    """Write the pack, and say what it holds. Raises UserError."""
    from qadesk.services.evidence_pack import pack, words

    office = open_office(args, writes=True)
    try:
        output.will_hold(office, "agents" if args.without_customers else "both", whole=True)
        made = pack.make(
            office, args.code, args.staff_no, args.file, with_customers=not args.without_customers
        ).value
    finally:
        office.close()
    lines = [_("Saved: {file}").format(file=made.path), *words.said(made)]
    data = {
        "file": str(made.path),
        "code": made.code,
        "provisional": made.provisional,
        "head": made.head,
        "files": made.files,
        "customers": {f"{one.table}.{one.column}": one.count for one in made.customers},
    }
    output.print_result(data, "\n".join(lines), args)
    return EXIT_DONE
