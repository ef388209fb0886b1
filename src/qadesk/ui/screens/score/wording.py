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
_LONGEST_NAME = 16  # characters


def state_text(entry: Entry, form: Form) -> tuple[str, str]:
    """How far an entry is, and the tone of the badge that says so."""
    if entry.state is EntryState.SUBMITTED:
        return _("Submitted"), "good"
    if entry.state is EntryState.EXCLUDED:
        return _("Not assessed"), "muted"
    if entry.state is EntryState.NONE:
        return (_("Scored elsewhere") if entry.scored(form) else _("Not started")), "muted"
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


def called(entry: Entry) -> str:
    """Whose evaluation it is, with the contact it is of, short enough for one line."""
    name = entry.name if len(entry.name) <= _LONGEST_NAME else f"{entry.name[:_LONGEST_NAME]}…"
    if entry.contact is None:
        return name
    return _("{name}, {contact}").format(name=name, contact=contact_text(entry.about, short=True))


def contact_text(choice: ContactChoice | None, *, short: bool = False) -> str:
    """A contact in one line."""
    if choice is None:
        return _("One contact")
    kind = _("Call") if choice.channel == "call" else _("Chat")
    if short:
        return f"{kind} {choice.at:%m-%d %H:%M}"
    parts = [f"{kind} {choice.ref}", formats.moment(choice.at)]
    if choice.talk_ms is not None:
        parts.append(_("talk time {time}").format(time=minutes(choice.talk_ms)))
    if choice.resolved is not None:
        parts.append(_("resolved") if choice.resolved else _("not resolved"))
    if choice.rating is not None:
        parts.append(_("customer's rating {n}").format(n=choice.rating))
    if choice.note:
        parts.append(choice.note)
    return "   ".join(parts)


def minutes(milliseconds: int) -> str:
    """A talk time as 4:18."""
    return f"{milliseconds // 60_000}:{milliseconds // 1000 % 60:02}"


def keys_text(view: str, form: Form, entry: Entry, *, closed: bool) -> str:
    """The keys that do something with an entry in a view, in one line."""
    grid, contact = view == GRID_VIEW, entry.contact is not None
    keys = []
    if entry.state is EntryState.SUBMITTED and not closed:
        keys.append(_("O reopen"))
    elif not closed and entry.state is not EntryState.EXCLUDED:
        keys += [_("1–5 level"), _("N not applicable"), _("Del clear"), _("C comment")]
        if form.half_points:
            keys.insert(1, _(". half a point"))
        if not grid:
            keys.append(_("R remark"))
    if not closed:
        keys.append(_("Ctrl+Z undo"))
        keys.append(_("K another contact") if contact else _("K contact"))
    if not grid:
        keys.append(_("Esc whole month") if contact else _("←→ agent"))
    keys.append(_("G card") if grid else _("G grid"))
    if not closed:
        keys.append(_("Ctrl+Enter submit all") if grid else _("Ctrl+Enter submit"))
    return "   ".join(keys)
