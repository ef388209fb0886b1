"""One agent's result: total and grade, every indicator, what is exempted, and the way to each calculation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk import formats
from qadesk.domain.scoring import State, Status
from qadesk.i18n import _
from qadesk.services.assessment.exemptions import Exemption
from qadesk.services.assessment.focus import FocusBoard
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining.explanation import Explanation
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.screens.results import columns, wording
from qadesk.ui.screens.results.columns import IndicatorRow
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.focus_columns import FocusRow
from qadesk.ui.screens.results.focus_editor import FocusEditor
from qadesk.ui.screens.results.page import Page
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import FREE, hbox, vbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import RecordTableModel, TableView

_ROOMY = 62 * GRID  # high enough for the line that explains the table's row
_WIDE = 110 * GRID  # wide enough for intervals beside the names
_DROP = 5  # from the top of a button to its word, so that the facts stand on the line of the total


class AgentPage(Page):
    """Shows one agent of the results; neighbours are those in the ranking as it is filtered and sorted."""

    def __init__(self, commands: Commands) -> None:
        super().__init__()
        self.staff_no = ""
        self._commands = commands
        self._standings: Standings | None = None
        self._order: Sequence[str] = ()  # staff numbers in the ranking
        self._way_back = _("Ranking")
        self.keys = Actions(self, _("An agent's result"), self._actions())
        self.name = OneLine("heading", "agentName")
        self.number = label("", "heading", name="agentNumber")
        self.post = OneLine("muted", "agentPost")
        self.post.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.position = label("", "muted", name="agentPosition")
        self.grade = Badge("", name="agentGrade")
        self.grade.setFixedHeight(ROW)
        self.facts = label("", "muted", wrap=True, name="agentFacts")
        self.facts.setContentsMargins(0, _DROP, 0, _DROP)
        self.model: RecordTableModel[IndicatorRow] = RecordTableModel(columns.agent())
        self.table = TableView(self.model, "agentIndicators", _("Indicators"))
        self.summary = label("", "muted", wrap=True, name="agentSummary")
        self.comment = label("", wrap=True, name="agentComment")
        self.focus = FocusEditor(commands, "agentFocus")
        self.foot = QWidget()
        vbox(self.summary, self.comment, on=self.foot, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        back, before, after = map(self.keys.button, ("agentBack", "agentBefore", "agentAfter"))
        about = (back, self.name, self.number, (self.post, 1), self.position, before, after)
        head = hbox(*about, margins=(GRID, GRID, 2 * GRID, 0))
        total, top = self.keys.button("agentTotal"), Qt.AlignmentFlag.AlignTop
        outcome = ((total, 0, top), (self.grade, 0, top), (self.facts, 1))
        came_out = hbox(*outcome, margins=(2 * GRID, 0, 2 * GRID, 0), gap=2 * GRID)
        names = ("agentWhy", "agentScore", "agentNa", "agentWaive", "agentRestore")
        about_row = [self.keys.button(name) for name in names]
        self.workbook, exclude = self.keys.button("agentWorkbook"), self.keys.button("agentExclude")
        self.workbook.set_narrow(True)
        for part in (*about_row[1:], exclude):  # until they are wanted: a window is never narrower than its
            part.hide()  # pages
        around = (2 * GRID, GRID, 2 * GRID, GRID)
        actions = hbox(*about_row, FREE, self.workbook, exclude, margins=around)
        vbox(head, came_out, actions, (self.table, 1), self.foot, self.focus, on=self, gap=0)
        QWidget.setTabOrder(exclude, self.table)
        self.table.row_activated.connect(lambda _row: self.keys.trigger("agentWhy"))
        self.table.row_chosen.connect(self._choose_row)
        self.keys.offer_menu(self.table)
        self.focus.left.connect(self.table.setFocus)

    # ---- what can be done

    def _actions(self) -> list[Action]:
        """What can be done about the agent shown and the current indicator."""

        def may(what: str) -> Callable[[], bool]:
            return lambda: self._may(what)

        def figure() -> None:
            self.figure_asked.emit(self.staff_no, self._code)

        def score() -> None:
            self.screen_asked.emit("score", (self.staff_no, self._code))

        how, workbook = _("How was this calculated?"), _("Workbook with formulas…")
        return [
            *self._ways(),
            Action("agentWhy", how, figure, "list-checks", kind="primary", enabled=lambda: bool(self._code)),
            Action("agentScore", _("Score"), score, "pencil", shown=may("score")),
            Action("agentNa", _("Mark as not applicable…"), lambda: self._exempt(self._code, "na"), "minus",
                   shown=may("na"), right="score"),
            Action("agentWaive", _("Waive missing value…"), lambda: self._exempt(self._code, "waived"),
                   shown=may("waive"), right="score"),
            Action("agentConfirm", _("Confirm exemption"), self._confirm, "check", shown=may("confirm"),
                   right="decide"),
            Action("agentRestore", _("Withdraw exemption"), self._restore, "undo-2", shown=may("restore"),
                   right="score"),
            Action("agentWorkbook", workbook, lambda: self._commands.save_workbook(self.staff_no),
                   "file-spreadsheet", kind="quiet"),
            Action("agentExclude", _("Exclude this month…"), partial(self._exempt, "", "na"), "user-minus",
                   kind="quiet", shown=may("exclude"), right="score"),
        ]  # fmt: skip

    def _ways(self) -> list[Action]:
        """The ways from this page to others."""
        tip = _("How was the total calculated?")
        to, way = self.agent_asked.emit, partial(Action, kind="quiet", in_menu=False)
        return [
            way("agentBack", lambda: self._way_back, self.back_asked.emit, "chevron-left"),
            way("agentBefore", _("Previous agent"), lambda: to(self._beside(-1)), "arrow-up", ("Alt+Up",),
                enabled=lambda: bool(self._beside(-1)), icon_only=True),
            way("agentAfter", _("Next agent"), lambda: to(self._beside(1)), "arrow-down", ("Alt+Down",),
                enabled=lambda: bool(self._beside(1)), icon_only=True),
            Action("agentTotal", self._total_text, lambda: self.figure_asked.emit(self.staff_no, ""),
                   kind="link", tip=tip, shown=self._has_total, in_menu=False),
        ]  # fmt: skip

    def _may(self, what: str) -> bool:
        """Whether something can be done about the current indicator, or (exclude) about the agent."""
        row, standings = self._row, self._standings
        if row is None or standings is None or standings.made.cycle.closed:
            return False
        code, missing, exempted = row.line.code, row.line.state is State.MISSING, self._exempted
        status = standings.made.of(self.staff_no).assessment.status
        return {
            "score": missing and row.indicator.rated,
            "na": code not in exempted and "" not in exempted,
            "waive": missing,
            "confirm": self._to_confirm() is not None,
            "restore": code in exempted or "" in exempted,
            "exclude": status is not Status.EXCLUDED and "" not in exempted,
        }[what]

    @property
    def _exempted(self) -> set[str]:
        """What the agent is exempted from: indicator codes, "" for the whole assessment."""
        found = () if self._standings is None else self._standings.exemptions
        return {one.indicator or "" for one in found if one.staff_no == self.staff_no}

    def _to_confirm(self) -> Exemption | None:
        """The exemption of the current indicator, or of the whole assessment, that somebody else entered."""
        found = () if self._standings is None else self._standings.exemptions
        mine = self._commands.user_id
        return next(
            (
                one
                for one in found
                if one.staff_no == self.staff_no
                and one.indicator in (self._code, None)
                and one.decided_id is None
                and one.entered_id != mine
            ),
            None,
        )

    def _confirm(self) -> None:
        if (one := self._to_confirm()) is not None:
            self.table.setFocus()
            self._commands.confirm(one)

    def _restore(self) -> None:
        """Take back the exemption of the current indicator, or else of the whole assessment."""
        self._exempt(self._code if self._code in self._exempted else "", "")

    def _exempt(self, code: str, kind: str) -> None:
        self.table.setFocus()  # the button may be gone afterwards; work goes on in the row it was about
        self._commands.ask_exemption(self.staff_no, code, kind)

    # ---- showing

    def show_agent(
        self, standings: Standings, board: FocusBoard, staff_no: str, order: Sequence[str], way_back: str
    ) -> None:
        """Show one agent of these results; `order` names those in the ranking, `way_back` the page before.

        While the page is in sight the indicator stays, so that neighbours can be compared by it.
        """
        made, code = standings.made, self._code if self.isVisible() else ""
        result = made.of(staff_no)
        who, assessment, card = result.agent, result.assessment, made.scorecard
        self.staff_no, self._standings, self._order, self._way_back = staff_no, standings, order, way_back
        self.name.say(who.name)
        self.number.setText(who.staff_no)
        self.post.say(" · ".join(part for part in (who.team, who.post) if part))
        at = order.index(staff_no) + 1 if staff_no in order else None
        # A place in a list that is sorted otherwise, or shared by two, must not read like a rank.
        place = _("{n} of {total}") if result.rank in (at, None) else _("line {n} of {total}")
        self.position.setText(place.format(n=at, total=len(order)) if at else "")
        self.grade.say(wording.grade_text(card, assessment), wording.grade_tone(assessment))
        self.model.set_rows(columns.indicator_rows(standings, result))
        self.comment.setText(_("Comment: {text}").format(text=result.comment) if result.comment else "")
        self.comment.setVisible(bool(result.comment))
        self._fit_foot()
        self.choose(code)
        self.show_focus(board)

    def show_focus(self, board: FocusBoard) -> None:
        """Show what the agent works on next, and what became of the last focus."""
        one = board.of(self.staff_no)
        if one is not None and self._standings is not None:
            self.focus.show_agent(FocusRow(one, board))
            self.facts.setText(wording.facts_text(self._standings, one.result, one.last))

    def summarise(self, made: Explanation) -> None:
        """Say in a line how the figure of the current row was made."""
        said = [made.text(key) for key in ("value", "state", "points", "contribution")]
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
        self.summary.setVisible(event.size().height() >= _ROOMY)
        self.workbook.set_narrow(event.size().width() < _WIDE)
        self._fit_foot()
        self.table.setColumnHidden(self.model.column_number("interval"), event.size().width() < _WIDE)
        self.table.fit_columns()

    def _fit_foot(self) -> None:
        self.foot.setVisible(not (self.summary.isHidden() and self.comment.isHidden()))

    def _choose_row(self, row: IndicatorRow | None) -> None:
        self.keys.update()
        if row is not None:
            self._commands.explain(self.staff_no, row.line.code, self.summarise)

    # ---- what is shown

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
        at = self._order.index(self.staff_no) + step if self.staff_no in self._order else -1
        return self._order[at] if 0 <= at < len(self._order) else ""

    def _has_total(self) -> bool:
        standings = self._standings
        return standings is not None and standings.made.of(self.staff_no).assessment.total is not None

    def _total_text(self) -> str:
        made = None if self._standings is None else self._standings.made.of(self.staff_no).assessment
        return _("Total {total}").format(total=formats.decimal(None if made is None else made.total))
