"""A refusal is known by its code: the sentences may be worded better at any time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from qadesk.errors import UserError


@contextmanager
def refuses(code: str, *named: object) -> Iterator[pytest.ExceptionInfo[UserError]]:
    """What is done inside is refused with that code, and what is told names all these."""
    with pytest.raises(UserError) as told:
        yield told
    assert told.value.code == code, f"{told.value.code}: {told.value}"
    text = str(told.value)
    assert [str(one) for one in named if str(one) not in text] == [], text
