"""Runs the scripts of a pack's own verify.html on the pack: no browser is needed."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_SCRIPT = re.compile(r"<script>\n(.*?)</script>", re.DOTALL)


def verified(pack: bytes, *, by_qt: bool = False) -> dict[str, list[str]]:
    """The steps with what each found, as "code what"; nothing for what holds."""
    page = _files(pack).get("verify.html", b"").decode()
    call = "Verifier.verify(Verifier.unzip(new Uint8Array(Digest.unhex(packed))))"
    steps = evaluated(page, call, packed=pack.hex(), by_qt=by_qt)
    return {step["step"]: [f"{one['code']} {one['what']}" for one in step["faults"]] for step in steps}


def faults(pack: bytes) -> list[str]:
    """All that is found wrong."""
    return [one for found in verified(pack).values() for one in found]


def evaluated(page: str, expression: str, *, packed: str = "", by_qt: bool = False) -> Any:
    """What an expression comes to with the scripts of the page: by Node.js where there is one, else by Qt."""
    found = _SCRIPT.search(page)
    assert found is not None, "the page has its scripts in it"
    node = shutil.which("node")
    if node is None or by_qt:
        return json.loads(_by_qt(found[1], f"JSON.stringify({expression})", packed))
    text = f"{found[1]}\nvar packed = '{packed}';\nconsole.log(JSON.stringify({expression}));"
    done = subprocess.run([node, "-"], input=text, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


_PAPER = """
function Node_() { this.parts = []; this.textContent = ""; }
Node_.prototype.appendChild = function (one) { this.parts.push(one); return one; };
Node_.prototype.said = function () { return [this.textContent].concat(this.parts.map(function (one) {
  return one.said(); })).join(" "); };
var window = {}, navigator = { language: "%s" }, made = {};
function text(said) { var one = new Node_(); one.textContent = said; return one; }
var document = {
  documentElement: { lang: "%s" }, createElement: text.bind(null, ""), createTextNode: text,
  getElementById: function (name) { return made[name] || (made[name] = new Node_()); }
};
"""


def read_out(pack: bytes, browser: str = "en") -> str:
    """All that the pack's page says of it, in a browser of that language, the title first."""
    page = _files(pack)["verify.html"].decode()
    lang = re.search(r'<html lang="([^"]*)">', page)
    found = _SCRIPT.search(page)
    assert lang is not None
    assert found is not None
    node = shutil.which("node")
    scripts = found[1].replace('"use strict";', "")
    held = f"window.QADESK_PACK = new Uint8Array(Buffer.from('{pack.hex()}', 'hex'));\n"
    text = f"{_PAPER % (browser, lang[1])}{held}{scripts}\nconsole.log(document.title + made.found.said());"
    assert node is not None, "Node.js is there"
    done = subprocess.run([node, "-"], input=text, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def changed(
    pack: bytes, edits: Mapping[str, Callable[[bytes], bytes | None]], *, digests: bool = False
) -> bytes:
    """The pack with some files edited (None: removed), with `digests` those of the files made anew, too."""
    files = _files(pack)
    for name, edit in edits.items():
        made = edit(files.get(name, b""))
        if made is None:
            del files[name]
        else:
            files[name] = made
    if digests:
        contents = json.loads(files["contents.json"])
        contents["files"] = {
            name: hashlib.sha256(content).hexdigest()
            for name, content in files.items()
            if name != "contents.json"
        }
        files["contents.json"] = json.dumps(contents, ensure_ascii=False).encode()
    made_anew = io.BytesIO()
    with zipfile.ZipFile(made_anew, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return made_anew.getvalue()


_APPLICATION: list[Any] = []


def read(pack: Path | bytes, name: str) -> Any:
    """One of a pack's files of data."""
    content = pack if isinstance(pack, bytes) else pack.read_bytes()
    return json.loads(_files(content)[name])


def _files(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _by_qt(scripts: str, expression: str, packed: str) -> Any:
    from PySide6.QtQml import QJSEngine
    from PySide6.QtWidgets import QApplication

    # One that windows can be made in, and that lives on: tests of the window may follow in this process.
    _APPLICATION.append(QApplication.instance() or QApplication([]))
    engine = QJSEngine()
    engine.globalObject().setProperty("packed", packed)
    for text in (scripts, expression):
        made = engine.evaluate(text)
        assert not made.isError(), f"{made.toString()} in line {made.property('lineNumber').toInt()}"
    return made.toVariant()
