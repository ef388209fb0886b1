"""Complaints about an agent, with the clocks of their handling."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from qadesk import formats
from qadesk.domain.measures import Source
from qadesk.i18n import N_, _, ngettext
from qadesk.kinds.kind import (
    Columns,
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
    quotient,
    ref_of,
    words,
)
from qadesk.kinds.shared import AGENT_AT_FAULT, AGENT_AT_FAULT_NAME, DATE, NOTE, REF, TIME

FINDINGS: Final = {  # what may be found of a complaint, and whose fault it was
    "in_part": N_("upheld in part"),
    "agent": N_("upheld, the agent's fault"),
    "agent_in_part": N_("upheld, in part the agent's fault"),
    "courier": N_("upheld, the courier's fault"),
    "branch": N_("upheld, the branch's fault"),
    "customer": N_("not upheld, caused by the customer"),
    "nobody": N_("nobody's fault"),
}
_CLOCKS: Final = {  # figure -> until when, and within how many hours it has to be
    "complaint_response_24h": ("responded_at", 24),
    "complaint_closed_48h": ("closed_at", 48),
}


def at_fault(c: Columns) -> Any:
    """That a complaint was upheld against the agent: not against a courier or the branch."""
    return c.upheld & (c.fault.is_(None) | (c.fault == "agent"))


def _of_others(row: StoredRow) -> bool:
    """That it was upheld, but against somebody else than the agent: it does not count."""
    return bool(row.upheld) and row.fault not in (None, "agent")


def _whose(row: StoredRow) -> str:
    return _(FINDINGS[row.fault]) if row.fault in FINDINGS else str(row.fault)


def _evidence_words(figure: str) -> EvidenceWords:
    def contributes(row: StoredRow) -> str:
        if figure in _CLOCKS:
            until, hours = _CLOCKS[figure]
            return _clock(row.received_at, getattr(row, until), hours)
        if figure == "escalation_rate":
            return _("escalated") if row.escalated else _("not escalated")
        if row.upheld is None:
            return _("not decided")
        if _of_others(row):
            return _whose(row)
        if row.upheld and row.in_part:
            return _("upheld in part")
        return _("upheld") if row.upheld else _("not upheld")

    def why_not(row: StoredRow) -> str:
        if figure != "complaint_rate":
            return ""
        if _of_others(row):
            return _("not the agent's fault")
        return "" if row.upheld else _("only upheld complaints count")

    return EvidenceWords(ref_of, lambda row: row.level or row.channel or "", contributes, why_not)


def _clock(since: datetime, until: datetime | None, hours: int) -> str:
    """How long it took, and whether that was in time."""
    if until is None:
        return _("no response recorded, counted as more than {hours} h").format(hours=hours)
    took = (until - since).total_seconds() / 3600
    text = _("{took} h, in time") if took <= hours else _("{took} h, too late")
    return text.format(took=formats.decimal(Decimal(str(took)), 1))


def _value(figure: str, c: Columns) -> Any:
    if figure in _CLOCKS:
        return getattr(c, _CLOCKS[figure][0]) - c.received_at
    return c.escalated if figure == "escalation_rate" else c.upheld


def _took(row: StoredRow, until: str) -> int | None:
    """How long it took until then, in milliseconds."""
    end = getattr(row, until)
    return None if end is None else round((end - row.received_at).total_seconds() * 1000)


def _share(of: str, untold: str) -> str:
    """The formula of a share of the complaints whose file tells it."""
    return quotient(of, f"({{complaints}}-{untold})")


_SHEET: Final = RecordSheet(
    N_("Complaints"),
    (
        SheetColumn("ref", N_("Reference"), 22, ref_of),
        SheetColumn("at", N_("Time"), 20, lambda row: row.received_at, "time"),
        SheetColumn(
            "answered",
            N_("Until answered (ms)"),
            18,
            lambda row: _took(row, "responded_at"),
            "count",
            "responded_at",
        ),
        SheetColumn(
            "closed", N_("Until closed (ms)"), 18, lambda row: _took(row, "closed_at"), "count", "closed_at"
        ),
        SheetColumn("escalated", N_("Escalated"), 10, lambda row: row.escalated, "count", "escalated"),
        SheetColumn(
            "upheld",
            N_("Upheld"),
            10,
            lambda row: _whose(row) if _of_others(row) else row.upheld,
            "count",
            "upheld",
        ),
    ),
    (
        SheetCount("complaints", N_("Complaints"), "COUNTA({ref})"),
        SheetCount("upheld", N_("Upheld complaints"), "COUNTIF({upheld},1)"),
        SheetCount("escalated", N_("Escalated complaints"), "COUNTIF({escalated},1)"),
        SheetCount("responded_24h", N_("Answered within 24 h"), 'COUNTIF({answered},"<=86400000")'),
        SheetCount("closed_48h", N_("Closed within 48 h"), 'COUNTIF({closed},"<=172800000")'),
        SheetCount(
            "no_responded_at",
            N_("File without a column for the first response"),
            'COUNTIF({answered},"{not_stated}")',
        ),
        SheetCount(
            "no_closed_at", N_("File without a column for the closing"), 'COUNTIF({closed},"{not_stated}")'
        ),
        SheetCount(
            "no_escalated", N_("File without a column for escalation"), 'COUNTIF({escalated},"{not_stated}")'
        ),
        SheetCount("no_upheld", N_("File without a column for upheld"), 'COUNTIF({upheld},"{not_stated}")'),
    ),
    figures={
        # missing where of no complaint it is told whether it was upheld
        "complaint_rate": (
            'IF(AND({no_upheld}>0,{no_upheld}={complaints}),"",' + quotient("{upheld}", "{contacts}") + ")"
        ),
        "escalation_rate": _share("{escalated}", "{no_escalated}"),
        "complaint_response_24h": _share("{responded_24h}", "{no_responded_at}"),
        "complaint_closed_48h": _share("{closed_48h}", "{no_closed_at}"),
    },
    number="complaints",
)
_RECORDS: Final = Records(
    source=Source.COMPLAINTS,
    table="complaint",
    when="received_at",
    noun=N_("complaints"),
    number=lambda n: ngettext("{n} complaint of {month}", "{n} complaints of {month}", n),
    stored=(
        "ref", "waybill", "agent", "received_at", "responded_at", "closed_at",
        "channel", "level", "escalated", "upheld", "fault", "in_part", "note",
    ),
    listed=(
        "ref", "responded_at", "closed_at", "channel", "level", "escalated", "upheld", "fault", "note"
    ),
    counts=(
        Count("complaints"),
        Count("upheld", where=at_fault),
        Count("escalated", "yes", "escalated"),
        # never answered misses its clock
        Count("responded_24h", "within", "responded_at", since="received_at", hours=24),
        Count("closed_48h", "within", "closed_at", since="received_at", hours=48),
    ),
    evidence=_evidence_words,
    value=_value,
    sheet=_SHEET,
    coded={"fault": FINDINGS},
    typed_in=N_("Add complaint…"),
    choices={
        "fault": {
            "agent": N_("the agent's"),
            "courier": N_("the courier's"),
            "branch": N_("the branch's"),
            "customer": N_("the customer's"),
            "nobody": N_("nobody's"),
        }
    },
    implied={"in_part": lambda typed: None if typed["upheld"] is None else False},
    needed={
        **{name: (name,) for name in ("responded_at", "closed_at", "escalated")},
        "upheld": ("upheld", "fault"),
    },
    tells_apart=frozenset({"responded_at", "closed_at", "escalated", "upheld"}),
    lacking={
        "responded_at": N_("The complaint file has no column for the time of the first response."),
        "closed_at": N_("The complaint file has no column for the time it was closed."),
        "escalated": N_("The complaint file has no column that says whether it was escalated."),
        "upheld": N_("The complaint file has no column that says whether it was upheld."),
    },
    not_counted=N_("{n} of {total} complaints do not count here."),
    parts={
        "complaint_rate": Parts(
            lambda t: t.upheld, lambda t: t.contacts, N_("upheld complaints"), N_("answered calls and chats")
        ),
        "escalation_rate": Parts(
            lambda t: t.escalated, lambda t: t.complaints - t.no_escalated, N_("escalated"), N_("complaints")
        ),
        "complaint_response_24h": Parts(
            lambda t: t.responded_24h, lambda t: t.complaints - t.no_responded_at,
            N_("answered within 24 h"), N_("complaints"),
        ),
        "complaint_closed_48h": Parts(
            lambda t: t.closed_48h, lambda t: t.complaints - t.no_closed_at,
            N_("closed within 48 h"), N_("complaints"),
        ),
    },
    formula_counts={
        "complaints": N_("complaints received"),
        "upheld": N_("complaints upheld"),
        "escalated": N_("complaints escalated"),
    },
    totals_look_alike=True,
)  # fmt: skip


COMPLAINTS = Kind(
    "complaints",
    N_("Complaints"),
    (
        REF,
        FileField(
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
        FileField(
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
                "|requested at|date|申请时间|提单时间|仲裁申请时间"
            ),
            # What the office did with it comes after the customer's word, sometimes by days.
            loose=words("受理时间|受理日期|登记时间|登记日期|建单时间|接单时间"),
            required=True,
        ),
        DATE,
        TIME,
        FileField(
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
        FileField(
            "closed_at",
            "moment",
            N_("Closed"),
            words(
                # What was settled comes first: many systems close by themselves a week later.
                "办结时间|完结时间|解决时间|处理完成时间|处理完毕时间|完成时间|结案时间|结单时间|关闭时间"
                "|结束时间|办结日期|完成日期|结案日期|关闭日期|办结|完结|结案|关闭|resolved at|resolved time"
                "|resolved date|date resolved|resolved|resolution date|solved at|solved date|date solved"
                "|solved|completed at|completed date|finished at|closed at|closed time|closed date"
                "|close date|closed|date closed|closed on|close time|closing time|resolution time"
                "|实际办结时间|实际完成时间"
            ),
        ),
        FileField(
            "responded_after",
            "duration",
            N_("Time until the first response"),
            words(
                "首次响应时长|首响时长|首次回复时长|首次联系时长|首次处理时长|响应时长|回复时长|答复时长"
                "|首次响应时效|首响时效|首次回复时效|首次联系时效|响应时效|回复时效|答复时效"
                "|first reply time|first response time|first response duration|response duration"
                "|response hours|response minutes|first response in min|initial response duration"
            ),
        ),
        FileField(
            "closed_after",
            "duration",
            N_("Time until closed"),
            words(
                "处理时长|结案时长|办结时长|完结时长|关闭时长|解决时长|处理总时长|总处理时长|闭环时长"
                "|处理时效|结案时效|办结时效|完结时效|关闭时效|解决时效|闭环时效"
                "|full resolution time|resolution time|time to resolution|time to resolve|resolution duration|time to close|closing duration|resolution hours"
                "|resolution minutes|solution in min|handling duration"
            ),
        ),
        FileField(
            "channel",
            "text",
            N_("Channel"),
            words("渠道|投诉渠道|来源|来源渠道|投诉来源|受理渠道|channel|source|origin"),
        ),
        FileField(
            "level",
            "text",
            N_("Severity"),
            words("投诉级别|级别|严重程度|等级|投诉等级|优先级|紧急程度|severity|level|priority|grade"),
        ),
        FileField(
            "escalated",
            "yes_no",
            N_("Escalated"),
            words("是否升级|升级|升级投诉|是否升级投诉|已升级|escalated|escalation|is escalated"),
        ),
        FileField(
            "upheld",
            "yes_no",
            N_("Upheld"),
            words(
                "核实结果|是否属实|属实|是否有责|有责|责任判定|责任认定|判责结果|判责|是否成立|核查结果"
                "|处理结论|认定结果|调查结果|调查结论|定责|定责结果|投诉判定|投诉结果|投诉是否有效|企业责任认定|责任|处理结果|upheld|justified"
                "|substantiated|valid|confirmed|finding|findings|verdict|is upheld|at fault"
                "|是否无责|无责|是否免责|免责|是否不属实|是否不成立|unfounded|unsubstantiated|not upheld"
                "|no fault|outcome|complaint outcome|case outcome|decision|determination|ruling"
            ),
        ),
        FileField(
            "fault",
            "yes_no",
            N_("Whose fault"),
            words(
                "责任归属|责任方|责任划分|责任主体|责任对象|责任环节|责任类型|过错方|责任人类型|责任部门|责任单位|被投诉对象"
                "|责任人|责任人员|被投诉人|responsible person|responsibility"
                "|responsible party|fault|liability|root cause party|whose fault"
            ),
        ),
        NOTE,
    ),
    words(
        "投诉|工单|申诉|受理|结案|办结|完结|承办|诉求|答复|派单|属实|定责|责任|仲裁|complaint|ticket|case|upheld"
        "|escalat|resolved|closed"
    ),
    _RECORDS,
)
