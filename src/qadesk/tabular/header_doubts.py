"""What makes a header doubtful for a field although it names it, and what a column beside it may change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from qadesk.tabular.text import normal_header, plain_text
from qadesk.tabular.zones import named_zone

# Counts that are not written one by one: 百件, (thousand), '000.
SCALED: Final = re.compile(
    r"[(（\[单位:：]+(?:十|百|千|万|十万)(?:件|票|单|个|通|次|条|人)?[)）\]]?$|thousand|hundred|[(（'’]0{3}s?[)）]?$"
)
_LENGTHS: Final = ("response", "talk", "responded_after", "closed_after")
_SUMS: Final = ("response_mean", "response_sum", "talk_mean", "talk_sum")
_NOT_OURS: Final = re.compile(
    r"(?:客户|用户|访客|消费者|顾客|系统|机器人|自动|商家|快递员|customer|client|visitor|system|(?<![a-z])bot|robot|auto)"
    r"(?:自动|首次|首|人工)*(?:响应|回复|答复|应答|联系|处理|关闭|办结|结案|respon|reply|replied|close)"
    r"|(?:respon[a-z]*|reply|replied)(?:by|of)?(?:the)?[(（]?(?:bots?|robot|auto)(?![a-z])"
)
_DOUBTFUL: Final = (
    (
        "office_hours",
        _LENGTHS,
        re.compile(r"business|bhrs|working?(?:hour|time)|officehour|工作时间|工作小时|办公时间"),
    ),
    ("whole_handling", ("talk",), re.compile(r"handl(?:e|ing)|处理时|处理用时")),
    (
        "somebody_else",
        ("upheld", "resolved"),
        re.compile(
            r"快递员|派件员|派送员|业务员|收件员|配送员|网点|商家|机器人|(?:客户|用户)是否有责|courier|driver|branch"
            r"|(?<![a-z])bot|robot"
        ),
    ),
    (
        "other_scale_told",
        ("score",),
        re.compile(
            r"不(?:会|愿意?|太)?推荐|unlikely|not\w*recommend|[01][-–~～到至](?:100|5|7)(?!\d)|百分制|五分制|outof(?:5|7|100)"
        ),
    ),
    ("somebody_else", ("agent",), re.compile(r"^(?:登记|录入|录单|建单)(?:人|员|客服|坐席|座席)")),
    (
        "somebody_else",
        ("response", "responded_at", "responded_after", "closed_at", "closed_after"),
        _NOT_OURS,
    ),
    ("somebody_else", ("agent",), re.compile(r"^回访(?:人|员|客服|坐席|座席)")),
    ("scaled", ("due", "on_time", "scans", "scans_in_15_min"), SCALED),
    (
        "says_more",
        (*_LENGTHS, "talk_mean", "response_mean", "talk_sum", "response_sum"),
        re.compile(r"分[.．]秒"),
    ),
    ("rounded", ("talk",), re.compile(r"计费|billed|billing|billable")),
    ("somebody_else", ("rating",), re.compile(r"(?:坐席|座席|客服|员工|快递员)的?(?:星级|等级)")),
    ("somebody_else", ("rating",), re.compile(r"系统|机器人|店铺|(?<![a-z])bot|robot")),
)
# Not what was, but what was wanted, foreseen, or is somebody else's.
OTHER_THAN_ACTUAL: Final = re.compile(
    r"目标|计划|预测|预计|预估|预判|上个?月|上期|上周|上次|上一|去年|同期|昨日|前任|峰值|行业"
    r"|(?<![a-z])(?:target|plan(?:ned)?|forecast|predicted|expected|previous|prior|peak)(?![a-z])"
)
_BRACKET: Final = re.compile(r"[(\[{【]([^)\]}】]*)[)\]}】]")
# What a bracket may hold without saying anything else than the word before it.
_NEUTRAL: Final = re.compile(
    r"(?:单位|秒数?|毫秒|分钟?数?|小时数?|天|时分秒?|分秒|s|secs?|seconds?|ms|milliseconds?|m|mins?|minutes?"
    r"|h|hrs?|hours?|days?|[hms]{1,2}[hms]{2,4}|hhmm|mmss|yyyymmdd(?:hh?mm(?:ss)?)?|ymd|mdy|dmy"
    r"|%|百分比|百分数|percent|pct|率|[0-9]+[~～到至]?[0-9]*(?:分制?|级|星|档|stars?|points?|scale)?|五[分星级]制?"
    r"|分值?|星级?|nps|csat|ces|fcr|frt|aht|asa|cdr|是否?|[是有]?[否无]?|yn|yesno|truefalse"
    r"|工号|编号|账号|帐号|姓名|名字|昵称|id|no|number|code|name|login|username"
    r"|客服|坐席|座席|人工|人员|员工|本人|agent|operator|rep|csr|staff|user|实际|actual|本月|当月|本期|本次|当前"
    r"|当日|今日|current|必填|选填|可选|可空|required|optional|通话?|电话|热线|话务|呼入|来电|进线|inbound|calls?"
    r"|phone|voice|在线|会话|对话|聊天|chats?|online|webchat|次数?|个数?|条数?|件数?|单数?|票数?|人次|总数|总计"
    r"|合计|count|total|数量|精确到|北京时间|本地时间|local(?:time)?|如有"
    r"|(?:utc|gmt)\d*|[ecmp][sd]?t|cest?|bst|jst|kst|sgt|hkt|ist|ae[sd]t"  # zones are asked for by themselves
    r"|(?:eastern|central|mountain|pacific|beijing|china|server)(?:standard|daylight)?time)*"
)
_CUSTOMERS: Final = re.compile(
    r"(?:客户|用户|访客|消费者|顾客|来电人|customers?|clients?|users?|visitors?)(?:评价|评分|打分|rated)?"
)
_BY_PEOPLE: Final = re.compile(
    r"人工(?:首次|首)*(?:响应|回复|应答)|(?:首次|首)(?:人工|真人)+(?:响应|回复)|human|agentfirst(?:respon|repl)"
)
_RECOMMENDS: Final = re.compile(r"推荐|nps|净推荐|意愿|recommend|promoter|0 ?[-–~至到] ?10")
_TAKES: Final = re.compile(r"^(?:受理|接单|登记|录入)|taken ?by|^(?:received|accepted|logged) ?by")
_ANSWERS_FOR_IT: Final = re.compile(r"责任|投诉|被诉|responsib|complained|accountable")


def doubtful(field: str, header: str, known: Collection[str] = ()) -> str:
    """The code of what makes a header doubtful for a field although it names it (see SHOWN), "" for nothing.

    `known` are the words of the field in their normal form.
    """
    plain = "".join(plain_text(header).split())
    found = next((code for code, fields, told in _DOUBTFUL if field in fields and told.search(plain)), "")
    if found or not (OTHER_THAN_ACTUAL.search(plain) or _brackets_say_more(field, header, known)):
        return found
    return "says_more"


def _brackets_say_more(field: str, header: str, known: Collection[str]) -> bool:
    """Whether a bracket in a header says more than a unit, a scale, or whose number it is.

    It may repeat a word of the field, or be a part of one.
    """
    text = unicodedata.normalize("NFKC", header)
    for bracket in _BRACKET.findall(text):
        inner, base = normal_header(bracket), normal_header(text)
        if not inner or _NEUTRAL.fullmatch(inner) or named_zone(bracket) is not None:
            continue
        if field in ("rating", "score") and (_CUSTOMERS.fullmatch(inner) or any(map(str.isdigit, inner))):
            continue  # whose rating it is, and what its levels mean
        if not {inner, inner + base, base + inner} & set(known):
            return True
    return False


def answered_by_people(header: str) -> bool:
    """Whether a column says when a person answered first: what stands beside it may be a robot's answer."""
    return bool(_BY_PEOPLE.search(normal_header(header)))


def takes_down(header: str) -> bool:
    """Whether a column names who took a complaint down, who need not be whom it is about."""
    return bool(_TAKES.search(plain_text(header).lower()))


def answers_for_it(header: str) -> bool:
    """Whether a column says plainly whom a complaint is about."""
    return bool(_ANSWERS_FOR_IT.search(plain_text(header).lower()))


def asks_to_recommend(header: str) -> bool:
    """Whether a column of scores is said to be of how likely customers recommend: 1–10 may be anything."""
    return bool(_RECOMMENDS.search(plain_text(header).lower()))
