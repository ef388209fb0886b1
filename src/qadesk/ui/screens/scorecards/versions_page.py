"""Every scorecard of the office with its versions: how far each is, which months use it, what can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qadesk.i18n import _, ngettext
from qadesk.services.designing.versions import Status, Version, taken_next
from qadesk.storage.office import Office
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.version_aside import VersionAside
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.basics import Button, label
from qadesk.ui.widgets.empty import EmptyState
from qadesk.ui.widgets.table import Column, RecordTableModel, TableView
from qadesk.ui.wording import cycle_text

_NARROW = 120 * GRID
_CYCLES_NAMED = 1  # the newest; the tool tip and the panel beside name all


class VersionsPage(QWidget):
    """Emits what is asked of a version; the screen does it."""

    open_asked = Signal(object)  # Version
    copy_asked = Signal(object)
    delete_asked = Signal(object)
    compare_asked = Signal(object)
    export_asked = Signal(object)
    notice_asked = Signal(object)
    step_asked = Signal(object, object)  # Version, Status
    new_asked = Signal()
    import_asked = Signal()
    chosen = Signal(object)  # Version or None: what may be done with it is asked for

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._next: int | None = None  # the id of the version that new months take
        self.model: RecordTableModel[Version] = RecordTableModel(
            _columns(office, lambda version: version.id == self._next)
        )
        self.table = TableView(self.model, "versionsTable", _("Versions of scorecards"))
        self.aside = VersionAside(office)
        self.open_button = Button(_("Open"), "versionOpen", icon="table-2", kind="primary")
        self.copy = Button(_("New version"), "versionCopy", icon="copy")
        self.compare = Button(_("Compare…"), "versionCompare", icon="columns-2", kind="quiet")
        self.export = Button(_("Export…"), "versionExport", icon="download", kind="quiet")
        self.delete = Button(_("Delete draft…"), "versionDelete", icon="trash-2", kind="quiet")
        self.import_button = Button(_("Import…"), "versionsImport", icon="upload", kind="quiet")
        self.new = Button(_("New scorecard…"), "versionsNew", icon="plus", kind="quiet")
        self.summary = label("", "muted", name="versionsSummary")
        self.summary.setMinimumWidth(1)
        self.empty = EmptyState(
            "scale",
            _("There is no scorecard yet"),
            _("Begin one, or import the file of another branch."),
            name="versionsEmpty",
        )
        self.empty.add_button(_("New scorecard…"), "versionsEmptyNew", self.new_asked.emit, icon="plus")
        self._lay_out()
        self._connect()
        self._allow(None)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        bar.setSpacing(GRID // 2)
        for button in (self.open_button, self.copy, self.compare, self.export, self.delete):
            bar.addWidget(button)
        bar.addWidget(self.summary)
        bar.addStretch(1)
        for button in (self.import_button, self.new):
            bar.addWidget(button)
        self.split = QSplitter()
        self.split.setObjectName("versionsSplit")
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self.split.addWidget(self.aside)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([1000, 38 * GRID])
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(bar)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.split)
        self.pages.addWidget(self.empty)
        page.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.table.row_activated.connect(self.open_asked)
        self.table.row_chosen.connect(self._choose)
        self.new.clicked.connect(self.new_asked)
        self.import_button.clicked.connect(self.import_asked)
        for button, signal in (
            (self.open_button, self.open_asked),
            (self.copy, self.copy_asked),
            (self.compare, self.compare_asked),
            (self.export, self.export_asked),
            (self.delete, self.delete_asked),
        ):
            button.clicked.connect(lambda _checked, tell=signal.emit: self._emit(tell))
        self.aside.notice.clicked.connect(lambda: self._emit(self.notice_asked.emit))
        self.aside.step_asked.connect(self._step)

    def _emit(self, tell: Callable[[Version], object]) -> None:
        if self.current is not None:
            tell(self.current)

    def _step(self, to: Status) -> None:
        if self.current is not None:
            self.step_asked.emit(self.current, to)

    # ---- showing

    @property
    def current(self) -> Version | None:
        """The version the list stands on."""
        found: Version | None = self.table.current_record()
        return found

    def show_versions(self, versions: tuple[Version, ...], wanted: int | None = None) -> None:
        """List these; the current one, or the one `wanted`, stays the current one."""
        kept = wanted if wanted is not None else getattr(self.current, "id", None)
        self._next = taken_next(versions)
        self.model.set_rows(versions)
        self.pages.setCurrentWidget(self.split if versions else self.empty)
        row = self.model.find(lambda v: v.id == kept)
        if versions:
            self.table.select_row(row or 0)
        codes = {version.code for version in versions}
        text = ngettext("{n} scorecard", "{n} scorecards", len(codes)).format(n=len(codes))
        more = ngettext("{n} version", "{n} versions", len(versions)).format(n=len(versions))
        self.summary.setText(f"{text}{_(', ')}{more}")
        self._choose(self.current)

    def show_next(self, version_id: int, next_steps: frozenset[Status]) -> None:
        """Offer the steps that the person signed in may take."""
        if self.current is not None and self.current.id == version_id:
            self.aside.offer(next_steps)

    def _choose(self, version: Version | None) -> None:
        self._allow(version)
        self.aside.show_version(version, taken_next=version is not None and version.id == self._next)
        self.chosen.emit(version)

    def _allow(self, version: Version | None) -> None:
        for button in (self.open_button, self.copy, self.compare, self.export):
            button.setEnabled(version is not None)
        self.delete.setEnabled(version is not None and version.status is Status.DRAFT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the quiet buttons keep their icon alone."""
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        for button, text in (
            (self.compare, _("Compare…")),
            (self.export, _("Export…")),
            (self.delete, _("Delete draft…")),
            (self.import_button, _("Import…")),
        ):
            button.setText("" if narrow else text)
            button.setToolTip(text if narrow else "")
        self.summary.setVisible(not narrow)
        self.table.setColumnHidden(self.model.column_number("code"), narrow)
        self.table.fit_columns()


def _columns(office: Office, is_next: Callable[[Version], bool]) -> list[Column[Version]]:
    return [
        Column("name", _("Scorecard"), lambda v: wording.named(v.names) or v.code, stretch=True),
        Column("version", _("Version"), lambda v: v.version, align="right"),
        Column("status", _("Status"), lambda v: v.status, text=wording.status_text,
               tone=lambda v: wording.status_tone(v.status)),
        Column("since", _("Since"), since, text=lambda when: wording.moment(office, when)),
        Column("cycles", _("Used in"), lambda v: cycles_text(v, new=is_next(v)), tip=_all_cycles,
               sort=lambda v: v.cycles[-1:], stretch=True),
        Column("code", _("Code"), lambda v: v.code),
    ]  # fmt: skip


def since(version: Version) -> datetime | None:
    """When it became what it is; of a draft, when it was last changed."""
    if version.status is Status.DRAFT:
        return version.updated_at
    return version.steps[-1].at if version.steps else version.published_at


def cycles_text(version: Version, *, new: bool = False) -> str:
    """The months opened with a version, the newest first; before them the `new` ones, if it is theirs."""
    opened = _opened_text(version)
    return _(", ").join(part for part in (_("new months") if new else "", opened) if part)


def _opened_text(version: Version) -> str:
    newest = [cycle_text(code) for code in reversed(version.cycles)]
    shown = _(", ").join(newest[:_CYCLES_NAMED])
    more = len(newest) - _CYCLES_NAMED
    if more <= 0:
        return shown
    return ngettext("{shown} and {n} more", "{shown} and {n} more", more).format(shown=shown, n=more)


def _all_cycles(version: Version) -> str:
    return _(", ").join(cycle_text(code) for code in reversed(version.cycles))
