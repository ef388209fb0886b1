"""The packaging scripts' pure parts: one version, the icon's file, what is left out, licences."""

from __future__ import annotations

import json
import struct
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

import qadesk
from installer import contents, icon, licences, steps, version
from qadesk import installation


def test_the_version_has_one_place() -> None:
    assert version.current() == qadesk.__version__
    assert qadesk.__version__ in version.resource(version.current(), "QADesk")
    changelog = (steps.ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"\n## {qadesk.__version__} " in changelog


@pytest.mark.parametrize(
    "text, numbers", [("0.1.0", (0, 1, 0, 0)), ("12.3.45", (12, 3, 45, 0)), ("1.2.3rc1", (1, 2, 3, 0))]
)
def test_windows_compares_four_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert version.numbers(text) == numbers


def test_a_version_of_two_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="three numbers"):
        version.numbers("1.2")


def test_an_icon_file_says_where_each_picture_lies() -> None:
    packed = icon.pack([(16, b"small"), (256, b"larger")])
    assert struct.unpack_from("<HHH", packed) == (0, 1, 2)
    for entry, (edge, picture) in enumerate([(16, b"small"), (0, b"larger")]):
        fields = struct.unpack_from("<BBBBHHII", packed, 6 + 16 * entry)
        assert fields[:2] == (edge, edge)
        assert packed[fields[7] : fields[7] + fields[6]] == picture


@pytest.mark.parametrize(
    "name, source, wanted",
    [
        ("PySide6\\plugins\\platforms\\qwindows.dll", "", True),
        ("PySide6\\opengl32sw.dll", "", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", "", True),
        ("PySide6/Qt/translations/qtbase_de.qm", "", False),
        ("libX11.so.6", "/lib/x86_64-linux-gnu/libX11.so.6", False),
        ("libpython3.11.so.1.0", "/lib/x86_64-linux-gnu/libpython3.11.so.1.0", True),
        ("libpython3.13.so.1.0", "/opt/python/lib/libpython3.13.so.1.0", True),
    ],
)
def test_what_no_window_loads_stays_out(name: str, source: str, wanted: bool) -> None:
    assert contents.wanted(name, source) is wanted


@pytest.mark.parametrize("name", licences.locked(steps.ROOT / "requirements" / "runtime.txt"))
def test_everything_that_is_shipped_brings_its_licence(name: str) -> None:
    found = licences.texts(distribution(name))
    assert found
    assert max(len(text) for text in found.values()) > 200


def test_a_pinned_file_is_told_from_another(tmp_path: Path) -> None:
    file = tmp_path / "python.zip"
    file.write_bytes(b"abc")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert steps.check_sha256(file, digest) == file
    file.write_bytes(b"abd")
    with pytest.raises(SystemExit, match=r"python\.zip is not the pinned file"):
        steps.check_sha256(file, digest)


def two_programs(folder: Path, second: bytes) -> Path:
    """What PyInstaller leaves on Windows: two programs, each with its code beside it."""
    (folder / "_internal").mkdir()
    for name, content in {
        "QADesk.exe": b"window",
        "QADesk.pkg": b"code",
        "qadesk-console.exe": b"console",
        "qadesk-console.pkg": second,
    }.items():
        (folder / name).write_bytes(content)
    return folder


def test_two_programs_share_one_code(tmp_path: Path) -> None:
    contents.finish(two_programs(tmp_path, b"code"))
    assert {path.name for path in tmp_path.iterdir()} == {
        "_internal",
        "QADesk.exe",
        "QADesk.pkg",
        "qadesk.com",
    }


def test_two_programs_with_different_code_are_no_package(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"qadesk-console\.pkg and QADesk\.pkg differ"):
        contents.finish(two_programs(tmp_path, b"older"))


class TestInstallation:
    """A frozen folder that knows its own files."""

    @pytest.fixture
    def frozen(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        internal = tmp_path / "_internal"
        (internal / "fonts").mkdir(parents=True)
        (internal / "fonts" / "a.ttf").write_bytes(b"font")
        (internal / "qt.dll").write_bytes(b"library")
        contents.finish(tmp_path)
        monkeypatch.setattr(sys, "_MEIPASS", str(internal), raising=False)
        return internal

    def test_a_whole_one_lacks_nothing(self, frozen: Path) -> None:
        assert set(json.loads((frozen / installation.LIST).read_text("utf-8"))) == {"fonts/a.ttf", "qt.dll"}
        assert (installation.missing(), installation.altered()) == ([], [])

    def test_gone_short_or_altered_files_are_named(
        self, frozen: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (frozen / "qt.dll").unlink()
        (frozen / "fonts" / "a.ttf").write_bytes(b"FONT")
        assert installation.missing() == ["qt.dll"]
        assert installation.altered() == ["fonts/a.ttf", "qt.dll"]
        installation.report_broken(installation.missing())
        said = capsys.readouterr().err
        assert "qt.dll" in said
        assert "网点文件不受影响" in said

    def test_without_its_list_the_list_is_named(self, frozen: Path) -> None:
        (frozen / installation.LIST).unlink()
        assert installation.missing() == [installation.LIST]


def test_from_source_there_is_nothing_to_look_at() -> None:
    assert installation.folder() is None
    assert installation.missing() == []
