"""`qadesk interview`: what was said with agents about the results of a closed month."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from typing import Any, Final

from qadesk import formats
from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.i18n import _
from qadesk.services.after_closing import interviews
from qadesk.services.after_closing.interview_words import interview_lines, interview_saved
from qadesk.services.after_closing.interviews import Interview
from qadesk.storage.office import Office

_PARTS: Final = ("day", "led_by", "strengths", "improve", "agreed", "statement")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit code."""
    office = open_office(args, writes=args.action != "list")
    try:
        {"list": _list, "save": _save, "remove": _remove, "pages": _pages}[args.action](office, args)
    finally:
        office.close()
    return EXIT_DONE


def _list(office: Office, args: argparse.Namespace) -> None:
    found = interviews.interviews(office, args.code)
    data = {"cycle": args.code, "interviews": [_as_data(one) for one in found.values()]}
    lines = ["\n    ".join((one.staff_no, *interview_lines(one))) for one in found.values()] or [
        _("No interview of {month} was entered.").format(month=formats.cycle_text(args.code))
    ]
    output.print_result(data, "\n".join(lines), args)


def _save(office: Office, args: argparse.Namespace) -> None:
    """What is not said stays as it is, or as the agreed focus proposes it."""
    before, _on_sheet = interviews.proposed(office, args.code, args.staff_no)
    said = {name: value for name in _PARTS if (value := getattr(args, name)) is not None}
    made = interviews.save(
        office, args.code, args.staff_no, replace(before, **said), on_sheet=args.on_sheet
    ).value
    output.print_result({"cycle": args.code, **_as_data(made)}, interview_saved(made, made.staff_no), args)


def _remove(office: Office, args: argparse.Namespace) -> None:
    interviews.remove(office, args.code, args.staff_no)
    text = _("Removed: the interview with {name}").format(name=args.staff_no)
    output.print_result({"cycle": args.code, "staff_no": args.staff_no}, text, args)


def _pages(office: Office, args: argparse.Namespace) -> None:
    from qadesk.services.paper import interview_pages

    output.will_hold(office, "agents", None)
    count = interview_pages.save_pages(office, args.code, args.staff_nos, args.file, blank=args.blank).value
    text = _("Saved: {file}").format(file=args.file)
    output.print_result({"cycle": args.code, "file": str(args.file), "agents": count}, text, args)


def _as_data(one: Interview) -> dict[str, Any]:
    said = asdict(one.talk) | {"day": one.talk.day.isoformat()}
    return {
        "staff_no": one.staff_no,
        **said,
        "on_sheet": one.on_sheet,
        "by": one.by,
        "at": one.at.isoformat(),
    }
