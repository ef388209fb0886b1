"""A whole month that is disputed: scans back, appeals upheld, upheld in part and rejected, a bonus list.

The month of `tests/whole_month.py` with more on the way; by services and on the command line the same comes
of it. Who judged and who decides is one person here, which the trail says; that others must decide is in
`tests/unit/services/test_appeals.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qadesk.domain.appeals import AppealOutcome
from qadesk.services import cycles
from qadesk.services.appeals import deciding, entering, reading
from qadesk.services.appeals.deciding import Decision
from qadesk.services.appeals.storing import AppealEntry
from qadesk.services.assessment import assessments
from qadesk.services.records import imports
from qadesk.services.scans import filing
from qadesk.services.uses import bonuses, payroll, rules
from qadesk.storage.office import Office
from tests import whole_month
from tests.integration.test_whole_month import ByCommands, ByServices
from tests.whole_month import CODE, STEPS, Clock, came_of

WORDS = "I do not agree"
REASONS = "Looked at again"
OUTCOMES = {
    "KF1001": AppealOutcome.UPHELD,
    "KF1002": AppealOutcome.PARTLY_UPHELD,
    "KF1003": AppealOutcome.REJECTED,
}
PRAISES = {"KF1001": 2, "KF1002": 1}  # that nobody had counted: what is put right
DISPUTED = {
    **{name: day for name, day in STEPS.items() if day <= STEPS["deliver"]},
    "scan": date(2026, 11, 6),
    "appeal": date(2026, 11, 10),
    "decide": date(2026, 11, 12),
    **{name: day for name, day in STEPS.items() if day > STEPS["deliver"]},
    "bonus": date(2026, 11, 25),
}


def praises(folder: Path, staff_no: str) -> Path:
    """An export with what was missing of one agent."""
    file = folder / f"praises-{staff_no}.csv"
    rows = [f"X{staff_no}-{n},2026-10-2{n},{staff_no},表扬,补录" for n in range(PRAISES[staff_no])]
    file.write_text("\n".join(["编号,日期,工号,类型,说明", *rows]), "utf-8")
    return file


class DisputedByServices(ByServices):
    """With what follows the signature."""

    def scan(self) -> None:
        (sheets,) = self._folder.glob("*.pdf")
        filed = filing.file_scans(self._office, [sheets]).value
        assert filed.filed == len(self._everybody())

    def appeal(self) -> None:
        for who in OUTCOMES:
            entering.enter(self._office, CODE, who, AppealEntry(WORDS, self._office.today()))

    def decide(self) -> None:
        for who, outcome in OUTCOMES.items():
            if who in PRAISES:
                deciding.start_correcting(self._office, CODE, who)
                imports.run(self._office, praises(self._folder, who))
            deciding.decide(self._office, CODE, who, Decision(outcome, REASONS))

    def bonus(self) -> None:
        version = rules.draft(self._office).value
        rules.put_in_force(self._office, version, CODE)
        payroll.export(self._office, CODE, self._folder / "bonus.csv")


class DisputedByCommands(ByCommands):
    """The same with `--json`."""

    def scan(self) -> None:
        (sheets,) = self._folder.glob("*.pdf")
        assert self._do("scan", sheets)["filed"] == len(whole_month.RATINGS)

    def appeal(self) -> None:
        for who in OUTCOMES:
            self._do("appeal", "enter", CODE, who, "--words", WORDS)

    def decide(self) -> None:
        for who, outcome in OUTCOMES.items():
            if who in PRAISES:
                self._do("appeal", "correct", CODE, who)
                self._do("import", praises(self._folder, who))
            self._do("appeal", "decide", CODE, who, outcome.value.replace("_", "-"), "--reasons", REASONS)

    def bonus(self) -> None:
        version = self._do("use-rules", "draft")["version"]
        self._do("use-rules", "in-force", str(version), "--from", CODE)
        self._do("bonus", "export", CODE, self._folder / "bonus.csv")


def all_of(office: Office) -> dict[str, Any]:
    """What a disputed month comes to, besides what every month does."""
    with office.read() as connection:
        cycle = cycles.get_in(connection, office, CODE)
        revisions = [
            (one.agent.staff_no, one.revision, str(one.assessment.total), one.assessment.grade)
            for one in assessments.revisions(connection, cycle.id)
        ]
    made = bonuses.bonuses(office, CODE)
    assert made is not None
    return came_of(office) | {
        "revisions": sorted(revisions),
        "appeals": sorted(
            (one.position.staff_no, one.outcome, one.reasons, one.late, one.received_on, one.answer_due)
            for one in reading.appeals(office, CODE).appeals
        ),
        "bonus": sorted((one.member.agent.staff_no, str(one.due.coefficient)) for one in made.lines),
    }


def test_services_and_commands_come_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ways: tuple[Callable[[Path], Any], ...] = (
        DisputedByServices,
        lambda folder: DisputedByCommands(folder, capsys),
    )
    found = []
    for number, way in enumerate(ways):
        folder = tmp_path / str(number)
        folder.mkdir()
        found.append(whole_month.go(way(folder), Clock(monkeypatch), DISPUTED, all_of))
    services, commands = found
    for part, said in services.items():
        assert commands[part] == said, part
    assert services["month"] == "published"
    again = [one for one in services["revisions"] if one[1] == 2]
    assert [one[0] for one in again] == list(PRAISES)  # nobody else's changed
    before = {one[0]: one[2] for one in services["revisions"] if one[1] == 1}
    assert [float(one[2]) - float(before[one[0]]) for one in again] == [
        pytest.approx(n) for n in PRAISES.values()
    ]
    assert {one[0]: one[1] for one in services["appeals"]} == OUTCOMES
    assert len(services["bonus"]) == len(whole_month.RATINGS)
