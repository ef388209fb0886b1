"""What packs and documents say, without what differs each time they are made."""

from __future__ import annotations

import json
import re
from typing import Any

import pypdfium2 as pdfium

from qadesk.services.evidence_pack import pack
from qadesk.storage.office import Office


def pack_said(office: Office, code: str, who: str) -> Any:
    """What a pack says, without row numbers and what hangs on the trail."""
    files, about = pack.contents(office, code, who)
    assessment, records = (json.loads(files[f"data/{name}.json"]) for name in ("assessment", "records"))
    figures = [[one["figures"] for one in kind["records"]] for kind in records["kinds"]]
    return assessment["text"], assessment["sheet"], figures, about.customers, files["records.xlsx"]


def document_said(pdf: bytes) -> str:
    """The text of a document, without when it was printed."""
    pages = pdfium.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "", text)
