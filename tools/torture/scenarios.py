"""The work that is interrupted: what it begins with, what it does, what must hold whenever it ended."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from qadesk.domain.periods import period
from qadesk.errors import UserError
from qadesk.resources import resource
from qadesk.services import check, cycles, sample, setup
from qadesk.services.closing import close, pending
from qadesk.services.designing import versions
from qadesk.services.designing.versions import VersionStatus
from qadesk.services.records import imports
from qadesk.services.scoring import drafts, score_files
from qadesk.storage import copies, tables
from qadesk.storage.office import Office
from tools.torture.runs import Say

OFFICES: Final = Path(__file__).resolve().parents[2] / "tests" / "data" / "offices"
MONTH: Final = "2026-09"
OFFICE: Final = "branch.qadesk"
AGENTS, RATINGS = 6, 24


class Scenario:
    """One kind of work. `prepare` and `check` run undisturbed, `work` is interrupted."""

    name = ""
    leaves: tuple[str, ...] = (OFFICE,)  # names that may be in the folder afterwards, as patterns

    def prepare(self, folder: Path) -> None:
        """What is there before."""

    def work(self, folder: Path, say: Say) -> None:
        """Do it, saying what is said to be stored."""

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        """What is wrong afterwards: a line that begins with “lost” or “half”."""
        return iter(())


@contextmanager
def opened(folder: Path, name: str = OFFICE) -> Iterator[Office]:
    """The office of a scenario; closed at the end."""
    office = setup.open_office(folder / name)
    try:
        yield office
    finally:
        office.close()


@contextmanager
def sound(folder: Path, name: str = OFFICE) -> Iterator[Office]:
    """The same, which must open and be in order. Raises ValueError with what is not."""
    try:
        with opened(folder, name) as office:
            wrong = [finding for finding in check.check(office) if not finding.ok]
            if wrong:
                raise ValueError(f"half: {wrong[0].what}: {wrong[0].problem}")
            yield office
    except UserError as error:
        raise ValueError(f"lost: {error.happened}") from error


def count(office: Office, table: Any) -> int:
    """How many rows a table has."""
    with office.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def read_ahead() -> None:
    """Read what each forked process would else read for itself: modules, and what tables have to be like."""
    import_module("qadesk.printing.document")
    with tempfile.TemporaryDirectory(prefix="qadesk-torture-") as name:
        setup.create_office(Path(name) / OFFICE, name="Branch", user_name="Supervisor").close()
        with sound(Path(name)):
            pass


def begin(folder: Path, *, records: bool) -> None:
    """A branch in September: its staff, and with `records` all that closing the month needs."""
    path, files = folder / OFFICE, resource("sample_office")
    office = setup.create_office(path, name="Branch", user_name="Supervisor", first_cycle=period(MONTH))
    imports.run(office, files / "花名册.xlsx", kind="roster")
    if records:
        for file in sorted(files.glob(f"*_{MONTH}.*")):
            if not file.name.startswith(("评分", "重点")):
                imports.run(office, file)
        score_files.import_scores(office, MONTH, files / f"评分_{MONTH}.csv", submit=True)
    office.close()


class Rating(Scenario):
    """Level after level; what was said to be saved is there."""

    name = "rating"

    def prepare(self, folder: Path) -> None:
        begin(folder, records=False)

    def work(self, folder: Path, say: Say) -> None:
        told: UserError | None = None
        with opened(folder) as office:
            cycle = cycles.get(office, MONTH)
            for turn in range(RATINGS):
                number, level = f"KF{1001 + turn % AGENTS}", str(1 + turn % 5)
                say(["tried", number, level])
                try:
                    drafts.rate(office, cycle, number, "attitude", Decimal(level))
                except UserError as error:
                    told = error
                else:
                    say(["saved", number, level])
        if told is not None:
            raise told

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        may: dict[str, set[str]] = {}
        for what, number, level in said:
            if what == "saved":
                may[number] = {level}
            else:
                may.setdefault(number, {"–"}).add(level)
        with sound(folder) as office, office.read() as connection:
            rows = connection.execute(
                select(tables.agent.c.staff_no, tables.rating.c.level)
                .join(tables.evaluation, tables.evaluation.c.id == tables.rating.c.evaluation_id)
                .join(tables.agent, tables.agent.c.id == tables.evaluation.c.agent_id)
            ).all()
        stored = {number: str(level) for number, level in rows}
        for number, levels in may.items():
            if stored.get(number, "–") not in levels:
                yield f"lost: {number} has {stored.get(number)}, not {levels}"


class Importing(Scenario):
    """A file of calls: all of it or nothing."""

    name = "importing"

    def prepare(self, folder: Path) -> None:
        begin(folder, records=False)

    def work(self, folder: Path, say: Say) -> None:
        file = next(resource("sample_office").glob(f"话务明细_{MONTH}.*"))
        with opened(folder) as office:
            say(imports.run(office, file).imported)

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        with sound(folder) as office:
            records = count(office, tables.contact)
            batches = [batch.imported for batch in imports.history(office) if batch.kind == "calls"]
        if records != sum(batches):
            yield f"half: {records} records of {batches}"
        if said and records != said[0]:
            yield f"lost: {records} records of {said[0]}"


class Closing(Scenario):
    """A month closed: with all its assessments, or open with none."""

    name = "closing"

    def prepare(self, folder: Path) -> None:
        begin(folder, records=True)

    def work(self, folder: Path, say: Say) -> None:
        with opened(folder) as office:
            say(len(close.close_cycle(office, MONTH, accepting=pending.pending(office, MONTH)).value.results))

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        with sound(folder) as office:
            closed = cycles.get(office, MONTH).closed_at is not None
            stored = count(office, tables.assessment)
            if bool(stored) != closed:
                yield f"half: closed {closed}, {stored} assessments"
            if said and stored != said[0]:
                yield f"lost: {stored} assessments of {said[0]}"


class Publishing(Scenario):
    """A scorecard from draft to published; each step that was said to be done is."""

    name = "publishing"
    steps = (VersionStatus.DRAFT, VersionStatus.SUBMITTED, VersionStatus.APPROVED, VersionStatus.PUBLISHED)

    def prepare(self, folder: Path) -> None:
        sample.build(folder / OFFICE, followed=False).close()

    def work(self, folder: Path, say: Say) -> None:
        with opened(folder) as office:
            draft = next(one for one in versions.versions(office) if one.status is VersionStatus.DRAFT)
            for step in self.steps[1:]:
                versions.advance(office, draft.id, step)
                say([draft.id, self.steps.index(step)])

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        with sound(folder) as office:
            for number, step in said[-1:]:
                found = next(one for one in versions.versions(office) if one.id == number)
                if self.steps.index(found.status) < step:
                    yield f"lost: {found.status} after {self.steps[step]}"


class Migrating(Scenario):
    """An office of an older version opened: what it held is there, in the old form or the new."""

    name = "migrating"
    leaves = (OFFICE, "before.json", "branch.backups")

    def prepare(self, folder: Path) -> None:
        shutil.copyfile(OFFICES / "schema-1.qadesk", folder / OFFICE)
        (folder / "before.json").write_text(json.dumps(self._rows(folder / OFFICE)), "utf-8")

    def work(self, folder: Path, say: Say) -> None:
        with opened(folder):
            say("opened")

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        before = json.loads((folder / "before.json").read_text("utf-8"))
        for copy in (folder / "branch.backups").glob("[!.]*.qadesk"):
            wrong = copies.problems(copy, before)
            if wrong:
                yield f"half: the copy is {wrong[0]}"
        with sound(folder):
            pass
        after = self._rows(folder / OFFICE)
        del before["audit"]
        different = [name for name, rows in before.items() if after.get(name, rows) != rows]
        if different:
            yield f"lost: {different}"

    @staticmethod
    def _rows(path: Path) -> dict[str, int]:
        with closing(sqlite3.connect(path)) as connection:
            return copies.rows(connection)


class Creating(Scenario):
    """A new office: ready, or not there."""

    name = "creating"
    leaves = ("new.qadesk",)

    def work(self, folder: Path, say: Say) -> None:
        office = setup.create_office(
            folder / "new.qadesk", name="New", user_name="Li", first_cycle=period(MONTH)
        )
        office.close()
        say("made")

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        if not (folder / "new.qadesk").exists():
            if said:
                yield "lost: no office"
            return
        with sound(folder, "new.qadesk") as office:
            if office.user is None or not cycles.all_cycles(office):
                yield "half: no user or no month"


class Building(Creating):
    """The sample office: whole, or not there."""

    name = "building the sample"

    def work(self, folder: Path, say: Say) -> None:
        sample.build(folder / "new.qadesk", followed=False).close()
        say("made")

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        yield from super().check(folder, said)
        if (folder / "new.qadesk").exists():
            with opened(folder, "new.qadesk") as office:
                if len(cycles.all_cycles(office)) != 2 or len(imports.history(office)) != 13:
                    yield "half: a sample without its two months"
