"""Imports every file of the shapes table and writes what came of it: `python -m tools.shapes_table`.

`docs/import-shapes.md` is rewritten; with file names (or parts of them) only those are tried, and told.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.shape_variations import PLAIN, VARIATIONS
from tests.shapes import KINDS, Outcome, Shape, make_office, outcome, shapes

DOCUMENT = Path(__file__).parents[1] / "docs" / "import-shapes.md"
HEAD = """# What becomes of an export that nobody mapped

Each file below is a small one after a real system's export, all content made up. It is imported without a
mapping into an office whose month October 2026 is open; what is stored is held against what the file means
(`tests/data/shapes/truth.yaml`, written from the exporting system's point of view).

*right*: every figure is stored as meant. *asked*: refused or asked in a sentence, nothing stored that would
be another figure (or the rows in doubt refused by line, the others as meant). *wrong*: anything else.

Made by `python -m tools.shapes_table`. `tests/integration/test_shapes.py` holds it, and tries {variations}
variations of plain files (columns and rows in another order, other words for headings, other dates,
encodings and delimiters, titles, notes): their figures stay the same, or are asked.

"""
# What a file that holds nothing to store looks like, by how its name begins.
LOOKS = {
    "tic": "complaints",
    "sur": "surveys",
    "del": "deliveries",
    "cou": "deliveries",
    "tot": "totals",
    "ros": "roster",
}
SEVERAL = "several kinds"


def kind_of(shape: Shape) -> str:
    """What the file holds, for the counts."""
    if len(shape.records) > 1:
        return SEVERAL
    if shape.records:
        return next(iter(shape.records))
    return LOOKS.get(shape.name.removeprefix("cases/").removeprefix("wb_")[:3], "calls")


def document(made: Iterable[tuple[Shape, Outcome]]) -> str:
    """The page of documentation."""
    made = list(made)
    lines = [HEAD.format(variations=len(PLAIN) * len(VARIATIONS))]
    lines.append("| file | what it is after | outcome |\n|---|---|---|\n")
    lines += [f"| `{shape.name}` | {shape.about} | {one.verdict} |\n" for shape, one in made]
    lines.append("\n| kind | files | right | asked | wrong | wrong in silence |\n|---|---|---|---|---|---|\n")
    for kind in (*KINDS, SEVERAL, "all"):
        some = [one for shape, one in made if kind in (kind_of(shape), "all")]
        count = Counter(one.verdict for one in some)
        counts = [len(some), count["right"], count["asked"], count["wrong"], sum(one.silent for one in some)]
        lines.append(f"| {kind} | " + " | ".join(map(str, counts)) + " |\n")
    return "".join(lines)


def main(names: list[str]) -> int:
    """All, or those whose name has one of `names` in it; 1 where anything is wrong."""
    chosen = [shape for shape in shapes() if not names or any(name in shape.name for name in names)]
    with tempfile.TemporaryDirectory() as folder:
        base = make_office(Path(folder) / "base.qadesk")
        made = [(shape, outcome(shape, base, Path(folder))) for shape in chosen]
    for shape, one in made:
        if names or one.verdict not in shape.allowed:
            print(f"{shape.name}: {one.verdict}, exit codes {one.codes}\n  {one.why}\n{one.said}\n")
    if not names:
        DOCUMENT.write_text(document(made), "utf-8")
    print(dict(Counter(one.verdict for _shape, one in made)))
    return int(any(one.verdict == "wrong" for _shape, one in made))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
