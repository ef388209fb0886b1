"""More work that is interrupted: everything written for others, copies of the office, restoring one."""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from qadesk.resources import resource
from qadesk.services import sample, support
from qadesk.services.assessment import results_export
from qadesk.services.designing import exchange, notice, versions
from qadesk.services.designing.versions import VersionStatus
from qadesk.services.explaining import live_workbook
from qadesk.services.paper import sheets
from qadesk.services.records import imports
from qadesk.services.scoring import score_files
from qadesk.storage import copies, tables
from qadesk.storage.office import Office
from qadesk.tabular.export import write_table
from tools.torture import scenarios
from tools.torture.runs import Say
from tools.torture.scenarios import MONTH, OFFICE, Scenario, opened, sound

OLD: Final = b"as it was before"
AGENT, SHEET = "KF1001", f"{MONTH}_KF1001_*.pdf"


def _version(office: Office, status: VersionStatus) -> int:
    return next(one.id for one in versions.versions(office) if one.status is status)


WRITTEN: Final[dict[str, Callable[[Office, Path], object]]] = {
    "results.csv": lambda office, path: results_export.export(office, MONTH, path),
    "results.xlsx": lambda office, path: results_export.export(office, MONTH, path),
    "scores.xlsx": lambda office, path: score_files.export_template(office, sample.OPEN, path),
    "card.yaml": lambda office, path: exchange.export_file(
        office, _version(office, VersionStatus.PUBLISHED), path
    ),
    "card.xlsx": lambda office, path: exchange.export_file(
        office, _version(office, VersionStatus.PUBLISHED), path
    ),
    "notice.pdf": lambda office, path: notice.notice(office, _version(office, VersionStatus.PUBLISHED), path),
    "live.xlsx": lambda office, path: live_workbook.save(office, MONTH, AGENT, path),
    "support.zip": lambda office, path: support.write(path, office),
    "rejected.csv": lambda _office, path: write_table(path, ("a", "b"), [(n, "x" * 50) for n in range(900)]),
}


class Exporting(Scenario):
    """Every file the program writes: whole, or the one before."""

    name = "exporting"
    leaves = (OFFICE, "out")

    def prepare(self, folder: Path) -> None:
        sample.build(folder / OFFICE, followed=False).close()
        (folder / "out").mkdir()
        for name in WRITTEN:
            if name != "support.zip":  # which replaces nothing but its like
                (folder / "out" / name).write_bytes(OLD)

    def work(self, folder: Path, say: Say) -> None:
        with opened(folder) as office:
            for name, write in WRITTEN.items():
                write(office, folder / "out" / name)
                say(name)
            sheets.save(office, MONTH, folder / "out", [AGENT])
            say(SHEET)

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        out = folder / "out"
        with sound(folder):
            pass
        for path in out.iterdir():
            if path.name.startswith("."):
                continue  # looked at by the caller
            if (path.name not in WRITTEN and not path.match(SHEET)) or (
                path.read_bytes() != OLD and not is_whole(path)
            ):
                yield f"half: {path.name}"
        for name in said:
            if not any(path.read_bytes() != OLD for path in out.glob(name)):
                yield f"lost: {name}"


def is_whole(path: Path) -> bool:
    """Whether a file that was written has its end."""
    content = path.read_bytes()
    if path.suffix in (".xlsx", ".zip"):
        try:
            with zipfile.ZipFile(path) as packed:
                return packed.testzip() is None
        except zipfile.BadZipFile:
            return False
    if path.suffix == ".pdf":
        return content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")
    return content.endswith(b"\n") and len(content) > len(OLD)


class BackingUp(Scenario):
    """A copy of the open office over an older one: sound, whichever it is."""

    name = "backing up"
    leaves = (OFFICE, "copy.qadesk")

    def prepare(self, folder: Path) -> None:
        scenarios.begin(folder, records=False)
        with opened(folder) as office:
            office.copy(folder / "copy.qadesk")

    def work(self, folder: Path, say: Say) -> None:
        with opened(folder) as office:
            office.copy(folder / "copy.qadesk")
            say("copied")

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        wrong = copies.problems(folder / "copy.qadesk")
        if wrong:
            yield f"lost: the copy is {wrong[0]}"
        for name in (OFFICE, "copy.qadesk"):
            with sound(folder, name):
                pass


class Restoring(Scenario):
    """A generation put in place of today's office: one of them is in use, and both are still there."""

    name = "restoring"
    leaves = (OFFICE, "branch.backups", "branch*.qadesk")

    def prepare(self, folder: Path) -> None:

        scenarios.begin(folder, records=False)
        with opened(folder) as office:
            _backups("keeping").make(office, "asked")
        with opened(folder) as office:
            imports.run(office, next(resource("sample_office").glob(f"话务明细_{MONTH}.*")))

    def work(self, folder: Path, say: Say) -> None:
        _backups("restoring").restore(folder / OFFICE, self._copy(folder))
        say("restored")

    def check(self, folder: Path, said: list[Any]) -> Iterator[str]:
        wrong = copies.problems(self._copy(folder))
        if wrong:
            yield f"lost: the generation is {wrong[0]}"
        if not (folder / OFFICE).exists():
            yield "lost: no office in its place"
            return
        with sound(folder) as office:
            there = scenarios.count(office, tables.contact)
        others = [path for path in folder.rglob("*.qadesk") if path != folder / OFFICE]
        today = [path for path in others if not copies.problems(path) and _contacts(path)]
        if not there and not today:
            yield "lost: what was there before restoring"
        if said and there:
            yield "lost: not what was restored"

    @staticmethod
    def _copy(folder: Path) -> Path:
        return min((folder / "branch.backups").glob("*.asked.*.qadesk"))


def _backups(name: str) -> Any:
    return importlib.import_module(f"qadesk.services.backups.{name}")


def _contacts(path: Path) -> int:
    with copies.reading_copy(path) as connection:
        return copies.rows(connection).get("contact", 0)
