"""The trail is read in words: no table, column, code or action of the program can be left without."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import qadesk
from qadesk.i18n import set_language
from qadesk.services import locking, setup
from qadesk.services.designing.version_rows import VersionStatus
from qadesk.services.retention import periods
from qadesk.services.trail import browsing, setting_words
from qadesk.services.trail.action_words import ACTIONS, KINDS, OWN, actions_of
from qadesk.services.trail.column_words import _IN, COLUMNS, NEVER_SHOWN, column_name, words_of_codes
from qadesk.services.trail.finding import Wanted
from qadesk.services.trail.reading import _SHOWN_AS, _references
from qadesk.services.trail.words import table_name
from qadesk.storage.office import Office
from qadesk.storage.tables import metadata
from qadesk.storage.trail.rows import sealed_tables
from tests import on_server
from tests.unit.services.everything_written import write_everything

SOURCE = Path(qadesk.__file__).parent
ACTION = re.compile(r"[a-z_]+(\.[a-z_]+)+")
NO_ACTIONS = re.compile(r".*\.(json|txt|id|qadesk|yaml|pdf|zip|toml)")


@pytest.fixture(scope="module")
def everything(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office in which every service wrote; the trail is only read in it."""
    folder = tmp_path_factory.mktemp("everything")
    office = setup.open_office(on_server.copied(sample_file, folder / "sample.qadesk"))
    set_language("en")
    write_everything(office, folder)
    yield office
    office.close()


def test_every_table_and_column_has_words() -> None:
    nameless = [
        f"{table.name}.{column}"
        for table in sealed_tables().values()
        for column in table.columns
        if column not in NEVER_SHOWN and column not in COLUMNS and (table.name, column) not in _IN
    ]
    assert nameless == []
    assert [name for name in sealed_tables() if table_name(name) == name] == []


def test_no_words_are_kept_for_columns_that_are_gone() -> None:
    known = {column.name for table in metadata.sorted_tables for column in table.c}
    assert set(COLUMNS) <= known
    assert {(t, c) for t, c in _IN if t not in metadata.tables or c not in metadata.tables[t].c} == set()


def checked() -> Iterator[tuple[str, str, str]]:
    """The codes that a column can hold, as its constraint says: table, column, code."""
    for table in metadata.sorted_tables:
        for constraint in table.constraints:
            text = str(getattr(constraint, "sqltext", ""))
            found = re.fullmatch(r"(\w+) IN \((.*)\)", text)
            if found:
                for code in re.findall(r"'(\w+)'", found[2]):
                    yield table.name, found[1], code


def test_every_code_that_a_column_can_hold_has_words() -> None:
    listed = list(checked())
    assert len(listed) > 6
    assert [one for one in listed if one[2] not in words_of_codes(*one[:2])] == []
    assert {one.value for one in VersionStatus} == set(words_of_codes("scorecard", "status"))


def refusals(tree: ast.AST) -> Iterator[int]:
    """Where the codes of refusals stand: the first argument of an error, or of what makes one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in ("note", "write", "_store", "_note"):  # what makes errors is called after them
                yield id(node.args[0])


def written_in_code() -> Iterator[tuple[str, str]]:
    """Every text of the form of an action where services and storage are, with its module."""
    for path in [*SOURCE.glob("services/**/*.py"), *SOURCE.glob("storage/**/*.py")]:
        if path.name in ("action_words.py", "tables.py"):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        codes = set(refusals(tree))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in codes:
                continue
            if ACTION.fullmatch(node.value) and not NO_ACTIONS.fullmatch(node.value):
                yield node.value, path.name


def test_every_action_in_the_code_has_words() -> None:
    prefixes = {action.partition(".")[0] for action in ACTIONS}
    found = {(text, name) for text, name in written_in_code() if text.partition(".")[0] in prefixes}
    assert len({text for text, _name in found}) > 40
    assert sorted((text, name) for text, name in found if text not in ACTIONS) == []


def noted(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note" and len(node.args) > 3:
            yield node.args[2]
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "write" and node.args:
            yield node.args[0]


def test_every_service_that_notes_says_an_action_with_words() -> None:
    """Also those without a dot in them, and those put together."""
    wordless = []
    for path in SOURCE.glob("services/**/*.py"):
        for said in noted(ast.parse(path.read_text("utf-8"))):
            if isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value not in ACTIONS:
                wordless.append(f"{path.name}: {said.value}")
            if isinstance(said, ast.JoinedStr) and isinstance(said.values[0], ast.Constant):
                start = str(said.values[0].value)
                wordless += [] if any(one.startswith(start) for one in ACTIONS) else [f"{path.name}: {start}"]
    assert wordless == []


def test_every_action_is_done_to_a_kind_of_thing() -> None:
    assert {kind for kind, _words in ACTIONS.values()} == set(KINDS)
    assert all(actions_of(kind) for kind in KINDS)
    assert set(OWN) <= set(ACTIONS)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_every_service_wrote_is_read_without_a_code(everything: Office, language: str) -> None:
    set_language(language)
    told = list(browsing.each(everything, Wanted()))
    assert len({entry.action for entry in told}) > 25
    assert {entry.action for entry in told} <= set(ACTIONS)
    coded = set(metadata.tables) | {c.name for t in metadata.sorted_tables for c in t.c if "_" in c.name}
    for entry in told:
        for row in entry.rows:
            assert not {cell.column for cell in row.cells} & coded, (entry.action, row.name)
            assert row.name.partition(":")[0] not in coded


def test_a_column_of_a_kind_made_elsewhere_is_called_as_in_its_file() -> None:
    assert column_name("contact", "nothing_like_it") == "nothing_like_it"
    assert column_name("contact", "talk_ms") == "Talk time"


SETTINGS = [
    ("idle_minutes", None, 5, [("Lock the window", "Never", "5 min")]),
    ("idle_minutes", 5, None, [("Lock the window", "5 min", "Never")]),
    (
        "retention",
        None,
        {"customers": 0, "files": 36, "leavers": 36, "records": 36},
        [("Customers' numbers and texts", "12 months", "without end")],
    ),
    (
        "removed 2026-10",
        {"texts_on": "2027-01-02", "tallies": {}},
        {"texts_on": "2027-01-02", "records_on": "2029-01-02", "tallies": {"1": {}}},
        [("Records removed on", "(none)", "2029-01-02")],
    ),
    (
        "appeal_time",
        None,
        {"days": 10, "working": False},
        [("Time to appeal", "7 working days after receipt", "10 calendar days after receipt")],
    ),
    (
        "appeal_time 2026-10",
        None,
        {"days": 1, "working": True},
        [("Time to appeal against October 2026", "(none)", "1 working day after receipt")],
    ),
]


@pytest.mark.parametrize(("key", "before", "after", "said"), SETTINGS)
def test_settings_are_told_in_words(key: str, before: object, after: object, said: object) -> None:
    assert list(setting_words.cells(f'["{key}"]', before, after)) == said
    assert key not in setting_words.name(key)


def test_every_setting_of_the_program_has_words() -> None:
    keys = {
        text
        for path in SOURCE.glob("services/**/*.py")
        if "tables.setting" in (source := path.read_text("utf-8"))
        for text in re.findall(r'^_KEY: Final = "([^"]+)"', source, re.MULTILINE)
    }
    assert {one[0].partition(" ")[0] for one in SETTINGS} == {key.strip() for key in keys}


def test_what_is_set_is_told_in_words_whole(office: Office) -> None:
    locking.set_idle_minutes(office, 5)
    periods.set_period(office, "customers", 0)
    kept, lock = browsing.entries(office, most=2)
    assert kept.about == "Customers' numbers and texts"
    (cell,) = kept.rows[0].cells
    assert (cell.column, cell.before, cell.after) == (kept.about, "12 months", "without end")
    (cell,) = lock.rows[0].cells
    assert (cell.column, cell.before, cell.after) == ("Lock the window", "Never", "5 min")
    names = [row.name for entry in (kept, lock) for row in entry.rows]
    assert [one for one in names if "_" in one or "retention" in one] == []


def test_every_row_that_another_one_names_has_a_name() -> None:
    named = {target for target in _references().values() if target not in ("agent", "office")}
    assert named <= _SHOWN_AS.keys()
