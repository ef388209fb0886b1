"""Telephone numbers are hidden wherever they stand; what is none stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.masking import HIDDEN, has_number, mask

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
LANDLINES = st.from_regex(r"0(10|2[0-9]|[3-9][0-9]{2})-[2-8][0-9]{6,7}", fullmatch=True)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
SIGNS = "+-–.()（）＋－．—‐‑"
AROUND = st.text(st.characters(exclude_categories=("Nd", "Cs"), exclude_characters=SIGNS), max_size=12)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812345678", "138****5678"),
        ("客户13812345678来电", "客户138****5678来电"),
        ("138 1234 5678", "138****5678"),
        ("138-1234-5678", "138****5678"),
        ("1381 234 5678", "138****5678"),
        ("13812 345678", "138****5678"),
        ("+86 13812345678", "+86 138****5678"),
        ("+8613812345678", "+86138****5678"),
        ("008613812345678", "0086138****5678"),
        ("8613812345678", "86138****5678"),
        ("013812345678", "0138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("138·1234·5678", "138****5678"),
        ("138_1234_5678", "138****5678"),
        ("138/1234/5678", "138****5678"),
        ("138 - 1234 - 5678", "138****5678"),
        ("138\u00a01234\u00a05678", "138****5678"),
        ("138\u200b1234\u200b5678", "138****5678"),
        ("0571-88887777", "0571-****7777"),
        ("(010)88887777", "(010)****7777"),
        ("（010）8888 7777", "(010)****7777"),
        ("02188887777", "021****7777"),
        ("+86 571 88887777", "+86 571 88887777"),
        ("+852 9123 4567", "+852****567"),
        ("13812345678/13912345678", "138****5678/139****5678"),
        ("13812345678、0571-88887777", "138****5678、0571-****7777"),
    ],
)
def test_numbers_as_people_write_them(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-10-31 14:05", "SF1234567890123", "773012345678901", "12345678901", "1381234567",
        "23.5 kg, 3 × 4 m", "KF1001", "110", "95338", "H20261031", "138****5678", "9:30–10:15",
        "2026/10/31", "131/10/2026", "1/3/1990",
    ],
)  # fmt: skip
def test_what_is_no_number_stays(text: str) -> None:
    assert mask(text) == text
    assert not has_number(text)


@given(AROUND, MOBILES, AROUND, st.sampled_from(["", "+86", "0086", "86 ", "+86-", "0"]), st.booleans())
def test_no_mobile_number_shows_whatever_stands_around_it(
    left: str, number: str, right: str, before: str, wide: bool
) -> None:
    text = f"{left}{before}{number.translate(WIDE) if wide else number}{right}"
    shown = mask(text)
    assert has_number(text)
    assert number[:3] + HIDDEN + number[-4:] in shown
    assert number not in shown.translate(NARROW)
    assert shown.startswith(left)
    assert shown.endswith(right)


@given(AROUND, LANDLINES, AROUND)
def test_no_landline_shows_but_its_area_and_end(left: str, number: str, right: str) -> None:
    shown = mask(f"{left}{number}{right}")
    area, _dash, own = number.partition("-")
    assert shown == f"{left}{area}-{HIDDEN}{own[-4:]}{right}"


@given(st.lists(st.one_of(AROUND, MOBILES, LANDLINES, st.from_regex(r"[0-9 +()-]{1,20}")), max_size=6))
def test_masking_twice_is_masking_once(parts: list[str]) -> None:
    once = mask("".join(parts))
    assert mask(once) == once
    assert not has_number(once)


@given(st.text(st.characters(exclude_categories=("Nd", "Cs")), max_size=60))
def test_a_text_without_digits_stays(text: str) -> None:
    assert mask(text) == text
