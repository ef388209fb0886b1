"""The head of the trail as it is printed can be typed again, and says which entry it is of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.storage.trail import paper_code

HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
SEQS = st.integers(min_value=1, max_value=10**12 - 1)


@given(SEQS, HASHES)
def test_what_is_written_is_read(seq: int, digest: str) -> None:
    said = paper_code.letters(digest)
    code = paper_code.written(seq, said)
    assert paper_code.read(code) == (seq, said)
    assert paper_code.read(f"QA-2026-10-KF1001-AB12CD34/{code.replace('-', '', 0)}") == (seq, said)
    number, _hyphen, rest = code.partition("-")
    sloppy = f" {number}-{rest.replace('-', '').lower().replace('0', 'o').replace('1', 'l')} "
    assert paper_code.read(sloppy) == (seq, said)


@given(HASHES, HASHES)
def test_other_hashes_read_otherwise_unless_their_first_60_bits_are_the_same(one: str, two: str) -> None:
    assert (paper_code.letters(one) == paper_code.letters(two)) == (one[:15] == two[:15])


@pytest.mark.parametrize(
    "text",
    ["", "12345", "12345-", "12345-7F3A-9C21", "x-7F3A-9C21-KX8Q", "1-7F3A-9C21-KX8U", "1-7F3A-9C21-KX8QQ",
     "１２-7F3A-9C21-KX8Q", "-7F3A-9C21-KX8Q", "QA-2026-10-KF1001-AB12CD34", "1234567890123-7F3A9C21KX8Q"],
)  # fmt: skip
def test_what_is_no_code_is_not_read(text: str) -> None:
    assert paper_code.read(text) is None


def test_it_is_as_long_as_it_is_said_to_be() -> None:
    assert paper_code.written(12345, paper_code.letters("f" * 64)) == "12345-ZZZZ-ZZZZ-ZZZZ"


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("206-z01v vz6w brtc", ["206-z01v vz6w brtc"]),
        ("206 Z01V VZ6W BRTC 207-Z01V-VZ6W-BRTC", ["206 Z01V VZ6W BRTC", "207-Z01V-VZ6W-BRTC"]),
        ("206-Z01V-VZ6W-BRTC；what, 207Z", ["206-Z01V-VZ6W-BRTC", "what", "207Z"]),
        (" \n ", []),
    ],
)
def test_codes_are_told_apart_also_with_spaces_for_hyphens(typed: str, codes: list[str]) -> None:
    assert paper_code.apart(typed) == codes
