"""Who may do what, as a page: `python -m tools.rights_table` writes docs/rights.md from the services.

`make catalogue` does so, too, since the Chinese words are the catalogue's.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from qadesk import i18n, services
from qadesk.services import rights
from qadesk.services.rights import LOWEST, RIGHT_WORDS, ROLE_WORDS, ROLES

DOCUMENT = Path(__file__).parents[1] / "docs" / "rights.md"
HEAD = """# Who may do what · 权限

Made from the code by `python -m tools.rights_table`: each service says which right it takes, and is refused
to whoever has not got it, in the window and on the command line alike. A role has what the roles before it
have. Where nobody is administrator, the user who was added first acts as one. Nobody signed in may only look.
Approving a scorecard and confirming an exemption take a second person where there is one with that right;
where there is none, the trail and the paper say so.

本页由 `python -m tools.rights_table` 根据程序代码生成。
每项功能都注明所需权限，无权者在窗口和命令行中同样会被拒绝。
后一角色拥有前面各角色的权限。没有管理员时，最先添加的用户行使管理员权限。未登录者只能查看。
批准考核方案、确认不适用/豁免时，只要还有其他人有此权限，就须由另一人进行；没有其他人时，操作记录和纸面会注明。

"""
STEPS = "\nWith a second right in brackets, some steps take it. · 括号中的权限为部分步骤所需。\n"


def modules() -> Iterator[ModuleType]:
    """Every module of the services."""
    for one in pkgutil.walk_packages(services.__path__, "qadesk.services."):
        yield importlib.import_module(one.name)


def functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """The functions that a module defines, by name."""
    return {
        name: made
        for name, made in vars(module).items()
        if inspect.isfunction(made) and made.__module__ == module.__name__
    }


def declared() -> dict[str, tuple[Callable[..., Any], rights.Declared]]:
    """Every public service that declares a right, or why it takes none, by its name below `services`."""
    return {
        f"{module.__name__.removeprefix('qadesk.services.')}.{name}": (made, said)
        for module in modules()
        for name, made in functions(module).items()
        if name[0] != "_" and (said := rights.declared(made)) is not None
    }


def document() -> str:
    """The page."""
    chinese = i18n.translations("zh_CN").gettext
    lines = [
        HEAD,
        _row("right", "权限", *(f"{ROLE_WORDS[one]} · {chinese(ROLE_WORDS[one])}" for one in ROLES)),
    ]
    lines.append(_row(*["---"] * (2 + len(ROLES))))
    for right, lowest in LOWEST.items():
        marks = ["✓" if ROLES.index(role) >= ROLES.index(lowest) else "" for role in ROLES]
        lines.append(_row(RIGHT_WORDS[right], chinese(RIGHT_WORDS[right]), *marks))
    lines += ["\n## Services · 功能\n", STEPS, "\n", _row("service", "what it does", "right", "权限", *ROLES)]
    lines.append(_row(*["---"] * (4 + len(ROLES))))
    found = declared()
    for name, (made, said) in sorted(found.items()):
        if not said.free:
            lines.append(_service(name, made, said, chinese))
    lines.append("\n## Without a right · 不需要权限\n\n| service | why |\n|---|---|\n")
    lines += [_row(f"`{name}`", said.free) for name, (_made, said) in sorted(found.items()) if said.free]
    return "".join(lines)


def _service(
    name: str, made: Callable[..., Any], said: rights.Declared, chinese: Callable[[str], str]
) -> str:
    def words(translate: Callable[[str], str]) -> str:
        also = "".join(f" ({translate(RIGHT_WORDS[one])})" for one in said.also)
        return translate(RIGHT_WORDS[said.right]) + also

    lowest, more = LOWEST[said.right], [LOWEST[one] for one in said.also]
    marks = []
    for role in ROLES:
        has = ROLES.index(role) >= ROLES.index(lowest)
        part = any(ROLES.index(role) < ROLES.index(one) for one in more)
        marks.append(("(✓)" if part else "✓") if has else "")
    what = (made.__doc__ or "").strip().splitlines()[0].replace("|", "\\|")
    return _row(f"`{name}`", what, words(str), words(chinese), *marks)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


def main() -> int:
    """Write the page."""
    DOCUMENT.write_text(document(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
