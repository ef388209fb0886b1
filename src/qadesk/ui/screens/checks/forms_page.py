"""The check forms: their versions, and the draft as a table that is typed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain.check_forms import CheckForm, ContactSort
from qadesk.domain.check_problems import check_form
from qadesk.domain.scorecard import Names
from qadesk.i18n import _, current_language, ngettext
from qadesk.kinds.checks import CHANNELS
from qadesk.services import library
from qadesk.services.checks import form_fields, forms
from qadesk.services.checks.form_fields import Spot
from qadesk.services.checks.forms import StoredForm
from qadesk.services.checks.problem_words import problem_words
from qadesk.services.checks.words import STATUS_WORDS, answer_words
from qadesk.services.done import Done
from qadesk.services.library import ReadyForm
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.edit_model import EditColumn, EditModel
from qadesk.ui.kit.edit_table import EditTable
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.library_window import LibraryWindow
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import vbox
from qadesk.ui.widgets.table import Column

_WIDTHS: Final = {
    "group": 14,
    "group_weight": 10,
    "zh": 20,
    "en": 20,
    "weight": 8,
    "levels": 24,
    "asked_if": 14,
}
_LIST, _TABLE = 18 * GRID, 52 * GRID  # heights, one to the other
_RIGHT: Final = ("group_weight", "weight")
_TONES: Final = {"draft": "warn", "published": "good", "retired": "muted"}


class FormsPage(ListPage[StoredForm]):
    """The table below the list shows the version the cursor is on; of a draft it is typed in."""

    bar_stays = True

    def __init__(self, screen: Screen, operations: Operations, back: Callable[[], object]) -> None:
        self._back = back
        self._typed: tuple[int, CheckForm] | None = (
            None  # which draft, as it stands in sight and is not saved yet
        )
        self.edited = EditModel(_table_columns(), self._put, _row_name)
        self.form_table = EditTable(self.edited, "checkFormTable", _("Questions of the form"), self._save)
        self.problems = label("", "small", wrap=True, name="checkFormProblems")
        super().__init__(screen, self._describe(), self._page_actions(), lambda _a: self._below(), operations)
        if self._memory.value("splitter") is None:  # the table that is typed in needs the room
            self.split.setSizes([_LIST, _TABLE])
        self.form_table.refused.connect(lambda text, code: self.notice.say(text, "bad", code=code))
        self.chosen.connect(self._show_form)

    def _below(self) -> QWidget:
        made = QWidget()
        rows = self.form_table.offer_rows(
            "checkFormRow",
            (_("Add a question"), self._add_question),
            (_("Remove the question"), self._remove),
        )
        vbox((self.form_table, 1), self.problems, rows, on=made, margins=(0, GRID, 0, 0))
        return made

    # ---- reading

    def read(self) -> None:
        """Read all versions."""
        office = self._screen.office
        self._screen.load(lambda: forms.forms(office), self.show_rows, slot="forms")

    def _show_form(self, one: StoredForm | None) -> None:
        if one is None:
            self.edited.show(None, (), editable=False)
            self.problems.setText("")
        elif self._typed is None and self.edited.state != one.form:
            self._show_state(one.form, editable=one.draft)

    def _show_state(self, form: CheckForm, *, editable: bool) -> None:
        self.edited.show(form, form_fields.spots(form), editable=editable)
        wrong = [problem_words(one, form) for one in check_form(form)] if editable else []
        self.problems.setText("\n".join(wrong))
        self.problems.setVisible(bool(wrong))

    def _put(self, form: CheckForm, _spot: Spot, _key: str, typing: bool) -> None:
        self._keep(form, save=not typing)

    def _keep(self, form: CheckForm, spot: Spot | None = None, *, save: bool = True) -> None:
        """Show a changed draft at once; what is typed in one cell is saved as one step when that ends."""
        shown = self.current
        if shown is None or not shown.draft:
            return
        self._typed = shown.id, form
        self._show_state(form, editable=True)
        if spot is not None:
            self.form_table.set_current(self.edited.at(spot, "zh"))
        if save:
            self._save()

    def _save(self) -> None:
        if self._typed is None:
            return
        (number, form), self._typed = self._typed, None

        def failed(error: BaseException) -> bool:
            self.read()
            return self.operations.refused(error)

        self.operations.run(partial(forms.save, self._screen.office, number, form), failed=failed)

    def _spot(self) -> Spot | None:
        index = self.form_table.currentIndex()
        if index.isValid():
            return self.edited.rows[index.row()]
        return self.edited.rows[-1] if self.edited.rows else None

    def _add_question(self) -> None:
        spot, form = self._spot(), self.edited.state
        if spot is not None and form is not None:
            self._keep(*form_fields.with_question(form, spot))

    def _add_group(self) -> None:
        spot, form = self._spot(), self.edited.state
        if spot is not None and form is not None:
            self._keep(*form_fields.with_group(form, spot))

    def _remove(self) -> None:
        spot, form = self._spot(), self.edited.state
        if spot is not None and form is not None and len(self.edited.rows) > 1:
            self._keep(form_fields.without(form, spot))

    # ---- the list

    def _describe(self) -> ListView[StoredForm]:
        def questions(one: StoredForm) -> int:
            return len(list(one.form.questions()))

        return ListView(
            "checkForms",
            _("Check forms"),
            [
                Column("name", _("Check form"), _name, stretch=True),
                Column("code", _("Code"), lambda one: one.form.code),
                Column("version", _("Version"), lambda one: one.form.version, formats.count, "right"),
                Column("status", _("State"), lambda one: _(STATUS_WORDS[one.status]),
                       tone=lambda one: _TONES[one.status]),
                Column("contacts", _("Channel"), lambda one: _(CHANNELS[one.form.contacts.value])),
                Column("questions", _("Questions"), questions, formats.count, "right"),
                Column("pass_at", _("Passed from"), lambda one: one.form.pass_at, formats.plain, "right"),
            ],
            identity=lambda one: one.id,
            personal=None,
            counted=_counted,
            empty=Empty("scale", _("No check form yet"),
                        _("Begin with a ready one, or with an empty one."),
                        ("checkFormsLibrary", "checkFormsNew")),
            leading=("checkFormsBack",),
            in_bar=("checkFormsAdd", "checkFormsMore", "checkFormsSettings", "checkFormsPublish"),
            aside_below=True,
            aside_grows=True,
        )  # fmt: skip

    def _page_actions(self) -> list[Action]:
        def draft(one: StoredForm) -> bool:
            return one.draft

        of = partial(Action, right="prepare")
        return [
            Action("checkFormsBack", _("Back"), self._back, "chevron-left", ("Alt+Left",), "quiet",
                   in_menu=False),
            of("checkFormsAdd", _("New form"), None, "list-plus", ("Ctrl+N",),
               menu=("checkFormsLibrary", "checkFormsNew", "checkFormsImport")),
            of("checkFormsLibrary", _("Ready check forms…"), self._ask_library, "list-plus"),
            of("checkFormsNew", _("An empty form"), lambda: self._begin(form_fields.empty_form())),
            of("checkFormsImport", _("From a file…"), self._ask_import, "upload"),
            Action("checkFormsMore", _("More"), None, keys=("Alt+M",),
                   menu=("checkFormsCopy", "checkFormsGroup", "checkFormsWording", "checkFormsExport",
                         "checkFormsDelete")),
            of("checkFormsCopy", _("New version of it"), lambda one: self._begin(one.form), "copy", row=True),
            of("checkFormsGroup", _("Add a group"), lambda _one: self._add_group(), "plus", row=True,
               enabled=draft),
            of("checkFormsWording", _("Wording of the answers…"), self._ask_wording, "pencil", ("F4",),
               row=True, enabled=draft),
            Action("checkFormsExport", _("Save as a file…"), self._save_file, "download", row=True),
            of("checkFormsDelete", _("Delete the draft"), self._delete, "trash-2", row=True, enabled=draft),
            of("checkFormsSettings", _("Name and limit…"), self._ask_settings, "pencil", ("F3",), row=True,
               enabled=draft),
            Action("checkFormsPublish", _("Publish"), self._publish, "check", ("Ctrl+Shift+P",), "primary",
                   row=True, enabled=draft, right="decide"),
        ]  # fmt: skip

    # ---- doing

    def _begin(self, form: CheckForm) -> None:
        def go(made: int) -> None:
            self.expect(made)
            self.read()

        self.operations.run(partial(forms.draft, self._screen.office, form), go, said=_("Draft made"))

    def _ask_library(self) -> None:
        def show(offered: tuple[ReadyForm, ...]) -> None:
            title, words = _("Ready check forms"), (_("Check form"), _("Questions"))
            LibraryWindow(self._screen, title, words, offered, lambda one: self._begin(one.content)).open()

        self._screen.load(library.forms, show, slot="library")

    def _delete(self, one: StoredForm) -> None:
        self.operations.run(partial(forms.throw_away, self._screen.office, one.id), said=_("Draft deleted"))

    def _publish(self, one: StoredForm) -> None:
        self.operations.run(
            partial(forms.publish, self._screen.office, one.id), said=_("The form is published")
        )

    def _ask_import(self) -> None:
        office = self._screen.office

        def bring(chosen: list[Path]) -> None:
            self.operations.run(
                partial(forms.import_file, office, chosen[0]), self.expect, said=_("Draft made")
            )

        files.ask_open(self, "checkFormsImportDialog", _("Check form of a file"), [_yaml()], bring)

    def _save_file(self, one: StoredForm) -> None:
        write = partial(forms.export_file, self._screen.office, one.id)
        name = f"{one.form.code}-{one.form.version}.yaml"
        self.operations.save_as(
            "checkFormsExportDialog", _("Save the form"), name, write, holds=files.NOBODY, kinds=[_yaml()]
        )

    def _ask_settings(self, one: StoredForm) -> None:
        form, office = one.form, self._screen.office
        sorts = [(sort.value, _(CHANNELS[sort.value])) for sort in ContactSort]
        fields = [
            Field("zh", _("Name (Chinese)"), value=form.names.zh),
            Field("en", _("Name (English)"), value=form.names.en),
            Field("contacts", _("For"), "choice", form.contacts.value, options=sorts),
            Field("pass_at", _("Passed from (points)"), "number", form.pass_at, least=Decimal(0),
                  most=Decimal(100), required=_("Enter the points from which a check is passed.")),
            Field("words", _("Must be said"), value=_(", ").join(form.must_words),
                  hint=_("Words that are looked for in the note of a contact, with commas between them")),
        ]  # fmt: skip

        def write(values: dict[str, Any]) -> Done[None]:
            words = values["words"].replace("，", ",").replace("、", ",").split(",")
            made = replace(
                form,
                names=Names(values["zh"], values["en"]),
                contacts=ContactSort(values["contacts"]),
                pass_at=values["pass_at"],
                must_words=tuple(word.strip() for word in words if word.strip()),
            )
            return forms.save(office, one.id, made)

        title = _("Name and limit"), _("Save")
        self.operations.ask_and_write("checkFormDialog", title, Form("checkForm", fields), write)

    def _ask_wording(self, one: StoredForm) -> None:
        """What each answer of the question the cursor is on looks like, in both languages."""
        spot, form, office = self._spot(), self.edited.state, self._screen.office
        if spot is None or form is None:
            return
        question = form_fields.question_at(form, spot)
        known = {level.code: level.wording for level in question.levels}
        fields = []
        for answer in question.choices:
            heading = answer_words(question, answer)
            for language, words in (("zh", _("Chinese")), ("en", _("English"))):
                said = getattr(known.get(answer), language, "")
                over = heading if language == "zh" else ""
                fields.append(Field(f"{answer}/{language}", words, value=said, heading=over))

        def write(values: dict[str, Any]) -> Done[None]:
            said = [(a, Names(values[f"{a}/zh"], values[f"{a}/en"])) for a in question.choices]
            return forms.save(office, one.id, form_fields.with_wordings(form, spot, said))

        title = _("Wording of the answers"), _("Save")
        self.operations.ask_and_write("checkWordingDialog", title, Form("checkWording", fields), write)


def _table_columns() -> Sequence[EditColumn[CheckForm, Spot]]:
    return [
        EditColumn(
            one.key, one.header, one.text, one.put, one.typed, one.choices, one.editable,
            right=one.key in _RIGHT, width=_WIDTHS.get(one.key, 12) * GRID, grows=one.key in ("zh", "en"),
        )
        for one in form_fields.fields()
    ]  # fmt: skip


def _row_name(form: CheckForm, spot: Spot) -> str:
    one = form_fields.question_at(form, spot)
    return one.names.in_language(current_language()) or one.code


def _name(one: StoredForm) -> str:
    return one.form.names.in_language(current_language()) or one.form.code


def _counted(rows: Sequence[StoredForm]) -> str:
    return ngettext("{n} version", "{n} versions", len(rows)).format(n=len(rows))


def _yaml() -> FileKind:
    return FileKind(_("Check forms"), ("yaml", "yml"))
