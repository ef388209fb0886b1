"""Answers to call-back surveys."""

from __future__ import annotations

from qadesk.i18n import N_
from qadesk.kinds.field import Field, Kind, words
from qadesk.kinds.shared import AGENT, AGENT_NAME, DATE, REF, TIME

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
