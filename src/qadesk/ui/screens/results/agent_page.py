"""One agent's result: total and grade, every indicator, what is exempted, and the way to each calculation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.domain.scoring import State, Status
from qadesk.i18n import _
from qadesk.services.assessment import exemptions
from qadesk.services.assessment.exemptions import Exemption, Offer
from qadesk.services.assessment.results import AgentResult
from qadesk.services.explaining import result_words as wording
from qadesk.services.explaining.explanation import Explanation
from qadesk.services.trail import things
from qadesk.services.trail.things import About
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.history import history_action
from qadesk.ui.screens.results import columns
from qadesk.ui.screens.results.columns import FocusRow, IndicatorRow
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.focus_page import FocusEditor
from qadesk.ui.theme import GRID, ROW, enlarged
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.bar import Bar
from qadesk.ui.widgets.basics import OneLine, label
from qadesk.ui.widgets.layouts import hbox, held, vbox
from qadesk.ui.widgets.table import RecordTableModel, TableView

_ROOMY: Final = 62 * GRID  # high enough for the line that explains the table's row
_WIDE: Final = 110 * GRID  # wide enough for intervals beside the names
_DROP: Final = 5  # from the top of a button to its word, so that the facts stand on the line of the total


class AgentPage(QWidget):
    """Shows one agent of the results; neighbours are those in the ranking as it is filtered and sorted."""

    def __init__(self, screen: Commands) -> None:
        super().__init__()
        self._results = screen
        self.staff_no = ""
        self.keys = Actions(self, _("An agent's result"), self._actions())
        self.name = OneLine("heading", "agentName")
        self.number = label("", "heading", name="agentNumber")
        self.post = OneLine("muted", "agentPost")
        self.post.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.position = label("", "muted", name="agentPosition")
        self.grade = Badge("", name="agentGrade")
        self.grade.setFixedHeight(enlarged(ROW))
        self.facts = label("", "muted", wrap=True, name="agentFacts")
        self.facts.setContentsMargins(0, _DROP, 0, _DROP)
        self.model: RecordTableModel[IndicatorRow] = RecordTableModel(columns.agent())
        self.table = TableView(self.model, "agentIndicators", _("Indicators"))
        self.summary = label("", "muted", wrap=True, name="agentSummary")
        self.comment = label("", wrap=True, name="agentComment")
        self.focus = FocusEditor(screen, "agentFocus")
        self.foot = held(vbox(self.summary, self.comment, margins=(2 * GRID, GRID, 2 * GRID, GRID)))
        back, before, after = map(self.keys.button, ("agentBack", "agentBefore", "agentAfter"))
        about = (back, self.name, self.number, (self.post, 1), self.position, before, after)
        head = hbox(*about, margins=(GRID, GRID, 2 * GRID, 0))
        total, top = self.keys.button("agentTotal"), Qt.AlignmentFlag.AlignTop
        outcome = ((total, 0, top), (self.grade, 0, top), (self.facts, 1))
        came_out = hbox(*outcome, margins=(2 * GRID, 0, 2 * GRID, 0), gap=2 * GRID)
        names = ("agentScore", "agentNa", "agentWaive", "agentConfirm", "agentRestore")
        left, right = (
            [self.keys.button(n) for n in of]
            for of in (names, ("agentWorkbook", "agentEvidence", "agentExclude", "agentReopen", "agentWhy"))
        )
        actions = Bar(left, right, narrow_below=_WIDE)
        actions.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        vbox(head, came_out, actions, (self.table, 1), self.foot, self.focus, on=self, gap=0)
        QWidget.setTabOrder(right[-1], self.table)
        self.focus_first = self.table.setFocus
        self.table.row_activated.connect(lambda _row: self.keys.trigger("agentWhy"))
        self.table.row_chosen.connect(self._choose_row)
        self.keys.offer_menu(self.table)
        self.focus.left.connect(self.table.setFocus)
        self.keys.update()  # what cannot be done yet takes no room: a window is never narrower than its pages

    # ---- what can be done

    def _actions(self) -> list[Action]:
        """What can be done about the agent shown and the current indicator."""
        whole = _("History of all figures…")
        do, way = self._results, partial(Action, kind="quiet", in_menu=False)

        def may(what: Offer) -> Callable[[], bool]:
            return lambda: self._may(what)

        def total() -> None:
            do.show_chain(self.staff_no, "")

        def figure() -> None:
            do.show_chain(self.staff_no, self._code)

        def score() -> None:
            do.open_requested.emit("score", (self.staff_no, self._code))

        def beside(step: int) -> Callable[[], object]:
            return lambda: do.show_agent(self._beside(step))

        return [
            way("agentBack", lambda: do.way_back, do.go_back, "chevron-left"),
            way("agentBefore", _("Previous agent"), beside(-1), "arrow-up", ("Alt+Up",),
                enabled=lambda: bool(self._beside(-1)), icon_only=True),
            way("agentAfter", _("Next agent"), beside(1), "arrow-down", ("Alt+Down",),
                enabled=lambda: bool(self._beside(1)), icon_only=True),
            Action("agentTotal", self._total_text, total, kind="link", tip=_("How was the total calculated?"),
                   shown=lambda: self._result is not None and self._result.assessment.total is not None,
                   in_menu=False),
            Action("agentWhy", _("How was this calculated?"), figure, "list-checks", ("Enter",), "primary",
                   enabled=lambda: bool(self._code), reach="widget"),
            Action("agentScore", _("Score"), score, "pencil", shown=may("score")),
            Action("agentNa", _("Mark as not applicable…"), lambda: self._exempt(self._code, "na"), "minus",
                   shown=may("na"), right="score"),
            Action("agentWaive", _("Waive…"), lambda: self._exempt(self._code, "waived"),
                   shown=may("waive"), right="score"),
            Action("agentConfirm", _("Confirm exemption"), self._confirm, "check",
                   shown=lambda: self._to_confirm() is not None, right="decide"),
            Action("agentRestore", _("Withdraw exemption"), self._restore, "undo-2", shown=may("restore"),
                   right="score"),
            Action("agentWorkbook", _("Workbook with formulas…"), lambda: do.save_workbook(self.staff_no),
                   "file-spreadsheet", kind="quiet"),
            Action("agentEvidence", _("Evidence pack…"), lambda: do.make_evidence(self.staff_no),
                   "archive", kind="quiet", right="print"),
            history_action(do, "agent", self._about_figure),
            history_action(do, "agentWhole", self._about_all, whole, ("Ctrl+Shift+H",)),
            Action("agentExclude", _("Exclude this cycle…"), lambda: self._exempt("", "na"), "user-minus",
                   kind="quiet", shown=may("exclude"), right="score"),
            Action("agentReopen", _("Reopen to correct…"), lambda: do.ask_reopen(self.staff_no), "pencil",
                   kind="quiet", shown=self._may_reopen, right="decide"),
        ]  # fmt: skip

    def _may_reopen(self) -> bool:
        """Whether who was excluded when the month was closed can be assessed after all."""
        result = self._result
        out = result is not None and result.assessment.status is Status.EXCLUDED
        return out and not self._results.can_change(self.staff_no)

    def _about_figure(self) -> About | None:
        """The current indicator's history: what was rated, entered, exempted and required."""
        if not self._code or self._result is None:
            return None
        return things.of_cell(self._results.made.cycle.code, self.staff_no, self._code)

    def _about_all(self) -> About | None:
        if self._result is None:
            return None
        return things.of_assessment(self._results.office, self._results.made.cycle.code, self.staff_no)

    def _may(self, what: Offer) -> bool:
        """Whether something can be done about the current indicator, or (exclude) about the agent."""
        row, result = self._row, self._result
        if row is None or result is None or not self._results.can_change(self.staff_no):
            return False
        return what in exemptions.offered(row.line, row.indicator, result.assessment.status, self._exempted)

    @property
    def _exempted(self) -> set[str]:
        standings = self._results.standings
        return set() if standings is None else exemptions.of_agent(standings.exemptions, self.staff_no)

    def _to_confirm(self) -> Exemption | None:
        """The exemption of the current indicator, or of the whole assessment, that somebody else entered."""
        standings, user = self._results.standings, self._results.office.user_id
        may = standings is not None and self._results.can_change(self.staff_no)
        found = standings.exemptions if standings is not None and may else ()
        return exemptions.to_confirm(found, self.staff_no, self._code, user)

    def _confirm(self) -> None:
        if (one := self._to_confirm()) is not None:
            self.table.setFocus()
            self._results.confirm(one)

    def _restore(self) -> None:
        """Take back the exemption of the current indicator, or else of the whole assessment."""
        self._exempt(self._code if self._code in self._exempted else "", "")

    def _exempt(self, code: str, kind: str) -> None:
        self.table.setFocus()  # the button may be gone afterwards; work goes on in the row it was about
        self._results.ask_exemption(self.staff_no, code, kind)

    # ---- showing

    @property
    def place(self) -> tuple[str, str]:
        """Whose page it is, and the indicator one is at."""
        return self.staff_no, self._code

    def show_agent(self, staff_no: str) -> None:
        """Show one agent of the results.

        While the page is in sight the indicator stays, so that neighbours can be compared by it.
        """
        standings, order, code = self._results.standings, self._results.order(), self._code
        if standings is None:
            return
        code = code if self.isVisible() else ""
        result = standings.made.of(staff_no)
        who, assessment = result.agent, result.assessment
        self.staff_no = staff_no
        self.name.say(who.name)
        self.number.setText(who.staff_no)
        said = [who.team, who.post]
        if result.revision > 1:
            said.append(_("revision {n}").format(n=result.revision))
        if who.id in standings.in_hand:
            said.append(_("being corrected: the stored result is shown"))
        self.post.say(" · ".join(part for part in said if part))
        at = order.index(staff_no) + 1 if staff_no in order else None
        # A place in a list that is sorted otherwise, or shared by two, must not read like a rank.
        place = _("{n} of {total}") if result.rank in (at, None) else _("line {n} of {total}")
        self.position.setText(place.format(n=at, total=len(order)) if at else "")
        grade = wording.grade_text(result.card, assessment)
        self.grade.say(grade, columns.grade_tone(assessment))
        self.model.set_rows(columns.indicator_rows(standings, result))
        self.comment.setText(_("Comment: {text}").format(text=mask(result.comment)) if result.comment else "")
        self.comment.setVisible(bool(result.comment))
        self._fit_foot()
        self.choose(code)
        self.show_focus()

    def show_focus(self) -> None:
        """Show what the agent works on next, and what became of the last focus."""
        standings, board = self._results.standings, self._results.board
        one = None if board is None else board.of(self.staff_no)
        if standings is not None and board is not None and one is not None:
            self.focus.show_agent(FocusRow(one, board))
            self.facts.setText(wording.facts_text(standings, one.result, one.last))

    def summarise(self, made: Explanation) -> None:
        """Say in a line how the figure of the current row was made."""
        said = [made.text(key) for key in ("value", "state", "points", "contribution")]
        said += made.text("beside").split("\n")[:2]  # of response times the median, and how many in time
        self.summary.setText("   ·   ".join(text for text in said if text))

    def choose(self, code: str) -> None:
        """Make one indicator's row the current one; for no code the first that is missing, or the first."""
        number = self.model.find(lambda row: row.line.code == code)
        if number is None:
            number = self.model.find(lambda row: row.line.state is State.MISSING)
        self.table.select_row(number or 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window has no room for the line below the table, a narrow one none for its intervals.

        Both stand on the page that says how the figure was made.
        """
        super().resizeEvent(event)
        self.summary.setVisible(event.size().height() >= enlarged(_ROOMY))
        self._fit_foot()
        self.table.setColumnHidden(
            self.model.column_number("interval"), event.size().width() < enlarged(_WIDE)
        )
        self.table.fit_columns()

    def _fit_foot(self) -> None:
        self.foot.setVisible(not (self.summary.isHidden() and self.comment.isHidden()))

    def _choose_row(self, row: IndicatorRow | None) -> None:
        self.keys.update()
        if row is not None:
            self._results.explain(self.staff_no, row.line.code, self.summarise)

    # ---- what is shown

    @property
    def _result(self) -> AgentResult | None:
        """The result shown; None before there is any."""
        found = () if self._results.standings is None else self._results.made.results
        return next((one for one in found if one.agent.staff_no == self.staff_no), None)

    @property
    def _row(self) -> IndicatorRow | None:
        found: IndicatorRow | None = self.table.current_record()
        return found

    @property
    def _code(self) -> str:
        """The current indicator's code; nothing for none."""
        return "" if self._row is None else self._row.line.code

    def _beside(self, step: int) -> str:
        """The staff number of a neighbour in the ranking; nothing beyond its ends."""
        order = self._results.order() if self.staff_no else []
        at = order.index(self.staff_no) + step if self.staff_no in order else -1
        return order[at] if 0 <= at < len(order) else ""

    def _total_text(self) -> str:
        total = None if self._result is None else self._result.assessment.total
        return _("Total {total}").format(total=formats.decimal(total))
