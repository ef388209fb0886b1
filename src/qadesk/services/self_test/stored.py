"""Offices as each earlier version wrote them, shipped for this: opened, brought up to date, nothing lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from qadesk.i18n import _
from qadesk.resources import resource
from qadesk.services import check
from qadesk.services.self_test.findings import Wrong, refuse
from qadesk.storage import files, generations, tables

SCHEMAS: Final = range(1, files.SCHEMA + 1)
_PEOPLE: Final = {"KF1001": "龚䶮", "KF1013": "赵超"}  # what each of them holds
_ROWS: Final = ("import_batch", "contact", "evaluation", "rating", "cycle")


def opened(folder: Path, schema: int) -> str:
    """Open a copy of the office of that schema and look for what it held."""
    path = folder / f"schema-{schema}{files.SUFFIX}"
    shutil.copyfile(resource("self_test", path.name), path)
    office = files.open_office(path)
    try:
        with office.read() as connection:
            agent = tables.agent.c
            found = connection.execute(select(agent.staff_no, agent.name))
            people = {row.staff_no: row.name for row in found}
            rows = {
                name: connection.execute(
                    select(func.count()).select_from(tables.metadata.tables[name])
                ).scalar_one()
                for name in _ROWS
            }
        with office.read_plain() as look:
            ((now,),) = look("SELECT version_num FROM alembic_version", {})
        refuse(f"{finding.what}: {finding.problem}" for finding in check.check(office) if not finding.ok)
    finally:
        office.close()
    if (int(now), people) != (files.SCHEMA, _PEOPLE):
        raise Wrong(f"{now}, {people}")
    refuse(f"{name}: 0" for name, count in rows.items() if not count)
    kept = [copy.reason for copy in generations.list_copies(generations.folder_of(path))]
    if schema < files.SCHEMA and generations.UPGRADE not in kept:
        raise Wrong(_("no copy was kept beside it"))
    return f"{schema} → {int(now)}"
