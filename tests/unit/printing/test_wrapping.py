"""Where lines may break and how full they get."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qadesk.printing.fonts import printable, width
from qadesk.printing.wrapping import clip, wrap

MIXED = st.text("中文客服，。、；“”（）《》·—… abcXYZ019.,;:!?()%-\n", max_size=120)


def test_chinese_breaks_anywhere_but_before_a_closing_mark() -> None:
    assert wrap("一二三四五，六七", False, 10, 50) == ("一二三四", "五，六七")
    assert wrap("一二三（四五", False, 10, 40) == ("一二三", "（四五")


def test_words_stay_whole() -> None:
    assert wrap("please check the tracking", False, 10, width("please check the", False, 10) + 1) == (
        "please check the",
        "tracking",
    )
    assert wrap("请查Tracking后答复", False, 10, 45) == ("请查", "Tracking", "后答复")


def test_a_word_wider_than_the_line_is_cut() -> None:
    lines = wrap("x" * 100, False, 10, 60)
    assert len(lines) > 5
    assert "".join(lines) == "x" * 100


def test_paragraphs_and_empty_lines_are_kept() -> None:
    assert wrap("a\n\nb", False, 10, 100) == ("a", "", "b")
    assert wrap("", False, 10, 100) == ()


@given(MIXED, st.sampled_from([30.0, 75.0, 200.0]))
def test_nothing_is_lost_or_too_wide(text: str, room: float) -> None:
    text = printable(text)
    lines = wrap(text, False, 9, room)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(width(line, False, 9) <= room + 0.01 for line in lines)


@given(MIXED)
def test_no_line_begins_with_a_comma_where_there_was_a_choice(text: str) -> None:
    room = 120.0
    for paragraph in printable(text).split("\n"):
        lines = wrap(paragraph, False, 9, room)
        for before, line in pairwise(lines):
            if line[:1] in "，。；）":
                # Only a run of marks too wide for any line may be cut.
                run = before + line
                assert width(run, False, 9) > room
                assert not any("\u4e00" <= char <= "\u9fff" for char in before[1:])


def test_clip_marks_what_it_drops() -> None:
    short = clip("一二三四五六", False, 10, 40)
    assert short == "一二三…"
    assert clip("一二", False, 10, 40) == "一二"
