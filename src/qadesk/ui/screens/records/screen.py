"""The screen Records: files in, what became of them, and the month's records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from qadesk.errors import GO_ON, Cancelled, UserError, joined
from qadesk.i18n import _, ngettext
from qadesk.services.records import counting, imports_month
from qadesk.services.records.counting import ClashError, Met
from qadesk.services.records.imports import Batch, ImportReport
from qadesk.storage.office import Office
from qadesk.ui import dialogs, folders
from qadesk.ui.screen import Screen
from qadesk.ui.screens.records.browse_page import BrowsePage
from qadesk.ui.screens.records.clash import ask_what_counts
from qadesk.ui.screens.records.dropping import DropFrame, dragged, takes
from qadesk.ui.screens.records.file_dialogs import ask_for_tables, ask_where_bad_rows_go
from qadesk.ui.screens.records.import_dialog import ImportDialog
from qadesk.ui.screens.records.imports_page import ROWS_SHOWN, ImportsPage
from qadesk.ui.screens.records.outcome_dialog import OutcomeDialog
from qadesk.ui.screens.records.wording import count, kind_name, report_line
from qadesk.ui.screens.records.work import Candidate, Outcome, import_all, look_at_all, undone
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, hint, label
from qadesk.ui.widgets.notice import Notice
from qadesk.ui.wording import cycle_text

if TYPE_CHECKING:
    from qadesk.services.records.record_lists import RecordList
    from qadesk.services.roster import Agent

_BROUGHT: Final = frozenset({"records", "agents", "results"})


class RecordsScreen(Screen):
    """Drop files or choose them; look, correct, import; see what came of it; take it back."""

    key = "records"
    concerns = frozenset({"records", "agents", "cycle"})

    def __init__(self, office: Office, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(office, tasks, parent)
        self.setAcceptDrops(True)
        self._folder = folders.usual(QStandardPaths.StandardLocation.DownloadLocation)
        self.choose = Button(
            _("Import files…"),
            "recordsImport",
            icon="upload",
            kind="primary",
            tip=hint("Ctrl+O"),
            clicked=self.choose_files,
        )
        self.drop_hint = label(_("or drop them anywhere on this page"), "muted", name="recordsDropHint")
        self.notice = Notice(name="recordsNotice")
        self.elsewhere = Notice(name="recordsElsewhere")
        self.imports = ImportsPage(office.local)
        self.browse = BrowsePage(office.local)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("recordsTabs")
        self.tabs.setAccessibleName(_("Imports and records"))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setObjectName("recordsTabBar")
        self.tabs.tabBar().setAccessibleName(_("Imports and records"))
        self.tabs.addTab(self.imports, _("Imports"))
        self.tabs.addTab(self.browse, _("Records of the month"))
        bar = QHBoxLayout()
        bar.setSpacing(GRID)
        bar.addWidget(self.choose)
        bar.addWidget(self.drop_hint)
        bar.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        page.setSpacing(GRID)
        page.addLayout(bar)
        page.addWidget(self.notice)
        page.addWidget(self.elsewhere)
        page.addWidget(self.tabs, 1)
        self._drop_frame = DropFrame(self)
        self._connect()

    def _connect(self) -> None:
        self.imports.rows_wanted.connect(self._load_rows)
        self.imports.export_asked.connect(self._export)
        self.imports.undo_asked.connect(self._ask_undo)
        self.imports.import_asked.connect(self.choose_files)
        self.browse.wanted.connect(self._load_records)
        self.browse.choice_asked.connect(self._change_what_counts)
        self.tabs.currentChanged.connect(lambda _at: self._load_tab())
        QShortcut(QKeySequence("Ctrl+O"), self).activated.connect(self.choose_files)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self.notice.take_back)

    # ---- reading

    def refresh(self, changes: frozenset[str]) -> None:
        from qadesk.services.records import imports

        office = self.office
        self.elsewhere.check()
        self.load(lambda: imports.history(office), self.imports.show_batches)
        if self.tabs.currentWidget() is self.browse:
            self._load_people()

    def arrive(self, context: object) -> None:
        """A kind of file, "import": choose files; "imports", a number: the list; a staff number: records."""
        from qadesk.kinds.registry import KINDS

        if isinstance(context, int):
            self.tabs.setCurrentWidget(self.imports)
            self.imports.choose(context)
        elif context == "imports":
            self.tabs.setCurrentWidget(self.imports)
        elif context == "import" or context in KINDS:
            self.tabs.setCurrentWidget(self.imports)
            self.choose_files()
        elif isinstance(context, str) and context:
            self.tabs.setCurrentWidget(self.browse)
            self.browse.choose(staff_no=context)

    def focus_first(self) -> None:
        """The list of imports, which is what one comes to see."""
        if self.tabs.currentWidget() is self.imports:
            self.imports.focus_first()
        else:
            self.browse.table.setFocus()

    def _load_tab(self) -> None:
        if self.tabs.currentWidget() is self.browse:
            self._load_people()

    def _load_people(self) -> None:
        office = self.office

        def read() -> tuple[Agent, ...]:
            from qadesk.services import roster

            return roster.agents(office)

        def show(found: tuple[Agent, ...]) -> None:
            self.browse.show_people(found)
            self.browse.reload()

        self.load(read, show, slot="people")

    def _load_records(self, kind: str, staff_no: str, offset: int) -> None:
        office, code = self.office, self.cycle
        if not code:
            return

        def read() -> RecordList:
            from qadesk.services.records import record_lists

            return record_lists.listing(office, code, kind, staff_no=staff_no, offset=offset)

        self.load(read, self.browse.show_page, slot="records")

    def _load_rows(self, batch: Batch) -> None:
        if not batch.rejected:
            return
        from qadesk.services.records import imports

        office = self.office
        self.load(
            lambda: imports.rejections(office, batch.id, ROWS_SHOWN),
            lambda rows: self.imports.show_rows(batch.id, rows),
            slot="rows",
        )

    # ---- files in

    def choose_files(self) -> None:
        """Ask for files with the system's dialog."""
        ask_for_tables(self, self._folder, self._chosen)

    def _chosen(self, files: list[Path]) -> None:
        self._folder = files[0].parent
        self.import_files(files)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._show_drag(takes(event))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        takes(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_drag(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_drag(False)
        if takes(event):
            self.import_files(dragged(event))

    def _show_drag(self, over: bool) -> None:
        self.drop_hint.setText(_("Let go to import") if over else _("or drop them anywhere on this page"))
        self._drop_frame.setVisible(over)
        self._drop_frame.raise_()

    def import_files(self, paths: Sequence[Path]) -> None:
        """Look at files, then show what they are taken for."""
        if not paths:
            return
        office = self.office
        self.tasks.run(
            lambda progress: look_at_all(office, paths, progress),
            self._show_candidates,
            title=_("Looking at the files"),
            progress=True,
            owner=self,
        )

    def _show_candidates(self, candidates: list[Candidate]) -> None:
        if len(candidates) == 1 and candidates[0].error is not None:
            dialogs.show_error(self, candidates[0].error)
            return
        ImportDialog(self, self.office, self.tasks, candidates, self._import).open()

    def _import(self, candidates: list[Candidate], counts: str | None = None) -> None:
        office = self.office
        self.notice.hide()
        self.elsewhere.hide()
        self.write(
            lambda progress: import_all(office, candidates, progress, counts),
            self._tell,
            self._if_stopped(_("Stopped. Nothing was imported.")),
            changes=_BROUGHT,
            title=ngettext("Importing {n} file", "Importing {n} files", len(candidates)).format(
                n=len(candidates)
            ),
            progress=True,
        )

    def _if_stopped(self, said: str) -> Callable[[BaseException], bool]:
        """What says so where work was cancelled and everything is as it was."""

        def tell(error: BaseException) -> bool:
            if isinstance(error, Cancelled):
                self.notice.say(said, "info")
            return isinstance(error, Cancelled)

        return tell

    def _tell(self, outcomes: list[Outcome]) -> None:
        """One file is told in a line, with undo, or refused in a window; several in a list."""
        if self._ask_what_counts(outcomes):
            return
        newest = next((o.report for o in reversed(outcomes) if o.report is not None), None)
        if newest is not None:
            self._show_report(newest)
        self._offer_month([number for o in outcomes if o.report is not None for number in o.report.batch_ids])
        if len(outcomes) > 1:
            OutcomeDialog(self, outcomes, lambda report: self._show_report(report, rows=True)).open()
        elif newest is not None:
            self._tell_report(newest)
        elif outcomes[0].error is not None:
            dialogs.show_error(self, outcomes[0].error)

    def _offer_month(self, batches: list[int]) -> None:
        """What was imported for another month is not on this screen: offer to go there."""
        office, here = self.office, self.cycle

        def tell(code: str) -> None:
            if code:
                there, shown = cycle_text(code), cycle_text(here)
                text = _("These records are of {there}; the screen shows {shown}.")
                go = partial(self.open_requested.emit, "month", code)
                self.elsewhere.say(
                    text.format(there=there, shown=shown),
                    "info",
                    action=_("Go to {month}").format(month=there),
                    then=go,
                    holds=lambda: self.cycle == here,
                )

        if batches and here:
            self.load(lambda: imports_month.elsewhere(office, batches, here), tell, slot="elsewhere")

    def _ask_what_counts(self, outcomes: list[Outcome]) -> bool:
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
            self, tuple(where), lambda counts: self._import(waiting, counts), otherwise=_("Leave out")
        )
        if rest:
            dialog.finished.connect(lambda _code: self._tell(rest))
        return True

    def _change_what_counts(self, met: Sequence[Met]) -> None:
        """Another answer for the month shown."""
        office = self.office

        def choose(counts: str) -> None:
            for one in met:
                counting.choose(office, one.clash.month, one.clash.channel, counts)

        def write(counts: str) -> None:
            self.write(lambda: choose(counts), lambda _none: self.browse.reload(), changes=_BROUGHT)

        ask_what_counts(self, [one.words() for one in met], write, otherwise=_("Leave it"))

    def _tell_report(self, report: ImportReport) -> None:
        text = _("{file}: {what}.").format(file=report.file_name, what=report_line(report))
        text = joined(text, *(warning.text for warning in report.warnings))
        tone = "warn" if report.rejected or report.warnings else "good"
        batches, name = report.batch_ids, report.file_name
        if batches and (report.imported or report.updated):
            self.notice.say(text, tone, action=_("Undo"), then=lambda: self._undo(batches, name))
        else:
            self.notice.say(text, tone)

    def _show_report(self, report: ImportReport, *, rows: bool = False) -> None:
        if report.batch_id is not None:
            self.tabs.setCurrentWidget(self.imports)
            self.imports.choose(report.batch_id, rows=rows)

    # ---- bad rows, undo

    def _export(self, batch: Batch) -> None:
        ask_where_bad_rows_go(self, self._folder, batch.file_name, lambda path: self._write_rows(batch, path))

    def _write_rows(self, batch: Batch, path: Path) -> None:
        from qadesk.services.records import imports

        office = self.office
        self.tasks.run(
            lambda progress: imports.export_rejections(office, batch.id, path, progress),
            lambda _none: self.notice.say(_("Wrote {file}").format(file=path.name)),
            title=_("Writing {file}").format(file=path.name),
            progress=True,
            owner=self,
        )

    def _ask_undo(self, batch: Batch) -> None:
        """Ask, unless it is not possible anyway: then say why instead."""
        from qadesk.services.records import imports

        office = self.office
        self.load(
            lambda: imports.refuse_undo(office, batch.id),
            lambda _none: self._confirm_undo(batch),
            slot="undo",
        )

    def _confirm_undo(self, batch: Batch) -> None:
        loses = _("{kind}: {new} new records go, {replaced} replaced ones come back as they were.").format(
            kind=kind_name(batch.kind), new=count(batch.imported), replaced=count(batch.updated)
        )
        dialogs.confirm(
            self,
            _("Undo the import of “{file}”?").format(file=batch.file_name),
            loses,
            _("Undo import"),
            lambda: self._undo((batch.id,), batch.file_name),
        )

    def _undo(self, batches: Sequence[int], file_name: str, *, backed_up: bool = True) -> None:
        """Undo imports of a file, after a backup; where none can be made, ask whether to undo without."""
        office = self.office
        self.notice.hide()
        self.elsewhere.hide()
        stopped = self._if_stopped(_("Stopped. Nothing was undone."))

        def failed(error: BaseException) -> bool:
            if not isinstance(error, UserError) or error.offer != GO_ON:
                return stopped(error)
            on = (_("Undo without a backup"), lambda: self._undo(batches, file_name, backed_up=False))
            dialogs.show_error(self, error, instead=on)
            return True

        self.write(
            lambda progress: undone(office, batches, progress, backed_up=backed_up),
            lambda _none: self.notice.say(_("The import of “{file}” was undone.").format(file=file_name)),
            failed,
            changes=_BROUGHT | {"backups"},
            title=_("Undoing the import of “{file}”").format(file=file_name),
            progress=True,
        )
