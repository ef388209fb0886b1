"""A focus in words: why it is one, what it cost, and whether it moved."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scoring import Assessment, Status
from qadesk.errors import joined
from qadesk.i18n import _, current_language, ngettext
from qadesk.services.assessment import grade_words
from qadesk.services.assessment.focus import AgentFocus, Basis, FocusBoard, Moved, SettledFocus
from qadesk.services.assessment.history import Point


def counted(agents: Sequence[AgentFocus]) -> str:
    """How many of those who stay have a focus that is settled."""
    staying = [one for one in agents if not one.left]
    settled = sum(1 for one in staying if one.settled is not None)
    return _("{n} of {total} confirmed").format(n=settled, total=len(staying))


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
    said = _("{name}, from {old} to {new}: {moved}").format(name=name, old=before, new=now, moved=word)
    if moved.expected is None:
        return said
    words = _("{said} (without doing anything about {expected} was to be expected)")
    return words.format(said=said, expected=formats.quantity(moved.expected, unit))


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
        said = _("{what}: {step}").format(what=said, step=mask(settled.step))
    if settled.extra:
        extra = _("+{extra} percentage points of weight").format(extra=formats.plain(settled.extra))
        said = f"{said}{_('; ')}{extra}"
    return said


def state_text(one: AgentFocus) -> str:
    """How far an agent's focus is."""
    if one.settled is not None:
        return _("Confirmed")
    if one.left:
        return _("Left")
    status = one.result.assessment.status
    if status is not Status.GRADED:
        return grade_words.status_text(status, _)
    return _("Proposed") if one.proposed is not None else _("Nothing lost")


def last_text(card: Scorecard, last: Moved | None) -> str:
    """What became of the last focus, and below it what was agreed then; nothing where there was none."""
    if last is None:
        return ""
    agreed = _("Agreed then: {step}").format(step=mask(last.settled.step)) if last.settled.step else ""
    return "\n".join(part for part in (focus_change(card, last), agreed) if part)


def why_text(card: Scorecard, one: AgentFocus) -> str:
    """Why this is proposed or settled for an agent, and what became of the last one, in a line."""
    made, said = one.result.assessment, []
    if one.settled is not None:
        text = _("Confirmed by {who}: {why}") if one.settled.by else _("Confirmed: {why}")
        said.append(text.format(who=one.settled.by, why=basis_text(one.settled.basis)))
    if one.lost is not None:
        name = _(", ").join(indicator_name(card, code) for code in one.most_lost)
        points = formats.decimal(lost_points(made, one.lost))
        said.append(_("Most points lost: {what}, {points} points").format(what=name, points=points))
    if one.behind is not None:
        name, share = indicator_name(card, one.behind), behind_text(made, one.behind)
        said.append(_("Furthest from standard: {what}, by {share}").format(what=name, share=share))
    if one.last is not None:
        said.append(_("Last focus: {what}").format(what=focus_change(card, one.last)))
    return "   ·   ".join(said)


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


def weakest_text(point: Point) -> str:
    """The weakest area of a cycle, or why none is told."""
    if point.status == "excluded":
        return _("excluded")
    if point.missing:
        return ngettext("{n} value missing", "{n} values missing", point.missing).format(n=point.missing)
    said = [] if point.weakest_names is None else [point.weakest_names.in_language(current_language())]
    if not point.comparable:
        said.append(_("different scorecard from before: not comparable"))
    return _("; ").join(said)


def worked_on_text(points: Sequence[Point]) -> str:
    """What the agent worked on last and whether it moved, and what is settled for the cycle after."""
    language, said = current_language(), []
    worked = next((p for p in reversed(points) if p.worked_on is not None), None)
    if worked is not None and worked.worked_on is not None and worked.worked_on_names is not None:
        what, moved = worked.worked_on_names.in_language(language), worked.worked_on
        text = _("Focus in {month}: {what}, {moved}")
        said.append(text.format(month=formats.cycle_text(worked.code), what=what, moved=moved_text(moved)))
        said += [_("Agreed: {step}").format(step=mask(moved.settled.step))] if moved.settled.step else []
    last = points[-1]
    if last.next_focus is not None and last.next_focus_names is not None:
        what = last.next_focus_names.in_language(language)
        said.append(_("Focus after {month}: {what}").format(month=formats.cycle_text(last.code), what=what))
        said += [_("Agreed: {step}").format(step=mask(last.next_focus.step))] if last.next_focus.step else []
    return "\n".join(said)


def explained(board: FocusBoard) -> str:
    """What is asked for here, or why nothing can be."""
    month = formats.cycle_text(board.next_code)
    if board.fixed:
        return _("{month} is closed; its focus areas can no longer change.").format(month=month)
    incomplete = sum(1 for one in board.agents if one.result.assessment.status is Status.INCOMPLETE)
    said = _("Press Enter to confirm a proposal, Tab to write the agreed action with it.")
    if incomplete:
        text = ngettext(
            "{n} assessment is incomplete; its proposal may still change.",
            "{n} assessments are incomplete; their proposals may still change.",
            incomplete,
        )
        said = joined(text.format(n=incomplete), said)
    elif all(one.settled is not None or one.left for one in board.agents):
        said = _("Everybody's focus is confirmed; the next sheets show the change.")
    return said
