"""Records entered by hand: the month's list, a form for each kind, corrections, deletions with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import records_of
from qadesk.progress import Progress
from qadesk.services import personal
from qadesk.services.done import Done
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.records import by_hand, by_hand_rows
from qadesk.services.records.by_hand_fields import ASKED, fields
from qadesk.services.records.by_hand_rows import HandMade, RecordEntry
from qadesk.services.roster import Agent
from qadesk.storage.office import Office
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.notes import NotesDoor
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.reason import Reason, ask_reason
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.records.record_form import ask_record, record_form, value_words
from qadesk.ui.screens.records.wording import kind_name
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table import Column
from qadesk.ui.wording import agent_text

_LONGEST: Final = 2000  # letters of a note


class ByHandPage(ListPage[HandMade]):
    """Works for the screen Records, which reads for it."""

    def __init__(self, screen: Screen) -> None:
        self._office = screen.office
        self._people: Sequence[Agent] = ()
        may_add, may_change = self._may_add, self._may_change
        adds = [
            Action(f"byHandAdd_{kind}", _add_text(kind), partial(self._add, kind), "plus", enabled=may_add)
            for kind in ASKED
        ]
        menu = tuple(one.name for one in adds)
        actions = [
            *adds,
            Action(
                "byHandAdd",
                _("Add"),
                None,
                "plus",
                ("Ctrl+N",),
                "primary",
                enabled=may_add,
                menu=menu,
                right="import",
            ),
            Action(
                "byHandEdit", _("Edit…"), self._edit, "pencil", ("F2",), enabled=may_change, right="import"
            ),
            Action(
                "byHandDelete",
                _("Delete…"),
                self._delete,
                "trash-2",
                ("Del",),
                enabled=may_change,
                right="import",
            ),
        ]
        notes = NotesDoor(screen, "byHand", self._about, lambda: self.operations)
        super().__init__(screen, _view(screen.office), [*actions, notes.action])
        notes.tell(self.actions_.update)
        self.chosen.connect(lambda _made: notes.look())

    def show_month(self, found: tuple[Sequence[Agent], Sequence[HandMade]]) -> None:
        """Show the month's records; `found`: the agents to choose from, and the records."""
        self._people, rows = found
        self.show_rows(rows)
        self.actions_.update()

    def _may_add(self) -> bool:
        return self._screen.cycle_state == "open" and bool(self._people)

    def _may_change(self) -> bool:
        return self._may_add() and self.current is not None

    def _about(self) -> tuple[NoteSubject, str] | None:
        made = self.current
        return None if made is None else (made.about, self._shown_ref(made))

    def _shown_ref(self, made: HandMade) -> str:
        return str(personal.shown(self._office, "records")(made.entry.values["ref"]))

    # ---- writing

    def _add(self, kind: str) -> None:
        self._show_form(kind, _add_text(kind).removesuffix("…"), _("Add"))

    def _edit(self) -> None:
        if (made := self.current) is not None:
            self._show_form(made.entry.kind, _("Edit record"), _("Save"), made)

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

    def _delete(self) -> None:
        if (made := self.current) is None:
            return
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


# ---- the list


def _add_text(kind: str) -> str:
    return _(records_of(kind).typed_in)


def _when(at: date) -> str:
    return formats.moment(at) if isinstance(at, datetime) else formats.day(at)


def _details(made: HandMade) -> str:
    """What the record says beside whose it is, when, and its reference."""
    known = [(field, made.entry.values[field.name]) for field in fields(made.entry.kind)]
    told = [one for one in known if one[0].name != "ref" and one[1] not in (None, "", made.when)]
    return _(", ").join(
        f"{_(field.label)}: {value_words(made.entry.kind, field, value)}" for field, value in told
    )


def _view(office: Office) -> ListView[HandMade]:
    def shown(text: str) -> str:
        return str(personal.shown(office, "records")(text))

    return ListView(
        "byHand",
        _("Entered by hand"),
        [
            Column("when", _("When"), lambda r: r.when, _when, sort=lambda r: str(r.when)),
            Column("kind", _("Kind"), lambda r: kind_name(r.entry.kind), least=10 * GRID),
            Column("agent", _("Agent"), lambda r: agent_text(r.name, r.entry.staff_no), least=17 * GRID),
            Column("ref", _("Reference"), lambda r: shown(r.entry.values["ref"]), least=12 * GRID),
            Column("details", _("Details"), lambda r: shown(_details(r)), stretch=True),
            Column("by", _("Entered by"), lambda r: r.by),
            Column("at", _("Entered on"), lambda r: r.at, formats.moment),
        ],
        identity=lambda row: row.number,
        personal=Personal("both", "records"),
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
