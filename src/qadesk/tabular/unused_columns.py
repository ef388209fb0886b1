"""Columns that are not taken and may say that rows are not to count, or are somebody else's: both are asked.

What a word is known to say (a duplicate, spam, an enquiry among complaints) is asked of every file. Any other
column whose values differ from row to row is asked once for the files of one layout: what it says nobody can
know here, only the office whether it matters. What certainly changes nothing is left out: numbers, moments,
references, long texts, and headers such as queue, product or city.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from qadesk.i18n import _
from qadesk.kinds.kind import Kind
from qadesk.tabular import meaning_words, unused_words
from qadesk.tabular.beside import AS_IS, quoted
from qadesk.tabular.dates import parse_moment
from qadesk.tabular.header_words import fields_named, other_than_a_field
from qadesk.tabular.questions import COLUMNS, MARKED, Choice, Question
from qadesk.tabular.text import (
    NO_VALUE,
    Cell,
    cell_text,
    is_blank,
    normal_header,
    plain_word,
)

_SHOWN: Final = 4  # words in a question
_DIFFERENT: Final = 20_000  # cells of a column, after which it is a text and no state
_STATE: Final = 12  # different words of a column that says what kind of row it is; more are names or texts
_LONG: Final = 15  # characters of a text that is no word for a kind of row
_PARTLY: Final = 0.6  # of the rows: a column filled in fewer marks those
_FEW_NUMBERS: Final = 3  # different numbers that may be codes: 0 and 1, 0% and 100%


@dataclass
class _Seen:
    """What stands in a column: its different cells (with the rating beside), and in how many rows any."""

    pairs: dict[tuple[Cell, Cell], None] = field(default_factory=dict)
    filled: int = 0
    rows: int = 0

    def words(self) -> list[str]:
        """The different texts a person sees."""
        texts = dict.fromkeys(cell_text(cell) for cell, _rating in self.pairs)
        return [text for text in texts if text and text.lower() not in NO_VALUE]


class UnusedColumns:
    """The columns of a table that were not taken, looked at block by block, and what has to be asked of them.

    `find` says which agent (id) a cell names, `answered` which of the questions need not be asked.
    """

    def __init__(
        self,
        kind: Kind,
        headers: Sequence[str],
        columns: Mapping[str, int],
        *,
        find: Callable[[Cell], object] = lambda _cell: None,
        answered: Collection[str] = (),
    ) -> None:
        self._kind, self._headers, self._find, self._answered = kind, headers, find, answered
        free = [at for at in range(len(headers)) if at not in columns.values()]
        self._tests = _tests(kind, headers, columns, free)
        self._parts = free if kind.name in ("deliveries", "totals") else []
        self._open = [at for at in free if COLUMNS not in answered and not _is_harmless(headers[at])]
        looked = dict.fromkeys([*self._tests, *self._parts, *self._open])
        none = kind.records is None or {MARKED, COLUMNS} <= {*answered}
        self._seen = {} if none else {at: _Seen() for at in looked}
        self._beside = _beside(kind, headers, columns, [*looked])

    def add(self, columns: Sequence[Sequence[Cell]]) -> None:
        """Look at the next rows of the table, given column by column."""
        for at, seen in self._seen.items():
            cells = columns[at]
            seen.rows += len(cells)
            # Most columns say the same few things: each is looked at once.
            seen.filled += sum(rows for cell, rows in Counter(cells).items() if not is_blank(cell))
            if len(seen.pairs) < _DIFFERENT:
                seen.pairs.update(dict.fromkeys(zip(cells, columns[self._beside.get(at, at)], strict=True)))

    def questions(self) -> tuple[Question, ...]:
        """MARKED names words that say of some rows that they may not count, COLUMNS all other columns.

        Each names everything at once, since one answer settles it.
        """
        seen, headers = self._seen, self._headers
        marked = {
            at: words
            for at in dict.fromkeys([*self._tests, *self._parts])
            if at in seen and (words := self._marking(at))
        }
        others = {
            at: seen[at].words()
            for at in self._open
            if at in seen and at not in marked and _is_open(self._kind, headers[at], seen[at], self._find)
        }
        found = ((MARKED, marked), (COLUMNS, others))
        return tuple(
            _question(code, headers, words) for code, words in found if words and code not in self._answered
        )

    def _marking(self, at: int) -> list[str]:
        rated, part = _is_of_ratings(self._headers[at]), at in self._parts
        return _marking(self._tests.get(at), self._seen[at], rated=rated, part=part)


def _beside(
    kind: Kind, headers: Sequence[str], columns: Mapping[str, int], looked: Sequence[int]
) -> dict[int, int]:
    """The column a cell is seen together with: the rating, if it speaks of ratings, else the agent."""
    agent = next((columns[name] for name in ("agent", "agent_name") if name in columns), None)
    rating = next((columns[name] for name in ("rating", "score") if name in columns), None)
    of = {at: rating if _is_of_ratings(headers[at]) else agent for at in looked}
    return {at: other for at, other in of.items() if other is not None}


def _question(code: str, headers: Sequence[str], words: Mapping[int, Sequence[str]]) -> Question:
    one = _("“{name}”: {what}")
    told = _("; ").join(
        one.format(name=headers[at], what=quoted(several, _SHOWN)) for at, several in words.items()
    )
    return Question(code, "", headers[next(iter(words))], (Choice(AS_IS),), {"words": told})


def _tests(
    kind: Kind, headers: Sequence[str], columns: Mapping[str, int], free: Sequence[int]
) -> dict[int, Callable[[str], bool]]:
    """What tells of a word in a column that its row may not count."""
    tests = {at: test for at in free if (test := _test_of(kind, headers[at])) is not None}
    if "direction" in columns and not {"answered", "missed"} & columns.keys():
        tests[columns["direction"]] = lambda word: bool(unused_words.VOICEMAIL.search(word))
    noted = [at for at in free if unused_words.NOTES.search(normal_header(headers[at]))]
    for at in (*noted, *(columns[name] for name in ("note", "description") if name in columns)):
        tests.setdefault(at, lambda word: bool(unused_words.NOTED.search(word)))
    if "response" in columns:
        counts = [at for at in free if unused_words.ANSWERS_COUNTED.search(normal_header(headers[at]))]
        tests |= dict.fromkeys(counts, lambda word: word in ("0", "0.0"))
    return tests


def _marking(test: Callable[[str], bool] | None, seen: _Seen, *, rated: bool, part: bool) -> list[str]:
    """The words of a column that say that their row may not count; of ratings, where there is one beside."""
    cells = dict.fromkeys(cell for cell, rating in seen.pairs if not rated or not is_blank(rating))
    if test is _enquiry and not any(unused_words.COMPLAINT.search(plain_word(cell)) for cell in cells):
        test = _void  # 催件, 查件 are what complaints are about, where none is called one
    return [
        cell_text(cell)
        for cell in cells
        if not is_blank(cell)
        and (_is(test, plain_word(cell)) or (part and unused_words.PART_OF.search(plain_word(cell))))
    ]


def _is(test: Callable[[str], bool] | None, word: str) -> bool:
    return test is not None and test(word)


def _is_of_ratings(header: str) -> bool:
    return bool(unused_words.OF_RATINGS.search(normal_header(header)))


def _is_harmless(header: str) -> bool:
    """Whether a header says that nothing below it changes which rows count, or whose they are."""
    if other_than_a_field(header) in unused_words.SAID_ELSEWHERE:
        return True
    return bool(unused_words.RECORDED_BY.search(normal_header(header)))


def _may_tell(kind: Kind, header: str, seen: _Seen) -> bool:
    """Whether the words of a column may say what kind of row it is."""
    words, plain = seen.words(), normal_header(header)
    if kind.name == "complaints" and set(words) - {"1"} and unused_words.SEVERAL.search(plain):
        return True  # a row may be of several
    if kind.name == "totals" and words and unused_words.RESPONSES.search(plain):
        return True  # a mean response time may be of these alone
    if unused_words.HARMLESS.search(plain) or (kind.name == "complaints" and _is_of_ratings(header)):
        return False  # how satisfied the customer was with a complaint counts nowhere
    says_why = bool(unused_words.WHY.search(plain))
    if not words or (len(words) == 1 and seen.filled == seen.rows):
        return False
    if all(plain_word(word) in unused_words.PASSING for word in words):
        return False
    partly = seen.filled < _PARTLY * seen.rows
    if all(unused_words.NUMBER.fullmatch(word) or isinstance(parse_moment(word), tuple) for word in words):
        return (partly and says_why) or (len(words) <= _FEW_NUMBERS and set(words) <= unused_words.CODES)
    if len(words) > _STATE or (len(words) == seen.filled and max(map(len, words)) > _LONG):
        return partly and says_why
    return partly or not all(map(unused_words.REFERENCE.fullmatch, words))


def _is_open(kind: Kind, header: str, seen: _Seen, find: Callable[[Cell], object]) -> bool:
    """Whether a column names other agents than those the rows are taken to be of, or may tell of its rows."""
    named = [(who, agent) for cell, agent in seen.pairs if isinstance(who := find(cell), int)]
    if len(words := seen.words()) <= _STATE and any(map(unused_words.NOBODY.search, words)):
        return True
    whole = {name for name, of in fields_named(kind.name, header).items() if of.whole}
    if named or {"agent", "agent_name"} & whole:  # whom nobody knows yet
        return any(who != find(agent) for who, agent in named)
    return _may_tell(kind, header, seen)


def _test_of(kind: Kind, header: str) -> Callable[[str], bool] | None:
    """What tells of a word under a header that its row may not count; None where nothing does."""
    plain = normal_header(header)
    if unused_words.YES_IS_VOID.search(plain):
        return lambda word: meaning_words.PLAIN.get(word) == "yes"
    if unused_words.NO_IS_VOID.search(plain):
        return lambda word: meaning_words.PLAIN.get(word) == "no" or bool(unused_words.VOID.search(word))
    if not unused_words.STATES.search(plain):
        return None
    if unused_words.OF_RATINGS.search(plain):
        return lambda word: bool(unused_words.NOT_RATED.search(word))
    if kind.name == "complaints" and re.search(r"类型|类别|type|category", plain):
        return _enquiry
    return _void


def _void(word: str) -> bool:
    return bool(unused_words.VOID.search(word))


def _enquiry(word: str) -> bool:
    return _void(word) or bool(unused_words.NOT_COMPLAINTS.search(word))
