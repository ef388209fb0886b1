"""The words for states, levels and what stands in a cell of the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from qadesk import formats
from qadesk.domain.scorecard import Indicator, Level
from qadesk.i18n import _, current_language
from qadesk.services.scoring import figures
from qadesk.services.scoring.boards import Entry, EntryState
from qadesk.services.scoring.contact_search import ContactChoice
from qadesk.services.scoring.forms import NA, Form, Rated, item_name, level_text

GRID_VIEW = "grid"
CARD_VIEW = "card"
_LONGEST_NAME = 16  # characters


def state_text(entry: Entry, form: Form) -> tuple[str, str]:
    """How far an entry is, and the tone of the badge that says so."""
    if entry.state is EntryState.EXCLUDED:
        return _("Not assessed"), "muted"
    lacking, wanted = len(entry.lacking(form)), len(form.wanted)
    values = _("Values {given}/{wanted}").format(given=wanted - lacking, wanted=wanted)
    if entry.state is EntryState.SUBMITTED:
        return (values, "warn") if lacking else (_("Submitted"), "good")
    if entry.state is EntryState.NONE:
        if not form.items:  # nothing to submit
            if lacking:
                return values, "warn" if entry.values else "muted"
            return (_("Complete"), "good") if wanted else (_("Nothing to score"), "muted")
        return (_("Scored elsewhere") if entry.scored(form) else _("Not started")), "muted"
    given, rated = len(form.items) - len(entry.missing(form)), len(form.items)
    if entry.complete(form):
        return _("Draft, complete"), "accent"
    return _("Draft {given}/{wanted}").format(given=given, wanted=rated), "warn"


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
    if level is not None and name == str(level.level):
        name = ""  # it has no name but its number
    return f"{level_text(rated)} {name}".strip()


def meaning(item: Indicator, rated: Rated) -> str:
    """An item with its rating and what that looks like, in one line."""
    text = _("{item}: {rating}").format(item=item_name(item), rating=rated_text(item, rated))
    level = level_of(item, rated)
    if level is None:
        return text
    wording = level.wording.in_language(current_language())
    return _("{what} – {wording}").format(what=text, wording=wording)


def value_meaning(item: Indicator, entry: Entry, unfit: str, when: Callable[[datetime], datetime]) -> str:
    """A typed value and what there is to say of it; `when` brings a time into the office's zone."""
    remark = value_remark(item, entry, unfit, when)
    if unfit:
        return remark
    said = figures.shown(item, entry.values.get(item.code)) or _("not entered yet")
    if item.code in entry.exempt:
        said = _("N/A, does not apply")
    said = waived_text(entry, item.code) or said
    return f"{_('{item}: {rating}').format(item=item_name(item), rating=said)}   {remark}".rstrip()


def value_remark(item: Indicator, entry: Entry, unfit: str, when: Callable[[datetime], datetime]) -> str:
    """Who entered a typed value and when; what it should be where there is none yet, or where it is none."""
    if unfit:
        return _("“{typed}” is not saved. {rule}").format(typed=unfit, rule=figures.why_not(item, unfit))
    if item.code in entry.exempt:
        return _("Exempt this cycle: it does not apply to this agent.")
    entered = entry.entered.get(item.code)
    if waived_text(entry, item.code):
        return _("May stay empty, as Results says; a value typed here counts.")
    if entered is None:
        return "" if item.code in entry.values else figures.rule(item)
    time = formats.moment(when(entered.at))
    if entered.origin:
        return _("from {file}, {name}, {time}").format(file=entered.origin, name=entered.by, time=time)
    return _("entered by {name}, {time}").format(name=entered.by, time=time)


def waived_text(entry: Entry, code: str) -> str:
    """What stands where a value may be lacking and is; nothing elsewhere."""
    return _("waived") if code in entry.waived and code not in entry.values else ""


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


def keys_text(view: str, form: Form, entry: Entry, item: str | None, *, closed: bool) -> str:
    """The keys that do something with an entry in a view, on an item or value, in one line."""
    grid, contact = view == GRID_VIEW, entry.contact is not None
    typed, submitted = form.is_typed(item), entry.state is EntryState.SUBMITTED
    keys = []
    if submitted and not closed:
        keys.append(_("O reopen"))
    if typed and not closed and entry.state is not EntryState.EXCLUDED:
        keys = [_("0–9 type the value"), _("F2 edit"), _("Del clear"), *keys]
    elif not closed and not submitted and entry.state is not EntryState.EXCLUDED:
        if item is not None and form.items:
            keys += [_levels_key(form.item(item)), _("N not applicable"), _("Del clear")]
            if form.half_points:
                keys.insert(1, _(". half a point"))
        keys.append(_("C comment"))
        if not grid and form.items:
            keys.append(_("R remark"))
    if not closed:
        keys.append(_("Ctrl+Z undo"))
        if form.items:
            keys.append(_("K another contact") if contact else _("K contact"))
    if not grid:
        keys.append(_("Esc whole month") if contact else _("←→ agent"))
    keys.append(_("G card") if grid else _("G grid"))
    if not closed and form.items:
        keys.append(_("Ctrl+Enter submit all") if grid else _("Ctrl+Enter submit"))
    return "   ".join(keys)


def _levels_key(item: Indicator) -> str:
    if item.top == 10:
        return _("1–9, 0 = 10 level")
    return _("1–{top} level").format(top=item.top)
