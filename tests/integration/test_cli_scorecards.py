"""Scorecards from the command line: listed, checked, exchanged, published, tried."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from qadesk.resources import resource
from tests import on_server
from tests.integration.test_cli import Cli
from tests.refusals import names

SHIPPED = resource("scorecards", "courier-standard.yaml").read_text("utf-8")


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    made = Cli(tmp_path / "branch.qadesk", capsys)
    assert made("init", "--name", "城东营业部", "--user-name", "王主管")[0] == 0
    return made


@pytest.fixture
def sample(tmp_path: Path, capsys: pytest.CaptureFixture[str], sample_file: Path) -> Cli:
    made = Cli(tmp_path / "sample.qadesk", capsys)
    on_server.copied(sample_file, made.office)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The shipped scorecard with a better standard, as another branch would send it."""
    path = tmp_path / "sent.yaml"
    path.write_text(SHIPPED.replace("standard: 4.5", "standard: 4.6"), "utf-8")
    return path


def test_from_a_file_to_the_next_cycle(cli: Cli, file: Path, tmp_path: Path) -> None:
    code, out, _err = cli("scorecard", "import", file)
    assert (code, out) == (0, "Imported as courier-standard@2, a draft.\n")
    code, listed = cli.json("scorecard", "list")
    assert code == 0
    assert [(v["code"], v["version"], v["status"]) for v in listed] == [
        ("courier-standard", 2, "draft"),
        ("courier-standard", 1, "published"),
    ]
    code, made = cli.json(
        "scorecard", "publish", "courier-standard", "--note", "agreed", "--notice", tmp_path / "n.pdf"
    )
    assert (code, made["status"], made["version"]) == (0, "published", 2)
    assert [step["status"] for step in made["steps"]] == ["submitted", "approved", "published"]
    assert made["steps"][0] | {"at": ""} == {
        "status": "submitted",
        "by": "王主管",
        "at": "",
        "note": "agreed",
    }
    assert "Notice of the scorecard" in PdfReader(tmp_path / "n.pdf").pages[0].extract_text()
    assert cli("cycle", "open", "2026-11")[0] == 0
    assert cli.json("scorecard", "list")[1][0]["cycles"] == ["2026-11"]
    code, told = cli.json("scorecard", "publish", "courier-standard")
    assert (code, told["code"]) == (1, "scorecard.published_already")
    assert names(told["error"], "courier-standard@2")
    code, out, _err = cli("scorecard", "list", lang="zh_CN")
    assert out.splitlines()[0].split()[:2] == ["courier-standard@2", "已发布"]


@pytest.mark.parametrize("name", ["out.yaml", "out.xlsx"])
def test_out_and_looked_at(cli: Cli, tmp_path: Path, name: str) -> None:
    assert cli("scorecard", "export", "courier-standard@1", tmp_path / name)[0] == 0
    code, out, _err = cli("scorecard", "check", tmp_path / name)
    assert (code, out) == (0, "No problems found.\n")
    in_file, in_office = (
        cli.json("scorecard", "show", which)[1]["content"] for which in (tmp_path / name, "courier-standard")
    )
    assert in_file["sections"][3] == in_office["sections"][3]
    code, out, _err = cli("scorecard", "show", "courier-standard")
    assert code == 0
    assert "  Average response time  20%  ≤ 30 s  ≤ 30 s → 100, ≤ 35 s → 90" in out
    assert "  A  ≥ 90  Excellent" in out


def test_the_notice_in_the_language_asked_for(cli: Cli, tmp_path: Path) -> None:
    assert cli("scorecard", "export", "courier-standard", tmp_path / "n.pdf", lang="zh_CN")[0] == 0
    assert "考核方案公示" in PdfReader(tmp_path / "n.pdf").pages[0].extract_text()


def test_a_file_with_mistakes_is_refused_line_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    no_office = Cli(tmp_path / "nothing.qadesk", capsys)  # a file is checked without any
    bad = tmp_path / "bad.yaml"
    bad.write_text(SHIPPED.replace("weight: 20", "weight: 2O").replace("cap: 105", "kap: 105"), "utf-8")
    code, out, err = no_office("scorecard", "check", bad)
    assert (code, err) == (1, "")
    assert out.splitlines()[1:] == [
        "✗ line 10, column 1: There is no field “kap” here. Did you mean “cap”?",
        "✗ line 27, column 17: “2O” is not a number; write it like 0.95.",
        "✗ line 40, column 17: “2O” is not a number; write it like 0.95.",
    ]
    code, found = no_office.json("scorecard", "check", bad)
    assert code == 1
    assert found["problems"][1]["line"] == 10
    assert found["problems"][1]["severity"] == "error"
    code, out, _err = no_office("scorecard", "check", bad, lang="zh_CN")
    assert out.splitlines()[1] == "✗ 第 10 行第 1 列：这里没有字段“kap”，是否应为“cap”？"


def test_nothing_is_stored_of_a_bad_file(cli: Cli, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(SHIPPED.replace("weight: 20", "weight: 25"), "utf-8")
    code, refused = cli.json("scorecard", "import", bad)
    assert (code, refused["code"], refused["because"]) == (1, "scorecard_file.has_problems", ["weights_sum"])
    assert refused["kept"]
    assert "line 18, column 1" in refused["error"]
    assert len(cli.json("scorecard", "list")[1]) == 1
    for words, why in (
        (("show", "unknown"), "scorecard.unknown"),
        (("export", "courier-standard@7", "x.yaml"), "scorecard.no_such_version"),
        (("check", "no.yaml"), "file.missing"),
    ):
        code, told = cli.json("scorecard", *words)
        assert (code, told["code"]) == (1, why)


def test_who_may_not_approve_is_told_how_far_it_came(cli: Cli, file: Path) -> None:
    assert cli("people", "add", "李经理", "--role", "manager", "--login", "li")[0] == 0
    assert cli("--user", "王主管", "scorecard", "import", file)[0] == 0
    code, told = cli.json("--user", "王主管", "scorecard", "publish", "courier-standard")
    assert (code, told["code"]) == (1, "scorecard.own_approval")
    assert names(told["kept"], "submitted")
    assert names(told["remedy"], "李经理")
    assert cli("--user", "li", "scorecard", "publish", "courier-standard")[0] == 0


def test_trying_stores_nothing(sample: Cli, tmp_path: Path) -> None:
    before, listed = on_server.stored(sample.office), sample.json("scorecard", "list")[1]
    draft = tmp_path / "draft.yaml"
    draft.write_text(SHIPPED.replace("full: 5", "full: 6"), "utf-8")
    code, _tried = sample.json("scorecard", "try", draft, "2026-09")
    assert code == 1  # nobody could reach full marks
    shifted = SHIPPED.replace("weight: 20", "weight: 35", 1).replace("weight: 20", "weight: 5", 1)
    draft.write_text(shifted, "utf-8")
    code, tried = sample.json("scorecard", "try", draft, "2026-09")
    assert code == 0
    moved = [agent for agent in tried["agents"].values() if agent["shifts"]]
    assert moved
    for agent in moved:
        assert agent["moved"]
        assert agent["total"]["after"] != agent["total"]["before"]
        assert {"avg_response_seconds", "first_contact_resolution"} & {
            s["indicator"] for s in agent["shifts"]
        }
    code, out, _err = sample("scorecard", "try", draft, "2026-09")
    assert out.splitlines()[0].endswith("would change") or "results would change" in out.splitlines()[0]
    assert len([line for line in out.splitlines() if " → " in line]) >= len(moved)
    code, out, _err = sample("scorecard", "try", "courier-standard@1", "2026-09")
    assert (code, out.splitlines()[0], out.splitlines()[-1]) == (
        0,
        "No results would change.",
        "Nothing was stored.",
    )
    assert sample.json("scorecard", "list")[1] == listed
    assert on_server.stored(sample.office) == before


def test_a_trial_names_rules_that_tell_nobody_apart(sample: Cli, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    limits = "[[30, 100], [35, 90], [45, 80], [60, 60]]"
    assert limits in SHIPPED
    draft.write_text(SHIPPED.replace(limits, "[[3600, 100]]"), "utf-8")
    code, tried = sample.json("scorecard", "try", draft, "2026-09")
    assert code == 0
    assert {(one["code"], one["path"][-1]) for one in tried["flat"]} >= {("trial_all_full", "rule")}
    _code, out, _err = sample("scorecard", "try", draft, "2026-09")
    told = "In 2026-09 everybody (14) would get full points: it does not tell agents apart."
    assert f"Average response time: {told}" in out


def test_hints_are_one_line_after_everything_else(cli: Cli, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    one_language = SHIPPED.replace(", en: Response}", "}")
    bad.write_text(one_language.replace("weight: 20", "weight: 25", 1), "utf-8")
    _code, out, _err = cli("scorecard", "check", bad)
    lines = out.splitlines()
    assert lines[0].startswith("✗")
    assert lines[-1].startswith("! 1 name is in one language only.")
    told = cli.json("scorecard", "check", bad)[1]["problems"]  # for programs each stays
    assert [one["code"] for one in told].count("name_in_one_language") == 1


def test_words_that_make_no_sense(cli: Cli) -> None:
    for words in (("scorecard",), ("scorecard", "eat"), ("scorecard", "try", "courier-standard")):
        code, _out, err = cli(*words)
        assert code == 2
        assert "qadesk scorecard" in err


def test_the_ready_ones_are_listed_and_begun_with(cli: Cli) -> None:
    code, listed = cli.json("scorecard", "ready")
    assert code == 0
    assert "team-lead" in [one["name"] for one in listed]
    assert all(one["practice"]["zh"] and one["for"]["en"] for one in listed)
    assert "complaint-desk" in cli("scorecard", "ready")[1]
    code, made = cli.json("scorecard", "ready", "complaint-desk")
    assert (code, made["code"], made["status"]) == (0, "complaint-desk", "draft")
    code, _out, err = cli("scorecard", "ready", "none")
    assert (code, "complaint-desk" in err) == (1, True)
    code, listed = cli.json("checks", "ready")
    assert [one["name"] for one in listed] == ["phone", "chat", "complaint", "outbound", "short"]
    assert cli("checks", "ready", "short")[1] == "Draft: short:1\n"
