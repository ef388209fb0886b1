"""The guides quote what stands on the screens, their pictures are there, news come in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qadesk.i18n import LANGUAGES
from qadesk.resources import changelog
from tools.catalogue import translated_messages

DOCS = Path(__file__).resolve().parents[2] / "docs"
COUNT = re.compile(r"\s?[(（]\{n\}[)）]")  # of a button that also says how many


def labels(language: str) -> set[str]:
    """Every text the program can show in a language, without counts."""
    found: set[str] = set()
    for message in translated_messages():
        source = message.id if language == "en" else message.string
        for text in source if isinstance(source, (tuple, list)) else (source,):
            found.add(COUNT.sub("", str(text)))
    return found


def chinese_words() -> dict[str, set[str]]:
    """What a text of the program may be in Chinese, without counts."""
    found: dict[str, set[str]] = {}
    for message in translated_messages():
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        for text in ids:
            found.setdefault(COUNT.sub("", str(text)), set()).update(COUNT.sub("", str(s)) for s in strings)
    return found


def quoted(text: str) -> list[str]:
    """What a guide marks as a label, or a way through a menu: in italics, in Chinese 【so】."""
    spans = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)|【([^】\n]+)】", text)
    return [label.strip() for span in spans for label in "".join(span).split("›")]


@pytest.mark.parametrize("short, language", [("en", "en"), ("zh", "zh_CN")])
def test_every_label_is_one_of_the_program(short: str, language: str) -> None:
    known = labels(language)
    wanted = quoted((DOCS / "guide" / f"{short}.md").read_text("utf-8"))
    assert len(wanted) > 20
    assert [label for label in wanted if label not in known] == []


def test_both_guides_tell_of_the_same() -> None:
    english, chinese = ((DOCS / "guide" / name).read_text("utf-8") for name in ("en.md", "zh.md"))
    assert [line.split()[0] for line in english.splitlines() if line.startswith("#")] == [
        line.split()[0] for line in chinese.splitlines() if line.startswith("#")
    ]
    words = chinese_words()
    told = set(quoted(chinese))
    assert [label for label in quoted(english) if not words[label] & told] == []
    assert told - set().union(*(words[label] for label in quoted(english))) == set()


def test_what_is_new_is_told_in_every_language() -> None:
    told = []
    for language in LANGUAGES:
        text = changelog(language).read_text("utf-8")
        versions = text.split("\n## ")[1:]
        told.append([(part.split()[0], part.count("\n- ")) for part in versions])
    assert told[0]
    assert all(one == told[0] for one in told)


@pytest.mark.parametrize("page", ["guide/en.md", "guide/zh.md", "../README.md"])
def test_every_picture_is_there(page: str) -> None:
    path = DOCS / page
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", path.read_text("utf-8"))
    assert pictures
    assert [name for name in pictures if not (path.parent / name).is_file()] == []
