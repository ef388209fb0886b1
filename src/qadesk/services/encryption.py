"""Encrypting an office's file and decrypting it, and who may open it with a passphrase of their own.

The whole file is written anew for that, so the office must be closed; passphrases change while it is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from qadesk.errors import UserError
from qadesk.file_errors import writing
from qadesk.i18n import _
from qadesk.places import Place, only_files
from qadesk.progress import Progress
from qadesk.services import audit, first_look, rights
from qadesk.services.backups import state
from qadesk.services.backups.keeping import second_folder
from qadesk.services.done import Change, Done
from qadesk.storage import converting, generations, tables
from qadesk.storage.cipher import driver, key_files, keys, slots
from qadesk.storage.cipher.keys import Key
from qadesk.storage.cipher.slots import Slots
from qadesk.storage.office import Office, User

ON, OFF, RENEWED = "encryption.on", "encryption.off", "encryption.new_key"
GIVEN, CHANGED, TAKEN = "encryption.passphrase", "encryption.own_passphrase", "encryption.passphrase_taken"
SHOWN: Final = "encryption.recovery_key_shown"
_FIRST: Final = 1  # number of the user an office begins with
_CHANGES: Final = frozenset[Change]({"settings"})


@dataclass(frozen=True)
class EncryptionState:
    """Whether the open office is encrypted; `holders`: numbers of the users who have a passphrase.

    `possible`: whether it can be at all; an office on a server is its server's.
    """

    encrypted: bool
    possible: bool
    holders: frozenset[int] = frozenset()
    plain_copies: tuple[Path, ...] = ()  # backups from before, which everybody can read


def in_words(state: EncryptionState, holders: Sequence[str], *, is_file: bool) -> str:
    """Whether the office is encrypted, or can be; `holders` are the names of those with a passphrase."""
    if not state.possible:
        if is_file:
            return _("The library that opens encrypted offices is missing on this PC.")
        return _("Here the server's own encryption applies.")
    if not state.encrypted:
        return _("The office file is not encrypted: anyone who gets it, or a backup of it, can read it.")
    names = _(", ").join(holders) or "–"
    said = _("The office file and its new backups are encrypted. Users with a passphrase: {names}")
    return said.format(names=names)


# ---- the whole file; the office is closed


def encrypt(path: Path, passphrase: str, by: User | None = None, progress: Progress | None = None) -> str:
    """Encrypt the closed office at `path` for whoever does it; the recovery key, told once.

    Backups made before stay as they are: see `plain_copies`. Raises UserError for a passphrase that is too
    short, an office that is encrypted or open, and one who may not; and as `converting.replace` does. Then
    the office is as it was. Raises Cancelled.
    """
    driver.module()
    who, key = _asked(path, by)
    if key is not None:
        raise UserError(
            "encryption.encrypted_already",
            _("“{file}” is encrypted already.").format(file=path.name),
            kept=_("Nothing was changed."),
        )
    new = keys.new()
    made = slots.with_passphrase(slots.begun(new), new, who.id, passphrase)
    _convert(path, new, made, (ON, who), progress)
    return keys.recovery_key(new)


def renew(path: Path, by: User | None = None, progress: Progress | None = None) -> str:
    """Encrypt a closed encrypted office anew, with another key; its recovery key, told once.

    Everybody's passphrase stays; the recovery key before, and who once knew the key before, open only older
    backups. Raises as `encrypt` does.
    """
    who, key = _asked_encrypted(path, by)
    new = keys.new()
    found = key_files.find(path, key.id).slots or slots.begun(key)
    _convert(path, new, slots.with_other_key(found, key, new), (RENEWED, who), progress)
    return keys.recovery_key(new)


def decrypt(path: Path, by: User | None = None, progress: Progress | None = None) -> None:
    """Let a closed encrypted office be plain again; its backups stay encrypted. Raises as `encrypt` does."""
    who, key = _asked_encrypted(path, by)
    found = key_files.find(path, key.id).slots
    if found is not None:  # for the backups
        with writing(path, _("Nothing was changed.")):
            key_files.put_everywhere(found, path)
    _convert(path, None, None, (OFF, who), progress)
    key_files.beside(path).unlink(missing_ok=True)


def _asked(path: Path, by: User | None) -> tuple[User, Key | None]:
    """Who does it, and the key of the office. Raises UserError for one who may not."""
    office = first_look.open_office(path)
    try:
        office.user = by or office.user
        rights.know(office)
        rights.must(office, "administer")
        assert office.user is not None, "the right is somebody's"
        return office.user, office.store.key
    finally:
        office.close()


def _asked_encrypted(path: Path, by: User | None) -> tuple[User, Key]:
    who, key = _asked(path, by)
    return who, _must_be(key, path.name)


def _convert(
    path: Path, key: Key | None, made: Slots | None, told: tuple[str, User], progress: Progress | None
) -> None:
    """Write the file anew. The slots are there before it is: a kill in between leaves a key for either."""
    waiting = None
    if key is not None and made is not None:
        keys.keep(key)
        waiting = path.with_name(f"{made.id}{key_files.SUFFIX}")
    try:
        if made is not None and waiting is not None:
            with writing(waiting, _("Nothing was changed.")):
                key_files.put_as(made, waiting)
        converting.replace(path, key, (told[0], told[1].id), progress)
        if made is not None:
            with writing(path, _("The office is encrypted; its key file has another name.")):
                key_files.put_everywhere(made, path)
    except BaseException:
        if waiting is not None and key is not None and keys.id_of(path) == key.id:
            waiting = None  # the office needs it
        raise
    finally:
        if waiting is not None:
            waiting.unlink(missing_ok=True)


def _must_be(key: Key | None, name: str) -> Key:
    if key is None:
        raise UserError(
            "encryption.not_encrypted",
            _("“{file}” is not encrypted.").format(file=name),
            kept=_("Nothing was changed."),
        )
    return key


@contextmanager
def made_encrypted(place: Place, passphrase: str | None) -> Iterator[Key | None]:
    """The key of an office that is about to be made, with its first user's passphrase; None without one.

    Raises UserError for a passphrase that is too short, and for an office on a server.
    """
    if passphrase is None:
        yield None
        return
    driver.module()
    path, key = only_files(place), keys.new()
    made = slots.with_passphrase(slots.begun(key), key, _FIRST, passphrase)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting = path.with_name(f"{made.id}{key_files.SUFFIX}")
        key_files.put_as(made, waiting)
    try:
        yield key
        with writing(path):
            key_files.put_everywhere(made, path)
    finally:
        waiting.unlink(missing_ok=True)


# ---- who has a passphrase; the office is open


def encryption(office: Office) -> EncryptionState:
    """How it is with the open office."""
    if not office.is_file:
        return EncryptionState(encrypted=False, possible=False)
    key = office.store.key
    if key is None:
        return EncryptionState(encrypted=False, possible=driver.is_there())
    holders = frozenset(one.user for one in _slots(office, key).slots)
    return EncryptionState(True, True, holders, plain_copies(office))


@rights.needs("administer")
def give_passphrase(office: Office, login: str, passphrase: str) -> Done[None]:
    """Let somebody open the office with this passphrase, in place of one they had.

    Raises UserError for an unknown person, a short passphrase, an office that is not encrypted, and where the
    slots cannot be written.
    """
    return _change(office, login, GIVEN, lambda found, key, user: _with(found, key, user, passphrase))


@rights.free("it asks for the passphrase itself, and changes nobody else's")
def change_passphrase(office: Office, current: str, new: str) -> Done[None]:
    """Give the person signed in another passphrase. Raises UserError for a wrong one, and as above."""
    if office.user is None:
        raise UserError("user.nobody_signed_in", _("Nobody is signed in."), remedy=_("Sign in first."))
    key = _must_be(office.store.key, office.path.name)
    if slots.whose(_slots(office, key), current) != office.user.id:
        raise UserError(
            "encryption.not_your_passphrase",
            _("This is not your present passphrase."),
            kept=_("Nothing was changed."),
            remedy=_("Try again; or ask an administrator for another one."),
        )
    return _change(office, office.user.login, CHANGED, lambda found, k, user: _with(found, k, user, new))


@rights.needs("administer")
def take_passphrase(office: Office, login: str) -> Done[None]:
    """Let somebody's passphrase open the office no longer.

    Who kept the file of slots from before could still try it there: `renew` ends that. Raises as above, and
    UserError for the last passphrase there is.
    """
    return _change(office, login, TAKEN, lambda found, _key, user: _without(found, user))


@rights.needs("administer")
def show_recovery_key(office: Office) -> str:
    """The recovery key once more; that it was shown is in the trail. Raises UserError as above."""
    key = _must_be(office.store.key, office.path.name)
    with office.write() as connection:
        audit.note(connection, office, SHOWN, "")
    return keys.recovery_key(key)


def forget(office: Office, user: int) -> None:
    """The slot of somebody who may sign in no longer, if they had one; for `services.people`."""
    if not office.is_file or (key := office.store.key) is None:
        return
    found = _slots(office, key)
    if any(one.user == user for one in found.slots):
        with writing(office.path):
            key_files.put_everywhere(slots.without(found, user), office.path)


def _without(found: Slots, user: int) -> Slots:
    if [one.user for one in found.slots] == [user]:
        raise UserError(
            "encryption.last_passphrase",
            _("This is the last passphrase: without it only the recovery key would open the office."),
            kept=_("Nothing was changed."),
            remedy=_("Give somebody else a passphrase first."),
        )
    return slots.without(found, user)


def _with(found: Slots, key: Key, user: int, passphrase: str) -> Slots:
    return slots.with_passphrase(found, key, user, passphrase)


@rights.free("who calls it says which right that takes")
def _change(office: Office, login: str, action: str, made: Any) -> Done[None]:
    key = _must_be(office.store.key, office.path.name)
    with office.write() as connection:
        own = tables.user.c
        person = connection.execute(select(own.id).where(own.login == login, own.active)).scalar()
        if person is None:
            raise UserError(
                "user.unknown", _("There is no user “{login}” in this office.").format(login=login)
            )
        changed = made(_slots(office, key), key, person)
        audit.note(connection, office, action, login)
        with writing(office.path, _("Nothing was changed.")):
            key_files.put_everywhere(changed, office.path)
    return Done(None, _CHANGES)


def _slots(office: Office, key: Key) -> Slots:
    """Where all are lost, new ones: whoever has the office open may make them."""
    return key_files.find(office.path, key.id).slots or slots.begun(key)


# ---- copies from before


def plain_copies(office: Office) -> tuple[Path, ...]:
    """Backups and files set aside of this office that are not encrypted, though the office is."""
    if not office.is_file or office.store.key is None:
        return ()
    own = generations.folder_of(office.path)
    second = second_folder(state.load(own), own)
    found: list[Path] = []
    for folder in [own] + ([second] if second is not None else []):
        with suppress(OSError):
            found += [one.path for one in generations.list_copies(folder)]
    with suppress(OSError):
        found += sorted(office.path.parent.glob(f"{_glob(office.path.stem)}.set-aside-*{generations.SUFFIX}"))
        found += sorted(office.path.parent.glob(f"{_glob(office.path.stem)}.left-over-*"))
    return tuple(path for path in found if _is_plain(path))


@rights.needs("administer")
def delete_plain_copies(office: Office) -> Done[int]:
    """Delete them; how many. One encrypted backup at least must be there.

    Raises UserError where there is none, and where one cannot be deleted; those before it are gone then.
    """
    from qadesk.services.backups import keeping

    found = plain_copies(office)
    if found and not any(not _is_plain(one.path) for one in generations.list_copies(keeping.folder(office))):
        keeping.make(office, generations.ASKED)
    with office.write() as connection:
        audit.note(connection, office, "encryption.plain_deleted", "", files=[path.name for path in found])
    for path in found:
        with writing(path):
            path.unlink(missing_ok=True)
    return Done(len(found), frozenset[Change]({"settings", "backups"}))


def _is_plain(path: Path) -> bool:
    """Whether a file can be read without a key; a log left over tells it by its pages, so it counts."""
    with suppress(OSError):
        return keys.id_of(path) is None
    return False


def _glob(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
