"""The list of a cycle's sheets: who, which grade, and what lies on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from qadesk import formats
from qadesk.domain.scoring import Status
from qadesk.i18n import _, pgettext
from qadesk.services.paper.sheets import SheetState
from qadesk.ui.theme import GRID
from qadesk.ui.widgets.badge import GRADE_TONES
from qadesk.ui.widgets.table import Column


def columns(local: Callable[[datetime], datetime]) -> list[Column[SheetState]]:
    """The columns; `local` brings a stored moment to the office's clocks."""

    def printed(state: SheetState) -> str:
        if state.printed_at is None:
            return _("Not printed")
        if state.outdated:
            return pgettext("sheet", "Changed")
        if state.provisional:
            return pgettext("sheet", "Provisional")
        if state.paper_at is not None:
            return f"{local(state.paper_at):%m-%d}"
        return _("PDF {day}").format(day=f"{local(state.printed_at):%m-%d}")

    def tip(state: SheetState) -> str:
        told = ((_("Printed {when}"), state.paper_at), (_("Saved as PDF {when}"), state.file_at))
        lines = [text.format(when=formats.moment(local(at))) for text, at in told if at is not None]
        if state.outdated:
            lines.append(_("The result has changed since then: print it again."))
        elif state.provisional:
            lines.append(_("Provisional, from before closing: print it again, unless it is signed."))
        return "\n".join(lines)

    return [
        Column("staff_no", _("Staff no."), lambda state: state.staff_no),
        Column("name", _("Name"), lambda state: state.name, stretch=True, least=10 * GRID),
        Column("result", _("Result"), outcome, tone=_outcome_tone, sort=lambda state: state.total),
        Column("printed", _("Printed"), printed, tone=_printed_tone, sort=lambda s: s.printed_at, tip=tip),
    ]


def outcome(state: SheetState) -> str:
    """Grade and total, or in a word why there is none."""
    if state.status is Status.EXCLUDED:
        return _("Excluded")
    if state.grade is None:
        return _("Incomplete")
    return f"{state.grade}  {formats.decimal(state.total)}"


def summary(states: Sequence[SheetState]) -> str:
    """How far the month's sheets are, in one line."""
    assessed = [state for state in states if state.status is not Status.EXCLUDED]
    counting = [state for state in assessed if not state.outdated and not state.provisional]
    printed = sum(state.paper_at is not None for state in counting)
    parts = [_("{printed} of {n} printed").format(printed=printed, n=len(assessed))]
    files = sum(state.printed_at is not None and state.paper_at is None for state in counting)
    if files:
        parts.append(_("{n} only saved as PDF").format(n=files))
    changed = sum(state.outdated for state in assessed)
    if changed:
        parts.append(_("{n} changed since printing").format(n=changed))
    provisional = sum(state.provisional and not state.outdated for state in assessed)
    if provisional:
        parts.append(_("{n} provisional, from before closing").format(n=provisional))
    incomplete = sum(state.status is Status.INCOMPLETE for state in assessed)
    if incomplete:
        parts.append(_("{n} incomplete").format(n=incomplete))
    return " · ".join(parts)


def _outcome_tone(state: SheetState) -> str:
    if state.status is Status.EXCLUDED:
        return "muted"
    return GRADE_TONES.get(state.grade, "muted") if state.grade else "warn"


def _printed_tone(state: SheetState) -> str:
    if state.printed_at is None:
        return "muted"
    if state.outdated or state.provisional:
        return "warn"
    return "accent" if state.paper_at is None else "good"
