"""What this PC's user chose: language, looks and the offices last opened; where offices are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from qadesk.errors import UserError
from qadesk.i18n import LANGUAGES, _, system_language
from qadesk.places import Place, place_of
from qadesk.whole_files import replacing

SCHEMES: Final = ("", "light", "dark")  # "": as the PC has it
TEXT_SIZES: Final = (100, 115, 130)  # per cent
_MOST_RECENT: Final = 6  # the open one, and five to go to


@dataclass(frozen=True)
class Preferences:
    """`language` empty: follow the PC; `office` empty: none opened yet; `login`: who signed in last."""

    language: str = ""
    office: str = ""
    login: str = ""
    scheme: str = ""  # one of SCHEMES
    text_size: int = TEXT_SIZES[0]
    recent: tuple[str, ...] = ()  # the offices opened last, the newest first


def load() -> Preferences:
    """The stored choices; the defaults where none are stored or the file is not readable."""
    try:
        data = json.loads(_file().read_text("utf-8"))
        language, office, login = (str(data.get(name, "")) for name in ("language", "office", "login"))
        scheme, text_size, recent = (data.get(name) for name in ("scheme", "text_size", "recent"))
    except (OSError, ValueError, AttributeError):
        return Preferences()  # losing a preference must never keep an office from opening
    return Preferences(
        language if language in LANGUAGES else "",
        office,
        login,
        scheme if scheme in SCHEMES else "",
        text_size if text_size in TEXT_SIZES else TEXT_SIZES[0],
        tuple(map(str, recent))[:_MOST_RECENT] if isinstance(recent, list) else (),
    )


def remember(*, office: Place | None = None, **choices: Any) -> None:
    """Store choices, named as in `Preferences`, and keep the others.

    Raises OSError if the folder cannot be written.
    """
    chosen = replace(load(), **choices)
    if office is not None:
        where = str(office.absolute() if isinstance(office, Path) else office)  # never a password
        before = (one for one in chosen.recent if one != where)
        chosen = replace(chosen, office=where, recent=(where, *before)[:_MOST_RECENT])
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as draft:
        draft.write_text(json.dumps(asdict(chosen), ensure_ascii=False, indent=1), "utf-8")


def language(arguments: Sequence[str]) -> str:
    """The language wanted, known before the call is parsed so that its help speaks it too."""
    for position, argument in enumerate(arguments):
        wanted = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and position + 1 < len(arguments):
            wanted = arguments[position + 1]
        if wanted in LANGUAGES:
            return wanted
    return load().language or system_language()


def default_folder() -> Path:
    """The per-user folder where offices are kept unless the user chooses another."""
    import platformdirs

    return platformdirs.user_data_path("QADesk", appauthor=False)


def sample_path() -> Path:
    """Where this user's sample office is kept."""
    return default_folder() / "sample.qadesk"


def other_offices(here: Place) -> tuple[str, ...]:
    """Where the offices opened last lie, the newest first, without the one that is open."""
    where = str(here.absolute() if isinstance(here, Path) else here)
    return tuple(one for one in load().recent if one != where)


def forget(office: str) -> None:
    """Offer an office that is gone no longer. Raises OSError if the folder cannot be written."""
    remember(recent=tuple(one for one in load().recent if one != office))


def office_place(given: str | None) -> Place:
    """The office a call means: the one given (a path or URL, see `places`), or the one last opened.

    Raises UserError where neither names one, or for a database this version cannot open.
    """
    if given:
        return place_of(given)
    last = load().office
    if not last:
        raise UserError(
            "office.never_opened",
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


_elsewhere: list[Path] = []  # the last one counts


@contextmanager
def kept_in(other: Path) -> Iterator[None]:
    """Keep what belongs to the user in another folder meanwhile: a trial leaves no trace with them."""
    _elsewhere.append(other)
    try:
        yield
    finally:
        _elsewhere.pop()


def folder() -> Path:
    """The per-user folder in which choices are kept."""
    import platformdirs

    return _elsewhere[-1] if _elsewhere else platformdirs.user_config_path("QADesk", appauthor=False)


def _file() -> Path:
    return folder() / "preferences.json"
