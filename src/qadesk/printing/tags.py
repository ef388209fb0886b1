"""What the marks of a paper are – heading, paragraph, cell of a table – in the order in which it is read.

A PDF that says so is "tagged" (ISO 32000-1, 14.8): a screen reader reads it aloud row by row and names the
columns, and copying keeps the order. What stands on a page for the page's sake, such as rules, page numbers
and repeated headings, belongs to no tag.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from qadesk.printing.pdf_file import PdfFile

COLUMN_HEAD: Final = "/A<</O/Table/Scope/Column>>"
ROW_HEAD: Final = "/A<</O/Table/Scope/Row>>"


def across(columns: int, scope: str = "", rows: int = 1) -> str:
    """The attributes of a cell that takes several columns or rows; `scope` (Column, Row) for a heading."""
    scoped = f"/Scope/{scope}" if scope else ""
    wide = f"/ColSpan {columns}" if columns > 1 else ""
    high = f"/RowSpan {rows}" if rows > 1 else ""
    return f"/A<</O/Table{scoped}{wide}{high}>>"


class Tag:
    """One element: its role as ISO 32000-1 names it (H1, P, Table, TR, TH, TD …) and where it is drawn."""

    __slots__ = ("attributes", "marks", "number", "parent", "role")

    def __init__(self, role: str, parent: Tag | None, attributes: str = "") -> None:
        self.role = role
        self.parent = parent
        self.attributes = attributes
        self.number = 0  # of its object
        self.marks: list[tuple[int, int]] | None = None  # number of a page's object, number of a mark on it


class Structure:
    """The tags of one paper while it is written: what is open, and to which tag the next marks belong."""

    def __init__(self) -> None:
        self.root = Tag("Sect", None)
        self.tags = [self.root]  # in reading order, each after the one it is below
        self.current: Tag | None = None  # None: for the page's sake
        self._open = self.root
        self._aside = False

    def tag(self, role: str, attributes: str = "") -> Tag:
        """A new tag below the open one; the next marks are its. Aside, they stay nobody's."""
        made = Tag(role, self._open, attributes)
        if not self._aside:
            self.tags.append(made)
            self.current = made
        return made

    @contextmanager
    def within(self, role: str) -> Iterator[None]:
        """A new tag is open meanwhile: what is tagged goes below it."""
        around = self._open
        self._open = self.tag(role)
        self.current = None
        yield
        self._open, self.current = around, None

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is marked meanwhile stands there for the page's sake."""
        before, self.current, self._aside = self.current, None, True
        yield
        self.current, self._aside = before, False


def numbered(file: PdfFile, structure: Structure) -> None:
    """Give every tag the number of its object."""
    for number, tag in enumerate(structure.tags, file.numbers(len(structure.tags))):
        tag.number = number


def write_tags(file: PdfFile, structure: Structure, parent: int) -> None:
    """Write the numbered tags of a paper below the object of the number `parent`."""
    below: dict[int, list[str]] = {}
    for tag in structure.tags[1:]:
        assert tag.parent is not None  # the first alone has none
        below.setdefault(tag.parent.number, []).append(f"{tag.number} 0 R")
    for tag in structure.tags:
        above = tag.parent.number if tag.parent else parent
        children = below.get(tag.number)
        content = f"/K[{' '.join(children)}]" if children else _marks(tag.marks) if tag.marks else ""
        file.put(tag.number, f"<</S/{tag.role}/P {above} 0 R{tag.attributes}{content}>>")


def write_root(file: PdfFile, root: int, document: int, papers: list[int], owners: Mapping[int, int]) -> None:
    """Write the root: one document of `papers`. `owners`: by a page's place, the array of its tags."""
    children = " ".join(f"{number} 0 R" for number in papers)
    file.put(document, f"<</S/Document/P {root} 0 R/K[{children}]>>")
    places = " ".join(f"{place} {number} 0 R" for place, number in owners.items())
    tree = file.add(f"<</Nums[{places}]>>")
    following = max(owners, default=-1) + 1
    body = f"/K {document} 0 R/ParentTree {tree} 0 R/ParentTreeNextKey {following}"
    file.put(root, f"<</Type/StructTreeRoot{body}>>")


def _marks(marks: list[tuple[int, int]]) -> str:
    """Where what a tag says is drawn."""
    page, first = marks[0]
    if len(marks) == 1:
        return f"/Pg {page} 0 R/K {first}"
    said = " ".join(
        str(mark) if on == page else f"<</Type/MCR/Pg {on} 0 R/MCID {mark}>>" for on, mark in marks
    )
    return f"/Pg {page} 0 R/K[{said}]"
