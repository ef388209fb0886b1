"""Each import contract is trusted only because a planted violation makes it fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}

# contract -> the file a violation is planted in, and the line that violates it
PLANTED = {
    "layers": ("domain/planted.py", "import qadesk.storage.tables"),
    "services": ("services/records/planted.py", "import qadesk.services.scoring.drafts"),
    "domain-stdlib": ("domain/planted.py", "import platformdirs"),
    "qt": ("services/planted.py", "import PySide6.QtCore"),
    "sql": ("cli/planted.py", "def lazily():\n    import sqlalchemy"),
    "pandas": ("storage/planted.py", "import pandas"),
    "reportlab": ("services/planted.py", "import reportlab.pdfgen.canvas"),
    "screens": ("ui/screens/planted.py", "import qadesk.ui.screens.planted_too"),
    "circles": ("domain/planted.py", "import qadesk.domain.planted_too"),
}
BACK = {"circles": "import qadesk.domain.planted"}  # what the module it imports imports in turn


def lint_imports(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Check some contracts, or all, in a copy of the project at `folder`."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [*command, "--no-cache", *chosen],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source and its contracts, apart from the real ones; it keeps them all."""
    folder = tmp_path_factory.mktemp("contracts")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "qadesk", folder / "src" / "qadesk", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)
    clean = lint_imports(folder)
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert f"{len(CONTRACTS)} kept, 0 broken" in clean.stdout
    return folder


def test_every_contract_has_a_planted_violation() -> None:
    assert set(PLANTED) == set(CONTRACTS)


@pytest.mark.parametrize("contract", sorted(PLANTED))
def test_contract_fails_on_a_planted_violation(copy: Path, contract: str) -> None:
    file, line = PLANTED[contract]
    planted = copy / "src" / "qadesk" / file
    too = planted.with_name("planted_too.py")
    planted.write_text(f'"""Breaks the contract."""\n{line}\n', "utf-8")
    too.write_text(f'"""Imported by it."""\n{BACK.get(contract, "")}\n', "utf-8")
    try:
        broken = lint_imports(copy, contract)
    finally:
        planted.unlink()
        too.unlink()
    assert broken.returncode == 1, broken.stdout + broken.stderr
    assert "BROKEN" in broken.stdout
    assert "planted" in broken.stdout


def test_domain_is_forbidden_every_dependency() -> None:
    """A new dependency has to be named in the contract, or domain could use it unnoticed."""
    import_names = {
        "argon2-cffi": "argon2",
        "chinesecalendar": "chinese_calendar",
        "pyside6-essentials": "PySide6",
        "pyyaml": "yaml",
        "zxing-cpp": "zxingcpp",
    }
    for requirement in PROJECT["project"]["dependencies"]:
        name = requirement.split(">")[0].split("=")[0].strip()
        name = import_names.get(name, name.replace("-", "_"))
        assert name in CONTRACTS["domain-stdlib"]["forbidden_modules"]


def test_kept_contracts_cover_every_module() -> None:
    """A new top-level module is either allowed a toolkit on purpose or listed as not allowed it."""
    package = ROOT / "src" / "qadesk"
    found = {path.stem for path in package.glob("*.py")} | {
        path.name for path in package.iterdir() if (path / "__init__.py").exists()
    }
    found -= {"__init__"}
    allowed = {
        "qt": {"ui", "app", "demo"},
        "sql": {"storage", "services"},
        "pandas": {"tabular", "services", "scans"},
        "reportlab": {"printing"},
    }
    for contract, users in allowed.items():
        listed = {name.removeprefix("qadesk.") for name in CONTRACTS[contract]["source_modules"]}
        assert listed == found - users, contract
