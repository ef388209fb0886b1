"""What is known of an office's backups, kept beside the copies: it has to outlive the office file."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from qadesk.whole_files import written_whole

_NAME: Final = "backups.json"
_CHANGING: Final = threading.Lock()


@dataclass(frozen=True)
class Verified:
    """When a copy was last read through, and what was wrong; `sha256` as it was when it was made."""

    at: str
    sha256: str
    problem: str = ""


@dataclass(frozen=True)
class Drill:
    """What came of the last trial restore: of which copy, which month, how many figures, what was wrong."""

    at: str
    copy: str
    taken: str
    cycle: str
    figures: int
    problems: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class BackupState:
    """Moments are ISO text with their offset; empty where there was none."""

    second: str = ""  # the folder of the second place
    chosen: str = ""  # when it was chosen
    reached: str = ""  # when it last held the newest copy
    unreached: str = ""  # why it could not be reached the last time
    failed: str = ""  # why the last daily copy could not be made
    drill: Drill | None = None
    verified: Mapping[str, Verified] = field(default_factory=dict)  # by name of the copy


def load(folder: Path) -> BackupState:
    """What is kept in a folder of copies; nothing where it is not there or not readable: the copies are."""
    try:
        data = json.loads((folder / _NAME).read_text("utf-8"))
        drill, verified = data.pop("drill", None), data.pop("verified", {})
        if drill is not None:
            drill = Drill(**{**drill, "problems": tuple(drill["problems"])})
        return BackupState(
            **data, drill=drill, verified={name: Verified(**one) for name, one in verified.items()}
        )
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return BackupState()


def change(
    folder: Path, verified: Mapping[str, Verified | None] | None = None, **changes: Any
) -> BackupState:
    """Keep some of it, leave the rest; of `verified` only what it names, None to forget it.

    Two threads may do so at the same time. Raises UserError where the folder cannot be written.
    """
    with _CHANGING:
        known = load(folder)
        merged = {**known.verified, **(verified or {})}
        kept = {name: one for name, one in merged.items() if one is not None}
        changed = replace(known, verified=kept, **changes)
        with written_whole(folder / _NAME, private=True) as file:
            file.write_text(json.dumps(asdict(changed), ensure_ascii=False, indent=1), "utf-8")
        return changed


def moment(text: str) -> datetime | None:
    """A kept moment, aware; None where there is none."""
    with suppress(ValueError):
        found = datetime.fromisoformat(text)
        return found if found.tzinfo is not None else None
    return None
