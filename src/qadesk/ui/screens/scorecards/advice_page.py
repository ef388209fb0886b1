"""Choosing indicators: what past months say of each, with advice and the figure beside it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from qadesk.i18n import _, ngettext, pgettext
from qadesk.progress import Progress
from qadesk.services.designing import advice_export, advice_words
from qadesk.services.designing.advice import Advice, advice
from qadesk.services.designing.advice_words import AdviceRow
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.list_page import Empty, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.report_page import TODAY, Found, ReportPage, Workbook
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, check_box, label
from qadesk.ui.widgets.table import Column

_MONTHS: Final = (3, 6, 12, 24)
_USUAL: Final = 12


class AdvicePage(ReportPage[Advice, AdviceRow]):
    """`refresh()` works the report out; call it when the page is shown and when months have changed."""

    def __init__(self, screen: Screen, operations: Operations) -> None:
        offered = [(n, ngettext("Last {n} month", "Last {n} months", n).format(n=n)) for n in _MONTHS]
        self.last = ComboBox("adviceMonths", _("How many months"), offered)
        self.last.choose(_USUAL)
        self.closed_only = check_box(_("Closed months only"), "adviceClosedOnly")
        how = _(
            "n counts agent-months (one agent in one month). Spread and correlations are calculated "
            "within each month, so a hard month counts against nobody. With few data, any figure may "
            "be chance."
        )
        self.aside = Aside(
            "advice",
            Text("title", "heading"), Text("findings"), Text("figures", "muted"), GRID,
            Text("ratings", title=_("All ratings")), Text("without", "muted"), GRID,
            label(how, "small", wrap=True, name="adviceHow"),
        )  # fmt: skip
        view = ListView[AdviceRow](
            "advice",
            _("Indicators and their data of past months"),
            _columns(),
            lambda row: row.evidence.indicator.code,
            self.said,
            Empty("list-checks", ""),
            in_bar=("adviceExport",),
        )
        asked = (label(pgettext("months", "From")), self.last, self.closed_only)
        stopped, failed = _("The report was stopped"), _("The report could not be calculated")
        super().__init__(screen, operations, view, asked, self.aside, stopped=stopped, failed=failed)
        self.say_empty(self.why(_("Reading past months…")))
        self.last.currentIndexChanged.connect(lambda _index: self.refresh())
        self.closed_only.toggled.connect(lambda _on: self.refresh())

    def refresh(self) -> None:
        """Calculate the report again, off the window's thread."""
        office, last, closed_only = (
            self._screen.office,
            int(self.last.currentData()),
            self.closed_only.isChecked(),
        )

        def work(progress: Progress) -> Found[Advice, AdviceRow]:
            made = advice(office, last, closed_only=closed_only, progress=progress)
            shown = advice_words.rows(made) if made.rows else []
            return Found(made, shown, advice_words.summary(made))

        self.work_out(work, _("Reading past months"), _("Reading past months…"))

    again = refresh

    def why_none(self, made: Advice) -> Empty:
        """Where no month is there yet, or none of those asked for."""
        if self.closed_only.isChecked():
            return self.why(_("No month is closed yet"), _("Include open months, too."))
        text = _("After two or three months this page shows which indicators separate agents.")
        return self.why(_("There are no past months yet"), text, TODAY)

    def say_whole(self, made: Advice) -> None:
        """What holds of the ratings as a whole."""
        self.aside.say(**advice_words.of_ratings(made))

    def spell_out(self, made: Advice, row: AdviceRow | None) -> None:
        """All there is to say of the current indicator."""
        self.aside.say(**advice_words.of_indicator(made, None if row is None else row.evidence))

    def workbook(self) -> Workbook[Advice]:
        """The indicators with their figures."""
        title, saved = _("Save the report on indicators"), _("Report saved: {file}")
        return Workbook(title, _("Indicators"), saved, advice_export.export)


def _columns() -> list[Column[AdviceRow]]:
    """Name, figures, advice."""

    def share(of: str, among: str) -> Callable[[AdviceRow], Decimal | None]:
        return lambda r: r.evidence.share(getattr(r.evidence.counts, of), getattr(r.evidence.counts, among))

    return [
        Column("name", _("Indicator"), lambda r: r.name, stretch=True, least=18 * GRID),
        Column("advice", _("Advice"), lambda r: r.advice, stretch=True, least=26 * GRID,
               tone=lambda r: r.tone, sort=lambda r: (r.tone != "warn", r.advice), tip=lambda r: r.advice),
        Column("n", _("n"), lambda r: r.evidence.counts.there, lambda n: f"{n:,}", "right",
               header_tip=_("Agent-months with a value")),
        Column("spread", _("Spread"), lambda r: r.evidence.spread, _figure, "right",
               header_tip=_("Standard deviation of the points, within months")),
        Column("top", _("Full"), share("top", "scored"), _percent, "right",
               header_tip=_("Share with the most points")),
        Column("floor", _("Lowest"), share("floor", "scored"), _percent, "right",
               header_tip=_("Share with the lowest points")),
        Column("total", _("r total"), lambda r: r.evidence.total.r, _figure, "right",
               tip=lambda r: advice_words.correlation_text(r.evidence.total),
               header_tip=_("Correlation (Pearson) of its points with those of all the other indicators")),
        Column("csat", _("ρ CSAT"), lambda r: r.evidence.csat.r, _figure, "right",
               tip=lambda r: advice_words.correlation_text(r.evidence.csat),
               header_tip=_("Rank correlation (Spearman) of its value with the customers' rating")),
        Column("missing", _("Missing"), share("missing", "asked"), _percent, "right"),
        Column("na", _("N/A"), share("not_applicable", "asked"), _percent, "right"),
    ]  # fmt: skip


def _figure(value: Decimal | None) -> str:
    return "" if value is None else advice_words.figure(value)


def _percent(share: Decimal | None) -> str:
    return "" if share is None else advice_words.percent(share)
