"""Which time zone a file's times are of, where something names one: a heading, or a column of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qadesk.tabular.questions import Choice, Question
from qadesk.tabular.text import Cell, cell_text, normal_header

LOCAL: Final = "local"
AS_UTC: Final = "utc"
_OFFSET: Final = re.compile(
    r"(?<![a-z])(?:utc|gmt)(?![a-z])\s*(?:(?P<sign>[+-])(?P<h>\d{1,2}):?(?P<m>\d{2})?)?", re.IGNORECASE
)
_PLACE: Final = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?")
_CHINESE: Final = re.compile(r"北京时间|beijing\s*time|china\s*(?:standard\s*)?time", re.IGNORECASE)
# Letters that name a zone; by them alone nobody knows whether summer time is meant, and some stand for two.
_LETTERS: Final = re.compile(
    r"(?<![A-Za-z])(?:[ECMP][SD]?T|AK[SD]T|HST|BST|WES?T|CES?T|EES?T|MSK|IST|JST|KST|HKT|SGT|ICT|WIB|PHT"
    r"|A[ECW][SD]T|NZ[SD]T)(?![A-Za-z])"
    r"|(?i:(?<![a-z])(?:eastern|central|mountain|pacific|atlantic)(?:\s+(?:standard|daylight))?\s+time(?![a-z]))"
)
_COLUMN: Final = re.compile(
    r"(?:time|number|agent|user|account|office)?(?:timezone|tz|zone|utcoffset)(?:name)?|时区|所在时区"
)
_TWO_SEASONS: Final = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))


def named_zone(text: str) -> tzinfo | None:
    """The zone a text names beyond doubt: “Start (UTC)”, “时间(GMT+8)”, “(Asia/Tokyo)”; None for no zone."""
    if (match := _OFFSET.search(text)) is not None:
        minutes = int(match["h"] or 0) * 60 + int(match["m"] or 0)
        offset = timedelta(minutes=-minutes if match["sign"] == "-" else minutes)
        return timezone(offset) if offset < timedelta(days=1) else None
    if _CHINESE.search(text):
        return ZoneInfo("Asia/Shanghai")
    place = _PLACE.search(text)
    return _of_place(place[0]) if place else None


def is_zone_column(header: str) -> bool:
    """Whether a column says the zone of the row's times."""
    return _COLUMN.fullmatch(normal_header(header)) is not None


def zone_question(
    field: str, header: str, beside: Sequence[Cell], office: tzinfo | None, answer: str
) -> Question | None:
    """What has to be asked of times whose zone is named and may be another than the office's.

    `beside` are the cells of a column of zones (none where there is no such column).
    """
    if answer in (LOCAL, AS_UTC) or named_zone(header) is not None:
        return None
    letters = _LETTERS.search(header)
    names: Collection[str] = [letters[0]] if letters else dict.fromkeys(filter(None, map(cell_text, beside)))
    others = [name for name in names if not is_of(office, name)]
    if not others:
        return None
    shown = ", ".join(others[:3])
    return Question("zone", field, header, (Choice(LOCAL), Choice(AS_UTC), Choice("none")), {"zone": shown})


def is_of(office: tzinfo | None, name: str) -> bool:
    """Whether a name of a zone is one of the office's own."""
    if office is None:
        return False
    local = [moment.astimezone(office) for moment in _TWO_SEASONS]
    if name.upper() in {moment.tzname() for moment in local}:
        return True
    zone = named_zone(name) or _of_offset(name)
    return zone is not None and all(
        one.utcoffset() == moment.astimezone(zone).utcoffset()
        for one, moment in zip(local, _TWO_SEASONS, strict=True)
    )


def _of_offset(text: str) -> tzinfo | None:
    """The zone of +08:00 alone."""
    return named_zone(f"UTC{text}") if re.fullmatch(r"[+-]\d{1,2}(?::?\d{2})?", text) else None


def _of_place(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
