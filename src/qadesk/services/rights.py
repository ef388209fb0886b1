"""Who may do what: the roles, what each adds, and the one place where a service asks.

A service that changes something says which right it takes: ``@needs("score")``. The right is asked for when
it is called, of the user table as it is then, so window and command line are held alike. Where nobody is
administrator, the person who has been here longest has every right: there is always somebody, and a branch
of one needs no roles. Nobody signed in may only look. docs/rights.md is made from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Final, Literal, ParamSpec, TypeVar, get_args

from qadesk.errors import UserError
from qadesk.i18n import N_, _
from qadesk.storage import first_look as sql
from qadesk.storage.office import Office, User

P = ParamSpec("P")
T = TypeVar("T")

VIEWER, SUPERVISOR, MANAGER, ADMINISTRATOR = ROLES = ("viewer", "supervisor", "manager", "administrator")

Right = Literal[
    "read", "print", "score", "import", "prepare", "back_up", "schedule", "reveal", "decide", "administer"
]  # fmt: skip

LOWEST: Final[dict[Right, str]] = {  # the lowest role that has it; each role has what the ones before have
    "read": VIEWER,
    "print": VIEWER,
    "score": SUPERVISOR,
    "import": SUPERVISOR,
    "prepare": SUPERVISOR,
    "back_up": SUPERVISOR,
    "schedule": SUPERVISOR,
    "reveal": MANAGER,
    "decide": MANAGER,
    "administer": ADMINISTRATOR,
}

ROLE_WORDS: Final = {
    VIEWER: N_("Viewer"),
    SUPERVISOR: N_("Supervisor"),
    MANAGER: N_("Manager"),
    ADMINISTRATOR: N_("Administrator"),
}

ROLE_ABOUT: Final = {  # what matters of a role to whoever gives it
    VIEWER: N_("Looks at everything and prints; changes nothing."),
    SUPERVISOR: N_(
        "Scores agents, imports records, opens months and prepares scorecards. Does not approve them, "
        "confirm exemptions or close months."
    ),
    MANAGER: N_(
        "Does what a supervisor does, approves scorecards and results, confirms exemptions and closes months."
    ),
    ADMINISTRATOR: N_(
        "Does everything, and manages users, the office and its backups. Once there is one, nobody else does."
    ),
}

RIGHT_WORDS: Final[dict[Right, str]] = {
    "read": N_("look at everything"),
    "print": N_("print and save sheets and notices"),
    "score": N_("score agents"),
    "import": N_("import and correct records"),
    "prepare": N_("prepare months, agents, targets and scorecards"),
    "back_up": N_("make backups"),
    "schedule": N_("make app tokens for scheduled work"),
    "reveal": N_("show customers' whole phone numbers"),
    "decide": N_("approve scorecards and results, confirm exemptions and close months"),
    "administer": N_("manage users, the office and its backups"),
}


@dataclass(frozen=True)
class Declared:
    """What a service declares: the right it takes, those that some of its steps take beside it, or none.

    `free` is why it takes no right at all; "" otherwise.
    """

    right: Right = "read"
    also: tuple[Right, ...] = ()
    free: str = ""


def role_about(role: str) -> str:
    """What a role may do, in a sentence."""
    return _(ROLE_ABOUT[role])


def needs(
    right: Right, *also: Right
) -> Callable[[Callable[Concatenate[Office, P], T]], Callable[Concatenate[Office, P], T]]:
    """Have a service refuse whoever has not this right; `also` are those it asks for itself, by `must`.

    The service's call raises UserError then, before anything is done.
    """
    assert {right, *also} <= set(get_args(Right)), "a right of the table"

    def declare(service: Callable[Concatenate[Office, P], T]) -> Callable[Concatenate[Office, P], T]:
        @wraps(service)
        def asked(office: Office, /, *args: P.args, **kwargs: P.kwargs) -> T:
            if not (office.people_known and office.is_file):  # on a server others may have changed them
                know(office)
            must(office, right)
            return service(office, *args, **kwargs)

        asked.declared = Declared(right, also)  # type: ignore[attr-defined]  # read by `declared`
        return asked

    return declare


def free(why: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Declare that a service that writes takes no right, and why."""

    def declare(service: Callable[P, T]) -> Callable[P, T]:
        service.declared = Declared(free=why)  # type: ignore[attr-defined]
        return service

    return declare


def declared(service: object) -> Declared | None:
    """What a function declares; None for one that declares nothing."""
    return getattr(service, "declared", None)


def know(office: Office) -> None:
    """Read who may sign in, for what is asked below. Raises UserError as `Office.read_plain` does."""
    with office.read_plain() as rows:
        office.people = tuple(User(*row[:4]) for row in rows(sql.USERS, {}))
    office.people_known = True


def must(office: Office, right: Right) -> None:
    """Raise UserError where the user signed in has not this right, as the users were last read."""
    refused = refusal(office, right)
    if refused is not None:
        raise refused


def refusal(office: Office, right: Right) -> UserError | None:
    """Why the user signed in may not do it, in words; None where they may."""
    user = office.user
    if user is None:
        if right == "read":
            return None
        return UserError(
            "user.nobody_signed_in",
            _("Nobody is signed in."),
            kept=_("Nothing was changed."),
            remedy=_("Sign in first; on the command line, give the user with --user."),
        )
    if user.id not in [one.id for one in office.people]:
        return UserError(
            "user.no_longer_active",
            _("{name} can no longer sign in to this office.").format(name=user.name),
            kept=_("Nothing was changed."),
            remedy=_("Ask an administrator."),
        )
    if has(office.people, user.id, right):
        return None
    return UserError(
        "rights.not_allowed",
        _("As {role} you are not allowed to do this; it takes the right to {what}.").format(
            role=role_words(role_of(office.people, user.id)), what=right_words(right)
        ),
        kept=_("Nothing was changed."),
        remedy=_("{who} can do it.").format(who=names(holders(office.people, right))),
    )


def why_not(office: Office, right: Right) -> str:
    """Why the user signed in may not do it, for a button's hint; "" where they may. Reads nothing."""
    refused = refusal(office, right)
    if refused is None:
        return ""
    return f"{refused.happened}\n{refused.remedy}"


def role_of(people: Sequence[User], person: int) -> str:
    """The role a person acts in, of those who may sign in, in the order they were added.

    Without an administrator, the first of them acts as one. An unknown role counts as a viewer's.
    """
    acting = next((one for one in people if one.id == person), None)
    if acting is None:
        return VIEWER
    if all(one.role != ADMINISTRATOR for one in people) and acting.id == min(one.id for one in people):
        return ADMINISTRATOR
    return acting.role if acting.role in ROLES else VIEWER


def has(people: Sequence[User], person: int, right: Right) -> bool:
    """Whether one of the people who may sign in has a right."""
    return ROLES.index(role_of(people, person)) >= ROLES.index(LOWEST[right])


def holders(people: Sequence[User], right: Right) -> tuple[User, ...]:
    """Who of them has a right."""
    return tuple(one for one in people if has(people, one.id, right))


def others(office: Office, right: Right, entered_by: int | None) -> tuple[User, ...]:
    """Who besides the one who entered something may decide on it; nobody where there is no second person."""
    return tuple(one for one in holders(office.people, right) if one.id != entered_by)


def role_words(role: str) -> str:
    """A role as a word."""
    return _(ROLE_WORDS.get(role, role))


def right_words(right: Right) -> str:
    """What a right lets do, to follow “the right to”."""
    return _(RIGHT_WORDS[right])


def names(people: Sequence[User]) -> str:
    """Their names, listed."""
    return _(", ").join(one.name for one in people)
