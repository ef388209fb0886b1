"""Opening the office a call means, for whoever it is said to be; the day's backup before the first change."""

from __future__ import annotations

import argparse
import sys

from qadesk import preferences
from qadesk.cli import signing_in
from qadesk.i18n import _
from qadesk.services import setup
from qadesk.services.backups import keeping
from qadesk.storage.office import Office


def open_office(args: argparse.Namespace, *, writes: bool = False) -> Office:
    """The office, open. Raises UserError.

    What opening had to do is said. Before the first command of the day that `writes` a backup is made; that
    none could be made is said, too, and keeps nothing from being done.
    """
    office = setup.open_office(preferences.office_place(args.office))
    try:
        signing_in.sign_in(office, args)
        for note in office.notes:
            print(note, file=sys.stderr)
        if writes and keeping.due(office):
            done = keeping.daily(office)
            for text, why in (
                (_("Today's backup failed: {why}"), done.failed),
                (_("The second place: {why}"), done.unreached),
            ):
                if why:
                    print(text.format(why=why), file=sys.stderr)
    except BaseException:
        office.close()
        raise
    return office
