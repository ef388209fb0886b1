"""One agent's focus to confirm or change: the indicator, one agreed step, extra weight where it is allowed.

What was changed is stored when it is confirmed, and when one goes on to something else; Esc gives it up.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk import formats
from qadesk.domain.scorecard import Role
from qadesk.i18n import _
from qadesk.services import rights
from qadesk.services.assessment.focus import STEP_LENGTH, AgentFocus
from qadesk.services.explaining.result_words import named
from qadesk.ui.dialogs import confirm
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.screens.results.focus_columns import FocusRow
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import Button, ComboBox, TextField, effort, label
from qadesk.ui.widgets.layouts import hbox
from qadesk.ui.wording import cycle_text

_NAME: Final = 30 * GRID
_COUNTED_FROM: Final = STEP_LENGTH - 60  # characters from which on the field says how many there are
_A_WORD: Final = 12  # letters, by `effort`, that are given up without a question


class Typed(NamedTuple):
    """What the fields hold."""

    indicator: str
    step: str
    extra: Decimal


_NOTHING: Final = Typed("", "", Decimal(0))


class FocusEditor(QWidget):
    """Emits `left` when the keyboard goes back to where it came from."""

    left = Signal()

    def __init__(self, screen: Commands, name: str, *, headed: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self._results = screen
        self._row: FocusRow | None = None  # what is shown
        self._stored = _NOTHING  # what is settled of it, or else proposed
        self._sent = _NOTHING  # handed on last, and perhaps not stored yet
        self._kept: dict[tuple[str, str], Typed] = {}  # typed and not stored, by cycle and agent
        self.head = label("", "small", name=f"{name}Head")
        self.indicator = ComboBox(f"{name}Indicator", _("Focus"))
        self.indicator.setMaximumWidth(enlarged(_NAME))
        self.indicator.setPlaceholderText(_("Nothing to propose"))
        self.step = TextField(f"{name}Step", _("Agreed action"), most=STEP_LENGTH)
        self.step.setPlaceholderText(_("One agreed action, in one sentence"))
        self.step.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.step.setMinimumWidth(12 * GRID)
        self.count = label("", "small", name=f"{name}Count")
        self.extra = ComboBox(f"{name}Extra", _("Extra weight in that cycle"))
        self.extra.setToolTip(self.extra.accessibleName())
        self.confirm_button = Button(_("Confirm"), f"{name}Confirm", icon="check", clicked=self.confirm)
        self.take_back = Button(
            _("Withdraw"), f"{name}Withdraw", kind="link", tip=_("Withdraw focus"), clicked=self._withdraw
        )
        fields = (self.head, self.indicator, (self.step, 1), self.count, self.extra)
        around = (2 * GRID, GRID, 2 * GRID, GRID)
        hbox(*fields, self.confirm_button, self.take_back, on=self, margins=around)
        self.head.setVisible(headed)
        for changed in (self.indicator.currentIndexChanged, self.extra.currentIndexChanged,
                        self.step.textChanged):  # fmt: skip
            changed.connect(lambda _what: self._keep())
        self.step.returnPressed.connect(self._finish)

    # ---- what is shown

    @property
    def _key(self) -> tuple[str, str]:
        """The cycle and the staff number of what is shown."""
        return ("", "") if self._row is None else (self._row.board.made.cycle.code, self._row.staff_no)

    @property
    def _open(self) -> bool:
        """Whether the focus can be settled still, and by who is at the desk."""
        may = not rights.why_not(self._results.office, "score")
        return may and self._row is not None and not self._row.board.fixed

    @property
    def _settled(self) -> bool:
        return self._row is not None and self._row.one.settled is not None

    def show_agent(self, row: FocusRow) -> None:
        """Show an agent's focus. What was typed of the one shown before in that month is handed on first."""
        (cycle, staff_no), board = self._key, row.board
        code = board.made.cycle.code
        if cycle == code and staff_no != row.staff_no:
            self.commit()
        self._row, self._stored = row, _stored(row.one)
        settled = {(code, a.result.agent.staff_no): _stored(a) for a in board.agents if a.settled is not None}
        self._kept = {key: typed for key, typed in self._kept.items() if settled.get(key) != typed}
        kept = self._kept.get(self._key) if self._open else None
        if kept is None:
            self._sent = self._stored
        self.head.setText(_("Focus for {month}").format(month=cycle_text(board.next_code)))
        self._fill(row, kept or self._stored)
        for field in (self.indicator, self.extra):
            field.setEnabled(self._open)
        self.step.setReadOnly(not self._open)

    def _fill(self, row: FocusRow, typed: Typed) -> None:
        """Offer the indicators that are weighed, and the weights a focus may have more; choose these."""
        card, most = row.board.made.scorecard, row.board.most_extra
        weights = sorted({Decimal(n) for n in range(int(most) + 1)} | {most, typed.extra})
        self.indicator.offer((i.code, named(i.names)) for i in card.indicators() if i.role is Role.WEIGHTED)
        with QSignalBlocker(self.indicator), QSignalBlocker(self.step):
            self.indicator.setCurrentIndex(self.indicator.findData(typed.indicator))
            if self.step.text().strip() != typed.step:
                self.step.setText(typed.step)
                self.step.setCursorPosition(0)
        words = _("Weight +{n}%")
        self.extra.offer(((one, words.format(n=formats.plain(one))) for one in weights), typed.extra)
        self.extra.setVisible(len(weights) > 1)
        self._show_state()

    def _show_state(self) -> None:
        """Say how much is typed, and what can be done with it."""
        typed, length = self.typed(), len(self.step.text())
        self.count.setVisible(length >= _COUNTED_FROM)
        self.count.setText(_("{n} of {most}").format(n=length, most=STEP_LENGTH))
        self.indicator.setToolTip(self.indicator.currentText())
        self.step.setToolTip(typed.step)
        self.confirm_button.setText(_("Change") if self._settled else _("Confirm"))
        self.confirm_button.setAccessibleName(self.confirm_button.word)
        changed = typed != self._stored or not self._settled
        self.confirm_button.setEnabled(changed and bool(typed.indicator))
        self.confirm_button.setVisible(self._open)
        self.take_back.setVisible(self._open and self._settled)

    # ---- what is typed

    def typed(self) -> Typed:
        """What the fields hold."""
        extra = self.extra.currentData() or Decimal(0)
        return Typed(self.indicator.currentData() or "", self.step.text().strip(), extra)

    def confirm(self) -> None:
        """Settle what is shown."""
        self._hand_on(*([self._stored] if self._settled else []))
        self.left.emit()

    def commit(self) -> None:
        """Settle what was changed, if anything was; also what an input method has not let go of yet."""
        self._hand_on(self._stored, self._sent)

    def _hand_on(self, *known: Typed) -> None:
        """Settle what is typed unless it is `known`."""
        if self.step.hasFocus():
            QGuiApplication.inputMethod().commit()
        typed = self.typed()
        if self._open and typed.indicator and typed not in known:
            self._sent = typed
            self._results.settle(self._key[1], *typed)

    def _finish(self) -> None:
        self.commit()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc in a field leaves with what is stored; more than a word is given up only when asked."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        typed = self.typed()
        known = typed in (self._stored, self._sent) or typed.step == self._stored.step
        if known or effort(typed.step) <= _A_WORD:
            self._give_up()
            return
        question, action = _("Leave without keeping the agreed action?"), _("Do not keep")
        confirm(self, question, typed.step, action, self._give_up, otherwise=_("Go on writing"))

    def _give_up(self) -> None:
        """Show again what is stored, or on its way there."""
        if self._row is not None and self._sent != self.typed():
            self._kept.pop(self._key, None)
            self._fill(self._row, self._stored)
        self.left.emit()

    def _withdraw(self) -> None:
        self._sent = self._stored
        self._give_up()
        self._results.withdraw(self._key[1])

    def _keep(self) -> None:
        """Remember what was typed until it is stored."""
        self._kept.pop(self._key, None)
        if self.typed() != self._stored:
            self._kept[self._key] = self.typed()
        self._show_state()


def _stored(one: AgentFocus) -> Typed:
    """What is settled of an agent, or else proposed."""
    settled = one.settled
    if settled is None:
        return Typed(one.proposed or "", "", Decimal(0))
    return Typed(settled.indicator, settled.step, settled.extra)
