"""Run by a test in a process of its own: the program with one kind of record more; tells what it did."""

from __future__ import annotations

import json
import sqlite3
import sys
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from qadesk.kinds import registry
from tests.unit.kinds.visits import TABLE, VISITS

registry.add(VISITS)

from qadesk.domain.periods import period  # noqa: E402
from qadesk.domain.scorecard import Indicator, Names, Unit  # noqa: E402
from qadesk.domain.scorecard_forms import to_dict  # noqa: E402
from qadesk.services import first_look, scorecards  # noqa: E402
from qadesk.services.assessment import results  # noqa: E402
from qadesk.services.backups import losses, words  # noqa: E402
from qadesk.services.closing.silent_days import silences  # noqa: E402
from qadesk.services.explaining import explanation, live_workbook  # noqa: E402
from qadesk.services.records import by_hand, by_hand_rows, evidence, imports, imports_undo, record_lists  # noqa: E402
from qadesk.storage import files, tables  # noqa: E402
from qadesk.storage.office import Office  # noqa: E402
from qadesk.tabular.live_book import Formula  # noqa: E402
from tests import made_up_month  # noqa: E402
from tests.agreement.workbook import Workbook  # noqa: E402

HEADS = "编号,工号,上门时间,上门分钟数,备注"
ROWS = (
    "SM-1,KF01,2026-10-05 09:30,45,",
    "SM-2,KF01,2026-10-06 14:00,20,门锁",
    "SM-3,KF02,2026-10-07 10:00,30,",
)


def with_indicators(office: Office) -> None:
    """The month's scorecard with the kind's own figure, and a computed one, in the place of two others."""
    card = scorecards.shipped()
    taken = {
        "csat": {"measure": "long_visit_rate", "unit": Unit.RATE, "standard": Decimal("0.5")},
        "first_contact_resolution": {"formula": "visit_minutes / visits / 100"},
        "complaint_rate": {"measure": "solved_visit_rate", "unit": Unit.RATE, "standard": Decimal("0.5")},
    }

    def changed(old: Indicator) -> Indicator:
        return replace(old, names=Names(old.code, old.code), **taken[old.code]) if old.code in taken else old

    sections = tuple(replace(s, indicators=tuple(map(changed, s.indicators))) for s in card.sections)
    with office.write() as connection:
        connection.execute(
            tables.scorecard.update().values(content=to_dict(replace(card, sections=sections)))
        )


def told(office: Office, folder: Path) -> dict[str, Any]:
    """What the program does with a file of the kind."""
    file = folder / "上门记录.csv"
    file.write_text("\n".join((HEADS, *ROWS, "SM-4,KF02,2026-10-07 10:00,soon,")), "utf-8")
    preview = imports.preview(office, file)
    report = imports.run(office, file)
    again = imports.run(office, file)
    found = results.results(office, made_up_month.CODE).of("KF01")
    line, computed = (found.assessment.line(code) for code in ("csat", "first_contact_resolution"))
    behind = evidence.records(office, made_up_month.CODE, "KF01", "csat", order="-value")
    listed = record_lists.listing(office, made_up_month.CODE, "visits", staff_no="KF01")
    explained = explanation.explain(office, made_up_month.CODE, "KF01", "csat")
    month = first_look.overview(office, made_up_month.CODE)
    with office.read() as connection:
        silent = [one.kind for one in silences(connection, office, period(made_up_month.CODE))]
    lost = losses.losses(office, folder / "before.qadesk")
    before = {
        "preview": preview.kind,
        "imported": [report.kind, report.imported, [one.reason for one in report.rejected]],
        "again": [again.imported, again.duplicates],
        "value": [str(line.value), line.n],
        "computed": str(computed.value),
        "evidence": [[one.ref, one.about, one.said, one.counted, one.file] for one in behind.records],
        "listed": [[one.values[0], one.values[1], one.values[2], one.staff_no] for one in listed.records],
        "explained": [str(explained.origin.numerator), explained.origin.above] if explained.origin else [],
        "month": [month.imported["visits"].records, str(month.imported["visits"].through)],
        "silent": silent,
        "workbook": workbook(office),
        "lost": [words.difference(one) for one in lost.lost if one.kind == "visits"],
    }
    imports_undo.undo(office, report.batch_id)
    after = record_lists.listing(office, made_up_month.CODE, "visits").total
    return {**before, "after_undo": after, "lacking": lacking(office, folder), "by_hand": typed(office)}


def lacking(office: Office, folder: Path) -> dict[str, Any]:
    """What is said where one file has no column for what an indicator needs, and another one has."""
    first, second = folder / "上门一.csv", folder / "上门二.csv"
    first.write_text("\n".join((HEADS, *ROWS)), "utf-8")
    second.write_text(f"{HEADS},上门是否解决\nSM-8,KF01,2026-10-08 10:00,25,,是", "utf-8")
    imports.run(office, first)

    def said() -> list[str]:
        line = results.results(office, made_up_month.CODE).of("KF01").assessment.line("complaint_rate")
        return [
            str(line.value),
            explanation.explain(office, made_up_month.CODE, "KF01", "complaint_rate").text("untold"),
        ]

    alone = said()
    imports.run(office, second)
    pages = live_workbook.sheets(office, made_up_month.CODE, "KF01")
    visits = next(page for page in pages if page.title == "Visits")
    return {"alone": alone, "beside": said(), "cells": [str(row[3].content) for row in visits.rows]}


def typed(office: Office) -> list[list[Any]]:
    """A visit that is typed in, as the list of such records has it."""
    values = {"ref": "", "at": datetime(2026, 10, 9, 9, 0), "minutes": 12, "solved": False, "note": "补登"}  # noqa: DTZ001 - the office's clock
    by_hand.add(office, by_hand_rows.RecordEntry("visits", "KF03", values))
    made = by_hand.records(office, made_up_month.CODE)
    return [[one.entry.kind, one.name, str(one.when), one.entry.values["minutes"]] for one in made]


def workbook(office: Office) -> dict[str, Any]:
    """The kind's sheet in an agent's workbook; its counts and figures as their formulas give them."""
    pages = {page.title: page for page in live_workbook.sheets(office, made_up_month.CODE, "KF01")}
    calculated = Workbook(list(pages.values()))
    counts, visits = pages["Counts"], pages["Visits"]
    found = {}
    for row, (label, count, *_rest) in enumerate(counts.rows, 1):
        if isinstance(count.content, Formula) and "'Visits'" in count.content.text:
            found[str(label.content)] = [
                str(count.content.value),
                str(calculated.value("Counts", row, 2)),
            ]
    values = {
        str(cells[1].content): str(calculated.value("Assessment", row, 4))
        for row, cells in enumerate(pages["Assessment"].rows, 1)
        if len(cells) > 3 and cells[1].content in ("csat", "first_contact_resolution", "complaint_rate")
    }
    return {
        "sheet": [[str(cell.content) for cell in row] for row in visits.rows],
        "looks": [cell.style for cell in visits.rows[1]],
        "widths": list(visits.widths),
        "counts": found,
        "values": values,
    }


def screen(office: Office, folder: Path) -> list[list[str]]:
    """What the screen Records shows of the kind: headings, then a row each. Imports Qt."""
    from qadesk.kinds.registry import kind_name
    from qadesk.ui.screens.records.browse_page import record_columns

    file = folder / "上门记录.csv"
    file.write_text("\n".join((HEADS, *ROWS)), "utf-8")
    imports.run(office, file)
    columns = record_columns("visits", office.local)
    rows = record_lists.listing(office, made_up_month.CODE, "visits", order="-minutes").records
    shown = [[column.text(column.value(row)) for column in columns] for row in rows]
    return [
        [kind_name("visits")],
        [column.header for column in columns],
        [column.align for column in columns],
        *shown,
    ]


def main(folder: Path, what: str) -> None:
    migrate = files.migrate

    def with_visits(raw: sqlite3.Connection, schema: int) -> None:
        migrate(raw, schema)
        raw.execute(str(CreateTable(TABLE).compile(dialect=sqlite.dialect())))

    files.migrate = with_visits  # as if this version had its migration
    office = made_up_month.new_office(folder / "branch.qadesk")
    made_up_month.fill(office)
    office.copy(folder / "before.qadesk")
    with_indicators(office)
    done = {"everywhere": told, "screen": screen}[what](office, folder)
    sys.stdout.write(json.dumps(done, ensure_ascii=False))
    office.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
