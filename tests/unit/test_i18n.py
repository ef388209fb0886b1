"""Texts in the user's language: what is theirs before any of them is shown."""

from __future__ import annotations

import pytest

from qadesk.i18n import _, ngettext, set_language, translations


@pytest.mark.parametrize(
    "who, said",
    [
        ("Wang", "25 秒，Wang 于 10-31 录入"),
        ("王芳", "25 秒，王芳于 10-31 录入"),
        ("Zoë", "25 秒，Zoë 于 10-31 录入"),
        ("小A", "25 秒，小A 于 10-31 录入"),
        ("", "25 秒，于 10-31 录入"),
    ],
)
def test_a_latin_value_stands_apart_from_chinese_text(who: str, said: str) -> None:
    set_language("zh_CN")
    assert _("{value}, entered by {who}, {when}").format(value="25 秒", who=who, when="10-31") == said


def test_nothing_else_of_a_sentence_changes() -> None:
    set_language("zh_CN")
    for sentence in (_("{value}, entered by {who}, {when}"), ngettext("{n} agent", "{n} agents", 2)):
        plain = str(sentence)
        filled = dict.fromkeys(("value", "who", "when", "n"), "2")
        assert sentence.format(**filled) == plain.format(**filled)  # digits as they are
        assert type(sentence.format(**filled)) is str
    assert translations("zh_CN").gettext("Confirmed by {who}.").format(who="Li") == "由 Li 确认。"
    set_language("en")
    assert _("Confirmed by {who}.").format(who="Li") == "Confirmed by Li."
