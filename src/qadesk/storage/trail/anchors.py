"""Heads of the trail kept outside the office, so that a trail that was cut or made anew is noticed.

This PC's user keeps the head of each office at the end of each session; each backup holds the trail it had.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from qadesk import preferences
from qadesk.places import Place
from qadesk.storage import tables
from qadesk.storage.trail import chain, paper_code, restores
from qadesk.storage.trail.restores import ToldRestore
from qadesk.whole_files import replacing

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = logging.getLogger(__name__)

_NO_NUMBER: Final = 2**63  # beyond what a database counts to
_NEWEST: Final = 60  # heads of one office that are kept whole; of the older ones the last of each month


@dataclass(frozen=True)
class Anchor:
    """A head of the trail as it was seen: number and hash of the entry, when, and where that is written."""

    seq: int
    hash: str  # of one on paper the `letters` of its code
    at: datetime
    where: str  # name of a backup; "": this PC's user, or paper
    on_paper: bool = False  # then `at` is when it was asked for


@dataclass(frozen=True)
class HeldAnchor:
    """What an anchor says of the trail: `holds`, or not.

    `restore`: the restore since that explains it, where that is `proved`; else the trail only claims it.
    """

    anchor: Anchor
    holds: bool
    restore: ToldRestore | None = None
    proved: bool = False

    @property
    def restored(self) -> bool:
        """Whether a restore that took place explains it."""
        return self.restore is not None and self.proved


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
    _save(kept)


def of_user(uid: str, place: Place) -> Iterator[Anchor]:
    """The heads this PC's user keeps of an office where it is, the oldest first.

    A copy of it elsewhere goes its own way: what was seen of one says nothing of the other.
    """
    for seq, digest, at in _load().get(_name(uid, place), []):
        yield Anchor(seq, digest, datetime.fromisoformat(at), "")


def of_user_elsewhere(uid: str, place: Place) -> Iterator[tuple[str, Anchor]]:
    """The newest heads this PC's user keeps of the same office at other places, and where that is.

    An office that was moved is proved by them; of a copy that went its own way they tell nothing.
    """
    for name, heads in _load().items():
        whose, _space, where = name.partition(" ")
        if whose == uid and where and name != _name(uid, place) and heads:
            seq, digest, at = heads[-1]
            yield where, Anchor(seq, digest, datetime.fromisoformat(at), "")


def holds(connection: Connection, anchor: Anchor) -> bool:
    """Whether the trail has an entry that was seen (not on paper)."""
    entry = tables.audit.c
    return connection.execute(select(entry.hash).where(entry.seq == anchor.seq)).scalar() == anchor.hash


def of_copy(path: Path, uid: str, at: datetime) -> Anchor | None:
    """The head of the trail in a backup; None where it has none or cannot be read."""
    found = restores.ends_with(path, uid)
    return Anchor(*found, at, path.name) if found else None


def of_paper(text: str) -> Anchor | None:
    """What a code printed on a sheet or notice says, as somebody types it; None for what is none."""
    said = paper_code.read(text)
    return None if said is None else Anchor(*said, datetime.now(UTC), "", on_paper=True)


def for_paper(connection: Connection, office_id: int) -> str:
    """The head of the trail as it is printed; "" where there is none yet."""
    head = chain.head(connection, office_id)
    return paper_code.written(head.seq, paper_code.letters(head.hash)) if head.seq else ""


def compare(
    connection: Connection, office_id: int, anchors: Iterable[Anchor], files: Sequence[Path] = ()
) -> list[HeldAnchor]:
    """Whether the trail has the entries that were seen, and which restore explains what it has not.

    `files`: the backups and files set aside that are still there: they show what was replaced.
    """
    entry = tables.audit.c
    compared = []
    for anchor in anchors:
        found = connection.execute(select(entry.hash, entry.at).where(entry.seq == anchor.seq)).first()
        if anchor.on_paper:  # whenever it was printed, a restore since may explain that it is not there
            holds = found is not None and paper_code.letters(str(found.hash)) == anchor.hash
            at = found.at if found is not None and holds else anchor.at
            compared.append(HeldAnchor(replace(anchor, at=at), holds))
            continue
        compared.append(HeldAnchor(anchor, found is not None and found.hash == anchor.hash))
    if all(one.holds or one.anchor.on_paper for one in compared):
        return compared
    uid = connection.execute(select(tables.office.c.uid)).scalar_one()
    told, mine = (
        restores.told(connection, office_id),
        {(seq, digest) for seq, digest, _ in _load().get(uid, [])},
    )
    here = {path.name: path for path in files}
    lost = [one for one in compared if not (one.holds or one.anchor.on_paper)]
    wanted = {(one.anchor.seq, one.anchor.hash) for one in lost} | {one.head for one in told if one.head}
    shown = set[restores.Seen]().union(*(restores.shown(path, uid, wanted) for path in here.values()))
    right = {one.entry: one.copy not in here or restores.ends_with(here[one.copy], uid) in (None, one.start)
             for one in told}  # fmt: skip

    def explained(one: HeldAnchor) -> HeldAnchor:
        spanning = [restore for restore in told if restore.spans(one.anchor.at)]
        for restore in spanning:
            seen = restore.head in shown and (one.anchor.seq, one.anchor.hash) in shown
            if restore.entry in mine or (seen and right[restore.entry]):
                return replace(one, restore=restore, proved=True)
        return replace(one, restore=spanning[-1]) if spanning else one

    return [one if one.holds or one.anchor.on_paper else explained(one) for one in compared]


def remember_restored(uid: str, seq: int, digest: str) -> None:
    """Keep for this PC's user that this program restored a backup: the entry that tells of it."""
    kept = _load()
    kept.setdefault(uid, []).append([seq, digest, datetime.now(UTC).isoformat(timespec="seconds")])
    _save(kept)


def _name(uid: str, place: Place) -> str:
    return f"{uid} {place.absolute() if isinstance(place, Path) else place}"


def _thinned(heads: list[list[Any]]) -> list[list[Any]]:
    old = {entry[2][:7]: entry for entry in heads[:-_NEWEST]}
    return [*old.values(), *heads[-_NEWEST:]]


def _load() -> dict[str, list[list[Any]]]:
    """What is kept, without what is no head of a trail: the file lies open to the user."""
    try:
        kept = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    told = kept.items() if isinstance(kept, Mapping) else ()
    return {name: [one for one in heads if _is_head(one)] for name, heads in told if isinstance(heads, list)}


def _save(kept: Mapping[str, list[list[Any]]]) -> None:
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        with replacing(_file()) as draft:
            draft.write_text(json.dumps(kept, indent=1), "utf-8")
    except OSError:
        log.info("the head of the trail could not be kept", exc_info=True)


def _is_head(one: Any) -> bool:
    try:
        seq, digest, at = one
        known = isinstance(seq, int) and 0 < seq < _NO_NUMBER and isinstance(digest, str)
        return known and datetime.fromisoformat(at).tzinfo is not None
    except (ValueError, TypeError):
        return False


def _file() -> Path:
    return preferences.folder() / "trail.json"
