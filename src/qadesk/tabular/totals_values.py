"""Cells of totals: spans of days, mean times to the microsecond, mean ratings, rates, channels."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from qadesk.tabular import dates, values
from qadesk.tabular.other_rows import is_total, is_whole
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import NO_VALUE, Cell, cell_text

Span = tuple[date, date]  # first and last day
MILLION: Final = 1_000_000
_PLAIN = re.compile(r"\d{1,12}(?:,\d{3})*(?:\.\d+)?")
_MONTH = re.compile(r"(20\d\d)\s*(?:[-/.年_]\s*)?(0?[1-9]|1[0-2])\s*月?(?:份)?")
_BETWEEN = re.compile(r"\s*(?:至|到|~|～|—|–|\bto\b)\s*|\s+-\s+|(?<=\d)-(?=20\d\d[-/.年])")
_DAY = r"20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?|20\d{6}"
_TOLD = re.compile(
    rf"(?P<range>(?<!\d)(?:{_DAY})\s*(?:至|到|~|～|—|–|-|_|to)\s*(?:{_DAY})(?!\d))|(?P<day>(?<!\d)(?:{_DAY})(?!\d))"
    r"|(?P<month>(?<!\d)20\d\d\s*[-/.年_]\s*(?:0?[1-9]|1[0-2])(?!\d)\s*月?|(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?!\d))"
)
# 2026年9月1日-7日, 2026-09-01 至 09-30: the end of a range, of which the beginning gives the rest.
_SHORT_END = re.compile(
    rf"(?<!\d)(?P<first>{_DAY})\s*(?:至|到|~|～|—|–|-|to)+\s*(?P<last>(?:\d{{1,2}}\s*[-/.月]\s*)?\d{{1,2}})(?!\d)\s*[日号]?"
    r"|(?<!\d)(?P<month>20\d\d\s*[-/.年]\s*\d{1,2})\s*[-/.月]\s*(?P<one>\d{1,2})\s*[日号]?\s*(?:至|到|~|～|—|–|-)+\s*"
    r"(?P<other>\d{1,2})\s*[日号]"
    r"|(?<!\d)(?P<packed>20\d{6})\s*(?:至|到|~|～|—|–|-|_)+\s*(?P<end>\d{4})(?!\d)"
)
# Parts of a month, and several months: they are no month, and no days either.
_PART = re.compile(
    r"[上中下]旬|[上下]半月|第\s*[一二三四五六\d]+\s*周|w(?:ee)?k\s*\d+|\d{1,2}\s*[-~～—–至到]\s*\d{1,2}\s*月|截[至止]|起(?![始草])",
    re.IGNORECASE,
)
_MADE = re.compile(r"导出|打印|生成|制表|更新时间|exported|printed|generated|created|run on", re.IGNORECASE)
# Words that are of one channel only; 接待 and 咨询 are said of both.
_CALL = (
    "电话",
    "语音",
    "热线",
    "呼",
    "通话",
    "接听",
    "接起",
    "振铃",
    "来电",
    "acd",
    "call",
    "phone",
    "voice",
    "tel",
)
_CHAT = ("在线", "会话", "聊天", "微信", "旺旺", "网页", "im", "chat", "conversation", "web", "qq")
_LONGEST: Final = {"response_mean": 600 * MILLION, "talk_mean": 4 * 3600 * MILLION}
_SHORTEST: Final = {"response_mean": MILLION // 2, "talk_mean": 5 * MILLION}
_UNIT_TOLD = re.compile(
    r"毫秒|秒|分钟|小时|[(（\[]\s*(?:s|sec|seconds?|ms|min|minutes?|h|分|hh?:mm(?::ss)?)\s*[)）\]]",
    re.IGNORECASE,
)


def parse_span(cell: Cell, order: str = "mdy", of_months: bool = False) -> str | Bad | None:
    """ "2026-10-01/2026-10-07" of a day, a range of days or a month; None for an empty cell.

    In a column `of_months` the first of a month is all of it: so spreadsheets keep a month.
    """
    text = " ".join(cell_text(cell, wide=True).split())
    if not text or text in NO_VALUE:
        return None
    if isinstance(cell, str):
        if match := _MONTH.fullmatch(text):
            return span_text(month_span(int(match[1]), int(match[2])))
        ends = [part for part in _BETWEEN.split(text) if part]
        if len(ends) == 2:
            first, last = (_day(end, order) for end in ends)
            if isinstance(first, Bad) or isinstance(last, Bad):
                return Bad("date")
            return span_text((first, last)) if first <= last else Bad("date")
    day = _day(cell, order)
    if isinstance(day, Bad):
        return day
    return span_text(month_span(day.year, day.month) if of_months and day.day == 1 else (day, day))


def _day(cell: Cell, order: str) -> date | Bad:
    found = dates.parse_day(cell, order)
    if isinstance(found, int):
        return date.fromisoformat(dates.iso_day(found))
    return found if isinstance(found, Bad) else Bad("blank")


def month_span(year: int, month: int) -> Span:
    """The first and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def span_text(span: Span) -> str:
    """Two days as one text."""
    return f"{span[0].isoformat()}/{span[1].isoformat()}"


def span_in_titles(texts: list[str]) -> Span | None:
    """The days that titles and the file's name tell of; None where they tell of none, or disagree.

    When a report was made is not what it is about. A range tells more than a day, and a day than a month.
    """
    found: dict[str, set[Span]] = {"range": set(), "day": set(), "month": set()}
    for text in (" ".join(one.split()) for one in texts if not _MADE.search(one)):
        short = [span for match in _SHORT_END.finditer(text) if (span := _short_span(match)) is not None]
        found["range"] |= {*short}
        if not short and _PART.search(text) and not re.search(rf"(?:{_DAY}).*(?:{_DAY})", text):
            return None
        for match in _TOLD.finditer(_SHORT_END.sub(" ", text)):
            span = _told_span(match)
            if span is not None:
                found[str(match.lastgroup)].add(span)
    spans = found["range"] or found["day"] or found["month"]
    if len(spans) != 1:
        return None
    span = next(iter(spans))
    return span if all(_within(span, month) for month in found["month"]) else None


def _short_span(match: re.Match[str]) -> Span | None:
    """The days of a range whose end says no year, or no month either."""
    if match["packed"]:
        first, end = match["packed"], match["packed"][:4] + match["end"]
    elif match["month"]:
        first, end = (f"{match['month']}-{day}" for day in (match["one"], match["other"]))
    else:
        first, last = match["first"], re.findall(r"\d+", match["last"])
        year, month, *_day_of = re.findall(r"\d+", first) if len(first) != 8 else (first[:4], first[4:6])
        end = "-".join([year, *last] if len(last) == 2 else [year, month, *last])
    days = [_day(re.sub(r"[年月/.\s]+", "-", text).strip("-日号"), "ymd") for text in (first, end)]
    known = [day for day in days if isinstance(day, date)]
    return (known[0], known[1]) if len(known) == 2 and known[0] <= known[1] else None


def _told_span(match: re.Match[str]) -> Span | None:
    if match["month"] is not None:
        year, month = re.findall(r"20\d\d|\d{1,2}", match["month"])[:2]
        return month_span(int(year), int(month))
    days = [_day(text, "ymd") for text in re.findall(_DAY, match[0])]
    known = [day for day in days if isinstance(day, date)]
    return (known[0], known[-1]) if len(known) == len(days) and known[0] <= known[-1] else None


def _within(span: Span, month: Span) -> bool:
    return month[0] <= span[0] and span[1] <= month[1]


def mean_time(name: str, header: str, minutes: bool = False) -> Callable[[Cell], int | Bad | None]:
    """A function that makes whole microseconds of a mean or sum of times, exact as printed.

    A bare number under a header without a unit that would be no mean anybody has is refused, not taken.
    With `minutes`, 2:05:00 was meant as 2:05 minutes, as Excel makes of it.
    """
    unit = values.duration_unit(header)
    told = _UNIT_TOLD.search(header) is not None
    longest, shortest = _LONGEST.get(name), _SHORTEST.get(name, 0)

    def parse(cell: Cell) -> int | Bad | None:
        text = cell_text(cell, wide=True).lower()
        if isinstance(cell, bool) or not _PLAIN.fullmatch(text):
            made = values.parse_duration(cell, unit)
            return made * 1000 // (60 if minutes else 1) if isinstance(made, int) else made
        found = int((Decimal(text.replace(",", "")) * unit * 1000).to_integral_value())
        if longest is not None and not told and found and not shortest <= found <= longest:
            return Bad("implausible_mean")
        return found

    return parse


def parse_mean_rating(cell: Cell) -> int | Bad | None:
    """Millionths of a mean of levels 1–5; None for none."""
    text = re.sub(r"(?:分|星|/5(?:\.0)?)$", "", cell_text(cell, wide=True).lower()).strip()
    if not text or text in NO_VALUE:
        return None
    if not _PLAIN.fullmatch(text):
        return Bad("rating")
    mean = Decimal(text.replace(",", ""))
    if mean == 0:  # nobody rated
        return None
    return int((mean * MILLION).to_integral_value()) if 1 <= mean <= 5 else Bad("rating")


def parse_rate(cell: Cell) -> str | Bad | None:
    """A rate 0–1 as exact text, with the places it was printed with."""
    text = cell_text(cell, wide=True).replace(" ", "")
    if not text or text in NO_VALUE:
        return None
    number = text.removesuffix("%")
    if not _PLAIN.fullmatch(number):
        return Bad("rate")
    value = Decimal(number.replace(",", ""))
    if text.endswith("%") or value > 1:
        value = value.scaleb(-2)
    return format(value, "f") if value <= 1 else Bad("rate")


def parse_channel(cell: Cell) -> str:
    """call, chat, or "" where a word says neither."""
    return channel_in_titles(cell_text(cell, wide=True))


def channel_in_titles(text: str) -> str:
    """The same of headers and titles together; "" too where they speak of both."""
    low = text.lower()
    call, chat = (any(_holds(low, word) for word in words) for words in (_CALL, _CHAT))
    return "" if call == chat else "call" if call else "chat"


def _holds(text: str, word: str) -> bool:
    if word.isascii():
        return re.search(rf"(?<![a-z]){word}(?:s|ing|ed)?(?![a-z])", text) is not None
    return word in text


def parse_label(cell: Cell) -> str | Bad:
    """A group's or shop's name; "" for none, and for all of them together."""
    text = " ".join(cell_text(cell, wide=True).split())
    if is_total(text) or is_whole(text):
        return ""
    return text if len(text) <= 200 else Bad("too_long")


def is_month_header(header: str) -> bool:
    """Whether a column is one of months."""
    return re.fullmatch(r"(?:统计|考核|所属)?(?:月份?|月度|年月)|month", header.strip().lower()) is not None


def is_day_header(header: str) -> bool:
    """Whether a header is a day: a table with several of them is a pivot."""
    text = cell_text(header, wide=True).strip()
    if re.fullmatch(r"(?:\d{1,2}月)?\d{1,2}[日号]|\d{1,2}[-/.]\d{1,2}", text):
        return True
    return len(text) >= 8 and isinstance(dates.parse_day(text, "ymd"), int)
