"""The values of a month counted once more from the facts, in fractions, for comparison.

Written from the description of how figures are made, not from the program: nothing of its arithmetic is used.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median

from qadesk.domain.scorecard import Indicator, Scorecard
from tests.agreement.facts import SPANS, Facts

DAY_MS = 86_400_000
ONE = Fraction(1)


@dataclass
class Line:
    """What is known of one indicator: state observed, na, waived or missing."""

    state: str
    value: Fraction | None = None
    parts: tuple[int | Fraction, int] | None = None  # numerator and denominator of what was divided
    n: int = 0
    standard: Fraction | None = None
    points: Fraction | None = None  # out of 100; on top as they are
    weight: Fraction = Fraction(0)  # of the scorecard, in percent of the total
    effective: Fraction = Fraction(0)
    reason: str = ""


# ---- who, and what was measured


def people(facts: Facts, cycle: str) -> list[str]:
    """Who takes part: employed on a day of the month, or with something recorded in it."""
    first, after = SPANS[cycle]
    found = []
    for agent in facts.agents:
        hired = agent.hired_on is None or agent.hired_on < after
        there = hired and (agent.status != "left" if agent.left_on is None else agent.left_on > first)
        recorded = (
            [c.at.date() for c in facts.contacts if c.agent == agent.no]
            + [c.received.date() for c in facts.complaints if c.agent == agent.no]
            + [i.day for i in facts.incidents if i.agent == agent.no]
            + [s.at.date() for s in facts.surveys if s.agent == agent.no]
        )
        in_month = any(first <= day < after for day in recorded)
        formed = any(f.cycle == cycle and f.agent == agent.no for f in facts.forms)
        if there or in_month or formed:
            found.append(agent.no)
    return found


def counted(facts: Facts, cycle: str, who: str) -> dict[str, int]:
    """Plain counts of an agent's month, and of the branch's deliveries."""
    first, after = SPANS[cycle]
    calls = [
        c
        for c in facts.contacts
        if c.agent == who and c.answered and first <= c.at.date() < after and c.direction in ("", "in")
    ]
    sums = [t for t in facts.totals if t.agent == who and first <= t.day < after]
    complaints = [c for c in facts.complaints if c.agent == who and first <= c.received.date() < after]
    kinds = [i.kind for i in facts.incidents if i.agent == who and first <= i.day < after]
    scores = [s.score for s in facts.surveys if s.agent == who and first <= s.at.date() < after]
    days = [d for d in facts.deliveries if first <= d.day < after]
    scanned = [d for d in days if d.scans is not None and d.in_time is not None]
    waits = [c.response for c in calls if c.response is not None]
    talks = [c.talk for c in calls if c.talk is not None]
    rated = [c.rating for c in calls if c.rating is not None]

    def within(name: str, ms: int) -> int:
        ends = [(c.received, getattr(c, name)) for c in complaints]
        return sum(1 for start, end in ends if end and (end - start).total_seconds() * 1000 <= ms)

    return {
        "contacts": len(calls) + sum(t.contacts for t in sums),
        "waits": len(waits) + sum(t.responses for t in sums),
        "waited": sum(waits) + sum(Fraction(t.response_us, 1000) for t in sums),
        "talks": len(talks) + sum(t.talks for t in sums),
        "talked": sum(talks) + sum(Fraction(t.talk_us, 1000) for t in sums),
        "resolved": sum(c.resolved is True for c in calls) + sum(t.resolved for t in sums),
        "unresolved": sum(c.resolved is False for c in calls) + sum(t.unresolved for t in sums),
        "rated": len(rated) + sum(t.rated for t in sums),
        "stars": sum(rated) + sum(Fraction(t.rating_millionths, 10**6) for t in sums),
        "complaints": len(complaints), "told": sum(not c.untold for c in complaints),
        "upheld": sum(c.upheld is True and c.fault in ("", "agent") for c in complaints),
        "escalated": sum(c.escalated is True for c in complaints),
        "responded": within("responded", DAY_MS), "closed": within("closed", 2 * DAY_MS),
        "praises": kinds.count("praise"), "errors": kinds.count("error"), "abuses": kinds.count("abuse"),
        "surveys": len(scores), "promoters": sum(s >= 9 for s in scores),
        "detractors": sum(s <= 6 for s in scores), "due": sum(d.due for d in days),
        "on_time": sum(d.on_time for d in days), "scans": sum(d.scans or 0 for d in scanned),
        "in_time": sum(d.in_time or 0 for d in scanned),
    }  # fmt: skip


# code: kind of file, numerator, denominator ("" for a plain count), factor
_FIGURES: dict[
    str, tuple[str, Callable[[Mapping[str, int]], int], Callable[[Mapping[str, int]], int] | None, Fraction]
]
_FIGURES = {
    "avg_response_seconds": ("contacts", lambda c: c["waited"], lambda c: c["waits"], Fraction(1, 1000)),
    "avg_talk_seconds": ("contacts", lambda c: c["talked"], lambda c: c["talks"], Fraction(1, 1000)),
    "first_contact_resolution": (
        "contacts", lambda c: c["resolved"], lambda c: c["resolved"] + c["unresolved"], ONE,
    ),
    "csat": ("contacts", lambda c: c["stars"], lambda c: c["rated"], ONE),
    "complaint_rate": ("complaints", lambda c: c["upheld"], lambda c: c["contacts"], ONE),
    "escalation_rate": ("complaints", lambda c: c["escalated"], lambda c: c["told"], ONE),
    "complaint_response_24h": ("complaints", lambda c: c["responded"], lambda c: c["complaints"], ONE),
    "complaint_closed_48h": ("complaints", lambda c: c["closed"], lambda c: c["complaints"], ONE),
    "error_rate": ("incidents", lambda c: c["errors"], lambda c: c["contacts"], ONE),
    "nps": ("surveys", lambda c: c["promoters"] - c["detractors"], lambda c: c["surveys"], Fraction(100)),
    "delivery_on_time": ("deliveries", lambda c: c["on_time"], lambda c: c["due"], ONE),
    "tracking_15min": ("deliveries", lambda c: c["in_time"], lambda c: c["scans"], ONE),
    "praises": ("incidents", lambda c: c["praises"], None, ONE),
    "errors": ("incidents", lambda c: c["errors"], None, ONE),
    "abusive_language": ("incidents", lambda c: c["abuses"], None, ONE),
}  # fmt: skip
_ONLY_WITH_OCCASION = ("escalation_rate", "complaint_response_24h", "complaint_closed_48h")


def timed(figure: str, facts: Facts, cycle: str, who: str) -> Line:
    """The figures of single response times, of an agent whose contacts all came one by one; standard 30 s."""
    first, after = SPANS[cycle]
    inbound = [c for c in facts.contacts if first <= c.at.date() < after and c.direction in ("", "in")]
    own = [c for c in inbound if c.agent == who]
    answered = [c for c in own if c.answered]
    times = [(c.channel, c.at.hour, c.response) for c in answered if c.response is not None]
    office = [(c.channel, c.at.hour, c.response) for c in inbound if c.answered and c.response is not None]
    quick, gone = sum(ms <= 30_000 for *_cell, ms in times), len(own) - len(answered)

    def mean(of: list[tuple[str, int, int]]) -> Fraction:
        return Fraction(sum(ms for *_cell, ms in of), len(of) * 1000)

    def part(above: int | Fraction, below: int) -> Line:
        return Line("observed", Fraction(above, below), (above, below), below) if below else Line("missing")

    if figure == "csat_response_rate":
        return part(sum(c.rating is not None for c in answered), len(answered))
    if figure == "answered_share":
        return part(len(answered), len(own))
    if not times:
        return Line("missing")
    if figure == "median_response_seconds":
        ordered = sorted(ms for *_cell, ms in times)
        value = Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2000)
        return Line("observed", value, n=len(times))
    if figure == "response_within_standard":
        return part(quick, len(times))
    if figure == "answered_within_standard":
        return part(quick, len(times) + gone)
    if figure == "response_same_hours":
        at_office = sum(
            mean([one for one in office if one[:2] == cell]) for cell in (one[:2] for one in times)
        )
        return part(mean(office) * sum(Fraction(ms, 1000) for *_cell, ms in times) / at_office * len(times),
                    len(times))  # fmt: skip
    channels = {channel for channel, *_rest in office}
    if channels - {channel for channel, *_rest in times}:
        return Line("missing")
    total = Fraction(0)
    for channel in channels:
        share = Fraction(sum(one[0] == channel for one in office), len(office))
        weight = Fraction(1, len(channels)) if figure.endswith("_equal") else share
        total += weight * mean([one for one in times if one[0] == channel])
    return part(total * len(times), len(times))


TIMED = (
    "median_response_seconds", "response_within_standard", "answered_within_standard", "answered_share",
    "standardised_response", "standardised_response_equal", "response_same_hours", "csat_response_rate",
)  # fmt: skip


def files_of(facts: Facts, cycle: str) -> set[str]:
    """The kinds of record some file holds of the month."""
    first, after = SPANS[cycle]
    kinds = {kind for kind, begins, ends in facts.files if begins < after and ends >= first}
    return {"contacts" if kind in ("calls", "chats") else kind for kind in kinds}


def weighted(indicator: Indicator) -> bool:
    """Whether it counts by its weight."""
    return role(indicator) == "weighted"


def role(indicator: Indicator) -> str:
    """weighted, bonus, red_line or reference."""
    others = {"bonus": "bonus", "red_line": "red_line", "unscored": "reference"}
    found = others.get(indicator.rule.kind, "weighted")
    return "bonus" if found == "weighted" and indicator.on_top else found


def from_records(indicator: Indicator, counts: Mapping[str, int], files: set[str]) -> Line:
    figure = indicator.measure or indicator.code
    kind, above, below, factor = _FIGURES[figure]
    if kind not in files:  # nobody loses a bonus or crosses a red line for want of a file
        lenient = not weighted(indicator) and indicator.unit.value == "count"
        return Line("observed", Fraction(0)) if lenient else Line("missing")
    if below is None:
        return Line("observed", Fraction(above(counts)), n=above(counts))
    if not below(counts):  # no occasion, or nothing that tells
        never = figure in _ONLY_WITH_OCCASION and not counts["complaints"]
        return Line("na" if never else "missing")
    part, whole = above(counts), below(counts)
    return Line("observed", Fraction(part, whole) * factor, (part * factor, whole), whole)


def entered(facts: Facts, cycle: str, who: str, indicator: Indicator) -> Line:
    if indicator.typed:
        value = facts.typed.get((cycle, who, indicator.code))
        return Line("missing") if value is None else Line("observed", Fraction(value))
    forms = [f for f in facts.forms if f.cycle == cycle and f.agent == who and f.submitted]
    levels = [f.levels[indicator.code] for f in forms if indicator.code in f.levels]
    given = [Fraction(level) for level in levels if level is not None]
    if not levels:
        return Line("missing")
    if not given:
        return Line("na")
    return Line(
        "observed", sum(given, Fraction(0)) / len(given), (sum(given, Fraction(0)), len(given)), len(given)
    )


def exempted(facts: Facts, cycle: str, who: str, code: str, line: Line) -> Line:
    """No assessment at all goes first, then what was said of the indicator, then a waiver of all."""
    said = {e.indicator: e for e in facts.exempt if e.cycle == cycle and e.agent == who}
    whole, own = said.get(None), said.get(code)
    holds = whole if whole and whole.kind == "na" else own or whole
    if holds is None or (holds.kind == "waived" and line.state != "missing"):
        return line
    return Line(holds.kind, reason=holds.reason)


# ---- formulas, read by Python's own parser


def _evaluate(text: str, values: Mapping[str, Fraction]) -> Fraction | None:
    def holds(node: ast.expr) -> bool:
        if isinstance(node, ast.BoolOp):
            return (all if isinstance(node.op, ast.And) else any)([holds(one) for one in node.values])
        assert isinstance(node, ast.Compare)
        left, right = made(node.left), made(node.comparators[0])
        return {ast.Gt: left > right, ast.Lt: left < right, ast.GtE: left >= right}[type(node.ops[0])]

    def made(node: ast.expr) -> Fraction:
        if isinstance(node, ast.Constant):
            return Fraction(str(node.value))
        if isinstance(node, ast.Name):
            return values[node.id]
        if isinstance(node, ast.UnaryOp):
            return -made(node.operand)
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name)
            if node.func.id == "choose":
                return made(node.args[1] if holds(node.args[0]) else node.args[2])
            return {"min": min, "max": max}[node.func.id](made(one) for one in node.args)
        assert isinstance(node, ast.BinOp)
        left, right = made(node.left), made(node.right)
        if isinstance(node.op, ast.Div):
            return left / right
        return {ast.Add: left + right, ast.Sub: left - right, ast.Mult: left * right}[type(node.op)]

    try:
        python = re.sub(r"(\d+)%", r"(\1/100)", text.replace("if(", "choose("))
        return made(ast.parse(python, mode="eval").body)
    except ZeroDivisionError:
        return None


def computed(indicator: Indicator, lines: Mapping[str, Line], counts: Mapping[str, int]) -> Line | None:
    """The line of a formula; None while something it needs is not worked out yet."""
    names = set(re.findall(r"[A-Za-z_]\w*", indicator.formula)) - {"min", "max", "if", "and", "or"}
    values, states = {}, set()
    for name in names:
        if name in lines:
            states.add(lines[name].state)
            values[name] = lines[name].value or Fraction(0)
        elif name in counts:
            values[name] = Fraction(counts[name])
        else:
            return None
    if "missing" in states:
        return Line("missing")
    value = None if states & {"na", "waived"} else _evaluate(indicator.formula, values)
    return Line("na") if value is None else Line("observed", value)


def lines_of(facts: Facts, cycle: str, card: Scorecard, who: str) -> dict[str, Line]:
    every = [i for s in card.sections for i in s.indicators]
    lines, counts = dict(_alone(facts, cycle, card, who)), counted(facts, cycle, who)
    for indicator in every:
        if _PEERS.search(indicator.formula):
            named = dict(lines)
            calls = list(_PEERS.finditer(indicator.formula))
            for number, call in enumerate(calls):
                named[f"peers{number}"] = _of_peers(facts, cycle, card, who, call)
            numbers = iter(range(len(calls)))
            text = _PEERS.sub(lambda _call: f"peers{next(numbers)}", indicator.formula)  # noqa: B023
            lines[indicator.code] = _formula(
                facts, cycle, who, replace(indicator, formula=text), named, counts
            ) or Line("missing")  # fmt: skip
    return {i.code: lines[i.code] for i in every}


_KEPT: dict[tuple[int, str, int, str], tuple[Facts, Scorecard, dict[str, Line]]] = {}


def _alone(facts: Facts, cycle: str, card: Scorecard, who: str) -> dict[str, Line]:
    """All lines that need nobody else; kept, since everybody is compared with everybody."""
    key = (id(facts), cycle, id(card), who)
    if key not in _KEPT:
        _KEPT[key] = (facts, card, _lines_alone(facts, cycle, card, who))
    return _KEPT[key][2]


def _lines_alone(facts: Facts, cycle: str, card: Scorecard, who: str) -> dict[str, Line]:
    counts, files = counted(facts, cycle, who), files_of(facts, cycle)
    every = [i for s in card.sections for i in s.indicators]
    lines: dict[str, Line] = {}
    for indicator in every:
        if not indicator.formula:
            measured = indicator.levels or indicator.typed
            figure = indicator.measure or indicator.code
            if measured:
                line = entered(facts, cycle, who, indicator)
            elif figure in TIMED:
                line = timed(figure, facts, cycle, who)
            else:
                line = from_records(indicator, counts, files)
            lines[indicator.code] = exempted(facts, cycle, who, indicator.code, line)
    waiting = [i for i in every if i.formula and not _PEERS.search(i.formula)]
    while waiting:
        indicator = waiting.pop(0)
        line_ = _formula(facts, cycle, who, indicator, lines, counts)
        if line_ is None:
            waiting.append(indicator)
        else:
            lines[indicator.code] = line_
    return lines


def _formula(
    facts: Facts,
    cycle: str,
    who: str,
    indicator: Indicator,
    lines: Mapping[str, Line],
    counts: Mapping[str, int],
) -> Line | None:
    own = exempted(facts, cycle, who, indicator.code, Line("missing"))
    line = own if own.state == "na" else computed(indicator, lines, counts)
    return own if line is not None and line.state == "missing" and own.state == "waived" else line


# ---- figures of peers


_PEERS = re.compile(r"(team|post|office)_(mean|median|rank_share|rank|percentile)\((\w+)((?:, \w+)*)\)")


def _of_peers(facts: Facts, cycle: str, card: Scorecard, who: str, call: re.Match[str]) -> Line:
    """The mean, the median or the place of one's own value among the others of the group."""
    group, measure, code, asked = call[1], call[2], call[3], call[4].replace(",", "").split()
    roster = {agent.no: {"team": agent.team, "post": agent.post, "office": "all"} for agent in facts.agents}
    own = _alone(facts, cycle, card, who)[code]
    rest = [
        found.value
        for one in people(facts, cycle)
        if one != who and roster[one][group] and roster[one][group] == roster[who][group]
        if (found := _alone(facts, cycle, card, one)[code]).state == "observed" and found.value is not None
    ]
    ranked = measure not in ("mean", "median")
    if ranked and own.state != "observed":
        return Line(own.state)
    if not rest:
        return Line("missing")
    alone = "others" in asked or own.state != "observed" or own.value is None
    among = rest if alone or own.value is None else [*rest, own.value]
    if measure == "mean":
        return Line("observed", sum(among, Fraction(0)) / len(among))
    if measure == "median":
        return Line("observed", Fraction(median(among)))
    lower = any(i.code == code and i.better.value == "lower" for s in card.sections for i in s.indicators)
    assert own.value is not None
    better = sum(1 for one in rest if (one < own.value if lower else one > own.value))
    rank = Fraction(1 + better)
    if "mean_rank" in asked:
        rank += Fraction(sum(1 for one in rest if one == own.value), 2)
    share = {"rank": rank, "rank_share": rank / (len(rest) + 1)}
    return Line("observed", share.get(measure, 1 - (rank - 1) / len(rest)))
