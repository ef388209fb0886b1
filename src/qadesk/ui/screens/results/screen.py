"""The results screen: ranking, one agent, how a figure was made – one page each, Enter deeper, Esc back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from qadesk.errors import Cancelled
from qadesk.i18n import _
from qadesk.services.assessment import focus, uncertainty
from qadesk.services.assessment import standings as service
from qadesk.services.assessment.focus import FocusBoard
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining import result_words as wording
from qadesk.services.explaining.explanation import Explanation
from qadesk.storage.office import Office
from qadesk.ui.kit.actions import Actions
from qadesk.ui.kit.list_page import Empty
from qadesk.ui.screens.results import ranking
from qadesk.ui.screens.results.agent_page import AgentPage
from qadesk.ui.screens.results.chain_page import ChainPage
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.focus_page import FocusPage
from qadesk.ui.screens.results.ranking import RankingPage
from qadesk.ui.tasks import Job
from qadesk.ui.widgets.layouts import FOOT, hbox, stack, vbox
from qadesk.ui.widgets.notice import Notice


class ResultsScreen(Commands):
    """What came out of a month, and why."""

    key = "results"
    concerns = frozenset({"agents", "cycle", "ratings", "records", "results", "focus", "scorecard"})

    def build(self) -> None:
        self._sure: Job | None = None  # that works out how sure the results are
        self._asked: tuple[str, str] | None = None  # by another screen: whose, which indicator; or "focus"
        self.notice = Notice(name="resultsNotice")
        self.notice.installEventFilter(self)
        self.writes = self.operations(self.notice)
        self.ranking, self.agent = RankingPage(self), AgentPage(self)
        self.chain, self.focus = ChainPage(self), FocusPage(self)
        self._above: QWidget = self.ranking  # where an agent's page was opened from
        self.pages = stack(self.ranking, self.agent, self.chain, self.focus)
        vbox((self.pages, 1), hbox(self.notice, margins=FOOT), on=self, gap=0)
        self.keys = Actions(self, _("Results"), self.writes.actions("results"))
        self.keys.update_on(self.writes.stack.indexChanged)
        self.ranking.say_empty(Empty("chart-line", _("Calculating the results…")))

    def is_deeper(self) -> bool:
        return self.pages.currentWidget() is not self.ranking

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
            self.ranking.say_empty(ranking.unopened())
            self._show_page(self.ranking)
            return
        self.load(lambda: _read(office, code), self._show_results)

    def arrive(self, context: object) -> None:
        """Asked for an agent: the staff number, or (staff number, indicator); or for the "focus"."""
        if isinstance(context, str):
            self._asked = (context, "")
        elif isinstance(context, tuple) and len(context) == 2:
            self._asked = (str(context[0]), str(context[1]))
        if self.standings is not None and self.made.cycle.code == self.cycle:
            self._show_asked()

    @property
    def place(self) -> object:
        """Whose page is open, and at which indicator; the focus; or the ranking."""
        if self.pages.currentWidget() is self.focus:
            return "focus"
        return self.agent.place if self.is_deeper() else None

    def flush(self) -> bool:
        """Store what was typed of a focus."""
        self.focus.editor.commit()
        self.agent.focus.commit()
        return True

    def focus_first(self) -> None:
        """Where work starts on the page shown."""
        page = self.pages.currentWidget()
        assert isinstance(page, RankingPage | AgentPage | ChainPage | FocusPage)
        page.focus_first()

    # ---- showing

    def _show_results(self, read: tuple[Standings, FocusBoard]) -> None:
        if read[0].made.cycle.code != self.cycle or self.cycle_state == "unopened":
            return  # another month was chosen while this one was read
        self.standings, self.board = read
        page = self.pages.currentWidget()
        self.ranking.show_standings(self.standings)
        if page is self.focus:
            self._renew_focus()
        staff = {result.agent.staff_no for result in self.made.results}
        if page in (self.agent, self.chain) and self.agent.staff_no in staff:
            self._show_again(self.agent.staff_no)
        elif page is not self.focus or not staff:
            self._show_page(self.ranking)
        self._show_asked()
        self.work_out_sure()

    def work_out_sure(self) -> None:
        """How sure the results are, which is worked out while they are looked at, and can be cancelled."""
        if self._sure is not None:
            self._sure.cancel()  # of results that are not shown any more
        shown = self.standings
        if shown is not None:
            title = _("Calculating how sure the results are")
            work, stopped = partial(service.with_uncertainty, shown), partial(self._stop_sure, shown)
            self._sure = self.load(work, self._show_sure, stopped, slot="sure", title=title)

    def _show_sure(self, found: Standings) -> None:
        if self.standings is None or found.made is not self.made:
            return  # other results were read meanwhile
        self._sure, self.standings = None, found
        self.ranking.show_alike(found)
        self.agent.show_focus()
        self.keys.update()

    def _stop_sure(self, shown: Standings, error: BaseException) -> bool:
        """The results stay, it is said what they lack, and it can be asked for again."""
        asked = self._sure is not None and self._sure.progress.cancelled  # and not only an older job
        if asked and isinstance(error, Cancelled) and self.standings is shown:
            stopped = replace(shown, sure=uncertainty.STOPPED)
            self._show_sure(stopped)
            self.notice.say(
                wording.left_out_text(stopped.sure), "info",
                action=_("Calculate it"), then=self.work_out_sure,
                holds=lambda: self.not_sure,
            )  # fmt: skip
        return False

    def _show_again(self, staff_no: str) -> None:
        """The same agent or figure in other results; the agent where the scorecard has the figure no more."""
        shown = self.chain.explanation
        code = shown.indicator.code if shown is not None and shown.indicator is not None else ""
        known = not code or any(i.code == code for i in self.made.of(staff_no).card.indicators())
        if self.pages.currentWidget() is self.chain and known:
            self.show_chain(staff_no, code)
        else:
            self.show_agent(staff_no)

    def _show_board(self, board: FocusBoard) -> None:
        if self.standings is None or board.made is not self.made:
            return  # other results were read meanwhile, with what was settled on them
        self.board = board
        if self.pages.currentWidget() is self.focus:
            self._renew_focus()
        self.agent.show_focus()

    def _renew_focus(self) -> None:
        """Show the Focus page as the results are now: only where it is seen, since of many it takes long."""
        if self.board is not None and self.focus.shown is not self.board:
            self.focus.show_board(self.board)

    def _show_asked(self) -> None:
        """Show what another screen asked for, once there is something to show."""
        if self._asked is None or not self.made.results:
            return
        (staff_no, code), self._asked = self._asked, None
        if staff_no == "focus":
            self.show_focus()
        elif any(result.agent.staff_no == staff_no for result in self.made.results):
            self.show_agent(staff_no)
            if code:
                self.agent.choose(code)

    # ---- the ways from page to page

    def order(self) -> list[str]:
        return [row.staff_no for row in self.ranking.model.rows]

    def show_agent(self, staff_no: str) -> None:
        if self.standings is None:
            return
        if staff_no != self.agent.staff_no:
            self.notice.go_on()
        page = self.pages.currentWidget()
        if page in (self.ranking, self.focus):
            self._above = page
        self.way_back = _("Focus") if self._above is self.focus else _("Ranking")
        self.ranking.select(staff_no)
        self.agent.show_agent(staff_no)
        self._show_page(self.agent)

    def show_focus(self) -> None:
        if self.board is not None:
            self._renew_focus()
            self.focus.select(self.ranking.current_staff_no)
            self._show_page(self.focus)

    def show_chain(self, staff_no: str, code: str) -> None:
        self.show_agent(staff_no)
        if code:
            self.agent.choose(code)

        def show(made: Explanation) -> None:
            if code:
                self.agent.summarise(made)
            self.chain.show_chain(made)
            self._show_page(self.chain)

        self.explain(staff_no, code, show)

    def go_back(self) -> None:
        """From a chain to its agent, from an agent to where it was opened from; what was typed is stored."""
        page = self.pages.currentWidget()
        self.flush()
        if page is self.focus:
            self.ranking.select(self.focus.current_staff_no)
        up = self._above if page is self.agent else self.ranking
        self._show_page(self.agent if page is self.chain else up)

    def _show_page(self, page: QWidget) -> None:
        """Show a page; the keyboard follows unless it is elsewhere, stepping through the months."""
        focused = self.window().focusWidget()
        here = focused in (None, self) or self.isAncestorOf(focused)
        moved = self.pages.currentWidget() is not page
        if page is self.focus:
            self._renew_focus()
        self.pages.setCurrentWidget(page)
        if moved:
            self.notice.go_on()
        if moved and here and self.isVisible():
            self.focus_first()


def _read(office: Office, code: str) -> tuple[Standings, FocusBoard]:
    """A month's results, and what was settled on them."""
    standings = service.standings(office, code)
    return standings, focus.board_on(office, standings.made)
