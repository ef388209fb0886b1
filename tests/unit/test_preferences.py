"""What this PC remembers, and that losing it keeps nobody from work."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadesk import preferences
from qadesk.errors import UserError
from qadesk.preferences import Preferences


@pytest.fixture(autouse=True)
def _own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences, "_file", lambda: tmp_path / "deep" / "preferences.json")


def test_choices_are_kept_one_by_one(tmp_path: Path) -> None:
    assert preferences.load() == Preferences()
    preferences.remember(language="en")
    preferences.remember(office=tmp_path / "a.qadesk")
    assert preferences.load() == Preferences("en", str(tmp_path / "a.qadesk"))
    assert preferences.office_path(None) == tmp_path / "a.qadesk"
    preferences.remember(login="Li")
    assert preferences.load() == Preferences("en", str(tmp_path / "a.qadesk"), "Li")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'{"language": "fr"}', b'{"language": 3}']
)
def test_a_spoilt_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "preferences.json").write_bytes(content)
    assert preferences.load() == Preferences()


def test_without_an_office_the_call_must_name_one() -> None:
    with pytest.raises(UserError, match="No office has been opened"):
        preferences.office_path(None)
    with pytest.raises(UserError, match="mysql"):
        preferences.office_path("mysql://server/db")
    assert preferences.office_path("sqlite:////srv/a.qadesk") == Path("/srv/a.qadesk")
    assert preferences.office_path("C:/offices/a.qadesk") == Path("C:/offices/a.qadesk")
