"""Small exports of many systems, imported without a mapping: each comes out right or is asked, none wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import on_server, shape_variations
from tests.shapes import FOLDER, Outcome, Shape, call, make_office, outcome, read_back, shapes

DOCUMENT = Path(__file__).parents[2] / "docs" / "import-shapes.md"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with the roster of the cases and an open month; each test imports into a copy."""
    return make_office(tmp_path_factory.mktemp("shapes") / "base.qadesk")


def _told(made: Outcome) -> str:
    return f"{made.verdict}, exit codes {made.codes}\n{made.why}\nsaid:\n{made.said}"


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.name)
def test_a_shape_is_right_or_asked(shape: Shape, base: Path, tmp_path: Path) -> None:
    made = outcome(shape, base, tmp_path)
    assert made.verdict in shape.allowed, _told(made)
    if made.verdict == "asked":
        assert made.said
        assert "Traceback" not in made.said


@pytest.mark.parametrize("vary", shape_variations.VARIATIONS, ids=lambda vary: vary.__name__)
@pytest.mark.parametrize("name", shape_variations.PLAIN)
def test_written_another_way_it_means_the_same(
    name: str, vary: Callable[[shape_variations.Rows, Path], Path], base: Path, tmp_path: Path
) -> None:
    shape = next(one for one in shapes() if one.name == name)
    varied = vary(shape_variations.read(FOLDER / name), tmp_path / name)
    made = outcome(shape, base, tmp_path, [varied])
    assert made.verdict != "wrong", _told(made)


def test_rows_that_may_not_count_are_asked_of_every_file_anew(base: Path, tmp_path: Path) -> None:
    office = tmp_path / "branch.qadesk"
    on_server.copied(base, office)
    answers = ("--read", "rows=as_is", "--read", "columns=as_is")
    code, said = call(office, "import", *answers, FOLDER / "tic_merged.csv")
    assert code == 0, said
    assert len(read_back(office)["complaints"]) == 3
    later = tmp_path / "later.csv"
    later.write_text(
        (FOLDER / "tic_merged.csv").read_text("utf-8").replace("2026-10-0", "2026-10-1"), "utf-8"
    )
    code, said = call(office, "import", later)
    assert code == 1
    assert "已合并" in said
    assert "合并到" not in said  # what was said of columns holds for all files of this layout


def test_the_table_in_the_documents_tells_of_every_shape() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert [name for name in (shape.name for shape in shapes()) if f"| `{name}` |" not in text] == []
    assert "| wrong |\n" not in text
