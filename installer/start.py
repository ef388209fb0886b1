"""Where the packaged program begins, once `whole.py` found its folder whole."""

from __future__ import annotations

import sys


def main() -> int:
    """Run QADesk; the exit code."""
    try:
        from qadesk.__main__ import main as run
    except ImportError as error:  # whole, yet not loadable: a library of the system, say
        from qadesk import installation

        installation.report_broken([str(error)])
        return 1
    return run()


if __name__ == "__main__":
    sys.exit(main())
