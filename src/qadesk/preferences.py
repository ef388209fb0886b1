"""What this PC's user chose: language and the office last opened; where offices are kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from qadesk.errors import UserError
from qadesk.i18n import LANGUAGES, _
from qadesk.places import Place, place_of
from qadesk.whole_files import replacing


@dataclass(frozen=True)
class Preferences:
    """`language` empty: follow the PC; `office` empty: none opened yet; `login`: who signed in last."""

    language: str = ""
    office: str = ""
    login: str = ""


def load() -> Preferences:
    """The stored choices; the defaults where none are stored or the file is not readable."""
    try:
        data = json.loads(_file().read_text("utf-8"))
        language, office, login = (str(data.get(name, "")) for name in ("language", "office", "login"))
    except (OSError, ValueError, AttributeError):
        return Preferences()  # losing a preference must never keep an office from opening
    return Preferences(language if language in LANGUAGES else "", office, login)


def remember(*, language: str | None = None, office: Place | None = None, login: str | None = None) -> None:
    """Store a choice and keep the others. Raises OSError if the folder cannot be written."""
    chosen = load()
    if language is not None:
        chosen = replace(chosen, language=language)
    if office is not None:
        where = office.absolute() if isinstance(office, Path) else office  # never a password
        chosen = replace(chosen, office=str(where))
    if login is not None:
        chosen = replace(chosen, login=login)
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as draft:
        draft.write_text(json.dumps(asdict(chosen), ensure_ascii=False, indent=1), "utf-8")


def default_folder() -> Path:
    """The per-user folder where offices are kept unless the user chooses another."""
    import platformdirs

    return platformdirs.user_data_path("QADesk", appauthor=False)


def office_place(given: str | None) -> Place:
    """The office a call means: the one given (a path or URL, see `places`), or the one last opened.

    Raises UserError where neither names one, or for a database this version cannot open.
    """
    if given:
        return place_of(given)
    last = load().office
    if not last:
        raise UserError(
            _("No office has been opened on this PC yet."),
            remedy=_("Give one with --office FILE, or create one with “qadesk init”."),
        )
    return place_of(last)


def is_there(office: str) -> bool:
    """Whether an office that was remembered may be opened: a server is asked when it is."""
    try:
        place = place_of(office)
    except UserError:
        return False
    return not isinstance(place, Path) or place.exists()


def _file() -> Path:
    import platformdirs

    return platformdirs.user_config_path("QADesk", appauthor=False) / "preferences.json"
