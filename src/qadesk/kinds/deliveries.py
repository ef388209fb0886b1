"""Delivery punctuality: the whole office's parcels of a day."""

from __future__ import annotations

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
    words,
)


def _tracked(c: Columns) -> Any:
    """That both numbers of tracking are told: a part counts only beside its whole."""
    return c.scans.is_not(None) & c.scans_in_15_min.is_not(None)


def _evidence_words(figure: str) -> EvidenceWords:
    def counted(row: StoredRow) -> tuple[int | None, int | None]:
        return (row.scans_in_15_min, row.scans) if figure == "tracking_15min" else (row.on_time, row.due)

    def contributes(row: StoredRow) -> str:
        part, of = (formats.DASH if number is None else formats.count(number) for number in counted(row))
        return formats.DASH if part == of == formats.DASH else _("{n} of {total}").format(n=part, total=of)

    def why_not(row: StoredRow) -> str:
        part, of = counted(row)
        if part is not None and of is not None:
            return ""
        return _("nothing recorded") if part is of else _("only one of the two numbers is recorded")

    return EvidenceWords(
        lambda row: formats.day(row.day), lambda row: row.courier or _("whole branch"), contributes, why_not
    )


_SHEET: Final = RecordSheet(
    N_("Delivery days"),
    (
        SheetColumn("day", N_("Day"), 14, lambda row: row.day, "day"),
        SheetColumn("courier", N_("Courier"), 16, lambda row: row.courier),
        SheetColumn("due", N_("Due"), 12, lambda row: row.due, "count"),
        SheetColumn("on_time", N_("On time"), 12, lambda row: row.on_time, "count"),
        SheetColumn("scans", N_("Scans"), 12, lambda row: row.scans, "count"),
        SheetColumn("in_15_min", N_("Scans within 15 min"), 18, lambda row: row.scans_in_15_min, "count"),
    ),
    (  # a day counts only with both of two numbers
        SheetCount("due", N_("Parcels due, whole branch"), 'SUMIFS({due},{on_time},">=0")'),
        SheetCount("on_time", N_("Delivered on time, whole branch"), 'SUMIFS({on_time},{due},">=0")'),
        SheetCount("scans", N_("Scans, whole branch"), 'SUMIFS({scans},{in_15_min},">=0")'),
        SheetCount(
            "scans_in_15_min", N_("Scans within 15 min, whole branch"), 'SUMIFS({in_15_min},{scans},">=0")'
        ),
    ),
    figures={
        "delivery_on_time": quotient("{on_time}", "{due}"),
        "tracking_15min": quotient("{scans_in_15_min}", "{scans}"),
    },
)
_RECORDS: Final = Records(
    source=Source.DELIVERIES,
    table="delivery_day",
    when="day",
    by_day=True,
    ref="day",
    noun=N_("deliveries"),
    number=lambda n: ngettext("{n} delivery row of {month}", "{n} delivery rows of {month}", n),
    stored=("day", "courier", "due", "on_time", "scans", "scans_in_15_min"),
    listed=("courier", "due", "on_time", "scans", "scans_in_15_min"),
    key=("day", "courier"),
    counts=(
        Count("due", "sum", "due"),
        Count("on_time", "sum", "on_time"),
        Count("scans", "sum", "scans", where=_tracked),
        Count("scans_in_15_min", "sum", "scans_in_15_min", where=_tracked),
        Count("rows"),
        Count("no_scans", where=lambda c: ~_tracked(c)),
    ),
    evidence=_evidence_words,
    value=lambda figure, c: c.scans_in_15_min if figure == "tracking_15min" else c.on_time,
    sheet=_SHEET,
    needed={"scans": ("scans", "scans_in_15_min")},
    lacking={
        "scans": N_("The delivery file has no columns for tracking events and those within 15 minutes.")
    },
    not_counted=N_("{n} of {total} delivery rows do not count here."),
    parts={
        "delivery_on_time": Parts(
            lambda t: t.on_time, lambda t: t.due, N_("delivered on time"), N_("parcels due, whole branch")
        ),
        "tracking_15min": Parts(
            lambda t: t.scans_in_15_min,
            lambda t: t.scans,
            N_("scanned within 15 min"),
            N_("scans, whole branch"),
        ),
    },
    smaller=(("on_time", "due"), ("scans_in_15_min", "scans")),
    every_day=True,
)


DELIVERIES = Kind(
    "deliveries",
    N_("Delivery punctuality"),
    (
        FileField(
            "day",
            "day",
            N_("Date"),
            words("日期|派送日期|统计日期|派件日期|业务日期|签收日期|date|day|delivery date|business date"),
            required=True,
        ),
        FileField(
            "courier",
            "courier",
            N_("Courier"),
            words(
                "派件员|快递员|派送员|业务员|收派员|小哥|派件人|派件员姓名|快递员姓名|派件员编号|快递员编号"
                "|承包区|片区|派送区域|区域|站点|路线|派送路线|频次|派送频次|班次|批次"
                "|courier|driver|courier name|rider|route|area"
            ),
        ),
        FileField(
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
        FileField(
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
        FileField(
            "scans",
            "count",
            N_("Tracking events"),
            words(
                "轨迹总数|轨迹应更新数|应更新轨迹|应更新轨迹数"
                "|轨迹数|扫描总数|扫描量|扫描次数|轨迹量|轨迹更新总数|scans|tracking events"
                "|total scans|scan events|events"
            ),
        ),
        FileField(
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
    _RECORDS,
)
