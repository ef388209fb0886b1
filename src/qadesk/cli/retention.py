"""The `retention` sub-commands: how long personal data is kept, what is due, and removing it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from qadesk.cli import output, told
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE, EXIT_REFUSED
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.storage.office import Office

if TYPE_CHECKING:
    from qadesk.services.retention.due import Due


def run(args: argparse.Namespace) -> int:
    """Carry out a parsed call; the exit code. Raises UserError."""
    office = open_office(args, writes=args.action == "set" or (args.action == "remove" and args.yes))
    try:
        return {"show": _show_periods, "set": _set, "due": _due, "remove": _remove}[args.action](office, args)
    finally:
        office.close()


def _show_periods(office: Office, args: argparse.Namespace) -> int:
    from qadesk.services.retention import periods, words

    found = periods.periods(office)
    lines = [f"{sort:<12}{words.period(months)}  {periods.title(sort)}" for sort, months in found.items()]
    output.print_result({"months": found}, "\n".join(lines), args)
    return EXIT_DONE


def _set(office: Office, args: argparse.Namespace) -> int:
    from qadesk.services.retention import periods, words

    before = periods.set_period(office, args.sort, args.months).value
    text = _("“{what}”: {period} (before: {before})").format(
        what=periods.title(args.sort), period=words.period(args.months), before=words.period(before)
    )
    output.print_result({"sort": args.sort, "months": args.months, "before": before}, text, args)
    return EXIT_DONE


def _due(office: Office, args: argparse.Namespace) -> int:
    from qadesk.services.retention import due, words

    found = due.due(office)
    lines = [line for one in found if one.count for line in words.lines(one)]
    output.print_result(_data(found), "\n".join(lines) or words.nothing(), args)
    return EXIT_DONE


def _remove(office: Office, args: argparse.Namespace) -> int:
    """Without `--yes` what would go is listed, and nothing is done."""
    from qadesk.services.retention import due, removal, words
    from qadesk.services.retention.periods import SORTS

    if unknown := [one for one in args.sorts if one not in SORTS]:
        raise UserError(
            "retention.unknown_sort",
            _("There is no sort of data “{what}”.").format(what=unknown[0]),
            kept=_("Nothing was changed."),
            remedy=_("It is one of: {sorts}.").format(sorts=", ".join(SORTS)),
        )
    sorts = tuple(args.sorts or SORTS)
    if not args.yes:
        found = tuple(one for one in due.due(office) if one.sort in sorts)
        if not any(one.count for one in found):
            output.print_result(_data(found) | {"done": False}, words.nothing(), args)
            return EXIT_DONE
        lines = [line for one in found if one.count for line in words.lines(one)]
        lines += [*words.beforehand(office), _("To remove it, give --yes.")]
        output.print_result(_data(found) | {"done": False}, "\n".join(lines), args)
        return EXIT_REFUSED
    with told.on_terminal(args, _("Removing")) as progress:
        done = removal.carry_out(office, sorts, progress).value
    text = "\n".join([words.done(done), *words.still_in_copies(office)])
    output.print_result(_data(done) | {"done": True}, text, args)
    return EXIT_DONE


def _data(found: tuple[Due, ...]) -> dict[str, object]:
    return {
        "due": {
            one.sort: {
                "months": one.months,
                "before": one.before.isoformat(),
                "rows": dict(one.rows),
                "oldest": one.oldest and one.oldest.isoformat(),
                "newest": one.newest and one.newest.isoformat(),
                "examples": list(one.examples),
            }
            for one in found
        }
    }
