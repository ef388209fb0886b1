"""The steps of a version's way, from draft to retired: their buttons, their questions, what is said after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from qadesk.i18n import N_, _
from qadesk.services.designing.versions import Version, VersionStatus
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.reason import Reason
from qadesk.ui.screens.scorecards import wording

_NOTE_LENGTH: Final = 500


@dataclass(frozen=True)
class _Words:
    """What is said of a step: on its button, before it is taken, and after; {what} is the version."""

    button: str
    icon: str
    question: str
    effect: str
    action: str
    done: str


_STEPS: Final = {  # by the status a version gets
    VersionStatus.SUBMITTED: _Words(
        N_("Submit for approval…"),
        "send",
        N_("Submit {what} for approval?"),
        N_("It is locked until it is approved or sent back."),
        N_("Submit"),
        N_("{what} is submitted and is waiting for approval."),
    ),
    VersionStatus.APPROVED: _Words(
        N_("Approve…"),
        "badge-check",
        N_("Approve {what}?"),
        N_("What is approved now will be published unchanged; it can no longer be edited."),
        N_("Approve"),
        N_("{what} is approved and can be published."),
    ),
    VersionStatus.PUBLISHED: _Words(
        N_("Publish…"),
        "megaphone",
        N_("Publish {what}?"),
        N_("Months opened from now on use it. Months that are open keep the one they were opened with."),
        N_("Publish"),
        N_("{what} is published; months opened from now on use it."),
    ),
    VersionStatus.DRAFT: _Words(
        N_("Send back…"),
        "undo-2",
        N_("Send {what} back?"),
        N_("It becomes a draft again."),
        N_("Send back"),
        N_("{what} is a draft again."),
    ),
    VersionStatus.RETIRED: _Words(
        N_("Retire…"),
        "archive",
        N_("Retire {what}?"),
        N_("No new month uses it. Months that were opened with it keep it."),
        N_("Retire"),
        N_("{what} is retired; months that used it keep it."),
    ),
}
ALL: Final = tuple(_STEPS)  # in the order they are offered


def actions(
    prefix: str,
    may: Callable[[], frozenset[VersionStatus]],
    do: Callable[[VersionStatus], object],
    main: frozenset[VersionStatus] = frozenset(),
) -> list[Action]:
    """All steps (`prefix`_status), shown while they may be taken; the page's `main` ones stand out."""

    def action(to: VersionStatus) -> Action:
        words, kind = _STEPS[to], "primary" if to in main else ""
        name = f"{prefix}_{to.value}"
        return Action(
            name, _(words.button), partial(do, to), words.icon, kind=kind, shown=lambda: to in may()
        )

    return [action(to) for to in ALL]


def question(version: Version, to: VersionStatus) -> Reason:
    """The question before a step: what it does, with a note; sending back needs one."""
    words, needed = _STEPS[to], to is VersionStatus.DRAFT
    return Reason(
        _(words.question).format(what=wording.version_title(version)),
        _(words.effect),
        _(words.action),
        above=_("What has to be changed") if needed else _("Note (may stay empty)"),
        spoken=_("Note"),
        optional=not needed,
        most_letters=_NOTE_LENGTH,
    )


def done_text(version: Version, to: VersionStatus) -> str:
    """What was done, to be told afterwards."""
    return _(_STEPS[to].done).format(what=wording.version_title(version))
