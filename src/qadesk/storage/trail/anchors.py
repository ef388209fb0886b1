"""Heads of the trail kept outside the office, so that a trail that was cut or made anew is noticed.

This PC's user keeps the head of each office at the end of each session; each backup holds the trail it had.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from qadesk import preferences
from qadesk.errors import UserError
from qadesk.places import Place
from qadesk.storage import tables
from qadesk.storage.engine import driver_errors
from qadesk.storage.trail import chain
from qadesk.whole_files import replacing

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = logging.getLogger(__name__)

_NEWEST: Final = 60  # heads of one office that are kept whole; of the older ones the last of each month


@dataclass(frozen=True)
class Anchor:
    """A head of the trail as it was seen: number and hash of the entry, when, and where that is written."""

    seq: int
    hash: str
    at: datetime
    where: str  # name of a backup; "": this PC's user


@dataclass(frozen=True)
class HeldAnchor:
    """What an anchor says of the trail: `holds`, or not; `restored`: a restore since explains it."""

    anchor: Anchor
    holds: bool
    restored: bool = False


def remember(connection: Connection, office_id: int, place: Place) -> None:
    """Keep the head of an office for this PC's user; a folder that cannot be written is logged."""
    head = chain.head(connection, office_id)
    uid = connection.execute(select(tables.office.c.uid)).scalar_one()
    kept, name = _load(), _name(uid, place)
    heads = kept.setdefault(name, [])
    if not head.seq or (heads and heads[-1][:2] == [head.seq, head.hash]):
        return
    heads.append([head.seq, head.hash, datetime.now(UTC).isoformat(timespec="seconds")])
    kept[name] = _thinned(heads)
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        with replacing(_file()) as draft:
            draft.write_text(json.dumps(kept, indent=1), "utf-8")
    except OSError:
        log.info("the head of the trail could not be kept", exc_info=True)


def of_user(uid: str, place: Place) -> Iterator[Anchor]:
    """The heads this PC's user keeps of an office where it is, the oldest first.

    A copy of it elsewhere goes its own way: what was seen of one says nothing of the other.
    """
    for entry in _load().get(_name(uid, place), []):
        try:
            yield Anchor(int(entry[0]), str(entry[1]), datetime.fromisoformat(entry[2]), "")
        except (ValueError, TypeError, IndexError):
            continue


def of_copy(path: Path, uid: str, at: datetime) -> Anchor | None:
    """The head of the trail in a backup; None where it has none or cannot be read."""
    from qadesk.storage import copies

    query = (
        "SELECT seq, hash FROM audit JOIN office ON office.id = office_id "
        "WHERE uid = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1"
    )
    try:
        with copies.reading_copy(path) as connection:
            found = connection.execute(query, (uid,)).fetchone()
    except driver_errors(UserError):
        return None
    return Anchor(found[0], found[1], at, path.name) if found else None


def compare(connection: Connection, anchors: Iterable[Anchor]) -> list[HeldAnchor]:
    """Whether the trail has the entries that were seen."""
    entry = tables.audit.c
    restores = select(entry.at).where(entry.action == chain.RESTORED, entry.seq.is_not(None))
    restored = max(connection.execute(restores).scalars(), default=None)
    told = []
    for anchor in anchors:
        found = connection.execute(select(entry.hash).where(entry.seq == anchor.seq)).scalar()
        holds = found == anchor.hash
        told.append(HeldAnchor(anchor, holds, not holds and restored is not None and anchor.at <= restored))
    return told


def _name(uid: str, place: Place) -> str:
    return f"{uid} {place.absolute() if isinstance(place, Path) else place}"


def _thinned(heads: list[list[Any]]) -> list[list[Any]]:
    old = {entry[2][:7]: entry for entry in heads[:-_NEWEST]}
    return [*old.values(), *heads[-_NEWEST:]]


def _load() -> dict[str, list[list[Any]]]:
    try:
        kept = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(kept) if isinstance(kept, Mapping) else {}


def _file() -> Path:
    return preferences.folder() / "trail.json"
