"""Which contacts are checked: drawn at random by a seed that is kept: anybody can draw the same again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from math import sqrt
from typing import Final

from qadesk.domain.statistics import Interval, student_t95, wilson

USUAL_SPREAD: Final = Decimal(20)  # standard deviation of scores where an office has no checks yet, in points
FEWEST_KNOWN: Final = 10  # checks from which on their own spread is taken
MOST_EACH: Final = 100
MOST_STRATA: Final = 10


@dataclass(frozen=True)
class Drawable:
    """A contact as far as it matters for drawing; `minutes` None: not told, `complaint`: one names it."""

    id: int
    channel: str
    rating: int | None
    minutes: Decimal | None
    complaint: bool
    note: str


@dataclass(frozen=True)
class SampleStratum:
    """Contacts of which some are drawn by all means: every condition that is given holds; `least` of them."""

    least: int
    channel: str = ""
    rating_to: int | None = None  # rated so or worse by the customer
    rating_from: int | None = None
    minutes_from: Decimal | None = None
    minutes_to: Decimal | None = None
    complaint: bool = False
    word: str = ""  # in the note

    def holds(self, one: Drawable) -> bool:
        """Whether a contact is one of them; what is not known of it is not."""
        rated, long = one.rating, one.minutes
        return (
            (not self.channel or one.channel == self.channel)
            and (self.rating_to is None or (rated is not None and rated <= self.rating_to))
            and (self.rating_from is None or (rated is not None and rated >= self.rating_from))
            and (self.minutes_from is None or (long is not None and long >= self.minutes_from))
            and (self.minutes_to is None or (long is not None and long <= self.minutes_to))
            and (not self.complaint or one.complaint)
            and (not self.word or self.word.casefold() in one.note.casefold())
        )


@dataclass(frozen=True)
class DrawnContact:
    """One contact of a sample: `stratum` counts from 1, 0 for one of the rest."""

    id: int
    stratum: int


@dataclass(frozen=True)
class ContactLot:
    """What was drawn of one agent's contacts; `short`: how many fewer than wanted there were to draw."""

    drawn: tuple[DrawnContact, ...]
    short: int


def draw(
    contacts: Iterable[Drawable],
    each: int,
    strata: Sequence[SampleStratum],
    seed: str,
    taken: Iterable[int] = (),
) -> ContactLot:
    """`each` contacts of one agent: of every stratum its least, one after the other, then of all the rest.

    The order is that of SHA-256 of seed and contact, which no change of others disturbs. Those `taken`, which
    are in the sample already or were replaced, are left out.
    """
    gone = set(taken)
    order = sorted((one for one in contacts if one.id not in gone), key=lambda one: _lot(seed, one.id))
    found: dict[int, int] = {}
    for n, stratum in enumerate(strata, 1):
        fits = [one.id for one in order if one.id not in found and stratum.holds(one)]
        for one_id in fits[: max(0, min(stratum.least, each - len(found)))]:
            found[one_id] = n
    for one in order:
        if len(found) >= each:
            break
        found.setdefault(one.id, 0)
    return ContactLot(tuple(DrawnContact(one, stratum) for one, stratum in found.items()), each - len(found))


def precision(k: int, spread: Decimal = USUAL_SPREAD, of: int | None = None) -> Decimal | None:
    """How far, in points, a mean of `k` checks is off in 95 of 100 months at most: ± so much.

    `spread` is the standard deviation of single scores; with `of` contacts in the month those not checked
    are what is uncertain (finite population). None for fewer than two checks.
    """
    if k < 2:
        return None
    left = 1.0 if of is None or of <= 1 else max(0.0, (of - k) / (of - 1))
    return Decimal(repr(round(float(student_t95(k - 1)) * float(spread) / sqrt(k) * sqrt(left), 1)))


def pass_precision(k: int, share: Decimal = Decimal("0.8")) -> Interval | None:
    """Between which shares of passed contacts the truth lies if `share` of `k` checks are passed."""
    return wilson(int(k * share + Decimal("0.5")), k) if k else None


def spread_of(scores: Sequence[Decimal]) -> Decimal:
    """The standard deviation of an office's checks so far; the usual one of fewer than FEWEST_KNOWN."""
    n = len(scores)
    if n < FEWEST_KNOWN:
        return USUAL_SPREAD
    middle = sum(scores, Decimal(0)) / n
    return (sum(((one - middle) ** 2 for one in scores), Decimal(0)) / (n - 1)).sqrt()


def _lot(seed: str, contact_id: int) -> str:
    return sha256(f"{seed}/{contact_id}".encode()).hexdigest()
