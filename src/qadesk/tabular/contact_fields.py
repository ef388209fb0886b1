"""The fields of call and chat exports, and those that every kind of record shares."""

from __future__ import annotations

from qadesk.i18n import N_
from qadesk.tabular.field import Field, Kind, words

AGENT = Field(
    "agent",
    "agent",
    N_("Agent"),
    words(
        "工号|坐席工号|客服工号|员工工号|座席工号|责任人工号|被投诉人工号|员工编号|员工号|坐席号"
        "|座席号|坐席编号|人员编号|客服编号|坐席ID|客服ID|客服|坐席|座席|客服人员|接待客服|客服账号"
        "|坐席账号|服务人员|接线员|话务员|处理人|责任客服|员工|agent|staff no|staff number|agent id"
        "|agent no|employee id|employee no|employee number|operator|user id|rep id|extension"
    ),
    required=True,
)
AGENT_NAME = Field(
    "agent_name",
    "agent",
    N_("Agent's name"),
    words(
        "姓名|坐席姓名|客服姓名|员工姓名|座席姓名|责任人|责任人姓名|被投诉人|客服名称|坐席名称"
        "|人员姓名|name|agent name|staff name|employee name|operator name|full name|rep name"
    ),
)
REF = Field(
    "ref",
    "ref",
    N_("Reference"),
    words(
        "流水号|编号|单号|工单号|工单编号|会话ID|会话编号|会话号|通话ID|通话编号|呼叫ID|呼叫编号"
        "|录音编号|录音流水号|话单号|记录编号|记录号|问卷号|问卷编号|投诉单号|投诉编号|业务流水"
        "|流水编号|ID|唯一标识|ref|reference|id|call id|chat id|session id|conversation id|ticket"
        "|ticket no|ticket id|ticket number|case no|case id|case number|record id|survey id"
        "|response id|incident id|no"
    ),
)
NOTE = Field(
    "note",
    "text",
    N_("Note"),
    words(
        "备注|说明|描述|内容|详情|情况说明|投诉内容|事由|摘要|note|notes|remark|remarks|description"
        "|details|summary"
    ),
)
DATE = Field(
    "date",
    "day",
    N_("Date"),
    words(
        "日期|通话日期|呼入日期|呼叫日期|会话日期|来电日期|受理日期|投诉日期|回访日期|date|call date"
        "|chat date|received date"
    ),
)
TIME = Field(
    "time",
    "clock",
    N_("Time of day"),
    words("时间|时刻|通话时刻|呼入时刻|时间点|time|time of day|call time|start time"),
)
_CONTACT = (
    REF,
    AGENT,
    AGENT_NAME,
    Field(
        "at",
        "moment",
        N_("Date and time"),
        words(
            "呼入时间|开始时间|通话时间|来电时间|呼叫时间|通话开始时间|会话开始时间|会话时间|接入时间"
            "|进线时间|发起时间|咨询时间|接听时间|日期时间|时间|start time|started at|call time|start"
            "|begin time|datetime|date time|date and time|timestamp|created at|time|call start|chat start"
            "|at"
        ),
        required=True,
    ),
    DATE,
    TIME,
    Field(
        "answered",
        "yes_no",
        N_("Answered"),
        words(
            "接听状态|是否接听|接通状态|是否接通|通话状态|呼叫结果|接听情况|通话结果|状态|接听结果"
            "|应答状态|是否应答|answered|answer status|call status|status|disposition|call result"
            "|connected|handled"
        ),
    ),
    Field(
        "response",
        "duration",
        N_("Response time"),
        words(
            "响应时长|响应时间|首次响应|首次响应时长|首次响应时间|首响时长|首响时间|首响|振铃时长"
            "|振铃时间|等待时长|应答时长|排队时长|平均响应时长|应答速度|响应|response time|response"
            "|first response|first response time|time to answer|answer time|ring time|wait time"
            "|speed of answer|response seconds|response duration|asa|frt"
        ),
    ),
    Field(
        "talk",
        "duration",
        N_("Talk time"),
        words(
            "通话时长|通话时间|通话秒数|会话时长|谈话时长|服务时长|处理时长|聊天时长|通话长度|时长"
            "|talk time|talk|duration|call duration|handle time|handling time|chat duration"
            "|conversation duration|talk seconds|length"
        ),
    ),
    Field(
        "resolved",
        "yes_no",
        N_("Resolved at first contact"),
        words(
            "是否首次解决|首次解决|一次解决|是否一次解决|一次性解决|是否解决|解决状态|解决情况|是否首解"
            "|首解|首次解决率|问题解决|已解决|处理结果|resolved|first contact resolution|fcr|solved"
            "|first call resolution|resolved first time|is resolved|resolution"
        ),
    ),
    Field(
        "rating",
        "rating",
        N_("Customer's rating"),
        words(
            "满意度|评价|客户评价|满意度评价|服务评价|评分|满意度评分|客户满意度|评价结果|星级|评价星级"
            "|评价等级|好评|rating|csat|satisfaction|score|stars|customer rating|satisfaction score"
            "|feedback"
        ),
    ),
    NOTE,
)
CALLS = Kind(
    "calls",
    N_("Calls"),
    _CONTACT,
    words("话务|通话|呼入|呼叫|来电|接听|坐席|座席|电话|录音|振铃|call|phone|talk|ring|acd|pbx"),
)
CHATS = Kind(
    "chats",
    N_("Chats"),
    _CONTACT,
    words("会话|在线|聊天|消息|微信|旺旺|咨询|接待|chat|message|conversation|session|im|online"),
)
