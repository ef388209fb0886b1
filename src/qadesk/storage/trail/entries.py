"""The form of an entry, and what its hash covers: of words and rows a salted digest, not themselves.

So what an entry tells of a person can be forgotten and the chain still holds: text and salt go, the digest
stays. Without the salt nobody can find a phone number by trying all there are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from os import urandom
from typing import Any, Final

ENTRIES: Final = (
    "SELECT id, seq, at, user_id, action, subject, CAST(detail AS TEXT), salt, origin, changes, seals "
    "FROM audit WHERE office_id = ?"
)
FIELDS: Final = ("seq", "at", "user_id", "action", "subject", "detail", "salt", "origin", "changes", "seals")
# Table, key, the row as it was and became (see `rows`; None: not there), and their salt; then OUTSIDE, if it
# was altered since the trail last spoke of it. Of a forgotten one the salt is FORGOTTEN and the digest, the
# rows are empty texts.
Change = list[Any]
OUTSIDE: Final = "outside"
MORE: Final = "more"  # in the place of a table: so many rows more were changed
FORGOTTEN: Final = "="
RETENTION: Final = "retention.carry_out"  # the entry that tells of which entries texts were forgotten

# Made once: `json.dumps` would make an encoder at each call.
_QUOTED: Final = json.encoder.encode_basestring
DENSE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DECODED: Final = json.JSONDecoder().raw_decode


def parsed(text: str) -> Any:
    """JSON as the program stored it, with nothing around it. Raises ValueError for anything else."""
    found, end = _DECODED(text)
    if end != len(text):
        raise ValueError("more than one value")
    return found


def new_salt() -> str:
    """What a text is hashed with: 16 random bytes as hexadecimal digits."""
    return urandom(16).hex()


def commitment(salt: str, *texts: str | None) -> str:
    """The digest that stands for texts: SHA-256 over the JSON list of the salt and them."""
    if salt.startswith(FORGOTTEN):
        return salt[1:]
    # As DENSE writes a list of texts, which makes an encoder at each call: there are millions of these.
    return _sha256(f"[{','.join(['null' if text is None else _QUOTED(text) for text in (salt, *texts)])}]")


def told_row(table: str, key: Any, old: str | None, new: str | None, *, outside: bool = False) -> Change:
    """A changed row, as an entry tells it."""
    return [table, key, old, new, new_salt(), *([OUTSIDE] if outside else [])]


def more_told(count: int) -> Change:
    """That so many rows more were changed."""
    return [MORE, count, None, None, ""]


def forgotten(change: Change) -> Change:
    """A changed row without what it was and became; its digest stays."""
    table, key, old, new, salt, *more = change
    digest = FORGOTTEN + commitment(salt, old, new)
    return [table, key, old and "", new and "", digest, *more]


def is_change(one: Any) -> bool:
    """Whether it has the form of a changed row, whoever wrote it."""
    if not isinstance(one, list) or len(one) < len(more_told(0)):
        return False
    table, key, old, new, salt = one[:5]
    texts = isinstance(old, str | None) and isinstance(new, str | None)
    key_fits = isinstance(key, int) if table == MORE else isinstance(key, int | str)
    return isinstance(table, str) and key_fits and texts and isinstance(salt, str)


def is_forgotten(change: Change) -> bool:
    """Whether what a changed row was and became was forgotten."""
    return str(change[4]).startswith(FORGOTTEN)


def covered(values: Sequence[Any]) -> list[Any]:
    """What the hash of an entry covers, from its FIELDS as stored.

    Number, moment, user, action, the digest of subject and detail, origin, the changed rows, seals. Of a
    changed row: table, key, whether it was there before and after, the digest of both, and OUTSIDE.
    """
    seq, at, user_id, action, subject, detail, salt, origin, changes, seals = values
    words = commitment(str(salt or ""), subject, detail)
    return [seq, at, user_id, action, words, origin, _rows(changes), seals]


def entry_hash(before: str, values: Sequence[Any]) -> str:
    """The hash of an entry, from the hash of the one before ("" for the first) and its FIELDS as stored."""
    return _sha256(f"{before}\n{DENSE(covered(values))}")


def unsealed_digest(rows: Iterable[Sequence[Any]]) -> str:
    """The digest of the entries that were there before the trail began, each as ENTRIES gives it."""
    found = hashlib.sha256()
    for number, *values in rows:
        found.update(DENSE([number, *covered(values)]).encode("utf-8", "surrogatepass") + b"\n")
    return found.hexdigest()


def runs(numbers: Iterable[int]) -> list[list[int]]:
    """Sorted numbers as runs: the first of each, and how many follow one another."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == sum(found[-1]):
            found[-1][1] += 1
        else:
            found.append([number, 1])
    return found


def _rows(changes: str | None) -> list[Any] | str | None:
    if changes is None:
        return None
    try:
        return [
            [table, key, old is not None, new is not None, commitment(salt, old, new), *more]
            for table, key, old, new, salt, *more in parsed(changes)
        ]
    except (ValueError, TypeError, AttributeError, RecursionError):  # somebody made it something else
        return changes


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
