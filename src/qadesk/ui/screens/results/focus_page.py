"""The Focus page: what everybody works on next, proposed from the weakest area, confirmed by a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from qadesk.domain.scoring import Status
from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.services.assessment.focus import FocusBoard
from qadesk.services.explaining import focus_words
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.screens.results import focus_columns
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.focus_columns import FocusRow
from qadesk.ui.screens.results.focus_editor import FocusEditor
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import hbox, vbox
from qadesk.ui.widgets.one_line import OneLine
from qadesk.ui.wording import cycle_text

_WIDE: Final = 135 * GRID  # wide enough for the figures beside both weakest areas


class FocusPage(ListPage[FocusRow]):
    """Enter confirms the proposal of a row and goes to the next; on a settled one it leads to the step."""

    def __init__(self, screen: Commands) -> None:
        self._results = screen
        super().__init__(screen, self._view(), self._actions(), operations=screen.writes)
        self.title = label("", "heading", name="focusTitle")
        self.said = label("", "muted", wrap=True, name="focusSaid")
        head, below = QWidget(), QWidget()
        self._bar.setContentsMargins(GRID, 0, 2 * GRID, 0)
        hbox(self.title, (self.said, 1), on=head, margins=(2 * GRID, GRID, 2 * GRID, GRID), gap=2 * GRID)
        self.add_above(head)
        self.who = self.actions_.button("focusAgent")
        self.why = OneLine("muted", "focusWhy")
        self.editor = FocusEditor(screen, "focusEditor", headed=False)
        about = hbox(self.who, (self.why, 1), margins=(2 * GRID, GRID, 2 * GRID, 0), gap=2 * GRID)
        vbox(about, self.editor, on=below, gap=0)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(below)
        self.setTabOrder(self.table, self.editor.step)  # what is written most
        self.chosen.connect(self._show_chosen)
        self.editor.left.connect(self.table.setFocus)

    def _view(self) -> ListView[FocusRow]:
        return ListView(
            "focus",
            _("Focus"),
            [],
            identity=lambda row: row.staff_no,
            counted=lambda _shown: _counted(self.rows),
            searched=lambda row: (row.staff_no, row.one.result.agent.name),
            search_tip=_("Find an agent"),
            empty=Empty("target", _("Nobody takes part this month yet")),
            no_match=_("No agents match this filter."),
            leading=("focusBack",),
            in_bar=("focusAll",),
            opens="focusConfirm",
            hidden_when_narrow=("behind", "by", "last", "moved"),
            narrow_below=enlarged(_WIDE),
            margins=False,
        )

    def _actions(self) -> list[Action]:
        def open_() -> bool:
            return self._board is not None and not self._board.fixed

        def some() -> bool:
            return self._waiting > 0

        def see() -> None:
            self._results.show_agent(self.current_staff_no)

        back = self._results.go_back
        return [
            Action("focusBack", _("Ranking"), back, "chevron-left", kind="quiet", in_menu=False),
            Action("focusConfirm", _("Confirm"), self._enter, "check", ("Enter",), enabled=open_,
                   reach="widget", right="score"),
            Action("focusStep", _("Write the agreed action"), None, keys=("Tab",), in_menu=False),
            Action("focusAll", self._all_text, self._settle_all, "check", kind="primary", enabled=some,
                   shown=open_, right="score"),
            Action("focusAgent", self._who_text, see, kind="link"),
        ]  # fmt: skip

    # ---- showing

    @property
    def _board(self) -> FocusBoard | None:
        return self._results.board

    @property
    def current_staff_no(self) -> str:
        """Whose row is the current one; nothing for none."""
        return "" if self.current is None else self.current.staff_no

    def show_board(self, board: FocusBoard) -> None:
        """Show everybody's focus; order and chosen row stay."""
        kept = self.current_staff_no
        self.set_columns(focus_columns.columns(board))
        self.expect(kept)
        self.title.setText(_("Focus for {month}").format(month=cycle_text(board.next_code)))
        self.said.setText(_explained(board))
        self.show_rows([FocusRow(one, board) for one in board.agents])

    def _show_chosen(self, row: FocusRow | None) -> None:
        if row is not None:
            self.editor.show_agent(row)
            self.who.setAccessibleName(_("See {person}").format(person=self._who_text()))
            self.why.say(focus_words.why_text(row.board.made.scorecard, row.one))

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
            self.editor.step.setFocus()
            return
        self.editor.confirm()
        at, rows = self.table.currentIndex().row(), self.model.rows
        following = [n for n in range(at + 1, len(rows)) if rows[n].one.settled is None]
        if following:
            self.table.select_row(following[0])

    def _settle_all(self) -> None:
        self.editor.commit()
        self.table.setFocus()
        self._results.settle_all()


def _counted(rows: Sequence[FocusRow]) -> str:
    staying = [row.one for row in rows if not row.one.left]
    settled = sum(1 for one in staying if one.settled is not None)
    return _("{n} of {total} confirmed").format(n=settled, total=len(staying))


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
