"""The results of a month reckoned once more: from values and a scorecard's data, in fractions.

Written from the description of how figures are made, not from the program: nothing of its arithmetic is used.
A scorecard is read as plain data; none of its methods is called.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from qadesk.domain.scorecard import Indicator, Scorecard, Section
from tests.agreement.facts import Facts
from tests.agreement.reference_values import Line, lines_of, people, role, weighted


@dataclass
class Result:
    lines: dict[str, Line] = field(default_factory=dict)
    bonus: Fraction = Fraction(0)
    computed: Fraction | None = None
    total: Fraction | None = None
    grade: str | None = None
    rank: int | None = None
    status: str = ""
    missing: list[str] = field(default_factory=list)
    red_lines: list[str] = field(default_factory=list)
    capped: bool = False  # by a red line, below the grade of the total


def rounded(value: Fraction, places: int = 2) -> Fraction:
    """Half-up, away from 0."""
    scale = 10**places
    whole = (abs(value) * scale * 2 + 1) // 2
    return Fraction(whole if value >= 0 else -whole, scale)


# ---- points


def points(rule: Any, value: Fraction, standard: Fraction | None, marks: Fraction) -> Fraction:
    """What a rule gives of full `marks`, 0 for what goes on top."""
    kind = rule.kind
    full = marks if getattr(rule, "cap", None) is None else Fraction(rule.cap)
    if kind == "proportional":
        if rule.full is not None:
            share = (value - Fraction(rule.zero)) / (Fraction(rule.full) - Fraction(rule.zero))
        elif rule.better == "higher":
            share = value / standard  # type: ignore[operator]
        else:
            if value <= 0:
                return full
            share = standard / value  # type: ignore[operator]
        return min(max(share * marks, Fraction(0)), full)
    if kind == "ladder":
        return _laddered(rule, value, standard)
    if kind == "step":
        return _stepped(rule, value, standard, marks, full)
    if kind == "deduction":
        left = marks - max(value - Fraction(rule.free), Fraction(0)) * Fraction(rule.each)
        return max(left, min(Fraction(rule.floor), marks))
    if kind == "pass_fail":
        earns = marks if rule.earns is None else Fraction(rule.earns)
        return earns if (value <= standard if rule.better == "lower" else value >= standard) else Fraction(0)  # type: ignore[operator]
    if kind == "bonus":
        return min(max(value, Fraction(0)) * Fraction(rule.each), Fraction(rule.cap))
    return Fraction(0)


def _laddered(rule: Any, value: Fraction, standard: Fraction | None) -> Fraction:
    above: tuple[Fraction, Fraction] | None = None
    for at, (limit, earned) in enumerate(rule.bands):
        edge = Fraction(limit) * (standard if rule.of_standard else 1)  # type: ignore[operator]
        short = value == edge and any(rule.over[at : at + 1])
        if (value <= edge if rule.better == "lower" else value >= edge) and not short:
            if above is None or not rule.interpolated or any(rule.flat[at : at + 1]):
                return Fraction(earned)
            share = (value - edge) / (above[0] - edge)
            return share * above[1] + (1 - share) * Fraction(earned)
        above = edge, Fraction(earned)
    return Fraction(rule.otherwise)


def _stepped(
    rule: Any, value: Fraction, standard: Fraction | None, marks: Fraction, cap: Fraction
) -> Fraction:
    assert standard is not None
    ahead = standard - value if rule.better == "lower" else value - standard
    unit = Fraction(rule.unit) * (standard if rule.relative else 1)
    units = abs(ahead) / unit if rule.pro_rata else Fraction(abs(ahead) // unit)
    start = marks if rule.at_standard is None else Fraction(rule.at_standard)
    made = start + units * Fraction(rule.gain) if ahead > 0 else start - units * Fraction(rule.lose)
    low = Fraction(rule.floor) if rule.lose else min(start, cap)
    high = cap if rule.gain else min(start, cap)
    return min(max(made, low), high)


# ---- weights and totals


def weight_of(section: Section, indicator: Indicator) -> Fraction:
    """Percent of the total."""
    if not weighted(indicator):
        return Fraction(0)
    own = Fraction(indicator.weight)
    return own if section.share is None else own * Fraction(section.share) / 100


def weights(card: Scorecard, counting: set[str], focus: tuple[str, Fraction] | None) -> dict[str, Fraction]:
    """What drops out leaves its weight to its section's siblings, a whole section to the others."""
    spread: dict[str, Fraction] = {}
    for section in card.sections:
        own = {i.code: weight_of(section, i) for i in section.indicators}
        left = sum((w for code, w in own.items() if code in counting), Fraction(0))
        if left:
            whole = sum(own.values(), Fraction(0))
            spread |= {c: w * whole / left for c, w in own.items() if c in counting and w}
    together = sum(spread.values(), Fraction(0))
    made = {code: w * 100 / together for code, w in spread.items()}
    if focus and focus[0] in made and 0 < made[focus[0]] < 100:
        extra = min(max(focus[1], Fraction(0)), Fraction(card.focus_extra))
        more = min(made[focus[0]] + extra, Fraction(100))
        rest = (100 - more) / (100 - made[focus[0]])
        made = {code: more if code == focus[0] else w * rest for code, w in made.items()}
    return made


def month(
    facts: Facts,
    cycle: str,
    card: Scorecard,
    standards: Callable[[str, str], Fraction | None],
    focus: Mapping[str, tuple[str, Any]],
) -> dict[str, Result]:
    """Everybody's result; `standards` of an agent and an indicator."""
    made = {}
    for who in people(facts, cycle):
        chosen = focus.get(who)
        wanted = None if chosen is None else (chosen[0], Fraction(chosen[1]))
        made[who] = _result(facts, cycle, card, who, lambda code, who=who: standards(who, code), wanted)
    _quotas(card, made)
    order = sorted((r.total for r in made.values() if r.total is not None), reverse=True)
    for result in made.values():
        result.rank = None if result.total is None else order.index(result.total) + 1
    return made


def _result(
    facts: Facts,
    cycle: str,
    card: Scorecard,
    who: str,
    standard: Callable[[str], Fraction | None],
    focus: tuple[str, Fraction] | None,
) -> Result:
    made = Result(lines_of(facts, cycle, card, who))
    weighed = {i.code for s in card.sections for i in s.indicators if weighted(i)}
    effective = weights(card, {c for c in weighed if made.lines[c].state in ("observed", "missing")}, focus)
    for section in card.sections:
        on_top = Fraction(0)
        for indicator in section.indicators:
            line, part = made.lines[indicator.code], role(indicator)
            line.standard, line.weight = standard(indicator.code), weight_of(section, indicator)
            line.effective = effective.get(indicator.code, Fraction(0))
            if line.state == "observed" and line.value is not None and part != "reference":
                of = {"weight": line.weight, "section": Fraction(indicator.weight)}
                full = of.get(card.marks.value, Fraction(100))
                marks = full if part == "weighted" else Fraction(0)
                line.points = points(indicator.rule, line.value, line.standard, marks)
                if part == "weighted":
                    line.points = line.points * 100 / marks
            if part == "bonus":
                on_top += line.points or 0
            if (
                part == "red_line"
                and line.value is not None
                and line.value > Fraction(indicator.rule.allowed)
            ):
                made.red_lines.append(indicator.code)
            if part == "weighted" and line.state == "missing":
                made.missing.append(indicator.code)
        on_top = on_top if section.most is None else min(on_top, Fraction(section.most))
        made.bonus += on_top if section.least is None else max(on_top, Fraction(section.least))
    made.status = "incomplete" if made.missing else "graded" if effective else "excluded"
    if made.status == "graded":
        _graded(card, made)
    return made


def _graded(card: Scorecard, made: Result) -> None:
    total = sum((line.effective * line.points / 100 for line in made.lines.values()
                 if line.points is not None and line.effective), Fraction(0))  # fmt: skip
    made.computed = rounded(min(max(total + made.bonus, Fraction(0)), Fraction(card.cap)))
    codes = [grade.code for grade in card.grades]
    rank = next(
        (n for n, g in enumerate(card.grades) if made.computed >= Fraction(g.at_least)), len(codes) - 1
    )
    made.total = made.computed
    rules = {i.code: i.rule for s in card.sections for i in s.indicators}
    for code in made.red_lines:
        rule: Any = rules[code]
        if rule.effect.value == "zero":
            made.total, rank = Fraction(0), len(codes) - 1
        elif rule.effect.value == "cap_grade":
            made.capped = made.capped or codes.index(rule.grade) > rank
            rank = max(rank, codes.index(rule.grade))
    made.grade = codes[rank]


def _quotas(card: Scorecard, made: Mapping[str, Result]) -> None:
    """Whole agents only; equal totals stay together, and nobody overtakes who was put back."""
    graded = [r for r in made.values() if r.grade is not None]
    if len(graded) < card.quota_from:
        return
    for grade, after in zip(card.grades, card.grades[1:], strict=False):
        if grade.quota is None:
            continue
        places = int(Fraction(grade.quota) * len(graded))
        beside = [r for r in graded if r.capped and card.quota_ties.value != "old"]
        having = [r for r in graded if r.grade == grade.code and r not in beside]
        totals = [r.total for r in having if r.total is not None]
        for result, own in zip(having, list(totals), strict=True):
            above, together = (sum(test(one, own) for one in totals) for test in (operator.gt, operator.ge))
            if above >= places if card.quota_ties.value == "in" else together > places:
                result.grade = after.code


def frozen(facts: Facts, card: Scorecard) -> Callable[[str, str], Fraction | None]:
    """October's standards: an agent's own before the post's, the team's, everybody's, the scorecard's."""
    of = {agent.no: agent for agent in facts.agents}
    default = {i.code: i.standard for s in card.sections for i in s.indicators}

    def standard(who: str, code: str) -> Fraction | None:
        def set_for(fits: Callable[[Any], bool]) -> Iterable[Fraction]:
            return (Fraction(p.standard) for p in facts.planned if p.indicator == code and fits(p))

        for fits in (
            lambda p: p.agent == who,
            lambda p: p.post and p.post == of[who].post,
            lambda p: p.team and p.team == of[who].team,
            lambda p: not (p.agent or p.post or p.team),
        ):
            for value in set_for(fits):
                return value
        own = default[code]
        return None if own is None else Fraction(own)

    return standard
