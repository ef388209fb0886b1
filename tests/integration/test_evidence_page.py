"""The evidence pack's own page as it is read in a browser."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from qadesk import i18n
from qadesk.services.evidence_pack import pack
from tests.evidence_page import read_out
from tests.unit.services import sheet_office


@pytest.mark.skipif(shutil.which("node") is None, reason="the page is read out by Node.js")
def test_the_page_speaks_the_language_of_its_pack_with_per_cents_and_one_person(
    tmp_path: Path,
) -> None:
    branch = sheet_office.make(tmp_path / "branch.qadesk")

    def packed() -> bytes:
        pack.make(branch, "2026-10", "KF1002", tmp_path / "pack.zip")
        return (tmp_path / "pack.zip").read_bytes()

    english = read_out(packed(), browser="zh-CN")
    assert english.startswith("Check an evidence pack")
    assert "(1 person)" in english
    assert not re.findall(r"\W1 (?:people|rows|entries|indicators|sheets)\b|[a-z]\|[a-z]", english)
    assert re.search(r"\d%", english)
    assert "(KF1002)" in english
    assert "Rating form submitted" in english, "actions are told in words"
    assert not re.findall(r"\b(?:import|cycle|evaluation)\.[a-z]+\b", english)
    i18n.set_language("zh_CN")
    try:
        chinese = read_out(packed(), browser="en-GB")
    finally:
        i18n.set_language("en")
    assert chinese.startswith("核验证据包")
    assert "（KF1002）" in chinese
    assert "考核表编码：" in chinese
    assert "提交评分表" in chinese
    branch.close()
