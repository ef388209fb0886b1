"""What the command line understands of personal data: how long it is kept, what is kept about a person."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qadesk.i18n import _


def add_commands(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    """Add the commands to those of the program."""
    from qadesk.services.retention.periods import SORTS

    kept = commands.add_parser("retention", help=_("how long personal data is kept, and removing it then"))
    actions = kept.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    actions.add_parser("show", help=_("the months each sort of data is kept"))
    put = actions.add_parser("set", help=_("keep a sort of data for so many months; 0: without end"))
    put.add_argument("sort", choices=SORTS, metavar="SORT", help=", ".join(SORTS))
    put.add_argument("months", type=int, metavar="MONTHS")
    actions.add_parser("due", help=_("what is past its time: how many rows of what, and how old"))
    gone = actions.add_parser("remove", help=_("remove what is past its time; it cannot be undone"))
    gone.add_argument("sorts", nargs="*", metavar="SORT", help=_("only these (default: all)"))
    gone.add_argument("--yes", action="store_true", help=_("remove; without this, what would go is listed"))
    about = commands.add_parser("about-person", help=_("everything that is kept about one person"))
    about.add_argument("who", metavar="STAFF_NO")
    about.add_argument("file", type=Path, metavar="FILE", help=_("PDF (.pdf) or workbook (.xlsx)"))
    user = _("WHO is the name a user of the program signs in with")
    about.add_argument("--user-of-program", action="store_true", help=user)
