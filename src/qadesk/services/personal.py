"""Personal data shown and written out: customers' telephone numbers are masked unless one who may shows them.

Masked is what a service gives out for a screen, a paper or a file; what is stored stays whole, so numbers are
found by searching and compared when imported. Whoever shows a list whole, and whatever is written to a file,
is in the trail.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from qadesk import formats
from qadesk.domain.masking import mask
from qadesk.i18n import _, ngettext
from qadesk.services import audit, rights
from qadesk.services.done import Done
from qadesk.storage.office import Office

Where = Literal["records", "results", "notes", "trail"]  # the lists that can be shown whole
Whose = Literal["customers", "agents", "both", "users", "all"]


def shown(office: Office, where: Where | None) -> Callable[[Any], Any]:
    """What makes of a value what may be shown of it there: numbers in texts masked, or as they are.

    None: nowhere that somebody can show it whole, such as paper.
    """
    return whole if where is not None and is_revealed(office, where) else _masked


def is_revealed(office: Office, where: Where) -> bool:
    """Whether the user signed in has a list shown whole, and still may."""
    return (
        office.user_id is not None
        and office.revealed.get(where) == office.user_id
        and rights.refusal(office, "reveal") is None
    )


@rights.needs("reveal")
def reveal(office: Office, where: Where, what: str = "") -> Done[None]:
    """Show whole numbers in a list until `hide` or another user; `what` says of what, e.g. the month."""
    with office.write() as connection:
        audit.note(connection, office, "personal.reveal", what, list=where)
    assert office.user_id is not None, "who may reveal is signed in"
    office.revealed[where] = office.user_id
    return Done(None)


def hide(office: Office, where: Where) -> None:
    """Mask the numbers of a list again."""
    office.revealed.pop(where, None)


@rights.needs("print")
def exported(
    office: Office, what: str, whose: Whose, rows: int, path: Path, where: Where | None = None
) -> Done[None]:
    """Note in the trail that personal data went to a file: of whom, how many rows, under which name."""
    detail = {"whose": whose, "rows": rows, "file": path.name}
    detail["whole"] = where is not None and is_revealed(office, where)
    with office.write() as connection:
        audit.note(connection, office, "personal.export", what, **detail)
    return Done(None)


def announced(
    office: Office, whose: Whose, rows: int | None, where: Where | None = None, *, whole: bool = False
) -> str:
    """What a file will hold, to be said before it is written; `rows` None: nobody has counted them.

    `whole`: its numbers are not masked, whatever is shown.
    """
    if whose == "all":
        return _("all personal data of this office")
    text = _uncounted(whose) if rows is None else _counted(whose, rows)
    if whose in ("agents", "users"):
        return text
    unmasked = whole or (where is not None and is_revealed(office, where))
    return _("{what}; {how}").format(
        what=text, how=_("numbers whole") if unmasked else _("phone numbers masked")
    )


def _uncounted(whose: Whose) -> str:
    return {
        "customers": _("personal data of customers"),
        "agents": _("personal data of agents"),
        "both": _("personal data of agents and customers"),
        "users": _("personal data of users"),
    }[whose]


def _counted(whose: Whose, rows: int) -> str:
    return {
        "customers": ngettext(
            "personal data of customers, {n} row", "personal data of customers, {n} rows", rows
        ),
        "agents": ngettext("personal data of agents, {n} row", "personal data of agents, {n} rows", rows),
        "both": ngettext(
            "personal data of agents and customers, {n} row",
            "personal data of agents and customers, {n} rows",
            rows,
        ),
        "users": ngettext("personal data of users, {n} row", "personal data of users, {n} rows", rows),
    }[whose].format(n=formats.count(rows))


def each_text(value: Any, show: Callable[[Any], Any]) -> Any:
    """Lists and objects of JSON with each text in them as it may be shown."""
    if isinstance(value, dict):
        return {name: each_text(one, show) for name, one in value.items()}
    if isinstance(value, list):
        return [each_text(one, show) for one in value]
    return show(value)


def _masked(value: Any) -> Any:
    return mask(value) if isinstance(value, str) else value


def whole(value: Any) -> Any:
    """A value as it is."""
    return value
