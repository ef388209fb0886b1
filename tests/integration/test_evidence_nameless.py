"""Evidence of a closed result whose agent may no longer be named: it holds, and a forged one does not."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import update

from qadesk.services.assessment import results
from qadesk.services.evidence_pack import pack
from qadesk.services.retention import removal
from qadesk.storage import tables
from qadesk.storage.office import Office
from tests.evidence_page import faults
from tests.made_up_month import CODE, filled
from tests.unit.services.trial_office import close


def test_a_nameless_result_is_proved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = filled(tmp_path / "o.qadesk")
    close(office)
    with office.write("test", "test") as connection:
        own = tables.agent
        left = {"status": "left", "left_on": date(2026, 10, 31)}
        connection.execute(update(own).where(own.c.staff_no == "KF01").values(**left))
    monkeypatch.setattr(Office, "today", lambda _self: date(2045, 1, 1))
    removal.carry_out(office, ["leavers"])
    (who,) = (r.agent.staff_no for r in results.results(office, CODE).results if r.agent.id == 1)
    assert who != "KF01"
    file = tmp_path / "pack.zip"
    pack.make(office, CODE, who, file, with_customers=False)
    office.close()
    assert faults(file.read_bytes()) == []
    assert any(one.startswith("closed_digest") for one in faults(_forged(file)))


def _forged(file: Path) -> bytes:
    """The pack with another digest of what the result says since."""
    made = BytesIO()
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "data/rows.json":
                digest = json.loads(before.read("data/assessment.json"))["digest"]
                data = data.replace(digest.encode(), b"0" * 64)
            after.writestr(name, data)
    return made.getvalue()
