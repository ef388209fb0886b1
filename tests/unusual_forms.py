"""Scorecards whose forms differ from the standard one, put on October of an office."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, insert, select, update

from qadesk.domain.periods import period
from qadesk.domain.rules import Bonus, Ladder, Proportional
from qadesk.domain.scorecard import Better, Indicator, Level, Names, Scorecard, Section, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import scorecards, setup
from qadesk.storage import tables
from qadesk.storage.office import Office

OCTOBER = "2026-10"
_WORDS = Names(
    "主动问候客户，耐心听完诉求，用规范用语答复，结束前确认客户没有其他问题",
    "Greets first, hears the customer out, answers in the agreed words and asks what else there is",
)


def item(code: str, zh: str, en: str, top: int, weight: int, *, worded: bool = True) -> Indicator:
    """A rated item with `top` levels, best first."""
    levels = tuple(
        Level(
            n,
            Names(f"{n} 档", f"Level {n}") if worded else Names(str(n), str(n)),
            _WORDS if worded else Names("", ""),
        )
        for n in range(top, 0, -1)
    )
    rule = Proportional(full=Decimal(top))
    names = Names(zh, en)
    return Indicator(code, names, Unit.RATING, Better.HIGHER, Decimal(weight), rule, None, levels=levels)


def value(code: str, zh: str, en: str, unit: Unit, weight: int, standard: str) -> Indicator:
    """A typed value: full marks at its standard, none below; with no weight, points on top."""
    better = Better.LOWER if unit is Unit.SECONDS else Better.HIGHER
    band = (Decimal(standard), Decimal(100))
    rule = Ladder(better.value, (band,)) if weight else Bonus(Decimal(1), Decimal(5))
    made = Indicator(code, Names(zh, en), unit, better, Decimal(weight), rule, Decimal(standard), typed=True)
    return made if weight else replace(made, standard=None)


RATED = (item("greeting", "问候", "Greeting", 3, 30), item("product", "业务知识", "Knowledge", 10, 30))
TYPED = (
    value("reached", "目标达成率", "Target reached", Unit.RATE, 10, "0.95"),
    value("handling", "平均处理时长", "Handling time", Unit.SECONDS, 10, "120"),
    value("test", "业务考试", "Test", Unit.RATING, 10, "4"),
    value("parcels", "处理件数", "Parcels", Unit.COUNT, 5, "300"),
    value("balance", "净推荐值", "Balance", Unit.SCORE, 5, "20"),
    value("ideas", "合理化建议", "Ideas", Unit.COUNT, 0, "0"),
)


def form(*indicators: Indicator, half_points: bool = False) -> Scorecard:
    """A scorecard of these alone."""
    section = Section("all", Names("全部", "All"), indicators)
    return replace(scorecards.shipped(), code="form", sections=(section,), half_points=half_points)


def mixed(*, half_points: bool = False) -> Scorecard:
    """Three and ten levels, and six typed values of every unit."""
    return form(*RATED, *TYPED, half_points=half_points)


def twenty() -> Scorecard:
    """Twenty rated items on 3, 5, 7 and 10 levels."""
    tops = (3, 5, 7, 10)
    return form(
        *(
            item(f"item{n}", f"服务规范第 {n} 项", f"Service rule {n}", tops[n % 4], 5, worded=n % 2 == 0)
            for n in range(20)
        )
    )


def records_only() -> Scorecard:
    """Nothing rated, nothing typed."""
    kept = [replace(i, weight=Decimal(100)) for i in scorecards.shipped().indicators() if i.code == "csat"]
    return form(*kept)


def put_on(office: Office, card: Scorecard, code: str = OCTOBER) -> None:
    """Let a cycle go by a scorecard."""
    with office.write() as connection:
        known = connection.execute(select(func.count()).where(tables.scorecard.c.code == card.code)).scalar()
        made = connection.execute(
            insert(tables.scorecard).values(
                code=card.code,
                version=(known or 0) + 1,
                status="published",
                content=to_dict(card),
                published_at=office.now(),
            )
        )
        assert made.inserted_primary_key is not None
        this_one = tables.cycle.c.code == code
        connection.execute(
            update(tables.cycle).where(this_one).values(scorecard_id=made.inserted_primary_key[0])
        )


def two_agents(folder: Path) -> Office:
    """Anna and Bo in a month whose scorecard has rated items and typed values."""
    made = setup.create_office(
        folder / "b.qadesk", name="B", user_name="Supervisor", first_cycle=period(OCTOBER)
    )
    with made.write() as connection:
        rows = [
            {"office_id": made.id, "staff_no": number, "name": name, "status": "active"}
            for number, name in (("KF1", "Anna"), ("KF2", "Bo"))
        ]
        connection.execute(insert(tables.agent), rows)
    put_on(made, mixed(half_points=True))
    return made
