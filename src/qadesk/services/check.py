"""Whether an office file is sound: its pages, its references, and the results it promised never to change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from qadesk.domain.periods import Period
from qadesk.errors import UserError, joined
from qadesk.i18n import _
from qadesk.progress import Progress
from qadesk.services import cards, cycles
from qadesk.services.assessment import assessments, removed, results
from qadesk.services.cycles import Cycle
from qadesk.services.designing.version_rows import changed_since_published
from qadesk.services.notes import keeping
from qadesk.services.records import counting
from qadesk.services.trail import proof
from qadesk.storage import soundness, structure, tables
from qadesk.storage.office import Office

_MOST = 20  # what is listed of one kind of damage


@dataclass(frozen=True)
class CheckResult:
    """One thing looked at; `problem` is empty where it is in order. `known` is what else there is to say."""

    what: str
    problem: str
    known: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is in order."""
        return not self.problem


def check(
    office: Office, progress: Progress | None = None, papers: Sequence[str] = ()
) -> tuple[CheckResult, ...]:
    """Everything that is looked at, in order; writes nothing.

    `papers` are trail codes as they stand on sheets and notices. Of an office on a server it is what QADesk
    promises of results and what the trail says; pages and references are the server's. Raises Cancelled, and
    UserError for what is no trail code.
    """
    if not office.is_file:
        return *_promises(office), *_trail(office, progress, papers)
    made_otherwise = _of_file(office, soundness.made_otherwise)
    promises = _promises(office, grave=any(difference.grave for difference in made_otherwise))
    return (
        _finding(_("Pages of the file"), _of_file(office, soundness.pages)),
        _finding(_("References between records"), _of_file(office, soundness.orphans)),
        _finding(_("Tables of the file"), made_otherwise),
        *promises[:2],
        _finding(_("Texts, dates and values"), _of_file(office, soundness.unreadable)),
        *promises[2:],
        *_trail(office, progress, papers, grave=any(difference.grave for difference in made_otherwise)),
    )


def _promises(office: Office, *, grave: bool = False) -> tuple[CheckResult, ...]:
    """What must not have changed, and what is still to be settled; nothing of it in `grave` tables."""
    unread = [structure.SchemaDifference(_unread(), True)]

    def looked(
        look: Callable[[Office], list[structure.SchemaDifference]],
    ) -> list[structure.SchemaDifference]:
        return unread if grave else _told(lambda: look(office))

    return (
        _finding(_("Results of closed cycles"), looked(_changed_results)),
        _finding(_("Published scorecards"), looked(_changed_scorecards)),
        _finding(_("Totals beside single records"), looked(_unsettled_totals)),
        _finding(_("Attached files"), looked(_damaged_files)),
    )


def _trail(
    office: Office, progress: Progress | None, papers: Sequence[str], *, grave: bool = False
) -> tuple[CheckResult, ...]:
    """The trail, the rows it speaks of, and what is kept of it outside the file; not of `grave` tables."""
    if grave:
        return (CheckResult(_("Trail"), _unread()),)
    try:
        found = proof.prove(office, progress, papers)
    except proof.NoTrailCodeError:
        raise
    except UserError as error:
        return (CheckResult(_("Trail"), error.happened),)
    return (
        replace(_listed(_("Trail"), found.trail), known=joined(*found.clocks)),
        _listed(_("All rows, beside the trail"), found.rows),
        replace(_listed(_("The trail, beside what is kept of it elsewhere"), found.outside),
                known=joined(*found.reach)),
    )  # fmt: skip


def _unread() -> str:
    return _("Not checked, because the table structure has been altered.")


def _damaged_files(office: Office) -> list[structure.SchemaDifference]:
    with office.read() as connection:
        damaged = keeping.damaged(connection)
    text = _("No longer what was attached: {what}. Take it from a backup.")
    return [structure.SchemaDifference(text.format(what=name), True) for name in damaged]


def _unsettled_totals(office: Office) -> list[structure.SchemaDifference]:
    """Months in which totals meet single contacts and nobody has said which count."""
    cycle = tables.cycle.c
    with office.read() as connection:
        months = connection.execute(
            select(cycle.start, cycle.end, cycle.code)
            .where(cycle.office_id == office.id)
            .order_by(cycle.start)
        ).all()
        return [
            structure.SchemaDifference(one.words(), False)
            for month in months
            for one in counting.met_in(connection, office, Period(month.start, month.end, month.code))
            if not one.counts
        ]


def _finding(what: str, problems: Iterable[structure.SchemaDifference]) -> CheckResult:
    return _listed(what, [problem.text for problem in problems])


def _listed(what: str, told: Sequence[str]) -> CheckResult:
    shown = [*told[:_MOST]]
    if len(told) > _MOST:
        shown.append(_("… and {n} more").format(n=len(told) - _MOST))
    return CheckResult(what, joined(*shown))


def _of_file(
    office: Office, look: Callable[[Any], list[structure.SchemaDifference]]
) -> list[structure.SchemaDifference]:
    """What a look at the file itself finds."""

    def looked() -> list[structure.SchemaDifference]:
        with office.file() as connection:
            return look(connection)

    return _told(looked)


def _told(look: Callable[[], list[structure.SchemaDifference]]) -> list[structure.SchemaDifference]:
    """What a look finds, or why the file did not let itself be looked at."""
    try:
        return look()
    except UserError as error:
        return [structure.SchemaDifference(error.happened, True)]


def _changed_results(office: Office) -> list[structure.SchemaDifference]:
    changed: list[str] = []
    told: list[structure.SchemaDifference] = []
    with office.read() as connection:
        for row in connection.execute(select(tables.cycle).where(tables.cycle.c.status == "closed")):
            try:
                changed += _altered(connection, office, cycles.get_in(connection, office, row.code))
            except (ValueError, LookupError, TypeError, ArithmeticError):  # no JSON, or other than was stored
                text = _("The stored results of {cycle} cannot be read.")
                told.append(structure.SchemaDifference(text.format(cycle=row.code), True))
    if changed:
        text = _(
            "Changed since the cycle was closed: {what}. Restore a backup and keep this file as evidence."
        )
        told.append(structure.SchemaDifference(text.format(what=_(", ").join(changed)), True))
    return told


def _changed_scorecards(office: Office) -> list[structure.SchemaDifference]:
    try:
        with office.read() as connection:
            changed = changed_since_published(connection)
    except (ValueError, LookupError, TypeError):  # no JSON, or other than was stored
        return [structure.SchemaDifference(_("The stored scorecards cannot be read."), True)]
    if not changed:
        return []
    text = _("Changed since it was published: {what}. Restore a backup and keep this file as evidence.")
    return [structure.SchemaDifference(text.format(what=_(", ").join(changed)), True)]


def _altered(connection: Connection, office: Office, cycle: Cycle) -> list[str]:
    """Cycle and staff number of the stored assessments that no longer match their digest, of any revision.

    Of who left and may no longer be named, the digest of what is said now stands beside the one of then.
    """
    own, agent = cards.of_cycle(connection, cycle), tables.agent.c
    former = select(agent.id).where(agent.staff_no.startswith(removed.FORMER))
    nameless = frozenset(connection.execute(former).scalars())
    found = dict[int, int]()
    altered = list[str]()
    for one in assessments.revisions(connection, cycle.id):
        known = f"{cycle.code}/{one.agent.staff_no}"
        found[one.agent.id] = due = found.get(one.agent.id, 0) + 1
        promised = (one.anonymous if one.agent.id in nameless else "") or one.digest
        made = results.as_stored(cycle, own.of(one.agent.id), one)
        if promised != made.digest or one.revision != due:  # none may be missing in between
            altered.append(known if one.revision == 1 else f"{known}/{one.revision}")
    return altered
