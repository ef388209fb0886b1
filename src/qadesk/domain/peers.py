"""Figures of an agent's peers: mean, median, rank and percentile in the team, the post or the whole office.

Peers are the other agents of the group who have a value; whoever is excluded, exempt or without data is none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final, NamedTuple

from qadesk.domain.decimals import uncut
from qadesk.domain.formula_tree import PeerCall
from qadesk.domain.spreading import to_decimal

MOST_LISTED: Final = 60  # peers whose figures are kept one by one
_FINE: Final = 10**60  # sums of quotients are as exact as this where whole fractions would grow too long
_LONG: Final = 160  # bits of a denominator


class Peer(NamedTuple):
    """An agent (row id) and what groups them; a blank team or post is none."""

    id: int
    team: str = ""
    post: str = ""

    def group(self, kind: str) -> str | None:
        """Which team or post; "" for the office, None where the agent belongs to none."""
        if kind == "office":
            return ""
        return (self.team if kind == "team" else self.post) or None


class PeerFigure(NamedTuple):
    """What peers come to for one agent, with all it takes to work it out again; no names.

    `value` is None of fewer peers than `call` asks for, and of a rank without an own value. `figures` are the
    peers', the largest first; of more than MOST_LISTED only their sum is kept.
    """

    call: PeerCall
    value: Decimal | None
    own: Decimal | None
    n: int  # peers
    better: int  # of them
    equal: int
    figures: tuple[Decimal, ...] = ()
    summed: Decimal | None = None

    @property
    def too_few(self) -> bool:
        """Whether there are fewer peers than asked for."""
        return self.n < self.call.least


class PeerGroup:
    """The values of one indicator in one group, by agent."""

    def __init__(self, values: Mapping[int, Decimal], *, lower: bool) -> None:
        self._values, self._lower = values, lower
        self._sorted = sorted(values.values())

    def figure(self, call: PeerCall, who: int, own: Decimal | None) -> tuple[PeerFigure, Fraction | None]:
        """The figure of one agent, whose value may be another than the group's; with its exact value."""
        held = self._values.get(who)
        n = len(self._sorted) - (held is not None)
        better, equal = self._beside(held, own)
        found = None
        if n >= call.least and not (call.ranks and own is None):
            found = self._found(call, held, own, n, better, equal)
        rest = self._rest(held)
        listed = tuple(reversed(rest)) if n <= MOST_LISTED else ()
        summed = None if n <= MOST_LISTED else to_decimal(self._sum_but(held))
        value = None if found is None else to_decimal(found)
        return PeerFigure(call, value, own, n, better, equal, listed, summed), found

    def _found(
        self, call: PeerCall, held: Decimal | None, own: Decimal | None, n: int, better: int, equal: int
    ) -> Fraction:
        if call.ranks:
            return standing(call, n, better, equal)
        if call.measure == "median":
            among = self._rest(held)
            if own is not None and not call.others:
                insort(among, own)
            return middle(among)
        whole = self._sum_but(held)
        if own is None or call.others:
            return whole / n
        return (whole + uncut(own)) / (n + 1)

    def _beside(self, held: Decimal | None, own: Decimal | None) -> tuple[int, int]:
        """How many peers are better, and how many equal."""
        if own is None:
            return 0, 0
        below, upto = bisect_left(self._sorted, own), bisect_right(self._sorted, own)
        better, equal = below if self._lower else len(self._sorted) - upto, upto - below
        if held is None:
            return better, equal
        ahead = held < own if self._lower else held > own
        return better - ahead, equal - (held == own)

    def _rest(self, held: Decimal | None) -> list[Decimal]:
        if held is None:
            return list(self._sorted)
        at = bisect_left(self._sorted, held)
        return self._sorted[:at] + self._sorted[at + 1 :]

    def _sum_but(self, held: Decimal | None) -> Fraction:
        return self._sum if held is None else self._sum - uncut(held)

    @cached_property
    def _sum(self) -> Fraction:
        return _settled(sum(map(uncut, self._sorted), Fraction(0)))


def worked_out(one: PeerFigure, seen: Callable[[Decimal], Decimal] = lambda value: value) -> Fraction:
    """The value again from what is kept, each figure as it is `seen` (rounded, say).

    A median of more figures than are kept is taken as it is. Raises ValueError where there is no value.
    """
    call = one.call
    if one.value is None:
        raise ValueError(call.key)
    if call.ranks:
        return standing(call, one.n, one.better, one.equal)
    own = [] if one.own is None or call.others else [seen(one.own)]
    among = sorted([*map(seen, one.figures), *own])
    if call.measure == "median":
        return middle(among) if one.figures else uncut(one.value)
    rest = Fraction(0) if one.summed is None else uncut(seen(one.summed))
    return (sum(map(uncut, among), Fraction(0)) + rest) / (one.n + len(own))


def standing(call: PeerCall, n: int, better: int, equal: int) -> Fraction:
    """The rank (1 is the best), the rank as a share of all, or the percentile (1 is the best, 0 the last).

    Raises ZeroDivisionError for a percentile without peers.
    """
    rank = Fraction(1 + better) + (Fraction(equal, 2) if call.mean_rank else 0)
    if call.measure == "rank":
        return rank
    return rank / (n + 1) if call.measure == "rank_share" else 1 - (rank - 1) / n


def middle(ordered: Sequence[Decimal]) -> Fraction:
    """The median of figures in their order; of an even number the mean of the two in the middle."""
    n = len(ordered)
    return (uncut(ordered[(n - 1) // 2]) + uncut(ordered[n // 2])) / 2


class PeerTable:
    """What is known of everybody, by indicator, so that each agent finds what their peers come to."""

    def __init__(self, members: Iterable[Peer], lower: Mapping[str, bool]) -> None:
        self._members = list(members)
        self._lower = lower  # by indicator: whether a lower value is the better one
        self._groups: dict[tuple[str, str, str], PeerGroup] = {}

    def take(self, call: PeerCall, values: Mapping[int, Decimal]) -> None:
        """PeerGroup the values of the indicator that `call` is of."""
        found: dict[str, dict[int, Decimal]] = {}
        for one in self._members:
            group = one.group(call.group)
            if group is not None:
                members = found.setdefault(group, {})
                if one.id in values:
                    members[one.id] = values[one.id]
        for group, members in found.items():
            key = (call.group, group, call.code)
            self._groups[key] = PeerGroup(members, lower=self._lower.get(call.code, False))

    def figure(self, call: PeerCall, who: Peer, own: Decimal | None) -> tuple[PeerFigure, Fraction | None]:
        """What `call` gives for an agent with an own value, if any."""
        group = who.group(call.group)
        found = None if group is None else self._groups.get((call.group, group, call.code))
        if found is None:
            return PeerFigure(call, None, own, 0, 0, 0), None
        return found.figure(call, who.id, own)


def _settled(value: Fraction) -> Fraction:
    if value.denominator.bit_length() <= _LONG:
        return value
    return Fraction(round(value * _FINE), _FINE)
