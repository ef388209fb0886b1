"""The office file of the facts: September closed, October open, each under a scorecard of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from qadesk.domain.periods import period
from qadesk.domain.scorecard import Scorecard
from qadesk.domain.scorecard_forms import to_dict
from qadesk.kinds.registry import all_records
from qadesk.services import cycles, scorecards, setup, target_plan
from qadesk.services.assessment import exemptions, focus
from qadesk.services.closing.close import close_cycle, closing
from qadesk.services.target_plan import TargetChange, Whose
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.agreement import cards
from tests.agreement.facts import OCTOBER, SEPTEMBER, Facts

ZONE = ZoneInfo("Asia/Shanghai")


def build(path: Path, facts: Facts) -> Office:
    """The office with all of it; what the program does (open, freeze, exempt, settle, close) it has done."""
    office = setup.create_office(
        path, name="城东营业部", user_name="赵主管", first_cycle=period("2026-06"), zone="Asia/Shanghai"
    )
    shipped = scorecards.shipped()
    with office.write() as connection:
        ids = _agents(connection, office, facts)
        contacts = _records(connection, office, facts, ids)
        _publish(connection, office, replace(cards.september(shipped), code="sept"), 1)
    september = cycles.open_cycle(office, SEPTEMBER).value
    with office.write() as connection:
        _publish(connection, office, replace(cards.october(shipped), code="oct"), 2)
    target_plan.set_targets(
        office,
        [
            TargetChange(
                Whose(p.team or None, p.post or None, p.agent or None), p.indicator, p.standard, OCTOBER
            )
            for p in facts.planned
        ],
    )
    october = cycles.open_cycle(office, OCTOBER).value
    opened = {SEPTEMBER: september.id, OCTOBER: october.id}
    with office.write() as connection:
        _entered(connection, office, facts, opened, ids, contacts)
    for one in facts.exempt:
        exemptions.exempt(office, one.cycle, one.agent, one.indicator, one.kind, one.reason)
    close_cycle(office, SEPTEMBER, accepting=closing(office, SEPTEMBER).found)
    for agent, (indicator, extra) in facts.focus.items():
        focus.settle(office, SEPTEMBER, agent, indicator, "每周复盘", extra)
    return office


def _agents(connection: Connection, office: Office, facts: Facts) -> dict[str, int]:
    return {
        a.no: add(
            connection, "agent", office_id=office.id, staff_no=a.no, name=a.name, team=a.team, post=a.post,
            status=a.status, hired_on=a.hired_on, left_on=a.left_on,
        )
        for a in facts.agents
    }  # fmt: skip


def _records(connection: Connection, office: Office, facts: Facts, ids: dict[str, int]) -> dict[str, int]:
    batches = {}
    for kind, first, last in facts.files:
        fields = {name: name for names in all_records()[kind].needed.values() for name in names}
        batches[kind] = add(
            connection, "import_batch", kind=kind, file_name=f"{kind}.csv", file_digest="0", mapping=fields,
            first_day=first, last_day=last, at=office.now(),
        )  # fmt: skip
    contacts = {
        c.ref: add(
            connection, "contact", ref=c.ref, channel=c.channel, agent_id=ids[c.agent], at=utc(c.at),
            direction=c.direction or None,
            answered=c.answered, response_ms=c.response, talk_ms=c.talk, resolved=c.resolved, rating=c.rating,
            batch_id=batches["calls" if c.channel == "call" else "chats"],
        )
        for c in facts.contacts
    }  # fmt: skip
    without = {name: name for name in all_records()["complaints"].needed if name != "escalated"}
    untold = add(
        connection, "import_batch", kind="complaints", file_name="other.csv", file_digest="1",
        mapping=without, first_day=date(2026, 10, 1), last_day=date(2026, 10, 31), at=office.now(),
    )  # fmt: skip
    for one in facts.complaints:
        add(
            connection, "complaint", ref=one.ref, agent_id=ids[one.agent], received_at=utc(one.received),
            responded_at=one.responded and utc(one.responded), closed_at=one.closed and utc(one.closed),
            escalated=one.escalated, upheld=one.upheld, fault=one.fault or None,
            batch_id=untold if one.untold else batches["complaints"],
        )  # fmt: skip
    for event in facts.incidents:
        add(
            connection, "incident", ref=event.ref, agent_id=ids[event.agent], day=event.day, kind=event.kind,
            note="", batch_id=batches["incidents"],
        )  # fmt: skip
    for answer in facts.surveys:
        add(
            connection, "survey_answer", ref=answer.ref, agent_id=ids[answer.agent], at=utc(answer.at),
            score=answer.score, batch_id=batches["surveys"],
        )  # fmt: skip
    for total in facts.totals:
        add(
            connection, "contact_total", ref=f"{total.agent}|{total.day}|{total.day}||", channel="", queue="",
            agent_id=ids[total.agent], at=utc(datetime.combine(total.day, time())),
            until=utc(datetime.combine(total.day + timedelta(days=1), time())), contacts=total.contacts,
            responses=total.responses, response_us=total.response_us, talks=total.talks,
            talk_us=total.talk_us, resolved=total.resolved, unresolved=total.unresolved, rated=total.rated,
            rating_millionths=total.rating_millionths, batch_id=batches["totals"],
        )  # fmt: skip
    for day in facts.deliveries:
        add(
            connection, "delivery_day", office_id=office.id, day=day.day, courier=day.courier, due=day.due,
            on_time=day.on_time, scans=day.scans, scans_in_15_min=day.in_time, batch_id=batches["deliveries"],
        )  # fmt: skip
    return contacts


def _entered(
    connection: Connection,
    office: Office,
    facts: Facts,
    opened: dict[str, int],
    ids: dict[str, int],
    contacts: dict[str, int],
) -> None:
    at = office.now()
    for form in facts.forms:
        key = add(
            connection, "evaluation", cycle_id=opened[form.cycle], agent_id=ids[form.agent], user_id=1,
            contact_id=contacts.get(form.contact), status="submitted" if form.submitted else "draft",
            comment="", updated_at=at, submitted_at=at if form.submitted else None,
        )  # fmt: skip
        for item, level in form.levels.items():
            if form.cycle == SEPTEMBER or item == "attitude":
                connection.execute(
                    insert(tables.rating).values(evaluation_id=key, item=item, level=level, comment="")
                )
    asked = {SEPTEMBER: "trained", OCTOBER: "typed"}
    for (cycle, agent, indicator), value in facts.typed.items():
        if asked[cycle] == indicator:
            connection.execute(
                insert(tables.typed_value).values(
                    cycle_id=opened[cycle], agent_id=ids[agent], indicator=indicator, value=value, origin="",
                    user_id=1, at=at,
                )
            )  # fmt: skip


def _publish(connection: Connection, office: Office, card: Scorecard, number: int) -> None:
    at = datetime(2030, 1, number, tzinfo=UTC)  # the newest of those published
    add(
        connection, "scorecard", code=card.code, version=1, status="published", content=to_dict(card),
        published_at=at,
    )  # fmt: skip


def add(connection: Connection, table: str, **values: Any) -> int:
    """Insert one row; its id."""
    key = connection.execute(insert(tables.metadata.tables[table]).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def utc(at: datetime) -> datetime:
    """A moment of the office's clock."""
    return at.replace(tzinfo=ZONE).astimezone(UTC)
