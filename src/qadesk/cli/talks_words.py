"""What the command line understands of interviews and of who has read a scorecard."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from qadesk.i18n import _


def add_commands(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    """Add the commands to those of the program."""
    talk = commands.add_parser("interview", help=_("interviews about the results of a closed month"))
    actions = talk.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    _of_month(actions, "list", _("the interviews of a month"))
    entered = _of_agent(actions, "save", _("enter or correct an interview"))
    entered.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help=_("when it was held"))
    entered.add_argument("--led-by", metavar="NAME", help=_("who led it"))
    for name, text in (
        ("strengths", _("strengths")),
        ("improve", _("points to improve")),
        ("agreed", _("agreed steps")),
        ("statement", _("the agent's own words")),
    ):
        entered.add_argument(f"--{name}", metavar="TEXT", help=text)
    entered.add_argument(
        "--on-sheet",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=_("whether the sheet says day and words, too (default: until it is printed or handed over)"),
    )  # fmt: skip
    _of_agent(actions, "remove", _("take an interview away"))
    pages = _of_month(actions, "pages", _("write the pages of interviews as PDF"))
    pages.add_argument("file", type=Path, metavar="FILE.pdf")
    pages.add_argument("staff_nos", nargs="*", metavar="STAFF_NO")
    pages.add_argument("--blank", action="store_true", help=_("with room to write, whatever was entered"))


def add_readers(actions: Any, which: str) -> None:
    """Add to the commands of scorecards who has read a version; `which` says how a version is named."""
    for name, text in (
        ("readers", _("who has signed for having read it, and when")),
        ("signed", _("enter that agents signed for it")),
        ("unsigned", _("take back that agents signed for it")),
        ("sign-list", _("write the list to sign as PDF")),
    ):
        parser = actions.add_parser(name, help=text)
        parser.add_argument("which", metavar="CODE", help=which)
        if name == "sign-list":
            parser.add_argument("file", type=Path, metavar="FILE.pdf")
        if name == "unsigned":
            parser.add_argument("staff_nos", nargs="+", metavar="STAFF_NO")
        if name == "signed":
            who = parser.add_mutually_exclusive_group()
            who.add_argument("staff_nos", nargs="*", default=(), metavar="STAFF_NO")
            who.add_argument("--all", action="store_true", help=_("all who have not signed yet"))
            parser.add_argument(
                "--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help=_("when (default: today)")
            )


def _of_month(actions: Any, name: str, text: str) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("code", metavar="YYYY-MM")
    return parser


def _of_agent(actions: Any, name: str, text: str) -> Any:
    parser = _of_month(actions, name, text)
    parser.add_argument("staff_no", metavar="STAFF_NO")
    return parser
