"""Work after a month's closing, interrupted: each step of it is stored whole, or nothing of it."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import LargeBinary, select, update

from qadesk.domain.appeals import AppealOutcome
from qadesk.domain.scorecard_forms import to_dict
from qadesk.domain.stages import Stage
from qadesk.services import cycles, library, sample, scorecards, setup
from qadesk.services.after_closing import corrections, delivery, review
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.appeals import deciding, entering
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import AppealEntry
from qadesk.services.assessment import results
from qadesk.services.checks import board, checking, forms, sampling, stored
from qadesk.services.closing import close, pending
from qadesk.services.paper import sheets
from qadesk.services.records import by_hand
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.scans import filing, listing
from qadesk.services.scans import folder as scan_folder
from qadesk.services.scans.folder import Watched
from qadesk.services.uses import papers, payroll, rules
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.storage.tables import UtcTime
from tools.torture.outputs import is_whole
from tools.torture.runs import Say
from tools.torture.scenarios import OFFICE, Scenario, begin, opened, sound

CLOSED, OPEN, WHO = sample.CLOSED, sample.OPEN, "KF1001"
STATES: Final = "states.json"
SCAN: Final = "back.pdf"
Step = Callable[[Office, Path], object]
_OF_THE_CLOCK: Final = {"digest", "file_digest", "file_size"}  # a page taken out of a PDF says when
_TRAIL: Final = {"audit", "seal", "state_mark"}


class Afterwards(Scenario):
    """Some steps in a row in the sample office. Whenever it ended, its tables are as after one of them."""

    leaves = (OFFICE, STATES, "out", "scans")
    steps: tuple[Step, ...] = ()

    def build(self, folder: Path) -> Office:
        """The office it is done in."""
        return sample.build(folder / OFFICE, followed=False)

    def begin(self, office: Office, folder: Path) -> None:
        """What is done before."""

    def prepare(self, folder: Path) -> None:
        with closing(self.build(folder)) as office:
            for name in ("out", "scans"):
                (folder / name).mkdir()
            self.begin(office, folder)
        with tempfile.TemporaryDirectory(prefix="qadesk-torture-") as name:
            copy = Path(name) / "copy"
            shutil.copytree(folder, copy)
            with opened(copy) as office:
                states = [state(office)]
                for step in self.steps:
                    step(office, copy)
                    states.append(state(office))
        if len({json.dumps(one) for one in states}) <= len(self.steps):
            raise ValueError("a step that changes nothing, or nothing that is looked at")
        (folder / STATES).write_text(json.dumps(states), "utf-8")

    def work(self, folder: Path, say: Say) -> None:
        with opened(folder) as office:
            for number, step in enumerate(self.steps, start=1):
                step(office, folder)
                say(number)

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        states = json.loads((folder / STATES).read_text("utf-8"))
        with sound(folder) as office:
            there = state(office)
        if there not in states:
            near = states[len(said)]
            yield f"half: neither before nor after step {len(said) + 1}: " + ", ".join(
                name for name in there if there[name] != near.get(name)
            )
        elif states.index(there) < len(said):
            yield f"lost: as after step {states.index(there)}, said was {len(said)}"


def state(office: Office) -> dict[str, str]:
    """What the tables hold, but for the trail, and of times and contents whether there is one."""
    held = {}
    with office.read() as connection:
        for table in tables.metadata.sorted_tables:
            columns = [
                column.is_not(None) if isinstance(column.type, UtcTime | LargeBinary) else column
                for column in table.c
                if column.name not in _OF_THE_CLOCK
            ]
            if table.name not in _TRAIL and columns:
                rows = sorted(repr(tuple(row)) for row in connection.execute(select(*columns)))
                held[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return held


def _everybody(office: Office) -> list[str]:
    return [one.agent.staff_no for one in results.results(office, CLOSED).results]


def _deliver(office: Office, _folder: Path) -> object:
    return delivery.deliver(office, CLOSED, _everybody(office), Handover(Stage.SIGNED, office.today()))


class Delivering(Afterwards):
    """All results of a month approved, then delivered, then final, each in bulk."""

    name = "delivering in bulk"
    steps: tuple[Step, ...] = (
        lambda office, _folder: review.approve(office, CLOSED, _everybody(office)),
        _deliver,
    )


class Following(Afterwards):
    """A month with a quota of grades: whoever is put right takes the place of another."""

    def build(self, folder: Path) -> Office:
        begin(folder, records=True)
        office = setup.open_office(folder / OFFICE)
        with office.write("torture", "quota") as connection:
            number = cycles.get_in(connection, office, CLOSED).scorecard_id
            card = scorecards.load(connection, number)
            first, *rest = card.grades
            grades = (replace(first, at_least=Decimal(60), quota=Decimal("0.43")), *rest[2:])
            content = to_dict(replace(card, grades=grades, quota_from=1))
            own = tables.scorecard
            connection.execute(update(own).where(own.c.id == number).values(content=content))
        close.close_cycle(office, CLOSED, accepting=pending.pending(office, CLOSED))
        return office


def _praise(office: Office, staff_no: str) -> None:
    for day in range(3):
        values = {"day": date(2026, 9, 20) + timedelta(days=day), "kind": "praise"}
        by_hand.add(office, RecordEntry("incidents", staff_no, values))
    if all(one.same for one in corrections.preview(office, CLOSED, staff_no).others):
        raise ValueError("nobody follows")


def _next(office: Office) -> str:
    """Who comes next after those whom the quota gave the best grade: with three praises they pass one."""
    ranked = sorted(
        results.results(office, CLOSED).results, key=lambda one: (one.rank or 0, one.agent.staff_no)
    )
    best = ranked[0].assessment.grade
    return next(one.agent.staff_no for one in ranked if one.assessment.grade != best)


class Deciding(Following):
    """An appeal upheld with a correction inside it, on which others follow."""

    name = "deciding an appeal"
    steps: tuple[Step, ...] = (
        lambda office, _folder: deciding.decide(
            office, CLOSED, _next(office), Decision(AppealOutcome.UPHELD, "表扬漏录，已补录", others=True)
        ),
    )

    def begin(self, office: Office, folder: Path) -> None:
        review.approve(office, CLOSED, _everybody(office))
        _deliver(office, folder)
        entering.enter(office, CLOSED, _next(office), AppealEntry("表扬漏录", office.today()))
        deciding.start_correcting(office, CLOSED, _next(office))
        _praise(office, _next(office))


class Correcting(Following):
    """A correction finished, on which the ranks of others follow."""

    name = "correcting"
    steps: tuple[Step, ...] = (
        lambda office, _folder: corrections.finish(office, CLOSED, _next(office), others=True),
    )

    def begin(self, office: Office, folder: Path) -> None:
        corrections.begin(office, CLOSED, _next(office), "表扬漏录")
        _praise(office, _next(office))


def _pick_up(office: Office, folder: Path) -> object:
    place = folder / "scans"
    return scan_folder.pick_up(office, place, sorted(place.glob("*.pdf")), Watched(place))


class Scanning(Afterwards):
    """The sheets of a folder filed, then deleted; the file is there or among the filed ones, never gone."""

    name = "filing scans"
    steps: tuple[Step, ...] = (
        _pick_up,
        lambda office, _folder: filing.remove(office, [one.id for one in listing.scans(office, CLOSED)]),
    )

    def begin(self, office: Office, folder: Path) -> None:
        document = sheets.document(office, CLOSED, [WHO, "KF1002"])
        sheets.record(office, CLOSED, document.sheets, "print")
        (folder / "scans" / SCAN).write_bytes(document.pdf)

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        yield from super().check(folder, said)
        there = [path.relative_to(folder / "scans").as_posix() for path in (folder / "scans").rglob("*.pdf")]
        if there not in ([SCAN], [f"filed/{SCAN}"]) or (said and there == [SCAN]):
            yield f"lost: of the scan there is {there}"


class GivingOut(Afterwards):
    """Lists written and kept: what the office says was given out is there, whole."""

    name = "giving lists out"
    files = ("bonus.xlsx", "lists.csv", "letters.pdf")
    steps: tuple[Step, ...] = (
        lambda office, folder: payroll.export(office, CLOSED, folder / "out" / "bonus.xlsx"),
        lambda office, folder: papers.save_list(
            office, CLOSED, ["bonus", "award"], folder / "out" / "lists.csv"
        ),
        lambda office, folder: papers.save_letters(
            office, CLOSED, papers.all_keys(office, CLOSED, "bonus"), folder / "out" / "letters.pdf"
        ),
    )

    def begin(self, office: Office, folder: Path) -> None:
        rules.put_in_force(office, rules.draft(office).value, CLOSED)

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        yield from super().check(folder, said)
        with opened(folder) as office, office.read() as connection:
            kept = set(connection.execute(select(tables.use_export.c.file_name)).scalars())
        for name in self.files:
            path = folder / "out" / name
            if name in kept and not path.exists():
                yield f"lost: {name} was given out"
            if path.exists() and not is_whole(path):
                yield f"half: {name}"


def _form(office: Office) -> int:
    return forms.forms(office)[0].id


def _first_check(office: Office) -> int:
    return board.board(office, OPEN, WHO).lines[0].id


def _answer_all(office: Office) -> None:
    while (found := stored.check(office, _first_check(office))).score.open:
        code = found.score.open[0]
        checking.answer(office, _first_check(office), code, found.form.question(code).choices[0])


class Checking(Afterwards):
    """A check form published, contacts drawn by it, one of them checked and reopened."""

    name = "checking"
    steps: tuple[Step, ...] = (
        lambda office, _folder: forms.publish(office, _form(office)),
        lambda office, _folder: sampling.draw_sample(office, OPEN, _form(office), 2, (), "seed"),
    )

    def begin(self, office: Office, folder: Path) -> None:
        forms.draft(office, library.form("phone"))


class Submitting(Checking):
    """A check submitted, and reopened with a reason."""

    name = "submitting checks"
    steps: tuple[Step, ...] = (
        lambda office, _folder: checking.submit(office, _first_check(office)),
        lambda office, _folder: checking.reopen(office, _first_check(office), "听错了"),
    )

    def begin(self, office: Office, folder: Path) -> None:
        super().begin(office, folder)
        for step in Checking.steps:
            step(office, folder)
        _answer_all(office)


ALL: Final = (Delivering, Deciding, Correcting, Scanning, GivingOut, Checking, Submitting)
