"""The guards of conftest.py are trusted only because each was seen to fail a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = (ROOT / "tests" / "conftest.py").read_text("utf-8")
SETTINGS = f"""
[pytest]
pythonpath = {ROOT}
qt_api = pyside6
qt_log_level_fail = WARNING
filterwarnings = error
markers = allow_log(regex): allowed
"""
# What a test does, and what is then said of it; tried one after another in one program.
GUARDED = (
    ("logging.getLogger('x').error('broke')", ["FAILED"]),
    ("logging.getLogger('x').info('fine')", ["PASSED"]),
    ("warnings.warn('old')", ["FAILED"]),
    ("QtCore.qWarning('bad')", ["FAILED"]),
    ("global window; window = QtWidgets.QWidget(); window.show()", ["PASSED", "ERROR"]),
    ("window = QtWidgets.QWidget(); qtbot.addWidget(window); window.show()", ["PASSED"]),
    ("logging.getLogger('x').warning('disk full')", ["PASSED"]),
    ("logging.getLogger('x').warning('disc full')", ["FAILED"]),
)


def test_what_goes_wrong_fails_the_test(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makeini(SETTINGS)
    tests = [
        "@pytest.mark.allow_log('disk')\n" * ("disk" in body or "disc" in body)
        + f"def test_{number}(qtbot):\n    {body}\n"
        for number, (body, _said) in enumerate(GUARDED)
    ]
    imports = "import logging, pytest, warnings\nfrom PySide6 import QtCore, QtWidgets\n"
    pytester.makepyfile(imports + "".join(tests))
    made = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-v")
    said = re.findall(r"::test_(\d+) (PASSED|FAILED|ERROR)", "\n".join(made.outlines))
    assert [[word for one, word in said if int(one) == number] for number in range(len(GUARDED))] == [
        outcome for _body, outcome in GUARDED
    ]
