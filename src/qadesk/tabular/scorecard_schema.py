"""Which fields a scorecard has in exchange files, and how the text in each is understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Final

from qadesk.domain.rule_forms import BAND_WORDS, COSTS
from qadesk.domain.rules import RULES, Effect
from qadesk.domain.scorecard import MOST_INDICATORS, MOST_SECTIONS, Better, Marks, Rounding, Ties, Unit
from qadesk.domain.total_rules import MOST_TOTAL_RULES, Sign, TotalEffect
from qadesk.i18n import _

FORMAT: Final = 1  # of the file; a newer program may write a higher one
MOST_TEXT: Final = 2000  # characters
_FIGURE = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?")
_WHOLE = re.compile(r"\d{1,9}")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_RULE_WORDS: Final = frozenset({"better", "grade", "effect"})
_RULE_FLAGS: Final = frozenset({"pro_rata", "relative", "of_standard", "interpolated"})


class Unfit(ValueError):
    """A text that a field does not take; says why in the user's language."""


FieldReader = Callable[[str], Any]


def figure(text: str) -> str:
    """An exact figure, as its text. Raises Unfit."""
    if not _FIGURE.fullmatch(text):
        raise Unfit(_("“{text}” is not a number; write it like 0.95.").format(text=_short(text)))
    return text


def costs(text: str) -> str:
    """Exact figures with semicolons between them, as their text. Raises Unfit."""
    found = [figure(one.strip()) for one in re.split("[;；]", text) if one.strip()]
    if not found:
        raise Unfit(_("This is empty; enter a value or remove the field."))
    return COSTS.join(found)


def whole(text: str) -> int:
    """A whole number from 0. Raises Unfit."""
    if not _WHOLE.fullmatch(text):
        raise Unfit(_("“{text}” is not a whole number.").format(text=_short(text)))
    return int(text)


def flag(text: str) -> bool:
    """Whether it says true, not false. Raises Unfit."""
    if text not in ("true", "false"):
        raise Unfit(_("“{text}” is neither true nor false.").format(text=_short(text)))
    return text == "true"


def words(text: str) -> str:
    """Any text that is not too long. Raises Unfit."""
    if len(text) > MOST_TEXT:
        raise Unfit(_("This text is longer than {n} characters.").format(n=MOST_TEXT))
    if _CONTROLS.search(text):
        raise Unfit(_("This text contains characters that cannot be printed."))
    return text


def choice(*options: str) -> FieldReader:
    """One of these. Its reader raises Unfit for anything else."""

    def chosen(text: str) -> str:
        if text not in options:
            said = _("“{text}” is not known here; there are {options}.")
            raise Unfit(said.format(text=_short(text), options=_(", ").join(options)))
        return text

    return chosen


@dataclass(frozen=True)
class SchemaField:
    """One field: a single value (`kind`), or what it is made of.

    `of` are the fields inside it; with `most` it is a list of up to so many of those. `empty` stands in
    where it cannot be read, so that the rest can be looked at all the same.
    """

    kind: FieldReader | None = None
    needed: bool = False
    empty: Any = ""
    of: Mapping[str, SchemaField] | None = None
    most: int = 0


def _one(kind: FieldReader, empty: Any = "", *, needed: bool = False) -> SchemaField:
    return SchemaField(kind, needed, empty)


def _chosen(*options: str, needed: bool = False) -> SchemaField:
    return SchemaField(choice(*options), needed, options[0])


def _list(of: Mapping[str, SchemaField], most: int, *, needed: bool = False) -> SchemaField:
    return SchemaField(needed=needed, of=of, most=most)


_NAMES: Final = SchemaField(of={"zh": _one(words), "en": _one(words)})
_FIGURE_FIELD: Final = _one(figure, "0")
CONDITION: Final[dict[str, SchemaField]] = {
    "figure": _one(words, needed=True),
    "sign": _chosen(*(sign.value for sign in Sign), needed=True),
    "limit": _one(figure, "0", needed=True),
}
TOTAL_RULE: Final[dict[str, SchemaField]] = CONDITION | {
    "effect": _chosen(*(effect.value for effect in TotalEffect), needed=True),
    "value": _FIGURE_FIELD,
    "grade": _one(words),
}
_LEVEL: Final = {"level": _one(whole, 1, needed=True), "name": _NAMES, "wording": _NAMES}
INDICATOR: Final[dict[str, SchemaField]] = {
    "code": _one(words, needed=True),
    "name": _NAMES,
    "unit": _chosen(*(unit.value for unit in Unit), needed=True),
    "better": _chosen(*(way.value for way in Better), needed=True),
    "weight": _FIGURE_FIELD,
    "standard": _FIGURE_FIELD,
    "standard_from": _one(words),
    "rule": SchemaField(needed=True, of={}, empty={"kind": "unscored"}),
    "on_top": _one(flag, empty=False),
    "measure": _one(words),
    "formula": _one(words),
    "typed": _one(flag, empty=False),
    "least": _FIGURE_FIELD,
    "greatest": _FIGURE_FIELD,
    "part_of": _one(words),
    "applies_if": SchemaField(of=CONDITION),
    "levels": _list(_LEVEL, 20),
}
SECTION: Final[dict[str, SchemaField]] = {
    "code": _one(words, needed=True),
    "name": _NAMES,
    "share": _FIGURE_FIELD,
    "most": _FIGURE_FIELD,
    "least": _FIGURE_FIELD,
    "indicators": _list(INDICATOR, MOST_INDICATORS, needed=True),
}
GRADE: Final[dict[str, SchemaField]] = {
    "code": _one(words, needed=True),
    "name": _NAMES,
    "at_least": _one(figure, "0", needed=True),
    "quota": _FIGURE_FIELD,
    "least_share": _FIGURE_FIELD,
}
SCORECARD: Final[dict[str, SchemaField]] = {
    "format": _one(whole, FORMAT),
    "code": _one(words, needed=True),
    "version": _one(whole, 1),
    "name": _NAMES,
    "cap": _one(figure, "100", needed=True),
    "half_points": _one(flag, empty=False),
    "marks": _chosen(*(marks.value for marks in Marks)),
    "quota_from": _one(whole, 10),
    "quota_ties": _chosen(*(ties.value for ties in Ties)),
    "quota_rounding": _chosen(*(way.value for way in Rounding)),
    "focus_extra": _FIGURE_FIELD,
    "grades": _list(GRADE, 50, needed=True),
    "on_total": _list(TOTAL_RULE, MOST_TOTAL_RULES),
    "sections": _list(SECTION, MOST_SECTIONS, needed=True),
}
MOST_BANDS: Final = 100


def rule_fields(kind: str) -> dict[str, SchemaField]:
    """The fields of a rule, without `bands`, which is a list of pairs. Raises KeyError for an unknown kind.

    Which way a rule counts is said by its indicator where the rule does not say it.
    """
    made = {}
    for one in fields(RULES[kind]):
        needed = one.default is MISSING and one.name != "better"
        if one.name in ("bands", *BAND_WORDS):
            continue
        if one.name == "effect":
            made[one.name] = _chosen(*(effect.value for effect in Effect))
        elif one.name == "better":
            made[one.name] = _chosen(*(way.value for way in Better))
        elif one.name == "costs":
            made[one.name] = _one(costs, "0", needed=True)
        elif one.name in _RULE_FLAGS:
            made[one.name] = _one(flag, empty=False)
        else:
            made[one.name] = _one(words) if one.name in _RULE_WORDS else _one(figure, "0", needed=needed)
    return made


def has_bands(kind: str) -> bool:
    """Whether a kind of rule has bands."""
    return any(one.name == "bands" for one in fields(RULES[kind]))


def better_by_default(kind: str, rule: Mapping[str, Any], indicator_better: str) -> str | None:
    """Which way a rule counts where it does not say so itself; None for a rule that has no way."""
    names = {one.name for one in fields(RULES[kind])}
    if "better" not in names:
        return None
    if "full" in names and "full" in rule:  # a full mark says it all
        return Better.LOWER.value
    return indicator_better


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
