"""The words for states, levels and what stands in a cell of the form."""

from __future__ import annotations

from decimal import Decimal

from qadesk import formats
from qadesk.domain.scorecard import Indicator, Level
from qadesk.i18n import _, current_language
from qadesk.services.scoring.boards import Entry, EntryState
from qadesk.services.scoring.contact_search import ContactChoice
from qadesk.services.scoring.forms import NA, Form, Rated, item_name, level_text

GRID_VIEW = "grid"
CARD_VIEW = "card"


def state_text(entry: Entry, form: Form) -> tuple[str, str]:
    """How far an entry is, and the tone of the badge that says so."""
    if entry.state is EntryState.SUBMITTED:
        return _("Submitted"), "good"
    if entry.state is EntryState.EXCLUDED:
        return _("Not assessed"), "muted"
    if entry.state is EntryState.NONE:
        return _("Not started"), "muted"
    given, wanted = len(form.items) - len(entry.missing(form)), len(form.items)
    if entry.complete(form):
        return _("Draft, complete"), "accent"
    return _("Draft {given}/{wanted}").format(given=given, wanted=wanted), "warn"


def level_of(item: Indicator, rated: Rated) -> Level | None:
    """The wording a rating stands for; half a point above a level is worded as that level."""
    if not isinstance(rated, Decimal):
        return None
    return next((level for level in item.levels if level.level == int(rated)), None)


def rated_text(item: Indicator, rated: Rated) -> str:
    """A rating with its name: "4 Good", "N/A, does not apply", "not rated yet"."""
    if rated is None:
        return _("not rated yet")
    if rated is NA:
        return _("N/A, does not apply")
    level = level_of(item, rated)
    name = level.name.in_language(current_language()) if level else ""
    return f"{level_text(rated)} {name}".strip()


def meaning(item: Indicator, rated: Rated) -> str:
    """An item with its rating and what that looks like, in one line."""
    text = _("{item}: {rating}").format(item=item_name(item), rating=rated_text(item, rated))
    level = level_of(item, rated)
    if level is None:
        return text
    wording = level.wording.in_language(current_language())
    return _("{what} – {wording}").format(what=text, wording=wording)


def contact_text(choice: ContactChoice | None, *, short: bool = False) -> str:
    """A contact in one line."""
    if choice is None:
        return _("One contact")
    kind = _("Call") if choice.channel == "call" else _("Chat")
    if short:
        return f"{kind} {choice.at:%m-%d %H:%M}"
    parts = [f"{kind} {choice.ref}", formats.moment(choice.at)]
    if choice.rating is not None:
        parts.append(_("customer's rating {n}").format(n=choice.rating))
    return "   ".join(parts)


def keys_text(view: str, form: Form) -> str:
    """The keys of a view, in one line."""
    half = _(". half a point") if form.half_points else ""
    common = [_("1–5 level"), half, _("N not applicable"), _("Del clear"), _("C comment"), _("Ctrl+Z undo")]
    ends = (
        [_("G card"), _("Ctrl+Enter submit all")]
        if view == GRID_VIEW
        else [_("R remark"), _("←→ agent"), _("K contact"), _("G grid"), _("Ctrl+Enter submit")]
    )
    return "   ".join(part for part in (*common, *ends) if part)
