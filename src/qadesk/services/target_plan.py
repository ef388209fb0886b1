"""Planning targets: standards that differ from the scorecard's for a team, a post, an agent, or one cycle.

A plan is taken over when a cycle opens; what an open cycle requires does not change any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from qadesk import formats
from qadesk.domain.rule_checking import limit_range
from qadesk.domain.rules import uses_standard
from qadesk.domain.scorecard import Indicator
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import audit, rights, scorecards, staff_numbers
from qadesk.services.cycles import parse
from qadesk.services.done import Change, Done, Undo
from qadesk.storage import tables
from qadesk.storage.office import Office

LARGEST = Decimal("1E9")
_CHANGES: Final = frozenset[Change]({"scorecard"})


@dataclass(frozen=True)
class Whose:
    """Whom a planned target is for: one of team, post and staff number, or everybody."""

    team: str | None = None
    post: str | None = None
    staff_no: str | None = None


EVERYBODY = Whose()


@dataclass(frozen=True)
class Planned:
    """A planned target; `cycle_code` None: in every cycle opened from now on. `at` in UTC."""

    whose: Whose
    indicator: str
    standard: Decimal
    cycle_code: str | None
    by: str
    at: datetime


def plan(office: Office) -> tuple[Planned, ...]:
    """Every planned target, in the order they were set."""
    row = tables.target_plan.c
    with office.read() as connection:
        found = connection.execute(
            select(tables.target_plan, tables.agent.c.staff_no, tables.user.c.name)
            .select_from(tables.target_plan.outerjoin(tables.agent).outerjoin(tables.user))
            .order_by(row.id)
        ).all()
    return tuple(
        Planned(
            Whose(one.team, one.post, one.staff_no),
            one.indicator,
            one.standard,
            one.cycle_code,
            one.name or "",
            one.at,
        )
        for one in found
    )


@dataclass(frozen=True)
class TargetChange:
    """A target to plan, or to drop (`standard` None); `cycle_code` None: in every cycle from now on."""

    whose: Whose
    indicator: str
    standard: Decimal | None
    cycle_code: str | None = None


@rights.needs("prepare")
def set_target(
    office: Office, whose: Whose, indicator: str, standard: Decimal | None, cycle_code: str | None = None
) -> Done[Decimal | None]:
    """Plan a target, or drop it (None); its value is what was planned before.

    Raises what `set_targets` raises.
    """
    done = set_targets(office, [TargetChange(whose, indicator, standard, cycle_code)])
    return Done(done.value[0].standard, done.changes, done.undo)


@rights.needs("prepare")
def set_targets(office: Office, changes: Sequence[TargetChange]) -> Done[tuple[TargetChange, ...]]:
    """Plan and drop several at once, or none of them; its value are the changes that take it back.

    Raises UserError for an agent not on the roster, a code that is no cycle or one opened already, or a
    figure the indicator cannot have; ValueError where more than one of team, post and agent is named.
    """
    with office.write() as connection:
        newest = scorecards.newest_published(connection)
        card = None if newest is None else scorecards.load(connection, newest)
        known = {} if card is None else {indicator.code: indicator for indicator in card.indicators()}
        made = []
        for change in changes:
            _must_be_plannable(connection, office, change, known.get(change.indicator))
            before = _set(connection, office, change)
            made.append(replace(change, standard=before))
    back = tuple(reversed(made))
    words = ngettext("change {n} target", "change {n} targets", len(back)).format(n=len(back))
    return Done(back, _CHANGES, Undo(words, lambda: set_targets(office, back)))


def _must_be_plannable(
    connection: Connection, office: Office, change: TargetChange, indicator: Indicator | None
) -> None:
    whose, standard = change.whose, change.standard
    if sum(part is not None for part in (whose.team, whose.post, whose.staff_no)) > 1:
        raise ValueError("a target is for a team, a post or an agent")
    code = None if change.cycle_code is None else parse(change.cycle_code).code
    if standard is None:
        return
    if not (standard.is_finite() and abs(standard) <= LARGEST):
        raise UserError(
            "target.invalid",
            _("“{value}” cannot be a target.").format(value=standard),
            kept=_("Nothing was changed."),
        )
    if indicator is not None:
        must_fit(indicator, standard)
    cycle = tables.cycle.c
    opened = select(cycle.id).where(cycle.office_id == office.id, cycle.code == code)
    if code is not None and connection.execute(opened).first() is not None:
        raise UserError(
            "target.frozen",
            _("The cycle {code} is already open; its targets are frozen.").format(code=code),
            kept=_("Nothing was changed."),
            remedy=_("Set targets for a later cycle."),
        )


def must_fit(indicator: Indicator, standard: Decimal) -> None:
    """Raises UserError for a standard that no value of the indicator can be measured by."""
    low, high = limit_range(indicator)
    if (low is None or low <= standard) and (high is None or standard <= high):
        if uses_standard(indicator.rule, standard):
            return
        raise UserError(
            "target.not_above_zero",
            _("{value} cannot be a target.").format(value=_said(indicator, standard)),
            kept=_("Nothing was changed."),
            remedy=_("Its rule uses shares of the standard; enter a number above 0."),
        )
    least = "" if low is None else _said(indicator, low)
    raise UserError(
        "target.out_of_range",
        _("{value} cannot be a target.").format(value=_said(indicator, standard)),
        kept=_("Nothing was changed."),
        remedy=_("Enter a number of at least {low}.").format(low=least)
        if high is None
        else _("Enter a number from {low} to {high}.").format(low=least, high=_said(indicator, high)),
    )


def _said(indicator: Indicator, value: Decimal) -> str:
    """All places of a figure: rounded, one beyond a limit could look like the limit."""
    scaled = (value * formats.scale(indicator.unit)).normalize()
    return formats.with_unit(f"{scaled:f}", indicator.unit) if indicator.unit.is_rate else f"{scaled:f}"


def _set(connection: Connection, office: Office, change: TargetChange) -> Decimal | None:
    whose, agent_id = change.whose, None
    if whose.staff_no is not None:
        agent_id = staff_numbers.must_find(connection, whose.staff_no)
    place: dict[str, Any] = {
        "cycle_code": change.cycle_code,
        "team": whose.team,
        "post": whose.post,
        "agent_id": agent_id,
        "indicator": change.indicator,
    }
    here = [tables.target_plan.c[name].is_not_distinct_from(value) for name, value in place.items()]
    before: Decimal | None = connection.execute(select(tables.target_plan.c.standard).where(*here)).scalar()
    connection.execute(delete(tables.target_plan).where(*here))
    if change.standard is not None:
        values = place | {"standard": change.standard, "user_id": office.user_id, "at": office.now()}
        connection.execute(insert(tables.target_plan).values(values))
    subject = "/".join(
        part or "*" for part in (change.cycle_code, whose.team, whose.post, whose.staff_no, change.indicator)
    )
    told = None if change.standard is None else str(change.standard)
    audit.note(connection, office, "target.plan", subject, standard=told)
    return before
