"""The fields of complaints, praise and errors, surveys, deliveries and the staff list."""

from __future__ import annotations

from qadesk.i18n import N_
from qadesk.tabular.contact_fields import (
    AGENT,
    AGENT_AT_FAULT,
    AGENT_AT_FAULT_NAME,
    AGENT_NAME,
    DATE,
    NOTE,
    REF,
    TIME,
)
from qadesk.tabular.field import Field, Kind, words

COMPLAINTS = Kind(
    "complaints",
    N_("Complaints"),
    (
        REF,
        Field(
            "waybill",
            "waybill",
            N_("Waybill"),
            words(
                "运单号|快件编号|快递单号|运单编号|快件单号|面单号|物流单号|运单|邮件号|邮件号码|邮件编号|运单号码"
                "|waybill|waybill no|waybill number|tracking no|tracking number|tracking id|awb|awb no"
                "|parcel no|parcel number|parcel id|consignment no|shipment no|shipment id"
            ),
        ),
        AGENT_AT_FAULT,
        AGENT_AT_FAULT_NAME,
        Field(
            "received_at",
            "moment",
            N_("Received"),
            words(
                "受理时间|投诉时间|接收时间|登记时间|创建时间|来件时间|提交时间|建单时间|受理日期|投诉日期"
                "|登记日期|登记|受理|创建日期|申诉时间|申诉日期|诉求时间|反映时间|来电时间|来电日期"
                "|进线时间|提交日期|报案时间|发生时间|发起时间|接单时间|接诉时间"
                "|来访时间|日期|received|received at|received date|date received"
                "|opened|opened at|open date|date opened|opened date|created|created at|created time"
                "|created date|creation date|date created|create time|complaint date|complaint time"
                "|reported at|reported date|date reported|logged at|submitted at|submission date"
                "|requested at|date"
            ),
            required=True,
        ),
        DATE,
        TIME,
        Field(
            "responded_at",
            "moment",
            N_("First response"),
            words(
                "首次响应时间|首次回复时间|首响时间|首次联系时间|首次处理时间|首次响应|首次回复|首次联系"
                "|首响|首次答复时间|响应时间|回复时间|答复时间|答复日期"
                "|回复日期|响应日期|联系客户时间|responded|responded at"
                "|initial response time|initial response|initially responded at|first response at"
                "|first responded at|first response date|first response|first response time|first reply"
                "|first reply at|first replied at|replied at|first contact|first contact at"
            ),
        ),
        Field(
            "closed_at",
            "moment",
            N_("Closed"),
            words(
                "结案时间|关闭时间|完结时间|办结时间|完成时间|处理完成时间|处理完毕时间|解决时间|结单时间"
                "|结束时间|结案日期|办结日期|完成日期|关闭日期|结案|办结|完结|关闭|closed at|closed time"
                "|closed date|close date|closed|date closed|closed on|resolved at|resolved time"
                "|resolved date|resolved|date resolved|resolution date|completed at|completed date"
                "|finished at|close time|closing time|resolution time|solved at|solved"
                "|solved date|date solved"
                "|实际办结时间|实际完成时间"
            ),
        ),
        Field(
            "responded_after",
            "duration",
            N_("Time until the first response"),
            words(
                "首次响应时长|首响时长|首次回复时长|首次联系时长|首次处理时长|响应时长|回复时长|答复时长"
                "|first reply time|first response time|first response duration|response duration"
                "|response hours|response minutes|first response in min|initial response duration"
            ),
        ),
        Field(
            "closed_after",
            "duration",
            N_("Time until closed"),
            words(
                "处理时长|结案时长|办结时长|完结时长|关闭时长|解决时长|处理总时长|总处理时长|闭环时长"
                "|full resolution time|resolution duration|time to close|closing duration|resolution hours"
                "|resolution minutes|solution in min|handling duration"
            ),
        ),
        Field(
            "channel",
            "text",
            N_("Channel"),
            words("渠道|投诉渠道|来源|来源渠道|投诉来源|受理渠道|channel|source|origin"),
        ),
        Field(
            "level",
            "text",
            N_("Severity"),
            words("投诉级别|级别|严重程度|等级|投诉等级|优先级|紧急程度|severity|level|priority|grade"),
        ),
        Field(
            "escalated",
            "yes_no",
            N_("Escalated"),
            words("是否升级|升级|升级投诉|是否升级投诉|已升级|escalated|escalation|is escalated"),
        ),
        Field(
            "upheld",
            "yes_no",
            N_("Upheld"),
            words(
                "核实结果|是否属实|属实|是否有责|有责|责任判定|责任认定|判责结果|判责|是否成立|核查结果"
                "|处理结论|认定结果|调查结果|调查结论|定责|定责结果|投诉判定|投诉结果|投诉是否有效|企业责任认定|责任|处理结果|upheld|justified"
                "|substantiated|valid|confirmed|finding|findings|verdict|is upheld|at fault"
            ),
        ),
        Field(
            "fault",
            "yes_no",
            N_("Whose fault"),
            words(
                "责任归属|责任方|责任划分|责任主体|责任对象|责任环节|责任类型|过错方|responsibility"
                "|responsible party|fault|liability|root cause party|whose fault"
            ),
        ),
        NOTE,
    ),
    words(
        "投诉|工单|申诉|受理|结案|办结|完结|承办|诉求|答复|派单|属实|定责|责任|仲裁|complaint|ticket|case|upheld"
        "|escalat|resolved|closed"
    ),
)
INCIDENTS = Kind(
    "incidents",
    N_("Praise and errors"),
    (
        REF,
        AGENT,
        AGENT_NAME,
        Field(
            "day",
            "day",
            N_("Date"),
            words(
                "日期|发生日期|登记日期|时间|发生时间|记录日期|登记时间|date|day|occurred on|incident date"
                "|recorded on|time"
            ),
            required=True,
        ),
        Field(
            "kind",
            "incident",
            N_("Praise, error or abuse"),
            words(
                "类型|类别|性质|事件类型|奖惩类型|奖惩|记录类型|种类|表扬差错|表扬/差错|type|kind|category"
                "|事件分类|奖惩类别|incident type|nature|event"
            ),
            required=True,
        ),
        Field(
            "times",
            "count",
            N_("How many"),
            words(
                "次数|数量|件数|笔数|条数|个数|发生次数|表扬次数|差错次数"
                "|times|count|quantity|qty|number of incidents|occurrences"
            ),
        ),
        NOTE,
    ),
    words("表扬|差错|锦旗|奖惩|失误|praise|error|incident|abuse|compliment"),
)
SURVEYS = Kind(
    "surveys",
    N_("Call-back survey"),
    (
        REF,
        AGENT,
        AGENT_NAME,
        Field(
            "at",
            "moment",
            N_("Date and time"),
            words(
                "回访时间|回访日期|调查时间|答卷时间|提交时间|填写时间|评价时间|问卷时间|时间|日期|答题时间"
                "|答卷提交时间|提交答卷时间|时间戳记|时间戳|开始答题时间|来访时间"
                "|survey date|survey time|answered at"
                "|responded at|submitted at|submitted|submit date|response date|date submitted|end date"
                "|completed at|completion time|timestamp|date|time|datetime|created at"
            ),
            required=True,
        ),
        DATE,
        TIME,
        Field(
            "score",
            "score",
            N_("Recommendation 0–10"),
            words(
                "推荐意愿|推荐指数|净推荐值|推荐分|推荐度|NPS|NPS评分|推荐可能性|推荐评分|愿意推荐|评分|得分|分数|打分|nps"
                "|nps score|score|likelihood to recommend|recommend|recommendation|would recommend|rating"
            ),
            required=True,
        ),
        Field(
            "comment",
            "text",
            N_("Customer's words"),
            words(
                "客户意见|意见|意见建议|建议|客户反馈|反馈|留言|评语|原因|备注|客户留言|反馈内容|comment"
                "|comments|feedback|verbatim|customer comment|reason|remarks|suggestion"
            ),
        ),
    ),
    words("问卷|答卷|回访|推荐|nps|survey|recommend|questionnaire"),
)
DELIVERIES = Kind(
    "deliveries",
    N_("Delivery punctuality"),
    (
        Field(
            "day",
            "day",
            N_("Date"),
            words("日期|派送日期|统计日期|派件日期|业务日期|签收日期|date|day|delivery date|business date"),
            required=True,
        ),
        Field(
            "courier",
            "courier",
            N_("Courier"),
            words(
                "派件员|快递员|派送员|业务员|收派员|小哥|派件人|派件员姓名|快递员姓名|派件员编号|快递员编号"
                "|承包区|片区|派送区域|区域|站点|路线|派送路线|频次|派送频次|班次|批次"
                "|courier|driver|courier name|rider|route|area"
            ),
        ),
        Field(
            "due",
            "count",
            N_("Parcels due"),
            words(
                "应派件数|应派件量|应派|应派数|应派票数|派件量|应签收|应签件量|应签收量|应派送|派送总量"
                "|总件数|到件量|派件总量|应派送件数|due|parcels due|to deliver|total parcels|scheduled"
                "|parcels|total deliveries|deliveries due"
            ),
            required=True,
        ),
        Field(
            "on_time",
            "count",
            N_("Delivered on time"),
            words(
                "准时签收|准时签收数|准时签收量|准时件数|准时派送|按时签收|及时签收|及时签收量|按时派送"
                "|时效内签收|时效内签收量|时效内签收数|时效内签收件数|及时签收数|及时签收件数|按时签收量|按时签收件数"
                "|准时签收件数|准时件量|按时签收数|准时妥投|on time|delivered on time|on time deliveries"
                "|punctual|in time|ontime"
            ),
            required=True,
        ),
        Field(
            "scans",
            "count",
            N_("Tracking events"),
            words(
                "轨迹总数|轨迹应更新数|应更新轨迹|应更新轨迹数"
                "|轨迹数|扫描总数|扫描量|扫描次数|轨迹量|轨迹更新总数|scans|tracking events"
                "|total scans|scan events|events"
            ),
        ),
        Field(
            "scans_in_15_min",
            "count",
            N_("Tracking updated within 15 minutes"),
            words(
                "15分钟内更新|15分钟内更新数|15分钟内|及时更新|及时更新数|及时轨迹|15分钟更新|15分钟内上传"
                "|及时上传|及时扫描|scans in 15 min|within 15 min|within 15 minutes|updated within 15 min"
                "|timely scans|scans within 15 minutes|in 15 min"
            ),
        ),
    ),
    words("派送|时效|应派|准时|签收|轨迹|deliver|parcel|on time|punctual|scan"),
)
ROSTER = Kind(
    "roster",
    N_("Staff list"),
    (
        Field("staff_no", "staff_no", N_("Staff number"), AGENT.words, required=True),
        Field("name", "text", N_("Name"), AGENT_NAME.words, required=True),
        Field(
            "team",
            "text",
            N_("Team"),
            words("班组|组别|小组|团队|部门|所属班组|team|group|department|squad"),
        ),
        Field(
            "post",
            "text",
            N_("Post"),
            words("岗位|职位|职务|岗位名称|职称|角色|post|position|job title|title|role|job"),
        ),
        Field(
            "hired_on",
            "day",
            N_("Hired on"),
            words(
                "入职日期|入职时间|到岗日期|入司日期|入职|参加工作日期|hired on|hire date|hired|start date"
                "|joined|joined on|join date"
            ),
        ),
        Field(
            "status",
            "status",
            N_("Status"),
            words("状态|在职状态|人员状态|员工状态|是否在职|status|employment status|state"),
        ),
        Field(
            "left_on",
            "day",
            N_("Left on"),
            words(
                "离职日期|离职时间|离岗日期|离司日期|离职|left on|leave date|left|end date|leaving date"
                "|termination date"
            ),
        ),
    ),
    words("花名册|名册|人员|员工|入职|班组|岗位|roster|staff|employees|hire|team"),
)
