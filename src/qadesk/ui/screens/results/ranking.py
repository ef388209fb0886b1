"""The ranking: every agent with total, grade and each indicator's points, to be filtered and sorted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk.domain.measures import Source
from qadesk.domain.scoring import Status
from qadesk.i18n import _, ngettext
from qadesk.services.assessment import grade_words
from qadesk.services.assessment.gaps import Cause, Gap
from qadesk.services.assessment.standings import Standings
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.memory import Memory
from qadesk.ui.kit.remembered import remember_choice
from qadesk.ui.screens.results import columns, wording
from qadesk.ui.screens.results.columns import INDICATOR, Standing
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.gap_list import GapList
from qadesk.ui.screens.results.page import PeoplePage
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import ComboBox, SearchField
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine

_NARROW = 140 * GRID  # wider than what has to fit, else the window could not be made narrower
_GRADE = 19 * GRID
_STATUS = "status:"  # how the data of the grade filter's statuses begin
_MONTH = ("resultsFocus", "resultsSimulate", "resultsExport", "resultsClose")


class RankingPage(PeoplePage[Standing]):
    """Filters and columns; what can be done about the month, and about the current agent."""

    focus_asked = Signal()

    def __init__(self, commands: Commands, memory: Memory) -> None:
        super().__init__("resultsTable", _("Ranking"), memory, frozen=columns.FROZEN)
        self._memory = memory
        self._standings: Standings | None = None
        self._rows: list[Standing] = []
        self._brief = False
        self.search = SearchField(_("Find an agent"), "resultsSearch")
        self.search.setMinimumWidth(12 * GRID)
        self.search.setMaximumWidth(24 * GRID)
        self.team = ComboBox("resultsTeam", _("Team"))
        self.team.setMaximumWidth(20 * GRID)
        self.grade = ComboBox("resultsGrade", _("Grade"))
        what = [("points", _("Points")), ("values", _("Values"))]
        self.shown = ComboBox("resultsShown", _("What the table shows of each indicator"), what)
        asked = (self.team, self.grade, self.shown)
        for box in asked:  # the search gives way before them
            box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # What was chosen the last time, and is not offered before the results are there.
        self._waited_for = {box: remember_choice(box, memory) for box in asked}
        self.summary = OneLine("muted", "resultsSummary", or_nothing=True)
        self.alike = OneLine("muted", "resultsAlike", columns.chance_text())
        self.alike.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        self.gaps = GapList()
        self.keys = Actions(self, _("Ranking"), self._actions(commands))
        self.buttons = [self.keys.button(name) for name in _MONTH]
        for button in self.buttons[:-1]:  # until there is room: a window is never narrower than its pages
            button.set_narrow(True)
        self.nobody = EmptyState("search", _("No agents match this filter."), name="resultsNobody")
        self.nobody.add_button(_("Show all agents"), "resultsShowAll", self._show_all)
        self.nobody.hide()
        around = (2 * GRID, GRID, 2 * GRID, GRID)
        bar = hbox(self.search, *asked, (self.summary, 1), *self.buttons, margins=around)
        gaps = hbox(self.gaps, margins=(2 * GRID, 0, 2 * GRID, GRID))
        vbox(bar, gaps, (self.table, 1), (self.nobody, 1), self.alike, on=self, gap=0)
        self.search.textChanged.connect(self._filter)
        for box in (self.team, self.grade):
            box.currentIndexChanged.connect(self._filter)
        self.shown.currentIndexChanged.connect(self._fill)
        self.gaps.remedy_asked.connect(self._remedy)
        self.table.doubleClicked.connect(lambda index: self._open_cell(index.row(), index.column()))
        self.table.width_changed.connect(self._fit)
        self.table.horizontalHeader().sortIndicatorChanged.connect(lambda _section, _order: self._fit())
        self.table.row_activated.connect(lambda _row: self.keys.trigger("resultsOpen"))
        self.table.row_chosen.connect(lambda _row: self.keys.update())
        self.keys.offer_menu(self.table)

    def _actions(self, do: Commands) -> list[Action]:
        def there() -> bool:
            return self.current is not None

        def still_open() -> bool:
            return self._standings is not None and not self._standings.made.cycle.closed

        why, save = _("How was the total calculated?"), _("Save as Excel…")
        see, total = self.agent_asked.emit, self.figure_asked.emit
        return [
            Action("resultsOpen", _("See the agent"), lambda: see(self.current_staff_no), enabled=there),
            Action("resultsWhy", why, lambda: total(self.current_staff_no, ""), "list-checks", enabled=there),
            Action("resultsCopy", _("Copy"), self.table.copy, "copy", enabled=there),
            Action("resultsFocus", _("Focus"), self.focus_asked.emit, "target", kind="quiet"),
            Action("resultsSimulate", _("What if…"), do.simulate, "circle-help", kind="quiet"),
            Action("resultsExport", save, do.save_results, "download", kind="quiet"),
            Action(
                "resultsClose", _("Close the month…"), do.ask_close, "lock", shown=still_open, right="decide"
            ),
        ]

    def show_standings(self, standings: Standings) -> None:
        """Show these results, keeping filters and the current row where they still make sense."""
        self._standings, self._rows = standings, columns.rows(standings)
        self.gaps.show_gaps(standings.gaps, standings.made.scorecard)
        for one, next_one in pairwise((self.buttons[-1], *self.gaps.buttons, self.table)):
            QWidget.setTabOrder(one, next_one)
        self._offer_filters(standings)
        self.keys.update()
        self._fill()

    def focus_first(self) -> None:
        """The table, or what brings it back where the filter lets nobody through."""
        (self.search if self.table.isHidden() else self.table).setFocus()

    def order(self) -> list[str]:
        """The staff numbers of those shown, from top to bottom."""
        return [row.staff_no for row in self.model.rows]

    def show_only(self, status: Status) -> None:
        """Filter by a status."""
        self._show_all()
        self.grade.setCurrentIndex(max(0, self.grade.findData(_STATUS + status.value)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window three buttons are icons alone, and who is alike stands on the agents' pages."""
        super().resizeEvent(event)
        narrow = event.size().width() < enlarged(_NARROW)
        self.grade.setMaximumWidth(_GRADE if narrow else 2 * _GRADE)
        for button in self.buttons[:-1]:
            button.set_narrow(narrow)

    # ---- inside

    def _offer_filters(self, standings: Standings) -> None:
        teams = sorted({r.agent.team for r in standings.made.results if r.agent.team})
        self._offer(self.team, [("", _("All teams")), *((team, team) for team in teams)])
        self.team.setVisible(len(teams) > 1)
        grades = [(g.code, wording.grade_name(g)) for g in standings.made.scorecard.grades]
        statuses = [
            (_STATUS + status.value, grade_words.status_text(status, _))
            for status in (Status.INCOMPLETE, Status.EXCLUDED)
            if any(r.assessment.status is status for r in standings.made.results)
        ]
        self._offer(self.grade, [("", _("All grades")), *grades, *statuses])

    def _offer(self, box: ComboBox, options: Sequence[tuple[str, str]]) -> None:
        box.offer(options, self._waited_for.pop(box, "") or box.currentData())

    def _show_all(self) -> None:
        self.search.clear()
        for box in (self.team, self.grade):
            box.setCurrentIndex(0)
            self._memory.keep(box.objectName(), None)
        self.focus_first()

    def _fill(self) -> None:
        """Show the rows, with the columns of their scorecard: points or values."""
        if self._standings is not None:
            card, values = self._standings.made.scorecard, self.shown.currentData() == "values"
            shown = columns.ranking(card, values=values, brief=lambda: self._brief)
            self.show_rows(self._filtered(), shown)
            self._show_outcome()

    def _filter(self) -> None:
        self.show_rows(self._filtered())
        self._show_outcome()

    def _filtered(self) -> list[Standing]:
        team, grade = self.team.currentData() or "", self.grade.currentData() or ""
        text = self.search.text().strip().casefold()
        return [
            row
            for row in self._rows
            if (not team or row.result.agent.team == team)
            and (not grade or grade in (row.made.grade, _STATUS + row.made.status.value))
            and (not text or text in f"{row.staff_no} {row.result.agent.name}".casefold())
        ]

    def _show_outcome(self) -> None:
        shown = self.model.rows
        self.table.setVisible(bool(shown))
        self.nobody.setVisible(not shown)
        self.summary.say(_summed(shown, len(self._rows)))
        self._fit()

    def _fit(self) -> None:
        """Leave out, one after the other, what stands elsewhere as well, until all figures are in sight.

        Where they never are, one scrolls sideways, and nothing needs to be left out.
        """
        narrow = {"alike"} if self.width() < _NARROW else set()
        for brief, hidden in (
            (False, narrow),
            (True, narrow),
            (True, narrow | {"staff_no"}),
            (False, set()),
        ):
            self._brief = brief
            self.hide_columns(hidden)
            if self.table.fits:
                break
        self.table.viewport().update()
        shown = [at for at, column in enumerate(self.model.columns) if not self.table.isColumnHidden(at)]
        said = any(
            self.model.columns[at].key == "alike" for at in shown
        )  # before the first results there is none
        self.alike.setVisible(said and any(row.alike for row in self.model.rows))

    def _open_cell(self, row: int, column: int) -> None:
        key, staff_no = self.model.columns[column].key, self.model.row(row).staff_no
        if key == "total" or key.startswith(INDICATOR):
            self.figure_asked.emit(staff_no, key.removeprefix(INDICATOR) if key != "total" else "")

    def _remedy(self, gap: Gap) -> None:
        """Go where what is missing is entered or imported, or show whom it concerns."""
        if gap.remedy in (Cause.RATING, Cause.VALUE):
            self.screen_asked.emit("score", (gap.agents[0].staff_no, gap.item))
        elif gap.remedy in (Cause.FILE, Cause.COLUMN):
            kind = "calls" if gap.source in (None, Source.CONTACTS) else gap.source
            self.screen_asked.emit("records", kind)
        else:
            self.show_only(Status.INCOMPLETE)


def _summed(shown: Sequence[Standing], of: int) -> str:
    """How many are in sight of how many, or have a grade."""
    if len(shown) < of:
        return _("{n} of {total} agents").format(n=len(shown), total=of)
    graded = sum(1 for row in shown if row.made.status is Status.GRADED)
    if graded == of:
        return ngettext("{n} agent, graded", "{n} agents, all graded", of).format(n=of)
    return _("{n} of {total} graded").format(n=graded, total=of)
