"""The walks through the code name what is there, and are as long as they say."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "journeys.md").read_text("utf-8")
WALKS = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
NAMES = sorted({name for walk in WALKS for name in re.findall(r"`([a-z_]+(?:\.\w+)+)`", walk)})


def module_of(name: str) -> tuple[str, object]:
    """The module that holds a dotted name below `qadesk`, and what has that name."""
    parts = ["qadesk", *name.split(".")]
    for length in range(len(parts) - 1, 1, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        module = found
        for part in parts[length:]:
            found = getattr(found, part)
        return str(module.__name__), found  # type: ignore[attr-defined]
    raise AssertionError(f"{name}: no such module")


@pytest.mark.parametrize("name", NAMES)
def test_what_a_walk_names_is_there(name: str) -> None:
    assert callable(module_of(name)[1])


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.partition("\n")[0])
def test_a_walk_enters_as_many_files_as_it_says(walk: str) -> None:
    said = re.search(r"(\d+) files\.", walk)
    assert said is not None
    entered = {module_of(name)[0] for name in re.findall(r"`([a-z_]+(?:\.\w+)+)`", walk)}
    assert len(entered) == int(said[1])
    steps = re.findall(r"^\d+\. `", walk, flags=re.MULTILINE)
    assert len(steps) <= int(said[1])
