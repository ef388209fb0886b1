"""Scorecard versions: drafts are written, submitted, approved, published, and in the end retired.

A version that was published never changes. A cycle keeps the one it was opened with, whatever is published
or retired afterwards; a new cycle takes the one published last.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from qadesk.domain.scorecard import Scorecard
from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.services import audit, rights, scorecards
from qadesk.services.designing import problems
from qadesk.services.designing.drafts import delete_draft, new_draft, save_draft
from qadesk.services.designing.version_rows import (
    CHANGES,
    StepTaken,
    Version,
    VersionStatus,
    all_versions,
    digest,
    pair_to_compare,
    row_of,
    status_words,
    taken_next,
)
from qadesk.services.done import Done
from qadesk.storage import tables
from qadesk.storage.office import Office

__all__ = [
    "VersionStatus",
    "StepTaken",
    "Version",
    "versions",
    "card",
    "new_draft",
    "save_draft",
    "delete_draft",
    "may",
    "barred",
    "advance",
    "taken_next",
    "pair_to_compare",
    "status_words",
]

_NEXT = {
    VersionStatus.DRAFT: (VersionStatus.SUBMITTED,),
    VersionStatus.SUBMITTED: (VersionStatus.APPROVED, VersionStatus.DRAFT),
    VersionStatus.APPROVED: (VersionStatus.PUBLISHED, VersionStatus.DRAFT),
    VersionStatus.PUBLISHED: (VersionStatus.RETIRED,),
    VersionStatus.RETIRED: (),
}
_DECIDED = (VersionStatus.APPROVED, VersionStatus.RETIRED)
_MUST_BE_SOUND = (VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED)


def versions(office: Office) -> tuple[Version, ...]:
    """Every version in the office, newest first."""
    with office.read() as connection:
        return all_versions(connection)


def card(office: Office, version_id: int) -> Scorecard:
    """A version's content. Raises UserError for one that is not there or was spoilt."""
    with office.read() as connection:
        row_of(connection, version_id)
        return scorecards.load(connection, version_id)


def may(office: Office, version_id: int) -> frozenset[VersionStatus]:
    """What the user signed in may make of a version next; its content is not looked at."""
    rights.know(office)
    if rights.refusal(office, "prepare") is not None:
        return frozenset()
    with office.read() as connection:
        row = row_of(connection, version_id)
        return frozenset(
            to for to in _NEXT[VersionStatus(row.status)] if _forbidden(connection, office, row, to) is None
        )


def barred(office: Office, version_id: int) -> dict[VersionStatus, str]:
    """The next steps of a version that the user signed in may not take, and why, in words."""
    rights.know(office)
    with office.read() as connection:
        row = row_of(connection, version_id)
        refused = {
            to: rights.refusal(office, "prepare") or _forbidden(connection, office, row, to)
            for to in _NEXT[VersionStatus(row.status)]
        }
    return {to: f"{no.happened}\n{no.remedy}" for to, no in refused.items() if no is not None}


@rights.needs("prepare", "decide")
def advance(office: Office, version_id: int, to: VersionStatus, note: str = "") -> Done[Version]:
    """Bring a version one step further, or from submitted or approved back to draft; how it stands now.

    Raises UserError where it cannot become `to` from where it is, where another person has to do it, where
    a step back has no note, and for a scorecard with problems, naming all of them.
    """
    note = note.strip()
    with office.write() as connection:
        row = row_of(connection, version_id)
        refusal = _forbidden(connection, office, row, to)
        if to not in _NEXT[VersionStatus(row.status)]:
            refusal = UserError(
                "scorecard.wrong_status",
                _("This version is {status}; it cannot become {wanted}.").format(
                    status=status_words(VersionStatus(row.status)), wanted=status_words(to)
                ),
            )
        elif to is VersionStatus.DRAFT and not note:
            refusal = UserError(
                "scorecard.note_missing",
                _("Sending a scorecard back needs a note."),
                remedy=_("Write what has to be changed."),
            )
        if refusal is not None:
            raise refusal
        if to in _MUST_BE_SOUND:
            _must_be_sound(scorecards.load(connection, version_id))
        now = office.now()
        values: dict[str, Any] = {"status": to.value}
        if to is VersionStatus.PUBLISHED:
            values["published_at"] = now
        connection.execute(
            update(tables.scorecard).where(tables.scorecard.c.id == version_id).values(**values)
        )
        connection.execute(
            insert(tables.scorecard_step).values(
                scorecard_id=version_id, status=to.value, user_id=office.user_id, at=now, note=note
            )
        )
        detail: dict[str, Any] = {"digest": digest(row.content)} if to is VersionStatus.PUBLISHED else {}
        if to is VersionStatus.APPROVED and office.user_id == _submitter(connection, row):
            detail = {"self_decided": True}  # nobody else could
        audit.note(
            connection, office, f"scorecard.{to.value}", f"{row.code} {row.version}", note=note, **detail
        )
        (made,) = all_versions(connection, version_id)
    return Done(made, CHANGES)


def _forbidden(connection: Connection, office: Office, row: Row[Any], to: VersionStatus) -> UserError | None:
    """Why the user signed in may not do it, whatever its status."""
    if to in _DECIDED and (refused := rights.refusal(office, "decide")) is not None:
        return refused
    if to is VersionStatus.APPROVED:
        return _not_approver(connection, office, row)
    if to is VersionStatus.RETIRED:
        own = tables.scorecard.c
        others = connection.execute(
            select(own.id).where(own.status == VersionStatus.PUBLISHED.value, own.id != row.id).limit(1)
        )
        if others.first() is None:
            return UserError(
                "scorecard.only_published",
                _("This is the only published scorecard; new cycles need one."),
                kept=_("Nothing was changed."),
                remedy=_("Publish another version first."),
            )
    return None


def _not_approver(connection: Connection, office: Office, row: Row[Any]) -> UserError | None:
    reviewers = rights.others(office, "decide", _submitter(connection, row))
    if not reviewers or office.user_id in [one.id for one in reviewers]:
        return None
    return UserError(
        "scorecard.own_approval",
        _("It must be approved by someone other than the person who submitted it."),
        kept=_("Nothing was changed."),
        remedy=_("Ask {who} to sign in and approve it.").format(who=rights.names(reviewers)),
    )


def _submitter(connection: Connection, row: Row[Any]) -> int | None:
    """Who submitted a version last."""
    step = tables.scorecard_step.c
    steps = select(step.user_id).where(
        step.scorecard_id == row.id, step.status == VersionStatus.SUBMITTED.value
    )
    return connection.execute(steps.order_by(step.id.desc()).limit(1)).scalar()


def _must_be_sound(made: Scorecard) -> None:
    wrong = [told for told in problems.problems_in_words(made) if told.error]
    if wrong:
        raise UserError(
            "scorecard.has_problems",
            ngettext("The scorecard has {n} problem:", "The scorecard has {n} problems:", len(wrong)).format(
                n=len(wrong)
            )
            + "".join(f"\n– {one}" for one in wrong),
            kept=_("It is unchanged."),
            remedy=_("Fix them, then try again."),
            because=[one.code for one in wrong],
        )
