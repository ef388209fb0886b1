"""What the command line understands of using results: rules, bonuses."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qadesk.i18n import _


def add_commands(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    """Add the commands to those of the program."""
    _rules(commands, parser_class)
    bonus = commands.add_parser("bonus", help=_("bonus pay by the results of a closed month"))
    actions = bonus.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    _of_month(actions, "list", _("what each agent has, why, and how sure it is"))
    saved = _of_month(actions, "export", _("write the list for payroll, and keep what it said"))
    saved.add_argument("file", type=Path, metavar="FILE.xlsx|.csv")
    saved.add_argument("--columns", metavar="A,B,…", help=_("which columns, remembered for the next time"))
    days = _of_month(actions, "days", _("enter days worked: KF1001=21.5; without a number: not known"))
    days.add_argument("days", nargs="+", metavar="STAFF_NO=N")


def _rules(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    rules = commands.add_parser("use-rules", help=_("the rules for bonus pay, awards and lists"))
    actions = rules.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    actions.add_parser("list", help=_("all versions"))
    _of_version(actions, "show", _("one version"))
    draft = actions.add_parser("draft", help=_("begin a draft with the proposed rules, or with a copy"))
    draft.add_argument("--of", type=int, metavar="VERSION", help=_("the version to copy"))
    saved = _of_version(actions, "save", _("take the rules of a draft from a JSON file"))
    saved.add_argument("file", type=Path, metavar="FILE.json")
    _of_version(actions, "delete", _("delete a draft"))
    force = _of_version(actions, "in-force", _("put a draft in force"))
    force.add_argument("--from", dest="since", required=True, metavar="YYYY-MM", help=_("the first month"))
    _of_version(actions, "take-back", _("make rules a draft again by which nothing was given out yet"))


def _of_month(actions: Any, name: str, text: str) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("code", metavar="YYYY-MM")
    return parser


def _of_version(actions: Any, name: str, text: str) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("version", type=int, metavar="VERSION")
    return parser
