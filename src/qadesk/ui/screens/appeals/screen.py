"""The screen Appeals: one list with its clock; words, points, evidence and figures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from qadesk import formats
from qadesk.domain.appeals import AppealOutcome
from qadesk.i18n import _, ngettext
from qadesk.services.appeals import figures, reading
from qadesk.services.appeals.figures import AppealFigures
from qadesk.services.appeals.reading import Appeal, MonthAppeals
from qadesk.services.appeals.words import (
    answer_assumption,
    answer_lines,
    clock_words,
    interview_line,
    lateness,
    level_words,
    outcome_words,
    point_line,
    source_line,
    who_decides,
)
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.history import assessment_history
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.screens.appeals.deciding import Deciding
from qadesk.ui.screens.appeals.desk import AppealsDesk
from qadesk.ui.screens.appeals.entering import Entering
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.table import Column

_NARROW: Final = 125 * GRID
_TONES: Final = {
    AppealOutcome.UPHELD: "good",
    AppealOutcome.PARTLY_UPHELD: "warn",
    AppealOutcome.REJECTED: "bad",
    AppealOutcome.WITHDRAWN: "muted",
}
_OPEN, _OVERDUE, _DECIDED = "open", "overdue", "decided"


class AppealsScreen(AppealsDesk):
    """The most urgent first; those that were decided last."""

    key = "appeals"
    concerns = frozenset({"agents", "results", "cycle", "settings", "records", "ratings"})

    def build(self) -> None:
        self._wanted = ""
        self.aside = Aside(
            "appeals",
            Text("who", "heading"),
            Text("state", "strong"),
            Text("decides"),
            Text("words", title=_("The agent's words")),
            Text("source", "small"),
            Text("points", title=_("What is appealed")),
            Text("files", title=_("Evidence")),
            Text("reasons", title=_("Reasons")),
            Text("figures", title=_("Old and new")),
            Text("others", "small"),
            Text("deadline", title=_("Time to answer")),
            Text("assumed", "small"),
        )
        self.entering, self.deciding = Entering(self), Deciding(self)
        self.page = ListPage(self, self._view(), self._actions(), lambda _actions: self.aside)
        self.page.chosen.connect(self._show_appeal)
        vbox(self.page, on=self)

    # ---- reading

    def refresh(self, changes: frozenset[str]) -> None:
        """Read the appeals; an open month has none."""
        if self.cycle_state != "closed":
            self.month = None
            self.page.say_empty(_open_month())
            return
        code = self.cycle
        self.load(lambda: reading.appeals(self.office, code), self._show_month)

    def _show_month(self, found: MonthAppeals) -> None:
        self.month = found
        self.page.show_rows(found.appeals)
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self._go_to(wanted)

    def arrive(self, context: object) -> None:
        """Show an agent's newest appeal, or ask for one: `context` is a staff number."""
        if not isinstance(context, str):
            return
        if self.month is None:
            self._wanted = context
        else:
            self._go_to(context)

    def _go_to(self, staff_no: str) -> None:
        mine = [one for one in self.page.rows if one.position.staff_no == staff_no and one.newest]
        if mine:
            self.page.go_to(mine[0].id)
        else:
            self.entering.ask_new(staff_no)

    def _show_appeal(self, one: Appeal | None) -> None:
        names = ("who", "state", "decides", "words", "source", "points", "files", "reasons", "figures")
        self.aside.say(**dict.fromkeys((*names, "others", "deadline", "assumed"), ""))
        if one is None or self.month is None:
            return
        card, today = self.month.card_of(one), self.office.today()
        state = [level_words(one.level, self.month.next_level), outcome_words(one.outcome)]
        state += [clock_words(one, today), lateness(one)]
        self.aside.say(
            who=formats.agent_text(one.position.name, one.position.staff_no),
            state=[" · ".join(part for part in state if part)],
            decides=who_decides(one),
            words=one.words,
            source=[source_line(one), interview_line(one)],
            points=[point_line(card, point) for point in one.points] or [_("All of the result")],
            files=[f"{file.name} ({formats.file_size(file.size)})" for file in one.files],
            reasons=one.reasons,
            deadline=answer_lines(one) if one.open else "",
            assumed=answer_assumption(one) if one.open else "",
        )
        if one.correction_id is None:
            return
        code = self.cycle

        def show(found: AppealFigures) -> None:
            now = self.page.current
            if now is not None and now.id == one.id:
                said = list(found.lines)
                if one.open:
                    said.append(_("Change what is wrong under Score, Records or Results, then decide."))
                self.aside.say(
                    figures=said, others=[found.others_head, *found.others] if found.others else ""
                )

        self.load(lambda: figures.compared(self.office, code, one), show, slot="figures",
                  failed=lambda _error: True)  # fmt: skip

    # ---- the list

    def _view(self) -> ListView[Appeal]:
        return ListView(
            "appeals",
            _("Appeals"),
            self._columns(),
            identity=lambda one: one.id,
            personal=Personal("both"),
            counted=self._counted,
            searched=lambda one: (one.position.staff_no, one.position.name, one.words),
            search_tip=_("Find an agent or a word"),
            filters=[Filter("State", _("Where it stands"), _states(), self._stands)],
            no_match=_("No appeals match this filter."),
            empty=Empty(
                "inbox",
                _("Nobody has appealed"),
                _("An agent may appeal once the sheet was received. Enter here what is handed in."),
                ("appealsEnter", "appealsForms"),
            ),
            also_empty=(_open_month(),),
            in_bar=(
                "appealsEnter",
                "appealsEdit",
                "appealsAttach",
                "appealsWithdraw",
                "appealsForm",
                "appealsNext",
                "appealsCorrect",
                "appealsStop",
                "appealsDecide",
            ),
            hidden_when_narrow=("received", "decider"),
            narrow_below=enlarged(_NARROW),
            opens="appealsResult",
        )

    def _columns(self) -> list[Column[Appeal]]:
        def left(one: Appeal) -> str:
            return clock_words(one, self.office.today())

        def tone(one: Appeal) -> str:
            if one.outcome is not None:
                return _TONES[one.outcome]
            return "bad" if one.overdue(self.office.today()) else "accent"

        return [
            Column("staff_no", _("Staff no."), lambda one: one.position.staff_no),
            Column("name", _("Name"), lambda one: one.position.name),
            Column("due", _("Answer due on"), lambda one: one.answer_due, formats.day),
            Column("left", _("Time left"), left, sort=lambda one: (not one.open, one.answer_due)),
            Column("outcome", _("Where it stands"), lambda one: outcome_words(one.outcome), tone=tone),
            Column("words", _("The agent's words"), lambda one: " ".join(one.words.split()), stretch=True),
            Column("late", _("Late"), lambda one: _("late") if one.late else ""),
            Column("received", _("Received on"), lambda one: one.received_on, formats.day),
            Column("decider", _("Decided by"), lambda one: one.decided_by),
        ]

    def _counted(self, _shown: Sequence[Appeal]) -> str:
        rows, today = self.page.rows, self.office.today()
        waiting, overdue = sum(one.open for one in rows), sum(one.overdue(today) for one in rows)
        said = [
            ngettext("{n} appeal", "{n} appeals", len(rows)).format(n=len(rows)),
            _("{n} to decide").format(n=waiting) if waiting else "",
            _("{n} overdue").format(n=overdue) if overdue else "",
        ]
        return _(", ").join(one for one in said if one)

    def _stands(self, one: Appeal, code: str) -> bool:
        if code == _OVERDUE:
            return one.overdue(self.office.today())
        return one.open is (code == _OPEN)

    def _actions(self) -> list[Action]:
        def go(screen: str) -> None:
            if self.page.current is not None:
                self.open_requested.emit(screen, self.page.current.position.staff_no)

        return [
            *self.entering.actions(),
            *self.deciding.actions(),
            Action("appealsForm", _("Form as PDF…"), self._save_form, "save", ("Ctrl+P",), row=True,
                   right="print"),
            Action("appealsForms", _("Blank forms as PDF…"), partial(self._save_forms, blank=True), "printer",
                   shown=lambda: self.month is not None, right="print"),
            Action("appealsResult", _("See the result"), lambda _row: go("results"), "chart-line", ("Enter",),
                   row=True, reach="widget"),
            Action("appealsSignoff", _("See in Sign-off"), lambda _row: go("signoff"), "badge-check",
                   row=True),
            assessment_history(self, "appeals", lambda: self.page.current, lambda row: row.position.staff_no),
            Action("appealsGoToday", _("Go to Today"), partial(self.open_requested.emit, "today", None),
                   in_menu=False),
        ]  # fmt: skip

    # ---- paper

    def _save_form(self, row: Appeal) -> None:
        self._save_forms(row.position.staff_no)

    def _save_forms(self, *who: str, blank: bool = False) -> None:
        """Ask where the form with an appeal goes, or blank ones of everybody."""
        from qadesk.services.appeals import form

        office, code = self.office, self.cycle
        name = f"{_('Appeal form')}_{code}{''.join(f'_{one}' for one in who)}.pdf"
        self.page.operations.save_as(
            "appealsFormFile",
            _("Appeal form"),
            name,
            lambda path: form.save_forms(office, code, who, path, blank=blank),
            holds=holding(office, Personal("both"), len(who) or None),
            kinds=[FileKind(_("PDF file"), ("pdf",))],
        )


def _states() -> list[tuple[str, str]]:
    return [
        (ALL, _("All")),
        (_OPEN, _("To decide")),
        (_OVERDUE, _("Overdue")),
        (_DECIDED, _("Decided")),
    ]


def _open_month() -> Empty:
    return Empty(
        "lock",
        _("The cycle is not closed yet"),
        _("Agents may appeal once its results reached them."),
        ("appealsGoToday",),
    )
