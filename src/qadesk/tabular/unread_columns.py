"""Columns that are named like a field which is needed, and whose cells cannot be read as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from qadesk.i18n import _
from qadesk.kinds.kind import FileField, Kind
from qadesk.tabular.beside import quoted
from qadesk.tabular.header_words import fields_named
from qadesk.tabular.text import Cell, cell_text

_SHOWN: Final = 3  # cells in a sentence


def unread(
    kind: Kind,
    lacking: Iterable[FileField],
    headers: Sequence[str],
    samples: Sequence[Sequence[Cell]],
    taken: Iterable[int],
) -> Iterator[str]:
    """A sentence for each column that names a `lacking` field; `taken` are the columns of other fields."""
    free = [at for at in range(len(headers)) if at not in {*taken}]
    for field in lacking:
        for at in free:
            named = fields_named(kind.name, headers[at]).get(field.name)
            if named is None or not named.whole:
                continue
            cells = [text for text in dict.fromkeys(map(cell_text, samples[at])) if text]
            text = _("“{header}” is the column for {field}, but its cells cannot be read: {cells}.")
            yield text.format(header=headers[at], field=_(field.label), cells=quoted(cells, _SHOWN))
