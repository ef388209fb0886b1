"""Papers into one PDF that can be kept: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1).

Fonts are embedded as subsets, the colours are those of an embedded profile, everything is tagged, and the
metadata say so. There is no date but the one given. The same papers give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from qadesk.printing import srgb
from qadesk.printing.fonts import font
from qadesk.printing.metadata import Metadata, information, packet
from qadesk.printing.page import FACES, HEIGHT, WIDTH, Page, drawn
from qadesk.printing.pdf_file import PdfFile, references, text_string
from qadesk.printing.subset import Subset
from qadesk.printing.tags import numbered, write_root, write_tags


class Archive:
    """A document in the making: papers are added one after the other."""

    def __init__(self, about: Metadata) -> None:
        self._about = about
        self._file = file = PdfFile()
        self._faces = {bold: Subset(font(bold)) for bold in FACES}
        self._fonts = {bold: file.number() for bold in FACES}
        self._pages_above, self._resources = file.number(), file.number()
        self._root, self._document = file.number(), file.number()  # of the tags
        self._pages: list[int] = []
        self._papers: list[int] = []  # the numbers of their tags
        self._owners: dict[int, int] = {}  # by a page's place, the array of its marks' tags
        self._bookmarks: list[tuple[str, int]] = []
        self._labels: list[str] = []

    def add(self, pages: Sequence[Page], bookmark: str = "", label: str = "") -> None:
        """Add a paper; `bookmark` leads to it, `label` stands before the numbers of its pages in a reader."""
        file, structure = self._file, pages[0].structure
        numbered(file, structure)
        first = len(self._pages)
        for place, page in enumerate(pages, first):
            content, owners = drawn(page, self._faces)
            stream, number = file.stream(content), file.number()
            for mark, tag in enumerate(owners):
                if tag.marks is None:
                    tag.marks = []
                tag.marks.append((number, mark))
            self._owners[place] = file.add(references([tag.number for tag in owners]))
            file.put(
                number,
                f"<</Type/Page/Parent {self._pages_above} 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]"
                f"/Resources {self._resources} 0 R/Contents {stream} 0 R/StructParents {place}>>",
            )
            self._pages.append(number)
        write_tags(file, structure, self._document)
        self._papers.append(structure.root.number)
        if bookmark:
            self._bookmarks.append((bookmark, self._pages[first]))
        if label:
            self._labels.append(f"{first}<</S/D/P{text_string(label)}>>")

    def finish(self) -> bytes:
        """The whole file."""
        file, about = self._file, self._about
        used = {bold: number for bold, number in self._fonts.items() if self._faces[bold]}
        for bold, number in self._fonts.items():
            if bold in used:
                self._faces[bold].write(file, number)
            else:
                file.put(number, "null")
        named = "".join(f"/{FACES[bold]} {number} 0 R" for bold, number in used.items())
        file.put(self._resources, f"<</Font<<{named}>>>>")
        pages = f"/Count {len(self._pages)}/Kids{references(self._pages)}"
        file.put(self._pages_above, f"<</Type/Pages{pages}>>")
        write_root(file, self._root, self._document, self._papers, self._owners)
        metadata = file.stream(packet(about), "/Type/Metadata/Subtype/XML", packed=False)
        catalog = file.add(
            f"<</Type/Catalog/Pages {self._pages_above} 0 R/Lang({about.language_tag})"
            f"/MarkInfo<</Marked true>>/StructTreeRoot {self._root} 0 R/Metadata {metadata} 0 R"
            f"/ViewerPreferences<</DisplayDocTitle true>>{self._colours()}{self._contents()}>>"
        )
        return file.finish(catalog, file.add(information(about)))

    def _colours(self) -> str:
        """The output intent: what the colours of the pages mean."""
        profile = self._file.stream(srgb.profile(), "/N 3")
        named = f"/OutputConditionIdentifier({srgb.NAME})/Info({srgb.NAME})"
        intent = f"<</Type/OutputIntent/S/GTS_PDFA1{named}/DestOutputProfile {profile} 0 R>>"
        return f"/OutputIntents[{intent}]"

    def _contents(self) -> str:
        """Bookmarks and the labels of pages, where there are any."""
        labels = f"/PageLabels<</Nums[{''.join(self._labels)}]>>" if self._labels else ""
        if not self._bookmarks:
            return labels
        file = self._file
        above, numbers = file.number(), [file.number() for _ in self._bookmarks]
        for at, (title, page) in enumerate(self._bookmarks):
            before = f"/Prev {numbers[at - 1]} 0 R" if at else ""
            after = f"/Next {numbers[at + 1]} 0 R" if at + 1 < len(numbers) else ""
            said = f"/Title{text_string(title)}/Parent {above} 0 R{before}{after}"
            file.put(numbers[at], f"<<{said}/Dest[{page} 0 R/Fit]>>")
        ends = f"/First {numbers[0]} 0 R/Last {numbers[-1]} 0 R/Count {len(numbers)}"
        file.put(above, f"<</Type/Outlines{ends}>>")
        return f"{labels}/Outlines {above} 0 R/PageMode/UseOutlines"
