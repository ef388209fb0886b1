"""What the scorecard of the month asks for and an imported file cannot tell: said at import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, select

from qadesk.domain import formula
from qadesk.domain.measures import Source, source_of
from qadesk.domain.scorecard import Indicator, Origin
from qadesk.domain.untold import needs
from qadesk.i18n import _, current_language
from qadesk.kinds.registry import records_of
from qadesk.services import cards, scorecards
from qadesk.services.records.account import ImportWarning  # noqa: A004
from qadesk.services.records.batches import not_carried
from qadesk.storage import tables
from qadesk.storage.office import Office


def indicators_without_column(
    connection: Connection, office: Office, kind: str, fields: Collection[str], days: Sequence[date]
) -> tuple[ImportWarning, ...]:
    """Which indicators of the open months' scorecards a file of `kind` with these `fields` does not carry.

    `days` are the first and last of its records; none where it brought nothing, and then nothing is said.
    """
    absent = set(not_carried(kind, dict.fromkeys(fields, "-")))
    if not absent or not days:
        return ()
    found: dict[str, str] = {}
    for card_id in _scorecards(connection, office, days):
        for indicator in scorecards.load(connection, card_id).indicators():
            if _needs(indicator, records_of(kind).gives) & absent:
                found[indicator.code] = indicator.names.in_language(current_language())
    if not found:
        return ()
    text = _("The file has no column for: {indicators}. For its records they are missing, not zero.")
    return (ImportWarning("lacks_indicator", text.format(indicators=_(", ").join(found.values()))),)


def _needs(indicator: Indicator, source: Source) -> set[str]:
    """The fields of that kind of record an indicator needs."""
    codes: Iterable[str] = ()
    if indicator.origin is Origin.RECORDS:
        codes = (indicator.figure,)
    elif indicator.origin is Origin.FORMULA:
        codes = formula.names(formula.parse(indicator.formula))
    return {needs(code) for code in codes if needs(code) and source_of(code) == source}


def _scorecards(connection: Connection, office: Office, days: Sequence[date]) -> list[int]:
    cycle = tables.cycle.c
    here = select(cycle.id).where(cycle.start <= days[-1], cycle.end > days[0])
    keys = cards.keys_in(connection, still_open=True)
    found = (keys.get(one, frozenset()) for one in connection.execute(here).scalars())
    return sorted(frozenset().union(*found))
