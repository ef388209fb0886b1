"""The ranking: every agent with total, grade and each indicator's points, to be filtered and sorted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Status
from qadesk.i18n import _, ngettext
from qadesk.services.assessment.standings import Standings
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.screens.results import columns, wording
from qadesk.ui.screens.results.columns import INDICATOR, Standing
from qadesk.ui.screens.results.gap_list import GapList
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import ComboBox, SearchField
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

_NARROW = 130 * GRID
_GRADE = 19 * GRID
_STATUS = "status:"  # how the data of the grade filter's statuses begin


class RankingPage(QWidget):
    """Emits whose page, or which figure's making, is asked for."""

    agent_asked = Signal(str)  # staff number
    figure_asked = Signal(str, str)  # staff number, indicator code ("" for the total)

    def __init__(self, actions: Sequence[Action]) -> None:
        """`actions`: what can be done about the month; those with an icon and a button stand in the bar."""
        super().__init__()
        self._standings: Standings | None = None
        self._rows: list[Standing] = []
        self._brief = False
        self.search = SearchField(_("Find an agent"), "resultsSearch")
        self.search.setMaximumWidth(24 * GRID)
        self.team = ComboBox("resultsTeam", _("Team"))
        self.grade = ComboBox("resultsGrade", _("Grade"))
        self.shown = ComboBox("resultsShown", _("What the table shows of each indicator"))
        self.summary = OneLine("muted", "resultsSummary", or_nothing=True)
        self.gaps = GapList()
        self.model: RecordTableModel[Standing] = RecordTableModel([])
        self.table = TableView(self.model, "resultsTable", _("Ranking"))
        find = Action("resultsFind", _("Search"), self.search.setFocus, keys=("Ctrl+F",), in_menu=False)
        self.keys = Actions(self, _("Ranking"), [*self._row_actions(), *actions, find])
        self.buttons = [self.keys.button(action.name) for action in actions]
        self.nobody = EmptyState("search", _("No agents match this filter."), name="resultsNobody")
        self.nobody.add_button(_("Show all agents"), "resultsShowAll", self._show_all)
        self.nobody.hide()
        self._lay_out()
        self.search.textChanged.connect(self._fill)
        for box in (self.team, self.grade):
            box.currentIndexChanged.connect(self._fill)
        self.shown.currentIndexChanged.connect(self._dress)
        self.table.doubleClicked.connect(lambda index: self._open_cell(index.row(), index.column()))
        self.table.width_changed.connect(self._fit)
        self.table.horizontalHeader().sortIndicatorChanged.connect(lambda _section, _order: self._fit())
        self.table.row_activated.connect(lambda _row: self.keys.trigger("resultsOpen"))
        self.table.row_chosen.connect(lambda _row: self.keys.update())
        self.keys.offer_menu(self.table)

    def _row_actions(self) -> list[Action]:
        def there() -> bool:
            return bool(self.current_staff_no)

        return [
            Action("resultsOpen", _("See the agent"), self._open, enabled=there),
            Action(
                "resultsWhy",
                _("How was the total calculated?"),
                self._ask_total,
                "list-checks",
                enabled=there,
            ),
            Action("resultsCopy", _("Copy"), self.table.copy, "copy", enabled=there),
        ]

    def _open(self) -> None:
        self.agent_asked.emit(self.current_staff_no)

    def _ask_total(self) -> None:
        self.figure_asked.emit(self.current_staff_no, "")

    def _lay_out(self) -> None:
        self.shown.addItem(_("Points"), False)
        self.shown.addItem(_("Values"), True)
        bar = hbox(margins=(2 * GRID, GRID, 2 * GRID, GRID))
        self.search.setMinimumWidth(12 * GRID)
        self.team.setMaximumWidth(20 * GRID)
        for box in (self.team, self.grade, self.shown):  # the search gives way before them
            box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for widget in (self.search, self.team, self.grade, self.shown):
            bar.addWidget(widget)
        bar.addWidget(self.summary, 1)
        for button in self.buttons:
            bar.addWidget(button)
        gaps = hbox(self.gaps, margins=(2 * GRID, 0, 2 * GRID, GRID))
        vbox(bar, gaps, (self.table, 1), (self.nobody, 1), on=self, gap=0)

    def show_standings(self, standings: Standings) -> None:
        """Show these results, keeping filters and the current row where they still make sense."""
        self._standings, self._rows = standings, columns.rows(standings)
        self.gaps.show_gaps(standings.gaps, standings.made.scorecard)
        for one, next_one in pairwise((self.buttons[-1], *self.gaps.buttons, self.table)):
            QWidget.setTabOrder(one, next_one)
        self._offer_filters(standings)
        self.keys.update()
        self._dress()

    def focus_first(self) -> None:
        """The table, or what brings it back where the filter lets nobody through."""
        (self.search if self.table.isHidden() else self.table).setFocus()

    @property
    def current_staff_no(self) -> str:
        """Whose row is the current one; nothing for none."""
        row: Standing | None = self.table.current_record()
        return row.staff_no if row is not None else ""

    def select(self, staff_no: str) -> None:
        """Make an agent's row the current one, if it is shown."""
        number = self.model.find(lambda row: row.staff_no == staff_no)
        if number is not None:
            self.table.select_row(number)

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
        narrow = event.size().width() < _NARROW
        self.grade.setMaximumWidth(_GRADE if narrow else 2 * _GRADE)
        for button in self.buttons[:-1]:
            button.set_narrow(narrow)

    # ---- inside

    def _offer_filters(self, standings: Standings) -> None:
        teams = sorted({r.agent.team for r in standings.made.results if r.agent.team})
        _offer(self.team, [(_("All teams"), "")] + [(team, team) for team in teams])
        self.team.setVisible(len(teams) > 1)
        grades = [(wording.grade_name(g), g.code) for g in standings.made.scorecard.grades]
        statuses = [
            (wording.status_text(status), _STATUS + status.value)
            for status in (Status.INCOMPLETE, Status.EXCLUDED)
            if any(r.assessment.status is status for r in standings.made.results)
        ]
        _offer(self.grade, [(_("All grades"), ""), *grades, *statuses])

    def _show_all(self) -> None:
        self.search.clear()
        self.team.setCurrentIndex(0)
        self.grade.setCurrentIndex(0)
        self.focus_first()

    def _dress(self) -> None:
        """Other columns: another scorecard's, or points in place of values. Chosen row and order stay."""
        if self._standings is None:
            return
        chosen, head = self.current_staff_no, self.table.horizontalHeader()
        keys, by = [column.key for column in self.model.columns], head.sortIndicatorSection()
        sorted_by = keys[by] if 0 <= by < len(keys) else ""
        self.model.set_rows([])  # those of before may know nothing of the new columns
        card = self._standings.made.scorecard
        self.model.set_columns(self._columns(card))
        keys = [column.key for column in self.model.columns]
        by = keys.index(sorted_by) if sorted_by in keys else -1
        self.table.sortByColumn(by, head.sortIndicatorOrder())
        self._fill()
        self.select(chosen)

    def _columns(self, card: Scorecard) -> list[Column[Standing]]:
        values = bool(self.shown.currentData())
        return columns.ranking(card, values=values, brief=lambda: self._brief)

    def _fit(self) -> None:
        """Leave out, one after the other, what stands elsewhere as well, until all figures are in sight."""
        narrow = {"alike"} if self.width() < _NARROW else set()
        for brief, hidden in ((False, narrow), (True, narrow), (True, narrow | {"staff_no"})):
            self._brief = brief
            for number, column in enumerate(self.model.columns):
                self.table.setColumnHidden(number, column.key in hidden)
            self.table.fit_columns()
            if self.table.fits:
                break
        self.table.viewport().update()

    def _fill(self) -> None:
        chosen = self.current_staff_no
        shown = [row for row in self._rows if self._wanted(row)]
        self.model.set_rows(shown)
        self.table.select_row(0)
        self.select(chosen)
        self.table.setVisible(bool(shown))
        self.nobody.setVisible(not shown)
        self.summary.say(self._summed(shown))
        self._fit()

    def _wanted(self, row: Standing) -> bool:
        agent, made = row.result.agent, row.made
        team, grade = self.team.currentData() or "", self.grade.currentData() or ""
        text = self.search.text().strip().casefold()
        return (
            (not team or agent.team == team)
            and (not grade or grade in (made.grade, _STATUS + made.status.value))
            and (not text or text in f"{agent.staff_no} {agent.name}".casefold())
        )

    def _summed(self, shown: list[Standing]) -> str:
        of = len(self._rows)
        if len(shown) < of:
            return _("{n} of {total} agents").format(n=len(shown), total=of)
        graded = sum(1 for row in shown if row.made.status is Status.GRADED)
        if graded == of:
            return ngettext("{n} agent, graded", "{n} agents, all graded", of).format(n=of)
        return _("{n} of {total} graded").format(n=graded, total=of)

    def _open_cell(self, row: int, column: int) -> None:
        key = self.model.columns[column].key
        staff_no = self.model.row(row).staff_no
        if key.startswith(INDICATOR):
            self.figure_asked.emit(staff_no, key.removeprefix(INDICATOR))
        elif key == "total":
            self.figure_asked.emit(staff_no, "")


def _offer(box: ComboBox, choices: list[tuple[str, str]]) -> None:
    """Fill a box without that being a choice; what was chosen stays chosen where it is still offered."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for text, data in choices:
        box.addItem(text, data)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)
