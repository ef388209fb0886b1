"""What argparse itself says (usage, what is wrong with a call), in the language of the program."""

from __future__ import annotations

import argparse
from typing import Final

from qadesk.i18n import N_, _

# What Python 3.11 to 3.14 may say to who calls the program; mistakes in building a parser stay English.
WORDS: Final = frozenset(
    {
        N_("usage: "),
        N_("positional arguments"),
        N_("options"),
        N_("%(heading)s:"),
        N_("show this help message and exit"),
        N_("show program's version number and exit"),
        N_(" (default: %(default)s)"),
        N_("argument %(argument_name)s: %(message)s"),
        N_("the following arguments are required: %s"),
        N_("one of the arguments %s is required"),
        N_("unrecognized arguments: %s"),
        N_("ambiguous option: %(option)s could match %(matches)s"),
        N_("expected one argument"),
        N_("expected at most one argument"),
        N_("expected at least one argument"),
        N_("invalid choice: %(value)r (choose from %(choices)s)"),
        N_("invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)"),
        N_("invalid %(type)s value: %(value)r"),
        N_("not allowed with argument %s"),
        N_("ignored explicit argument %r"),
        N_("unexpected option string: %s"),
        N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
        N_("can't open '%(filename)s': %(error)s"),
    }
)


def use_catalogue() -> None:
    """Let argparse ask QADesk's catalogue: it looks its words up under this name whenever it says one."""
    vars(argparse)["_"] = _
