"""Every refusal has a code, which means one thing; what tests compare with is a code that there is."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.unit.test_house import ROOT, python_files

FORM = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
ROOMS = (  # what a refusal can concern; one that is added is added here
    "appeal", "backup", "checks", "correction", "cycle", "delivery", "demo", "encryption", "evaluation",
    "evidence", "exemption", "file", "final", "focus", "import", "interview", "library", "note", "notice",
    "office", "printer", "rating", "reading", "record", "restore", "retention", "review", "rights",
    "roster", "score_sheet", "scan", "scorecard", "scorecard_file", "server", "sheet", "stage",
    "target", "token", "totals", "trail", "trial", "user", "uses", "value",
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """Where a refusal is made: its code, its sentence and what to do, as the source writes them."""

    where: str
    code: str
    happened: str
    remedy: str


def sites(source: str, where: str, kinds: Iterable[str] = ()) -> Iterator[Site]:
    """Every place in a module that gives a refusal its code; not those that hand on the code of another.

    These are the calls of UserError and its kinds, and of the functions there that take a code for one.
    """
    tree = ast.parse(source)
    makers = {"UserError", *kinds, *_taking_codes(tree)}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or _called(call) not in makers or not call.args:
            continue
        code, *said = call.args
        if isinstance(code, ast.Attribute | ast.Name):
            continue
        place = f"{where}:{call.lineno}"
        assert isinstance(code, ast.Constant), f"{place}: {ast.unparse(code)}"
        remedy = next((ast.unparse(k.value) for k in call.keywords if k.arg == "remedy"), "")
        yield Site(place, str(code.value), ", ".join(_sentence(one) or place for one in said), remedy)


def _taking_codes(tree: ast.Module) -> Iterator[str]:
    """The functions whose first parameter is the code of the refusal they make."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "code":
            calls = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
            if any(_called(call) == "UserError" and _hands_on(call) for call in calls):
                yield node.name


def _hands_on(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Name) and call.args[0].id == "code"


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _sentence(said: ast.expr) -> str:
    """A sentence without what fills it in; "" for one that is made elsewhere."""
    text = ast.unparse(said)
    return re.sub(r"\.format\(.*", "", text) if "_(" in text or "ngettext(" in text else ""


@cache
def _kinds() -> frozenset[str]:
    """UserErrors that carry more than their texts."""
    found = (
        re.findall(r"^class (\w+)\(UserError\)", p.read_text("utf-8"), re.MULTILINE)
        for p in python_files("src")
    )
    return frozenset(name for names in found for name in names)


@cache
def all_sites() -> tuple[Site, ...]:
    """Every place in the source that makes a refusal."""
    return tuple(
        site
        for path in python_files("src")
        for site in sites(path.read_text("utf-8"), str(path.relative_to(ROOT)), _kinds())
    )


def test_every_code_says_what_it_concerns_and_what_is_wrong() -> None:
    found = all_sites()
    assert len(found) > 200
    assert [site for site in found if not FORM.fullmatch(site.code)] == []
    assert {site.code.partition(".")[0] for site in found} == set(ROOMS)


def test_one_code_means_one_thing() -> None:
    said: dict[str, set[str]] = defaultdict(set)
    codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for site in all_sites():
        said[site.code].add(site.happened)
        codes[site.happened, site.remedy].add(site.code)
    assert {code: sentences for code, sentences in said.items() if len(sentences) > 1} == {}
    assert {one: found for one, found in codes.items() if len(found) > 1} == {}


def test_tests_compare_with_codes_that_there_are() -> None:
    known = {site.code for site in all_sites()}
    before = r"(?:refuses\(|tells\([^\"]*|\bcode\b.*==.*?)"
    compared = re.compile(rf"""{before}\s*["']((?:{"|".join(ROOMS)})\.[a-z_]+)["']""")
    named = {
        (str(path.relative_to(ROOT)), code)
        for path in python_files("tests")
        if path != Path(__file__)
        for code in compared.findall(path.read_text("utf-8"))
    }
    assert len(named) > 200
    assert {(path, code) for path, code in named if code not in known} == set()


def test_what_the_window_refuses_by_itself_has_the_code_the_service_would_give() -> None:
    known = {site.code for site in all_sites()}
    windows = [path for path in python_files("src") if "ui" in path.parts]
    named = {code for path in windows for code in re.findall(r'code="(\w+\.\w+)"', path.read_text("utf-8"))}
    assert named
    assert named <= known


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ('raise UserError("a.b", _("Said."))', ["a.b"]),
        ('error = UserError("a.b", _("Said."))', ["a.b"]),
        ("raise UserError(error.code, error.happened)", []),
        ('def no(code, said):\n    return UserError(code, said)\nraise no("a.b", "Said.")', ["a.b"]),
        ('raise Unanswered("a.b", "Said.")', ["a.b"]),
    ],
)
def test_sites_are_found(source: str, codes: list[str]) -> None:
    assert [site.code for site in sites(source, "here", _kinds())] == codes
