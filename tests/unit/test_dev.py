"""The set-up script: what it asks of a system, and that make and it know the same tasks."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parents[2]


def test_make_knows_every_task() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    listed = re.search(r"^TASKS := (.+)$", makefile, re.MULTILINE)
    assert listed is not None
    assert set(listed[1].split()) == set(dev.TASKS)


def test_every_task_says_what_it_does() -> None:
    assert all(task.__doc__ for task in dev.TASKS.values())


def test_without_a_task_it_lists_them() -> None:
    with pytest.raises(SystemExit, match="usage") as stopped:
        dev.main([])
    assert "screenshots" in str(stopped.value)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages of Debian and Ubuntu")
class TestSystemPackages:
    """A PC that lacks libXcbCursor and the venv module."""

    @pytest.fixture(autouse=True)
    def _bare_system(self, monkeypatch: pytest.MonkeyPatch) -> None:
        find_spec = importlib.util.find_spec
        monkeypatch.setattr(dev, "_loads", lambda library: library != "libxcb-cursor.so.0")
        monkeypatch.setattr(dev, "_works", lambda _python: False)
        monkeypatch.setattr(
            importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find_spec(name)
        )

    def test_a_user_is_told_the_exact_command(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        with pytest.raises(SystemExit, match="libxcb-cursor"):
            dev._system_packages()
        venv = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        assert f"sudo apt-get install libxcb-cursor0 {venv}\n" in capsys.readouterr().out

    @pytest.mark.parametrize("said, installed", [("", True), ("y", True), ("n", False)])
    def test_with_sudo_it_offers_to_install_them(
        self, said: str, installed: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls: list[tuple[str, ...]] = []
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.delenv("CI", raising=False)
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda _question: said)
        monkeypatch.setattr(dev, "call", lambda *command, **_environment: calls.append(command))
        if installed:
            dev._system_packages()
            assert [command[:2] for command in calls] == [("sudo", "apt-get")] * 2
            assert "libxcb-cursor0" in calls[1]
        else:
            with pytest.raises(SystemExit, match="libxcb-cursor"):
                dev._system_packages()
            assert calls == []

    def test_nobody_at_the_keyboard_is_not_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
        with pytest.raises(SystemExit, match="libxcb-cursor"):
            dev._system_packages()

    def test_root_on_debian_has_them_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        calls: list[tuple[str, ...]] = []
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(dev, "call", lambda *command, **_environment: calls.append(command))
        dev._system_packages()
        assert [command[0] for command in calls] == ["apt-get", "apt-get"]
        assert "libxcb-cursor0" in calls[1]


def test_the_fingerprint_follows_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dev._fingerprint()
    assert before == dev._fingerprint()
    lock = tmp_path / "dev.txt"
    lock.write_bytes(dev.LOCK.read_bytes() + b"\n")
    monkeypatch.setattr(dev, "LOCK", lock)
    assert dev._fingerprint() != before


@pytest.mark.parametrize("installed", [True, False])
def test_services_are_run_on_postgresql_where_it_is_installed(
    installed: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(sys, "argv", ["dev.py", "test"])
    monkeypatch.setattr(dev, "lint", lambda: None)
    monkeypatch.setattr(dev, "postgresql", lambda: ROOT if installed else None)
    monkeypatch.setattr(dev, "call", lambda *command, **_environment: calls.append(command))
    dev.test()
    assert ["postgresql" in command for command in calls] == [False, True][: 1 + installed]
    assert all((ROOT / str(name)).exists() for name in dev.ON_SERVER)
    assert ("PostgreSQL is not installed" in capsys.readouterr().out) is not installed
