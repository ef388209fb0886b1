"""Looking at the whole trail says how far it is, and can be stopped."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qadesk.errors import Cancelled
from qadesk.progress import Progress
from qadesk.storage.office import Office
from qadesk.storage.trail import entries
from qadesk.storage.trail.walk import walk


def test_it_says_how_far_it_is_up_to_the_end(sample_office: Office) -> None:
    told: list[tuple[int, int]] = []
    with sample_office.read() as connection:
        found = walk(
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
        walk(connection, sample_office.id, stopped)


@given(st.text(), st.lists(st.none() | st.text(), max_size=3))
def test_a_commitment_is_what_decision_21_says_it_is(salt: str, texts: list[str | None]) -> None:
    """SHA-256 of the JSON list of salt and texts, without spaces, nothing escaped that need not be."""
    assume(not salt.startswith(entries.FORGOTTEN))
    dense = json.dumps([salt, *texts], ensure_ascii=False, separators=(",", ":"))
    said = sha256(dense.encode("utf-8", "surrogatepass")).hexdigest()
    assert entries.commitment(salt, *texts) == said
