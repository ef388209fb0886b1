"""The form of one record: typed in, corrected, and what counts asked where it meets totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from qadesk import formats
from qadesk.domain.scorecard import Unit
from qadesk.formats import agent_text
from qadesk.i18n import _
from qadesk.kinds.kind import FileField
from qadesk.services.done import Done
from qadesk.services.records.by_hand_fields import BOUNDS, choices, fields, needed
from qadesk.services.records.by_hand_rows import HandMade, RecordEntry
from qadesk.services.records.counting import BOTH, RECORDS, TOTALS, ClashError
from qadesk.services.roster import Agent
from qadesk.tabular import numbers
from qadesk.ui.dialogs import MessageDialog
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.operations import Operations
from qadesk.ui.screens.records.wording import yes_no

Write = Callable[
    [RecordEntry, str | None], Done[HandMade]
]  # of an entry, and what counts where that was asked

_LONGEST: Final = 2000  # letters of a note


def ask_record(
    owner: QWidget,
    operations: Operations,
    words: tuple[str, str, str],
    form: Form,
    kind: str,
    write: Write,
    then: Callable[[HandMade], object],
) -> None:
    """Ask with a form, write what it says, and go on with `then`.

    `words` are the window's title, those on its button, and what is told when it is done, with {ref} and
    {name}.
    """
    title, action, said = words

    def send(values: dict[str, Any], dialog: FormDialog) -> None:
        put(RecordEntry(kind, values.pop("agent"), values), dialog)

    def put(entry: RecordEntry, dialog: FormDialog, counts: str | None = None) -> None:
        def done(now: HandMade) -> None:
            dialog.accept()
            then(now)

        def failed(error: BaseException) -> bool:
            if not isinstance(error, ClashError):
                return dialog.refuse(error)
            dialog.say_wrong("")
            again = partial(put, entry, dialog)
            ask_what_counts(dialog, [c.words() for c in error.clashes], again, otherwise=_("Keep as it is"))
            return True

        def tell(now: HandMade) -> str:
            return said.format(ref=now.entry.values["ref"], name=now.name)

        operations.run(lambda: write(entry, counts), done, failed, said=tell)

    FormDialog(owner, "byHandDialog", title, action, form, send).open()


def record_form(kind: str, people: Sequence[Agent], entry: RecordEntry | None) -> Form:
    """A new record of a kind, or what `entry` says of one; `people` are the agents it may be of."""
    chosen = "" if entry is None else entry.staff_no
    here = [one for one in people if one.here or one.staff_no == chosen]
    offered = [(one.staff_no, agent_text(one.name, one.staff_no)) for one in here]
    if entry is None:  # nobody is taken because they come first
        offered = [("", _("Choose…")), *offered]
    lacking = _("{field}: this must not be empty.").format(field=_("Agent"))
    agent = Field("agent", _("Agent"), "choice", chosen, options=offered, required=lacking)
    values = {} if entry is None else entry.values
    asked = [_field(kind, field, values.get(field.name)) for field in fields(kind)]
    return Form("byHand", [agent, *asked], side_by_side=2)


def _field(kind: str, told: FileField, value: Any) -> Field:
    label = _(told.label)
    required = _("{field}: this must not be empty.").format(field=label) if needed(told) else ""
    least, most = map(Decimal, BOUNDS.get(told.type, (0, 0)))
    if told.type == "duration":
        label = _("{field} (seconds, or 2:13)").format(field=label)
    elif told.type == "rating":
        label = _("{field} ({least}–{most})").format(field=label, least=least, most=most)
    made = partial(Field, told.name, label, value=value, required=required)
    if told.type == "moment":
        return made("moment")
    if told.type == "day":
        return made("date")
    if told.type == "yes_no" or choices(kind, told):
        codes = choices(kind, told) or (True, False)
        offered = [(code, value_words(kind, told, code)) for code in codes]
        return made("choice", options=offered if required else [(None, formats.DASH), *offered])
    if told.type in BOUNDS:
        number = numbers.kind_of(Unit.SECONDS) if told.type == "duration" else numbers.WHOLE
        return made("number", least=least, most=most, number=number, placeholder=f"{least}–{most}")
    hint = _("Left empty, it gets one") if told.name == "ref" else ""
    return made("text", placeholder=hint, most_letters=_LONGEST)


def value_words(kind: str, told: FileField, value: Any) -> str:
    """A value as it is shown."""
    if isinstance(value, bool):
        return yes_no(value)
    if words := choices(kind, told):
        return _(words[value])
    if isinstance(value, datetime):
        return formats.moment(value)
    return formats.duration(int(value * 1000)) if told.type == "duration" else str(value)


# ---- what counts where totals and single records of the same days meet


def ask_what_counts(
    parent: QWidget, where: Sequence[str], then: Callable[[str], object], *, otherwise: str
) -> MessageDialog:
    """Ask which count in the months named by `where`: `then` gets the answer; `otherwise`: the way out."""
    dialog = MessageDialog(parent, "clashDialog", _("What counts?"), "circle-help", "accent")
    for text in where:
        dialog.add_line(text, "", "clashWhere")
    dialog.add_line(
        _(
            "The same contacts must not count twice: choose both only if they are different "
            "contacts. The choice applies to the month and is recorded in the trail; it can be "
            "changed under Records of the month."
        ),
        "muted",
        "clashWhy",
    )
    leave = dialog.add_button(otherwise, "clashLeave", default=True)
    for counts, text in ((RECORDS, _("Single records")), (TOTALS, _("Totals")), (BOTH, _("Both"))):
        dialog.add_button(text, f"clash_{counts}", partial(then, counts))
    leave.setFocus()
    dialog.open()
    return dialog
