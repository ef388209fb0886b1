"""The `qadesk` command: the window by default, sub-commands for headless work."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the exit code."""
    from qadesk.app import main as run

    return run(argv)


if __name__ == "__main__":
    sys.exit(main())
