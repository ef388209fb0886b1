"""The screen Quality checks: the month's contacts to check, how far they are, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.domain.scorecard import Names
from qadesk.i18n import _, current_language, ngettext
from qadesk.kinds.checks import CHANNELS
from qadesk.services import roster
from qadesk.services.checks import board, checking, forms, sampling
from qadesk.services.checks.board import CheckBoard, CheckLine
from qadesk.services.checks.forms import StoredForm
from qadesk.services.checks.sampling import SamplePlan
from qadesk.services.checks.stored import DRAFT, REPLACED, SUBMITTED, WAITING, TypedContact
from qadesk.services.checks.words import STATUS_WORDS
from qadesk.services.done import Done
from qadesk.services.roster import Agent
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.history import assessment_history
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.checks.check_page import CheckPage
from qadesk.ui.screens.checks.forms_page import FormsPage
from qadesk.ui.screens.checks.sample_form import sample_form, strata_of
from qadesk.ui.theme import GRID, enlarged
from qadesk.ui.widgets.layouts import FOOT, hbox, stack, vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import Column

_NARROW: Final = 165 * GRID
_TONES: Final = {WAITING: "muted", DRAFT: "warn", SUBMITTED: "good", REPLACED: "muted"}
_OPEN: Final = (WAITING, DRAFT)


class ChecksScreen(Screen):
    """Enter checks the contact the cursor is on; a submitted check is followed by the next at once."""

    key = "checks"
    concerns = frozenset({"checks", "agents", "records", "cycle"})

    def build(self) -> None:
        self.found: CheckBoard | None = None
        self.known: tuple[StoredForm, ...] = ()
        self.people: tuple[Agent, ...] = ()
        self.aside = Aside(
            "checks",
            Text("who", "heading"),
            Text("state", "strong"),
            Text("found", title=_("What was found")),
            Text("note", title=_("Note")),
            Text("reason", title=_("Why it was replaced")),
            Text("progress", title=_("Progress")),
        )
        self.notice = Notice(name="checksNotice")
        self.writes = self.operations(self.notice)
        self.page = ListPage(self, self._view(), self._actions(), lambda _actions: self.aside, self.writes)
        self.page.chosen.connect(self._show_line)
        self.check_page = CheckPage(self, self.writes, self.go_back, self._check_next)
        self.forms_page = FormsPage(self, self.writes, self.go_back)
        self.pages = stack(self.page, self.check_page, self.forms_page)
        vbox((self.pages, 1), hbox(self.notice, margins=FOOT), on=self, gap=0)

    def is_deeper(self) -> bool:
        return self.pages.currentWidget() is not self.page

    def go_back(self) -> None:
        """From a check or the forms to the list."""
        self.pages.setCurrentWidget(self.page)
        self.refresh(frozenset({"checks"}))
        self.page.focus_first()

    def flush(self) -> bool:
        """Take what is still being typed in a form."""
        self.forms_page.form_table.end_typing()
        return True

    def focus_first(self) -> None:
        shown = self.pages.currentWidget()
        if isinstance(shown, CheckPage | FormsPage):
            shown.focus_first()
        else:
            self.page.focus_first()

    # ---- reading

    def refresh(self, changes: frozenset[str]) -> None:
        """Read the forms and the month's checks."""
        self.forms_page.read()
        office, code = self.office, self.cycle
        if self.cycle_state == "unopened":
            self.found = None
            self.page.say_empty(_unopened())
            return

        def read() -> tuple[CheckBoard, tuple[StoredForm, ...], tuple[Agent, ...]]:
            return board.board(office, code), forms.forms(office), tuple(roster.agents(office))

        self.load(read, self._show_found)

    def _show_found(self, found: tuple[CheckBoard, tuple[StoredForm, ...], tuple[Agent, ...]]) -> None:
        self.found, self.known, self.people = found
        if self.found.lines:
            self.page.show_rows(self.found.lines)
        elif self.published:
            self.page.say_empty(_nothing())
        else:
            self.page.say_empty(_no_form())

    @property
    def published(self) -> list[StoredForm]:
        """The versions that contacts may be checked by now."""
        return [one for one in self.known if one.status == forms.PUBLISHED]

    def arrive(self, context: object) -> None:
        """Show a check in the list: `context` is its number; ("open", number): open it."""
        if isinstance(context, int):
            self.page.go_to(context)
        elif isinstance(context, tuple):
            self._show_check(context[1])

    def _show_line(self, line: CheckLine | None) -> None:
        if line is None or self.found is None:
            self.aside.say(**dict.fromkeys(("who", "state", "found", "note", "reason", "progress"), ""))
            return
        mine = next((one for one in self.found.progress if one.staff_no == line.staff_no), None)
        told = _("{done} of {wanted} checked")
        self.aside.say(
            who=formats.agent_text(line.name, line.staff_no),
            state=[_state(line), _form_name(line), _contact(line)],
            found=[_finding(one) for one in line.found],
            note=line.note,
            reason=line.reason,
            progress="" if mine is None else told.format(done=mine.done, wanted=mine.wanted),
        )

    # ---- the list

    def _view(self) -> ListView[CheckLine]:
        states = [(ALL, _("All")), ("open", _("Still to be checked"))]
        states += [(one, _(STATUS_WORDS[one])) for one in (SUBMITTED, REPLACED)]

        def keeps(line: CheckLine, code: str) -> bool:
            return line.status in _OPEN if code == "open" else line.status == code

        return ListView(
            "checks",
            _("Contacts to check and checked"),
            _columns(),
            identity=lambda line: line.id,
            personal=Personal("both", "records"),
            counted=self._counted,
            searched=lambda line: (line.staff_no, line.name, line.ref),
            search_tip=_("Find an agent or a contact"),
            filters=[Filter("State", _("State"), states, keeps)],
            no_match=_("Nothing matches this filter."),
            empty=_nothing(),
            also_empty=(_no_form(), _unopened()),
            in_bar=("checksForms", "checksTyped", "checksSample", "checksCheck"),
            hidden_when_narrow=("channel", "form", "ref", "at", "found"),  # which stand beside it
            narrow_below=enlarged(_NARROW),
            opens="checksCheck",
        )

    def _counted(self, shown: Sequence[CheckLine]) -> str:
        counting = [one for one in shown if one.status != REPLACED]
        done = sum(one.status == SUBMITTED for one in counting)
        return _("{done} of {wanted} checked").format(done=done, wanted=len(counting))

    def _actions(self) -> list[Action]:
        def is_open(line: CheckLine) -> bool:
            return line.status in _OPEN and self.cycle_state == "open"

        def in_sample(line: CheckLine) -> bool:
            return is_open(line) and line.sample_id is not None

        def begun(line: CheckLine) -> bool:
            return line.status == DRAFT

        def submitted(line: CheckLine) -> bool:
            return line.status == SUBMITTED

        def can_begin() -> bool:
            return self.cycle_state == "open" and bool(self.published)

        return [
            Action("checksCheck", _("Check"), self._open_check, "list-checks", ("Enter",), "primary",
                   row=True, reach="widget"),
            Action("checksReplace", _("Replace the contact…"), self._ask_replace, "refresh-cw",
                   ("Ctrl+Shift+R",), row=True, enabled=in_sample, right="score"),
            Action("checksReopen", _("Reopen…"), self._ask_reopen, "rotate-ccw", row=True,
                   enabled=submitted, right="score"),
            Action("checksDiscard", _("Discard the check"), self._discard, "trash-2", row=True,
                   enabled=begun, right="score"),
            Action("checksSample", _("Draw a sample…"), self._plan_sample, "list-plus", ("Ctrl+N",),
                   enabled=can_begin, right="prepare"),
            Action("checksTyped", _("Contact without a record…"), self._ask_typed, "plus", ("Ctrl+Shift+N",),
                   enabled=can_begin, right="score"),
            Action("checksForms", _("Check forms…"), self._show_forms, "scale", ("Ctrl+R",)),
            assessment_history(self, "checks", lambda: self.page.current, lambda row: row.staff_no),
            Action("checksGoToday", _("Go to Today"), partial(self.open_requested.emit, "today", None),
                   in_menu=False),
        ]  # fmt: skip

    # ---- doing

    def _show_forms(self) -> None:
        self.pages.setCurrentWidget(self.forms_page)
        self.forms_page.focus_first()

    def _open_check(self, line: CheckLine) -> None:
        self._show_check(line.id)

    def _show_check(self, check_id: int) -> None:
        self.page.expect(check_id)
        self.pages.setCurrentWidget(self.check_page)
        self.check_page.show_check(check_id)

    def _check_next(self, check_id: int) -> None:
        """After one was submitted: the next contact that is still to be checked, or back to the list."""
        office, code = self.office, self.cycle

        def go_on(found: CheckBoard) -> None:
            following = found.next_after(check_id)
            if following is None:
                self.go_back()
            else:
                self._show_check(following)

        self.load(lambda: board.board(office, code), go_on, slot="next")

    def _discard(self, line: CheckLine) -> None:
        self.writes.run(partial(checking.discard, self.office, line.id), said=_("Discarded"))

    def _ask_replace(self, line: CheckLine) -> None:
        title = _("Replace the contact")
        write = partial(sampling.replace, self.office, line.id)
        self._ask_reason("checksReplaceDialog", title, _("Replace"), write, _("Another contact is drawn"))

    def _ask_reopen(self, line: CheckLine) -> None:
        write = partial(checking.reopen, self.office, line.id)
        self._ask_reason("checksReopenDialog", _("Reopen the check"), _("Reopen"), write, _("Reopened"))

    def _ask_reason(self, name: str, title: str, button: str, write: Any, said: str) -> None:
        field = Field("reason", _("Reason"), "long", required=_("Say why."))

        def send(values: dict[str, Any]) -> Done[Any]:
            done: Done[Any] = write(values["reason"])
            return done

        form = Form(name.removesuffix("Dialog"), [field])
        self.writes.ask_and_write(name, (title, button), form, send, said=said)

    def _ask_typed(self) -> None:
        """A call or chat that has no record: whose it is, when it was."""
        people = [
            (one.staff_no, formats.agent_text(one.name, one.staff_no)) for one in self.people if one.here
        ]
        channels = [(code, _(words)) for code, words in CHANNELS.items()]
        asked = [
            self._form_field(),
            Field("who", _("Agent"), "choice", options=people),
            Field("at", _("Date and time"), "moment", required=_("Enter when it was.")),
            Field("channel", _("Channel"), "choice", "call", options=channels),
            Field("ref", _("Reference"), hint=_("May be left empty")),
        ]
        office, code = self.office, self.cycle

        def write(values: dict[str, Any]) -> Done[int]:
            contact = TypedContact(values["at"], values["channel"], values["ref"])
            return checking.begin(office, code, values["form"], values["who"], contact)

        words = _("Contact without a record"), _("Check")
        form = Form("checksTyped", asked)
        self.writes.ask_and_write("checksTypedDialog", words, form, write, self._show_check)

    def _form_field(self) -> Field:
        offered = [(one.id, one.form.names.in_language(current_language())) for one in self.published]
        return Field("form", _("Check form"), "choice", offered[0][0] if offered else None, options=offered)

    def _plan_sample(self) -> None:
        office, code, known = self.office, self.cycle, self.published

        def read() -> dict[int, SamplePlan]:
            return {one.id: sampling.plan(office, code, one.id, 1) for one in known}

        self.load(read, self._ask_sample, slot="plans")

    def _ask_sample(self, plans: Mapping[int, SamplePlan]) -> None:
        office, code = self.office, self.cycle

        def write(values: dict[str, Any]) -> Done[int]:
            each, strata = int(values["each"]), strata_of(values)
            return sampling.draw_sample(office, code, values["form"], each, strata, values["seed"])

        words = _("Draw a sample"), _("Draw")
        form = sample_form(self._form_field(), plans)
        self.writes.ask_and_write("checksSampleDialog", words, form, write, said=_("The sample is drawn"))


def _columns() -> list[Column[CheckLine]]:
    return [
        Column("staff_no", _("Staff no."), lambda line: line.staff_no),
        Column("name", _("Agent"), lambda line: line.name),
        Column("at", _("Contact on"), lambda line: line.at, formats.moment),
        Column("channel", _("Channel"), lambda line: _(CHANNELS[line.channel])),
        Column("ref", _("Reference"), lambda line: line.ref),
        Column("form", _("Check form"), _form_name),
        Column("status", _("State"), lambda line: _(STATUS_WORDS[line.status]),
               tone=lambda line: _TONES[line.status]),
        Column("score", _("Points"), lambda line: line.score, formats.decimal, "right"),
        Column("found", _("What was found"), lambda line: _(", ").join(map(_finding, line.found)),
               stretch=True),
    ]  # fmt: skip


def _state(line: CheckLine) -> str:
    if line.score is None:
        if line.status == DRAFT:
            n = line.answered
            return ngettext("Draft: {n} answer", "Draft: {n} answers", n).format(n=n)
        return _(STATUS_WORDS[line.status])
    passed = _("passed") if line.passed else _("not passed")
    return _("{points} points, {passed}").format(points=formats.decimal(line.score), passed=passed)


def _contact(line: CheckLine) -> str:
    """What contact it is, for a window that has no room for these columns."""
    return f"{_(CHANNELS[line.channel])} {formats.moment(line.at)} {line.ref}".rstrip()


def _form_name(line: CheckLine) -> str:
    return formats.version_text(line.form.names, line.form.code, line.form.version)


def _finding(one: tuple[str, str, bool]) -> str:
    zh, en, critical = one
    name = Names(zh, en).in_language(current_language())
    return _("{question} (critical)").format(question=name) if critical else name


def _nothing() -> Empty:
    return Empty("list-checks", _("Nothing to check yet"),
                 _("Draw a sample of the cycle's contacts, or check one without a record."),
                 ("checksSample", "checksTyped"))  # fmt: skip


def _no_form() -> Empty:
    return Empty("list-checks", _("No check form is published yet"),
                 _("Begin with one of the program's forms, change what is different with you, publish it."),
                 ("checksForms",))  # fmt: skip


def _unopened() -> Empty:
    return Empty("list-checks", _("This cycle is not open"), _("Open it under Today first."),
                 ("checksGoToday",))  # fmt: skip
