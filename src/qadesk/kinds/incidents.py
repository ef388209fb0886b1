"""Praise, errors and abuse noted by the front desk."""

from __future__ import annotations

from qadesk.i18n import N_
from qadesk.kinds.field import Field, Kind, words
from qadesk.kinds.shared import AGENT, AGENT_NAME, NOTE, REF

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
