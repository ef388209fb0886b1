"""Guessing what a file is and what its columns mean, from headers and from what stands under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from qadesk.tabular import dates, values
from qadesk.tabular.directory import Directory
from qadesk.tabular.fields import ALTERNATIVES, KINDS, Field, Kind, missing
from qadesk.tabular.rejections import Bad
from qadesk.tabular.table import Row
from qadesk.tabular.text import Cell, cell_text, is_blank, normal_header

HEADER_WITHIN: Final = 30  # rows in which a header is looked for
_SURE: Final = 0.35  # below this a column is left for the user to say


@dataclass(frozen=True)
class Guess:
    """A kind with the column of each field and how sure that is (0 to 1); `score` compares kinds."""

    kind: Kind
    columns: dict[str, int] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    score: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether every required field has a column."""
        return not missing(self.kind, set(self.columns))


def headers_of(row: Row, width: int) -> tuple[str, ...]:
    """The headers as text, made different from one another; a nameless column is called by its letter."""
    seen: dict[str, int] = {}
    result: list[str] = []
    for index in range(width):
        text = " ".join(cell_text(row.cells[index]).split()) if index < len(row.cells) else ""
        text = text or f"[{_letter(index)}]"
        seen[text] = seen.get(text, 0) + 1
        result.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return tuple(result)


def find_header(rows: Sequence[Row]) -> int | None:
    """The index of the row that most looks like a header; None if none of the first rows does at all."""
    best, best_score = None, 0.0
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        texts = [normal_header(cell_text(cell)) for cell in row.cells if isinstance(cell, str)]
        texts = [text for text in texts if text]
        if len(texts) < 2:
            continue
        known = sum(text in _KNOWN for text in texts)
        score = known + 0.5 * known / len(texts)
        if score > best_score:
            best, best_score = index, score
    if best is not None and best_score >= 1:
        return best
    return _first_even_row(rows)


def guess(kind: Kind, headers: Sequence[str], samples: Sequence[Sequence[Cell]], people: Directory) -> Guess:
    """The best column for each field of a kind. `samples` holds some cells of each column."""
    offers = sorted(
        (
            (score, field_, column)
            for column, header in enumerate(headers)
            for field_ in kind.fields
            if (score := _fit(field_, header, samples[column], people)) >= _SURE
        ),
        key=lambda offer: (-offer[0], offer[2]),
    )
    columns: dict[str, int] = {}
    confidence: dict[str, float] = {}
    for score, field_, column in offers:
        if field_.name in columns or column in columns.values():
            continue
        columns[field_.name] = column
        confidence[field_.name] = round(min(score, 1.0), 2)
    _settle_dates(kind, columns, confidence, samples)
    _settle_agents(columns, confidence, samples, people)
    return Guess(kind, columns, confidence, _score(kind, columns, confidence, headers))


def guess_kind(
    headers: Sequence[str], samples: Sequence[Sequence[Cell]], people: Directory, about: str
) -> list[Guess]:
    """A guess for every kind, the likeliest first. `about` is the file's name and its title lines."""
    around = about.lower()
    columns = " ".join(headers).lower()
    guesses = []
    for kind in KINDS.values():
        made = guess(kind, headers, samples, people)
        hints = sum(0.12 for hint in kind.hints if hint in around) + sum(
            0.04 for hint in kind.hints if hint in columns
        )
        guesses.append(Guess(kind, made.columns, made.confidence, made.score + min(hints, 0.3)))
    return sorted(guesses, key=lambda made: (not made.complete, -made.score))


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _first_even_row(rows: Sequence[Row]) -> int | None:
    """Where no header is known: the first row of several texts that is as wide as what follows it."""
    widest = max((row.filled for row in rows), default=0)
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        if (
            row.filled >= 2
            and row.filled >= widest - 1
            and all(isinstance(c, str) for c in row.cells if not is_blank(c))
        ):
            return index
    return None


def _fit(field_: Field, header: str, cells: Sequence[Cell], people: Directory) -> float:
    """How well a column suits a field, 0 to about 1."""
    name = _header_fit(field_, normal_header(header))
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled:
        return name * 0.8
    if name == 0 and not (field_.required and _telling(field_, filled, people)):
        return 0
    taken = _taken(field_, header, filled, people)
    if name == 0:
        return 0.4 * taken if taken > 0.9 else 0
    return name * (0.15 + 0.85 * taken)


def _header_fit(field_: Field, header: str) -> float:
    words = _NORMAL[field_.words]
    if header in words:
        return 1.0 - 0.002 * words.index(header)
    best = 0.0
    for word in words:
        if len(word) >= 2 and word in header:
            best = max(best, 0.4 + 0.5 * len(word) / len(header))
        elif len(header) >= 2 and header in word and not header.isascii():
            best = max(best, 0.3 + 0.4 * len(header) / len(word))
    return best


def _taken(field_: Field, header: str, cells: Sequence[Cell], people: Directory) -> float:
    """The share of cells that convert to the field's type."""
    test = _TESTS.get(field_.type)
    if field_.type == "agent":
        known = sum(people.find(cell) is not None and not _is_time(cell) for cell in cells) / len(cells)
        sure = sum(people.knows(cell) for cell in cells) / len(cells)
        return 0.6 * known + 0.4 * sure
    if field_.type == "duration":
        unit = values.duration_unit(header)
        return sum(
            not isinstance(values.parse_duration(cell, unit), Bad) and not _is_day(cell) for cell in cells
        ) / len(cells)
    if field_.type in ("moment", "day"):
        order = dates.date_order(cells) or "mdy"
        return sum(not isinstance(dates.parse_moment(cell, order), Bad | None) for cell in cells) / len(cells)
    if test is None:
        return 1.0 if not all(_is_time(cell) for cell in cells) else 0.3
    return sum(not isinstance(test(cell), Bad) for cell in cells) / len(cells)


def _telling(field_: Field, cells: Sequence[Cell], people: Directory) -> bool:
    """Whether the contents alone say what a column is: dates and known agents do, small numbers do not."""
    if field_.type == "agent":
        return sum(people.knows(cell) for cell in cells) > 0.8 * len(cells)
    if field_.type in ("moment", "day"):
        return all(_is_time(cell) for cell in cells)
    return field_.type == "incident"  # its words are found in no other column


def _is_time(cell: Cell) -> bool:
    text = cell_text(cell)
    return (
        len(text) >= 8
        and any(mark in text for mark in "-/:年")
        and isinstance(dates.parse_moment(cell), tuple)
    )


def _is_day(cell: Cell) -> bool:
    return not isinstance(cell, float | int) and isinstance(dates.parse_moment(cell), tuple)


def _settle_dates(
    kind: Kind, columns: dict[str, int], confidence: dict[str, float], samples: Sequence[Sequence[Cell]]
) -> None:
    """Keep either one column with date and time or a date beside a time, whichever the cells hold."""
    whole = next(
        (
            name
            for name, others in ALTERNATIVES.items()
            if "date" in others and any(f.name == name for f in kind.fields)
        ),
        "",
    )
    if not whole:
        return
    if (
        "date" not in columns
        and "time" in columns
        and whole in columns
        and _has_clock(samples[columns[whole]])
    ):
        _drop("time", columns, confidence)
    if whole not in columns and "date" in columns and "time" not in columns:
        columns[whole], confidence[whole] = columns["date"], confidence["date"]
        _drop("date", columns, confidence)
    if "date" in columns and whole in columns:
        if _has_clock(samples[columns[whole]]) or "time" not in columns:
            _drop("date", columns, confidence)
            _drop("time", columns, confidence)
        else:
            _drop(whole, columns, confidence)
    elif whole in columns and "time" in columns:
        columns["date"], confidence["date"] = columns.pop(whole), confidence.pop(whole)


def _settle_agents(
    columns: dict[str, int],
    confidence: dict[str, float],
    samples: Sequence[Sequence[Cell]],
    people: Directory,
) -> None:
    """Where two columns say who it is, the one that tells agents apart is the number."""
    if "agent" not in columns or "agent_name" not in columns:
        return
    number, name = samples[columns["agent"]], samples[columns["agent_name"]]
    if sum(map(people.knows, name)) > sum(map(people.knows, number)):
        columns["agent"], columns["agent_name"] = columns["agent_name"], columns["agent"]
        confidence["agent"], confidence["agent_name"] = confidence["agent_name"], confidence["agent"]


def _drop(name: str, columns: dict[str, int], confidence: dict[str, float]) -> None:
    columns.pop(name, None)
    confidence.pop(name, None)


def _has_clock(cells: Sequence[Cell]) -> bool:
    """Whether any of the cells says a time of day beside the date."""
    order = dates.date_order(cells) or "mdy"
    moments = [dates.parse_moment(cell, order) for cell in cells]
    return any(isinstance(moment, tuple) and moment[0] % dates.DAY_MS for moment in moments)


def _score(
    kind: Kind, columns: dict[str, int], confidence: dict[str, float], headers: Sequence[str]
) -> float:
    required = [f for f in kind.fields if f.required]
    lacking = missing(kind, set(columns))
    had = sum(
        max([confidence.get(f.name, 0.0), *(confidence.get(o, 0.0) for o in ALTERNATIVES.get(f.name, ()))])
        for f in required
        if f not in lacking
    )
    return 0.5 * had / len(required) + 0.5 * sum(confidence.values()) / max(len(headers), 1)


_NORMAL: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    f.words: tuple(normal_header(word) for word in f.words) for kind in KINDS.values() for f in kind.fields
}
_KNOWN: Final = frozenset(word for words in _NORMAL.values() for word in words)
_TESTS: Final[dict[str, Callable[[Cell], object]]] = {
    "clock": dates.parse_clock,
    "yes_no": values.parse_yes_no,
    "rating": values.parse_rating,
    "score": values.parse_score,
    "count": values.parse_count,
    "incident": values.parse_incident,
    "status": values.parse_status,
}
