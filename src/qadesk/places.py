"""Where an office is: in a file of its own, or in a database on a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from qadesk.errors import UserError
from qadesk.i18n import _

SCHEME: Final = "postgresql+psycopg"
_OFFICE: Final = "office"  # the part of an address that says which of several


@dataclass(frozen=True)
class Server:
    """An office in a PostgreSQL database: `url` as SQLAlchemy takes it, with `office` for its name or uid.

    Without `office` the database's first one is meant.
    """

    url: str

    def __str__(self) -> str:
        """The address without its password: for eyes, and for what is remembered."""
        parts = urlsplit(self.url)
        user, separator, host = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=user.partition(":")[0] + separator + host))

    @property
    def office(self) -> str:
        """The name or uid of the office that is meant; "" for the first."""
        return dict(parse_qsl(urlsplit(self.url).query)).get(_OFFICE, "")

    @property
    def database(self) -> str:
        """The URL of the database, without what is said of the office."""
        parts = urlsplit(self.url)
        rest = [(name, value) for name, value in parse_qsl(parts.query) if name != _OFFICE]
        return urlunsplit(parts._replace(query=urlencode(rest)))


Place = Path | Server


def place_of(given: str) -> Place:
    """The place that a path or URL names. Raises UserError for a kind of database that is not served."""
    scheme, separator, rest = given.partition("://")
    if not separator:
        return Path(given)
    if scheme == "sqlite":
        return Path(rest.removeprefix("/"))
    if scheme == SCHEME:
        return Server(given)
    raise UserError(
        "office.unknown_scheme",
        _("An office on “{scheme}” cannot be opened by this version.").format(scheme=scheme),
        remedy=_("Name an office file, a sqlite:///path URL or a {scheme}:// URL.").format(scheme=SCHEME),
    )


def only_files(place: Place) -> Path:
    """The file an office is in. Raises UserError for one on a server, where its own means apply."""
    if isinstance(place, Path):
        return place
    raise UserError(
        "office.on_server",
        _("This office is in a database on a server: {server}").format(server=place),
        kept=_("Nothing was changed."),
        remedy=_("QADesk copies and restores office files only. Here the server's own backups apply."),
    )
