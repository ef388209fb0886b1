"""Bar codes follow the standard and refuse what they cannot say."""

from __future__ import annotations

import pytest

from qadesk.printing.barcode import code_128

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
