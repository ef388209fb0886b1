"""What the command line understands of users: who may sign in, as whom, with which password."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qadesk.i18n import _


def add_commands(commands: Any, parser_class: type[argparse.ArgumentParser]) -> None:
    """Add the commands to those of the program."""
    from qadesk.services.rights import ROLES

    people = commands.add_parser("people", help=_("users who can sign in"))
    actions = people.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=parser_class)
    actions.add_parser("list", help=_("all users, with their roles"))
    add = actions.add_parser("add", help=_("add a user"))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=ROLES, default="supervisor")
    add.add_argument("--login", default="", help=_("name to sign in with (default: the person's name)"))
    new_password(add)
    edit = _of_one(actions, "edit", _("give a user another name or role"))
    edit.add_argument("--name", metavar="NAME")
    edit.add_argument("--role", choices=ROLES)
    _of_one(actions, "deactivate", _("let a user sign in no longer; what they did stays, with their name"))
    _of_one(actions, "reactivate", _("let a user sign in again"))
    _of_one(actions, "remove", _("take back the addition of a user who has not worked yet"))
    new_password(_of_one(actions, "password", _("give a user another password, or change your own")))
    codes = actions.add_parser(
        "codes", help=_("make new recovery codes for yourself; those not used are void")
    )
    codes.add_argument(
        "--yes", action="store_true", help=_("do not ask whether the codes so far may become void")
    )
    recover = _of_one(actions, "recover", _("set a new password with a recovery code, each for one use"))
    recover.add_argument(
        "--code-file", type=Path, metavar="FILE", help=_("file whose first line is the code (default: typed)")
    )
    new_password(recover)


def new_password(parser: Any) -> None:
    """The password somebody gets; `--password-file` behind the command is the older word for it."""
    words = "--new-password-file", "--password-file"
    told = _("file whose first line is the new user's password")
    parser.add_argument(*words, dest="new_password_file", type=Path, metavar="FILE", help=told)


def _of_one(actions: Any, name: str, help_text: str) -> Any:
    parser = actions.add_parser(name, help=help_text)
    parser.add_argument("login", metavar="LOGIN", help=_("the name the user signs in with"))
    return parser
