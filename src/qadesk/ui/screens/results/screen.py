"""The results screen: ranking, one agent, how a figure was made – one page each, Enter deeper, Esc back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from qadesk.i18n import _
from qadesk.services.assessment import focus
from qadesk.services.assessment import standings as service
from qadesk.services.assessment.focus import FocusBoard
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining.explanation import Explanation
from qadesk.storage.office import Office
from qadesk.ui.kit.actions import Actions
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.results.agent_page import AgentPage
from qadesk.ui.screens.results.chain_page import ChainPage
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.focus_page import FocusPage
from qadesk.ui.screens.results.page import Page, PeoplePage
from qadesk.ui.screens.results.ranking import RankingPage
from qadesk.ui.tasks import Tasks
from qadesk.ui.widgets.empty import WayOn
from qadesk.ui.widgets.layouts import stack, vbox
from qadesk.ui.widgets.notice import Notice


class ResultsScreen(Screen):
    """What came out of a month, and why."""

    key = "results"
    concerns = frozenset({"agents", "cycle", "ratings", "records", "results", "focus", "scorecard"})

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(office, tasks, parent)
        self.standings: Standings | None = None
        self.board: FocusBoard | None = None  # of the same month
        self._asked: tuple[str, str] | None = None  # by another screen: whose, which indicator; or "focus"
        self.empty = WayOn("chart-line", "resultsEmpty")
        self.notice = Notice(name="resultsNotice")
        self.notice.installEventFilter(self)
        self.writes = self.operations(self.notice)
        self.commands = Commands(self, self.writes, self._shown)
        self.ranking = RankingPage(self.commands, self.memory("ranking"))
        self.agent = AgentPage(self.commands)
        self.chain = ChainPage(self, self.commands)
        self.focus = FocusPage(self.commands, self.memory("focus"))
        self._above: Page = self.ranking  # where an agent's page was opened from
        self.pages = stack(self.empty, self.ranking, self.agent, self.chain, self.focus)
        vbox((self.pages, 1), self.notice, on=self, gap=0)
        for page in (self.ranking, self.agent, self.chain, self.focus):
            page.back_asked.connect(self.go_back)
            page.agent_asked.connect(self.show_agent)
            page.figure_asked.connect(self.show_chain)
            page.screen_asked.connect(self.open_requested)
        self.empty.asked.connect(lambda key: self.open_requested.emit(key, None))
        self.ranking.focus_asked.connect(self.show_focus)
        self.keys = Actions(self, _("Results"), self.writes.actions("results"))
        self.keys.update_on(self.writes.stack.indexChanged)
        self._show_empty(_("Calculating the results…"))

    def is_deeper(self) -> bool:
        return self.pages.currentWidget() in (self.agent, self.chain, self.focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A message that goes away hands the keyboard to the page, not to whatever comes next."""
        gone = watched is self.notice and event.type() == QEvent.Type.Hide
        if gone and self.notice.isAncestorOf(self.notice.window().focusWidget()):
            self.focus_first()
        return super().eventFilter(watched, event)

    # ---- the window's calls

    def refresh(self, changes: frozenset[str]) -> None:
        """Calculate the month's results again, or read what was settled on them if nothing else changed."""
        self.flush()
        office, code, standings = self.office, self.cycle, self.standings
        if standings is not None and standings.made.cycle.code == code:
            if changes == {"focus"}:
                made = standings.made
                self.load(lambda: focus.board_on(office, made), self._show_board, slot="focus")
                return
        else:
            self.notice.hide()
        if not code or self.cycle_state == "unopened":
            self.standings = self.board = None
            self._show_empty(
                _("This month has not been opened yet"),
                _("Open it first; then its results can be calculated."),
                _("Go to Today"),
                "today",
            )
            return
        self.load(lambda: _read(office, code), self._show_results)

    def arrive(self, context: object) -> None:
        """Asked for an agent: the staff number, or (staff number, indicator); or for the "focus"."""
        if isinstance(context, str):
            self._asked = (context, "")
        elif isinstance(context, tuple) and len(context) == 2:
            self._asked = (str(context[0]), str(context[1]))
        if self.standings is not None and self.standings.made.cycle.code == self.cycle:
            self._show_asked()

    def flush(self) -> bool:
        """Store what was typed of a focus."""
        for editor in (self.focus.editor, self.agent.focus):
            editor.commit()
        return True

    def focus_first(self) -> None:
        """The table of the page shown; the screen itself while there is nothing to work on."""
        page = self.pages.currentWidget()
        if isinstance(page, Page):
            page.focus_first()
        else:
            (self if self.empty.action.isHidden() else self.empty.action).setFocus()

    # ---- showing

    def _show_results(self, read: tuple[Standings, FocusBoard]) -> None:
        if read[0].made.cycle.code != self.cycle or self.cycle_state == "unopened":
            return  # another month was chosen while this one was read
        self.standings, self.board = read
        staff = {result.agent.staff_no for result in self.commands.made.results}
        if not staff:
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
        page = self.pages.currentWidget()
        self.ranking.show_standings(self.standings)
        self.focus.show_board(self.board)
        if page in (self.agent, self.chain) and self.agent.staff_no in staff:
            self._show_again(self.agent.staff_no)
        elif page is not self.focus:
            self._show_page(self.ranking)
        self._show_asked()

    def _shown(self) -> Standings:
        """What is shown. Raises LookupError before there is anything."""
        if self.standings is None:
            raise LookupError("no results yet")
        return self.standings

    def _show_again(self, staff_no: str) -> None:
        """The same agent or figure in other results; the agent where the scorecard has the figure no more."""
        shown = self.chain.explanation
        code = shown.indicator.code if shown is not None and shown.indicator is not None else ""
        known = not code or any(i.code == code for i in self.commands.made.scorecard.indicators())
        if self.pages.currentWidget() is self.chain and known:
            self.show_chain(staff_no, code)
        else:
            self.show_agent(staff_no)

    def _show_board(self, board: FocusBoard) -> None:
        if self.standings is None or board.made is not self.standings.made:
            return  # other results were read meanwhile, with what was settled on them
        self.board = board
        self.focus.show_board(board)
        if self.agent.staff_no:
            self.agent.show_focus(board)

    def _show_asked(self) -> None:
        """Show what another screen asked for, once there is something to show."""
        if self._asked is None or not self.commands.made.results:
            return
        (staff_no, code), self._asked = self._asked, None
        if staff_no == "focus":
            self.show_focus()
        elif any(result.agent.staff_no == staff_no for result in self.commands.made.results):
            self.show_agent(staff_no)
            if code:
                self.agent.choose(code)

    def show_agent(self, staff_no: str) -> None:
        """Open an agent's page."""
        if self.standings is None or self.board is None:
            return
        if staff_no != self.agent.staff_no:
            self.notice.go_on()
        page = self.pages.currentWidget()
        if isinstance(page, PeoplePage):
            self._above = page
        self.ranking.select(staff_no)
        way_back = _("Focus") if self._above is self.focus else _("Ranking")
        self.agent.show_agent(self.standings, self.board, staff_no, self.ranking.order(), way_back)
        self._show_page(self.agent)

    def show_focus(self) -> None:
        """Open the page on which everybody's focus is settled."""
        if self.board is not None:
            self.focus.select(self.ranking.current_staff_no)
            self._show_page(self.focus)

    def show_chain(self, staff_no: str, code: str) -> None:
        """Open how an indicator's figure, or without a code the total, was made."""
        self.show_agent(staff_no)
        if code:
            self.agent.choose(code)

        def show(made: Explanation) -> None:
            if code:
                self.agent.summarise(made)
            self.chain.show_chain(made)
            self._show_page(self.chain)

        self.commands.explain(staff_no, code, show)

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
        focused = self.window().focusWidget()
        here = focused in (None, self) or self.isAncestorOf(focused)
        moved = self.pages.currentWidget() is not page
        self.pages.setCurrentWidget(page)
        if moved:
            self.notice.go_on()
        if moved and here and self.isVisible():
            self.focus_first()

    def _show_empty(self, title: str, text: str = "", action: str = "", leads_to: str = "") -> None:
        self.empty.say_why(title, text, action, leads_to)
        self._show_page(self.empty)


def _read(office: Office, code: str) -> tuple[Standings, FocusBoard]:
    """A month's results, and what was settled on them."""
    standings = service.standings(office, code)
    return standings, focus.board_on(office, standings.made)
