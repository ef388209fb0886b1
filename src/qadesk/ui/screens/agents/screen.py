"""The screen Agents: the roster with search, and one agent's history beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qadesk.i18n import _, ngettext
from qadesk.services import roster
from qadesk.services.assessment.history import Point
from qadesk.services.roster import Agent
from qadesk.storage.office import Office
from qadesk.ui.screen import Screen
from qadesk.ui.screens.agents.dialogs import AgentDialog, LeaveDialog
from qadesk.ui.screens.agents.listing import columns, matching
from qadesk.ui.screens.agents.panel import AgentPanel
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, SearchField, hint, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import RecordTableModel, TableView

_SETTLE_MS: Final = 150  # walking through the table with the arrow keys adds up only where it stops
_PANEL: Final = 42 * GRID
_PANEL_NARROW: Final = 33 * GRID
_ROOMY: Final = 1000  # logical pixels of page width


class AgentsScreen(Screen):
    """Search, add, edit, leave, rejoin; every change can be undone from the notice."""

    key = "agents"
    concerns = frozenset({"agents", "results", "ratings", "records", "cycle"})

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(office, tasks, parent)
        self._everybody: tuple[Agent, ...] = ()
        self._wanted = ""
        self._narrow: bool | None = None
        self._build_bar()
        self.notice = Notice(name="agentsNotice")
        self.model = RecordTableModel(columns())
        self.table = TableView(self.model, "agentsTable", _("Agents"))
        self.panel = AgentPanel()
        self.nobody = EmptyState(
            "users",
            _("Nobody is on the roster yet"),
            _("Import your staff list (Excel or CSV), or add people one by one."),
            name="agentsEmpty",
        )
        self.nobody.add_button(_("Import staff list…"), "agentsEmptyImport", self._import)
        self.nobody.add_button(_("Add agent…"), "agentsEmptyAdd", self.add, primary=False)
        self.no_match = EmptyState("search", _("Nobody matches"), name="agentsNoMatch")
        self.no_match.add_button(_("Show everyone"), "agentsShowAll", self._show_all, primary=False)
        self._lay_out()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._load_history)
        self._connect()

    def _build_bar(self) -> None:
        self.search = SearchField(_("Search"), "agentsSearch", _("Search number, name, team, post"))
        self.search.setMinimumWidth(20 * GRID)
        self.search.setMaximumWidth(40 * GRID)
        self.who = ComboBox("agentsWho", _("Who is shown"))
        for code, text in (("here", _("At work")), ("left", _("Left")), ("all", _("Everyone"))):
            self.who.addItem(text, code)
        self.count = label("", "muted", name="agentsCount")
        self.import_button = Button(
            _("Import staff list…"), "agentsImport", icon="upload", clicked=self._import
        )
        self.add_button = Button(
            _("Add agent…"),
            "agentsAdd",
            icon="user-plus",
            kind="primary",
            tip=hint("Ctrl+N"),
            clicked=self.add,
        )

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(GRID)
        bar.setContentsMargins(0, 0, 2 * GRID, 0)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.who)
        bar.addWidget(self.count)
        bar.addStretch(1)
        bar.addWidget(self.import_button)
        bar.addWidget(self.add_button)
        left = QStackedWidget()
        left.addWidget(self.table)
        left.addWidget(self.no_match)
        self._left = left
        split = self._split = QSplitter()
        split.setObjectName("agentsSplit")
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)
        split.setSizes([8 * _PANEL, _PANEL])
        self.panel.setMinimumWidth(_PANEL_NARROW)
        full = QWidget()
        page = QVBoxLayout(full)
        page.setContentsMargins(3 * GRID, 2 * GRID, GRID, GRID)
        page.setSpacing(GRID)
        page.addLayout(bar)
        page.addWidget(self.notice)
        page.addWidget(split, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(full)
        self._pages.addWidget(self.nobody)
        self._full = full
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self.table.setFocus)
        self.who.currentIndexChanged.connect(self._filter)
        self.table.row_chosen.connect(self._choose)
        self.table.row_activated.connect(self.edit)
        self.panel.edit_asked.connect(self.edit)
        self.panel.leave_asked.connect(self.leave)
        self.panel.rejoin_asked.connect(self.rejoin)
        for keys, slot in (
            ("Ctrl+N", self.add),
            ("Ctrl+F", self.search.setFocus),
            ("Ctrl+Z", self.notice.take_back),
            ("F2", lambda: self.edit(self.panel.agent)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _ROOMY
        if narrow != self._narrow:
            self._narrow = narrow
            panel = _PANEL_NARROW if narrow else _PANEL
            self._split.setSizes([event.size().width() - panel, panel])
            self.table.setColumnHidden(self.model.column_number("hired_on"), narrow)
            self.table.fit_columns()

    # ---- reading

    def refresh(self, changes: frozenset[str]) -> None:
        office = self.office
        self.load(lambda: roster.agents(office), self._show)

    def arrive(self, context: object) -> None:
        """Show the agent with that staff number; "add" opens the empty form."""
        if context == "add":
            self.add()
        elif isinstance(context, str):
            self._wanted = context
            self._show(self._everybody)

    def _show(self, everybody: Sequence[Agent]) -> None:
        self._everybody = tuple(everybody)
        self._pages.setCurrentWidget(self._full if everybody else self.nobody)
        if not self._wanted and self.panel.agent is not None:
            self._wanted = self.panel.agent.staff_no
        if any(a.staff_no == self._wanted for a in everybody) and not self._visible(self._wanted):
            self.search.clear()
            self.who.setCurrentIndex(self.who.findData("all"))
        self._filter()

    def _visible(self, staff_no: str) -> bool:
        return any(agent.staff_no == staff_no for agent in self._matching())

    def _matching(self) -> list[Agent]:
        return matching(self._everybody, self.search.text(), self.who.currentData())

    def _filter(self) -> None:
        shown = self._matching()
        wanted = self._wanted or (self.panel.agent.staff_no if self.panel.agent else "")
        self._wanted = ""
        self.model.set_rows(shown)
        self.count.setText(ngettext("{n} agent", "{n} agents", len(shown)).format(n=len(shown)))
        self._left.setCurrentWidget(self.table if shown else self.no_match)
        number = self.model.find(lambda agent: agent.staff_no == wanted)
        if shown:
            self.table.select_row(number or 0)

    def _show_all(self) -> None:
        self.search.clear()
        self.who.setCurrentIndex(self.who.findData("all"))
        self.search.setFocus()

    def _choose(self, agent: Agent | None) -> None:
        if agent is None:
            self._settle.stop()
            self.panel.show_agent(None)
            return
        self.panel.show_agent(agent)
        self._settle.start()

    def _load_history(self) -> None:
        if self.panel.agent is None:
            return
        office, number = self.office, self.panel.agent.staff_no

        def read() -> tuple[Point, ...]:
            from qadesk.services.assessment import history

            return history.history(office, number)

        self.load(read, self.panel.show_history, slot="history")

    def focus_first(self) -> None:
        """The table once there is one: the arrows walk through it, Ctrl+F searches."""
        (self.table if self._pages.currentWidget() is self._full else self.nobody).setFocus()

    # ---- writing

    def add(self) -> None:
        """Ask for a new person."""

        def done(agent: Agent) -> None:
            self._written(
                agent,
                _("{name} is on the roster.").format(name=agent.name),
                lambda: roster.remove(self.office, agent.staff_no),
            )

        AgentDialog(self, self.office, self.tasks, self._everybody, done).open()

    def edit(self, agent: Agent | None) -> None:
        """Ask for corrections of a person's entry."""
        if agent is None:
            return
        AgentDialog(
            self,
            self.office,
            self.tasks,
            self._everybody,
            lambda now: self._written(now, _("{name} is changed.").format(name=now.name), self._undo(agent)),
            agent,
        ).open()

    def leave(self, agent: Agent) -> None:
        """Ask for the last day of a person who leaves."""
        LeaveDialog(
            self,
            self.office,
            self.tasks,
            agent,
            lambda now: self._written(
                now, _("{name} has left. Records and results stay.").format(name=now.name), self._undo(agent)
            ),
        ).open()

    def rejoin(self, agent: Agent) -> None:
        """Take a person who had left back under the same number."""
        office = self.office
        said = _("{name} is back.").format(name=agent.name)
        self.tasks.run(
            lambda: roster.rejoin(office, agent.staff_no),
            lambda now: self._written(now, said, self._undo(agent)),
            owner=self,
        )

    def _undo(self, before: Agent) -> Callable[[], object]:
        return lambda: roster.edit(self.office, roster.entry_of(before))

    def _written(self, agent: Agent, said: str, undo: Callable[[], object]) -> None:
        self._wanted = agent.staff_no
        self.table.setFocus()  # the button just pressed goes out of sight while the table is filled anew

        def take_back() -> None:
            undone = _("Taken back.")
            self.write(undo, lambda _none: self.notice.say(undone, "info"), changes={"agents"})

        self.notice.say(said, action=_("Undo"), then=take_back)
        self.announce({"agents"})

    def _import(self) -> None:
        self.open_requested.emit("records", "roster")
