"""What is asked of an indicator that is compared with peers: of what, how, among whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from qadesk.domain import against_peers, editing
from qadesk.domain.against_peers import AgainstPeers, How
from qadesk.domain.editing import Spot
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import NotTaken
from qadesk.i18n import N_, _
from qadesk.services.designing.fields_asked import AskedField, Inserts
from qadesk.services.designing.row_fields import called
from qadesk.tabular import numbers

HOW: Final = {
    How.RANK: N_("Rank: 1 is the best"),
    How.RANK_SHARE: N_("Rank as a share: 10% for the first of ten"),
    How.PERCENTILE: N_("Percentile: 100% for the best, 0% for the last"),
    How.MINUS_MEAN: N_("Distance from the mean: value − mean"),
    How.MINUS_MEDIAN: N_("Distance from the median: value − median"),
    How.BY_MEAN: N_("Share of the mean: value ÷ mean"),
    How.BY_MEDIAN: N_("Share of the median: value ÷ median"),
    How.MEAN: N_("The mean itself"),
    How.MEDIAN: N_("The median itself"),
}
GROUPS: Final = {
    "team": N_("Agents of the same team"),
    "post": N_("Agents of the same post"),
    "office": N_("All agents of the office"),
}


def inserts() -> Iterator[Inserts]:
    """What can be put into a formula: figures of peers, without the indicator they are of, by group."""
    measures = {
        "mean": _("mean"), "median": _("median"), "rank": _("rank"), "rank_share": _("rank as a share"),
        "percentile": _("percentile"),
    }  # fmt: skip
    for group, among in GROUPS.items():
        listed = [(f"{group}_{one}( )", f"{group}_{one}(…)  –  {said}") for one, said in measures.items()]
        yield (_(among), listed)


def of_comparison(card: Scorecard, spot: Spot, made: AgainstPeers) -> Iterator[AskedField]:
    """The fields of a comparison."""
    call, path = made.call, (*spot.path, "formula")
    own = editing.indicator_at(card, spot).code

    def putting(change: Callable[[Any], AgainstPeers]) -> Callable[[Scorecard, Any], Scorecard]:
        return lambda card, value: against_peers.put(card, spot, change(value))

    others = [(one.code, called(one)) for one in card.indicators() if one.code != own]
    if call.code not in dict(others):
        others.append((call.code, call.code))  # shown even where it is none
    yield AskedField("peersOf", _("Compared"), "choice", path, call.code,
                     putting(lambda code: made.asked(made.how, code=code)), options=others)  # fmt: skip
    yield AskedField("peersHow", _("How"), "choice", path, made.how,
                     putting(lambda how: made.asked(How(how))),
                     options=[(how, _(words)) for how, words in HOW.items()])  # fmt: skip
    yield AskedField("peersGroup", _("Among"), "choice", path, call.group,
                     putting(lambda group: made.asked(made.how, group=group)),
                     options=[(group, _(words)) for group, words in GROUPS.items()])  # fmt: skip
    if call.ranks:
        better, mean = _("Equal values share the better rank"), _("Equal values share the mean rank")
        yield AskedField("peersTies", _("Equal values"), "choice", path, call.mean_rank,
                         putting(lambda on: made.asked(made.how, mean_rank=on)),
                         options=[(False, better), (True, mean)])  # fmt: skip
    else:
        yield AskedField("peersOthers", _("Without the agent's own value"), "flag", path, call.others,
                         putting(lambda on: made.asked(made.how, others=on)))  # fmt: skip
    yield AskedField(
        "peersLeast", _("Fewest peers"), "figure", path, Decimal(call.least),
        putting(lambda least: made.asked(made.how, least=_least(least))), number=numbers.WHOLE,
        hint=_("Other agents with a value. With fewer of them the value is missing."),
    )  # fmt: skip


def _least(value: Decimal | None) -> int:
    if value is None or value < 1:
        raise NotTaken("field.out_of_bounds")
    return int(value)
