"""Office files as a killed program leaves them, with the log it had not yet worked in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_WRITES = """
import os, sys
from pathlib import Path
from sqlalchemy import text
from qadesk.services import setup
from qadesk.storage.cipher import key_files

if sys.argv[7]:
    key_files.unlock_with_recovery_key(Path(sys.argv[1]), sys.argv[7])
office = setup.open_office(Path(sys.argv[1]))
if sys.argv[4] != "wal":
    office.store.connection.execute(f"PRAGMA journal_mode={sys.argv[4]}")
for number in range(int(sys.argv[2])):
    with office.write() as connection:
        connection.execute(text("UPDATE office SET name = :name"), {"name": f"{sys.argv[3]} {number}"})
        connection.execute(
            text("INSERT INTO setting (office_id, key, value) VALUES (1, :key, :value)"),
            {"key": f"{sys.argv[3]}-{number}", "value": '"' + "x" * int(sys.argv[5]) + '"'},
        )
        if sys.argv[6] == "half" and number == int(sys.argv[2]) - 1:
            office.store.connection.execute("PRAGMA cache_size=1")
            office.store.connection.execute("PRAGMA cache_spill=1")
            for extra in range(400):
                connection.execute(
                    text("INSERT INTO setting (office_id, key, value) VALUES (1, :key, :value)"),
                    {"key": f"half {extra}", "value": '"' + "y" * 3000 + '"'},
                )
            print("half", flush=True)
            os._exit(9)
    print(number, flush=True)
os._exit(9)
"""


def write_and_die(
    path: Path,
    times: int = 3,
    name: str = "later",
    *,
    journal: str = "wal",
    size: int = 10,
    half: bool = False,
    recovery_key: str = "",
) -> int:
    """So many transactions, the last of which may not end, then killed; how many were said to be stored."""
    arguments = [str(path), str(times), name, journal, str(size), "half" if half else "whole"]
    arguments.append(recovery_key)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _WRITES, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 9, done.stderr
    return sum(line.isdigit() for line in done.stdout.splitlines())
