"""The month's records: as they are stored, page by page; and those entered by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.formats import agent_text
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import all_records, records_of
from qadesk.progress import Progress
from qadesk.services import personal
from qadesk.services.done import Done
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.records import by_hand, by_hand_rows, corrections, counting, record_lists
from qadesk.services.records.by_hand_fields import ASKED, fields
from qadesk.services.records.by_hand_rows import HandMade, RecordEntry
from qadesk.services.records.counting import Met
from qadesk.services.records.record_lists import ListedRecord, RecordList
from qadesk.services.roster import Agent
from qadesk.services.trail import things
from qadesk.services.trail.things import About
from qadesk.storage.office import Office
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.form import Reason, ask_reason
from qadesk.ui.kit.history import history_action
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListPage, ListView
from qadesk.ui.kit.notes import NotesDoor
from qadesk.ui.kit.paged import Asked, PagedPage
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.records.record_form import ask_record, ask_what_counts, record_form, value_words
from qadesk.ui.screens.records.wording import Local, count, kind_name, record_columns
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import hbox
from qadesk.ui.widgets.table import Column

_SELDOM: Final = frozenset({"direction", "fault", "waybill"})  # few exports have them


class BrowsePage(PagedPage[ListedRecord]):
    """Kind, agent and search above, the records below."""

    def __init__(self, screen: Screen) -> None:
        self._local = screen.office.local
        self._met: Sequence[Met] = ()
        self._people: Sequence[Agent] = ()
        self._shown_kind = ""
        notes = NotesDoor(screen, "records", lambda: self, self._about)
        writes, change, may = partial(Action, right="import"), _("Change what counts…"), self._may_correct
        actions = [
            writes("recordsCorrect", _("Correct…"), self._correct, "pencil", ("F2",), row=True, enabled=may),
            writes("recordsChangeCounts", change, self._change_what_counts, shown=lambda: bool(self._met)),
            notes.action,
            history_action(screen, "records", self._history_of, row=True),
        ]
        super().__init__(screen, _view(self._local), self._read_page, self._read_all, _told, actions)
        self.table.head.wrap()  # many narrow columns
        self.kind, self.who = self.filters["Kind"], self.filters["Agent"]
        self.who.setMinimumWidth(24 * GRID)
        self.met = label("", "muted", wrap=True, name="recordsMet")
        self.change = self.actions_.button("recordsChangeCounts")
        self.meeting = QWidget()
        hbox((self.met, 1), self.change, on=self.meeting)
        self.add_above(self.meeting)
        self.meeting.hide()
        self.began.connect(self._show_first)
        self.chosen.connect(notes.look)
        self._show_kind()

    # ---- showing

    def show_people(self, people: Sequence[Agent]) -> None:
        """Offer these agents; the one chosen before stays chosen."""
        self._people = people
        named = [(person.staff_no, agent_text(person.name, person.staff_no)) for person in people]
        self.set_options("Agent", [(ALL, _("All agents")), *named])
        for person in people:  # results of a closed month ask by the number of then
            if self._waited_for["Agent"] in person.former:
                self.choose("Agent", person.staff_no)
        self.reload()

    def _show_matching(self, *_chosen: object, afresh: bool = True) -> None:
        if self.kind.currentData() != self._shown_kind:
            self._show_kind()
        super()._show_matching(afresh=afresh)

    def _show_kind(self) -> None:
        kind = self._shown_kind = str(self.kind.currentData())
        self.who.setEnabled(not records_of(kind).of_office)
        self.show_columns(record_columns(kind, self._local), kind)

    def _show_first(self, page: RecordList) -> None:
        """Hide columns no file of these records fills; say where totals and single records overlap."""
        for name in _SELDOM.intersection(records_of(page.kind).listed):
            at = records_of(page.kind).listed.index(name)
            said = any(record.values[at] is not None for record in page.records)
            self.table.setColumnHidden(self.model.column_number(name), not said)
        self.table.fit_columns()
        self._met = page.met
        self.met.setText("\n".join(one.words() for one in page.met))
        self.meeting.setVisible(bool(page.met))

    # ---- reading

    def _narrowing(self, asked: Asked) -> dict[str, Any]:
        kind, who = asked.filters["Kind"], asked.filters["Agent"]
        staff_no = "" if records_of(kind).of_office or who == ALL else who
        return {"kind": kind, "staff_no": staff_no, "search": asked.search, "order": asked.order or "when"}

    def _read_page(self, asked: Asked, offset: int) -> RecordList:
        office, code = self._screen.office, self._screen.cycle
        return record_lists.listing(office, code, offset=offset, **self._narrowing(asked))

    def _read_all(self, asked: Asked) -> Iterable[ListedRecord]:
        return record_lists.each(self._screen.office, self._screen.cycle, **self._narrowing(asked))

    # ---- putting right

    def _may_correct(self, _record: ListedRecord) -> bool:
        return self._screen.cycle_state == "open" and self._shown_kind in ASKED

    def _correct(self, record: ListedRecord) -> None:
        """Ask what a record should say; from then on it is one entered by hand."""
        office, kind = self._screen.office, self._shown_kind

        def write(entry: RecordEntry, counts: str | None) -> Done[HandMade]:
            return corrections.correct(office, record.id, entry, counts)

        words = _("Correct record"), _("Save"), _("{ref} of {name} is corrected.")
        form = record_form(kind, self._people, corrections.as_entry(office, kind, record))
        ask_record(self, self.operations, words, form, kind, write, lambda _now: self.table.setFocus())

    def _about(self, record: ListedRecord) -> tuple[NoteSubject, str] | None:
        """What notes on a record are on: by what identifies it, whatever becomes of its row."""
        if not hasattr(record.row, "part"):
            return None
        about = NoteSubject(kind=self._shown_kind, ref=record.row.ref, part=record.row.part)
        return about, personal.shown(self._screen.office, "records")(record.row.ref)

    def _history_of(self, record: ListedRecord) -> About:
        return things.of_record(self._shown_kind, record.id, getattr(record.row, "ref", ""))

    # ---- what counts

    def _change_what_counts(self) -> None:
        """Another answer for the month shown."""
        where = [(one.clash.month, one.clash.channel) for one in self._met]

        def choose(counts: str) -> None:
            office, chosen = self._screen.office, dict.fromkeys(where, counts)
            said = _("Your choice of what counts was changed.")
            self.operations.run(lambda: counting.choose_each(office, chosen), said=said)

        ask_what_counts(self, [one.words() for one in self._met], choose, otherwise=_("Keep as it is"))


def _view(local: Local) -> ListView[ListedRecord]:
    return ListView(
        "records",
        _("Records of the month"),
        record_columns(next(iter(all_records())), local),
        identity=lambda record: record.id,
        personal=Personal("both", "records"),
        counted=lambda _rows: "",  # the service counts
        searched=lambda _record: (),  # in the service
        search_tip=_("Search agent, reference, note, file"),
        filters=[
            Filter("Kind", _("Kind of records"), [(name, kind_name(name)) for name in all_records()]),
            Filter("Agent", _("Whose records"), [(ALL, _("All agents"))]),
        ],
        empty=Empty("inbox", _("No records of this kind in this month")),
        no_match=_("No record matches"),
        in_bar=("recordsCorrect", "recordsNotes", "recordsReveal"),
        hidden_when_narrow=("note", "file"),
        margins=False,
    )


def _told(total: int) -> str:
    return ngettext("{n} record", "{n} records", total).format(n=count(total))


# ---- entered by hand: a form for each kind, corrections, deletions with a reason


class ByHandPage(ListPage[HandMade]):
    """Works for the screen Records, which reads for it."""

    def __init__(self, screen: Screen) -> None:
        self._office = screen.office
        self._people: Sequence[Agent] = ()
        may_add, writes = self._may_add, partial(Action, right="import")
        of = partial(writes, row=True, enabled=may_add)
        adds = [
            Action(f"byHandAdd_{kind}", _add_text(kind), partial(self._add, kind), "plus", enabled=may_add)
            for kind in ASKED
        ]
        menu = tuple(one.name for one in adds)
        actions = [
            of("byHandEdit", _("Correct…"), self._edit, "pencil", ("F2",)),
            of("byHandDelete", _("Delete…"), self._delete, "trash-2", ("Del",)),
            *adds,
            writes("byHandAdd", _("Add"), None, "plus", ("Ctrl+N",), "primary", enabled=may_add, menu=menu),
        ]
        notes = NotesDoor(screen, "byHand", lambda: self, lambda made: (made.about, self._shown_ref(made)))
        super().__init__(screen, _by_hand_view(screen.office), [*actions, notes.action])
        self.chosen.connect(notes.look)

    def show_month(self, found: tuple[Sequence[Agent], Sequence[HandMade]]) -> None:
        """Show the month's records; `found`: the agents to choose from, and the records."""
        self._people, rows = found
        self.show_rows(rows)
        self.actions_.update()

    def _may_add(self, *_made: HandMade) -> bool:
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
        _("{field}: {value}").format(field=_(field.label), value=value_words(made.entry.kind, field, value))
        for field, value in told
    )


def _by_hand_view(office: Office) -> ListView[HandMade]:
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
            _("Type in a complaint, praise, an error, a survey answer, a call or a chat that no file holds."),
            ("byHandAdd",),
        ),
        no_match=_("No record matches"),
        hidden_when_narrow=("by", "at"),
        in_bar=("byHandEdit", "byHandDelete", "byHandNotes", "byHandAdd"),
        opens="byHandEdit",
        margins=False,
    )  # fmt: skip
