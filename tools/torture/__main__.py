"""`python -m tools.torture`: run all or a share of it, print one table; exit code 1 if anything was wrong.

`--seed` makes a run the same again, `--only` runs a part, `--write` puts the table into docs/torture.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

from tools.torture import disk, inputs, kinds, scenarios, shim
from tools.torture.disk import Tally

SHARE: Final = ("rating", "creating", "migrating", "exporting", "deciding an appeal", "giving lists out")
PARTS: Final = ("kills", "disk", "inputs", "flips")
PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "torture.md"
_BEGIN, _END = "<!-- table -->\n", "<!-- end of the table -->\n"
_SHOWN: Final = 40  # findings printed


def main() -> int:
    """Run, print, keep."""
    options = _options()
    try:
        shim.start_again_with_it()
    except RuntimeError as error:
        print(f"not run: {error}", file=sys.stderr)
        return 2
    began = time.monotonic()
    tallies: list[Tally] = []
    try:
        for tally in _run(options):
            tallies.append(tally)
            print(_line(tally), flush=True)
            for line in tally.found[:_SHOWN]:
                print(f"    {line}", flush=True)
    finally:
        shim.clean_up()
    table = _table(tallies, options.seed, time.monotonic() - began)
    print(f"\n{table}")
    if options.write:
        text = PAGE.read_text("utf-8")
        head, tail = text.split(_BEGIN)[0], text.split(_END)[1]
        PAGE.write_text(f"{head}{_BEGIN}{table}{_END}{tail}", "utf-8")
    return 0 if all(tally.sound for tally in tallies) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.torture", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--share", action="store_true", help="a bounded share, under a minute")
    parser.add_argument("--only", choices=PARTS, action="append", help="some parts")
    parser.add_argument("--work", action="append", metavar="NAME", help="kills and disk: some kinds of work")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument(
        "--places", type=int, default=10_000, help="most places of one kind of work to fail at"
    )
    parser.add_argument("--inputs", type=int, default=7000)
    parser.add_argument("--flips", type=int, default=500)
    parser.add_argument("--write", action="store_true", help="put the table into docs/torture.md")
    options = parser.parse_args()
    if options.share:
        options.kills, options.places, options.inputs, options.flips = 16, 1, 100, 8
        options.work = options.work or [*SHARE]
    return options


def _run(options: argparse.Namespace) -> Iterator[Tally]:
    parts = options.only or PARTS
    os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="qadesk-torture-")  # nobody's own choices
    if "kills" in parts or "disk" in parts:
        scenarios.read_ahead()
        chosen = [kind for kind in kinds.all_scenarios() if not options.work or kind.name in options.work]
        with disk.places(chosen) as places:
            for place in places:
                wrong = disk.undisturbed(place)
                if wrong:
                    raise RuntimeError(f"{place.scenario.name}, undisturbed: {wrong}")
                if "kills" in parts:
                    yield disk.kills(place, -(-options.kills // len(chosen)), Random(options.seed))
                if "disk" in parts:
                    yield from disk.failures(place, options.places)
    if "inputs" in parts:
        yield inputs.mutate_all(options.inputs, options.seed)
    if "flips" in parts:
        yield inputs.flip_all(options.flips, options.seed)


def _line(tally: Tally) -> str:
    counts = (tally.runs, tally.places, tally.lost, tally.half, tally.uncaught, tally.hung, tally.large)
    return f"| {tally.name} | " + " | ".join(f"{n:,}" for n in counts) + f" | {tally.peak >> 20:,} |"


def _table(tallies: list[Tally], seed: int, seconds: float) -> str:
    """What is printed and kept."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return (
        f"{day}, seed {seed}, {seconds / 60:.0f} minutes\n\n"
        "| what | runs | places | lost | half-stored | uncaught | hung | over 1 GB | most memory, MB |\n"
        "|---|---|---|---|---|---|---|---|---|\n" + "".join(f"{_line(tally)}\n" for tally in tallies)
    )


if __name__ == "__main__":
    sys.exit(main())
