"""The program's own files: whole, and each kind of use."""

from __future__ import annotations

import platform
import sqlite3
from typing import Final

from qadesk import __version__, installation
from qadesk.i18n import LANGUAGES, _, translations
from qadesk.services.self_test.findings import Wrong, refuse
from qadesk.storage.files import SCHEMA

_NAMED: Final = 20
_FEWEST_SIGNS: Final = 30_000  # Noto Sans SC has 30,890
_PLAIN_WORDS: Final = ("Today", "Sheets", "Grade")


def versions() -> str:
    """This program's and what it stands on."""
    tables = _("tables {version}").format(version=SCHEMA)
    return (
        f"QADesk {__version__}, {tables}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.system()} {platform.machine()}"
    )


def files() -> str:
    """Every file of an installed program by its content."""
    if installation.folder() is None:
        return _("not installed: runs from its source")
    broken = installation.altered()
    if broken:
        more = f" … ({len(broken)})" if len(broken) > _NAMED else ""
        remedy = _("Install QADesk again; your office files are not affected.")
        raise Wrong(", ".join(broken[:_NAMED]) + f"{more}. {remedy}")
    return _("files as packed: {n}").format(n=f"{installation.counted():,}")


def catalogues() -> str:
    """Whether each language has words of its own."""
    for code in LANGUAGES:
        speak = translations(code).gettext
        if code != "en":
            refuse(f"{code}: “{word}”" for word in _PLAIN_WORDS if speak(word) == word)
    return ", ".join(LANGUAGES)


def fonts() -> str:
    """Both faces parsed, with the signs they have to have."""
    from qadesk.printing.fonts import font

    signs = []
    for bold in (False, True):
        face = font(bold)
        signs.append(len(face.charToGlyph))
        if signs[-1] < _FEWEST_SIGNS:
            raise Wrong(f"{face.name.decode('ascii')}: {signs[-1]:,} < {_FEWEST_SIGNS:,}")
    return _("characters in each: {n}").format(n=f"{min(signs):,}")
