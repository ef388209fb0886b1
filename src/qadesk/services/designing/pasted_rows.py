"""What is pasted into a scorecard's table: its cells' own words, in both languages, become what they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, cast

from qadesk.domain import editing, starters
from qadesk.domain.editing import Spot
from qadesk.domain.rules import Bonus, Deduction, Ladder
from qadesk.domain.scorecard import (
    MOST_INDICATORS,
    Better,
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
from qadesk.services.designing import additions, known_figures, pasted_units, row_fields, source_reading
from qadesk.services.designing.pasted_heads import under_headings
from qadesk.services.designing.row_fields import KEYS, Key, RowField
from qadesk.services.designing.rule_reading import Read, read_rule

Row = Section | Indicator
Lines = Sequence[Sequence[str]]
_Wrong = tuple[Mapping[str, object], NotTaken]  # what there is to say of a cell, and why it was not taken
_ORDER: Final[tuple[Key, ...]] = (  # what a source brings along, and what a figure is read by, goes first
    "code", "source", "unit", "better", "name", "other_name", "standard", "rule", "weight",
)  # fmt: skip
_COMPLETED: Final = ("100 分，{}", "100 分，{}；最低 0 分", "{}、其余 → 0")  # what a rule often leaves unsaid
_NAMED: Final = 12  # cells, before the rest is counted
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
    left: Mapping[tuple[Spot, str], str] = field(default_factory=dict)  # cells that stay, and why


class RowsNotTaken(NotTaken):
    """Nothing of a block was taken; `left` are the cells it is for, of rows that stand, and why."""

    def __init__(self, code: str, said: str, left: Mapping[tuple[Spot, str], str]) -> None:
        super().__init__(code, said)
        self.left = left


def with_pasted(card: Scorecard, row: int, key: str, block: Lines, like: Sequence[Row] = ()) -> PastedRows:
    """The scorecard with cells from a row and column on; `like` are the rows they were copied from.

    What stands where nothing can be typed is left out. Names that go on below the last row become indicators
    of the last section that is weighed, or sections where all that makes an indicator is empty. Headings say
    what is in which column. Raises NotTaken, naming all cells and their lines in what was pasted.
    """
    spots, added = editing.spots(card), dict[Spot, Sequence[str]]()  # with the line of each
    headed = None if like else under_headings(block, len(spots) - row)
    numbers, left_out = list(range(1, len(block) + 1)), tuple[str, ...]()
    columns = row_fields.fields()[KEYS.index(key) :]
    there = frozenset(column.key for column in columns)
    if headed is not None:
        block, numbers, left_out = headed.lines, headed.numbers, headed.left_out
        key, columns, there = "name", row_fields.fields(), headed.keys
    beyond = [line for line in block[max(0, len(spots) - row) :] if any(line)]
    named = [line for line in beyond if key == "name" and line[0].strip()]
    if sum(1 for _one in card.indicators()) + len(named) > MOST_INDICATORS:
        words = _("{n} rows were pasted below the last one; a scorecard has {most} indicators at most.")
        told = joined(words.format(n=len(named), most=MOST_INDICATORS), _("Nothing was changed."))
        raise NotTaken("cell.too_many_indicators", told)
    wrong = list[_Wrong]()
    section = _weighed(card)
    for down, line in enumerate(block):
        new = row + down >= len(spots)
        if new and line not in named:
            continue
        spot = Spot(0) if new else spots[row + down]
        if new:
            card, spot = _added(card, section, line, block)
            section = spot.section
            added[spot] = line
        source = like[down] if down < len(like) else None
        cells = {
            column.key: (column, text.strip())
            for column, text in zip(columns, line, strict=False)
            if column.key in there
        }
        card, refused = _with_line(card, spot, cells, source, new=new)
        called = cells["name"][1] if "name" in cells else row_fields.row_name(card, spot)
        about = {"n": numbers[down], "name": called, "at": None if new else spot}
        wrong += [({**about, **told}, no) for told, no in refused]
    if wrong:
        raise _refused(wrong)
    sourceless = not any(
        column.key in there and column.key == "source"
        for column, _cell in zip(columns, block[-1], strict=False)
    )
    said = _said(card, added, typed=sourceless, left_out=len(beyond) - len(named))
    if left_out:
        words = _("Columns with these headings were left out: {names}.")
        said = joined(said, words.format(names=_(", ").join(left_out)))
    return PastedRows(card, said, next(iter(added), None))


def _with_line(
    card: Scorecard, spot: Spot, said: Mapping[str, tuple[RowField, str]], like: Row | None, *, new: bool
) -> tuple[Scorecard, list[_Wrong]]:
    """The scorecard with what can be taken of one line; which cells cannot be, and why."""
    name, wrong = said["name"][1] if "name" in said else "", list[_Wrong]()
    if spot.indicator is not None:
        try:
            said = _in_its_unit(card, spot, said)
        except NotTaken as no:
            column, text = said["unit"]
            about = {"column": column.header, "text": source_reading.short(text), "key": column.key}
            return card, [(about, no)]
    for key in sorted(said, key=_ORDER.index):
        column, text = said[key]
        try:
            card = _put(card, spot, column, text, like, name=name, new=new)
        except NotTaken as no:
            told = {"column": column.header, "text": source_reading.short(text), "key": column.key}
            wrong.append((told, no))
            if key == "unit":  # what else the row says is read by it
                return card, wrong
    ruled = bool(said["rule"][1]) if "rule" in said else like is not None
    if new and spot.indicator is not None and not ruled:
        rule = editing.indicator_at(card, spot).rule
        if isinstance(rule, Ladder):  # its bands begin at the standard
            card = starters.with_on_top(card, spot, on=False)
    if new and spot.indicator is not None and not ("better" in said and said["better"][1]):
        rule = editing.indicator_at(card, spot).rule
        if isinstance(rule, Deduction | Bonus):  # says by itself whether more is better
            better = Better.LOWER if isinstance(rule, Deduction) else Better.HIGHER
            card = editing.set_direction(card, spot, better)
    return card, wrong


def _in_its_unit(
    card: Scorecard, spot: Spot, said: Mapping[str, tuple[RowField, str]]
) -> Mapping[str, tuple[RowField, str]]:
    """What is said of an indicator with its unit in the program's words, and its standard in that unit."""
    column, text = said.get("unit", (None, ""))
    if column is None or not text or text == column.text(card, spot) or text.casefold() in _choices("unit"):
        return said
    standard = said["standard"][1] if "standard" in said else ""
    there = row_fields.standard_text(editing.indicator_at(card, spot))
    code, made = pasted_units.meant(text, standard or there, said["rule"][1] if "rule" in said else "")
    if not code:
        return said
    of_standard = row_fields.fields()[KEYS.index("standard")]
    changed = {"standard": (of_standard, made)} if made != there else {}
    return {**said, "unit": (column, code), **changed}


def _weighed(card: Scorecard) -> int:
    """The section that rows without one go to: the last that is weighed, or that has nothing yet."""
    for at in range(len(card.sections) - 1, -1, -1):
        inside = card.sections[at].indicators
        if not inside or any(one.role is Role.WEIGHTED for one in inside):
            return at
    return len(card.sections) - 1


def _refused(wrong: Sequence[_Wrong]) -> NotTaken:
    """Why nothing was taken, of the first cell for each reason, and where else something is wrong."""
    firsts = {why.code: at for at, (_about, why) in reversed(list(enumerate(wrong)))}
    words = _("Row {n}, “{name}”, {column}: {why}")
    why = wrong[0][1]
    first = joined(*(words.format(**wrong[at][0], why=wrong[at][1]) for at in sorted(firsts.values())))
    others = [one for at, one in enumerate(wrong) if at not in firsts.values()]
    left = {(told["at"], str(told["key"])): str(no) for told, no in wrong if isinstance(told["at"], Spot)}
    nothing = _("Nothing was changed.")
    if not others:
        return RowsNotTaken(why.code, joined(first, nothing), left)
    words = _("row {n}, “{name}”, {column} (“{text}”)")
    named = [words.format(**other) for other, _why in others[:_NAMED]]
    more = [_("and {n} more").format(n=len(others) - _NAMED)] if len(others) > _NAMED else []
    also = _("Not read either: {cells}.").format(cells=_("; ").join([*named, *more]))
    return RowsNotTaken(why.code, joined(first, also, nothing), left)


def _said(card: Scorecard, added: Mapping[Spot, Sequence[str]], *, typed: bool, left_out: int) -> str:
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
    said.append(_guesses(card, added))
    if left_out:
        words = ngettext(
            "{n} row was left out: below the last row a name comes first.",
            "{n} rows were left out: below the last row a name comes first.",
            left_out,
        )
        said.append(words.format(n=left_out))
    return joined(*said)


def _guesses(card: Scorecard, added: Mapping[Spot, Sequence[str]]) -> str:
    """Which units were guessed of values to be typed, by the names beside bare standards."""
    found = dict[str, list[str]]()
    for spot, line in added.items():
        told = dict(zip(KEYS, line, strict=False))
        one = None if spot.indicator is None else editing.indicator_at(card, spot)
        if one is None or one.origin is not Origin.TYPED or told.get("unit"):
            continue
        written = additions.unit_written(told.get("standard", ""), told.get("rule", ""))
        if not written and one.unit is not Unit.COUNT:
            found.setdefault(row_fields.unit_text(one), []).append(row_fields.called(one))
    if not found:
        return ""
    words = _("No unit is said for these; they are taken as follows and changed under “{column}”: {units}.")
    units = [f"{unit} – {_(', ').join(names)}" for unit, names in found.items()]
    return words.format(column=_("Unit"), units=_("; ").join(units))


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
    key = source_reading.source_key(said.get("source", ""), (said.get("name", ""),))
    if key and key != Origin.TYPED.value:
        return additions.with_indicator(card, Spot(at), key, last=True, weighed=False)
    standard = said.get("standard", "")
    guess = None if said.get("unit") else pasted_units.guessed(said.get("name", ""), standard)
    return additions.typed_below(card, at, standard, said.get("rule", ""), guess)


def _put(
    card: Scorecard, spot: Spot, column: RowField, text: str, like: Row | None, *, name: str, new: bool
) -> Scorecard:
    """The scorecard with one cell's words taken; `name` is what the line calls the row. Raises NotTaken."""
    key, section = column.key, spot.indicator is None
    if text == column.text(card, spot) and not (key == "source" and like is not None):
        return card
    if key in ("name", "other_name"):
        return _put_name(card, spot, column, text, new=new)
    if key == "code" and new:
        return _put_code(card, spot, text)
    if key in ("source", "rule", "unit", "better"):
        if section or not text:
            return card
        if key == "rule":
            return _put_rule(card, spot, text, like)
        if key == "source":
            if isinstance(like, Indicator):
                return source_reading.put_source_like(card, spot, like)
            names = editing.row_at(card, spot).names
            return source_reading.put_source(card, spot, text, (name, names.zh, names.en))
        text = _chosen(column, text)
    if key == "standard" and new and not text:
        return card  # that of a new indicator of its kind
    if key == "standard" and text == DASH:
        text = ""
    return column.put(card, spot, text) if column.put and column.editable(card, spot) else card


def _put_code(card: Scorecard, spot: Spot, text: str) -> Scorecard:
    """The code of a new row, or the first like it that nobody has; its figure stays the same."""
    row = editing.row_at(card, spot)
    if not text or isinstance(row, Section):
        known = [one.code for one in card.sections]
        return editing.change(card, spot, code=editing.unused_code(known, text)) if text else card
    code = editing.unused_code([one.code for one in card.indicators() if one is not row], text)
    measure = row.figure if row.origin is Origin.RECORDS and row.figure != code else ""
    return editing.change(card, spot, code=code, measure=measure)


def _put_name(card: Scorecard, spot: Spot, column: RowField, text: str, *, new: bool) -> Scorecard:
    """A name goes into the language it is written in; one that takes another's place leaves none of it.

    A new row is called as its figure is, in both languages, where that is what it is called.
    """
    assert column.put is not None
    names = editing.row_at(card, spot).names
    figure = known_figures.figure_called(text)
    if new and column.key == "name" and not additions.is_stand_in(names):
        if figure and figure in map(known_figures.figure_called, (names.zh, names.en)):
            return card if text in (names.zh, names.en) else column.put(card, spot, text)
        card = editing.change(card, spot, names=Names("", ""))
    chinese = row_fields.is_chinese(own=column.key == "name")
    other = (
        bool(_ENGLISH.search(text))
        if chinese and not _HAN.search(text)
        else not chinese and bool(_HAN.search(text))
    )
    if not other:
        return column.put(card, spot, text)
    if text in (names.zh, names.en):
        return card
    text = row_fields.sound_name(text)
    made = Names("", text) if chinese else Names(text, "")
    return editing.change(card, spot, names=made)


def _chosen(column: RowField, text: str) -> str:
    """The code of what a cell of choices says, as it is listed or as it is shown."""
    code = _choices(column.key).get(text.casefold(), Unit.RATING.value if _LEVELS.fullmatch(text) else "")
    if not code and column.key == "unit":
        code = next((unit.value for unit in Unit if unit.value == text), "")  # as `_in_its_unit` says it
        if not code:
            raise pasted_units.unknown(text)
    if not code:
        told = _("“{text}” is none of those that can be chosen here.").format(text=source_reading.short(text))
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


def _put_rule(card: Scorecard, spot: Spot, text: str, like: Row | None) -> Scorecard:
    indicator = editing.indicator_at(card, spot)
    if isinstance(like, Indicator) and (like.unit, like.better) == (indicator.unit, indicator.better):
        return editing.set_rule(card, spot, like.rule, on_top=like.on_top)
    weighed = replace(indicator, rule=Ladder("lower", ()), on_top=False)
    marks = card.full_marks(weighed, card.sections[spot.section].weight_of(weighed))
    found = read_rule(text, indicator, marks, card.grades)
    if found is None:
        raise _no_rule(card, spot, text, lambda whole: read_rule(whole, indicator, marks, card.grades))
    return editing.set_rule(card, spot, found[0], on_top=found[1])


def _no_rule(card: Scorecard, spot: Spot, text: str, read: Callable[[str], Read | None]) -> NotTaken:
    """Why a text is no rule, and how what it leaves open can be said."""
    for whole in _COMPLETED:
        if (meant := read(whole.format(text.strip(" 。.;；,，")))) is not None:
            card = editing.set_rule(card, spot, meant[0], on_top=meant[1])
            words = _("“{text}” leaves open how the points go on. Write “{rule}” if that is meant.")
            break
    else:
        words = _(
            "“{text}” is no rule in words that are known here. Copy those of another rule, such as “{rule}”."
        )
    said = words.format(text=source_reading.short(text), rule=row_fields.rule_said(card, spot))
    return NotTaken("cell.no_rule", said)
