"""Asking to make one of two entries of the same person: which, what moves, whose stands of what both have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from qadesk.i18n import _
from qadesk.services import merge_words, merging
from qadesk.services.merging import MergePreview
from qadesk.services.roster import Agent
from qadesk.storage.office import Office
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form, FormDialog
from qadesk.ui.kit.operations import Operations
from qadesk.ui.tasks import Tasks


class Merging:
    """The way from an agent to a merged one. `then` gets who is left."""

    def __init__(
        self, office: Office, tasks: Tasks, operations: Operations, then: Callable[[Agent], object]
    ) -> None:
        self._office, self._tasks, self._operations, self._then = office, tasks, operations, then

    def choose(self, kept: Agent, everybody: Sequence[Agent]) -> None:
        """Ask which entry goes into this one."""
        others = [agent for agent in everybody if agent.id != kept.id]
        others.sort(key=lambda agent: (agent.name != kept.name, agent.staff_no))
        offered = [("", _("Choose…")), *((one.staff_no, _person(one)) for one in others)]
        hint = _("Everything in it goes to {name}, and its number is remembered. Next you see what moves.")
        form = Form(
            "mergeChoice",
            [
                Field("kept", _("Entry that stays"), value=_person(kept), fixed=True),
                Field(
                    "other", _("Entry that goes"), "choice", "", options=offered,
                    required=_("Choose the entry that goes."), hint=hint.format(name=kept.name),
                ),
            ],
        )  # fmt: skip

        def send(values: dict[str, Any], dialog: FormDialog) -> None:
            self.look(kept.staff_no, values["other"], dialog)

        parent = self._operations.notice.window()
        FormDialog(parent, "mergeChoiceDialog", _("Merge entries"), _("Next"), form, send).open()

    def look(self, keep: str, other: str, asked: FormDialog | None = None) -> None:
        """Find out what would move, then ask; `asked` is the window that stays where it cannot be."""

        def show(found: MergePreview) -> None:
            if asked is not None:
                asked.accept()
            self._ask(found)

        refuse = self._operations.refused if asked is None else asked.refuse
        work = partial(merging.preview, self._office, keep, other)
        self._tasks.run(work, show, refuse, owner=self._operations.notice)

    def _ask(self, found: MergePreview) -> None:
        kept, other = found.kept, found.other
        words = _("Merge {other} into {kept}").format(other=_person(other), kept=_person(kept)), _("Merge")
        said = _("{other} was merged into {kept}.").format(other=_person(other), kept=_person(kept))
        asked = self._operations.ask(
            "mergeDialog",
            words,
            _form(found),
            lambda values: merging.merge(
                self._office, kept.staff_no, other.staff_no, values.get("prefer", "")
            ),
            self._then,
            said=said,
        )
        if found.clashes:
            asked.form.focus("prefer")
        else:
            asked.action.setFocus()


def _form(found: MergePreview) -> Form:
    """What moves, and whose stands where both have something."""
    kept, other = found.kept, found.other
    told = [
        _("{other} leaves the roster; files with that number are those of {kept} from then on.").format(
            other=_person(other), kept=_person(kept)
        ),
        merge_words.meeting(found),
    ]
    fields = [
        Field(
            "moving", _("What moves"), "long", "\n".join(merge_words.moving(found)), fixed=True,
            hint="\n".join(filter(None, told)),
        ),
    ]  # fmt: skip
    if found.clashes:
        stands = [("", _("Choose…")), ("kept", _person(kept)), ("other", _person(other))]
        hint = _("The others are recorded in the trail. In a closed month those of its result are kept.")
        both = merge_words.clashes(found)
        fields += [
            Field("both", _("Both have"), "long" if both[1:] else "text", "\n".join(both), fixed=True),
            Field(
                "prefer", _("Keep those of"), "choice", "", options=stands,
                required=_("Choose whose to keep."), hint=hint,
            ),
        ]  # fmt: skip
    return Form("merge", fields)


def _person(agent: Agent) -> str:
    return f"{agent.staff_no} {agent.name}"
