"""Why a weight counts as it does for one agent: whose weight came to it, or where its own went."""

from __future__ import annotations

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.domain.scorecard import Names, Role, Scorecard
from qadesk.domain.scoring import Assessment, Line, State
from qadesk.i18n import _, current_language
from qadesk.services.explaining.figure_words import trimmed

_OUT = (State.NOT_APPLICABLE, State.WAIVED)


def weight_text(card: Scorecard, made: Assessment, line: Line) -> str:
    """ "20% → 23.53%: Attitude (N/A) does not count; its weight is spread over the other sections." """
    if line.role is not Role.WEIGHTED:
        return ""
    before, after = formats.plain(line.weight), trimmed(line.effective_weight)
    if line.state in _OUT:
        return _gone(card, made, line, before)
    if before == after:
        return _("{weight}%, as on the scorecard").format(weight=before)
    spread = [*_from_siblings(card, made, line), *_from_sections(card, made, line)]
    reasons = [*spread, *_focus(card, made, line)]
    if not reasons:
        reasons = [_("weights are scaled to a sum of 100%")]
    moved = f"{before}% → {after}%"
    return _("{where}: {text}").format(where=moved, text=_("; ").join(reasons))


def _gone(card: Scorecard, made: Assessment, line: Line, before: str) -> str:
    section = next(s for s in card.sections if s.code == line.section)
    alive = [i for i in section.indicators if made.line(i.code).effective_weight > 0]
    where = _(", ").join(_named(i.names) for i in alive) if alive else _("the other sections")
    return _("{weight}% → 0%: its weight goes to {where}").format(weight=before, where=where)


def _from_siblings(card: Scorecard, made: Assessment, line: Line) -> list[str]:
    """Its own section's indicators that do not count: they give to it first."""
    section = next(s for s in card.sections if s.code == line.section)
    return [
        _("takes over the weight of {what} ({why}), in the same section").format(
            what=_named(i.names), why=_why(made.line(i.code))
        )
        for i in section.indicators
        if i.role is Role.WEIGHTED and i.weight > 0 and made.line(i.code).state in _OUT
    ]


def _from_sections(card: Scorecard, made: Assessment, line: Line) -> list[str]:
    """Whole sections that do not count: what they weigh is spread over all others."""
    said = []
    for section in card.sections:
        lines = [made.line(i.code) for i in section.indicators if i.role is Role.WEIGHTED and i.weight > 0]
        if section.code != line.section and lines and all(one.state in _OUT for one in lines):
            said.append(
                _(
                    "the whole section {what} ({why}) does not count, its {weight}% is spread over the others"
                ).format(what=_named(section.names), why=_why(lines[0]), weight=formats.plain(section.weight))
            )
    return said


def _focus(card: Scorecard, made: Assessment, line: Line) -> list[str]:
    """The extra weight of the agent's focus, which all others give in proportion."""
    focus = next((one for one in made.lines if one.extra_weight), None)
    if focus is None:
        return []
    extra = formats.plain(focus.extra_weight)
    if focus is line:
        return [_("+{extra} percentage points as this cycle's focus").format(extra=extra)]
    name = _named(card.indicator(focus.code).names)
    return [
        _("gives weight to this cycle's focus {what} (+{extra} percentage points)").format(
            what=name, extra=extra
        )
    ]


def _why(line: Line) -> str:
    kind = _("N/A") if line.state is State.NOT_APPLICABLE else _("waived")
    return _("{kind}: {reason}").format(kind=kind, reason=mask(line.reason)) if line.reason else kind


def _named(names: Names) -> str:
    return names.in_language(current_language())
