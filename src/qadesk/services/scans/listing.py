"""Scans in the office: listed, shown as pictures, and what they propose for sign-off."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, func, select

from qadesk.domain.scans import FILED, NOTHING_TO_DO, ScanState
from qadesk.domain.stages import Stage, may_follow
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.scans import apart
from qadesk.scans.placing import Placed
from qadesk.services import rights
from qadesk.services.after_closing import delivery, stages
from qadesk.services.after_closing.delivery import Delivered, Handover
from qadesk.services.done import Done
from qadesk.services.scans.filing import gone
from qadesk.services.scans.pages import PointedOut, Signed
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Scan:
    """One scan in the list; `at` is the office's time."""

    id: int
    state: ScanState
    cycle: str
    staff_no: str
    name: str
    source: str
    place: int
    said: str
    signed: Signed
    pages: int
    differs: int
    by: str
    at: datetime


@dataclass(frozen=True)
class ScanPicture:
    """A page as a PNG, and what is pointed out on it: shares of its width and height."""

    png: bytes
    marks: tuple[PointedOut, ...]


def scans(office: Office, code: str | None = None) -> tuple[Scan, ...]:
    """The scans of a month, newest first, with those that are of none; without `code` all.

    Agents are named as the month's results name them, whatever number they have now.
    """
    row, cycle, agent, user, page = (
        tables.scan.c, tables.cycle.c, tables.agent.c, tables.user.c, tables.scan_page.c,
    )  # fmt: skip
    joined = (
        tables.scan.outerjoin(tables.cycle, cycle.id == row.cycle_id)
        .outerjoin(tables.agent, agent.id == row.agent_id)
        .outerjoin(tables.user, user.id == row.user_id)
    )
    wanted = select(
        tables.scan, cycle.code.label("cycle"), agent.staff_no, agent.name, user.name.label("by")
    ).select_from(joined).where(row.removed_at.is_(None))  # fmt: skip
    if code is not None:
        wanted = wanted.where((cycle.code == code) | row.cycle_id.is_(None))
    with office.read() as connection:
        found = connection.execute(wanted.order_by(row.id.desc())).all()
        looks: dict[int, list[Any]] = {}
        for one in connection.execute(select(page.scan_id, page.looks)):
            looks.setdefault(one.scan_id, []).append(one.looks)
        then = _named_then(connection, {one.cycle_id for one in found})
    return tuple(_scan(office, one, looks.get(one.id, []), then) for one in found)


def _named_then(connection: Connection, months: Collection[int | None]) -> Mapping[tuple[int, int], Any]:
    """Number and name of each agent in the results of these cycles (row ids), by cycle and agent."""
    own = tables.assessment.c
    rows = connection.execute(
        select(own.cycle_id, own.agent_id, own.content["agent"].label("agent"))
        .where(own.cycle_id.in_([one for one in months if one is not None]))
        .order_by(own.revision)
    )
    return {(row.cycle_id, row.agent_id): row.agent for row in rows}


def left_in(connection: Connection) -> int:
    """How many scanned sheets and pages somebody has to look at."""
    row, nothing = tables.scan.c, [state.value for state in NOTHING_TO_DO]
    count = select(func.count()).where(row.state.not_in(nothing), row.removed_at.is_(None))
    return int(connection.execute(count).scalar_one())


def _scan(office: Office, one: Any, looks: list[Any], then: Mapping[tuple[int, int], Any]) -> Scan:
    who = then.get((one.cycle_id, one.agent_id), {"staff_no": one.staff_no, "name": one.name})
    differs = sum(mark[0] == "figure" for page in looks for mark in page.get("marks", ()))
    return Scan(
        one.id, ScanState(one.state), one.cycle or "", who["staff_no"] or "", who["name"] or "",
        Path(one.source).name, one.place, one.said, cast("Signed", one.signed), len(looks), differs,
        one.by or "", office.local(one.at),
    )  # fmt: skip


def picture(office: Office, scan: int, page: int = 1, width: int = 1000) -> ScanPicture:
    """One page (from 1) of a scan, so many dots wide; of what is not filed, of the file it came from.

    Raises UserError where it is gone, or is not what was filed.
    """
    row, pages, held = tables.scan.c, tables.scan_page.c, tables.scan_file.c
    with office.read() as connection:
        found = connection.execute(
            select(pages.looks, pages.source, pages.file_digest, held.content)
            .join_from(tables.scan_page, tables.scan_file, held.page_id == pages.id)
            .where(pages.scan_id == scan)
            .order_by(pages.page)
            .offset(page - 1)
            .limit(1)
        ).first()
        of = connection.execute(select(row.source, row.place).where(row.id == scan)).first()
    if of is None:
        raise gone()
    with apart.reading() as reader:
        if found is None:
            reader.open(Path(of.source))
            return ScanPicture(reader.show(max(1, of.place), None, width), ())
        reader.open_content(_as_filed(found), found.source)
        lies = found.looks.get("placed")
        placed = Placed(*lies) if lies else None
        png = reader.show(1, placed, width)
    return ScanPicture(png, tuple(PointedOut(*mark) for mark in found.looks.get("marks", ())))


def _as_filed(row: Any) -> bytes:
    """What is stored of a page. Raises UserError where it is not what was filed."""
    if hashlib.sha256(row.content).hexdigest() != row.file_digest:
        raise UserError(
            "scan.altered",
            _("The stored scan “{file}” is no longer what was filed.").format(file=row.source),
            remedy=_("Take it from a backup."),
        )
    return bytes(row.content)


@dataclass(frozen=True)
class FiledScan:
    """A scan that is filed, with its pages: number of the page, kind of file, content."""

    id: int
    state: ScanState
    source: str
    signed: Signed
    at: datetime
    pages: tuple[tuple[int, str, bytes], ...]


def filed_in(connection: Connection, cycle_id: int, agent_id: int) -> tuple[FiledScan, ...]:
    """All that is filed with a result, oldest first. Raises UserError where a page is not what was filed."""
    row, pages, held = tables.scan.c, tables.scan_page.c, tables.scan_file.c
    scans = connection.execute(
        select(tables.scan)
        .where(row.cycle_id == cycle_id, row.agent_id == agent_id, row.removed_at.is_(None))
        .order_by(row.id)
    ).all()
    stored = connection.execute(
        select(pages.scan_id, pages.page, pages.source, pages.file_sort, pages.file_digest, held.content)
        .join_from(tables.scan_page, tables.scan_file, held.page_id == pages.id)
        .where(pages.scan_id.in_([one.id for one in scans]))
        .order_by(pages.page)
    ).all()
    return tuple(
        FiledScan(
            one.id, ScanState(one.state), one.source, cast("Signed", one.signed), one.at,
            tuple((each.page, each.file_sort, _as_filed(each)) for each in stored if each.scan_id == one.id),
        )
        for one in scans
    )  # fmt: skip


def look_signed(office: Office, code: str) -> tuple[str, ...]:
    """Whose filed sheet of a closed month looks signed, and could be entered as signed: staff numbers."""
    month = stages.positions(office, code)
    can = {one.staff_no for one in month.positions if may_follow(one.stage, Stage.SIGNED)}
    signed = {one.staff_no for one in scans(office, code) if one.state in FILED and one.signed == "signed"}
    return tuple(sorted(can & signed))


@rights.needs("prepare")
def confirm_signed(office: Office, code: str, staff_nos: Collection[str], day: date) -> Done[Delivered]:
    """Enter sheets as signed on a day (of the office's time), whose scans were looked at.

    Raises UserError as `delivery.deliver` does.
    """
    return delivery.deliver(office, code, staff_nos, Handover(Stage.SIGNED, day))
