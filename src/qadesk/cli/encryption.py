"""Opening encrypted offices, and `encrypt`, `decrypt`, `new-key`, `passphrase`.

Secrets come from a terminal or a file, never from the call itself, which others on the PC can see.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from contextlib import suppress
from pathlib import Path

from qadesk import preferences
from qadesk.cli import output, signing_in
from qadesk.cli.opening import open_office
from qadesk.cli.parser import EXIT_DONE
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.places import only_files
from qadesk.services import encryption, people
from qadesk.storage.cipher import key_files, keys, slots
from qadesk.storage.office import User

_WITHOUT_OFFICE = ("init", "self-test", "demo")


def unlock(args: argparse.Namespace) -> None:
    """Have the office that a call means open, where it is encrypted; also the backup it names.

    Raises UserError for a wrong passphrase, and where nobody is there to be asked.
    """
    if args.command in _WITHOUT_OFFICE:
        return
    meant: list[Path] = []
    with suppress(UserError):  # whoever needs one says that there is none
        meant.append(only_files(preferences.office_place(args.office)))
    if args.command == "restore":
        meant.append(Path(str(args.which)))
    for path in meant:
        with suppress(OSError):
            if (found := keys.id_of(path)) is not None and not keys.is_given(found):
                _unlock(path, args)


def _unlock(path: Path, args: argparse.Namespace) -> None:
    key_files.must_be_encrypted(path)
    if args.recovery_key_file is not None:
        key_files.unlock_with_recovery_key(path, signing_in.first_line(args.recovery_key_file))
    elif args.passphrase_file is not None:
        key_files.unlock(path, signing_in.first_line(args.passphrase_file))
    elif sys.stdin.isatty():
        key_files.unlock(path, getpass.getpass(_("Passphrase of “{file}”: ").format(file=path.name)))
    else:
        error = keys.locked(path)
        error.remedy = _(
            "Give its passphrase with --passphrase-file, or its recovery key with --recovery-key-file."
        )
        raise error


def new_passphrase(file: Path | None) -> str:
    """A passphrase somebody gets: from a file, or typed twice. Raises UserError, also for a short one."""
    if file is not None:
        typed = signing_in.first_line(file)
        slots.must_fit(typed)
        return typed
    if not sys.stdin.isatty():
        raise UserError(
            "encryption.new_passphrase_needed",
            _("The new passphrase is needed."),
            kept=_("Nothing was changed."),
            remedy=_("Give it with --new-passphrase-file."),
        )
    typed = getpass.getpass(_("New passphrase: "))
    slots.must_fit(typed)
    if getpass.getpass(_("The same again: ")) != typed:
        raise UserError(
            "encryption.passphrases_differ",
            _("The two are not the same."),
            kept=_("Nothing was changed."),
            remedy=_("Try again."),
        )
    return typed


def run(args: argparse.Namespace) -> int:
    """Carry out a parsed call; the exit code. Raises UserError."""
    if args.command == "passphrase":
        return _passphrase(args)
    path, who = _who(args)
    if args.command == "decrypt":
        encryption.decrypt(path, who)
        text = _(
            "“{file}” is no longer encrypted: anyone who gets the file can read it. "
            "Its backups stay encrypted."
        )
        output.print_result({"office": str(path), "encrypted": False}, text.format(file=path.name), args)
        return EXIT_DONE
    if args.command == "encrypt":
        made = encryption.encrypt(path, new_passphrase(args.new_passphrase_file), who)
    else:
        made = encryption.renew(path, who)
    office = open_office(args)
    try:
        plain = encryption.plain_copies(office)
        if args.command == "encrypt" and args.delete_plain_backups:
            encryption.delete_plain_copies(office)
            plain = ()
    finally:
        office.close()
    lines = [_("“{file}” is encrypted.").format(file=path.name), recovery_key(made)]
    if plain:
        lines.append(_("These copies are not encrypted; delete them once you no longer need them:"))
        lines += [f"  {one}" for one in plain]
    data = {
        "office": str(path),
        "encrypted": True,
        "recovery_key": made,
        "plain": [str(one) for one in plain],
    }
    output.print_result(data, "\n".join(lines), args)
    return EXIT_DONE


def recovery_key(made: str) -> str:
    """The recovery key, in words; it is told once."""
    told = _("Recovery key. It opens the office if the passphrase is forgotten or the key file is lost:")
    advice = _(
        "Write it down and lock it away, not on this PC. Without it and all passphrases, nobody can open the "
        "office again."
    )
    return f"{told}\n  {made}\n{advice}"


def _who(args: argparse.Namespace) -> tuple[Path, User | None]:
    """The office's file, and who asks; it is closed again."""
    office = open_office(args)
    try:
        return office.path, office.user
    finally:
        office.close()


def _passphrase(args: argparse.Namespace) -> int:
    office = open_office(args, writes=args.take)
    try:
        login = args.login or (office.user.login if office.user is not None else "")
        named = next((one.name for one in people.people(office) if one.login == login), login)
        if args.take:
            encryption.take_passphrase(office, login)
            text = _("{name} can no longer open the office with a passphrase.")
        else:
            encryption.give_passphrase(office, login, new_passphrase(args.new_passphrase_file))
            text = _("{name} can open the office with the new passphrase.")
    finally:
        office.close()
    output.print_result({"login": login, "passphrase": not args.take}, text.format(name=named), args)
    return EXIT_DONE
