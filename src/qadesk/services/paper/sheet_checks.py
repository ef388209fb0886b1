"""The checked contacts of a month on an agent's sheet: when, which, how many points, what was found."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, select

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.domain.measures import Source
from qadesk.domain.scorecard import Names
from qadesk.i18n import translations
from qadesk.kinds.registry import stored_apart
from qadesk.printing.sheet import Remark
from qadesk.services.assessment.results import CycleResults
from qadesk.services.records.stored import inside
from qadesk.storage import tables
from qadesk.storage.office import Office


class CheckedContact(NamedTuple):
    """One check that counts; `when` of the contact and `day` of the check are the office's."""

    when: str
    ref: str
    score: Decimal
    passed: bool
    found: tuple[tuple[str, str, bool], ...]  # Chinese name, English name, critical
    note: str
    author: str
    day: str


def checked(
    connection: Connection, office: Office, made: CycleResults
) -> dict[int, tuple[CheckedContact, ...]]:
    """All of a cycle by agent row id, in the order of the contacts."""
    own, batch, user = tables.check_result.c, tables.import_batch, tables.user
    rows = connection.execute(
        select(tables.check_result, user.c.name, batch.c.at.label("checked_at"))
        .select_from(tables.check_result.join(batch).outerjoin(user, user.c.id == batch.c.user_id))
        .where(inside(office, stored_apart()[Source.CHECKS], made.cycle.period))
        .order_by(own.at, own.id)
    )
    found: dict[int, list[CheckedContact]] = defaultdict(list)
    for row in rows:
        found[row.agent_id].append(
            CheckedContact(
                f"{office.local(row.at):%Y-%m-%d %H:%M}",
                row.ref,
                Decimal(row.score) / 100,
                row.passed,
                tuple((zh, en, bool(critical)) for zh, en, critical in row.found),
                row.note or "",
                row.name or "",
                formats.day(office.local(row.checked_at).date()),
            )
        )
    return {agent_id: tuple(those) for agent_id, those in found.items()}


def remark(one: CheckedContact, language: str) -> Remark:
    """One of them as the sheet says it."""
    _ = translations(language).gettext
    passed = _("passed") if one.passed else _("not passed")
    said = _("Quality check of {when}, {ref}: {points} points, {passed}").format(
        when=one.when, ref=mask(one.ref), points=formats.decimal(one.score), passed=passed
    )
    names = [
        _("{question} (critical)").format(question=Names(zh, en).in_language(language)) if critical
        else Names(zh, en).in_language(language)
        for zh, en, critical in one.found
    ]  # fmt: skip
    if names:
        said = _("{said}; found: {found}").format(said=said, found=_(", ").join(names))
    if one.note:
        said = _("{said}. {note}").format(said=said, note=mask(one.note))
    return Remark(said, one.author, one.day)
