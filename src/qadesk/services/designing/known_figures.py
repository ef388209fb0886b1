"""Typed values that are called as a figure of the records is: they could be calculated instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from qadesk.domain import editing, starters
from qadesk.domain.checking import unit_of
from qadesk.domain.editing import Spot
from qadesk.domain.measures import SOURCES
from qadesk.domain.rules import PassFail, Unscored
from qadesk.domain.scorecard import Indicator, Origin, Scorecard, Unit
from qadesk.i18n import LANGUAGES, _, ngettext, speaking
from qadesk.services.designing import additions, row_fields
from qadesk.tabular import numbers
from qadesk.tabular.scorecard_words import MEASURES, measure_name

_BESIDE: Final = re.compile(r"[（(].*?[）)]|\s")  # an abbreviation, blanks: the name is the same
_ALIKE: Final = 0.6  # how much of two names has to be the same, to ask whether one is meant by the other
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {  # what many call a figure
    "nps": ("nps",),
    "csat": ("csat", "满意度", "服务满意度"),
    "first_contact_resolution": ("fcr", "一次解决率", "首次联系解决率"),
    "avg_response_seconds": ("平均响应时长", "平均应答时长", "平均应答时间"),
    "avg_talk_seconds": ("平均通话时间",),
    "median_response_seconds": ("响应时长中位数", "中位响应时间"),
    "answered_share": ("接通率", "接听率", "电话接通率", "answer rate"),
    "answered_within_standard": ("服务水平", "service level"),
    "csat_response_rate": ("参评率", "评价率"),
    "complaint_rate": ("有效投诉率",),
    "escalation_rate": ("升级投诉率", "投诉升级比例", "升级率"),
    "complaint_response_24h": ("24小时响应率", "投诉24小时响应率", "24小时投诉首响率"),
    "complaint_closed_48h": (
        "48小时投诉结案率", "48小时结案率", "48小时办结率", "投诉48小时结案率",
        "投诉48小时关闭率", "48小时关闭率",
    ),
    "delivery_on_time": ("派送准时率", "派送及时率", "准时率", "派送准点率", "准点率"),
    "tracking_15min": ("15分钟更新率", "15分钟轨迹更新率", "轨迹更新及时率", "轨迹更新率"),
    "errors": ("差错次数", "服务差错次数"),
    "praises": ("表扬次数", "客户表扬次数"),
}  # fmt: skip


@lru_cache(maxsize=2000)  # asked of all names with each key in a scorecard
def figure_called(name: str) -> str:
    """The figure of the records with that name in either language, or called so by many; nothing for none."""
    return _called().get(_bare(name), "")


def most_like(names: Sequence[str]) -> str:
    """The figure of the records whose name is most like one of the names, in words; nothing where none is."""
    bare = [_bare(name) for name in names if name]
    found = next((like[0] for name in bare if (like := get_close_matches(name, _called(), 1, _ALIKE))), "")
    return measure_name(_called()[found]) if found else ""


def known(card: Scorecard) -> dict[Spot, str]:
    """Where a value is typed for each agent that the records have, and which figure that is; none twice."""
    taken = {one.figure for one in card.indicators() if one.origin is Origin.RECORDS}
    found = dict[Spot, str]()
    for spot in editing.spots(card):
        one = None if spot.indicator is None else editing.indicator_at(card, spot)
        if one is None or one.origin is not Origin.TYPED:
            continue
        measure = figure_called(one.names.zh) or figure_called(one.names.en)
        if measure and measure not in taken:
            taken.add(measure)
            found[spot] = measure
    return found


def with_known(card: Scorecard) -> tuple[Scorecard, tuple[str, ...]]:
    """The scorecard with those taken from the records, and what was another before, of which row.

    A standard in another unit is replaced by the usual one of the figure, with unit, direction and rule; a
    bare number that can be one of the figure's unit stays, with its rule.
    """
    replaced = []
    for spot, measure in known(card).items():
        typed = _as_in(editing.indicator_at(card, spot), measure)
        before = _said(card, spot)
        card = editing.put_indicator(card, spot, additions.from_measure(typed, measure))
        changed = [(was, now) for was, now in zip(before, _said(card, spot), strict=True) if was != now]
        if changed:
            was, now = (_("; ").join(said) for said in zip(*changed, strict=True))
            name = row_fields.row_name(card, spot)
            replaced.append(
                _("{name}: “{before}” before, “{now}” now").format(name=name, before=was, now=now)
            )
    return card, tuple(replaced)


def could_be(number: Decimal, unit: Unit) -> bool:
    """Whether a bare number can be a standard in a unit, as it is typed: 95 as 95 %, 4.5 as a rating."""
    if unit is Unit.SECONDS:
        return number > 0
    ranges = {Unit.RATING: (1, 5), Unit.SCORE: (-100, 100), Unit.POINTS: (0, 105), Unit.RATE: (1, 100)}
    low, high = ranges.get(unit, (0, 0))
    return unit is Unit.COUNT or low <= number <= high


def _as_in(typed: Indicator, measure: str) -> Indicator:
    """A typed value in the unit of a figure, where its standard was a bare number that can be meant in it.

    Not where nobody has said it: that of a new row, or limits of its own in the rule.
    """
    unit, standard = unit_of(measure), typed.standard
    new = starters.typed("")
    own = not isinstance(typed.rule, PassFail | Unscored)
    if typed.unit is not Unit.COUNT or standard is None or own or standard == new.standard:
        return typed
    if not could_be(standard, unit):
        return typed
    return replace(typed, unit=unit, standard=standard / numbers.kind_of(unit).scale)


def _said(card: Scorecard, spot: Spot) -> tuple[str, str]:
    """The standard and the rule of a row."""
    one = editing.indicator_at(card, spot)
    return row_fields.standard_text(one), row_fields.rule_said(card, spot)


def offered(card: Scorecard) -> str:
    """That values which are typed can be calculated; nothing where none can."""
    found = known(card)
    if not found:
        return ""
    name = row_fields.row_name(card, next(iter(found)))
    return ngettext(
        "“{name}” can be calculated from the imported records.",
        "{n} values to be typed can be calculated from the imported records, “{name}” for one.",
        len(found),
    ).format(name=name, n=len(found))


def replaced_said(replaced: Sequence[str]) -> str:
    """Which standards and rules are others now, and why."""
    said = _("The records count in another unit, so these have changed: {changes}.")
    return said.format(changes=_("; ").join(replaced))


def _bare(name: str) -> str:
    return _BESIDE.sub("", name).casefold()


@lru_cache
def _called() -> Mapping[str, str]:
    words = {_bare(name): key for key, names in _ALSO.items() for name in names}
    for language in LANGUAGES:
        with speaking(language):
            words |= {_bare(measure_name(key)): key for key in SOURCES if key in MEASURES}
    return words
