"""Typed values that are called as a figure of the records is: they could be calculated instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.measures import SOURCES
from qadesk.domain.scorecard import Indicator, Origin, Scorecard
from qadesk.i18n import LANGUAGES, _, ngettext, speaking
from qadesk.services.designing import additions, row_fields
from qadesk.tabular.scorecard_words import MEASURES, measure_name

_BESIDE: Final = re.compile(r"[（(].*?[）)]|\s")  # an abbreviation, blanks: the name is the same
_ALSO: Final = {  # what many call a figure
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
    "escalation_rate": ("升级投诉率", "投诉升级比例"),
    "errors": ("差错次数", "服务差错次数"),
    "praises": ("表扬次数", "客户表扬次数"),
}


@lru_cache(maxsize=2000)  # asked of all names with each key in a scorecard
def figure_called(name: str) -> str:
    """The figure of the records with that name in either language, or called so by many; nothing for none."""
    return _called().get(_bare(name), "")


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


def with_known(card: Scorecard) -> tuple[Scorecard, tuple[Indicator, ...]]:
    """The scorecard with those taken from the records, and the ones whose standard meant nothing there.

    A standard in another unit is replaced by the usual one of the figure, with unit, direction and rule.
    """
    replaced = []
    for spot, measure in known(card).items():
        before = editing.indicator_at(card, spot)
        made = additions.from_measure(before, measure)
        card = editing.put_indicator(card, spot, made)
        if made.unit is not before.unit:
            replaced.append(made)
    return card, tuple(replaced)


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


def replaced_said(replaced: Sequence[Indicator]) -> str:
    """That the standards of these were replaced, and why."""
    names = _(", ").join(row_fields.called(one) for one in replaced)
    said = _("Standard and rule are now the usual ones, since the unit is another: {names}.")
    return said.format(names=names)


def _bare(name: str) -> str:
    return _BESIDE.sub("", name).casefold()


@lru_cache
def _called() -> Mapping[str, str]:
    words = {_bare(name): key for key, names in _ALSO.items() for name in names}
    for language in LANGUAGES:
        with speaking(language):
            words |= {_bare(measure_name(key)): key for key in SOURCES if key in MEASURES}
    return words
