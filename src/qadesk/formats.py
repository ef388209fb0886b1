"""How figures and times are written on screen, on paper and in messages: the one place that does it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from qadesk.i18n import current_language

DASH = "–"
_MOST_DIGITS = 20


def decimal(value: Decimal | None, places: int = 2) -> str:
    """Fixed places, half-up, below zero with a true minus: 12.50, −10.00; a dash for no value."""
    if value is None:
        return DASH
    if value.adjusted() > _MOST_DIGITS:  # no figure of a branch, but not to be told wrong either
        return f"{value:.3E}".replace("-", "−")
    quantum = Decimal(1).scaleb(-places)
    rounded = value.quantize(quantum, ROUND_HALF_UP)
    return f"−{-rounded:f}" if rounded < 0 else f"{abs(rounded):f}"


def signed(value: Decimal, places: int = 2) -> str:
    """What comes on top or off, always with its sign: +2.00, −0.50, +0.00."""
    text = decimal(value, places)
    return text if text.startswith("−") else f"+{text}"


def plain(value: Decimal | None) -> str:
    """As few places as the value needs, at most two: 20, 4.5, 33.33."""
    text = decimal(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def characters(lacking: tuple[str, ...]) -> str:
    """Characters with their code points, for a message about them: 𠮷 (U+20BB7)."""
    return ", ".join(f"{char} (U+{ord(char):04X})" for char in lacking)


def quantity(value: Decimal | None, unit: str, language: str | None = None) -> str:
    """An indicator's value with its unit: 28.38 s, 89.04%, 3.93, 2, +26.3.

    `language` is that of paper; without it the window's.
    """
    if value is None:
        return DASH
    if unit == "rate":
        return f"{decimal(value * 100)}%"
    if unit == "seconds":
        return _with_seconds(decimal(value), language)
    if unit == "count":
        return plain(value)
    if unit == "score":
        return signed(value, 1)
    return decimal(value)


def standard(value: Decimal | None, unit: str, better: str, language: str | None = None) -> str:
    """What is required: ≤ 30 s, ≥ 90%, 0 for a count that must not occur."""
    if value is None:
        return DASH
    if unit == "rate":
        text = f"{plain(value * 100)}%"
    elif unit == "seconds":
        text = _with_seconds(plain(value), language)
    else:
        text = plain(value)
    if unit == "count" and value == 0:
        return text
    return f"{'≤' if better == 'lower' else '≥'} {text}"


def duration(milliseconds: int) -> str:
    """A length of time as it was recorded: 25 s, 61.5 s."""
    return _with_seconds(plain(Decimal(milliseconds) / 1000))


def day(value: date | None) -> str:
    """A date as 2026-10-31 in both languages."""
    return DASH if value is None else value.isoformat()


def moment(value: datetime | None) -> str:
    """A local time to the minute: 2026-10-31 14:05. The caller brings it into the office's zone first."""
    return DASH if value is None else f"{value:%Y-%m-%d %H:%M}"


def _with_seconds(text: str, language: str | None = None) -> str:
    return f"{text} 秒" if (language or current_language()) == "zh_CN" else f"{text} s"
