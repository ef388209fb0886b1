"""The fields that kinds of record share: whose it is, its reference, its day, a note."""

from __future__ import annotations

from qadesk.i18n import N_
from qadesk.kinds.kind import FileField, words

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
    "|处理人姓名|user name|username|assignee name|agent username"
    "|name|agent name|agent's name|staff name|employee name|operator name|full name|rep name"
    "|agent full name"
)
AGENT = FileField("agent", "agent", N_("Agent"), words(_AGENT_WORDS), required=True)
AGENT_NAME = FileField("agent_name", "agent", N_("Agent's name"), words(_AGENT_NAME_WORDS))
# Of a complaint that names both, the person it is about counts, not the one who dealt with it.
AGENT_AT_FAULT = FileField(
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
AGENT_AT_FAULT_NAME = FileField(
    "agent_name",
    "agent",
    N_("Agent's name"),
    words("责任人姓名|被投诉人姓名|责任客服姓名|责任坐席姓名|责任员工姓名|" + _AGENT_NAME_WORDS),
)
REF = FileField(
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
        "|回访编号|回访任务编号|任务编号|对话ID|对话编号|对话号|咨询ID|咨询编号|聊天ID|案件ID|事件ID|话务ID"
        "|联络ID|联络编号|仲裁编号|事件单号|任务单号|no"
    ),
)
NOTE = FileField(
    "note",
    "text",
    N_("Note"),
    words(
        "备注|说明|描述|内容|详情|情况说明|投诉内容|事由|摘要|note|notes|remark|remarks|description"
        "|details|summary"
    ),
)
DATE = FileField(
    "date",
    "day",
    N_("Date"),
    words(
        "日期|通话日期|呼入日期|呼叫日期|会话日期|来电日期|受理日期|投诉日期|回访日期|date|call date"
        "|chat date|received date"
    ),
)
TIME = FileField(
    "time",
    "clock",
    N_("Time of day"),
    words("时间|时刻|通话时刻|呼入时刻|时间点|time|time of day|call time|start time"),
)
