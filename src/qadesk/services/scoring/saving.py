"""Several changes of the form saved together: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection

from qadesk.services import rights
from qadesk.services.cycles import Cycle
from qadesk.services.done import Done
from qadesk.services.scoring import drafts, typed_values
from qadesk.services.scoring.forms import Rated
from qadesk.storage.office import Office

What = Literal["level", "comment", "value"]  # with an item's code a comment is the remark on its rating


@dataclass(frozen=True)
class Change:
    """What one place of the form is to hold: a level, a text, or a value; None takes it away."""

    staff_no: str
    contact: int | None  # None: the whole cycle
    what: What
    item: str  # its code, empty for the comment on the agent
    after: Rated | str


@rights.needs("score")
def save(office: Office, cycle: Cycle, changes: Sequence[Change]) -> Done[None]:
    """Save changes durably. Raises UserError as `drafts.rate`, `comment` and `typed_values.save_value` do."""
    with office.write() as connection:
        for change in changes:
            _save_in(connection, office, cycle, change)
        for staff_no in dict.fromkeys(change.staff_no for change in changes if change.what == "value"):
            typed_values.must_agree(connection, office, cycle, staff_no)
    return Done(None, drafts.CHANGES)


def _save_in(connection: Connection, office: Office, cycle: Cycle, change: Change) -> None:
    staff_no, contact, after = change.staff_no, change.contact, change.after
    if change.what == "comment":
        item = change.item or None
        drafts.comment_in(connection, office, cycle, staff_no, str(after), item=item, contact=contact)
    elif isinstance(after, str):
        raise TypeError(f"a text is no {change.what}")
    elif change.what == "level":
        drafts.rate_in(connection, office, cycle, staff_no, change.item, after, contact=contact)
    else:
        value = after if isinstance(after, Decimal) else None
        typed_values.save_value_in(connection, office, cycle, staff_no, change.item, value)
