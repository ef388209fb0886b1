"""A check form as a text file that people can read, compare and edit (YAML)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from qadesk.domain.check_forms import CheckForm, to_dict
from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.whole_files import write_whole

FORMAT: Final = "qadesk-check-form/1"
_WIDTH: Final = 100
_MOST: Final = 1_000_000  # bytes
_NUMBER: Final = re.compile(r"\d+(\.\d+)?")


def read_text(path: Path) -> Mapping[str, Any]:
    """What the file says, every value as text. Raises UserError for one that cannot be read, or is none."""
    import yaml

    with reading(path):
        raw = path.read_bytes()
    try:
        if len(raw) > _MOST:
            raise yaml.YAMLError(_("the file is too large"))
        data = yaml.load(raw.decode("utf-8-sig"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise _no_form(path, " ".join(str(error).split())) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _no_form(path, _("it does not begin with “format: {format}”").format(format=FORMAT))
    return data


def write_text(path: Path, form: CheckForm) -> None:
    """Write a form to a file, which takes its place whole. Raises UserError if it cannot be written."""
    write_whole(path, text_of(form).encode("utf-8"))


def text_of(form: CheckForm) -> str:
    """The text of such a file."""
    import yaml

    class Dumper(yaml.SafeDumper):  # type: ignore[misc]  # PyYAML tells no types
        """Numbers stand without quotes, though they are exact text."""

    def text(dumper: Any, value: str) -> Any:
        number = _NUMBER.fullmatch(value)
        kind = "str" if number is None else "float" if number[1] else "int"
        return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", value)

    Dumper.add_representer(str, text)
    data = {"format": FORMAT, **to_dict(form)}
    return str(yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH))


def _no_form(path: Path, why: str) -> UserError:
    return UserError(
        "checks.file_is_none",
        _("“{file}” cannot be read as a check form: {why}").format(file=path.name, why=why),
        kept=_("Nothing was imported."),
        remedy=_("Compare it with a form that was exported."),
    )
