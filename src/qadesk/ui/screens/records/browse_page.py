"""The month's records as they are stored, page by page; one that a file brought can be put right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.formats import agent_text
from qadesk.i18n import _, current_language, ngettext
from qadesk.kinds.registry import KINDS, all_records, kind_name, records_of
from qadesk.services import personal
from qadesk.services.checks import board, checking
from qadesk.services.checks.board import ContactForm
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
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.history import history_action
from qadesk.ui.kit.list_page import ALL, Empty, Filter, ListView
from qadesk.ui.kit.notes import NotesDoor
from qadesk.ui.kit.paged import Asked, PagedPage
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.records.by_hand import ask_record, ask_what_counts, record_form
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.layouts import hbox, held
from qadesk.ui.widgets.table import Column, plain

_Local = Callable[[datetime], datetime]


_CHECKED: Final = ("calls", "chats")  # kinds whose single records are checked against forms
_SELDOM: Final = frozenset({"direction", "fault", "waybill"})  # few exports have them


class BrowsePage(PagedPage[ListedRecord]):
    """Kind, agent and search above, the records below."""

    def __init__(self, screen: Screen) -> None:
        self._local = screen.office.local
        self._met: Sequence[Met] = ()
        self._people: Sequence[Agent] = ()
        self._open_to: frozenset[str] | None = None
        self._shown_kind = ""
        self.notes = notes = NotesDoor(screen, "records", lambda: self, self._about)
        writes, change, may = partial(Action, right="import"), _("Change what counts…"), self._may_correct
        actions = [
            writes(
                "recordsCorrect",
                _("Correct…"),
                self._correct,
                "pencil",
                ("F2",),
                row=True,
                enabled=may,
                otherwise=self._why_fixed,
            ),
            Action(
                "recordsCheck",
                _("Check this contact…"),
                self._find_check_forms,
                "list-checks",
                ("F7",),
                row=True,
                enabled=self._may_check,
                otherwise=self._why_unchecked,
                shown=lambda: self._shown_kind in _CHECKED,
                right="score",
            ),
            writes("recordsChangeCounts", change, self._change_what_counts, shown=lambda: bool(self._met)),
            notes.action,
            history_action(screen, "records", self._history_of, row=True),
        ]
        super().__init__(screen, _view(self._local), self._read_page, self._read_all, _told, actions)
        self.kind, self.who = self.filters["Kind"], self.filters["Agent"]
        self.who.setMinimumWidth(24 * GRID)
        self.met = label("", "muted", wrap=True, name="recordsMet")
        self.change = self.actions_.button("recordsChangeCounts")
        self.meeting = held(hbox((self.met, 1), self.change))
        self.add_above(self.meeting)
        self.meeting.hide()
        self.began.connect(self._show_first)
        self.chosen.connect(notes.look)
        self._show_kind()

    # ---- showing

    def show_people(self, found: tuple[Sequence[Agent], frozenset[str] | None]) -> None:
        """Offer these agents; the one chosen before stays chosen. `found`: they, and whose can be changed."""
        people, self._open_to = found
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

    def _may_correct(self, record: ListedRecord) -> bool:
        if self._screen.cycle_state == "closed":  # of whose result is in correction
            return self._shown_kind in ASKED and record.staff_no in (self._open_to or ())
        return self._screen.cycle_state == "open" and self._shown_kind in ASKED

    def _why_fixed(self) -> str:
        if self._shown_kind not in ASKED:
            return _("Records of this kind are corrected in their file; import it again.")
        return self._screen.why_locked()

    def _correct(self, record: ListedRecord) -> None:
        """Ask what a record should say; from then on it is one entered by hand."""
        office, kind = self._screen.office, self._shown_kind

        def write(entry: RecordEntry, counts: str | None) -> Done[HandMade]:
            return corrections.correct(office, record.id, entry, counts)

        words = _("Correct record"), _("Save"), _("{ref} of {name} is corrected.")
        may = self._open_to
        people = [one for one in self._people if may is None or one.staff_no in may]
        form = record_form(kind, people, corrections.as_entry(office, kind, record))
        ask_record(self, self.operations, words, form, kind, write, lambda _now: self.table.setFocus())

    # ---- checked against a form

    def _may_check(self, record: ListedRecord) -> bool:
        answered = getattr(record.row, "answered", False)  # nothing of it on a row of another kind
        return bool(self._screen.cycle_state == "open" and record.staff_no and answered)

    def _why_unchecked(self) -> str:
        if self._screen.cycle_state != "open":
            return self._screen.why_locked()
        return _("Only contacts that an agent answered are checked.")

    def _find_check_forms(self, record: ListedRecord) -> None:
        office, code = self._screen.office, self._screen.cycle
        read = partial(board.of_contact, office, code, record.id)
        self._screen.load(read, partial(self._ask_check, record), slot="check")

    def _ask_check(self, record: ListedRecord, found: Sequence[ContactForm]) -> None:
        """By which form; a check that was begun is gone on with."""
        office, code = self._screen.office, self._screen.cycle
        if not found:
            self.operations.notice.say(
                _("No check form for this sort of contact is published yet. Forms are under Quality checks."),
                "warn",
            )
            return
        by_form = {one.form.id: one for one in found}
        offered = [(key, one.form.form.names.in_language(current_language())) for key, one in by_form.items()]
        said = personal.shown(office, "records")(record.row.ref)
        fields = [
            Field("who", _("Agent"), value=agent_text(record.name, record.staff_no), fixed=True),
            Field("ref", _("Reference"), value=said, fixed=True),
            Field("form", _("Check form"), "choice", offered[0][0], options=offered),
        ]

        def write(values: dict[str, Any]) -> Done[int]:
            begun = by_form[values["form"]].check
            if begun is not None:
                return Done(begun)
            return checking.begin(office, code, values["form"], record.staff_no, record.id)

        def go(check: int) -> None:
            self._screen.open_requested.emit("checks", ("open", check))

        words = _("Check this contact"), _("Check")
        self.operations.ask_and_write("recordsCheckDialog", words, Form("recordsCheck", fields), write, go)

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


def _view(local: _Local) -> ListView[ListedRecord]:
    return ListView(
        "records",
        _("Records of the cycle"),
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
        empty=Empty("inbox", _("No records of this kind in this cycle")),
        no_match=_("No record matches"),
        in_bar=("recordsCorrect", "recordsCheck", "recordsNotes", "recordsReveal"),
        hidden_when_narrow=("note", "file"),
        margins=False,
    )


def _told(total: int) -> str:
    return ngettext("{n} record", "{n} records", total).format(n=formats.count(total))


def record_columns(kind: str, local: _Local) -> list[Column[ListedRecord]]:
    """The columns of a month's records of a kind."""
    own = records_of(kind)
    columns: list[Column[ListedRecord]] = [
        Column("when", _("When"), lambda r: r.when, partial(_day if own.until else _moment, local=local))
    ]
    if not own.of_office:
        who = Column[ListedRecord](
            "agent", _("Agent"), lambda r: agent_text(r.name, r.staff_no), least=17 * GRID
        )
        columns.append(who)
    columns += [_record_column(kind, name, at, local) for at, name in enumerate(own.listed)]
    if own.stands_for is not None:
        columns.append(Column("counted", _("Counts?"), lambda r: r.counted, _or_dash(_yes_no)))
    columns.append(Column("file", _("Imported from"), lambda r: r.file_name, least=10 * GRID))
    return columns


def _or_dash(text: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: formats.DASH if value is None else text(value)


def _day(value: date | datetime, local: _Local) -> str:
    """The local day of a moment."""
    return formats.day(local(value).date() if isinstance(value, datetime) else value)


def _moment(value: date | datetime | None, local: _Local) -> str:
    """A day, or a local time to the minute."""
    return formats.moment(local(value)) if isinstance(value, datetime) else formats.day(value)


def _yes_no(value: bool) -> str:
    """Yes or no."""
    return _("Yes") if value else _("No")


_NUMBERS: Final[Mapping[str, Callable[[Any], str]]] = {  # what is written on the right, by type
    **dict.fromkeys(("count", "rating", "score"), _or_dash(formats.count)),
    **dict.fromkeys(("duration", "mean_time"), _or_dash(formats.duration)),
    "mean_rating": _or_dash("{:.2f}".format),
    "points": str,
    "rate": lambda value: formats.quantity(value, "rate"),
}


def _record_column(kind: str, name: str, at: int, local: _Local) -> Column[ListedRecord]:
    """A listed field: in words where it holds codes, else as its type is written."""
    own, field = records_of(kind), KINDS[kind].field(name)
    made = partial(Column, name, _(own.short.get(name, field.label)), lambda record: record.values[at])
    if name in own.coded:
        words, tones = own.coded[name], own.tones
        tone = (lambda record: tones[record.values[at]]) if tones else None
        return made(lambda code: _(words[code]) if code in words else code or "", tone=tone)
    if field.type in _NUMBERS:
        return made(_NUMBERS[field.type], "right")
    texts: dict[str, Callable[[Any], str]] = {
        "yes_no": _or_dash(_yes_no),
        "moment": partial(_moment, local=local),
        "day": partial(_day, local=local),
    }
    return made(texts.get(field.type, plain), stretch=field.type == "text" and name == own.listed[-1])
