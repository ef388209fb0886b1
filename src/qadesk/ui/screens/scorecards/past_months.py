"""What past months say: of a draft tried on one of them, and of each indicator. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk import formats
from qadesk.domain.cycles import Cycle
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import UserError
from qadesk.formats import cycle_text
from qadesk.i18n import _, ngettext, pgettext
from qadesk.progress import Progress
from qadesk.services.designing import (
    advice_export,
    advice_words,
    noise_words,
    trial_export,
    trial_month,
    trial_words,
)
from qadesk.services.designing.advice import Advice, advice
from qadesk.services.designing.advice_words import AdviceRow
from qadesk.services.designing.noise import CardNoise
from qadesk.services.designing.trial import Trial, trial
from qadesk.services.designing.trial_words import GradeCount, TrialRow
from qadesk.ui import theme
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.list_page import Empty, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.report_page import RECORDS, TODAY, Found, ReportPage, Workbook
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, check_box, label
from qadesk.ui.widgets.table import Column

_DIRECTIONS = {"up": "good", "down": "bad", "incomplete": "warn", "other": "accent"}


class TrialPage(ReportPage[Trial, TrialRow]):
    """`try_on(card)` shows what a scorecard would have made of the month chosen."""

    def __init__(self, screen: Screen, operations: Operations) -> None:
        self._card: Scorecard | None = None
        self.months = ComboBox("trialMonth", _("Month to try it on"))
        self.leave_out = check_box(_("Leave out indicators not measured in that cycle"), "trialLeaveOut")
        self.leave_out.setToolTip(
            _(
                "Indicators with no data at all in this cycle count as waived; their weight goes to the "
                "others."
            )
        )
        self.bars = GradeBars("trialGrades")
        self.aside = Aside(
            "trial",
            Text("who", "heading"), Text("shifts"), GRID,
            label(_("Grades: before ▭, after ▬"), "muted", name="trialGradesTitle"), self.bars, GRID,
            Text("noise", title=_("Chance")), GRID,
            Text("flat", title=_("Rules that do not separate agents")), GRID,
            Text("lacks", title=_("Missing under the draft")), Text("left_out"), GRID,
            Text("standards", title=_("Standards used")),
            width=30 * GRID,
        )  # fmt: skip
        view = ListView[TrialRow](
            "trial",
            _("Whose result would change"),
            _columns(),
            lambda row: row.move.agent,
            self.said,
            Empty("scale", ""),
            personal=Personal("agents"),
            hidden_when_narrow=("staff_no", "before"),  # beside it; and the total less the difference
            in_bar=("trialExport",),
        )
        asked = (label(_("Month")), self.months, self.leave_out)
        stopped, failed = _("The trial was stopped"), _("The trial could not be calculated")
        super().__init__(screen, operations, view, asked, self.aside, stopped=stopped, failed=failed)
        for way in self._ways_on.values():
            way.set_kind("")  # the designer's own stands above
        self.say_empty(self.why(_("Trying it…")))
        self._unopened = frozenset[str]()  # months
        self.months.currentIndexChanged.connect(lambda _index: self._month_chosen())
        self.leave_out.toggled.connect(lambda _on: self.again())

    # ---- what is asked

    def try_on(self, card: Scorecard) -> None:
        """Show what it would have made of the month chosen; at first, of the newest closed one."""
        again, self._card = card is self._card and self.found is not None, card
        if not again:
            months = partial(trial_month.months, self._screen.office)
            self._screen.load(months, self._offer_months, slot="trialMonths")

    def say_noise(self, noise: CardNoise | None) -> None:
        """What chance does to totals under the draft."""
        self.aside.say(noise=noise_words.of_totals(noise))

    def forget(self) -> None:
        """The month may have changed: the next `try_on` calculates everything again."""
        self._card = None

    @property
    def month(self) -> str:
        """The code of the month chosen; nothing where there is none."""
        return str(self.months.currentData() or "")

    def _month_chosen(self) -> None:
        """In a month not opened nothing is rated or typed: it is tried without that, unless one wants it."""
        if self.month in self._unopened:
            with QSignalBlocker(self.leave_out):
                self.leave_out.setChecked(True)
        self.again()

    def _offer_months(self, found: tuple[Cycle, ...]) -> None:
        self._unopened = frozenset(cycle.code for cycle in found if cycle.id == trial_month.UNOPENED)
        newest_closed = next((cycle.code for cycle in found if cycle.closed), "")
        self.months.offer(
            [(cycle.code, trial_words.month_text(cycle)) for cycle in found], self.month or newest_closed
        )
        for control in (self.months, self.leave_out):
            control.setEnabled(bool(found))
        if found and self.found is None:
            self._month_chosen()
        elif found:
            self.again()
        else:
            text = _("Import the records of a month; then a draft can be tried on it.")
            self.say_empty(self.why(_("There is no month to try it on yet"), text, RECORDS))

    # ---- trying

    def again(self) -> None:
        """Try the draft on the month chosen."""
        if self._card is None or not self.month:
            return
        office, code, card = self._screen.office, self.month, self._card
        leave_out = self.leave_out.isChecked()

        def work(progress: Progress) -> Found[Trial, TrialRow]:
            made = trial(office, code, card, leave_out=leave_out, progress=progress)
            return Found(made, trial_words.rows(made), trial_words.summary(made))

        title = _("Trying the draft on {month}").format(month=cycle_text(code))
        self.work_out(work, title, _("Trying it…"))

    def why_none(self, made: Trial) -> Empty:
        """Where nobody is assessed."""
        return self.why(_("Nobody takes part this cycle"), _("Choose another month."))

    def say_failed(self, error: BaseException) -> bool:
        """A draft that cannot be worked out says why here; anything else is not this page's to tell."""
        if not isinstance(error, UserError):
            return super().say_failed(error)
        title, _line, rest = error.happened.partition("\n")
        self.say_empty(self.why(title, "\n\n".join(part for part in (rest, error.advice) if part)))
        return True

    def say_whole(self, made: Trial) -> None:
        """What holds for the month as a whole."""
        self.bars.show_bars(trial_words.grades(made))
        self.aside.say(**trial_words.of_month(made))
        self.leave_out.setVisible(bool(made.could_leave_out) or self.leave_out.isChecked())

    def spell_out(self, made: Trial, row: TrialRow | None) -> None:
        """What moves the agent of the current row."""
        self.aside.say(**trial_words.of_agent(made, None if row is None else row.move))

    def workbook(self) -> Workbook[Trial]:
        """The agents of the trial."""
        office, title, saved = self._screen.office, _("Save the trial"), _("Trial saved: {file}")
        holds = holding(office, Personal("agents"), 0 if self.found is None else len(self.found.moves))
        name, write = _("Trial {code}").format(code=self.month), partial(trial_export.export, office)
        return Workbook(title, name, saved, write, holds)


def _columns() -> list[Column[TrialRow]]:
    """Who, what changes, and what moves them."""
    return [
        Column("staff_no", _("Staff no."), lambda r: r.move.agent.staff_no),
        Column("name", _("Name"), lambda r: r.move.agent.name, least=12 * GRID),
        Column("moved", _("Changes?"), lambda r: r.verdict or None, sort=lambda r: r.direction or None,
               tone=lambda r: _DIRECTIONS.get(r.direction)),
        Column("before", _("Before"), lambda r: r.move.before.assessment.total, formats.decimal, "right",
               header_tip=_("Total under the cycle's own scorecard")),
        Column("after", _("After"), lambda r: r.move.after.assessment.total, formats.decimal, "right",
               header_tip=_("Total under the draft")),
        Column("difference", _("Difference"), lambda r: r.move.difference, trial_words.difference_text,
               "right"),
        Column("grade", _("Grade"), lambda r: r.grade, sort=lambda r: r.move.after.assessment.grade),
        Column("rank", _("Rank"), lambda r: r.ranks, align="right", sort=lambda r: r.move.after.rank),
        Column("why", _("Reason for the change"), lambda r: r.why or None, stretch=True, tip=lambda r: r.why),
    ]  # fmt: skip


# ---- how many have which grade before and after

_LINE: Final = 3 * GRID
_BAR: Final = 8
_ROUNDED: Final = 2  # what a text may take more than Qt calculates, where pixels are scaled
_LEAST: Final = 4 * GRID  # for the bars: the names come first


class GradeBars(QWidget):
    """Before is an outline, after is filled; the figures stand beside them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._bars: tuple[GradeCount, ...] = ()

    def show_bars(self, bars: Sequence[GradeCount]) -> None:
        """Show these, the best grade first."""
        self._bars = tuple(bars)
        self.setToolTip("\n".join(f"{bar.name}  {_change(bar)}" for bar in self._bars))
        listed = _(", ").join(f"{bar.name} {_change(bar)}" for bar in self._bars)
        self.setAccessibleName(_("Grades before and after: {list}").format(list=listed))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(30 * GRID, _LINE * len(self._bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        metrics = self.fontMetrics()
        figures = max(metrics.horizontalAdvance(_change(bar)) for bar in self._bars)
        widest = max(metrics.horizontalAdvance(bar.name) for bar in self._bars) + _ROUNDED
        names = min(widest, self.width() - figures - _LEAST - 2 * GRID)
        left = names + GRID
        room = self.width() - left - figures - GRID
        most = max((n or 0 for bar in self._bars for n in (bar.before, bar.after)), default=0) or 1
        for number, bar in enumerate(self._bars):
            top = number * _LINE
            painter.setPen(theme.color("text"))
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRect(0, top, names, _LINE), Qt.AlignmentFlag.AlignVCenter, name)
            figure = QRect(self.width() - figures, top, figures, _LINE)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(figure, right, _change(bar))
            y = top + (_LINE - 2 * _BAR - 2) // 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("muted"), 1))
            if bar.before:
                painter.drawRect(left, y, max(2, room * bar.before // most) - 1, _BAR - 1)
            if bar.after:
                filled = QRect(left, y + _BAR + 2, max(2, room * bar.after // most), _BAR)
                painter.fillRect(filled, theme.color("accent"))


def _change(bar: GradeCount) -> str:
    before, after = (formats.DASH if n is None else str(n) for n in (bar.before, bar.after))
    return f"{before} → {after}"


# ---- choosing indicators: what past months say of each, with advice and the figure beside it

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
            "be chance. r and ρ: from −1 (opposite) over 0 (no connection) to 1 (the same); α: up to 1 "
            "(the ratings measure the same)."
        )
        self.aside = Aside(
            "advice",
            Text("title", "heading"), Text("findings"), Text("figures", "muted"), GRID,
            Text("ratings", title=_("All ratings")), Text("without", "muted"), GRID,
            label(how, "small", wrap=True, name="adviceHow"),
            width=30 * GRID,
        )  # fmt: skip
        view = ListView[AdviceRow](
            "advice",
            _("Indicators and their data of past months"),
            _advice_columns(),
            lambda row: row.evidence.indicator.code,
            self.said,
            Empty("list-checks", ""),
            personal=None,
            hidden_when_narrow=("n", "top", "floor", "total", "csat", "missing", "na"),  # the advice tells
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
        office, last = self._screen.office, int(self.last.currentData())
        closed_only = self.closed_only.isChecked()

        def work(progress: Progress) -> Found[Advice, AdviceRow]:
            made = advice(office, last, closed_only=closed_only, progress=progress)
            return Found(made, advice_words.rows(made) if made.rows else [], advice_words.summary(made))

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
        return Workbook(
            title, _("Indicators"), saved, advice_export.export, holding(self._screen.office, None)
        )


def _advice_columns() -> list[Column[AdviceRow]]:
    """Name, figures, advice."""

    def share(of: str, among: str) -> Callable[[AdviceRow], Decimal | None]:
        return lambda r: r.evidence.share(getattr(r.evidence.counts, of), getattr(r.evidence.counts, among))

    return [
        Column("name", _("Indicator"), lambda r: r.name, stretch=True, least=18 * GRID),
        Column("advice", _("Advice"), lambda r: r.short, stretch=True, least=34 * GRID,
               tip=lambda r: r.advice, tone=lambda r: r.tone, sort=lambda r: (r.tone != "warn", r.advice)),
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
