"""A PDF that can be kept: PDF/A-2a and PDF/UA-1 by a validator, and what a screen reader finds in it."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from qadesk.printing.document import sheets_pdf
from qadesk.printing.page import Page
from qadesk.printing.pdf_file import PdfFile
from qadesk.printing.sheet import ExtraLine, LineKind, Remark, Result, SheetContent
from qadesk.printing.sheet_layout import compose
from qadesk.printing.words import Words
from tests.unit.printing.contents import many, one
from tests.unit.printing.kept import FORMS, complaints

PRINTED = datetime(2026, 11, 5, 10, 1, 2, tzinfo=timezone(timedelta(hours=8)))
HOSTILE = "<&>\x00\x07\ufffe]]>\n “名” \U00020087\U0001f600"


def of_all_kinds(language: str) -> SheetContent:
    """Indicators with a value, without one for each reason, a crossed red line, a comment of many lines."""
    content = one(language, indicators=24)
    kinds = [LineKind.NOT_APPLICABLE, LineKind.WAIVED, LineKind.MISSING]
    odd = tuple(
        replace(line, kind=kind, reason="系统停机 " * 9)
        for line, kind in zip(content.lines, kinds, strict=False)
    )
    crossed = ExtraLine("Abuse", "1", "crossed", "0", crossed=True, events=("2026-10-08 QX2 shouted",))
    remark = Remark("A comment of some length, line after line. 评语。\n" * 40, "Lee", "2026-11-02")
    return replace(content, lines=(*odd, *content.lines[3:]), red_lines=(crossed,), remarks=(remark, remark))


def not_assessed(content: SheetContent) -> SheetContent:
    return replace(content, excluded="On leave.", lines=(), bonuses=(), red_lines=(), result=Result())


def first_month(content: SheetContent) -> SheetContent:
    return replace(content, last_cycle="", provisional=False)


def oddly_named(content: SheetContent) -> SheetContent:
    who = replace(content.identity, name=HOSTILE, office=HOSTILE, scorecard=HOSTILE)
    return replace(content, identity=who)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(
    "shape", [of_all_kinds, not_assessed, first_month, oddly_named, lambda content: content]
)
def test_every_kind_of_sheet_can_be_kept(
    shape: Callable[[Any], SheetContent], language: str, form: str
) -> None:
    content = of_all_kinds(language) if shape is of_all_kinds else shape(one(language))
    assert complaints(sheets_pdf([content], printed=PRINTED), form) == set()


@pytest.mark.parametrize("form", FORMS)
def test_many_sheets_in_one_file_can_be_kept(form: str) -> None:
    contents = [*many(7, "en"), of_all_kinds("zh_CN")]
    assert complaints(sheets_pdf(contents, printed=PRINTED), form) == set()


def font_program(pdf: PdfWriter) -> Any:
    font = pdf.pages[0]["/Resources"]["/Font"]["/F1"]  # type: ignore[index]
    return font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


def first_cell(pdf: PdfWriter) -> Any:
    table = next(
        tag.get_object()
        for tag in pdf.root_object["/StructTreeRoot"]["/K"]["/K"][0]["/K"]  # type: ignore[index]
        if tag.get_object()["/S"] == "/Table"
    )
    return table["/K"][2].get_object()["/K"][1].get_object()


def in_colour(pdf: PdfWriter) -> None:
    content = DecodedStreamObject()
    content.set_data(b"0 1 0 0 k 0 0 9 9 re f")
    pdf.pages[0][NameObject("/Contents")] = pdf._add_object(content)


def scripted(pdf: PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("beep")}
    pdf.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def wider(pdf: PdfWriter) -> None:
    font = pdf.pages[0]["/Resources"]["/Font"]["/F1"]["/DescendantFonts"][0].get_object()  # type: ignore[index]
    font[NameObject("/W")] = ArrayObject([NumberObject(0), ArrayObject([NumberObject(7)] * 60)])


@pytest.mark.parametrize(
    "spoil, form, rule",
    [
        (lambda pdf: pdf.root_object.pop("/OutputIntents"), "2a", "DEVICE-GRAY"),
        (lambda pdf: pdf.root_object.pop("/Metadata"), "2a", "METADATA"),
        (lambda pdf: font_program(pdf).pop("/FontFile2"), "2a", "FONT"),
        (in_colour, "2a", "DEVICE-CMYK"),
        (wider, "2a", "WIDTH"),
        (lambda pdf: pdf.root_object.pop("/MarkInfo"), "2a", "TAGGED"),
        (lambda pdf: pdf.root_object.pop("/StructTreeRoot"), "2a", "STRUCT-TREE"),
        (scripted, "2a", "ACTION"),
        (lambda pdf: pdf.root_object.pop("/Lang"), "ua1", "LANG"),
        (lambda pdf: pdf.root_object.pop("/ViewerPreferences"), "ua1", "VIEWER"),
        (lambda pdf: first_cell(pdf).update({NameObject("/S"): NameObject("/P")}), "ua1", "TABLE"),
        (in_colour, "ua1", "TAGGING"),
    ],
)
def test_the_validator_notices_what_is_spoilt(
    spoil: Callable[[PdfWriter], object], form: str, rule: str
) -> None:
    pdf = sheets_pdf([one("en")], printed=PRINTED)

    def rewritten(change: Callable[[PdfWriter], object]) -> set[str]:
        writer, buffer = PdfWriter(clone_from=io.BytesIO(pdf)), io.BytesIO()
        change(writer)
        writer.write(buffer)
        return complaints(buffer.getvalue(), form)

    found = rewritten(spoil) - rewritten(lambda _: None)
    assert any(rule in name for name in found), found


# ---- what a screen reader reads


def spoken(pdf: bytes) -> list[tuple[str, str]]:
    """The tags that say something, as role and text, in the order of the tree."""
    reader = PdfReader(io.BytesIO(pdf))
    said: dict[tuple[int, int], str] = {}
    for page in reader.pages:
        content = page.get_contents()
        assert content is not None
        assert page.indirect_reference is not None
        data = content.get_data().decode()
        for mark in re.finditer(r"<</MCID (\d+)>> BDC(.*?)EMC", data, re.DOTALL):
            face = re.findall(r"/F\d", data[: mark.start()])[-1:]
            said[page.indirect_reference.idnum, int(mark[1])] = _text(mark[2], page, "".join(face))
    found: list[tuple[str, str]] = []

    def walk(tag: Any) -> None:
        below = tag.get("/K", ArrayObject())
        below = below if isinstance(below, ArrayObject) else ArrayObject([below])
        text = ""
        for child in (item.get_object() for item in below):
            if "/S" in child if isinstance(child, dict) else False:
                walk(child)
            else:
                on = child.raw_get("/Pg") if isinstance(child, dict) else tag.raw_get("/Pg")
                text += said.pop((on.idnum, int(child["/MCID"] if isinstance(child, dict) else child)))
        if text:
            found.append((tag["/S"], text))

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])  # type: ignore[index]
    assert not said  # every mark has its tag
    return found


def _text(drawn: str, page: Any, face: str) -> str:
    """What the operators of a page show, `face` set before them."""
    letters: dict[str, dict[str, str]] = {}
    for name, font in page["/Resources"]["/Font"].items():
        entries = re.findall(r"<(\w{4})> <(\w+)>", font["/ToUnicode"].get_data().decode())
        letters[name] = {cid: bytes.fromhex(text).decode("utf-16-be") for cid, text in entries}
    shown = ""
    for named, digits in re.findall(r"(/F\d) \S+ Tf|<([0-9A-F]+)> Tj", drawn):
        face = named or face
        shown += "".join(letters[face][digits[at : at + 4]] for at in range(0, len(digits), 4))
    return shown


def test_a_sheet_is_read_from_its_heading_to_its_code_row_by_row() -> None:
    content = replace(one("en"), provisional=False)
    read = spoken(sheets_pdf([content]))
    assert read[0] == ("/H1", "Customer Service Assessment 2026-10")
    assert read[-1] == ("/P", content.code)
    line = content.lines[0]
    at = next(at for at, (role, text) in enumerate(read) if role == "/TH" and text.startswith(line.name))
    row = [text for role, text in read[at + 1 : at + 4] if role == "/TD"]
    assert row[:2] == [line.value, line.n]
    assert row[2].startswith(line.interval)
    headings = [text for role, text in read if role == "/H2"]
    assert headings == [
        "Supervisor's comment",
        "Largest loss of points",
        "Agreed action",
        "Agent's statement",
        "Your rights",
    ]


def test_words_stay_apart_where_a_line_ends() -> None:
    read = [text for _role, text in spoken(sheets_pdf([one("en")]))]
    (rights,) = (text for text in read if text.startswith("You may inspect"))
    content = Words("en")(
        "You may inspect the records behind every figure. If you disagree, you may appeal in writing to "
        "{whom} up to {time}. Your signature confirms receipt only, not agreement."
    )
    assert rights == content.format(whom="Wang Fang (manager)", time="7 working days after receipt")


def test_a_stream_that_ends_like_a_line_keeps_its_length() -> None:
    """One byte in 256 does: of a font, a page, a list of marks."""
    contents = (str(number).encode() for number in range(100_000))
    odd = next(one for one in contents if zlib.compress(one).endswith(b"\r"))
    file = PdfFile()
    file.stream(odd)
    assert b"\r\r\nendstream" in b"".join(file._parts)


def test_all_that_is_printed_is_read_but_for_what_each_page_repeats() -> None:
    content = of_all_kinds("en")
    read = [text for _role, text in spoken(sheets_pdf([content]))]
    pages = compose(content)
    assert len(pages) > 2
    assert sum(text == "95% interval" for text in read) == 1
    assert not any("continued" in text or text.startswith("Page ") for text in read)
    everything = "".join("".join(read).split())
    for line in content.lines:
        assert "".join(line.name.split()) in everything
    for page in pages:
        for mark, tag in zip(page.texts, page.tags, strict=True):
            assert tag is not None or _of_the_page(page, mark.y), mark.text


def _of_the_page(page: Page, y: float) -> bool:
    """Whether a mark stands in the head or foot of a page, or in a heading that is repeated."""
    tagged = [mark.y for mark, tag in zip(page.texts, page.tags, strict=True) if tag is not None]
    body = [other for other in tagged if other < 780]
    return y < min(body) or y > 780


# ---- what it says about itself


def information(pdf: bytes) -> dict[str, str]:
    found = PdfReader(io.BytesIO(pdf)).metadata
    assert found is not None
    return {key[1:]: str(value) for key, value in found.items()}


def packet(pdf: bytes) -> dict[str, str]:
    """The simple properties of the XMP packet, and the first of lists, by their local names."""
    metadata = PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Metadata"]  # type: ignore[index]
    assert "/Filter" not in metadata
    root = ElementTree.fromstring(metadata.get_data())
    return {
        element.tag.rpartition("}")[2]: "".join(element.itertext()).strip()
        for described in root[0]
        for element in described
        if "extension" not in element.tag
    }


def test_one_sheet_is_named_after_its_agent_and_many_after_the_office() -> None:
    content = one("en")
    pdf = sheets_pdf([content], printed=PRINTED)
    said, also = information(pdf), packet(pdf)
    who = content.identity
    assert said["Title"] == f"Customer Service Assessment 2026-10 {who.name} {who.staff_no}"
    assert said["Author"] == "Longhua Minzhi Branch"
    assert said["Subject"] == "Standard courier scorecard, version 1"
    assert (also["title"], also["creator"], also["description"], also["Producer"]) == (
        said["Title"],
        said["Author"],
        said["Subject"],
        said["Producer"],
    )
    together = information(sheets_pdf(many(2), printed=PRINTED))["Title"]
    assert together == "客服人员考核表 2026-10 龙华民治营业部"


@pytest.mark.parametrize(
    "when, info, xmp",
    [
        (PRINTED, "D:20261105100102+08'00'", "2026-11-05T10:01:02+08:00"),
        (datetime(2026, 11, 5, tzinfo=UTC), "D:20261105000000+00'00'", "2026-11-05T00:00:00+00:00"),
        (
            datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
            "D:20260102030405-03'30'",
            "2026-01-02T03:04:05-03:30",
        ),
    ],
)
def test_when_it_was_made_is_true_with_the_hours_ahead_of_utc(when: datetime, info: str, xmp: str) -> None:
    pdf = sheets_pdf([one()], printed=when)
    assert {information(pdf)[name] for name in ("CreationDate", "ModDate")} == {info}
    assert {packet(pdf)[name] for name in ("CreateDate", "ModifyDate", "MetadataDate")} == {xmp}


def test_what_is_only_looked_at_has_no_date() -> None:
    pdf = sheets_pdf([one()])
    assert "CreationDate" not in information(pdf)
    assert "CreateDate" not in packet(pdf)


def test_a_name_with_characters_that_xml_cannot_hold_loses_them() -> None:
    pdf = sheets_pdf([oddly_named(one())], printed=PRINTED)
    assert packet(pdf)["creator"] == information(pdf)["Author"] == "<&>]]>  “名” \U00020087\U0001f600"


def test_a_reader_counts_the_pages_of_each_sheet_in_a_merged_file() -> None:
    contents = [of_all_kinds("en"), *many(3, "en")[1:]]
    reader = PdfReader(io.BytesIO(sheets_pdf(contents)))
    first = len(compose(contents[0]))
    assert reader.page_labels[:2] == ["KF1001 1", "KF1001 2"]
    assert reader.page_labels[first:] == ["KF1002 1", "KF1003 1"]
    assert reader.page_mode == "/UseOutlines"
    assert PdfReader(io.BytesIO(sheets_pdf([one()]))).page_mode != "/UseOutlines"
