"""Two versions of a scorecard side by side: what was added, removed, moved and changed, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qadesk import formats
from qadesk.domain.rule_forms import rule_to_dict
from qadesk.domain.scorecard import Grade, Indicator, Level, Names, Role, Scorecard, Section
from qadesk.i18n import _, current_language
from qadesk.services.assessment import total_rule_words
from qadesk.services.designing.problems import exact_figure
from qadesk.services.explaining.figure_words import amount, limit
from qadesk.services.explaining.rule_words import rule_on
from qadesk.tabular import scorecard_words as words


class ChangeKind(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"  # to another section, or before others


@dataclass(frozen=True)
class Difference:
    """One difference between a version and a later one.

    `section` and `indicator` are codes, "" for what concerns the scorecard or the whole section; `field` is
    a key of the file form, "" for the whole of what was added or removed. `where`, `label`, `before` and
    `after` are in the user's language; `before` is "" of what was added, `after` of what was removed.
    """

    section: str
    indicator: str
    field: str
    change: ChangeKind
    where: str
    label: str
    before: str
    after: str


_Said = Mapping[str, tuple[object, str]]  # field -> what is there, and in words


@dataclass(frozen=True)
class _Pair:
    """An indicator where it stands."""

    card: Scorecard
    section: Section
    indicator: Indicator


def compare(a: Scorecard, b: Scorecard) -> tuple[Difference, ...]:
    """What is different in `b`, in the order of its table; what `a` alone has comes last."""
    return tuple(_all(a, b))


def _all(a: Scorecard, b: Scorecard) -> Iterator[Difference]:
    yield from _fields("", "", "", _of_card(a), _of_card(b), words.SCORECARD)
    yield from _grades(a, b)
    sections = {s.code: s for s in a.sections}
    known = {i.code: (s, i) for s in a.sections for i in s.indicators}
    elsewhere = _moved([s.code for s in a.sections], [s.code for s in b.sections])
    for section in b.sections:
        before = sections.get(section.code)
        name = _named(section.names) or section.code
        if before is None:
            yield Difference(section.code, "", "", ChangeKind.ADDED, name, _("Section"), "", name)
        else:
            if section.code in elsewhere:
                yield _shifted(section.code, "", name)
            yield from _fields(
                section.code, "", name, _of_section(before), _of_section(section), words.SECTION
            )
        moved = _moved(
            [i.code for i in before.indicators] if before else [], [i.code for i in section.indicators]
        )
        for indicator in section.indicators:
            was = known.get(indicator.code)
            if was is None:
                where = f"{name} › {_named(indicator.names) or indicator.code}"
                said = _summary(b, indicator)
                yield Difference(
                    section.code, indicator.code, "", ChangeKind.ADDED, where, _("Indicator"), "", said
                )
            else:
                yield from _indicator(_Pair(a, *was), _Pair(b, section, indicator), moved)
    yield from _removed(a, b)


def _shifted(section: str, indicator: str, where: str) -> Difference:
    label, said = _("Place in the table"), _("moved up or down")
    return Difference(section, indicator, "order", ChangeKind.MOVED, where, label, "", said)


def _indicator(was: _Pair, now: _Pair, moved: frozenset[str]) -> Iterator[Difference]:
    section, indicator = now.section, now.indicator
    where = f"{_named(section.names) or section.code} › {_named(indicator.names) or indicator.code}"
    key = (section.code, indicator.code)
    if was.section.code != section.code:
        there, here = (_named(s.names) or s.code for s in (was.section, section))
        if there == here:  # two sections of one name
            there, here = (f"{said} ({s.code})" for said, s in ((there, was.section), (here, section)))
        yield Difference(*key, "section", ChangeKind.MOVED, where, _("Section"), there, here)
    elif indicator.code in moved:
        yield _shifted(*key, where)
    before, after = (_of_indicator(one.card, one.indicator) for one in (was, now))
    yield from _fields(*key, where, before, after, words.INDICATOR)
    yield from _levels(key, where, was.indicator, indicator)


def _removed(a: Scorecard, b: Scorecard) -> Iterator[Difference]:
    sections = {s.code for s in b.sections}
    indicators = {i.code for i in b.indicators()}
    for section in a.sections:
        name = _named(section.names) or section.code
        for one in section.indicators:
            if one.code not in indicators:
                where = f"{name} › {_named(one.names) or one.code}"
                said = _summary(a, one)
                yield Difference(
                    section.code, one.code, "", ChangeKind.REMOVED, where, _("Indicator"), said, ""
                )
        if section.code not in sections:
            yield Difference(section.code, "", "", ChangeKind.REMOVED, name, _("Section"), name, "")


def _grades(a: Scorecard, b: Scorecard) -> Iterator[Difference]:
    before, after = ({g.code: g for g in card.grades} for card in (a, b))
    for code in dict.fromkeys((*after, *before)):
        old, new = before.get(code), after.get(code)
        if old is None or new is None:
            change = ChangeKind.ADDED if old is None else ChangeKind.REMOVED
            said = ["" if g is None else _grade(g) for g in (old, new)]
            yield Difference("", "", "grades", change, _("Grade {code}").format(code=code), _("Grade"), *said)
        else:
            where = _("Grade {code}").format(code=code)
            yield from _fields("", "", where, _of_grade(old), _of_grade(new), words.GRADE)


def _levels(key: tuple[str, str], where: str, old: Indicator, new: Indicator) -> Iterator[Difference]:
    before, after = ({level.level: level for level in i.levels} for i in (old, new))
    for number in sorted({*before, *after}):
        one, other = before.get(number), after.get(number)
        if one != other:
            change = (
                ChangeKind.ADDED
                if one is None
                else ChangeKind.REMOVED
                if other is None
                else ChangeKind.CHANGED
            )
            label = _("level {n}").format(n=number)
            texts = (_level(one, _named), _level(other, _named))
            if texts[0] == texts[1]:  # it is in the other language that they differ
                texts = (_level(one, _both), _level(other, _both))
            yield Difference(*key, "levels", change, where, label, *texts)


def _fields(
    section: str,
    indicator: str,
    where: str,
    before: _Said,
    after: _Said,
    labels: Mapping[str, str],
) -> Iterator[Difference]:
    for field, (old, was) in before.items():
        new, now = after[field]
        if old != new:
            texts = (was, now) if was != now else (_raw(old), _raw(new))  # words that round hide nothing
            yield Difference(section, indicator, field, ChangeKind.CHANGED, where, _(labels[field]), *texts)


def _raw(value: object) -> str:
    if isinstance(value, Mapping):
        return _("; ").join(f"{words.label(('rule', key))}: {one}" for key, one in value.items())
    return str(value)


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Which of the codes in both stand elsewhere: the fewest whose moving makes one order the other."""
    place = {code: at for at, code in enumerate(before)}
    codes = [code for code in after if code in place]
    best: list[tuple[int, int]] = []  # how long an unmoved row may end here, and which one it goes on from
    for at, code in enumerate(codes):
        ahead = [(best[e][0], e) for e in range(at) if place[codes[e]] < place[code]]
        length, previous = max(ahead, default=(0, -1))
        best.append((length + 1, previous))
    kept: set[str] = set()
    at = max(range(len(codes)), key=lambda e: best[e][0], default=-1)
    while at >= 0:
        kept.add(codes[at])
        at = best[at][1]
    return frozenset(codes) - kept


def _of_card(card: Scorecard) -> _Said:
    return {
        "name": (card.names, _both(card.names)),
        "cap": (card.cap, exact_figure(card.cap)),
        "half_points": (card.half_points, _yes(card.half_points)),
        "marks": (card.marks, _(words.MARKS[card.marks.value])),
        "quota_from": (card.quota_from, str(card.quota_from)),
        "quota_ties": (card.quota_ties, _(words.TIES[card.quota_ties.value])),
        "quota_rounding": (card.quota_rounding, _(words.ROUNDINGS[card.quota_rounding.value])),
        "focus_extra": (card.focus_extra, exact_figure(card.focus_extra)),
        "on_total": (card.on_total, _on_total(card)),
    }


def _on_total(card: Scorecard) -> str:
    language = current_language()
    rules = [total_rule_words.rule_text(card, rule, _, language) for rule in card.on_total]
    return _("; ").join(rules) or formats.DASH


def _applies(card: Scorecard, indicator: Indicator) -> str:
    if indicator.applies_if is None:
        return formats.DASH
    return total_rule_words.condition_text(card, indicator.applies_if, current_language())


def _of_section(section: Section) -> _Said:
    figures = {"share": section.share, "most": section.most, "least": section.least}
    said = {
        name: (value, formats.DASH if value is None else exact_figure(value))
        for name, value in figures.items()
    }
    return {"name": (section.names, _both(section.names)), **said}


def _of_indicator(card: Scorecard, indicator: Indicator) -> _Said:
    one, standard = indicator, indicator.standard
    required = formats.DASH if standard is None else limit(standard, one.unit, one.better.value)
    return {
        "name": (one.names, _both(one.names)),
        "unit": (one.unit, _(words.UNITS[one.unit.value])),
        "better": (one.better, _(words.BETTER[one.better.value])),
        "weight": (one.weight, exact_figure(one.weight)),
        "standard": (standard, required),
        "standard_from": (one.standard_from, one.standard_from or formats.DASH),
        "on_top": (one.on_top, _yes(one.on_top)),
        "measure": (one.measure, one.measure or formats.DASH),
        "formula": (one.formula, one.formula or formats.DASH),
        "typed": (one.typed, _yes(one.typed)),
        "least": (one.least, _bound(one, one.least)),
        "greatest": (one.greatest, _bound(one, one.greatest)),
        "part_of": (one.part_of, one.part_of or formats.DASH),
        "applies_if": (one.applies_if, _applies(card, one)),
        "rule": (rule_to_dict(one.rule), rule_on(card, one)),
    }


def _bound(indicator: Indicator, bound: Decimal | None) -> str:
    return formats.DASH if bound is None else amount(bound, indicator.unit)


def _of_grade(grade: Grade) -> _Said:
    def share(value: Decimal | None) -> str:
        return formats.DASH if value is None else f"{exact_figure(value * 100)}%"

    return {
        "name": (grade.names, _both(grade.names)),
        "at_least": (grade.at_least, exact_figure(grade.at_least)),
        "quota": (grade.quota, share(grade.quota)),
        "least_share": (grade.least_share, share(grade.least_share)),
    }


def _grade(grade: Grade) -> str:
    return f"{grade.code} {_named(grade.names)} ≥ {exact_figure(grade.at_least)}"


def _level(level: Level | None, said: Callable[[Names], str]) -> str:
    if level is None:
        return ""
    name, wording = said(level.name) or formats.DASH, said(level.wording)
    return _("{name}: {text}").format(name=name, text=wording) if wording else name


def _summary(card: Scorecard, indicator: Indicator) -> str:
    """An indicator in a line: weight, standard, rule."""
    said = []
    if indicator.role is Role.WEIGHTED:
        said.append(f"{exact_figure(indicator.weight)}%")
    if indicator.standard is not None:
        said.append(limit(indicator.standard, indicator.unit, indicator.better.value))
    return _("; ").join([*said, rule_on(card, indicator)])


def _both(names: Names) -> str:
    if names.zh == names.en:
        return names.zh or formats.DASH
    return f"{names.zh or formats.DASH} / {names.en or formats.DASH}"


def _named(names: Names) -> str:
    return names.in_language(current_language())


def _yes(flag: bool) -> str:
    return _("yes") if flag else _("no")
