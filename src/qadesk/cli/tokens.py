"""The `token` sub-commands: app tokens for scheduled work made, listed, revoked."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from qadesk.cli import output
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.file_errors import writing
from qadesk.i18n import _
from qadesk.services import tokens
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out a parsed call; the exit code. Raises UserError."""
    office = open_office(args, writes=args.action != "list")
    try:
        if args.action == "add":
            return _add(office, args)
        if args.action == "revoke":
            gone = tokens.revoke(office, args.number).value
            text = _("The app token “{name}” is revoked.").format(name=gone.name)
            output.print_result(_plain(office, gone), text, args)
            return EXIT_DONE
        return _list(office, args)
    finally:
        office.close()


def _add(office: Office, args: argparse.Namespace) -> int:
    if args.out is not None:
        _reserve(args.out)
    try:
        made = tokens.make(office, args.name, args.commands).value
    except BaseException:
        if args.out is not None:
            args.out.unlink()
        raise
    data = _plain(office, made.token)
    if args.out is not None:
        with writing(args.out):
            args.out.write_text(made.text + "\n", "utf-8")
        text = _("The app token is in {file}; only you can read it.").format(file=args.out)
    else:
        data["token"] = made.text
        text = made.text
    output.print_result(data, text, args)
    return EXIT_DONE


def _reserve(file: Path) -> None:
    """The file the token goes to, empty and for its owner alone; never one that is there already."""
    with writing(file):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _list(office: Office, args: argparse.Namespace) -> int:
    found = tokens.tokens(office)
    lines = []
    for one in found:
        used = f"{office.local(one.used_at):%Y-%m-%d %H:%M}" if one.used_at else _("never used")
        state = "" if one.works else "  " + _("no longer valid")
        named = output.padded(one.name, 24), output.padded(one.user, 16), output.padded(used, 18)
        lines.append(f"{one.id:>4}  {'  '.join(named)}{','.join(one.commands)}{state}")
    data = {"tokens": [_plain(office, one) for one in found]}
    output.print_result(data, "\n".join(lines) or _("There are no app tokens."), args)
    return EXIT_DONE


def _plain(office: Office, one: tokens.Token) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "user": one.user,
        "commands": list(one.commands),
        "made": office.local(one.made_at).isoformat(timespec="seconds"),
        "used": office.local(one.used_at).isoformat(timespec="seconds") if one.used_at else None,
        "works": one.works,
    }
