"""Who a call is: a user with a password from the terminal or a file, or an app token; else nobody."""

from __future__ import annotations

import argparse
import getpass
import os
import stat
import sys
from pathlib import Path

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import people, signing_in, tokens
from qadesk.services.backups import restorers
from qadesk.storage.office import Office, User


def sign_in(office: Office, args: argparse.Namespace) -> None:
    """Sign in whom the call names; without a name, the office's only user where no password is set.

    Raises UserError for an unknown user, a wrong password or token, and a file that cannot be read.
    """
    if args.token_file is not None:
        tokens.sign_in(office, first_line(args.token_file), args.command)
    elif args.user is not None:
        signing_in.sign_in(office, args.user, _password(office, args))


def of_copy(copy: Path, args: argparse.Namespace) -> User | None:
    """Whom the call names, as a backup knows them; None where it names nobody. Raises as `sign_in` does."""
    if args.user is None:
        return None
    password = "" if args.password_file is None else first_line(args.password_file)
    if args.password_file is None and sys.stdin.isatty():
        password = getpass.getpass(_("Password of {name}: ").format(name=args.user))
    return restorers.sign_in(copy, args.user, password)


def first_line(file: Path) -> str:
    """The first line of a file that holds a secret.

    Raises UserError for one that is not there, is a folder, holds no text, or that everybody may read.
    """
    kept = _("Nothing was done.")
    try:
        with file.open("rb") as open_file:
            everybody = os.name == "posix" and os.fstat(open_file.fileno()).st_mode & stat.S_IROTH
            lines = open_file.read(10_000).decode("utf-8-sig").splitlines()
    except FileNotFoundError:
        raise UserError(
            "user.secret_file_missing", _("There is no file “{file}”.").format(file=file), kept=kept
        ) from None
    except (OSError, UnicodeDecodeError):
        raise UserError(
            "user.password_unreadable",
            _("The password could not be read from “{file}”.").format(file=file),
            kept=kept,
            remedy=_("It has to be a text file (UTF-8) whose first line is the password or the token."),
        ) from None
    if everybody:
        raise UserError(
            "user.secret_file_open",
            _("Everybody on this PC can read “{file}”.").format(file=file),
            kept=kept,
            remedy=_("Let nobody else read it: chmod 600 {file}").format(file=file),
        )
    if not lines or not lines[0]:
        raise UserError(
            "user.secret_file_empty",
            _("The first line of “{file}” is empty.").format(file=file),
            kept=kept,
            remedy=_("Write the password or the token there."),
        )
    return lines[0]


def _password(office: Office, args: argparse.Namespace) -> str:
    """The user's password; nothing is asked of somebody who has none, or who is not there."""
    if args.password_file is not None:
        return first_line(args.password_file)
    known = next((one for one in people.people(office) if one.login == args.user.strip()), None)
    if known is None or not known.active:
        raise UserError(
            "user.unknown", _("There is no user “{login}” in this office.").format(login=args.user)
        )
    if not known.has_password:
        return ""
    if not sys.stdin.isatty():
        raise UserError(
            "user.password_needed",
            _("The password of “{login}” is needed.").format(login=args.user),
            kept=_("Nothing was done."),
            remedy=_("Give it with --password-file, or use an app token with --token-file."),
        )
    return getpass.getpass(_("Password of {name}: ").format(name=known.name))
