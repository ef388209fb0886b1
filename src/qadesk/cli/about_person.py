"""`qadesk about-person`: everything that is kept about one person, as PDF or spreadsheet."""

from __future__ import annotations

import argparse

from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.i18n import _


def run(args: argparse.Namespace) -> int:
    """Say what it will hold, then write it. Raises UserError."""
    from qadesk.services import about_person

    office = open_office(args, writes=True)
    try:
        look = about_person.about_user if args.user_of_program else about_person.about_agent
        about = look(office, args.who)
        output.will_hold(office, "both", about.rows)
        about_person.write(office, about, args.file)
    finally:
        office.close()
    data = {
        "file": str(args.file),
        "name": about.name,
        "sections": {one.title: len(one.rows) for one in about.sections},
    }
    output.print_result(data, _("Saved: {file}").format(file=args.file), args)
    return EXIT_DONE
