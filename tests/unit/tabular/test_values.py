"""Counts, recommendations and single lengths of time, from their many spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.tabular import values
from qadesk.tabular.rejections import WORDING, Bad
from qadesk.tabular.text import Cell


@pytest.mark.parametrize(
    "parse, cell, expected",
    [
        (values.parse_score, "10", 10), (values.parse_score, "9分", 9),
        (values.parse_score, "11", Bad("score")),
        (values.parse_score, "-1", Bad("score")), (values.parse_count, "1,281", 1281),
        (values.parse_count, "12件", 12),
        (values.parse_count, "96.8%", Bad("whole_number")), (values.parse_count, "-3", Bad("negative")),
    ],
)  # fmt: skip
def test_other_values(parse, cell: str, expected: object) -> None:  # type: ignore[no-untyped-def]
    assert parse(cell) == expected


PARSERS = (values.parse_duration, values.parse_score, values.parse_count)


@given(
    st.one_of(
        st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
    )
)
def test_no_cell_breaks_them_and_every_reason_is_worded(cell: Cell) -> None:
    for parse in PARSERS:
        found = parse(cell)
        assert not isinstance(found, Bad) or found.reason in WORDING
