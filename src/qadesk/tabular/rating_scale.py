"""Which scale a column of ratings is on: five levels are read, any other is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from qadesk.i18n import _
from qadesk.tabular.meaning_words import EXACT
from qadesk.tabular.meanings import OPEN, Meanings
from qadesk.tabular.questions import Choice, Question
from qadesk.tabular.text import Cell, cell_text, plain_word, word_set

_GOOD: Final = word_set("满意 好 好评 good goodreview satisfied happy 👍 thumbsup positive like")
_MIDDLE: Final = word_set("一般 基本满意 中评 中 中等 普通 neutral average fair ok okay 😐")
_BAD: Final = word_set(
    "不满意 差 差评 不好 bad badreview dissatisfied unsatisfied unhappy 👎 thumbsdown negative dislike poor"
)
_FEW: Final = _GOOD | _MIDDLE | _BAD  # words that a scale of two or three levels uses as well
_ENDS: Final = {
    **dict.fromkeys(_GOOD, "5"),
    **dict.fromkeys(_MIDDLE, "3"),
    **dict.fromkeys(_BAD, "1"),
}
_LEGEND = re.compile(
    r"([1-5])\s*(?:分|星)?\s*[-:=：、.]?\s*([^\d\s,，;；、()\[\]/|~—-]+(?:\s(?:satisfied|dissatisfied))?)"
)
_BEST_IS_1 = re.compile(
    r"(?<!\d)1\s*(?:分|星)?\s*(?:[-:=为是]|is)?\s*"
    r"(?:非常满意|很满意|最满意|最好|best|very satisfied|excellent)",
    re.IGNORECASE,
)
_OF_MOST = re.compile(
    r"满分(?:为|是|[:：])?\s*(\d+)|(\d+)\s*分(?:制|满)|(?:out of|/|max\.?)\s*(\d+)"
    r"|(?<!\d)[01]\s*分?\s*(?:[-–—~～至到]|to)\s*(\d+)",
    re.IGNORECASE,
)
_MOST_IN_WORDS: Final = {"百分制": 100, "十分制": 10, "三分制": 3}
_KEYS = re.compile(r"按键|按健|dtmf|key ?press|ivr", re.IGNORECASE)  # 1 is mostly the best on a telephone
_ENOUGH: Final = 5  # ratings among which a scale to five would show a 4 or a 5


def settle_rating(
    header: str, cells: Iterable[Cell], *, override: Mapping[str, str] | None = None, answer: str = ""
) -> Mapping[str, str] | Question:
    """The meanings (word to level) to lay over the usual ones, or the question what the scale is.

    What `override` gives a meaning is settled. Five-level words or a 4 or 5 in digits make it a scale of
    five; 好评/差评, 满意/不满意 alone do not, nor do digits that end at 1 or 3, or go beyond 5.
    """
    given = {plain_word(word) for word in override or {}}
    counts = Counter(word for cell in cells if (word := plain_word(cell)) and word not in given)
    meanings = Meanings("rating")
    levels = {word: level for word in counts if isinstance(level := meanings.of(word), int)}
    told = _told_by(header)
    if told and not answer and set(told.values()) <= _FEW:
        return _ask(header, levels, ("five_one", "four_two"), told)
    if told and answer != "up":
        ends = _ENDS if answer == "five_one" else {}
        spread = _spread(
            {digit: int(ends.get(word) or EXACT["rating"][word]) for digit, word in told.items()}
        )
        return {word: str(spread[level]) for word, level in levels.items() if level in spread}
    if answer:
        return _answered(answer, levels)
    if not allows_five(header):
        return _ask(header, levels, ())
    if _BEST_IS_1.search(cell_text(header, wide=True)):
        return {str(level): str(6 - level) for level in range(1, 6)}
    digits = {word: level for word, level in levels.items() if word not in EXACT["rating"]}
    words = set(levels) - set(digits)
    if words and not digits and words <= _FEW:
        return _ask(header, levels, ("five_one", "four_two"))
    if digits and not words and _KEYS.search(header):
        return _ask(header, levels, ("down", "up"))
    if digits and not words and max(digits.values()) <= 3:
        rated = sum(counts[word] for word in digits)
        if max(digits.values()) == 1 and "0" in counts:
            return _ask(header, levels, ("five_one",))
        if rated >= _ENOUGH:
            return _ask(header, levels, ("down", "up"))
    beyond = sum(number for word, number in counts.items() if _beyond(word))
    if beyond * 20 > sum(counts.values()):
        return _ask(header, levels, ())
    return {}


def allows_five(header: str) -> bool:
    """Whether a header leaves room for a scale to five: it names no other best mark (10分制, out of 10)."""
    text = cell_text(header, wide=True)
    named = [most for word, most in _MOST_IN_WORDS.items() if word in text]
    named += [int(most) for found in _OF_MOST.findall(text) for most in found if most]
    return not named or 5 in named


def _told_by(header: str) -> dict[int, str]:
    """What the header says the digits mean, as 满意度(1非常满意-5非常不满意) does; {} if not of two."""
    found = {int(digit): plain_word(word) for digit, word in _LEGEND.findall(cell_text(header, wide=True))}
    said = {digit: word for digit, word in found.items() if EXACT["rating"].get(word, OPEN) != OPEN}
    return said if len(said) > 1 else {}


def _spread(said: Mapping[int, int]) -> dict[int, int]:
    """The levels of the digits between those that are said, too."""
    (first, low), (last, high) = min(said.items()), max(said.items())
    steps = range(first, last + 1)
    between = {digit: round(low + (high - low) * (digit - first) / (last - first)) for digit in steps}
    return {**between, **said}


def _answered(answer: str, levels: Mapping[str, int]) -> Mapping[str, str]:
    """What an answer makes of the words of the column. Raises KeyError for an answer there is none of."""
    most = max(max(levels.values(), default=5), 3)
    most = 5 if most > 3 else most
    return {
        "up": {},
        "four_two": {},
        "five_one": {**_ENDS, "1": "5", "0": "1"} if set(levels.values()) <= {1} else _ENDS,
        "down": {word: str(round(1 + 4 * (most - level) / (most - 1))) for word, level in levels.items()},
    }[answer]


def _ask(
    header: str, levels: Mapping[str, int], answers: tuple[str, ...], told: Mapping[int, str] | None = None
) -> Question:
    worded = not told and not any(
        word.isdigit() for word in levels
    )  # 好评 = 5 needs no “good is 5” before it
    choices = tuple(Choice(answer, _shown(answer, levels, told or {}), worded) for answer in answers)
    code = "rating_scale" if choices else "other_scale"
    return Question(code, "rating", header, (*choices, Choice("none")))


def _shown(answer: str, levels: Mapping[str, int], told: Mapping[int, str]) -> str:
    """What the words of the column mean by an answer: 满意 = 5, 不满意 = 1."""
    if told:
        ends = _ENDS if answer == "five_one" else EXACT["rating"]
        return _(", ").join(f"{digit} = {ends[word]}" for digit, word in sorted(told.items()))
    laid = _answered(answer, levels)
    return _(", ").join(f"{word} = {laid.get(word, level)}" for word, level in sorted(levels.items())[:6])


def _beyond(word: str) -> bool:
    """Whether a word is a number beyond five, or a percentage."""
    try:
        return not 0 <= float(word.rstrip("%分点")) <= 5 or word.endswith("%")
    except ValueError:
        return False
