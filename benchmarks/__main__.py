"""`python -m benchmarks`: run every `bench_*.py`, each in a process of its own, and print one table.

A module offers `run()`, which returns figures (see `benchmarks.measure.figure`). Exit code 1 if a limit is
not kept, 2 if a benchmark broke.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import report
from benchmarks.measure import Figure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RESULT = ROOT / "build" / "bench.json"


def main() -> int:
    """Run, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    names = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    parser.add_argument("only", nargs="*", metavar="NAME", help="some of: " + ", ".join(names))
    parser.add_argument("--write-readme", action="store_true", help="put the table into README.md")
    parser.add_argument("--module", help=argparse.SUPPRESS)
    parser.add_argument("--result", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.module:
        lines = importlib.import_module(f"benchmarks.bench_{options.module}").run()
        options.result.write_text(json.dumps(lines), "utf-8")
        return 0
    unknown = set(options.only) - set(names)
    if unknown:
        parser.error("no benchmark called " + ", ".join(sorted(unknown)))
    return _run_all(options.only or names, write_readme=options.write_readme)


def _run_all(names: list[str], *, write_readme: bool) -> int:
    figures: list[Figure] = []
    broken = []
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # who installs the program has its modules compiled
    with tempfile.TemporaryDirectory(prefix="qadesk-bench-") as folder:
        for name in names:
            print(f"{name} …", end=" ", flush=True)
            began = time.perf_counter()
            result = Path(folder) / f"{name}.json"
            command = [sys.executable, "-m", "benchmarks", "--module", name, "--result", str(result)]
            code = subprocess.call(command, cwd=ROOT, env=environment)
            if code:
                broken.append(name)
            else:
                figures += json.loads(result.read_text("utf-8"))
            print(f"{time.perf_counter() - began:.0f} s")

    about = report.machine()
    text = f"{report.table(figures)}\n\n{report.facts(about)}"
    print("\n" + text)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(
        json.dumps({"machine": about, "figures": figures}, indent=1, ensure_ascii=False), "utf-8"
    )
    if write_readme and not broken:
        report.write_readme(ROOT / "README.md", text)
    if broken:
        print("broken: " + ", ".join(broken), file=sys.stderr)
        return 2
    return 0 if all(report.passes(line) for line in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
