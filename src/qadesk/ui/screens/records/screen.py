"""The screen Records: files in, what became of them, and the month's records."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from qadesk import formats
from qadesk.errors import joined
from qadesk.formats import cycle_text
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import KINDS
from qadesk.services import locked, roster
from qadesk.services.records import bringing, by_hand, import_words, imports, imports_month
from qadesk.services.records.bringing import Candidate, FileOutcome
from qadesk.services.records.counting import ClashError
from qadesk.services.records.imports import Batch, ImportReport
from qadesk.services.records.imports_month import GoesOn
from qadesk.services.records.questions import Unanswered
from qadesk.ui import dialogs
from qadesk.ui.kit import files
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.list_page import ListPage
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.records.browse_page import BrowsePage
from qadesk.ui.screens.records.by_hand import ByHandPage, ask_what_counts
from qadesk.ui.screens.records.import_dialog import ImportDialog, OutcomeDialog
from qadesk.ui.screens.records.imports_page import ImportsPage
from qadesk.ui.widgets.basics import label
from qadesk.ui.widgets.dropping import DropFrame
from qadesk.ui.widgets.layouts import FREE, PAGE, hbox, tabs, vbox
from qadesk.ui.widgets.notice import Notice


class RecordsScreen(Screen):
    """Drop files or choose them; look, correct, import; see what came of it; take it back."""

    key = "records"
    concerns = frozenset({"records", "agents", "cycle"})

    def build(self) -> None:
        self._folder = files.usual(QStandardPaths.StandardLocation.DownloadLocation)
        writes, choose = partial(Action, right="import"), self.choose_files
        chooses = writes("recordsImport", _("Import files…"), choose, "upload", ("Ctrl+O",), "primary")
        self.actions_ = Actions(self, _("Records"), [chooses])
        self.drop_hint = label(_("Drop files anywhere on this page"), "muted", name="recordsDropHint")
        self.imports = ImportsPage(self, self.choose_files)
        self.browse = BrowsePage(self)
        self.by_hand = ByHandPage(self)
        self.notice = self.imports.notice
        self.elsewhere = Notice(name="recordsElsewhere")
        self.tabs = tabs(
            "records",
            _("Imports and records"),
            (self.imports, _("Imports")),
            (self.browse, _("Records of the cycle")),
            (self.by_hand, _("Entered by hand")),
        )
        self.tabs.currentChanged.connect(lambda _at: self._turn_to_page())
        self._import_button = self.actions_.button("recordsImport")
        bar = hbox(self.drop_hint, FREE, self._import_button)
        vbox(bar, (self.tabs, 1), self.elsewhere, on=self, margins=PAGE)
        DropFrame(self, self.import_files).over.connect(self._show_drag)
        self._turn_to_page()

    # ---- reading

    def refresh(self, changes: frozenset[str]) -> None:
        office = self.office
        self.elsewhere.check()
        if self.cycle:
            self.imports.show_month(self.cycle)
        self.load(lambda: imports.history(office), self._show_imports)
        self._read_tab()

    def _show_imports(self, found: Sequence[Batch]) -> None:
        self.imports.show_rows(found)
        self._dress_import()

    def arrive(self, context: object) -> None:
        """Files: import them; a kind of file, "import": choose some; "imports", a number: the list;
        a staff number: records.
        """
        if isinstance(context, tuple):
            self.tabs.setCurrentWidget(self.imports)
            self.import_files(context)
            return
        listed = context in ("imports", "import") or context in KINDS or isinstance(context, int)
        if isinstance(context, str) and context and not listed:
            self.browse.choose("Agent", context)
            self.tabs.setCurrentWidget(self.browse)
            self._read_tab()
            return
        self.tabs.setCurrentWidget(self.imports)
        if isinstance(context, int):
            self.imports.show_import(context)
        elif context != "imports":
            self.choose_files()

    def focus_first(self) -> None:
        """The list of imports, which is what one comes to see."""
        self._page.focus_first()

    @property
    def _page(self) -> ListPage[object]:
        page = self.tabs.currentWidget()
        assert isinstance(page, ListPage)
        return page

    def _turn_to_page(self) -> None:
        """The keys of the page in sight work on its tab, too."""
        for page in (self.imports, self.browse, self.by_hand):
            page.actions_.reach_also(self, page is self._page)
        self._dress_import()
        self._read_tab()

    def _dress_import(self) -> None:
        """The button for files is the first to press unless the page, or its empty list, has one."""
        first = self._page is self.imports and bool(self.imports.rows)
        self._import_button.set_kind("primary" if first else "")

    def _read_tab(self) -> None:
        office, code = self.office, self.cycle
        if self._page is self.imports or not code:
            return
        if self._page is self.browse:
            self.load(
                lambda: (roster.agents(office), locked.open_numbers(office, code)),
                self.browse.show_people,
                slot="people",
            )
        else:
            self.load(
                lambda: (
                    roster.agents(office),
                    by_hand.records(office, code),
                    locked.open_numbers(office, code),
                ),
                self.by_hand.show_month,
                slot="byHand",
            )

    # ---- files in

    def choose_files(self) -> None:
        """Ask for files with the system's dialog."""
        tables = files.FileKind(_("Tables"), tuple(suffix.lstrip(".") for suffix in bringing.SUFFIXES))
        title = _("Choose files to import")
        files.ask_open(
            self, "recordsFileDialog", title, [tables], self._chosen, folder=self._folder, several=True
        )

    def _chosen(self, paths: list[Path]) -> None:
        self._folder = paths[0].parent
        self.import_files(paths)

    def _show_drag(self, over: bool) -> None:
        self.drop_hint.setText(_("Drop to import") if over else _("Drop files anywhere on this page"))

    def import_files(self, paths: Sequence[Path]) -> None:
        """Look at files, then show what they are taken for."""
        if not paths:
            return
        office = self.office
        self.tasks.run(
            lambda progress: bringing.candidates_of_all(office, paths, progress),
            self._show_candidates,
            title=_("Reading the files"),
            progress=True,
            owner=self,
        )

    def _show_candidates(self, candidates: list[Candidate]) -> None:
        if len(candidates) == 1 and candidates[0].error is not None:
            dialogs.show_error(self, candidates[0].error)
            return
        ImportDialog(self, self.office, self.tasks, candidates, self._import).open()

    def _import(
        self, candidates: list[Candidate], left: Sequence[str] = (), counts: str | None = None
    ) -> None:
        """Import files; those that were `left` out in the window are named with what came of them."""
        office, n = self.office, len(candidates)
        self.notice.hide()
        self.elsewhere.hide()
        self.imports.operations.run(
            lambda progress: bringing.import_all(office, candidates, progress, counts),
            self._show_outcomes,
            said=lambda outcomes: joined(import_words.of_files(outcomes), import_words.left_out(left)),
            tone=lambda outcomes: "warn" if left else import_words.tone_of_files(outcomes),
            title=ngettext("Importing {n} file", "Importing {n} files", n).format(n=formats.count(n)),
            progress=True,
        )

    # ---- what came of it

    def _show_outcomes(self, outcomes: list[FileOutcome]) -> None:
        """One file is told in a line, or refused in a window; several in a list."""
        if self._ask_what_counts(outcomes):
            return
        newest = next((o.report for o in reversed(outcomes) if o.report is not None), None)
        if newest is not None:
            self._show_report(newest)
        batches = [number for o in outcomes if o.report is not None for number in o.report.batch_ids]
        open_ = [one for o in outcomes if isinstance(o.error, Unanswered) for one in o.candidates]
        told = None
        if open_:  # what only all rows of a file leave open is asked like the rest
            self._show_candidates(open_)
        elif len(outcomes) > 1:
            told = OutcomeDialog(self, outcomes, lambda report: self._show_report(report, rows=True))
            told.open()
        elif outcomes[0].error is not None:
            dialogs.show_error(self, outcomes[0].error)
        self._offer_next(batches, told)

    def _offer_next(self, batches: list[int], told: OutcomeDialog | None) -> None:
        """Offer the month the records are of, which may not be the one shown, and what to do there next."""
        office, here = self.office, self.cycle

        def offer(found: GoesOn) -> None:
            month, shown = cycle_text(found.month), cycle_text(here)
            if found.month != here:
                text = _("These records are of {there}; this page shows {shown}.")
                to_month, go = _("Go to {month}"), partial(self.open_requested.emit, "month", found.month)
                self.elsewhere.say(
                    text.format(there=month, shown=shown), "info", action=to_month.format(month=month),
                    then=go, holds=lambda: self.cycle == here,
                )  # fmt: skip
            if told is not None and (way := _way_on(found)) is not None:
                told.offer(way[0], partial(self._go_on, found.month, way[1]))

        if batches and here:
            self.load(lambda: imports_month.goes_on(office, batches, here), offer, slot="next")

    def _go_on(self, month: str, screen: str) -> None:
        if month != self.cycle:
            self.open_requested.emit("month", month)
        context = ("open", month) if screen == "open" else None
        self.open_requested.emit("today" if screen == "open" else screen, context)

    def _ask_what_counts(self, outcomes: list[FileOutcome]) -> bool:
        """Ask where files hold totals of days with single records, or the other way round."""
        met = [o for o in outcomes if isinstance(o.error, ClashError) and o.candidates]
        if not met:
            return False
        waiting = [candidate for o in met for candidate in o.candidates]
        where = dict.fromkeys(
            c.words() for o in met if isinstance(o.error, ClashError) for c in o.error.clashes
        )
        rest = [o for o in outcomes if o not in met]
        dialog = ask_what_counts(
            self, tuple(where), lambda counts: self._import(waiting, counts=counts), otherwise=_("Leave out")
        )
        if rest:
            dialog.finished.connect(lambda _code: self._show_outcomes(rest))
        return True

    def _show_report(self, report: ImportReport, *, rows: bool = False) -> None:
        if report.batch_id is not None:
            self.tabs.setCurrentWidget(self.imports)
            self.imports.show_import(report.batch_id, rows=rows)


def _way_on(found: GoesOn) -> tuple[str, str] | None:
    """What is offered next, and the screen: the month is opened, or scored once all is in; or what lacks."""
    if found.state == "unopened":
        return _("Open {cycle}").format(cycle=cycle_text(found.month)), "open"
    if found.state != "open":
        return None
    return (_("Go to Today"), "today") if found.lacking else (_("Score the agents"), "score")
