"""What the command line understands of using results: rules, bonus pay, awards, lists."""

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
    _letter(_of_month(actions, "letters", _("write a notice to each agent as PDF")))
    _print(_of_month(actions, "print", _("write the list as PDF")))
    for name, text, letters in (
        ("awards", _("awards by the results of a closed month"), _("write a letter to each winner as PDF")),
        ("lists", _("promotion and training lists"), _("write a letter to each agent on them as PDF")),
    ):
        group = commands.add_parser(name, help=text)
        steps = group.add_subparsers(
            dest="action", required=True, metavar="ACTION", parser_class=parser_class
        )
        _of_month(steps, "list", _("who, why, and who cannot be told apart"))
        _print(_of_month(steps, "save", _("write it as PDF, workbook or CSV")))
        letter = _letter(_of_month(steps, "letters", letters))
        if name == "awards":
            letter.add_argument("--certificate", action="store_true", help=_("certificates instead"))


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
    tried = _of_version(actions, "try", _("what it would have made of past months, beside those in force"))
    tried.add_argument("--months", type=int, default=6, metavar="N", help=_("how many (default: 6)"))
    named = actions.add_parser("currency", help=_("the currency of amounts, or another one"))
    named.add_argument("--zh", metavar="WORD", help=_("its word in Chinese"))
    named.add_argument("--en", metavar="WORD", help=_("its word in English"))
    _of_version(actions, "take-back", _("make rules a draft again by which nothing was given out yet"))


def _of_month(actions: Any, name: str, text: str) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("code", metavar="YYYY-MM")
    return parser


def _print(parser: Any) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    _language(parser)


def _letter(parser: Any) -> Any:
    parser.add_argument("file", type=Path, metavar="FILE.pdf")
    parser.add_argument("staff_nos", nargs="*", metavar="STAFF_NO", help=_("only these agents"))
    _language(parser)
    return parser


def _language(parser: Any) -> None:
    parser.add_argument("--paper", choices=("zh_CN", "en"), default="", help=_("the language of the paper"))


def _of_version(actions: Any, name: str, text: str) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("version", type=int, metavar="VERSION")
    return parser
