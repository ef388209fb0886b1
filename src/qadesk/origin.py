"""Where the changes of this run come from, for the trail: the window or the command line, and the version."""

from __future__ import annotations

from typing import Final

from qadesk import __version__

WINDOW: Final = "window"
COMMAND_LINE: Final = "command line"
_origin = ["program"]  # nobody's doing: what opening a file takes, a self-test


def changes_come_from(what: str) -> None:
    """Have every office that is made or opened from now on say so of its changes."""
    _origin[0] = f"{what} {__version__}"


def origin() -> str:
    """What offices opened now say of their changes."""
    return _origin[0]
