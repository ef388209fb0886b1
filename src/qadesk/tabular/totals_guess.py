"""Telling totals from records: a row is an agent's day, week or month, with counts and means.

Decided by headers that only totals have and by the counts below them; a record's own reference or time of day
speaks against it. What is neither is named, so that a refusal can say what was recognised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from qadesk.kinds.shared import AGENT, AGENT_NAME, REF
from qadesk.kinds.totals import TOTALS
from qadesk.tabular import values
from qadesk.tabular.directory import Directory
from qadesk.tabular.header_doubts import doubtful
from qadesk.tabular.rating_scale import allows_five
from qadesk.tabular.rejections import Bad
from qadesk.tabular.text import Cell, cell_text, is_blank, normal_header, simplified
from qadesk.tabular.totals_values import (
    MILLION,
    channel_in_titles,
    is_day_header,
    mean_time,
    parse_mean_rating,
)

PIVOT: Final = "pivot"
NO_COUNTS: Final = "no_counts"
OTHER_TOTALS: Final = "other_totals"
_COUNTED_SINGLY: Final = re.compile(
    r"(?:投诉|工单|表扬|差错|问卷|推荐者|贬损者|批评者).*(?:数|量|件数)$|(?:推荐者|贬损者)$"
    r"|^(?:complaints|praises|errors|promoters|detractors|surveys)(?:count|total)?$"
)
_PIVOT_DAYS: Final = 3
_PART: Final = 0.8  # a header that says it in other words
_DOUBTFUL: Final = 0.5  # a header that says something else of the scale
_OTHER: Final = re.compile(
    r"邀|占比|中位|median|处理时|后处理|handle|acw|hold|率$|rate$|%|排名|rank|目标|target|超时|转接|转出|重复|环比|同比"
    r"|上个?月|上周|上期|去年|同期|对比|基期|previous|prior|last ?(?:month|week|year)"
    r"|全组|全员|全站|整组|团队|班组|组平均|team|抽样|抽检|质检|sampled?(?![a-z])"  # of others, of some
    r"|呼出|外呼|去电|outbound|outgoing"  # contacts that do not count
)
_NOT_CONTACTS: Final = re.compile(
    r"未|漏|呼损|放弃|丢|miss|abandon|lost|unans|评|转|主动|呼出|外呼|outbound|消息|message"
    r"|抽样|抽检|质检|sampled?(?![a-z])|工单|投诉|订单|ticket|complain|order|留言|排队|满意|解决"
)
# What a column counts only a part of, or counts more than the row's own days: asked, never taken at once.
_DOUBTED: Final = re.compile(
    r"\d+\s*(?:秒|分钟|s(?![a-z])|sec|min)|秒内|分钟内|within|机器人|智能|(?<![a-z])bots?(?![a-z])|robot|累计|cumulative"
    r"|to date|放弃|呼损|超时|abandon|最[长大高短]|longest|maximum|max(?![a-z])"
)
# What a header known by a part may hold besides: it does not change what is counted.
_USUAL: Final = re.compile(
    r"平均值?|均值|均|首次|首响|首|响应|回复|应答|应接|振铃|等待|排队|时长|时间|用时|耗时|速度|总|合计|接待|接听|接线|接起|接通|接入|会话|对话|通话|聊天|服务"
    r"|处理|工作|呼入|来电|进线|来访|咨询|评价|参评|评分|人工|客服|坐席|座席|在线|电话|有效|个人|本人|实际|实|客户|用户|访客|完成|成功|本月|当月|本期"
    r"|电话|量|次数?|数|人次|人数|秒|分钟|分|小时|时|的|已|\d*月份?"
    r"|average|avg|mean|first|response|respond|reply|respons|speed|of|to|answered|answer|time|ring|wait|talk|acd|calls?|chats?|conversations?"
    r"|handled|total|duration|ratings?|csat|counts?|number|no|offered|received|inbound|agents?|in|customers?|rated|survey|sessions?|per|the|s"
)
_OUTBOUND: Final = re.compile(r"呼出|外呼|去电|outbound|outgoing")
_INBOUND: Final = re.compile(r"呼入|来电|inbound|incoming")
_COUNT_END: Final = re.compile(r"[量数]$|次数|calls|count|number")
_NOT_TALK: Final = re.compile(r"响应|回复|应答|等待|排队|振铃|respon|reply|wait|ring|queue")
_PATTERNS: Final = {
    "response_mean": r"(?:平均|均).*(?:首次响应|首次回复|首响|振铃|应答时|应答速|等待|排队)"
    r"|(?:首次响应|首响|振铃).*(?:平均|均值)"
    r"|(?:avg|average|mean).*(?:firstre|speedofans|speedtoans|answertime|ring|wait)",
    "response_sum": r"(?:总|累计|合计).*(?:首次响应|首响|振铃).*时|(?:首次响应|首响|振铃).*(?:总时|时长合计)",
    "talk_mean": r"平均.*(?:通话|会话|对话|聊天|接待|服务).*时|(?:通话|会话|对话).*平均"
    r"|(?:avg|average|mean)(?:talk|acdtime|call|chat).*",
    "talk_sum": r"(?:总|累计|合计).*(?:通话|会话|聊天).*时|(?:通话|会话).*(?:总时|时长合计)"
    r"|total(?:talk|call|chat).*(?:time|duration)",
    "rated": r"(?:评价|参评|评分).*(?:数|量|人次)$|(?:ratings?|csat).*(?:count|number)",
    "contacts": r"(?:接待|接听|接线|接起|接通|应答|会话|对话|通话|服务|处理).*(?:量|数|人次)$"
    r"|(?:calls|chats|conversations).*(?:handled|answered)",
    "offered": r"(?:呼入|来电|进线|咨询|接入).*(?:量|数|人次)$|(?:calls|chats).*(?:offered|received)",
}
_PEOPLE: Final = re.compile(r"人数$")  # one customer may have come several times
_SESSIONS: Final = r"(?:会话|对话|咨询).*[数量]$|人次$|^(?:sessions|chats|conversations)$"
_MARKS: Final = re.compile(r"分$|分数|得分|score|points|mean|average")
_MEANS: Final = re.compile(r"平均|均值|均分|率$|avg|average|mean|rate$|%")
_KNOWN: Final = 0.5  # of the cells name agents: subtotals and those who left are among them
_NUMBERS: Final = frozenset(normal_header(word) for word in AGENT.words)
_NAMES: Final = frozenset(normal_header(word) for word in AGENT_NAME.words)
_REFS: Final = frozenset(normal_header(word) for word in REF.words) - {"no", "编号"}
_WORDS: Final = {f.name: tuple(normal_header(word) for word in f.words) for f in TOTALS.fields}
_UNDOUBTED: Final = ("agent", "agent_name", "response_sum", "talk_sum")
_LEVELS: Final = tuple(f"rated_{level}" for level in (5, 4, 3, 2, 1))


@dataclass(frozen=True)
class TotalsColumns:
    """The column of each field of totals, how sure that is, and other columns that say the same."""

    at: Mapping[str, int]
    confidence: Mapping[str, float]
    rivals: Mapping[str, list[int]] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)

    @property
    def why(self) -> dict[str, str]:
        """How each was recognised: by its whole header, or a part of it."""
        known = {name: "header" if sure == 1.0 else "part" for name, sure in self.confidence.items()}
        return known | dict(self.doubts) | dict.fromkeys(self.rivals, "rival")


def totals_columns(
    headers: Sequence[str], samples: Sequence[Sequence[Cell]], people: Directory
) -> TotalsColumns | None:
    """The columns of a table of totals; None for what is none."""
    found = _Found(headers, samples, people)
    if not found.are_totals():
        return None
    rivals = found.other_channels()
    found.doubt_talk()
    return TotalsColumns(found.at, found.confidence | dict.fromkeys(rivals, _DOUBTFUL), rivals, found.doubts)


def other_totals(headers: Sequence[str], samples: Sequence[Sequence[Cell]], people: Directory) -> str:
    """What else a table adds up; "" for what adds up nothing.

    PIVOT: its days are columns. NO_COUNTS: means and rates without a count. OTHER_TOTALS: complaints, praise,
    errors or surveys, which are counted one by one.
    """
    if sum(map(is_day_header, headers)) >= _PIVOT_DAYS:
        return PIVOT
    found = _Found(headers, samples, people)
    if found.counts_other_records() and not found.has_records():
        return OTHER_TOTALS
    means = sum(bool(_MEANS.search(normal)) for normal in found.normal)
    lone = "contacts" not in found.at and not found.has_records()
    return NO_COUNTS if means >= 2 and lone and ("agent" in found.at or "agent_name" in found.at) else ""


def channel_of(headers: Sequence[str], columns: Mapping[str, int], titles: Sequence[str]) -> str:
    """Call or chat, where the headers that count or the titles say so and do not disagree; else ""."""
    counted = " ".join(headers[at] for name, at in columns.items() if name not in ("agent", "agent_name"))
    return channel_in_titles(counted) or channel_in_titles(" ".join(titles))


class _Found:
    """What each header may mean, with what stands below it."""

    def __init__(self, headers: Sequence[str], samples: Sequence[Sequence[Cell]], people: Directory) -> None:
        self.headers, self.samples, self.people = headers, samples, people
        self.normal = [normal_header(header) for header in headers]
        self.cells = [[cell for cell in column if not is_blank(cell)] for column in samples]
        self.at: dict[str, int] = {}
        self.confidence: dict[str, float] = {}
        self.doubts: dict[str, str] = {}  # field -> a key of questions.SHOWN
        self._agents()
        self._known_headers()
        self._patterns()
        self._satisfaction()
        self._plain_times()

    def are_totals(self) -> bool:
        """Whether a row is an agent's span of time, by its counts and means."""
        told = any(_MEANS.search(normal) for normal in self.normal)
        several = {
            "resolved_count",
            "rated",
            "response_sum",
            "talk_sum",
            "satisfied",
            *_LEVELS,
        } & self.at.keys()
        dated = bool({"period", "from"} & self.at.keys())
        counts = [value for at in self._columns("contacts") for value in map(_count, self.cells[at])]
        whole = [value for value in counts if value is not None]
        return (
            bool({"agent", "agent_name"} & self.at.keys())
            and bool(whole)
            and max(whole) > 1
            and len(whole) >= 0.8 * len(counts)
            and (told or bool(several) or dated or self.confidence["contacts"] == 1)
            and not self.has_records()
        )

    def other_channels(self) -> dict[str, list[int]]:
        """Further counts of contacts: of another channel, as one row cannot be of both; of sessions beside
        people.
        """
        own = channel_in_titles(self.headers[self.at["contacts"]])
        counts = [
            at
            for at, normal in enumerate(self.normal)
            if at != self.at["contacts"]
            and (normal in _WORDS["contacts"] or re.search(f"{_PATTERNS['contacts']}|{_SESSIONS}", normal))
            and not _OTHER.search(normal)
            and not _NOT_CONTACTS.search(normal)
            and any(map(_count, self.cells[at]))
        ]
        taken = self.at.values()
        others = [
            at
            for at in counts
            if own and at not in taken and channel_in_titles(self.headers[at]) not in ("", own)
        ]
        if not others and _PEOPLE.search(self.normal[self.at["contacts"]]):
            others = [at for at in counts if re.search(_SESSIONS, self.normal[at])]
        return {"contacts": others} if others else {}

    def doubt_talk(self) -> None:
        """Talk times of calls in both directions say nothing of the inbound ones alone."""
        both = any(_OUTBOUND.search(normal) and _COUNT_END.search(normal) for normal in self.normal)
        for name in ("talk_mean", "talk_sum") if both else ():
            at = self.at.get(name)
            if at is not None and not _INBOUND.search(self.normal[at]):
                self.confidence[name], self.doubts[name] = _DOUBTFUL, "both_ways"

    def counts_other_records(self) -> bool:
        """Whether a column counts records that are imported singly."""
        counted = [at for at, normal in enumerate(self.normal) if _COUNTED_SINGLY.search(normal)]
        return bool({"agent", "agent_name"} & self.at.keys()) and any(
            self.cells[at] and all(_count(cell) is not None for cell in self.cells[at]) for at in counted
        )

    def has_records(self) -> bool:
        """Whether rows have a reference or a time of day of their own, as single contacts do."""
        if any(normal in _REFS for normal in self.normal):
            return True
        return any(self._clocked(at) for at in range(len(self.headers)) if at not in self.at.values())

    def _columns(self, name: str) -> list[int]:
        return [self.at[name]] if name in self.at else []

    def _clocked(self, at: int) -> bool:
        texts = [cell_text(cell) for cell in self.cells[at]]
        moments = [text for text in texts if re.search(r"\d{4}[-/.年]\d{1,2}.*\d{1,2}:\d{2}", text)]
        return bool(moments) and any(not re.search(r"\b0{1,2}:00(?::00)?", text) for text in moments)

    def _assign(self, name: str, at: int, sure: float) -> None:
        if name not in self.at and at not in self.at.values():
            doubt = "" if name in _UNDOUBTED else self._doubt(name, at, whole=sure == 1)
            self.at[name], self.confidence[name] = at, _DOUBTFUL if doubt else sure
            if doubt:
                self.doubts[name] = doubt

    def _doubt(self, name: str, at: int, *, whole: bool) -> str:
        """The code of what makes a header doubtful although it names a field, "" for nothing.

        Of a header that is known by a part, whatever else it says may change what is counted.
        """
        if _DOUBTED.search(simplified(self.headers[at]).lower()):
            return "a_part"
        known = whole or self.normal[at] in _WORDS[name]
        left = "" if known else _USUAL.sub("", self.normal[at])
        return doubtful(name, self.headers[at], _WORDS[name]) or ("says_more" if left else "")

    def _agents(self) -> None:
        """The number before the name: the one that tells agents apart."""
        named = [at for at, normal in enumerate(self.normal) if normal in _NUMBERS or normal in _NAMES]
        known = [at for at in range(len(self.cells)) if self._share_known(at) > _KNOWN]

        def order(at: int) -> tuple[bool, bool, float, int]:
            share = self._share_known(at)
            return share <= _KNOWN, self.normal[at] not in _NUMBERS, -share, at

        found = sorted({*named, *known}, key=order)
        for name, at in zip(("agent", "agent_name"), found[:2], strict=False):
            self._assign(name, at, 1.0 if at in named else _PART)

    def _share_known(self, at: int) -> float:
        cells = self.cells[at]
        return sum(map(self.people.knows, cells)) / len(cells) if cells else 0.0

    def _known_headers(self) -> None:
        offers = sorted(
            (words.index(normal), name, at)
            for at, normal in enumerate(self.normal)
            for name, words in _WORDS.items()
            if normal in words and name not in ("agent", "agent_name")
        )
        levels = {name for _place, name, _at in offers if name in _LEVELS}
        graded = "rated_5" in levels and len(levels) >= 3
        for _place, name, at in offers:
            if name in _LEVELS and not graded:
                continue
            if name in ("satisfied", "dissatisfied") and graded:
                continue
            if name in ("rating_mean", "satisfaction"):
                continue  # which of them it is, the cells say
            self._assign(name, at, 1.0)

    def _patterns(self) -> None:
        plain_first = sorted(range(len(self.normal)), key=lambda at: bool(_DOUBTED.search(self.normal[at])))
        came_in = re.compile(r"进线|咨询|接入|来访")  # what came in is more than what was taken
        for name, pattern in _PATTERNS.items():
            if name == "contacts":
                plain_first.sort(key=lambda at: bool(came_in.search(self.normal[at])))
            for at in plain_first:
                normal = self.normal[at]
                if _OTHER.search(normal) or not re.search(pattern, normal):
                    continue
                if name in ("contacts", "offered") and _NOT_CONTACTS.search(normal):
                    continue
                if name.startswith("talk_") and _NOT_TALK.search(normal):
                    continue
                self._assign(name, at, _PART)

    def _satisfaction(self) -> None:
        """A percentage is a rate of satisfied customers, 1 to 5 is a mean of ratings: told by the cells."""
        for at, normal in enumerate(self.normal):
            known = normal in _WORDS["rating_mean"] or normal in _WORDS["satisfaction"]
            if at in self.at.values() or not known:
                continue
            cells = self.cells[at]
            per_cent = any("%" in cell_text(cell, wide=True) for cell in cells) or normal.endswith(
                ("率", "rate")
            )
            means = [parse_mean_rating(cell) for cell in cells]
            if not per_cent and means and not any(isinstance(mean, Bad) for mean in means):
                sure = 1.0 if normal in _WORDS["rating_mean"][:10] else _PART
                self._assign("rating_mean", at, sure if allows_five(self.headers[at]) else _DOUBTFUL)
            else:
                marks = not per_cent and _MARKS.search(normal)  # out of ten or a hundred, which is no rate
                self._assign("satisfaction", at, _DOUBTFUL if marks else 1.0)

    def _plain_times(self) -> None:
        """A header that says neither mean nor sum is taken for the one that is possible, else for none."""
        for mean, total in (("response_mean", "response_sum"), ("talk_mean", "talk_sum")):
            at = self.at.get(mean)
            if at is None or re.search(r"均|avg|average|mean|asa|aht|att|frt|speed", self.normal[at]):
                continue
            del self.at[mean], self.confidence[mean]
            which = self._mean_or_sum(mean, total, at)
            if which:
                self._assign(which, at, _PART)

    def _mean_or_sum(self, mean: str, total: str, at: int) -> str:
        unit = mean_time(total, self.headers[at])
        counts = self._columns("contacts")
        if not counts:
            return ""
        pairs = [
            (time / MILLION, count)
            for cell, other in zip(self.samples[at], self.samples[counts[0]], strict=True)
            if isinstance(time := unit(cell), int) and (count := _count(other))
        ]
        if not pairs:
            return ""
        usual, each = median(time for time, _n in pairs), median(time / n for time, n in pairs)
        as_mean, as_sum = usual <= (600 if mean == "response_mean" else 3600), each >= 1
        return "" if as_mean == as_sum else mean if as_mean else total


def _count(cell: Cell) -> int | None:
    found = values.parse_count(cell)
    return found if isinstance(found, int) else None
