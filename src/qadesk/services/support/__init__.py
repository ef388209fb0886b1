"""A file for the person helping an office: versions, the office's state, logs; nothing about a person."""

from __future__ import annotations

import getpass
import locale
import os
import platform
import re
import shutil
import sqlite3
import sys
import traceback
import zipfile
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from qadesk import __version__, installation
from qadesk.errors import UserError
from qadesk.i18n import _, current_language, speaking
from qadesk.places import Place
from qadesk.services import check
from qadesk.services.support.nameless import without_people
from qadesk.storage import tables
from qadesk.storage.cipher import keys
from qadesk.storage.files import SCHEMA
from qadesk.storage.office import Office
from qadesk.whole_files import written_whole

_LOG_BYTES: Final = 500_000  # of each log file, its end
_LOG_NAME: Final = re.compile(r"qadesk\.log(\.\d)?|qadesk\.crash")
_OURS: Final = "versions.txt"  # by which a support file is known


def write(
    target: Path, office: Office | None, problem: BaseException | None = None, place: Place | None = None
) -> None:
    """Write the zip; it takes its place whole.

    `office` None: it could not be opened (`problem` says why, `place` where it should be) or there is none.
    Raises UserError where the file cannot be written, or one that is no support file has its name.
    """
    _refuse_to_replace(target)
    hidden = _names(office)
    parts = {_OURS: _versions()}
    with speaking("en"):  # the person helping may not read the office's language
        parts["office.txt"] = _office(office, hidden) if office else _closed(place, problem)
    for log in _logs():
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _LOG_BYTES))
            parts[f"logs/{log.name}"] = without_people(file.read().decode("utf-8", "replace"), hidden)
    with written_whole(target) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)


def _refuse_to_replace(target: Path) -> None:
    """An older support file gives way, an office or anything else does not."""
    if not target.is_file() or _is_support_file(target):
        return
    raise UserError(
        "file.exists",
        _("There is already a file “{file}”.").format(file=target.name),
        kept=_("It was not changed."),
        remedy=_("Choose another name."),
    )


def _is_support_file(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return _OURS in packed.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _versions() -> str:
    broken = installation.altered()
    lines = [
        f"QADesk {__version__}, tables {SCHEMA}, {'installed' if installation.folder() else 'from source'}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"{platform.system()} {platform.release()} {platform.version()}, {platform.machine()}",
        f"language: {current_language()}, of the system: {locale.getlocale()[0]}",
        f"encodings: {sys.getfilesystemencoding()}, {sys.stdout.encoding if sys.stdout else 'no console'}",
        "files of the program: " + (", ".join(broken) if broken else "all as packed"),
    ]
    return "\n".join(lines) + "\n"


def _office(office: Office, hidden: set[str]) -> str:
    where = _size(office.path) if office.is_file else "in a database on a server"
    lines = [where, f"zone: {office.zone}", f"tables: {SCHEMA}"]
    for finding in check.check(office):
        problem = without_people(finding.problem, hidden).strip() if finding.problem else "ok"
        lines.append(f"{finding.what}: {problem}")
    with office.read() as connection:
        for table in tables.metadata.sorted_tables:
            rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
            lines.append(f"{table.name}: {rows:,} rows")
    return "\n".join(lines) + "\n"


def _closed(place: Place | None, problem: BaseException | None) -> str:
    """Of an office that did not open: why, by the place in the program, and what its file looks like."""
    if problem is None:
        return "no office\n"
    lines = ["not opened:"]
    error: BaseException | None = problem
    while error is not None:
        name = getattr(error, "sqlite_errorname", "") or getattr(error, "errno", None) or ""
        name = error.code if isinstance(error, UserError) else name
        frames = traceback.extract_tb(error.__traceback__)[-1:]
        where = "".join(f" at {Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames)
        lines.append(f"  {type(error).__name__} {name}{where}")
        error = error.__cause__
    if isinstance(place, Path):
        lines += [_size(place), _first_bytes(place)]
        beside = [end for end in ("-wal", "-journal") if Path(f"{place}{end}").exists()]
        lines.append(f"beside it: {', '.join(beside) or 'nothing'}")
    return "\n".join(lines) + "\n"


def _size(path: Path) -> str:
    try:
        free = shutil.disk_usage(path.parent).free
        writable = "" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else ", read-only"
        return f"size: {path.stat().st_size:,} bytes{writable}, free on its disk: {free:,} bytes"
    except OSError as error:
        return f"size: unknown, {type(error).__name__} {error.errno}"


def _first_bytes(path: Path) -> str:
    """What SQLite's header says: whether it is a database, ours, and of which version."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        return f"not readable: {type(error).__name__} {error.errno}"
    if head.startswith(keys.MAGIC):
        return "encrypted, " + ("its key is known" if keys.is_given(head[4:16]) else "its key is not known")
    if not head.startswith(b"SQLite format 3\x00"):
        return "no SQLite file" + ("" if head.strip(b"\0") else ", only zeros" if head else ", empty")
    schema, ours = (int.from_bytes(head[at : at + 4], "big") for at in (60, 68))
    return f"SQLite, tables {schema}, application {ours:#x}"


def _names(office: Office | None) -> set[str]:
    """Everybody the office knows, this PC's user and its name."""
    names = {platform.node(), Path.home().name}
    try:
        names.add(getpass.getuser())
    except (KeyError, OSError):
        names.add(os.environ.get("USERNAME", ""))
    if office is not None:
        names |= {office.name, str(office.place)}
        names |= {office.path.name, str(office.path.parent)} if office.is_file else set()
        with office.read() as connection:
            user, agent, had = tables.user.c, tables.agent.c, tables.former_number.c
            for column in (user.login, user.name, agent.staff_no, agent.name, had.staff_no):
                names |= {value for value in connection.execute(select(column)).scalars() if value}
    return names


def _logs() -> list[Path]:
    import platformdirs

    folder = platformdirs.user_log_path("QADesk", appauthor=False)
    return sorted(path for path in folder.glob("qadesk.*") if _LOG_NAME.fullmatch(path.name))
