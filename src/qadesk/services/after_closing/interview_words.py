"""What was said in an interview, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from qadesk import formats
from qadesk.errors import joined
from qadesk.i18n import N_, _
from qadesk.services.after_closing.interviews import Interview

PARTS: Final = {
    "strengths": N_("Strengths"),
    "improve": N_("To improve"),
    "agreed": N_("Agreed steps"),
    "statement": N_("The agent's words"),
}


def interview_lines(one: Interview) -> Iterator[str]:
    """A line for each part that says something; the first says when and with whom."""
    talk, text = one.talk, _("{what}: {said}")
    yield _("{day}, led by {who}").format(day=formats.day(talk.day), who=talk.led_by)
    for name, words in PARTS.items():
        if said := getattr(talk, name):
            yield text.format(what=_(words), said=said)
    if one.on_sheet:
        yield _("Day and words stand on the sheet, too.")


def interview_saved(one: Interview, name: str) -> str:
    """What is told once it was entered."""
    where = _("Day and words stand on the sheet.") if one.on_sheet else _("It has a page of its own.")
    return joined(_("Interview with {name} entered.").format(name=name), where)
