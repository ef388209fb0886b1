"""Letters and certificates: what is read on them, that they can be kept, one page each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest

from qadesk.printing.letter import letters_pdf
from qadesk.printing.lettered import LetterContent
from tests.unit.printing.kept import FORMS, complaints

AT = datetime(2026, 10, 8, 9, 30, tzinfo=UTC)
LETTER = LetterContent(
    "zh_CN", "城东营业部", "获奖通知", "张三（KF1001）",
    ("您在2026年9月的考核中荣获“月度服务之星”，特此祝贺！",), "签名", "2026-10-08", ("总分 98.88。" * 12,),
)  # fmt: skip
CERTIFICATE = replace(LETTER, title="奖状", to="张三", facts=(), framed=True)
ENGLISH = replace(LETTER, language="en", title="Notice of an award", to="Anna Schmidt (KF1006)")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("content", [LETTER, CERTIFICATE, ENGLISH])
def test_it_can_be_kept(content: LetterContent, form: str) -> None:
    assert complaints(letters_pdf([content], AT), form) == set()


def test_each_has_a_page_and_all_it_says_is_on_it() -> None:
    document = pypdfium2.PdfDocument(letters_pdf([LETTER, CERTIFICATE, ENGLISH], AT))
    texts = [page.get_textpage().get_text_bounded().replace("\r\n", "") for page in document]
    assert len(texts) == 3
    for text, content in zip(texts, (LETTER, CERTIFICATE, ENGLISH), strict=True):
        for said in (content.title, content.to, content.office, content.day, *content.paragraphs):
            assert said.replace("“", '"')[:12] in text.replace("“", '"')
    assert "98.88" not in texts[1], "a certificate tells no figures"


def test_the_same_gives_the_same_file() -> None:
    assert letters_pdf([LETTER], AT) == letters_pdf([LETTER], AT)
    with pytest.raises(ValueError, match="at least one"):
        letters_pdf([], AT)
