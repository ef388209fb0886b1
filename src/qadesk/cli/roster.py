"""The `roster` sub-commands: the staff list in, a mistyped staff number corrected."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from qadesk.cli import importing, output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
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


def _plain(agent: Agent) -> dict[str, Any]:
    return {"staff_no": agent.staff_no, "name": agent.name, "former": list(agent.former)}


_ACTIONS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "import": importing.run,
    "number": _number,
}
