"""`qadesk cycle`: open a month, list what is pending in it, close it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection
from typing import Any

from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE, EXIT_REFUSED
from qadesk.errors import UserError, joined
from qadesk.i18n import _, current_language, ngettext
from qadesk.services import cycles, opening
from qadesk.services.backups import keeping
from qadesk.services.closing import close
from qadesk.services.closing.close import Closing
from qadesk.services.closing.pending import Finding
from qadesk.services.closing.pending_words import in_words
from qadesk.storage import generations
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out `cycle open`, `take-back`, `pending` or `close`; the exit code."""
    office = open_office(args, writes=args.action != "pending")
    try:
        if args.action == "open":
            if args.scorecard:
                chosen = opening.choice(office, args.scorecard, args.code)
                opening.open_month(office, args.code, chosen.scorecard_id)
            else:
                cycles.open_cycle(office, args.code)
            text = _("The cycle {code} is open.").format(code=args.code)
            output.print_result({"cycle": args.code, "action": "open"}, text, args)
            return EXIT_DONE
        if args.action == "take-back":
            opening.take_back(office, args.code)
            text = _("The opening of {code} was taken back; its records stay.").format(code=args.code)
            output.print_result({"cycle": args.code, "action": "take-back"}, text, args)
            return EXIT_DONE
        return _close(office, args)
    finally:
        office.close()


def _close(office: Office, args: argparse.Namespace) -> int:
    """List what is pending; close where nothing blocks and the warnings, if any, are accepted with --yes."""
    found = close.closing(office, args.code)
    wanted = args.action == "close"
    closed = wanted and not found.blocked and (args.yes or not found.found)
    if closed:
        if not args.without_backup:
            _back_up(office)
        close.close_cycle(office, args.code, accepting=found.found)
    data = {
        "cycle": args.code,
        "action": args.action,
        "closed": closed,
        "blocked": found.blocked,
        "pending": [_finding(finding) for finding in found.found],
        "final": {"graded": found.graded, "not_assessed": found.excluded},
    }
    output.print_result(data, "\n".join(_lines(found, closed=closed)), args)
    if wanted and not closed and not args.json:
        print(_why_not(found), file=sys.stderr)
    return EXIT_REFUSED if wanted and not closed else EXIT_DONE


def _back_up(office: Office) -> None:
    """Closing cannot be undone: a copy first. Raises UserError, which says how to close without."""
    try:
        keeping.copy_before(office, generations.CLOSING)
    except UserError as error:
        more = _("To close it without a backup, add --without-backup.")
        raise UserError(
            error.code, error.happened, kept=error.kept, remedy=joined(error.remedy, more)
        ) from error


def _why_not(found: Closing) -> str:
    if found.blocked:
        return _("{code} is still open: settle the items marked ✗ first.").format(code=found.cycle)
    return _("{code} is still open: check the list, then close it with --yes.").format(code=found.cycle)


def _lines(found: Closing, *, closed: bool) -> list[str]:
    lines = _told(found.found)
    if closed:
        return [*lines, _("Closed the cycle {code}; its results are locked.").format(code=found.cycle)]
    if not lines:
        lines.append(_("Nothing is pending in {code}.").format(code=found.cycle))
    text = ngettext(
        "Closing locks {n} result of {code} with all its records, ratings, values, targets and exemptions.",
        "Closing locks {n} results of {code} with all their records, ratings, values, "
        "targets and exemptions.",
        found.graded,
    )
    return [*lines, text.format(n=found.graded, code=found.cycle)]


def _told(found: Collection[Finding]) -> list[str]:
    lines = []
    for finding in found:
        words = in_words(finding)
        lines.append(f"{'✗' if finding.blocks else '!'} {words.text}")
        lines.append(f"    {words.remedy}{_command(finding)}")
    return lines


def _command(finding: Finding) -> str:
    """What does it on the command line."""
    return " (qadesk score drafts)" if finding.drafts and finding.blocks else ""


def _finding(finding: Finding) -> dict[str, Any]:
    words = in_words(finding, everyone=True)
    return {
        "code": finding.code.value,
        "blocks": finding.blocks,
        "count": finding.count,
        "agents": [staff_no for staff_no, _name in finding.agents],
        "by": finding.by,
        "indicators": [names.in_language(current_language()) for names in finding.items],
        "kind": finding.kind,
        "days": [day.isoformat() for day in finding.days],
        "files": list(finding.files),
        "screen": finding.screen,
        "text": words.text,
        "remedy": words.remedy,
    }
