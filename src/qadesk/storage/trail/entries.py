"""The form of an entry, and what its hash covers: of words and rows a salted digest, not themselves.

So what an entry tells of a person can be forgotten and the chain still holds: text and salt go, the digest
stays. Without the salt nobody can find a phone number by trying all there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import chain, islice
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
_NOT_OURS: Final = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_NULL, _YES, _NO = "null", "true", "false"
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


def commitment(salt: str, first: str | None, second: str | None) -> str:
    """The digest that stands for two texts: SHA-256 over the JSON list of the salt and them."""
    if salt.startswith(FORGOTTEN):
        return salt[1:]
    one, other = (_NULL if text is None else _QUOTED(text) for text in (first, second))
    return _sha256(f"[{_QUOTED(salt)},{one},{other}]")


def _commitments(
    salts: Iterable[str], firsts: Iterable[str | None], seconds: Iterable[str | None]
) -> list[str]:
    """The same of many that are not forgotten."""
    return _sha256s(
        [
            f"[{_QUOTED(salt)},{_NULL if one is None else _QUOTED(one)},"
            f"{_NULL if other is None else _QUOTED(other)}]"
            for salt, one, other in zip(salts, firsts, seconds, strict=True)
        ]
    )


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


def covered(values: Sequence[Any]) -> str:
    """What the hash of an entry covers, as dense JSON, from its FIELDS as stored.

    Number, moment, user, action, the digest of subject and detail, origin, the changed rows, seals. Of a
    changed row: table, key, whether it was there before and after, the digest of both, and OUTSIDE.
    """
    seq, at, user, action, subject, detail, salt, origin, changes, seals = values
    words, rows = (
        commitment(str(salt or ""), subject, detail),
        _NULL if changes is None else _rows_of(changes),
    )
    who = f"{_json(seq)},{_json(at)},{_json(user)},{_json(action)}"
    said = _QUOTED(words)  # where it is not ours: what follows the mark of a forgotten one may be any text
    return f"[{who},{said},{_json(origin)},{rows},{_json(seals)}]"


def entry_hash(before: str, values: Sequence[Any]) -> str:
    """The hash of an entry, from the hash of the one before ("" for the first) and its FIELDS as stored."""
    return _sha256(f"{before}\n{covered(values)}")


def plain_hashes(before: Iterable[str], columns: Sequence[Sequence[Any]]) -> list[str] | None:
    """The same of several entries, given as columns; None where one of them tells of something unusual.

    That is what was forgotten or altered outside, or what no transaction of the program writes.
    """
    # Column by column, and written here: an encoder and some calls for each of millions take twice as long.
    seqs, ats, users, actions, subjects, details, salts, origins, changes, seals = columns
    try:
        rows = _plain_rows(changes)
        if FORGOTTEN in {salt[:1] for salt in salts}:
            return None
        words = _commitments(salts, subjects, details)
    except _NOT_OURS:
        return None
    told = zip(
        before, _jsons(seqs), _jsons(ats), _jsons(users), _jsons(actions), words, _jsons(origins), rows,
        _jsons(seals), strict=True,
    )  # fmt: skip
    return _sha256s(
        [
            f'{last}\n[{seq},{at},{user},{action},"{said}",{origin},{changed},{sealed}]'
            for last, seq, at, user, action, said, origin, changed, sealed in told
        ]
    )


def unsealed_digest(rows: Iterable[Sequence[Any]]) -> str:
    """The digest of the entries that were there before the trail began, each as ENTRIES gives it."""
    found = sha256()
    for number, *values in rows:
        text = f"[{number},{covered(values)[1:]}\n"
        found.update(text.encode("utf-8", "surrogatepass"))
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


def _plain_rows(changes: Sequence[str | None]) -> list[str]:
    """The changed rows of each entry, as its hash covers them. Raises one of _NOT_OURS for unusual ones."""
    told: list[list[Change]] = [[] if text is None else parsed(text) for text in changes]
    rows = [*chain.from_iterable(told)]
    if not rows:
        return [_NULL if text is None else "[]" for text in changes]
    tables, keys, olds, news, salts = zip(*rows, strict=True)
    if FORGOTTEN in {salt[:1] for salt in salts} or OUTSIDE in salts:
        raise ValueError("not plain")
    columns = zip(_jsons(tables), _jsons(keys), olds, news, _commitments(salts, olds, news), strict=True)
    each = [
        f'[{table},{key},{_NO if old is None else _YES},{_NO if new is None else _YES},"{digest}"]'
        for table, key, old, new, digest in columns
    ]
    if len(rows) == len(changes) and all(map(len, told)):
        return [f"[{one}]" for one in each]
    left = iter(each)
    return [
        _NULL if text is None else f"[{','.join(islice(left, len(some)))}]"
        for text, some in zip(changes, told, strict=True)
    ]


def _rows_of(changes: str) -> str:
    try:
        return DENSE(
            [
                [table, key, old is not None, new is not None, commitment(salt, old, new), *more]
                for table, key, old, new, salt, *more in parsed(changes)
            ]
        )
    except _NOT_OURS:
        return _json(changes)


def _json(value: Any) -> str:
    """As DENSE writes it, which makes an encoder at each call: there are millions of these."""
    if type(value) is str:
        return _QUOTED(value)
    return str(value) if type(value) is int else _NULL if value is None else DENSE(value)


def _jsons(values: Sequence[Any]) -> Iterable[str]:
    return map(_QUOTED if {str}.issuperset(map(type, values)) else _json, values)


def _sha256(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _sha256s(texts: Sequence[str]) -> list[str]:
    try:
        return [sha256(text.encode()).hexdigest() for text in texts]
    except UnicodeEncodeError:  # half a letter, as JSON may spell one
        return [_sha256(text) for text in texts]
