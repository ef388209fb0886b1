"""Who may open an encrypted office with a passphrase of their own: the key slots, a small file beside it.

The passphrase gives a key (argon2id) that opens the person's private key, and that opens the office's key,
which was sealed to its public half. So a new key of the office can be given to everybody who has a slot
without asking for their passphrases. Slots are kept beside the office, with its backups and by this PC's
user; the newest that is whole counts. If all are lost, the recovery key still opens the office.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from qadesk import preferences
from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.storage import generations
from qadesk.storage.cipher import keys
from qadesk.storage.cipher.keys import Key
from qadesk.whole_files import replacing

SUFFIX: Final = ".keys"
SHORTEST: Final = 10  # characters of a passphrase
_FORMAT: Final = 1
_MOST_BYTES: Final = 1_000_000
_MOST_MEMORY: Final = 1 << 20  # KiB: what a file from elsewhere may ask for
_MOST_ROUNDS: Final = 100


@dataclass(frozen=True)
class Cost:
    """What trying one passphrase takes: KiB of memory, how often it is gone through, in how many lanes."""

    memory: int = 65_536  # the second choice of RFC 9106, 0.1 to 0.4 s on an office PC
    time: int = 3
    lanes: int = 4


COST: Final = Cost()


@dataclass(frozen=True)
class Slot:
    """One person's way to the key, in hexadecimal: `user` is their number in the office."""

    user: int
    public: str
    private: str  # encrypted with what the passphrase gives
    key: str  # the office's, sealed to `public`


@dataclass(frozen=True)
class Slots:
    """All of one key: `id` is the key's; the higher `revision` is the newer."""

    id: str
    revision: int
    salt: str
    cost: Cost
    slots: tuple[Slot, ...] = ()
    before: Mapping[str, str] = field(default_factory=dict)  # earlier keys, by id, encrypted with this one


def begun(key: Key) -> Slots:
    """Slots for a new key, nobody's yet."""
    return Slots(key.id.hex(), 1, os.urandom(16).hex(), COST)


def with_passphrase(slots: Slots, key: Key, user: int, passphrase: str) -> Slots:
    """The same with one person's passphrase, in place of the one they had.

    Raises UserError for one that is too short.
    """
    typed = _normal(passphrase)
    if len(typed) < SHORTEST:
        raise UserError(
            "cipher.passphrase_too_short",
            _("The passphrase is too short."),
            kept=_("Nothing was changed."),
            remedy=_("Use at least {n} characters; several words are easy to remember.").format(n=SHORTEST),
        )
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    locked = _encrypt(_from_passphrase(slots, typed), private.private_bytes_raw(), _about(slots, public))
    slot = Slot(user, public.hex(), locked.hex(), _seal(public, key.seed, slots.id).hex())
    others = tuple(one for one in slots.slots if one.user != user)
    return replace(slots, slots=(*others, slot), revision=slots.revision + 1)


def without(slots: Slots, user: int) -> Slots:
    """The same without one person's."""
    left = tuple(one for one in slots.slots if one.user != user)
    return replace(slots, slots=left, revision=slots.revision + 1)


def with_other_key(slots: Slots, key: Key, new: Key) -> Slots:
    """Slots of a new key for the same people; what was encrypted with the key before stays within reach."""
    sealed = tuple(
        replace(one, key=_seal(bytes.fromhex(one.public), new.seed, new.id.hex()).hex())
        for one in slots.slots
    )
    earlier = {one.id.hex(): one for one in (*earlier_keys(slots, key), key)}
    before = {name: _encrypt(new.wrapping, one.seed, name.encode()).hex() for name, one in earlier.items()}
    # The private keys stay encrypted under what names the slots they were made for.
    return replace(slots, id=new.id.hex(), revision=1, slots=sealed, before=before)


def earlier_keys(slots: Slots, key: Key) -> tuple[Key, ...]:
    """Keys the office had before this one, for its older backups; one that was spoilt is left out."""
    found = []
    for name, content in slots.before.items():
        seed = _decrypt(key.wrapping, bytes.fromhex(content), name.encode())
        if seed is not None:
            found.append(Key(seed))
    return tuple(found)


def opened(slots: Slots, passphrase: str) -> Key | None:
    """The key that a passphrase opens; None where it is nobody's."""
    found = _opened(slots, passphrase)
    return None if found is None else found[0]


def whose(slots: Slots, passphrase: str) -> int | None:
    """The number of the user whose passphrase it is; None where it is nobody's."""
    found = _opened(slots, passphrase)
    return None if found is None else found[1]


def _opened(slots: Slots, passphrase: str) -> tuple[Key, int] | None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    given = _from_passphrase(slots, _normal(passphrase))
    for one in slots.slots:
        private = _decrypt(given, bytes.fromhex(one.private), _about(slots, bytes.fromhex(one.public)))
        if private is not None:
            seed = _unseal(X25519PrivateKey.from_private_bytes(private), bytes.fromhex(one.key), slots.id)
            if seed is not None:
                return Key(seed), one.user
    return None


def _normal(passphrase: str) -> str:
    """One way to write what looks alike, however a keyboard composes it."""
    return unicodedata.normalize("NFC", passphrase)


def _from_passphrase(slots: Slots, typed: str) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    cost = slots.cost
    secret, salt = typed.encode("utf-8", "surrogatepass"), bytes.fromhex(slots.salt)
    return hash_secret_raw(secret, salt, cost.time, cost.memory, cost.lanes, 32, Type.ID)


def _about(slots: Slots, public: bytes) -> bytes:
    """What a private key is bound to: the salt of its office's slots, and its public half."""
    return b"qadesk slot" + bytes.fromhex(slots.salt) + public


# ---- encrypting, signed (ChaCha20-Poly1305), and sealing to a public key (X25519, HKDF)


def _encrypt(key: bytes, content: bytes, about: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = os.urandom(12)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, content, about)


def _decrypt(key: bytes, content: bytes, about: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(key).decrypt(content[:12], content[12:], about)
    except (InvalidTag, ValueError):
        return None


def _seal(public: bytes, content: bytes, name: str) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    half = once.public_key().public_bytes_raw()
    return half + _encrypt(_agreed(shared, half, public), content, name.encode())


def _unseal(private: Any, content: bytes, name: str) -> bytes | None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    half, public = content[:32], private.public_key().public_bytes_raw()
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(half))
    except ValueError:
        return None
    return _decrypt(_agreed(shared, half, public), content[32:], name.encode())


def _agreed(shared: bytes, half: bytes, public: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=b"qadesk seal" + half + public).derive(shared)


# ---- as a file


def to_text(slots: Slots) -> str:
    """JSON with a digest, so that a spoilt file is not taken for a wrong passphrase."""
    content = {"format": _FORMAT, **asdict(slots)}
    return json.dumps({**content, "digest": _digest(content)}, indent=1)


def from_text(text: str) -> Slots:
    """Such a file read. Raises ValueError for one that is none, was spoilt, or asks for too much."""
    try:
        content = dict(json.loads(text))
        digest = content.pop("digest")
        if digest != _digest(content) or content.pop("format") != _FORMAT:
            raise ValueError("not as it was written")
        cost = Cost(**content.pop("cost"))
        slots = tuple(Slot(**one) for one in content.pop("slots"))
        found = Slots(cost=cost, slots=slots, **content)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no key slots") from error
    in_lanes = 0 < 8 * cost.lanes <= cost.memory
    if not in_lanes or cost.memory > _MOST_MEMORY or not 0 < cost.time <= _MOST_ROUNDS:
        raise ValueError("more than it may ask for")
    return found


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


# ---- where they are


@dataclass(frozen=True)
class FoundSlots:
    """The newest slots of a key that are whole; `spoilt`: a file that should be some cannot be read."""

    slots: Slots | None
    spoilt: Path | None


def find(path: Path, key_id: bytes) -> FoundSlots:
    """The slots for an encrypted office or backup: beside it, with the backups, of this PC's user."""
    newest, spoilt = None, None
    for file in _candidates(path):
        try:
            if file.stat().st_size > _MOST_BYTES:
                raise ValueError("too large")
            found = from_text(file.read_text("utf-8"))
        except ValueError:
            if file.stem in (path.stem, key_id.hex()):
                spoilt = file
            continue
        except OSError:
            continue
        if found.id == key_id.hex() and (newest is None or found.revision > newest.revision):
            newest = found
    return FoundSlots(newest, spoilt)


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


def unlock(path: Path, passphrase: str) -> Key:
    """Have an encrypted office or backup open from now on; its key.

    Raises UserError for a wrong passphrase, for slots that are lost or spoilt, and as `must_be_encrypted`.
    """
    key_id = must_be_encrypted(path)
    found = find(path, key_id)
    if found.slots is None:
        raise _lost(path) if found.spoilt is None else _spoilt(found.spoilt)
    key = opened(found.slots, passphrase)
    if key is None or key.id != key_id:
        raise UserError(
            "cipher.wrong_passphrase",
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
    key = keys.from_recovery_key(typed)
    if key.id != key_id:
        raise UserError(
            "cipher.other_recovery_key",
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
    from qadesk.file_errors import reading
    from qadesk.storage.cipher import driver

    with reading(path):
        key_id = keys.id_of(path)
        if key_id is None and not path.exists():
            raise FileNotFoundError(2, "not there", str(path))
    if key_id is None:
        raise UserError(
            "cipher.not_encrypted",
            _("“{file}” is not encrypted.").format(file=path.name),
            kept=_("Nothing was changed."),
        )
    driver.module()
    return key_id


def _lost(path: Path) -> UserError:
    return UserError(
        "cipher.slots_lost",
        _("The key file of “{file}” is missing: no passphrase can open it without that.").format(
            file=path.name
        ),
        kept=_("Nothing was changed."),
        remedy=_(
            "Put the file “{keys}” beside it; the folder of its backups has a copy. Or use the recovery key."
        ).format(keys=beside(path).name),
    )


def _spoilt(file: Path) -> UserError:
    return UserError(
        "cipher.slots_damaged",
        _("The key file “{file}” is damaged: no passphrase can be tried.").format(file=file.name),
        kept=_("Nothing was changed."),
        remedy=_("Replace it by a copy, such as that in the folder of the backups; or use the recovery key."),
    )
