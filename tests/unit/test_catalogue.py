"""The Chinese catalogue is complete, says the same with the same placeholders, and is the one shipped."""

from __future__ import annotations

import ast
import re

import pytest
from babel.messages import Catalog, Message

from tools.catalogue import KEYWORDS, PO, ROOT, compiled, source_messages, translated_messages, untranslated

GLOSSARY = ROOT / "docs" / "glossary.md"


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


_COUNTED = re.compile(
    r"\{(?:n|ratings|values|agents|files|rows|entries|people)\} (?:[a-z-]+ )?(?:[a-z-]+s|people)\b"
)
_NEVER_ONE = re.compile(  # bounds, which are larger, and figures with decimals
    r"characters|letters|groups|points|minutes|lines|\} (?:as|is)\b|more than|at most|too many|The newest"
    r"|Quotas apply|pairs of ratings|of \{total\}|were pasted|may have|first \{n\} rows"
)


def test_a_counted_thing_has_its_singular(source: Catalog) -> None:
    """“1 people”: a text with a count before a plural is one of ngettext's, or says “people: {n}”."""
    wrong = [
        message.id
        for message in texts(source).values()
        if isinstance(message.id, str) and _COUNTED.search(message.id) and not _NEVER_ONE.search(message.id)
    ]
    assert not wrong
    assert _COUNTED.search("({n} people)")


def test_placeholders_agree(chinese: Catalog) -> None:
    wrong = []
    for message in texts(chinese).values():
        english = message.id if isinstance(message.id, str) else " ".join(message.id)
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wrong += [f"{english!r} / {form!r}" for form in forms if placeholders(form) != placeholders(english)]
    assert not wrong, "\n".join(wrong)


def test_the_compiled_catalogue_is_made_from_this_one(chinese: Catalog) -> None:
    assert PO.with_suffix(".mo").read_bytes() == compiled(chinese), "run `make catalogue`"


# Words the field does not use, or has another word for; docs/glossary.md says which.
AVOIDED = re.compile(
    r"\b(planks?|reckon\w*|done without|do without|lets? (?:it )?be|put right|anew|on a par"
    r"|your word|stands? on a row|whoever|farthest|moved in a month|bad rows?)\b"
    r"|\bsteps? of (?:the )?ladders?\b|\blast step →|免评|画面|改进重点|人员名册|人数上限|可登录人员",
    re.IGNORECASE,
)


def test_texts_keep_to_the_words_of_the_glossary(chinese: Catalog) -> None:
    assert AVOIDED.search("Weakest plank")
    said: list[str] = []
    for message in texts(chinese).values():
        for forms in (message.id, message.string):
            said += forms if isinstance(forms, (tuple, list)) else (str(forms),)
    assert [text for text in said if AVOIDED.search(text)] == []


def test_the_glossary_says_each_term_once_in_both_languages() -> None:
    rows = [
        line.split("|")[1:-1] for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| ")
    ]
    terms = [[cell.strip() for cell in row] for row in rows[1:]]
    assert len(terms) > 50
    assert [row for row in terms if len(row) != 3 or not all(row)] == []
    assert len({row[0] for row in terms}) == len(terms)


def test_no_text_is_marked_where_it_is_not_found(chinese: Catalog) -> None:
    """Within some f-strings the marks are not seen, and the text would stay English for ever."""
    known = {text for _context, text in texts(chinese)}
    lost = []
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                text = node.args[1 if node.func.id == "pgettext" else 0]
                if isinstance(text, ast.Constant) and text.value not in known:
                    lost.append(f"{file.relative_to(ROOT)}:{node.lineno} {text.value!r}")
    assert lost == []


def test_nothing_but_cancel_begins_like_cancel(chinese: Catalog) -> None:
    """A question whose two buttons both read so is answered with the wrong one."""
    said = {key[1]: str(message.string) for key, message in texts(chinese).items()}
    assert [one for one, words in said.items() if words.startswith(said["Cancel"])] == ["Cancel"]
    assert [one for one in said if one.startswith("Cancel ")] == []
