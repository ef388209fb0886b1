"""Comparisons with peers as they might have come out: everybody's figures of one draw, compared anew.

What is compared is drawn alike in an agent's own total and in the comparison, for all agents
together. Everything else in it is taken as exact.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from qadesk.domain import formula
from qadesk.domain.formula import (
    Branching,
    Call,
    Comparison,
    Condition,
    Elsewhere,
    Name,
    Node,
    Nothing,
    Number,
    PeerCall,
)
from qadesk.domain.peers import Peer
from qadesk.domain.scorecard import Better, Indicator, Scorecard
from qadesk.services.assessment.results import AgentResult

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray

    Draws = NDArray[float64]
    OfIndicator = Callable[[AgentResult, str], Draws | None]  # an agent's draws; None: there is no value

_PLACES: Final = 12  # a third of ten agents is no hair below a limit
_KEPT: Final = 3  # indicators whose draws of all agents are kept at a time


class DrawnPeers:
    """Draws of formulas that compare with peers: those of `everybody`, all results of the month.

    Of one agent alone (None) the peers are as they were measured.
    """

    def __init__(self, card: Scorecard, everybody: Sequence[AgentResult] | None, drawn: OfIndicator) -> None:
        self._drawn, self._everybody = drawn, everybody
        self._lower = {one.code: one.better is Better.LOWER for one in card.indicators()}
        self._trees = {
            one.code: node
            for one in card.indicators()
            if one.formula and formula.peer_calls(node := formula.parse(one.formula))
        }
        self.alike = frozenset(name for tree in self._trees.values() for name in formula.names(tree))
        self._kept: dict[str, _Drawn] = {}

    def values(self, result: AgentResult, indicator: Indicator, count: int) -> Draws | None:
        """The values of an agent's indicator, one for each draw; None where it does not compare with peers.

        None as well where a draw has no value, as of a division by 0.
        """
        import numpy as np

        tree = self._trees.get(indicator.code)
        peers = result.assessment.line(indicator.code).peers
        if tree is None or not peers or any(one.value is None for one in peers):
            return None
        if self._everybody is None and not all(one.figures for one in peers):  # too many to be kept
            return None
        with np.errstate(divide="ignore", invalid="ignore"):
            made = self._made(tree, result)
        found = np.round(np.broadcast_to(np.asarray(made, dtype=float), (count,)), _PLACES)
        return found if np.all(np.isfinite(found)) else None

    def _made(self, node: Node, result: AgentResult) -> Any:
        import numpy as np

        if isinstance(node, Number):
            return float(node.value)
        if isinstance(node, Nothing):
            return np.nan
        if isinstance(node, Name):
            return self._named(node.code, result)
        if isinstance(node, Elsewhere):
            found = {one.key: one.value for one in result.assessment.earlier}.get(node.key)
            return np.nan if found is None else float(found)
        if isinstance(node, PeerCall):
            return self._of_peers(node, result)
        if isinstance(node, Call):
            choose = np.minimum if node.function == "min" else np.maximum
            parts = [self._made(one, result) for one in node.arguments]
            made = parts[0]
            for part in parts[1:]:
                made = choose(made, part)
            return made
        if isinstance(node, Branching):
            then, otherwise = self._made(node.then, result), self._made(node.otherwise, result)
            return np.where(self._holds(node.condition, result), then, otherwise)
        left, right = np.asarray(self._made(node.left, result)), self._made(node.right, result)
        return _SIGNS[node.operator](left, right)

    def _holds(self, condition: Condition, result: AgentResult) -> Any:
        import numpy as np

        if isinstance(condition, Comparison):
            left, right = self._made(condition.left, result), self._made(condition.right, result)
            return _COMPARED[condition.sign](np.asarray(left), np.asarray(right))
        parts = [self._holds(one, result) for one in condition.conditions]
        return (np.logical_or if condition.word == "or" else np.logical_and).reduce(
            np.broadcast_arrays(*parts)
        )

    def _named(self, code: str, result: AgentResult) -> Any:
        import numpy as np

        if code not in self._lower:
            return float(result.tally.count(code))
        own = self._own(code, result)
        return np.nan if own is None else own

    def _own(self, code: str, result: AgentResult) -> Draws | None:
        if self._everybody is None:
            return self._drawn(result, code)
        drawn = self._of(code)
        at = drawn.places.get(result.agent.id)
        return None if at is None else drawn.rows[at]

    def _of_peers(self, call: PeerCall, result: AgentResult) -> Any:
        import numpy as np

        own, group = self._own(call.code, result), self._group(call, result)
        at, n = group.places.get(result.agent.id), len(group.rows)
        if call.measure == "median":
            rest = np.delete(group.rows, at, axis=0) if call.others and at is not None else group.rows
            return np.median(rest, axis=0)
        if call.measure == "mean":
            whole = group.rows.sum(axis=0)
            return (whole - own) / (n - 1) if call.others and own is not None else whole / n
        if at is None:
            return np.nan
        up, down = group.ranked
        better, worse = (up, down) if self._lower[call.code] else (down, up)
        rank = better[at].astype(float)  # 1 is the best
        if call.mean_rank:
            rank += (n + 1 - better[at] - worse[at]) / 2
        if call.measure == "rank":
            return rank
        return rank / n if call.measure == "rank_share" else 1 - (rank - 1) / (n - 1)

    def _group(self, call: PeerCall, result: AgentResult) -> _Drawn:
        """The draws of all agents of a group who have a value."""
        import numpy as np

        if self._everybody is None:
            lines = (one for line in result.assessment.lines for one in line.peers)
            (kept,) = {one.call.key: one for one in lines if one.call.key == call.key}.values()
            own = self._drawn(result, call.code)
            count = 1 if own is None else len(own)
            each = [np.full(count, float(figure)) for figure in kept.figures]
            places = {} if own is None else {result.agent.id: len(each)}
            return _Drawn(places, np.array([*each, *([] if own is None else [own])]))
        whole, who = self._of(call.code), _peer(result)
        group = (call.group, who.group(call.group))
        if group not in whole.groups:
            ids = [one.agent.id for one in self._everybody
                   if one.agent.id in whole.places and _peer(one).group(group[0]) == group[1]]  # fmt: skip
            rows = whole.rows[[whole.places[one] for one in ids]]
            whole.groups[group] = _Drawn({one: at for at, one in enumerate(ids)}, rows)
        return whole.groups[group]

    def _of(self, code: str) -> _Drawn:
        """The draws of everybody's indicator."""
        import numpy as np

        if code not in self._kept:
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            each = ((one.agent.id, self._drawn(one, code)) for one in self._everybody or ())
            there = {who: drawn for who, drawn in each if drawn is not None}
            places = {who: at for at, who in enumerate(there)}
            self._kept[code] = _Drawn(places, np.array(list(there.values())))
        return self._kept[code]


@dataclass
class _Drawn:
    """Draws of some agents, a row each: `places` says whose is which."""

    places: Mapping[int, int]
    rows: Draws
    groups: dict[tuple[str, str | None], _Drawn] = field(default_factory=dict)

    @cached_property
    def ranked(self) -> tuple[NDArray[int64], NDArray[int64]]:
        """Ranks in each draw, from the lowest and from the highest; equal ones share the better."""
        return ranks(-self.rows), ranks(self.rows)


def ranks(values: Draws) -> NDArray[int64]:
    """The rank of every row in every draw, 1 for the highest; equal ones share one."""
    import numpy as np

    worst_last = -values.T
    order = worst_last.argsort(axis=1)
    ordered = np.take_along_axis(worst_last, order, axis=1)
    places = np.arange(1, len(values) + 1)
    new = np.ones(ordered.shape, bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    shared = np.maximum.accumulate(np.where(new, places, 0), axis=1)
    found = np.empty_like(shared)
    np.put_along_axis(found, order, shared, axis=1)
    return found.T


def _peer(result: AgentResult) -> Peer:
    return Peer(result.agent.id, result.agent.team, result.agent.post)


_SIGNS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
_COMPARED: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
    "<>": operator.ne,
}  # fmt: skip
