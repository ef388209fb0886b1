"""The questions of the screen: what a new scorecard is called, and whether to take a version's next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qadesk.domain.checking import CODE
from qadesk.domain.editing import fresh
from qadesk.domain.scorecard import Names
from qadesk.i18n import _
from qadesk.services.designing.versions import Status, Version
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.screens.scorecards import wording
from qadesk.ui.widgets.basics import Button, ComboBox, label, text_field
from qadesk.ui.widgets.form import FormDialog

NOTE_LENGTH = 500


@dataclass(frozen=True)
class Wanted:
    """A new scorecard: what it starts from (None: from nothing), its code and names."""

    based_on: int | None
    code: str
    names: Names


class NewDialog(FormDialog):
    """Emits `wanted(Wanted)`."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None, known: Sequence[Version], start: Version | None) -> None:
        super().__init__(parent, _("New scorecard"), _("Create"), "newScorecard", self._typed)
        self._codes = {version.code for version in known}
        self.chinese = text_field("newScorecardZh", _("Name (Chinese)"))
        self.english = text_field("newScorecardEn", _("Name (English)"))
        self.code = text_field("newScorecardCode", _("Code"), fresh(self._codes, "scorecard"))
        self.start = ComboBox("newScorecardStart", _("Start from"))
        self.start.addItem(_("An empty table"), None)
        for version in known:
            self.start.addItem(wording.version_title(version), version.id)
        if start is not None:
            self.start.setCurrentIndex(max(0, self.start.findData(start.id)))
        self._begun = self._state()
        self.form.add_row(_("Name (Chinese)"), self.chinese)
        self.form.add_row(_("Name (English)"), self.english, _("One of the two is enough."))
        self.form.add_row(
            _("Code"), self.code, _("Tells scorecards apart in files; letters, digits, - and _.")
        )
        self.form.add_row(_("Start from"), self.start)
        self.chinese.setFocus()

    def _state(self) -> tuple[str, str, str]:
        return self.chinese.text(), self.english.text(), self.code.text()

    def _typed(self) -> bool:
        return self._state() != self._begun

    def submit(self) -> None:
        """Check what was typed, then ask for it."""
        chinese, english, code = (part.strip() for part in self._state())
        if not chinese and not english:
            self.say_wrong(_("Give it a name in one language at least."))
        elif not CODE.fullmatch(code):
            self.say_wrong(_("The code begins with a letter; then letters, digits, - and _."))
        elif code in self._codes:
            self.say_wrong(_("There is a scorecard with this code already."))
        else:
            self.wanted.emit(Wanted(self.start.currentData(), code, Names(chinese, english)))
            self.accept()


def ask_step(
    parent: QWidget,
    version: Version,
    to: Status,
    typed: str,
    keep: Callable[[str], object],
    then: Callable[[str], object],
) -> MessageDialog:
    """Say what a step does and ask for a note; `then(note)`. Sending back needs one.

    `typed` is what the field begins with; `keep` is told of each change of it, so that Esc loses nothing.
    """
    heading, effect, action = _step_words(version, to)
    dialog = MessageDialog(parent, heading, "circle-help", "accent")
    dialog.setObjectName("stepDialog")
    dialog.add_line(effect, "muted", "stepEffect")
    needed = to is Status.DRAFT
    field = text_field("stepNote", _("Note"), typed)
    field.setMaxLength(NOTE_LENGTH)
    above = _("What has to be changed") if needed else _("Note (may stay empty)")
    dialog.body.addWidget(label(above, "small"))
    dialog.body.addWidget(field)
    dialog.add_button(Button(_("Cancel"), "stepCancel"), lambda: None).setAutoDefault(False)
    do = dialog.add_button(Button(action, "stepOk", kind="primary"), lambda: then(field.text().strip()))
    do.setDefault(True)
    do.setEnabled(bool(typed.strip()) or not needed)
    field.textChanged.connect(keep)
    if needed:
        field.textChanged.connect(lambda text: do.setEnabled(bool(text.strip())))
    dialog.open()
    field.setFocus()
    return dialog


def done_text(version: Version, to: Status) -> str:
    """What was done, to be told afterwards."""
    title = wording.version_title(version)
    return {
        Status.SUBMITTED: _("{what} is submitted and waits for approval."),
        Status.APPROVED: _("{what} is approved and can be published."),
        Status.DRAFT: _("{what} is a draft again."),
        Status.PUBLISHED: _("{what} is published; months opened from now on use it."),
        Status.RETIRED: _("{what} is retired; the months that used it keep it."),
    }[to].format(what=title)


def _step_words(version: Version, to: Status) -> tuple[str, str, str]:
    """Heading, effect, and the verb on the button."""
    title = wording.version_title(version)
    heading, effect, action = {
        Status.SUBMITTED: (
            _("Submit {what} for approval?"),
            _("It is locked until it is approved or sent back."),
            _("Submit"),
        ),
        Status.APPROVED: (
            _("Approve {what}?"),
            _("What is approved now is what will be published; it cannot be changed any more."),
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
    return heading.format(what=title), effect, action
