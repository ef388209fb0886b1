"""What a point of an appeal can be about: looked up when it is entered, told in words when it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from qadesk.domain.appeals import AppealAbout
from qadesk.domain.cycles import Cycle
from qadesk.domain.scorecard import Scorecard
from qadesk.errors import UserError
from qadesk.i18n import _, current_language
from qadesk.kinds.registry import KINDS, all_records
from qadesk.services import cards, cycles, rights, staff_numbers
from qadesk.services.records.stored import inside, of_kind, table_of
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class PointOffer:
    """Something of a result that can be appealed against, in words."""

    about: AppealAbout
    ref: str
    text: str


def offers(office: Office, code: str, staff_no: str) -> tuple[PointOffer, ...]:
    """What of an agent's result can be pointed at but records: its indicators, its exemptions.

    Raises UserError if the month was never opened, for an unknown agent.
    """
    rights.know(office)
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        agent_id = staff_numbers.must_find(connection, staff_no, code)
        card = cards.of_cycle(connection, cycle).of(agent_id)
        exempted = _exempted(connection, cycle, agent_id)
    found = [(AppealAbout.INDICATOR, one.code) for one in card.indicators()]
    found += [(AppealAbout.EXEMPTION, one) for one in exempted]
    return tuple(PointOffer(about, ref, text(card, about, ref)) for about, ref in found)


def text(card: Scorecard, about: AppealAbout, ref: str) -> str:
    """A point in words, in the language in use."""
    if about is AppealAbout.RECORD:
        kind, _slash, number = ref.partition("/")
        return _("Record: {kind} {ref}").format(
            kind=_(KINDS[kind].label) if kind in KINDS else kind, ref=number
        )
    name = next(
        (one.names.in_language(current_language()) for one in card.indicators() if one.code == ref), ref
    )
    if about is AppealAbout.EXEMPTION:
        return _("Exemption: {what}").format(what=name or _("the whole month"))
    return name


def settled(
    connection: Connection, office: Office, cycle: Cycle, agent_id: int, about: AppealAbout, ref: str
) -> str:
    """The reference as it is stored. Raises UserError for what is not in the agent's result."""
    if about is AppealAbout.RECORD:
        found: Sequence[str] = _records(connection, office, cycle, agent_id, ref)
    elif about is AppealAbout.EXEMPTION:
        found = [one for one in _exempted(connection, cycle, agent_id) if one == ref]
    else:
        card = cards.of_cycle(connection, cycle).of(agent_id)
        found = [one.code for one in card.indicators() if one.code == ref]
    if not found:
        words = {
            AppealAbout.INDICATOR: _("There is no indicator “{ref}” in this result."),
            AppealAbout.RECORD: _("There is no record “{ref}” of this agent in the cycle."),
            AppealAbout.EXEMPTION: _("There is no exemption “{ref}” of this agent in the cycle."),
        }
        raise UserError(
            "appeal.no_such_point",
            words[about].format(ref=ref[:60]),
            kept=_("Nothing was changed."),
        )
    return found[0]


def _records(connection: Connection, office: Office, cycle: Cycle, agent_id: int, ref: str) -> list[str]:
    """The kinds with their reference that a reference means: kind/reference, or the reference alone."""
    kind, _slash, number = ref.partition("/")
    among = {kind: number} if kind in all_records() else dict.fromkeys(all_records(), ref)
    found = []
    for name, wanted in among.items():
        own = all_records()[name]
        columns: Any = table_of(own).c
        if "ref" not in columns or "agent_id" not in columns or not wanted:
            continue
        here = (of_kind(own), inside(office, own, cycle.period))
        query = select(columns.id).where(columns.agent_id == agent_id, columns.ref == wanted, *here)
        if connection.execute(query.limit(1)).first() is not None:
            found.append(f"{name}/{wanted}")
    return found


def _exempted(connection: Connection, cycle: Cycle, agent_id: int) -> list[str]:
    own = tables.exemption.c
    query = select(own.indicator).where(own.cycle_id == cycle.id, own.agent_id == agent_id)
    return sorted(one or "" for one in connection.execute(query).scalars())
