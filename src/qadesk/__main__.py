"""The `qadesk` command: the window by default, sub-commands for headless work."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the exit code."""
    asked = sys.argv[1:] if argv is None else list(argv)
    if asked == ["--read-tables"]:  # see tabular.apart
        from qadesk.tabular.apart import child

        return child.main()
    if asked == ["--read-scans"]:  # see scans.apart
        from qadesk.scans import child as scans

        return scans.main()
    from qadesk.app import main as run

    try:
        code = run(argv)
        if sys.stdout is not None:  # a program without console has none
            sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever reads the output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
