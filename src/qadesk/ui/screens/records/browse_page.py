"""The month's records as they are stored: of one kind, of everybody or of one agent, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import all_records, records_of
from qadesk.services.done import Done
from qadesk.services.notes.keeping import NoteSubject
from qadesk.services.records import corrections, counting, record_lists
from qadesk.services.records.by_hand_fields import ASKED
from qadesk.services.records.by_hand_rows import HandMade, RecordEntry
from qadesk.services.records.counting import Met
from qadesk.services.records.record_lists import ListedRecord, RecordList
from qadesk.services.roster import Agent
from qadesk.services.trail import things
from qadesk.services.trail.things import About
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.history import history_action
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListView
from qadesk.ui.kit.notes import NotesDoor
from qadesk.ui.kit.paged import Asked, PagedPage
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.records.clash import ask_what_counts
from qadesk.ui.screens.records.record_form import ask_record, record_form
from qadesk.ui.screens.records.wording import Local, count, kind_name, record_columns
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import hbox
from qadesk.ui.wording import agent_text

_SELDOM: Final = frozenset({"direction", "fault", "waybill"})  # few exports have them


class BrowsePage(PagedPage[ListedRecord]):
    """Kind, agent and search above, the records below."""

    def __init__(self, screen: Screen) -> None:
        self._local = screen.office.local
        self._met: Sequence[Met] = ()
        self._people: Sequence[Agent] = ()
        self._shown_kind = ""
        self.notes = NotesDoor(screen, "records", self._about, lambda: self.operations)
        change, met = _("Change what counts…"), (lambda: bool(self._met))
        actions = [
            Action(
                "recordsCorrect",
                _("Correct…"),
                self._correct,
                "pencil",
                ("F2",),
                enabled=self._may_correct,
                right="import",
            ),
            Action("recordsChangeCounts", change, self._change_what_counts, shown=met, right="import"),
            self.notes.action,
            history_action(screen, "records", self._history_of),
        ]
        super().__init__(screen, _view(self._local), self._read_page, self._read_all, _told, actions)
        self.kind, self.who = self.filters["Kind"], self.filters["Agent"]
        self.who.setMinimumWidth(24 * GRID)
        self.met = label("", "muted", wrap=True, name="recordsMet")
        self.change = self.actions_.button("recordsChangeCounts")
        self.meeting = QWidget()
        hbox((self.met, 1), self.change, on=self.meeting)
        self.add_above(self.meeting)
        self.meeting.hide()
        self.began.connect(self._show_first)
        self.notes.tell(self.actions_.update)
        self.chosen.connect(lambda _record: self.notes.look())
        self._show_kind()

    # ---- showing

    def show_people(self, people: Sequence[Agent]) -> None:
        """Offer these agents; the one chosen before stays chosen."""
        self._people = people
        named = [(person.staff_no, agent_text(person.name, person.staff_no)) for person in people]
        self.set_options("Agent", [(ALL, _("Everyone")), *named])
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

    def _may_correct(self) -> bool:
        return self._screen.cycle_state == "open" and self._shown_kind in ASKED and self.current is not None

    def _correct(self) -> None:
        """Ask what the current record should say; from then on it is one entered by hand."""
        office, kind, record = self._screen.office, self._shown_kind, self.current
        if record is None:
            return

        def write(entry: RecordEntry, counts: str | None) -> Done[HandMade]:
            return corrections.correct(office, record.id, entry, counts)

        words = _("Correct record"), _("Save"), _("{ref} of {name} is corrected.")
        form = record_form(kind, self._people, corrections.as_entry(office, kind, record))
        ask_record(self, self.operations, words, form, kind, write, lambda _now: self.table.setFocus())

    def _about(self) -> tuple[NoteSubject, str] | None:
        """What notes on the current record are on: by what identifies it, whatever becomes of its row."""
        record = self.current
        if record is None or not hasattr(record.row, "part"):
            return None
        return NoteSubject(kind=self._shown_kind, ref=record.row.ref, part=record.row.part), record.row.ref

    def _history_of(self) -> About | None:
        record = self.current
        if record is None:
            return None
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
        counted=lambda _rows: "",  # the service counts
        searched=lambda _record: (),  # in the service
        search_tip=_("Search agent, reference, note, file"),
        filters=[
            Filter("Kind", _("Kind of records"), [(name, kind_name(name)) for name in all_records()]),
            Filter("Agent", _("Whose records"), [(ALL, _("Everyone"))]),
        ],
        empty=Empty("inbox", _("No records of this kind in this month")),
        no_match=_("No record matches"),
        in_bar=("recordsCorrect", "recordsNotes"),
        margins=False,
    )


def _told(total: int) -> str:
    return ngettext("{n} record", "{n} records", total).format(n=count(total))
