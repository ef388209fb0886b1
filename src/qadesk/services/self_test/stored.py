"""Offices as each earlier version wrote them, brought up to date, nothing lost; and one that is encrypted."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.resources import resource
from qadesk.services import check, encryption, setup
from qadesk.services.self_test.findings import Wrong, refuse
from qadesk.storage import files, generations, tables
from qadesk.storage.cipher import key_files, keys

SCHEMAS: Final = range(1, files.SCHEMA + 1)
_PEOPLE: Final = {"KF1001": "龚䶮", "KF1013": "赵超"}  # what each of them holds
_PASSPHRASE: Final = "自检🔑 self-test passphrase"
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


def encrypted(folder: Path) -> str:
    """An office made encrypted: opened with its passphrase, not without, and decrypted."""
    path = folder / f"encrypted{files.SUFFIX}"
    with closing(
        setup.create_office(path, name="self-test", user_name="self-test", passphrase=_PASSPHRASE)
    ) as made:
        me = made.user
        assert me is not None
    try:
        key_files.unlock(path, _PASSPHRASE + "?")
    except UserError as refused:
        if not refused.code.endswith(".wrong_passphrase"):
            raise
    else:
        raise Wrong(_("another passphrase opened it, too"))
    key_files.unlock(path, _PASSPHRASE)
    with closing(files.open_office(path)) as office:
        refuse(f"{finding.what}: {finding.problem}" for finding in check.check(office) if not finding.ok)
    encryption.decrypt(path, me)
    if keys.id_of(path) is not None:
        raise Wrong(path.name)
    return _("opened with its passphrase, decrypted")
