"""From what a sheet says to its pages: blocks placed one below the other, rows and comments flowing over."""

from __future__ import annotations

from typing import Final

from qadesk.i18n import translations
from qadesk.printing import sheet_blocks as blocks
from qadesk.printing import sheet_table as table
from qadesk.printing.page import Page, wrapped
from qadesk.printing.sheet import SheetContent

_BLANK_LINES: Final = 2  # to write a comment on where none was typed


def compose(content: SheetContent) -> tuple[Page, ...]:
    """The pages of one sheet, numbered "page x of y"."""
    return _Composer(content).compose()


class _Composer:
    """One sheet on its way to paper: the pages so far and how far down the last one is filled."""

    def __init__(self, content: SheetContent) -> None:
        self._content = content
        self._tr = translations(content.language).gettext
        self._page = Page()
        self._pages = [self._page]
        self._y = 0.0

    def compose(self) -> tuple[Page, ...]:
        content, tr = self._content, self._tr
        self._y = blocks.title(self._page, content, tr)
        self._y = blocks.identity(self._page, self._y, content, tr)
        self._y = blocks.result(self._page, self._y, content, tr)
        self._table()
        self._notes()
        self._remarks()
        self._room(blocks.next_step_height(content))
        self._y = blocks.next_step(self._page, self._y, content, tr)
        self._rights_and_signatures()
        for number, page in enumerate(self._pages, 1):
            blocks.footer(page, number, len(self._pages), content, tr)
        return tuple(self._pages)

    def _table(self) -> None:
        content, tr = self._content, self._tr
        rows: list[table.Row | table.Extra] = [table.Row(line, tr) for line in content.lines]
        rows += [table.Extra(line, tr("Bonus points on the total")) for line in content.bonuses]
        rows += [table.Extra(line, tr("Red line")) for line in content.red_lines]
        self._y = table.heading(self._page, self._y, content, tr)
        for row in rows:
            if self._room(row.height):
                self._y = table.heading(self._page, self._y, content, tr)
            row.draw(self._page, self._y)
            self._y += row.height
        self._room(20)
        self._y = blocks.sums(self._page, self._y, content, tr)

    def _remarks(self) -> None:
        content = self._content
        title = self._tr("Supervisor's comment")
        lines = [line for remark in content.remarks for line in blocks.remark_lines(remark)]
        self._room(32 + min(max(len(lines), _BLANK_LINES), 3) * blocks.LEADING)
        base = blocks.caption(self._page, self._y, title)
        if not lines:
            for number in range(_BLANK_LINES):
                at = base + 4 + number * 18
                self._page.rule(table.EDGE_LEFT, at, table.EDGE_RIGHT, at, 0.4)
            self._y = base + 4 + (_BLANK_LINES - 1) * 18
            return
        for line in lines:
            self._y = base - 9
            if self._room(blocks.LEADING):
                base = blocks.caption(self._page, self._y, self._tr("{title} (continued)").format(title=title))
            self._page.text(table.EDGE_LEFT, base, line, 9)
            base += blocks.LEADING
        self._y = base - 9

    def _notes(self) -> None:
        self._y += 4
        for note in self._content.notes:
            lines = wrapped(note, table.SMALL, blocks.INNER)
            self._room(len(lines) * 8.8)
            self._page.lines(table.EDGE_LEFT, self._y + 7, lines, table.SMALL, 8.8)
            self._y += len(lines) * 8.8

    def _rights_and_signatures(self) -> None:
        """Rights follow the text; the signatures stand at the foot of the last page, whole."""
        content, tr = self._content, self._tr
        self._room(blocks.rights_height(content, tr) + blocks.SIGNATURES_HEIGHT)
        blocks.rights(self._page, self._y, content, tr)
        blocks.signatures(self._page, blocks.BODY_BOTTOM - blocks.SIGNATURES_HEIGHT, tr)

    def _room(self, height: float) -> bool:
        """Begin a new page if `height` does not fit below; says whether it did."""
        if self._y + height <= blocks.BODY_BOTTOM:
            return False
        self._page = Page()
        self._pages.append(self._page)
        self._y = blocks.running_title(self._page, self._content, self._tr)
        return True
