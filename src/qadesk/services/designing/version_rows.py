"""Scorecard versions as they stand in the office file."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from qadesk.domain.scorecard import Names
from qadesk.errors import UserError, joined
from qadesk.i18n import _
from qadesk.services import cards, scorecards
from qadesk.services.done import Change
from qadesk.storage import tables

CHANGES: Final = frozenset[Change]({"scorecard"})  # what every write to a version changes


class VersionStatus(StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True)
class StepTaken:
    """What a version became, by whom ("" where nobody was signed in), when (UTC), and what they said."""

    status: VersionStatus
    by: str
    at: datetime
    note: str


@dataclass(frozen=True)
class Version:
    """One version of a scorecard; times in UTC.

    `cycles` are the codes of the cycles that were opened with it, `steps` its way, oldest first.
    """

    id: int
    code: str
    version: int
    names: Names
    status: VersionStatus
    updated_at: datetime | None
    published_at: datetime | None
    based_on: int | None
    cycles: tuple[str, ...]
    steps: tuple[StepTaken, ...]
    longer: bool = False  # for cycles longer than a month alone: it takes up the results of months


def all_versions(connection: Connection, only: int | None = None) -> tuple[Version, ...]:
    """Every version, or one of them, newest first."""
    own, cycle = tables.scorecard.c, tables.cycle.c
    chosen = select(  # of the content the name alone: a long list need not read every table
        own.id, own.code, own.version, own.status, own.updated_at, own.published_at, own.based_on,
        own.content["name"].label("names"), scorecards.takes_up_months().label("longer"),
    ).order_by(own.id.desc())  # fmt: skip
    rows = connection.execute(chosen if only is None else chosen.where(own.id == only)).all()
    used: dict[int, list[str]] = defaultdict(list)
    keys = cards.keys_in(connection)
    for one in connection.execute(select(cycle.id, cycle.code).order_by(cycle.start)):
        for key in keys[one.id]:
            used[key].append(one.code)
    steps = _steps(connection)
    return tuple(
        Version(
            id=row.id,
            code=row.code,
            version=row.version,
            names=Names(**row.names),
            status=VersionStatus(row.status),
            updated_at=row.updated_at,
            published_at=row.published_at,
            based_on=row.based_on,
            cycles=tuple(used[row.id]),
            steps=_worded(steps[row.id]),
            longer=bool(row.longer),
        )
        for row in rows
    )


def taken_next(versions: Iterable[Version]) -> int | None:
    """The id of the version that new months take, as in `scorecards.newest_published`; None without one."""
    published = [v for v in versions if v.status is VersionStatus.PUBLISHED and v.published_at is not None]
    published = [v for v in published if not v.longer]
    newest = max(published, key=lambda v: (v.published_at, v.version), default=None)
    return None if newest is None else newest.id


def pair_to_compare(versions: Sequence[Version], chosen: Version) -> tuple[int, int]:
    """Which two to begin with: what a version was copied from, else the one before it, and itself."""
    if chosen.based_on is not None and any(v.id == chosen.based_on for v in versions):
        return chosen.based_on, chosen.id
    earlier = [v for v in versions if v.code == chosen.code and v.version < chosen.version]
    if earlier:
        return max(earlier, key=lambda v: v.version).id, chosen.id
    other = next((v.id for v in versions if v.id != chosen.id), chosen.id)
    return other, chosen.id


def digest(content: Any) -> str:
    """A version's content in 64 characters: what is noted of it when it is published."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changed_since_published(connection: Connection) -> tuple[str, ...]:
    """Code and version of what is no longer what was published, by the digest that the trail has of it."""
    own, trail = tables.scorecard.c, tables.audit.c
    noted = {
        row.subject: row.detail["digest"]
        for row in connection.execute(
            select(trail.subject, trail.detail).where(
                trail.action == f"scorecard.{VersionStatus.PUBLISHED.value}"
            )
        )
        if "digest" in row.detail
    }
    public = (VersionStatus.PUBLISHED.value, VersionStatus.RETIRED.value)
    rows = connection.execute(
        select(own.code, own.version, own.content).where(own.status.in_(public)).order_by(own.id)
    )
    told = ((f"{row.code} {row.version}", row.content) for row in rows)
    return tuple(name for name, content in told if noted.get(name, digest(content)) != digest(content))


def row_of(connection: Connection, version_id: int) -> Row[Any]:
    """A version's row. Raises UserError for one that is not there."""
    row = connection.execute(
        select(tables.scorecard).where(tables.scorecard.c.id == version_id)
    ).one_or_none()
    if row is None:
        raise UserError("scorecard.version_gone", _("This version of the scorecard is no longer there."))
    return row


def status_words(status: VersionStatus) -> str:
    """A status in the user's language."""
    return {
        VersionStatus.DRAFT: _("a draft"),
        VersionStatus.SUBMITTED: _("submitted"),
        VersionStatus.APPROVED: _("approved"),
        VersionStatus.PUBLISHED: _("published"),
        VersionStatus.RETIRED: _("retired"),
    }[status]


def _steps(connection: Connection) -> dict[int, list[Row[Any]]]:
    step = tables.scorecard_step
    rows = connection.execute(
        select(step, tables.user.c.name)
        .join_from(step, tables.user, isouter=True)
        .order_by(step.c.scorecard_id, step.c.id)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.scorecard_id].append(row)
    return found


def _worded(rows: Sequence[Row[Any]]) -> tuple[StepTaken, ...]:
    """The steps; one that was approved by who had submitted it says so."""
    made, submitter = [], None
    for row in rows:
        status, note = VersionStatus(row.status), row.note
        if status is VersionStatus.SUBMITTED:
            submitter = row.user_id
        elif status is VersionStatus.APPROVED and row.user_id == submitter:
            said = _(
                "Approved by the person who submitted it: the office had no other manager or administrator."
            )
            note = joined(said, note)
        made.append(StepTaken(status, row.name or "", row.at, note))
    return tuple(made)
