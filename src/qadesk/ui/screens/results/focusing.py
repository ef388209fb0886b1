"""What can be done about focuses: settle one or all that are proposed, take back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from qadesk.i18n import _, ngettext
from qadesk.services.assessment import focus
from qadesk.services.assessment.focus import FocusBoard
from qadesk.services.assessment.results import CycleResults
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining.focus_words import indicator_name
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.wording import cycle_text


class Focusing:
    """The board of one results screen. What is settled never changes the month shown, only the next one."""

    def __init__(
        self,
        screen: Screen,
        operations: Operations,
        standings: Callable[[], Standings | None],
        show: Callable[[FocusBoard], object],
    ) -> None:
        self._screen, self._operations, self._standings, self._show = screen, operations, standings, show
        self.board: FocusBoard | None = None

    def load(self) -> None:
        """Read again what was settled."""
        made, office = self._made(), self._screen.office
        if made is not None:
            self._screen.load(lambda: focus.board_on(office, made), self._take, slot="focus")

    def settle(self, staff_no: str, indicator: str, step: str, extra: Decimal) -> None:
        """Store an agent's focus."""
        made, office = self._shown(), self._screen.office
        if made is None:
            return
        code, card, who = made.cycle.code, made.scorecard, made.of(staff_no).agent
        month = cycle_text(self.board.next_code if self.board is not None else "")
        said = _("{person} works on “{what}” in {month}.").format(
            person=f"{who.name} {staff_no}", what=indicator_name(card, indicator), month=month
        )
        self._operations.run(
            lambda: focus.settle(office, code, staff_no, indicator, step, extra, made=made), said=said
        )

    def settle_all(self) -> None:
        """Store every proposal nobody has said yes to yet."""
        made, office = self._shown(), self._screen.office
        if made is None:
            return

        def said(before: focus.Before) -> str:
            text = ngettext("{n} proposal is confirmed.", "{n} proposals are confirmed.", len(before))
            return text.format(n=len(before))

        self._operations.run(lambda: focus.settle_all(office, made.cycle.code, made=made), said=said)

    def withdraw(self, staff_no: str) -> None:
        """Take an agent's focus back."""
        made, office = self._shown(), self._screen.office
        if made is None:
            return
        code, who = made.cycle.code, made.of(staff_no).agent
        said = _("The focus of {person} was withdrawn.").format(person=f"{who.name} {staff_no}")
        self._operations.run(lambda: focus.withdraw(office, code, staff_no, made=made), said=said)

    # ---- inside

    def _made(self) -> CycleResults | None:
        standings = self._standings()
        return standings.made if standings is not None else None

    def _shown(self) -> CycleResults | None:
        """The results whose board is in sight; None while another month's is still being read."""
        made, board = self._made(), self.board
        same = made is not None and board is not None and board.made.cycle.code == made.cycle.code
        return made if same else None

    def _take(self, board: FocusBoard) -> None:
        made = self._made()
        if made is not None and made.cycle.code == board.made.cycle.code:
            self.board = board
            self._show(board)
