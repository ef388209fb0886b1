"""Files made wrong: bytes flipped, cut, spliced; archives and the XML in them; what no export has."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

Mutation = Callable[[bytes, Random, Sequence[bytes]], bytes]
_NASTY: Final = (
    b"\x00", b'"', b'""', b"\n", b"\r", b",", b"\t", b"'", b"=1+1", b"1e400", b"-1e-400", b"nan", b"inf",
    b"9" * 400, b"99999999999999999999", b"2026-13-45", b"0000-00-00", b"24:61:61", b"25569.99999", b"-0",
    b"%", b"{}", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "\u202e".encode(), "\ufeff".encode(),
    "１２３".encode(), "½".encode(), b"&#0;", b"&amp;", b"<", b"]]>", b"\x1e", b"\x1f", b"A" * 70_000,
)  # fmt: skip
_NUMBERS: Final = (
    b"0", b"-1", b"1", b"4294967295", b"4294967296", b"18446744073709551615", b"1048577", b"NaN", b"",
)  # fmt: skip
_MOST_UNPACKED: Final = 20 << 20  # bytes: what is larger is not taken apart here
_REFERENCES: Final = (b"XFD1048576", b"A0", b"AAAA1", b"A1048576", b"ZZ", b"1", b"A99999999999")


def flipped(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    """One to eight bytes changed."""
    made = bytearray(content)
    for _turn in range(chance.randint(1, 8)):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def cut(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    """Its end is missing."""
    return content[: chance.randrange(len(content))]


def spliced(content: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """A part of another file in its middle, in place of some of its own."""
    other = chance.choice(others)
    start, size = chance.randrange(len(other)), chance.randint(1, 4096)
    at = chance.randrange(len(content))
    return content[:at] + other[start : start + size] + content[at + chance.randint(0, 4096) :]


def doubled(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    """A part of it many times."""
    at, size = chance.randrange(len(content)), chance.randint(1, 2000)
    return content[:at] + content[at : at + size] * chance.choice((2, 3, 50, 500)) + content[at:]


def zeroed(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    """A run of zeros, as a disk that failed leaves it."""
    at, size = chance.randrange(len(content)), chance.randint(1, 8192)
    return content[:at] + bytes(min(size, len(content) - at)) + content[at + size :]


def nasty(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    """What no export has, put in once or several times."""
    for _turn in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.choice(_NASTY) + content[at + chance.choice((0, 0, 1, 4)) :]
    return content


def cell(content: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    """One cell of a text file replaced."""
    cells = list(re.finditer(rb"[^,\t;\r\n]+", content))
    if not cells:
        return nasty(content, chance, _others)
    found = chance.choice(cells)
    return content[: found.start()] + chance.choice(_NASTY) + content[found.end() :]


def repacked(content: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """An archive with one member changed, missing, there twice or under another's name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(info.file_size for info in packed.infolist()) > _MOST_UNPACKED:
                return flipped(content, chance, others)
            members = [(info.filename, packed.read(info)) for info in packed.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, zlib.error):
        return flipped(content, chance, others)
    at = chance.randrange(len(members))
    name, inside = members[at]
    what = chance.randrange(8)
    if what == 0:
        del members[at]
    elif what == 1:
        members.append((name, members[chance.randrange(len(members))][1]))
    elif what == 2:
        members[at] = (members[chance.randrange(len(members))][0], inside)
    elif inside:
        members[at] = (name, _markup(inside, chance, others))
    made = io.BytesIO()
    way = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(made, "w", way) as packed:
        for member, text in members:
            packed.writestr(zipfile.ZipInfo(member), text)
    return made.getvalue()


def _markup(text: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """XML with one attribute, tag or value changed."""
    what = chance.randrange(6)
    if what == 0 and (numbers := list(re.finditer(rb'(?<=")[0-9]+(?=")', text))):
        found, put = chance.choice(numbers), chance.choice(_NUMBERS)
    elif what == 1 and (places := list(re.finditer(rb'(?<=")[A-Z]{1,3}[0-9]+(?=")', text))):
        found, put = chance.choice(places), chance.choice(_REFERENCES)
    elif what == 2 and (tags := list(re.finditer(rb"<[^>]*>", text))):
        found, put = chance.choice(tags), b""
    elif what == 3 and (tags := list(re.finditer(rb"<[^>]*>", text))):
        found = chance.choice(tags)
        put = found[0] * chance.choice((2, 2, 1000))
    elif what == 4 and (values := list(re.finditer(rb"(?<=>)[^<]+(?=<)", text))):
        found, put = chance.choice(values), chance.choice(_NASTY + _NUMBERS)
    else:
        return chance.choice((flipped, cut, spliced, nasty))(text, chance, others)
    return text[: found.start()] + put + text[found.end() :]


OF_BYTES: Final[tuple[Mutation, ...]] = (flipped, cut, spliced, doubled, zeroed, nasty)


def mutated(content: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """The file, wrong in one way; in two now and then."""
    for _turn in range(chance.choice((1, 1, 1, 2))):
        if not content:
            return content
        packed = content.startswith(b"PK")
        ways: tuple[Mutation, ...] = (repacked,) * 8 if packed else (cell,) * 4
        content = chance.choice((*OF_BYTES, *ways))(content, chance, others)
    return content
