"""`make linux-package`: the frozen folder as a Debian package, tried in a system with nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

from installer import version
from installer.steps import BUILD, ROOT, run, step, summary
from installer.windows import build_python

PACKAGES = {"dpkg-shlibdeps": "dpkg-dev", "dpkg-deb": "dpkg", "debootstrap": "debootstrap"}
PLACE = Path("usr/lib/qadesk")
_ENTRY = """\
[Desktop Entry]
Type=Application
Name=QADesk
Name[zh_CN]=QADesk 客服考核台
Comment=Monthly assessment of customer-service agents
Comment[zh_CN]=客服人员月度考核
Exec=qadesk --office %f
TryExec=qadesk
Icon=qadesk
MimeType=application/x-qadesk;
Categories=Office;
"""
_KIND = """\
<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-qadesk">
    <comment>QADesk office</comment>
    <comment xml:lang="zh_CN">QADesk 网点文件</comment>
    <glob pattern="*.qadesk"/>
  </mime-type>
</mime-info>
"""


def main() -> None:
    """All of it, one line per step; ends at the first step that fails."""
    BUILD.mkdir(parents=True, exist_ok=True)
    system_packages()
    with step("program"):
        folder = freeze()
    with step("program tried"):
        try_program(folder)
    with step("Debian package"):
        package = pack(folder)
    if os.geteuid() == 0:
        with step("clean system"):
            system = clean_system()
        with step("package installed, tried and removed there"):
            try_package(system, package)
    else:
        sys.stdout.write("[qadesk] not tried in a clean system: that needs root\n")
    summary(package)


def system_packages() -> None:
    """Install the Debian packages that are missing, or name them."""
    missing = [package for command, package in PACKAGES.items() if shutil.which(command) is None]
    if missing and os.geteuid() != 0:
        sys.exit("[qadesk] needed: sudo apt-get install " + " ".join(missing))
    if missing:
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "-qq", "update"], environment=quiet)
        run(["apt-get", "-qq", "-y", "--no-install-recommends", "install", *missing], environment=quiet)


def freeze() -> Path:
    """Run the specification; the folder it makes."""
    places: list[str | Path] = ["--distpath", BUILD / "linux", "--workpath", BUILD / "linux-work"]
    options = ["--noconfirm", "--log-level", "ERROR"]
    run([build_python(), "-m", "PyInstaller", *options, *places, ROOT / "installer" / "qadesk.spec"])
    return BUILD / "linux" / "QADesk"


def try_program(folder: Path) -> None:
    """What `tests/packaged` asks of every frozen program."""
    tests = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "tests/packaged"]
    told = {"QADESK_PROGRAM": str(folder / "qadesk")}
    code = subprocess.call(tests, cwd=ROOT, env={**os.environ, **told})
    if code:
        sys.exit(f"[qadesk] the program does not do what tests/packaged asks (pytest ended with {code})")


def pack(folder: Path) -> Path:
    """Lay the files out as Debian wants them, find what they need of the system, and pack."""
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(folder, root / PLACE, symlinks=True)
    texts = {
        "usr/share/applications/qadesk.desktop": _ENTRY,
        "usr/share/mime/packages/qadesk.xml": _KIND,
        "usr/share/doc/qadesk/copyright": f"Licences of all parts: /{PLACE}/_internal/licences\n",
        "DEBIAN/control": control(needs(root), installed_size(root)),
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    icons = root / "usr/share/icons/hicolor/scalable/apps"
    icons.mkdir(parents=True)
    shutil.copy(ROOT / "resources" / "icons" / "qadesk.svg", icons)
    (root / "usr/bin").mkdir()
    (root / "usr/bin/qadesk").symlink_to("../lib/qadesk/qadesk")
    run(["chmod", "-R", "u=rwX,go=rX", root])
    package = BUILD / f"qadesk_{version.current()}_{architecture()}.deb"
    run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, package])
    return package


def control(depends: str, kilobytes: int) -> str:
    """What the package says of itself."""
    return textwrap.dedent(f"""\
        Package: qadesk
        Version: {version.current()}
        Architecture: {architecture()}
        Maintainer: QADesk <qadesk@localhost>
        Installed-Size: {kilobytes}
        Depends: {depends}
        Section: misc
        Priority: optional
        Description: monthly assessment of a courier branch's customer-service agents
         From a month's exports and a supervisor's ratings to sheets that are ready to sign.
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


def clean_system() -> Path:
    """A fresh minimal system of this machine's release."""
    system = BUILD / "clean-system"
    shutil.rmtree(system, ignore_errors=True)
    release = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text("utf-8").splitlines() if "=" in line
    )
    run(["debootstrap", "--variant=minbase", release["VERSION_CODENAME"], system], timeout=3600)
    return system


def try_package(system: Path, package: Path) -> None:
    """Install it for a user who has nothing, try it, draw its window, remove it; the office stays."""
    shutil.copy(package, system / "tmp" / "qadesk.deb")
    quiet = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "HOME": "/root"}

    def inside(*command: str, **environment: str) -> str:
        return run(["chroot", system, *command], environment={**quiet, **environment})

    inside("apt-get", "-qq", "-y", "--no-install-recommends", "install", "/tmp/qadesk.deb")
    inside("useradd", "--create-home", "chen")
    as_user = ("runuser", "-u", "chen", "--", "env", "HOME=/home/chen")
    sys.stdout.write(inside(*as_user, "qadesk", "--lang", "zh_CN", "self-test"))
    office = "/home/chen/城东 网点.qadesk"
    inside(*as_user, "qadesk", "--office", office, "init", "--user-name", "陈")
    window = {"QT_QPA_PLATFORM": "offscreen", "QADESK_BENCH_START": "1"}
    if "added up" not in inside(*as_user, "qadesk", "--office", office, **window):
        sys.exit("[qadesk] the window was not drawn in the clean system")
    inside("apt-get", "-qq", "-y", "purge", "qadesk")
    if (system / PLACE).exists() or not (system / office.removeprefix("/")).exists():
        sys.exit("[qadesk] removing the package left the program, or took the office")


if __name__ == "__main__":
    main()
