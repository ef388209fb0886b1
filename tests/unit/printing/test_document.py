"""The PDF itself: what a reader finds in it, which fonts it carries, and that it never varies."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from qadesk.errors import Cancelled
from qadesk.printing.document import missing_characters, sheets_pdf
from qadesk.printing.sheet import Remark, SheetContent
from qadesk.progress import Progress
from tests.unit.printing.contents import many, one

RARE = "龚䶮、阿依古丽·买买提、𠂇"


def reader(contents: list[SheetContent]) -> PdfReader:
    return PdfReader(io.BytesIO(sheets_pdf(contents)))


def page_text(content: SheetContent) -> str:
    """Everything a reader extracts, without white space."""
    return "".join("".join(page.extract_text().split()) for page in reader([content]).pages)


def fonts(pdf: PdfReader) -> dict[str, Any]:
    """The embedded fonts of all pages by their base name."""
    found = {}
    for page in pdf.pages:
        for reference in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font = reference.get_object()
            found[font["/BaseFont"]] = font
    return found


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_text_can_be_read_back(language: str) -> None:
    content = one(language)
    text = page_text(replace(content, remarks=(Remark(RARE),)))
    for line in content.lines:
        assert "".join(line.name.split()) in text
        assert line.points in text
    assert RARE in text
    assert ("第1页，共1页" if language == "zh_CN" else "Page1of1") in text
    assert content.code in text


def test_a_character_beyond_the_basic_plane_is_searchable() -> None:
    assert "\U00020087" in page_text(replace(one(), remarks=(Remark("\U00020087"),)))


def test_both_faces_are_embedded_as_subsets_and_no_other_font_is_there() -> None:
    found = fonts(reader(many(3)))
    assert {re.sub("^/[A-Z]{6}\\+", "", name) for name in found} == {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    for name, font in found.items():
        assert re.match(r"/[A-Z]{6}\+", name)
        descendant = font["/DescendantFonts"][0].get_object()
        program = descendant["/FontDescriptor"].get_object()["/FontFile2"].get_object().get_data()
        assert program[:4] == b"\x00\x01\x00\x00"
        assert len(program) < 400_000  # of 10 MB


def test_no_text_uses_the_missing_glyph() -> None:
    hostile = replace(one(), remarks=(Remark("𠮷😀\ue000\x00 ُالسلام <b>&amp;</b>"),))
    for page in reader([hostile]).pages:
        content = page.get_contents()
        assert content is not None
        shown = re.findall(rb"<([0-9A-F]+)> Tj", content.get_data())
        assert len(shown) > 50
        for digits in shown:
            assert b"0000" not in [digits[i : i + 4] for i in range(0, len(digits), 4)]


def test_what_looks_like_markup_prints_as_typed() -> None:
    typed = "<b>应予肯定</b>&amp;<font size=40>大</font>"
    assert typed.replace(" ", "") in page_text(replace(one(), remarks=(Remark(typed),)))


def test_missing_characters_are_told_by_sheet() -> None:
    good, bad = many(2)
    bad = replace(bad, identity=replace(bad.identity, name="张𠮷"), remarks=(Remark("好😀𠮷"),))
    assert missing_characters([good]) == {}
    assert missing_characters([good, bad]) == {bad.code: ("𠮷", "😀")}
    assert "张[U+20BB7]" in page_text(bad)


def test_the_same_contents_give_the_same_bytes() -> None:
    first = sheets_pdf(many(3))
    sheets_pdf(many(5, "en"))
    assert sheets_pdf(many(3)) == first
    assert sheets_pdf(many(3, "en")) != first


def test_a_merged_file_has_every_sheet_and_a_bookmark_for_each() -> None:
    contents = many(4)
    pdf = reader(contents)
    assert len(pdf.pages) == 4
    titles = [item.title for item in pdf.outline]  # type: ignore[union-attr]
    assert titles == [f"{c.identity.name} {c.identity.staff_no}" for c in contents]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "客服人员考核表 2026-10 龙华民治营业部"


def test_progress_counts_sheets() -> None:
    seen: list[tuple[int, int]] = []
    sheets_pdf(many(3), Progress(lambda done, total, text: seen.append((done, total))))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_batch_stops_when_asked() -> None:
    progress: Progress

    def listener(done: int, total: int, text: str) -> None:
        if done == 2:
            progress.cancel()

    progress = Progress(listener)
    with pytest.raises(Cancelled):
        sheets_pdf(many(20), progress)


def test_no_sheets_is_no_document() -> None:
    with pytest.raises(ValueError):
        sheets_pdf([])
