"""What can be done with versions: begun, deleted, taken a step on; written to files and read from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from qadesk import formats
from qadesk.domain.checking import CODE
from qadesk.domain.editing import unused_code
from qadesk.domain.scorecard import Names
from qadesk.errors import joined
from qadesk.i18n import _, current_language
from qadesk.services import library, library_words
from qadesk.services.designing import row_fields, version_words, versions
from qadesk.services.designing.versions import Version, VersionStatus
from qadesk.services.done import Done
from qadesk.services.library import ReadyScorecard
from qadesk.ui import dialogs
from qadesk.ui.kit import files, shown
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog, Reason, ask_reason
from qadesk.ui.kit.library_window import LibraryWindow
from qadesk.ui.kit.operations import Operations, in_window
from qadesk.ui.kit.personal import Personal, holding
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.scorecards.draft import Draft

_NOTE_LENGTH: Final = 500
_ICONS: Final = {  # of the steps
    VersionStatus.SUBMITTED: "send",
    VersionStatus.APPROVED: "badge-check",
    VersionStatus.PUBLISHED: "megaphone",
    VersionStatus.DRAFT: "undo-2",
    VersionStatus.RETIRED: "archive",
}


def steps(
    prefix: str,
    may: Callable[[], frozenset[VersionStatus]],
    barred: Callable[[], Mapping[VersionStatus, str]],
    do: Callable[[VersionStatus], object],
    main: Collection[VersionStatus] = (),
) -> list[Action]:
    """All steps (`prefix`_status), shown while they come next; the page's `main` ones stand out.

    Those that somebody else has to take cannot be pressed, and say why.
    """

    def action(to: VersionStatus) -> Action:
        name, text = f"{prefix}_{to.value}", _(version_words.STEPS[to].button)
        kind = "primary" if to in main else ""
        return Action(
            name,
            text,
            partial(do, to),
            _ICONS[to],
            kind=kind,
            shown=lambda: to in may() or to in barred(),
            why=lambda: barred().get(to, ""),
        )

    return [action(to) for to in version_words.STEPS]


class Commands:
    """The verbs of one screen; `opened(id)` shows a version that may be new to the list."""

    def __init__(
        self, screen: Screen, operations: Operations, draft: Draft, opened: Callable[[int], object]
    ) -> None:
        self._screen, self._office, self._operations = screen, screen.office, operations
        self._draft, self._opened = draft, opened

    # ---- drafts

    def copy(self, version: Version) -> None:
        """Begin the next version as a copy of one, and open it."""
        self._begin(lambda: versions.new_draft(self._office, version.id))

    def ask_new(self, start: Version | None) -> None:
        """Ask what a new scorecard is called and what it starts from, once it is known which there are."""
        office = self._office
        self._screen.load(
            lambda: (versions.versions(office), library.scorecards()),
            lambda found: self._ask_new(*found, start),
            slot="new scorecard",
        )

    def _ask_new(
        self, known: Sequence[Version], ready: Sequence[ReadyScorecard], start: Version | None
    ) -> None:
        codes = {version.code for version in known}
        rule = _("The code begins with a letter, followed by letters, digits, - and _.")

        def wrong_code(code: str) -> str:
            if not CODE.fullmatch(code):
                return rule
            return _("There is a scorecard with this code already.") if code in codes else ""

        def send(values: dict[str, Any], dialog: FormDialog) -> None:
            names = Names(values["zh"], values["en"])
            if not names.zh and not names.en:
                dialog.say_wrong(_("Give it a name in one language at least."))
                return
            dialog.accept()
            self._begin(lambda: versions.new_draft(self._office, values["start"], values["code"], names))

        hint = _("Identifies the scorecard in files; letters, digits, - and _.")
        offered = [
            (None, _("An empty table")),
            *((one.name, library_words.name_of(one)) for one in ready),
            *((v.id, version_words.version_title(v)) for v in known),
        ]
        own, other = (
            ("zh" if row_fields.is_chinese(mine) else "en", row_fields.name_header(mine))
            for mine in (True, False)
        )
        form = Form(
            "newScorecard",
            [
                Field(*own),
                Field(*other, hint=_("One of the two is enough.")),
                Field("code", _("Code"), "text", unused_code(codes, "scorecard"), hint, required=rule,
                      check=wrong_code),
                Field("start", _("Start from"), "choice", start.id if start else None, options=offered),
            ],
        )  # fmt: skip
        FormDialog(self._screen, "newScorecard", _("New scorecard"), _("Create"), form, send).open()

    def ask_library(self) -> None:
        """Show the ready scorecards, read off the window's thread; the one chosen becomes a draft."""

        def show(offered: tuple[ReadyScorecard, ...]) -> None:
            title = _("Ready scorecards")
            words = _("Scorecard"), _("Indicators")
            LibraryWindow(self._screen, title, words, offered, lambda one: self._begin(
                lambda: versions.new_draft(self._office, one.name)
            )).open()  # fmt: skip

        self._screen.load(library.scorecards, show, slot="library")

    def _begin(self, work: Callable[[], Done[int]]) -> None:
        self._operations.notice.drop("good")  # of what was done before, with its undo
        self._operations.run(work, self._opened, refresh_self=False)

    def ask_delete(self, version: Version) -> None:
        """Ask once, then delete a draft."""
        title = version_words.version_title(version)

        def delete() -> None:
            self._operations.run(
                lambda: versions.delete_draft(self._office, version.id),
                lambda _none: self._screen.focus_first(),  # the button that was pressed is of no more use
                said=_("Deleted: {what}").format(what=title),
            )

        dialogs.confirm(
            self._screen,
            _("Delete the draft “{what}”?").format(what=title),
            _("Until the program ends, Undo (Ctrl+Z) brings it back. Other versions are not affected."),
            _("Delete the draft"),
            delete,
        )

    # ---- the way of a version

    def ask_step(self, version: Version, to: VersionStatus) -> None:
        """Say what a step means, ask for a note, then take it."""
        said, needed = version_words.STEPS[to], to is VersionStatus.DRAFT  # sending back needs a note
        shown = self._draft.is_open and self._draft.version.id == version.id
        names = self._draft.card.names if shown else None  # as they have just been typed
        question = Reason(
            _(said.question).format(what=version_words.version_title(version, names)),
            _(said.effect),
            _(said.action),
            above=_("What has to be changed") if needed else _("Note (may stay empty)"),
            spoken=_("Note"),
            optional=not needed,
            most_letters=_NOTE_LENGTH,
        )
        about = version.id, to
        ask_reason(self._screen, "step", about, question, lambda note: self.step(version, to, note))

    def step(self, version: Version, to: VersionStatus, note: str) -> None:
        """Take a step, after all that was edited is saved."""
        notice = self._operations.notice

        def told(now: Version) -> None:
            text = version_words.step_done(now, to)
            if self._screen.place is not None and to is not VersionStatus.DRAFT:
                notice.drop("good")  # the designer says what became of the version, and what can be done now
            elif to is VersionStatus.PUBLISHED:
                action = _("Notice as PDF…")
                notice.say(text, "good", action=action, then=lambda: self.ask_notice(now))
            else:
                notice.say(text, "good")
            self._screen.focus_first()  # the button that was pressed goes

        self._draft.saving.when_saved(
            lambda: self._operations.run(
                lambda: versions.advance(self._office, version.id, to, note),
                told,
                in_window,  # there may be a long list of problems
            )
        )

    # ---- exchange

    def ask_export(self, version: Version) -> None:
        """Ask where a version goes; the ending decides whether as a workbook or as a text."""
        files.ask_save(
            self._screen,
            "scorecardExportDialog",
            _("Export the scorecard"),
            f"{version.code}-{version.version}.xlsx",
            [files.workbook(), files.FileKind("YAML", ("yaml",))],
            lambda path: self.export(version, path),
            holds=files.NOBODY,
        )

    def export(self, version: Version, path: Path) -> None:
        """Write a version to a file, after all that was edited is saved."""
        from qadesk.services.designing import exchange

        screen, notice = self._screen, self._operations.notice
        said = _("Scorecard saved: {file}").format(file=path.name)
        self._draft.saving.when_saved(
            lambda: screen.tasks.run(
                lambda: exchange.export_file(self._office, version.id, path),
                lambda _none: notice.say(said, "good"),
                owner=screen,
            )
        )

    def ask_import(self) -> None:
        """Ask for a file to take in."""
        files.ask_open(
            self._screen,
            "scorecardImportDialog",
            _("Import a scorecard"),
            [files.FileKind(_("Scorecards"), ("xlsx", "yaml", "yml"))],
            lambda chosen: self.import_file(chosen[0]),
        )

    def import_file(self, path: Path) -> None:
        """Take a file in as a draft and open it; a file with mistakes is refused whole, and says where."""
        from qadesk.services.designing import exchange

        self._operations.run(
            lambda: exchange.import_file(self._office, path),
            self._opened,
            in_window,  # there may be a long list of mistakes
            said=_("Imported as a draft: {file}").format(file=path.name),
            refresh_self=False,
        )

    # ---- the notice

    def ask_notice(self, version: Version) -> None:
        """Ask where the notice goes."""
        name = _("Notice {what}").format(what=version_words.version_title(version))
        files.ask_save(
            self._screen,
            "noticeDialog",
            _("Save the notice"),
            f"{name}.pdf",
            [files.FileKind("PDF", ("pdf",))],
            lambda path: self.notice(version, path),
            holds=holding(self._office, Personal("users")),
        )

    def notice(self, version: Version, path: Path) -> None:
        """Write the notice of a version, in the language of the window, and offer to open it for printing."""
        from qadesk.services.designing import notice

        screen, language = self._screen, current_language()

        def done(lacking: tuple[str, ...]) -> None:
            text = _("Notice saved: {file}").format(file=path.name)
            if lacking:
                what = formats.characters(lacking)
                text = joined(text, _("Not in the font, printed as a code: {what}").format(what=what))
            self._operations.notice.say(
                text,
                "warn" if lacking else "good",
                action=_("Open it to print"),
                then=lambda: shown.show(path, self._operations.notice),
            )

        screen.tasks.run(lambda: notice.notice(self._office, version.id, path, language), done, owner=screen)
