"""Removing what is past its period: rows, and what the trail shows of them. Nobody can take it back.

Closed results stay with their digests, sums stay for the explanation of figures (`assessment.removed`), and
the trail keeps every link: its entry RETENTION tells kinds, periods, counts, and which entries forgot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, update

from qadesk.domain.periods import midnight
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.kinds.registry import stored_apart
from qadesk.progress import Progress
from qadesk.services import audit, cards, cycles, rights
from qadesk.services.assessment import assessments, knowledge, removed, results, tallies
from qadesk.services.assessment.removed import Removed
from qadesk.services.cycles import Cycle
from qadesk.services.done import CHANGES, Done
from qadesk.services.paper.sheet_contents import code_of
from qadesk.services.records.stored import inside, table_of
from qadesk.services.retention import of_checks
from qadesk.services.retention.due import (
    Due,
    Selected,
    anonymous_ref,
    due_in,
    selected,
    texts_of,
)
from qadesk.services.retention.periods import SORTS, Sort
from qadesk.services.scans import filing
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import to_millis
from qadesk.storage.trail.entries import RETENTION, Change
from qadesk.storage.trail.forgetting import Said, forget
from qadesk.storage.trail.rows import sealed_tables

_AT_ONCE: Final = 10_000  # rows between two reports
_ABOUT_RECORDS: Final = ("record.", "note.")


@dataclass
class _Gone:
    """Whose rows and words the trail forgets; `told` hears how many rows more are done."""

    told: Callable[[int], None] = lambda _more: None
    before: int = 0  # in milliseconds: what customers' tables showed earlier
    tables: set[str] = field(default_factory=set)  # whose rows go where their entry is as old
    keys: dict[str, set[Any]] = field(default_factory=dict)  # table -> rows, whenever it was
    agents: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # numbers and names of people

    def row(self, at: int, change: Change) -> bool:
        """Whether a changed row goes."""
        table, key, old, new = change[:4]
        if key in self.keys.get(table, ()):
            return True
        if at < self.before and (table in self.tables or (table == "note" and _on_record(old or new))):
            return True
        return bool(self.agents) and (self._of_agent(table, key, old or new) or self._names(old, new))

    def words(self, said: Said) -> bool:
        """Whether what an entry says goes."""
        if said.at < self.before and said.action.startswith(_ABOUT_RECORDS):
            return True
        return self._names(said.subject, said.detail)

    def _of_agent(self, table: str, key: Any, text: str | None) -> bool:
        if table == "agent":
            return key in self.agents
        sealed = sealed_tables().get(table)
        if text is None or sealed is None or "agent_id" not in sealed.columns:
            return False
        return sealed.values(text).get("agent_id") in self.agents

    def _names(self, *texts: str | None) -> bool:
        return self._named is not None and any(text and self._named.search(text) for text in texts)

    @property
    def _named(self) -> re.Pattern[str] | None:
        if not self.names:
            return None
        if self._pattern is None:
            listed = "|".join(re.escape(name) for name in sorted(self.names, key=len, reverse=True))
            self._pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{listed})(?![A-Za-z0-9])")
        return self._pattern

    _pattern: re.Pattern[str] | None = None


def _on_record(note: str | None) -> bool:
    return bool(note) and sealed_tables()["note"].values(note or "").get("ref") is not None


@rights.needs("administer")
def carry_out(
    office: Office, sorts: Collection[Sort] = SORTS, progress: Progress | None = None
) -> Done[tuple[Due, ...]]:
    """Remove what is due of some sorts, in one transaction; the value is what was. There is no undo.

    Raises UserError if nothing of them is due, and Cancelled; then nothing was removed.
    """
    listener = progress or Progress()
    with office.write() as connection:
        due = tuple(one for one in due_in(connection, office) if one.sort in sorts and one.count)
        if not due:
            raise UserError(
                "retention.nothing_due",
                _("Nothing is past the time it is kept for."),
                kept=_("Nothing was changed."),
            )
        total, done = sum(one.count for one in due), 0

        def told(more: int) -> None:
            nonlocal done
            done += more
            listener.report(min(done, total), total)

        gone = _Gone(told)
        told(0)
        for one in due:
            found = list(selected(connection, office, one.sort, one.before))
            _REMOVE[one.sort](connection, office, one, found, gone)
        forgot = forget(connection, office.id, gone.row, gone.words, lambda: told(0))
        what = {
            one.sort: {"months": one.months, "before": one.before.isoformat(), "rows": dict(one.rows)}
            for one in due
        }
        audit.note(connection, office, RETENTION, ", ".join(what), removed=what, **forgot)
        listener.report(total, total)
    office.empty_log()  # else the file itself has it until it is closed
    return Done(due, CHANGES - {"backups", "scorecard"})


# ---- each sort


def _customers(
    connection: Connection, office: Office, due: Due, found: Iterable[Selected], gone: _Gone
) -> None:
    gone.before = to_millis(midnight(due.before, office.zone))
    for one in found:
        if one.kind is None:
            _delete(connection, one, gone)
            gone.tables.add(one.table.name)
            continue
        gone.tables.add(one.table.name)
        nothing: dict[str, Any] = dict.fromkeys(texts_of(one.kind))
        values = {"ref": anonymous_ref(one.table), **nothing}
        for some in _some(connection, one, gone):
            connection.execute(update(one.table).where(some).values(values))
    _points_without_refs(connection, office, due, gone)
    _remember(connection, of_checks.without_refs(connection, office, due.before), gone)
    gone.tables.discard("note")  # those on agents are another sort
    for cycle in cycles.all_in(connection, office):
        if cycle.closed and cycle.period.start < due.before:
            known = removed.of_cycle(connection, cycle.code) or Removed()
            if known.texts_on is None:
                removed.keep(connection, cycle.code, replace(known, texts_on=office.today()))


def _points_without_refs(connection: Connection, office: Office, due: Due, gone: _Gone) -> None:
    """What appeals point at are records that are no longer known by their references."""
    point, appeal = tables.appeal_point, tables.appeal.c
    for cycle in cycles.all_in(connection, office):
        if cycle.period.end > due.before:
            continue
        here = select(appeal.id).where(appeal.cycle_id == cycle.id)
        rows = select(point.c.id, point.c.ref).where(point.c.about == "record", point.c.appeal_id.in_(here))
        for row in connection.execute(rows).all():
            gone.keys.setdefault(point.name, set()).add(row.id)
            plain = f"{row.ref.partition('/')[0]}/#"
            connection.execute(update(point).where(point.c.id == row.id).values(ref=plain))


def _files(
    connection: Connection, _office: Office, _due: Due, found: Iterable[Selected], gone: _Gone
) -> None:
    note, held = tables.note, tables.note_file
    for one in found:
        if one.table is tables.appeal_file:
            _delete(connection, one, gone)
            continue
        _remember(connection, one, gone)
        those = select(note.c.id).where(one.where)
        connection.execute(delete(held).where(held.c.note_id.in_(those)))
        connection.execute(delete(note).where(one.where, note.c.text == ""))
        nothing = dict.fromkeys(("file_name", "file_sort", "file_size", "file_digest"))
        connection.execute(update(note).where(one.where).values(nothing))


def _records(
    connection: Connection, office: Office, due: Due, found: Iterable[Selected], gone: _Gone
) -> None:
    found = list(found)
    codes = {one.cycle.code: one.cycle for one in found if one.cycle is not None}
    for cycle in codes.values():
        _keep_sums(connection, office, cycle)
    for one in found:
        _delete(connection, one, gone)


def _keep_sums(connection: Connection, office: Office, cycle: Cycle) -> None:
    """Before the records of a cycle go: what they come to, and how many they were."""
    known = removed.of_cycle(connection, cycle.code) or Removed()
    if known.records_on is not None:
        return
    rows: dict[int, dict[str, int]] = {}
    for kind in stored_apart().values():
        table = table_of(kind)
        here = inside(office, kind, cycle.period, wholly=True)
        if kind.of_office:
            count = select(func.count()).select_from(table).where(here)
            rows.setdefault(0, {})[kind.source] = connection.execute(count).scalar_one()
            continue
        counted = select(table.c.agent_id, func.count()).where(here).group_by(table.c.agent_id)
        for agent_id, count_ in connection.execute(counted):
            rows.setdefault(agent_id, {})[kind.source] = count_
    if not any(number for of in rows.values() for number in of.values()):
        return
    kept = replace(
        known,
        records_on=office.today(),
        tallies=knowledge.of_cycle(connection, office, cycle, *cards.of_cycle(connection, cycle).all).tallies,
        office=tallies.count_office(connection, office, cycle.period),
        rows=rows,
    )
    removed.keep(connection, cycle.code, kept)


def _leavers(
    connection: Connection, office: Office, _due: Due, found: Iterable[Selected], gone: _Gone
) -> None:
    agent, former = tables.agent, tables.former_number
    for one in found:
        for row in connection.execute(select(agent).where(one.where)).all():
            numbers = connection.execute(
                select(former.c.staff_no).where(former.c.agent_id == row.id)
            ).scalars()
            gone.agents.add(row.id)
            gone.names |= {name for name in (row.staff_no, row.name, *numbers) if len(name) > 1}
            _without_name(connection, office, row.id, gone)
    # What is told of somebody who stays must not go because their name is the same, or has it in it.
    stay = [*connection.execute(select(agent.c.name)).scalars()]
    stay += connection.execute(select(tables.user.c.name)).scalars()
    gone.names = {name for name in gone.names if not any(name in other for other in stay)}


def _without_name(connection: Connection, office: Office, agent_id: int, gone: _Gone) -> None:
    """Let nothing name an agent any more, nor tell what was written about them."""
    new = {
        "staff_no": removed.former_number(agent_id),
        "name": _("former agent {n}").format(n=agent_id),
        "team": "",
        "post": "",
    }
    agent, form, note = tables.agent, tables.evaluation, tables.note
    connection.execute(update(agent).where(agent.c.id == agent_id).values(**new, hired_on=None))
    connection.execute(delete(tables.former_number).where(tables.former_number.c.agent_id == agent_id))
    forms = select(form.c.id).where(form.c.agent_id == agent_id)
    connection.execute(update(form).where(form.c.agent_id == agent_id).values(comment=""))
    rating = tables.rating
    connection.execute(update(rating).where(rating.c.evaluation_id.in_(forms)).values(comment=""))
    said: dict[str, Any] = {"reason": "", "witness": None, "carrier": None, "tracking": None}
    written: tuple[tuple[Table, dict[str, Any]], ...] = (
        (tables.exemption, {"reason": ""}),
        (tables.focus, {"step": ""}),
        (tables.assessment_step, said),
        (tables.use_line, {"why": ""}),
        (tables.correction, {"reason": ""}),
        (tables.interview, dict.fromkeys(("strengths", "improve", "agreed", "statement"), "")),
        (tables.notice_line, {"staff_no": new["staff_no"], "name": new["name"]}),
    )
    for table, blank in written:
        connection.execute(update(table).where(table.c.agent_id == agent_id).values(blank))
    _appeals_without_words(connection, agent_id, gone)
    _remember(connection, of_checks.without_words(connection, agent_id), gone)
    theirs = select(note.c.id).where(note.c.agent_id == agent_id)
    gone.keys.setdefault("note", set()).update(connection.execute(theirs).scalars())
    connection.execute(delete(tables.note_file).where(tables.note_file.c.note_id.in_(theirs)))
    connection.execute(delete(note).where(note.c.agent_id == agent_id))
    scan, page = tables.scan, tables.scan_page  # with name and signature on them
    signed = connection.execute(select(scan.c.id).where(scan.c.agent_id == agent_id)).scalars().all()
    pages = connection.execute(select(page.c.id).where(page.c.scan_id.in_(signed))).scalars().all()
    for name, those in (("scan", signed), ("scan_page", pages), ("scan_file", pages)):
        gone.keys.setdefault(name, set()).update(those)
    filing.drop(connection, signed)
    _results_without_name(connection, office, agent_id, new)
    earlier = tables.superseded  # the person as staff lists had them
    for one in connection.execute(
        select(earlier.c.id, earlier.c.row).where(earlier.c.table == "agent")
    ).all():
        if one.row.get("id") == agent_id:
            gone.keys.setdefault("superseded", set()).add(one.id)
            connection.execute(delete(earlier).where(earlier.c.id == one.id))
    sheet, cycle = tables.sheet, tables.cycle
    printed = select(sheet.c.id, sheet.c.digest, cycle.c.code).join_from(sheet, cycle)
    for row in connection.execute(printed.where(sheet.c.agent_id == agent_id)).all():
        code = code_of(row.code, new["staff_no"], row.digest)
        connection.execute(update(sheet).where(sheet.c.id == row.id).values(code=code))


def _appeals_without_words(connection: Connection, agent_id: int, gone: _Gone) -> None:
    """Of appeals stay the outcome and the days; words, reasons and evidence go."""
    appeal, point, file = tables.appeal, tables.appeal_point, tables.appeal_file
    theirs = select(appeal.c.id).where(appeal.c.agent_id == agent_id)
    for table in (point, file):
        rows = connection.execute(select(table.c.id).where(table.c.appeal_id.in_(theirs))).scalars()
        gone.keys.setdefault(table.name, set()).update(rows)
    connection.execute(delete(file).where(file.c.appeal_id.in_(theirs)))
    connection.execute(update(point).where(point.c.appeal_id.in_(theirs)).values(ref="", words="", found=""))
    connection.execute(update(appeal).where(appeal.c.agent_id == agent_id).values(words="", reasons=""))


def _results_without_name(
    connection: Connection, office: Office, agent_id: int, new: Mapping[str, str]
) -> None:
    """Closed results keep their figures and digest; beside it stands that of what they say now."""
    own = tables.assessment
    rows = select(own.c.id, own.c.content, own.c.cycle_id).where(own.c.agent_id == agent_id)
    months = set[int]()
    for row in connection.execute(rows).all():
        months.add(row.cycle_id)
        content = row.content | {"agent": row.content["agent"] | new, "comment": ""}
        content["lines"] = [line | {"reason": ""} for line in content["lines"]]
        connection.execute(update(own).where(own.c.id == row.id).values(content=content))
    for cycle in (one for one in cycles.all_in(connection, office) if one.id in months):
        card = cards.of_cycle(connection, cycle).of(agent_id)
        for one in assessments.revisions(connection, cycle.id, agent_id):
            said = {"on": office.today().isoformat(), "digest": results.as_stored(cycle, card, one).digest}
            here = (own.c.cycle_id == cycle.id, own.c.agent_id == agent_id, own.c.revision == one.revision)
            content = connection.execute(select(own.c.content).where(*here)).scalar_one()
            connection.execute(update(own).where(*here).values(content=content | {"anonymous": said}))


_REMOVE: Final[Mapping[Sort, Callable[[Connection, Office, Due, Iterable[Selected], _Gone], None]]] = {
    "customers": _customers,
    "files": _files,
    "records": _records,
    "leavers": _leavers,
}


def _delete(connection: Connection, one: Selected, gone: _Gone) -> None:
    """Delete rows, the files of notes with them."""
    for some in _some(connection, one, gone):
        if one.table is tables.note:
            those = select(tables.note.c.id).where(some)
            connection.execute(delete(tables.note_file).where(tables.note_file.c.note_id.in_(those)))
        connection.execute(delete(one.table).where(some))


def _some(connection: Connection, one: Selected, gone: _Gone) -> Iterator[ColumnElement[bool]]:
    """The rows some at a time, so that it can be stopped between; the trail is told which they are."""
    if not sealed_tables()[one.table.name].by_number:
        yield one.where
        return
    number = one.table.c.id
    numbers = sorted(_numbers(connection, one))
    gone.keys.setdefault(one.table.name, set()).update(numbers)
    for at in range(0, len(numbers), _AT_ONCE):
        some = numbers[at : at + _AT_ONCE]
        yield one.where & number.between(some[0], some[-1])
        gone.told(len(some))


def _remember(connection: Connection, one: Selected, gone: _Gone) -> None:
    """Which rows they are, for the trail."""
    gone.keys.setdefault(one.table.name, set()).update(_numbers(connection, one))


def _numbers(connection: Connection, one: Selected) -> Iterator[int]:
    yield from connection.execute(select(one.table.c.id).where(one.where)).scalars()
