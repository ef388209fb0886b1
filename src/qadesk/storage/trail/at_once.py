"""Looks at thousands of entries of a trail at once, which are nearly always as the program writes them.

What is not is left to `walk`, which looks at each entry by itself and tells what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import le
from types import NoneType
from typing import Any, Final

from qadesk.storage.trail import chain, entries

_APART: Final = frozenset({entries.RETENTION, chain.UPGRADE})  # what these tell of others is to be read
_BREAK: Final = ",\n"  # no text in JSON goes on over the end of a line


def ordinary(rows: Sequence[Any], before: str, number: int, last_at: int) -> bool:
    """Whether nothing is to be said of these entries, each its hash and FIELDS, but what digests they tell.

    They follow the entry with that hash, number and moment.
    """
    hashes, *columns = zip(*rows, strict=True)
    numbers, moments, users, actions, *texts = columns
    written = all({str}.issuperset(map(type, column)) for column in (hashes, actions, *texts[:3]))
    written = written and all({str, NoneType}.issuperset(map(type, column)) for column in texts[3:])
    written = written and {int}.issuperset(map(type, (*numbers, *moments)))
    if not written or not {int, NoneType}.issuperset(map(type, users)):
        return False
    return (
        numbers == (*range(number + 1, number + 1 + len(rows)),)
        and all(map(le, (last_at, *moments), moments))
        and _APART.isdisjoint(actions)
        and [*hashes] == entries.plain_hashes((before, *hashes[:-1]), columns)
    )


def told(rows: Sequence[Any]) -> dict[str, str]:
    """The digests of parts that these entries tell, the last of each part."""
    texts: list[str] = [row[-1] for row in rows if row[-1]]
    each = _objects(texts) if all(text[0] == "{" and text[-1] == "}" for text in texts) else []
    found: dict[str, str] = {}
    if len(each) == len(texts) and all({str}.issuperset(map(type, one.values())) for one in each):
        for one in each:
            found |= one
    else:  # somebody made one something else
        for text in texts:
            found |= seals_told(text)
    return found


def seals_told(text: Any) -> dict[str, str]:
    """The digests of parts that an entry tells, from its `seals`; none of what cannot be read."""
    try:
        told = entries.parsed(text) if text else {}
    except (ValueError, TypeError, RecursionError):
        return {}
    return (
        {part: kept for part, kept in told.items() if isinstance(kept, str)} if isinstance(told, dict) else {}
    )


def _objects(texts: Sequence[str]) -> list[dict[str, Any]]:
    """What several texts say, read as one; nothing where that cannot be read."""
    try:
        return [one for one in entries.parsed(f"[{_BREAK.join(texts)}]") if isinstance(one, dict)]
    except (ValueError, RecursionError):
        return []
