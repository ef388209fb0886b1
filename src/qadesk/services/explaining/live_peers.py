"""Figures of peers in a workbook: what each peer has, without a name, and the formulas over these cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from qadesk.domain.peers import PeerFigure
from qadesk.domain.scorecard import Scorecard, Unit
from qadesk.domain.scoring import Line
from qadesk.i18n import _, current_language
from qadesk.services.explaining import peer_words
from qadesk.services.explaining.live_rules import figure
from qadesk.tabular.live_book import LiveCell, LiveSheet, letters, quoted

_SAME: Final = "0.0000000000005"  # spreadsheets count in binary fractions; see live_rules
_BEFORE: Final = 2  # columns before the first peer's figure
_UNITS: Final = {Unit.RATE: "fine_rate", Unit.COUNT: "any"}


def live_peers(
    card: Scorecard, lines: Sequence[Line], own: Callable[[str], str], lower: Mapping[str, bool]
) -> tuple[LiveSheet | None, dict[str, str]]:
    """The sheet, and what stands for each figure in a formula, by how it is written there.

    `own` says in which cell an indicator's value of the agent stands, `lower` whether a lower one is better.
    """
    figures = {one.call.key: one for line in lines for one in line.peers}
    if not figures:
        return None, {}
    sheet = LiveSheet(_("Peers"), widths=(46, 14), frozen=(1, 2))
    sheet.add(*(LiveCell(head, "head") for head in (_("Figure"), _("Peers"), _("What each of them has"))))
    made: dict[str, str] = {}
    for key, one in figures.items():
        indicator = card.indicator(one.call.code)
        name = peer_words.call_words(one.call, indicator.names.in_language(current_language()))
        style = _UNITS.get(indicator.unit, "fine")
        row = sheet.add(
            LiveCell(name, "wrap"), LiveCell(one.n, "count"),
            *(LiveCell(value, style) for value in one.figures),
        )  # fmt: skip
        where = f"{quoted(sheet.title)}!$C${row}:${letters(_BEFORE + max(one.n, 1) - 1)}${row}"
        made[key] = _formula(one, where, own(one.call.code), lower=lower[one.call.code])
    return sheet, made


def _formula(one: PeerFigure, where: str, own: str, *, lower: bool) -> str:
    """Over the peers' cells `where`; where there are too many for cells, over their sum and number."""
    call = one.call
    if one.value is None:
        return "NA()"
    alone = call.others or one.own is None
    if call.ranks:
        return _standing(one, where, own, lower=lower)
    if one.figures:
        return f"{'AVERAGE' if call.measure == 'mean' else 'MEDIAN'}({where if alone else f'{where},{own}'})"
    if call.measure == "mean" and one.summed is not None:
        above = figure(one.summed) if alone else f"({figure(one.summed)}+{own})"
        return f"({above}/{one.n if alone else one.n + 1})"
    return figure(one.value)


def _standing(one: PeerFigure, where: str, own: str, *, lower: bool) -> str:
    call = one.call
    better, equal = figure(Decimal(one.better)), figure(Decimal(one.equal))
    if one.figures:
        more, less = f"SUMPRODUCT(({where}-{own}>{_SAME})*1)", f"SUMPRODUCT(({own}-{where}>{_SAME})*1)"
        better, equal = less if lower else more, f"({one.n}-{more}-{less})"
    rank = f"(1+{better}{f'+{equal}/2' if call.mean_rank else ''})"
    if call.measure == "rank":
        return rank
    return f"({rank}/{one.n + 1})" if call.measure == "rank_share" else f"(1-({rank}-1)/{one.n})"
