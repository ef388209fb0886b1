"""The file form of rules: plain dicts with exact figures as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from qadesk.domain.rules import RULES, Effect, Ladder, Rule, shortened

BAND_WORDS = ("over", "flat")  # what may stand in a band behind its points
COSTS = "; "  # between the costs of one occurrence after the other
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
    if "bands" in given:
        given |= _flags_of(given["bands"])
    rule: Rule = kind(**{key: _exact(key, value) for key, value in given.items()})
    return rule


def rule_to_dict(rule: Rule) -> dict[str, Any]:
    """The file form of a rule, without what it leaves as it comes."""
    data: dict[str, Any] = {"kind": rule.kind}
    for field in fields(rule):  # without the class variables
        value = getattr(rule, field.name)
        if (value == field.default and field.name != "better") or field.name in BAND_WORDS:
            continue
        if field.name == "costs":
            data[field.name] = COSTS.join(map(str, value))
        elif isinstance(rule, Ladder) and field.name == "bands":
            data[field.name] = [
                [str(limit), str(points), *_words_of(rule, number)]
                for number, (limit, points) in enumerate(rule.bands)
            ]
        else:
            data[field.name] = str(value) if isinstance(value, Decimal | Effect) else value
    return data


def _words_of(rule: Ladder, number: int) -> list[str]:
    """What is said of a band besides its limit and its points."""
    return [
        word for word, on in zip(BAND_WORDS, (rule.is_over(number), rule.is_flat(number)), strict=True) if on
    ]


def _flags_of(bands: Any) -> dict[str, tuple[bool, ...]]:
    """The same of all bands of a file form, by word. Raises ValueError for another word."""
    said = [list(words) for _limit, _points, *words in bands]
    unknown = {str(word) for words in said for word in words} - set(BAND_WORDS)
    if unknown:
        raise ValueError(f"bands have no {', '.join(sorted(unknown))}")
    return {word: shortened([word in words for words in said]) for word in BAND_WORDS}


def _exact(name: str, value: Any) -> Any:
    if name == "bands":
        return tuple((_number(limit), _number(points)) for limit, points, *_words in value)
    if name == "costs":
        return tuple(_number(one.strip()) for one in str(value).split(COSTS.strip()) if one.strip())
    if name in BAND_WORDS:
        return value
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
