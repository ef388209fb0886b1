"""The Focus page: what everybody works on next, proposed from the weakest area, confirmed by a key."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qadesk import formats
from qadesk.domain.scorecard import Role
from qadesk.formats import cycle_text
from qadesk.i18n import _, ngettext
from qadesk.services import rights
from qadesk.services.assessment.focus import STEP_LENGTH, AgentFocus, FocusBoard
from qadesk.services.explaining import focus_words
from qadesk.services.explaining.result_words import named
from qadesk.ui.dialogs import confirm
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.personal import Personal
from qadesk.ui.screens.results import columns
from qadesk.ui.screens.results.columns import FocusRow
from qadesk.ui.screens.results.commands import Commands
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.basics import Button, ComboBox, OneLine, TextField, effort, label, set_read_only
from qadesk.ui.widgets.layouts import hbox, held, vbox

_WIDE: Final = 135 * GRID  # wide enough for the figures beside both weakest areas


class FocusPage(ListPage[FocusRow]):
    """Enter confirms the proposal of a row and goes to the next; on a settled one it leads to the step."""

    def __init__(self, screen: Commands) -> None:
        self._results = screen
        self.shown: FocusBoard | None = None  # as the table is now
        super().__init__(screen, self._view(), self._actions(), operations=screen.writes)
        self.title = label("", "heading", name="focusTitle")
        self.said = label("", "muted", wrap=True, name="focusSaid")
        self._bar.setContentsMargins(GRID, 0, 2 * GRID, 0)
        around = (2 * GRID, GRID, 2 * GRID, GRID)
        self.add_above(held(hbox(self.title, (self.said, 1), margins=around, gap=2 * GRID)))
        self.who = self.actions_.button("focusAgent")
        self.why = OneLine("muted", "focusWhy")
        self.editor = FocusEditor(screen, "focusEditor", headed=False)
        about = hbox(self.who, (self.why, 1), margins=(2 * GRID, GRID, 2 * GRID, 0), gap=2 * GRID)
        self._whole.addWidget(held(vbox(about, self.editor, gap=0)))
        self.setTabOrder(self.table, self.editor.step)  # what is written most
        self.chosen.connect(self._show_chosen)
        self.editor.left.connect(self.table.setFocus)

    def _view(self) -> ListView[FocusRow]:
        return ListView(
            "focus",
            _("Focus"),
            [],
            identity=lambda row: row.staff_no,
            personal=Personal("agents"),
            counted=lambda _shown: focus_words.counted([row.one for row in self.rows]),
            searched=lambda row: (row.staff_no, row.one.result.agent.name),
            search_tip=_("Find an agent"),
            empty=Empty("target", _("Nobody takes part this cycle yet")),
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

        def see(row: FocusRow) -> None:
            self._results.show_agent(row.staff_no)

        def is_open(_row: FocusRow) -> bool:
            return open_()

        back = self._results.go_back
        return [
            Action("focusBack", _("Ranking"), back, "chevron-left", kind="quiet", in_menu=False),
            Action("focusConfirm", _("Confirm"), self._enter, "check", ("Enter",), enabled=is_open,
                   row=True, reach="widget", right="score"),
            Action("focusStep", _("Write the agreed action"), None, keys=("Tab",), in_menu=False),
            Action("focusAll", self._all_text, self._settle_all, "check", kind="primary", enabled=some,
                   shown=open_, right="score"),
            Action("focusAgent", self._who_text, see, kind="link", row=True),
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
        kept, self.shown = self.current_staff_no, board
        self.set_columns(columns.focus(board))
        self.expect(kept)
        self.title.setText(_("Focus for {month}").format(month=cycle_text(board.next_code)))
        self.said.setText(focus_words.explained(board))
        self.show_rows([FocusRow(one, board) for one in board.agents])

    def _show_chosen(self, row: FocusRow | None) -> None:
        if row is not None:
            self.editor.show_agent(row)
            self.who.setAccessibleName(_("See {person}").format(person=self._who_text()))
            self.why.say(focus_words.why_text(row.one.result.card, row.one))

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
        return "" if row is None else formats.agent_text(row.one.result.agent.name, row.staff_no)

    def _enter(self, row: FocusRow) -> None:
        """Yes to what is proposed, and on to the next that waits; on what is settled, to its step."""
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


# ---- one agent's focus to confirm or change

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
        set_read_only(self.step, not self._open)

    def _fill(self, row: FocusRow, typed: Typed) -> None:
        """Offer the indicators that are weighed, and the weights a focus may have more; choose these."""
        card, most = row.one.result.card, row.board.most_extra
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
