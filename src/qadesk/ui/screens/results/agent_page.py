"""One agent's result: total and grade, every indicator, what is exempted, and the way to each calculation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk import formats
from qadesk.domain.scoring import State, Status
from qadesk.i18n import _
from qadesk.services.assessment.focus import FocusBoard
from qadesk.services.assessment.results import AgentResult
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining.explanation import Explanation
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.screens.results import columns, facts, wording
from qadesk.ui.screens.results.columns import IndicatorRow
from qadesk.ui.screens.results.focus_editor import FocusEditor
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import RecordTableModel, TableView

_ROOMY = 62 * GRID  # high enough for the line that explains the table's row
_WIDE = 110 * GRID  # wide enough for intervals beside the names
_DROP = 5  # from the top of a button to its word, so that the facts stand on the line of the total


class AgentPage(QWidget):
    """Emits what is asked of the agent shown; the screen does it."""

    back_asked = Signal()
    agent_asked = Signal(str)  # staff number of a neighbour
    summary_asked = Signal(str, str)  # staff number, code: how its figure was made, in a line
    figure_asked = Signal(str, str)  # staff number, indicator code ("" for the total)
    exemption_asked = Signal(str, str, str)  # staff number, code ("" for all), na | waived | "" to take back
    score_asked = Signal(str, str)  # staff number, item
    workbook_asked = Signal(str)  # staff number

    def __init__(self) -> None:
        super().__init__()
        self.staff_no = ""
        self._way_back = _("Ranking")
        self._result: AgentResult | None = None
        self._before = self._after = ""  # staff numbers of the neighbours, nothing at the ends
        self._exempted: frozenset[str] = frozenset()  # indicator codes, "" for the whole assessment
        self._open = False
        self._facts = ""
        self.keys = Actions(self, _("An agent's result"), self._actions())
        self.back = self.keys.button("agentBack")
        self.name = OneLine("heading", "agentName")
        self.number = label("", "heading", name="agentNumber")
        self.post = OneLine("muted", "agentPost")
        self.post.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.position = label("", "muted", name="agentPosition")
        self.before, self.after = self.keys.button("agentBefore"), self.keys.button("agentAfter")
        self.total = self.keys.button("agentTotal")
        self.grade = Badge("", name="agentGrade")
        self.facts = label("", "muted", wrap=True, name="agentFacts")
        self.model: RecordTableModel[IndicatorRow] = RecordTableModel(columns.agent())
        self.table = TableView(self.model, "agentIndicators", _("Indicators"))
        self.summary = label("", "muted", wrap=True, name="agentSummary")
        self.comment = label("", wrap=True, name="agentComment")
        self.focus = FocusEditor("agentFocus")
        self.focus.hide()  # until it is known what was settled
        self._lay_out()
        self._connect()

    # ---- building

    def _lay_out(self) -> None:
        head = hbox(self.back, self.name, self.number, (self.post, 1), margins=(GRID, GRID, 2 * GRID, 0))
        for widget in (self.position, self.before, self.after):
            head.addWidget(widget)
        self.grade.setFixedHeight(ROW)
        self.facts.setContentsMargins(0, _DROP, 0, _DROP)
        top = Qt.AlignmentFlag.AlignTop
        outcome = hbox(
            (self.total, 0, top),
            (self.grade, 0, top),
            (self.facts, 1),
            margins=(2 * GRID, 0, 2 * GRID, 0),
            gap=2 * GRID,
        )
        actions = hbox(margins=(2 * GRID, GRID, 2 * GRID, GRID))
        for name in ("agentWhy", "agentScore", "agentNa", "agentWaive", "agentRestore"):
            actions.addWidget(self.keys.button(name))
        actions.addStretch(1)
        self.workbook, self.exclude = self.keys.button("agentWorkbook"), self.keys.button("agentExclude")
        actions.addWidget(self.workbook)
        actions.addWidget(self.exclude)
        self.foot = QWidget()
        vbox(self.summary, self.comment, on=self.foot, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        vbox(head, outcome, actions, (self.table, 1), self.foot, self.focus, on=self, gap=0)
        QWidget.setTabOrder(self.exclude, self.table)

    def _actions(self) -> list[Action]:
        """What can be done about the agent shown and the current indicator."""

        def may(what: str) -> Callable[[], bool]:
            return lambda: self._may(what)

        how, workbook = _("How was this calculated?"), _("Workbook with formulas…")
        whole = partial(self._ask_exemption, "", "na")
        return [
            *self._ways(),
            Action("agentWhy", how, self._ask_why, "list-checks", kind="primary", enabled=self._has_code),
            Action("agentScore", _("Score"), self._ask_score, "pencil", shown=may("score")),
            Action("agentNa", _("Mark as not applicable…"), partial(self._exempt, "na"), "minus",
                   shown=may("na")),
            Action("agentWaive", _("Waive missing value…"), partial(self._exempt, "waived"),
                   shown=may("waive")),
            Action(
                "agentRestore", _("Withdraw exemption"), partial(self._exempt, ""), "undo-2",
                shown=may("restore"),
            ),
            Action("agentWorkbook", workbook, self._ask_workbook, "file-spreadsheet", kind="quiet"),
            Action("agentExclude", _("Exclude this month…"), whole, "user-minus", kind="quiet",
                   shown=may("exclude")),
        ]  # fmt: skip

    def _ways(self) -> list[Action]:
        """The ways from this page to others."""
        tip = _("How was the total calculated?")
        return [
            Action(
                "agentBack", lambda: self._way_back, self.back_asked.emit, "chevron-left", kind="quiet",
                in_menu=False,
            ),
            Action(
                "agentBefore", _("Previous agent"), lambda: self.agent_asked.emit(self._before), "arrow-up",
                ("Alt+Up",), "quiet", enabled=lambda: bool(self._before), in_menu=False, icon_only=True,
            ),
            Action(
                "agentAfter", _("Next agent"), lambda: self.agent_asked.emit(self._after), "arrow-down",
                ("Alt+Down",), "quiet", enabled=lambda: bool(self._after), in_menu=False, icon_only=True,
            ),
            Action(
                "agentTotal", self._total, lambda: self.figure_asked.emit(self.staff_no, ""), kind="link",
                tip=tip, shown=self._has_total, in_menu=False,
            ),
        ]  # fmt: skip

    def _connect(self) -> None:
        self.table.row_activated.connect(lambda _row: self.keys.trigger("agentWhy"))
        self.table.row_chosen.connect(self._choose_row)
        self.keys.offer_menu(self.table)
        self.focus.left.connect(self.table.setFocus)

    # ---- showing

    def show_agent(self, standings: Standings, staff_no: str, order: Sequence[str]) -> None:
        """Show one agent of these results; `order` names those in the ranking, as it is filtered and sorted.

        While the page is in sight the indicator stays, so that neighbours can be compared by it.
        """
        made, code = standings.made, self._code() if self.isVisible() else ""
        result = made.of(staff_no)
        self.staff_no, self._result, self._open = staff_no, result, not made.cycle.closed
        self._exempted = frozenset(e.indicator or "" for e in standings.exemptions if e.staff_no == staff_no)
        who, assessment, card = result.agent, result.assessment, made.scorecard
        self.name.say(who.name)
        self.number.setText(who.staff_no)
        self.post.say(" · ".join(part for part in (who.team, who.post) if part))
        self._place(order)
        self.grade.say(wording.grade_text(card, assessment), wording.grade_tone(assessment))
        self._facts = facts.text(standings, result)
        self.facts.setText(self._facts)
        self.model.set_rows(columns.indicator_rows(standings, result))
        self.comment.setText(_("Comment: {text}").format(text=result.comment) if result.comment else "")
        self.comment.setVisible(bool(result.comment))
        self._fit_foot()
        self.choose(code)

    def show_focus(self, board: FocusBoard) -> None:
        """Show what the agent works on next, and what became of the last focus."""
        one = board.of(self.staff_no)
        self.focus.setVisible(one is not None)
        if one is not None:
            self.focus.show_agent(board, one)
            self.facts.setText(facts.with_focus(self._facts, board, one))

    def summarise(self, made: Explanation) -> None:
        """Say in a line how the figure of the current row was made."""
        said = [made.text(key) for key in ("value", "state", "points", "contribution")]
        self.summary.setText("   ·   ".join(text for text in said if text))

    def show_way_back(self, text: str) -> None:
        """Say where this page was opened from."""
        self._way_back = text
        self.keys.update()

    def _place(self, order: Sequence[str]) -> None:
        """Say how many-th of those in the ranking this is, and offer the ones beside."""
        at = order.index(self.staff_no) if self.staff_no in order else None
        self._before = order[at - 1] if at else ""
        self._after = order[at + 1] if at is not None and at + 1 < len(order) else ""
        self.position.setText("" if at is None else _("{n} of {total}").format(n=at + 1, total=len(order)))

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
        self.summary.setVisible(event.size().height() >= _ROOMY)
        self.workbook.set_narrow(event.size().width() < _WIDE)
        self._fit_foot()
        self.table.setColumnHidden(self.model.column_number("interval"), event.size().width() < _WIDE)
        self.table.fit_columns()

    def _fit_foot(self) -> None:
        self.foot.setVisible(not (self.summary.isHidden() and self.comment.isHidden()))

    # ---- inside

    def _code(self) -> str:
        row: IndicatorRow | None = self.table.current_record()
        return row.line.code if row is not None else ""

    def _choose_row(self, row: IndicatorRow | None) -> None:
        self.keys.update()
        if row is not None:
            self.summary_asked.emit(self.staff_no, row.line.code)

    def _ask_why(self) -> None:
        self.figure_asked.emit(self.staff_no, self._code())

    def _ask_score(self) -> None:
        self.score_asked.emit(self.staff_no, self._code())

    def _ask_workbook(self) -> None:
        self.workbook_asked.emit(self.staff_no)

    def _has_code(self) -> bool:
        return bool(self._code())

    def _has_total(self) -> bool:
        return self._result is not None and self._result.assessment.total is not None

    def _total(self) -> str:
        total = None if self._result is None else self._result.assessment.total
        return _("Total {total}").format(total=formats.decimal(total))

    def _may(self, what: str) -> bool:
        """Whether something can be done about the current indicator, or (exclude) about the agent."""
        row: IndicatorRow | None = self.table.current_record()
        if row is None or self._result is None or not self._open:
            return False
        code, whole, missing = row.line.code, "" in self._exempted, row.line.state is State.MISSING
        return {
            "score": missing and row.indicator.rated,
            "na": code not in self._exempted and not whole,
            "waive": missing,
            "restore": code in self._exempted or whole,
            "exclude": self._result.assessment.status is not Status.EXCLUDED and not whole,
        }[what]

    def _exempt(self, kind: str) -> None:
        code = self._code()
        if not kind and code not in self._exempted:
            code = ""  # what is taken back is the exemption of the whole assessment
        self._ask_exemption(code, kind)

    def _ask_exemption(self, code: str, kind: str) -> None:
        self.table.setFocus()  # the button may be gone afterwards; work goes on in the row it was about
        self.exemption_asked.emit(self.staff_no, code, kind)
