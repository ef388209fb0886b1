"""The screen Rewards: what follows from a closed month, why, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.i18n import _, current_language, ngettext
from qadesk.services.done import Done
from qadesk.services.uses import bonus_words, bonuses, overview, papers, payroll
from qadesk.services.uses.month import Standing
from qadesk.services.uses.overview import Consequence, UsesOverview
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.fields import IN_WORDS, Field
from qadesk.ui.kit.files import FileKind, workbook
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.history import assessment_history
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.uses.rules_page import RulesPage
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.badge import GRADE_TONES
from qadesk.ui.widgets.layouts import FOOT, hbox, stack, vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import Column

_NARROW: Final = 150 * GRID  # pixels of width below which some columns are left out
_TONES: Final = {Standing.FINAL: "good", Standing.PROVISIONAL: "warn", Standing.UNFOLLOWED: "muted"}


class UsesScreen(Screen):
    """One list of all that follows from the month; what stands beside it says why."""

    key = "uses"
    concerns = frozenset({"agents", "results", "cycle", "settings"})

    def build(self) -> None:
        self.found: UsesOverview | None = None
        self.aside = Aside(
            "uses",
            Text("who", "heading"),
            Text("why", title=_("Why")),
            Text("sure", title=_("How sure")),
            Text("differs", title=_("Other than given out last")),
            Text("notes", title=_("This cycle")),
        )
        self.notice = Notice(name="usesNotice")
        self.writes = self.operations(self.notice)
        self.page = ListPage(self, self._view(), self._actions(), lambda _actions: self.aside, self.writes)
        self.page.chosen.connect(self._show_row)
        self.rules_page = RulesPage(self, self.writes, self.go_back)
        self.pages = stack(self.page, self.rules_page)
        vbox((self.pages, 1), hbox(self.notice, margins=FOOT), on=self, gap=0)
        self.keys = Actions(self, _("Rewards"), self.writes.actions("uses"))
        self.keys.update_on(self.writes.stack.indexChanged)

    def is_deeper(self) -> bool:
        return self.pages.currentWidget() is self.rules_page

    def go_back(self) -> None:
        """From the rules to what follows by them."""
        self.pages.setCurrentWidget(self.page)
        self.page.focus_first()

    def focus_first(self) -> None:
        """On the page shown."""
        (self.rules_page if self.is_deeper() else self.page).focus_first()

    def _show_rules(self) -> None:
        self.pages.setCurrentWidget(self.rules_page)
        self.rules_page.focus_first()

    # ---- reading

    def refresh(self, changes: frozenset[str]) -> None:
        """Read what follows, and the rules; from an open month nothing follows."""
        self.rules_page.read()
        if self.cycle_state != "closed":
            self.found = None
            self.page.say_empty(_open_month())
            return
        code = self.cycle
        self.load(lambda: overview.overview(self.office, code), self._show_found)

    def _show_found(self, found: UsesOverview) -> None:
        self.found = found
        if found.rules is None:
            self.page.say_empty(_no_rules())
        elif found.rows:
            self._show_amounts(any(row.amount is not None for row in found.rows))
            self.page.show_rows(found.rows)
        else:
            self.page.say_empty(_nothing())

    def _show_amounts(self, there: bool) -> None:
        """A column for money only where some rule gives money."""
        if there != ("amount" in (column.key for column in self.page.model.columns)):
            self.page.set_columns([one for one in _columns() if there or one.key != "amount"])

    def arrive(self, context: object) -> None:
        """Show one agent's bonus: `context` is a staff number."""
        if isinstance(context, str):
            self.page.go_to(("bonus", 0, context))

    def _show_row(self, row: Consequence | None) -> None:
        if row is None:
            self.aside.say(who="", why="", sure="", differs="", notes="")
            return
        self.aside.say(
            who=formats.agent_text(row.name, row.staff_no),
            why=row.why,
            sure=[one for one in (row.sure, row.mark, bonus_words.standing_words(row.standing)) if one],
            differs=row.differs,
            notes=list(self.found.notes()) if self.found else "",
        )

    # ---- the list

    def _view(self) -> ListView[Consequence]:
        return ListView(
            "uses",
            _("What follows from the cycle's results"),
            _columns(),
            identity=lambda row: row.key,
            personal=Personal("agents"),
            counted=self._counted,
            searched=lambda row: (row.staff_no, row.name, row.what),
            search_tip=_("Find an agent"),
            filters=[Filter("Kind", _("What follows"), _kinds(), lambda row, code: row.kind == code)],
            no_match=_("Nothing matches this filter."),
            empty=_open_month(),
            also_empty=(_no_rules(), _nothing()),
            in_bar=("usesRules", "usesDays", "usesLetters", "usesList", "usesPayroll"),
            hidden_when_narrow=("total", "sure", "standing"),  # they stand beside the list, or in Results
            narrow_below=enlarged(_NARROW),
            opens="usesResult",
        )

    def _counted(self, shown: Sequence[Consequence]) -> str:
        own = [row for row in shown if row.kind == "bonus"]
        amounts = [row.amount for row in own if row.amount is not None]
        waiting = sum(row.standing is Standing.PROVISIONAL for row in shown)
        money = bonus_words.number(sum(amounts, Decimal(0)))
        said = [
            ngettext("{n} line", "{n} lines", len(shown)).format(n=len(shown)),
            _("{amount} together").format(amount=money) if amounts else "",
            _("{n} provisional").format(n=waiting) if waiting else "",
        ]
        return _(", ").join(one for one in said if one)

    def _actions(self) -> list[Action]:
        def go(screen: str) -> Any:
            return lambda row: self.open_requested.emit(screen, row.staff_no)

        def some() -> bool:
            return self.found is not None and self.found.bonuses is not None

        def listed() -> bool:
            return self.found is not None and bool(self.found.rows)

        def by_days() -> bool:
            return some() and self.found.bonuses.rule.needs_days  # type: ignore[union-attr]

        return [
            Action("usesPayroll", _("For payroll…"), self._ask_export, "download", ("Ctrl+Shift+E",),
                   "primary", shown=some, right="print"),
            Action("usesRules", _("Rules…"), self._show_rules, "scale", ("Ctrl+R",)),
            Action("usesLetters", _("Letters…"), self._ask_letters, "send", ("Ctrl+L",), why=self._no_letter,
                   shown=listed, right="print"),
            Action("usesList", _("Print the lists…"), self._ask_list, "printer", ("Ctrl+P",), shown=listed,
                   right="print"),
            Action("usesDays", _("Days worked…"), self._ask_days, "pencil", row=True, shown=by_days,
                   right="prepare"),
            Action("usesResult", _("See the result"), go("results"), "chart-line", ("Enter",), row=True,
                   reach="widget"),
            Action("usesSignoff", _("See in Sign-off"), go("signoff"), "badge-check", row=True),
            assessment_history(self, "uses", lambda: self.page.current, lambda row: row.staff_no),
            Action("usesGoToday", _("Go to Today"), partial(self.open_requested.emit, "today", None),
                   in_menu=False),
        ]  # fmt: skip

    # ---- doing

    def _ask_export(self) -> None:
        """Ask which columns payroll gets, then where the file goes."""
        if self.found is None:
            return
        chosen = self.found.columns
        fields = [
            Field(key, _(words), "check", value=key in chosen) for key, words in payroll.COLUMNS.items()
        ]

        def go_on(values: dict[str, Any], dialog: FormDialog) -> None:
            wanted = [key for key in payroll.COLUMNS if values[key]]
            if not wanted:
                dialog.say_wrong(_("Choose at least one column."))
                return
            dialog.accept()
            code = self.cycle
            if tuple(wanted) != chosen:
                self.page.operations.run(partial(payroll.choose_columns, self.office, wanted))
            self.page.operations.save_as(
                "usesPayrollFile",
                _("Bonus list for payroll"),
                _("Bonus list {month}").format(month=code) + ".xlsx",
                lambda path: self._exported(code, path),
                holds=holding(self.office, Personal("agents"), len(self.page.rows)),
                kinds=[workbook(), FileKind(_("CSV file"), ("csv",))],
            )

        words = _("Columns of the bonus list"), _("Save…")
        FormDialog(self, "usesPayrollDialog", *words, Form("usesPayroll", fields, 2), go_on).open()

    def _no_letter(self) -> str:
        """Why no letter can be written of what is chosen; "" where it can."""
        rows = self.page.selected if hasattr(self, "page") else []
        if not rows:
            return _("Choose lines first.")
        if len({row.kind for row in rows}) > 1:
            return _("Choose lines of one kind: bonus pay, awards or lists.")
        return "" if all(row.settled for row in rows) else _("Choose lines with a value.")

    def _ask_letters(self) -> None:
        """A letter for each line chosen; for awards, a certificate if one is wanted."""
        rows, code, office = self.page.selected, self.cycle, self.office
        fields = [_paper_language()]
        if rows[0].kind == "award":
            offered = [("letter", _("Letter")), ("certificate", _("Certificate"))]
            fields.insert(0, Field("form", _("What to write"), "choice", "letter", options=offered))

        def go_on(values: dict[str, Any], dialog: FormDialog) -> None:
            dialog.accept()
            said: dict[str, Any] = {
                "certificate": values.get("form") == "certificate",
                "language": values["language"],
            }
            keys = [row.key for row in rows]
            self._save_pdf(
                "usesLettersFile",
                _("Letters {month}").format(month=code),
                lambda path: papers.save_letters(office, code, keys, path, **said),
                len(rows),
            )

        text = ngettext("Letters for {n} line", "Letters for {n} lines", len(rows)).format(n=len(rows))
        form = Form("usesLetters", fields)
        FormDialog(self, "usesLettersDialog", text, _("Save as PDF…"), form, go_on).open()

    def _ask_list(self) -> None:
        """What is in sight, as a list on paper."""
        shown, code, office = self.page.filters["Kind"].currentData(), self.cycle, self.office
        kinds = list(overview.KINDS) if shown == ALL else [shown]

        def go_on(values: dict[str, Any], dialog: FormDialog) -> None:
            dialog.accept()
            self._save_pdf(
                "usesListFile",
                _("Rewards, {month}").format(month=code),
                lambda path: papers.save_list(office, code, kinds, path, values["language"]),
                len(self.page.rows),
            )

        words = _("Print the lists…").rstrip("…"), _("Save as PDF…")
        FormDialog(self, "usesListDialog", *words, Form("usesList", [_paper_language()]), go_on).open()

    def _save_pdf(self, name: str, title: str, write: Any, rows: int) -> None:
        self.page.operations.save_as(
            name,
            title,
            f"{title}.pdf",
            write,
            holds=holding(self.office, Personal("agents"), rows),
            kinds=[FileKind(_("PDF file"), ("pdf",))],
        )

    def _exported(self, code: str, path: Any) -> None:
        payroll.export(self.office, code, path)

    def _ask_days(self, row: Consequence) -> None:
        member = next(m for m in self.found.month.members.values() if m.agent.staff_no == row.staff_no)  # type: ignore[union-attr]
        field = Field("days", _("Days worked"), "number", member.days, hint=_("Empty: not known"))
        office, code = self.office, self.cycle

        def write(values: dict[str, Any]) -> Done[int]:
            return bonuses.set_days(office, code, {row.staff_no: values["days"]})

        words = formats.spoken(_("Days worked"), formats.agent_text(row.name, row.staff_no)), _("Save")
        self.page.operations.ask_and_write("usesDaysDialog", words, Form("uses", [field]), write)


def _paper_language() -> Field:
    return Field("language", _("Language of the paper"), "choice", current_language(), options=IN_WORDS)


def _columns() -> list[Column[Consequence]]:
    return [
        Column("staff_no", _("Staff no."), lambda r: r.staff_no),
        Column("name", _("Name"), lambda r: r.name),
        Column("what", _("What follows"), lambda r: r.what),
        Column("value", _("Figure"), lambda r: r.value, align="right"),
        Column("amount", _("Amount"), lambda r: r.amount, bonus_words.number, align="right"),
        Column("grade", _("Grade"), lambda r: r.grade or "",
               tone=lambda r: GRADE_TONES.get(r.grade or "", "accent")),
        Column("total", _("Total"), lambda r: r.total, formats.decimal, align="right"),
        Column("sure", _("How sure"), lambda r: r.sure),
        Column("mark", _("Look at"), lambda r: r.mark, stretch=True),
        Column("standing", _("Standing"), lambda r: r.standing, bonus_words.standing_words,
               tone=lambda r: _TONES[r.standing]),
    ]  # fmt: skip


def _kinds() -> list[tuple[str, str]]:
    return [(ALL, _("All")), *((kind, _(words)) for kind, words in overview.KINDS.items())]


def _open_month() -> Empty:
    return Empty(
        "lock",
        _("The cycle is not closed yet"),
        _("Bonus pay, awards and lists follow from its results once it is closed."),
        ("usesGoToday", "usesRules"),
    )


def _no_rules() -> Empty:
    return Empty(
        "award",
        _("No rules are in force for this cycle"),
        _("Rules say what a grade is worth and who has an award. The program proposes some to begin with."),
        ("usesRules",),
    )


def _nothing() -> Empty:
    return Empty(
        "award", _("Nothing follows"), _("By the rules in force nothing follows from these results.")
    )
