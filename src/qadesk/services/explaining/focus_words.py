"""A focus in words: why it is one, what it cost, and whether it moved."""

from __future__ import annotations

from decimal import Decimal

from qadesk import formats
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment
from qadesk.i18n import _, current_language
from qadesk.services.assessment.focus import Basis, Moved, SettledFocus


def moved_text(moved: Moved) -> str:
    """A mark and a word, for where there is little room."""
    if moved.other:
        return _("different scorecard")
    if moved.better is None:
        return _("not known")
    return {1: _("▲ better"), 0: _("= the same"), -1: _("▼ worse")}[moved.better]


def focus_change(card: Scorecard, moved: Moved) -> str:
    """What it was, from where to where, and whether that is better, in words."""
    name, word = indicator_name(card, moved.settled.indicator), moved_word(moved)
    unit = next((i.unit.value for i in card.indicators() if i.code == moved.settled.indicator), "")
    before, now = formats.quantity(moved.before, moved.unit_before or unit), formats.quantity(moved.now, unit)
    return _("{name}, from {old} to {new}: {moved}").format(name=name, old=before, new=now, moved=word)


def moved_word(moved: Moved) -> str:
    """The word alone, as it is read aloud."""
    if moved.other:
        return _("different scorecard, not comparable")
    if moved.better is None:
        return _("not known")
    if moved.chance:
        return _("better, perhaps by chance") if moved.better > 0 else _("worse, perhaps by chance")
    return {1: _("better"), 0: _("the same"), -1: _("worse")}[moved.better]


def basis_text(basis: Basis) -> str:
    """Why it was settled on."""
    return {
        Basis.LOST: _("most points lost"),
        Basis.BEHIND: _("furthest from its standard"),
        Basis.CHOSEN: _("the supervisor's choice"),
    }[basis]


def settled_text(card: Scorecard, settled: SettledFocus) -> str:
    """A settled focus in a line: what, the step, what it weighs more."""
    said = indicator_name(card, settled.indicator)
    if settled.step:
        said = _("{what}: {step}").format(what=said, step=settled.step)
    if settled.extra:
        extra = _("+{extra} percentage points of weight").format(extra=formats.plain(settled.extra))
        said = f"{said}{_('; ')}{extra}"
    return said


def indicator_name(card: Scorecard, code: str) -> str:
    """An indicator's name; its code where the scorecard has it no longer."""
    found = next((i for i in card.indicators() if i.code == code), None)
    return found.names.in_language(current_language()) if found is not None else code


def behind_text(made: Assessment, code: str | None) -> str:
    """How far an indicator is behind its standard, as a share of it: 46.7%."""
    behind = made.line(code).behind if code is not None else None
    return "" if not behind else f"{formats.decimal(behind * 100, 1)}%"


def lost_points(made: Assessment, code: str | None) -> Decimal | None:
    """What an indicator cost the total, in points; None for none."""
    return made.line(code).lost if code is not None else None
