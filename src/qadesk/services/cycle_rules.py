"""Which cycles an office has besides months, and whether a new one opens by itself when its time has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.domain.cycles import CYCLE_RULE
from qadesk.i18n import _
from qadesk.services import audit, rights
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

_CHANGES: Final = frozenset[Change]({"cycle", "settings"})


@dataclass(frozen=True)
class CycleRule:
    """`lengths` are those besides months: 3, 6 and 12. `let_be` are codes that somebody took back again."""

    lengths: tuple[int, ...] = ()
    by_itself: bool = True
    let_be: tuple[str, ...] = ()


def rule(office: Office) -> CycleRule:
    """What the office has set: months alone, and they open by themselves, until it sets another."""
    with office.read() as connection:
        return rule_in(connection)


def rule_in(connection: Connection) -> CycleRule:
    """The same inside a transaction that does more."""
    own = tables.setting.c
    found = connection.execute(select(own.value).where(own.key == CYCLE_RULE)).scalar()
    return made(found) if isinstance(found, dict) else CycleRule()


def made(stored: Mapping[str, Any]) -> CycleRule:
    """A rule from what is stored of it."""
    return CycleRule(
        tuple(stored.get("lengths", ())), bool(stored.get("by_itself", True)), tuple(stored.get("let_be", ()))
    )


@rights.needs("prepare")
def set_rule(office: Office, lengths: Collection[int], *, by_itself: bool) -> Done[CycleRule]:
    """Set which cycles there are besides months, and whether they open by themselves; the value: as before.

    Raises ValueError for a length that is none of 3, 6 and 12.
    """
    if not set(lengths) <= {3, 6, 12}:
        raise ValueError(f"not a length of cycles: {sorted(lengths)}")
    with office.write() as connection:
        before = rule_in(connection)
        _keep(connection, replace(before, lengths=tuple(sorted(lengths)), by_itself=by_itself))
        audit.note(connection, office, "office.cycles", office.name)
    words = _("change the cycles")
    back = partial(set_rule, office, before.lengths, by_itself=before.by_itself)
    return Done(before, _CHANGES, Undo(words, back))


def let_be(connection: Connection, code: str) -> None:
    """Keep a cycle, whose opening was taken back, from opening by itself again."""
    before = rule_in(connection)
    _keep(connection, replace(before, let_be=tuple(sorted({*before.let_be, code}))))


def _keep(connection: Connection, wanted: CycleRule) -> None:
    own = tables.setting
    connection.execute(delete(own).where(own.c.key == CYCLE_RULE))
    connection.execute(insert(own).values(key=CYCLE_RULE, value=asdict(wanted)))


def rule_text(found: CycleRule) -> str:
    """The rule in a sentence."""
    lengths = {3: _("quarters"), 6: _("half-years"), 12: _("years")}
    said = _(", ").join([_("Months"), *(lengths[one] for one in found.lengths)])
    how = _("A new one opens by itself.") if found.by_itself else _("Each is opened by hand.")
    return _("{cycles}. {how}").format(cycles=said, how=how)
