"""Delivery punctuality: the whole office's parcels of a day."""

from __future__ import annotations

from qadesk.i18n import N_
from qadesk.kinds.field import Field, Kind, words

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
