"""Praise, errors and abuse noted by the front desk."""

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
    quotient,
    ref_of,
    words,
)
from qadesk.kinds.shared import AGENT, AGENT_NAME, NOTE, REF

INCIDENTS_ARE: Final = {"praise": N_("praise"), "error": N_("error"), "abuse": N_("abuse")}
INCIDENT_NAMES: Final = {"praise": N_("Praise"), "error": N_("Error"), "abuse": N_("Abuse")}
_OF_FIGURE: Final = {
    "praises": "praise", "errors": "error", "error_rate": "error", "abusive_language": "abuse",
}  # fmt: skip


def _evidence_words(_figure: str) -> EvidenceWords:
    kinds = {"praise": _("praise"), "error": _("error"), "abuse": _("abusive language")}
    return EvidenceWords(ref_of, lambda row: kinds[row.kind], lambda _row: "1", lambda _row: "")


_SHEET: Final = RecordSheet(
    N_("Praises and errors"),
    (
        SheetColumn("ref", N_("Reference"), 22, ref_of),
        SheetColumn("day", N_("Day"), 14, lambda row: row.day, "day"),
        SheetColumn("kind", N_("Kind"), 12, lambda row: _(INCIDENT_NAMES[row.kind])),
        SheetColumn("note", N_("Note"), 40, lambda row: row.note),
    ),
    (
        SheetCount("praises", N_("Praises"), 'COUNTIF({kind},"{praise}")'),
        SheetCount("errors", N_("Errors"), 'COUNTIF({kind},"{error}")'),
        SheetCount("abuses", N_("Abusive language"), 'COUNTIF({kind},"{abuse}")'),
    ),
    figures={
        "error_rate": quotient("{errors}", "{contacts}"),
        "praises": "{praises}",
        "errors": "{errors}",
        "abusive_language": "{abuses}",
    },
    words=INCIDENT_NAMES,
)
_RECORDS: Final = Records(
    source=Source.INCIDENTS,
    table="incident",
    when="day",
    by_day=True,
    noun=N_("praises and errors"),
    number=lambda n: ngettext("{n} praise or error of {month}", "{n} praises and errors of {month}", n),
    stored=("ref", "agent", "day", "kind", "note"),
    listed=("ref", "kind", "note"),
    counts=(
        Count("praises", where=lambda c: c.kind == "praise"),
        Count("errors", where=lambda c: c.kind == "error"),
        Count("abuses", where=lambda c: c.kind == "abuse"),
    ),
    evidence=_evidence_words,
    value=lambda _figure, c: c.kind,
    sheet=_SHEET,
    coded={"kind": INCIDENT_NAMES},
    typed_in=N_("Add praise, error or abuse…"),
    choices={"kind": INCIDENT_NAMES},
    tones={"praise": "good", "error": "warn", "abuse": "bad"},
    short={"kind": N_("Kind")},
    concerned=lambda figure, c: c.kind == _OF_FIGURE[figure],
    parts={
        "error_rate": Parts(
            lambda t: t.errors, lambda t: t.contacts, N_("errors"), N_("answered calls and chats")
        )
    },
    totals_look_alike=True,
)


INCIDENTS = Kind(
    "incidents",
    N_("Praise and errors"),
    (
        REF,
        AGENT,
        AGENT_NAME,
        FileField(
            "day",
            "day",
            N_("Date"),
            words(
                "日期|发生日期|登记日期|时间|发生时间|记录日期|登记时间|date|day|occurred on|incident date"
                "|recorded on|time"
            ),
            required=True,
        ),
        FileField(
            "kind",
            "incident",
            N_("Praise, error or abuse"),
            words(
                "类型|类别|性质|事件类型|奖惩类型|奖惩|记录类型|种类|表扬差错|表扬/差错|type|kind|category"
                "|事件分类|奖惩类别|表扬、差错或辱骂|praise, error or abuse|incident type|nature|event"
            ),
            required=True,
        ),
        FileField(
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
    _RECORDS,
)
