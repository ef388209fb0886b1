"""A file for whoever helps a branch: versions, the office's state, the logs; nothing about any person."""

from __future__ import annotations

import getpass
import os
import platform
import re
import sqlite3
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from qadesk import __version__, installation
from qadesk.errors import UserError
from qadesk.file_errors import writing
from qadesk.services import check
from qadesk.storage import tables
from qadesk.storage.files import SCHEMA
from qadesk.storage.office import Office

_LOG_BYTES: Final = 500_000  # of each log file, its end
_GONE: Final = "‹…›"
_SHORTEST: Final = 2  # signs of a name worth looking for

# What a log line could tell of a person: anything quoted, anything Chinese, long numbers, folders of people.
_TELLING = re.compile(
    r"(?P<home>(?:[A-Za-z]:\\Users\\|/home/|/Users/)[^\\/\s\"']+)"
    r"|“[^”]*”|(?<![\w])'[^'\n]*'|\"[^\"\n]*\""
    r"|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+"
    r"|\d{5,}"
)
_FRAME = re.compile(r'^\s*File "(?P<path>[^"]+)", line \d+')


def write(target: Path, office: Office | None, problem: UserError | None = None) -> None:
    """Write the zip; `office` None: it could not be opened, and `problem` says why. Both may be None.

    Raises UserError where the file cannot be written.
    """
    hidden = _names(office)
    parts = {"versions.txt": _versions(), "office.txt": _office(office, problem, hidden)}
    for log in _logs():
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _LOG_BYTES))
            parts[f"logs/{log.name}"] = without_people(file.read().decode("utf-8", "replace"), hidden)
    draft = target.with_name(f".{target.name}.new")
    with writing(target):
        try:
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
                for name, text in parts.items():
                    packed.writestr(name, text)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)


def without_people(text: str, names: Iterable[str] = ()) -> str:
    """A log with everything taken out that could tell of a person; code, times and kinds of errors stay."""
    known = sorted({re.escape(name) for name in names if len(name) >= _SHORTEST}, key=len, reverse=True)
    named = re.compile("|".join(known), re.IGNORECASE) if known else None
    lines = [_cleaned(line, named) for line in text.splitlines()]
    return "\n".join(lines) + "\n"


def _cleaned(line: str, named: re.Pattern[str] | None) -> str:
    frame = _FRAME.match(line)
    if frame is None:
        return _TELLING.sub(_GONE, named.sub(_GONE, line) if named else line)
    path = frame["path"].replace("\\", "/")  # of a line of a traceback only what lies below the program
    _before, found, below = path.rpartition("/qadesk/")
    kept = f"qadesk/{below}" if found else path.rpartition("/")[2]
    return line.replace(frame["path"], kept).replace('"', "")


def _versions() -> str:
    broken = installation.altered()
    lines = [
        f"QADesk {__version__}, tables {SCHEMA}, {'installed' if installation.folder() else 'from source'}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"{platform.system()} {platform.release()} {platform.version()}, {platform.machine()}",
        f"encodings: {sys.getfilesystemencoding()}, {sys.stdout.encoding if sys.stdout else 'no console'}",
        "files of the program: " + (", ".join(broken) if broken else "all as packed"),
    ]
    return "\n".join(lines) + "\n"


def _office(office: Office | None, problem: UserError | None, hidden: set[str]) -> str:
    if office is None:
        return "not opened: " + without_people(problem.happened if problem else "none asked for", hidden)
    lines = [f"size: {office.path.stat().st_size:,} bytes, zone: {office.zone}"]
    # Which records a finding is about stays here; that there are some is what a helper needs.
    lines += [f"{n}. check: {'ok' if f.ok else 'PROBLEM'}" for n, f in enumerate(check.check(office), 1)]
    with office.read() as connection:
        lines.append(f"tables: {connection.exec_driver_sql('PRAGMA user_version').scalar_one()}")
        for table in tables.metadata.sorted_tables:
            rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
            lines.append(f"{table.name}: {rows:,} rows")
    return "\n".join(lines) + "\n"


def _names(office: Office | None) -> set[str]:
    """Everybody the office knows, this PC's user and its name."""
    names = {platform.node(), Path.home().name}
    try:
        names.add(getpass.getuser())
    except (KeyError, OSError):
        names.add(os.environ.get("USERNAME", ""))
    if office is not None:
        names |= {office.name, str(office.path), office.path.name, str(office.path.parent)}
        with office.read() as connection:
            user, agent = tables.user.c, tables.agent.c
            for column in (user.login, user.name, agent.staff_no, agent.name):
                names |= {value for value in connection.execute(select(column)).scalars() if value}
    return names


def _logs() -> list[Path]:
    import platformdirs

    return sorted(platformdirs.user_log_path("QADesk", appauthor=False).glob("qadesk.log*"))
