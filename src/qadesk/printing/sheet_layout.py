"""From what a sheet says to its pages: blocks placed one below the other, rows and comments flowing over."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from qadesk.printing import sheet_blocks as blocks
from qadesk.printing import sheet_table as table
from qadesk.printing.page import Page, wrapped
from qadesk.printing.sheet import SheetContent
from qadesk.printing.tags import Structure
from qadesk.printing.words import Words

_BEFORE_SIGNING: Final = 28.0


def compose(content: SheetContent, printed: datetime | None = None) -> tuple[Page, ...]:
    """The pages of one sheet, numbered "page x of y"; `printed` is when, in the office's time."""
    return _Composer(content, printed).compose()


class _Composer:
    """One sheet on its way to paper: the pages so far and how far down the last one is filled."""

    def __init__(self, content: SheetContent, printed: datetime | None) -> None:
        self._content = content
        self._printed = printed
        self._ = Words(content.language)
        self._structure = Structure()
        self._page = Page(self._structure)
        self._pages = [self._page]
        self._y = 0.0

    def compose(self) -> tuple[Page, ...]:
        content, _ = self._content, self._
        self._y = blocks.title(self._page, content, _)
        self._y = blocks.identity(self._page, self._y, content, _)
        self._y = blocks.result(self._page, self._y, content, _)
        self._y = blocks.revised(self._page, self._y, content)
        if content.lines:
            self._table()
            self._notes()
        self._remarks()
        self._room(blocks.next_step_height(content))
        self._y = blocks.next_step(self._page, self._y, content, _)
        self._rights_and_signatures()
        for number, page in enumerate(self._pages, 1):
            self._structure.current = None
            blocks.footer(page, number, len(self._pages), content, self._printed, _)
            page.across = _("PROVISIONAL") if content.provisional else ""
            if content.superseded:
                page.across = _("SUPERSEDED")
        return tuple(self._pages)

    def _table(self) -> None:
        content, _ = self._content, self._
        at = table.columns(content)
        rows: list[table.MeasuredRow | table.Extra] = [
            table.MeasuredRow(line, at, _) for line in content.lines
        ]
        rows += [table.Extra(line, at, _("Bonus"), _) for line in content.bonuses]
        rows += [table.Extra(line, at, _("Red line"), _) for line in content.red_lines]
        rows += [table.Extra(line, at, _("For reference"), _) for line in content.references]
        with self._structure.within("Table"):
            self._y = table.heading(self._page, self._y, content, _)
            for row in rows:
                together = row.height + (blocks.SUMS_HEIGHT if row is rows[-1] else 0)
                if self._room(together):
                    with self._structure.aside():
                        self._y = table.heading(self._page, self._y, content, _)
                with self._structure.within("TR"):
                    row.draw(self._page, self._y)
                self._y += row.height
            with self._structure.within("TR"):
                self._y = blocks.sums(self._page, self._y, content, _)

    def _remarks(self) -> None:
        content = self._content
        title = self._("Supervisor's comment")
        remarks = [blocks.remark_lines(remark) for remark in content.remarks] or [(self._("(none)"),)]
        self._room(blocks.CAPTION + min(sum(map(len, remarks)), 3) * blocks.LEADING)
        base = blocks.caption(self._page, self._y, title)
        for remark in remarks:
            self._structure.tag("P")
            for line in remark:
                self._y = base - 9
                if self._room(blocks.LEADING):
                    again = self._("{title} (continued)").format(title=title)
                    with self._structure.aside():
                        base = blocks.caption(self._page, self._y, again)
                self._page.lines(table.EDGE_LEFT, base, (line,), 9, blocks.LEADING)
                base += blocks.LEADING
        self._y = base - 9

    def _notes(self) -> None:
        for note in self._content.notes:
            lines = wrapped(note, table.SMALL, blocks.INNER)
            self._room(4 + len(lines) * 8.8)
            self._y += 4
            self._structure.tag("P")
            self._page.lines(table.EDGE_LEFT, self._y + 7, lines, table.SMALL, 8.8)
            self._y += len(lines) * 8.8

    def _rights_and_signatures(self) -> None:
        """Rights follow the text; the signatures stand whole, at the foot of a first page."""
        content, _ = self._content, self._
        self._room(blocks.rights_height(content, _) + blocks.SIGNATURES_HEIGHT)
        below = blocks.rights(self._page, self._y, content, _)
        foot = blocks.BODY_BOTTOM - blocks.SIGNATURES_HEIGHT
        if len(self._pages) > 1:  # no blank above the signatures into which text could be put afterwards
            foot = min(foot, below + _BEFORE_SIGNING)
        blocks.signatures(self._page, foot, _)

    def _room(self, height: float) -> bool:
        """Begin a new page if `height` does not fit below; says whether it did."""
        if self._y + height <= blocks.BODY_BOTTOM:
            return False
        self._page = Page(self._structure)
        self._pages.append(self._page)
        with self._structure.aside():
            self._y = blocks.running_title(self._page, self._content, self._)
        return True
