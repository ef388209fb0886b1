"""What stays of a month whose records were removed after their time: when, how many, and their sums.

So a closed figure is still explained: what it was divided from, of how many records, and why they are gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.domain.measures import OfficeTally, Source, Tally
from qadesk.storage import tables

_KEY: Final = "removed "
# Of all agents' tallies, of the scorecard, of results, of the roster.
_MADE_ANEW: Final = ("mix", "within_ms", "months", "employed")
FORMER: Final = "former-"  # begins the staff number of who left and may no longer be named


@dataclass(frozen=True)
class Removed:
    """Of one closed cycle. `texts_on`: the day customers' texts were removed; `records_on`: the records.

    With records gone: their sums by agent row id, those of the office, and how many there were of each agent.
    """

    texts_on: date | None = None
    records_on: date | None = None
    tallies: Mapping[int, Tally] = field(default_factory=dict)
    office: OfficeTally = field(default_factory=OfficeTally)
    rows: Mapping[int, Mapping[str, int]] = field(default_factory=dict)  # agent -> source -> records

    def records_of(self, agent_id: int, sources: tuple[Source, ...]) -> int:
        """How many records of some kinds an agent had; of what is the whole office's, all."""
        of = [self.rows.get(who, {}) for who in (agent_id, 0)]
        return sum(one.get(source, 0) for one in of for source in sources)


def of_cycle(connection: Connection, code: str) -> Removed | None:
    """What was removed of a cycle; None: nothing."""
    own = tables.setting.c
    kept = connection.execute(select(own.value).where(own.key == _KEY + code)).scalar()
    if not isinstance(kept, dict):
        return None
    return Removed(
        _day(kept.get("texts_on")),
        _day(kept.get("records_on")),
        {int(who): Tally(**sums) for who, sums in kept.get("tallies", {}).items()},
        OfficeTally(**kept.get("office", {})),
        {int(who): rows for who, rows in kept.get("rows", {}).items()},
    )


def keep(connection: Connection, code: str, removed: Removed) -> None:
    """Keep what stays of a cycle."""
    value: dict[str, Any] = {
        "texts_on": removed.texts_on and removed.texts_on.isoformat(),
        "records_on": removed.records_on and removed.records_on.isoformat(),
        "tallies": {str(who): _told(tally) for who, tally in removed.tallies.items()},
        "office": _told(removed.office),
        "rows": {str(who): dict(rows) for who, rows in removed.rows.items()},
    }
    own = tables.setting
    connection.execute(delete(own).where(own.c.key == _KEY + code))
    connection.execute(insert(own).values(key=_KEY + code, value=value))


def former_number(agent_id: int) -> str:
    """The staff number of an agent who may no longer be named."""
    return f"{FORMER}{agent_id}"


def _told(tally: Tally | OfficeTally) -> dict[str, Any]:
    return {name: value for name, value in asdict(tally).items() if value and name not in _MADE_ANEW}


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
