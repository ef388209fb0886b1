"""The window between choosing files and importing them: what each file is, and what its columns mean.

And the window after that, where there were several: what became of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from qadesk import formats
from qadesk.errors import joined
from qadesk.i18n import _, ngettext
from qadesk.kinds.registry import kind_name
from qadesk.services.records import import_words
from qadesk.services.records.bringing import Candidate, FileOutcome, read_again, roster_among
from qadesk.services.records.imports import ImportReport
from qadesk.storage.office import Office
from qadesk.tabular.choosing import Answers
from qadesk.ui import dialogs, icons
from qadesk.ui.dialogs import Window
from qadesk.ui.screens.records.mapping_editor import MappingEditor
from qadesk.ui.tasks import Tasks
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.layouts import FREE, PAGE, hbox, scrolled, split, stack, vbox
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView


class ImportDialog(Window):
    """Files at the left, the chosen one at the right; the button imports those that are ready."""

    def __init__(
        self,
        parent: QWidget,
        office: Office,
        tasks: Tasks,
        candidates: Sequence[Candidate],
        then: Callable[[list[Candidate], list[str]], object],
    ) -> None:
        """`then` gets what is to be imported and the names of what is not."""
        super().__init__(parent, "importDialog", _("Import files"), 130 * GRID, 84 * GRID)
        self._office, self._tasks, self._then = office, tasks, then
        self._candidates = list(candidates)
        self._looking: dict[int, object] = {}  # files read again: row -> what was asked last
        self._changed = False
        self._to_mend: set[int] = set()  # rows of files that the person wants to correct first
        self.files = QListWidget()
        self.files.setObjectName("importFiles")
        self.files.setAccessibleName(_("Files"))
        self.files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.files.setSpacing(2)
        self.editor = MappingEditor()
        self.refused = EmptyState("circle-alert", "", name="importRefused")
        self.summary = label("", "muted", wrap=True, name="importSummary")
        hopeless = all(candidate.error is not None for candidate in candidates)
        self.cancel = Button(_("Close") if hopeless else _("Cancel"), "importCancel", clicked=self._leave)
        self.go = Button("", "importGo", kind="primary", clicked=self._import)
        (self.cancel if hopeless else self.go).setDefault(True)
        if hopeless:
            self.go.hide()
        self._page = scrolled(self.editor, "importPage")
        self._pages = stack(self._page, self.refused)
        self._pages.setContentsMargins(2 * GRID, 0, 0, 0)
        both = split("importSplit", self.files, self._pages, grows=1, sizes=[26 * GRID, 90 * GRID])
        self.files.setVisible(len(self._candidates) > 1)
        vbox((both, 1), hbox((self.summary, 1), self.cancel, self.go), on=self, margins=PAGE, gap=GRID + 4)
        for candidate in self._candidates:
            self._dress(QListWidgetItem(self.files), candidate)
        self.files.currentRowChanged.connect(self._show_file)
        self.editor.said.connect(self._look_again)
        self.editor.left_out.connect(self._leave_out)
        unsettled = (n for n, candidate in enumerate(self._candidates) if not self._ready(candidate))
        self.files.setCurrentRow(next(unsettled, 0))
        self._count()

    # ---- one file

    def _show_file(self, row: int) -> None:
        if row < 0:
            return
        candidate = self._candidates[row]
        if candidate.preview is None:
            assert candidate.error is not None
            self.refused.say(candidate.error.happened, candidate.error.advice)
            self.refused.setProperty("code", candidate.error.code)
            self._pages.setCurrentWidget(self.refused)
        else:
            self._pages.setCurrentWidget(self._page)
            self.editor.show_preview(candidate.preview, row, roster_among(self._candidates))
            for before, after in pairwise((self.editor.table, self.cancel, self.go)):
                self.setTabOrder(before, after)

    def _look_again(self, said: Answers, changed: bool) -> None:
        """Look at the file again under what was said; only the newest answer counts.

        The answer to a question is soon given again; what was `changed` is not thrown away unasked.
        """
        if not said.kind:
            return
        row = self.files.currentRow()
        before, office = self._candidates[row], self._office
        asked = self._looking[row] = object()
        self._changed |= changed
        self.go.setEnabled(False)

        def looked(candidate: Candidate) -> None:
            if self._looking.get(row) is not asked:
                return
            del self._looking[row]
            self._to_mend.discard(row)
            self._candidates[row] = candidate
            self._dress(self.files.item(row), candidate)
            if self.files.currentRow() == row:
                self._show_file(row)
            self._count()

        self._tasks.run(lambda: read_again(office, before, said), looked, owner=self)

    def _leave_out(self) -> None:
        """What was asked stays open, so that nothing of the file is imported."""
        row = self.files.currentRow()
        self._to_mend.add(row)
        self._dress(self.files.item(row), self._candidates[row])
        self._count()

    def _dress(self, item: QListWidgetItem, candidate: Candidate) -> None:
        if candidate.error is not None:
            icon, tone, what = "circle-alert", "bad", _("cannot be imported")
        elif self.files.row(item) in self._to_mend and not self._ready(candidate):
            icon, tone, what = "circle-alert", "warn", _("left out until it is corrected")
        elif not self._ready(candidate):
            icon, tone, what = "triangle-alert", "warn", _("needs your input")
        else:
            kind = "" if candidate.preview is None else candidate.preview.kind or ""
            icon, tone, what = "circle-check", "good", kind_name(kind)
        item.setSizeHint(QSize(1, 2 * self.files.fontMetrics().lineSpacing() + GRID))  # long names give way
        item.setIcon(icons.icon(icon, tone, 16))
        item.setText(f"{candidate.name}\n{what}")
        item.setToolTip(str(candidate.path))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{candidate.name}: {what}")

    # ---- all of them

    def _ready(self, candidate: Candidate) -> bool:
        return candidate.ready_beside(roster_among(self._candidates))

    def _count(self) -> None:
        ready = len({candidate.path for candidate in self._candidates if self._ready(candidate)})
        left = sum(not self._ready(candidate) for candidate in self._candidates)
        action = ngettext("Import {n} file", "Import {n} files", ready).format(n=formats.count(ready))
        self.go.setText(action)
        self.go.setAccessibleName(action)
        self.go.setEnabled(ready > 0 and not self._looking)
        text = ngettext("{n} entry cannot be imported yet.", "{n} entries cannot be imported yet.", left)
        said = [text.format(n=formats.count(left))] if left else []
        if self._to_mend:
            said.append(_("Correct the files left out, then import them again."))
        self.summary.setText(joined(*said))

    def _import(self) -> None:
        ready = [candidate for candidate in self._candidates if self._ready(candidate)]
        left = [candidate.name for candidate in self._candidates if not self._ready(candidate)]
        self.accept()
        self._then(ready, left)

    # ---- out of here

    def reject(self) -> None:
        """Esc or the window's cross, which ask before they throw away what was settled of the columns."""
        if not self._changed:
            self._leave()
            return
        dialogs.confirm(
            self,
            _("Close without importing?"),
            _("Your column settings will be discarded."),
            _("Close without importing"),
            self._leave,
            otherwise=_("Back to the import"),
        )

    def _leave(self) -> None:
        super().reject()


# ---- what became of the files


class OutcomeDialog(Window):
    """One line for each file; Enter on one with bad rows shows them."""

    def __init__(
        self, parent: QWidget, outcomes: Sequence[FileOutcome], show_rows: Callable[[ImportReport], object]
    ) -> None:
        high = min(64, 20 + 4 * len(outcomes)) * GRID
        super().__init__(parent, "outcomeDialog", _("Import finished"), 96 * GRID, high)
        self._show_rows = show_rows
        self.model = RecordTableModel(
            [
                Column("file", _("File"), lambda o: o.path.name),
                Column("kind", _("Kind"), lambda o: kind_name(o.report.kind) if o.report else ""),
                Column(
                    "what", _("Outcome"), import_words.of_file, tone=import_words.tone_of_file, stretch=True
                ),
            ],
            list(outcomes),
        )
        self.table = TableView(self.model, "outcomeTable", _("Result for each file"))
        self.whole = label("", wrap=True, name="outcomeWhole")
        self.table.row_chosen.connect(self._show_whole)
        self.table.row_activated.connect(lambda _row: self._go_on())
        self.rows = Button(
            _("Show rejected rows"), "outcomeShowRows", icon="list-checks", clicked=self._go_on
        )
        self.close_button = Button(_("Close"), "outcomeClose", kind="primary", clicked=self.accept)
        self.close_button.setDefault(True)
        self.next_button = Button("", "outcomeNext", clicked=self._go_next)
        self.next_button.hide()
        self._next: Callable[[], object] | None = None
        buttons = hbox(FREE, self.rows, self.close_button, self.next_button)
        vbox((self.table, 1), self.whole, buttons, on=self, margins=PAGE, gap=GRID + 4)
        worst = next((n for n, o in enumerate(outcomes) if o.error or (o.report and o.report.rejected)), 0)
        self.table.select_row(worst)
        self.close_button.setFocus()

    def offer(self, text: str, go: Callable[[], object]) -> None:
        """Offer where the work goes on; Enter goes there, unless somebody has turned to the list already."""
        here = self.focusWidget() is self.close_button  # also before the window itself has the keyboard
        self._next = go
        self.next_button.setText(text)
        self.next_button.setAccessibleName(text)
        self.next_button.set_kind("primary")
        self.close_button.set_kind("")
        self.next_button.show()
        self.next_button.setDefault(True)
        if here:
            self.next_button.setFocus()

    def _go_next(self) -> None:
        self.accept()
        if self._next is not None:
            self._next()

    def _show_whole(self, outcome: FileOutcome | None) -> None:
        """What became of a file stands in one line of the table; where it may be more, here."""
        long = outcome is not None and (outcome.error or (outcome.report and outcome.report.warnings))
        self.whole.setText(import_words.of_file(outcome) if outcome is not None and long else "")
        self.rows.setEnabled(bool(outcome and outcome.report and outcome.report.rejected))

    def _go_on(self) -> None:
        outcome = self.table.current_record()
        if outcome is not None and outcome.report is not None and outcome.report.rejected:
            self.accept()
            self._show_rows(outcome.report)
