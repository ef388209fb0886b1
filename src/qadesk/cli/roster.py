"""The `roster` sub-commands: the staff list in, a mistyped staff number corrected, two entries merged."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from qadesk.cli import importing, output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.formats import agent_text
from qadesk.i18n import _
from qadesk.services.roster import Agent
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out a parsed call; the exit code. Raises UserError."""
    office = open_office(args, writes=not getattr(args, "dry_run", False))
    try:
        return _ACTIONS[args.action](office, args)
    finally:
        office.close()


def _number(office: Office, args: argparse.Namespace) -> int:
    from qadesk.services import renumbering

    now = renumbering.correct(office, args.staff_no, args.new, args.reason).value
    text = _("{name} now has staff number {staff_no}. The old number is remembered.")
    output.print_result(_plain(now), text.format(name=now.name, staff_no=now.staff_no), args)
    return EXIT_DONE


def _merge(office: Office, args: argparse.Namespace) -> int:
    from qadesk.services import merge_words, merging

    found = merging.preview(office, args.keep, args.other)
    lines = [
        _("{other} into {kept}").format(other=_person(found.other), kept=_person(found.kept)),
        *(f"  {line}" for line in merge_words.moving(found)),
    ]
    if found.differing:
        lines += [
            _("The entry says afterwards:"),
            *(f"  {line}" for line in merge_words.entry(found, args.theirs)),
        ]
    if found.clashes:
        lines += [_("Both have:"), *(f"  {line}" for line in merge_words.clashes(found))]
    lines += [merge_words.meeting(found)] if found.meeting else []
    if not args.yes:
        lines.append(_("Nothing was changed. To merge them, add --yes."))
    if args.yes:
        now = merging.merge(office, args.keep, args.other, args.prefer, args.theirs).value
        text = _("Merged. {number} is remembered as a former number of {name}.")
        lines.append(text.format(number=found.other.staff_no, name=now.name))
    rows = {"moving": found.moving, "clashes": found.clashes}
    data = {name: [asdict(row) for row in listed] for name, listed in rows.items()}
    told = _plain(found.kept) | {"other": _plain(found.other), **data, "merged": bool(args.yes)}
    output.print_result(told, "\n".join(lines), args)
    return EXIT_DONE


def _person(agent: Agent) -> str:
    return agent_text(agent.name, agent.staff_no)


def _plain(agent: Agent) -> dict[str, Any]:
    return {"staff_no": agent.staff_no, "name": agent.name, "former": list(agent.former)}


_ACTIONS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "import": importing.run,
    "merge": _merge,
    "number": _number,
}
