"""What the command line understands of quality checks."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from qadesk.i18n import _


def add_commands(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    """Add the commands to those of the program."""
    top = commands.add_parser("checks", help=_("quality checks of single calls and chats"))
    actions = top.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    actions.add_parser("forms", help=_("the check forms and their versions"))
    ready = actions.add_parser("ready", help=_("list the ready forms, or put one in as a draft"))
    ready.add_argument("name", nargs="?", default="", metavar="NAME")
    _file(actions, "import", _("put the form of a file in as a draft"))
    _file(_form(actions, "export", _("write a form to a file")))
    _form(actions, "publish", _("have contacts be checked by a draft"))
    _form(actions, "delete", _("delete a draft"))
    listed = _month(actions, "list", _("the checks of a month, and how far they are"))
    listed.add_argument("--agent", metavar="STAFF_NO", default="")
    for name, text in (
        ("plan", _("say what a sample would be, and how precise")),
        ("sample", _("draw a sample of contacts to check")),
    ):
        drawn = _form(actions, name, text, month=True)
        drawn.add_argument("--each", type=int, default=5, metavar="N", help=_("of each agent (default: 5)"))
        drawn.add_argument(
            "--group", action="append", default=[], metavar="N:CONDITION",
            help=_("at least N of a group first, as 1:rating<=2, 1:minutes>=5, 1:complaint, 1:word=refund"),
        )  # fmt: skip
        if name == "sample":
            drawn.add_argument("--seed", default="", help=_("to draw the same again"))
    begun = _form(actions, "begin", _("begin to check a contact without a record"), month=True)
    begun.add_argument("staff_no", metavar="STAFF_NO")
    begun.add_argument("at", type=datetime.fromisoformat, metavar="YYYY-MM-DDTHH:MM")
    begun.add_argument("--channel", choices=("call", "chat", "other"), default="call")
    begun.add_argument("--ref", default="", help=_("reference of the contact"))
    _check(actions, "show", _("a check with its answers and how its score is made"))
    said = _check(actions, "answer", _("answer questions of a check"))
    said.add_argument("answers", nargs="+", metavar="QUESTION=ANSWER")
    noted = _check(actions, "comment", _("comment on a question, or on the whole check"))
    noted.add_argument("text", metavar="TEXT")
    noted.add_argument("--question", default="", metavar="CODE")
    noted.add_argument("--second", type=int, metavar="N", help=_("where in the recording"))
    _check(actions, "submit", _("make a check count"))
    _check(actions, "discard", _("discard a check that is not submitted"))
    for name, text in (
        ("reopen", _("take a submitted check back to be corrected")),
        ("replace", _("check another contact instead")),
    ):
        _check(actions, name, text).add_argument("--reason", required=True, metavar="TEXT")


def _month(actions: Any, name: str, text: str) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("code", metavar="YYYY-MM")
    return parser


def _form(actions: Any, name: str, text: str, *, month: bool = False) -> Any:
    parser = _month(actions, name, text) if month else actions.add_parser(name, help=text)
    parser.add_argument("form", metavar="FORM", help=_("as CODE or CODE:VERSION; without one the newest"))
    return parser


def _check(actions: Any, name: str, text: str) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("check", type=int, metavar="CHECK")
    return parser


def _file(actions: Any, name: str = "", text: str = "") -> None:
    parser = actions.add_parser(name, help=text) if name else actions
    parser.add_argument("file", type=Path, metavar="FILE.yaml")
