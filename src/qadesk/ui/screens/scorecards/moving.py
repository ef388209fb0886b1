"""Reordering rows of the draft: by one, or to where a row was dropped."""

from __future__ import annotations

from qadesk.domain import editing
from qadesk.domain.editing import Spot
from qadesk.domain.scorecard import Scorecard
from qadesk.ui.screens.scorecards.draft import Draft


def nudge(draft: Draft, spot: Spot, step: int) -> tuple[bool, Spot]:
    """Move a row one up (-1) or down (1); whether it moved, and where it stands."""
    card, place = editing.nudge(draft.card, spot, step)
    draft.apply(card, place.path)
    return place != spot, place


def move_to(draft: Draft, spot: Spot, before: Spot) -> tuple[bool, Spot]:
    """Move a row before another one; whether it moved, and where it stands."""
    if spot.indicator is None:
        card = editing.move_section(draft.card, spot.section, before.section)
        place = Spot(before.section - (before.section > spot.section))
    else:
        card, place = editing.move_indicator(draft.card, spot, before)
    draft.apply(card, place.path)
    return place != spot, place


def drop_spot(card: Scorecard, dragged: Spot, below: Spot | None) -> Spot:
    """Before which row one goes that was dropped above `below` (None: below all).

    A section goes before the section it was dropped into. An indicator dropped above a section's head goes to
    the end of the section before it: that is where the line was drawn.
    """
    last = len(card.sections)
    if dragged.indicator is None:
        if below is None:
            return Spot(last)
        return Spot(below.section + (below.indicator is not None and below.section > dragged.section))
    if below is None:
        return Spot(last - 1)
    if below.indicator is None:
        return Spot(max(0, below.section - 1)) if below.section else Spot(0, 0)
    return below
