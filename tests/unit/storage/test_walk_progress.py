"""Looking at the whole trail says how far it is, and can be stopped."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.storage.office import Office
from qadesk.storage.trail import at_once, entries
from qadesk.storage.trail.walk import examine


def test_it_says_how_far_it_is_up_to_the_end(sample_office: Office) -> None:
    told: list[tuple[int, int]] = []
    with sample_office.read() as connection:
        found = examine(
            connection, sample_office.id, Progress(lambda done, total, _text: told.append((done, total)))
        )
    assert found.findings == ()
    assert told == sorted(told)
    assert {total for _done, total in told} == {told[-1][0]}
    assert told[-1][0] > 10_000


def test_it_can_be_stopped(sample_office: Office) -> None:
    stopped = Progress()
    stopped.cancel()
    with sample_office.read() as connection, pytest.raises(Cancelled):
        examine(connection, sample_office.id, stopped)


@given(st.text(), st.none() | st.text(), st.none() | st.text())
def test_a_commitment_is_what_decision_21_says_it_is(salt: str, one: str | None, other: str | None) -> None:
    """SHA-256 of the JSON list of salt and texts, without spaces, nothing escaped that need not be."""
    assume(not salt.startswith(entries.FORGOTTEN))
    assert entries.commitment(salt, one, other) == _sha256(_dense([salt, one, other]))


_TEXT = st.text(max_size=6)
_CHANGE = st.tuples(
    _TEXT, st.integers() | _TEXT, st.none() | _TEXT, st.none() | _TEXT, _TEXT | st.just("=ab"),
)  # fmt: skip
_CHANGES = st.none() | st.lists(
    st.one_of(_CHANGE, _CHANGE.map(lambda one: (*one, entries.OUTSIDE))), max_size=3
).map(lambda changes: json.dumps(changes, ensure_ascii=False))
_ODD = st.sampled_from(
    ["", "5", "[]", "{}", '"abcde"', '{"abcde": 1}', "[5]", "[[1, 2, 3, 4, 5]]", "[[[", "[] "]
)
_ENTRY = st.tuples(
    st.integers(), st.integers(), st.none() | st.integers(), _TEXT, _TEXT, _TEXT, st.none() | _TEXT,
    st.none() | _TEXT, _CHANGES | _ODD, st.none() | _TEXT,
)  # fmt: skip
_SALT = st.text("0123456789abcdef", max_size=6)
_PLAIN = st.tuples(
    st.integers(), st.integers(), st.none() | st.integers(), _TEXT, _TEXT, _TEXT, _SALT, st.none() | _TEXT,
    st.none() | st.lists(_CHANGE.map(lambda one: (*one[:4], "5")), max_size=3).map(json.dumps),
    st.none() | _TEXT,
)  # fmt: skip


@example([(1, 0, None, "", "", "", '=\x1f"', None, None, None)])
@given(st.lists(_ENTRY, min_size=1, max_size=5))
def test_what_a_hash_covers_is_what_decision_21_says_it_is(several: list[tuple[Any, ...]]) -> None:
    """Whether an entry is looked at alone or with others."""
    said = [_covered(one) for one in several]
    assert [entries.covered(one) for one in several] == said
    before = [str(number) for number in range(len(several))]
    hashes = [_sha256(f"{number}\n{text}") for number, text in enumerate(said)]
    assert [entries.entry_hash(number, one) for number, one in zip(before, several, strict=True)] == hashes
    assert entries.plain_hashes(before, [*zip(*several, strict=True)]) in (hashes, None)


@given(st.lists(_PLAIN, min_size=1, max_size=5))
def test_entries_as_the_program_writes_them_are_hashed_at_once(several: list[tuple[Any, ...]]) -> None:
    before = [str(number) for number in range(len(several))]
    hashes = [entries.entry_hash(number, one) for number, one in zip(before, several, strict=True)]
    assert entries.plain_hashes(before, [*zip(*several, strict=True)]) == hashes


@pytest.mark.parametrize("sign", [entries.FORGOTTEN, "\\u003d", entries.OUTSIDE])
def test_entries_that_tell_something_unusual_are_looked_at_one_by_one(sign: str) -> None:
    usual = [1, 2, 3, "do", "what", "{}", "salt", "window", '[["rating", 5, null, "new", "salt"]]', None]
    forgotten = [*usual[:8], f'[["rating", 5, null, "", "{sign}"]]', None]
    outside = [*usual[:8], '[["rating", 5, null, "new", "salt", "outside"]]', None]
    words = [*usual[:6], f"{entries.FORGOTTEN}5", *usual[7:]]
    assert entries.plain_hashes(["", "a"], [*zip(usual, usual, strict=True)])
    for unusual in (forgotten, outside, words):
        assert entries.plain_hashes(["", "a"], [*zip(usual, unusual, strict=True)]) is None


def _covered(values: Sequence[Any]) -> str:
    seq, at, user_id, action, subject, detail, salt, origin, changes, seals = values
    words = entries.commitment(salt or "", subject, detail)
    rows = changes
    with suppress(ValueError, TypeError, AttributeError):
        rows = changes and [
            [table, key, old is not None, new is not None, entries.commitment(salt, old, new), *more]
            for table, key, old, new, salt, *more in entries.parsed(changes)
        ]
    return _dense([seq, at, user_id, action, words, origin, rows, seals])


def _dense(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sha256(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_PARTS = st.dictionaries(st.sampled_from("abc"), st.text(max_size=3) | st.just("{}"), max_size=3).map(
    json.dumps
)
_BROKEN = st.sampled_from(
    [
        "{}, {}",
        "{},\n{}",
        '{"a": "x"',
        '"b": "y"}',
        '{"a": [{}',
        "{}]}",
        '{"a": "',
        '"}',
        "[]",
        "5",
        '{"a": 5}',
        "x",
    ]
)


@given(st.lists(st.none() | _PARTS | _BROKEN, max_size=5))
def test_the_digests_that_entries_tell_are_those_that_each_tells(several: list[str | None]) -> None:
    told: dict[str, str] = {}
    for text in several:
        told |= at_once.seals_told(text)
    assert at_once.told([("", text) for text in several]) == told
