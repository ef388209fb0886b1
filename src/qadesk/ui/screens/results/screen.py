"""The results screen: ranking, one agent, how a figure was made – one page each, Enter deeper, Esc back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from qadesk.domain.measures import Source
from qadesk.domain.scoring import Status
from qadesk.i18n import _
from qadesk.services.assessment import standings as service
from qadesk.services.assessment.focus import FocusBoard
from qadesk.services.assessment.gaps import Cause, Gap
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining.explanation import Explanation
from qadesk.services.records import evidence
from qadesk.storage.office import Office
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.results.agent_page import AgentPage
from qadesk.ui.screens.results.chain_page import ChainPage
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.explaining import Explaining
from qadesk.ui.screens.results.focus_page import FocusPage
from qadesk.ui.screens.results.focusing import Focusing
from qadesk.ui.screens.results.ranking import RankingPage
from qadesk.ui.screens.results.record_table import PAGE
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.notice import Notice


class ResultsScreen(Screen):
    """What came out of a month, and why."""

    key = "results"
    concerns = frozenset({"agents", "cycle", "ratings", "records", "results", "focus", "scorecard"})

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(office, tasks, parent)
        self.standings: Standings | None = None
        self._asked: tuple[str, str] | None = None
        self._asked_focus = False
        self._way_on = ""
        self.empty = EmptyState("chart-line", "", name="resultsEmpty")
        self.empty_action = self.empty.add_button("", "resultsEmptyAction", self._leave_empty)
        self.notice = Notice(name="resultsNotice")
        self.notice.installEventFilter(self)
        self.writes = self.operations(self.notice)
        self.commands = Commands(self, self.writes, lambda: self.standings)
        self.focusing = Focusing(self, self.writes, lambda: self.standings, self._show_board)
        self.explaining = Explaining(self)
        self.ranking = RankingPage(self._month_actions())
        self.agent = AgentPage()
        self.chain = ChainPage()
        self.focus = FocusPage()
        self._above: QWidget = self.ranking  # where an agent's page was opened from
        self.pages = QStackedWidget()
        for page in (self.empty, self.ranking, self.agent, self.chain, self.focus):
            self.pages.addWidget(page)
        vbox(self.notice, (self.pages, 1), on=self, gap=0)
        self._connect()
        self.keys = Actions(self, _("Results"), self.writes.actions("results"))
        self.keys.update_on(self.writes.stack.indexChanged)
        self._show_empty(_("Calculating the results…"), "", "", "")

    def _month_actions(self) -> list[Action]:
        """What can be done about the month, on the page of the ranking."""
        do = self.commands
        close, still_open = _("Close the month…"), lambda: self.cycle_state == "open"
        return [
            Action("resultsFocus", _("Focus"), self.show_focus, "target", kind="quiet"),
            Action("resultsSimulate", _("What if…"), do.simulate, "circle-help", kind="quiet"),
            Action("resultsExport", _("Save as Excel…"), do.ask_export, "download", kind="quiet"),
            Action("resultsClose", close, do.ask_close, "lock", shown=still_open),
        ]

    def _connect(self) -> None:
        self.ranking.agent_asked.connect(self.show_agent)
        self.ranking.figure_asked.connect(self.show_chain)
        self.ranking.gaps.remedy_asked.connect(self._remedy)
        self.agent.exemption_asked.connect(self.commands.ask_exemption)
        self.agent.back_asked.connect(self.go_back)
        self.agent.agent_asked.connect(self.show_agent)
        self.agent.figure_asked.connect(self.show_chain)
        self.agent.summary_asked.connect(self._summarise)
        self.chain.back_asked.connect(self.go_back)
        self.chain.records_wanted.connect(self._read_records)
        self.chain.import_asked.connect(lambda batch: self.open_requested.emit("records", batch))
        for rated in (self.agent.score_asked, self.chain.rating_asked):
            rated.connect(lambda who, item: self.open_requested.emit("score", (who, item)))
        self.agent.workbook_asked.connect(self.commands.ask_workbook)
        self.chain.workbook_asked.connect(self.commands.ask_workbook)
        self.focus.back_asked.connect(self.go_back)
        self.focus.agent_asked.connect(self.show_agent)
        self.focus.all_asked.connect(self.focusing.settle_all)
        for editor in (self.focus.editor, self.agent.focus):
            editor.settle_asked.connect(self.focusing.settle)
            editor.withdraw_asked.connect(self.focusing.withdraw)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, unless what has the focus (a search, a notice) takes it for itself."""
        deeper = (self.agent, self.chain, self.focus)
        if event.key() == Qt.Key.Key_Escape and self.pages.currentWidget() in deeper:
            self.go_back()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A message that goes away hands the keyboard to the page, not to whatever comes next."""
        gone = watched is self.notice and event.type() == QEvent.Type.Hide
        if gone and self.notice.isAncestorOf(self.notice.window().focusWidget()):
            self.focus_first()
        return super().eventFilter(watched, event)

    # ---- the window's calls

    def refresh(self, changes: frozenset[str]) -> None:
        """Calculate the month's results again."""
        self.flush()
        if changes == {"focus"} and self.standings is not None:
            self.focusing.load()
            return
        if self.standings is None or self.standings.made.cycle.code != self.cycle:
            self.notice.hide()
        if not self.cycle or self.cycle_state == "unopened":
            self.standings = None
            self._show_empty(
                _("This month has not been opened yet"),
                _("Open it first; then its results can be calculated."),
                _("Go to Today"),
                "today",
            )
            return
        office, code = self.office, self.cycle
        self.load(lambda: service.standings(office, code), self._take)

    def arrive(self, context: object) -> None:
        """Asked for an agent: the staff number, or (staff number, indicator); or for the "focus"."""
        if context == "focus":
            self._asked_focus = self._board() is None  # then as soon as it is read
            self.show_focus()
        elif isinstance(context, str):
            self._asked = (context, "")
        elif isinstance(context, tuple) and len(context) == 2:
            self._asked = (str(context[0]), str(context[1]))
        if self.standings is not None and self.standings.made.cycle.code == self.cycle:
            self._answer()

    def flush(self) -> bool:
        """Store what was typed of a focus."""
        for editor in (self.focus.editor, self.agent.focus):
            editor.commit()
        return True

    def focus_first(self) -> None:
        """The table of the page shown; the screen itself while there is nothing to work on."""
        page = self.pages.currentWidget()
        if page is self.empty:
            (self if self.empty_action.isHidden() else self.empty_action).setFocus()
        elif page is self.agent:
            self.agent.table.setFocus()
        elif page is self.chain:
            self.chain.focus_first()
        elif page is self.focus:
            self.focus.focus_first()
        else:
            self.ranking.focus_first()

    # ---- showing

    def _take(self, standings: Standings) -> None:
        self.standings = standings
        if not standings.made.results:
            self._show_empty(
                _("Nobody takes part this month yet"),
                _(
                    "Import the roster or add agents; agents with records in the month take part "
                    "automatically."
                ),
                _("Go to Agents"),
                "agents",
            )
            return
        before = self.pages.currentWidget()
        self.ranking.show_standings(standings)
        staff = {r.agent.staff_no for r in standings.made.results}
        self.focusing.load()
        if before is self.focus:
            pass  # filled when what was settled is read
        elif before not in (self.agent, self.chain) or self.agent.staff_no not in staff:
            self._show_page(self.ranking)
        elif before is self.agent:
            self.show_agent(self.agent.staff_no)
        else:
            self._show_chain_again(standings)
        self._answer()

    def _answer(self) -> None:
        """Show what another screen asked for, once there is something to show."""
        if self._asked is None or self.standings is None:
            return
        (staff_no, code), self._asked = self._asked, None
        if any(r.agent.staff_no == staff_no for r in self.standings.made.results):
            self.show_agent(staff_no)
            if code:
                self.agent.choose(code)

    def show_agent(self, staff_no: str) -> None:
        """Open an agent's page."""
        if self.standings is None:
            return
        if staff_no != self.agent.staff_no:
            self.notice.go_on()
        page = self.pages.currentWidget()
        if page is self.ranking or page is self.focus:
            self._above = page
            self.agent.show_way_back(_("Focus") if self._above is self.focus else _("Ranking"))
        self.ranking.select(staff_no)
        self.agent.show_agent(self.standings, staff_no, self.ranking.order())
        if (board := self._board()) is not None:
            self.agent.show_focus(board)
        self._show_page(self.agent)

    def show_focus(self) -> None:
        """Open the page on which everybody's focus is settled."""
        if self._board() is not None:
            self.focus.select(self.ranking.current_staff_no)
            self._show_page(self.focus)

    def _board(self) -> FocusBoard | None:
        """What is settled for the month shown, once it is read."""
        board, standings = self.focusing.board, self.standings
        if board is None or standings is None or board.made.cycle.code != standings.made.cycle.code:
            return None
        return board

    def _show_board(self, board: FocusBoard) -> None:
        self.focus.show_board(board)
        if self.agent.staff_no:
            self.agent.show_focus(board)
        if self._asked_focus:
            self._asked_focus = False
            self.show_focus()

    def show_chain(self, staff_no: str, code: str) -> None:
        """Open how an indicator's figure, or without a code the total, was made."""
        if self.standings is None:
            return
        self.show_agent(staff_no)
        if code:
            self.agent.choose(code)
        self.explaining.ask(self.standings, staff_no, code, self._take_chain)

    def _take_chain(self, made: Explanation) -> None:
        self.chain.show_chain(made)
        self._show_page(self.chain)

    def _show_chain_again(self, standings: Standings) -> None:
        """The same figure in other results, or its agent where the scorecard no longer has it."""
        shown = self.chain.explanation
        code = shown.indicator.code if shown is not None and shown.indicator is not None else ""
        if code and all(i.code != code for i in standings.made.scorecard.indicators()):
            self.show_agent(self.agent.staff_no)
        else:
            self.show_chain(self.agent.staff_no, code)

    def _summarise(self, staff_no: str, code: str) -> None:
        """Say in a line how the figure of the agent's current row was made."""
        if self.standings is not None:
            self.explaining.ask(self.standings, staff_no, code, self.agent.summarise)

    def _read_records(self, offset: int) -> None:
        """Read a page of the records behind the figure shown, off the window's thread."""
        asked, office = self.chain.explanation, self.office
        if self.standings is None or asked is None or asked.indicator is None:
            return
        code = self.standings.made.cycle.code
        indicator, source, order = asked.indicator.code, self.chain.chosen_source, self.chain.model.order

        def read() -> evidence.RecordPage:
            return evidence.records(
                office, code, asked.staff_no, indicator,
                source=source, offset=offset, limit=PAGE, order=order,
            )  # fmt: skip

        def take(page: evidence.RecordPage) -> None:
            same = self.chain.explanation is asked and self.chain.chosen_source == source
            if same and self.chain.model.order == order:
                self.chain.add_records(page)

        self.tasks.run(read, take, owner=self)

    def go_back(self) -> None:
        """One page up: from a chain to its agent, from an agent to where it was opened from."""
        page = self.pages.currentWidget()
        if page is self.chain:
            self._show_page(self.agent)
        elif page is self.agent:
            self.agent.focus.commit()
            self._show_page(self._above)
        elif page is self.focus:
            self.focus.editor.commit()
            self.ranking.select(self.focus.current_staff_no)
            self._show_page(self.ranking)

    def _show_page(self, page: QWidget) -> None:
        """Show a page; the keyboard follows unless it is elsewhere, stepping through the months."""
        focus = self.window().focusWidget()
        here = focus in (None, self) or self.isAncestorOf(focus)
        moved = self.pages.currentWidget() is not page
        self.pages.setCurrentWidget(page)
        if moved:
            self.notice.go_on()
        if moved and here and self.isVisible():
            self.focus_first()

    def _show_empty(self, title: str, text: str, action: str, way_on: str) -> None:
        self.empty.say(title, text)
        self.empty_action.setText(action)
        self.empty_action.setAccessibleName(action)
        self.empty_action.setVisible(bool(action))
        self._way_on = way_on
        self._show_page(self.empty)

    def _leave_empty(self) -> None:
        self.open_requested.emit(self._way_on, None)

    # ---- doing

    def _remedy(self, gap: Gap) -> None:
        if gap.remedy in (Cause.RATING, Cause.VALUE):
            self.open_requested.emit("score", (gap.agents[0].staff_no, gap.item))
        elif gap.remedy in (Cause.FILE, Cause.COLUMN):
            kind = "calls" if gap.source in (None, Source.CONTACTS) else gap.source
            self.open_requested.emit("records", kind)
        else:
            self.ranking.show_only(Status.INCOMPLETE)
