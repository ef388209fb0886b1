"""The file form of rules: plain dicts with exact figures as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from qadesk.domain.rules import RULES, Effect, Rule

_WORDS = frozenset({"better", "grade"})
_FLAGS = frozenset({"pro_rata", "relative", "of_standard", "interpolated"})


def rule_from_dict(data: Mapping[str, Any]) -> Rule:
    """A rule from its file form: `kind` and its fields. Raises ValueError for an unknown kind or field."""
    kind = RULES.get(data["kind"])
    if kind is None:
        raise ValueError(f"unknown rule {data['kind']!r}")
    given = {key: value for key, value in data.items() if key != "kind"}
    unknown = given.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"{data['kind']} has no {', '.join(sorted(unknown))}")
    rule: Rule = kind(**{key: _exact(key, value) for key, value in given.items()})
    return rule


def rule_to_dict(rule: Rule) -> dict[str, Any]:
    """The file form of a rule, without what it leaves as it comes."""
    data: dict[str, Any] = {"kind": rule.kind}
    for field in fields(rule):  # without the class variables
        value = getattr(rule, field.name)
        if value == field.default and field.name != "better":
            continue
        if field.name == "bands":
            data[field.name] = [[str(limit), str(points)] for limit, points in value]
        else:
            data[field.name] = str(value) if isinstance(value, Decimal | Effect) else value
    return data


def _exact(name: str, value: Any) -> Any:
    if name == "bands":
        return tuple((_number(limit), _number(points)) for limit, points in value)
    if name == "effect":
        return Effect(value)
    if name in _WORDS:
        return str(value)
    if name in _FLAGS:
        return _flag(value)
    return _number(value)


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"{value!r} is neither true nor false")


def _number(value: Any) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a number")
    return number
