"""Every scorecard of the office with its versions: how far each is, which months use it, what can be done.

Two versions side by side: what was added, removed, moved and changed from one to the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy

from qadesk import formats
from qadesk.i18n import N_, _, ngettext
from qadesk.progress import Progress
from qadesk.services import readers
from qadesk.services.designing import row_fields, version_words, versions
from qadesk.services.designing.comparison import ChangeKind, Difference, compare
from qadesk.services.designing.versions import Version, VersionStatus, taken_next
from qadesk.services.readers import Signer
from qadesk.services.trail import things
from qadesk.services.trail.things import About
from qadesk.storage.office import Office
from qadesk.ui.kit.actions import Action, Actions
from qadesk.ui.kit.aside import Aside, Text
from qadesk.ui.kit.history import history_action
from qadesk.ui.kit.list_page import Empty, ListPage, ListView
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.personal import Personal
from qadesk.ui.kit.report_page import Found, ReportPage
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.scorecards.commands import Commands, steps
from qadesk.ui.screens.scorecards.readers_window import ReadersWindow
from qadesk.ui.screens.scorecards.rules_window import RulesWindow
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import Badge
from qadesk.ui.widgets.basics import Button, ComboBox, OneLine, label
from qadesk.ui.widgets.layouts import FREE, clear, hbox, held, vbox
from qadesk.ui.widgets.table import Column

_IN_EFFECT = (VersionStatus.PUBLISHED, VersionStatus.APPROVED)  # or about to be: with a notice
# What the current version may become, what somebody else may make it, and who has signed for it.
_Read = tuple[frozenset[VersionStatus], dict[VersionStatus, str], tuple[Signer, ...]]


class VersionsPage(ListPage[Version]):
    """The list; `open_version` and `compare` show the other pages of the screen."""

    def __init__(
        self,
        screen: Screen,
        operations: Operations,
        commands: Commands,
        open_version: Callable[[Version], object],
        compare: Callable[[Version], object],
    ) -> None:
        self._screen = screen
        self._next: int | None = None  # the id of the version that new months take
        self._may = frozenset[VersionStatus]()  # what the current version may become
        self._barred: dict[VersionStatus, str] = {}  # what it may become by somebody else, and why
        actions = [*self._actions(commands, open_version, compare), *operations.actions("versions")]
        view = _view(screen.office, lambda version: version.id == self._next)
        super().__init__(screen, view, actions, self._beside, operations)
        self.split.setSizes([1000, 34 * GRID])
        self.chosen.connect(self._show_chosen)

    def _actions(
        self,
        commands: Commands,
        open_version: Callable[[Version], object],
        compare: Callable[[Version], object],
    ) -> list[Action]:
        def is_draft(version: Version) -> bool:
            return version.status is VersionStatus.DRAFT

        def in_effect() -> bool:
            return self.current is not None and self.current.status in _IN_EFFECT

        def step(to: VersionStatus) -> None:
            if self.current is not None:
                commands.ask_step(self.current, to)

        def new() -> None:
            commands.ask_new(self.current)

        def history_of(version: Version) -> About:
            return things.of_scorecard(version.id)

        writes, of, quiet = partial(Action, right="prepare"), partial(Action, row=True), "quiet"
        copy, delete, notice = commands.copy, commands.ask_delete, commands.ask_notice
        return [
            of("versionOpen", _("Open"), open_version, "table-2", kind="primary"),
            of("versionCopy", _("New version"), copy, "copy", right="prepare"),
            of("versionCompare", _("Compare…"), compare, "columns-2", kind=quiet),
            of("versionExport", _("Export…"), commands.ask_export, "download", ("Ctrl+E",), quiet),
            of("versionDelete", _("Delete draft…"), delete, "trash-2", kind=quiet, enabled=is_draft,
               right="prepare"),
            *steps("version", lambda: self._may, lambda: self._barred, step),
            of("versionNotice", _("Notice as PDF…"), notice, "save", shown=in_effect, right="print"),
            of("versionReaders", _("Who has read it…"), self._show_readers, "users", ("Ctrl+Shift+R",),
               enabled=lambda version: version.published_at is not None),
            history_action(self._screen, "version", history_of, row=True),
            Action("versionsWhose", _("Whose scorecard…"), self._show_rules, "id-card", ("Ctrl+Shift+W",),
                   quiet),
            writes("versionsImport", _("Import…"), commands.ask_import, "upload", ("Ctrl+O",), quiet),
            writes("versionsLibrary", _("Ready scorecards…"), commands.ask_library, "list-plus",
                   ("Ctrl+Shift+N",), quiet),
            writes("versionsNew", _("New scorecard…"), new, "plus", ("Ctrl+N",), quiet),
        ]  # fmt: skip

    def _beside(self, actions: Actions) -> VersionAside:
        names = [*(f"version_{to.value}" for to in version_words.STEPS), "versionNotice", "versionReaders"]
        self.aside = VersionAside(self._screen.office, [actions.button(name) for name in names])
        return self.aside

    def _show_readers(self, version: Version) -> None:
        ReadersWindow(self._screen, version, self.operations).open()

    def _show_rules(self) -> None:
        RulesWindow(self._screen, self.operations).open()

    # ---- showing

    def show_versions(self, found: tuple[Version, ...], wanted: int | None = None) -> None:
        """List these; the current one, or the one `wanted`, stays the current one."""
        self._next = taken_next(found)
        if wanted is not None:
            self.expect(wanted)
        self.show_rows(found)

    def _show_chosen(self, version: Version | None) -> None:
        """Show the current version, and what it may become once that was read."""
        self._may, self._barred = frozenset(), {}
        self.aside.show_version(version, taken_next=version is not None and version.id == self._next)
        self.actions_.update()
        if version is None:
            return
        office, number = self._screen.office, version.id

        def offer(
            found: _Read,
        ) -> None:
            if self.current is not None and self.current.id == number:
                may, self._barred, who = found
                signed = sum(one.day is not None for one in who)
                in_force = version.published_at is not None
                self.aside.say(readers=version_words.readers_text(signed, len(who)) if in_force else "")
                self._may = may
                waits = self.current.status is VersionStatus.SUBMITTED and VersionStatus.APPROVED not in may
                self.aside.say(waits=version_words.waits() if waits else "")
                self.actions_.update()

        def read() -> _Read:
            return (
                versions.may(office, number),
                versions.barred(office, number),
                readers.signers(office, number),
            )

        self._screen.load(read, offer, slot="may")


class VersionAside(Aside):
    """Beside the list: the current version, how it came to its status, `buttons` for its next step."""

    def __init__(self, office: Office, buttons: Iterable[Button]) -> None:
        self._office = office
        self.badge, self._way = Badge("", name="versionStatus"), vbox(gap=GRID // 2)
        super().__init__(
            "version",
            Text("title", "heading"), self.badge, Text("why", "muted"), Text("used"), Text("readers"),
            *(hbox(button, FREE) for button in buttons),
            Text("waits", "muted"), GRID, self._way,
            width=32 * GRID, gap=GRID,
        )  # fmt: skip

    def show_version(self, version: Version | None, *, taken_next: bool = False) -> None:
        """Say what there is to say of a version. `taken_next`: months opened from now on use it."""
        self.setVisible(version is not None)
        if version is None:
            return
        self.badge.say(version_words.status_text(version.status), version_words.status_tone(version.status))
        used = [_("Used in {cycles}").format(cycles=version_words.cycles(version))] if version.cycles else []
        self.say(
            title=version_words.version_title(version),
            why=version_words.why_read_only(version.status) or _("A draft: not in effect yet."),
            used=[*used, *([_("Months opened from now on use it.")] if taken_next else [])],
            readers="",
            waits="",
        )
        clear(self._way)
        for number, step in enumerate(reversed(version.steps)):
            said = version_words.step_taken(self._office, step)
            self._way.addWidget(label(said, "small", wrap=True, name=f"versionStep{number}"))


def _view(office: Office, is_next: Callable[[Version], bool]) -> ListView[Version]:
    return ListView(
        "versions",
        _("Versions of scorecards"),
        _columns(office, is_next),
        personal=Personal("users"),
        identity=lambda version: version.id,
        counted=version_words.counted,
        empty=Empty(
            "scale",
            _("There is no scorecard yet"),
            _("Begin with a ready one, create one, or import the file of another branch."),
            ("versionsLibrary", "versionsNew", "versionsImport"),
        ),
        hidden_when_narrow=("code",),
        in_bar=(
            *("versionsNew", "versionsLibrary", "versionsImport", "versionsWhose", "versionDelete"),
            *("versionExport", "versionCompare", "versionCopy", "versionOpen"),
        ),
        opens="versionOpen",
    )


def _columns(office: Office, is_next: Callable[[Version], bool]) -> list[Column[Version]]:
    return [
        Column("name", _("Scorecard"), lambda v: row_fields.named(v.names) or v.code,
               stretch=True, least=22 * GRID),
        Column("version", _("Version"), lambda v: v.version, align="right"),
        Column("status", _("Status"), lambda v: v.status, text=version_words.status_text,
               tone=lambda v: version_words.status_tone(v.status)),
        Column("since", _("Status date"), version_words.since,
               text=lambda when: formats.day(None if when is None else office.local(when).date()),
               tip=lambda v: version_words.moment(office, version_words.since(v))),
        Column("cycles", _("Used in"), lambda v: version_words.used_in(v, new=is_next(v)),
               tip=version_words.cycles,
               sort=lambda v: v.cycles[-1:], stretch=True, least=10 * GRID),
        Column("code", _("Code"), lambda v: v.code),
    ]  # fmt: skip


# ---- two versions side by side

_CHANGES: Final = {  # their word and tone
    ChangeKind.ADDED: (N_("Added"), "good"),
    ChangeKind.REMOVED: (N_("Removed"), "bad"),
    ChangeKind.CHANGED: (N_("Changed"), "accent"),
    ChangeKind.MOVED: (N_("Moved"), "muted"),
}


Differences = tuple[Difference, ...]


class ComparePage(ReportPage[Differences, Difference]):
    """`offer(versions, before, after)` compares two of them; others are chosen on the page."""

    back_asked = Signal()

    def __init__(self, screen: Screen, operations: Operations) -> None:
        self._known: dict[int, Version] = {}
        self.back = Button(_("Versions"), "compareBack", icon="chevron-left", kind="quiet")
        self.before = ComboBox("compareBefore", _("Version on the left"))
        self.after = ComboBox("compareAfter", _("Version on the right"))
        self.swap = Button("", "compareSwap", icon="refresh-cw", kind="quiet", tip=_("Swap left and right"))
        for box in (self.before, self.after):
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            box.setMinimumWidth(20 * GRID)
        self.heads = [OneLine("small", f"compare{side}Head") for side in ("Left", "Right")]
        self.sides = [label("", wrap=True, name=f"compare{side}") for side in ("Left", "Right")]
        for text in self.sides:
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
            text.setMinimumHeight(5 * GRID)
        both = ((vbox(head, (text, 1)), 1) for head, text in zip(self.heads, self.sides, strict=True))
        around = (2 * GRID, GRID, 2 * GRID, GRID)
        in_full = held(hbox(*both, margins=around, gap=2 * GRID))  # a rule or a wording is longer than a cell
        view = ListView[Difference](
            "compare",
            _("Differences"),
            _sides("", ""),
            lambda one: (one.where, one.label),
            self.said,
            Empty("columns-2", ""),
            personal=None,
            aside_below=True,
        )
        asked = (self.back, self.before, self.swap, self.after)
        super().__init__(screen, operations, view, asked, in_full)
        self.split.setSizes([1000, 1])
        self._pages.setCurrentWidget(self.split)  # there is always something to compare
        self.back.clicked.connect(self.back_asked)
        self.swap.clicked.connect(self._swap)
        for box in (self.before, self.after):
            box.activated.connect(lambda _at: self.again())

    def offer(self, known: Sequence[Version], before: int, after: int) -> None:
        """Offer all versions, and compare these two."""
        self._known = {version.id: version for version in known}
        for box, chosen in ((self.before, before), (self.after, after)):
            box.offer([(version.id, version_words.version_title(version)) for version in known], chosen)
        self.again()

    def again(self) -> None:
        """Read the two versions chosen and compare them."""
        office, before, after = self._screen.office, self.before.currentData(), self.after.currentData()
        if before is None or after is None:
            return

        def work(_progress: Progress) -> Found[Differences, Difference]:
            made = compare(versions.card(office, before), versions.card(office, after))
            n = len(made)
            return Found(made, made, ngettext("{n} difference", "{n} differences", n).format(n=n))

        self.work_out(work, _("Comparing"))

    def focus_first(self) -> None:
        self.table.setFocus()

    def say_whole(self, made: Differences) -> None:
        """Which versions are compared, above both sides and in the heads of the table."""
        left, right = self._titles()
        for head, text in zip(self.heads, (left, right), strict=True):
            head.say(text)
        self.set_columns(_sides(left, right))

    def _titles(self) -> tuple[str, str]:
        """Both versions by number, where they are of one name, else by both."""
        chosen = [self._known.get(box.currentData()) for box in (self.before, self.after)]
        left, right = (version_words.version_title(one) if one is not None else "" for one in chosen)
        first, second = chosen
        of_one = first and second and row_fields.named(first.names) == row_fields.named(second.names)
        if first and second and of_one and first.version != second.version:
            left, right = (_("Version {n}").format(n=one.version) for one in (first, second))
        return left, right

    def say_failed(self, error: BaseException) -> bool:
        """What stands there stays; why the versions cannot be read is told in a window."""
        return False

    def why_none(self, made: Differences) -> Empty:
        """The same version twice, or two with the same content."""
        if self.before.currentData() != self.after.currentData():
            return self.why(_("The two versions are identical"))
        return self.why(_("Both sides show the same version"), _("Choose a different version on one side."))

    def spell_out(self, made: Differences, row: Difference | None) -> None:
        """Both sides of the current difference."""
        for side, text in zip(self.sides, (row.before, row.after) if row else ("", ""), strict=True):
            side.setText(text)

    def _swap(self) -> None:
        left, right = self.before.currentIndex(), self.after.currentIndex()
        self.before.setCurrentIndex(right)
        self.after.setCurrentIndex(left)
        self.again()


def _sides(left: str, right: str) -> list[Column[Difference]]:
    return [
        Column("change", _("Type"), lambda d: d.change, text=lambda change: _(_CHANGES[change][0]),
               tone=lambda d: _CHANGES[d.change][1]),
        Column("where", _("Where"), lambda d: d.where or _("Scorecard"), stretch=True),
        Column("label", _("Part"), lambda d: d.label),
        Column("before", left, lambda d: d.before, stretch=True),
        Column("after", right, lambda d: d.after, stretch=True),
    ]  # fmt: skip
