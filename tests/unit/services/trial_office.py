"""What the tests of trials share: cards with one thing changed, cards in force, months closed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select, update

from qadesk.domain.rules import Proportional
from qadesk.domain.scorecard import Better, Indicator, Level, Names, Scorecard, Section, Unit
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.scoring import Assessment
from qadesk.services import cycles, scorecards, targets
from qadesk.services.after_closing.working_days import OF_MONTH
from qadesk.services.designing.trial_month import RecalculatedMonth
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.closing_months import close_month
from tests.made_up_month import CODE

D = Decimal


def changed(card: Scorecard, code: str, **changes: Any) -> Scorecard:
    """The card with one indicator changed."""
    return with_indicators(card, code, lambda i: [replace(i, **changes)])


def without(card: Scorecard, code: str) -> Scorecard:
    """The card without an indicator; a section left empty goes, too."""
    return with_indicators(card, code, lambda _i: [])


def with_indicators(card: Scorecard, code: str, made: Any) -> Scorecard:
    """The card with what `made` makes of an indicator in its place."""
    sections = []
    for section in card.sections:
        parts: list[Indicator] = []
        for indicator in section.indicators:
            parts += made(indicator) if indicator.code == code else [indicator]
        if parts:
            sections.append(replace(section, indicators=tuple(parts)))
    return replace(card, sections=tuple(sections))


def with_section(card: Scorecard, *indicators: Indicator) -> Scorecard:
    """The card with one more section."""
    return replace(card, sections=(*card.sections, Section("new", Names("新", "New"), indicators)))


def one(code: str, weight: int = 10, **more: Any) -> Indicator:
    """A new indicator, rated on five levels unless told otherwise."""
    settings: dict[str, Any] = (
        {"levels": levels(5)} if not more.keys() & {"typed", "measure", "formula"} else {}
    )
    settings |= {
        "unit": Unit.RATING,
        "better": Better.HIGHER,
        "rule": Proportional(full=D(5)),
        "standard": None,
    }
    return Indicator(code, Names(code, code.capitalize()), weight=D(weight), **(settings | more))


def levels(top: int) -> tuple[Level, ...]:
    """The levels of a form."""
    return tuple(Level(n, Names(str(n), str(n)), Names("话", "words")) for n in range(1, top + 1))


def put_in_force(office: Office, card: Scorecard, code: str = CODE) -> None:
    """Let a cycle have been opened with this card."""
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, code)
        row = {"code": f"{card.code}-{code}", "version": 1, "content": to_dict(card)}
        own = tables.scorecard.c
        there = connection.execute(select(own.id).where(own.code == row["code"])).scalar()
        if there is None:
            key = connection.execute(insert(tables.scorecard).values(status="published", **row))
            assert key.inserted_primary_key is not None
            there = key.inserted_primary_key[0]
        connection.execute(update(tables.scorecard).where(own.id == there).values(**row))
        connection.execute(
            update(tables.cycle).where(tables.cycle.c.id == cycle.id).values(scorecard_id=there)
        )
        connection.execute(delete(tables.target).where(tables.target.c.cycle_id == cycle.id))
        targets.freeze(connection, cycle.id, code, card)


def type_values(office: Office, indicator: str, **values: object) -> None:
    """Values typed for agents, by staff number."""
    with office.write() as connection:
        cycle = cycles.get_in(connection, office, CODE)
        agent = tables.agent.c
        for staff_no, value in values.items():
            who = connection.execute(select(agent.id).where(agent.staff_no == staff_no)).scalar_one()
            connection.execute(
                insert(tables.typed_value).values(
                    cycle_id=cycle.id, agent_id=who, indicator=indicator, value=D(str(value)), at=office.now()
                )
            )


def under_draft(
    office: Office, card: Scorecard, leave_out: tuple[str, ...] = ()
) -> dict[str, tuple[Assessment, Assessment]]:
    """Every agent's assessment as it is and under a draft, line by line, by staff number."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, CODE)
        own = scorecards.load(connection, cycle.scorecard_id)
        month = RecalculatedMonth(connection, office, cycle, own, card)
        return {who.staff_no: (before, after) for who, before, after in month.under_draft(leave_out)}


def close(office: Office) -> None:
    """Close the month: whatever is missing is done without."""
    from qadesk.services.assessment import exemptions

    for staff_no in ("KF01", "KF02", "KF03", "KF04"):
        exemptions.exempt(office, CODE, staff_no, None, "waived", "waived")
    close_month(office, CODE, discarding=True)


def reopen(office: Office) -> None:
    """As if it had never been closed, for the next example of a property."""
    with office.write() as connection:
        connection.execute(delete(tables.assessment))
        connection.execute(delete(tables.assessment_step))
        connection.execute(delete(tables.setting).where(tables.setting.c.key.startswith(OF_MONTH)))
        for table in (tables.exemption, tables.typed_value, tables.focus):
            connection.execute(delete(table))
        connection.execute(delete(tables.setting).where(tables.setting.c.key.startswith(OF_MONTH)))
        connection.execute(update(tables.cycle).values(status="open", closed_at=None))
