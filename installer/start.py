"""Where the packaged program begins: a damaged installation is told by the file it lacks."""

from __future__ import annotations

import sys


def main() -> int:
    """Look whether the folder is whole, then run QADesk; the exit code."""
    from qadesk import installation

    broken = installation.missing()
    if broken:
        installation.tell(broken)
        return 1
    try:
        from qadesk.__main__ import main as run
    except ImportError as error:  # whole by size, yet not loadable: a library of the system, say
        installation.tell([str(error)])
        return 1
    return run()


if __name__ == "__main__":
    sys.exit(main())
