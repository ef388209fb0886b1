"""Who may open an encrypted office with a passphrase of their own: the key slots, a small file beside it.

The passphrase gives a key (argon2id) that opens the person's private key, and that opens the office's key,
which was sealed to its public half. So a new key of the office can be given to everybody who has a slot
without asking for their passphrases. `key_files` says where slots are kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from qadesk.errors import UserError
from qadesk.i18n import _
from qadesk.storage.cipher.keys import Key

SHORTEST: Final = 10  # characters of a passphrase
_FORMAT: Final = 1
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


def must_fit(passphrase: str) -> None:
    """What a new passphrase must be. Raises UserError for one that is too short."""
    if len(_normal(passphrase)) < SHORTEST:
        raise UserError(
            "encryption.passphrase_too_short",
            _("The passphrase is too short."),
            kept=_("Nothing was changed."),
            remedy=_("Use at least {n} characters; several words are easy to remember.").format(n=SHORTEST),
        )


def with_passphrase(slots: Slots, key: Key, user: int, passphrase: str) -> Slots:
    """The same with one person's passphrase, in place of the one they had.

    Raises UserError for one that is too short.
    """
    must_fit(passphrase)
    typed = _normal(passphrase)
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
