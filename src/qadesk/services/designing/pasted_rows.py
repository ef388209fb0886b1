"""What is pasted into a scorecard's table: its cells' own words, in both languages, become what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, cast

from qadesk.domain import editing, formula, starters
from qadesk.domain.editing import Spot
from qadesk.domain.formula import FormulaError
from qadesk.domain.rules import Ladder
from qadesk.domain.scorecard import (
    MOST_INDICATORS,
    Indicator,
    Names,
    Origin,
    Role,
    Scorecard,
    Section,
    Unit,
)
from qadesk.errors import NotTaken, joined
from qadesk.formats import DASH
from qadesk.i18n import LANGUAGES, _, ngettext, speaking
from qadesk.services.designing import additions, known_figures, row_fields
from qadesk.services.designing.row_fields import KEYS, Key, RowField
from qadesk.services.designing.rule_reading import read_rule
from qadesk.tabular.numbers import LONGEST
from qadesk.tabular.scorecard_words import measure_name

Row = Section | Indicator
Lines = Sequence[Sequence[str]]
_ORDER: Final[tuple[Key, ...]] = (  # what a source brings along, and what a figure is read by, goes first
    "code", "source", "unit", "better", "name", "other_name", "standard", "rule", "weight",
)  # fmt: skip
_BY_HAND: Final = ("人工填写", "手工填写", "人工", "手工")  # as many write it
_BY_SYSTEM: Final = ("系统", "系统数据", "系统导出", "服务记录", "records", "system")  # of what is named so
_HEADINGS: Final = {  # of tables elsewhere, besides those of this one
    "name": ("指标", "指标名称", "名称", "考核项目", "考核指标", "indicator", "name"),
    "weight": ("权重", "权重%", "weight", "weight%"),
    "standard": ("标准", "目标", "目标值", "standard", "target"),
    "rule": ("规则", "计分规则", "评分规则", "rule"),
    "source": ("来源", "数据来源", "数值来源", "source"),
    "unit": ("单位", "unit"),
}
_NAMED: Final = 6  # cells, before the rest is counted
_LEVELS: Final = re.compile(r"1[–-]\d+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_ENGLISH: Final = re.compile(r"[a-z]{3}")  # a word; CSAT and 24h are at home in both languages


@dataclass(frozen=True)
class PastedRows:
    """The scorecard with what was pasted, what there is to say of it, where the first row `added` stands."""

    card: Scorecard
    said: str
    added: Spot | None = None
    code: str = "cell.pasted"  # of what is said


def with_pasted(card: Scorecard, row: int, key: str, block: Lines, like: Sequence[Row] = ()) -> PastedRows:
    """The scorecard with cells from a row and column on; `like` are the rows they were copied from.

    What stands where nothing can be typed is left out. Names that go on below the last row become indicators
    of the last section that is weighed, or sections where all that makes an indicator is empty. Raises
    NotTaken, naming the cells.
    """
    spots, columns, added = editing.spots(card), row_fields.fields()[KEYS.index(key) :], list[Spot]()
    if len(block) > 1 and not like and _is_heading(block[0], columns):
        block = block[1:]
    beyond = [line for line in block[max(0, len(spots) - row) :] if any(line)]
    named = [line for line in beyond if key == "name" and line[0].strip()]
    if sum(1 for _one in card.indicators()) + len(named) > MOST_INDICATORS:
        words = _("{n} rows were pasted below the last one; a scorecard has {most} indicators at most.")
        told = joined(words.format(n=len(named), most=MOST_INDICATORS), _("Nothing was changed."))
        raise NotTaken("cell.too_many_indicators", told)
    wrong = list[tuple[Mapping[str, object], NotTaken]]()
    section = _weighed(card)
    for down, line in enumerate(block):
        new = row + down >= len(spots)
        if new and line not in named:
            continue
        spot = Spot(0) if new else spots[row + down]
        if new:
            card, spot = _added(card, section, line, block)
            section = spot.section
            added.append(spot)
        source = like[down] if down < len(like) else None
        pairs = sorted(zip(columns, line, strict=False), key=lambda pair: _ORDER.index(pair[0].key))
        for column, text in pairs:
            try:
                said = text.strip()
                if column.key == "source" and said.casefold() in _BY_SYSTEM:
                    said = _figure_of(card, spot, line[0] if key == "name" else "") or said
                card = _put(card, spot, column, said, source, new=new)
            except NotTaken as no:
                about = {
                    "n": row + down + 1,
                    "name": row_fields.row_name(card, spot),
                    "column": column.header,
                }
                wrong.append((about, no))
                break  # what else the row says may be read by it
    if wrong:
        raise _refused(wrong)
    sourceless = not any(column.key == "source" for column, _cell in zip(columns, block[-1], strict=False))
    said = _said(card, added, typed=sourceless, left_out=len(beyond) - len(named))
    return PastedRows(card, said, added[0] if added else None)


def _weighed(card: Scorecard) -> int:
    """The section that rows without one go to: the last that is weighed, or that has nothing yet."""
    for at in range(len(card.sections) - 1, -1, -1):
        inside = card.sections[at].indicators
        if not inside or any(one.role is Role.WEIGHTED for one in inside):
            return at
    return len(card.sections) - 1


def _refused(wrong: Sequence[tuple[Mapping[str, object], NotTaken]]) -> NotTaken:
    """Why nothing was taken, of the first cell, and where else something is wrong."""
    (about, why), *others = wrong
    first = _("Row {n}, “{name}”, {column}: {why}").format(**about, why=why)
    if not others:
        return NotTaken(why.code, first)
    named = [_("“{name}”, {column}").format(**other) for other, _why in others[:_NAMED]]
    more = [_("and {n} more").format(n=len(others) - _NAMED)] if len(others) > _NAMED else []
    also = _("Not read either: {cells}").format(cells=_("; ").join([*named, *more]))
    return NotTaken(why.code, joined(first, also))


def _said(card: Scorecard, added: Sequence[Spot], *, typed: bool, left_out: int) -> str:
    """What was added and where, and what was left out."""
    made = [spot for spot in added if spot.indicator is not None]
    sections = list(dict.fromkeys(row_fields.row_name(card, Spot(spot.section)) for spot in made))
    said = []
    if made:
        words = ngettext(
            "{n} indicator was added to {where}.", "{n} indicators were added to {where}.", len(made)
        )
        where = _(", ").join(_("“{name}”").format(name=name) for name in sections)
        said.append(words.format(n=len(made), where=where))
    if made and typed:
        said.append(
            ngettext(
                "Its value is typed for each agent; another source is chosen under “{column}”.",
                "Their values are typed for each agent; other sources are chosen under “{column}”.",
                len(made),
            ).format(column=_("Value from"))
        )
    if left_out:
        words = ngettext(
            "{n} row was left out: below the last row a name comes first.",
            "{n} rows were left out: below the last row a name comes first.",
            left_out,
        )
        said.append(words.format(n=left_out))
    return joined(*said)


def _added(card: Scorecard, at: int, line: Sequence[str], block: Lines) -> tuple[Scorecard, Spot]:
    """The scorecard with a row for a line that has no place yet, in the section `at` or as one, and where."""
    said = dict(zip(KEYS, line, strict=False))
    column = KEYS.index("source")
    is_head = not any(said.get(key) for key in ("source", "unit", "better"))
    sourceless = is_head and any(len(other) > column and other[column] for other in block)
    bare = len(line) > 2 and not any(line[1:]) and any(any(other[1:]) for other in block)
    if sourceless or bare:  # bare: neither weight nor standard, where others have them
        last = card.sections[-1]
        if not last.indicators and additions.is_stand_in(last.names):
            return card, Spot(len(card.sections) - 1)  # that of an empty table
        return additions.with_section(card, None)
    return additions.typed_below(card, at, said.get("standard", ""))


def _is_heading(line: Sequence[str], columns: Sequence[RowField]) -> bool:
    """Whether a line says above each of its cells what stands in that column."""
    said = [
        (re.sub(r"[\s()（）]", "", text).casefold(), column)
        for column, text in zip(columns, line, strict=False)
        if text.strip()
    ]
    return len(said) > 1 and all(text in _headings(column.key) for text, column in said)


@lru_cache
def _headings(key: str) -> frozenset[str]:
    words = set(_HEADINGS.get(key, ()))
    for language in LANGUAGES:
        with speaking(language):
            words.add(
                re.sub(r"[\s()（）]", "", row_fields.fields()[KEYS.index(cast(Key, key))].header).casefold()
            )
    return frozenset(words)


def _figure_of(card: Scorecard, spot: Spot, name: str) -> str:
    """The figure of the records that a row is called as, in words; nothing where it is no such name."""
    names = editing.row_at(card, spot).names
    measure = next(filter(None, map(known_figures.figure_called, (name, names.zh, names.en))), "")
    return measure_name(measure) if measure else ""


def _put(
    card: Scorecard, spot: Spot, column: RowField, text: str, like: Row | None, *, new: bool
) -> Scorecard:
    """The scorecard with one cell's words taken. Raises NotTaken."""
    key, section = column.key, spot.indicator is None
    if text == column.text(card, spot) and not (key == "source" and like is not None):
        return card
    if key in ("name", "other_name"):
        return _put_name(card, spot, column, text, new=new)
    if key == "code" and new:
        known = [one.code for one in (card.sections if section else card.indicators())]
        return editing.change(card, spot, code=editing.unused_code(known, text)) if text else card
    if key in ("source", "rule", "unit", "better"):
        if section or not text:
            return card
        if key == "rule":
            return _put_rule(card, spot, text, like)
        if key == "source":
            return _put_source(card, spot, text, like)
        text = _chosen(column, text)
    if key == "standard" and text == DASH:
        text = ""
    return column.put(card, spot, text) if column.put and column.editable(card, spot) else card


def _put_name(card: Scorecard, spot: Spot, column: RowField, text: str, *, new: bool) -> Scorecard:
    """A name goes into the language it is written in; one that takes another's place leaves none of it."""
    assert column.put is not None
    chinese = row_fields.is_chinese(own=column.key == "name")
    other = (
        bool(_ENGLISH.search(text))
        if chinese and not _HAN.search(text)
        else not chinese and bool(_HAN.search(text))
    )
    if not other:
        return column.put(card, spot, text)
    names = editing.row_at(card, spot).names
    if text in (names.zh, names.en):
        return card
    made = Names("", text) if chinese else Names(text, "")
    return editing.change(card, spot, names=made)


def _chosen(column: RowField, text: str) -> str:
    """The code of what a cell of choices says, as it is listed or as it is shown."""
    code = _choices(column.key).get(text.casefold(), Unit.RATING.value if _LEVELS.fullmatch(text) else "")
    if not code:
        told = _("“{text}” is none of those that can be chosen here.").format(text=_short(text))
        raise NotTaken("cell.no_choice", told)
    return code


@lru_cache
def _choices(key: str) -> Mapping[str, str]:
    """The words of what can be chosen in a column, in both languages, and their codes."""
    words, example = dict[str, str](), starters.typed("")
    for language in LANGUAGES:
        with speaking(language):
            listed = row_fields.fields()[KEYS.index(cast(Key, key))].choices
            words |= {said.casefold(): code for code, said in (listed() if listed else ())}
            if key == "unit":
                words |= {
                    row_fields.unit_text(replace(example, unit=one)).casefold(): one.value for one in Unit
                }
    return words


@lru_cache
def _rated() -> Mapping[str, int]:
    """How many levels are meant by the words for an item with so many, in both languages."""
    words = dict[str, int]()
    for language in LANGUAGES:
        with speaking(language):
            items = {top: starters.with_levels(starters.rated(""), top) for top in starters.SCALES}
            words |= {row_fields.source_text(item).casefold(): top for top, item in items.items()}
    return words


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _put_rule(card: Scorecard, spot: Spot, text: str, like: Row | None) -> Scorecard:
    indicator = editing.indicator_at(card, spot)
    if isinstance(like, Indicator) and (like.unit, like.better) == (indicator.unit, indicator.better):
        return editing.set_rule(card, spot, like.rule, on_top=like.on_top)
    weighed = replace(indicator, rule=Ladder("lower", ()), on_top=False)
    marks = card.full_marks(weighed, card.sections[spot.section].weight_of(weighed))
    found = read_rule(text, indicator, marks, card.grades)
    if found is None:
        words = _(
            "“{text}” is no rule in words that are known here. Copy those of another rule, such as: {rule}"
        )
        raise NotTaken("cell.no_rule", words.format(text=_short(text), rule=row_fields.rule_said(card, spot)))
    return editing.set_rule(card, spot, found[0], on_top=found[1])


def _put_source(card: Scorecard, spot: Spot, text: str, like: Row | None) -> Scorecard:
    indicator = editing.indicator_at(card, spot)
    if isinstance(like, Indicator):
        card = row_fields.put_source(card, spot, row_fields.source_code(like))
        if like.origin is Origin.RECORDS:
            return card
        bounds = {"least": like.least, "greatest": like.greatest, "part_of": like.part_of}
        return editing.change_indicator(card, spot, formula=like.formula, levels=like.levels, **bounds)
    if text.startswith("="):
        try:
            formula.parse(text.removeprefix("=").strip())
        except FormulaError as no:
            raise NotTaken(
                "cell.no_formula",
                _("“{text}” is no formula that can be calculated.").format(text=_short(text)),
            ) from no
        made = starters.with_origin(indicator, Origin.FORMULA)
        return editing.put_indicator(card, spot, replace(made, formula=text.removeprefix("=").strip()))
    if (top := _rated().get(text.casefold())) is not None:
        made = starters.with_levels(starters.with_origin(indicator, Origin.RATED), top)
        return editing.put_indicator(card, spot, additions.with_named_levels(made))
    code = Origin.TYPED.value if text in _BY_HAND else _choices("source").get(text.casefold(), "")
    if code in ("", Origin.FORMULA.value):
        words = _(
            "“{text}” is no source that is known here. Known are the names of figures, “{typed}”, “{rated}” "
            "and formulas that begin with =."
        )
        about = {"typed": _("Typed for each agent"), "rated": _("Rated on the form")}
        raise NotTaken("cell.no_source", words.format(text=_short(text), **about))
    return row_fields.put_source(card, spot, code)
