"""What may be wrong with rows that read well: met in another import, of several branches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, Integer, and_, func, or_, select, type_coerce

from qadesk import formats
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.kinds.kind import Records
from qadesk.kinds.registry import KINDS
from qadesk.services.records.account import ImportWarning, column_accounts  # noqa: A004
from qadesk.services.records.stored import table_of
from qadesk.storage import tables
from qadesk.tabular.layout import Layout
from qadesk.tabular.text import cell_text, normal_header

_MINUTE_MS: Final = 60_000
_DAY: Final = timedelta(days=1)
_NAMED: Final = 4
_CHANNELS: Final = re.compile(
    r"(?:接入|会话|服务|咨询|联系)?渠道(?:类型)?|媒体(?:类型)?|(?:contact|conversation)?channel(?:type)?|media(?:type)?"
)
_OF_CHANNEL: Final = {
    "call": re.compile(r"电话|来电|呼入|话务|语音|热线|phone|voice|call|telephony"),
    "mail": re.compile(r"邮件|邮箱|e-?mail"),
    "ticket": re.compile(r"工单|表单|留言|ticket|form"),
}


def met_before(
    connection: Connection, name: str, batch_id: int, days: Sequence[date], rows: int
) -> tuple[ImportWarning, ...]:
    """A warning where rows of an import have the agent and time of another import's records.

    `days` are the first and last of the import, `rows` how many it brought. Another reference, or
    none and other content, makes them records of their own; they may be the same all the same. Times written
    to the minute agree with those to the second if the lengths do.
    """
    kind = KINDS[name].records
    if not rows or kind is None or kind.by_day or kind.until or not days:  # no moment of one record
        return ()
    n = _number_met(connection, kind, batch_id, days, rows)
    if not n:
        return ()
    text = ngettext(
        "{n} row has the agent and time of a record from another import, but a different "
        "reference or different values. Both count. If they are the same, undo one of the two "
        "imports.",
        "{n} rows have the agent and time of records from another import, but different "
        "references or values. All of them count. If they are the same, undo one of the two "
        "imports.",
        n,
    )
    return (ImportWarning("met_before", text.format(n=formats.count(n))),)


def _number_met(connection: Connection, kind: Records, batch_id: int, days: Sequence[date], rows: int) -> int:
    """How many rows of an import have the agent and time of a record of another one."""
    batch = tables.import_batch.c
    alike = [
        other.name for other in KINDS.values() if other.records and table_of(other.records) is table_of(kind)
    ]
    at_that_time = (
        batch.kind.in_(alike),
        batch.id != batch_id,
        batch.undone_at.is_(None),
        batch.first_day <= days[-1] + _DAY,
        batch.last_day >= days[0] - _DAY,
    )
    known = connection.execute(select(func.sum(batch.rows)).where(*at_that_time)).scalar()
    if known is None:
        return 0
    ours, theirs = table_of(kind).alias("ours"), table_of(kind).alias("theirs")
    at, other = (type_coerce(table.c[kind.when], Integer) for table in (ours, theirs))
    found = select(theirs.c.id).where(theirs.c.batch_id != batch_id, theirs.c.agent_id == ours.c.agent_id)
    where = [ours.c.batch_id == batch_id]
    if known < rows:  # then only the minutes in which there are others are looked into
        own = type_coerce(theirs.c[kind.when], Integer)
        minute = (own - own % _MINUTE_MS).label("minute")
        others = select(batch.id).where(*at_that_time)
        met = (
            select(theirs.c.agent_id, minute).where(theirs.c.batch_id.in_(others)).distinct().subquery("met")
        )
        where = [
            ours.c.batch_id + 0 == batch_id,  # so that SQLite looks by agent and time, not through the import
            ours.c.agent_id == met.c.agent_id,
            at.between(met.c.minute, met.c.minute + _MINUTE_MS - 1),
        ]
    if table_of(kind) is tables.contact:
        begun = at - at % _MINUTE_MS
        lengths = [theirs.c[name].is_not_distinct_from(ours.c[name]) for name in ("response_ms", "talk_ms")]
        to_the_minute = and_(or_(at == begun, other == begun), *lengths)
        found = found.where(
            theirs.c.channel == ours.c.channel,
            other.between(begun, begun + _MINUTE_MS - 1),  # SQLite finds these by its index
            other - other % _MINUTE_MS == begun,  # the same, as PostgreSQL joins many with many
            or_(other == at, to_the_minute),
        )
    else:
        found = found.where(other == at)
    # One is enough: thousands at one moment, each beside each other, would take minutes.
    counted = select(func.count(ours.c.id)).where(*where, found.correlate(ours).exists())
    n: int = connection.execute(counted).scalar_one()
    return n


def refuse_several_branches(layout: Layout) -> None:
    """Raise UserError for deliveries of several branches: a day's would be added up."""
    at = next(
        (at for at, told in enumerate(column_accounts(layout)) if told.left_out == "branch_number"), None
    )
    if at is None:
        return
    names = _words_below(layout, at)
    if len(names) > 1:
        said = _(", ").join(f"“{name}”" for name in names[:_NAMED])
        raise UserError(
            "import.several_branches",
            _("The deliveries belong to several branches: {names}.").format(
                names=said + ("…" if len(names) > _NAMED else "")
            ),
            kept=_("Nothing was imported."),
            remedy=_("Keep only the rows of your own branch in the file."),
        )


def refuse_several_channels(layout: Layout) -> None:
    """Raise UserError for calls, chats and letters in one file: in a letter hours pass before the answer."""
    taken = layout.columns.values()
    at = next(
        (n for n, h in enumerate(layout.headers) if n not in taken and _CHANNELS.fullmatch(normal_header(h))),
        None,
    )
    if at is None:
        return
    by_kind: dict[str, str] = {}
    words = _words_below(layout, at)
    if any(re.search(r"[\d/]", word) for word in words):
        return  # SIP/1001-0000a1b2 is a line of the telephone system
    for word in words:
        kind = next((kind for kind, told in _OF_CHANNEL.items() if told.search(word.lower())), "chat")
        by_kind.setdefault(kind, word)
    if len(by_kind) > 1:
        raise UserError(
            "import.several_channels",
            _("The rows under “{header}” are of several channels: {names}.").format(
                header=layout.headers[at], names=_(", ").join(f"“{word}”" for word in by_kind.values())
            ),
            kept=_("Nothing was imported."),
            remedy=_("Import a file for each channel, or keep the rows of one channel only."),
        )


def _words_below(layout: Layout, column: int) -> list[str]:
    """The different words in a column of a sheet."""
    names: dict[str, None] = {}
    for block in layout.source.blocks(layout.header, len(layout.headers)):
        names |= dict.fromkeys(filter(None, map(cell_text, block.columns[column])))
    return list(names)
