"""A bounded share of `make torture`: nothing lost, half-stored, uncaught, hung or over a gigabyte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.torture import mutations, shim
from tools.torture.__main__ import SHARE

pytestmark = pytest.mark.files  # the disk and damaged files

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(shim.compiler() is None, reason="needs Linux and a C compiler")
def test_a_share_of_it_finds_nothing() -> None:
    command = [sys.executable, "-m", "tools.torture", "--share", "--seed", "7"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    rows = [line.strip("| ").split(" | ") for line in made.stdout.strip().split("\n\n")[-1].splitlines()[2:]]
    assert len(rows) == len(SHARE) * 3 + 2
    for name, runs, places, *wrong in rows:
        assert "0" not in (runs, places), name
        assert [int(count) for count in wrong[:5]] == [0] * 5, name


def test_the_same_seed_makes_the_same_files() -> None:
    from random import Random

    content = "工号,姓名\nKF1,张三\n".encode()
    made = {mutations.mutated(content, Random(n), [content]) for n in range(50)}
    again = {mutations.mutated(content, Random(n), [content]) for n in range(50)}
    assert made == again
    assert len(made) > 40
