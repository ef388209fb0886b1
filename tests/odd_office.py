"""The sample office with an odd scorecard in October: every kind of rule, mark, limit and weight at once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, update

from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Rule,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Better, Indicator, Marks, Names, Scorecard, Section, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.services import scorecards
from qadesk.services.assessment import results
from qadesk.storage import tables
from qadesk.storage.office import Office

D = Decimal
MONTH = "2026-10"


def odd(code: str, weight: int, rule: Rule, standard: str | None = None, **more: Any) -> Indicator:
    settings: dict[str, Any] = {"unit": Unit.COUNT, "better": Better.HIGHER} | more
    required = None if standard is None else D(standard)
    return Indicator(code, Names(code, code), weight=D(weight), rule=rule, standard=required, **settings)


def every_kind(card: Scorecard) -> Scorecard:
    """A table with every kind of rule, two levels, marks of the weight, formulas, red lines and a focus."""
    lower = {"better": Better.LOWER}
    seconds = {"unit": Unit.SECONDS, **lower}
    response = {"measure": "avg_response_seconds", **seconds}
    bands = ((D("1.2"), D(12)), (D(1), D(10)), (D("0.4"), D(3)))
    ratio = {"formula": "(contacts - complaints) / max(contacts, 1)", "unit": Unit.RATE}
    first = Section(
        "one", Names("一", "One"),
        (
            odd("typed", 30, Ladder("higher", bands, of_standard=True), "400", typed=True),
            odd("fcr", 20, Step("higher", D("0.01"), D("0.3"), D("0.2"), D(8), cap=D(12)), "0.88",
                measure="first_contact_resolution", unit=Unit.RATE),
            odd("talk", 20, Proportional(), "150", measure="avg_talk_seconds", **seconds),
            odd("csat", 30, Proportional(full=D(5), zero=D(1)), "4", unit=Unit.RATING),
        ),
        share=D(60),
    )  # fmt: skip
    second = Section(
        "two", Names("二", "Two"),
        (
            odd("clean", 50, Proportional(better="higher", cap=D(20)), "0.99", **ratio),
            odd("errors", 25, Deduction(D(2), free=D(1)), **lower),
            odd("escalation_rate", 25, PassFail("lower"), "0.2", unit=Unit.RATE, **lower),
        ),
        share=D(40),
    )  # fmt: skip
    extra = Section(
        "extra", Names("加", "Extra"),
        (
            odd("praises", 0, Bonus(D("0.5"), D(3))),
            odd("faster", 0, Step("lower", D("0.1"), gain=D(2), cap=D(9), relative=True), "50",
                on_top=True, **response),
            odd("slips", 0, Deduction(D("0.5"), floor=D(-4)), on_top=True, measure="errors", **lower),
            odd("abusive_language", 0, RedLine(Effect.CAP_GRADE, "B"), **lower),
            odd("shown", 0, Unscored(), formula="typed / 2"),
            odd("ahead", 0, Unscored(), formula="fcr - team_mean(fcr)", unit=Unit.RATE),
            odd("placed", 0, Unscored(), formula="office_rank(talk, mean_rank)", **lower),
            odd("among", 0, Unscored(), formula="office_median(shown, others) + office_percentile(csat)"),
        ),
        most=D(6),
    )  # fmt: skip
    return replace(card, sections=(first, second, extra), marks=Marks.WEIGHT, cap=D(120), focus_extra=D(8))


def make_odd(office: Office, card: Scorecard | None = None) -> None:
    """October of the sample office under that table, with typed values and a focus for everybody."""
    card = card or every_kind(scorecards.shipped())
    with office.write() as connection:
        made = connection.execute(
            insert(tables.scorecard).values(
                code="odd",
                version=1,
                status="published",
                content=to_dict(card),
                published_at=office.now(),
            )
        )
        key = made.inserted_primary_key
        this_one = tables.cycle.c.code == MONTH
        connection.execute(update(tables.cycle).where(this_one).values(scorecard_id=key[0] if key else None))
    october = results.results(office, MONTH)
    with office.write() as connection:
        connection.execute(delete(tables.focus))
        for number, result in enumerate(october.results):
            connection.execute(
                insert(tables.typed_value).values(
                    cycle_id=october.cycle.id, agent_id=result.agent.id, indicator="typed",
                    value=D(130 + 37 * number), origin="", at=office.now(),
                )
            )  # fmt: skip
            connection.execute(
                insert(tables.focus).values(
                    cycle_id=october.cycle.id - 1, agent_id=result.agent.id, indicator="csat", basis="chosen",
                    step="", extra=D(5), at=office.now(),
                )
            )  # fmt: skip
