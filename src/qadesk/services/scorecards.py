"""Scorecards in the office file; the shipped standard one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy import ColumnElement, Connection, Text, cast, or_, select

from qadesk.domain.months import FIGURES
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import library
from qadesk.services.first_look import card_of
from qadesk.storage import tables
from qadesk.storage.office import Office

NEWEST = 2  # version of the standard scorecard, with which new offices begin; others keep what they have


@cache
def shipped(version: int = 1) -> Scorecard:
    """A version of the standard scorecard, 1 to `NEWEST`, from the program's own files."""
    return library.scorecard_file("courier-standard" if version == 1 else f"courier-standard-{version}")


def install(connection: Connection, office: Office, card: Scorecard) -> int:
    """Put a scorecard into the office as published; the id of its row."""
    row = tables.scorecard.insert().values(
        code=card.code,
        version=card.version,
        status="published",
        content=to_dict(card),
        published_at=office.now(),
    )
    key = connection.execute(row).inserted_primary_key
    assert key is not None
    return int(key[0])


def load(connection: Connection, scorecard_id: int) -> Scorecard:
    """The scorecard of a row. Raises UserError if its content was spoilt."""
    content = connection.execute(
        select(tables.scorecard.c.content).where(tables.scorecard.c.id == scorecard_id)
    ).scalar_one()
    return card_of(content)


def is_published(connection: Connection, scorecard_id: int) -> bool:
    """Whether new cycles may take a version."""
    own = tables.scorecard.c
    return connection.execute(select(own.status).where(own.id == scorecard_id)).scalar() == "published"


def newest_published(connection: Connection, *, longer: bool = False) -> int | None:
    """The row id of the version that new months take; None in an office that has published none.

    Of those that take up the results of months none is for a month; a `longer` cycle takes one of them first.
    """
    published = tables.scorecard.c
    of_longer = takes_up_months()
    rows = select(published.id).where(published.status == "published")
    rows = rows.order_by(of_longer.desc()) if longer else rows.where(~of_longer)
    rows = rows.order_by(published.published_at.desc(), published.version.desc())
    newest: int | None = connection.execute(rows.limit(1)).scalar()
    return newest


def newest_of(connection: Connection, codes: Iterable[str]) -> dict[str, int]:
    """The row ids of the newest published versions of these scorecards; without those that have none."""
    own = tables.scorecard.c
    rows = select(own.code, own.id).where(own.status == "published", own.code.in_(list(codes)))
    return {row.code: row.id for row in connection.execute(rows.order_by(own.version))}


def takes_up_months() -> ColumnElement[bool]:
    """Of `tables.scorecard`: whether one of its figures is made of the results of months."""
    text = cast(tables.scorecard.c.content, Text)
    return or_(*(text.contains(f'"{figure}"', autoescape=True) for figure in FIGURES))
