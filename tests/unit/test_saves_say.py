"""No window asks where a file goes without saying which personal data it will hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

UI = Path(__file__).parents[2] / "src" / "qadesk" / "ui"
ASKING = {"ask_save", "ask_folder", "save_as"}
# Which files name nobody, and why.
NAMES_NOBODY = {
    "advice": "figures of indicators alone",
    "checkFormsExportDialog": "questions, weights and wordings",
    "codesDialog": "codes that belong to whoever made them",
    "officeFolderDialog": "a new office, with nobody in it yet",
    "scansFolderDialog": "a folder that is read; what is in it is put there by the scanner",
    "scorecardExportDialog": "indicators, rules and weights",
    "supportFileDialog": "what is written for support names nobody; a test of its own holds it to that",
}
LISTS_OF_NOBODY = {
    "check",
    "checkForms",
    "library",
    "days",
    "retention",
    "usesRules",
    "backups",
    "compare",
    "advice",
}


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                of = (
                    node.func.value if isinstance(node.func, ast.Subscript) else node.func
                )  # ListView[Row](…)
                yield path, node, of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def test_every_save_says_what_the_file_will_hold() -> None:
    asked = [(path, call) for path, call, name in calls() if name in ASKING]
    assert len(asked) > 15
    silent = [f"{path.name}:{call.lineno}" for path, call in asked if keyword(call, "holds") is None]
    assert not silent


def test_who_says_nobody_is_known() -> None:
    nobody = set()
    for path in sorted(UI.rglob("*.py")):
        text = path.read_text("utf-8")
        if path.parent.name != "kit" and ("NOBODY" in text or "holding(self._screen.office, None)" in text):
            nobody.add(path.name)
    assert nobody == {
        "codes.py", "forms_page.py", "first_start.py", "support_file.py", "commands.py", "past_months.py",
        "scans.py",
    }  # fmt: skip
    assert len(nobody) == len(NAMES_NOBODY)


def test_only_lists_of_nobody_hold_nothing() -> None:
    nobody, all_of_them = set(), 0
    for _path, call, name in calls():
        if name == "ListView":
            held = keyword(call, "personal")
            all_of_them += 1
            assert held is not None, ast.unparse(call)[:80]
            if isinstance(held, ast.Constant):
                assert isinstance(call.args[0], ast.Constant)
                nobody.add(str(call.args[0].value))
    assert all_of_them > 15
    assert nobody == LISTS_OF_NOBODY


def test_no_file_dialog_is_opened_but_by_the_kit() -> None:
    others = [
        path.name
        for path in sorted(UI.rglob("*.py"))
        if "QFileDialog(" in path.read_text("utf-8") or "getSaveFileName" in path.read_text("utf-8")
    ]
    assert others == ["files.py"]
