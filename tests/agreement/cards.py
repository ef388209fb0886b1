"""Two scorecards with every kind of rule, unit, origin, section and grade there is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qadesk.domain.marking import with_marks
from qadesk.domain.rules import (
    Bonus,
    Deduction,
    Effect,
    Ladder,
    PassFail,
    Proportional,
    RedLine,
    Step,
    Unscored,
)
from qadesk.domain.scorecard import Better, Grade, Level, Marks, Names, Scorecard, Section, Unit
from tests.odd_office import every_kind, odd

D = Decimal
LOWER = {"better": Better.LOWER}
RATE = {"unit": Unit.RATE}
FORM = {
    "unit": Unit.RATING,
    "levels": tuple(Level(n, Names(f"{n}级", f"Level {n}"), Names("样", "Looks so")) for n in range(1, 6)),
}


def september(card: Scorecard) -> Scorecard:
    """Weights of the total, points out of 100: the standard scorecard's kinds, and what offices switch on."""
    bands = ((D(30), D(100)), (D(35), D(90)), (D(45), D(80)), (D(60), D(60)))
    mixed = ((D("0.95"), D(100)), (D("0.8"), D(90)), (D("0.75"), D(80)), (D("0.6"), D(70)))
    sections = (
        Section("response", Names("响应", "Response"), (
            odd("avg_response_seconds", 15, Ladder("lower", bands, over=(False, True)), "30",
                unit=Unit.SECONDS, **LOWER),
            odd("avg_talk_seconds", 5,
                Step("lower", D(7), D("1.3"), D("0.7"), D(80), cap=D(110), pro_rata=True),
                "150", unit=Unit.SECONDS, **LOWER),
        )),
        Section("service", Names("服务", "Service"), (
            odd("first_contact_resolution", 15,
                Ladder("higher", mixed, interpolated=True, over=(False, True), flat=(False, False, True)),
                "0.9", **RATE),
            odd("csat", 15, Proportional(full=D(5)), "4", unit=Unit.RATING),
            odd("nps", 5, Proportional(full=D(60), zero=D(-20)), "20", unit=Unit.SCORE),
        )),
        Section("form", Names("态度", "Manner"), (
            odd("attitude", 15, Proportional(full=D(5)), "4.5", **FORM),
            odd("communication", 10, Proportional(full=D(5), zero=D(1)), "4", **FORM),
        )),
        Section("complaints", Names("投诉", "Complaints"), (
            odd("complaint_rate", 5, Step("lower", D("0.001"), D(10)), "0.01", **RATE, **LOWER),
            odd("complaint_response_24h", 3, PassFail("higher"), "0.5", **RATE),
            odd("complaint_closed_48h", 3, Proportional(better="higher"), "0.8", **RATE),
            odd("escalation_rate", 3, Proportional(), "0.2", **RATE, **LOWER),
            odd("error_rate", 3, Proportional(cap=D(120)), "0.05", **RATE, **LOWER),
        )),
        Section("learning", Names("培训", "Learning"), (
            odd("trained", 3, Step("higher", D("0.1"), D(9), D(4), relative=True), "0.85", typed=True,
                **RATE),
        )),
        Section("beside", Names("加减分", "Beside"), (
            odd("praises", 0, Bonus(D("1.5"), D(5))),
            odd("errors", 0, Deduction(D("0.75"), floor=D(-3), free=D(1)), on_top=True, **LOWER),
            odd("abusive_language", 0, RedLine(), **LOWER),
            odd("delivery_on_time", 0, Unscored(), **RATE),
            odd("middle", 0, Unscored(), measure="median_response_seconds", unit=Unit.SECONDS, **LOWER),
            odd("quick", 0, Unscored(), measure="response_within_standard", **RATE),
            odd("reached", 0, Unscored(), measure="answered_within_standard", **RATE),
            odd("picked_up", 0, Unscored(), measure="answered_share", **RATE),
            odd("usual_mix", 0, Unscored(), measure="standardised_response", unit=Unit.SECONDS, **LOWER),
            odd("even_mix", 0, Unscored(), measure="standardised_response_equal", unit=Unit.SECONDS, **LOWER),
            odd("same_hours", 0, Unscored(), measure="response_same_hours", unit=Unit.SECONDS, **LOWER),
            odd("csat_response_rate", 0, Unscored(), **RATE),
        ), most=D(4), least=D(-2)),
    )  # fmt: skip
    return replace(card, sections=sections, grades=_grades("0.25", None), cap=D(105), half_points=True)


def october(card: Scorecard) -> Scorecard:
    """Weights in two steps, points out of those of the section; formulas over formulas, red lines, quotas."""
    table = every_kind(card)
    first, second, extra = table.sections
    form = Section("form", Names("态度", "Manner"), (
        odd("attitude", 60, Proportional(full=D(5)), "4.5", **FORM),
        odd("tracking_15min", 40, Proportional(full=D(1), zero=D("0.9")), "0.95", **RATE),
    ), share=D(10))  # fmt: skip
    lines = (
        odd("late", 0, RedLine(Effect.MARK, allowed=D(1)), measure="errors", **LOWER),
        odd("gone", 0, RedLine(Effect.ZERO, allowed=D(3)), formula="upheld", **LOWER),
        odd("nps", 0, Unscored(), unit=Unit.SCORE),
        odd("half", 0, Unscored(), formula="shown / 3 + csat * 2 - min(errors, 7) / 7"),
        odd("chosen", 0, Unscored(), formula="if(errors > 3 or contacts < 9, errors * 50%, contacts / 8)"),
        odd("share", 0, Unscored(), formula="if(contacts >= 40 and upheld < 2, resolved / contacts, 60%)"),
    )
    sections = (
        replace(first, share=D(55)), replace(second, share=D(35)), form,
        replace(extra, indicators=extra.indicators + lines, least=D(-3)),
    )  # fmt: skip
    made = replace(table, sections=sections, grades=_grades("0.1", "0.4"), cap=D(110), half_points=True)
    return with_marks(made, Marks.SECTION)


def _grades(best: str, good: str | None) -> tuple[Grade, ...]:
    quotas = (D(best), None if good is None else D(good), None, None)
    bands = (("A", 75), ("B", 60), ("C", 45), ("D", 0))
    return tuple(
        Grade(code, Names(code, code), D(least), quota)
        for (code, least), quota in zip(bands, quotas, strict=True)
    )
