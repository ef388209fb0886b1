"""The results screen as its pages know it: what is shown, where they lead, and what can be done about it.

One thing that can be done is a trial: another standard, of which nothing is stored (`WhatIfDialog`).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain.periods import next_period
from qadesk.domain.scorecard import Indicator, Unit
from qadesk.errors import NotTaken
from qadesk.formats import cycle_text, decimal
from qadesk.i18n import _, ngettext
from qadesk.services.after_closing import corrections
from qadesk.services.assessment import exemptions, focus, results_export, simulation, uncertainty
from qadesk.services.assessment.exemptions import Exemption
from qadesk.services.assessment.focus import FocusBoard
from qadesk.services.assessment.results import CycleResults
from qadesk.services.assessment.simulation import SupposedResult
from qadesk.services.assessment.standings import Standings
from qadesk.services.explaining import exemption_words, explanation
from qadesk.services.explaining.exemption_words import person
from qadesk.services.explaining.explanation import Explanation
from qadesk.services.explaining.focus_words import indicator_name
from qadesk.services.explaining.result_words import met_text, named, rank_text
from qadesk.services.explaining.rule_words import rule_text
from qadesk.tabular import numbers
from qadesk.ui import dialogs, evidence
from qadesk.ui.closing import ask_close
from qadesk.ui.dialogs import Window
from qadesk.ui.kit.form import Reason, ask_reason
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, ComboBox, TextField, label, mark_wrong
from qadesk.ui.widgets.layouts import FREE, hbox, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView


class Commands(Screen):
    """What the pages of the results share: the results, the ways to each other, the verbs."""

    standings: Standings | None = None
    board: FocusBoard | None = None  # what was settled on these results
    way_back = ""  # from an agent's page: the title of the page it was opened from

    @property
    def made(self) -> CycleResults:
        """The results shown. Raises LookupError before there are any."""
        if self.standings is None:
            raise LookupError("no results yet")
        return self.standings.made

    @property
    def still_open(self) -> bool:
        """Whether there are results that can still change."""
        return self.standings is not None and not self.made.cycle.closed

    def can_change(self, staff_no: str) -> bool:
        """Whether an agent's result can still change: in an open month, or while it is being corrected."""
        if self.standings is None:
            return False
        return self.still_open or self.made.of(staff_no).agent.id in self.standings.in_hand

    @property
    def not_sure(self) -> bool:
        """Whether somebody cancelled working out how sure the results are."""
        return self.standings is not None and self.standings.sure is uncertainty.STOPPED

    def go_to_period(self, code: str, staff_no: str, indicator: str) -> None:
        """To an agent's figure in another period; to the agent where it is the total."""
        self.open_requested.emit("month", code)
        card = self.made.cards.of(self.made.of(staff_no).agent.id)
        known = {one.code for one in card.indicators()}
        self.arrive((staff_no, indicator if indicator in known else ""))

    # ---- the ways from page to page, which the screen has

    order: Callable[[], list[str]]  # the ranking's staff numbers as it is filtered and sorted, from the top
    show_agent: Callable[[str], object]  # an agent's page
    show_chain: Callable[[str, str], object]  # how a figure, or without a code the total, was made
    work_out_sure: Callable[[], object]  # how sure the results are, where somebody cancelled it
    show_focus: Callable[[], object]  # the page on which everybody's focus is settled

    def explain(self, staff_no: str, code: str, show: Callable[[Explanation], object]) -> None:
        """Work out how an indicator's figure, or without a code the total, was made; the newest is shown."""
        if self.standings is not None:
            work = partial(explanation.chain, self.office, self.standings, staff_no, code)
            self.load(work, show, slot="explanation")

    # ---- exemptions

    def ask_exemption(self, staff_no: str, code: str, kind: str) -> None:
        """Ask for the reason of an exemption (na, waived); without a `kind` take it back, which needs none.

        No code: the whole assessment.
        """
        exempt = partial(self._exempt, staff_no, code, kind)
        if not kind:
            exempt("")
            return
        about = (self.made.cycle.code, staff_no, code, kind)
        above, example = _("Reason, printed on the sheet"), _("Reason, in a few words")
        asked = exemption_words.asked(self.made, staff_no, code, kind)
        ask_reason(self, "reason", about, Reason(*asked, above=above, placeholder=example), exempt)

    def ask_reopen(self, staff_no: str) -> None:
        """Ask why who was excluded in a closed month is assessed after all; then reopen that result."""
        office, code, who = self.office, self.made.cycle.code, person(self.made, staff_no)
        words = Reason(
            _("Reopen the result of {person}?").format(person=who),
            _("The exemption can then be withdrawn here, and the agent scored; the correction is finished "
              "under Sign-off, and the result reviewed there like any other."),
            _("Reopen"),
            icon="pencil",
        )  # fmt: skip
        said = _("{person} can be corrected now.").format(person=who)

        def reopen(reason: str) -> None:
            self.writes.run(lambda: corrections.begin(office, code, staff_no, reason), said=said)

        ask_reason(self, "resultsReopen", (code, staff_no), words, reopen)

    def _exempt(self, staff_no: str, code: str, kind: str, reason: str) -> None:
        office, made = self.office, self.made
        self.writes.run(
            lambda: exemptions.exempt(office, made.cycle.code, staff_no, code or None, kind or None, reason),
            said=exemption_words.told(made, staff_no, code, kind),
        )

    def confirm(self, one: Exemption) -> None:
        """Ask whether somebody else's exemption holds, with what it is and its reason; then decide so."""
        office, made = self.office, self.made
        said = _("The exemption of {person} is confirmed.").format(person=one.staff_no)
        told = exemption_words.to_confirm(made, one)

        def confirm() -> None:
            self.writes.run(
                lambda: exemptions.confirm(office, made.cycle.code, one.staff_no, one.indicator), said=said
            )

        dialogs.confirm(self, _("Confirm this exemption?"), told, _("Confirm exemption"), confirm)

    # ---- focuses: what is settled never changes the month shown, only the next one

    def settle(self, staff_no: str, indicator: str, step: str, extra: Decimal) -> None:
        """Store an agent's focus; `extra` is its extra weight in percent."""
        office, made = self.office, self.made
        month = cycle_text(next_period(made.cycle.period).code)
        said = _("{person} works on “{what}” in {month}.").format(
            person=person(made, staff_no), what=indicator_name(made.of(staff_no).card, indicator), month=month
        )
        self.writes.run(
            lambda: focus.settle(office, made.cycle.code, staff_no, indicator, step, extra, made=made),
            said=said,
        )

    def settle_all(self) -> None:
        """Store every proposal nobody has said yes to yet."""
        office, made = self.office, self.made

        def said(before: focus.Before) -> str:
            text = ngettext("{n} proposal is confirmed.", "{n} proposals are confirmed.", len(before))
            return text.format(n=len(before))

        self.writes.run(lambda: focus.settle_all(office, made.cycle.code, made=made), said=said)

    def withdraw(self, staff_no: str) -> None:
        """Take an agent's focus back."""
        office, made = self.office, self.made
        said = _("The focus of {person} was withdrawn.").format(person=person(made, staff_no))
        self.writes.run(lambda: focus.withdraw(office, made.cycle.code, staff_no, made=made), said=said)

    # ---- the month

    def ask_close(self) -> None:
        """List what is pending, ask, and close the month."""
        text = _("{month} is closed; its results are locked.").format(month=cycle_text(self.cycle))
        ask_close(self, lambda: self.writes.notice.say(text, code="done"))

    def simulate(self) -> None:
        """Open the trial of another standard."""
        if simulation.choices(self.made):
            WhatIfDialog(self.made, self).open()
        else:
            said = _("This scorecard has no standard that could be changed for a trial.")
            self.writes.notice.say(said, "info")

    # ---- spreadsheets

    def save_results(self) -> None:
        """Save the table as a workbook."""
        office, code = self.office, self.cycle
        self.writes.save_as(
            "resultsExportDialog",
            _("Save the results"),
            _("Results {code}").format(code=code) + ".xlsx",
            lambda path: results_export.export(office, code, path),
            _("Results saved: {file}"),
            holds=holding(office, Personal("agents")),
        )

    def save_workbook(self, staff_no: str) -> None:
        """Save an agent's assessment with live formulas: it recalculates the total from the records."""
        office, made = self.office, self.made
        person = f"{staff_no} {made.of(staff_no).agent.name}"
        name = _("Assessment {code} {person}").format(code=made.cycle.code, person=person)

        def write(path: Path) -> None:
            from qadesk.services.explaining import live_workbook

            live_workbook.save(office, made.cycle.code, staff_no, path)

        self.writes.save_as(
            "workbookDialog",
            _("Save the assessment with its formulas"),
            f"{name}.xlsx",
            write,
            _(
                "Saved: {file}. Its formulas calculate the total from the records; change a record to "
                "see the effect."
            ),
            holds=holding(office, Personal("both", "records")),
        )

    def make_evidence(self, staff_no: str) -> None:
        """Put all that stands behind an agent's assessment into one file that can be checked anywhere."""
        made = self.made
        evidence.ask_for_pack(self, self.writes, made.cycle.code, staff_no, made.of(staff_no).agent.name)


# ---- what if a standard were another: nothing of it is stored


class WhatIfDialog(Window):
    """One indicator, one supposed standard, and the ranking before and after."""

    def __init__(self, made: CycleResults, parent: QWidget) -> None:
        title = _("What if a standard were different?")
        super().__init__(parent, "whatIfDialog", title, 92 * GRID, 56 * GRID)
        self._made = made
        choices = [(one.code, named(one.names)) for one in simulation.choices(made)]
        self.indicator = ComboBox("whatIfIndicator", _("Indicator"), choices)
        telling = (i.code for i in simulation.choices(made) if simulation.counts_from_standard(i.rule))
        self.indicator.choose(next(telling, None))
        self.standard = TextField("whatIfStandard", _("Trial standard"))
        self.standard.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.standard.setMaximumWidth(12 * GRID)
        self.unit = label("", "muted", name="whatIfUnit")
        self.rule = label("", "muted", wrap=True, name="whatIfRule")
        self.said = label("", wrap=True, name="whatIfSaid")
        self.model: RecordTableModel[SupposedResult] = RecordTableModel(_columns())
        self.table = TableView(self.model, "whatIfTable", _("Before and after"))
        current, choose = _("Current standard"), self._choose
        back = Button(current, "whatIfReset", icon="rotate-ccw", kind="quiet", clicked=choose)
        close = Button(_("Close"), "whatIfClose", kind="primary", clicked=self.accept)
        bar = hbox(self.indicator, label(_("Standard")), self.standard, self.unit, back, FREE)
        foot = hbox((label(_("Only a trial: nothing is stored."), "small"), 1), close)
        vbox(bar, self.rule, self.said, (self.table, 1), foot, on=self, margins=2 * GRID)
        self.indicator.currentIndexChanged.connect(lambda _index: self._choose())
        self.standard.textChanged.connect(lambda _text: self._work_out())
        self._choose()

    @property
    def _chosen(self) -> Indicator:
        code = self.indicator.currentData()
        return next(one for one in simulation.choices(self._made) if one.code == code)

    def _choose(self) -> None:
        """Begin at the standard that holds for most."""
        chosen = self._chosen
        usual = simulation.usual(self._made, chosen.code)
        with QSignalBlocker(self.standard):
            self.standard.setText(numbers.shown(usual, numbers.kind_of(chosen.unit)))
        full = _("out of {n}").format(n=chosen.top)
        units = {Unit.SECONDS: _("seconds"), Unit.RATING: full}
        self.unit.setText(units.get(chosen.unit, formats.unit_name(chosen.unit)))
        text = rule_text(chosen)
        if not simulation.counts_from_standard(chosen.rule):
            text += "\n" + _("This rule's points do not depend on the standard: only met or not met changes.")
        self.rule.setText(text)
        self._work_out()

    def _work_out(self) -> None:
        try:
            standard = simulation.standard_of(self._chosen, self.standard.text())
        except NotTaken as no:
            mark_wrong(self.standard, True)
            example = {Unit.RATE: "1.2", Unit.RATING: "4.5"}.get(self._chosen.unit, "30")
            self._say(str(no) or _("Enter a number such as {example}.").format(example=example), no.code)
            return
        mark_wrong(self.standard, False)
        found = simulation.moves(self._made, self._chosen.code, standard)
        self.model.set_rows(found)
        moved = sum(1 for move in found if move.moved)
        regraded = sum(1 for move in found if move.grade != move.supposed_grade)
        said = ngettext("{n} result would change", "{n} results would change", moved).format(n=moved)
        graded = ngettext("{n} grade would change", "{n} grades would change", regraded).format(n=regraded)
        said = f"{said}{_('; ')}{graded}" if moved else _("No results would change.")
        self._say(said, "moves" if moved else "nobody_moves")

    def _say(self, text: str, code: str) -> None:
        self.said.setText(text)
        self.said.setProperty("code", code)


def _columns() -> list[Column[SupposedResult]]:
    return [
        Column("staff_no", _("Staff no."), lambda m: m.agent.staff_no),
        Column("name", _("Name"), lambda m: m.agent.name, stretch=True),
        Column("met", _("Met?"), lambda m: _change(met_text(m.met), met_text(m.supposed_met))),
        Column("total", _("Total"), lambda m: _change(decimal(m.total), decimal(m.supposed_total)),
               align="right", sort=lambda m: m.supposed_total),
        Column("grade", _("Grade"), lambda m: _change(m.grade or "", m.supposed_grade or "")),
        Column("rank", _("Rank"), lambda m: _change(rank_text(m.rank), rank_text(m.supposed_rank)),
               align="right", sort=lambda m: m.supposed_rank),
        Column("moved", _("Changes?"), lambda m: _("Changes") if m.moved else None,
               tone=lambda m: "accent" if m.moved else None),
    ]  # fmt: skip


def _change(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"
