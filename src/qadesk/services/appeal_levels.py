"""Where a rejected appeal can be taken to: set by the office, kept with each cycle when it is opened."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.storage import tables

NEXT_LEVEL: Final = "appeal_next_level"
OF_CYCLE: Final = "appeal_next_level "  # begins the key of the one a cycle was opened with, before its code


def in_force(connection: Connection, opened: str = "") -> str:
    """What the next level is called, "" for none; of an `opened` cycle (its code) the one it has."""
    found = _kept(connection, f"{OF_CYCLE}{opened}") if opened else None
    return str(found if found is not None else _kept(connection, NEXT_LEVEL) or "")


def freeze(connection: Connection, code: str) -> None:
    """Keep the office's for a cycle that is being opened."""
    _keep(connection, f"{OF_CYCLE}{code}", in_force(connection))


def forget(connection: Connection, code: str) -> None:
    """Let go of it with a cycle whose opening is taken back."""
    own = tables.setting
    connection.execute(delete(own).where(own.c.key == f"{OF_CYCLE}{code}"))


def change(connection: Connection, name: str) -> None:
    """Set another; the cycles that an earlier version of the program opened keep the one before."""
    for code in connection.execute(select(tables.cycle.c.code)).scalars().all():
        if _kept(connection, f"{OF_CYCLE}{code}") is None:
            freeze(connection, code)
    _keep(connection, NEXT_LEVEL, name)


def _kept(connection: Connection, key: str) -> Any:
    own = tables.setting.c
    return connection.execute(select(own.value).where(own.key == key)).scalar()


def _keep(connection: Connection, key: str, value: str) -> None:
    own = tables.setting
    connection.execute(delete(own).where(own.c.key == key))
    connection.execute(insert(own).values(key=key, value=value))
