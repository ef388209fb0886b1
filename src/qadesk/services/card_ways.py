"""How several scorecards of one cycle go together: set by the office, kept with each cycle that is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from qadesk.i18n import _
from qadesk.storage import tables

CARD_WAY: Final = "card_way"
OF_CYCLE: Final = "card_way "  # begins the key of the one a cycle was opened with, before its code


@dataclass(frozen=True)
class CardWay:
    """Whether all agents are ranked together and share quotas, or those of each scorecard by themselves."""

    together: bool = False


USUAL_WAY: Final = CardWay()


def made(stored: Mapping[str, Any]) -> CardWay:
    """A way from what is stored of it."""
    return CardWay(bool(stored.get("together")))


def in_force(connection: Connection, opened: str = "") -> CardWay:
    """The office's; of an `opened` cycle (its code) the one it has."""
    own = tables.setting.c
    key = f"{OF_CYCLE}{opened}" if opened else CARD_WAY
    found = connection.execute(select(own.value).where(own.key == key)).scalar()
    return made(found) if isinstance(found, dict) else USUAL_WAY


def freeze(connection: Connection, code: str) -> None:
    """Keep the office's for a cycle that is being opened."""
    keep(connection, in_force(connection), code)


def forget(connection: Connection, code: str) -> None:
    """Let go of it with a cycle whose opening is taken back."""
    own = tables.setting
    connection.execute(delete(own).where(own.c.key == f"{OF_CYCLE}{code}"))


def keep(connection: Connection, way: CardWay, opened: str = "") -> None:
    """Set another, for the office or an `opened` cycle."""
    key, own = f"{OF_CYCLE}{opened}" if opened else CARD_WAY, tables.setting
    connection.execute(delete(own).where(own.c.key == key))
    connection.execute(insert(own).values(key=key, value=asdict(way)))


def way_text(way: CardWay) -> str:
    """The way in a sentence."""
    if way.together:
        return _("All agents are ranked together and share quotas of grades.")
    return _("Agents are ranked, and share quotas of grades, with those of the same scorecard.")
