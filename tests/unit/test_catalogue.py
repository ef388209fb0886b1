"""The Chinese catalogue is complete, says the same with the same placeholders, and is the one shipped."""

from __future__ import annotations

import re

import pytest
from babel.messages import Catalog, Message

from tools.catalogue import PO, compiled, source_messages, translated_messages, untranslated


@pytest.fixture(scope="module")
def source() -> Catalog:
    """The texts the source marks for translation."""
    return source_messages()


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    """The catalogue of the repository."""
    return translated_messages()


def texts(catalogue: Catalog) -> dict[tuple[str | None, str], Message]:
    """Messages by context and English text, without the header."""
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): message
        for message in catalogue
        if message.id
    }


def placeholders(text: str) -> set[str]:
    """The names `format` fills in."""
    return set(re.findall(r"(?<!\{)\{(\w*)", text))


def test_every_text_of_the_source_is_translated(source: Catalog, chinese: Catalog) -> None:
    have = {key for key, message in texts(chinese).items() if not untranslated(message)}
    wanted = texts(source)
    assert len(wanted) > 0
    missing = [f"{key[1]!r} {wanted[key].locations}" for key in wanted if key not in have]
    assert not missing, "add translations (see CONTRIBUTING.md):\n" + "\n".join(missing)


def test_the_catalogue_holds_nothing_else(source: Catalog, chinese: Catalog) -> None:
    unused = sorted(key[1] for key in texts(chinese).keys() - texts(source).keys())
    assert not unused, "no longer in the source; `make catalogue` removes them:\n" + "\n".join(unused)
    assert not chinese.obsolete
    assert not [message.id for message in chinese if message.fuzzy and message.id]


def test_placeholders_agree(chinese: Catalog) -> None:
    wrong = []
    for message in texts(chinese).values():
        english = message.id if isinstance(message.id, str) else " ".join(message.id)
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wrong += [f"{english!r} / {form!r}" for form in forms if placeholders(form) != placeholders(english)]
    assert not wrong, "\n".join(wrong)


def test_the_compiled_catalogue_is_made_from_this_one(chinese: Catalog) -> None:
    assert PO.with_suffix(".mo").read_bytes() == compiled(chinese), "run `make catalogue`"
