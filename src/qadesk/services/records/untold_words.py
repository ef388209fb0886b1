"""What is said of records that cannot tell something, and of figures that were imported as totals only."""

from __future__ import annotations

from collections.abc import Callable

from qadesk import formats
from qadesk.domain.untold import Untold
from qadesk.errors import joined
from qadesk.kinds.kind import Records
from qadesk.kinds.registry import all_records


def why(field: str, _: Callable[[str], str]) -> str:
    """Why an indicator is missing, in the language that `_` translates into."""
    return _(_needing(field).lacking[field])


def why_with_numbers(found: Untold, _: Callable[[str], str]) -> str:
    """The same with how many records do not count for it, where others do."""
    if found.n == found.of:
        return why(found.field, _)
    words = _(_needing(found.field).not_counted)
    return joined(words.format(n=formats.count(found.n), total=formats.count(found.of)), why(found.field, _))


def _needing(field: str) -> Records:
    """The first kind whose files may lack a field."""
    for kind in all_records().values():
        if field in kind.lacking:
            return kind
    raise KeyError(field)
