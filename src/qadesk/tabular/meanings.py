"""Which words mean what: one table of words for each field, that can be shown, corrected and remembered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from qadesk.i18n import _
from qadesk.kinds.registry import KINDS
from qadesk.tabular import meaning_words
from qadesk.tabular.questions import Choice, Question
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import NO_VALUE, Cell, cell_text, normal_header, plain_word

OPEN: Final = "open"  # the code of words that leave a field empty: not rated, still being looked into
HUNG_UP: Final = 2  # the value of "answered" where only the talk time tells: somebody hung up
_RARE: Final = 0.05  # unknown words in no more than this share of the cells are faults of single rows


@dataclass(frozen=True)
class ComplaintFinding:
    """What became of a complaint: upheld or not (None: not said), whose fault, and whether only in part.

    `fault` is agent, courier, branch, customer or nobody; None where it is not said.
    """

    upheld: bool | None
    fault: str | None = None
    in_part: bool = False

    @property
    def against_agent(self) -> bool | None:
        """Whether it counts against the agent: upheld, and not said to be somebody else's."""
        if self.upheld is None:
            return None
        return self.upheld and self.fault in (None, "agent")


Value: TypeAlias = int | str | ComplaintFinding

VALUES: Final[dict[str, dict[str, Value]]] = {
    "answered": {"yes": 1, "no": 0, "hung_up": HUNG_UP},
    "missed": {"yes": 1, "no": 0},
    "resolved": {"yes": 1, "no": 0},
    "escalated": {"yes": 1, "no": 0},
    "upheld": {
        "yes": ComplaintFinding(True),
        "no": ComplaintFinding(False, "nobody"),
        "in_part": ComplaintFinding(True, None, True),
        "agent": ComplaintFinding(True, "agent"),
        "courier": ComplaintFinding(True, "courier"),
        "branch": ComplaintFinding(True, "branch"),
        "customer": ComplaintFinding(False, "customer"),
        "agent_in_part": ComplaintFinding(True, "agent", True),
    },
    "rating": {str(level): level for level in range(1, 6)},
    "direction": {way: way for way in ("in", "out", "internal")},
    "kind": {kind: kind for kind in ("praise", "error", "abuse")},
    "status": {status: status for status in ("active", "probation", "left")},
}
VALUES["fault"] = VALUES["upheld"]  # the same words, in a column of their own beside upheld or not
_OTHERS: Final = [
    field.name
    for kind in KINDS.values()
    for field in kind.fields
    if field.type == "yes_no" and field.name not in VALUES
]
VALUES.update({field: {"yes": 1, "no": 0} for field in _OTHERS})
_YES_NO: Final = ("answered", "missed", "resolved", "escalated", "upheld", *_OTHERS)
_REASONS: Final = {"rating": "rating", "direction": "direction", "kind": "incident", "status": "status"}


@dataclass(frozen=True)
class WordMeaning:
    """A word as the file writes it, the code of what it means, and in how many cells it stands.

    `meaning` is a key of VALUES[field], OPEN, or "" for a word that is not known; `sure` is False where only
    a part of the word is known.
    """

    word: str
    meaning: str
    sure: bool
    cells: int


def inverted(field: str, header: str, cells: Iterable[Cell]) -> dict[str, str]:
    """What yes and no mean under a header that asks for the contrary: 是否无责 means upheld if it says no."""
    pattern = _CONTRARY.get(field)
    if pattern is None or not pattern.search(normal_header(header)):
        return {}
    other = {"yes": "no", "no": "yes"}
    said = {cell_text(cell): meaning_words.PLAIN.get(plain_word(cell), "") for cell in cells}
    return {word: other[code] for word, code in said.items() if code}


class Meanings:
    """The words of one field. `override` gives the meaning of words as the user corrected them."""

    def __init__(self, field: str, override: Mapping[str, str] | None = None) -> None:
        """Raises KeyError for a field that is not written in words."""
        self.field = field
        self._values = VALUES[field]
        self._words = meaning_words.EXACT.get(field, meaning_words.USUAL)
        self._override = {plain_word(word): code for word, code in (override or {}).items()}
        self._reason = _REASONS.get(field, "yes_no")

    @property
    def codes(self) -> tuple[str, ...]:
        """What a word of this field can mean."""
        return (*self._values, OPEN)

    @property
    def known_words(self) -> dict[str, str]:
        """Every word that is known, as `plain_word` writes it, with its meaning."""
        return {**self._words, **self._override}

    def of(self, cell: Cell) -> Value | Bad | None:
        """The value of a cell; None where it is empty or still open; Bad for a word that is not known."""
        code, _sure = self.meaning(cell)
        if code == OPEN:
            return None
        return self._values[code] if code else Bad(self._reason)

    def meaning(self, cell: Cell) -> tuple[str, bool]:
        """The code of what a cell means, "" if it is not known, and whether its whole word is known."""
        word = plain_word(cell)
        if word in self._override:
            return self._override[word], True
        known = self._words
        if word in known:
            return known[word], True
        if not word or word in NO_VALUE:
            return OPEN, True
        if self.field == "rating":
            return meaning_words.rating_of(word), True
        bare = word.strip("()[]{}<>【】《》\"'“”")
        if bare in known:
            return known[bare], True
        for part in _PARTS.split(word):
            if part in known and known[part] != OPEN and _alone(known[part], word, known):
                return self._unless_turned(known[part], word, re.compile(re.escape(part)))
        for pattern, code in meaning_words.PATTERNS.get(self.field, ()):
            if pattern.search(word):
                return self._unless_turned(code, word, pattern)
        return "", False

    def _unless_turned(self, code: str, word: str, known: re.Pattern[str]) -> tuple[str, bool]:
        """The code of a known part of a word; none if the rest of it may say something else."""
        other = meaning_words.is_turned(self.field, code, word, known) or meaning_words.says_more(
            self.field, word, known
        )
        return ("" if other else code), False

    def table(self, cells: Iterable[Cell]) -> tuple[WordMeaning, ...]:
        """The different words of a column, the most frequent first; empty cells are left out.

        Beside a 2 nobody knows what 1 means, unless it was said: all digits are unknown there.
        """
        counts = Counter(text for cell in cells if (text := cell_text(cell)) and text not in NO_VALUE)
        coded = self.field in _YES_NO and any(word.isdigit() and word not in ("0", "1") for word in counts)
        return tuple(
            WordMeaning(word, "", False, number)
            if coded and word.isdigit() and plain_word(word) not in self._override
            else WordMeaning(word, *self.meaning(word), cells=number)
            for word, number in counts.most_common()
        )

    def question(self, header: str, cells: Iterable[Cell]) -> Question | None:
        """What has to be asked before a column is read: words that are not known and are no rare fault."""
        table = self.table(cells)
        unknown = [entry for entry in table if not entry.meaning]
        filled = sum(entry.cells for entry in table)
        if sum(entry.cells for entry in unknown) <= _RARE * filled:
            return None
        words = _(", ").join(f"“{entry.word}”" for entry in unknown[:8])
        choices = tuple(Choice(code) for code in self.codes)
        return Question("meaning", self.field, header, choices, {"words": words})


_CONTRARY: Final = {
    "upheld": re.compile(
        r"无责|免责|不属实|不成立|不实|notupheld|unfounded|unsubstantiated|unjustified|nofault|notatfault"
    ),
    "resolved": re.compile(
        r"未(?:能)?(?:首次|一次性?)?解决|没有?解决|不能解决|unresolved|unsolved|not(?:re)?solved"
    ),
    "escalated": re.compile(r"未升级|notescalated"),
}
_PARTS = re.compile(r"[-/|:;,、，：；()（）\[\]+]+")


def _alone(code: str, word: str, known: Mapping[str, str]) -> bool:
    """Whether no other part of a word says something else."""
    return {known[part] for part in _PARTS.split(word) if known.get(part, OPEN) != OPEN} == {code}
