"""A trial restore: the newest copy opened somewhere else, its last closed month recalculated."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from qadesk.errors import UserError
from qadesk.i18n import _, ngettext
from qadesk.progress import Progress
from qadesk.services import cards, check, cycles, targets
from qadesk.services.assessment import assessments, results
from qadesk.services.assessment.assessments import Kept
from qadesk.services.assessment.earlier_months import gather
from qadesk.services.backups import keeping, restoring, state
from qadesk.services.backups.state import Drill
from qadesk.services.cycles import Cycle
from qadesk.storage import copies, files, generations
from qadesk.storage.generations import Generation
from qadesk.storage.office import Office

_MOST: Final = 5  # figures named


def drill(office: Office, progress: Progress | None = None) -> Drill:
    """Restore the newest copy to a temporary file and see that it works; what came of it is kept.

    Raises UserError where there is no copy, or no room to try it; Cancelled.
    """
    place = keeping.folder(office)
    found = generations.list_copies(place, keeping.uid(office))
    if not found:
        raise UserError("backup.none", _("There is no backup yet."), remedy=_("Make one first."))
    done = _tried(office, found[0], progress)
    state.change(place, drill=done)
    return done


def _tried(office: Office, copy: Generation, progress: Progress | None) -> Drill:
    done = Drill(
        at=datetime.now(office.zone).isoformat(timespec="seconds"),
        copy=copy.path.name,
        taken=copy.at.isoformat(),
        cycle="",
        figures=0,
    )
    try:
        restoring.must_be_sound(copy.path)
    except UserError as error:
        return replace(done, problems=(error.happened,), note=error.remedy)
    with tempfile.TemporaryDirectory(prefix="qadesk-drill-") as folder:
        path = Path(folder) / f"restored{generations.SUFFIX}"
        path.touch(0o600)
        try:
            copies.copy_file(copy.path, path, lambda: _report(progress))
        except OSError as error:
            raise UserError(
                "backup.no_space_to_try",
                _("There is not enough space to try the copy: {reason}").format(
                    reason=error.strerror or error
                ),
            ) from error
        try:
            restored = files.open_office(path)
        except UserError as error:
            return replace(done, problems=(error.happened,))
        try:
            return _looked_through(office, restored, done, progress)
        finally:
            restored.close()


def _looked_through(office: Office, restored: Office, done: Drill, progress: Progress | None) -> Drill:
    _report(progress)
    wrong = [f"{finding.what}: {finding.problem}" for finding in check.check(restored) if not finding.ok]
    _report(progress)
    with restored.read() as connection:
        closed = [cycle for cycle in cycles.all_in(connection, restored) if cycle.closed]
        if not closed or wrong:
            note = "" if wrong else _("No month is closed yet: there were no locked figures to compare.")
            return replace(done, problems=tuple(wrong), note=note)
        cycle = closed[0]
        stored = assessments.stored(connection, cycle.id)
        made = _again(connection, restored, cycle, stored)
    compared, differing = _compared(stored, made)
    note = ""
    if differing and _same_in_the_office(office, cycle.code, made):
        n = len(differing)
        note = ngettext(
            "{n} figure differs from when {cycle} was closed, in the office and the copy alike: the "
            "copy is not the cause.",
            "{n} figures differ from when {cycle} was closed, in the office and the copy alike: the "
            "copy is not the cause.",
            n,
        ).format(n=n, cycle=cycle.code)
        differing = []
    return replace(done, cycle=cycle.code, figures=compared, problems=tuple(differing[:_MOST]), note=note)


def _again(connection: Connection, office: Office, cycle: Cycle, stored: list[Kept]) -> list[Kept]:
    """The month worked out from the records, for those who were in it when it was closed."""
    own = cards.of_cycle(connection, cycle)
    known = gather(connection, office, cycle, *own.all)
    people = [kept.agent for kept in stored]
    return results.assessed(own, people, known, targets.frozen(connection, cycle.id))


def _same_in_the_office(office: Office, code: str, made: list[Kept]) -> bool:
    """Whether today's office gives the same figures as the copy: then the two hold the same."""
    try:
        with office.read() as connection:
            cycle = cycles.get_in(connection, office, code)
            stored = assessments.stored(connection, cycle.id)
            return not _compared(_again(connection, office, cycle, stored), made)[1]
    except UserError:
        return False


def _compared(stored: list[Kept], made: list[Kept]) -> tuple[int, list[str]]:
    """How many figures were compared, and those that differ, named."""
    compared, differing = 0, []
    for one, other in zip(stored, made, strict=False):
        mine, theirs = (dict(_figures(assessments.to_dict(kept.assessment))) for kept in (one, other))
        for name in sorted(mine.keys() | theirs.keys()):
            compared += 1
            if mine.get(name) != theirs.get(name):
                differing.append(f"{one.agent.staff_no} {name}: {mine.get(name)} ≠ {theirs.get(name)}")
    if len(stored) != len(made):
        differing.append(f"{len(stored)} ≠ {len(made)}")
    return compared, differing


def _figures(content: Any, name: str = "") -> Iterator[tuple[str, object]]:
    """Every figure and word of an assessment by its place in it."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _figures(value, f"{name}.{key}" if name else str(key))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            key = value.get("code", number) if isinstance(value, dict) else number
            yield from _figures(value, f"{name}.{key}")
    else:
        yield name, content


def _report(progress: Progress | None) -> None:
    if progress is not None:
        progress.report(0, 0)
