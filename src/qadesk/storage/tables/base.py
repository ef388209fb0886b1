"""What every table is made with: column types for times and exact figures, keys and references."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.types import BigInteger, TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime kept as whole milliseconds since 1970 UTC: sorts, compares and stays small."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_millis(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(milliseconds=value)


class Exact(TypeDecorator[Decimal]):
    """A Decimal kept as its text, so that no binary float ever comes between."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else _exact(value)


# A month has few levels and standards, each of them thousands of times.
_exact = lru_cache(maxsize=2000)(Decimal)


def to_millis(moment: datetime) -> int:
    """Milliseconds since 1970 UTC of an aware datetime, fractions of a millisecond dropped."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


# Compared and sorted by code point on every engine; a server would otherwise go by its own language.
Word = String().with_variant(String(collation="C"), "postgresql")

# Durations in milliseconds: a server reckons in the width of the column, and squares need 64 bits.
Millis = Integer().with_variant(BigInteger(), "postgresql")

Blob = LargeBinary()  # a file as it is

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def id_() -> Column[int]:
    """The key of a table."""
    return Column("id", Integer, primary_key=True)


def ref(target: str, name: str, *, nullable: bool = False, **kw: Any) -> Column[int]:
    """A reference to another table's key."""
    return Column(name, ForeignKey(target), nullable=nullable, **kw)


def of_office(*, primary_key: bool = False) -> Column[int]:
    """The branch a row belongs to: every table has it, also what hangs on a row that does.

    Filled with the office of the connection that inserts; `storage.scope` holds every statement to it.
    """
    return Column(
        "office_id", ForeignKey("office.id"), nullable=False, primary_key=primary_key, default=_office_of
    )


def _office_of(context: DefaultExecutionContext) -> int:
    """The office that a statement works for. Raises LookupError on a connection of none."""
    office: int | None = getattr(context.dialect, "office_id", None)
    if office is None:
        raise LookupError("rows of an office are stored through the connection of an office")
    return office
