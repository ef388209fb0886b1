"""The roster as a table: its columns and its wording."""

from __future__ import annotations

from typing import Final

from qadesk import formats
from qadesk.i18n import N_, _
from qadesk.services.roster import Agent
from qadesk.ui.widgets.table import Column

STATUS_TEXTS: Final = {"active": N_("Employed"), "probation": N_("On probation"), "left": N_("Left")}
_TONES: Final = {"probation": "accent", "left": "muted"}  # the usual needs no mark


def columns() -> list[Column[Agent]]:
    """The columns of the roster, in the current language."""
    return [
        Column("staff_no", _("Staff no."), lambda a: a.staff_no),
        Column("name", _("Name"), lambda a: a.name, stretch=True),
        Column("team", _("Team"), lambda a: a.team),
        Column("post", _("Post"), lambda a: a.post),
        Column("hired_on", _("Hired on"), lambda a: a.hired_on, formats.day),
        Column(
            "status",
            _("Status"),
            lambda a: a.status,
            status_text,
            sort=lambda a: list(STATUS_TEXTS).index(a.status),
            tone=lambda a: _TONES.get(a.status),
        ),
    ]


def status_text(status: str) -> str:
    """A status in words."""
    return _(STATUS_TEXTS[status])
