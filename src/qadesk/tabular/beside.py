"""What stands beside the columns taken and may change their meaning: marks of rows, lines around the table.

A column of states may say that a row is not to count (a duplicate, spam, an enquiry among complaints, a
rating the system gave); a line above or below the table may give a unit, a time zone or a direction. Both
are asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo
from itertools import pairwise
from typing import Final

from qadesk.kinds.kind import Kind
from qadesk.tabular import meaning_words
from qadesk.tabular.durations import duration_unit
from qadesk.tabular.questions import MARKED, TOLD, Choice, Question
from qadesk.tabular.table import Row
from qadesk.tabular.text import Cell, cell_text, is_blank, normal_header, plain_word
from qadesk.tabular.zones import is_of, named_zone

TWO_TABLES: Final = "two_tables"
AS_IS: Final = "as_is"
_FEWEST: Final = 3  # cells in a row of a table
_SHOWN: Final = 4  # words in a question
_DIFFERENT: Final = 20_000  # cells of a column, after which it is a text and no state
_YES_IS_VOID: Final = re.compile(
    r"^(?:是否|已)?(?:删除|作废|测试|垃圾|撤诉|撤销|内部|剔除|排除|豁免考核|不计考核|免考核)(?:会话|通话|工单|标记|标识)?$"
    r"|^(?:is|was)?excluded?|^ignore"
    r"|^(?:is|was|marked(?:as)?)?(?:spam|deleted|test|internal|duplicate|void|junk|ignored)(?:flag)?$"
)
_NO_IS_VOID: Final = re.compile(
    r"^(?:是否)?(?:计入|纳入|参与)(?:考核|统计|绩效|评价)*$|^(?:is)?(?:counted|included)|有效性?(?:对话|会话|通话|评价|工单)?$|^(?:is)?valid$"
)
_OF_RATINGS: Final = re.compile(r"评价|评分|满意度|参评|回访|问卷|rating|csat|survey")
_STATES: Final = re.compile(
    r"状态|方式|评价人|ratedby|来源|类型|类别|结果|审核|标签|status|state|type|category|source|review"
)
_VOID: Final = re.compile(
    r"^已?(?:被)?(?:合并|作废|删除|撤销|取消|驳回)(?:至.*|单|关闭)?$|^(?:重复|作废|测试|垃圾|骚扰|无效)(?:工单|单|会话|对话|电话|来电|通话|评价)?$"
    r"|^(?:待|未)审核$|^审核(?:中|不通过|未通过)$|^未通过$"
    r"|^(?:duplicated?|merged|cancell?ed|spam|junk|deleted|voided?|test|invalid|rejected|not ?approved)$"
    r"|duplicate ?of|merged ?into|markedas ?spam"
)
_NOT_COMPLAINTS: Final = re.compile(
    r"^(?:业务)?(?:咨询|查询|查件|催件|催单|建议|表扬|求助)(?:类|工单|单)?$"
    r"|^(?:questions?|enquiry|inquiry|praise|compliment|suggestion|feature ?request|service ?request)$"
)
_COMPLAINT: Final = re.compile(r"投诉|申诉|complain")
_NOT_RATED: Final = re.compile(
    r"默认|未评|未参评|没有评|超时|自动|系统|无效|未接通|未回访|拒访|拒绝|失败"
    r"|default|not ?rated|automatic|expired|no ?answer|refused"
)
_VOICEMAIL: Final = re.compile(r"voice ?mail|留言|语音信箱")
_PART_OF: Final = re.compile(r"^(?:[(（]?其中|of ?which)")
_UNIT: Final = re.compile(
    r"时[长间][^。；;]{0,4}[按以]\s*(?:毫秒|分钟?|小?时|天)(?:为单位|统计|计算|计|显示)"
    r"|单位\s*[为是:：]?\s*(?:均?[为是])?\s*(?:毫秒|分|小?时|天|[十百千万])|(?:durations?|times?|values?|figures?|units?|counts?)"
    r"[^.;]{0,20}(?:\bin|[:=])\s*(?:milliseconds|ms|minutes|mins?|hours|hundreds|thousands)\b",
    re.IGNORECASE,
)
_COUNTS: Final = re.compile(r"[十百千万](?:件|票|单|个|通|次|条|人|$)|hundreds|thousands", re.IGNORECASE)
_ZONED: Final = re.compile(r"time ?zone|时区|\btimes?\b|时间|UTC|GMT", re.IGNORECASE)
_OUT: Final = re.compile(r"外呼|呼出|去电|outbound|outgoing", re.IGNORECASE)
_IN: Final = re.compile(r"呼入|来电|进线|inbound|incoming", re.IGNORECASE)


def table_above(rows: Sequence[Row]) -> bool:
    """Whether lines above a heading are a table of their own: names of columns, and figures below them."""
    for upper, lower in pairwise(rows):
        names, cells = ([cell for cell in row.cells if not is_blank(cell)] for row in (upper, lower))
        if min(len(names), len(cells)) < _FEWEST or not all(isinstance(cell, str) for cell in names):
            continue
        named = not any(c.isdigit() or c in ":：" for name in names for c in cell_text(name))
        figures = [cell for cell in cells if any(c.isdigit() for c in cell_text(cell))]
        if named and len(figures) >= 2:
            return True
    return False


def lines_around(above: Iterable[Row], below: Iterable[Row]) -> list[str]:
    """The texts above a table, and of the lines below that hold a single one."""
    texts = [cell_text(cell) for row in above for cell in row.cells if not is_blank(cell)]
    for row in below:
        filled = [cell for cell in row.cells if not is_blank(cell)]
        texts += [cell_text(cell) for cell in filled] if len(filled) == 1 else []
    return texts


def told_question(
    kind: Kind,
    headers: Sequence[str],
    columns: Mapping[str, int],
    lines: Sequence[str],
    names: Iterable[str],
    office: tzinfo | None,
) -> Question | None:
    """What has to be asked of the lines around a table; `names` are the sheet's and the file's."""
    outbound = kind.name == "calls" and "direction" not in columns
    said = [
        text
        for text in lines
        if _unit_untold(kind, headers, columns, text) or _other_zone(kind, headers, columns, text, office)
    ]
    if outbound:
        said += [text for text in (*lines, *names) if _OUT.search(text) and not _IN.search(text)]
    if not said:
        return None
    return Question(TOLD, "", "", (Choice(AS_IS),), {"words": _quoted(said)})


def _unit_untold(kind: Kind, headers: Sequence[str], columns: Mapping[str, int], text: str) -> bool:
    found = _UNIT.search(text)
    if found is None:
        return False
    if _COUNTS.search(text[found.start() :]):
        return kind.name in ("deliveries", "totals")
    lengths = [name for name in columns if kind.field(name).type in ("duration", "mean_time")]
    return any(not duration_unit(headers[columns[name]]) for name in lengths)


def _other_zone(
    kind: Kind, headers: Sequence[str], columns: Mapping[str, int], text: str, office: tzinfo | None
) -> bool:
    moments = [name for name in columns if kind.field(name).type in ("moment", "clock")]
    if not moments or office is None or not _ZONED.search(text) or named_zone(text) is None:
        return False
    return not is_of(office, text) and any(named_zone(headers[columns[name]]) is None for name in moments)


def marked_question(
    kind: Kind,
    headers: Sequence[str],
    columns: Mapping[str, int],
    cells_of: Callable[[Sequence[int]], Iterable[Mapping[int, Sequence[Cell]]]],
) -> Question | None:
    """What has to be asked of columns that were not taken and say of some rows that they may not count.

    All are named at once, since one answer settles them. `cells_of` gives the cells of some columns, block by
    block; it is asked for those only whose headers speak of such things.
    """
    free = [at for at in range(len(headers)) if at not in columns.values()]
    rated = [columns[name] for name in ("rating", "score") if name in columns]
    tests = {at: test for at in free if (test := _test_of(kind, headers[at])) is not None}
    if "direction" in columns and not {"answered", "missed"} & columns.keys():
        tests[columns["direction"]] = lambda word: bool(_VOICEMAIL.search(word))
    parts = free if kind.name in ("deliveries", "totals") else []
    if not tests and not parts:
        return None
    looked = list(dict.fromkeys([*tests, *parts]))
    of_ratings = {at: rated[0] for at in looked if rated and _OF_RATINGS.search(normal_header(headers[at]))}
    said = {}
    for at, cells in _different(looked, of_ratings, cells_of([*looked, *rated])).items():
        test = tests.get(at, lambda _word: False)
        if test is _enquiry and not any(_COMPLAINT.search(plain_word(cell)) for cell in cells):
            test = _void  # 催件, 查件 are what complaints are about, where none is called one
        words = [
            cell_text(cell)
            for cell in cells
            if not is_blank(cell)
            and (test(plain_word(cell)) or (at in parts and _PART_OF.search(plain_word(cell))))
        ]
        if words:
            said[headers[at]] = _quoted(words, _SHOWN)
    if not said:
        return None
    told = "; ".join(f"“{header}”: {words}" for header, words in said.items())
    return Question(MARKED, "", next(iter(said)), (Choice(AS_IS),), {"words": told})


def _different(
    looked: Sequence[int], of_ratings: Mapping[int, int], blocks: Iterable[Mapping[int, Sequence[Cell]]]
) -> dict[int, list[Cell]]:
    """The different cells of each column; of those that speak of ratings, the ones of rows with a rating."""
    found: dict[int, dict[tuple[Cell, Cell], None]] = {at: {} for at in looked}
    for cells in blocks:
        for at, pairs in found.items():
            if len(pairs) < _DIFFERENT:
                pairs.update(dict.fromkeys(zip(cells[at], cells[of_ratings.get(at, at)], strict=True)))
    return {
        at: list(
            dict.fromkeys(cell for cell, rating in pairs if at not in of_ratings or not is_blank(rating))
        )
        for at, pairs in found.items()
    }


def _quoted(words: Iterable[str], most: int | None = None) -> str:
    """Different words as a question shows them, in their order."""
    several = list(dict.fromkeys(words))
    return ", ".join(f"“{word}”" for word in several[:most]) + ("…" if several[most:] and most else "")


def _test_of(kind: Kind, header: str) -> Callable[[str], bool] | None:
    """What tells of a word under a header that its row may not count; None where nothing does."""
    plain = normal_header(header)
    if _YES_IS_VOID.search(plain):
        return lambda word: meaning_words.PLAIN.get(word) == "yes"
    if _NO_IS_VOID.search(plain):
        return lambda word: meaning_words.PLAIN.get(word) == "no" or bool(_VOID.search(word))
    if not _STATES.search(plain):
        return None
    if _OF_RATINGS.search(plain):
        return lambda word: bool(_NOT_RATED.search(word))
    if kind.name == "complaints" and re.search(r"类型|类别|type|category", plain):
        return _enquiry
    return _void


def _void(word: str) -> bool:
    return bool(_VOID.search(word))


def _enquiry(word: str) -> bool:
    return _void(word) or bool(_NOT_COMPLAINTS.search(word))
