"""Texts that begin like a formula: in no table or workbook the program writes does a spreadsheet run them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from sqlalchemy import insert, select, update

import qadesk
from qadesk.domain.stages import Stage
from qadesk.services import about_person, cycles
from qadesk.services.after_closing import delivery, review
from qadesk.services.after_closing.delivery import Handover
from qadesk.services.appeals import entering, listing
from qadesk.services.assessment import results_export
from qadesk.services.closing import close
from qadesk.services.closing.pending import pending
from qadesk.services.designing import exchange, trial, trial_export, versions
from qadesk.services.explaining import live_workbook
from qadesk.services.notes import keeping
from qadesk.services.records import by_hand, imports_log
from qadesk.services.records.by_hand_rows import RecordEntry
from qadesk.services.scoring import evaluations, score_files
from qadesk.services.scoring.score_rows import RejectedScore
from qadesk.services.uses import papers, payroll, rules
from qadesk.storage import tables
from qadesk.storage.office import Office
from qadesk.tabular.clipboard import for_spreadsheet
from qadesk.tabular.export import runs
from tests import made_up_month as month
from tests.appealed_month import ENTRY, EVERYBODY, on
from tests.made_up_month import CODE

WHO: Final = "KF02"
EVIL: Final = "HYPERLINK(1)"  # what would run; where it is written is looked for
SIGNS: Final = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠")
WRITERS: Final = {"export.py", "live_book.py", "score_sheet.py", "scorecard_sheet.py"}
# What somebody typed or an export brought, by table.
TYPED: Final = {
    "agent": ("name", "team", "post"),
    "appeal": ("words", "reasons"),
    "appeal_point": ("words", "found"),
    "complaint": ("note",),
    "evaluation": ("comment",),
    "incident": ("note",),
    "note": ("text",),
    "rating": ("comment",),
    "rejection": ("column", "value"),
    "assessment_step": ("reason",),
    "survey_answer": ("comment",),
    "user": ("name",),
}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A closed month with an appeal, notes, rules and refused rows, and every text of it an attack."""
    with pytest.MonkeyPatch.context() as patched:
        on(patched, date(2026, 11, 3))
        office = month.filled(tmp_path_factory.mktemp("attacked") / "branch.qadesk")
        praise = {"day": date(2026, 10, 20), "kind": "praise", "note": "praised"}
        by_hand.add(office, RecordEntry("incidents", WHO, praise))
        keeping.add(office, keeping.NoteSubject(WHO), "a note")
        evaluations.submit(office, cycles.get(office, CODE), ["KF03"])
        attack(office)
        close.close_cycle(office, CODE, accepting=pending(office, CODE))
        review.approve(office, CODE, EVERYBODY)
        delivery.deliver(office, CODE, EVERYBODY, Handover(Stage.SIGNED, office.today()))
        entering.enter(office, CODE, WHO, replace(ENTRY, received=office.today(), interview=None))
        rules.put_in_force(office, rules.draft(office).value, CODE)
        attack(office)
        yield office
        office.close()


def attack(office: Office) -> None:
    """Let every text that was typed or brought begin like a formula, in turn in each way."""
    signs = cycle(SIGNS)
    with office.write() as connection:
        batch = connection.execute(select(tables.import_batch.c.id)).scalars().first()
        refused = {"batch_id": batch, "line": 2, "column": "x", "value": "x", "reason": "value"}
        connection.execute(insert(tables.rejection), [refused] * len(SIGNS))
        for name, columns in TYPED.items():
            table = tables.metadata.tables[name]
            keys = table.primary_key.columns
            for row in connection.execute(select(*keys)).all():
                texts = {column: f"{next(signs)}{EVIL}" for column in columns}
                mine = [column == value for column, value in zip(keys, row, strict=True)]
                connection.execute(update(table).where(*mine).values(texts))


def _batch(office: Office) -> int:
    with office.read() as connection:
        return int(connection.execute(select(tables.rejection.c.batch_id)).scalars().first() or 0)


def _all_columns(office: Office, path: Path) -> None:
    payroll.choose_columns(office, list(payroll.COLUMNS))
    payroll.export(office, CODE, path)


def _refused_scores(_office: Office, path: Path) -> None:
    rows = [RejectedScore(2, f"{sign}{EVIL}", f"{sign}{EVIL}", f"{sign}{EVIL}", "count") for sign in SIGNS]
    score_files.export_rejected(rows, path)


def _trial(office: Office, path: Path) -> None:
    made = trial.trial(office, CODE, versions.card(office, versions.versions(office)[-1].id))
    trial_export.export(office, made, path)


TABLES: Final[dict[str, Callable[[Office, Path], object]]] = {
    "the bonus list": _all_columns,
    "lists": lambda office, path: papers.save_list(office, CODE, ["bonus", "award"], path),
    "appeals": lambda office, path: listing.save(office, CODE, path),
    "results": lambda office, path: results_export.export(office, CODE, path),
    "rows not imported": lambda office, path: imports_log.export_rejections(office, _batch(office), path),
    "scores not taken": _refused_scores,
    "a trial": _trial,
}
BOOKS: Final[dict[str, Callable[[Office, Path], object]]] = {
    "records": lambda office, path: by_hand.export(office, CODE, path),
    "all about an agent": lambda office, path: about_person.write(
        office, about_person.about_agent(office, WHO), path
    ),
    "score sheet": lambda office, path: score_files.export_template(office, CODE, path),
    "live workbook": lambda office, path: live_workbook.save(office, CODE, WHO, path),
}


@pytest.mark.parametrize("what", TABLES)
def test_no_cell_of_a_csv_begins_like_a_formula(attacked: Office, tmp_path: Path, what: str) -> None:
    TABLES[what](attacked, path := tmp_path / "made.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(EVIL in cell for cell in cells), "the attack is in it"
    assert [cell for cell in cells if runs(cell) and not re.fullmatch(r"-[0-9.]+", cell)] == []


@pytest.mark.parametrize("what", [*TABLES, *BOOKS])
def test_no_cell_of_a_workbook_is_a_formula_or_becomes_one(
    attacked: Office, tmp_path: Path, what: str
) -> None:
    (TABLES | BOOKS)[what](attacked, path := tmp_path / "made.xlsx")
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if EVIL in str(cell.value)]
    assert cells, "the attack is in it"
    for cell in cells:
        assert cell.data_type == "s", cell.value
        assert not runs(cell.value) or cell.quotePrefix, f"{cell.value} would run once saved as CSV"


def test_a_scorecard_whose_names_begin_like_formulas(attacked: Office, tmp_path: Path) -> None:
    """Its workbook is read again, so the texts stay as they are."""
    exchange.export_file(attacked, versions.versions(attacked)[-1].id, path := tmp_path / "card.xlsx")
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s"}
    assert all(cell.quotePrefix for cell in cells if isinstance(cell.value, str) and runs(cell.value))


def test_what_is_copied_from_a_list_does_not_run_either() -> None:
    for sign in SIGNS:
        (cell,) = for_spreadsheet([[f"{sign}{EVIL}"]]).split("\n", 0)
        assert cell.startswith(('="', '"')), cell
    assert for_spreadsheet([["-1.50", "+2%"]]) == "-1.50\t+2%"


def test_nobody_else_writes_workbooks_or_tables() -> None:
    """Whoever does has to be looked at here."""
    makes = re.compile(r"xlsxwriter\.Workbook\(|csv\.(?:Dict)?[wW]riter\(|openpyxl|\.to_(?:csv|excel)\(")
    folder = Path(qadesk.__file__).parent
    assert {path.name for path in folder.rglob("*.py") if makes.search(path.read_text("utf-8"))} == WRITERS
