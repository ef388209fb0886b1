"""Single response times of contacts: how figures of them are counted in a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from qadesk.domain import selection
from qadesk.i18n import N_
from qadesk.kinds.kind import Parts, SheetCount, quotient

OF_OFFERED: Final = frozenset({"answered_share", "answered_within_standard"})  # who gave up counts


def _office(channel: str, tally: Any) -> int:
    """How many answered contacts of a channel the office has."""
    return sum(n for cell, (n, _total) in tally.mix.items() if cell.startswith(channel))


def _timed(name: str, label: str, formula: str, *figures: str) -> SheetCount:
    return SheetCount(name, label, formula, only_for=frozenset(figures))


MEDIAN: Final = "median_response_seconds"
_BY_CHANNEL: Final = ("standardised_response", "standardised_response_equal")
COUNTS: Final = (
    _timed("median_ms", N_("Median response time, in ms"), 'IF(COUNT({time})=0,"",MEDIAN({time}))', MEDIAN),
    _timed(
        "within_ms", N_("The standard that times are to be within, in ms"), "{within}",
        "response_within_standard", "answered_within_standard",
    ),
    _timed(
        "in_time", N_("Answered within the standard"),
        'SUMPRODUCT(({answered}=1)*({response}<>"")*({response}<={within}))',
        "response_within_standard", "answered_within_standard",
    ),
    _timed("gone", N_("Not answered"), "COUNTIF({answered},0)", "answered_share", "answered_within_standard"),
    _timed("calls_ms", N_("Calls: sum of response times, in ms"),
           'SUMIFS({response},{answered},1,{channel},"{call}")', *_BY_CHANNEL),
    _timed("calls_n", N_("Calls with a response time"),
           'COUNTIFS({answered},1,{channel},"{call}",{response},">=0")', *_BY_CHANNEL),
    _timed("chats_ms", N_("Chats: sum of response times, in ms"),
           'SUMIFS({response},{answered},1,{channel},"{chat}")', *_BY_CHANNEL),
    _timed("chats_n", N_("Chats with a response time"),
           'COUNTIFS({answered},1,{channel},"{chat}",{response},">=0")', *_BY_CHANNEL),
    _timed("office_calls", N_("The office's calls, which weigh them"), "{office_call}", *_BY_CHANNEL),
    _timed("office_chats", N_("The office's chats, which weigh them"), "{office_chat}", *_BY_CHANNEL),
    _timed("office_mean_ms", N_("The office's mean response time, in ms"), "{office_ms}",
           "response_same_hours"),
    _timed("expected_sum_ms", N_("Sum of times the office needs for the same contacts, in ms"),
           "{expected_ms}", "response_same_hours"),
)  # fmt: skip


def _mixed(calls: str, chats: str) -> str:
    """The formula of a standardised mean with these weights; empty without contacts of a channel that weighs."""
    lacks = f"OR({calls}+{chats}=0,AND({calls}>0,{{calls_n}}=0),AND({chats}>0,{{chats_n}}=0))"
    parts = (
        f"IF({weight}=0,0,{weight}*{{{name}_ms}}/{{{name}_n}})"
        for name, weight in (("calls", calls), ("chats", chats))
    )
    return f'IF({lacks},"",({"+".join(parts)})/(({calls}+{chats})*1000))'


FIGURES: Final = {
    "median_response_seconds": 'IF(ISNUMBER({median_ms}),{median_ms}/1000,"")',
    "response_within_standard": quotient("{in_time}", "{responses}"),
    "answered_within_standard": 'IF({responses}=0,"",{in_time}/({responses}+{gone}))',
    "answered_share": quotient("{contacts}", "({contacts}+{gone})"),
    "standardised_response": _mixed("{office_calls}", "{office_chats}"),
    "standardised_response_equal": _mixed("({office_calls}>0)*1", "({office_chats}>0)*1"),
    "response_same_hours": quotient("{office_mean_ms}*{response_ms}", "({expected_sum_ms}*1000)"),
    "csat_response_rate": quotient("{rated}", "{contacts}"),
}

NUMBERS: Final[Mapping[str, Callable[[Any], Decimal | int]]] = {  # of the whole office, of the standard
    "within": lambda t: t.within_ms,
    **{f"office_{name}": partial(_office, name) for name in selection.CHANNELS},
    "office_ms": lambda t: selection.office_mean(t) if t.mix else 0,
    "expected_ms": lambda t: selection.expected_ms(t) if t.mix else 0,
}


def _weighed(figure: str, part: int, tally: Any) -> Any:
    return selection.weighed_parts(figure, tally)[part]


PARTS: Final = {
    **{
        figure: Parts(
            partial(_weighed, figure, 0), partial(_weighed, figure, 1),
            N_("of waiting, weighed by the office's work"), N_("answered contacts with a response time"),
        )
        for figure in sorted(selection.WEIGHED)
    },
    "response_within_standard": Parts(
        lambda t: selection.within_parts(t)[0], lambda t: selection.within_parts(t)[1],
        N_("answered within the standard"), N_("answered contacts with a response time"),
    ),
    "answered_within_standard": Parts(
        lambda t: selection.offered_parts(t)[0], lambda t: selection.offered_parts(t)[1],
        N_("answered within the standard"), N_("contacts offered"),
    ),
    "answered_share": Parts(
        lambda t: t.reached, lambda t: t.offered, N_("answered"), N_("contacts offered")
    ),
    "csat_response_rate": Parts(
        lambda t: t.rated, lambda t: t.contacts - t.no_rating,
        N_("rated by the customer"), N_("answered calls and chats"),
    ),
}  # fmt: skip
