"""A whole month by services and on the command line: the same comes of it (by keyboard: `tests/ui`)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qadesk.domain.stages import Stage
from qadesk.services import cycles, setup
from qadesk.services.after_closing import delivery, interviews, publication, review, stages
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.after_closing.interviews import Talk
from qadesk.services.after_closing.notices import NoticeChoice
from qadesk.services.closing import close
from qadesk.services.closing.pending import pending
from qadesk.services.paper import sheets
from qadesk.services.records import imports
from qadesk.services.scoring import boards, drafts, evaluations
from qadesk.storage.office import Office
from tests.integration.test_cli import SAMPLES, Cli
from tests.whole_month import CODE, INTERVIEWED, RATINGS, STEPS, STRENGTHS, Clock, go

RECORDS = [file for file in sorted(SAMPLES.glob("*_2026-10.*")) if not file.name.startswith("评分")]
ITEMS = ("attitude", "communication")


class ByServices:
    """As the window and the command line do it below their words."""

    def __init__(self, folder: Path) -> None:
        self._path, self._folder = folder / "services.qadesk", folder

    def office(self) -> Office:
        return self._office

    def set_up(self) -> None:
        self._office = setup.create_office(
            self._path, name="East Gate", user_name="Wang", login="Wang", open_cycle=False
        )

    def bring_files(self) -> None:
        imports.run(self._office, SAMPLES / "花名册.xlsx", kind="roster")
        for file in RECORDS:
            imports.run(self._office, file)

    def open_month(self) -> None:
        cycles.open_cycle(self._office, CODE)

    def score(self) -> None:
        cycle = cycles.get(self._office, CODE)
        who = [row.staff_no for row in boards.board(self._office, CODE).entries]
        for number, levels in zip(who, RATINGS, strict=True):
            for item, level in zip(ITEMS, levels, strict=True):
                drafts.rate(self._office, cycle, number, item, Decimal(level))
        evaluations.submit(self._office, cycle, who)

    def close(self) -> None:
        close.close_cycle(self._office, CODE, accepting=pending(self._office, CODE))

    def sheets(self) -> None:
        sheets.save(self._office, CODE, self._folder, merged=True)

    def _everybody(self) -> tuple[str, ...]:
        return tuple(one.staff_no for one in stages.positions(self._office, CODE).positions)

    def review(self) -> None:
        review.approve(self._office, CODE, self._everybody())

    def interview(self) -> None:
        talk = Talk(self._office.today(), "Wang", STRENGTHS)
        interviews.save(self._office, CODE, INTERVIEWED, talk)

    def deliver(self) -> None:
        signed = Handover(Stage.SIGNED, self._office.today())
        delivery.deliver(self._office, CODE, self._everybody(), signed)

    def make_final(self) -> None:
        delivery.make_final(self._office, CODE, self._everybody())

    def notice(self) -> None:
        choice = NoticeChoice(first_day=self._office.today())
        publication.notice(self._office, CODE, choice, self._folder / "notice.pdf")

    def publish(self) -> None:
        publication.publish(self._office, CODE)


class ByCommands:
    """With `--json`, as a program does it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._cli, self._folder = Cli(folder / "commands.qadesk", capsys), folder

    def _do(self, *words: str | Path, done: int = 0) -> Any:
        code, found = self._cli.json(*words)
        assert code == done, (words, found)
        return found

    def office(self) -> Office:
        return setup.open_office(Path(str(self._cli.office)))

    def set_up(self) -> None:
        assert self._cli("init", "--name", "East Gate", "--user-name", "Wang")[0] == 0

    def bring_files(self) -> None:
        self._do("roster", "import", SAMPLES / "花名册.xlsx")
        self._do("import", *RECORDS, done=3)  # some rows of the samples are refused

    def open_month(self) -> None:
        self._do("cycle", "open", CODE)

    def score(self) -> None:
        office = self.office()
        who = [row.staff_no for row in boards.board(office, CODE).entries]
        office.close()
        file = self._folder / "ratings.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("工号", "服务态度评分", "沟通技巧评分"))
            writer.writerows((number, *levels) for number, levels in zip(who, RATINGS, strict=True))
        self._do("score", "import", file, "--cycle", CODE)

    def close(self) -> None:
        self._do("cycle", "close", CODE, "--yes", "--without-backup")

    def sheets(self) -> None:
        self._do("sheets", CODE, "--out", self._folder, "--merged")

    def review(self) -> None:
        assert len(self._do("review", "list", CODE)["results"]) == len(RATINGS)
        self._do("review", "approve", CODE, "--all")

    def interview(self) -> None:
        self._do("interview", "save", CODE, INTERVIEWED, "--strengths", STRENGTHS)

    def deliver(self) -> None:
        assert self._do("deliver", "signed", CODE, "--all")["without_sheet"] == 0

    def make_final(self) -> None:
        self._do("deliver", "final", CODE, "--all")

    def notice(self) -> None:
        day = STEPS["notice"].isoformat()
        made = self._do("notice", "save", CODE, self._folder / "notice.pdf", "--from", day)
        assert made["number"] == 1

    def publish(self) -> None:
        self._do("notice", "posted", CODE)


def test_services_and_commands_come_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ways: tuple[Callable[[Path], Any], ...] = (ByServices, lambda folder: ByCommands(folder, capsys))
    found = []
    for number, way in enumerate(ways):
        folder = tmp_path / str(number)
        folder.mkdir()
        found.append(go(way(folder), Clock(monkeypatch)))
    services, commands = found
    assert services["month"] == "published"
    assert len(services["results"]) == len(RATINGS)
    assert services["notices"][0][0] == 1
    for part, said in services.items():
        assert commands[part] == said, part
