"""Totals of contacts: one row is an agent's day, week or month as a platform adds it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from qadesk import formats
from qadesk.domain.measures import Source
from qadesk.i18n import N_, _, ngettext
from qadesk.kinds.contacts import COUNTED
from qadesk.kinds.kind import (
    Count,
    EvidenceWords,
    FileField,
    Kind,
    Records,
    RecordSheet,
    SheetColumn,
    SheetCount,
    StoredRow,
    words,
)
from qadesk.kinds.shared import AGENT, AGENT_NAME
from qadesk.kinds.totals_fields import COUNTED_FIELDS, RATED_FIELDS

CHANNELS: Final = {"call": N_("calls"), "chat": N_("chats"), "": N_("calls and chats")}
STORED: Final = (
    "ref", "channel", "queue", "agent", "at", "until", "contacts", "offered",
    "responses", "response_us", "talks", "talk_us", "resolved", "unresolved",
    "rated", "rating_millionths", "rating_squares", "satisfied", "dissatisfied", "satisfaction",
)  # fmt: skip
LEFT: Final = ("resolution_rate", "rating_alone")  # told beside them: what the whole file has to decide on

_MEANS: Final = {  # figure -> the number of values and their sum in millionths
    "avg_response_seconds": ("responses", "response_us"),
    "avg_talk_seconds": ("talks", "talk_us"),
    "csat": ("rated", "rating_millionths"),
}


def _evidence_words(figure: str) -> EvidenceWords:
    def contributes(row: StoredRow) -> str:
        said = _mean_text(figure, row)
        return said or ngettext("{n} contact", "{n} contacts", row.contacts).format(
            n=formats.count(row.contacts)
        )

    def why_not(row: StoredRow) -> str:
        wanted = figure in _MEANS or figure == "first_contact_resolution"
        return _("not in the totals") if wanted and not _mean_text(figure, row) else ""

    def ref(row: StoredRow) -> str:
        _agent, first, last, _channel, queue = row.ref.split("|", 4)
        days = formats.day(date.fromisoformat(first))
        if last != first:
            days = formats.span(days, formats.day(date.fromisoformat(last)))
        return f"{days} {queue}".strip()

    def about(row: StoredRow) -> str:
        return _("totals of {channel}").format(channel=_(CHANNELS[row.channel]))

    return EvidenceWords(ref, about, contributes, why_not)


def _mean_text(figure: str, row: StoredRow) -> str:
    """A mean with its number, or counts; "" where a row does not tell it."""
    if figure == "first_contact_resolution":
        if row.resolved is None or row.unresolved is None:
            return ""
        return _("{n} of {total} solved").format(n=row.resolved, total=row.resolved + row.unresolved)
    if figure not in _MEANS:
        return ""
    n, total = (getattr(row, column) for column in _MEANS[figure])
    if total is None or not n:
        return ""
    mean = Decimal(total) / n / 1_000_000
    said = formats.decimal(mean) if figure == "csat" else formats.quantity(mean, "seconds")
    return _("{n} × {mean}").format(n=formats.count(n), mean=said)


def _mean(count: str, total: str, unit: int) -> Callable[[StoredRow], float | None]:
    """A mean of what is stored as a number of values and their sum."""

    def of(row: StoredRow) -> float | None:
        n, added = getattr(row, count), getattr(row, total)
        return None if added is None or not n else added / (n * unit)

    return of


def _untold(name: str, column: str) -> Count:
    """Of what a row does not tell nothing is known of any of its contacts."""
    return Count(name, "sum", "contacts", where=lambda c: getattr(c, column).is_(None))


def _only_mean(c: Any) -> Any:
    """That of ratings only the mean is known, and nothing of their spread."""
    return c.rating_millionths.is_not(None) & c.rating_squares.is_(None)


def _last_day(row: StoredRow) -> datetime:
    """A moment of the last day of those added up."""
    moment: datetime = row.until - timedelta(milliseconds=1)
    return moment


def _of(column: str, unit: int) -> Callable[[StoredRow], Decimal | None]:
    """A sum in larger units, of which `unit` stored ones are one."""

    def of(row: StoredRow) -> Decimal | None:
        stored = getattr(row, column)
        return None if stored is None else Decimal(stored) / unit

    return of


def _with(column: str, other: str) -> Callable[[StoredRow], int | None]:
    """A number that counts only where another is told, too."""
    return lambda row: None if getattr(row, other) is None else getattr(row, column)


_NUMBERS: Final[Mapping[str, Callable[[StoredRow], Any]]] = {
    "contacts": lambda row: row.contacts,
    "responses": lambda row: row.responses,
    "response_ms": _of("response_us", 1000),
    "talks": lambda row: row.talks,
    "talk_ms": _of("talk_us", 1000),
    "resolved": _with("resolved", "unresolved"),
    "unresolved": _with("unresolved", "resolved"),
    "rated": _with("rated", "rating_millionths"),
    "rating_sum": _of("rating_millionths", 1_000_000),
}
_SHEET: Final = RecordSheet(
    N_("Totals"),
    (
        SheetColumn("from", N_("From"), 14, lambda row: row.at, "day"),
        SheetColumn("to", N_("To"), 14, _last_day, "day"),
        SheetColumn("channel", N_("Channel"), 14, lambda row: _(CHANNELS[row.channel])),
        SheetColumn("queue", N_("Group or shop"), 16, lambda row: row.queue),
        *(SheetColumn(name, COUNTED[name], 14, value, "number") for name, value in _NUMBERS.items()),
    ),
    tuple(SheetCount(name, COUNTED[name], f"SUM({{{name}}})") for name in _NUMBERS),
    only_with="total_contacts",
)
_RECORDS: Final = Records(
    source=Source.TOTALS,
    stands_for=Source.CONTACTS,
    table="contact_total",
    when="at",
    until="until",
    noun=N_("totals of contacts"),
    number=lambda n: ngettext("{n} row of totals of {month}", "{n} rows of totals of {month}", n),
    stored=STORED,
    beside=LEFT,
    listed=(
        "to", "channel", "queue", "contacts", "response_mean", "talk_mean",
        "resolved_count", "unresolved_count", "rated", "rating_mean", "satisfaction",
    ),
    shown={
        "to": _last_day,
        "response_mean": _mean("responses", "response_us", 1000),
        "talk_mean": _mean("talks", "talk_us", 1000),
        "resolved_count": lambda row: row.resolved,
        "unresolved_count": lambda row: row.unresolved,
        "rating_mean": _mean("rated", "rating_millionths", 1_000_000),
    },
    made_of={
        "to": ("until",),
        "response_mean": ("response_us", "responses"),
        "talk_mean": ("talk_us", "talks"),
        "resolved_count": ("resolved",),
        "unresolved_count": ("unresolved",),
        "rating_mean": ("rating_millionths", "rated"),
    },
    counts=(
        Count("contacts", "sum", "contacts"),
        Count("total_contacts", "sum", "contacts"),
        Count("responses", "sum", "responses"),
        Count("response_us", "sum", "response_us"),
        Count("talks", "sum", "talks"),
        Count("talk_us", "sum", "talk_us"),
        Count("mean_responses", "sum", "responses"),
        Count("mean_talks", "sum", "talks"),
        # what counts is what both parts of a quotient are told of
        Count("resolved", "sum", "resolved", where=lambda c: c.unresolved.is_not(None)),
        Count("unresolved", "sum", "unresolved", where=lambda c: c.resolved.is_not(None)),
        Count("rated", "sum", "rated", where=lambda c: c.rating_millionths.is_not(None)),
        Count("rating_millionths", "sum", "rating_millionths"),
        Count("rating_squared", "sum", "rating_squares"),
        Count("mean_rated", "sum", "rated", where=_only_mean),
        _untold("no_response", "response_us"),
        _untold("no_talk", "talk_us"),
        _untold("no_resolved", "unresolved"),
        _untold("no_rating", "rating_millionths"),
        _untold("no_unanswered", "offered"),
        Count("no_each_response", "sum", "contacts"),
        Count("no_each_offered", "sum", "contacts"),
    ),
    evidence=_evidence_words,
    value=lambda _figure, c: c.contacts,
    sheet=_SHEET,
    coded={"channel": CHANNELS},
    short={
        "queue": N_("Group"),
        "contacts": N_("Contacts"),
        "response_mean": N_("Response"),
        "talk_mean": N_("Talk"),
        "resolved_count": N_("Solved"),
        "unresolved_count": N_("Not solved"),
        "rated": N_("Rated"),
        "rating_mean": N_("Mean"),
        "satisfaction": N_("Satisfied"),
    },
    needed={
        "response": ("response_mean", "response_sum"),
        "talk": ("talk_mean", "talk_sum"),
        "resolved": ("resolved_count", "resolution_rate"),
        "rating": ("rating_mean", "rating_sum", "rated_5"),
        "each_response": (),  # totals never tell it
        "unanswered": ("offered",),
    },
    together={"each_offered": ("each_response",)},
    instead=("calls", "chats"),
)  # fmt: skip
TOTALS: Final = Kind(
    "totals",
    N_("Totals of contacts"),
    (
        AGENT,
        AGENT_NAME,
        FileField(
            "period",
            "span",
            N_("Day, week or month"),
            words(
                "日期|统计日期|业务日期|数据日期|月份|统计月份|统计周期|统计时间|周期|时间|时间段|周|date|day|month|period|week"
                "|report date|date range"
            ),
        ),
        FileField(
            "from",
            "day",
            N_("From"),
            words("开始日期|起始日期|开始时间|起始时间|from|start date|start|period start"),
        ),
        FileField(
            "to",
            "day",
            N_("To"),
            words("结束日期|截止日期|终止日期|结束时间|截止时间|to|end date|end|period end"),
        ),
        FileField(
            "channel",
            "channel",
            N_("Channel"),
            words("渠道|接入渠道|会话渠道|服务渠道|channel|media|media type"),
        ),
        FileField(
            "queue",
            "label",
            N_("Group or shop"),
            words(
                "技能组|技能组名称|接待组|客服组|队列|队列名称|业务组|店铺|店铺名称|旗舰店|queue|queue name|skill"
                "|skill group|shop|store|split"
            ),
        ),
        *COUNTED_FIELDS,
        *RATED_FIELDS,
    ),
    words("汇总|统计|日报|周报|月报|报表|绩效|summary|report|totals|daily|monthly"),
    _RECORDS,
)
