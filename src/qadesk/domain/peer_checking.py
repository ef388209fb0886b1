"""What is checked of formulas that use figures of peers: what these are of, their direction, their unit."""

from __future__ import annotations

from collections.abc import Mapping

from qadesk.domain import formula
from qadesk.domain.formula import Call, Name, Node, Number, Operation, PeerCall
from qadesk.domain.problems import Path, Problems, error, warning
from qadesk.domain.scorecard import Better, Indicator, Unit


def check_peers(indicator: Indicator, node: Node, others: Mapping[str, Indicator], path: Path) -> Problems:
    """The problems of one formula; `others` are the scorecard's indicators by code, `path` its place."""
    counts = tuple(dict.fromkeys(c.code for c in formula.peer_calls(node) if c.code not in others))
    if counts:
        yield error("peers_of_count", *path, names=counts)
        return
    way = direction(node, others)
    if way is not None and way is not indicator.better:
        better = indicator.better.value
        yield warning("peers_direction", *path[:-1], "better", rule=way.value, indicator=better)
    unit = unit_of(node, others)
    if unit is not None and unit is not indicator.unit and not (unit is Unit.RATE and indicator.unit.is_rate):
        yield warning("peers_unit", *path[:-1], "unit", unit=indicator.unit.value, needed=unit.value)


def unit_of(node: Node, others: Mapping[str, Indicator]) -> Unit | None:
    """What a formula counts that is nothing but a figure of peers; None for all others."""
    if not isinstance(node, PeerCall):
        return None
    if node.ranks:
        return Unit.COUNT if node.measure == "rank" else Unit.RATE
    return others[node.code].unit


def direction(node: Node, others: Mapping[str, Indicator]) -> Better | None:
    """Which way a comparison with peers improves for the agent; None where that is not plain to see."""
    way = _way(node, others)
    return None if not way else Better.HIGHER if way > 0 else Better.LOWER


def _way(node: Node, others: Mapping[str, Indicator]) -> int | None:
    """1: it rises as the agent's own value gets better, -1: it falls, 0: a constant; None: not known."""
    if isinstance(node, Number):
        return 0
    if isinstance(node, PeerCall) and node.ranks:
        return 1 if node.measure == "percentile" else -1
    if isinstance(node, Call):
        ways = {_way(one, others) for one in node.arguments} - {0}
        return ways.pop() if len(ways) == 1 else None
    return _of_operation(node, others) if isinstance(node, Operation) else None


def _of_operation(node: Operation, others: Mapping[str, Indicator]) -> int | None:
    left, right = node.left, node.right
    if node.operator in "-/" and _compared(left, right):
        return _better(right, others)
    if node.operator in "-/" and _compared(right, left):
        return -_better(left, others)
    one, other = _way(left, others), _way(right, others)
    if one is None or other is None or (one and other):
        return None
    if node.operator in "*/" and not _positive(right if one else left):
        return None
    return -other if other and node.operator in "-/" else one or other


def _compared(own: Node, peers: Node) -> bool:
    """Whether an own value stands beside the mean or median of the same with peers."""
    return (
        isinstance(own, Name) and isinstance(peers, PeerCall) and not peers.ranks and own.code == peers.code
    )


def _better(peers: Node, others: Mapping[str, Indicator]) -> int:
    assert isinstance(peers, PeerCall)
    return 1 if others[peers.code].better is Better.HIGHER else -1


def _positive(node: Node) -> bool:
    value = None if any(formula.names(node)) else formula.evaluate(node, {})
    return value is not None and value > 0
