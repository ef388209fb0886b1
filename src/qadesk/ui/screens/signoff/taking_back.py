"""The action in Sign-off that takes the last step of results back, however long ago it was entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qadesk import formats
from qadesk.i18n import _, ngettext
from qadesk.services.after_closing import taking_back
from qadesk.services.after_closing.review import MarkedResult
from qadesk.services.after_closing.stage_words import stage_words, taken_back_line
from qadesk.services.done import Done
from qadesk.ui.kit.actions import Action
from qadesk.ui.kit.fields import Field
from qadesk.ui.kit.form import Form
from qadesk.ui.kit.screen import Screen


def taking_back_action(screen: Screen, chosen: Callable[[], list[MarkedResult]], page: Any) -> Action:
    """Asks for the reason, for all that are chosen; `page` gives the page once it is built."""

    def why() -> str:
        found = [row.position for row in chosen()]
        if not found:
            return _("Choose agents first.")
        stuck = {stage_words(one.stage) for one in found if not taking_back.possible(one)}
        text = _("This step is not taken back here: {stages}")
        return text.format(stages=_(", ").join(sorted(stuck))) if stuck else ""

    def ask() -> None:
        office, code = screen.office, screen.cycle
        found = [row.position for row in chosen()]
        whom = formats.agent_text(found[0].name, found[0].staff_no)
        if len(found) > 1:
            whom = ngettext("{n} agent", "{n} agents", len(found)).format(n=len(found))
        field = Field("reason", _("Reason"), "long", required=_("Give a reason."))

        def write(values: dict[str, Any]) -> Done[int]:
            who = tuple(one.staff_no for one in found)
            return taking_back.take_back(office, code, who, values["reason"])

        words = formats.spoken(_("Take the last step back"), whom), _("Take the step back")
        page().operations.ask_and_write(
            "signoffTakeBackDialog", words, Form("signoff", [field]), write, said=taken_back_line
        )

    return Action("signoffTakeBack", _("Take the last step back…"), ask, "undo-2", why=why, right="prepare")
