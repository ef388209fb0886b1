"""What a sheet says of a result that was corrected: what it supersedes, why, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.domain.scorecard import Scorecard
from qadesk.i18n import _, speaking
from qadesk.services.after_closing import correction_views
from qadesk.services.after_closing.correction_words import figure_line, figures
from qadesk.services.assessment import assessments
from qadesk.services.assessment.assessments import Kept
from qadesk.services.assessment.results import CycleResults
from qadesk.storage import tables
from qadesk.storage.office import Office


@dataclass(frozen=True)
class Revised:
    """A revision beside the one it supersedes; the days are the office's."""

    before: Kept
    now: Kept
    before_on: date
    on: date
    reason: str
    appealed: date | None = None  # when the appeal was received inside which it was put right

    @property
    def digested(self) -> list[str]:
        """What of it is printed, for the sheet's digest."""
        return [str(self.now.revision), str(self.on), self.before.digest, str(self.before_on), self.reason]


def revised(connection: Connection, office: Office, made: CycleResults) -> Mapping[int, Revised]:
    """By agent's row id, of those whose newest result is a revision."""
    which = {one.agent.id: one.revision for one in made.results if one.revision > 1}
    if not which:
        return {}
    reasons = {
        (one.agent_id, one.revision): one.reason
        for one in correction_views.of_cycle(connection, made.cycle.id)
    }
    appeal, own = tables.appeal.c, tables.correction.c
    rows = connection.execute(
        select(own.agent_id, own.revision, appeal.received_on)
        .join_from(tables.correction, tables.appeal, appeal.correction_id == own.id)
        .where(own.cycle_id == made.cycle.id)
    )
    appealed = {(row.agent_id, row.revision): row.received_on for row in rows}
    kept = {(one.agent.id, one.revision): one for one in assessments.revisions(connection, made.cycle.id)}
    found = {}
    for who, number in which.items():
        now, before = kept[who, number], kept[who, number - 1]
        assert now.at is not None
        assert before.at is not None
        days = office.local(before.at).date(), office.local(now.at).date()
        reason = reasons.get((who, number), "")
        found[who] = Revised(before, now, *days, reason, appealed.get((who, number)))
    return found


def lines(card: Scorecard, one: Revised, language: str) -> tuple[str, ...]:
    """What stands on the sheet of a revision."""
    with speaking(language):
        head = _("Revision {n} of {day}; it supersedes revision {before} of {before_day}.").format(
            n=one.now.revision,
            day=formats.day(one.on),
            before=one.before.revision,
            before_day=formats.day(one.before_on),
        )
        reason = mask(one.reason)
        if one.appealed is not None:  # what is kept is in the language of who opened the figures
            reason = _("Appeal of {day}").format(day=formats.day(one.appealed))
        reason = _("Reason: {reason}").format(reason=reason) if reason else ""
        told = figures(card, one.before.assessment, one.now.assessment, language)
        changed = _("; ").join(figure_line(figure) for figure in told)
        if one.before.comment != one.now.comment:
            changed = _("; ").join((changed, _("the comment was changed")))
    return tuple(line for line in (head, reason, changed) if line)
