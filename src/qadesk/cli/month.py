"""`qadesk month`: a month from its exports to its sheets, in one call."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping

from qadesk import formats
from qadesk.cli import importing, output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE, EXIT_REFUSED, EXIT_REJECTED_ROWS
from qadesk.i18n import _, current_language
from qadesk.services import cycles
from qadesk.services.paper import sheets
from qadesk.services.paper.sheets import SheetsReport
from qadesk.services.records.imports import ImportReport
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Open the cycle if it is not open, import the files in their order, save the sheets; the exit code.

    Where a file is refused nothing is drawn: its records would be missing on every sheet.
    """
    office = open_office(args, writes=True)
    try:
        opened = _open_cycle(office, args.code)
        told = importing.import_all(office, args)
        strange = _of_other_months(told, args.code)
        code = EXIT_REFUSED if strange else importing.exit_code(told)
        drawn = None if code == EXIT_REFUSED else _draw(office, args)
    finally:
        office.close()
    if args.json:
        data = {
            "cycle": args.code,
            "opened": opened,
            "files": {name: importing.as_data(one) for name, one in told.items()},
            "of_other_months": [*strange],
            "sheets": None if drawn is None else output.sheets_data(drawn),
        }
        print(json.dumps(data, ensure_ascii=False, indent=1))
        return code
    if opened:
        print(_("The cycle {code} is open.").format(code=args.code))
    importing.show(told, args)
    for line in strange.values():
        print(line, file=sys.stderr)
    if drawn is None:
        print(_("No sheets were made: correct the files that were refused, then run this again."))
    else:
        output.sheets(drawn, args)
    return code if code in (EXIT_REFUSED, EXIT_REJECTED_ROWS) else EXIT_DONE


def _of_other_months(told: Mapping[str, importing.ImportResult], code: str) -> dict[str, str]:
    """The files none of whose records lies in the month, each with a line that says so."""
    wanted = cycles.parse(code)
    found = {}
    for name, one in told.items():
        spans = [sheet.days for sheet in one.read if sheet.days] if isinstance(one, ImportReport) else []
        if spans and not any(days[0] < wanted.end and days[-1] >= wanted.start for days in spans):
            first, last = min(days[0] for days in spans), max(days[-1] for days in spans)
            text = _("{file} has no record of {code}: its days are {first} to {last}.")
            found[name] = text.format(file=name, code=code, first=formats.day(first), last=formats.day(last))
    return found


def _open_cycle(office: Office, code: str) -> bool:
    """Open the cycle if there is none of this code; whether it was opened."""
    if any(cycle.code == code for cycle in cycles.all_cycles(office)):
        return False
    cycles.open_cycle(office, code)
    return True


def _draw(office: Office, args: argparse.Namespace) -> SheetsReport:
    output.will_hold(office, "agents")
    return sheets.save(
        office, args.code, args.sheets, staff_nos=None, merged=args.merged, language=current_language()
    ).value
