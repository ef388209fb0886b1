"""Who may make an evidence pack, and in which language it speaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qadesk import i18n
from qadesk.services.evidence_pack import pack
from qadesk.storage.office import Office
from tests import signed_in
from tests.evidence_page import changed, faults
from tests.integration.test_evidence_pack import LAST, WHO, branch, data, made, read  # noqa: F401 - fixtures
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


def _other_name(found: Any) -> None:
    number = next(iter(found["people"]))
    found["people"][number] = "Somebody else"


def _other_in_row(found: Any) -> None:
    row = next(one for one in found["rows"] if one["table"] == "user")
    row["row"] = row["row"].replace("',", "x',", 1)


def _no_row(found: Any) -> None:
    found["rows"] = [one for one in found["rows"] if one["table"] != "user"]


@pytest.mark.parametrize(
    ("name", "edit", "wanted"),
    [
        ("data/trail.json", _other_name, {"person"}),
        ("data/rows.json", _no_row, {"person"}),
        ("data/rows.json", _other_in_row, {"row_changed"}),
    ],
)
def test_names_are_those_of_the_office(made: bytes, name: str, edit: Any, wanted: set[str]) -> None:  # noqa: F811
    names = read(made, "data/trail.json")["people"]
    told = {one["user_id"] for one in read(made, "data/trail.json")["opened"]} - {None}
    assert told <= {int(one) for one in names}
    found = {one.split()[0] for one in faults(changed(made, {name: data(edit)}, digests=True))}
    assert found >= wanted


def test_only_who_has_to_do_with_it_is_named(branch: Office) -> None:  # noqa: F811
    user = branch.user
    try:
        signed_in.person(branch, "viewer", "stranger")
        branch.user = user
        files, _about = pack.contents(branch, LAST, WHO)
    finally:
        branch.user = user
    assert not [
        name for name, content in files.items() if b"Stranger" in content and name.startswith("data/")
    ]
