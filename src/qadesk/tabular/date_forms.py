"""Dates and times as some systems write them, put into the usual form that `dates` understands."""

from __future__ import annotations

import re
from typing import Final

_FORMS: Final = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        # oct 02 09:00:00 2026, as C and mail programs write it
        (r"([a-z]{3,9})\s+(\d{1,2})\s+(\d{1,2}:\d{2}(?::\d{2})?)\s+(?:[a-z]{3,4}\s+)?(\d{4})",
         r"\2 \1 \4 \3"),
        # 2026-10-01-09.05.00 and 2026-10-01_09-05-00, as databases and file names have it
        (r"(\d{4}-\d{2}-\d{2})[-_ ](\d{2})[.-](\d{2})[.-](\d{2})(\.\d+)?", r"\1 \2:\3:\4"),
        # 01-oct-26 09.00.00 am
        (r"(.*\d)\s+(\d{1,2})\.(\d{2})(?:\.(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)", r"\1 \2:\3:\4 \5"),
        # ... utc, gmt, (utc+08:00), +0800 cst, +08
        (r"(.*:\d{2}(?:\.\d+)?)\s*\(?(?:utc|gmt)\)?", r"\1 z"),
        (
            r"(.*:\d{2}(?:\.\d+)?(?:\s*[ap]m)?)\s*\(?(?:utc|gmt)?([+-]\d{2}):?(\d{2})\)?(?:\s+\(?[a-z]{2,5}\)?)?",
            r"\1 \2:\3",
        ),
        (r"(.*:\d{2}(?:\.\d+)?)\s*\(?(?:utc|gmt)?([+-])(\d)(?!\d)\)?", r"\1 \g<2>0\3:00"),
        (r"(.*:\d{2}(?:\.\d+)?)\s*\(?(?:utc|gmt)?([+-]\d{2})\)?", r"\1 \2:00"),
        # october 1, 2026 at 9:00 am; 1.10.2026 09:05 uhr; 2026/10/01(木) 09:05; 2026-10-01t09:05
        (r"(.*\d)\s+at\s+(\d.*)", r"\1 \2"),
        (r"(.*\d)\s*uhr", r"\1"),
        (r"(.*\d)\s*\([月火水木金土日]\)\s*(.*)", r"\1 \2"),
    )
)  # fmt: skip


def usual_form(text: str) -> str:
    """The text in the usual form; as it is if it is in none of these."""
    for pattern, form in _FORMS:
        match = pattern.fullmatch(text)
        if match is not None:
            return match.expand(form).replace(": ", " ").strip()  # a part that is not there leaves its mark
    return text
