"""Tables on paper: what is short stands on one line, whatever long texts stand beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from qadesk.printing.listed import ListingContent, ListingSection
from qadesk.printing.listing import listing_pdf


def lines(section: ListingSection) -> list[str]:
    content = ListingContent("en", "Trail", "", "East", (section,))
    made = listing_pdf(content, datetime(2026, 12, 1, tzinfo=UTC))
    return [line for page in PdfReader(BytesIO(made)).pages for line in page.extract_text().splitlines()]


def test_short_texts_are_not_broken_beside_long_ones() -> None:
    heads = ("No.", "When", "Who", "What was done", "To what", "What changed", "Why")
    row = ("64", "2026-12-01 20:34", "示例主管", "Personal data written", "October", "x " * 90, "y " * 40)
    odd = (*row[:4], "one subject alone is much longer than all the others are " * 3, *row[5:])
    said = lines(ListingSection("Changes", heads, (*[row] * 9, odd)))
    for short, times in (("2026-12-01 20:34", 10), ("示例主管", 10), ("October", 9)):
        assert sum(short in line for line in said) == times
