"""The guards of conftest.py are trusted only because each was seen to fail a test."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    "body, outcome",
    [
        ("logging.getLogger('x').error('broke')", {"failed": 1}),
        ("logging.getLogger('x').info('fine')", {"passed": 1}),
        ("warnings.warn('old')", {"failed": 1}),
        ("QtCore.qWarning('bad')", {"failed": 1}),
        ("global window; window = QtWidgets.QWidget(); window.show()", {"passed": 1, "errors": 1}),
        ("window = QtWidgets.QWidget(); qtbot.addWidget(window); window.show()", {"passed": 1}),
    ],
)
def test_what_goes_wrong_fails_the_test(
    pytester: pytest.Pytester, body: str, outcome: dict[str, int]
) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makeini(SETTINGS)
    imports = "import logging, warnings\nfrom PySide6 import QtCore, QtWidgets\n"
    pytester.makepyfile(f"{imports}def test_it(qtbot):\n    {body}\n")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    assert result.parseoutcomes() == outcome


def test_an_announced_log_record_is_fine(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makeini(SETTINGS)
    pytester.makepyfile(
        "import logging, pytest\n"
        "@pytest.mark.allow_log('disk')\n"
        "def test_it():\n"
        "    logging.getLogger('x').warning('disk full')\n"
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    assert result.parseoutcomes() == {"passed": 1}
