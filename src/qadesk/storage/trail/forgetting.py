"""Making the trail forget what it shows of people once that may no longer be kept: digests and links stay."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from qadesk.storage.trail.chain import BEGIN, RESTORED, UPGRADE
from qadesk.storage.trail.entries import (
    ENTRIES,
    FORGOTTEN,
    MORE,
    RETENTION,
    Change,
    commitment,
    forgotten,
    is_forgotten,
    runs,
)
from qadesk.storage.trail.rows import Sql

if TYPE_CHECKING:
    from sqlalchemy import Connection

_KEPT: Final = frozenset({BEGIN, UPGRADE, RESTORED, RETENTION})  # these prove the trail, and name nobody
_UPDATE: Final = "UPDATE audit SET subject = ?, detail = ?, salt = ?, changes = ? WHERE id = ?"


@dataclass(frozen=True)
class Said:
    """What an entry says beside the rows: `at` in milliseconds since 1970, `detail` as JSON text."""

    at: int
    action: str
    subject: str
    detail: str


def forget(
    connection: Connection,
    office_id: int,
    row: Callable[[int, Change], bool],
    words: Callable[[Said], bool],
    going_on: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Forget the changed rows (with their entry's moment) and the words that are asked for.

    The value is for the detail of the entry RETENTION that has to tell of it, in the same transaction: how
    many texts, of which entries, and of which from before the trail had numbers. In a file what is deleted
    is overwritten from now on. `going_on` is called in between, and may raise.
    """
    sql = Sql(connection, office_id)
    if not sql.server:
        sql.run("PRAGMA secure_delete=ON")
    texts, numbered, earlier, updates = 0, list[int](), list[int](), list[tuple[Any, ...]]()
    for rows in sql.batches(f"{ENTRIES} ORDER BY id", office_id):
        going_on()
        for number, seq, at, _user, action, subject, detail, salt, _origin, changes, _seals in rows:
            said = Said(at, action, subject, detail)
            told: tuple[Any, ...] = (subject, detail, salt, changes)
            gone = 0
            if salt and salt[0] != FORGOTTEN and action not in _KEPT and words(said):
                gone += 1
                told = ("", "{}", FORGOTTEN + commitment(salt, subject, detail), changes)
            if changes:
                listed = json.loads(changes)
                found = [_goes(one) and row(at, one) for one in listed]
                if any(found):
                    gone += sum(found)
                    listed = [
                        forgotten(one) if goes else one for one, goes in zip(listed, found, strict=True)
                    ]
                    told = (*told[:3], json.dumps(listed, ensure_ascii=False))
            if gone:
                texts += gone
                updates.append((*told, number))
                (earlier if seq is None else numbered).append(number if seq is None else seq)
    for update in updates:
        sql.run(_UPDATE, *update)
    return {"texts": texts, "entries": runs(sorted(numbered)), "earlier": runs(sorted(earlier))}


def _goes(change: Change) -> bool:
    """Whether there is something to forget in a changed row."""
    return change[0] != MORE and not is_forgotten(change)
