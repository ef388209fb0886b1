"""A list page from its description: search, filters, count, actions, the table, what stands beside it.

`ListPage(screen, ListView(…), actions)` builds it; `show_rows` fills it. Which rows are in sight, which one
is current after a refresh, what an empty list says, and what the person at the desk set up the last time are
its business.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar, cast

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services.done import CHANGES
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.personal import Personal, holding, noted, reveal_action, write_list
from qadesk.ui.kit.remembered import RememberedTable, remember_choice, remember_splitter
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID, ROW
from qadesk.ui.widgets.bar import Bar
from qadesk.ui.widgets.basics import Button, SearchField, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.filter_box import FilterBox
from qadesk.ui.widgets.frozen import WideTable
from qadesk.ui.widgets.layouts import split, stack, vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView

R = TypeVar("R")

ALL: Final = "all"  # the option of a filter that keeps every row
_SLOW_MS: Final = 1000  # from which on it is said that rows are being read
_ABOVE_AND_BELOW: Final = (300, 220)  # the sizes of a table and what stands below it, one to the other


@dataclass(frozen=True)
class Filter(Generic[R]):
    """A choice that leaves some rows out; the first option is chosen at first. `key` ends its objectName."""

    key: str
    spoken: str
    options: Sequence[tuple[str, str]]  # code and words
    keeps: Callable[[R, str], bool] = lambda _row, _code: True  # not asked for ALL


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and the actions (by name) that lead on."""

    icon: str
    title: str
    text: str = ""
    actions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListView(Generic[R]):
    """A list described. `name` begins the objectName of everything in it."""

    name: str
    spoken: str
    columns: Sequence[Column[R]]
    identity: Callable[[R], Hashable]
    counted: Callable[[Sequence[R]], str]  # how many rows are in sight, or how far they are, in words
    empty: Empty
    hint: str = ""  # small print above it
    also_empty: tuple[Empty, ...] = ()  # other reasons, for `say_empty`
    searched: Callable[[R], Iterable[str]] | None = None  # no search field without it
    search_tip: str = ""
    filters: Sequence[Filter[R]] = ()
    no_match: str = ""
    narrow_below: int = 125 * GRID  # pixels of page width
    hidden_when_narrow: tuple[str, ...] = ()
    in_bar: tuple[str, ...] = ()  # actions, by name
    leading: tuple[str, ...] = ()  # those before the search
    aside_grows: bool = False  # what stands beside the list takes the room, not the list
    least_width: int = 0  # pixels of the list
    narrow_width: int = 0  # the same on a narrow page, where it is another
    rows_in_sight: int = 0  # part of a page that scrolls: as high as its rows, at most so many; never `empty`
    opens: str = ""  # the action of Enter and double click
    aside_below: bool = False  # what stands beside the table stands below it
    margins: bool = True  # around the page; not in a tab, which has its own
    personal: Personal | None = field(kw_only=True)  # of whom it holds personal data
    frozen: int = 0  # the first columns that stay in sight where there are more than fit; headings wrap then


class ListPage(QWidget, Generic[R]):
    """Emits `chosen` with the current row's record (None: no row)."""

    chosen = Signal(object)
    bar_stays = False  # also above an empty page

    def __init__(
        self,
        screen: Screen,
        view: ListView[R],
        actions: Sequence[Action],
        aside: Callable[[Actions], QWidget] | None = None,
        operations: Operations | None = None,
    ) -> None:
        """`operations`: those of the screen, where its notice and its undo are one for all its pages."""
        super().__init__()
        self.setObjectName(f"{view.name}Page")
        self.view = view
        self._screen, self._memory = screen, screen.memory(view.name)
        self._rows: tuple[R, ...] = ()
        self._wanted: Hashable | None = None
        self._narrow: bool | None = None
        self.operations = operations or screen.operations(Notice(name=f"{view.name}Notice"))
        self.notice = self.operations.notice
        self._own_notice = operations is None
        self.model = self._make_model()
        named = self.model, f"{view.name}Table", view.spoken
        self.table = WideTable(*named, view.frozen) if view.frozen else TableView(*named)
        self.search = SearchField(_("Search"), f"{view.name}Search", view.search_tip)
        self.filters = {
            one.key: FilterBox(f"{view.name}{one.key}", one.spoken, one.options) for one in view.filters
        }
        self.count = self._make_count()
        self.actions_ = Actions(self, view.spoken, [*actions, *self._own_actions()])
        self.empty = self._empty_state()
        self.no_match = EmptyState("search", view.no_match, name=f"{view.name}NoMatch")
        text, name = _("Show all"), f"{view.name}ShowAll"
        self._no_match_all = self.no_match.add_button(text, name, self.show_all, primary=False)
        self._lay_out(None if aside is None else aside(self.actions_))
        self.actions_.fallback = self.table
        self._remembered = RememberedTable(self.table, self._memory, movable=not view.frozen)
        remember_splitter(self.split, self._memory)
        self._waited_for = {key: remember_choice(box, self._memory) for key, box in self.filters.items()}
        self._connect()
        QTimer.singleShot(_SLOW_MS, self, self._say_reading)

    # ---- building

    def _make_model(self) -> RecordTableModel[R]:
        return RecordTableModel(self.view.columns)

    def _make_count(self) -> QLabel:
        """Where `counted` is said."""
        return label("", "muted", name=f"{self.view.name}Count")

    def _own_actions(self) -> list[Action]:
        name, ops = self.view.name, self.operations
        of_rows = partial(Action, enabled=lambda: self.model.rowCount() > 0)
        return [
            of_rows(f"{name}Copy", _("Copy"), self.table.copy, "copy", ("Ctrl+C",), reach="widget"),
            of_rows(f"{name}Export", _("Save as Excel…"), self._ask_export, "save"),
            *reveal_action(name, self._screen, ops, self.view.personal, self.read_again),
            *(ops.actions(name) if self._own_notice else []),
        ]

    def read_again(self) -> None:
        """Read all that is shown once more."""
        self._screen.refresh(CHANGES)

    def _empty_state(self) -> EmptyState:
        """What an empty list says, with the ways on of every reason there may be (`also_empty`)."""
        said, name = self.view.empty, self.view.name
        made = EmptyState(said.icon, said.title, said.text, name=f"{name}Empty")
        self._ways_on: dict[str, Button] = {}
        for action in dict.fromkeys(a for one in (said, *self.view.also_empty) for a in one.actions):
            button = self.actions_.button(action, f"{name}Empty{action.removeprefix(name)}")
            self._ways_on[action] = button
            made.add_widget(button)
        return made

    def _lay_out(self, aside: QWidget | None) -> None:
        self.search.setMinimumWidth(20 * GRID)
        self.search.setMaximumWidth(40 * GRID)
        self.search.setProperty("stretches", True)
        done = [self.actions_.button(name) for name in self.view.in_bar]
        view, notice = self.view, [self.notice] if self._own_notice else []
        self._nothing = label(view.empty.title, "muted")  # where the page has no room for more
        self._left = stack(self.table, self.no_match, self._nothing)
        self._left.setMinimumWidth(view.least_width)
        self.split = split(
            f"{view.name}Split",
            *([self._left] if aside is None else [self._left, aside]),
            grows=1 if view.aside_grows else 0,
            below=view.aside_below,
            sizes=_ABOVE_AND_BELOW if view.aside_below else (),
        )
        self._pages = stack(self.split, self.empty)
        if view.rows_in_sight:
            for tall in (self.empty, self.no_match):
                tall.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
            self._bar = Bar(done)
            hint = [label(view.hint, "small", wrap=True)] if view.hint else []
            self._whole = vbox(*hint, (self._pages, 1), *notice, self._bar, on=self)
        else:
            around = (3 * GRID, 2 * GRID, 3 * GRID, GRID) if view.margins else (0, GRID, 0, 0)
            self._bar = Bar(self._asked_for(), done, narrow_below=view.narrow_below)
            self._whole = vbox(self._bar, (self._pages, 1), *notice, on=self, margins=around)

    def _asked_for(self) -> list[QWidget]:
        """What stands at the left of the bar."""
        leading = [self.actions_.button(name) for name in self.view.leading]
        return [*leading, *([self.search] if self.view.searched else []), *self.filters.values(), self.count]

    def _connect(self) -> None:
        self.search.textChanged.connect(self._show_matching)
        self.search.returnPressed.connect(self.table.setFocus)
        for box in self.filters.values():
            box.currentIndexChanged.connect(self._show_matching)
        self.table.row_chosen.connect(self._announce_current)
        if self.view.opens:
            self.table.row_activated.connect(lambda _row: self.actions_.trigger(self.view.opens))
        self.actions_.offer_menu(self.table)
        self.actions_.update_on(self.table.selectionModel().selectionChanged)
        self.actions_.update_on(self.operations.stack.indexChanged)

    def add_above(self, widget: QWidget) -> None:
        """Put something of the page's own between the bar and the table."""
        self._whole.insertWidget(self._whole.indexOf(self._pages), widget)

    # ---- rows

    @property
    def rows(self) -> tuple[R, ...]:
        """All rows, also those a search or a filter leaves out."""
        return self._rows

    @property
    def current(self) -> R | None:
        """The record of the current row."""
        return cast("R | None", self.table.current_record())

    def show_rows(self, rows: Iterable[R]) -> None:
        """Show other rows; the current one stays current, and in sight if it was asked for with `go_to`."""
        self._rows = tuple(rows)
        if not self._rows and not self.view.rows_in_sight:
            self.say_empty(self.view.empty)
            return
        wanted = next((row for row in self._rows if self.view.identity(row) == self._wanted), None)
        if wanted is not None and not self._keeps(wanted):
            self._clear()
        self._show_matching(afresh=False)
        self._bar.show()
        self._pages.setCurrentWidget(self.split)  # last, so that it is laid out once, with all it says

    @property
    def selected(self) -> list[R]:
        """The records of the selected rows, in the order shown."""
        rows = {index.row() for index in self.table.selectionModel().selectedIndexes()}
        return [self.model.row(number) for number in sorted(rows)]

    def say_empty(self, said: Empty) -> None:
        """Show no rows, and why there are none; the page shows a list again with `show_rows`."""
        pressed = [button for button in self._ways_on.values() if button.hasFocus()]
        self._rows = ()
        self.model.set_rows(())
        self.empty.say(said.title, said.text, said.icon)
        for action, button in self._ways_on.items():
            button.setHidden(action not in said.actions)
            button.set_kind("primary" if action in said.actions[:1] else "")
        self._bar.setVisible(self.bar_stays)
        self._pages.setCurrentWidget(self.empty)
        if any(button.isHidden() for button in pressed):
            self.focus_first()  # the keyboard does not leave with it

    def set_options(self, key: str, options: Sequence[tuple[str, str]]) -> None:
        """Offer other options in a filter; what was chosen stays, or comes once it is offered."""
        box = self.filters[key]
        wanted = self._waited_for[key] or box.currentData()
        box.offer(options)
        self.choose(key, wanted)

    def choose(self, key: str, code: str) -> None:
        """Choose an option of a filter, now or when it is offered. The rows follow with `show_rows`."""
        box = self.filters[key]
        box.choose(code)
        self._waited_for[key] = "" if box.currentData() == code else code

    def select(self, identity: Hashable) -> None:
        """Make a row current, if it is in sight."""
        number = self.model.find(lambda row: self.view.identity(row) == identity)
        if number is not None:
            self.table.select_row(number)

    def go_to(self, identity: Hashable) -> None:
        """Make a row current, now or when it has been read; what leaves it out of sight is cleared."""
        self.expect(identity)
        self.show_rows(self._rows)

    def expect(self, identity: Hashable) -> None:
        """Make a row current once the rows are shown the next time: it is being written."""
        self._wanted = identity

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Show other columns, with the widths and sorting kept for them; the rows follow with `show_rows`."""
        self.model.set_rows([])  # those of before may know nothing of the new columns
        self._remembered.put_back(lambda: self.model.set_columns(columns))
        self._hide_when_narrow()

    def show_all(self) -> None:
        """Clear the search and set every filter to its widest option, also for the next time."""
        self._clear()
        for box in self.filters.values():
            self._memory.keep(box.objectName(), None)
        self._show_matching()
        self.search.setFocus()

    def focus_first(self) -> None:
        """Put the keyboard on the table, or on the way on where there is nothing yet."""
        ways = (one for one in self._ways_on.values() if not one.isHidden() and one.isEnabled())
        nothing = next(ways, self.empty)
        (self.table if self._pages.currentWidget() is self.split else nothing).setFocus()

    def _clear(self) -> None:
        with QSignalBlocker(self.search):
            self.search.clear()
        for box in self.filters.values():
            box.choose(ALL)

    def _keeps(self, row: R) -> bool:
        for described, box in zip(self.view.filters, self.filters.values(), strict=True):
            code = box.currentData()
            if code != ALL and not described.keeps(row, code):
                return False
        words = self.search.text().casefold().split()
        if not words or self.view.searched is None:
            return True
        fields = [field.casefold() for field in self.view.searched(row)]
        return all(any(word in field for field in fields) for word in words)

    def _show_matching(self, *_chosen: object, afresh: bool = True) -> None:
        shown = [row for row in self._rows if self._keeps(row)]
        self.table.show_rows(shown, self.view.identity, self._wanted, afresh=afresh)
        if any(self.view.identity(row) == self._wanted for row in shown):
            self._wanted = None
        self.count.setText(self.view.counted(shown))
        matched = bool(shown) or not self._rows
        bare = bool(self.view.rows_in_sight and self.view.empty.title and not self._rows)
        self._left.setCurrentWidget(self._nothing if bare else self.table if matched else self.no_match)
        if self.view.rows_in_sight:
            lines = min(max(1, len(shown)), self.view.rows_in_sight) + 1
            self._pages.setFixedHeight(lines * ROW + 2)
        self._announce_current(self.current)

    def _say_reading(self) -> None:
        """An empty table that is still being read is not taken for one without rows."""
        if self.isVisible() and self._screen.tasks.busy and not (self.count.text() or self.model.rowCount()):
            self.count.setText(_("Reading…"))

    def _announce_current(self, row: R | None) -> None:
        self.actions_.update()
        self.chosen.emit(row)

    # ---- export

    def _ask_export(self) -> None:
        view, kinds, name = self.view, self._export_kinds(), f"{self.view.spoken[: files.LONGEST_STEM]}.xlsx"
        holds = holding(self._screen.office, view.personal, self._rows_to_write()[1])
        dialog, title, write = f"{view.name}ExportDialog", _("Save as Excel"), self._writer()
        self.operations.save_as(dialog, title, name, write, holds=holds, kinds=kinds, progress=True)

    def _export_kinds(self) -> list[files.FileKind]:
        return [files.workbook(), files.csv()]

    def _rows_to_write(self) -> tuple[Callable[[], Iterable[R]], int]:
        """The rows in sight now, for the worker thread, and how many they are."""
        shown = self.model.rows
        return lambda: shown, len(shown)

    def _writer(self) -> Callable[[Path, Progress], object]:
        """What writes the rows as they are shown, with the columns in the order they stand in."""
        head, known, (rows, total) = self.table.horizontalHeader(), self.model.columns, self._rows_to_write()
        columns = [known[head.logicalIndex(at)] for at in range(len(known))]

        def write(path: Path, progress: Progress) -> None:
            write_list(self._screen.office, self.view.personal, columns, rows(), total, path, progress)

        return noted(self._screen.office, self.view.spoken, self.view.personal, total, write)

    # ---- width

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow page the columns that can be missed give way."""
        super().resizeEvent(event)
        narrow = event.size().width() < self.view.narrow_below
        if narrow != self._narrow:
            self._narrow = narrow
            if self.view.narrow_width:
                self._left.setMinimumWidth(self.view.narrow_width if narrow else self.view.least_width)
            self._hide_when_narrow()

    def _hide_when_narrow(self) -> None:
        for key in self.view.hidden_when_narrow if self.model.columns else ():
            self.table.setColumnHidden(self.model.column_number(key), bool(self._narrow))
        self.table.fit_columns()
