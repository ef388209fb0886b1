"""House rules no tool checks: sizes, the project stands alone, locks name no host."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES_A_FILE = 400
LINES_A_FUNCTION = 60
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".json",
    ".po",
    ".svg",
    ".cfg",
    ".ini",
    ".yml",
    ".yaml",
    ".sh",
    ".nsi",
    ".spec",
    ".mako",
}

# In halves, so that this file does not break the rule it checks.
HOSTS = ("pypi" + ".org", "python" + "hosted", "npmjs" + ".org", "debian" + ".org", "pypi" + "/simple")
ELSEWHERE = re.compile(r"(?<![\w.])/" + r"work(?![\w-])|\.\./" + "shared")


def committed() -> list[Path]:
    """Every file git knows, or every source file where this is no checkout."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode == 0 and listing.stdout:
        names = listing.stdout.decode("utf-8").split("\0")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    folders = ("src", "tests", "resources", "docs", "benchmarks", "requirements", "tools")
    return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]


def python_files(*folders: str) -> list[Path]:
    """The committed Python files below some folders."""
    return [p for p in committed() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in folders]


def test_no_file_is_longer_than_a_reader_bears() -> None:
    files = [
        p
        for p in python_files("src", "tests", "benchmarks", "tools", "installer")
        if "versions" not in p.parts
    ]
    assert files
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in files}
    long = [f"{path.relative_to(ROOT)}: {n} lines" for path, n in lengths.items() if n > LINES_A_FILE]
    assert not long, "\n".join(long)


def test_no_function_is_longer_than_a_screen() -> None:
    long = []
    for path in python_files("src", "tools", "benchmarks"):
        if "versions" in path.parts:  # a migration lists a whole schema
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LINES_A_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines} lines")
    assert not long, "\n".join(long)


def test_the_project_stands_alone() -> None:
    named = []
    for path in committed():
        if path.suffix not in TEXT and path.name not in {"Makefile", "run", ".gitignore", "LICENSE"}:
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if ELSEWHERE.search(line) or any(host in line for host in HOSTS):
                named.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not named, "\n".join(named)


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_locks_pin_every_package_with_hashes_and_name_no_host(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text("utf-8")
    assert "://" not in text
    blocks = re.findall(
        r"^(\S+==\S+)((?:.*\\\n\s+)(?:--hash=sha256:[0-9a-f]{64}(?: \\\n\s+)?)+)", text, re.MULTILINE
    )
    pinned = re.findall(r"^[a-z0-9]\S*==", text, re.MULTILINE)
    assert len(blocks) == len(pinned) > 10
    assert all("--hash=sha256:" in hashes for _requirement, hashes in blocks)


def test_a_class_outside_the_window_has_its_name_alone() -> None:
    """What is searched for by name is found once; screens are rooms of their own and may repeat a name."""
    stands: dict[str, list[str]] = {}
    for path in python_files("src"):
        if "ui" not in path.relative_to(ROOT / "src" / "qadesk").parts:
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    stands.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert stands
    assert {name: places for name, places in stands.items() if len(places) > 1} == {}


def test_a_function_says_what_it_does() -> None:
    """Not these, which a reader has to open to know: take what, show what, ask what."""
    silent = {"_tell", "_take", "_show", "walk", "lacks", "book", "ask"}
    found = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in python_files("src")
        for owner in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(owner, ast.Module | ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef) and node.name in silent
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["benchmarks", "tools"])
def test_what_the_suite_does_not_run_still_finds_what_it_imports(folder: str) -> None:
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path.name not in ("__main__.py", "bare_window.py"):  # which run when they are imported
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
