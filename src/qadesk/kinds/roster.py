"""The staff list: a kind of file that holds no records."""

from __future__ import annotations

from typing import Final

from qadesk.i18n import N_
from qadesk.kinds.kind import FileField, Kind, words
from qadesk.kinds.shared import AGENT, AGENT_NAME

STATUSES: Final = {"active": N_("employed"), "probation": N_("on probation"), "left": N_("left")}
ROSTER = Kind(
    "roster",
    N_("Staff list"),
    (
        FileField("staff_no", "staff_no", N_("Staff number"), AGENT.words, required=True),
        FileField("name", "text", N_("Name"), AGENT_NAME.words, required=True),
        FileField(
            "team",
            "text",
            N_("Team"),
            words("班组|组别|小组|团队|部门|所属班组|team|group|department|squad"),
        ),
        FileField(
            "post",
            "text",
            N_("Post"),
            words("岗位|职位|职务|岗位名称|职称|角色|post|position|job title|title|role|job"),
        ),
        FileField(
            "hired_on",
            "day",
            N_("Hired on"),
            words(
                "入职日期|入职时间|到岗日期|入司日期|入职|参加工作日期|hired on|hire date|hired|start date"
                "|joined|joined on|join date"
            ),
        ),
        FileField(
            "status",
            "status",
            N_("Status"),
            words("状态|在职状态|人员状态|员工状态|是否在职|status|employment status|state"),
        ),
        FileField(
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
