"""The file form of a scorecard: plain dicts and lists, exact figures as text, every name in both languages.

It is what a scorecard looks like in the office file and, written out as text, in an exchange file.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qadesk.domain.rule_forms import rule_from_dict, rule_to_dict
from qadesk.domain.scorecard import (
    Better,
    Grade,
    Indicator,
    Level,
    Marks,
    Names,
    Rounding,
    Scorecard,
    Section,
    Ties,
    Unit,
)
from qadesk.domain.total_rules import FigureCondition, Sign, TotalEffect, TotalRule


def from_dict(data: Mapping[str, Any]) -> Scorecard:
    """A scorecard from its file form. Raises KeyError or ValueError for a form that is not one."""
    return Scorecard(
        code=data["code"],
        version=int(data["version"]),
        names=_names(data["name"]),
        sections=tuple(_section(section) for section in data["sections"]),
        grades=tuple(
            Grade(
                g["code"],
                _names(g["name"]),
                Decimal(str(g["at_least"])),
                _maybe(g.get("quota")),
                _maybe(g.get("least_share")),
            )
            for g in data["grades"]
        ),
        cap=Decimal(str(data["cap"])),
        half_points=bool(data.get("half_points", False)),
        marks=Marks(data.get("marks", Marks.HUNDRED)),
        quota_from=int(data.get("quota_from", 10)),
        quota_ties=Ties(data.get("quota_ties", _unsaid(any("quota" in g for g in data["grades"])))),
        quota_rounding=Rounding(data.get("quota_rounding", Rounding.DOWN)),
        focus_extra=Decimal(str(data.get("focus_extra", 0))),
        on_total=tuple(map(_total_rule, data.get("on_total", ()))),
    )


def to_dict(card: Scorecard) -> dict[str, Any]:
    """The file form, without what the scorecard leaves as it comes; `from_dict` gives an equal one back."""
    data: dict[str, Any] = {
        "code": card.code,
        "version": card.version,
        "name": _pair(card.names),
        "cap": str(card.cap),
        "half_points": card.half_points,
    }
    if card.marks is not Marks.HUNDRED:
        data["marks"] = card.marks.value
    if card.quota_from != 10:
        data["quota_from"] = card.quota_from
    if card.quota_ties is not _unsaid(card.has_quotas):
        data["quota_ties"] = card.quota_ties.value
    if card.quota_rounding is not Rounding.DOWN:
        data["quota_rounding"] = card.quota_rounding.value
    if card.focus_extra:
        data["focus_extra"] = str(card.focus_extra)
    data["grades"] = [_with(_grade(g), quota=g.quota, least_share=g.least_share) for g in card.grades]
    if card.on_total:
        data["on_total"] = [_plain_total_rule(rule) for rule in card.on_total]
    data["sections"] = [
        _with({"code": s.code, "name": _pair(s.names)}, share=s.share, most=s.most, least=s.least)
        | {"indicators": [_plain(i) for i in s.indicators]}
        for s in card.sections
    ]
    return data


def _condition(data: Mapping[str, Any]) -> FigureCondition:
    return FigureCondition(str(data["figure"]), Sign(data["sign"]), Decimal(str(data["limit"])))


def _plain_condition(condition: FigureCondition) -> dict[str, Any]:
    return {"figure": condition.figure, "sign": condition.sign.value, "limit": str(condition.limit)}


def _total_rule(data: Mapping[str, Any]) -> TotalRule:
    effect = TotalEffect(data["effect"])
    return TotalRule(_condition(data), effect, _maybe(data.get("value")), str(data.get("grade", "")))


def _plain_total_rule(rule: TotalRule) -> dict[str, Any]:
    data = _with(_plain_condition(rule.when) | {"effect": rule.effect.value}, value=rule.value)
    return data | ({"grade": rule.grade} if rule.grade else {})


def _unsaid(quotas: bool) -> Ties:
    """What a form with quotas means that says nothing of ties: it was stored before there was a choice."""
    return Ties.OLD if quotas else Ties.IN


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        data["code"],
        _names(data["name"]),
        tuple(_indicator(i) for i in data["indicators"]),
        share=_maybe(data.get("share")),
        most=_maybe(data.get("most")),
        least=_maybe(data.get("least")),
    )


def _indicator(data: Mapping[str, Any]) -> Indicator:
    return Indicator(
        code=data["code"],
        names=_names(data["name"]),
        unit=Unit(data["unit"]),
        better=Better(data["better"]),
        weight=Decimal(str(data.get("weight", 0))),
        rule=rule_from_dict(data["rule"]),
        standard=_maybe(data.get("standard")),
        levels=tuple(
            Level(int(level["level"]), _names(level["name"]), _names(level["wording"]))
            for level in data.get("levels", ())
        ),
        on_top=bool(data.get("on_top", False)),
        measure=data.get("measure", ""),
        formula=data.get("formula", ""),
        typed=bool(data.get("typed", False)),
        least=_maybe(data.get("least")),
        greatest=_maybe(data.get("greatest")),
        part_of=data.get("part_of", ""),
        standard_from=data.get("standard_from", ""),
        applies_if=_condition(data["applies_if"]) if "applies_if" in data else None,
    )


def _grade(grade: Grade) -> dict[str, Any]:
    return {"code": grade.code, "name": _pair(grade.names), "at_least": str(grade.at_least)}


def _plain(indicator: Indicator) -> dict[str, Any]:
    data: dict[str, Any] = {
        "code": indicator.code,
        "name": _pair(indicator.names),
        "unit": indicator.unit.value,
        "better": indicator.better.value,
        "weight": str(indicator.weight),
        "rule": rule_to_dict(indicator.rule),
    }
    data = _with(data, standard=indicator.standard)
    if indicator.standard_from:
        data["standard_from"] = indicator.standard_from
    for name in ("on_top", "measure", "formula", "typed"):
        if value := getattr(indicator, name):
            data[name] = value
    data = _with(data, least=indicator.least, greatest=indicator.greatest)
    if indicator.part_of:
        data["part_of"] = indicator.part_of
    if indicator.applies_if is not None:
        data["applies_if"] = _plain_condition(indicator.applies_if)
    if indicator.levels:
        data["levels"] = [
            {"level": level.level, "name": _pair(level.name), "wording": _pair(level.wording)}
            for level in indicator.levels
        ]
    return data


def _with(data: dict[str, Any], **figures: Decimal | None) -> dict[str, Any]:
    return data | {name: str(figure) for name, figure in figures.items() if figure is not None}


def _maybe(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _names(data: Mapping[str, str]) -> Names:
    return Names(zh=data["zh"], en=data["en"])


def _pair(names: Names) -> dict[str, str]:
    return {"zh": names.zh, "en": names.en}
