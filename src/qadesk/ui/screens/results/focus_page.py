"""The Focus page: what everybody works on next, proposed from the weakest area, confirmed by a key."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from qadesk.domain.scoring import Status
from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.services.assessment.focus import FocusBoard
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.screens.results import focus_columns
from qadesk.ui.screens.results.focus_columns import FocusRow
from qadesk.ui.screens.results.focus_editor import FocusEditor, proposal_text
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label, rule
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.widgets.table import RecordTableModel, TableView
from qadesk.ui.wording import cycle_text

_WIDE = 135 * GRID  # wide enough for the figures beside both weakest areas


class FocusPage(QWidget):
    """Enter confirms the proposal of a row and goes to the next; on a settled one it leads to the step."""

    back_asked = Signal()
    agent_asked = Signal(str)  # staff number
    all_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._board: FocusBoard | None = None
        self.keys = Actions(self, _("Focus"), self._actions())
        self.back = self.keys.button("focusBack")
        self.title = label("", "heading", name="focusTitle")
        self.summary = OneLine("muted", "focusSummary", or_nothing=True)
        self.all = self.keys.button("focusAll")
        self.said = label("", "muted", wrap=True, name="focusSaid")
        self.model: RecordTableModel[FocusRow] = RecordTableModel([])
        self.table = TableView(self.model, "focusTable", _("Focus"))
        self.who = self.keys.button("focusAgent")
        self.why = OneLine("muted", "focusWhy")
        self.editor = FocusEditor("focusEditor", headed=False)
        self._lay_out()
        self.keys.offer_menu(self.table)
        self.table.row_chosen.connect(self._choose)
        self.table.row_activated.connect(lambda _row: self._enter())
        self.editor.left.connect(self.table.setFocus)

    def _actions(self) -> list[Action]:
        back = self.back_asked.emit
        return [
            Action("focusBack", _("Ranking"), back, "chevron-left", kind="quiet", in_menu=False),
            Action("focusConfirm", _("Confirm"), self._enter, "check", enabled=lambda: not self._fixed),
            Action(
                "focusAll", self._all_text, self._ask_all, "check", kind="primary",
                enabled=lambda: bool(self._waiting), shown=lambda: not self._fixed,
            ),
            Action("focusAgent", self._who_text, self._ask_agent, kind="link"),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        head = hbox(self.back, self.title, (self.summary, 1), self.all, margins=(GRID, GRID, 2 * GRID, 0))
        self.said.setContentsMargins(2 * GRID, 4, 2 * GRID, GRID)
        about = hbox(self.who, (self.why, 1), margins=(2 * GRID, GRID, 2 * GRID, 0), gap=2 * GRID)
        vbox(head, self.said, (self.table, 1), rule(), about, self.editor, on=self, gap=0)

    # ---- showing

    def show_board(self, board: FocusBoard) -> None:
        """Show everybody's focus; order and chosen row stay."""
        chosen, head = self.current_staff_no, self.table.horizontalHeader()
        by, order = head.sortIndicatorSection(), head.sortIndicatorOrder()
        self._board = None  # nobody is chosen while the rows are exchanged
        self.model.set_columns(focus_columns.columns(board))
        self.table.sortByColumn(by, order)
        self.model.set_rows([FocusRow(one, board) for one in board.agents])
        self._board = board
        self.select(chosen)
        self._fit()
        self._tell(board)

    def select(self, staff_no: str) -> None:
        """Make an agent's row the current one, the first where there is no such agent."""
        self.table.select_row(self.model.find(lambda row: row.staff_no == staff_no) or 0)

    @property
    def current_staff_no(self) -> str:
        """Whose row is the current one; nothing for none."""
        row: FocusRow | None = self.table.current_record()
        return row.staff_no if row is not None else ""

    def focus_first(self) -> None:
        """The table."""
        self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the figures stand in the line below the table."""
        super().resizeEvent(event)
        self._fit()

    # ---- inside

    def _fit(self) -> None:
        spared = ("behind", "by", "last") if self.width() < _WIDE else ()
        for number, column in enumerate(self.model.columns):
            self.table.setColumnHidden(number, column.key in spared)
        self.table.fit_columns()

    def _tell(self, board: FocusBoard) -> None:
        self.title.setText(_("Focus for {month}").format(month=cycle_text(board.next_code)))
        staying = [one for one in board.agents if not one.left]
        settled = sum(1 for one in staying if one.settled is not None)
        self.summary.say(_("{n} of {total} confirmed").format(n=settled, total=len(staying)))
        if self.all.hasFocus() and not self._waiting:
            self.table.setFocus()
        self.keys.update()
        self.said.setText(_explained(board))

    def _choose(self, row: FocusRow | None) -> None:
        if row is None or self._board is None:
            return
        agent = row.one.result.agent
        self.editor.show_agent(self._board, row.one)
        self.keys.update()
        self.who.setAccessibleName(_("See {person}").format(person=f"{agent.staff_no} {agent.name}"))
        self.why.say(proposal_text(self._board, row.one))

    @property
    def _fixed(self) -> bool:
        """Whether nothing can be settled any more, or not yet."""
        return self._board is None or self._board.fixed

    @property
    def _waiting(self) -> int:
        """How many proposals wait for a yes."""
        return (
            0
            if self._fixed or self._board is None
            else sum(1 for one in self._board.agents if one.to_confirm)
        )

    def _all_text(self) -> str:
        n = self._waiting
        if not n:
            return _("Confirm all proposals")
        return ngettext("Confirm {n} proposal", "Confirm all {n} proposals", n).format(n=n)

    def _who_text(self) -> str:
        row: FocusRow | None = self.table.current_record()
        return "" if row is None else f"{row.staff_no} {row.one.result.agent.name}"

    def _enter(self) -> None:
        """Yes to what is proposed, and on to the next that waits; on what is settled, to its step."""
        row: FocusRow | None = self.table.current_record()
        if row is None or self._board is None or self._board.fixed:
            return
        if row.one.settled is not None or not self.editor.typed().indicator:
            self.editor.focus_step()
            return
        self.editor.confirm()
        at, rows = self.table.currentIndex().row(), self.model.rows
        following = [n for n in range(at + 1, len(rows)) if rows[n].one.settled is None]
        if following:
            self.table.select_row(following[0])

    def _ask_agent(self) -> None:
        self.agent_asked.emit(self.current_staff_no)

    def _ask_all(self) -> None:
        self.editor.commit()
        self.table.setFocus()
        self.all_asked.emit()


def _explained(board: FocusBoard) -> str:
    """What is asked for here, or why nothing can be."""
    month = cycle_text(board.next_code)
    if board.fixed:
        return _("{month} is closed; its focus areas can no longer change.").format(month=month)
    incomplete = sum(1 for one in board.agents if one.result.assessment.status is Status.INCOMPLETE)
    said = _("Press Enter to confirm a proposal. On a confirmed row, Enter opens the agreed action.")
    if incomplete:
        text = ngettext(
            "{n} assessment is incomplete; its proposal may still change.",
            "{n} assessments are incomplete; their proposals may still change.",
            incomplete,
        )
        said = joined(text.format(n=incomplete), said)
    elif all(one.settled is not None or one.left for one in board.agents):
        said = _("Everybody's focus is confirmed; the next sheets show the change.")
    return said
