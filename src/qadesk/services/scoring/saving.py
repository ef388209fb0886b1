"""Changes of the form: what each makes of an evaluation, how it is taken back, and several saved together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from qadesk.services import audit, rights
from qadesk.services.cycles import Cycle
from qadesk.services.done import Done
from qadesk.services.scoring import drafts, typed_values
from qadesk.services.scoring.cells import What
from qadesk.services.scoring.forms import Evaluation, EvaluationState, Rated
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Change:
    """What one place of the form is to hold, and what it held before: a level, a text, or a value.

    None takes a level or a value away, an empty text a comment.
    """

    staff_no: str
    contact: int | None  # None: the whole cycle
    what: What
    item: str  # its code, empty for the comment on the agent; with a code a comment is a rating's remark
    after: Rated | str
    before: Rated | str = None

    @property
    def key(self) -> tuple[str, int | None]:
        """Whose evaluation it is in, and of which contact."""
        return self.staff_no, self.contact

    @property
    def place(self) -> tuple[str, int | None, What, str]:
        """What it changes."""
        return self.staff_no, self.contact, self.what, self.item

    def taken_back(self) -> Change:
        """The change that undoes this one."""
        return replace(self, before=self.after, after=self.before)


def applied(entry: Evaluation, changes: Iterable[Change]) -> Evaluation:
    """The evaluation as it is after changes of it, all made at once: a paste makes thousands."""
    maps: dict[str, dict[str, Any]] = {
        "level": dict(entry.levels),
        "value": dict(entry.values),
        "comment": {**entry.remarks, "": entry.comment},
    }
    entered, unfit = dict(entry.entered), dict(entry.unfit)
    for change in changes:
        maps[change.what].pop(change.item, None)
        if change.after not in (None, ""):
            maps[change.what][change.item] = change.after
        if change.what == "value":
            entered.pop(change.item, None)  # known again when the cycle is next read
            unfit.pop(change.item, None)
    levels, values, remarks = maps.values()
    comment, state = remarks.pop("", ""), entry.state
    if state in (EvaluationState.NONE, EvaluationState.DRAFT):
        state = EvaluationState.DRAFT if levels or comment else EvaluationState.NONE
    entry = replace(entry, values=values, entered=entered, unfit=unfit)
    return replace(entry, levels=levels, remarks=remarks, comment=comment, state=state)


@rights.needs("score")
def save(office: Office, cycle: Cycle, changes: Sequence[Change]) -> Done[None]:
    """Save changes durably. Raises UserError as `drafts.rate`, `comment` and `typed_values.save_value` do."""
    rated = {change.staff_no for change in changes}
    subject = f"{cycle.code}/{rated.pop()}" if len(rated) == 1 else cycle.code
    with office.write("evaluation.rate", subject) as connection:
        values = [change for change in changes if change.what == "value"]  # have a line each in the trail
        rest = [change for change in changes if change.what != "value"]
        for change in rest:
            _save_in(connection, office, cycle, change)
        if rest and values:
            audit.note(connection, office, "evaluation.rate", subject)
        for change in values:
            _save_in(connection, office, cycle, change)
        for staff_no in dict.fromkeys(change.staff_no for change in values):
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
