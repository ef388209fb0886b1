"""A call of options only is taken apart without the commands' parsers, and as they would."""

from __future__ import annotations

import pytest

from qadesk.cli import options, parser


@pytest.mark.parametrize(
    "call",
    [
        [],
        ["--office", "East Gate.qadesk", "--lang", "zh_CN"],
        ["--office=--odd", "--json", "--user", "wang", "--password-file", "secret"],
        ["--passphrase-file", "a", "--recovery-key-file", "b", "--tok", "c"],
    ],
)
def test_the_window_is_told_what_a_command_would_be(call: list[str]) -> None:
    alone = vars(parser.parse(call))
    assert alone.pop("command") is None
    with_command = vars(parser.parse([*call, "backups", "list"]))
    assert alone == {name: value for name, value in with_command.items() if name not in ("command", "action")}


@pytest.mark.parametrize("call", [["--help"], ["--lang", "xx"], ["imp"], ["--office"], ["--json", "check"]])
def test_any_other_call_is_the_commands(call: list[str]) -> None:
    assert options.alone(call) is None


def test_the_window_alone_is_opened_on_the_sample_office(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser.parse(["--sample"]).sample
    for call in (["--sample", "backups", "list"], ["--sample", "--office", "a.qadesk"]):
        with pytest.raises(SystemExit, match="2"):
            parser.parse(call)
        assert "--office" in capsys.readouterr().err


@pytest.mark.parametrize("call", [["review", "approve", "2026-09"], ["scorecard", "signed", "courier@1"]])
def test_all_and_some_by_name_are_not_meant_at_once(
    call: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert parser.parse([*call, "--all"]).all
    assert list(parser.parse([*call, "KF1", "KF2"]).staff_nos) == ["KF1", "KF2"]
    assert not parser.parse(call).staff_nos
    with pytest.raises(SystemExit, match="2"):
        parser.parse([*call, "KF1", "--all"])
    assert "STAFF_NO" in capsys.readouterr().err
