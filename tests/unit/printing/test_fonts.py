"""What the faces can draw, and what happens to what they cannot."""

from __future__ import annotations

import pytest

from qadesk.printing.face import Face
from qadesk.printing.fonts import missing, printable, width
from qadesk.resources import resource


@pytest.mark.parametrize("text", ["龚䶮", "阿依古丽·买买提", "Zoë", "≤ 30 秒", "▲▼ −4.10", "𠂇"])
def test_rare_names_and_marks_are_drawn_as_they_are(text: str) -> None:
    assert missing(text) == ()
    assert printable(text) == text


def test_a_character_without_glyph_is_named_and_becomes_its_code_point() -> None:
    assert missing("张𠮷，李😀，王𠮷\ue000") == ("𠮷", "😀", "\ue000")
    assert printable("张𠮷") == "张[U+20BB7]"
    assert printable("a\x07b") == "a[U+0007]b"


def test_a_variant_form_the_face_lacks_is_not_passed_over() -> None:
    assert missing("葛\U000e0100") == ("\U000e0100",)


def test_marks_that_are_never_drawn_are_dropped_and_spaces_and_lines_tidied() -> None:
    assert printable("\ufeff1\u200b2\u00ad3") == "123"
    assert printable("a\tb\u2003c\u202fd") == "a b c d"
    assert printable("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_a_letter_and_its_accent_are_joined() -> None:
    assert printable("Zoe\u0308") == "Zoë"


def test_curly_quotes_stay_in_chinese_and_straighten_in_latin_text() -> None:
    assert printable("“派送异常”类") == "“派送异常”类"
    assert printable("the customer’s “late” call") == 'the customer\'s "late" call'


def test_figures_are_tabular() -> None:
    assert len({width(digit * 4, bold, 8.5) for bold in (False,) for digit in "0123456789"}) == 1
    assert len({width(digit * 4, True, 8.5) for digit in "0123456789"}) == 1
    assert width("中", False, 10) == 10


@pytest.mark.parametrize("name", ["Regular", "Bold"])
def test_a_face_is_read_as_reportlab_reads_it(name: str) -> None:
    from reportlab.pdfbase.ttfonts import TTFontFace

    path = str(resource("fonts", f"NotoSansSC-{name}.ttf"))
    ours, theirs = vars(Face(path)), vars(TTFontFace(path))
    beside = {"glyphToChar", "_pdfScale", "_pos"}  # what nobody asks for, how it was read
    assert {key: value for key, value in theirs.items() if key not in beside} == {
        key: value for key, value in ours.items() if key not in beside
    }


def test_quotes_in_a_text_of_both_go_by_what_stands_next_to_them() -> None:
    mixed = printable("assessed by “Card, version 1”; objections: to 王经理’s office, the agent’s “差错”")
    assert mixed == 'assessed by "Card, version 1"; objections: to 王经理’s office, the agent\'s “差错”'
    assert printable("荣获“Best”，祝贺") == "荣获“Best”，祝贺"
