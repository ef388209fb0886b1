"""The screen Today: the month's steps with counts, the next deadline, and what needs a look."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPlainTextEdit, QWidget

from qadesk import formats
from qadesk.errors import joined
from qadesk.formats import cycle_text, version_text
from qadesk.i18n import _, ngettext
from qadesk.services import first_look, rights
from qadesk.services.done import Done
from qadesk.services.first_look import NextScorecard, Overview, UnderWay, Unopened
from qadesk.services.month_concerns import backup_warnings, under_way_text
from qadesk.services.month_steps import TITLES, MonthStep, next_step, steps
from qadesk.ui.kit import fields
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.operations import in_window
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.today.parts import Aside, StepRow, due
from qadesk.ui.theme import GRID, ROW, enlarged
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import FREE, PAGE, PAGE_FOOT, hbox, scrolled, stack, vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

if TYPE_CHECKING:
    from qadesk.domain.cycles import Cycle
    from qadesk.services.backups.glance import Glance
    from qadesk.services.freezing import Frozen, FrozenLine
    from qadesk.services.opening import OfferedScorecard
    from qadesk.services.today import Outcome

# What is read of a month that is not open.
_Unopened = tuple[NextScorecard | None, tuple[str, str], tuple[UnderWay, ...], Unopened]
_SIDE_BY_SIDE: Final = 840  # logical pixels of page width from which the second column has room
_ASIDE: Final = 42 * GRID


class TodayScreen(Screen):
    """Reads the quick figures first, then adds up the month behind them."""

    key = "today"

    def build(self) -> None:
        self._overview: Overview | None = None
        self._wants_focus = False  # the next thing to do, once it is known what that is
        self._given: QWidget | None = None  # where the keyboard was put for that
        self._reading = self._goes_on = False  # once opened on the way from an import: to what is next
        self._taken, self._trouble = "", list[str]()  # of a month not open yet: its scorecard; of the backups
        self.notice = Notice(name="todayNotice")
        self.writes = self.operations(self.notice)
        self.headline = label("", "heading", wrap=True, name="todayHeadline")
        self.rows = {key: StepRow(key) for key in TITLES}
        self.aside = Aside()
        self.empty = EmptyState("calendar-check", "", name="todayEmpty")
        self._first = self.empty.add_button("", "openWaiting", self._go_first)
        self._waiting = ""  # the month with records that is to be opened first; "" and shown: import first
        self._open_month = self.empty.add_button(_("Open the cycle"), "openMonth", self._open_cycle)
        self._before = self.empty.add_button("", "openBefore", self._go_before, primary=False)
        go = partial(self.open_requested.emit, "scorecards", None)
        self._scorecards = self.empty.add_button(_("Go to Scorecards"), "openScorecards", go, primary=False)
        self._month_before = ""
        for row in self.rows.values():
            row.asked.connect(self._open_step)
        self.aside.asked.connect(self.open_requested)
        self.take_back = Button(
            _("Take the opening back"), "todayTakeBack", kind="link", clicked=self._take_back
        )
        self.take_back.hide()
        head = hbox((self.headline, 1), self.take_back)
        left = vbox(head, GRID, *self.rows.values(), FREE, gap=0)
        self._columns: QBoxLayout = hbox((left, 1), self.aside, gap=5 * GRID)
        content = QWidget()
        vbox((self._columns, 1), on=content, margins=PAGE)
        self.month = scrolled(content, "todayScroll")
        self._blank = QWidget()  # until the first figures are in; nothing flickers
        self._pages = stack(self._blank, self.month, self.empty, name="todayPages")
        vbox((self._pages, 1), hbox(self.notice, margins=PAGE_FOOT), on=self, gap=0)

    # ---- reading

    def refresh(self, changes: frozenset[str]) -> None:
        office, code = self.office, self.cycle
        if changes == {"backups"}:
            self._load_backups()
        elif self.cycle_state == "unopened":
            self._overview, self._reading = None, False
            self._say_unopened()
            self._offer_before("")
            self._offer_first(None)
            self._scorecards.hide()
            self._load_backups()

            def read() -> _Unopened:
                return (
                    first_look.next_scorecard(office),
                    first_look.month_before(office, code),
                    first_look.under_way(office),
                    first_look.unopened(office),
                )

            self.load(read, self._say_next)
            self._pages.setCurrentWidget(self.empty)
            if self._wants_focus:
                self._open_month.setFocus()
                self._given = self._open_month  # until the month is open
        else:
            self._reading = True
            self.load(lambda: first_look.overview(office, code), self._show_overview)

    def _say_unopened(self, taken: str = "") -> None:
        fixed = _(
            "Opening a cycle freezes its scorecard and targets. As long as nobody has worked on it, "
            "opening it can be taken back."
        )
        title = _("{cycle} is not open yet").format(cycle=cycle_text(self.cycle))
        self._taken = taken
        self._bar(self._open_month)
        self.empty.say(title, "\n\n".join([joined(taken, fixed), *self._trouble]))

    def _bar(self, button: Button) -> None:
        """A button of the month's opening says why a person may not press it."""
        why = rights.why_not(self.office, "prepare")
        button.setEnabled(not why)
        button.setToolTip(why)
        button.setAccessibleDescription(why)

    def _offer_before(self, code: str) -> None:
        """The month that is in hand, at the beginning of this one, or because it is not closed yet."""
        self._month_before = code
        text = _("Go to {month}").format(month=cycle_text(code)) if code else ""
        self._before.setText(text)
        self._before.setAccessibleName(text)
        self._before.setVisible(bool(code))

    def _offer_first(self, found: Unopened | None) -> list[str]:
        """What comes first: opening a month that has records, or importing some; what is said of it."""
        here = found is None or self.cycle in dict(found.months)
        months = () if found is None or here else found.months
        new = found is not None and found.new
        self._waiting = months[0][0] if months else ""
        words = _("Go to {month}").format(month=cycle_text(self._waiting)) if months else _("Import files…")
        shown = bool(months) or new
        self._first.setText(words)
        self._first.setAccessibleName(words)
        self._first.setVisible(shown)
        self._open_month.set_kind("" if shown else "primary")
        if shown and self._given is self._open_month and self.window().focusWidget() is self._open_month:
            self._first.setFocus()
            self._given = self._first
        if new:
            return [_("Nothing was imported yet: import the cycle's files first.")]
        text = _("{month} is not open yet; its records: {n}.")
        return [text.format(month=cycle_text(code), n=f"{n:,}") for code, n in months]

    def _go_first(self) -> None:
        if self._waiting:
            self.open_requested.emit("month", self._waiting)
            self._open_month.setFocus()
        else:
            self.open_requested.emit("records", "import")

    def _go_before(self) -> None:
        self.open_requested.emit("month", self._month_before)
        self._open_month.setFocus()

    def _say_next(self, read: _Unopened) -> None:
        """Say which scorecard the month would take, and which it would not take yet."""
        found, (before, state), under_way, unopened = read
        if self.cycle_state != "unopened":
            return
        first = self._offer_first(unopened)
        self._offer_before("" if before == self._waiting else before)
        self._scorecards.setVisible(bool(under_way) or found is None)
        waits = [*first, *(under_way_text(one) for one in under_way)]
        if state == "open":
            waits.append(_("{month} is open and not closed yet.").format(month=cycle_text(before)))
        if state == "unsigned":
            waits.append(_("Results of {month} are not final yet.").format(month=cycle_text(before)))
        if found is None:
            self._say_unopened(joined(_("No scorecard is published yet; a month needs one."), *waits))
        else:
            text = _("It uses the scorecard published last: {what}.")
            said = text.format(what=version_text(found.names, found.code, found.version))
            self._say_unopened(joined(said, *waits))

    def _show_overview(self, overview: Overview) -> None:
        self._overview = overview
        self._show_month(overview, None)
        # Seen before the adding up begins: what that imports at the start takes turns with painting.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.repaint()
        office, code = self.office, overview.cycle.code

        def read() -> Outcome:
            from qadesk.services import today

            return today.outcome(office, code)

        self.load(read, lambda outcome: self._show_month(overview, outcome))
        self._load_backups()
        self.load(lambda: due(office), self.aside.show_due, slot="retention")

    def _load_backups(self) -> None:
        office = self.office

        def read() -> Glance:
            from qadesk.services.backups import glance

            return glance.glance(office)

        self.load(read, self._show_backups, slot="backups")

    def _show_backups(self, found: Glance) -> None:
        """Beside the month; what is wrong with them also where no month is open yet."""
        self.aside.show_backups(found, rights.why_not(self.office, "administer"))
        self._trouble = [one.text for one in backup_warnings(found)]
        if self.cycle_state == "unopened":
            self._say_unopened(self._taken)

    def _show_month(self, overview: Overview, outcome: Outcome | None) -> None:
        month = cycle_text(overview.cycle.code)
        agents = ngettext("{n} agent", "{n} agents", overview.agents).format(n=overview.agents)
        self.headline.setText(_("{cycle}, {agents}").format(cycle=month, agents=agents))
        listed = steps(self.office, overview, outcome)
        upcoming = next_step(listed)
        shown = {step.key for step in listed}
        for key, row in self.rows.items():
            row.setVisible(key in shown)
        for step in listed:
            why_not = "" if step.right is None else rights.why_not(self.office, step.right)
            self.rows[step.key].show_step(step, is_next=step is upcoming, why_not=why_not)
        self._bar(self.take_back)
        self.take_back.setVisible(outcome is not None and outcome.untouched)
        self.aside.show_month(overview, outcome, self.office.today())
        held = self._given is None or self.window().focusWidget() in (None, self._given)
        self._pages.setCurrentWidget(self.month)
        goes_on, self._goes_on = upcoming if self._goes_on else None, False
        if goes_on is not None:
            self._open_step(goes_on)
        elif self._wants_focus and held:
            self._focus_next()
        if outcome is not None:
            self._wants_focus = self._reading = False

    def arrive(self, context: object) -> None:
        """("open", the code of the month shown): ask with which scorecard it is opened, then go on."""
        if context == ("open", self.cycle) and self.cycle_state == "unopened":
            self._goes_on = True
            self._open_cycle()

    def focus_first(self) -> None:
        """The next thing to do, once it is known: what it was when the page was last seen may be done."""
        self._wants_focus = self._reading or self._pages.currentWidget() is self._blank
        self._focus_next()

    def _focus_next(self) -> None:
        for row in self.rows.values():
            if row.button.property("kind") == "primary" and row.button.isVisible() and row.button.isEnabled():
                row.button.setFocus()
                self._given = row.button
                return
        super().focus_first()
        self._given = self.window().focusWidget()

    # ---- doing

    def _open_step(self, step: MonthStep) -> None:
        if step.month:
            self.open_requested.emit("month", step.month)
        elif step.key == "close":
            self._ask_close()
        else:
            empty = step.key == "records" and not (self._overview and self._overview.agents)
            self.open_requested.emit(step.screen, "import" if empty else None)

    def _open_cycle(self) -> None:
        office, code = self.office, self.cycle

        def read() -> list[tuple[OfferedScorecard, Frozen]]:
            from qadesk.services import freezing, opening

            found = opening.choices(office, code)
            return [(one, freezing.frozen(office, code, one.scorecard_id)) for one in found]

        self.load(read, self._ask_opening, slot="opening")

    def _ask_opening(self, found: list[tuple[OfferedScorecard, Frozen]]) -> None:
        """Ask with which scorecard the month is opened; with none there is nothing to ask."""
        office, code = self.office, self.cycle
        month = cycle_text(code)

        def work(scorecard_id: int | None) -> Done[Cycle]:
            from qadesk.services import opening

            return opening.open_month(office, code, scorecard_id)

        if not found:
            self.writes.run(lambda: work(None), failed=in_window)
            return

        def opened(_cycle: Cycle) -> None:
            self._wants_focus, self._given = True, self._open_month

        words = _("Open {cycle}").format(cycle=month), _("Open the cycle")
        said = _("{cycle} is open.").format(cycle=month)
        form = opening_form(found)
        self.writes.ask_and_write(
            "openMonth", words, form, lambda values: work(values["scorecard"]), opened, said=said
        )

    def _take_back(self) -> None:
        office, code = self.office, self.cycle

        def work() -> Done[None]:
            from qadesk.services import opening

            return opening.take_back(office, code)

        said = _("The opening of {code} was taken back; its records stay.").format(code=cycle_text(code))
        self.writes.run(work, said=said)

    def _ask_close(self) -> None:
        from qadesk.ui.closing import ask_close  # with SQLAlchemy, for which the start does not wait

        def closed(done: str = _("{cycle} is closed. Its results are locked.")) -> None:
            self.notice.say(done.format(cycle=month), code="done")
            self._wants_focus, self._given = True, self.rows["close"].button  # which leads to the next month

        month = cycle_text(self.cycle)
        ask_close(self, closed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        wide = width >= enlarged(_SIDE_BY_SIDE)
        beside = min(enlarged(_ASIDE), width * 3 // 10)
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self.aside.setMinimumWidth(beside if wide else 0)
        self.aside.setMaximumWidth(beside if wide else 16_777_215)


# ---- what is asked before a month is opened: with which scorecard, beside what will be frozen


def opening_form(found: Sequence[tuple[OfferedScorecard, Frozen]]) -> Form:
    """A choice of the published scorecards; `found` are they, the usual one first, with what each freezes."""
    options = [(one.scorecard_id, version_text(one.names, one.code, one.version)) for one, _frozen in found]
    frozen = {choice.scorecard_id: said for choice, said in found}
    form = Form("opening", [Field("scorecard", _("Scorecard"), "choice", options[0][0], options=options)], 2)
    approved = label("", wrap=True, name="openingApproved")
    form.add_row(_("Approved by"), approved)
    model = RecordTableModel(_columns())
    table = TableView(model, "openingFrozen", _("What will be frozen"))
    table.setSortingEnabled(False)
    table.setMinimumHeight(10 * ROW)
    people = fields.make(Field("agents", _("Agents"), "long", fixed=True), "openingAgents")
    assert isinstance(people, QPlainTextEdit)
    note = label("", "small", wrap=True, name="openingNote")
    for widget in (table, people, note):
        form.add_wide(widget)

    def tell() -> None:
        from qadesk.services import freezing  # read already, with SQLAlchemy, which the start is not kept for

        said = frozen[fields.read(form.fields["scorecard"], form.widgets["scorecard"])]
        approved.setText(said.approved or _("Nobody is recorded"))
        model.set_rows(said.lines)
        people.setPlainText(freezing.who_takes_part(said))
        note.setText(freezing.note(said, only=len(found) == 1))

    fields.watch(form.widgets["scorecard"], tell)
    tell()
    return form


def _columns() -> list[Column[FrozenLine]]:
    return [
        Column("section", _("Section"), lambda line: line.section, stretch=True),
        Column("name", _("Indicator"), lambda line: line.name, stretch=True),
        Column("weight", _("Weight"), lambda line: line.weight, align="right"),
        Column("required", _("Standard"), lambda line: line.required or formats.DASH),
        Column("note", _("Set otherwise"), lambda line: line.note, stretch=True, tip=lambda line: line.note),
    ]
