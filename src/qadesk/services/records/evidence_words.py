"""What a record says about one indicator, in words: its contribution, and why it does not count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from qadesk import formats
from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Indicator
from qadesk.i18n import _, current_language, ngettext
from qadesk.services.records.counting import CHANNELS
from qadesk.tabular.questions import ANSWERS

_Say = Callable[[Row[Any]], str]


@dataclass(frozen=True)
class Words:
    """How the records of one kind are told of for one indicator; `why_not` is empty for what counts."""

    ref: _Say
    about: _Say
    contributes: _Say
    why_not: _Say


def words(source: Source, indicator: Indicator) -> Words:
    """The words for the records of `source` behind `indicator`."""
    return {
        Source.CONTACTS: _contacts,
        Source.COMPLAINTS: _complaints,
        Source.INCIDENTS: _incidents,
        Source.SURVEYS: _surveys,
        Source.DELIVERIES: _deliveries,
        Source.RATINGS: _ratings,
        Source.TOTALS: _totals,
    }[source](indicator)


def _contacts(indicator: Indicator) -> Words:
    field, said, lacking = {
        "avg_response_seconds": ("response_ms", _seconds, _("no response time noted")),
        "avg_talk_seconds": ("talk_ms", _seconds, _("no talk time noted")),
        "first_contact_resolution": ("resolved", _resolved, _("neither solved nor unsolved noted")),
        "csat": ("rating", _rated, _("not rated by the customer")),
    }.get(indicator.figure, ("answered", _answered, ""))

    def why_not(row: Row[Any]) -> str:
        if row.direction not in (None, "in"):
            return _("no inbound contact: {direction}").format(direction=_(ANSWERS[row.direction]))
        if not row.answered:
            return _("not answered")
        return lacking if row._mapping[field] is None else ""

    def contributes(row: Row[Any]) -> str:
        value = row._mapping[field]
        return formats.DASH if value is None else said(value)

    return Words(_ref, lambda row: _("chat") if row.channel == "chat" else _("call"), contributes, why_not)


def _totals(indicator: Indicator) -> Words:
    def contributes(row: Row[Any]) -> str:
        said = _mean_said(indicator.figure, row)
        return said or ngettext("{n} contact", "{n} contacts", row.contacts).format(n=f"{row.contacts:,}")

    def why_not(row: Row[Any]) -> str:
        wanted = indicator.figure in _MEANS or indicator.figure == "first_contact_resolution"
        return _("not told by the totals") if wanted and not _mean_said(indicator.figure, row) else ""

    def ref(row: Row[Any]) -> str:
        _agent, first, last, _channel, queue = row.ref.split("|", 4)
        days = formats.day(date.fromisoformat(first))
        if last != first:
            days = f"{days} – {formats.day(date.fromisoformat(last))}"
        return f"{days} {queue}".strip()

    return Words(
        ref,
        lambda row: _("totals of {channel}").format(channel=_(CHANNELS[row.channel])),
        contributes,
        why_not,
    )


_MEANS = {
    "avg_response_seconds": ("responses", "response_us"),
    "avg_talk_seconds": ("talks", "talk_us"),
    "csat": ("rated", "rating_millionths"),
}


def _mean_said(figure: str, row: Row[Any]) -> str:
    """A mean with its number, or counts; "" where a row does not tell it."""
    if figure == "first_contact_resolution":
        if row.resolved is None or row.unresolved is None:
            return ""
        return _("{n} of {total} solved").format(n=row.resolved, total=row.resolved + row.unresolved)
    count, total = _MEANS.get(figure, ("", ""))
    if not count or row._mapping[total] is None or not row._mapping[count]:
        return ""
    n = row._mapping[count]
    mean = Decimal(row._mapping[total]) / n / 1_000_000
    said = formats.decimal(mean) if figure == "csat" else formats.quantity(mean, "seconds")
    return _("{n} × {mean}").format(n=f"{n:,}", mean=said)


def _complaints(indicator: Indicator) -> Words:
    def contributes(row: Row[Any]) -> str:
        if indicator.figure == "complaint_response_24h":
            return _clock(row.received_at, row.responded_at, 24)
        if indicator.figure == "complaint_closed_48h":
            return _clock(row.received_at, row.closed_at, 48)
        if indicator.figure == "escalation_rate":
            return _("escalated") if row.escalated else _("not escalated")
        if row.upheld is None:
            return _("not decided")
        if row.upheld and row.fault not in (None, "agent"):
            return _(ANSWERS[row.fault]) if row.fault in ANSWERS else row.fault
        if row.upheld and row.in_part:
            return _("upheld in part")
        return _("upheld") if row.upheld else _("not upheld")

    def why_not(row: Row[Any]) -> str:
        if indicator.figure != "complaint_rate":
            return ""
        if row.upheld and row.fault not in (None, "agent"):
            return _("not the agent's fault")
        return "" if row.upheld else _("only upheld complaints count")

    return Words(_ref, lambda row: row.level or row.channel or "", contributes, why_not)


def _incidents(indicator: Indicator) -> Words:
    kinds = {"praise": _("praise"), "error": _("error"), "abuse": _("abusive language")}
    return Words(_ref, lambda row: kinds[row.kind], lambda _row: "1", lambda _row: "")


def _surveys(indicator: Indicator) -> Words:
    def contributes(row: Row[Any]) -> str:
        if row.score >= 9:
            return _("{score}, promoter").format(score=row.score)
        return (_("{score}, detractor") if row.score <= 6 else _("{score}, neither")).format(score=row.score)

    return Words(_ref, lambda _row: _("survey answer"), contributes, lambda _row: "")


def _deliveries(indicator: Indicator) -> Words:
    tracking = indicator.figure == "tracking_15min"

    def counted(row: Row[Any]) -> tuple[int | None, int | None]:
        return (row.scans_in_15_min, row.scans) if tracking else (row.on_time, row.due)

    def contributes(row: Row[Any]) -> str:
        part, of = (formats.DASH if number is None else f"{number:,}" for number in counted(row))
        return formats.DASH if part == of == formats.DASH else _("{n} of {total}").format(n=part, total=of)

    def why_not(row: Row[Any]) -> str:
        part, of = counted(row)
        if part is not None and of is not None:
            return ""
        return _("nothing noted") if part is of else _("only one of the two numbers is noted")

    return Words(
        lambda row: formats.day(row.ref), lambda row: row.courier or _("whole branch"), contributes, why_not
    )


def _ratings(indicator: Indicator) -> Words:
    names = {level.level: level.name.in_language(current_language()) for level in indicator.levels}

    def contributes(row: Row[Any]) -> str:
        if row.level is None:
            return _("N/A")
        return f"{formats.plain(row.level)} {names.get(int(row.level), '')}".strip()

    def why_not(row: Row[Any]) -> str:
        if row.status != "submitted":
            return _("a draft, not submitted")
        return _("marked as not applicable") if row.level is None else ""

    return Words(lambda row: row.ref or _("whole cycle"), lambda row: row.by, contributes, why_not)


def _ref(row: Row[Any]) -> str:
    return str(row.ref)


def _seconds(milliseconds: int) -> str:
    return formats.quantity(Decimal(milliseconds) / 1000, "seconds")


def _resolved(value: bool) -> str:
    return _("solved") if value else _("not solved")


def _rated(value: int) -> str:
    return _("{n} of 5").format(n=value)


def _answered(value: bool) -> str:
    return _("answered") if value else _("not answered")


def _clock(since: datetime, until: datetime | None, hours: int) -> str:
    """How long it took, and whether that was in time."""
    if until is None:
        return _("never, so not within {hours} h").format(hours=hours)
    took = (until - since).total_seconds() / 3600
    text = _("{took} h, in time") if took <= hours else _("{took} h, too late")
    return text.format(took=formats.decimal(Decimal(str(took)), 1))
