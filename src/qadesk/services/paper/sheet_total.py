"""What a sheet says of rules on the total, and which records they, and red lines, go by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from qadesk.i18n import translations
from qadesk.services.assessment import total_rule_words
from qadesk.services.assessment.results import AgentResult
from qadesk.services.paper.sheet_month import Crossing, SheetMonth

_EVENTS: Final = 5  # of a line that are told one by one


def on_total(month: SheetMonth, result: AgentResult, language: str) -> list[str]:
    """What rules made of the total, one after the other; nothing where there is none."""
    _, card, made, said = translations(language).gettext, result.card, result.assessment, []
    if made.total is None:
        return []
    steps = total_rule_words.steps_said(card, made, _, language)
    for step, told in zip(made.steps, steps, strict=True):
        code = card.on_total[step.rule].when.figure
        events = events_said(month.crossings.get((result.agent.staff_no, code), ()), _)
        words = _("{said} ({events}).") if events else _("{said}.")
        said.append(words.format(said=told, events=_("; ").join(events)))
    return [*said, *filter(None, [total_rule_words.unknown_said(card, made, _, language)])]


def events_said(events: Sequence[Crossing], _: Callable[[str], str]) -> list[str]:
    """The first of the records that crossed a line, and how many more there are."""
    said = [_event(event, _) for event in events]
    if len(said) > _EVENTS:
        said = [*said[:_EVENTS], _("and {n} more").format(n=len(said) - _EVENTS)]
    return said


def _event(event: Crossing, _: Callable[[str], str]) -> str:
    """What crossed a red line; where nobody described it, a bare count says nothing."""
    if event.said.isdecimal():
        return f"{event.day} {event.ref}"
    return _("{day} {ref}: {said}").format(day=event.day, ref=event.ref, said=event.said)
