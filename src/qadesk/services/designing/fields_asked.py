"""One field that is asked beside the table of a scorecard, as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from qadesk.domain.problems import Path
from qadesk.domain.scorecard import Scorecard
from qadesk.tabular import numbers
from qadesk.tabular.numbers import NumberKind

Kind = Literal["text", "figure", "flag", "choice", "ways"]
Options = Sequence[tuple[Any, str]]
Inserts = list[tuple[str, str]] | tuple[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class AskedField:
    """One field as the scorecard is now: what it shows, and the scorecard with something else in it.

    `name` tells it from others, `path` is the place it changes. What `put` gets:

    * text: str; one that is not `sound` is kept, and marked;
    * figure: Decimal, typed as `number` says; or None where `blank` says what an empty one means;
    * flag: bool; choice (a list) and ways (all in sight, below each other): the data of one of `options`.

    `put` may raise NotTaken. `unit` stands behind a figure, `hint` below; `inserts` go into a text.
    `leads` is the name of the field that the keyboard goes to after a choice, if it is in sight then.
    """

    name: str
    words: str
    kind: Kind
    path: Path
    value: Any
    put: Callable[[Scorecard, Any], Scorecard]
    number: NumberKind = numbers.PLAIN
    blank: str | None = None
    unit: str = ""
    hint: str = ""
    options: Options = ()
    sound: Callable[[str], bool] = lambda _text: True
    inserts: Sequence[Inserts] = ()  # what has words of its own opens beside them
    leads: str = ""
