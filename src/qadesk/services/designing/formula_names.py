"""Names of figures in formulas: in 「」 or quotes they become codes; and a formula told in names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from qadesk.domain import formula
from qadesk.domain.earlier import TOTAL, measured_to_date
from qadesk.domain.earlier_figures import MEASURED
from qadesk.domain.formula import FormulaError
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import LANGUAGES, N_, _, current_language, translations
from qadesk.services.designing.row_fields import called
from qadesk.services.explaining import earlier_words, peer_words
from qadesk.services.explaining.formula_words import with_signs
from qadesk.tabular.scorecard_words import COUNTS


def figures_called(card: Scorecard, but: str = "") -> Mapping[str, tuple[str, ...]]:
    """The codes of what formulas may name, by name, in both languages; without the indicator `but`."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for code, words in COUNTS.items():
        for language in LANGUAGES:
            found[translations(language).gettext(words)][code] = None
    for one in card.indicators():
        if one.code != but:
            for name in (one.names.zh.strip(), one.names.en.strip(), one.code):
                found[name][one.code] = None
    return {name: tuple(codes) for name, codes in found.items() if name}


def with_codes(card: Scorecard) -> Scorecard:
    """The scorecard with codes in its formulas in place of names in quotes, where only one is called so."""
    if not any(one.formula for one in card.indicators()):
        return card
    sections = tuple(
        replace(
            section,
            indicators=tuple(
                replace(one, formula=formula.with_codes(one.formula, figures_called(card, one.code)))
                if one.formula
                else one
                for one in section.indicators
            ),
        )
        for section in card.sections
    )
    return replace(card, sections=sections)


_OFFERED: Final = {  # how a function is offered: what is written, and what it is
    "before": ("before({code})", N_("Period before")),
    "year_before": ("year_before({code})", N_("Same period of last year")),
    "mean_of_last": ("mean_of_last({code}, 3)", N_("Mean of the last 3 periods")),
    "lowest_of_last": ("lowest_of_last({code}, 2)", N_("Lowest of the last 2 periods")),
    "highest_of_last": ("highest_of_last({code}, 2)", N_("Highest of the last 2 periods")),
    "quarter_to_date": ("quarter_to_date({code})", N_("Quarter to date")),
    "whole_quarter": ("whole_quarter({code})", N_("Whole quarter, in its last month")),
}


def periods_offered(card: Scorecard, but: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be taken from other periods: by function each figure, without the indicator `but`."""
    figures = [(one.code, called(one)) for one in card.indicators() if one.code != but]
    figures.append((TOTAL, _("Total")))
    offered = [
        (
            _(words),
            [
                (written.format(code=code), f"{written.format(code=code)}  –  {name}")
                for code, name in figures
                if function not in MEASURED or measured_to_date(card, code)
            ],
        )
        for function, (written, words) in _OFFERED.items()
    ]
    return [group for group in offered if group[1]]


def in_names(card: Scorecard, written: str) -> str:
    """A formula with its figures by name, "" for one that cannot be read or names no indicator."""
    try:
        used = formula.codes(formula.parse(written))
    except FormulaError:
        return ""
    marks = "「」" if current_language().startswith("zh") else "“”"
    names = {one.code: f"{marks[0]}{called(one)}{marks[1]}" for one in card.indicators() if one.code in used}
    if not names:
        return ""
    return formula.with_names(with_signs(written), names | earlier_words.functions() | peer_words.functions())
