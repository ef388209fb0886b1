"""How long nobody may touch the window before it asks for the password again: a setting of the office."""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy import delete, insert, select

from qadesk.i18n import _
from qadesk.services import audit, rights
from qadesk.services.done import Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

MINUTES: Final = (0, 5, 10, 30)  # what is offered; 0: never
_KEY: Final = "idle_minutes"


def idle_minutes(office: Office) -> int:
    """The minutes set; 0: never."""
    own = tables.setting.c
    with office.read() as connection:
        found = connection.execute(select(own.value).where(own.key == _KEY)).scalar()
    return found if isinstance(found, int) and found > 0 else 0


def locks_after(office: Office) -> int:
    """The minutes after which the window locks for the person signed in; 0: never.

    Who has no password could unlock it by a click: nothing would be gained.
    """
    own = tables.user.c
    with office.read() as connection:
        stored = connection.execute(select(own.password_hash).where(own.id == (office.user_id or 0))).scalar()
    return 0 if stored is None else idle_minutes(office)


@rights.needs("administer")
def set_idle_minutes(office: Office, minutes: int) -> Done[int]:
    """Lock windows of this office after so many minutes; 0: never. The value is what was set before.

    Raises ValueError for fewer than none.
    """
    if minutes < 0:
        raise ValueError(f"{minutes} minutes")
    before = idle_minutes(office)
    own = tables.setting
    with office.write() as connection:
        connection.execute(delete(own).where(own.c.key == _KEY))
        if minutes:
            connection.execute(insert(own).values(key=_KEY, value=minutes))
        audit.note(connection, office, "office.idle_lock", office.name, before=before, after=minutes)
    undo = Undo(_("change when the window locks"), partial(set_idle_minutes, office, before))
    return Done(before, frozenset({"settings"}), undo)
