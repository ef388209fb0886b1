"""Units as offices write them beside a standard, and the one that is meant where none is written."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from qadesk.domain.checking import unit_of
from qadesk.domain.scorecard import Unit
from qadesk.errors import NotTaken, joined
from qadesk.i18n import _
from qadesk.services.designing import known_figures, source_reading
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NotRead, NumberKind
from qadesk.tabular.text import word_set

_POINTS: Final = word_set("分 分数 得分 分值 point points pts pt")
_KNOWN: Final = {
    Unit.COUNT: word_set(
        "次 次数 人 人数 人次 件 件数 个 个数 单 单数 票 条 笔 起 例 项 通 份 天 日 元 块 数量 "
        "time times number people pc pcs piece pieces case cases day days yuan rmb cny"
    ),
    Unit.SECONDS: word_set("秒 秒钟 s sec secs second seconds"),
    Unit.RATE: word_set("% 百分比 百分率 百分之 percent pct rate"),
    Unit.PER_10000: word_set("‱ 万分比 万分率 万分之 per10,000 per10000"),
    Unit.PER_MILLION: word_set("ppm 百万分比 百万分率 百万分之 permillion"),
    Unit.RATING: word_set("星 星级 级 stars star rating"),
}
_TIMES: Final = {  # in seconds
    60: word_set("分钟 分鐘 min mins minute minutes"),
    3600: word_set("小时 时 h hr hrs hour hours"),
}
_BOUND: Final = NumberKind(words=_POINTS)
_HIGHEST: Final = 5  # of a rating
_LIMITS: Final = re.compile(r"[≤≥<>＜＞]")
_TIMED: Final = re.compile(r"\d\s*(?:秒|分钟|小时|s\b|sec|min|h\b|hour)", re.IGNORECASE)
_RATED: Final = re.compile(  # what one judges, and nobody counts
    r"态度|技巧|知识|规范|满意|礼貌|礼仪|沟通|能力|素养|主动|协作|配合|纪律|形象|责任心|评分|评价|表现"
    r"|attitude|manner|polite|courte|knowledge|skill|communicat|satisf|empath|teamwork|rating",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(r"[次件单票条量数率]$|时长|时间|次数|\brate\b|number of", re.IGNORECASE)


def meant(text: str, standard: str, rule: str) -> tuple[str, str]:
    """The code of the unit that is written, and the standard in it; no code for no word that is known.

    A point is a rating (1–5) where the standard is one, and otherwise a plain number. Times are counted in
    seconds: a bare standard in minutes or hours becomes so many. Raises NotTaken where a rule has bare limits
    in them.
    """
    said = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
    if said in _POINTS:
        number = _number(standard)
        rating = number is not None and 1 < number <= _HIGHEST
        return (Unit.RATING if rating else Unit.COUNT).value, standard
    for seconds, words in _TIMES.items():
        if said in words:
            if _LIMITS.search(rule) and not _TIMED.search(rule):
                words_ = _("“{text}”: times are counted in seconds here. Write the limits of the rule so.")
                raise NotTaken("cell.unit_of_rule", words_.format(text=source_reading.short(text)))
            return Unit.SECONDS.value, _in_seconds(standard, seconds)
    return next((unit.value for unit, words in _KNOWN.items() if said in words), ""), standard


def guessed(name: str, standard: str) -> Unit | None:
    """The unit that a bare standard is likely written in, by the name beside it; None where it is a number.

    It is that of the figure of the records called so, if the standard can be one of it.
    """
    number = _number(standard)
    if number is None:
        return None
    unit = unit_of(figure) if (figure := known_figures.figure_called(name)) else None
    if unit is None:
        judged = _RATED.search(name) and not _COUNTED.search(name)
        return Unit.RATING if judged and 1 < number <= _HIGHEST else None
    return unit if known_figures.could_be(number, unit) else None


def unknown(text: str) -> NotTaken:
    """Why a unit is not taken, and which there are."""
    told = _("“{text}” is no unit that is known here.").format(text=source_reading.short(text))
    known = _("Known are seconds, minutes, hours, %, per 10,000, per million, ratings such as 1–5, points, "
              "and numbers (times, pieces, people, days, yuan).")  # fmt: skip
    return NotTaken("cell.no_choice", joined(told, known))


def _number(standard: str) -> Decimal | None:
    """What a standard without another unit than points is."""
    bare = standard.strip().lstrip("≤≥<>=＜＞ ")
    try:
        return numbers.read(bare, _BOUND)
    except NotRead:
        return None


def _in_seconds(standard: str, seconds: int) -> str:
    number = _number(standard)
    if number is None:
        return standard
    sign = re.match(r"[≤≥<>=＜＞ ]*", standard.strip())
    return f"{sign[0] if sign else ''}{numbers.shown(number * seconds)}"
