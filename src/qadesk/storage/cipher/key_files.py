"""Key files: where the slots of an encrypted office are kept, and opening it by them or by the recovery key.

They are kept beside the office, with its backups and by this PC's user; the newest that is whole counts. If
all are lost, the recovery key still opens the office.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from qadesk import preferences
from qadesk.errors import UserError
from qadesk.file_errors import reading
from qadesk.i18n import _
from qadesk.storage import generations
from qadesk.storage.cipher import driver, keys
from qadesk.storage.cipher.keys import Key
from qadesk.storage.cipher.slots import Slots, earlier_keys, from_text, opened, to_text
from qadesk.whole_files import replacing, sweep

SUFFIX: Final = ".keys"
_MOST_BYTES: Final = 1_000_000
_AGREEING: Final = 4  # bytes
_IMPORTED: Final = (
    "argon2.low_level",
    "cryptography.hazmat.primitives.asymmetric.x25519",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.hkdf",
)


@dataclass(frozen=True)
class FoundSlots:
    """The newest slots of a key that are whole; `spoilt`: a file that should be some cannot be read.

    `others`: files of slots for this office or backup, by name or place, of another key, and its id.
    """

    slots: Slots | None
    spoilt: Path | None
    others: Mapping[Path, bytes]


def find(path: Path, key_id: bytes) -> FoundSlots:
    """The slots for an encrypted office or backup: beside it, with the backups, of this PC's user."""
    newest: Slots | None = None
    spoilt, others = None, dict[Path, bytes]()
    for file in _candidates(path):
        try:
            if file.stat().st_size > _MOST_BYTES:
                raise ValueError("too large")
            found = from_text(file.read_text("utf-8"))
            found_id = bytes.fromhex(found.id)
        except ValueError:
            if file.stem in (path.stem, key_id.hex()):
                spoilt = file
            continue
        except OSError:
            continue
        if found.id == key_id.hex() and (newest is None or found.revision > newest.revision):
            newest = found
        if found_id != key_id and (file.stem == path.stem or generations.office_of(file.parent) is not None):
            others[file] = found_id
    return FoundSlots(newest, spoilt, others)


def begins_damaged(path: Path, head: bytes) -> UserError | None:
    """What there is to say of a file by its first bytes, where a key file says that they are damaged.

    Two keys have hardly a byte of their ids in common: a few that agree are those of this office.
    """
    found = find(path, head[len(keys.MAGIC) : keys.HEAD_BYTES])
    if found.slots is not None:
        return _begins_damaged(path)
    for file, key_id in found.others.items():
        agreeing = sum(a == b for a, b in zip(keys.MAGIC + key_id, head, strict=False))
        if agreeing - sum(a == b for a, b in zip(keys.MAGIC, head, strict=False)) >= _AGREEING:
            return _begins_damaged(path)
        if file == beside(path):
            return _do_not_fit(path)
    return None


def _candidates(path: Path) -> Iterator[Path]:
    office = generations.office_of(path.parent)
    folders = [path.parent, generations.folder_of(path), _of_user()]
    if office is not None:
        folders.append(office.parent)
    for folder in folders:
        try:
            yield from sorted(folder.glob(f"*{SUFFIX}"))
        except OSError:
            continue


def beside(office: Path) -> Path:
    """The file of slots of an office."""
    return office.with_suffix(SUFFIX)


def put(slots: Slots, path: Path) -> None:
    """Keep the slots beside an office or a backup. Raises OSError."""
    in_backups = generations.office_of(path.parent) is not None
    put_as(slots, path.with_name(f"{slots.id}{SUFFIX}") if in_backups else beside(path))


def put_everywhere(slots: Slots, path: Path) -> None:
    """Keep them beside an office, and where its backups and this PC's user have theirs. Raises OSError.

    Only the first has to be; the others are there for when it is lost.
    """
    put(slots, path)
    folder = generations.folder_of(path)
    for other in ([folder] if folder.is_dir() else []) + [_of_user()]:
        try:
            other.mkdir(mode=0o700, parents=True, exist_ok=True)
            put_as(slots, other / f"{slots.id}{SUFFIX}")
        except OSError:
            continue


def accompany(copy: Path, office: Path, key_id: bytes | None) -> None:
    """Keep the slots of an office beside a copy of it, too. Raises OSError."""
    found = None if key_id is None else find(office, key_id).slots
    if found is not None:
        put(found, copy)


def put_as(slots: Slots, file: Path) -> None:
    """Write them to a file; one that has them already is left alone. Raises OSError."""
    text = to_text(slots)
    try:
        if file.read_text("utf-8") == text:
            return
    except (OSError, ValueError):
        pass
    with replacing(file, private=True) as draft:
        draft.write_text(text, "utf-8")


def _of_user() -> Path:
    return preferences.folder() / "keys"


# ---- opening


def read_ahead() -> None:
    """Import what opening takes, where it is installed."""
    with suppress(UserError):
        driver.module()
        for name in _IMPORTED:
            import_module(name)


def unlock(path: Path, passphrase: str) -> Key:
    """Have an encrypted office or backup open from now on; its key.

    Raises UserError for a wrong passphrase, for slots that are lost or spoilt, and as `must_be_encrypted`.
    """
    key_id = must_be_encrypted(path)
    sweep(path.parent)  # decrypting that was killed left the whole office there in plain
    found = find(path, key_id)
    if found.slots is None:
        if found.spoilt is not None:
            raise _spoilt(found.spoilt)
        raise begins_damaged(path, keys.MAGIC + key_id) or _lost(path)
    key = opened(found.slots, passphrase)
    if key is None or key.id != key_id:
        raise UserError(
            "encryption.wrong_passphrase",
            _("This is not the passphrase of anybody who can open “{file}”.").format(file=path.name),
            kept=_("Nothing was changed."),
            remedy=_("Try again, mind capitals and the keyboard's language; or use the recovery key."),
        )
    for one in (key, *earlier_keys(found.slots, key)):
        keys.keep(one)
    if generations.office_of(path.parent) is None and generations.read_name(path) is None:
        with suppress(OSError):  # what was lost of them is there again
            put_everywhere(found.slots, path)
    return key


def unlock_with_recovery_key(path: Path, typed: str) -> Key:
    """The same by the recovery key, which needs no slots.

    Raises UserError for one that was mistyped or is another office's, and as `must_be_encrypted`.
    """
    key_id = must_be_encrypted(path)
    sweep(path.parent)  # as above
    key = keys.from_recovery_key(typed)
    if key.id != key_id:
        if find(path, key_id).slots is None and (damage := begins_damaged(path, keys.MAGIC + key_id)):
            raise damage
        raise UserError(
            "encryption.other_recovery_key",
            _("This recovery key is not the one of “{file}”.").format(file=path.name),
            kept=_("Nothing was changed."),
            remedy=_("Take the one that was shown when the office was encrypted or got its newest key."),
        )
    keys.keep(key)
    if (found := find(path, key_id).slots) is not None:
        for one in earlier_keys(found, key):
            keys.keep(one)
    return key


def must_be_encrypted(path: Path) -> bytes:
    """The id of a file's key. Raises UserError where it is not encrypted, or there is no library for it."""
    with reading(path):
        key_id = keys.id_of(path)
        if key_id is None and not path.exists():
            raise FileNotFoundError(2, "not there", str(path))
    if key_id is None:
        raise UserError(
            "encryption.not_encrypted",
            _("“{file}” is not encrypted.").format(file=path.name),
            kept=_("Nothing was changed."),
        )
    driver.module()
    return key_id


def _lost(path: Path) -> UserError:
    return UserError(
        "encryption.slots_lost",
        _("The key file of “{file}” is missing: no passphrase can open it without that.").format(
            file=path.name
        ),
        kept=_("Nothing was changed."),
        remedy=_(
            "Put the file “{keys}” beside it; the folder of its backups has a copy. Or use the recovery key."
        ).format(keys=beside(path).name),
    )


def _begins_damaged(path: Path) -> UserError:
    return UserError(
        "encryption.head_damaged",
        _("The first bytes of “{file}” are damaged; its key file is intact.").format(file=path.name),
        kept=_("Nothing was changed."),
        remedy=_("Open the newest backup copy of this office instead."),
    )


def _do_not_fit(path: Path) -> UserError:
    return UserError(
        "encryption.keys_do_not_fit",
        _(
            "“{file}” and the key file “{keys}” beside it do not belong together: the key file is another "
            "office's, or the first bytes of “{file}” are damaged."
        ).format(file=path.name, keys=beside(path).name),
        kept=_("Nothing was changed."),
        remedy=_("Put the right key file beside it, or open the newest backup copy of this office instead."),
    )


def _spoilt(file: Path) -> UserError:
    return UserError(
        "encryption.slots_damaged",
        _("The key file “{file}” is damaged: no passphrase can be tried.").format(file=file.name),
        kept=_("Nothing was changed."),
        remedy=_("Replace it by a copy, such as that in the folder of the backups; or use the recovery key."),
    )
