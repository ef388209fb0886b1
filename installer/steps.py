"""What the packaging scripts share: one line per step, commands that stop at the first failure, hashes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "package"
_done: list[str] = []


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what begins, and at its end how long it took; `summary` repeats the ends."""
    sys.stdout.write(f"[qadesk] {what} …\n")
    sys.stdout.flush()
    began = time.monotonic()
    yield
    line = f"[qadesk] {what}: done, {time.monotonic() - began:.0f} s"
    _done.append(line)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def summary(*files: Path) -> None:
    """One line per step that was done, then size and SHA-256 of what was made."""
    lines = [
        "",
        *_done,
        *(f"[qadesk] {file.name}: {megabytes(file)}, SHA-256 {sha256(file)}" for file in files),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def run(
    command: Sequence[str | Path],
    *,
    environment: dict[str, str] | None = None,
    cwd: Path = ROOT,
    timeout: float = 1800,
) -> str:
    """Run a command and return what it printed; on failure print that and end the program."""
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **(environment or {})},
        cwd=cwd,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    text = done.stdout.decode("utf-8", errors="replace")
    if done.returncode:
        sys.stdout.write(text)
        sys.exit(f"[qadesk] {Path(command[0]).name} ended with {done.returncode}")
    return text


def sha256(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def check_sha256(file: Path, wanted: str) -> Path:
    """The file, if it is the one that was pinned; otherwise the program ends naming it."""
    found = sha256(file)
    if found != wanted:
        sys.exit(f"[qadesk] {file.name} is not the pinned file: SHA-256 {found}, not {wanted}")
    return file


def megabytes(file: Path) -> str:
    """A file's size, or that of all files below a folder, in millions of bytes."""
    files = [file] if file.is_file() else [path for path in file.rglob("*") if path.is_file()]
    return f"{sum(path.stat().st_size for path in files) / 1e6:.1f} MB"
