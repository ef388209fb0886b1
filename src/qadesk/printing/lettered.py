"""What a letter or certificate says: plain data, so that who words it need not wait for what draws it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LetterContent:
    """What one says. `facts` stand in small print below the paragraphs; `framed`: a certificate."""

    language: str
    office: str
    title: str
    to: str
    paragraphs: tuple[str, ...]
    signed: str  # below the line
    day: str
    facts: tuple[str, ...] = ()
    framed: bool = False
