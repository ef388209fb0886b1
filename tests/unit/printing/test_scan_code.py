"""Bar codes read back from dots, whatever drew them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.printing import scan_code
from qadesk.printing.barcode import code_128


def dots(text: str, module: int = 4) -> list[int]:
    """A line through the code of `text`: white, bars in black, white."""
    line, dark = [255] * 40, True
    for width in code_128(text):
        line += [0 if dark else 255] * (width * module)
        dark = not dark
    return line + [255] * 40


@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40), st.integers(1, 6)
)
def test_what_was_drawn_is_read(text: str, module: int) -> None:
    assert scan_code.of_line(dots(text, module)) == text


def test_signs_beside_the_code_are_no_part_of_it() -> None:
    assert scan_code.of_line([*dots("QA-1"), *([0] * 9 + [255] * 5) * 20]) == "QA-1"


@pytest.mark.parametrize("spoilt", range(40, 400, 24))
def test_a_spoilt_code_is_not_read_as_another(spoilt: int) -> None:
    line = dots("QA-2026-09-KF1001")
    line[spoilt : spoilt + 8] = [255 - line[spoilt]] * 8
    assert scan_code.of_line(line) in {"", "QA-2026-09-KF1001"}


@pytest.mark.parametrize("line", [[], [255] * 50, [0] * 50, [0, 255] * 60])
def test_where_there_is_no_code_none_is_read(line: list[int]) -> None:
    assert scan_code.of_line(line) == ""
