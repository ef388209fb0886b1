"""Two versions of a scorecard side by side: what was added, removed, moved and changed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qadesk import formats
from qadesk.domain.scorecard import Grade, Indicator, Level, Names, Role, Scorecard, Section
from qadesk.i18n import _, current_language
from qadesk.services.designing.problems import exactly
from qadesk.services.explaining.rule_words import limit, rule_text
from qadesk.tabular import scorecard_words as words


class Change(StrEnum):
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
    change: Change
    where: str
    label: str
    before: str
    after: str


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
            yield Difference(section.code, "", "", Change.ADDED, name, _("Section"), "", name)
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
            yield from _indicator(section, indicator, known.get(indicator.code), moved)
    yield from _removed(a, b)


def _shifted(section: str, indicator: str, where: str) -> Difference:
    label, said = _("Place in the table"), _("moved up or down")
    return Difference(section, indicator, "order", Change.MOVED, where, label, "", said)


def _indicator(
    section: Section, indicator: Indicator, was: tuple[Section, Indicator] | None, moved: frozenset[str]
) -> Iterator[Difference]:
    name = _named(indicator.names) or indicator.code
    where = f"{_named(section.names) or section.code} › {name}"
    key = (section.code, indicator.code)
    if was is None:
        said = _summary(indicator)
        yield Difference(*key, "", Change.ADDED, where, _("Indicator"), "", said)
        return
    old_section, old = was
    if old_section.code != section.code:
        here, there = (_named(s.names) or s.code for s in (section, old_section))
        yield Difference(*key, "section", Change.MOVED, where, _("Section"), there, here)
    elif indicator.code in moved:
        yield _shifted(*key, where)
    yield from _fields(*key, where, _of_indicator(old), _of_indicator(indicator), words.INDICATOR)
    yield from _levels(key, where, old, indicator)


def _removed(a: Scorecard, b: Scorecard) -> Iterator[Difference]:
    sections = {s.code for s in b.sections}
    indicators = {i.code for i in b.indicators()}
    for section in a.sections:
        name = _named(section.names) or section.code
        for one in section.indicators:
            if one.code not in indicators:
                where = f"{name} › {_named(one.names) or one.code}"
                said = _summary(one)
                yield Difference(section.code, one.code, "", Change.REMOVED, where, _("Indicator"), said, "")
        if section.code not in sections:
            yield Difference(section.code, "", "", Change.REMOVED, name, _("Section"), name, "")


def _grades(a: Scorecard, b: Scorecard) -> Iterator[Difference]:
    before, after = ({g.code: g for g in card.grades} for card in (a, b))
    for code in dict.fromkeys((*after, *before)):
        old, new = before.get(code), after.get(code)
        if old is None or new is None:
            change = Change.ADDED if old is None else Change.REMOVED
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
            change = Change.ADDED if one is None else Change.REMOVED if other is None else Change.CHANGED
            label = _("level {n}").format(n=number)
            yield Difference(*key, "levels", change, where, label, _level(one), _level(other))


def _fields(
    section: str,
    indicator: str,
    where: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    labels: Mapping[str, str],
) -> Iterator[Difference]:
    for field, old in before.items():
        if old != after[field]:
            label = _(labels[field])
            yield Difference(section, indicator, field, Change.CHANGED, where, label, old, after[field])


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


def _of_card(card: Scorecard) -> dict[str, str]:
    return {
        "name": _both(card.names),
        "cap": exactly(card.cap),
        "half_points": _yes(card.half_points),
        "marks": _(words.MARKS[card.marks.value]),
        "quota_from": str(card.quota_from),
        "focus_extra": exactly(card.focus_extra),
    }


def _of_section(section: Section) -> dict[str, str]:
    figures = {"share": section.share, "most": section.most, "least": section.least}
    return {"name": _both(section.names)} | {name: _figure(value) for name, value in figures.items()}


def _of_indicator(indicator: Indicator) -> dict[str, str]:
    standard = indicator.standard
    unit, better = indicator.unit, indicator.better.value
    return {
        "name": _both(indicator.names),
        "unit": _(words.UNITS[unit.value]),
        "better": _(words.BETTER[better]),
        "weight": exactly(indicator.weight),
        "standard": formats.DASH if standard is None else limit(standard, unit, better),
        "on_top": _yes(indicator.on_top),
        "measure": indicator.measure or formats.DASH,
        "formula": indicator.formula or formats.DASH,
        "typed": _yes(indicator.typed),
        "rule": rule_text(indicator),
    }


def _of_grade(grade: Grade) -> dict[str, str]:
    quota = formats.DASH if grade.quota is None else f"{exactly(grade.quota * 100)}%"
    return {"name": _both(grade.names), "at_least": exactly(grade.at_least), "quota": quota}


def _grade(grade: Grade) -> str:
    return f"{grade.code} {_named(grade.names)} ≥ {exactly(grade.at_least)}"


def _level(level: Level | None) -> str:
    if level is None:
        return ""
    name, wording = level.name.in_language(current_language()), level.wording.in_language(current_language())
    return _("{name}: {text}").format(name=name, text=wording) if wording else name


def _summary(indicator: Indicator) -> str:
    """An indicator in a line: weight, standard, rule."""
    said = []
    if indicator.role is Role.WEIGHTED:
        said.append(f"{exactly(indicator.weight)}%")
    if indicator.standard is not None:
        said.append(limit(indicator.standard, indicator.unit, indicator.better.value))
    return _("; ").join([*said, rule_text(indicator)])


def _both(names: Names) -> str:
    return " / ".join(part for part in (names.zh, names.en) if part)


def _named(names: Names) -> str:
    return names.in_language(current_language())


def _figure(value: Decimal | None) -> str:
    return formats.DASH if value is None else exactly(value)


def _yes(flag: bool) -> str:
    return _("yes") if flag else _("no")
