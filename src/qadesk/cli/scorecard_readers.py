"""`qadesk scorecard readers`, `signed`, `unsigned`, `sign-list`: who has read a version of a scorecard."""

from __future__ import annotations

import argparse

from qadesk import formats
from qadesk.cli import output
from qadesk.cli.parser import EXIT_DONE
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import readers
from qadesk.services.designing import version_words
from qadesk.services.designing.versions import Version
from qadesk.storage.office import Office


def carry_out(office: Office, version: Version, args: argparse.Namespace) -> int:
    """One of the commands, for a version; the exit code."""
    if args.action == "sign-list":
        from qadesk.services.designing import reading_list

        output.will_hold(office, "agents", None)
        count = reading_list.save_list(office, version.id, args.file).value
        data = {"file": str(args.file), "agents": count}
        output.print_result(data, _("Saved: {file}").format(file=args.file), args)
        return EXIT_DONE
    if args.action == "signed":
        who = _who(office, version, args)
        readers.sign(office, version.id, who, args.day or office.today())
    elif args.action == "unsigned":
        readers.unsign(office, version.id, args.staff_nos)
    found = readers.signers(office, version.id)
    signed = sum(one.day is not None for one in found)
    lines = [f"{version_words.version_title(version)}: {version_words.readers_text(signed, len(found))}"]
    lines += [f"{one.staff_no} {one.name}  {formats.day(one.day) or formats.DASH}" for one in found]
    data = {
        "scorecard": version.code,
        "version": version.version,
        "signed": signed,
        "agents": [
            {"staff_no": one.staff_no, "name": one.name, "day": one.day and one.day.isoformat(), "by": one.by}
            for one in found
        ],
    }  # fmt: skip
    output.print_result(data, "\n".join(lines), args)
    return EXIT_DONE


def _who(office: Office, version: Version, args: argparse.Namespace) -> tuple[str, ...]:
    """Those named, or with --all everybody who has not signed. Raises UserError where nobody is meant."""
    if args.staff_nos:
        return tuple(args.staff_nos)
    left = tuple(one.staff_no for one in readers.signers(office, version.id) if one.day is None)
    if args.all and left:
        return left
    raise UserError(
        "reading.nobody",
        _("Nobody is meant who has not signed yet."),
        kept=_("Nothing was changed."),
        remedy=_("Give staff numbers, or --all for everybody who has not signed."),
    )
