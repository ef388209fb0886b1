"""What each kind of file may hold: its fields, what type each is, and the words real offices head them with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from qadesk.i18n import N_


@dataclass(frozen=True)
class Field:
    """One thing a column can mean. `label` is English source text, translated where it is shown.

    `type` chooses the converter (see `tabular.cells`); `words` are the headers it is known by, best first;
    a required field must have a column, and a value in every row.
    """

    name: str
    type: str
    label: str
    words: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of file; `hints` are words of file names, titles and headers that only it uses."""

    name: str
    label: str
    fields: tuple[Field, ...]
    hints: tuple[str, ...]

    def field(self, name: str) -> Field:
        """The field called `name`. Raises KeyError for another name."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


def _words(text: str) -> tuple[str, ...]:
    """Words between bars; blanks inside a word are part of it."""
    return tuple(word.strip() for word in text.split("|") if word.strip())


# One field may stand for another: the row needs any one column of each group.
ALTERNATIVES: Final[dict[str, tuple[str, ...]]] = {
    "agent": ("agent_name",),
    "at": ("date",),
    "received_at": ("date",),
}

_AGENT = Field(
    "agent",
    "agent",
    N_("Agent"),
    _words(
        "工号|坐席工号|客服工号|员工工号|座席工号|责任人工号|被投诉人工号|员工编号|员工号|坐席号|座席号|坐席编号|人员编号|客服编号|坐席ID|客服ID"
        "|客服|坐席|座席|客服人员|接待客服|客服账号|坐席账号|服务人员|接线员|话务员|处理人|责任客服|员工"
        "|agent|staff no|staff number|agent id|agent no|employee id|employee no|employee number|operator|user id|rep id|extension"
    ),
    required=True,
)
_AGENT_NAME = Field(
    "agent_name",
    "agent",
    N_("Agent's name"),
    _words(
        "姓名|坐席姓名|客服姓名|员工姓名|座席姓名|责任人|责任人姓名|被投诉人|客服名称|坐席名称|人员姓名"
        "|name|agent name|staff name|employee name|operator name|full name|rep name"
    ),
)
_REF = Field(
    "ref",
    "ref",
    N_("Reference"),
    _words(
        "流水号|编号|单号|工单号|工单编号|会话ID|会话编号|会话号|通话ID|通话编号|呼叫ID|呼叫编号|录音编号|录音流水号|话单号|记录编号|记录号|问卷号|问卷编号|投诉单号|投诉编号"
        "|业务流水|流水编号|ID|唯一标识"
        "|ref|reference|id|call id|chat id|session id|conversation id|ticket|ticket no|ticket id|ticket number|case no|case id|case number|record id"
        "|survey id|response id|incident id|no"
    ),
)
_NOTE = Field(
    "note",
    "text",
    N_("Note"),
    _words(
        "备注|说明|描述|内容|详情|情况说明|投诉内容|事由|摘要|note|notes|remark|remarks|description|details|summary"
    ),
)
_DATE = Field(
    "date",
    "day",
    N_("Date"),
    _words(
        "日期|通话日期|呼入日期|呼叫日期|会话日期|来电日期|受理日期|投诉日期|回访日期|date|call date|chat date|received date"
    ),
)
_TIME = Field(
    "time",
    "clock",
    N_("Time of day"),
    _words("时间|时刻|通话时刻|呼入时刻|时间点|time|time of day|call time|start time"),
)
_CONTACT = (
    _REF,
    _AGENT,
    _AGENT_NAME,
    Field(
        "at",
        "moment",
        N_("Date and time"),
        _words(
            "呼入时间|开始时间|通话时间|来电时间|呼叫时间|通话开始时间|会话开始时间|会话时间|接入时间|进线时间|发起时间|咨询时间|接听时间|日期时间|时间"
            "|start time|started at|call time|start|begin time|datetime|date time|date and time|timestamp|created at|time|call start|chat start|at"
        ),
        required=True,
    ),
    _DATE,
    _TIME,
    Field(
        "answered",
        "yes_no",
        N_("Answered"),
        _words(
            "接听状态|是否接听|接通状态|是否接通|通话状态|呼叫结果|接听情况|通话结果|状态|接听结果|应答状态|是否应答"
            "|answered|answer status|call status|status|disposition|call result|connected|handled"
        ),
    ),
    Field(
        "response",
        "duration",
        N_("Response time"),
        _words(
            "响应时长|响应时间|首次响应|首次响应时长|首次响应时间|首响时长|首响时间|首响|振铃时长|振铃时间|等待时长|应答时长|排队时长|平均响应时长|应答速度|响应"
            "|response time|response|first response|first response time|time to answer|answer time|ring time|wait time|speed of answer|response seconds"
            "|response duration|asa|frt"
        ),
    ),
    Field(
        "talk",
        "duration",
        N_("Talk time"),
        _words(
            "通话时长|通话时间|通话秒数|会话时长|谈话时长|服务时长|处理时长|聊天时长|通话长度|时长"
            "|talk time|talk|duration|call duration|handle time|handling time|chat duration|conversation duration|talk seconds|length"
        ),
    ),
    Field(
        "resolved",
        "yes_no",
        N_("Resolved at first contact"),
        _words(
            "是否首次解决|首次解决|一次解决|是否一次解决|一次性解决|是否解决|解决状态|解决情况|是否首解|首解|首次解决率|问题解决|已解决|处理结果"
            "|resolved|first contact resolution|fcr|solved|first call resolution|resolved first time|is resolved|resolution"
        ),
    ),
    Field(
        "rating",
        "rating",
        N_("Customer's rating"),
        _words(
            "满意度|评价|客户评价|满意度评价|服务评价|评分|满意度评分|客户满意度|评价结果|星级|评价星级|评价等级|好评"
            "|rating|csat|satisfaction|score|stars|customer rating|satisfaction score|feedback"
        ),
    ),
    _NOTE,
)
_CALLS = Kind(
    "calls",
    N_("Calls"),
    _CONTACT,
    _words("话务|通话|呼入|呼叫|来电|接听|坐席|座席|电话|录音|振铃|call|phone|talk|ring|acd|pbx"),
)
_CHATS = Kind(
    "chats",
    N_("Chats"),
    _CONTACT,
    _words("会话|在线|聊天|消息|微信|旺旺|咨询|接待|chat|message|conversation|session|im|online"),
)
_COMPLAINTS = Kind(
    "complaints",
    N_("Complaints"),
    (
        _REF,
        _AGENT,
        _AGENT_NAME,
        Field(
            "received_at",
            "moment",
            N_("Received"),
            _words(
                "受理时间|投诉时间|接收时间|登记时间|创建时间|来件时间|提交时间|建单时间|受理日期|投诉日期|发生时间|日期"
                "|received|received at|opened|opened at|created|created at|complaint date|complaint time|reported at|logged at|submitted at"
            ),
            required=True,
        ),
        _DATE,
        _TIME,
        Field(
            "responded_at",
            "moment",
            N_("First response"),
            _words(
                "首次响应时间|首次回复时间|响应时间|回复时间|首响时间|首次联系时间|首次处理时间"
                "|responded|responded at|first response|first response at|first response time|first reply|replied at|first contact"
            ),
        ),
        Field(
            "closed_at",
            "moment",
            N_("Closed"),
            _words(
                "结案时间|关闭时间|完结时间|办结时间|完成时间|处理完成时间|解决时间|结束时间|结单时间"
                "|closed|closed at|resolved at|completed at|finished at|close time|closing time|resolution time"
            ),
        ),
        Field(
            "channel",
            "text",
            N_("Channel"),
            _words("渠道|投诉渠道|来源|来源渠道|投诉来源|受理渠道|channel|source|origin"),
        ),
        Field(
            "level",
            "text",
            N_("Severity"),
            _words("投诉级别|级别|严重程度|等级|投诉等级|优先级|紧急程度|severity|level|priority|grade"),
        ),
        Field(
            "escalated",
            "yes_no",
            N_("Escalated"),
            _words("是否升级|升级|升级投诉|是否升级投诉|已升级|escalated|escalation|is escalated"),
        ),
        Field(
            "upheld",
            "yes_no",
            N_("Upheld"),
            _words(
                "核实结果|是否属实|属实|是否有责|有责|责任判定|判责结果|是否成立|核查结果|处理结论|认定结果|调查结果|定责"
                "|upheld|justified|substantiated|valid|confirmed|finding|verdict|is upheld|at fault"
            ),
        ),
        _NOTE,
    ),
    _words("投诉|工单|申诉|受理|结案|责任人|complaint|ticket|upheld|escalat"),
)
_INCIDENTS = Kind(
    "incidents",
    N_("Praise and errors"),
    (
        _REF,
        _AGENT,
        _AGENT_NAME,
        Field(
            "day",
            "day",
            N_("Date"),
            _words(
                "日期|发生日期|登记日期|时间|发生时间|记录日期|登记时间|date|day|occurred on|incident date|recorded on|time"
            ),
            required=True,
        ),
        Field(
            "kind",
            "incident",
            N_("Praise, error or abuse"),
            _words(
                "类型|类别|性质|事件类型|奖惩类型|奖惩|记录类型|种类|表扬差错|表扬/差错"
                "|type|kind|category|incident type|nature|event"
            ),
            required=True,
        ),
        _NOTE,
    ),
    _words("表扬|差错|锦旗|奖惩|失误|praise|error|incident|abuse|compliment"),
)
_SURVEYS = Kind(
    "surveys",
    N_("Call-back survey"),
    (
        _REF,
        _AGENT,
        _AGENT_NAME,
        Field(
            "at",
            "moment",
            N_("Date and time"),
            _words(
                "回访时间|回访日期|调查时间|答卷时间|提交时间|填写时间|评价时间|问卷时间|时间|日期"
                "|survey date|survey time|answered at|responded at|submitted at|response date|date|time|datetime|completed at"
            ),
            required=True,
        ),
        _DATE,
        _TIME,
        Field(
            "score",
            "score",
            N_("Recommendation 0–10"),
            _words(
                "推荐意愿|推荐分|推荐度|NPS|NPS评分|推荐可能性|推荐评分|愿意推荐|评分|得分|分数|打分"
                "|nps|nps score|score|likelihood to recommend|recommend|recommendation|would recommend|rating"
            ),
            required=True,
        ),
        Field(
            "comment",
            "text",
            N_("Customer's words"),
            _words(
                "客户意见|意见|意见建议|建议|客户反馈|反馈|留言|评语|原因|备注|客户留言|反馈内容"
                "|comment|comments|feedback|verbatim|customer comment|reason|remarks|suggestion"
            ),
        ),
    ),
    _words("问卷|回访|推荐|nps|survey|recommend|questionnaire"),
)
_DELIVERIES = Kind(
    "deliveries",
    N_("Delivery punctuality"),
    (
        Field(
            "day",
            "day",
            N_("Date"),
            _words("日期|派送日期|统计日期|派件日期|业务日期|签收日期|date|day|delivery date|business date"),
            required=True,
        ),
        Field(
            "due",
            "count",
            N_("Parcels due"),
            _words(
                "应派件数|应派件量|应派|应派数|应派票数|派件量|应签收|应签件量|应签收量|应派送|派送总量|总件数|到件量|派件总量|应派送件数"
                "|due|parcels due|to deliver|total parcels|scheduled|parcels|total deliveries|deliveries due"
            ),
            required=True,
        ),
        Field(
            "on_time",
            "count",
            N_("Delivered on time"),
            _words(
                "准时签收|准时签收数|准时签收量|准时件数|准时派送|按时签收|及时签收|及时签收量|按时派送|时效内签收|准时件量|按时签收数|准时妥投"
                "|on time|delivered on time|on time deliveries|punctual|in time|ontime"
            ),
            required=True,
        ),
        Field(
            "scans",
            "count",
            N_("Tracking events"),
            _words(
                "轨迹总数|轨迹数|扫描总数|扫描量|扫描次数|轨迹量|轨迹更新总数|scans|tracking events|total scans|scan events|events"
            ),
        ),
        Field(
            "scans_in_15_min",
            "count",
            N_("Tracking updated within 15 minutes"),
            _words(
                "15分钟内更新|15分钟内更新数|15分钟内|及时更新|及时更新数|及时轨迹|15分钟更新|15分钟内上传|及时上传|及时扫描"
                "|scans in 15 min|within 15 min|within 15 minutes|updated within 15 min|timely scans|scans within 15 minutes|in 15 min"
            ),
        ),
    ),
    _words("派送|时效|应派|准时|签收|轨迹|deliver|parcel|on time|punctual|scan"),
)
_ROSTER = Kind(
    "roster",
    N_("Staff list"),
    (
        Field("staff_no", "ref", N_("Staff number"), _AGENT.words, required=True),
        Field("name", "text", N_("Name"), _AGENT_NAME.words, required=True),
        Field(
            "team",
            "text",
            N_("Team"),
            _words("班组|组别|小组|团队|部门|所属班组|班次|team|group|department|squad|shift"),
        ),
        Field(
            "post",
            "text",
            N_("Post"),
            _words("岗位|职位|职务|岗位名称|职称|角色|post|position|job title|title|role|job"),
        ),
        Field(
            "hired_on",
            "day",
            N_("Hired on"),
            _words(
                "入职日期|入职时间|到岗日期|入司日期|入职|参加工作日期|hired on|hire date|hired|start date|joined|joined on|join date"
            ),
        ),
        Field(
            "status",
            "status",
            N_("Status"),
            _words("状态|在职状态|人员状态|员工状态|是否在职|status|employment status|state"),
        ),
        Field(
            "left_on",
            "day",
            N_("Left on"),
            _words(
                "离职日期|离职时间|离岗日期|离司日期|离职|left on|leave date|left|end date|leaving date|termination date"
            ),
        ),
    ),
    _words("花名册|名册|人员|员工|入职|班组|岗位|roster|staff|employees|hire|team"),
)

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind for kind in (_ROSTER, _CALLS, _CHATS, _COMPLAINTS, _INCIDENTS, _SURVEYS, _DELIVERIES)
}


def missing(kind: Kind, mapped: frozenset[str] | set[str]) -> tuple[Field, ...]:
    """The required fields of `kind` that no mapped column gives, in any of their forms."""
    return tuple(
        field
        for field in kind.fields
        if field.required
        and field.name not in mapped
        and not any(other in mapped for other in ALTERNATIVES.get(field.name, ()))
    )
