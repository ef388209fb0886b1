"""The words for states, levels and what stands in a cell of the form."""

from __future__ import annotations

from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _
from qadesk.services.scoring.forms import (
    Entry,
    EntryState,
    Form,
)

GRID_VIEW = "grid"
CARD_VIEW = "card"
_LONGEST_NAME = 16  # characters


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
