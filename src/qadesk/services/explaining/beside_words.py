"""What stands beside a figure, in words: for the explanation, on screen and in the evidence pack."""

from __future__ import annotations

from collections.abc import Callable

from qadesk import formats
from qadesk.domain import selection
from qadesk.domain.measures import Measurement, OfficeTally, Tally
from qadesk.domain.scorecard import Indicator, Origin
from qadesk.domain.scoring import Line
from qadesk.domain.untold import untold
from qadesk.i18n import _
from qadesk.services.assessment import beside
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.records import untold_words
from qadesk.tabular.scorecard_words import measure_name


def beside_text(
    made: CycleResults, result: AgentResult, indicator: Indicator, line: Line, times: Callable[[], Tally]
) -> str:
    """All that stands beside a figure, nothing for most; `times` reads the agent's single response times."""
    if indicator.origin is not Origin.RECORDS:
        return ""
    said = []
    if indicator.figure in beside.OF_RESPONSE and line.value is not None:
        tally = times()
        said += _times(tally, indicator.figure)
        said += [_weights(tally), _left_out(tally, made.office), _nobody_missed(tally)]
    if indicator.figure == "csat":
        said.append(_raters(result.tally))
    if (found := beside.shrunk(made, indicator, line)) is not None:
        unit = indicator.unit.value
        text = _(
            "Few cases: {value} with the office's other agents taken into account ({mean} on average). It "
            "counts nowhere."
        )
        said.append(
            text.format(value=formats.quantity(found.value, unit), mean=formats.quantity(found.mean, unit))
        )
    return "\n".join(text for text in said if text)


def _times(tally: Tally, shown: str) -> list[str]:
    """The other response times of an agent, a line each; those that are not known are left out."""
    found = beside.measured(tally)
    limit = formats.quantity(tally.within_ms / 1000, "seconds")
    named = {figure: measure_name(figure) for figure in found}
    for figure in ("response_within_standard", "answered_within_standard"):
        named[figure] = _("{name} ({limit})").format(name=named[figure], limit=limit)
    return [
        _("{name}: {value}").format(name=named[figure], value=_value(one, figure))
        for figure, one in found.items()
        if figure != shown and one.value is not None
    ]


def _value(one: Measurement, figure: str) -> str:
    unit = "rate" if figure in _RATES else "seconds"
    said = formats.quantity(one.value, unit)
    if one.interval is None:
        return said
    span = formats.interval(one.interval.low, one.interval.high, unit)
    return _("{value} (95% interval {span}, cases: {n})").format(
        value=said, span=span, n=formats.count(one.n)
    )


_RATES = ("response_within_standard", "answered_within_standard", "answered_share")


def _weights(tally: Tally) -> str:
    """What a mix of channels is weighed by."""
    weights = selection.office_weights(tally)
    if len(weights) < 2:
        return ""
    calls = formats.quantity(weights.get("call"), "rate")
    chats = formats.quantity(weights.get("chat"), "rate")
    return _("The office's mix this cycle: {calls} calls, {chats} chats").format(calls=calls, chats=chats)


def _left_out(tally: Tally, office: OfficeTally) -> str:
    """Contacts that count in no share of what was offered."""
    found = untold("answered_within_standard", tally, office)
    return "" if found is None else untold_words.why_with_numbers(found, _)


def _nobody_missed(tally: Tally) -> str:
    """A file may leave out what nobody answered; then the share answered says nothing."""
    if not tally.offered or tally.reached < tally.offered:
        return ""
    return _(
        "No contact that nobody answered was imported for this agent: if the file leaves them out, shares of "
        "what was offered say nothing."
    )


def _raters(tally: Tally) -> str:
    bounds, rate = selection.csat_bounds(tally), selection.csat_response(tally)
    if bounds is None or rate.value is None:
        return ""
    return _(
        "{share} of the answered contacts ({n}) were rated. Had all the others given 1 it would be {low}, "
        "had they given 5, {high}."
    ).format(
        share=formats.quantity(rate.value, "rate"), n=formats.count(rate.n),
        low=formats.decimal(bounds[0]), high=formats.decimal(bounds[1]),
    )  # fmt: skip
