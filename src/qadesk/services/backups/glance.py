"""How an office's backups are, at a glance: read from names and from what is kept beside them, for Today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qadesk.services.backups import keeping, state
from qadesk.services.backups.state import Drill
from qadesk.storage import generations
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Glance:
    """`overdue`: for how many days the second place was not reached, where that is too long."""

    newest: datetime | None
    failed: str
    second: str
    overdue: int | None
    drill: Drill | None
    drill_due: bool
    server: bool = False  # whose own backups apply


def glance(office: Office) -> Glance:
    """The state of the backups, without opening one of them."""
    if not office.is_file:
        return Glance(None, "", "", None, None, drill_due=False, server=True)
    own, now = keeping.folder(office), datetime.now(office.zone)
    known = state.load(own)
    failed = known.failed
    try:
        found = generations.list_copies(own, keeping.uid(office))
    except OSError as error:
        found, failed = [], failed or error.strerror or str(error)
    newest = found[0].at.astimezone(office.zone) if found else None
    return Glance(
        newest=newest,
        failed=failed,
        second=known.second,
        overdue=keeping.overdue(known, now),
        drill=known.drill,
        drill_due=bool(found) and keeping.drill_due(known, now),
    )
