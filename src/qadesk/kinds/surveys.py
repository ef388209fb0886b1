"""Answers to call-back surveys."""

from __future__ import annotations

from typing import Final

from qadesk.domain.measures import Source
from qadesk.i18n import N_, _, ngettext
from qadesk.kinds.kind import (
    Count,
    EvidenceWords,
    FileField,
    Kind,
    Parts,
    Records,
    RecordSheet,
    SheetColumn,
    SheetCount,
    StoredRow,
    ref_of,
    words,
)
from qadesk.kinds.shared import AGENT, AGENT_NAME, DATE, REF, TIME


def _evidence_words(_figure: str) -> EvidenceWords:
    def contributes(row: StoredRow) -> str:
        if row.score >= 9:
            return _("{score}, promoter").format(score=row.score)
        return (_("{score}, detractor") if row.score <= 6 else _("{score}, passive")).format(score=row.score)

    return EvidenceWords(ref_of, lambda _row: _("survey answer"), contributes, lambda _row: "")


_SHEET: Final = RecordSheet(
    N_("Survey answers"),
    (
        SheetColumn("ref", N_("Reference"), 22, ref_of),
        SheetColumn("at", N_("Time"), 20, lambda row: row.at, "time"),
        SheetColumn("score", N_("Score"), 10, lambda row: row.score, "count"),
    ),
    (
        SheetCount("surveys", N_("Survey answers"), "COUNT({score})"),
        SheetCount("promoters", N_("Promoters (9–10)"), 'COUNTIF({score},">=9")'),
        SheetCount("detractors", N_("Detractors (0–6)"), 'COUNTIF({score},"<=6")'),
    ),
    figures={"nps": 'IF({surveys}=0,"",100*({promoters}-{detractors})/{surveys})'},
)
_RECORDS: Final = Records(
    source=Source.SURVEYS,
    table="survey_answer",
    when="at",
    noun=N_("survey answers"),
    number=lambda n: ngettext("{n} survey answer of {month}", "{n} survey answers of {month}", n),
    stored=("ref", "agent", "at", "score", "comment"),
    listed=("ref", "score", "comment"),
    counts=(
        Count("surveys"),
        Count("promoters", where=lambda c: c.score >= 9),
        Count("detractors", where=lambda c: c.score <= 6),
    ),
    evidence=_evidence_words,
    value=lambda _figure, c: c.score,
    sheet=_SHEET,
    typed_in=N_("Add survey answer…"),
    parts={
        "nps": Parts(
            lambda t: 100 * (t.promoters - t.detractors),
            lambda t: t.surveys,
            N_("points (+100 for each promoter, −100 for each detractor)"),
            N_("survey answers"),
        )
    },
    formula_counts={
        "surveys": N_("survey answers"),
        "promoters": N_("survey answers 9–10"),
        "detractors": N_("survey answers 0–6"),
    },
    totals_look_alike=True,
)


SURVEYS = Kind(
    "surveys",
    N_("Call-back survey"),
    (
        REF,
        AGENT,
        AGENT_NAME,
        FileField(
            "at",
            "moment",
            N_("Date and time"),
            words(
                "回访时间|回访日期|调查时间|答卷时间|提交时间|填写时间|评价时间|问卷时间|时间|日期|答题时间"
                "|答卷提交时间|提交答卷时间|时间戳记|时间戳|开始答题时间|来访时间"
                "|日期时间|date and time|survey date|survey time|answered at"
                "|responded at|submitted at|submitted|submit date|response date|date submitted|end date"
                "|completed at|completion time|timestamp|date|time|datetime|created at"
            ),
            required=True,
        ),
        DATE,
        TIME,
        FileField(
            "score",
            "score",
            N_("Recommendation 0–10"),
            words(
                "推荐意愿|推荐指数|净推荐值|推荐分|推荐度|NPS|NPS评分|推荐可能性|推荐评分|愿意推荐|评分|得分|分数|打分|nps"
                "|nps score|score|likelihood to recommend|recommend|recommendation|would recommend|recommendation 0–10|rating"
            ),
            required=True,
        ),
        FileField(
            "comment",
            "text",
            N_("Customer's words"),
            words(
                "客户意见|意见|意见建议|建议|客户反馈|反馈|留言|评语|原因|备注|客户留言|反馈内容|comment"
                "|comments|feedback|verbatim|customer comment|customer's words|reason|remarks|suggestion"
            ),
        ),
    ),
    words("问卷|答卷|回访|推荐|nps|survey|recommend|questionnaire"),
    _RECORDS,
)
