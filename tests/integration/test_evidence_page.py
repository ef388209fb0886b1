"""The page that checks an evidence pack: its arithmetic is the program's, and it has words for all."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from qadesk.domain.decimals import half_up
from qadesk.resources import resource
from qadesk.services.evidence_pack import pack
from tests.evidence_page import evaluated


@given(
    st.lists(st.decimals(-(10**6), 10**6, places=6), min_size=2, max_size=2),
    st.integers(0, 4),
)
def exact(figures: list[Decimal], places: int) -> None:
    """Filled by the test below: one process for all examples."""
    EXAMPLES.append((figures[0], figures[1], places))


EXAMPLES: list[tuple[Decimal, Decimal, int]] = []


def test_its_arithmetic_is_ours() -> None:
    EXAMPLES.clear()
    exact()
    page, parts, wanted = pack.verifier(), [], []
    for one, other, places in EXAMPLES:
        a, b = f"Exact.of('{one}')", f"Exact.of('{other}')"
        parts += [f"Exact.text(Exact.mul({a}, {b}), {places})", f"Exact.text(Exact.sub({a}, {b}), {places})"]
        wanted += [
            half_up(one * other, Decimal(1).scaleb(-places)),
            half_up(one - other, Decimal(1).scaleb(-places)),
        ]
        if other:
            parts.append(f"Exact.text(Exact.div({a}, {b}), 3)")
            wanted.append(half_up(Fraction(one) / Fraction(other), Decimal("0.001")))
    assert list(map(Decimal, evaluated(page, f"[{', '.join(parts)}]"))) == wanted


def test_it_has_words_for_all_it_can_find() -> None:
    """Each in both languages."""
    page = pack.verifier()
    words = evaluated(page, "Words")
    sources = "".join(
        resource("evidence", name).read_text("utf-8") for name in ("verifier.js", "reckoning.js")
    )
    codes = set(re.findall(r'fault\("(\w+)"', sources)) | {"unreadable"}
    assert codes == set(words["faults"])
    assert all(len(pair) == 2 and all(pair) for part in ("steps", "faults") for pair in words[part].values())


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = pack.verifier()
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")
