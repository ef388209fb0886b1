"""What this PC remembers, and that losing it keeps nobody from work."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadesk import preferences
from qadesk.places import Server
from qadesk.preferences import Preferences
from tests.refusals import refuses


@pytest.fixture(autouse=True)
def _own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences, "_file", lambda: tmp_path / "deep" / "preferences.json")


def test_choices_are_kept_one_by_one(tmp_path: Path) -> None:
    assert preferences.load() == Preferences()
    preferences.remember(language="en")
    preferences.remember(office=tmp_path / "a.qadesk")
    first = str(tmp_path / "a.qadesk")
    assert preferences.load() == Preferences("en", first, recent=(first,))
    assert preferences.office_place(None) == tmp_path / "a.qadesk"
    preferences.remember(login="Li")
    preferences.remember(scheme="dark", text_size=115)
    assert preferences.load() == Preferences("en", first, "Li", "dark", 115, (first,))


def test_the_offices_opened_last_are_offered_without_the_open_one(tmp_path: Path) -> None:
    places = [tmp_path / f"{n}.qadesk" for n in range(8)]
    for place in (*places, places[3]):
        preferences.remember(office=place)
    assert preferences.other_offices(places[3]) == tuple(str(places[n]) for n in (7, 6, 5, 4, 2))
    preferences.forget(str(places[6]))
    assert preferences.other_offices(places[3]) == tuple(str(places[n]) for n in (7, 5, 4, 2))


def test_a_password_is_never_remembered_with_an_office() -> None:
    preferences.remember(office=Server("postgresql+psycopg://li:secret@host/db"))
    assert preferences.load().recent == ("postgresql+psycopg://li@host/db",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"language": "fr"}',
        b'{"language": 3}',
        b'{"scheme": "pink"}',
        b'{"text_size": 400}',
        b'{"recent": {"a": 1}}',
        b'{"text_size": [100]}',
    ],
)
def test_a_spoilt_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "preferences.json").write_bytes(content)
    assert preferences.load() == Preferences()


def test_without_an_office_the_call_must_name_one() -> None:
    with refuses("office.never_opened"):
        preferences.office_place(None)
    with refuses("office.unknown_scheme", "mysql"):
        preferences.office_place("mysql://server/db")
    assert preferences.office_place("sqlite:////srv/a.qadesk") == Path("/srv/a.qadesk")
    assert preferences.office_place("C:/offices/a.qadesk") == Path("C:/offices/a.qadesk")


def test_an_office_on_a_server_is_remembered_without_its_password() -> None:
    url = "postgresql+psycopg://wang:geheim@db.example:5433/qadesk?sslmode=require&office=城东"
    place = preferences.office_place(url)
    assert isinstance(place, Server)
    assert (place.office, place.database) == (
        "城东",
        "postgresql+psycopg://wang:geheim@db.example:5433/qadesk?sslmode=require",
    )
    preferences.remember(office=place)
    assert "geheim" not in preferences.load().office
    assert preferences.is_there(preferences.load().office)
    again = preferences.office_place(None)
    assert isinstance(again, Server)
    assert again.database == "postgresql+psycopg://wang@db.example:5433/qadesk?sslmode=require"
