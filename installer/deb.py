"""The frozen folder as a Debian package: menu entry, file type, icons, and what it needs of the system."""

from __future__ import annotations

import gzip
import shutil
import textwrap
from pathlib import Path

from installer import icon, version
from installer.steps import BUILD, ROOT, run

PLACE = Path("usr/lib/qadesk")
_ENTRY = """\
[Desktop Entry]
Type=Application
Name=QADesk
Name[zh_CN]=QADesk 客服考核台
Comment=Monthly assessment of customer-service agents
Comment[zh_CN]=客服人员月度考核
Exec=qadesk
TryExec=qadesk
Icon=qadesk
StartupWMClass=qadesk
Categories=Office;
"""
# From the menu there is no file, and `--office` without one is no call: so a second entry opens files.
_OPENER = """\
[Desktop Entry]
Type=Application
Name=QADesk
Name[zh_CN]=QADesk 客服考核台
Exec=qadesk --office %f
TryExec=qadesk
Icon=qadesk
StartupWMClass=qadesk
MimeType=application/x-qadesk;
NoDisplay=true
"""
_KIND = """\
<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-qadesk">
    <comment>QADesk office</comment>
    <comment xml:lang="zh_CN">QADesk 网点文件</comment>
    <icon name="qadesk"/>
    <glob pattern="*.qadesk"/>
  </mime-type>
</mime-info>
"""
_COPYRIGHT = f"""\
QADesk
Copyright 2026 the QADesk authors
License: Apache-2.0, see /usr/share/common-licenses/Apache-2.0

It carries Python, Qt, fonts and libraries of others. What they are and the terms of each:
/{PLACE}/_internal/licences, README.txt first.
"""
_PICTURES = (48, 256)  # pixels, for desktops that draw no SVG


def pack(folder: Path, number: str = "", *, quick: bool = False) -> Path:
    """Lay the files out as Debian wants them and pack; the package under build/package.

    `number` stands for another version than the source's, so that upgrades can be tried; `quick` does not
    compress.
    """
    number = number or version.current()
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(folder, root / PLACE, symlinks=True)
    texts = {
        "usr/share/applications/qadesk.desktop": _ENTRY,
        "usr/share/applications/qadesk-file.desktop": _OPENER,
        "usr/share/mime/packages/qadesk.xml": _KIND,
        "usr/share/doc/qadesk/copyright": _COPYRIGHT,
        "DEBIAN/control": control(number, needs(root), installed_size(root)),
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    _icons(root / "usr/share/icons/hicolor")
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (root / "usr/share/doc/qadesk/changelog.gz").write_bytes(gzip.compress(changes, mtime=0))
    (root / "usr/bin").mkdir()
    (root / "usr/bin/qadesk").symlink_to("../lib/qadesk/qadesk")
    run(["chmod", "-R", "u=rwX,go=rX", root])
    package = BUILD / f"qadesk_{number}_{architecture()}.deb"
    run(["dpkg-deb", "--root-owner-group", "-Znone" if quick else "-Zxz", "--build", root, package])
    shutil.rmtree(root)
    return package


def _icons(hicolor: Path) -> None:
    svg = ROOT / "resources" / "icons" / "qadesk.svg"
    scalable = hicolor / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copy(svg, scalable)
    for size in _PICTURES:
        place = hicolor / f"{size}x{size}" / "apps"
        place.mkdir(parents=True)
        (place / "qadesk.png").write_bytes(icon.draw(svg, size))


def control(number: str, depends: str, kilobytes: int) -> str:
    """What the package says of itself."""
    return textwrap.dedent(f"""\
        Package: qadesk
        Version: {number}
        Architecture: {architecture()}
        Maintainer: QADesk <qadesk@localhost>
        Installed-Size: {kilobytes}
        Depends: {depends}
        Recommends: xdg-utils
        Section: misc
        Priority: optional
        Description: monthly assessment of customer-service agents
         From the exports of a courier branch and the ratings of its supervisor to
         assessment sheets that are ready to sign. Chinese and English.
        """)


def needs(root: Path) -> str:
    """The packages that hold the system's libraries our own ones ask for."""
    internal = root / PLACE / "_internal"
    own = [path for path in internal.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    work = BUILD / "shlibdeps"
    (work / "debian").mkdir(parents=True, exist_ok=True)
    (work / "debian" / "control").write_text(
        "Source: qadesk\n\nPackage: qadesk\nArchitecture: any\n", "utf-8"
    )
    places = sorted({f"-l{path.parent}" for path in own})
    files = [f"-e{path}" for path in (root / PLACE / "qadesk", *own)]
    options = ["-O", "--ignore-missing-info", "--warnings=0"]
    found = run(["dpkg-shlibdeps", *options, *places, *files], cwd=work)
    line = next(line for line in found.splitlines() if line.startswith("shlibs:Depends="))
    return line.removeprefix("shlibs:Depends=")


def installed_size(root: Path) -> int:
    """Thousands of bytes on the disk."""
    return sum(path.lstat().st_size for path in root.rglob("*") if path.is_file()) // 1024


def architecture() -> str:
    """This machine's, in Debian's words."""
    return run(["dpkg", "--print-architecture"]).strip()
