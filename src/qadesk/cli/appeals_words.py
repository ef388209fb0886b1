"""What the command line understands of appeals."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from qadesk.domain.appeals import DECISIONS
from qadesk.i18n import _


def add_commands(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    """Add the command to those of the program."""
    appeal = commands.add_parser("appeal", help=_("appeals against the results of a closed month"))
    steps = appeal.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    listed = _of_month(steps, "list", _("all appeals, the most urgent first"))
    listed.add_argument("--save", type=Path, metavar="FILE", help=_("write the list as xlsx or csv, too"))
    _entry(_of_agent(steps, "enter", _("enter an agent's appeal")))
    _entry(_of_agent(steps, "edit", _("correct an appeal that is not decided yet")))
    further = _of_agent(steps, "next", _("take a decided appeal to the next level"))
    _entry(further)
    attach = _of_agent(steps, "attach", _("attach evidence: PDF, PNG or JPEG"))
    attach.add_argument("files", nargs="+", type=Path, metavar="FILE")
    detach = _of_month(steps, "detach", _("take evidence off"))
    detach.add_argument("file", type=int, metavar="ID", help=_("its number in the list"))
    withdraw = _of_agent(steps, "withdraw", _("enter that the agent withdrew it"))
    withdraw.add_argument(
        "--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help=_("when (default: today)")
    )
    _of_agent(steps, "correct", _("open the agent's figures, to be corrected inside the appeal"))
    _of_agent(steps, "give-up", _("end a correction in which nothing was changed"))
    decide = _of_agent(steps, "decide", _("decide on it; what was corrected becomes a new revision"))
    outcomes = [one.value.replace("_", "-") for one in DECISIONS]
    decide.add_argument("outcome", choices=outcomes, metavar="OUTCOME", help=", ".join(outcomes))
    decide.add_argument("--reasons", required=True, metavar="TEXT", help=_("the answer to the agent"))
    decide.add_argument("--found", action="append", default=[], metavar="ID=TEXT",
                        help=_("what was found on a point, by its number in the list"))  # fmt: skip
    decide.add_argument("--others", action="store_true", help=_("recalculate the results of others, too"))
    form = _of_month(steps, "form", _("write the appeal form as PDF"))
    form.add_argument("file", type=Path, metavar="FILE.pdf")
    form.add_argument("staff_nos", nargs="*", metavar="STAFF_NO")
    form.add_argument("--blank", action="store_true", help=_("to fill in by hand"))
    rule = steps.add_parser("rule", help=_("within how many days an appeal is answered, and the next level"))
    rule.add_argument("--days", type=int, metavar="N", help=_("days to answer"))
    rule.add_argument("--calendar", action="store_true", help=_("calendar days instead of working days"))
    rule.add_argument(
        "--next-level", metavar="NAME", help=_("where a rejected appeal can go; empty: nowhere")
    )


def _entry(parser: Any) -> None:
    parser.add_argument("--words", required=True, metavar="TEXT", help=_("what the agent says"))
    parser.add_argument("--received", type=date.fromisoformat, metavar="YYYY-MM-DD",
                        help=_("when it was handed in (default: today)"))  # fmt: skip
    parser.add_argument("--taken-down", action="store_true", help=_("not in the agent's writing"))
    parser.add_argument("--interview", type=date.fromisoformat, metavar="YYYY-MM-DD",
                        help=_("when the result was talked over"))  # fmt: skip
    for name, text in (
        ("indicator", _("an indicator it is about: its code, and what is wrong with it")),
        ("record", _("a record it is about: its reference, and what is wrong with it")),
        ("exemption", _("an exemption it is about: the indicator's code, and what is wrong with it")),
    ):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="REF[=TEXT]", help=text)


def _of_month(steps: Any, name: str, text: str) -> Any:
    parser = steps.add_parser(name, help=text)
    parser.add_argument("code", metavar="YYYY-MM")
    return parser


def _of_agent(steps: Any, name: str, text: str) -> Any:
    parser = _of_month(steps, name, text)
    parser.add_argument("staff_no", metavar="STAFF_NO")
    return parser
