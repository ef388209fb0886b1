"""What the command line understands of encryption: commands, and options of others."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qadesk.i18n import _


def for_any(parser: argparse.ArgumentParser) -> None:
    """What opens an encrypted office, for every command."""
    secret = _("file whose first line is the passphrase of an encrypted office (default: it is asked for)")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help=secret)
    secret = _("file whose first line is its recovery key, instead")
    parser.add_argument("--recovery-key-file", type=Path, metavar="FILE", help=secret)


def for_new_office(init: argparse.ArgumentParser) -> None:
    """A new office that is encrypted."""
    init.add_argument("--encrypt", action="store_true", help=_("encrypt it, with a passphrase"))
    _new_passphrase(init)


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """The commands."""
    encrypt = commands.add_parser("encrypt", help=_("encrypt the office file, with a passphrase of yours"))
    encrypt.add_argument(
        "--delete-plain-backups", action="store_true", help=_("delete the backups that are not encrypted")
    )
    _new_passphrase(encrypt)
    commands.add_parser("decrypt", help=_("let the office file be plain again"))
    commands.add_parser("new-key", help=_("encrypt it again, with another recovery key; passphrases stay"))
    passphrase = commands.add_parser(
        "passphrase", help=_("give a user a passphrase for the encrypted office")
    )
    passphrase.add_argument("login", nargs="?", default="", metavar="LOGIN", help=_("whose (default: yours)"))
    passphrase.add_argument("--take", action="store_true", help=_("take it away instead"))
    _new_passphrase(passphrase)


def _new_passphrase(parser: argparse.ArgumentParser) -> None:
    told = _("file whose first line is the new passphrase (default: it is asked for)")
    parser.add_argument("--new-passphrase-file", type=Path, metavar="FILE", help=told)
