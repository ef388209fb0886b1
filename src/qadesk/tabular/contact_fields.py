"""The fields of call and chat exports, and those that every kind of record shares."""

from __future__ import annotations

from qadesk.i18n import N_
from qadesk.tabular.field import Field, Kind, words

_AGENT_WORDS = (
    "工号|坐席工号|客服工号|员工工号|座席工号|员工编号|员工号|坐席号|座席号|坐席编号|座席编号|人员编号"
    "|客服编号|坐席ID|座席ID|客服ID|员工ID|坐席|客服|座席|客服人员|接待客服|接待人|接待人员|服务客服"
    "|受理客服|受理坐席|受理人|客服账号|坐席账号|服务人员|服务坐席|接线员|话务员|接听坐席|接听人|接听客服"
    "|坐席人员|责任客服|处理人|处理人员|处理客服|经办人|跟进人|负责人|被评价人|员工|agent|staff no"
    "|staff number|staff id|agent id|agent no|agent number|agent login|agent login id|login id|employee id"
    "|employee no|employee number|assigned agent|assignee|assigned to|answered by|handled by|rep id"
    "|representative|rep|csr|advisor|teammate|staff|operator|user id|user|extension|ext|agent extension|dst"
    "|owner"
)
_AGENT_NAME_WORDS = (
    "姓名|坐席姓名|客服姓名|员工姓名|座席姓名|客服名称|坐席名称|座席名称|人员姓名|客服昵称|受理人姓名"
    "|处理人姓名|user name|username|agent username"
    "|name|agent name|staff name|employee name|operator name|full name|rep name|agent full name"
)
AGENT = Field("agent", "agent", N_("Agent"), words(_AGENT_WORDS), required=True)
AGENT_NAME = Field("agent_name", "agent", N_("Agent's name"), words(_AGENT_NAME_WORDS))
# Of a complaint that names both, the person it is about counts, not the one who dealt with it.
AGENT_AT_FAULT = Field(
    "agent",
    "agent",
    N_("Agent"),
    words(
        "责任人工号|被投诉人工号|责任客服工号|责任坐席工号|责任员工工号|责任客服|责任坐席|责任人|被投诉人"
        "|责任人员|责任员工|被投诉客服"
        "|被投诉坐席|agent complained about|responsible agent|accused agent|" + _AGENT_WORDS
    ),
    required=True,
)
AGENT_AT_FAULT_NAME = Field(
    "agent_name",
    "agent",
    N_("Agent's name"),
    words("责任人姓名|被投诉人姓名|责任客服姓名|责任坐席姓名|责任员工姓名|" + _AGENT_NAME_WORDS),
)
REF = Field(
    "ref",
    "ref",
    N_("Reference"),
    words(
        "流水号|编号|单号|工单号|工单编号|工单ID|会话ID|会话编号|会话号|会话编码|会话唯一标识|通话ID"
        "|通话编号|通话流水号|通话记录ID|呼叫ID|呼叫编号|呼叫流水号|录音编号|录音流水号|话单号|话单ID"
        "|话单编号|记录编号|记录号|记录ID|问卷号|问卷编号|答卷编号|答卷ID|投诉单号|投诉编号|申诉编号"
        "|申诉单号|诉求编号|受理编号|受理单号|案件编号|登记编号|业务流水|业务流水号|流水编号|唯一标识"
        "|唯一ID|ID|ref|reference|reference no|reference number|id|call id|unique id|call guid|call uuid"
        "|call sid|sid|chat id|chat uuid|session id|conversation id|interaction id|contact id|segment id"
        "|ticket|ticket no|ticket id|ticket number|case no|case id|case number|issue key|issue id"
        "|request id|record id|survey id|response id|respondent id|submission id|incident id|uuid|guid"
        "|complaint id|complaint no|complaint number|conversation|conversation number|conversation no"
        "|回访编号|回访任务编号|任务编号|对话ID|对话编号|对话号|咨询ID|咨询编号|聊天ID|案件ID|事件ID|话务ID|no"
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
            "|calldate|call datetime|call date and time|start datetime|started|created time|creation time"
            "|start date|created date|call date|chat started|conversation started|conversation start"
            "|initiated at|received at|呼叫开始时间|开始日期|会话发起时间|会话接入时间|进入时间"
            "|排队开始时间|进入排队时间|接待时间"
            "|call start time|conversation started at|chat creation date|at"
        ),
        required=True,
    ),
    DATE,
    TIME,
    Field(
        "direction",
        "direction",
        N_("Direction"),
        words(
            "呼叫方向|通话方向|方向|呼叫类型|通话类型|话务类型|来去电|来电去电|呼入呼出|呼入/呼出|会话方向"
            "|direction|call direction|call type|inbound outbound|in/out|direction type|leg type"
            "|media direction"
        ),
    ),
    Field(
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
    Field(
        "missed",
        "yes_no",
        N_("Missed"),
        words(
            "是否漏接|是否未接|是否放弃|是否呼损|漏接|未接|放弃|呼损|missed|is missed|missed call|abandoned"
            "|is abandoned|call abandoned|unanswered"
        ),
    ),
    Field(
        "response",
        "duration",
        N_("Response time"),
        words(
            "响应时长|响应时间|首次响应|首次响应时长|首次响应时间|首响时长|首响时间|首响|首次回复时长"
            "|首次回复时间|首次应答时长|应答时长|应答速度|应答|响应|振铃时长|振铃时间|振铃|响铃时长|响铃"
            "|等待时长|等待时间|等待|排队时长|排队时间|平均响应时长|接听时间|应答时间|response time"
            "|response|first response|first response time|time to answer|answer time|ring time|wait time"
            "|speed of answer|speed to answer|response seconds|response duration|first reply time"
            "|first reply|alert time|ring|ring duration|ringing time|ring seconds|ringing|waiting time|wait"
            "|wait seconds|wait duration|queue time|time in queue|queue wait|queue wait time"
            "|接听时刻|应答时刻|接通时刻|接通时间|坐席应答时间"
            "|time answered|answered time|answered at|asa|frt"
        ),
        loose=words(
            "等待时长|等待时间|等待|排队时长|排队时间|振铃时长|振铃时间|振铃|响铃时长|响铃|平均响应时长"
            "|wait time|waiting time|wait|wait seconds|wait duration|queue time|time in queue|queue wait"
            "|queue wait time|hold time|ring time|ring"
        ),
    ),
    Field(
        "talk",
        "duration",
        N_("Talk time"),
        words(
            "通话时长|通话秒数|会话时长|谈话时长|服务时长|处理时长|聊天时长|通话长度|通话|接待时长|计费时长"
            "|通话时间|时长|talk time|talk|talk duration|talking|billsec|billable seconds"
            "|conversation duration|talk seconds|in call duration|connected duration|call duration"
            "|chat duration|session duration|call length|handle time|handling time|duration|length"
        ),
        loose=words(
            "时长|通话时间|duration|length|call duration|call length|handle time|handling time|处理时长"
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
            "|评价等级|客户评分|服务满意度|满意度评级|满意度得分|评价分|评价分数|满意评价|满意度结果|满意结果|评价满意度"
            "|按键评价|好评|happiness rating|rating|csat"
            "|csat score|csat rating|satisfaction|score|stars|customer rating|satisfaction score"
            "|satisfaction rating|customer satisfaction|chat rating"
            "|conversation rating|call rating|rating score|feedback"
        ),
    ),
    NOTE,
)
CALLS = Kind(
    "calls",
    N_("Calls"),
    _CONTACT,
    words(
        "话务|通话|呼入|呼出|外呼|呼叫|来电|接听|接通|坐席|座席|电话|热线|录音|振铃|call|phone|talk|ring"
        "|acd|pbx|billsec|dst|queue"
    ),
)
CHATS = Kind(
    "chats",
    N_("Chats"),
    _CONTACT,
    words(
        "会话|在线|聊天|消息|微信|旺旺|咨询|接待|访客|首次响应|首响|chat|message|conversation|session|im"
        "|online|visitor"
    ),
)
