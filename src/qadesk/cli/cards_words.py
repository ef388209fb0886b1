"""What `qadesk scorecard assign` and `assigned` take."""

from __future__ import annotations

from typing import Any

from qadesk.i18n import _


def add_commands(actions: Any) -> None:
    """Whose scorecard is which in cycles opened from now on."""
    actions.add_parser("assigned", help=_("whose scorecard is which, and who has it in the next cycle"))
    put = actions.add_parser("assign", help=_("give posts, teams or agents another scorecard from now on"))
    put.add_argument("which", nargs="?", default="", metavar="CODE", help=_("code of the scorecard"))
    for name, metavar, help_ in (
        ("--post", "POST", _("for this post")),
        ("--team", "TEAM", _("for this team")),
        ("--agent", "NO", _("for the agent with this staff number")),
    ):
        put.add_argument(name, action="append", default=[], metavar=metavar, help=help_)
    put.add_argument("--clear", action="store_true", help=_("take the rules for them away"))
    together = _("rank all agents together, with quotas of all, or those of each scorecard by themselves")
    put.add_argument("--ranking", choices=("together", "apart"), help=together)
