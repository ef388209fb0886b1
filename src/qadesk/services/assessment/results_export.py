"""A cycle's results as a spreadsheet: one row for each agent, figures as figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from qadesk import formats
from qadesk.domain.decimals import half_up
from qadesk.domain.rules import limits
from qadesk.domain.scorecard import Indicator, Role
from qadesk.domain.scoring import Line
from qadesk.i18n import _, current_language
from qadesk.services import personal, rights
from qadesk.services.assessment import grade_words, uncertainty
from qadesk.services.assessment import results as service
from qadesk.services.assessment.grade_words import state_text, status_text
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.assessment.uncertainty import MonthUncertainty
from qadesk.storage.office import Office
from qadesk.tabular.export import WrittenCell, write_table

_POINTLESS = (Role.RED_LINE, Role.REFERENCE)


@rights.needs("print")
def export(office: Office, code: str, path: Path) -> int:
    """Write the results of a cycle to .xlsx or .csv; how many agents. Raises UserError if it cannot."""
    made = service.results(office, code)
    headings, rows = table(made)
    write_table(path, headings, rows, plain={_("Staff no.")})
    personal.exported(office, code, "agents", len(rows), path)
    return len(rows)


def table(made: CycleResults) -> tuple[list[str], list[list[WrittenCell]]]:
    """Headings and rows; rates in percent, everything rounded half-up as on the sheets."""
    headings = [_("Rank"), _("Staff no."), _("Name"), _("Team"), _("Total"), _("Grade"), _("Computed total"),
                _("Status")]  # fmt: skip
    indicators = list({i.code: i for card, _results in made.by_card for i in card.indicators()}.values())
    for indicator in indicators:
        name = indicator.names.in_language(current_language())
        headings.append(f"{name} ({formats.unit_name(indicator.unit)})" if indicator.unit.is_rate else name)
        if indicator.role not in _POINTLESS:
            headings.append(_("{indicator}: points").format(indicator=name))
    headings += [_("Total: 95% from"), _("Total: 95% to"), _("Probability of grades"),
                 _("90%: best rank"), _("90%: worst rank")]  # fmt: skip
    sure = uncertainty.month(made)
    return headings, [[*_row(result, indicators), *_sure(sure, result)] for result in made.results]


def _sure(month: MonthUncertainty, result: AgentResult) -> list[WrittenCell]:
    """How sure a total is; where that was not calculated, why."""
    sure = month.of.get(result.agent.staff_no)
    if sure is None:
        said = "" if result.rank is None else grade_words.left_out(month, _)
        return ["", "", said, "", ""]
    first, last = sure.ranks or ("", "")
    chances = grade_words.chances(result.assessment.grade or "", sure, _)
    return [float(sure.interval.low), float(sure.interval.high), chances, first, last]


def _row(result: AgentResult, indicators: list[Indicator]) -> list[WrittenCell]:
    agent, assessment = result.agent, result.assessment
    cells: list[WrittenCell] = [
        "" if result.rank is None else result.rank,
        agent.staff_no,
        agent.name,
        agent.team,
        _number(assessment.total),
        assessment.grade or "",
        _number(assessment.computed),
        status_text(assessment.status, _),
    ]
    for indicator in indicators:
        line = next((one for one in assessment.lines if one.code == indicator.code), None)
        cells.append("" if line is None else _value(line, result.card.indicator(line.code)))
        if indicator.role not in _POINTLESS:
            cells.append("" if line is None else _number(line.points))
    return cells


def _value(line: Line, indicator: Indicator) -> WrittenCell:
    if line.value is None:
        return state_text(line.state, _)
    scale = formats.scale(indicator.unit)
    shown, apart = line.value * scale, [one * scale for one in limits(indicator.rule, line.standard)]
    return float(half_up(shown, Decimal(1).scaleb(-formats.places(shown, apart))))


def _number(value: Decimal | None) -> WrittenCell:
    return "" if value is None else float(half_up(value))
