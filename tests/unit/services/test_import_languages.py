"""What was noted with an import is told in the language of whoever looks at it."""

from __future__ import annotations

from pathlib import Path

from qadesk.i18n import speaking
from qadesk.services.records import imports
from qadesk.services.records.account import stored_words
from qadesk.storage.office import Office
from tests.unit.services.import_office import staff, write


def test_the_account_of_an_import_follows_the_language(office: Office, tmp_path: Path) -> None:
    staff(office)
    lines = "工单号,受理时间,责任人工号,责任人", "T1,2026-10-03 09:05,007,李强"
    with speaking("en"):
        imports.run(office, write(tmp_path / "投诉.csv", *lines))
    batch = imports.history(office)[0]
    with speaking("zh_CN"):
        assert "未导入的列：“责任人”（“客服人员”已取自“责任人工号”）。" in stored_words(
            batch.account, batch.kind
        )
    with speaking("en"):
        (line,) = stored_words(batch.account, batch.kind)
    assert "“责任人” (“Agent” is taken from “责任人工号”)" in line
