"""A pack without customers' data: numbers people wrote are masked, and what that leaves unproved is named."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from sqlalchemy import update

from qadesk.services.assessment import exemptions, focus
from qadesk.storage import tables
from tests.closing_months import close_month
from tests.evidence_page import changed, evaluated, faults
from tests.integration.test_evidence_pack import (
    LAST,
    NOW,
    SECRET,
    WHO,
    branch,  # noqa: F401 - the fixture
    data,
    made,  # noqa: F401 - the fixture
    of,
    row_of,
    texts_of,
)
from tests.unit.services import sheet_office


def test_without_customers_numbers_that_people_wrote_are_masked_and_told_to_be(
    tmp_path: Path,
    made: bytes,  # noqa: F811 - the fixture
) -> None:
    office = sheet_office.make(tmp_path / "branch.qadesk")
    with office.write("test", "test") as connection:
        for table in (tables.evaluation, tables.rating):
            connection.execute(update(table).values(comment=SECRET))
    exemptions.exempt(office, LAST, "KF1004", None, "na", "产假")
    exemptions.exempt(office, NOW, WHO, "csat", "na", SECRET)
    focus.settle(office, NOW, WHO, "attitude", SECRET)
    close_month(office, LAST)
    for code in (LAST, NOW):
        without = of(office, tmp_path, code, WHO, with_customers=False)
        assert faults(without) == []
        found = texts_of(without)
        assert not [name for name, text in found.items() if "13812345678" in text]
        assert "138****5678" in found["data/rows.json"]
        told = hidden(without)
        assert any(one.startswith("evaluation/") for one in told)
        assert any(one.startswith("rating/") for one in told)
        masked = data(row_of("rating", lambda row: re.sub(r"'attitude','\d'", "'attitude','1'", row)))
        edited = changed(without, {"data/rows.json": masked}, digests=True)
        assert "rating" in {one.split()[0] for one in faults(edited)}  # by what is not masked
        whole = of(office, tmp_path, code, WHO)
        assert faults(whole) == []
        assert hidden(whole) == []
    assert "data/assessment.json: text" in told
    assert any(one.startswith("exemption/") for one in told)
    office.close()
    assert hidden(made) == []
    # Nor can somebody say of a pack with customers' data that something in it was masked.
    stars = data(row_of("rating", lambda row: row + "****"))
    assert any("row_changed" in one for one in faults(changed(made, {"data/rows.json": stars}, digests=True)))


def hidden(packed: bytes) -> list[str]:
    """What the page says cannot be compared, because numbers in it are masked."""
    call = "Verifier.verify(Verifier.unzip(new Uint8Array(Digest.unhex(packed))))"
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        page = files.read("verify.html").decode()
    return [name for step in evaluated(page, call, packed=packed.hex()) for name in step["masked"]]
