"""`make catalogue`: texts of the source into the Chinese catalogue, what lacks a translation, compile."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES" / "qadesk.po"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def source_messages() -> Catalog:
    """Every text the source marks for translation, with where it stands."""
    found = Catalog(domain="qadesk", fuzzy=False)
    source = ROOT / "src"
    for file, line, message, _comments, context in extract_from_dir(source, keywords=KEYWORDS):
        found.add(message, locations=[(f"src/{file}", line)], context=context)
    return found


def translated_messages() -> Catalog:
    """The Chinese catalogue as it stands in the repository."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="qadesk")


def untranslated(message: Message) -> bool:
    """Whether a message, or one of its plural forms, has no translation."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return not all(forms)


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> int:
    """Update and compile; exit code 1 while something has no translation."""
    catalogue, source = translated_messages(), source_messages()
    before = {(m.context, m.id) for m in catalogue if m.id}
    created = catalogue.creation_date
    catalogue.update(source, no_fuzzy_matching=True)
    catalogue.creation_date = created  # the header should change only with the texts
    gone = list(catalogue.obsolete.values())
    catalogue.obsolete.clear()
    missing = [(m.id, list(m.locations)) for m in catalogue if m.id and untranslated(m)]
    for message in catalogue:
        message.locations = []  # they would change with every edit of the source
    with PO.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True)
    PO.with_suffix(".mo").write_bytes(compiled(catalogue))

    new = [m for m in catalogue if m.id and (m.context, m.id) not in before]
    print(f"{len(catalogue)} texts, {len(new)} new, {len(gone)} no longer used and removed")
    for text, found in missing:
        print(f"no translation: {text!r} ({', '.join(f'{file}:{line}' for file, line in found)})")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
