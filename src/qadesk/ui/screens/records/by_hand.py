"""Records entered by hand: the form of each kind, the month's list, corrections, deletions with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain.scorecard import Unit
from qadesk.formats import agent_text
from qadesk.i18n import _, ngettext
from qadesk.kinds.kind import FileField
from qadesk.kinds.registry import kind_name, records_of
from qadesk.progress import Progress
from qadesk.services import personal
from qadesk.services.done import Done
from qadesk.services.records import by_hand, by_hand_rows
from qadesk.services.records.by_hand_fields import ASKED, BOUNDS, choices, fields, in_words, needed
from qadesk.services.records.by_hand_rows import HandMade, RecordEntry
from qadesk.services.records.counting import BOTH, RECORDS, TOTALS, ClashError
from qadesk.services.roster import Agent
from qadesk.storage.office import Office
from qadesk.tabular import numbers
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog, Reason, ask_reason
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.notes import NotesDoor
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table import Column

Write = Callable[
    [RecordEntry, str | None], Done[HandMade]
]  # of an entry, and what counts where that was asked

_LONGEST: Final = 2000  # letters of a note


def ask_record(
    owner: QWidget,
    operations: Operations,
    words: tuple[str, str, str],
    form: Form,
    kind: str,
    write: Write,
    then: Callable[[HandMade], object],
) -> None:
    """Ask with a form, write what it says, and go on with `then`.

    `words` are the window's title, those on its button, and what is told when it is done, with {ref} and
    {name}.
    """
    title, action, said = words

    def send(values: dict[str, Any], dialog: FormDialog) -> None:
        put(RecordEntry(kind, values.pop("agent"), values), dialog)

    def put(entry: RecordEntry, dialog: FormDialog, counts: str | None = None) -> None:
        def done(now: HandMade) -> None:
            dialog.accept()
            then(now)

        def failed(error: BaseException) -> bool:
            if not isinstance(error, ClashError):
                return dialog.refuse(error)
            dialog.say_wrong("")
            again = partial(put, entry, dialog)
            ask_what_counts(dialog, [c.words() for c in error.clashes], again, otherwise=_("Keep as it is"))
            return True

        def tell(now: HandMade) -> str:
            return said.format(ref=now.entry.values["ref"], name=now.name)

        operations.run(lambda: write(entry, counts), done, failed, said=tell)

    FormDialog(owner, "byHandDialog", title, action, form, send).open()


def record_form(kind: str, people: Sequence[Agent], entry: RecordEntry | None) -> Form:
    """A new record of a kind, or what `entry` says of one; `people` are the agents it may be of."""
    chosen = "" if entry is None else entry.staff_no
    here = [one for one in people if one.here or one.staff_no == chosen]
    offered = [(one.staff_no, agent_text(one.name, one.staff_no)) for one in here]
    if entry is None:  # nobody is taken because they come first
        offered = [("", _("Choose…")), *offered]
    lacking = _("{field}: this must not be empty.").format(field=_("Agent"))
    agent = Field("agent", _("Agent"), "choice", chosen, options=offered, required=lacking)
    values = {} if entry is None else entry.values
    asked = [_field(kind, field, values.get(field.name)) for field in fields(kind)]
    return Form("byHand", [agent, *asked], side_by_side=2)


def _field(kind: str, told: FileField, value: Any) -> Field:
    label = _(told.label)
    required = _("{field}: this must not be empty.").format(field=label) if needed(told) else ""
    least, most = map(Decimal, BOUNDS.get(told.type, (0, 0)))
    if told.type == "duration":
        label = _("{field} (seconds, or 2:13)").format(field=label)
    elif told.type == "rating":
        label = _("{field} ({least}–{most})").format(field=label, least=least, most=most)
    made = partial(Field, told.name, label, value=value, required=required)
    if told.type == "moment":
        return made("moment")
    if told.type == "day":
        return made("date")
    if told.type == "yes_no" or choices(kind, told):
        codes = choices(kind, told) or (True, False)
        offered = [(code, in_words(kind, told, code)) for code in codes]
        return made("choice", options=offered if required else [(None, formats.DASH), *offered])
    if told.type in BOUNDS:
        number = numbers.kind_of(Unit.SECONDS) if told.type == "duration" else numbers.WHOLE
        return made("number", least=least, most=most, number=number, placeholder=f"{least}–{most}")
    hint = _("Left empty, it gets one") if told.name == "ref" else ""
    return made("text", placeholder=hint, most_letters=_LONGEST)


# ---- what counts where totals and single records of the same days meet


def ask_what_counts(
    parent: QWidget, where: Sequence[str], then: Callable[[str], object], *, otherwise: str
) -> MessageDialog:
    """Ask which count in the months named by `where`: `then` gets the answer; `otherwise`: the way out."""
    dialog = MessageDialog(parent, "clashDialog", _("What counts?"), "circle-help", "accent")
    for text in where:
        dialog.add_line(text, "", "clashWhere")
    dialog.add_line(
        _(
            "The same contacts must not count twice: choose both only if they are different "
            "contacts. The choice applies to the cycle and is recorded in the trail; it can be "
            "changed under Records of the cycle."
        ),
        "muted",
        "clashWhy",
    )
    leave = dialog.add_button(otherwise, "clashLeave", default=True)
    for counts, text in ((RECORDS, _("Single records")), (TOTALS, _("Totals")), (BOTH, _("Both"))):
        dialog.add_button(text, f"clash_{counts}", partial(then, counts))
    leave.setFocus()
    dialog.open()
    return dialog


# ---- the month's list


class ByHandPage(ListPage[HandMade]):
    """Works for the screen Records, which reads for it."""

    def __init__(self, screen: Screen) -> None:
        self._office = screen.office
        self._people: Sequence[Agent] = ()
        self._open_to: frozenset[str] | None = None
        may_add, writes = self._may_add, partial(Action, right="import")
        locked = screen.why_locked
        of = partial(writes, row=True, enabled=may_add, otherwise=locked)
        adds = [
            Action(f"byHandAdd_{kind}", _add_text(kind), partial(self._add, kind), "plus", enabled=may_add)
            for kind in ASKED
        ]
        menu = tuple(one.name for one in adds)
        actions = [
            of("byHandEdit", _("Correct…"), self._edit, "pencil", ("F2",)),
            of("byHandDelete", _("Delete…"), self._delete, "trash-2", ("Del",)),
            *adds,
            writes(
                "byHandAdd",
                _("Add"),
                None,
                "plus",
                ("Ctrl+N",),
                "primary",
                enabled=may_add,
                menu=menu,
                otherwise=locked,
            ),
        ]
        notes = NotesDoor(screen, "byHand", lambda: self, lambda made: (made.about, self._shown_ref(made)))
        super().__init__(screen, _by_hand_view(screen.office), [*actions, notes.action])
        self.chosen.connect(notes.look)

    def show_month(self, found: tuple[Sequence[Agent], Sequence[HandMade], frozenset[str] | None]) -> None:
        """Show the month's records; `found`: agents, records, whose can be changed (None: all)."""
        people, rows, self._open_to = found
        self._people = [one for one in people if self._open_to is None or one.staff_no in self._open_to]
        self.show_rows(rows)
        self.actions_.update()

    def _may_add(self, *made: HandMade) -> bool:
        if self._screen.cycle_state == "closed":  # of whose result is in correction
            may = self._open_to or frozenset()
            return bool(may and self._people) and all(one.entry.staff_no in may for one in made)
        return self._screen.cycle_state == "open" and bool(self._people)

    def _shown_ref(self, made: HandMade) -> str:
        return str(personal.shown(self._office, "records")(made.entry.values["ref"]))

    # ---- writing

    def _add(self, kind: str) -> None:
        self._show_form(kind, _add_text(kind).removesuffix("…"), _("Add"))

    def _edit(self, made: HandMade) -> None:
        self._show_form(made.entry.kind, _("Correct record"), _("Save"), made)

    def _show_form(self, kind: str, title: str, action: str, made: HandMade | None = None) -> None:
        office = self._office

        def write(entry: RecordEntry, counts: str | None) -> Done[HandMade]:
            if made is None:
                return by_hand.add(office, entry, counts)
            return by_hand.edit(office, made.number, entry, counts)

        def show(now: HandMade) -> None:
            self.table.setFocus()
            self.expect(now.number)

        said = _("{ref} of {name} is entered.") if made is None else _("{ref} of {name} is corrected.")
        form = record_form(kind, self._people, by_hand_rows.shown(office, made.entry) if made else None)
        ask_record(self, self.operations, (title, action, said), form, kind, write, show)

    def _delete(self, made: HandMade) -> None:
        ref = self._shown_ref(made)

        def delete(reason: str) -> None:
            said = _("{ref} of {name} is deleted.").format(ref=ref, name=made.name)
            self.operations.run(lambda: by_hand.remove(self._office, made.number, reason), said=said)

        words = Reason(
            _("Delete {ref} of {name}?").format(ref=ref, name=made.name),
            _("It no longer counts. The trail keeps it with the reason; the deletion can be undone."),
            _("Delete"),
            placeholder=_("Such as: entered twice"),
        )
        ask_reason(self, "byHandDelete", made.number, words, delete)

    # ---- export

    def _export_kinds(self) -> list[files.FileKind]:
        return [files.workbook()]

    def _writer(self) -> Callable[[Path, Progress], object]:
        """What writes the month's records as a file that can be imported again."""
        office, code = self._office, self._screen.cycle
        return lambda path, _progress: by_hand.export(office, code, path)


def _add_text(kind: str) -> str:
    return _(records_of(kind).typed_in)


def _by_hand_view(office: Office) -> ListView[HandMade]:
    def shown(text: str) -> str:
        return str(personal.shown(office, "records")(text))

    return ListView(
        "byHand",
        _("Entered by hand"),
        [
            Column("when", _("When"), lambda r: r.when, formats.moment, sort=lambda r: str(r.when)),
            Column("kind", _("Kind"), lambda r: kind_name(r.entry.kind), least=10 * GRID),
            Column("agent", _("Agent"), lambda r: agent_text(r.name, r.entry.staff_no), least=17 * GRID),
            Column("ref", _("Reference"), lambda r: shown(r.entry.values["ref"]), least=12 * GRID),
            Column("details", _("Details"), lambda r: shown(by_hand_rows.details(r)), stretch=True),
            Column("by", _("Entered by"), lambda r: r.by),
            Column("at", _("Entered on"), lambda r: r.at, formats.moment),
        ],
        identity=lambda row: row.number,
        personal=Personal("both", "records"),
        counted=lambda rows: _records(len(rows)),
        searched=lambda r: (r.name, r.entry.staff_no, r.entry.values["ref"], by_hand_rows.details(r), r.by),
        search_tip=_("Search agent, reference, details, who entered it"),
        filters=[
            Filter("Kind", _("Kind of records"), [(ALL, _("All kinds")), *((k, kind_name(k)) for k in ASKED)],
                   lambda row, code: row.entry.kind == code)
        ],
        empty=Empty(
            "pencil",
            _("Nothing was entered by hand in this cycle"),
            _("Type in a complaint, praise, an error, a survey answer, a call or a chat that no file holds."),
            ("byHandAdd",),
        ),
        no_match=_("No record matches"),
        hidden_when_narrow=("by", "at"),
        in_bar=("byHandEdit", "byHandDelete", "byHandNotes", "byHandAdd"),
        opens="byHandEdit",
        margins=False,
    )  # fmt: skip


def _records(n: int) -> str:
    return ngettext("{n} record", "{n} records", n).format(n=formats.count(n))
