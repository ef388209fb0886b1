"""What a sheet holds and which column is what: by what was said, else by what is remembered, else guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from qadesk.i18n import _
from qadesk.kinds.kind import Kind
from qadesk.kinds.registry import KINDS
from qadesk.kinds.totals import TOTALS
from qadesk.tabular.guess import Guess, guess, guess_kind
from qadesk.tabular.header_words import fields_named
from qadesk.tabular.profile import Profile
from qadesk.tabular.questions import MARKED, TOLD, Choice, Question
from qadesk.tabular.text import normal_header
from qadesk.tabular.totals_guess import TotalsColumns

# What only contacts have: agents and times alone may be anything.
_TELLING: Final = frozenset(("direction", "answered", "missed", "response", "talk", "resolved", "rating"))
_OF_COMPLAINTS: Final = frozenset(("responded_at", "closed_at", "upheld", "fault", "escalated"))
_TOLD: Final = 0.5  # what contents alone may reach does not exceed this
_PLAINLY: Final = re.compile(r"投诉|申诉|诉求|仲裁|complain|claim|appeal")
_COMPLAINTS: Final = re.compile(
    r"投诉|申诉|工单|诉求|受理|结案|办结|完结|仲裁|complain|ticket|(?<![a-z])case|issue|incident|claim|appeal"
)
_CLOSE: Final = 0.02  # two kinds whose scores lie nearer than this are asked


@dataclass(frozen=True)
class Answers:
    """What the user has said of a file, or said of files with the same headers before.

    `mapping` gives the header of a field ("" for a field without a column), `readings` the answer to a
    question about a field's values, `words` what single words of a field mean. With `accept` guesses are
    taken unasked.
    """

    kind: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    accept: bool = False


NOTHING_SAID: Final = Answers()


@dataclass(frozen=True)
class Chosen:
    """A guess with what was said put over it, how well it fits, whether all of it was remembered.

    `kept` says whether what was said before still holds; `rival` is another kind that fits as well.
    """

    guess: Guess | None
    score: float = 0.0
    recalled: bool = False
    kept: bool = False
    rival: Kind | None = None


def choose(
    headers: Sequence[str],
    columns: Sequence[Profile],
    about: str,
    wanted: Kind | None,
    said: Answers,
    remembered: Answers | None,
    totals: TotalsColumns | None = None,
) -> Chosen:
    """The kind and its columns, by what was said, else by what is remembered, else guessed."""
    mapping = said.mapping
    if remembered is not None and remembered.kind in KINDS and wanted in (None, KINDS[remembered.kind]):
        recalled = _recalled(KINDS[remembered.kind], remembered, headers)
        if mapping and all(any(f.name == name for f in recalled.kind.fields) for name in mapping):
            return Chosen(_override(recalled, headers, mapping), 9.0, kept=True)
        if not mapping:
            return Chosen(recalled, 9.0, recalled=True, kept=True)
    if totals is not None and all(any(f.name == name for f in TOTALS.fields) for name in mapping):
        found = Guess(
            TOTALS, dict(totals.at), dict(totals.confidence), dict(totals.why), dict(totals.rivals), score=2.0
        )
        return Chosen(_override(found, headers, mapping), 2.0)
    if wanted is not None:
        made = _override(guess(wanted, columns), headers, mapping)
        return Chosen(made, made.score)
    guesses = [
        _override(made, headers, mapping)
        for made in guess_kind(columns, about)
        if all(any(f.name == name for f in made.kind.fields) for name in mapping)
    ]
    guesses.sort(key=lambda made: (not made.complete, -made.score))
    if not guesses or (not guesses[0].complete and guesses[0].score < 0.45):
        return Chosen(None)
    best = guesses[0]
    close = [g.kind for g in guesses[1:2] if g.complete == best.complete and best.score - g.score < _CLOSE]
    if not close and best.kind.name == "complaints" and not _is_of_complaints(best, headers, about):
        # Chats, too, are opened, answered and closed: which of them it is, nothing says.
        contacts = [g.kind for g in guesses[1:] if g.kind.name in ("calls", "chats")]
        close = [g.kind for g in guesses[1:] if g.complete and g.kind in contacts][:1]
        close = close or ([KINDS["chats"]] if best.complete else [])
    reference = best.columns.get("ref")
    if best.kind.name in ("calls", "chats") and reference is not None and not close:
        close = [KINDS["complaints"]] if _PLAINLY.search(headers[reference].lower()) else []
    return Chosen(best, best.score + best.complete, rival=next(iter(close), None))


def _is_of_complaints(made: Guess, headers: Sequence[str], about: str) -> bool:
    """Whether anything says that it is complaints: chats, too, are answered, resolved and closed."""
    told = any(name in made.columns for name in ("upheld", "fault", "escalated", "waybill", "level"))
    text = " ".join([*headers, about]).lower()
    if any((named := fields_named("chats", header).get("rating")) and named.whole for header in headers):
        # Where customers rate, a ticket may be a chat that a help desk calls so.
        return told or _PLAINLY.search(text) is not None
    return told or _COMPLAINTS.search(text) is not None


def _recalled(kind: Kind, remembered: Answers, headers: Sequence[str]) -> Guess:
    by_header = {normal_header(header): i for i, header in enumerate(headers)}
    columns = {
        name: by_header[normal_header(header)]
        for name, header in remembered.mapping.items()
        if header and normal_header(header) in by_header and any(f.name == name for f in kind.fields)
    }
    return Guess(kind, columns, dict.fromkeys(columns, 1.0), dict.fromkeys(columns, "remembered"), score=9.0)


def _override(made: Guess, headers: Sequence[str], mapping: Mapping[str, str]) -> Guess:
    """A guess with the user's own word put over it."""
    if not mapping:
        return made
    asked = {name: column_named(headers, header) for name, header in mapping.items() if header}
    columns = {
        name: at for name, at in made.columns.items() if name not in mapping and at not in asked.values()
    }
    whole = next(
        (name for name in ("at", "received_at") if any(f.name == name for f in made.kind.fields)), ""
    )
    if "date" in asked and whole not in mapping:
        columns.pop(whole, None)
    elif whole in asked:
        columns.pop("date", None)
        columns.pop("time", None)
    columns |= {name: at for name, at in asked.items() if at is not None}
    confidence = {name: 1.0 if name in asked else made.confidence.get(name, 0.0) for name in columns}
    why = {name: "said" if name in asked else made.why.get(name, "") for name in columns}
    return replace(made, columns=columns, confidence=confidence, why=why)


def column_named(headers: Sequence[str], header: str) -> int | None:
    """The column a header means, however it is written; None if there is none or several."""
    if header in headers:
        return headers.index(header)
    plain = " ".join(header.split()).casefold()
    close = [i for i, other in enumerate(headers) if other.casefold() == plain]
    if not close:
        close = [i for i, other in enumerate(headers) if normal_header(other) == normal_header(header)]
    return close[0] if len(close) == 1 else None


def merged(before: Answers | None, said: Answers) -> Answers:
    """What is said now over what was said before; of single rows and notes an earlier file says nothing."""
    if before is None:
        return said
    readings = {key: answer for key, answer in before.readings.items() if key not in (MARKED, TOLD)}
    return Answers(
        said.kind or before.kind,
        {**before.mapping, **said.mapping},
        {**readings, **said.readings},
        {
            name: {**before.words.get(name, {}), **said.words.get(name, {})}
            for name in (*before.words, *said.words)
        },
        said.accept,
    )


def questions_of(chosen: Chosen, headers: Sequence[str]) -> tuple[Question, ...]:
    """What has to be answered before a sheet is read: its kind, and columns that were guessed."""
    made = chosen.guess
    if made is None:
        return ()
    asked = []
    if chosen.rival is not None:
        kinds = (made.kind, chosen.rival)
        asked.append(Question("kind", "", "", tuple(Choice(kind.name) for kind in kinds)))
    for name in made.unsure():
        header = headers[made.columns[name]]
        detail = {
            "field": _(made.kind.field(name).label),
            "why": made.why[name],
        }
        rivals = [Choice(headers[at]) for at in made.rivals.get(name, ())]
        asked.append(Question("column", name, header, (Choice(header), *rivals, Choice("")), detail))
    return tuple(asked)


def is_told(made: Guess | None, headers: Sequence[str], about: str) -> bool:
    """Whether the headers say what a file is: numbers and names beside unknown columns are no staff list."""
    if made is None:
        return False
    if made.kind.name == "roster" and len(made.confidence) == 2 and len(headers) > 3:
        return False
    if made.kind.name in ("calls", "chats") and not _TELLING.intersection(made.columns):
        return False
    if made.kind.name == "complaints" and not _OF_COMPLAINTS.intersection(made.columns):
        return _COMPLAINTS.search(" ".join([*headers, about]).lower()) is not None
    return max(made.confidence.values(), default=0) > _TOLD
