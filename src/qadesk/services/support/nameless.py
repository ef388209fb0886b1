"""Log lines in which nobody can be found: what is kept is listed here, everything else goes.

Names come in every shape (one sign, pinyin, a login, a file's name), so no list of names would ever be
complete. Kept are times, levels, modules, lines of tracebacks, kinds of errors, and of messages the words
that systems and databases say.
"""

from __future__ import annotations

import builtins
import errno
import os
import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from qadesk.storage import tables

GONE: Final = "…"
_HEAD: Final = re.compile(
    r"(?P<head>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d{3})? "
    r"(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) (?:qadesk|alembic|sqlalchemy|asyncio|py|root|PIL)\b[\w.]*: )"
    r"(?P<message>.*)",
    re.ASCII,
)
_FRAME: Final = re.compile(
    r'\s*File "(?P<path>[^"]+)", line (?P<line>\d{1,6}),? in (?P<name>[\w.<>]{1,80})', re.ASCII
)
_OF_A_PROGRAM: Final = re.compile(r"(?:^|.*[/\\])((?:qadesk|site-packages|_internal|python3\.\d+)[/\\].+)")
_PLAIN_PATH: Final = re.compile(r"[\w./\\-]{1,200}\.(?:py|pyx)|<[\w. ]{1,60}>", re.ASCII)
_KIND: Final = re.compile(
    r"(?P<kind>(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Cancelled|Interrupt|Exit))"
    r"(?:: (?P<message>.*))?",
    re.ASCII,
)
_MODULES: Final = frozenset(
    """
    alembic argon2 binascii calamine chinese_calendar concurrent cryptography decimal json pandas pypdfium2
    python_calamine qadesk reportlab shutil sqlalchemy sqlcipher3 sqlite3 struct subprocess
    unicodedata xlsxwriter yaml zipfile zlib zoneinfo
    """.split()  # noqa: SIM905 - a list of words is read as text
)
_BETWEEN: Final = (
    "Traceback (most recent call last):",
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
)
_QUOTED: Final = re.compile(r"“[^”]*”|(?<!\w)'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`")
_CODED: Final = re.compile(r"(?i)\b(errno|winerror|line|column|schema|signal|code|base) (\d{1,6})\b(?![.\d])")
_TOKEN: Final = re.compile(r"‹=›|[A-Za-z]\w*(?:\.\w+)*|\S", re.ASCII)
_MARKS: Final = frozenset(".,:;()[]-=/")

# What Python, SQLite, SQLAlchemy, Qt and this program say when something fails.
_WORDS: Final = frozenset(
    """
    a abort aborted all already an and another any are argument arguments as at attribute background be
    been before bool but by bytes call cannot check class code codec column columns connection
    constraint constraints context control corrupt could current data database decimal decode default
    deleted descriptor detached dict disk divide division does dtype duplicate element empty encode
    encountered end enough error errors exceeded exist expected expecting failed fatal fault file files
    find first float for foreign format found from full function generator get given greater has have id
    image import in index infinite input instance int integer integrity invalid io is iterable key keys
    keyword left length less library list literal local locked logic lost lower malformed maximum memory
    method mismatch missing module more most multiple must mutable name named namespace nan need
    negative no none nonetype not null number numeric object objects of on only open opened operand
    operation operator or out overflow parameter parameters parent permission pop position positional
    possible preferences prepare primary programming python query raised range read readonly recent
    recursion reference refused required result returned row rows schema scope segmentation select
    sequence session set several share signal size slice sql sqlite stack start statement stop storage
    stored str string subclass subscriptable such syntax table than the thread timeout to too
    transaction truncated tuple type types unable undefined unexpected unhashable unicode unique unknown
    unpack unpickle unsupported update use used user value values version view was when where which
    while window with without work would write wrong zero
    """.split()  # noqa: SIM905 - a list of words is read as text
)


def without_people(text: str, names: Iterable[str] = ()) -> str:
    """The lines of a log with nothing in them that could tell of a person; `names` go in any case."""
    known = _pattern(names)
    kept: list[str] = []
    after_frame = False
    for line in text.splitlines():
        frame = _FRAME.fullmatch(line)
        if frame:
            kept.append(f"  {_place(frame['path'])}:{frame['line']} in {frame['name']}")
        elif not (after_frame and line.startswith("    ")) and line.strip(" ^~"):
            kept.append(_line(line, known))
        after_frame = frame is not None or (after_frame and line.startswith("    "))
    return "\n".join(kept) + "\n"


def _line(line: str, known: re.Pattern[str] | None) -> str:
    if line.strip() in _BETWEEN:
        return line.strip()
    if head := _HEAD.fullmatch(line):
        return head["head"] + _words(head["message"], known)
    kind = _KIND.fullmatch(line)
    if kind and _is_kind(kind["kind"]):
        return kind["kind"] + (f": {_words(kind['message'], known)}" if kind["message"] else "")
    return _words(line, known)


def _is_kind(name: str) -> bool:
    """Whether it is an error's name as Python writes it, and no person's with "Error" behind it."""
    module = name.rpartition(".")[0]
    return module.partition(".")[0] in _MODULES if module else hasattr(builtins, name)


def _place(path: str) -> str:
    """Of a file only what lies below a program: folders above are somebody's."""
    below = _OF_A_PROGRAM.fullmatch(path)
    short = (below[1] if below else path).replace("\\", "/")
    absolute = not below and (path.startswith(("/", "\\")) or ":" in path)
    return GONE if absolute or not _PLAIN_PATH.fullmatch(short) else short


def _words(message: str, known: re.Pattern[str] | None) -> str:
    if known:
        message = known.sub(" ‹› ", message)
    message = _QUOTED.sub(" ‹› ", message.replace("‹=›", " "))
    coded = [f"{found[1]} {found[2]}" for found in _CODED.finditer(message)]
    message = _CODED.sub(" ‹=› ", message)
    kept: list[str] = []
    for token in _TOKEN.findall(message):
        if token == "‹=›":
            kept.append(coded.pop(0))
        elif token in _MARKS or token.lower() in _vocabulary():
            kept.append(token)
        elif kept[-1:] != [GONE]:
            kept.append(GONE)
    return re.sub(r" ([.,:;)\]])", r"\1", re.sub(r"([(\[]) ", r"\1", " ".join(kept)))


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Any of these, whole where they are of letters: somebody called An is not found in "and"."""
    parts = []
    for name in sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True):
        escaped = re.escape(name)
        parts.append(rf"(?<![A-Za-z]){escaped}(?![A-Za-z])" if name.isascii() else escaped)
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


@cache
def _vocabulary() -> frozenset[str]:
    said = {word.strip(".,()").lower() for code in errno.errorcode for word in os.strerror(code).split()}
    named = {table.name for table in tables.metadata.sorted_tables}
    named |= {
        f"{table.name}.{column.name}" for table in tables.metadata.sorted_tables for column in table.columns
    }
    kinds = {name.lower() for name in dir(builtins) if name[:1].isupper()}
    return _WORDS | {word for word in said if word.isascii()} | named | kinds
