"""The table of the advice: every indicator with its figures, worded off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qadesk.i18n import _
from qadesk.services.designing import advice_words
from qadesk.services.designing.advice import Advice, Evidence, Verdict
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table import Column


@dataclass(frozen=True)
class AdviceRow:
    """One indicator."""

    evidence: Evidence
    name: str
    advice: str
    tone: str


def rows(made: Advice) -> list[AdviceRow]:
    """In the order of the newest scorecard, what it has no more last."""
    return [AdviceRow(e, _name(e), advice_words.evidence_text(made, e), _tone(e)) for e in made.evidence]


def columns() -> list[Column[AdviceRow]]:
    """Name, figures, advice."""
    return [
        Column("name", _("Indicator"), lambda r: r.name, stretch=True, least=18 * GRID),
        Column("advice", _("Advice"), lambda r: r.advice, stretch=True, least=26 * GRID,
               tone=lambda r: r.tone, sort=lambda r: (r.tone != "warn", r.advice), tip=lambda r: r.advice),
        Column("n", _("n"), lambda r: r.evidence.counts.there, lambda n: f"{n:,}", "right",
               header_tip=_("Agent-months with a value")),
        Column("spread", _("Spread"), lambda r: r.evidence.spread, _figure, "right",
               header_tip=_("Standard deviation of the points, within months")),
        Column("top", _("Full"), _top, _percent, "right", header_tip=_("Share with the most points")),
        Column("floor", _("Lowest"), _floor, _percent, "right", header_tip=_("Share with the lowest points")),
        Column("total", _("r total"), lambda r: r.evidence.total.r, _figure, "right",
               tip=lambda r: advice_words.correlation_text(r.evidence.total),
               header_tip=_("Correlation (Pearson) of its points with those of all the other indicators")),
        Column("csat", _("ρ CSAT"), lambda r: r.evidence.csat.r, _figure, "right",
               tip=lambda r: advice_words.correlation_text(r.evidence.csat),
               header_tip=_("Rank correlation (Spearman) of its value with the customers' rating")),
        Column("missing", _("Missing"), _missing, _percent, "right"),
        Column("na", _("N/A"), _not_applicable, _percent, "right"),
    ]  # fmt: skip


def _name(evidence: Evidence) -> str:
    name = advice_words.name(evidence.indicator)
    return name if evidence.current else _("{indicator} (no longer used)").format(indicator=name)


def _tone(evidence: Evidence) -> str:
    if any(advice_words.grave(finding) for finding in evidence.findings):
        return "warn"
    return "good" if evidence.findings[0].verdict is Verdict.SOUND else "muted"


def _top(row: AdviceRow) -> Decimal | None:
    return row.evidence.share(row.evidence.counts.top, row.evidence.counts.scored)


def _floor(row: AdviceRow) -> Decimal | None:
    return row.evidence.share(row.evidence.counts.floor, row.evidence.counts.scored)


def _missing(row: AdviceRow) -> Decimal | None:
    return row.evidence.share(row.evidence.counts.missing, row.evidence.counts.asked)


def _not_applicable(row: AdviceRow) -> Decimal | None:
    return row.evidence.share(row.evidence.counts.not_applicable, row.evidence.counts.asked)


def _figure(value: Decimal | None) -> str:
    return "" if value is None else advice_words.figure(value)


def _percent(share: Decimal | None) -> str:
    return "" if share is None else advice_words.percent(share)
