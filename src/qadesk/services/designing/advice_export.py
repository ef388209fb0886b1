"""The advice on indicators as a spreadsheet: one row each, figures as figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from qadesk.i18n import _
from qadesk.services.designing import advice_words as words
from qadesk.services.designing.advice import Advice, IndicatorEvidence
from qadesk.tabular.export import WrittenCell, write_table


def export(made: Advice, path: Path) -> int:
    """Write the report to .xlsx or .csv; how many indicators. Raises UserError if it cannot be written."""
    headings, rows = table(made)
    write_table(path, headings, rows)
    return len(made.evidence)


def table(made: Advice) -> tuple[list[str], list[list[WrittenCell]]]:
    """Headings and rows in the order of the scorecard; the last row is about the ratings together."""
    headings = [
        _("Indicator"), _("Code"), _("Months"), _("Agent-months"), _("With a value"),
        _("Standard deviation"), _("Full points (%)"), _("Lowest points (%)"), _("r with the rest"), _("n"),
        _("ρ with CSAT"), _("n (CSAT)"), _("Most similar"), _("r"), _("Missing (%)"), _("N/A (%)"),
        _("α without it"), _("Advice"),
    ]  # fmt: skip
    rows = [_row(made, evidence) for evidence in made.evidence]
    last: list[WrittenCell] = [""] * len(headings)
    last[0] = _("All ratings (Cronbach's α)")
    last[4], last[-2] = made.ratings.n, _number(made.ratings.alpha)
    last[-1] = _("; ").join(words.finding_text(made, finding) for finding in made.ratings.findings)
    return headings, [*rows, last]


def _row(made: Advice, evidence: IndicatorEvidence) -> list[WrittenCell]:
    counts, code = evidence.counts, evidence.indicator.code
    twin = next((words.name(e.indicator) for e in made.evidence if e.indicator.code == evidence.twin), "")
    return [
        words.name(evidence.indicator), code, len(counts.months), counts.asked, counts.there,
        _number(evidence.spread),
        _percent(evidence.share(counts.top, counts.scored)),
        _percent(evidence.share(counts.floor, counts.scored)),
        _number(evidence.total.r), evidence.total.n, _number(evidence.csat.r), evidence.csat.n,
        twin, _number(evidence.twinned.r),
        _percent(evidence.share(counts.missing, counts.asked)),
        _percent(evidence.share(counts.not_applicable, counts.asked)),
        _number(made.ratings.without.get(code)),
        words.evidence_text(made, evidence),
    ]  # fmt: skip


def _percent(share: Decimal | None) -> WrittenCell:
    return "" if share is None else float(share * 100)


def _number(value: Decimal | None) -> WrittenCell:
    return "" if value is None else float(value)
