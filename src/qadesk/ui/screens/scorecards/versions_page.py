"""Every scorecard of the office with its versions: how far each is, which months use it, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from qadesk.i18n import _, ngettext
from qadesk.services.designing import versions
from qadesk.services.designing.versions import Status, Version, taken_next
from qadesk.storage.office import Office
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.screens.scorecards.commands import Commands, step_actions
from qadesk.ui.screens.scorecards.files import ScorecardFiles
from qadesk.ui.screens.scorecards.version_aside import VersionAside
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.table import Column
from qadesk.ui.wording import cycle_text

_CYCLES_NAMED = 1  # the newest; the tool tip and the panel beside name all


class VersionsPage(ListPage[Version]):
    """The list; `open_version` and `compare` show the other pages of the screen."""

    def __init__(
        self,
        screen: Screen,
        operations: Operations,
        commands: Commands,
        files: ScorecardFiles,
        open_version: Callable[[Version], object],
        compare: Callable[[Version], object],
    ) -> None:
        self._screen = screen
        self._next: int | None = None  # the id of the version that new months take
        self._may = frozenset[Status]()  # what the current version may become
        of_one = {"open": open_version, "compare": compare}
        actions = self._actions(commands, files, of_one)
        view = _view(screen.office, lambda version: version.id == self._next)
        super().__init__(screen, view, actions, self._beside, operations)
        self.split.setSizes([1000, 34 * GRID])
        self.chosen.connect(self._show_chosen)

    def _actions(
        self, commands: Commands, files: ScorecardFiles, of_one: dict[str, Callable[[Version], object]]
    ) -> list[Action]:
        def at_all() -> bool:
            return self.current is not None

        def of(do: Callable[[Version], object]) -> Callable[[], object]:
            return lambda: do(self.current) if self.current is not None else None

        def is_draft() -> bool:
            return self.current is not None and self.current.status is Status.DRAFT

        def has_notice() -> bool:
            return self.current is not None and self.current.status in (Status.PUBLISHED, Status.APPROVED)

        def new() -> None:
            commands.ask_new(self.rows, self.current)

        def step(to: Status) -> None:
            if self.current is not None:
                commands.ask_step(self.current, to)

        quiet, copy, notice = "quiet", of(commands.copy), of(files.ask_notice)
        compare, export, delete = of(of_one["compare"]), of(files.ask_export), of(commands.ask_delete)
        return [
            Action("versionOpen", _("Open"), of(of_one["open"]), "table-2", kind="primary", enabled=at_all),
            Action("versionCopy", _("New version"), copy, "copy", enabled=at_all),
            Action("versionCompare", _("Compare…"), compare, "columns-2", kind=quiet, enabled=at_all),
            Action("versionExport", _("Export…"), export, "download", ("Ctrl+E",), quiet, enabled=at_all),
            Action("versionDelete", _("Delete draft…"), delete, "trash-2", kind=quiet, enabled=is_draft),
            *step_actions("version", lambda: self._may, step),
            Action("versionNotice", _("Print the notice…"), notice, "printer", shown=has_notice),
            Action("versionsImport", _("Import…"), files.ask_import, "upload", ("Ctrl+O",), quiet),
            Action("versionsNew", _("New scorecard…"), new, "plus", ("Ctrl+N",), quiet),
        ]

    def _beside(self, actions: Actions) -> QWidget:
        steps = step_actions("version", lambda: self._may, lambda _to: None)
        names = [*(step.name for step in steps), "versionNotice"]
        self.aside = VersionAside(self._screen.office, [actions.button(name) for name in names])
        return self.aside

    # ---- showing

    def show_versions(self, found: tuple[Version, ...], wanted: int | None = None) -> None:
        """List these; the current one, or the one `wanted`, stays the current one."""
        self._next = taken_next(found)
        if wanted is not None:
            self.expect(wanted)
        self.show_rows(found)

    def _show_chosen(self, version: Version | None) -> None:
        """Show the current version, and what it may become once that was read."""
        self._may = frozenset()
        self.aside.show_version(version, taken_next=version is not None and version.id == self._next)
        self.actions_.update()
        if version is None:
            return
        office, number = self._screen.office, version.id

        def offer(may: frozenset[Status]) -> None:
            if self.current is not None and self.current.id == number:
                self._may = may
                waits = self.current.status is Status.SUBMITTED and Status.APPROVED not in may
                self.aside.waits.setVisible(waits)
                self.actions_.update()

        self._screen.load(lambda: versions.may(office, number), offer, slot="may")


def _view(office: Office, is_next: Callable[[Version], bool]) -> ListView[Version]:
    return ListView(
        "versions",
        _("Versions of scorecards"),
        _columns(office, is_next),
        identity=lambda version: version.id,
        counted=_counted,
        empty=Empty(
            "scale",
            _("There is no scorecard yet"),
            _("Create one, or import the file of another branch."),
            ("versionsNew", "versionsImport"),
        ),
        hidden_when_narrow=("code",),
        in_bar=(
            *("versionOpen", "versionCopy", "versionCompare", "versionExport", "versionDelete"),
            *("versionsImport", "versionsNew"),
        ),
        opens="versionOpen",
    )


def _counted(shown: Sequence[Version]) -> str:
    codes = {version.code for version in shown}
    text = ngettext("{n} scorecard", "{n} scorecards", len(codes)).format(n=len(codes))
    more = ngettext("{n} version", "{n} versions", len(shown)).format(n=len(shown))
    return f"{text}{_(', ')}{more}"


def _columns(office: Office, is_next: Callable[[Version], bool]) -> list[Column[Version]]:
    return [
        Column("name", _("Scorecard"), lambda v: wording.named(v.names) or v.code, stretch=True),
        Column("version", _("Version"), lambda v: v.version, align="right"),
        Column("status", _("Status"), lambda v: v.status, text=wording.status_text,
               tone=lambda v: wording.status_tone(v.status)),
        Column("since", _("Status date"), since, text=lambda when: wording.moment(office, when)),
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
