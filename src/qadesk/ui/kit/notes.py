"""Notes on an agent or a record and their files, in a window of their own; the action that leads there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.services.notes import copies, files, keeping
from qadesk.services.notes.keeping import Note, NoteSubject
from qadesk.ui.dialogs import Window
from qadesk.ui.kit import files as file_dialogs
from qadesk.ui.kit import shown
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import Form, Reason, ask_reason
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import FREE, WINDOW, hbox, held, vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import Column

R = TypeVar("R")
_SIZE: Final = (95 * GRID, 58 * GRID)


class NotesDoor(Generic[R]):
    """The action *Notes (2)…* of a list. `about` says what its current row is to notes, and its name."""

    def __init__(
        self,
        screen: Screen,
        name: str,
        page: Callable[[], ListPage[R]],
        about: Callable[[R], tuple[NoteSubject, str] | None],
    ) -> None:
        """`name` begins the action's; what is done there is undone on the `page`, too."""
        self._screen, self._page, self._of = screen, page, about
        self._counted: tuple[NoteSubject | None, int] = (None, 0)
        self.action = Action(
            f"{name}Notes", self._text, self._open, "paperclip", ("Ctrl+Shift+N",), row=True,
            enabled=lambda row: about(row) is not None,
        )  # fmt: skip

    def _about(self) -> NoteSubject | None:
        row = self._page().current
        found = None if row is None else self._of(row)
        return found and found[0]

    def look(self, *_chosen: object) -> None:
        """Count the notes on the row that is the current one now."""
        about, office, tell = self._about(), self._screen.office, self._page().actions_.update

        def show(count: int) -> None:
            self._counted = about, count
            tell()

        if about is None:
            tell()
        else:
            self._screen.load(lambda: keeping.count(office, about), show, slot=self.action.name)

    def _open(self, row: R) -> None:
        if (found := self._of(row)) is not None:
            NotesWindow(self._screen, *found, self.look, self._page().operations).open()

    def _text(self) -> str:
        about, count = self._counted
        if not count or about is None or self._about() != about:
            return _("Notes…")
        return _("Notes ({n})…").format(n=count)


class NotesWindow(Window):
    """The notes on one agent or record."""

    def __init__(
        self,
        screen: Screen,
        about: NoteSubject,
        name: str,
        changed: Callable[[], object],
        operations: Operations,
    ) -> None:
        super().__init__(screen, "notesWindow", _("Notes on {name}").format(name=name), *_SIZE)
        self.list = NotesList(screen, about, operations)
        self.list.changed.connect(lambda changes, _own: screen.announce(changes, refresh_self=False))
        self.list.changed.connect(lambda _changes, _own: changed())
        close = Button(_("Close"), "notesClose", clicked=self.accept)
        vbox((self.list, 1), hbox(FREE, close), on=self, margins=WINDOW)
        self.list.refresh(frozenset())
        self.list.focus_first()


class NotesList(Screen):
    """Added, opened, saved, deleted; every change can be undone."""

    key = "notes"
    concerns = frozenset({"notes"})

    def __init__(self, screen: Screen, about: NoteSubject, operations: Operations) -> None:
        super().__init__(screen.office, screen.tasks)
        self._about, self._of = about, operations
        self.page = ListPage(self, _view(), self._actions(), self._aside)
        self.page.chosen.connect(self._show_note)
        self.changed.connect(lambda changes, itself: self.refresh(changes) if itself else None)
        vbox(self.page, on=self)

    def _actions(self) -> list[Action]:
        def has_file(note: Note) -> bool:
            return note.file is not None

        return [
            Action(
                "notesOpen",
                _("Open the file"),
                self._open,
                "eye",
                ("Ctrl+Enter", "Ctrl+Return"),
                enabled=has_file,
                row=True,
            ),
            Action("notesSave", _("Save as…"), self._save, "save", ("Ctrl+S",), enabled=has_file, row=True),
            Action("notesDelete", _("Delete…"), self._delete, "trash-2", ("Del",), row=True, right="score"),
            Action("notesAttach", _("Attach file…"), self.attach, "paperclip", ("Ctrl+O",), right="score"),
            Action("notesAdd", _("Add note…"), self.add, "plus", ("Ctrl+N",), "primary", right="score"),
        ]

    def _aside(self, actions: Actions) -> QWidget:
        self.aside = Aside("notes", Text("said"), Text("file", "muted"))
        buttons = [actions.button(name) for name in ("notesOpen", "notesSave", "notesDelete")]
        return held(vbox((self.aside, 1), hbox(*buttons, FREE)))

    def refresh(self, changes: frozenset[str]) -> None:
        self.load(partial(keeping.notes, self.office, self._about), self.page.show_rows)

    def operations(self, notice: Notice, of: Operations | None = None) -> Operations:
        """What is done here can be undone on the page below, too, once this window is closed."""
        return super().operations(notice, of or self._of)

    def _show_note(self, note: Note | None) -> None:
        file = None if note is None else note.file
        self.aside.say(said="" if note is None else note.text, file="" if file is None else _file(note))

    # ---- doing

    def add(self) -> None:
        """Ask for a text."""
        text = Field("text", _("Note"), "long", required=_("Enter the note."))
        self.page.operations.ask_and_write(
            "noteDialog",
            (_("Add note"), _("Add")),
            Form("note", [text]),
            lambda values: keeping.add(self.office, self._about, values["text"]),
            self._show_new,
            said=_("The note was added."),
        )

    def attach(self) -> None:
        """Ask for a PDF or a picture, which is copied into the office."""
        kinds = [FileKind(_("PDF or picture"), files.SUFFIXES)]
        file_dialogs.ask_open(self, "noteFileDialog", _("Attach a file"), kinds, self._attach)

    def _attach(self, paths: list[Path]) -> None:
        path, office, about = paths[0], self.office, self._about
        self.page.operations.run(
            lambda: keeping.add(office, about, "", path),
            self._show_new,
            said=lambda note: _("“{file}” was attached.").format(file=_file_name(note)),
            title=_("Attaching “{file}”").format(file=files.clean_name(path.name)),
        )

    def _open(self, note: Note) -> None:
        """Show the attached file with the system's viewer, from a private copy."""
        refused, name = self.page.operations.refused, _file_name(note)

        def show(path: Path) -> None:
            text = _("No program on this PC opens “{file}”. Save it and open it elsewhere.")
            shown.show(path, self.page.notice, text.format(file=name))

        work = partial(copies.opened, self.office, note.id)
        self.tasks.run(work, show, refused, title=_("Opening “{file}”").format(file=name), owner=self)

    def _save(self, note: Note) -> None:
        """Ask where a copy of the attached file goes."""
        assert note.file is not None  # or it could not be asked for
        sort = next(one for one in files.SORTS if note.file.sort == one.code)
        self.page.operations.save_as(
            "noteSaveDialog",
            _("Save the attached file"),
            note.file.name,
            partial(copies.save, self.office, note.id),
            _("“{file}” was saved."),
            kinds=[FileKind(sort.code.upper(), sort.suffixes)],
            holds=holding(self.office, Personal("both", whole=True)),
        )

    def _delete(self, note: Note) -> None:
        """Ask why, then delete."""
        whole = _("Delete this note?")
        words = Reason(
            whole if note.file is None else _("Delete “{file}”?").format(file=note.file.name),
            _("Ctrl+Z brings it back; a day later it is erased. The trail keeps who deleted it and why."),
            _("Delete"),
            placeholder=_("Such as: wrong person"),
        )

        def remove(reason: str) -> None:
            work = partial(keeping.remove, self.office, self._about, note.id, reason)
            self.page.operations.run(work, said=_("The note was deleted."))

        ask_reason(self, "noteDelete", note.id, words, remove)

    def _show_new(self, note: Note) -> None:
        self.page.table.setFocus()
        self.page.expect(note.id)


def _file_name(note: Note) -> str:
    return note.file.name if note.file is not None else ""


def _file(note: Note | None) -> str:
    if note is None or note.file is None:
        return ""
    return _("{file} ({size})").format(file=note.file.name, size=formats.file_size(note.file.size))


def _view() -> ListView[Note]:
    return ListView(
        "notes",
        _("Notes"),
        [
            Column("at", _("When"), lambda note: note.at, formats.moment),
            Column("by", _("By"), lambda note: note.by),
            Column("text", _("Note"), lambda note: " ".join(note.text.split()), stretch=True),
            Column("file", _("File"), _file),
        ],
        identity=lambda note: note.id,
        personal=Personal("both", "notes"),
        counted=lambda rows: ngettext("{n} note", "{n} notes", len(rows)).format(n=len(rows)),
        empty=Empty(
            "paperclip",
            _("No notes yet"),
            _("Write one, or attach a PDF or a picture of up to {most}.").format(
                most=formats.file_size(files.MOST_BYTES)
            ),
            ("notesAdd", "notesAttach"),
        ),
        in_bar=("notesAttach", "notesAdd"),
        opens="notesOpen",
        aside_below=True,
        narrow_below=1,
        margins=False,
    )
