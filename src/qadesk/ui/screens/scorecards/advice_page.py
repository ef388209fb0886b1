"""Choosing indicators: what past months say of each, with advice and the figure beside it."""

from __future__ import annotations

from typing import Final

from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services.designing import advice_export, advice_words
from qadesk.services.designing.advice import Advice, advice
from qadesk.storage.office import Office
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.report_page import Found, Report, ReportPage, Workbook
from qadesk.ui.screens.scorecards import advice_rows
from qadesk.ui.screens.scorecards.advice_rows import AdviceRow
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, check_box, label

_MONTHS: Final = (3, 6, 12, 24)
_USUAL: Final = 12


class AdvicePage(ReportPage[Advice, AdviceRow]):
    """`refresh()` works the report out; call it when the page is shown and when months have changed."""

    def __init__(self, tasks: Tasks, office: Office) -> None:
        self._office = office
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
        report = Report(
            "advice",
            _("Indicators and their data of past months"),
            "list-checks",
            advice_rows.columns(),
            lambda row: row.evidence.indicator.code,
            stopped=_("The report was stopped"),
            failed=_("The report could not be calculated"),
        )
        super().__init__(tasks, report, (label(_("From")), self.last, self.closed_only), self.aside)
        self.say_why_empty(_("Reading past months…"))
        self.last.currentIndexChanged.connect(lambda _index: self.refresh())
        self.closed_only.toggled.connect(lambda _on: self.refresh())

    def refresh(self) -> None:
        """Calculate the report again, off the window's thread."""
        office, last, closed_only = self._office, int(self.last.currentData()), self.closed_only.isChecked()
        self.said.say(_("Reading past months…"))

        def work(progress: Progress) -> Found[Advice, AdviceRow]:
            made = advice(office, last, closed_only=closed_only, progress=progress)
            rows = advice_rows.rows(made) if made.rows else []
            return Found(made, rows, advice_words.summary(made))

        self.work_out(work, _("Reading past months"))

    again = refresh

    def focus_first(self) -> None:
        """The table, or what there is to choose."""
        (self.table if self.has_result else self.last).setFocus()

    def say_none(self, made: Advice) -> None:
        """Where no month is there yet, or none of those asked for."""
        if self.closed_only.isChecked():
            self.say_why_empty(_("No month is closed yet"), _("Include open months, too."))
        else:
            self.say_why_empty(
                _("There are no past months yet"),
                _("After two or three months this page shows which indicators separate agents."),
                _("Go to Today"),
                "today",
            )

    def say_whole(self, made: Advice) -> None:
        """What holds of the ratings as a whole."""
        self.aside.say(**advice_rows.of_ratings(made))

    def spell_out(self, made: Advice, row: AdviceRow | None) -> None:
        """All there is to say of the current indicator."""
        self.aside.say(**advice_rows.of_indicator(made, None if row is None else row.evidence))

    def workbook(self) -> Workbook[Advice]:
        """The indicators with their figures."""
        title, saved = _("Save the report on indicators"), _("Report saved: {file}")
        return Workbook(title, _("Indicators"), saved, advice_export.export)
