"""The Focus page: what everybody works on next, proposed from the weakest area, confirmed by a key."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent

from qadesk.domain.scoring import Status
from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.services.assessment.focus import FocusBoard
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.memory import Memory
from qadesk.ui.screens.results import focus_columns
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.focus_columns import FocusRow
from qadesk.ui.screens.results.focus_editor import FocusEditor, proposal_text
from qadesk.ui.screens.results.page import PeoplePage
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label, rule
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.wording import cycle_text

_WIDE = 135 * GRID  # wide enough for the figures beside both weakest areas


class FocusPage(PeoplePage[FocusRow]):
    """Enter confirms the proposal of a row and goes to the next; on a settled one it leads to the step."""

    def __init__(self, commands: Commands, memory: Memory) -> None:
        super().__init__("focusTable", _("Focus"), memory)
        self._commands = commands
        self._board: FocusBoard | None = None
        self.keys = Actions(self, _("Focus"), self._actions())
        self.title = label("", "heading", name="focusTitle")
        self.summary = OneLine("muted", "focusSummary", or_nothing=True)
        self.all = self.keys.button("focusAll")
        self.said = label("", "muted", wrap=True, name="focusSaid")
        self.said.setContentsMargins(2 * GRID, 4, 2 * GRID, GRID)
        self.who = self.keys.button("focusAgent")
        self.why = OneLine("muted", "focusWhy")
        self.editor = FocusEditor(commands, "focusEditor", headed=False)
        top = (self.keys.button("focusBack"), self.title, (self.summary, 1), self.all)
        head = hbox(*top, margins=(GRID, GRID, 2 * GRID, 0))
        about = hbox(self.who, (self.why, 1), margins=(2 * GRID, GRID, 2 * GRID, 0), gap=2 * GRID)
        vbox(head, self.said, (self.table, 1), rule(), about, self.editor, on=self, gap=0)
        self.setTabOrder(self.table, self.editor.step)  # what is written most
        self.keys.offer_menu(self.table)
        self.table.row_chosen.connect(self._choose)
        self.table.row_activated.connect(lambda _row: self._enter())
        self.editor.left.connect(self.table.setFocus)

    def _actions(self) -> list[Action]:
        def open_() -> bool:
            return self._board is not None and not self._board.fixed

        def some() -> bool:
            return self._waiting > 0

        back = self.back_asked.emit
        return [
            Action("focusBack", _("Ranking"), back, "chevron-left", kind="quiet", in_menu=False),
            Action("focusConfirm", _("Confirm"), self._enter, "check", enabled=open_, right="score"),
            Action("focusAll", self._all_text, self._settle_all, "check", kind="primary",
                   enabled=some, shown=open_, right="score"),
            Action("focusAgent", self._who_text, lambda: self.agent_asked.emit(self.current_staff_no),
                   kind="link"),
        ]  # fmt: skip

    # ---- showing

    def show_board(self, board: FocusBoard) -> None:
        """Show everybody's focus; order and chosen row stay."""
        self._board = board
        self.show_rows([FocusRow(one, board) for one in board.agents], focus_columns.columns(board))
        self._fit()
        self.title.setText(_("Focus for {month}").format(month=cycle_text(board.next_code)))
        staying = [one for one in board.agents if not one.left]
        settled = sum(1 for one in staying if one.settled is not None)
        self.summary.say(_("{n} of {total} confirmed").format(n=settled, total=len(staying)))
        if self.all.hasFocus() and not self._waiting:
            self.table.setFocus()
        self.keys.update()
        self.said.setText(_explained(board))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the figures stand in the line below the table."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.hide_columns(() if self.width() >= _WIDE else ("behind", "by", "last"))

    def _choose(self, row: FocusRow | None) -> None:
        if row is not None:
            self.editor.show_agent(row)
            self.keys.update()
            who = f"{row.staff_no} {row.one.result.agent.name}"
            self.who.setAccessibleName(_("See {person}").format(person=who))
            self.why.say(proposal_text(row))

    # ---- doing

    @property
    def _waiting(self) -> int:
        """How many proposals wait for a yes."""
        board = self._board
        return 0 if board is None or board.fixed else sum(1 for one in board.agents if one.to_confirm)

    def _all_text(self) -> str:
        n = self._waiting
        if not n:
            return _("Confirm all proposals")
        return ngettext("Confirm {n} proposal", "Confirm all {n} proposals", n).format(n=n)

    def _who_text(self) -> str:
        row = self.current
        return "" if row is None else f"{row.staff_no} {row.one.result.agent.name}"

    def _enter(self) -> None:
        """Yes to what is proposed, and on to the next that waits; on what is settled, to its step."""
        row = self.current
        if row is None or row.board.fixed:
            return
        if row.one.settled is not None or not self.editor.typed().indicator:
            self.editor.focus_step()
            return
        self.editor.confirm()
        at, rows = self.table.currentIndex().row(), self.model.rows
        following = [n for n in range(at + 1, len(rows)) if rows[n].one.settled is None]
        if following:
            self.table.select_row(following[0])

    def _settle_all(self) -> None:
        self.editor.commit()
        self.table.setFocus()
        self._commands.settle_all()


def _explained(board: FocusBoard) -> str:
    """What is asked for here, or why nothing can be."""
    month = cycle_text(board.next_code)
    if board.fixed:
        return _("{month} is closed; its focus areas can no longer change.").format(month=month)
    incomplete = sum(1 for one in board.agents if one.result.assessment.status is Status.INCOMPLETE)
    said = _("Press Enter to confirm a proposal, Tab to write the agreed action with it.")
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
