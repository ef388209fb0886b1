"""How numbers are read wherever people type them (window, command line, spreadsheet): the one place for it.

A rate is typed as a percentage: 95 and 95% are the same. What could mean two numbers is refused with both
readings, and never read as one of them. Scorecard files and JSON, which hold rates as 0-1, are not read here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from qadesk import formats
from qadesk.domain.decimals import ONE, tidy
from qadesk.domain.scorecard import Unit
from qadesk.errors import NotTaken
from qadesk.i18n import N_, _
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import word_set
from qadesk.tabular.values import parse_duration

LONGEST: Final = 40  # characters
_LARGEST: Final = 24  # the exponent of the first place beyond which nothing is meant

# What a mark says of the number beside it, whatever the unit counts in.
_MARKS: Final = {
    "%": 100, "percent": 100, "‰": 1000, "‱": 10_000, "per10,000": 10_000, "per10000": 10_000,
    "ppm": 1_000_000, "permillion": 1_000_000,
    "百分之": 100, "千分之": 1000, "万分之": 10_000, "百万分之": 1_000_000,
}  # fmt: skip
_DIGITS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+|[0-9]+"
_NUMBER: Final = rf"[+-]?(?:(?:{_DIGITS})(?:\.[0-9]*)?|\.[0-9]+)(?:e-[0-9]{{1,2}})?"
_WRITTEN: Final = re.compile(
    rf"(?P<sign>[≤≥]|[<>]=?)?\s*(?P<before>(?:百分|千分|万分|百万分)之)?\s*(?P<number>{_NUMBER})\s*(?P<after>[^0-9,.].*)?"
)
_COMMA: Final = re.compile(r"[0-9][,;][0-9]|[0-9][,;]$|[,;][0-9]")
_SIGNS: Final = str.maketrans({"−": "-", "。": ".", "，": ",", "、": ";"})
_LESS: Final = frozenset(("≤", "<="))
_MORE: Final = frozenset(("≥", ">="))

WORDING: Final = {
    "not_number": N_("“{text}” is not a number."),
    "two_readings": N_("“{text}” could mean {low} or {high}. Write {low} or {high}."),
    "not_whole": N_("“{text}” is not a whole number."),
    "comma": N_(
        "“{text}” could mean two numbers: here a comma only separates thousands, as in 1,234. "
        "Write a decimal point."
    ),
    "unit": N_(
        "“{text}” has a unit that is not counted in here. Write the number alone, or change the unit."
    ),
    "no_share": N_("“{text}” is a percentage; this is not one."),
    "sign": N_("“{text}” has the sign of the opposite direction. Write the number alone."),
    "strict": N_("“{text}”: a value equal to the limit counts as reached. Write the number alone."),
}


class NotRead(NotTaken):
    """What was written cannot be taken: `reason` is a key of `WORDING`, `bounds` what that sentence names."""

    def __init__(self, reason: str, text: str, **bounds: str) -> None:
        super().__init__(f"cell.{reason}", f"{reason}: {text}")
        self.reason = reason
        self.bounds: Mapping[str, str] = {"text": text.strip()[:LONGEST], **bounds}

    def __str__(self) -> str:
        return self.wording() if self.reason in WORDING else f"{self.reason}: {self.bounds['text']}"

    def wording(self) -> str:
        """Why, and what to write instead, in the user's language. Reasons of others are theirs to word."""
        return _(WORDING[self.reason]).format(**self.bounds)


@dataclass(frozen=True)
class NumberKind:
    """What a number counts where it is typed: `scale` of them are one whole.

    A bare number below `asks_below` could be meant as a share of 1; `words` may stand behind a number and
    change nothing. A length of time may be written as one, too (1:30).
    """

    scale: int = 1
    asks_below: Decimal = Decimal(0)
    words: frozenset[str] = field(default_factory=frozenset)
    time: bool = False
    whole: bool = False
    unit: str = ""  # as `formats` knows it

    @property
    def share(self) -> bool:
        """Whether its value is a share of 1, typed in hundredths or finer."""
        return self.scale > 1


PLAIN: Final = NumberKind()
PERCENT: Final = NumberKind(100, ONE, unit="rate")
POINTS: Final = NumberKind(
    100, unit="rate"
)  # a difference of two percentages: half a point is nothing unusual
WHOLE: Final = NumberKind(whole=True)
# Counts percent itself: 20 is 20%, and 20 points of a hundred.
WEIGHT: Final = NumberKind(words=word_set("% 分 point points pts"))
# Of finer units a number below 1 is usual; one that could be a share of 1 only where that would be below 1 %.
_KINDS: Final = {
    Unit.RATE: PERCENT,
    Unit.PER_10000: NumberKind(formats.SCALES["per_10000"], Decimal("0.01"), unit="per_10000"),
    Unit.PER_MILLION: NumberKind(formats.SCALES["per_million"], Decimal("0.01"), unit="per_million"),
    Unit.SECONDS: NumberKind(time=True, words=word_set("秒 秒钟 s sec second seconds")),
    Unit.COUNT: NumberKind(words=word_set("件 票 条 个 单 次 分 人 天 time times point points pc pcs")),
    Unit.RATING: NumberKind(words=word_set("分 point points")),
    Unit.SCORE: NumberKind(words=word_set("分 point points")),
    Unit.POINTS: NumberKind(words=word_set("分 point points")),
}


def kind_of(unit: Unit) -> NumberKind:
    """How the values of a unit are typed."""
    return _KINDS[unit]


def step_of(unit: Unit) -> NumberKind:
    """How a difference between two values of a unit is typed."""
    kind = kind_of(unit)
    return NumberKind(kind.scale, unit=kind.unit) if kind.share else kind


def read(text: str, kind: NumberKind = PLAIN, better: str = "") -> Decimal | None:
    """The number written, None for nothing; a share as 0-1, a length of time in seconds.

    ≤ and ≥ may stand before a limit whose direction (`better`: lower, higher) is known. Raises NotRead.
    """
    if any(sign.isdigit() and not sign.isdecimal() for sign in text):  # ² and ⑨ would become digits
        raise NotRead("not_number", text)
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).casefold()
    plain = re.sub("[\u00a0\u2009\u202f\t ]+", " ", plain).strip()
    if not plain:
        return None
    found = _WRITTEN.fullmatch(plain) if len(plain) <= LONGEST else None
    if found is None or _COMMA.match(found["after"] or ""):
        return _otherwise(text, plain, kind)
    _check_sign(text, found["sign"] or "", better)
    number = Decimal(found["number"].replace(",", "").replace(" ", ""))
    if kind.whole and number % 1:
        raise NotRead("not_whole", text)
    if abs(number.adjusted()) > _LARGEST:
        raise NotRead("not_number", text)
    after = (found["after"] or "").replace(" ", "")
    if found["before"] and after:
        raise NotRead("not_number", text)
    mark = found["before"] or after
    if not mark:
        return _bare(text, number, kind) + 0
    if mark in kind.words:
        return number + 0
    if mark not in _MARKS:
        if any(mark in other.words for other in _KINDS.values()):
            raise NotRead("unit", text)
        return _otherwise(text, plain, kind)
    if not kind.share:
        raise NotRead("no_share", text)
    return number / _MARKS[mark] + 0


def bare(number: Decimal, kind: NumberKind) -> Decimal:
    """The value of a bare number, as a cell holds it. Raises NotRead where it could mean two."""
    return _bare(shown(number), number, kind)


def two_readings(text: str, number: Decimal, kind: NumberKind) -> NotRead:
    """That a bare number could be meant in the unit or as a share of 1."""
    low, high = (formats.with_unit(shown(one), kind.unit) for one in (number, number * kind.scale))
    return NotRead("two_readings", text, low=low, high=high)


def shown(value: Decimal | None, kind: NumberKind = PLAIN) -> str:
    """A value as it is typed: all its places, no needless zero; nothing for None."""
    return "" if value is None else format(tidy(value * kind.scale), "f")


def typed(value: Decimal | None, kind: NumberKind = PLAIN) -> str:
    """A value as `read` takes it back: as `shown`, with its unit where the bare number could mean two."""
    text = shown(value, kind)
    if not value or abs(value * kind.scale) >= kind.asks_below:
        return text
    return formats.with_unit(text, kind.unit)


def _bare(text: str, number: Decimal, kind: NumberKind) -> Decimal:
    if number and abs(number) < kind.asks_below:
        raise two_readings(text, number, kind)
    return number / kind.scale if kind.share else number


def _check_sign(text: str, sign: str, better: str) -> None:
    if not sign:
        return
    if not better:
        raise NotRead("not_number", text)
    if sign in ("<", ">"):
        raise NotRead("strict", text)
    if sign not in (_LESS if better == "lower" else _MORE):
        raise NotRead("sign", text)


def _otherwise(text: str, plain: str, kind: NumberKind) -> Decimal:
    """What is no plain number: a length of time, or nothing that can be taken."""
    if kind.time and len(plain) <= LONGEST:
        milliseconds = parse_duration(plain)
        if milliseconds is not None and not isinstance(milliseconds, Bad):
            return Decimal(milliseconds) / 1000
    raise NotRead("comma" if _COMMA.search(plain) else "not_number", text)
