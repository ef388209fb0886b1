"""The `people` sub-commands: who may sign in, in which role, with which password; as the window has them."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from qadesk.cli import output
from qadesk.cli import signing_in as secrets
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE, EXIT_REFUSED
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import people, rights, signing_in
from qadesk.services.people import Person
from qadesk.storage.office import Office


def run(args: argparse.Namespace) -> int:
    """Carry out a parsed call; the exit code. Raises UserError."""
    office = open_office(args, writes=args.action not in ("list", "codes", "recover"))
    try:
        return _ACTIONS[args.action](office, args)
    finally:
        office.close()


def _list(office: Office, args: argparse.Namespace) -> int:
    output.people(people.people(office), args)
    return EXIT_DONE


def _add(office: Office, args: argparse.Namespace) -> int:
    password = None if args.new_password_file is None else secrets.first_line(args.new_password_file)
    made = people.add(office, args.name, args.role, args.login, password).value
    return _said(made, _("{name} can now sign in as “{login}”."), args)


def _edit(office: Office, args: argparse.Namespace) -> int:
    was = _known(office, args)
    now = people.edit(office, args.login, args.name or was.name, args.role or was.role).value
    return _said(now, _("{name} (“{login}”) is {role}."), args)


def _deactivate(office: Office, args: argparse.Namespace) -> int:
    now = people.deactivate(office, args.login).value
    return _said(now, _("{name} (“{login}”) can no longer sign in."), args)


def _reactivate(office: Office, args: argparse.Namespace) -> int:
    now = people.reactivate(office, args.login).value
    return _said(now, _("{name} can now sign in as “{login}”."), args)


def _remove(office: Office, args: argparse.Namespace) -> int:
    gone = _known(office, args)
    people.remove(office, args.login)
    return _said(gone, _("{name} (“{login}”) was removed."), args)


def _password(office: Office, args: argparse.Namespace) -> int:
    """Somebody else's, as an administrator; one's own with the one so far."""
    person = _known(office, args)
    if person.id != office.user_id:
        rights.must(office, "administer")  # before anybody types
        people.set_password(office, args.login, _new_password(args))
    else:
        before = ""
        if person.has_password:
            before = _secret(args.password_file, _("Your password so far: "), "--password-file")
        signing_in.change_password(office, before, _new_password(args))
    return _said(person, _("{name} (“{login}”) has a new password."), args)


def _recover(office: Office, args: argparse.Namespace) -> int:
    code = _secret(args.code_file, _("Recovery code: "), "--code-file")
    signing_in.recover(office, args.login, code, _new_password(args))
    left = signing_in.codes_left(office)
    text = ngettext(
        "The password is set. {n} code is left.", "The password is set. {n} codes are left.", left
    )
    output.print_result({"login": args.login, "codes_left": left}, text.format(n=left), args)
    return EXIT_DONE


def _codes(office: Office, args: argparse.Namespace) -> int:
    """New recovery codes, once it is agreed that those so far become void."""
    left = signing_in.codes_left(office)
    if left and not args.yes:
        said = ngettext(
            "You have {n} recovery code that was not used; it would be void.",
            "You have {n} recovery codes that were not used; they would be void.",
            left,
        )
        print(said.format(n=left), file=sys.stderr)
        if not sys.stdin.isatty():
            print(_("Nothing was changed. To make new ones, add --yes."), file=sys.stderr)
            return EXIT_REFUSED
        if input(_("Make new ones? (yes/no) ")).strip().lower() not in ("yes", "y", "是"):
            return EXIT_REFUSED
    codes = signing_in.new_codes(office).value
    output.print_result({"recovery_codes": codes}, output.codes(codes), args)
    return EXIT_DONE


_ACTIONS: Final[dict[str, Callable[[Office, argparse.Namespace], int]]] = {
    "list": _list,
    "add": _add,
    "edit": _edit,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "remove": _remove,
    "password": _password,
    "recover": _recover,
    "codes": _codes,
}


def _known(office: Office, args: argparse.Namespace) -> Person:
    for person in people.people(office):
        if person.login == args.login:
            return person
    raise UserError("user.unknown", _("There is no user “{login}” in this office.").format(login=args.login))


def _said(person: Person, text: str, args: argparse.Namespace) -> int:
    data = {"login": person.login, "role": person.role}
    role = rights.role_words(person.role)
    output.print_result(data, text.format(name=person.name, login=person.login, role=role), args)
    return EXIT_DONE


def _new_password(args: argparse.Namespace) -> str:
    typed = _secret(args.new_password_file, _("New password: "), "--new-password-file")
    if args.new_password_file is None and getpass.getpass(_("The same again: ")) != typed:
        raise UserError(
            "user.passwords_differ",
            _("The two passwords are not the same."),
            kept=_("Nothing was changed."),
            remedy=_("Type it twice alike."),
        )
    return typed


def _secret(file: Path | None, question: str, option: str) -> str:
    """The first line of a file, or what is typed unseen."""
    if file is not None:
        return secrets.first_line(file)
    if not sys.stdin.isatty():
        raise UserError(
            "user.secret_needed",
            _("Nobody is there to type it."),
            kept=_("Nothing was changed."),
            remedy=_("Give it in a file: {option}.").format(option=option),
        )
    return getpass.getpass(question)
