"""What a value on a sheet was made of, in words."""

from __future__ import annotations

from qadesk.domain.scorecard import Origin
from qadesk.domain.scoring import Line
from qadesk.i18n import speaking, translations
from qadesk.services.assessment.results import AgentResult
from qadesk.services.explaining.formula_words import formula_text
from qadesk.services.explaining.month_words import months_text, takes_up
from qadesk.services.explaining.origins import quotient, quotient_text
from qadesk.services.paper import sheet_figures
from qadesk.services.paper.sheet_month import SheetMonth


def made_of(month: SheetMonth, result: AgentResult, line: Line, language: str) -> str:
    """17,907.1 s ÷ 662 answered calls and chats, its formula, or the totals of its months; "" where none."""
    if line.value is None or month.superseded:
        return ""
    made, indicator = month.made, result.card.indicator(line.code)
    if indicator.origin is Origin.TYPED:
        _ = translations(language).gettext
        return _("entered for each agent")
    with speaking(language):
        said = sheet_figures.quantity(line, indicator, language)
        if takes_up(indicator):
            return months_text(made.cycle, indicator, line.value, result.tally.months, said)
        if indicator.formula:
            return formula_text(result.card, result, line, said)
        of = quotient(indicator, line.value, line.n, result.tally, made.office)
        return "" if of is None else quotient_text(of, indicator, brief=True)
