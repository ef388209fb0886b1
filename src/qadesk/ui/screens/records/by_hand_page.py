"""Records entered by hand: the month's list, a form for each kind, corrections, deletions with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from qadesk import formats
from qadesk.domain.scorecard import Unit
from qadesk.i18n import _, ngettext
from qadesk.kinds.kind import FileField
from qadesk.kinds.registry import records_of
from qadesk.services.done import Done
from qadesk.services.records import by_hand
from qadesk.services.records.by_hand import HandMade, RecordEntry
from qadesk.services.records.by_hand_fields import ASKED, BOUNDS, choices, fields, needed
from qadesk.services.records.counting import ClashError
from qadesk.services.roster import Agent
from qadesk.tabular import numbers
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.reason import Reason, ReasonDrafts
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.records.clash import ask_what_counts
from qadesk.ui.screens.records.wording import kind_name, length, yes_no
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table import Column

_LONGEST: Final = 2000  # letters of a note


class ByHandPage(ListPage[HandMade]):
    """Works for the screen Records, which reads for it."""

    def __init__(self, screen: Screen) -> None:
        self._office = screen.office
        self._people: Sequence[Agent] = ()
        self._reasons = ReasonDrafts()
        may_add, may_change = self._may_add, self._may_change
        adds = [
            Action(f"byHandAdd_{kind}", _add_text(kind), partial(self._add, kind), "plus", enabled=may_add)
            for kind in ASKED
        ]
        menu = tuple(one.name for one in adds)
        actions = [
            *adds,
            Action("byHandAdd", _("Add"), None, "plus", ("Ctrl+N",), "primary", enabled=may_add, menu=menu),
            Action("byHandEdit", _("Edit…"), self._edit, "pencil", ("F2",), enabled=may_change),
            Action("byHandDelete", _("Delete…"), self._delete, "trash-2", ("Del",), enabled=may_change),
        ]
        super().__init__(screen, _view(), actions)

    def show_month(self, found: tuple[Sequence[Agent], Sequence[HandMade]]) -> None:
        """Show the month's records; `found`: the agents to choose from, and the records."""
        self._people, rows = found
        self.show_rows(rows)
        self.actions_.update()

    def _may_add(self) -> bool:
        return self._screen.cycle_state == "open" and bool(self._people)

    def _may_change(self) -> bool:
        return self._may_add() and self.current is not None

    # ---- writing

    def _add(self, kind: str) -> None:
        self._show_form(kind, _add_text(kind).removesuffix("…"), _("Add"))

    def _edit(self) -> None:
        if (made := self.current) is not None:
            self._show_form(made.entry.kind, _("Edit record"), _("Save"), made)

    def _show_form(self, kind: str, title: str, action: str, made: HandMade | None = None) -> None:
        def send(values: dict[str, Any], dialog: FormDialog) -> None:
            self._send(dialog, made, RecordEntry(kind, values.pop("agent"), values))

        form = _form(kind, self._people, made)
        FormDialog(self, "byHandDialog", title, action, form, send).open()

    def _send(
        self, dialog: FormDialog, made: HandMade | None, entry: RecordEntry, counts: str | None = None
    ) -> None:
        def work() -> Done[HandMade]:
            if made is None:
                return by_hand.add(self._office, entry, counts)
            return by_hand.edit(self._office, made.number, entry, counts)

        def done(now: HandMade) -> None:
            dialog.accept()
            self.table.setFocus()
            self.expect(now.number)

        def failed(error: BaseException) -> bool:
            if not isinstance(error, ClashError):
                return dialog.refuse(error)
            dialog.say_wrong("")
            again = partial(self._send, dialog, made, entry)
            ask_what_counts(dialog, [c.words() for c in error.clashes], again, otherwise=_("Keep as it is"))
            return True

        said = _("{ref} of {name} is entered.") if made is None else _("{ref} of {name} is corrected.")
        self.operations.run(
            work, done, failed, said=lambda now: said.format(ref=now.entry.values["ref"], name=now.name)
        )

    def _delete(self) -> None:
        if (made := self.current) is None:
            return
        ref = made.entry.values["ref"]

        def delete(reason: str) -> None:
            said = _("{ref} of {name} is deleted.").format(ref=ref, name=made.name)
            self.operations.run(lambda: by_hand.remove(self._office, made.number, reason), said=said)

        words = Reason(
            _("Delete {ref} of {name}?").format(ref=ref, name=made.name),
            _("It no longer counts. The trail keeps it with the reason; the deletion can be undone."),
            _("Delete"),
            placeholder=_("Such as: entered twice"),
        )
        self._reasons.ask(self, "byHandDelete", made.number, words, delete)

    # ---- export

    def _export_kinds(self) -> list[files.FileKind]:
        return [files.workbook()]

    def _export(self, path: Path) -> None:
        """Write the month's records as a file that can be imported again."""
        office, code = self._office, self._screen.cycle
        self._write(lambda: by_hand.export(office, code, path), path)


# ---- the form


def _form(kind: str, people: Sequence[Agent], made: HandMade | None) -> Form:
    chosen = "" if made is None else made.entry.staff_no
    here = [one for one in people if one.here or one.staff_no == chosen]
    offered = [(one.staff_no, f"{one.name} ({one.staff_no})") for one in here]
    agent = Field("agent", _("Agent"), "choice", chosen, options=offered)
    values = {} if made is None else made.entry.values
    asked = [_field(kind, field, values.get(field.name)) for field in fields(kind)]
    return Form("byHand", [agent, *asked], side_by_side=2)


def _add_text(kind: str) -> str:
    return _(records_of(kind).typed_in)


def _field(kind: str, told: FileField, value: Any) -> Field:
    label = _(told.label)
    required = _("{field}: this must not be empty.").format(field=label) if needed(told) else ""
    made = partial(Field, told.name, label, value=value, required=required)
    if told.type == "moment":
        return made("moment")
    if told.type == "day":
        return made("date")
    if told.type == "yes_no" or choices(kind, told):
        codes = choices(kind, told) or (True, False)
        offered = [(code, _words(kind, told, code)) for code in codes]
        return made("choice", options=offered if required else [(None, formats.DASH), *offered])
    if told.type in BOUNDS:
        least, most = map(Decimal, BOUNDS[told.type])
        number = numbers.kind_of(Unit.SECONDS) if told.type == "duration" else numbers.WHOLE
        hint = _("Seconds, or 2:13") if told.type == "duration" else f"{least}–{most}"
        return made("number", least=least, most=most, number=number, placeholder=hint)
    hint = _("Left empty, it gets one") if told.name == "ref" else ""
    return made("text", placeholder=hint, most_letters=_LONGEST)


def _words(kind: str, told: FileField, value: Any) -> str:
    """A value as it is shown."""
    if isinstance(value, bool):
        return yes_no(value)
    if words := choices(kind, told):
        return _(words[value])
    if isinstance(value, datetime):
        return formats.moment(value)
    return length(int(value * 1000)) if told.type == "duration" else str(value)


# ---- the list


def _when(at: date) -> str:
    return formats.moment(at) if isinstance(at, datetime) else formats.day(at)


def _details(made: HandMade) -> str:
    """What the record says beside whose it is, when, and its reference."""
    known = [(field, made.entry.values[field.name]) for field in fields(made.entry.kind)]
    told = [one for one in known if one[0].name != "ref" and one[1] not in (None, "", made.when)]
    return _(", ").join(f"{_(field.label)}: {_words(made.entry.kind, field, value)}" for field, value in told)


def _view() -> ListView[HandMade]:
    return ListView(
        "byHand",
        _("Entered by hand"),
        [
            Column("when", _("When"), lambda r: r.when, _when, sort=lambda r: str(r.when)),
            Column("kind", _("Kind"), lambda r: kind_name(r.entry.kind), least=10 * GRID),
            Column("agent", _("Agent"), lambda r: f"{r.name} ({r.entry.staff_no})", least=17 * GRID),
            Column("ref", _("Reference"), lambda r: r.entry.values["ref"], least=12 * GRID),
            Column("details", _("Details"), _details, stretch=True),
            Column("by", _("Entered by"), lambda r: r.by),
            Column("at", _("Entered on"), lambda r: r.at, formats.moment),
        ],
        identity=lambda row: row.number,
        counted=lambda rows: ngettext("{n} record", "{n} records", len(rows)).format(n=len(rows)),
        searched=lambda r: (r.name, r.entry.staff_no, r.entry.values["ref"], _details(r), r.by),
        search_tip=_("Search agent, reference, details, who entered it"),
        filters=[
            Filter("Kind", _("Kind of records"), [(ALL, _("All kinds")), *((k, kind_name(k)) for k in ASKED)],
                   lambda row, code: row.entry.kind == code)
        ],
        empty=Empty(
            "pencil",
            _("Nothing was entered by hand in this month"),
            _("Type in a complaint, praise, an error, a survey answer or a call that no file holds."),
            ("byHandAdd",),
        ),
        no_match=_("No record matches"),
        hidden_when_narrow=("by", "at"),
        in_bar=("byHandEdit", "byHandDelete", "byHandAdd"),
        opens="byHandEdit",
        margins=False,
    )  # fmt: skip
