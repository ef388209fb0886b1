"""What is asked of when an indicator applies: always, or by how much another one is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.total_rules import FigureCondition, Sign
from qadesk.i18n import _
from qadesk.services.assessment import total_rule_words
from qadesk.services.designing import row_fields, total_fields
from qadesk.services.designing.fields_asked import AskedField


def of_row(card: Scorecard, spot: Spot) -> Iterator[AskedField]:
    """When the indicator applies: always, or only where another one is as much as is said here."""
    indicator, place = editing.indicator_at(card, spot), (*spot.path, "applies_if")
    condition = indicator.applies_if
    others = [one for one in total_fields.figures(card) if one[0] != indicator.code]
    if not others:
        return

    def put(card: Scorecard, made: FigureCondition | None) -> Scorecard:
        return editing.change_indicator(card, spot, applies_if=made)

    def put_figure(card: Scorecard, code: str) -> Scorecard:
        if not code:
            return put(card, None)
        before = condition or FigureCondition(code, Sign.AT_LEAST, Decimal(1))
        return put(card, replace(before, figure=code))

    known = others if condition is None or condition.figure in dict(others) else [
        *others, (condition.figure, condition.figure)
    ]  # fmt: skip
    words = _("only if “{name}” is")
    options = [("", _("always")), *((code, words.format(name=name)) for code, name in known)]
    chosen = condition.figure if condition else ""
    yield AskedField(
        "appliesFigure", _("Applies"), "choice", (*place, "figure"), chosen, put_figure,
        options=options, leads="appliesLimit",
    )  # fmt: skip
    if condition is None:
        return
    held = condition
    yield AskedField(
        "appliesSign", _("Comparison"), "choice", (*place, "sign"), held.sign.value,
        lambda card, code: put(card, replace(held, sign=Sign(code))), options=total_fields.signs(),
    )  # fmt: skip
    figure = total_rule_words.figure_of(card, held)
    yield AskedField(
        "appliesLimit", _("Limit"), "figure", (*place, "limit"), held.limit,
        lambda card, limit: put(card, replace(held, limit=limit)),
        number=total_fields.kind_of_limit(card, held),
        unit="" if figure is None else row_fields.unit_behind(figure.unit),
        hint=_("Otherwise it does not apply: its weight goes to the others."),
    )  # fmt: skip
