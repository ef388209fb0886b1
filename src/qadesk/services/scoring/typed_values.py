"""Values typed for each agent and cycle: saved one by one, durably, without a submit; who and when stays.

There is one value for each agent, cycle and indicator, whoever types it.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection, and_, delete, select

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.services import audit, rights
from qadesk.services.assessment.exemptions import WAIVED
from qadesk.services.cycles import Cycle
from qadesk.services.done import Done
from qadesk.services.scoring import drafts
from qadesk.services.scoring.figures import fits, larger_than_whole, part_rule, rule
from qadesk.services.scoring.forms import Entered, form_of, item_name, must_be_asked
from qadesk.storage import dialect, tables
from qadesk.storage.office import Office
from qadesk.storage.tables import typed_value


@rights.needs("score")
def save_value(
    office: Office, cycle: Cycle, staff_no: str, indicator: str, value: Decimal | None, *, origin: str = ""
) -> Done[None]:
    """Save one value (None takes it away); `origin` is the file it came from, empty where it was typed.

    A rate is 0-1. Raises UserError for a value out of the unit's range or larger than the one it is a part
    of (or smaller than a part of it), for what is not typed on this
    cycle's scorecard, an unknown agent, an agent to whom it does not apply, or a closed cycle. A value that
    was waived may still be typed: a waiver holds only as long as there is none.
    """
    with office.write() as connection:
        save_value_in(connection, office, cycle, staff_no, indicator, value, origin=origin)
        must_agree(connection, office, cycle, staff_no)
    return Done(None, drafts.CHANGES)


def save_value_in(
    connection: Connection,
    office: Office,
    cycle: Cycle,
    staff_no: str,
    indicator: str,
    value: Decimal | None,
    *,
    origin: str = "",
) -> None:
    """The same inside a transaction that does more."""
    user = drafts.signed_in(office)
    form = form_of(connection, office, cycle)
    item = form.value(indicator)
    if value is not None and not fits(item, value):
        raise UserError(
            "value.out_of_range",
            _("{value} is not a value of “{item}”.").format(value=value, item=item_name(item)),
            kept=_("Nothing was changed."),
            remedy=rule(item),
        )
    agent_id, _evaluation, _status = drafts.evaluation_of(connection, office, cycle, staff_no, None)
    row = typed_value.c
    here = and_(row.cycle_id == cycle.id, row.agent_id == agent_id, row.indicator == indicator)
    before = connection.execute(select(row.value).where(here)).scalar()
    if value == before:
        return
    if value is None:
        connection.execute(delete(typed_value).where(here))
    else:
        _must_apply(connection, cycle, agent_id, staff_no, indicator)
        must_be_asked(connection, form, cycle, agent_id, indicator)
        said = {"value": value, "origin": origin, "user_id": user.id, "at": office.now()}
        key = {"cycle_id": cycle.id, "agent_id": agent_id, "indicator": indicator}
        connection.execute(dialect.upsert(typed_value, connection.dialect, key, said))
    detail = {"before": _text(before), "after": _text(value), "origin": origin}
    audit.note(connection, office, "typed_value", f"{cycle.code}/{staff_no}/{indicator}", **detail)


def must_agree(connection: Connection, office: Office, cycle: Cycle, staff_no: str) -> None:
    """Raises UserError where a typed value of an agent is larger than the one that it is a part of."""
    items = form_of(connection, office, cycle).typed
    if not any(item.part_of for item in items):
        return
    agent_id, _evaluation, _status = drafts.evaluation_of(connection, office, cycle, staff_no, None)
    row = typed_value.c
    stored = connection.execute(
        select(row.indicator, row.value).where(row.cycle_id == cycle.id, row.agent_id == agent_id)
    )
    wrong = larger_than_whole(items, {row.indicator: row.value for row in stored})
    if wrong is not None:
        text = _("Correct one of the two values.")
        raise UserError(
            "value.part_too_large", part_rule(*wrong), kept=_("Nothing was changed."), remedy=text
        )


def of_cycle(connection: Connection, cycle: Cycle) -> dict[int, dict[str, Entered]]:
    """What is stored of a cycle, by agent's row id and indicator."""
    row = typed_value.c
    found = connection.execute(
        select(row.agent_id, row.indicator, row.value, row.at, row.origin, tables.user.c.name)
        .select_from(typed_value.outerjoin(tables.user, tables.user.c.id == row.user_id))
        .where(row.cycle_id == cycle.id)
    )
    known: dict[int, dict[str, Entered]] = {}
    for agent_id, indicator, value, at, origin, name in found:
        known.setdefault(agent_id, {})[indicator] = Entered(value, name or "", at, origin)
    return known


def _must_apply(connection: Connection, cycle: Cycle, agent_id: int, staff_no: str, indicator: str) -> None:
    exempted = tables.exemption.c
    found = connection.execute(
        select(exempted.indicator).where(
            exempted.cycle_id == cycle.id,
            exempted.agent_id == agent_id,
            exempted.indicator.is_(None) | ((exempted.indicator == indicator) & (exempted.kind != WAIVED)),
        )
    ).first()
    if found is not None:
        raise UserError(
            "value.not_applicable",
            _("This is not applicable to {staff_no} in {code}.").format(staff_no=staff_no, code=cycle.code),
            kept=_("Nothing was changed."),
            remedy=_("Withdraw the exemption in Results first."),
        )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
