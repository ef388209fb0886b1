"""What the publication notice of a scorecard says, as texts in its language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NoticeLine:
    """One indicator; `weight` is empty where it is not weighed."""

    name: str
    detail: str  # where its value comes from, which way is better
    weight: str
    standard: str
    rule: str


@dataclass(frozen=True)
class NoticeSection:
    """A section of the table; `note` says what bounds it."""

    name: str
    weight: str
    lines: tuple[NoticeLine, ...]
    note: str = ""


@dataclass(frozen=True)
class NoticeGrade:
    """One grade: its name, the totals it takes, how many may have it at most ("" for any number)."""

    code: str
    name: str
    totals: str
    quota: str = ""


@dataclass(frozen=True)
class NoticeLevel:
    """What one level of a rating looks like."""

    level: str
    name: str
    wording: str


@dataclass(frozen=True)
class NoticeRating:
    """The levels of one rated indicator, best first."""

    indicator: str
    levels: tuple[NoticeLevel, ...]


@dataclass(frozen=True)
class NoticeContent:
    """All of it. `language` is "zh_CN" or "en"; `facts` are labels with what stands beside them."""

    language: str
    office: str
    scorecard: str
    version: str
    standing: str  # "" for what is in force; else why it is not, in words
    facts: tuple[tuple[str, str], ...]
    sections: tuple[NoticeSection, ...]
    total: str  # what the weights add up to
    grades: tuple[NoticeGrade, ...]
    notes: tuple[str, ...] = ()
    ratings: tuple[NoticeRating, ...] = ()
    readers: tuple[tuple[str, str], ...] = ()  # staff number and name of who signs that they know it
    trail: str = ""  # the head of the trail when it was printed
