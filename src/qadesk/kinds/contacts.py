"""Calls and chats: single contacts, the only records that grow many."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from qadesk import formats
from qadesk.domain.measures import Source
from qadesk.domain.selection import OF_TIMES
from qadesk.i18n import N_, _, ngettext
from qadesk.kinds.contact_times import COUNTS, FIGURES, MEDIAN, NUMBERS, OF_OFFERED, PARTS
from qadesk.kinds.kind import (
    Columns,
    Count,
    EvidenceWords,
    FileField,
    Kind,
    Parts,
    Records,
    RecordSheet,
    SheetColumn,
    SheetCount,
    StoredRow,
    quotient,
    ref_of,
    words,
)
from qadesk.kinds.shared import AGENT, AGENT_NAME, DATE, NOTE, REF, TIME

DIRECTIONS: Final = {"in": N_("inbound"), "out": N_("outbound"), "internal": N_("internal")}
_CONTACT = (
    REF,
    AGENT,
    AGENT_NAME,
    FileField(
        "at",
        "moment",
        N_("Date and time"),
        words(
            "呼入时间|开始时间|通话时间|来电时间|呼叫时间|通话开始时间|会话开始时间|会话时间|接入时间"
            "|进线时间|发起时间|咨询时间|接听时间|日期时间|时间|start time|started at|call time|start"
            "|begin time|datetime|date time|date and time|timestamp|created at|time|call start|chat start"
            "|calldate|call datetime|call date and time|start datetime|started|created time|creation time"
            "|start date|created date|call date|chat started|conversation started|conversation start"
            "|initiated at|initiation timestamp|received at|呼叫开始时间|开始日期|会话发起时间|会话接入时间|进入时间"
            "|排队开始时间|进入排队时间|接待时间"
            "|call start time|conversation started at|chat creation date|start timestamp|at"
        ),
        required=True,
    ),
    DATE,
    TIME,
    FileField(
        "direction",
        "direction",
        N_("Direction"),
        words(
            "呼叫方向|通话方向|方向|呼叫类型|通话类型|话务类型|来去电|来电去电|呼入呼出|呼入/呼出|会话方向"
            "|direction|initiation method|call direction|call type|inbound outbound|in/out|direction type|leg type"
            "|media direction"
        ),
    ),
    FileField(
        "answered",
        "yes_no",
        N_("Answered"),
        words(
            "接听状态|是否接听|接通状态|是否接通|通话状态|呼叫结果|接听情况|通话结果|状态|接听结果|应答状态"
            "|是否应答|接通|接听|应答|呼叫状态|应答结果|接通情况|接待状态|会话状态|answered|answer status"
            "|call status|status|disposition|call disposition|call result|call outcome|outcome|result"
            "|connected|handled|is answered|was answered|missed or answered"
        ),
    ),
    FileField(
        "missed",
        "yes_no",
        N_("Missed"),
        words(
            "是否漏接|是否未接|是否放弃|是否呼损|漏接|未接|放弃|呼损|missed|is missed|missed call|abandoned"
            "|is abandoned|call abandoned|unanswered"
        ),
    ),
    FileField(
        "response",
        "duration",
        N_("Response time"),
        words(
            "响应时长|响应时间|响应时效|首次响应时效|首响时效|首次响应|首次响应时长|首次响应时间|首响时长|首响时间|首响|首次回复时长"
            "|首次回复时间|首次应答时长|应答时长|应答速度|应答|响应|振铃时长|振铃时间|振铃|响铃时长|响铃"
            "|等待时长|等待时间|等待|排队时长|排队时间|平均响应时长|接听时间|应答时间|response time"
            "|response|first response|first response time|time to answer|answer time|ring time|wait time"
            "|speed of answer|speed to answer|response seconds|response duration|first reply time"
            "|first reply|alert time|ring|ring duration|ringing time|ring seconds|ringing|waiting time|wait"
            "|wait seconds|wait duration|queue time|queue duration|time in queue|queue wait|queue wait time"
            "|接听时刻|应答时刻|接通时刻|接通时间|坐席应答时间"
            "|time answered|answered time|answered at|asa|frt"
        ),
        loose=words(
            "等待时长|等待时间|等待|排队时长|排队时间|振铃时长|振铃时间|振铃|响铃时长|响铃|平均响应时长"
            "|wait time|waiting time|wait|wait seconds|wait duration|queue time|queue duration|time in queue|queue wait"
            "|queue wait time|hold time|ring time|ring"
        ),
    ),
    FileField(
        "talk",
        "duration",
        N_("Talk time"),
        words(
            "通话时长|通话秒数|会话时长|谈话时长|服务时长|处理时长|聊天时长|通话长度|通话|接待时长|计费时长"
            "|通话时间|时长|talk time|talk|talk duration|talking|billsec|billable seconds"
            "|conversation duration|agent interaction duration|interaction duration|talk seconds|in call duration|connected duration|call duration"
            "|total talk|total talk time"
            "|chat duration|session duration|call length|handle time|handling time|duration|length"
        ),
        loose=words(
            "时长|通话时间|duration|length|call duration|call length|handle time|handling time|处理时长"
        ),
    ),
    FileField(
        "resolved",
        "yes_no",
        N_("Resolved at first contact"),
        words(
            "是否首次解决|首次解决|一次解决|是否一次解决|一次性解决|是否解决|解决状态|解决情况|是否首解"
            "|首解|首次解决率|问题解决|已解决|处理结果|是否未解决|未解决|unresolved|not resolved"
            "|resolved|first contact resolution|fcr|solved"
            "|resolved at first contact|first call resolution|resolved first time|is resolved|resolution"
        ),
    ),
    FileField(
        "rating",
        "rating",
        N_("Customer's rating"),
        words(
            "满意度|评价|客户评价|满意度评价|服务评价|评分|满意度评分|客户满意度|评价结果|星级|评价星级"
            "|评价等级|客户评分|服务满意度|满意度评级|满意度得分|评价分|评价分数|满意评价|满意度结果|满意结果|评价满意度"
            "|按键评价|好评|happiness rating|rating|csat"
            "|csat score|csat rating|satisfaction|score|stars|customer rating|satisfaction score"
            "|satisfaction rating|customer satisfaction|chat rating"
            "|customer's rating|conversation rating|call rating|rating score|feedback"
        ),
    ),
    NOTE,
)


def inbound(c: Columns) -> Any:
    """That a contact came in, or its file does not say; outbound and internal ones are no contacts."""
    return c.direction.is_(None) | (c.direction == "in")


_VALUES: Final = {  # figure -> the column it is made of
    "avg_response_seconds": "response_ms",
    **dict.fromkeys(OF_TIMES - {"answered_share"}, "response_ms"),
    "csat_response_rate": "rating",
    "avg_talk_seconds": "talk_ms",
    "first_contact_resolution": "resolved",
    "csat": "rating",
}


def _evidence_words(figure: str) -> EvidenceWords:
    column = _VALUES.get(figure, "answered")
    lacking = {
        "response_ms": _("no response time recorded"),
        "talk_ms": _("no talk time recorded"),
        "resolved": _("not noted whether solved"),
        "rating": _("not rated by the customer"),
    }.get(column, "")

    def why_not(row: StoredRow) -> str:
        if row.direction not in (None, "in"):
            return _("no inbound contact: {direction}").format(direction=_(DIRECTIONS[row.direction]))
        if not row.answered:
            return "" if figure in OF_OFFERED else _("not answered")
        if figure == "csat_response_rate":
            return ""
        return lacking if getattr(row, column) is None else ""

    def contributes(row: StoredRow) -> str:
        value = getattr(row, column)
        if figure in OF_OFFERED and not row.answered:
            return _in_words("answered", False)
        if figure == "csat_response_rate" and value is None:
            return _("not rated")
        return formats.DASH if value is None else _in_words(column, value)

    return EvidenceWords(ref_of, _channel, contributes, why_not)


def _channel(row: StoredRow) -> str:
    return _("chat") if row.channel == "chat" else _("call")


def _in_words(column: str, value: Any) -> str:
    if column == "resolved":
        return _("solved") if value else _("not solved")
    if column == "rating":
        return _("{n} of 5").format(n=value)
    if column == "answered":
        return _("answered") if value else _("not answered")
    return formats.quantity(Decimal(value) / 1000, "seconds")


COUNTED: Final = {  # what of them is counted, and of their totals
    "contacts": N_("Answered calls and chats"),
    "responses": N_("… with a response time"),
    "response_ms": N_("Sum of response times, in ms"),
    "talks": N_("… with a talk time"),
    "talk_ms": N_("Sum of talk times, in ms"),
    "resolved": N_("Solved at the first contact"),
    "unresolved": N_("Not solved at the first contact"),
    "rated": N_("Rated by the customer"),
    "rating_sum": N_("Sum of customer ratings"),
}


def _count(name: str, formula: str, tally: str = "") -> SheetCount:
    return SheetCount(name, COUNTED[name], formula, tally)


_SHEET: Final = RecordSheet(
    N_("Calls and chats"),
    (
        SheetColumn("ref", N_("Reference"), 22, ref_of),
        SheetColumn("channel", N_("Channel"), 10, _channel),
        SheetColumn("at", N_("Time"), 20, lambda row: row.at, "time"),
        SheetColumn("answered", N_("Answered"), 10, lambda row: row.answered, "count"),
        SheetColumn("response", N_("Response (ms)"), 14, lambda row: row.response_ms, "count"),
        SheetColumn(
            "time",
            N_("Response of what was answered (ms)"),
            14,
            lambda row: row.response_ms if row.answered else None,
            "count",
            only_for=frozenset({MEDIAN}),
        ),
        SheetColumn("talk", N_("Talk (ms)"), 14, lambda row: row.talk_ms, "count"),
        SheetColumn("solved", N_("Solved at first contact"), 12, lambda row: row.resolved, "count"),
        SheetColumn("rating", N_("Rating"), 10, lambda row: row.rating, "count"),
    ),
    (
        _count("contacts", "COUNTIF({answered},1)"),
        _count("responses", 'COUNTIFS({answered},1,{response},">=0")'),
        _count("response_ms", "SUMIFS({response},{answered},1)", "response_sum_ms"),
        _count("talks", 'COUNTIFS({answered},1,{talk},">=0")'),
        _count("talk_ms", "SUMIFS({talk},{answered},1)", "talk_sum_ms"),
        _count("resolved", "COUNTIFS({answered},1,{solved},1)"),
        _count("unresolved", "COUNTIFS({answered},1,{solved},0)"),
        _count("rated", 'COUNTIFS({answered},1,{rating},">=0")'),
        _count("rating_sum", "SUMIFS({rating},{answered},1)", "rating_total"),
        *COUNTS,
    ),
    figures={
        # one division, so that the quotient is the nearest there is
        "avg_response_seconds": 'IF({responses}=0,"",{response_ms}/({responses}*1000))',
        "avg_talk_seconds": 'IF({talks}=0,"",{talk_ms}/({talks}*1000))',
        "first_contact_resolution": ('IF({resolved}+{unresolved}=0,"",{resolved}/({resolved}+{unresolved}))'),
        "csat": quotient("{rating_sum}", "{rated}"),
        **FIGURES,
    },
    words={"call": N_("call"), "chat": N_("chat")},
    numbers=NUMBERS,
    beyond=("no_unanswered", "no_each_response", "no_each_offered", "no_rating"),
    shows=lambda row: row.direction in (None, "in"),
)


_LACKING: Final = {
    "response": N_("The file of contacts has no column for the response time."),
    "talk": N_("The file of contacts has no column for the talk time."),
    "resolved": N_(
        "The file of contacts has no column that says whether it was solved at the first contact."
    ),
    "rating": N_("The file of contacts has no column for the customer's rating."),
    "each_response": N_(
        "The file of contacts has no column for the response time, or holds totals, which do not tell "
        "single response times."
    ),
    "unanswered": N_("The file of contacts does not tell which contacts were not answered."),
    "each_offered": N_(
        "The file of contacts does not tell which contacts were not answered, or holds totals, which "
        "do not tell single response times."
    ),
}


def _records(channel: str, typed_in: str) -> Records:
    return Records(
        source=Source.CONTACTS,
        table="contact",
        when="at",
        many=True,
        noun=N_("calls or chats"),
        number=lambda n: ngettext("{n} call or chat of {month}", "{n} calls and chats of {month}", n),
        stored=(
            "ref", "agent", "at", "direction", "answered", "response", "talk", "resolved", "rating", "note",
        ),
        listed=("ref", "direction", "answered", "response", "talk", "resolved", "rating", "note"),
        counted=lambda c: c.answered & inbound(c),
        counts=(
            Count("contacts"),
            Count("responses", "filled", "response_ms"),
            Count("response_ms", "sum", "response_ms"),
            Count("response_ms_squared", "coarse", "response_ms"),
            Count("talks", "filled", "talk_ms"),
            Count("talk_ms", "sum", "talk_ms"),
            Count("talk_ms_squared", "coarse", "talk_ms"),
            Count("resolved", "yes", "resolved"),
            Count("unresolved", "no", "resolved"),
            Count("rated", "filled", "rating"),
            Count("rating_sum", "sum", "rating"),
            Count("rating_squared", "squares", "rating"),
        ),
        evidence=_evidence_words,
        value=lambda figure, c: getattr(c, _VALUES.get(figure, "answered")),
        sheet=_SHEET,
        coded={"direction": DIRECTIONS},
        typed_in=typed_in,
        choices={"direction": DIRECTIONS},
        constants={"channel": channel},
        needed={
            **{name: (name,) for name in ("response", "talk", "resolved", "rating")},
            "each_response": ("response",),
            "unanswered": ("answered", "missed", "talk"),  # any of these tells whether somebody answered
        },
        together={"each_offered": ("unanswered", "each_response")},
        tells_apart=frozenset(
            {"response", "talk", "resolved", "rating", "each_response", "unanswered", "each_offered"}
        ),
        lacking=_LACKING,
        not_counted=N_("{n} of {total} answered contacts do not count here."),
        parts=_PARTS,
        formula_counts={
            "contacts": N_("contacts"),
            "resolved": N_("contacts resolved at first contact"),
            "unresolved": N_("contacts not resolved at first contact"),
            "rated": N_("contacts rated by customers"),
        },
        instead=("totals",),
    )  # fmt: skip


_PARTS: Final = {
    "avg_response_seconds": Parts(
        lambda t: t.response_sum_ms, lambda t: t.responses,
        N_("of waiting for the first response"), N_("answered contacts with a response time"),
    ),
    "avg_talk_seconds": Parts(
        lambda t: t.talk_sum_ms, lambda t: t.talks, N_("of talking"), N_("answered contacts with a talk time")
    ),
    **PARTS,
    "first_contact_resolution": Parts(
        lambda t: t.resolved, lambda t: t.resolved + t.unresolved,
        N_("solved at the first contact"), N_("contacts with yes or no noted"),
    ),
    "csat": Parts(lambda t: t.rating_total, lambda t: t.rated, N_("rating points"), N_("rated contacts")),
}  # fmt: skip
CALLS = Kind(
    "calls",
    N_("Calls"),
    _CONTACT,
    words(
        "话务|通话|呼入|呼出|外呼|呼叫|来电|接听|接通|坐席|座席|电话|热线|录音|振铃|call|phone|talk|ring"
        "|acd|pbx|billsec|dst|queue"
    ),
    _records("call", N_("Add call…")),
)
CHATS = Kind(
    "chats",
    N_("Chats"),
    _CONTACT,
    words(
        "会话|在线|聊天|消息|微信|旺旺|咨询|接待|访客|首次响应|首响|chat|message|conversation|session|im"
        "|online|visitor"
    ),
    _records("chat", N_("Add chat…")),
)
