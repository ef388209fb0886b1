"""What argparse says by itself is in the language of the program."""

from __future__ import annotations

import argparse
import ast
import inspect
import re

import pytest

from qadesk.cli import parser
from qadesk.cli.argparse_words import WORDS
from qadesk.i18n import set_language

OURS_INSTEAD = {"%(prog)s: error: %(message)s\n"}  # see `Parser.error`
OF_BUILDING = re.compile(  # what is said to who writes a parser, or of things QADesk's has none of
    r"invalid (option string|conflict)|cannot |conflicting |dest= |'required' is|%r is not callable|mutually"
    r"|\.__call__|argument \"-\"|subcommands|deprecated|warning"
)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["results"], "缺少必需的参数：YYYY-MM"),
        (["sheets", "2026-10"], "缺少必需的参数：--out"),
        (["--lang", "fr"], "参数 --lang：无效的选择：'fr'"),
        (["nonsense"], "无效的选择：'nonsense'"),
        (["check", "--much"], "无法识别的参数：--much"),
        (["sheets", "2026-10", "--out"], "参数 --out：需要一个值"),
        (["score", "import", "x", "--dr", "--draft=1"], "多余的值 '1'"),
        (["roster", "import"], "缺少必需的参数：FILE"),
    ],
)
def test_a_wrong_call_is_told_in_chinese(
    call: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language("zh_CN")
    with pytest.raises(SystemExit) as ended:
        parser.parse(call)
    out, err = capsys.readouterr()
    assert ended.value.code == parser.EXIT_USAGE
    assert said in err
    assert err.startswith("用法：qadesk")
    assert not out


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_help_speaks_one_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_language(language)
    with pytest.raises(SystemExit):
        parser.parse(["--help"])
    out, _err = capsys.readouterr()
    english = [
        word for word in ("usage", "options", "positional", "this help", "version number") if word in out
    ]
    assert len(english) == (5 if language == "en" else 0)


def test_every_word_of_this_python_is_known() -> None:
    """A newer Python may say something new; then it belongs into WORDS, or it is of no concern here."""
    marked = {
        call.args[0].value
        for call in ast.walk(ast.parse(inspect.getsource(argparse)))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_"
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert {word for word in marked - WORDS - OURS_INSTEAD if not OF_BUILDING.search(word)} == set()
