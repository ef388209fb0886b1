"""What can be done with versions: new, copy, delete, submit, approve, publish, retire, send back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qadesk.i18n import _
from qadesk.services.designing import versions
from qadesk.services.designing.versions import Status, Version
from qadesk.ui import dialogs
from qadesk.ui.screens.scorecards import ask, wording
from qadesk.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from qadesk.ui.screens.scorecards.screen import ScorecardsScreen


class Commands:
    """The verbs of one screen."""

    def __init__(self, screen: ScorecardsScreen, notice: Notice) -> None:
        self._screen, self._notice = screen, notice
        self._notes: dict[tuple[int, Status], str] = {}  # typed, but not confirmed

    # ---- drafts

    def copy(self, version: Version) -> None:
        """Begin the next version as a copy of one, and open it."""
        office = self._screen.office
        self._begin(lambda: versions.new_draft(office, version.id))

    def ask_new(self) -> None:
        """Ask what a new scorecard is called and what it starts from."""
        screen = self._screen
        ask.ask_new(screen, screen.versions.model.rows, screen.versions.current, self._new)

    def _new(self, wanted: ask.Wanted) -> None:
        office = self._screen.office
        self._begin(lambda: versions.new_draft(office, wanted.based_on, wanted.code, wanted.names))

    def _begin(self, work: Callable[[], int]) -> None:
        screen = self._screen
        screen.write(work, screen.open_id, changes={"scorecard"}, refresh_self=False)

    def ask_delete(self, version: Version) -> None:
        """Ask once, then delete a draft."""
        screen, office = self._screen, self._screen.office
        title = wording.version_title(version)

        def told(_none: None) -> None:
            self._notice.say(_("Deleted: {what}").format(what=title), "good")
            screen.focus_first()  # the button that was pressed is of no more use

        def delete() -> None:
            screen.write(
                lambda: versions.delete_draft(office, version.id),
                told,
                changes={"scorecard"},
            )

        dialogs.confirm(
            screen,
            _("Delete the draft “{what}”?").format(what=title),
            _("Everything written in it is lost. Other versions stay as they are."),
            _("Delete the draft"),
            delete,
        )

    # ---- the way of a version

    def ask_step(self, version: Version, to: Status) -> None:
        """Say what a step means, ask for a note, then take it."""

        def keep(note: str) -> None:
            self._notes[version.id, to] = note

        typed = self._notes.get((version.id, to), "")
        ask.ask_step(self._screen, version, to, typed, keep, lambda note: self.step(version, to, note))

    def step(self, version: Version, to: Status, note: str) -> None:
        """Take a step, after all that was edited is saved."""
        screen, office = self._screen, self._screen.office

        def told(now: Version) -> None:
            self._notes.pop((version.id, to), None)
            text = ask.done_text(now, to)
            if to is Status.PUBLISHED:
                action, then = _("Print the notice…"), lambda: screen.files.ask_notice(now)
                self._notice.say(text, "good", action=action, then=then)
            else:
                self._notice.say(text, "good")
            screen.focus_first()  # the button that was pressed goes

        screen.draft.saving.when_saved(
            lambda: screen.write(
                lambda: versions.advance(office, version.id, to, note), told, changes={"scorecard"}
            )
        )
