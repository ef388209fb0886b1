"""Whether a PDF can be kept, as a validator of PDF/A and PDF/UA says."""

from __future__ import annotations

import page as validator

FORMS = ("2a", "ua1")


def complaints(pdf: bytes, form: str) -> set[str]:
    """The rules of PDF/A-2a ("2a") or PDF/UA-1 ("ua1") that a file breaks."""
    return {failure.rule_id for failure in validator.validate_pdf_bytes(pdf, profile=form).failures}
