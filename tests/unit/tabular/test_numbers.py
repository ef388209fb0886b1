"""Numbers as people type them: what is read, and what could mean two and is not."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qadesk import i18n
from qadesk.domain.scorecard import Unit
from qadesk.tabular import numbers
from qadesk.tabular.numbers import PERCENT, PLAIN, POINTS, WEIGHT, WHOLE, NotRead, NumberKind, kind_of, read

PPM, SECONDS, COUNT = (kind_of(unit) for unit in (Unit.PER_MILLION, Unit.SECONDS, Unit.COUNT))
ALL = [PLAIN, PERCENT, POINTS, WEIGHT, *(kind_of(unit) for unit in Unit)]


@pytest.mark.parametrize(
    "text, kind, value",
    [
        ("95", PERCENT, "0.95"), ("95%", PERCENT, "0.95"), ("９５．５％", PERCENT, "0.955"),
        ("1", PERCENT, "0.01"),
        ("0.95%", PERCENT, "0.0095"), ("5‰", PERCENT, "0.005"), ("0.5‰", PERCENT, "0.0005"),
        ("1.5‱", PERCENT, "0.00015"), ("2.4ppm", PERCENT, "0.0000024"), ("百万分之2.4", PERCENT, "0.0000024"),
        ("百分之九", PERCENT, None), ("百分之 9", PERCENT, "0.09"), ("0", PERCENT, "0"),
        ("112", PERCENT, "1.12"),
        ("2.4", PPM, "0.0000024"), ("2.4 per million", PPM, "0.0000024"), ("0.5", PPM, "0.0000005"),
        ("0.00024%", PPM, "0.0000024"), ("0.1", POINTS, "0.001"), ("20%", WEIGHT, "20"), ("20", WEIGHT, "20"),
        ("1,234", COUNT, "1234"), ("1，234", COUNT, "1234"), ("1 234 567", COUNT, "1234567"),
        ("12.5", PLAIN, "12.5"), ("12。5", PLAIN, "12.5"), ("−3", PLAIN, "-3"), ("30 秒", SECONDS, "30"),
        ("30.5s", SECONDS, "30.5"), ("1:30", SECONDS, "90"), ("2分钟", SECONDS, "120"),
        ("312件", COUNT, "312"),
    ],
)  # fmt: skip
def test_what_is_written_is_what_is_read(text: str, kind: NumberKind, value: str | None) -> None:
    if value is None:
        with pytest.raises(NotRead):
            read(text, kind)
    else:
        assert read(text, kind) == Decimal(value)


@pytest.mark.parametrize(
    "text, kind, reason",
    [
        ("0.95", PERCENT, "two_readings"), ("-0.5", PERCENT, "two_readings"), (".9", PERCENT, "two_readings"),
        ("0.0000024", PPM, "two_readings"), ("2.4e-06", PERCENT, "two_readings"),
        ("1,5", PLAIN, "comma"), ("95,5", PERCENT, "comma"), ("0,950", PERCENT, "comma"),
        ("1,23", COUNT, "comma"),
        ("1，5", PLAIN, "comma"), ("95%", COUNT, "no_share"), ("95％", SECONDS, "no_share"),
        ("12,34,567", COUNT, "comma"), ("9²", COUNT, "not_number"), ("⑨", COUNT, "not_number"),
        ("4 5", PLAIN, "not_number"), ("1_000", COUNT, "not_number"), ("1e3", COUNT, "not_number"),
        ("95%%", PERCENT, "not_number"), ("%95", PERCENT, "not_number"), ("百分之95%", PERCENT, "not_number"),
        ("NaN", PLAIN, "not_number"), ("∞", PLAIN, "not_number"), ("٩٥", PLAIN, "not_number"),
        ("1" * 30, PLAIN, "not_number"), ("%", PERCENT, "not_number"), ("Infinity", PLAIN, "not_number"),
        ("1.2.3", PLAIN, "not_number"), ("九十五", PERCENT, "not_number"), ("12 or so", COUNT, "not_number"),
        ("≤ 30", PLAIN, "not_number"), ("2.5", WHOLE, "not_whole"), ("9" * 400, PLAIN, "not_number"),
    ],
)  # fmt: skip
def test_what_could_mean_two_or_nothing_is_refused_with_its_reason(
    text: str, kind: NumberKind, reason: str
) -> None:
    with pytest.raises(NotRead) as no:
        read(text, kind)
    assert no.value.reason == reason
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        assert no.value.wording()


def test_both_readings_are_named() -> None:
    with pytest.raises(NotRead) as no:
        read("0.95", PERCENT)
    assert no.value.wording() == "“0.95” could mean 0.95% or 95%. Write 0.95% or 95%."
    with pytest.raises(NotRead) as no:
        read("0.0000024", PPM)
    i18n.set_language("zh_CN")
    with pytest.raises(NotRead) as no:
        read("0.0000024", PPM)
    assert "可能是 百万分之 0.0000024，也可能是 百万分之 2.4" in no.value.wording()


@pytest.mark.parametrize(
    "text, better, found",
    [("≤30", "lower", 30), ("<= 30", "lower", 30), ("≥ 30", "lower", "sign"), ("≥90", "higher", 90),
     ("<30", "lower", "strict"), (">30", "higher", "strict")],
)  # fmt: skip
def test_a_limit_may_have_the_sign_of_its_direction(text: str, better: str, found: int | str) -> None:
    if isinstance(found, int):
        assert read(text, PLAIN, better) == found
        return
    with pytest.raises(NotRead) as no:
        read(text, PLAIN, better)
    assert no.value.reason == found


@given(st.sampled_from(ALL), st.decimals("-1000", "1000", places=12))
def test_what_a_field_shows_is_read_back(kind: NumberKind, value: Decimal) -> None:
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        assert read(numbers.typed(value, kind), kind) == value


@given(st.text(max_size=12))
def test_no_text_is_anything_but_read_or_refused(text: str) -> None:
    for kind in ALL:
        with contextlib.suppress(NotRead):
            assert read(text, kind) is None or any(sign.isdigit() for sign in text)
