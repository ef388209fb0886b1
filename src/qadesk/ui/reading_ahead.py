"""Reads the screens' modules while the first screen is looked at, so that opening another holds nobody up.

Classes of Qt's are made on the window's thread only: PySide adds them to a table in which that thread looks
without waiting for the interpreter, and a table that is being added to ends the program (decision 16). So the
worker reads what has nothing to do with Qt, and the window's thread the rest, one module between two events.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from typing import Final

from PySide6.QtCore import QTimer

from qadesk.ui.main_window import MainWindow

_BREATH_MS: Final = 2  # for what happened meanwhile


def begin(window: MainWindow, packages: Iterable[str], done: Callable[[], object]) -> None:
    """Read `packages` with their `screen`; `done()` on the window's thread after all of it."""
    roots = [f"{import_module(package).__name__}.screen" for package in packages]

    def read(names: list[str]) -> None:
        left = iter(names)

        def one() -> None:
            if (name := next(left, None)) is None:
                done()
                return
            import_module(name)
            QTimer.singleShot(_BREATH_MS, window, one)

        one()

    window.tasks.run(lambda: needed(roots), read, owner=window)


def needed(roots: Iterable[str]) -> list[str]:
    """The modules with classes of Qt's that `roots` need and nobody has read, what each needs before it.

    The others are read at once. For a worker.
    """
    found = _Needs()
    for root in roots:
        found.visit(root)
    return found.ordered


class _Needs:
    """Follows imports through compiled modules, without running those of Qt."""

    def __init__(self) -> None:
        self.ordered: list[str] = []
        self._specs: dict[str, ModuleSpec | None] = {}

    def visit(self, name: str) -> None:
        if name in self._specs or name in sys.modules or not self._may_be_module(name):
            return
        if not _is_qts(name):
            if name.startswith("qadesk."):  # what else is needed comes with them
                self._specs[name] = spec = find_spec(name)
                if spec is not None:
                    import_module(name)
            return
        self._specs[name] = spec = find_spec(name) if name.startswith("qadesk.") else None
        if spec is not None:
            for wanted in _imports(spec):
                self.visit(wanted)
        if spec is not None or name.startswith("PySide6."):
            self.ordered.append(name)

    def _may_be_module(self, name: str) -> bool:
        """Whether it lies in a package: `from module import name` may name a module or anything else."""
        inside = name.rpartition(".")[0]
        spec = self._specs.get(inside) or getattr(sys.modules.get(inside), "__spec__", None)
        return spec is not None and spec.submodule_search_locations is not None


def _is_qts(name: str) -> bool:
    return name.startswith(("PySide6.", "qadesk.ui."))


def _imports(spec: ModuleSpec) -> Iterator[str]:
    """What a module imports at its top, by full name; of `from a import b` both a and a.b."""
    get_code = getattr(spec.loader, "get_code", None)
    code = get_code(spec.name) if get_code is not None else None
    base = ""
    for step in dis.get_instructions(code) if code is not None else ():
        if step.opname == "IMPORT_NAME":
            base = str(step.argval)
            yield base
        elif step.opname == "IMPORT_FROM":
            yield f"{base}.{step.argval}"
