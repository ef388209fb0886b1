"""Figures of an agent's peers in words: what they are, and what they were made of, without anybody's name."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from qadesk import formats
from qadesk.domain.decimals import half_up
from qadesk.domain.formula import PeerCall
from qadesk.domain.formula_parser import PEER_FUNCTIONS, PEER_WORDS
from qadesk.domain.peers import PeerFigure, worked_out
from qadesk.domain.scorecard import Unit
from qadesk.i18n import _, current_language, ngettext
from qadesk.services.explaining.figure_words import MOST_PLACES, placed


def functions() -> dict[str, str]:
    """What functions of peers, and what they are asked with, are called in the language of the window."""
    if not current_language().startswith("zh"):
        return {}
    said = [(f"{group}_{measure}", word) for word, (group, measure) in reversed(PEER_FUNCTIONS.items())]
    said += [(code, word) for word, code in PEER_WORDS.items()]
    return {code: word for code, word in said if not word.isascii()}


def call_words(call: PeerCall, name: str) -> str:
    """What a figure of peers is: mean of the team: First contact resolution."""
    return _("{what}: {name}").format(what=measure_words(call), name=name)


def measure_words(call: PeerCall) -> str:
    """The same without what it is of: mean of the team, rank in the office."""
    if call.measure == "mean":
        said = {
            "team": _("mean of the team"), "post": _("mean of the post"), "office": _("mean of the office")
        }  # fmt: skip
    elif call.measure == "median":
        said = {
            "team": _("median of the team"),
            "post": _("median of the post"),
            "office": _("median of the office"),
        }
    elif call.measure == "percentile":
        said = {
            "team": _("percentile in the team"),
            "post": _("percentile in the post"),
            "office": _("percentile in the office"),
        }
    else:
        said = {
            "team": _("rank in the team"), "post": _("rank in the post"), "office": _("rank in the office")
        }  # fmt: skip
    asked = [said[call.group]]
    if call.measure == "rank_share":
        asked.append(_("as a share"))
    if call.others:
        asked.append(_("without the agent"))
    if call.mean_rank:
        asked.append(_("equal values share the mean rank"))
    if call.least > 1:
        asked.append(ngettext("of {n} peer or more", "of {n} peers or more", call.least).format(n=call.least))
    return _(", ").join(asked)


def value_words(one: PeerFigure, unit: Unit, places: int = 2) -> str:
    """What a figure comes to; `unit` is that of the indicator it is of."""
    if one.value is None:
        return formats.DASH
    return placed(one.value, unit_of(one.call, unit), places)


def unit_of(call: PeerCall, unit: Unit) -> Unit:
    """What a figure counts; `unit` is that of the indicator it is of."""
    if call.measure == "rank":
        return Unit.COUNT
    return Unit.RATE if call.ranks else unit


def made_of(one: PeerFigure, unit: Unit, places: int = 2) -> str:
    """What it was made of: own 90%; 3 peers: 96%, 94%, 92%; so exact that it comes to a value of `places`."""
    said, fine = [], _places(one, unit, places)
    if one.too_few:
        text = ngettext(
            "{n} peer has a value, {least} needed", "{n} peers have a value, {least} needed", one.n
        )
        said.append(text.format(n=one.n, least=one.call.least))
    if one.own is not None and not one.call.others:
        said.append(_("own {value}").format(value=placed(one.own, unit, fine)))
    if one.call.ranks and one.value is not None:
        said.append(_place(one))
    if one.figures:
        peers = ngettext("{n} peer: {figures}", "{n} peers: {figures}", one.n)
        listed = _(", ").join(placed(figure, unit, fine) for figure in one.figures)
        said.append(peers.format(n=one.n, figures=listed))
    elif one.summed is not None:
        peers = ngettext("{n} peer with {sum} together", "{n} peers with {sum} together", one.n)
        said.append(peers.format(n=f"{one.n:,}", sum=placed(one.summed, unit, fine)))
    return _("; ").join(said)


def _places(one: PeerFigure, unit: Unit, places: int) -> int:
    """As few places of what it is made of as come to what is said of it."""
    scale = formats.scale(unit)
    if one.value is None:
        return 2
    wanted = half_up(one.value * scale, Decimal(1).scaleb(-places))
    for fine in range(2, MOST_PLACES):
        finest = Decimal(1).scaleb(-fine)

        def seen(value: Decimal, finest: Decimal = finest) -> Decimal:
            return half_up(value * scale, finest) / scale

        if one.call.ranks:
            if _order(one, seen) == _order(one, lambda value: value):
                return fine
        elif half_up(worked_out(one, seen) * scale, Decimal(1).scaleb(-places)) == wanted:
            return fine
    return MOST_PLACES


def _order(one: PeerFigure, seen: Callable[[Decimal], Decimal]) -> list[int]:
    """Which peers have more than the agent, and which as much."""
    own = seen(one.own or Decimal(0))
    return [(seen(figure) > own) - (seen(figure) < own) for figure in one.figures]


def _place(one: PeerFigure) -> str:
    text = ngettext(
        "{better} of {n} peer better, {equal} equal", "{better} of {n} peers better, {equal} equal", one.n
    )
    return text.format(better=one.better, n=one.n, equal=one.equal)
