#!/usr/bin/env python3
"""What `make` calls, on every system: `python dev.py setup | run | test | …`. Standard library only."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / ".qadesk-setup"
LOCK = ROOT / "requirements" / "dev.txt"
OLDEST = (3, 11)
ON_SERVER = ("tests/unit/services", "tests/integration")  # what `test` runs on PostgreSQL as well

# What Qt loads from the system (the wheels bring everything else): library -> Debian/Ubuntu package.
SYSTEM_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def say(text: str) -> None:
    """One line of what is going on, apart from what the tools themselves print."""
    print(f"[qadesk] {text}", flush=True)


def stop(text: str) -> None:
    """Give up with a message that says what to do."""
    sys.exit(f"[qadesk] {text}")


def call(*command: str | Path, **environment: str) -> None:
    """Run a command in the project's folder; end this program with the command's exit code if it fails.

    Package tools trust the authorities the system trusts, so that they work behind a company's own.
    """
    settings = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **os.environ, **environment}
    code = subprocess.call([str(part) for part in command], cwd=ROOT, env=settings)
    if code:
        sys.exit(code)


def tool(name: str) -> Path:
    """The path of a command that lives in the virtual environment."""
    return BIN / (name + (".exe" if os.name == "nt" else ""))


def python() -> Path:
    """The virtual environment's interpreter."""
    return tool("python")


# ---- setup ---------------------------------------------------------------------------------------


def setup() -> None:
    """Virtual environment, pinned dependencies, the `qadesk` command; quick when nothing changed."""
    _system_packages()
    wanted = _fingerprint()
    if STAMP.is_file() and STAMP.read_text("utf-8") == wanted and _works(python()):
        return
    if not _works(python()):
        say(f"making .venv with Python {sys.version.split()[0]}")
        call(sys.executable, "-m", "venv", "--clear", VENV)
    say("installing the pinned dependencies (a few minutes the first time)")
    install = (python(), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    call(*install, "--require-hashes", "--only-binary=:all:", "-r", LOCK)
    # Everything it needs to build is pinned above, so nothing unpinned is fetched for it.
    call(*install, "--no-deps", "--no-build-isolation", "--no-index", "--editable", ROOT)
    STAMP.write_text(wanted, "utf-8")
    say("ready: " + str(tool("qadesk").relative_to(ROOT)))


def _fingerprint() -> str:
    """Changes whenever the environment has to be brought up to date."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _works(interpreter: Path) -> bool:
    if not interpreter.exists():
        return False
    check = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.call([str(interpreter), "-c", check], stderr=subprocess.DEVNULL) == 0


def _system_packages() -> None:
    """Install what the system lacks, or name it all at once (Linux only; elsewhere nothing is needed)."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for library, package in SYSTEM_LIBRARIES.items() if not _loads(library)]
    # Debian and Ubuntu ship Python without the part that makes virtual environments.
    if not _works(python()) and importlib.util.find_spec("ensurepip") is None:
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing what Python and Qt need from the system: " + " ".join(missing))
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        call("apt-get", "-qq", "update", **quiet)
        options = (
            "-qq",
            "-y",
            "--no-install-recommends",
            "-o",
            "Dpkg::Use-Pty=0",
            "-o",
            "DPkg::Lock::Timeout=120",
        )
        call("apt-get", *options, "install", *missing, **quiet)
        return
    command = "sudo apt-get install " + " ".join(missing)
    if shutil.which("sudo") and shutil.which("apt-get") and _agreed(command):
        call("sudo", "apt-get", "update", "-qq")
        call("sudo", "apt-get", "install", "-y", "--no-install-recommends", *missing)
        return
    say("Python and Qt need packages of the system that are not here. On Debian or Ubuntu:")
    say("    " + command)
    names = ", ".join(library for library in SYSTEM_LIBRARIES if not _loads(library)) or "the venv module"
    stop(f"on other systems, install what holds {names}. Then run this again.")


def _agreed(command: str) -> bool:
    """Ask once whether to install; nobody at the keyboard means no."""
    if not sys.stdin.isatty() or os.environ.get("CI"):
        return False
    say("Python and Qt need packages of the system that are not here:")
    say("    " + command)
    try:
        return input("[qadesk] Run this now? [Y/n] ").strip().lower() in ("", "y", "yes")
    except EOFError:
        return False


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# ---- everyday work -------------------------------------------------------------------------------


def has_display() -> bool:
    """Whether a window can be opened here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run() -> None:
    """The window on the sample office; where there is no display, the whole main job headless."""
    setup()
    if has_display():
        say("opening the window on the sample office")
        call(tool("qadesk"), "--sample")
        return
    say("there is no display here, so the main job runs without a window (qadesk demo build/demo)")
    call(tool("qadesk"), "demo", Path("build") / "demo", QT_QPA_PLATFORM="offscreen")


def lint() -> None:
    """Style, types and import contracts."""
    setup()
    call(tool("ruff"), "check")
    call(tool("ruff"), "format", "--check")
    call(tool("mypy"), "--num-workers", "auto")  # on all cores: nothing else runs meanwhile
    call(tool("lint-imports"))


def test() -> None:
    """Everything that has to hold: lint, all tests, and those of services on PostgreSQL, too."""
    lint()
    # Each worker begins with its share as it stands, so that what a file's tests have in common is made once.
    # Workers and the programs that tests start read modules compiled by the first of them. There are two more
    # than cores: some are always waiting, for a program they started or a window that has to come up.
    pytest = (tool("pytest"), "-n", str((os.cpu_count() or 1) + 2), "--dist", "worksteal")
    environment = {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": ""}
    call(*pytest, *sys.argv[2:], **environment)
    if len(sys.argv) > 2:  # some tests were named
        return
    if postgresql() is None:
        say("PostgreSQL is not installed: the tests were run with office files only.")
        say("    sudo apt-get install postgresql")
        return
    say("once more, with every office in a PostgreSQL database")
    call(*pytest, "--engine", "postgresql", *ON_SERVER, **environment)


def postgresql() -> Path | None:
    """The folder of PostgreSQL's programs; None where it is not installed (under Windows it is not tried)."""
    if os.name == "nt":
        return None
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).resolve().parent if named else None


def bench() -> None:
    """The speed table: this program beside its references, measured in one run."""
    setup()
    call(python(), "-m", "benchmarks", *sys.argv[2:])


def scans() -> None:
    """How many made scans with the defects of real ones are filed, and whether any wrongly."""
    setup()
    call(python(), "-m", "tools.scans", *sys.argv[2:])


def fairness() -> None:
    """How often intervals, differences and changes are right, by simulation, into docs/fairness.md."""
    setup()
    call(python(), "-m", "tools.fairness", *sys.argv[2:])


def screenshots() -> None:
    """Every screen as a picture under build/screenshots."""
    setup()
    call(python(), "-m", "tools.screenshots", *sys.argv[2:])


def torture() -> None:
    """Kills, a failing disk, mutated files, flipped bytes and planted edits, counted (an hour or two)."""
    setup()
    if not sys.argv[2:]:
        call(python(), "-m", "tools.torture.edits")
    call(python(), "-m", "tools.torture", *sys.argv[2:])


def catalogue() -> None:
    """Bring the catalogue up to date with the texts in the source, and say what has no translation."""
    setup()
    call(python(), "-m", "tools.catalogue")
    call(python(), "-m", "tools.rights_table")  # in the catalogue's words


def lock() -> None:
    """Resolve the dependencies again, for every system and Python version, with hashes."""
    setup()
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
    options += ["--custom-compile-command", "make lock", "--upgrade", "--quiet"]
    runtime = LOCK.with_name("runtime.txt")
    call(tool("uv"), "pip", "compile", *options, "pyproject.toml", "-o", runtime.relative_to(ROOT))
    for extra in ("build", "dev"):
        constraint = ("--extra", extra, "-c", runtime.relative_to(ROOT))
        target = LOCK.with_name(f"{extra}.txt").relative_to(ROOT)
        call(tool("uv"), "pip", "compile", *options, "pyproject.toml", *constraint, "-o", target)
    wine = LOCK.with_name("wine.in").relative_to(ROOT)  # what Wine cannot run in its newest version
    call(tool("uv"), "pip", "compile", *options, wine, "-o", wine.with_suffix(".txt"))


def windows() -> None:
    """The Windows setup, built and tried, on Debian under Wine; ends with its size and SHA-256."""
    setup()
    call(python(), "-m", "installer.windows_native" if os.name == "nt" else "installer.windows")


def linux_package() -> None:
    """The Debian package, built here and tried in a system that has nothing else installed."""
    setup()
    call(python(), "-m", "installer.linux", *sys.argv[2:])


def clean() -> None:
    """Remove what was made here, but for the virtual environment."""
    for name in ("build", "dist", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"):
        shutil.rmtree(ROOT / name, ignore_errors=True)


TASKS: dict[str, Callable[[], None]] = {
    task.__name__.replace("_", "-"): task
    for task in (
        setup,
        run,
        test,
        lint,
        bench,
        torture,
        fairness,
        scans,
        screenshots,
        catalogue,
        lock,
        windows,
        linux_package,
        clean,
    )
}


def main(arguments: Sequence[str]) -> None:
    """Run the task named first; without one, list them."""
    if sys.version_info < OLDEST:
        stop(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}")
    if not arguments or arguments[0] not in TASKS:
        lines = [f"  {name:12} {task.__doc__}" for name, task in TASKS.items()]
        sys.exit("usage: python dev.py TASK\n" + "\n".join(lines))
    try:
        TASKS[arguments[0]]()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv[1:])
