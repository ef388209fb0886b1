"""The ranking: every agent with total, grade and each indicator's points, to be filtered and sorted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from qadesk import formats
from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Status
from qadesk.errors import joined
from qadesk.i18n import _
from qadesk.services.assessment import grade_words
from qadesk.services.assessment.gap_words import detail, names
from qadesk.services.assessment.gaps import Cause, Gap
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining import result_words as wording
from qadesk.services.trail import things
from qadesk.services.trail.things import About
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.history import history_action
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.personal import Personal
from qadesk.ui.screens.results import columns
from qadesk.ui.screens.results.columns import INDICATOR, Standing
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import Button, OneLine, label
from qadesk.ui.widgets.layouts import clear, hbox, held, vbox

_LEFT_OUT: Final = 2  # columns that stand elsewhere as well
_NARROW: Final = 140 * GRID  # narrower, who is alike stands on the agents' pages, and the count nowhere
_TEAM, _GRADE = 20 * GRID, 19 * GRID  # at most, of the filters
_STATUS: Final = "status:"  # how the data of the grade filter's statuses begin


class RankingPage(ListPage[Standing]):
    """Filters and columns; what can be done about the month, and about the current agent."""

    def __init__(self, screen: Commands) -> None:
        self._results = screen
        self._brief, self._left_out = False, ""
        self._alike: Mapping[str, tuple[int, ...]] = {}
        self._cards: tuple[Scorecard, ...] = ()
        self._shown: tuple[tuple[Scorecard, ...], str] | None = None  # what the columns are of
        super().__init__(screen, self._view(), self._actions(), operations=screen.writes)
        self.search.setMinimumWidth(12 * GRID)
        self.search.setMaximumWidth(24 * GRID)
        self.filters["Team"].setMaximumWidth(enlarged(_TEAM))
        shut = self.findChild(Button, "resultsClose")
        assert shut is not None  # it stands in the bar
        self._shut = shut
        self.gaps = GapList(self._remedy)
        self._bar.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self._around = hbox(self.gaps, margins=(2 * GRID, GRID, 2 * GRID, GRID))
        self.add_above(held(self._around))
        self.alike = label(wording.chance_text(), "muted", wrap=True, name="resultsAlike")
        self.alike.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        self._whole.addWidget(self.alike)
        self.table.doubleClicked.connect(lambda index: self._open_cell(index.row(), index.column()))
        self.table.width_changed.connect(self._fit)
        self.table.horizontalHeader().sortIndicatorChanged.connect(lambda _section, _order: self._fit())

    def _view(self) -> ListView[Standing]:
        what = [("points", _("Points")), ("values", _("Values"))]
        return ListView(
            "results",
            _("Ranking"),
            [],
            identity=lambda row: row.staff_no,
            personal=Personal("agents"),
            counted=lambda shown: wording.counted([row.made for row in shown], len(self.rows)),
            searched=lambda row: (row.staff_no, row.result.agent.name),
            search_tip=_("Find an agent"),
            filters=[
                Filter("Team", _("Team"), [(ALL, _("All teams"))],
                       lambda r, team: r.result.agent.team == team),
                Filter("Card", _("Scorecard"), [(ALL, _("All scorecards"))],
                       lambda r, card: columns.card_key(r.result.card) == card),
                Filter("Grade", _("Grade"), [(ALL, _("All grades"))],
                       lambda r, grade: grade in (r.made.grade, _STATUS + r.made.status.value)),
                Filter("Shown", _("What the table shows of each indicator"), what),
            ],
            empty=Empty(
                "chart-line",
                _("Nobody takes part this cycle yet"),
                _(
                    "Import the roster or add agents; agents with records in the cycle take part "
                    "automatically."
                ),
                ("resultsGoAgents",),
            ),
            also_empty=(unopened(),),
            no_match=_("No agents match this filter."),
            in_bar=("resultsFocus", "resultsSimulate", "resultsExport", "resultsClose"),
            opens="resultsOpen",
            frozen=columns.FROZEN,
            narrow_below=_NARROW,
            margins=False,
        )  # fmt: skip

    def _actions(self) -> list[Action]:
        do = self._results

        def still_open() -> bool:
            return do.still_open

        def see(row: Standing) -> None:
            do.show_agent(row.staff_no)

        def total(row: Standing) -> None:
            do.show_chain(row.staff_no, "")

        def whose(row: Standing) -> About:
            return things.of_assessment(do.office, do.made.cycle.code, row.staff_no)

        def month(_row: Standing) -> About:
            return things.of_cycle(do.made.cycle.code)

        def go(screen: str) -> Callable[[], None]:
            return lambda: do.open_requested.emit(screen, None)

        return [
            Action("resultsOpen", _("See the agent"), see, keys=("Enter",), row=True, reach="widget"),
            Action("resultsWhy", _("How was the total calculated?"), total, "list-checks", row=True),
            Action("resultsFocus", _("Focus"), do.show_focus, "target"),
            Action("resultsSimulate", _("What if…"), do.simulate, "circle-help"),
            Action(
                "resultsSure",
                _("Calculate how sure they are"),
                do.work_out_sure,
                "refresh-cw",
                shown=lambda: do.not_sure,
            ),
            Action(
                "resultsClose", _("Close the cycle…"), do.ask_close, "lock", shown=still_open, right="decide"
            ),
            history_action(do, "results", whose, row=True),
            history_action(do, "resultsMonth", month, _("History of the cycle…"), (), row=True),
            Action("resultsGoToday", _("Go to Today"), go("today"), in_menu=False),
            Action("resultsGoAgents", _("Go to Agents"), go("agents"), in_menu=False),
        ]

    @property
    def current_staff_no(self) -> str:
        """Whose row is the current one; nothing for none."""
        return "" if self.current is None else self.current.staff_no

    def show_standings(self, standings: Standings) -> None:
        """Show these results, keeping filters and the current row where they still make sense."""
        made = standings.made
        self.gaps.show_gaps(standings.gaps)
        self._around.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID if standings.gaps else 0)
        for one, next_one in pairwise((self._shut, *self.gaps.buttons, self.table)):
            QWidget.setTabOrder(one, next_one)
        teams = sorted({r.agent.team for r in made.results if r.agent.team})
        self.set_options("Team", [(ALL, _("All teams")), *((team, team) for team in teams)])
        self.filters["Team"].setVisible(len(teams) > 1)
        statuses = [
            (_STATUS + status.value, grade_words.status_text(status, _))
            for status in (Status.INCOMPLETE, Status.EXCLUDED)
            if any(r.assessment.status is status for r in made.results)
        ]
        cards = [(columns.card_key(one), formats.version_text(one.names, one.code, one.version))
                 for one in made.cards.all]  # fmt: skip
        self.set_options("Card", [(ALL, _("All scorecards")), *cards])
        self.filters["Card"].setVisible(made.cards.several)
        grades = list({g.code: wording.grade_name(g) for card in made.cards.all for g in card.grades}.items())
        self.set_options("Grade", [(ALL, _("All grades")), *grades, *statuses])
        self._cards, self._alike, self._left_out = made.cards.all, {}, ""
        self.show_rows(columns.rows(standings))
        self.show_alike(standings)

    def show_alike(self, standings: Standings) -> None:
        """Of the results shown it is known by now who is alike, or that it is not."""
        self._alike, self._left_out = standings.alike_ranks, wording.left_out_text(standings.sure)
        alone = wording.alone_text(standings.sure)
        self.alike.setText(self._left_out or joined(alone, wording.chance_text()))
        if not self.model.columns:
            return  # a month without agents
        header = self.table.horizontalHeader()
        column, last = self.model.column_number("alike"), self.model.rowCount() - 1
        if header.sortIndicatorSection() == column:
            self.model.sort(column, header.sortIndicatorOrder())
        self.model.dataChanged.emit(self.model.index(0, column), self.model.index(last, column))
        self._tell_alike()

    def _alike_of(self, row: Standing) -> tuple[int, ...]:
        return self._alike.get(row.staff_no, ())

    def _tell_alike(self) -> None:
        """What its column means, where it is in sight and says something."""
        shown = [
            column.key == "alike" and not self.table.isColumnHidden(number)
            for number, column in enumerate(self.model.columns)  # none before a month was read
        ]
        told = any(shown) and any(self._alike.values())
        self.alike.setVisible(told or bool(self._left_out))

    def show_only(self, status: Status) -> None:
        """Filter by a status."""
        self._clear()
        self.choose("Grade", _STATUS + status.value)
        self._show_matching()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= enlarged(_NARROW)
        self.count.setVisible(wide)
        self.filters["Grade"].setMaximumWidth(enlarged((1 + wide) * _GRADE))

    # ---- inside

    def _show_matching(self, *_chosen: object, afresh: bool = True) -> None:
        """Show what the filters leave, with the columns of its scorecard: points or values."""
        if not self._cards:
            return
        chosen = self.filters["Card"].currentData()
        cards = tuple(one for one in self._cards if chosen in (ALL, columns.card_key(one))) or self._cards
        wanted = (cards, str(self.filters["Shown"].currentData()))
        with self.table.unfitted():
            if wanted != self._shown:
                kept, self._shown = self.current_staff_no, wanted
                values = wanted[1] == "values"
                self.set_columns(
                    columns.ranking(cards, self._alike_of, values=values, brief=lambda: self._brief)
                )
                self._wanted = self._wanted or kept
            super()._show_matching(afresh=afresh)
        self._fit()

    def _fit(self) -> None:
        """Leave out, one after the other, what stands elsewhere as well, until all figures are in sight.

        Where they never are, one scrolls sideways, and nothing needs to be left out.
        """
        bar = self.table.horizontalScrollBar()
        sideways = bar.value()
        narrow = {"alike"} if self.width() < enlarged(_NARROW) else set()
        for brief, hidden in (
            (False, narrow),
            (True, narrow),
            (True, narrow | {"staff_no"}),
            (False, set()),
        ):
            self._be_brief(brief)
            for number, column in enumerate(self.model.columns):
                self.table.setColumnHidden(number, column.key in hidden)
            self.table.fit_columns()
            if self.table.fits or self._never_fits():
                break
        bar.setValue(sideways)
        self._tell_alike()

    def _be_brief(self, brief: bool) -> None:
        if brief != self._brief and self.model.columns:
            self._brief, at = brief, self.model.column_number("grade")
            self.model.dataChanged.emit(
                self.model.index(0, at), self.model.index(self.model.rowCount() - 1, at)
            )

    def _never_fits(self) -> bool:
        """Whether there are too many columns at their narrowest, with nothing left out to find that out."""
        if self._brief or any(map(self.table.isColumnHidden, range(len(self.model.columns)))):
            return False
        staying, least = len(self.model.columns) - _LEFT_OUT, self.table.head.minimumSectionSize()
        return staying * least > self.table.viewport().width()

    def _ask_export(self) -> None:
        """The whole month, with what the table has no column for."""
        self._results.save_results()

    def _open_cell(self, row: int, column: int) -> None:
        key, staff_no = self.model.columns[column].key, self.model.row(row).staff_no
        if key == "total" or key.startswith(INDICATOR):
            self._results.show_chain(staff_no, key.removeprefix(INDICATOR) if key != "total" else "")

    def _remedy(self, gap: Gap) -> None:
        """Go where what is missing is entered or imported, or show whom it concerns."""
        go = self._results.open_requested.emit
        if gap.remedy in (Cause.RATING, Cause.VALUE):
            go("score", (gap.agents[0].staff_no, gap.item))
        elif gap.remedy in (Cause.FILE, Cause.COLUMN):
            go("records", "calls" if gap.source in (None, Source.CONTACTS) else gap.source)
        else:
            self.show_only(Status.INCOMPLETE)


def unopened() -> Empty:
    """What there is to say of a month that is not open yet."""
    title, text = (
        _("This cycle has not been opened yet"),
        _("Open it first; then its results can be calculated."),
    )
    return Empty("chart-line", title, text, ("resultsGoToday",))


# ---- what is missing, each with the button that leads to its remedy

SHOWN: Final = 3  # gaps that have a line of their own


class GapList(QFrame):
    """At most three lines, the gaps that concern most agents first; hidden when nothing is missing."""

    def __init__(self, remedy: Callable[[Gap], object]) -> None:
        super().__init__()
        self._remedy = remedy
        self.setObjectName("resultsGaps")
        self.setProperty("role", "notice")
        self.setProperty("tone", "warn")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.buttons: list[Button] = []
        self._lines = vbox(on=self, margins=(GRID + 4, 4, GRID, 4), gap=0)
        self.hide()

    def show_gaps(self, gaps: tuple[Gap, ...]) -> None:
        """List these gaps."""
        self.buttons = []
        clear(self._lines)
        for number, gap in enumerate(gaps[:SHOWN]):
            self._lines.addWidget(self._line(gap, number))
        if len(gaps) > SHOWN:
            rest = _("Also missing: {what}").format(what=names(*gaps[SHOWN:]))
            self._lines.addWidget(OneLine("muted", "gapRest", rest))
        self.setVisible(bool(gaps))
        self.setAccessibleName(_("Missing: {what}").format(what=names(*gaps)))

    def _line(self, gap: Gap, number: int) -> QWidget:
        title = _("Missing: {what}").format(what=names(gap))
        why = OneLine("muted", f"gapDetail{number}", detail(gap))
        why.setToolTip(detail(gap, all_agents=True))
        word = {
            Cause.VALUE: _("Enter it"),
            Cause.RATING: _("Score them"),
            Cause.FILE: _("Import the file"),
            Cause.COLUMN: _("Import the file"),
            Cause.MONTHS: _("Show agents"),
            Cause.RECORDS: _("Show agents"),
            Cause.PEERS: _("Show agents"),
            Cause.IMPOSSIBLE: _("Show agents"),
        }[gap.remedy]
        go = Button(word, f"gapAction{number}", icon="arrow-right", kind="link",
                    clicked=lambda: self._remedy(gap))  # fmt: skip
        go.setAccessibleName(f"{word}: {title}")
        self.buttons.append(go)
        return held(hbox(OneLine("", f"gapTitle{number}", title), (why, 1), go, gap=2 * GRID))
