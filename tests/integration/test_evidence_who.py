"""Who may make an evidence pack, and in which language it speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadesk import i18n
from qadesk.services.evidence_pack import pack
from qadesk.storage.office import Office
from tests import signed_in
from tests.integration.test_evidence_pack import LAST, WHO, branch  # noqa: F401 - the fixture
from tests.refusals import refuses


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_it_speaks_the_offices_language(branch: Office, language: str) -> None:  # noqa: F811 - the fixture
    with i18n.speaking(language):
        files, _about = pack.contents(branch, LAST, WHO)
    text = files["README.html"].decode()
    assert ("证据包" in text) == (language == "zh_CN")
    assert f'lang="{language.replace("_", "-")}"' in text


def test_customers_data_takes_who_may_see_it(branch: Office, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    user = branch.user
    try:
        branch.user = signed_in.person(branch, "manager", "boss")
        branch.user = signed_in.person(branch, "viewer", "looks")
        with refuses("evidence.with_customers", "Boss"):
            pack.make(branch, LAST, WHO, tmp_path / "pack.zip")
        assert pack.make(branch, LAST, WHO, tmp_path / "pack.zip", with_customers=False).value.customers == ()
    finally:
        branch.user = user


def test_nobody_signed_in_may_not(branch: Office, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    user = branch.user
    try:
        branch.user = None
        with refuses("user.nobody_signed_in"):
            pack.make(branch, LAST, WHO, tmp_path / "pack.zip")
    finally:
        branch.user = user
