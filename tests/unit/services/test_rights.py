"""Every service that writes says which right it takes, and refuses whoever has not got it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import qadesk
from qadesk.errors import UserError
from qadesk.services import rights, setup
from qadesk.services.rights import LOWEST, ROLES
from qadesk.storage.office import Office, User
from tests import signed_in
from tests.refusals import refuses
from tools import rights_table

DECLARED = rights_table.declared()
HELD = {name: (made, said) for name, (made, said) in DECLARED.items() if not said.free}
NOT_ALLOWED = {"rights.not_allowed", "user.nobody_signed_in", "user.no_longer_active"}


def _calls(made: Callable[..., Any]) -> tuple[bool, set[str]]:
    """Whether a function opens a transaction that writes, and the names it calls."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(made)))
    writes, names = False, set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr == "write":
            writes = writes or ast.unparse(node.func.value) in ("office", "self.office", "self._office")
        elif isinstance(node.func, ast.Name):
            names.add(node.func.id)
    return writes, names


def _undeclared(module: ModuleType) -> Iterator[str]:
    """What writes itself, and what is public and writes through its module, without saying its right."""
    found = {name: _calls(made) for name, made in rights_table.functions(module).items()}
    writing = {name for name, (writes, _names) in found.items() if writes}
    reaching = set(writing)
    while more := {name for name, (_writes, names) in found.items() if names & reaching} - reaching:
        reaching |= more
    for name in sorted(reaching):
        silent = rights.declared(vars(module)[name]) is None
        if silent and (name in writing or name[0] != "_"):
            yield f"{module.__name__}.{name}"


def test_whatever_writes_says_which_right_it_takes() -> None:
    assert [name for module in rights_table.modules() for name in _undeclared(module)] == []


def test_a_service_that_writes_in_secret_is_found() -> None:
    module = ModuleType("planted")
    module.__file__ = __file__
    for made in (_planted, _planted_below, planted_above):
        made.__module__ = "planted"
        setattr(module, made.__name__, made)
    assert list(_undeclared(module)) == ["planted._planted", "planted.planted_above"]


def _planted(office: Office) -> None:
    with office.write():
        pass


def _planted_below(office: Office) -> None:
    _planted(office)


def planted_above(office: Office) -> None:
    """Public, and writes two calls below."""
    _planted_below(office)


def _writing(tree: ast.Module) -> Iterator[tuple[int, ast.stmt]]:
    """Where an office's writing transaction is opened: the line, and the statement of the module it is in."""
    for within in tree.body:
        for node in ast.walk(within):
            if not isinstance(node, ast.Attribute) or node.attr != "write":
                continue
            if ast.unparse(node.value).rpartition(".")[2].lstrip("_") == "office":
                yield node.lineno, within


def test_nobody_writes_but_functions_of_services() -> None:
    """They are what is looked at above: not a screen, not a command, not a method of a class."""
    package = Path(qadesk.__file__).parent
    texts = {path.relative_to(package): path.read_text("utf-8") for path in package.rglob("*.py")}
    found = [
        (path, line, within)
        for path, text in texts.items()
        if "office.write" in text  # to parse all takes seconds
        for line, within in _writing(ast.parse(text))
    ]
    assert len(found) > 100
    assert [
        f"{path}:{line}"
        for path, line, within in found
        if path.parts[0] != "services" or not isinstance(within, ast.FunctionDef)
    ] == []


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One person of each role, the administrator first."""
    path = tmp_path_factory.mktemp("rights") / "branch.qadesk"
    office = setup.create_office(path, name="East Gate", user_name="First")
    signed_in.person(office, rights.ADMINISTRATOR)
    for role in (rights.MANAGER, rights.SUPERVISOR, rights.VIEWER):
        signed_in.person(office, role)
    signed_in.person(office, rights.ADMINISTRATOR, "gone", active=False)
    yield office
    office.close()


def _user(office: Office, login: str) -> User | None:
    return next((one for one in office.people if one.login == login), None)


def _attack(made: Callable[..., Any], office: Office) -> str:
    """The code with which a service refuses a call that gives nothing of use; "" where it does not."""
    given = [p for p in inspect.signature(made).parameters.values() if p.default is p.empty][1:]
    named = {p.name: None for p in given if p.kind is p.KEYWORD_ONLY}
    with suppress(Exception):  # whatever else comes of nothing: it came past the door
        try:
            made(office, *[None for p in given if p.kind is not p.KEYWORD_ONLY], **named)
        except UserError as error:
            return error.code
    return ""


@pytest.mark.parametrize("name", HELD)
def test_each_service_refuses_each_role_that_may_not(branch: Office, name: str) -> None:
    made, said = HELD[name]
    for role in ROLES:
        if ROLES.index(role) < ROLES.index(LOWEST[said.right]):
            branch.user = _user(branch, role)
            assert branch.user is not None
            assert _attack(made, branch) == "rights.not_allowed", role
    branch.user = None
    assert _attack(made, branch) == "user.nobody_signed_in"
    branch.user = User(6, "gone", "Gone", rights.ADMINISTRATOR)
    assert _attack(made, branch) == "user.no_longer_active"


@pytest.mark.parametrize("name", HELD)
def test_each_service_lets_in_the_lowest_role_that_may(branch: Office, name: str) -> None:
    made, said = HELD[name]
    branch.user = _user(branch, LOWEST[said.right])
    assert branch.user is not None
    assert _attack(made, branch) not in NOT_ALLOWED


def test_a_refusal_names_the_role_the_right_and_who_can(branch: Office) -> None:
    branch.user = _user(branch, rights.SUPERVISOR)
    with refuses("rights.not_allowed", "Supervisor", "Administrator", "Manager") as refused:
        rights.must(branch, "decide")
    assert "close months" in refused.value.happened
    assert rights.why_not(branch, "decide").endswith("Administrator, Manager can do it.")
    assert rights.why_not(branch, "score") == ""


def test_the_role_is_read_anew_at_each_call(branch: Office) -> None:
    branch.user = User(5, "viewer", "Viewer", rights.ADMINISTRATOR)  # what somebody wrote into memory
    with refuses("rights.not_allowed"):
        setup.rename_office(branch, "Mine")


def test_whoever_was_first_does_everything_while_nobody_is_administrator() -> None:
    people = (User(1, "a", "A", rights.VIEWER), User(2, "b", "B", rights.MANAGER), User(3, "c", "C", "?"))
    assert [rights.role_of(people, n) for n in (1, 2, 3, 4)] == [
        rights.ADMINISTRATOR, rights.MANAGER, rights.VIEWER, rights.VIEWER,
    ]  # fmt: skip
    assert [one.id for one in rights.holders(people, "decide")] == [1, 2]
    promoted = (*people[:2], User(3, "c", "C", rights.ADMINISTRATOR))
    assert rights.role_of(promoted, 1) == rights.VIEWER


def test_the_page_says_what_the_code_says() -> None:
    page = Path(rights_table.DOCUMENT).read_text("utf-8")
    assert page == rights_table.document(), "run `make catalogue`"


@pytest.mark.files  # its own connection stands for another program's
@pytest.mark.parametrize("server", [True, False])
def test_on_a_server_the_users_are_read_at_each_call(
    office: Office, monkeypatch: pytest.MonkeyPatch, server: bool
) -> None:
    """There another program may have changed them; a file is open in one alone."""
    signed_in.person(office, rights.ADMINISTRATOR, "boss")
    setup.rename_office(office, "West")
    assert office.people_known
    with office.store.write(office.engine) as connection:
        connection.exec_driver_sql("UPDATE user SET role = 'viewer' WHERE login = 'admin'")
    monkeypatch.setattr(Office, "is_file", property(lambda _self: not server))
    if server:
        with refuses("rights.not_allowed"):
            setup.rename_office(office, "East")
    else:
        setup.rename_office(office, "East")
