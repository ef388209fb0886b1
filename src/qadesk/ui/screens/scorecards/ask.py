"""The questions of the screen: what a new scorecard is called, and whether to take a version's next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from qadesk.domain.checking import CODE
from qadesk.domain.editing import fresh
from qadesk.domain.scorecard import Names
from qadesk.i18n import _
from qadesk.services.designing.versions import Status, Version
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.reason import Reason
from qadesk.ui.screens.scorecards import wording

_NOTE_LENGTH: Final = 500


@dataclass(frozen=True)
class Wanted:
    """A new scorecard: what it starts from (None: from nothing), its code and names."""

    based_on: int | None
    code: str
    names: Names


def ask_new(
    parent: QWidget | None,
    known: Sequence[Version],
    start: Version | None,
    then: Callable[[Wanted], object],
) -> FormDialog:
    """Ask what a new scorecard is called and what it starts from."""
    codes = {version.code for version in known}

    def wrong_code(code: str) -> str:
        if not CODE.fullmatch(code):
            return _("The code begins with a letter, followed by letters, digits, - and _.")
        return _("There is a scorecard with this code already.") if code in codes else ""

    def send(values: dict[str, Any], dialog: FormDialog) -> None:
        if not values["zh"] and not values["en"]:
            dialog.say_wrong(_("Give it a name in one language at least."))
            return
        dialog.accept()
        then(Wanted(values["start"], values["code"], Names(values["zh"], values["en"])))

    said = _("The code begins with a letter, followed by letters, digits, - and _.")
    hint = _("Identifies the scorecard in files; letters, digits, - and _.")
    offered = [(version.id, wording.version_title(version)) for version in known]
    form = Form(
        "newScorecard",
        [
            Field("zh", _("Name (Chinese)")),
            Field("en", _("Name (English)"), hint=_("One of the two is enough.")),
            Field(
                "code", _("Code"), "text", fresh(codes, "scorecard"), hint, required=said, check=wrong_code
            ),
            Field(
                "start",
                _("Start from"),
                "choice",
                start.id if start else None,
                options=[(None, _("An empty table")), *offered],
            ),
        ],
    )
    dialog = FormDialog(parent, "newScorecard", _("New scorecard"), _("Create"), form, send)
    dialog.open()
    return dialog


def done_text(version: Version, to: Status) -> str:
    """What was done, to be told afterwards."""
    title = wording.version_title(version)
    return {
        Status.SUBMITTED: _("{what} is submitted and is waiting for approval."),
        Status.APPROVED: _("{what} is approved and can be published."),
        Status.DRAFT: _("{what} is a draft again."),
        Status.PUBLISHED: _("{what} is published; months opened from now on use it."),
        Status.RETIRED: _("{what} is retired; months that used it keep it."),
    }[to].format(what=title)


def step_words(version: Version, to: Status) -> Reason:
    """The question before a step: what it does, with a note; sending back needs one."""
    title = wording.version_title(version)
    heading, effect, action = {
        Status.SUBMITTED: (
            _("Submit {what} for approval?"),
            _("It is locked until it is approved or sent back."),
            _("Submit"),
        ),
        Status.APPROVED: (
            _("Approve {what}?"),
            _("What is approved now will be published unchanged; it can no longer be edited."),
            _("Approve"),
        ),
        Status.DRAFT: (_("Send {what} back?"), _("It becomes a draft again."), _("Send back")),
        Status.PUBLISHED: (
            _("Publish {what}?"),
            _("Months opened from now on use it. Months that are open keep the one they were opened with."),
            _("Publish"),
        ),
        Status.RETIRED: (
            _("Retire {what}?"),
            _("No new month uses it. Months that were opened with it keep it."),
            _("Retire"),
        ),
    }[to]
    needed = to is Status.DRAFT
    return Reason(
        heading.format(what=title),
        effect,
        action,
        above=_("What has to be changed") if needed else _("Note (may stay empty)"),
        spoken=_("Note"),
        optional=not needed,
        most_letters=_NOTE_LENGTH,
    )
