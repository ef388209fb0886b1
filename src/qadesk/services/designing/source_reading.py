"""Where a value comes from, read from the words it is written in: of this program, or as many write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from qadesk.domain import against_peers, editing, formula, starters
from qadesk.domain.editing import Spot
from qadesk.domain.formula import FormulaError
from qadesk.domain.measures import SOURCES
from qadesk.domain.scorecard import Indicator, Origin, Scorecard
from qadesk.errors import NotTaken, joined
from qadesk.i18n import LANGUAGES, _, speaking
from qadesk.services.designing import additions, known_figures, peer_phrases, row_fields
from qadesk.services.designing.formula_names import figures_called
from qadesk.tabular.numbers import LONGEST

_BY_HAND: Final = tuple(  # as many write it
    f"{way}{does}" for way in ("人工", "手工", "手动") for does in ("填写", "填报", "录入", "")
)
_BY_RATING: Final = ("评分", "打分", "主管打分", "人工评分", "rating", "rated")  # from 1 to 5, as usual
_USUAL: Final = 5
_BY_SYSTEM: Final = ("系统", "系统数据", "系统导出", "服务记录", "records", "system")  # of what is named so


def source_key(text: str, names: tuple[str, ...]) -> str:
    """What a row with that source begins as, a key of `additions.offers`; nothing for no known source.

    A source that only says it is in the records means the figure called as one of the row's `names`.
    """
    said = text.strip().casefold()
    if said in _BY_SYSTEM:
        return next(filter(None, map(known_figures.figure_called, names)), "")
    if said.startswith("="):
        return Origin.FORMULA.value
    if said and said not in _sources() and peer_phrases.is_comparison(said):
        return Origin.FORMULA.value
    if said in _rated():
        return Origin.RATED.value
    if said in _BY_HAND:
        return Origin.TYPED.value
    key = _sources().get(said, "").removeprefix(row_fields.MEASURE)
    return known_figures.figure_called(text) if key in ("", Origin.FORMULA.value) else key


def put_source(card: Scorecard, spot: Spot, text: str, names: tuple[str, ...]) -> Scorecard:
    """The scorecard with an indicator's value from where the words say. Raises NotTaken."""
    indicator = editing.indicator_at(card, spot)
    key = source_key(text, names)
    if key == Origin.FORMULA.value and not text.strip().startswith("="):
        compared = peer_phrases.comparison(text, figures_called(card, indicator.code))
        if compared is None:
            words = _(
                "“{text}” compares with peers, but names no other indicator of this table, or several. "
                "Write it as in “rank in the office of CSAT” or “CSAT minus the team mean”."
            )
            raise NotTaken("cell.no_peers", words.format(text=short(text)))
        made = starters.with_origin(indicator, Origin.FORMULA)
        return against_peers.put(editing.put_indicator(card, spot, made), spot, compared)
    if key == Origin.FORMULA.value:
        written = text.removeprefix("=").strip()
        written = formula.with_codes(written, figures_called(card, indicator.code))
        try:
            formula.parse(written)
        except FormulaError as no:
            words = _("“{text}” is no formula that can be calculated.")
            raise NotTaken("cell.no_formula", words.format(text=short(text))) from no
        made = starters.with_origin(indicator, Origin.FORMULA)
        return editing.put_indicator(card, spot, replace(made, formula=written))
    if (top := _rated().get(text.casefold())) is not None:
        made = starters.with_levels(starters.with_origin(indicator, Origin.RATED), top)
        return editing.put_indicator(card, spot, additions.with_named_levels(made))
    if key in SOURCES:
        return editing.put_indicator(card, spot, additions.from_measure(indicator, key))
    if key:
        return row_fields.put_source(card, spot, key)
    if text.casefold() in _BY_SYSTEM:
        words = _("“{text}” does not say which figure of the records, and none has the name of this row.")
        like = known_figures.most_like(names)
        ask = _("Most like it is “{figure}”: write that as the source if it is meant.").format(figure=like)
        raise NotTaken("cell.no_source", joined(words.format(text=text), ask if like else ""))
    words = _(
        "“{text}” is no source that is known here. Known are the names of figures, “{typed}”, “{rated}” "
        "and formulas that begin with =."
    )
    about = {"typed": _("Typed for each agent"), "rated": _("Rated on the form")}
    raise NotTaken("cell.no_source", words.format(text=short(text), **about))


def put_source_like(card: Scorecard, spot: Spot, like: Indicator) -> Scorecard:
    """The scorecard with an indicator's value from where another's comes, with all that belongs to it."""
    card = row_fields.put_source(card, spot, row_fields.source_code(like))
    if like.origin is Origin.RECORDS:
        return card
    bounds = {"least": like.least, "greatest": like.greatest, "part_of": like.part_of}
    return editing.change_indicator(card, spot, formula=like.formula, levels=like.levels, **bounds)


def short(text: str) -> str:
    """A text as a message quotes it."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


@lru_cache
def _sources() -> Mapping[str, str]:
    """The words of the sources that are listed, in both languages, and their codes."""
    words = dict[str, str]()
    for language in LANGUAGES:
        with speaking(language):
            words |= {said.casefold(): code for code, said in row_fields.sources()}
    return words


@lru_cache
def _rated() -> Mapping[str, int]:
    """How many levels are meant by the words for an item with so many, in both languages."""
    words = dict[str, int]()
    for language in LANGUAGES:
        with speaking(language):
            items = {top: starters.with_levels(starters.rated(""), top) for top in starters.SCALES}
            words |= {row_fields.source_text(item).casefold(): top for top, item in items.items()}
    return dict.fromkeys(_BY_RATING, _USUAL) | words
