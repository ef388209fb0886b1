"""Agents' assessments under one scorecard: lines, bonus, total, grade, red lines, the weakest indicator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import repeat
from operator import mul, sub
from typing import Any, Final, NamedTuple

from qadesk.domain import months, on_total
from qadesk.domain.decimals import HUNDRED, ZERO, half_up
from qadesk.domain.measures import Measurement
from qadesk.domain.rules import Effect, Ladder, PassFail, RedLine, Step
from qadesk.domain.scorecard import Better, Indicator, Origin, Role, Scorecard, Section, Unit
from qadesk.domain.scoring import Assessment, Focus, Given, Line, State, Status
from qadesk.domain.spreading import Weights, exact_sum, spread, to_decimal
from qadesk.domain.statistics import Evidence, Interval, evidence
from qadesk.domain.total_rules import TotalEffect

# Finer than any true difference, coarser than what 28 digits lose on a third.
_SETTLED: Final = Decimal("1E-18")
_KEPT: Final = 100  # lines of one indicator that are kept for other agents of whom the same is known
_OBSERVED, _MISSING = State.OBSERVED, State.MISSING  # looked up very often
_NOT_APPLIED, _UNKNOWN = Given(State.NOT_APPLICABLE), Given(State.MISSING)


def assess(
    card: Scorecard,
    given: Mapping[str, Given],
    standards: Mapping[str, Decimal] | None = None,
    focus: Focus | None = None,
) -> Assessment:
    """One agent's assessment; for many of them under one scorecard see `Scorer`.

    `given` holds what is known by indicator code; a weighted indicator not in it is missing, an event not in
    it did not occur. `standards` are this agent's frozen targets; the scorecard's stand in. The extra weight
    of a `focus` counts up to what the scorecard allows.
    """
    return Scorer(card).assess(given, standards, focus)


class Scorer:
    """A scorecard made ready to assess many agents: what is the same for some of them is worked out once.

    What it goes by is told apart by the very object (what is known of an agent) or by its text (standards),
    since 4 and 4.0 are equal, but are not written alike.
    """

    def __init__(self, card: Scorecard) -> None:
        self._card = card
        self._parts = tuple(_part(card, s, i) for s in card.sections for i in s.indicators)
        self._codes = tuple(part.code for part in self._parts)
        self._weighted = [at for at, part in enumerate(self._parts) if part.role is Role.WEIGHTED]
        beside = [(at, part) for at, part in enumerate(self._parts) if part.role is Role.BONUS]
        on_top = [(s, [at for at, part in beside if part.section is s]) for s in card.sections]
        self._on_top = [(section, places) for section, places in on_top if places]
        self._red = [at for at, part in enumerate(self._parts) if isinstance(part.indicator.rule, RedLine)]
        places = {code: at for at, code in reversed(list(enumerate(self._codes)))}
        self._applying = [
            (at, places[condition.figure], condition)
            for at, part in enumerate(self._parts)
            if (condition := part.indicator.applies_if) is not None and condition.figure in places
        ]
        figures = dict.fromkeys(rule.when.figure for rule in card.on_total)
        self._on_total = {code: places[code] for code in figures if code in places}
        self._schemes: dict[tuple[object, ...], _Scheme] = {}
        self._earnings: dict[tuple[str, ...], _Earning] = {}

    def assess(
        self,
        given: Mapping[str, Given],
        standards: Mapping[str, Decimal] | None = None,
        focus: Focus | None = None,
    ) -> Assessment:
        """One agent's assessment, see the function of that name."""
        known = [given.get(part.code, part.absent) for part in self._parts]
        facts = self._facts(known)
        held = on_total.in_effect(self._card, facts) if facts else ()
        if self._applying:
            known = self._where_applying(known)
        if held and self._card.on_total[held[0]].effect is TotalEffect.EXCLUDE:
            known = self._excluded(known)
        gone, missing = self._lacking(known)
        if facts and len(gone) < len(self._weighted):
            unknown = (code for code, at in self._on_total.items() if known[at].state is _MISSING)
            missing += [code for code in unknown if code not in missing]
        scheme = self._scheme(frozenset(gone), focus)
        places = self._places(scheme, standards or {})
        lines = [
            make(one) if (kept := look(key)) is None else kept[1]
            for (look, make), one, key in zip(places, known, map(id, known), strict=True)
        ]
        bonus = self._bonus(lines)
        red = tuple(
            self._parts[at].code for at in self._red if _crossed(self._parts[at].indicator, known[at])
        )
        points = [lines[at].points for at in scheme.counting]
        computed = None
        if points and not missing:
            computed = self._total(scheme.weights.together(scheme.codes, points), bonus)
        steps = on_total.steps(self._card, computed, held, facts) if held else ()
        total, grade, by_total = _outcome(self._card, steps[-1].total if steps else computed, red, held)
        return Assessment(
            status=_status(missing, scheme.weights),
            lines=tuple(lines),
            bonus=to_decimal(Fraction(bonus)),
            computed=computed,
            total=total,
            grade=grade,
            red_lines=red,
            missing=tuple(missing),
            weakest=scheme.weakest(points),
            by_total=by_total,
            steps=steps,
        )

    def _facts(self, known: Sequence[Given]) -> dict[str, Decimal | None]:
        """The values that rules on the total go by."""
        return {code: known[at].measurement.value for code, at in self._on_total.items()}

    def _where_applying(self, known: Sequence[Given]) -> list[Given]:
        """What is known, without what does not apply: its condition is not fulfilled.

        It is missing where the condition's figure is; where that does not apply itself, it says nothing.
        """
        made = list(known)
        for at, of, condition in self._applying:
            figure, own = known[of], known[at]
            if own.state not in (_OBSERVED, _MISSING):
                continue
            if figure.state is _MISSING:
                made[at] = _UNKNOWN
            elif figure.measurement.value is not None and not condition.holds(figure.measurement.value):
                made[at] = _NOT_APPLIED
        return made

    def _excluded(self, known: Sequence[Given]) -> list[Given]:
        """What is known of who is excluded: nothing counts but the figures that say so."""
        stay = set(self._on_total.values())
        return [
            one if at in stay and self._parts[at].role is not Role.WEIGHTED else _NOT_APPLIED
            for at, one in enumerate(known)
        ]

    def _lacking(self, known: Sequence[Given]) -> tuple[list[str], list[str]]:
        """The weighted indicators that do not count for an agent, and those that are missing."""
        states = [known[at].state for at in self._weighted]
        if states.count(_OBSERVED) == len(states):
            return [], []
        found = [(self._codes[at], state) for at, state in zip(self._weighted, states, strict=True)]
        gone = [code for code, state in found if state is not _OBSERVED and state is not _MISSING]
        return gone, [code for code, state in found if state is _MISSING]

    def _scheme(self, gone: frozenset[str], focus: Focus | None) -> _Scheme:
        """Agents for whom the same does not count have the same weights."""
        of, extra = (focus.code, focus.extra) if focus is not None else (None, ZERO)
        key = (gone, of, str(extra))
        if key not in self._schemes:
            codes = [self._codes[at] for at in self._weighted if self._codes[at] not in gone]
            weights = spread(self._card, codes, of, extra)
            counting = [at for at, code in enumerate(self._codes) if code in weights.exact]
            counted = tuple(self._codes[at] for at in counting)
            effective = [weights.rounded[code] for code in counted]
            self._schemes[key] = _Scheme(weights, of, counting, counted, effective)
        return self._schemes[key]

    def _places(self, scheme: _Scheme, standards: Mapping[str, Decimal]) -> Sequence[_Place]:
        """Where lines are made for whom these standards hold, in the order of the table."""
        required = list(map(standards.get, self._codes))
        same = list(map(id, required))
        if same != scheme.latest_ids:
            scheme.latest, scheme.latest_ids = required, same
            scheme.in_order = [
                self._place(scheme, at, part.standard if standard is None else standard)
                for at, (part, standard) in enumerate(zip(self._parts, required, strict=True))
            ]
        return scheme.in_order

    def _place(self, scheme: _Scheme, at: int, standard: Decimal | None) -> _Place:
        text = str(standard)
        found = scheme.places.get((at, text))
        if found is None:
            part = self._parts[at]
            earning = self._earnings.setdefault((*part.alike, text), _Earning(part, standard))
            found = scheme.places[at, text] = _place(part, earning, scheme)
        return found

    def _bonus(self, lines: Sequence[Line]) -> Decimal:
        """What is added on top (or taken off), exactly: each section's within its own bounds."""
        sections = (
            section.on_top(exact_sum(lines[at].points or ZERO for at in places))
            for section, places in self._on_top
        )
        return exact_sum(sections)

    def _total(self, base: Fraction, bonus: Decimal) -> Decimal:
        within = min(max(base + Fraction(bonus), Fraction(0)), Fraction(self._card.cap))
        # A value such as 13/3 is cut off at 28 digits; unsettled, 89.995 could come out a hair below.
        return half_up(half_up(within, _SETTLED))


# What was kept by the identity of what is known, and what makes a line of what was not.
_Place = tuple[Callable[[int], tuple[Given, Line] | None], Callable[[Given], Line]]


class _Part(NamedTuple):
    """What a line of every assessment has in common."""

    code: str
    section: Section
    indicator: Indicator
    role: Role
    weight: Decimal
    marks: Decimal
    standard: Decimal | None
    sure: bool  # a count is complete, and nobody says how many observations a typed or computed figure has
    absent: Given
    alike: tuple[str, ...]  # the same where the same value and standard earn the same


def _part(card: Scorecard, section: Section, indicator: Indicator) -> _Part:
    weight, role = section.weight_of(indicator), indicator.role
    marks = card.full_marks(indicator, weight)
    sure = indicator.unit is Unit.COUNT or indicator.origin in (Origin.TYPED, Origin.FORMULA)
    sure = sure or indicator.figure in months.FIGURES  # each is a whole month, and not one case of many
    alike = (repr(indicator.rule), str(marks), role, indicator.better, str(sure))
    return _Part(
        indicator.code, section, indicator, role, weight, marks, indicator.standard, sure,
        _absent(indicator), alike,
    )  # fmt: skip


@dataclass
class _Scheme:
    """The weights of agents for whom the same counts, and the places of their lines."""

    weights: Weights
    focus: str | None
    counting: list[int]  # places of what is weighed, in the order of the table
    codes: tuple[str, ...]  # of those
    effective: list[Decimal]  # weights of those
    places: dict[tuple[int, str], _Place] = field(default_factory=dict)
    # Those of the standards asked for last, which mostly are everybody's.
    latest: list[Decimal | None] = field(default_factory=list)
    latest_ids: list[int] = field(default_factory=list)
    in_order: list[_Place] = field(default_factory=list)

    def weakest(self, points: Iterable[Decimal | None]) -> str | None:
        """The indicator that costs most; the first of several."""
        earned = [HUNDRED if one is None else one for one in points]
        lost = list(map(mul, self.effective, map(sub, repeat(HUNDRED), earned)))
        most = max(lost, default=ZERO)
        return self.codes[lost.index(most)] if most > 0 else None


class _Earning:
    """What values earn by one rule under one standard; one figure may serve several indicators alike."""

    def __init__(self, part: _Part, standard: Decimal | None) -> None:
        indicator, self._standard = part.indicator, standard
        self._points = None if part.role is Role.REFERENCE else indicator.rule.points
        # The fewest and the most points of a rule that has bands.
        banded = isinstance(indicator.rule, Ladder | Step | PassFail)
        self._range = indicator.rule.bounds(part.marks) if banded else None
        self._marks, self._sure = part.marks, part.sure
        self._scaled = part.marks not in (HUNDRED, ZERO)  # marks are not out of 100
        self._lower = indicator.better is Better.LOWER
        self._fact = part.role is Role.RED_LINE  # what happened is no matter of chance
        self.last: Given | None = None  # and what came of it: 20 sections may ask for the same
        self.made: tuple[Any, ...] = ()

    def of(self, given: Given) -> tuple[Any, ...]:
        """A line from its state to its points."""
        if given is not self.last:
            self.last, self.made = given, self._line(given)
        return self.made

    def _line(self, given: Given) -> tuple[Any, ...]:
        state, (value, n, interval, whole) = given[0], given[1]
        standard, met, points, enough = self._standard, None, None, None
        if state is not _OBSERVED or value is None:
            value, interval = None, None
        else:
            if self._points is not None:
                points = self._points(value, standard, self._marks)
                if self._scaled:
                    points = points * HUNDRED / self._marks
            if self._fact:
                interval = None
            if standard is not None:
                met = value <= standard if self._lower else value >= standard
            if not self._sure:
                enough = Evidence.WHOLE if whole else self._evidence(n, interval)
        return (state, value, n, interval, enough, standard, met, points)

    def _evidence(self, n: int, interval: Interval | None) -> Evidence:
        """By number, and by the interval's width against the bands of the rule."""
        if interval is None or self._range is None or self._points is None:
            return evidence(n)
        ends = sorted(self._points(end, self._standard, self._marks) for end in (interval.low, interval.high))
        same = ends[0] == ends[1]
        return evidence(n, spans=not same and tuple(ends) == self._range, settled=same)


def _place(part: _Part, earning: _Earning, scheme: _Scheme) -> _Place:
    """Where the lines of one indicator are made, under one standard and weight."""
    head = (part.code, part.section.code, part.role)
    weight = (part.weight, scheme.weights.rounded.get(part.code, ZERO))
    extra = scheme.weights.extra if scheme.focus == part.code else ZERO
    usual = (*weight, "", extra, ())
    # By the identity of what is known, which is kept beside its line: levels given often, small counts.
    kept: dict[int, tuple[Given, Line]] = {}
    new, earned = tuple.__new__, earning.of

    def make(given: Given) -> Line:
        reason = given[2]
        earns = earning.made if given is earning.last else earned(given)
        plain = not reason and not given[3]
        made = new(Line, head + earns + (usual if plain else (*weight, reason, extra, given[3])))
        if len(kept) < _KEPT:
            kept[id(given)] = (given, made)
        return made

    return kept.get, make


def _absent(indicator: Indicator) -> Given:
    if indicator.role is Role.WEIGHTED or indicator.unit is not Unit.COUNT:
        return Given(State.MISSING)
    return Given(State.OBSERVED, Measurement(ZERO, 0))


def _outcome(
    card: Scorecard, computed: Decimal | None, red: tuple[str, ...], held: Sequence[int]
) -> tuple[Decimal | None, str | None, str | None]:
    """Total, grade, and the grade of the total before red lines where they or a rule made it another."""
    if computed is None:
        return None, None, None
    own = card.grade_of(computed).code
    best, worst = on_total.grade_limits(card, held)
    total, rank = computed, min(max(card.grade_rank(own), best), worst)
    for code in red:
        rule = card.indicator(code).rule
        if isinstance(rule, RedLine) and rule.effect is Effect.ZERO:
            total, rank = Decimal("0.00"), len(card.grades) - 1
        elif isinstance(rule, RedLine) and rule.effect is Effect.CAP_GRADE:
            rank = max(rank, card.grade_rank(rule.grade))
    grade = card.grades[rank].code
    # A total of zero needs no second grade beside it: the computed score is said already.
    return total, grade, own if grade != own and total == computed else None


def _crossed(indicator: Indicator, given: Given) -> bool:
    value = given.measurement.value
    return isinstance(indicator.rule, RedLine) and value is not None and indicator.rule.crossed(value)


def _status(missing: Sequence[str], weights: Weights) -> Status:
    if missing:
        return Status.INCOMPLETE
    return Status.GRADED if weights.exact else Status.EXCLUDED
