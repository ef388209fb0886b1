"""The fields of totals that are numbers: how many contacts, how long they took, how they were rated."""

from __future__ import annotations

from typing import Final

from qadesk.i18n import N_
from qadesk.kinds.kind import FileField, words

COUNTED_FIELDS: Final = (
    FileField(
        "contacts",
        "count",
        N_("Contacts answered"),
        words(
            "接听量|接听数|接听次数|接起量|接起数|接通量|接通数|接通次数|应答量|应答数|有效会话数|有效会话量|有效接待量|有效对话数|有效对话量"
            "|有效接待数|接待量|接待数|接待人数|接待人次|接待会话量|接待会话数|接待客户数|人工接待量|人工会话量|人工会话数"
            "|会话量|会话数|对话数|对话量|接线量|会话总量|会话总数|总会话量|总会话数|总会话数量|通话量|通话数|通话次数|服务量|服务数|服务人次|服务人数"
            "|处理量|处理数|answered|calls answered|answered calls|calls handled|handled calls|handled|acd calls"
            "|chats handled|chats answered|conversations handled|conversations|chats|contacts|contacts handled"
            "|interactions|calls|total calls|total chats|total conversations"
        ),
        required=True,
    ),
    FileField(
        "offered",
        "count",
        N_("Contacts offered"),
        words(
            "呼入量|呼入数|呼入次数|呼入总量|来电量|来电数|来电次数|进线量|进线数|接入量|接入会话量|接入会话数|咨询量|咨询数"
            "|咨询人数|咨询人次|offered|calls offered|chats offered|inbound calls|incoming calls"
            "|calls received|received"
        ),
    ),
    FileField(
        "response_mean",
        "mean_time",
        N_("Mean first response"),
        words(
            "平均首次响应时长|平均首次响应时间|平均首次响应|平均首次回复时长|平均首响时长|平均首响时间|平均首响|首次平均响应时长"
            "|首响平均时长|平均振铃时长|平均振铃时间|平均应答时长|平均应答速度|平均等待时长|平均等待时间|平均排队时长"
            "|首次响应时长|首次响应时间|首响时长|首响时间|首次响应|首次回复|首响|振铃时长|avg first response|avg first response time"
            "|average first response|average first response time|mean first response time|avg frt|frt|asa"
            "|average speed of answer|avg speed of answer|average speed to answer|avg speed to answer"
            "|avg answer time|average answer time|avg ring time|average ring time|avg wait time|average wait time"
        ),
    ),
    FileField(
        "response_sum",
        "sum_time",
        N_("Sum of first response times"),
        words(
            "首次响应总时长|首响总时长|总首次响应时长|总首响时长|振铃总时长|总振铃时长|应答总时长|等待总时长"
            "|total ring time|total first response time|total wait time|total answer time"
        ),
    ),
    FileField(
        "responses",
        "count",
        N_("Number of first responses"),
        words("首次响应数|首次响应次数|首响数|首响次数|first responses|responses"),
    ),
    FileField(
        "talk_mean",
        "mean_time",
        N_("Mean talk time"),
        words(
            "平均通话时长|平均通话时间|平均会话时长|平均会话时间|平均对话时长|平均聊天时长|平均接待时长|平均服务时长"
            "|通话均长|通话时长|会话时长|avg talk time|average talk time|mean talk time|att|avg acd time"
            "|avg call duration|average call duration|avg chat duration|average chat duration|avg duration"
            "|average duration|avg talk|average talk"
        ),
    ),
    FileField(
        "talk_sum",
        "sum_time",
        N_("Sum of talk times"),
        words(
            "通话总时长|总通话时长|总通话时间|累计通话时长|会话总时长|总会话时长|累计会话时长|服务总时长"
            "|total talk time|talk time total|total call duration|total chat duration"
        ),
    ),
    FileField(
        "resolved_count",
        "count",
        N_("Resolved at first contact"),
        words(
            "首次解决数|首次解决量|一次解决数|一次解决量|已解决|已解决数|已解决量|解决数|解决量|resolved|solved"
            "|resolved count|resolved first contact|fcr count"
        ),
    ),
    FileField(
        "unresolved_count",
        "count",
        N_("Not resolved"),
        words("未首次解决数|未解决|未解决数|未解决量|unresolved|not resolved|unsolved|unresolved count"),
    ),
    FileField(
        "resolution_rate",
        "rate",
        N_("Resolution rate"),
        words(
            "首次解决率|一次解决率|一次性解决率|解决率|问题解决率|fcr|fcr rate|resolution rate"
            "|first contact resolution|first contact resolution rate|first call resolution"
        ),
    ),
    FileField(
        "resolution_of",
        "count",
        N_("Answers on resolution"),
        words("解决评价数|解决反馈数|参与解决评价数|解决率评价数|resolution answers|fcr answers"),
    ),
)
RATED_FIELDS: Final = (
    FileField(
        "rated",
        "count",
        N_("Number of ratings"),
        words(
            "满意度评价数|满意度评价量|满意度参评数|满意度参评量|评价数|评价量|评价总数|评价总量|总评数|评价人数|参评数"
            "|参评量|参评人数|有效评价数|已评价数|评分数|评分人数|rated|ratings|rating count|ratings count"
            "|number of ratings|csat responses|survey responses|surveys|reviews"
        ),
    ),
    FileField(
        "rating_mean",
        "mean_rating",
        N_("Mean rating (1–5)"),
        words(
            "平均满意度|满意度均分|满意度平均分|满意度平均值|平均满意度评分|满意度得分|平均评分|评价平均分|评价均分|平均评价分"
            "|平均星级|满意度|客户满意度|avg csat|average csat|csat|csat score|avg rating|average rating"
            "|mean rating|rating|avg satisfaction|average satisfaction|satisfaction score"
        ),
    ),
    FileField(
        "rating_sum",
        "count",
        N_("Sum of ratings"),
        words("评星总数|星级总数|评分总和|满意度总分|评价总分|rating sum|sum of ratings|total stars"),
    ),
    *(
        FileField(f"rated_{level}", "count", label, words(known))
        for level, label, known in (
            (
                5,
                N_("Ratings of 5"),
                "非常满意|非常满意数|非常满意量|很满意|很满意数|5星|5星数|五星|五星数|very satisfied|5 stars",
            ),
            (
                4,
                N_("Ratings of 4"),
                "满意|满意数|满意量|比较满意|比较满意数|4星|4星数|四星|四星数|satisfied|4 stars",
            ),
            (
                3,
                N_("Ratings of 3"),
                "一般|一般数|一般量|基本满意|基本满意数|3星|3星数|三星|三星数|neutral|3 stars",
            ),
            (2, N_("Ratings of 2"), "不满意|不满意数|不满意量|2星|2星数|二星|二星数|dissatisfied|2 stars"),
            (
                1,
                N_("Ratings of 1"),
                "非常不满意|非常不满意数|很不满意|很不满意数|1星|1星数|一星|一星数|very dissatisfied|1 star",
            ),
        )
    ),
    FileField(
        "satisfied",
        "count",
        N_("Satisfied"),
        words(
            "满意数|满意量|满意人数|满意评价数|满意评价量|好评数|好评量|positive|positive ratings|satisfied"
        ),
    ),
    FileField(
        "dissatisfied",
        "count",
        N_("Not satisfied"),
        words(
            "不满意数|不满意量|不满意人数|不满意评价数|不满意评价量|差评数|差评量|negative|negative ratings|dissatisfied"
        ),
    ),
    FileField(
        "satisfaction",
        "rate",
        N_("Satisfaction rate"),
        words(
            "满意率|客户满意率|满意比|客户满意比|服务满意率|好评率|满意度|客户满意度|satisfaction rate|csat rate|csat|satisfaction"
            "|positive rate"
        ),
    ),
)
