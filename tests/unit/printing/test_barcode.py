"""Bar codes follow the standard and refuse what they cannot say."""

from __future__ import annotations

import pytest

from qadesk.printing.barcode import SIGNS, code_128
from qadesk.printing.scan_code import of_line

START_B = (2, 1, 1, 2, 1, 4)
STOP = (2, 3, 3, 1, 1, 1, 2)


def test_letters_cost_one_symbol_each_between_start_check_and_stop() -> None:
    widths = code_128("QADESK")
    assert widths[:6] == START_B
    assert widths[-7:] == STOP
    assert sum(widths) == 11 * (1 + 6 + 1) + 13


def test_the_check_symbol_is_right() -> None:
    # Worked by hand: start B 104, A 33 × 1, B 34 × 2 → 205, modulo 103 = 102 (FNC1: 411131).
    assert code_128("AB")[-13:-7] == (4, 1, 1, 1, 3, 1)


def test_every_symbol_is_eleven_modules_wide() -> None:
    widths = code_128("QA-2026-10-KF1001-1A2B3C4D")[:-7]
    assert len(widths) % 6 == 0
    assert {sum(widths[i : i + 6]) for i in range(0, len(widths), 6)} == {11}


@pytest.mark.parametrize("text", ["", "客服", "a\nb"])
def test_what_is_not_printable_ascii_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        code_128(text)


def test_signs_are_those_of_reportlab() -> None:
    from reportlab.graphics.barcode import code128

    def widths(value: int) -> tuple[int, ...]:  # there A/a is one module wide, D/d four
        return tuple(ord(letter.upper()) - ord("A") + 1 for letter in code128._patterns[value])

    assert tuple(widths(value) for value in range(106)) == SIGNS
    assert code_128("A")[-7:] == widths(106)


@pytest.mark.parametrize(
    "text",
    ["A", "7", "12", "123", "12345", "A1234B", "A123456B", "20261001", "QA-2026-10-KF1001-1A2B3C4D", "~ 0"],
)
def test_a_code_is_read_back_and_no_longer_than_that_of_reportlab(text: str) -> None:
    from reportlab.graphics.barcode.code128 import Code128

    theirs = Code128(text, quiet=0)
    theirs.validate()
    theirs.encode()
    dots = [dot for at, width in enumerate(code_128(text)) for dot in [255 * (at % 2)] * (4 * width)]
    assert of_line(dots) == text
    assert len(code_128(text)) <= 6 * len(theirs.encoded) + 1
