"""What a listing on paper says: plain data, so that who words it need not wait for what draws it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ListingSection:
    """A table with its title; `note` stands below the title.

    `figures` are the columns of figures, set at the right; `widths` are shares of the page's width, as the
    texts need where none are given. A table `to_write` in has rows high enough for a signature.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    figures: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()
    to_write: bool = False


@dataclass(frozen=True)
class ListingContent:
    """All of it, in its language ("zh_CN" or "en")."""

    language: str
    title: str
    about: str  # below the title
    office: str
    sections: tuple[ListingSection, ...]
