"""What makes a header doubtful for a field although it names it, and what a column beside it may change."""

from __future__ import annotations

import re
from typing import Final

from qadesk.tabular.text import normal_header, plain_text

# Counts that are not written one by one: 百件, (thousand), '000.
SCALED: Final = re.compile(
    r"[(（\[单位:：]+(?:十|百|千|万|十万)(?:件|票|单|个|通|次|条|人)?[)）\]]?$|thousand|hundred|[(（'’]0{3}s?[)）]?$"
)
_LENGTHS: Final = ("response", "talk", "responded_after", "closed_after")
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
    ("rounded", ("talk",), re.compile(r"计费|billed|billing|billable")),
    ("somebody_else", ("rating",), re.compile(r"系统|机器人|店铺|(?<![a-z])bot|robot")),
)
_BY_PEOPLE: Final = re.compile(
    r"人工(?:首次|首)*(?:响应|回复|应答)|(?:首次|首)(?:人工|真人)+(?:响应|回复)|human|agentfirst(?:respon|repl)"
)
_TAKES: Final = re.compile(r"^(?:受理|接单|登记|录入)|taken ?by|^(?:received|accepted|logged) ?by")
_ANSWERS_FOR_IT: Final = re.compile(r"责任|投诉|被诉|responsib|complained|accountable")


def doubtful(field: str, header: str) -> str:
    """The code of what makes a header doubtful for a field of lengths although it names it (see SHOWN)."""
    plain = "".join(plain_text(header).split())
    return next((code for code, fields, told in _DOUBTFUL if field in fields and told.search(plain)), "")


def answered_by_people(header: str) -> bool:
    """Whether a column says when a person answered first: what stands beside it may be a robot's answer."""
    return bool(_BY_PEOPLE.search(normal_header(header)))


def takes_down(header: str) -> bool:
    """Whether a column names who took a complaint down, who need not be whom it is about."""
    return bool(_TAKES.search(plain_text(header).lower()))


def answers_for_it(header: str) -> bool:
    """Whether a column says plainly whom a complaint is about."""
    return bool(_ANSWERS_FOR_IT.search(plain_text(header).lower()))
