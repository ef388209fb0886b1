"""Who has signed for having read a version of a scorecard: listed, entered for many, printed to sign."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.services import readers
from qadesk.services.designing import version_words
from qadesk.services.designing.versions import Version
from qadesk.services.done import Done
from qadesk.services.readers import Signer
from qadesk.ui.dialogs import Window
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.files import FileKind
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button
from qadesk.ui.widgets.layouts import FREE, WINDOW, hbox, vbox
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.widgets.table import Column

_SIZE: Final = (95 * GRID, 62 * GRID)


class ReadersWindow(Window):
    """Those of one version."""

    def __init__(self, screen: Screen, version: Version, operations: Operations) -> None:
        title = _("Signed for: {what}").format(what=version_words.version_title(version))
        super().__init__(screen, "readersWindow", title, *_SIZE)
        self.list = ReadersList(screen, version, operations)
        self.list.changed.connect(lambda changes, _own: screen.announce(changes))
        close = Button(_("Close"), "readersClose", clicked=self.accept)
        vbox((self.list, 1), hbox(FREE, close), on=self, margins=WINDOW)
        self.list.refresh(frozenset())
        self.list.focus_first()


class ReadersList(Screen):
    """Several can be chosen at once; every change can be undone."""

    key = "readers"
    concerns = frozenset({"scorecard", "agents"})

    def __init__(self, screen: Screen, version: Version, operations: Operations) -> None:
        super().__init__(screen.office, screen.tasks)
        self._version, self._of = version, operations
        self.page = ListPage(self, _view(), self._actions())
        self.changed.connect(lambda changes, itself: self.refresh(changes) if itself else None)
        vbox(self.page, on=self)

    def _actions(self) -> list[Action]:
        def why(*, signed: bool) -> str:
            if any((one.day is not None) is signed for one in self._chosen()):
                return ""
            return _("Choose agents who have signed.") if signed else _("Choose agents who have not signed.")

        return [
            Action("readersTakeBack", _("Take back"), self._take_back, "undo-2", ("Del",),
                   why=lambda: why(signed=True), right="prepare"),
            Action("readersList", _("List to sign as PDF…"), self._save_list, "save", ("Ctrl+S",),
                   right="print"),
            Action("readersSign", _("Signed…"), self._ask_day, "badge-check", ("Ctrl+Enter", "Ctrl+Return"),
                   "primary", why=lambda: why(signed=False), right="prepare"),
        ]  # fmt: skip

    def _chosen(self) -> list[Signer]:
        """Those chosen; nobody while the page is built."""
        return self.page.selected if hasattr(self, "page") else []

    def refresh(self, changes: frozenset[str]) -> None:
        self.load(partial(readers.signers, self.office, self._version.id), self.page.show_rows)

    def operations(self, notice: Notice, of: Operations | None = None) -> Operations:
        """What is done here can be undone on the page below, too, once this window is closed."""
        return super().operations(notice, of or self._of)

    # ---- doing

    def _ask_day(self) -> None:
        """Ask on which day those chosen signed."""
        office, version = self.office, self._version.id
        who = tuple(one.staff_no for one in self._chosen() if one.day is None)
        today = office.today()
        day = Field("day", _("Day"), "date", today, required=_("Enter the day."), latest=today)

        def write(values: dict[str, Any]) -> Done[int]:
            return readers.sign(office, version, who, values["day"])

        said = ngettext("{n} agent", "{n} agents", len(who)).format(n=len(who))
        words = formats.spoken(_("Signed"), said), _("Save")
        self.page.operations.ask_and_write(
            "readersSignDialog", words, Form("readers", [day]), write, said=_signed
        )

    def _take_back(self) -> None:
        who = tuple(one.staff_no for one in self._chosen() if one.day is not None)
        work = partial(readers.unsign, self.office, self._version.id, who)
        self.page.operations.run(work, said=_unsigned)

    def _save_list(self) -> None:
        from qadesk.services.designing import reading_list

        office, version = self.office, self._version
        self.page.operations.save_as(
            "readersListFile",
            _("Save the list to sign"),
            f"{_('Scorecard read: list to sign')} {version.code}-{version.version}.pdf",
            lambda path: reading_list.save_list(office, version.id, path),
            holds=holding(office, Personal("agents"), len(self.page.rows)),
            kinds=[FileKind(_("PDF file"), ("pdf",))],
        )


def _signed(count: int) -> str:
    text = ngettext("{n} signature entered", "{n} signatures entered", count)
    return text.format(n=count)


def _unsigned(count: int) -> str:
    text = ngettext("{n} signature taken back", "{n} signatures taken back", count)
    return text.format(n=count)


def _view() -> ListView[Signer]:
    def counted(rows: Sequence[Signer]) -> str:
        return version_words.readers_text(sum(one.day is not None for one in rows), len(rows))

    return ListView(
        "readers",
        _("Who has signed"),
        [
            Column("staff_no", _("Staff no."), lambda one: one.staff_no),
            Column("name", _("Name"), lambda one: one.name, stretch=True),
            Column("team", _("Team"), lambda one: one.team),
            Column("day", _("Signed on"), lambda one: one.day, formats.day),
            Column("by", _("Entered by"), lambda one: one.by),
        ],
        identity=lambda one: one.staff_no,
        personal=Personal("agents"),
        counted=counted,
        searched=lambda one: (one.staff_no, one.name),
        search_tip=_("Find an agent"),
        no_match=_("No agents match this filter."),
        empty=Empty("users", _("Nobody is on the roster yet")),
        in_bar=("readersTakeBack", "readersList", "readersSign"),
        opens="readersSign",
        narrow_below=1,
        margins=False,
    )
