"""Guessing what a file is and what its columns mean, from headers and from what stands under them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from qadesk.kinds.kind import FileField, Kind
from qadesk.kinds.registry import ALTERNATIVES, KINDS, missing
from qadesk.kinds.totals import TOTALS
from qadesk.tabular.directory import Directory
from qadesk.tabular.durations import duration_unit
from qadesk.tabular.header_doubts import (
    answered_by_people,
    answers_for_it,
    asks_to_recommend,
    doubtful,
    takes_down,
)
from qadesk.tabular.header_words import (
    GENERIC,
    Named,
    fields_named,
    is_known,
    may_overturn,
    other_than_a_field,
    words_of,
)
from qadesk.tabular.meanings import VALUES
from qadesk.tabular.profile import Profile
from qadesk.tabular.table import Row
from qadesk.tabular.text import Cell, cell_text, is_blank, normal_header, simplified

HEADER_WITHIN: Final = 30  # rows in which a header is looked for
SURE: Final = 0.75  # from here a guess is taken; below it the user is asked
_POSSIBLE: Final = 0.35  # below this a column is not offered for a field
_BY_CONTENTS: Final = 0.5  # a column without a known header whose cells could only be this
_WORDS_ASKED: Final = 0.8  # how well a column of words is at least taken to suit its plain header
_MOMENT: Final = 0.9
_AFTER: Final = {"responded_at": "responded_after", "closed_at": "closed_after"}
_KNOWN: Final = 0.8  # cells that name agents of the office, in a column that is surely of agents
_ASKED: Final = 0.6  # what was named plainly, but whose cells leave a doubt

# The other types identify a record or count in a figure: an unsure guess of them is asked.
_UNASKED_TYPES: Final = ("text", "waybill", "courier", "staff_no")


@dataclass(frozen=True)
class Guess:
    """A kind with the column of each field, how sure that is (0 to 1) and why; `score` compares kinds.

    `why` is header (its whole header is known), part (a known word is in the header), contents, doubtful (the
    header is known, and the cells do not fit it), or rival: `rivals` gives other columns that say the same.
    """

    kind: Kind
    columns: dict[str, int] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    rivals: dict[str, list[int]] = field(default_factory=dict)
    score: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether every required field has a column."""
        return not missing(self.kind, set(self.columns))

    @property
    def parts(self) -> tuple[dict[str, Any], ...]:
        """What is known of each field."""
        return self.columns, self.confidence, self.why

    def unsure(self) -> list[str]:
        """The fields that identify or count and were guessed below the threshold."""
        return [
            name
            for name, sure in self.confidence.items()
            if sure < SURE and self.kind.field(name).type not in _UNASKED_TYPES
        ]


def find_header(rows: Sequence[Row]) -> int | None:
    """The index of the row that most looks like a header; None if none of the first rows does at all."""
    best, best_score = None, 0.0
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        texts = [cell_text(cell) for cell in row.cells if isinstance(cell, str) and normal_header(cell)]
        if len(texts) < 2:
            continue
        known = sum(map(is_known, texts))
        score = known + 0.5 * known / len(texts)
        if score > best_score:
            best, best_score = index, score
    if best is not None and best_score >= 1:
        return best
    return _first_even_row(rows)


def profiles(
    headers: Sequence[str], samples: Sequence[Sequence[Cell]], people: Directory
) -> tuple[Profile, ...]:
    """What stands in each column, for `guess` to ask."""
    different = dict.fromkeys(zip(*samples, strict=True))  # a row that is there twice tells nothing new
    columns = zip(*different, strict=True) if different else samples
    return tuple(Profile(header, cells, people) for header, cells in zip(headers, columns, strict=True))


def guess(kind: Kind, columns: Sequence[Profile]) -> Guess:
    """The best column for each field of a kind."""
    offers = sorted(
        (
            (-fit, at, field_.name, why)
            for at, profile in enumerate(columns)
            for field_, fit, why in _offers(kind, profile)
            if fit >= _POSSIBLE
        ),
    )
    chosen: dict[str, int] = {}
    confidence: dict[str, float] = {}
    reasons: dict[str, str] = {}
    for minus, at, name, why in offers:
        if name not in chosen and at not in chosen.values():
            chosen[name], confidence[name], reasons[name] = at, round(min(-minus, 1.0), 2), why
    made = Guess(kind, chosen, confidence, reasons, _rivals(kind, chosen, columns))
    for name in made.rivals:
        confidence[name], reasons[name] = min(confidence[name], _ASKED), "rival"
    about = columns[chosen["agent"]].header if "agent" in chosen and kind.name == "complaints" else ""
    if takes_down(about) and not answers_for_it(about) and reasons["agent"] != "rival":
        confidence["agent"], reasons["agent"] = min(confidence["agent"], _ASKED), "somebody_else"
    _settle_dates(made, columns)
    _settle_agents(made, columns)
    _better_agents(made, columns)
    for moment, length in _AFTER.items():
        if moment in chosen:
            _drop(made, length)  # when it was is better than after how long
    return replace(made, score=_score(made, len(columns)))


def guess_kind(columns: Sequence[Profile], about: str) -> list[Guess]:
    """A guess for every kind, the likeliest first. `about` is the file's name and its title lines."""
    around = simplified(about).lower()
    headers = simplified(" ".join(profile.header for profile in columns)).lower()
    guesses = []
    for kind in KINDS.values():
        if kind is TOTALS or not kind.in_files:
            continue  # totals are told by other signs, see totals_guess
        made = guess(kind, columns)
        hints = 0.12 * _hints(kind, around) + 0.04 * _hints(kind, headers)
        guesses.append(replace(made, score=made.score + min(hints, 0.3)))
    return sorted(guesses, key=lambda made: (not made.complete, -made.score))


def _hints(kind: Kind, text: str) -> int:
    """How many of a kind's hints a text holds; Latin ones at the beginning of a word."""
    return sum(
        bool(re.search(rf"(?<![a-z]){hint}(?![a-z])" if len(hint) < 3 else rf"(?<![a-z]){hint}", text))
        if hint.isascii()
        else hint in text
        for hint in kind.hints
    )


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


def _offers(kind: Kind, profile: Profile) -> list[tuple[FileField, float, str]]:
    """The fields a column may be, how well (0 to 1) and why."""
    named = dict(fields_named(kind.name, profile.header))
    for moment, after in _AFTER.items():  # First response (hours): after how long, not when
        if moment in named and duration_unit(profile.header):
            named.setdefault(after, named[moment])
    found = [
        (f, *_fit(f, named[f.name].fit, named[f.name].whole, profile))
        for f in kind.fields
        if f.name in named and not _is_other_than(f, named, profile, kind)
    ]
    if not found and not other_than_a_field(profile.header):
        found = [
            (f, _BY_CONTENTS, "contents")
            for f in kind.fields
            if (f.required or f.type in ("moment", "direction")) and _telling(f, profile)
        ]
    return found


def _is_other_than(field_: FileField, named: Mapping[str, Named], profile: Profile, kind: Kind) -> bool:
    """Whether a header that may say who it was or whose fault says the other, by what stands below it."""
    if "fault" not in named or not {"agent", "agent_name"} & named.keys():
        return False
    parties = not profile.known_agents and profile.share(kind.field("fault")) >= _WORDS_ASKED
    return field_.type == "agent" if parties else field_.name == "fault"


def _fit(field_: FileField, fit: float, whole: bool, profile: Profile) -> tuple[float, str]:
    """How well a column with a header that names the field suits it.

    A header that says it plainly is never passed over because of its cells: if they do not fit, it is asked.
    """
    share = profile.share(field_)
    if doubt := doubtful(field_.name, profile.header, words_of(field_)):
        return max(min(fit * share, _ASKED), _POSSIBLE), doubt
    if field_.type == "agent" and whole and fit > GENERIC:  # whom nobody knows yet is told row by row
        share = max(share, 0.9)
    if field_.name in VALUES and whole and fit > GENERIC:
        share = max(share, _WORDS_ASKED)  # words nobody knows are asked one by one
    if field_.type == "ref" and profile.damaged and whole:
        share = 1.0  # known to be a reference, and known to identify nothing
    suits = fit * (0.15 + 0.85 * share)
    if field_.type == "duration" and profile.all_times:
        suits *= _MOMENT  # a column that says how long it took is better than one that says when
    if field_.type == "score" and (profile.five_point or not asks_to_recommend(profile.header)):
        return min(suits, _ASKED), "doubtful"
    if not whole:
        return suits, "part"
    if suits >= SURE or field_.type in _UNASKED_TYPES:
        return suits, "header"
    return (max(suits, _POSSIBLE) if fit > GENERIC else suits), "doubtful"


def _telling(field_: FileField, profile: Profile) -> bool:
    """Whether the contents alone say what a column is: dates and known agents do, small numbers do not."""
    if not profile.cells:
        return False
    if field_.type == "agent":
        return profile.known_agents > _KNOWN
    if field_.type in ("moment", "day"):
        return profile.all_times
    if field_.type == "direction":
        return profile.goes_out and profile.share(field_) >= _BY_CONTENTS
    return field_.type == "incident" and profile.share(field_) > 0.9  # its words stand in no other column


def _rivals(kind: Kind, chosen: dict[str, int], columns: Sequence[Profile]) -> dict[str, list[int]]:
    """Columns left over that name a field as well as the one chosen for it, and say something else."""
    found: dict[str, list[int]] = {}
    names = [fields_named(kind.name, profile.header) for profile in columns]

    def parties(at: int) -> bool:
        """Whether a column that may say who it was names couriers or customers, too."""
        return "fault" in names[at] and columns[at].share(kind.field("fault")) > 0

    def says_more(name: str, at: int, other: int) -> bool:
        """Whether a column of any name may be what is meant rather than the one chosen."""
        mine, its = columns[at].header, columns[other].header
        if name == "upheld":
            return may_overturn(its)
        if name == "response":
            return answered_by_people(its) and not answered_by_people(mine)
        if name != "agent" or kind.name != "complaints" or columns[other].known_agents <= _KNOWN:
            return False
        named = name in names[other] and names[other][name].whole
        return not answers_for_it(mine) and (takes_down(its) or (takes_down(mine) and named))

    for name, at in chosen.items():
        own = names[at].get(name)
        if own is None or not own.whole or kind.field(name).type in _UNASKED_TYPES:
            continue
        others = [
            other
            for other, named in enumerate(names)
            if other not in chosen.values()
            and (
                (
                    name in named
                    and named[name].whole
                    and (own.loose or named[name].fit == own.fit or (name == "agent" and parties(other)))
                )
                or says_more(name, at, other)
            )
            and columns[other].cells
            and columns[other].cells != columns[at].cells
        ]
        if others:
            found[name] = others
    return found


def _settle_dates(made: Guess, columns: Sequence[Profile]) -> None:
    """Keep either one column with date and time or a date beside a time, whichever the cells hold."""
    whole = next((f.name for f in made.kind.fields if "date" in ALTERNATIVES.get(f.name, ())), "")
    chosen = made.columns
    if not whole:
        return
    if "date" not in chosen and "time" in chosen and whole in chosen and columns[chosen[whole]].has_clock:
        _drop(made, "time")
    if whole not in chosen and "date" in chosen and "time" not in chosen:
        _rename(made, "date", whole)
    if "date" in chosen and whole in chosen:
        if columns[chosen[whole]].has_clock or "time" not in chosen:
            _drop(made, "date")
            _drop(made, "time")
        else:
            _drop(made, whole)
    elif whole in chosen and "time" in chosen:
        _rename(made, whole, "date")


def _settle_agents(made: Guess, columns: Sequence[Profile]) -> None:
    """Where two columns say who it is, the one that tells agents apart is the number."""
    if "agent" not in made.columns or "agent_name" not in made.columns:
        return
    number, name = (columns[made.columns[field_]] for field_ in ("agent", "agent_name"))
    if name.known_agents > number.known_agents:
        for values in made.parts:
            values["agent"], values["agent_name"] = values["agent_name"], values["agent"]


def _better_agents(made: Guess, columns: Sequence[Profile]) -> None:
    """Where an unsure column names nobody of the office (an extension), another that does comes before it."""
    at = made.columns.get("agent")
    if at is None or made.confidence["agent"] >= SURE or columns[at].known_agents:
        return
    name = made.columns.get("agent_name")
    if name is not None and columns[name].known_agents > _KNOWN:
        _drop(made, "agent")
        made.rivals.pop("agent", None)
        return
    better = [
        other
        for other, profile in enumerate(columns)
        if other not in made.columns.values() and profile.known_agents > _KNOWN
    ]
    if better:
        made.columns["agent"], made.why["agent"] = better[0], "contents"
        made.rivals["agent"] = [*better[1:], at]


def _drop(made: Guess, name: str) -> None:
    for values in made.parts:
        values.pop(name, None)


def _rename(made: Guess, name: str, other: str) -> None:
    for values in made.parts:
        values[other] = values.pop(name)


def _score(made: Guess, width: int) -> float:
    required = [f for f in made.kind.fields if f.required]
    lacking = missing(made.kind, set(made.columns))
    sure = made.confidence
    had = sum(
        max([sure.get(f.name, 0.0), *(sure.get(other, 0.0) for other in ALTERNATIVES.get(f.name, ()))])
        for f in required
        if f not in lacking
    )
    return 0.5 * had / len(required) + 0.5 * sum(sure.values()) / max(width, 1)
