"""What is still pending before a month is closed, as findings by code; each says whether it blocks closing.

What blocks would change a result: a draft of somebody who is assessed, a value that is missing. The rest is a
warning, to be seen and accepted, since after closing nothing of it can be corrected in the month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, exists, select

from qadesk.domain import formula, measures
from qadesk.domain.measures import Source
from qadesk.domain.periods import period, previous_period
from qadesk.domain.scorecard import Indicator, Names, Origin
from qadesk.domain.scoring import State, Status
from qadesk.domain.untold import untold
from qadesk.kinds.registry import all_records, kinds_giving
from qadesk.services import cycles, locked, readers, rights
from qadesk.services.assessment import exemptions, focus, month_totals, results
from qadesk.services.assessment.gaps import Cause, Gap, gaps
from qadesk.services.assessment.results import AgentResult, CycleResults
from qadesk.services.closing.silent_days import silences
from qadesk.services.paper import sheet_digest
from qadesk.services.paper.sheet_month import on_paper, printings
from qadesk.services.records.evidence import sources_of
from qadesk.services.scoring.leftovers import LeftoverDraft, drafts_left
from qadesk.storage import tables
from qadesk.storage.office import Office


class Code(StrEnum):
    """What is pending."""

    DRAFT_FINISHED = "draft_finished"  # nothing missing from it, but it was not submitted
    DRAFT_UNFINISHED = "draft_unfinished"
    MISSING = "missing"  # values without which an assessment is incomplete
    NOBODY = "nobody"  # nobody would be graded
    NOT_OVER = "not_over"  # the month still runs
    MONTH_OPEN = "month_open"  # of a longer cycle, or a result of it is being corrected
    EARLIER_OPEN = "earlier_open"  # another period that figures are taken from
    MONTH_UNOPENED = "month_unopened"  # of a longer cycle of which other months were assessed
    NO_FILE = "no_file"  # a kind of file the scorecard needs; what is counted of it counts as 0
    USUAL_FILE = "usual_file"  # a kind of file the month before had
    LEFT_OUT = "left_out"  # records a value leaves out, since their file had no column for it
    SILENT_DAYS = "silent_days"  # days without a record of a kind that has some every day
    REJECTED = "rejected"  # rows of imports that were refused
    SHEET_CHANGED = "sheet_changed"  # since it was printed
    SHEET_NOT_PRINTED = "sheet_not_printed"
    EXEMPTION = "exemption"  # entered, and not confirmed by a second person
    UNREAD = "unread"  # who has not signed for the scorecard, in an office that keeps lists of it
    FOCUS = "focus"  # proposals not settled, in an office that settles them


@dataclass(frozen=True)
class Finding:
    """One thing that is pending: how many, whose, of which kind or days, and the screen to put it right on.

    `agents` are pairs of staff number and name; `by` is the supervisor whose drafts they are, `own` whether
    that is who asks, `drafts` their ids; `items` names indicators; `files` names imported files; `context`
    is what the screen is told.
    """

    code: Code
    blocks: bool
    count: int
    agents: tuple[tuple[str, str], ...] = ()
    by: str = ""
    own: bool = True
    drafts: tuple[int, ...] = ()
    contacts: int = 0  # of the drafts, how many rate a single contact
    items: tuple[Names, ...] = ()
    cause: str = ""  # of what is missing: a `gaps.Cause`
    kind: str = ""  # of file
    field: str = ""  # the column a file lacks
    days: tuple[date, ...] = ()
    files: tuple[str, ...] = ()
    screen: str = ""
    context: str | tuple[str, str] | None = None


def pending(office: Office, code: str) -> tuple[Finding, ...]:
    """What is pending in a cycle, what blocks its closing first; nothing for a closed one.

    Raises UserError if the cycle was never opened.
    """
    rights.know(office)
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, code)
        if cycle.closed:
            return ()
        return pending_in(connection, office, results.results_in(connection, office, cycle))


def pending_in(connection: Connection, office: Office, made: CycleResults) -> tuple[Finding, ...]:
    """The same inside a transaction that does more."""
    lacking = gaps(made)
    found = (
        *_drafts(connection, office, made),
        *_missing(lacking),
        *_month(office, made),
        *_months(connection, office, made),
        *_earlier(made),
        *_files(connection, made, lacking),
        *_left_out(made),
        *_silent(connection, office, made),
        *_rejected(connection, office, made),
        *_sheets(connection, office, made),
        *_exemptions(connection, office, made),
        *_unread(connection, made),
        *_focus(connection, office, made),
    )
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def _drafts(connection: Connection, office: Office, made: CycleResults) -> Iterator[Finding]:
    assessed = {r.agent.staff_no for r in made.results if r.assessment.status is not Status.EXCLUDED}
    grouped: dict[tuple[bool, int, bool], list[LeftoverDraft]] = defaultdict(list)
    for draft in drafts_left(connection, office, made.cycle):
        grouped[draft.finished, draft.user_id, draft.staff_no in assessed].append(draft)
    for (finished, user_id, blocks), drafts in sorted(grouped.items(), reverse=True):
        whole = next((draft.staff_no for draft in drafts if draft.contact_id is None), None)
        yield Finding(
            Code.DRAFT_FINISHED if finished else Code.DRAFT_UNFINISHED,
            blocks,
            len(drafts),
            _people(drafts),
            by=drafts[0].by,
            own=user_id == office.user_id,
            drafts=tuple(draft.id for draft in drafts),
            contacts=sum(draft.contact_id is not None for draft in drafts),
            screen="score",
            context=whole,
        )


def _exemptions(connection: Connection, office: Office, made: CycleResults) -> Iterator[Finding]:
    """Those of one's own block where another may decide; closing confirms those of others."""
    names = {result.agent.staff_no: result.agent.name for result in made.results}
    left = exemptions.undecided(connection, made.cycle)
    for own in (True, False):
        found = [one for one in left if (one.entered_id == office.user_id) is own]
        others = rights.others(office, "decide", office.user_id if own else None)
        if found and not (own and not others):
            yield Finding(
                Code.EXEMPTION,
                own,
                len(found),
                tuple((number, names.get(number, "")) for number in sorted({one.staff_no for one in found})),
                by=rights.names(others),
                own=own,
                screen="results",
                context=found[0].staff_no,
            )


def _missing(lacking: Iterable[Gap]) -> Iterator[Finding]:
    for gap in lacking:
        screen, context = _where(gap)
        yield Finding(
            Code.MISSING,
            True,
            len(gap.agents),
            tuple((who.staff_no, who.name) for who in gap.agents),
            items=tuple(indicator.names for indicator in gap.indicators),
            cause=gap.cause.value,
            kind=next(iter(kinds_giving(gap.source)), "") if gap.source else "",
            field=gap.field,
            screen=screen,
            context=context,
        )


def _where(gap: Gap) -> tuple[str, str | tuple[str, str]]:
    first = gap.agents[0].staff_no
    if gap.remedy in (Cause.RATING, Cause.VALUE):
        return "score", (first, gap.item)
    if gap.remedy in (Cause.FILE, Cause.COLUMN):
        return "records", "imports"
    return "results", (first, gap.indicators[0].code)


def _month(office: Office, made: CycleResults) -> Iterator[Finding]:
    if not any(r.assessment.status is not Status.EXCLUDED for r in made.results):
        yield Finding(Code.NOBODY, False, 0, screen="agents")
    span = made.cycle.period
    left = (span.end - office.today()).days
    if left > 0:
        yield Finding(Code.NOT_OVER, False, left, days=(span.last_day,), screen="today")


def _months(connection: Connection, office: Office, made: CycleResults) -> Iterator[Finding]:
    """What closing a longer cycle would lock in its months, and those it knows nothing of."""
    within = month_totals.inside(connection, office, made.cycle)
    unsettled = (one for one in within if not one.closed or locked.in_hand(connection, one.id))
    if still_open := [month.period.start for month in unsettled]:
        yield Finding(Code.MONTH_OPEN, True, len(still_open), days=tuple(still_open), screen="today")
    never = month_totals.never_opened(made.cycle, within)
    if never and any(map(month_totals.needed, made.cards.all)):
        days = tuple(period(code).start for code in never)
        yield Finding(Code.MONTH_UNOPENED, False, len(days), days=days, screen="today")


def _earlier(made: CycleResults) -> Iterator[Finding]:
    """Periods still open that figures were taken from: closing keeps what they come to now."""
    taken = [(r, [one for one in r.assessment.earlier if one.provisional]) for r in made.results]
    who = [result for result, figures in taken if figures]
    codes = {of.code for _r, figures in taken for one in figures for of in one.of if not of.revision}
    if who:
        days = tuple(sorted(period(code).start for code in codes if code != made.cycle.code))
        people = tuple((r.agent.staff_no, r.agent.name) for r in who)
        yield Finding(Code.EARLIER_OPEN, False, len(who), people, days=days, screen="today")


def _files(connection: Connection, made: CycleResults, lacking: Iterable[Gap]) -> Iterator[Finding]:
    here = _kinds(connection, made.cycle.period.start, made.cycle.period.end)
    before = previous_period(made.cycle.period)
    told = {gap.source for gap in lacking if gap.cause is Cause.FILE}  # those block already
    needed = _needed(made)
    for source, indicators in needed.items():
        if source not in made.sources and source not in told:
            names = tuple(i.names for i in indicators)
            yield Finding(
                Code.NO_FILE,
                False,
                0,
                items=names,
                kind=kinds_giving(source)[0],
                screen="records",
                context="imports",
            )
    for kind in sorted(_kinds(connection, before.start, before.end) - here):
        source = all_records()[kind].gives
        if source not in told and (source in made.sources or source not in needed):
            yield Finding(Code.USUAL_FILE, False, 0, kind=kind, screen="records", context="imports")


def _needed(made: CycleResults) -> dict[Source, list[Indicator]]:
    """The kinds of record that indicators are made from, with the indicators."""
    needed: dict[Source, list[Indicator]] = defaultdict(list)
    asked = {one.code: one for card, _results in made.by_card for one in card.indicators()}
    for indicator in asked.values():
        sources = {source for source in sources_of(indicator) if kinds_giving(source)}
        if indicator.origin is Origin.FORMULA:
            used = formula.names(formula.parse(indicator.formula))
            sources = {measures.COUNTS[name] for name in used if name in measures.COUNTS}
        for source in sorted(sources):
            needed[source].append(indicator)
    return needed


def _kinds(connection: Connection, start: date, end: date) -> frozenset[str]:
    """The kinds of file that were imported with records of a span."""
    batch = tables.import_batch.c
    rows = connection.execute(
        select(batch.kind)
        .distinct()
        .where(batch.undone_at.is_(None), batch.first_day < end, batch.last_day >= start)
    )
    return frozenset(kind for kind in rows.scalars() if kind in all_records())


def _left_out(made: CycleResults) -> Iterator[Finding]:
    """Values that are there, but leave records out; where all are left out, the value is missing."""
    for indicator, theirs in _asked_of(made):
        found = [
            (result.agent, lacking)
            for result in theirs
            if result.assessment.line(indicator.code).state is State.OBSERVED
            and (lacking := untold(indicator.figure, result.tally, made.office)) is not None
        ]
        if found:
            yield Finding(
                Code.LEFT_OUT,
                False,
                sum(lacking.n for _agent, lacking in found),
                tuple(sorted((agent.staff_no, agent.name) for agent, _lacking in found)),
                items=(indicator.names,),
                field=found[0][1].field,
                screen="results",
                context=(found[0][0].staff_no, indicator.code),
            )


def _asked_of(made: CycleResults) -> Iterator[tuple[Indicator, list[AgentResult]]]:
    """The indicators made from records, each once, with those who have it on their scorecard."""
    found: dict[Indicator, list[AgentResult]] = {}
    for card, theirs in made.by_card:
        for indicator in card.indicators():
            if indicator.origin is Origin.RECORDS:
                found.setdefault(indicator, []).extend(theirs)
    yield from found.items()


def _silent(connection: Connection, office: Office, made: CycleResults) -> Iterator[Finding]:
    for one in silences(connection, office, made.cycle.period):
        yield Finding(
            Code.SILENT_DAYS,
            False,
            len(one.days),
            kind=one.kind,
            days=one.days,
            screen="records",
            context="imports",
        )


def _rejected(connection: Connection, office: Office, made: CycleResults) -> Iterator[Finding]:
    """Refused rows of the files with records of the month, and of files whose days are not known.

    A file is done with once a later one of its name and kind covers its days. One of which no row was taken
    may be of any month that had begun.
    """
    batch, span = tables.import_batch.c, made.cycle.period
    rows = connection.execute(
        select(
            batch.kind, batch.file_name, batch.rejected, batch.rows, batch.first_day, batch.last_day, batch.at
        )
        .where(batch.undone_at.is_(None), batch.kind.in_(all_records()))
        .order_by(batch.id.desc())
    )
    later: dict[tuple[str, str], list[tuple[date, date]]] = defaultdict(list)
    files, count = [], 0
    for row in rows:
        key, dated = (row.kind, row.file_name), row.first_day is not None
        if dated:
            concerned = row.first_day < span.end and row.last_day >= span.start
            done = any(low <= row.first_day and high >= row.last_day for low, high in later[key])
            later[key].append((row.first_day, row.last_day))
        else:
            concerned = office.local(row.at).date() >= span.start
            done = bool(later[key])
        if concerned and row.rejected and not done:
            files.append(row.file_name)
            count += row.rejected
    if count:
        named = tuple(dict.fromkeys(files))
        yield Finding(Code.REJECTED, False, count, files=named, screen="records", context="imports")


def _sheets(connection: Connection, office: Office, made: CycleResults) -> Iterator[Finding]:
    printed = sheet_digest.changed(connection, office, made)
    due = [r for r in made.results if r.assessment.status is not Status.EXCLUDED]
    changed = [r for r in due if printed.get(r.agent.id)]
    paper = on_paper(printings(connection, made.cycle))
    left = [r for r in due if r.agent.id not in paper and r not in changed]  # a file is no print
    for code, found in ((Code.SHEET_CHANGED, changed), (Code.SHEET_NOT_PRINTED, left)):
        if found:
            who = tuple(sorted((r.agent.staff_no, r.agent.name) for r in found))
            yield Finding(code, False, len(who), who, screen="sheets", context=who[0][0])


def _unread(connection: Connection, made: CycleResults) -> Iterator[Finding]:
    """Who takes part and has not signed for the version the month was opened with."""
    taking_part = {result.agent.id for result in made.results}
    left = tuple(
        (one.staff_no, one.name)
        for held in made.cards.every
        for one in readers.unsigned_in(connection, held.key)
        if one.agent_id in taking_part and made.cards.last(one.agent_id).key == held.key
    )
    if left:
        yield Finding(Code.UNREAD, False, len(left), left, screen="scorecards")


def _focus(connection: Connection, office: Office, made: CycleResults) -> Iterator[Finding]:
    """Proposals nobody has settled, where somebody has settled one before."""
    focuses, cycle = tables.focus.c, tables.cycle.c
    used = select(exists().where(focuses.cycle_id == cycle.id, cycle.office_id == office.id))
    if not connection.execute(used).scalar():
        return
    who = [one.result.agent for one in focus.board_of(connection, office, made).agents if one.to_confirm]
    if who:
        named = tuple(sorted((agent.staff_no, agent.name) for agent in who))
        yield Finding(Code.FOCUS, False, len(who), named, screen="results", context="focus")


def _people(drafts: Iterable[LeftoverDraft]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((draft.staff_no, draft.name) for draft in drafts))
