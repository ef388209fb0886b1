"""Which column of a score sheet is what. Headings are compared whole: what could mean two things is refused.

A heading is an indicator's name in either language or its code, with or without the unit behind it; one that
ends with a code in square brackets is settled by that. The template writes headings that are read back so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from qadesk.domain.scorecard import Indicator, Unit
from qadesk.errors import UserError
from qadesk.i18n import LANGUAGES, N_, _
from qadesk.services.scoring import figures
from qadesk.services.scoring.forms import RatingForm, item_name
from qadesk.tabular.text import cell_text, normal_header, word_set

# Columns that are no indicator's, by the first of which they are called in the program's own template.
_FIELDS: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "number": (N_("Staff number"), word_set(
        "工号 员工号 员工编号 职工号 员工工号 客服工号 "
        "staffno staffnumber staffid employeeno employeeid agentid id")),
    "name": (N_("Name"), word_set("姓名 名字 员工姓名 客服姓名 客服人员 name agentname fullname")),
    "team": (N_("Team"), word_set("班组 组别 团队 小组 team group")),
    "comment": (N_("Comment"), word_set(
        "评语 备注 评价 说明 意见 主管评语 comment comments remark remarks note notes")),
}  # fmt: skip
_CODE: Final = re.compile(r"\[([^\[\]]+)\]$")
_BRACKET: Final = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]$")
_BETWEEN: Final = re.compile(r"[\s_\-/\\.,:;*#'\"?!。、,:;()\[\]{}【】]+")
# Units that may stand in brackets behind a name, by what they fit.
_SHARES: Final = {
    "%": Unit.RATE, "percent": Unit.RATE,
    "‱": Unit.PER_10000, "万分之": Unit.PER_10000, "per 10,000": Unit.PER_10000,
    "ppm": Unit.PER_MILLION, "百万分之": Unit.PER_MILLION, "per million": Unit.PER_MILLION,
}  # fmt: skip
_TIMES: Final = word_set(
    "秒 秒钟 s sec second seconds 分 分钟 m min mins minute minutes 小时 时 h hr hour hours 毫秒 ms"
)
_COUNTED: Final = re.compile(r"[件票条个单次分人天项星级]|times?|points?|pcs?|stars?|[−-]?\d+\s*[–~-]\s*\d+")


@dataclass(frozen=True)
class ScoreColumns:
    """Where what stands, columns counted from 0; `units` are those written in headings of typed values."""

    number: int
    items: Mapping[int, Indicator]  # rated
    values: Mapping[int, Indicator]  # typed
    name: int | None = None
    comment: int | None = None
    units: Mapping[int, str] = field(default_factory=dict)
    unused: tuple[int, ...] = ()  # columns with a heading of which nothing is read


def columns_of(heads: Sequence[str], form: RatingForm) -> ScoreColumns | None:
    """What the columns under these headings are; None where they are no score sheet's.

    Raises UserError where a heading could mean two things, or two headings mean one indicator.
    """
    places = {name: _field_at(heads, name) for name in _FIELDS}
    number = places["number"]
    if number is None:
        return None
    said = {at: _Head(head) for at, head in enumerate(heads) if head.strip() and at != number}
    found = _settled(
        said, [*form.items, *form.typed], {at: name for name, at in places.items() if at is not None}
    )
    typed = {item.code for item in form.typed}
    items = {at: item for at, item in found.items() if item.code not in typed}
    values = {at: item for at, item in found.items() if item.code in typed}
    if not (items or values):
        return None
    kept = {number, *found, *(at for at in places.values() if at is not None)}
    return ScoreColumns(
        number,
        items,
        values,
        places["name"],
        places["comment"],
        {at: said[at].unit for at in values},
        tuple(at for at in said if at not in kept),
    )


def headings(heads: Sequence[str], form: RatingForm) -> dict[int, str]:
    """What stands under headings that are known: `number`, `name`, `team`, `comment`, or an indicator's code.

    Raises UserError as `columns_of` does.
    """
    places = {name: _field_at(heads, name) for name in _FIELDS}
    fields = {at: name for name, at in places.items() if at is not None}
    said = {at: _Head(head) for at, head in enumerate(heads) if head.strip() and at != places["number"]}
    return fields | {at: item.code for at, item in _settled(said, [*form.items, *form.typed], fields).items()}


def template_headings(form: RatingForm) -> dict[str, str]:
    """A heading for each indicator by its code, which `columns_of` understands as that one alone."""
    every = [*form.items, *form.typed]
    plain = {i.code: item_name(i) for i in form.items} | {i.code: figures.head_text(i) for i in form.typed}
    made = {}
    for item in every:
        head = _Head(plain[item.code])
        meant = [one for one in every if head.exact in _exact(one) or head.code == one.code]
        alone = meant == [item] and head.code in ("", item.code) and _field(head.text) is None
        made[item.code] = head.text if alone else f"{plain[item.code]} [{item.code}]"
    return made


class _Head:
    """A heading in the forms it is compared in."""

    def __init__(self, text: str) -> None:
        self.text = cell_text(text)
        self.exact = _spaced(self.text)
        code = _CODE.search(self.text)
        self.code = code[1].strip() if code else ""
        bracket = _BRACKET.search(self.exact)
        self.unit = bracket[1].strip().casefold() if bracket else ""
        self.bare = _whole(self.exact[: bracket.start()]) if bracket else ""
        self.whole = _whole(self.exact)


def _settled(
    heads: Mapping[int, _Head], items: Sequence[Indicator], fields: Mapping[int, str]
) -> dict[int, Indicator]:
    """Which heading is which indicator's: the closest way of comparing that finds any counts."""
    ways: tuple[Callable[[_Head, Indicator], bool], ...] = (
        lambda head, item: head.code == item.code,
        lambda head, item: head.exact in _exact(item),
        lambda head, item: head.whole in _wholes(item),
        lambda head, item: head.bare in _wholes(item) and _fits(head.unit, item),
    )
    found: dict[int, Indicator] = {}
    for close, way in enumerate(ways):
        left = [item for item in items if item not in found.values()]
        now: dict[int, Indicator] = {}
        for at, head in heads.items():
            meant = [] if at in found else [item for item in left if way(head, item)]
            if len(meant) > 1:
                raise _two_meanings(head.text, [item_text(one) for one in meant[:2]])
            if meant and close and at in fields:
                field_name = _(_FIELDS[fields[at]][0])
                raise _two_meanings(head.text, [item_text(meant[0]), field_name])
            for item in meant:
                before = next((there for there, one in now.items() if one is item), None)
                if before is not None:
                    raise _twice(heads[before].text, head.text, item)
                now[at] = item
        found |= now
    return found


def item_text(item: Indicator) -> str:
    """An indicator with its code, where its name alone would not tell it from another."""
    return _("“{name}” ({code})").format(name=item_name(item), code=item.code)


def _two_meanings(head: str, meant: Iterable[str]) -> UserError:
    first, second = meant
    return UserError(
        "score_sheet.column_ambiguous",
        _("The column “{column}” could mean {first} or {second}.").format(
            column=head, first=first, second=second
        ),
        kept=_("Nothing was imported."),
        remedy=_("Write the code of the one you mean behind it in square brackets, or use the template."),
    )


def _twice(first: str, second: str, item: Indicator) -> UserError:
    return UserError(
        "score_sheet.column_twice",
        _("The columns “{first}” and “{second}” both mean {item}.").format(
            first=first, second=second, item=item_text(item)
        ),
        kept=_("Nothing was imported."),
        remedy=_("Delete one of them, or give it another heading."),
    )


def _exact(item: Indicator) -> set[str]:
    names = {item.names.zh, item.names.en, item.code}
    return {_spaced(cell_text(name)) for name in names | _with_units(item) if name.strip()}


def _with_units(item: Indicator) -> set[str]:
    return {figures.head_text(item, language) for language in LANGUAGES}


def _wholes(item: Indicator) -> set[str]:
    return {_whole(_spaced(name)) for name in (item.names.zh, item.names.en, item.code) if name.strip()}


def _fits(unit: str, item: Indicator) -> bool:
    """Whether a unit in a heading is one the indicator's values can be written in."""
    if item.unit.is_rate:
        return unit in _SHARES
    if item.unit is Unit.SECONDS:
        return unit in _TIMES
    return _COUNTED.fullmatch(unit) is not None


def unit_in(unit: str) -> Unit | None:
    """The unit of a rate that a heading names in brackets."""
    return _SHARES.get(unit)


def _field_at(heads: Sequence[str], name: str) -> int | None:
    """The column of a field: the one called as in the template, else the first that can be it."""
    own = normal_header(_(_FIELDS[name][0]))
    known = [at for at, head in enumerate(heads) if _field(head) == name]
    return next((at for at in known if normal_header(heads[at]) == own), known[0] if known else None)


def _field(head: str) -> str | None:
    """Which field a heading is, if any."""
    said = normal_header(cell_text(head))
    for name, (own, words) in _FIELDS.items():
        if said in words or said == normal_header(_(own)):
            return name
    return None


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _whole(text: str) -> str:
    """All of a heading but case, blanks and punctuation; what stands in brackets stays."""
    return _BETWEEN.sub("", text.casefold()) or text
