"""What the command line understands of a month after it was closed: review, delivery, days off."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any, Final

from qadesk.domain.stages import Stage
from qadesk.i18n import _

HOW: Final = {  # what is written on the command line: the stage
    "handed-over": Stage.DELIVERED,
    "signed": Stage.SIGNED,
    "objected": Stage.OBJECTED,
    "refused": Stage.REFUSED,
    "sent": Stage.SENT,
}


def add_commands(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    """Add the commands to those of the program."""
    review = commands.add_parser("review", help=_("review the results of a closed month"))
    actions = review.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    _of_month(actions, "list", _("all results, what to look at first"))
    _of_agents(actions, "approve", _("approve results"))
    back = _of_agents(actions, "return", _("return results with a reason"))
    back.add_argument("--reason", required=True, metavar="TEXT", help=_("what to look at again"))
    again = _of_agents(actions, "hand-in", _("hand returned results in again"))
    taken = _of_month(actions, "take-back", _("take the last step of results back, with a reason"))
    taken.add_argument("staff_nos", nargs="+", metavar="STAFF_NO")
    taken.add_argument("--reason", required=True, metavar="TEXT", help=_("why"))
    again.add_argument("--answer", required=True, metavar="TEXT", help=_("what was found"))

    _correcting(actions)

    deliver = commands.add_parser("deliver", help=_("how the sheets of a closed month reached the agents"))
    ways = deliver.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    _of_month(ways, "list", _("where each result stands, and until when it can be appealed"))
    texts = (
        _("the sheet was handed over"),
        _("the agent signed"),
        _("the agent signed with an objection"),
        _("the agent refused to sign, before a witness"),
        _("the sheet was sent by a carrier"),
    )
    for name, text in zip(HOW, texts, strict=True):
        way = _of_agents(ways, name, text)
        way.add_argument(
            "--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help=_("when (default: today)")
        )
        if name in ("objected", "refused"):
            way.add_argument("--reason", default="", metavar="TEXT", help=_("what the agent says"))
        if name == "refused":
            way.add_argument("--witness", default="", metavar="NAME", help=_("who saw it"))
        if name == "sent":
            way.add_argument("--carrier", default="", metavar="NAME", help=_("by whom it was sent"))
            way.add_argument("--number", dest="tracking", default="", metavar="NUMBER", help=_("its number"))
    _of_agents(ways, "final", _("make results final whose time to appeal is over"))
    _notice(commands, parser_class)
    _workdays(commands, parser_class)


def _correcting(actions: Any) -> None:
    reopen = _of_one(actions, "reopen", _("reopen one result of a closed month, so that it can be corrected"))
    reopen.add_argument("--reason", required=True, metavar="TEXT", help=_("why"))
    _of_one(actions, "difference", _("what finishing the correction would change"))
    finish = _of_one(actions, "finish", _("store the corrected result as a new revision"))
    finish.add_argument(
        "--others", action="store_true", help=_("recalculate the others, too, whose result differs by it")
    )
    _of_one(actions, "give-up", _("end a correction in which nothing was changed"))
    _of_one(actions, "revisions", _("all revisions of one result, superseded ones too"))
    earlier = _of_one(actions, "earlier-sheet", _("write the sheet of a superseded revision as PDF"))
    earlier.add_argument("revision", type=int, metavar="N")
    earlier.add_argument("file", type=Path, metavar="FILE.pdf")


def _notice(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    notice = commands.add_parser("notice", help=_("the notice of a month's final results, to be posted"))
    steps = notice.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    saved = _of_month(steps, "save", _("write it as PDF"))
    saved.add_argument("file", type=Path, metavar="FILE.pdf")
    saved.add_argument(
        "--named",
        choices=("both", "numbers", "names"),
        default="both",
        help=_("staff number and name, or one of them"),
    )
    saved.add_argument("--totals", action="store_true", help=_("totals beside the grades"))
    for name, dest, text in (
        ("--from", "first_day", _("first day of posting")),
        ("--until", "last_day", _("last day of posting")),
    ):
        saved.add_argument(name, dest=dest, type=date.fromisoformat, metavar="YYYY-MM-DD", help=text)
    saved.add_argument(
        "--objections-to", default="", metavar="NAME", help=_("to whom objections go (default: the managers)")
    )
    _of_month(steps, "list", _("the notices that were made, and whether the newest is out of date"))
    _of_month(steps, "posted", _("enter that the results were posted"))


def _workdays(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    days = commands.add_parser("workdays", help=_("days off and worked, and the time to appeal"))
    actions = days.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    actions.add_parser("list", help=_("what the office says of days, and its time to appeal"))
    for name, text in (
        ("off", _("the office is closed on these days")),
        ("on", _("the office works on these days")),
    ):
        said = _of_days(actions, name, text)
        said.add_argument("--name", default="", metavar="TEXT", help=_("why"))
    _of_days(actions, "forget", _("the public calendar decides again on these days"))
    appeal = actions.add_parser("appeal", help=_("set how long an agent may appeal after receipt"))
    appeal.add_argument("days", type=int, metavar="N")
    appeal.add_argument("--calendar", action="store_true", help=_("calendar days instead of working days"))
    until = actions.add_parser("until", help=_("until when what was received on a day can be appealed"))
    until.add_argument("day", type=date.fromisoformat, metavar="YYYY-MM-DD")


def _of_month(actions: Any, name: str, text: str) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("code", metavar="YYYY-MM")
    return parser


def _of_agents(actions: Any, name: str, text: str) -> Any:
    parser = _of_month(actions, name, text)
    who = parser.add_mutually_exclusive_group()
    who.add_argument("staff_nos", nargs="*", default=(), metavar="STAFF_NO")
    who.add_argument("--all", action="store_true", help=_("all for whom it is the next step"))
    return parser


def _of_days(actions: Any, name: str, text: str) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("days", nargs="+", type=date.fromisoformat, metavar="YYYY-MM-DD")
    return parser


def _of_one(actions: Any, name: str, text: str) -> Any:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("code", metavar="YYYY-MM")
    parser.add_argument("staff_no", metavar="STAFF_NO")
    return parser
