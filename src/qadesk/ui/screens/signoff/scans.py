"""Scans of a month's sheets, in a window of their own: dropped, listed with their states, looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from qadesk import formats
from qadesk.domain.scans import KEPT, NOTHING_TO_DO, ScanState
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.scans.pictures import SUFFIXES
from qadesk.services.done import Change, Done
from qadesk.services.scans import filing, folder, listing
from qadesk.services.scans.filing import Filing
from qadesk.services.scans.listing import Scan
from qadesk.services.scans.scan_words import about, differs_words, filing_words, signed_words, state_words
from qadesk.ui.dialogs import Window
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.signoff.scan_picture import ScanWindow
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.dropping import DropFrame
from qadesk.ui.widgets.layouts import FREE, WINDOW, hbox, vbox
from qadesk.ui.widgets.table import Column

_SIZE: Final = (130 * GRID, 75 * GRID)


def scans_action(screen: Screen) -> Action:
    """The button that opens the window."""
    return Action(
        "signoffScans",
        _("Scans…"),
        lambda: ScansWindow(screen).open(),
        "inbox",
        ("Ctrl+Shift+S",),
        enabled=lambda: screen.cycle_state != "unopened",
    )


class ScansWindow(Window):
    """The scans of the month that is shown, read when it is opened."""

    def __init__(self, screen: Screen) -> None:
        title = _("Scans of {month}").format(month=formats.cycle_text(screen.cycle))
        super().__init__(screen, "scansWindow", title, *_SIZE)
        self.list = ScansList(screen)
        close = Button(_("Close"), "scansClose", clicked=self.accept)
        vbox((self.list, 1), hbox(FREE, close), on=self, margins=WINDOW)
        self.list.refresh(frozenset())
        self.list.focus_first()


class ScansList(Screen):
    """Each line a sheet that came back, or a page that could not be filed."""

    key = "scans"
    concerns = frozenset({"scans"})

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen.office, screen.tasks)
        self._code = screen.cycle
        self._place: Path | None = None  # the folder that is watched
        self._proposed: tuple[str, ...] = ()
        self._opener = screen
        self.page = ListPage(self, self._view(), self._actions())
        self.page.operations.changed.connect(lambda changes, _itself: self._pass_on(changes))
        vbox(self.page, on=self)
        DropFrame(self, self._file)

    def refresh(self, changes: frozenset[str]) -> None:
        """Read the scans, who is proposed as signed, and the folder of the scanner."""
        office, code = self.office, self._code

        def read() -> tuple[Any, ...]:
            place = folder.folder(office)
            return listing.scans(office, code), listing.look_signed(office, code), place

        self.load(read, self._show_read)

    def _pass_on(self, changes: frozenset[Change]) -> None:
        """What was written here is read again, here and where the window was opened from."""
        self.refresh(frozenset(changes))
        self._opener.announce(changes, refresh_self=True)

    def _show_read(self, found: tuple[Any, ...]) -> None:
        rows, self._proposed, self._place = found
        self.page.show_rows(rows)

    # ---- the list

    def _view(self) -> ListView[Scan]:
        return ListView(
            "scans",
            _("Scans"),
            [
                Column("state", _("State"), lambda one: state_words(one.state), tone=_tone,
                       tip=lambda one: about(one.state)),
                Column("staff_no", _("Staff no."), lambda one: one.staff_no),
                Column("name", _("Name"), lambda one: one.name, least=10 * GRID),
                Column("signed", _("Signature"), lambda one: signed_words(one.signed)),
                Column("differs", _("Pointed out"), lambda one: differs_words(one.differs), stretch=True),
                Column("source", _("From file"), _whence, stretch=True),
                Column("at", _("When"), lambda one: one.at, lambda at: f"{at:%m-%d %H:%M}"),
            ],
            identity=lambda one: one.id,
            personal=Personal("agents"),
            counted=self._counted,
            searched=lambda one: (one.staff_no, one.name, one.source),
            search_tip=_("Find a scan"),
            no_match=_("No scans match this filter."),
            empty=Empty("inbox", _("No scans yet"), _("Drop PDFs or pictures of signed sheets here."),
                        ("scansChoose",)),
            in_bar=("scansConfirm", "scansFolder", "scansChoose"),
            opens="scansLook",
        )  # fmt: skip

    def _counted(self, rows: object) -> str:
        shown = self.page.rows
        filed = sum(one.state in KEPT for one in shown)
        said = ngettext("{n} sheet filed", "{n} sheets filed", filed).format(n=filed)
        left = len(shown) - filed
        return said if not left else said + _(", ") + _("{n} to look at").format(n=left)

    def _actions(self) -> list[Action]:
        def unfiled(one: Scan | None = None) -> bool:
            row = one or (self.page.current if hasattr(self, "page") else None)
            return row is not None and row.state not in KEPT and row.place > 0

        return [
            Action("scansChoose", _("Choose files…"), self._choose, "upload", ("Ctrl+O",), "primary",
                   right="prepare"),
            Action("scansConfirm", _("Enter as signed…"), self._confirm, "badge-check",
                   shown=lambda: bool(self._proposed), right="prepare"),
            Action("scansFolder", _("Folder of the scanner…"), self._choose_folder, "folder-open",
                   right="prepare"),
            Action("scansNoFolder", _("Watch no folder"), self._watch_nothing, "x",
                   shown=lambda: self._place is not None, right="prepare"),
            Action("scansLook", _("Look at it"), self._look_at, "eye", ("Enter",), row=True, reach="widget"),
            Action("scansByHand", _("File by hand…"), self._by_hand, "user", row=True, enabled=unfiled,
                   right="prepare"),
            Action("scansDelete", _("Delete"), self._delete, "trash-2", ("Del",), row=True, right="prepare"),
        ]  # fmt: skip

    # ---- files in

    def _choose(self) -> None:
        kind = files.FileKind(_("PDFs and pictures"), SUFFIXES)
        files.ask_open(self, "scansFileDialog", _("Choose scans"), [kind], self._file, several=True)

    def _file(self, paths: list[Path]) -> None:
        office = self.office
        self._run(lambda progress: filing.file_scans(office, paths, progress))

    def _run(self, work: Callable[[Progress], Done[Filing]]) -> None:
        self.page.operations.run(
            work,
            said=filing_words,
            tone=lambda made: "warn" if made.left else "good",
            title=_("Reading the scans"),
            progress=True,
        )

    def _choose_folder(self) -> None:
        def chosen(path: Path) -> None:
            said = _("Watched while QADesk is open: {folder}").format(folder=path)
            self.page.operations.run(lambda: folder.set_folder(self.office, path), said=said)

        title = _("The folder that the scanner saves to")
        files.ask_folder(self, "scansFolderDialog", title, chosen, holds=files.NOBODY, folder=self._place)

    def _watch_nothing(self) -> None:
        said = _("No folder is watched any more.")
        self.page.operations.run(lambda: folder.set_folder(self.office, None), said=said)

    # ---- of one

    def _look_at(self, one: Scan) -> None:
        ScanWindow(self, one).open()

    def _by_hand(self, one: Scan) -> None:
        office, code = self.office, self._code
        field = Field("staff_no", _("Staff no."), required=_("Enter the staff number on the sheet."))

        def write(values: dict[str, Any]) -> Done[Any]:
            return filing.file_by_hand(office, one.id, code, values["staff_no"])

        words = _("File by hand"), _("File the scan")
        self.page.operations.ask_and_write(
            "scansByHandDialog", words, Form("scans", [field]), write, said=_("Filed by hand.")
        )

    def _delete(self, one: Scan) -> None:
        work = partial(filing.remove, self.office, [one.id])
        self.page.operations.run(work, said=_("The scan was deleted."))

    def _confirm(self) -> None:
        """Enter those whose scans look signed, all in one step, on a day that is asked."""
        office, code, who = self.office, self._code, self._proposed
        today = office.today()
        day = Field("day", _("Day"), "date", today, required=_("Enter the day."), latest=today)
        text = ngettext("Signed, by {n} scan", "Signed, by {n} scans", len(who)).format(n=len(who))

        def write(values: dict[str, Any]) -> Done[Any]:
            return listing.confirm_signed(office, code, who, values["day"])

        self.page.operations.ask_and_write(
            "scansConfirmDialog", (text, _("Save")), Form("scans", [day]), write, said=text
        )


def _tone(one: Scan) -> str:
    if one.state in KEPT and one.state is not ScanState.OTHER_REVISION:
        return "warn" if one.differs or one.signed == "empty" else "good"
    return "muted" if one.state in NOTHING_TO_DO else "warn"


def _whence(one: Scan) -> str:
    if not one.place:
        return one.source
    return _("{file}, page {pages}").format(file=one.source, pages=one.place)
