"""What can be done with versions: new, copy, delete, submit, approve, publish, retire, send back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from qadesk.i18n import N_, _
from qadesk.services.designing import versions
from qadesk.services.designing.versions import Status, Version
from qadesk.services.done import Done
from qadesk.ui import dialogs
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.operations import Operations
from qadesk.ui.kit.reason import ReasonDrafts
from qadesk.ui.kit.screen import Screen
from qadesk.ui.screens.scorecards import ask, wording
from qadesk.ui.screens.scorecards.draft import Draft
from qadesk.ui.screens.scorecards.files import ScorecardFiles

_STEPS: Final = {  # to what, the word on its button, its icon
    Status.SUBMITTED: (N_("Submit for approval…"), "send"),
    Status.APPROVED: (N_("Approve…"), "badge-check"),
    Status.PUBLISHED: (N_("Publish…"), "megaphone"),
    Status.DRAFT: (N_("Send back…"), "undo-2"),
    Status.RETIRED: (N_("Retire…"), "archive"),
}


def step_name(prefix: str, to: Status) -> str:
    """The name of the action that takes a step."""
    return f"{prefix}_{to.value}"


def step_actions(
    prefix: str, may: Callable[[], frozenset[Status]], ask_step: Callable[[Status], object]
) -> list[Action]:
    """The steps a version can take, shown while they may be taken; one that needs no approver stands out."""
    return [
        Action(
            step_name(prefix, to),
            _(words),
            partial(ask_step, to),
            icon,
            kind="primary" if to in (Status.PUBLISHED, Status.APPROVED) else "",
            shown=partial(_among, to, may),
        )
        for to, (words, icon) in _STEPS.items()
    ]


def _among(to: Status, may: Callable[[], frozenset[Status]]) -> bool:
    return to in may()


class Commands:
    """The verbs of one screen; `opened(id)` shows a version that may be new to the list."""

    def __init__(
        self,
        screen: Screen,
        operations: Operations,
        draft: Draft,
        files: ScorecardFiles,
        opened: Callable[[int], object],
    ) -> None:
        self._screen, self._operations, self._draft = screen, operations, draft
        self._files, self._opened = files, opened
        self._notes = ReasonDrafts()

    # ---- drafts

    def copy(self, version: Version) -> None:
        """Begin the next version as a copy of one, and open it."""
        office = self._screen.office
        self._begin(lambda: versions.new_draft(office, version.id))

    def ask_new(self, known: Sequence[Version], start: Version | None) -> None:
        """Ask what a new scorecard is called and what it starts from."""
        ask.ask_new(self._screen, known, start, self._new)

    def _new(self, wanted: ask.Wanted) -> None:
        office = self._screen.office
        self._begin(lambda: versions.new_draft(office, wanted.based_on, wanted.code, wanted.names))

    def _begin(self, work: Callable[[], Done[int]]) -> None:
        self._operations.run(work, self._opened, refresh_self=False)

    def ask_delete(self, version: Version) -> None:
        """Ask once, then delete a draft."""
        screen, office = self._screen, self._screen.office
        title = wording.version_title(version)

        def delete() -> None:
            self._operations.run(
                lambda: versions.delete_draft(office, version.id),
                lambda _none: screen.focus_first(),  # the button that was pressed is of no more use
                said=_("Deleted: {what}").format(what=title),
            )

        dialogs.confirm(
            screen,
            _("Delete the draft “{what}”?").format(what=title),
            _("Everything in it will be lost. Other versions are not affected."),
            _("Delete the draft"),
            delete,
        )

    # ---- the way of a version

    def ask_step(self, version: Version, to: Status) -> None:
        """Say what a step means, ask for a note, then take it."""
        words = ask.step_words(version, to)
        self._notes.ask(
            self._screen, "step", (version.id, to), words, lambda note: self.step(version, to, note)
        )

    def step(self, version: Version, to: Status, note: str) -> None:
        """Take a step, after all that was edited is saved."""
        screen, office, notice = self._screen, self._screen.office, self._operations.notice

        def told(now: Version) -> None:
            text = ask.done_text(now, to)
            if to is Status.PUBLISHED:
                action, then = _("Print the notice…"), lambda: self._files.ask_notice(now)
                notice.say(text, "good", action=action, then=then)
            else:
                notice.say(text, "good")
            screen.focus_first()  # the button that was pressed goes

        self._draft.saving.when_saved(
            lambda: self._operations.run(
                lambda: versions.advance(office, version.id, to, note),
                told,
                dialogs.in_dialog,  # there may be a long list of problems
            )
        )
