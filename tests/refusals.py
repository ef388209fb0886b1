"""A refusal is known by its code: the sentences may be worded better at any time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from qadesk.errors import UserError


@contextmanager
def refuses(code: str, *named: object, because: str = "") -> Iterator[pytest.ExceptionInfo[UserError]]:
    """What is done inside is refused with that code; what is told names all these.

    `because` are the codes of what it lists, each once, in order, with blanks between.
    """
    with pytest.raises(UserError) as told:
        yield told
    assert told.value.code == code, f"{told.value.code}: {told.value}"
    if because:
        assert list(dict.fromkeys(told.value.because)) == because.split()
    assert [one for one in named if not names(str(told.value), one)] == [], str(told.value)


def names(text: str, one: object) -> bool:
    """Whether a text names this, and not only something longer: 5 is not named by 15, nor KF1 by KF10."""
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(str(one))}(?![0-9A-Za-z])", text) is not None
