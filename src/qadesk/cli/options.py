"""What may stand before every command, and without one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from qadesk import __version__
from qadesk.cli import encryption_words
from qadesk.i18n import LANGUAGES, _


class _OtherWords(Exception):
    """Not options only, or wrong ones."""


class _Alone(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _OtherWords(message)


def alone(argv: Sequence[str] | None) -> argparse.Namespace | None:
    """A call with nothing but options, taken apart; None for any other.

    So the window waits for no command's parser, nor for what these import.
    """
    parser = _Alone(add_help=False)
    add(parser)
    try:
        return parser.parse_args(argv, argparse.Namespace(command=None))
    except _OtherWords:
        return None


def add(parser: argparse.ArgumentParser) -> None:
    """Let a parser understand them."""
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--office", metavar="FILE|URL", help=_("the office file (default: the one last opened)"))
    one.add_argument("--sample", action="store_true", help=_("open the window on the sample office"))
    parser.add_argument("--lang", choices=LANGUAGES, help=_("language of all output"))
    parser.add_argument("--json", action="store_true", help=_("machine-readable output"))
    who = _("who does it; the password is asked for (default: the office's only user, if without one)")
    parser.add_argument("--user", metavar="LOGIN", help=who)
    secret = _("file whose first line is the user's password; nobody else may read it")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help=secret)
    token = _("file with an app token, instead of user and password")
    parser.add_argument("--token-file", type=Path, metavar="FILE", help=token)
    encryption_words.for_any(parser)
    version = _("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"QADesk {__version__}", help=version)
