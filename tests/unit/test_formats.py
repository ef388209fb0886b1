"""Figures and times as people read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from qadesk import formats
from qadesk.i18n import set_language


@pytest.mark.parametrize(
    "value, unit, text",
    [
        ("28.377023", "seconds", "28.38 s"),
        ("0.890411", "rate", "89.04%"),
        ("0.008091", "rate", "0.81%"),
        ("3.925", "rating", "3.93"),  # half-up, not to even
        ("3.945", "rating", "3.95"),
        ("2", "count", "2"),
        ("5.263158", "score", "+5.3"),
        ("-26.666667", "score", "−26.7"),
        (None, "rate", "–"),
    ],
)
def test_a_value_with_its_unit(value: str | None, unit: str, text: str) -> None:
    assert formats.quantity(None if value is None else Decimal(value), unit) == text


@pytest.mark.parametrize(
    "value, unit, better, text",
    [
        ("30", "seconds", "lower", "≤ 30 s"),
        ("0.90", "rate", "higher", "≥ 90%"),
        ("0.010", "rate", "lower", "≤ 1%"),
        ("4.5", "rating", "higher", "≥ 4.5"),
        ("0", "count", "lower", "≤ 0"),
        (None, "count", "higher", "–"),
    ],
)
def test_a_standard(value: str | None, unit: str, better: str, text: str) -> None:
    assert formats.standard(None if value is None else Decimal(value), unit, better) == text


@pytest.mark.parametrize(
    "value, places, text",
    [
        ("89.995", 2, "90.00"),
        ("89.994", 2, "89.99"),
        ("-0.001", 2, "0.00"),
        ("-0.005", 2, "−0.01"),
        ("1E+3", 0, "1000"),
    ],
)
def test_decimals_are_rounded_half_up(value: str, places: int, text: str) -> None:
    assert formats.decimal(Decimal(value), places) == text


@pytest.mark.parametrize(
    "value, text", [("20.00", "20"), ("4.50", "4.5"), ("33.3333", "33.33"), ("100", "100"), ("0", "0")]
)
def test_no_more_places_than_needed(value: str, text: str) -> None:
    assert formats.plain(Decimal(value)) == text


@pytest.mark.parametrize(
    "value, text", [("2", "+2.00"), ("-0.5", "−0.50"), ("0", "0.00"), ("-0.001", "0.00"), ("0.001", "0.00")]
)
def test_what_comes_on_top_has_its_sign(value: str, text: str) -> None:
    assert formats.signed(Decimal(value)) == text


def test_seconds_are_named_in_the_language_of_the_reader() -> None:
    assert formats.duration(61_500) == "61.5 s"
    set_language("zh_CN")
    assert formats.duration(25_000) == "25 秒"
    assert formats.quantity(Decimal(30), "seconds", "en") == "30.00 s"


def test_dates_are_written_the_same_everywhere() -> None:
    assert formats.day(date(2026, 10, 31)) == "2026-10-31"
    assert formats.moment(datetime(2026, 10, 31, 9, 5, 59)) == "2026-10-31 09:05"  # noqa: DTZ001 - local already
    assert formats.day(None) == formats.moment(None) == "–"


@pytest.mark.parametrize(
    "low, high, unit, text",
    [
        ("27.888", "29.473", "seconds", "27.89–29.47 s"),
        ("0.8482", "0.905", "rate", "84.82–90.50%"),
        ("4.2", "4.38", "rating", "4.20–4.38"),
        ("-35.6", "64.2", "score", "−35.6 – +64.2"),
        ("-60", "-12.5", "score", "−60.0 – −12.5"),
        ("0.0000002", "0.0000031", "per_million", "0.2–3.1 per million"),
    ],
)
def test_an_interval_has_one_dash_and_its_unit_once(low: str, high: str, unit: str, text: str) -> None:
    assert formats.interval(Decimal(low), Decimal(high), unit) == text


@pytest.mark.parametrize("value, text", [("8", "8%"), ("8.00", "8%"), ("33.333333", "33.33%")])
def test_a_weight_has_as_few_places_as_it_needs(value: str, text: str) -> None:
    assert formats.weight(Decimal(value)) == text


def test_dates_with_hyphens_stand_apart_from_the_dash_between_them() -> None:
    assert formats.span("2026-10-01", "2026-10-31") == "2026-10-01 – 2026-10-31"
