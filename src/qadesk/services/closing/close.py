"""Closing a cycle: its results are stored as they stand and never change again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, update

from qadesk import formats
from qadesk.domain.scoring import Status
from qadesk.errors import UserError, joined
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services import audit, cards, cycles, locked, rights
from qadesk.services.after_closing import stages, working_days
from qadesk.services.appeals import rules
from qadesk.services.assessment import assessments, drawn_first, exemptions, results
from qadesk.services.assessment.assessments import Kept
from qadesk.services.assessment.drawn_first import DrawnSure, ToDraw
from qadesk.services.assessment.results import CycleResults
from qadesk.services.backups import keeping
from qadesk.services.closing.pending import Finding, pending_in
from qadesk.services.closing.pending_words import in_words
from qadesk.services.done import Done
from qadesk.storage import generations, tables
from qadesk.storage.office import Office

_MOST_TOLD: Final = 5


@dataclass(frozen=True)
class Closing:
    """What closing a cycle would do: what is pending before it, and what is locked, in agents."""

    cycle: str
    found: tuple[Finding, ...]
    graded: int
    excluded: int

    @property
    def blocked(self) -> bool:
        """Whether something has to be settled first."""
        return any(finding.blocks for finding in self.found)


def closing(office: Office, code: str, progress: Progress | None = None) -> Closing:
    """What closing would do now. Raises Cancelled, or UserError if the cycle was not opened or is closed."""
    told = progress or Progress()
    rights.know(office)
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        locked.must_be_open(connection, cycle)
        told.report(0, 2)
        made = results.results_in(connection, office, cycle)
        told.report(1, 2)
        found = pending_in(connection, office, made)
    statuses = [result.assessment.status for result in made.results]
    return Closing(code, found, statuses.count(Status.GRADED), statuses.count(Status.EXCLUDED))


@rights.needs("decide")
def close_cycle(
    office: Office, code: str, *, accepting: Collection[Finding], progress: Progress | None = None
) -> Done[CycleResults]:
    """Close a cycle. `accepting` are the warnings that were seen and accepted.

    How sure its results are is drawn first, which takes a large office seconds and can be cancelled; under
    the lock it is only looked whether they are still the same. Who closes second is refused there.
    Raises Cancelled, or UserError while something blocks closing, for a warning that was not seen, or if the
    cycle is closed already.
    """

    def read() -> ToDraw:
        with office.read() as connection:
            cycle = cycles.get_in(connection, office, code)
            locked.must_be_open(connection, cycle)
            return ToDraw(results.results_in(connection, office, cycle))

    def write(drawn: DrawnSure | None) -> CycleResults:
        with office.write() as connection:
            return _closed(connection, office, code, accepting, drawn)

    closed = drawn_first.then_write(read, write, progress)
    return Done(closed, frozenset({"cycle", "results"}))


def _closed(
    connection: Connection,
    office: Office,
    code: str,
    accepting: Collection[Finding],
    drawn: DrawnSure | None,
) -> CycleResults:
    cycle = cycles.get_in(connection, office, code)
    locked.must_be_open(connection, cycle)
    final = results.results_in(connection, office, cycle)
    found = pending_in(connection, office, final)
    _must_be_settled(code, found, accepting)
    sure = drawn_first.sure_of(drawn, ToDraw(final))
    cards.settle(connection, office, cycle, (one.agent.id for one in final.results))
    for result in final.results:
        own = sure.get(result.agent.id)
        kept = Kept(result.agent, result.assessment, result.comment, own, final.raters)
        kept = replace(kept, card=result.scorecard if final.cards.several else None)
        assessments.store(connection, office, cycle.id, kept, result.digest)
    connection.execute(
        update(tables.cycle)
        .where(tables.cycle.c.id == cycle.id)
        .values(status="closed", closed_at=office.now())
    )
    working_days.freeze(connection, code)
    rules.freeze(connection, code)
    stages.begin(connection, office, cycle, ((r.agent.id, r.assessment.status) for r in final.results))
    alone = exemptions.decide_rest(connection, office, cycle)
    detail: dict[str, Any] = {"self_decided": alone} if alone else {}
    let_be = [[finding.code.value, finding.kind, finding.count] for finding in found]
    audit.note(connection, office, "cycle.close", code, agents=len(final.results), pending=let_be, **detail)
    return results.results_in(connection, office, cycles.get_in(connection, office, code))


@rights.needs("decide")
def close_after_backup(
    office: Office, seen: Closing, progress: Progress, *, backed_up: bool = True
) -> Done[CycleResults]:
    """Close a cycle of which `seen` was shown and accepted, after a backup unless none is wanted.

    Raises as `close_cycle` does, UserError that offers to go on where no backup can be made, and Cancelled.
    """
    if backed_up:
        keeping.copy_before(office, generations.CLOSING, progress)
    closed = close_cycle(office, seen.cycle, accepting=seen.found, progress=progress)
    return replace(closed, changes=closed.changes | {"backups"})


def _must_be_settled(code: str, found: Collection[Finding], accepting: Collection[Finding]) -> None:
    blocking = [finding for finding in found if finding.blocks]
    if blocking:
        raise UserError(
            "cycle.close_blocked",
            _("{code} cannot be closed yet:").format(code=code)
            + "".join(f"\n– {in_words(finding).text}" for finding in blocking[:_MOST_TOLD]),
            kept=_("The cycle is still open."),
            remedy=in_words(blocking[0]).remedy,
            because=[finding.code for finding in blocking],
        )
    unseen = [finding for finding in found if finding not in accepting]
    if unseen:
        raise UserError(
            "cycle.close_unchecked",
            _("Please check before closing {code}:").format(code=code)
            + "".join(f"\n– {in_words(finding).text}" for finding in unseen[:_MOST_TOLD]),
            kept=_("The cycle is still open."),
            remedy=_("Fix these, or close the cycle anyway."),
            because=[finding.code for finding in unseen],
        )


def intro(found: Closing) -> str:
    """What stands above the list of what is pending."""
    if found.blocked:
        return _("Items marked red must be settled before the cycle can be closed.")
    if found.found:
        return _("The cycle can be closed, but please check this first:")
    return _("Nothing is pending.")


def final(found: Closing) -> str:
    """What is locked when the month is closed."""
    month = formats.cycle_text(found.cycle)
    kept = ngettext(
        "{n} result is locked with its grade as it is now.",
        "{n} results are locked with their grades as they are now.",
        found.graded,
    ).format(n=found.graded)
    out = ngettext("{n} agent is excluded.", "{n} agents are excluded.", found.excluded)
    locked = _(
        "Closing cannot be undone: after that records, ratings, values and exemptions of {month} are only "
        "changed where a single result is reopened to correct, with a reason."
    ).format(month=month)
    return joined(kept, out.format(n=found.excluded) if found.excluded else "", locked)
