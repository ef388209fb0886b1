"""Code 128: the widths of a bar code's bars and gaps."""

from __future__ import annotations

from functools import lru_cache

QUIET_MODULES = 10  # blank space a reader needs on either side


@lru_cache(maxsize=1000)
def code_128(text: str) -> tuple[int, ...]:
    """Widths of bar, gap, bar, … in modules, for `text` in ASCII. Raises ValueError for anything else."""
    if not text.isascii() or not text.isprintable() or not text:
        raise ValueError(f"{text!r} cannot be a Code 128 bar code")
    from reportlab.graphics.barcode.code128 import Code128

    code = Code128(text, quiet=0)
    code.validate()
    code.encode()
    code.decompose()
    # ReportLab writes a bar as a capital, a gap as a small letter: A/a is one module wide, D/d four.
    return tuple(ord(letter.upper()) - ord("A") + 1 for letter in code.decomposed)
