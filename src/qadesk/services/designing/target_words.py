"""How the table of targets is worded, and read where it is typed in: whom a row is for, whence a standard."""

from __future__ import annotations

from decimal import Decimal

from qadesk import formats
from qadesk.domain.scorecard import Indicator
from qadesk.errors import NotTaken, UserError, joined
from qadesk.i18n import _, current_language, ngettext, pgettext
from qadesk.services import target_plan
from qadesk.services.explaining.figure_words import limit, trimmed
from qadesk.services.target_board import Board, Held, Offer, Subject, TargetLevel, TargetLine
from qadesk.tabular import numbers


def who(line: TargetLine) -> str:
    """Whom a row is for."""
    whose = line.whose
    if whose.staff_no is not None:
        said = formats.agent_text(line.name, whose.staff_no)
        return said if line.here else _("{who} · left").format(who=said)
    if whose.team is not None or whose.post is not None:
        text = _("Team {name}") if whose.post is None else _("Post {name}")
        said = text.format(name=line.name)
        return said if line.here else _("{who} · nobody").format(who=said)
    return _("Everybody")


def about(line: TargetLine) -> str:
    """What the name of a row leaves out: an agent's team and post."""
    return " · ".join(part for part in (who(line), line.team, line.post) if part)


def subject_name(subject: Subject) -> str:
    """A column's title, with the unit its figures are typed in."""
    if subject.indicator is None:
        return _("{code} · not on the scorecard").format(code=subject.code)
    name, unit = _name(subject.indicator), formats.unit_name(subject.indicator.unit)
    return _("{name} ({unit})").format(name=name, unit=unit) if unit else name


def figure(held: Held, subject: Subject) -> str:
    """What holds in a cell: ≤ 30 s; nothing where nothing is required."""
    if held.standard is None:
        return ""
    if subject.indicator is None:
        return trimmed(held.standard)
    return limit(held.standard, subject.indicator.unit, subject.indicator.better.value)


def mark(held: Held) -> str:
    """Where it comes from, in the one word there is room for in a cell; nothing for the scorecard's own."""
    if held.own:
        return pgettext("target", "own")
    return {
        TargetLevel.AGENT: pgettext("target", "always"),
        TargetLevel.POST: pgettext("target", "post"),
        TargetLevel.TEAM: pgettext("target", "team"),
        TargetLevel.EVERYBODY: pgettext("target", "all"),
        TargetLevel.SCORECARD: "",
    }[held.level]


def origin(held: Held, line: TargetLine) -> str:
    """Where it comes from, in words."""
    said = {
        TargetLevel.AGENT: _("set for this agent"),
        TargetLevel.POST: _("set for the post {name}").format(name=line.whose.post or line.post),
        TargetLevel.TEAM: _("set for the team {name}").format(name=line.whose.team or line.team),
        TargetLevel.EVERYBODY: _("set for everybody"),
        TargetLevel.SCORECARD: _("as on the scorecard"),
    }[held.level]
    return _("{origin}, in every cycle").format(origin=said) if held.always else said


def in_full(line: TargetLine | None, subject: Subject, held: Held) -> str:
    """A cell in a sentence."""
    one = subject.indicator
    name = subject_name(subject) if one is None else _name(one)
    if line is None:
        return _("Scorecard · {indicator}: {figure}").format(
            indicator=name, figure=figure(held, subject) or _("nothing required")
        )
    return _("{who} · {indicator}: {figure}, {origin}").format(
        who=about(line),
        indicator=name,
        figure=figure(held, subject) or _("nothing required"),
        origin=origin(held, line),
    )


def counted(board: Board) -> str:
    """How many targets differ from the scorecard."""
    n = len(board.set_here)
    if not n:
        return _("No targets of its own yet; type into a cell to set one.")
    return ngettext("{n} target set", "{n} targets set", n).format(n=n)


def offer_text(offer: Offer) -> str:
    """A cycle to set targets for, or all of them."""
    if offer.code is None:
        return _("Every cycle from now on")
    name = formats.cycle_text(offer.code)
    if offer.opened:
        return _("{cycle} · open, frozen").format(cycle=name)
    if not offer.planned:
        return name
    text = ngettext("{cycle} · {n} target", "{cycle} · {n} targets", offer.planned)
    return text.format(cycle=name, n=offer.planned)


def precedence() -> str:
    """Which one counts."""
    return _(
        "The most specific target applies: agent, then post, team, everyone, scorecard. At each "
        "level a target for one cycle overrides one for every cycle. Clear a cell to fall back "
        "to the next level."
    )


def frozen() -> str:
    """Why nothing can be changed in an open cycle."""
    return _(
        "The targets of this cycle were frozen when it was opened. Changes apply to cycles opened later."
    )


def typed_standard(subject: Subject, typed: str) -> Decimal | None:
    """What was typed as a standard; None for nothing. Raises NotTaken where it cannot be one."""
    one = subject.indicator
    if one is None:
        if not typed.strip():
            return None
        raise NotTaken(
            "target.not_on_card",
            joined(
                _("The scorecard does not have {code}.").format(code=subject.code),
                _("Such a target can only be deleted."),
            ),
        )
    standard = numbers.read(typed, numbers.kind_of(one.unit), one.better.value)
    if standard is not None:
        try:
            target_plan.must_fit(one, standard)
        except UserError as error:
            raise NotTaken(error.code, joined(error.happened, error.remedy)) from None
    return standard


def _name(indicator: Indicator) -> str:
    return indicator.names.in_language(current_language()) or indicator.code
