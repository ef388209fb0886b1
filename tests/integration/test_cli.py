"""The command line on the sample files: what it prints, what it exits with, what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qadesk.__main__ import main
from qadesk.resources import resource
from qadesk.services import scorecards
from qadesk.storage.office import Office
from tests import on_server
from tests.odd_office import every_kind, make_odd
from tests.refusals import names

SAMPLES = resource("sample_office")
EXPECTED = json.loads((Path(__file__).parents[1] / "data" / "expected.json").read_text("utf-8"))


class Cli:
    """Calls with one office, and what came back."""

    def __init__(self, office: Path | str, capsys: pytest.CaptureFixture[str]) -> None:
        self.office = office
        self._capsys = capsys

    def __call__(self, *words: str | Path, lang: str = "en") -> tuple[int, str, str]:
        try:
            code = main(["--office", str(self.office), "--lang", lang, *map(str, words)])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, *words: str | Path) -> tuple[int, Any]:
        code, out, _err = self("--json", *words)
        return code, json.loads(out)


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "branch.qadesk", capsys)


@pytest.fixture
def made(cli: Cli) -> Cli:
    assert cli("init", "--name", "城东营业部", "--user-name", "王主管")[0] == 0
    assert cli("roster", "import", SAMPLES / "花名册.xlsx")[0] == 0
    assert cli("cycle", "open", "2026-10")[0] == 0
    return cli


@pytest.fixture
def sample(cli: Cli, sample_file: Path) -> Cli:
    on_server.copied(sample_file, cli.office)
    return cli


def test_a_month_from_the_command_line(made: Cli, tmp_path: Path) -> None:
    files = sorted(SAMPLES.glob("*_2026-10.*"))
    records = [file for file in files if not file.name.startswith("评分")]
    code, reports = made.json("import", *records)
    assert code == 3
    for file in records:
        expected, report = EXPECTED["files"][file.name], reports[file.name]
        assert report["rows"] == expected["rows"]
        assert report["duplicates"] == expected["duplicates"]
        assert len(report["rejected"]) == expected["bad"]
        assert report["imported"] == expected["rows"] - expected["duplicates"] - expected["bad"]
    code, reports = made.json("import", *records)
    assert {report["imported"] for report in reports.values()} == {0}
    code, _out, _err = made("score", "import", SAMPLES / "评分_2026-10.csv", "--cycle", "2026-10")
    assert code == 0
    code, results = made.json("results", "2026-10")
    assert code == 0
    assert results.keys() == EXPECTED["months"]["2026-10"]["agents"].keys()
    graded = results["KF1004"]
    assert graded["status"] == "graded"
    assert graded["grade"] == "A"
    assert graded["indicators"]["csat"]["value"] == EXPECTED["months"]["2026-10"]["agents"]["KF1004"]["csat"]
    assert sum(i["effective_weight"] for i in graded["indicators"].values()) == pytest.approx(100)
    assert graded["interval"][0] <= graded["total"] <= graded["interval"][1]
    assert sum(graded["grade_probabilities"].values()) == pytest.approx(1)
    assert graded["ranks"][0] <= graded["rank"] <= graded["ranks"][1]
    assert "KF1004" not in graded["not_distinguishable_from"]
    assert results["KF1014"]["status"] == "incomplete"
    assert "interval" not in results["KF1014"]
    assert results["KF1014"]["total"] is None
    code, written = made.json("sheets", "2026-10", "--out", tmp_path / "out", "--merged")
    assert code == 0
    assert [Path(file).exists() for file in written["files"]] == [True]


def test_an_office_needs_no_words_but_its_path(cli: Cli) -> None:
    assert cli("init")[0] == 0
    code, told = cli.json("score", "template", cli.office.with_name("scores.xlsx"))
    assert (code, told["code"]) == (1, "cycle.none_open")
    assert cli("cycle", "open", "2026-10")[0] == 0
    assert cli("score", "template", cli.office.with_name("scores.xlsx"))[0] == 0
    assert cli("init")[0] == 1  # it is there already


def test_bad_rows_are_told_with_line_column_value_and_reason(made: Cli) -> None:
    code, reports = made.json("import", SAMPLES / "话务明细_2026-10.csv")
    rejected = reports["话务明细_2026-10.csv"]["rejected"]
    assert code == 3
    assert [(r["line"], r["column"], r["value"]) for r in rejected] == [
        (966, "坐席工号", "KF9999"),
        (1278, "响应时长", "-5"),
        (2296, "呼入时间", "2026/13/45 10:00:00"),
        (2397, "满意度", "9"),
        (4309, "响应时长", "abc"),
    ]
    assert all(r["reason"] for r in rejected)


def test_a_dry_run_stores_nothing(made: Cli) -> None:
    call = ("import", SAMPLES / "表扬差错_2026-10.csv")
    assert made.json(*call, "--dry-run")[1]["表扬差错_2026-10.csv"]["imported"] == 56
    assert made.json(*call)[1]["表扬差错_2026-10.csv"]["imported"] == 56


def test_a_refused_file_does_not_stop_the_others(made: Cli, tmp_path: Path) -> None:
    bad = tmp_path / "picture.csv"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    code, reports = made.json("import", bad, SAMPLES / "表扬差错_2026-10.csv")
    assert code == 1
    assert reports["picture.csv"]["code"] == "import.no_table"
    assert reports["表扬差错_2026-10.csv"]["imported"] == 56


@pytest.mark.parametrize(
    "words",
    [
        ["results"],
        ["nonsense"],
        ["import"],
        ["import", "x.csv", "--kind", "no-such-kind"],
        ["import", "x.csv", "--map", "no-equals-sign"],
        ["sheets", "2026-10"],
    ],
)
def test_wrong_usage_exits_2(cli: Cli, words: list[str]) -> None:
    code, out, err = cli(*words)
    assert (code, out) == (2, "")
    assert "qadesk" in err


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["results", "2026-10"], marks=pytest.mark.files),  # spoilt below
        ["results", "soon"],
        ["cycle", "open", "2026-13"],
        ["sheets", "2030-01", "--out", "."],
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_refusals_are_told_in_both_languages(sample: Cli, words: list[str], lang: str) -> None:
    if words == ["results", "2026-10"]:
        sample.office.write_bytes(b"not an office")
    code, out, err = sample(*words, lang=lang)
    assert code == 1
    assert out == ""
    assert any("一" <= character <= "鿿" for character in err) == (lang == "zh_CN")


def test_an_office_url_is_understood(sample: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--office", f"sqlite:///{sample.office}", "results", "2026-09"]) == 0
    assert "KF1001" in capsys.readouterr().out
    assert main(["--office", "postgresql://server/x", "results", "2026-09"]) == 1
    assert "postgresql" in capsys.readouterr().err


def test_the_sample_office_is_sound(sample: Cli) -> None:
    code, found = sample.json("check")
    assert code == 0
    assert set(found.values()) == {"ok"}


def test_a_closed_cycle_refuses_everything_that_would_change_it(sample: Cli) -> None:
    code, told = sample.json("score", "import", SAMPLES / "评分_2026-09.csv", "--cycle", "2026-09")
    assert (code, told["code"]) == (1, "cycle.closed")
    assert sample("cycle", "close", "2026-10")[0] == 1  # half scored


def test_a_month_is_closed_only_after_what_is_pending_was_seen(sample: Cli) -> None:
    code, said = sample.json("cycle", "close", "2026-10")
    assert code == 1
    assert (said["closed"], said["blocked"]) == (False, True)
    codes = [finding["code"] for finding in said["pending"]]
    assert codes[:3] == ["draft_finished", "draft_unfinished", "missing"]
    assert all(finding["text"] and finding["remedy"] for finding in said["pending"])
    code, out, err = sample("cycle", "close", "2026-10", "--yes")
    assert code == 1  # --yes accepts warnings, not what blocks
    assert "✗ 1 finished form of yours is not submitted: 徐丽 (KF1010)" in out
    assert "is still open" in err
    scores = sample.office.with_name("评分.csv")  # under its own name it is September's, and refused
    scores.write_bytes((SAMPLES / "评分_2026-09.csv").read_bytes())
    assert sample("score", "import", scores)[0] == 3  # whose forms are submitted stay so
    assert sample("score", "discard")[0] == 1  # none left


def test_drafts_are_listed_submitted_discarded_and_brought_back(sample: Cli) -> None:
    code, said = sample.json("score", "drafts")
    assert code == 0
    assert {(d["agent"], d["finished"]) for d in said["drafts"]} == {("KF1009", False), ("KF1010", True)}
    code, said = sample.json("score", "submit")
    assert (code, said["submitted"], said["incomplete"]) == (1, ["KF1010"], ["KF1009"])
    code, told = sample.json("score", "discard", "--agent", "KF1001")
    assert (code, told["code"]) == (1, "evaluation.no_such_draft")
    assert names(told["error"], "KF1001")
    assert sample.json("score", "discard", "--agent", "KF1009")[1]["discarded"] == ["KF1009"]
    assert sample.json("score", "drafts")[1]["drafts"] == []
    assert sample.json("score", "restore")[1]["restored"] == 1
    assert [d["agent"] for d in sample.json("score", "drafts")[1]["drafts"]] == ["KF1009"]


def test_warnings_need_a_yes(cli: Cli) -> None:
    assert cli("init", "--user-name", "A")[0] == 0
    assert cli("cycle", "open", "2026-09")[0] == 0
    code, out, err = cli("cycle", "close", "2026-09")
    assert code == 1
    assert "! Nobody is assessed this cycle" in out
    assert "--yes" in err
    code, said = cli.json("cycle", "pending", "2026-09")
    assert (code, said["closed"]) == (0, False)
    assert cli("cycle", "close", "2026-09", "--yes")[0] == 0
    code, told = cli.json("cycle", "pending", "2026-09")
    assert (code, told["code"]) == (1, "cycle.closed")


def test_help_lists_the_fields(cli: Cli) -> None:
    code, out, _err = cli("import", "--help")
    assert code == 0
    for field in ("agent", "at", "response", "resolved", "rating", "received_at", "score", "due"):
        assert field in out


def test_people_are_added_by_who_may(made: Cli, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("long-enough\n", "utf-8")
    secret.chmod(0o600)
    code, told = made.json(
        "people", "add", "李经理", "--role", "manager", "--login", "li", "--password-file", secret
    )
    assert (code, told) == (0, {"login": "li", "role": "manager"})
    code, listed = made.json("people", "list")
    assert code == 0
    assert listed["li"] == {"name": "李经理", "role": "manager", "password": True, "active": True}
    assert next(iter(listed.values()))["role"] == "supervisor"
    code, told = made.json("people", "add", "赵")  # by which of the two?
    assert code == 1
    assert "--user" in told["remedy"]
    code, told = made.json("--user", "li", "--password-file", secret, "people", "add", "赵")
    assert (code, told["code"]) == (1, "rights.not_allowed")
    code, out, _err = made("--user", "王主管", "people", "add", "赵", lang="zh_CN")
    assert (code, out) == (0, "赵可以用登录名“赵”登录了。\n")


def test_a_grade_that_is_not_the_totals_is_marked(
    sample_office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    card = scorecards.shipped()
    best = replace(card.grades[0], at_least=Decimal(60), quota=Decimal("0.1"))
    make_odd(sample_office, replace(every_kind(card), grades=(best, *card.grades[1:]), quota_from=5))
    sample_office.close()
    call = ["--office", str(sample_office.place), "--lang", "en"]
    assert main([*call, "--json", "results", "2026-10"]) == 0
    made = json.loads(capsys.readouterr().out)
    lowered = {who for who, one in made.items() if one.get("grade_by_total") == "A"}
    assert {made[who]["grade"] for who in lowered} == {"B"}
    assert {"grade_by_total" in one for who, one in made.items() if who not in lowered} == {False}
    assert main([*call, "results", "2026-10"]) == 0
    lines = capsys.readouterr().out.splitlines()
    marked = {line.split()[1] for line in lines if line.endswith("by the total A (quota)")}
    assert marked == lowered != set()


def test_a_reader_that_has_seen_enough_is_no_crash() -> None:
    nobody_reads, out = os.pipe()
    os.close(nobody_reads)
    card = resource("scorecards", "courier-standard.yaml")
    command = [sys.executable, "-m", "qadesk", "scorecard", "check", str(card)]
    done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    os.close(out)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.files  # another program opens it
def test_json_is_utf_8_whatever_the_pc_writes_texts_in(sample_file: Path) -> None:
    """As under a Chinese Windows, whose own encoding has no sign for every name."""
    command = [sys.executable, "-m", "qadesk", "--office", str(sample_file), "--json", "results", "2026-10"]
    environment = {**os.environ, "PYTHONIOENCODING": "gbk"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    assert "䶮" in done.stdout.decode("utf-8")


def test_a_month_in_one_call(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", "--name", "城东营业部", "--user-name", "王主管")[0] == 0
    files = [file for file in sorted(SAMPLES.glob("*_2026-10.*")) if not file.name.startswith("评分")]
    code, told = cli.json("month", "2026-10", SAMPLES / "花名册.xlsx", *files, "--sheets", tmp_path / "out")
    assert (code, told["opened"], told["sheets"]["sheets"]) == (3, True, 13)  # 3: rows were rejected
    assert sorted(told["files"]) == sorted(file.name for file in [*files, SAMPLES / "花名册.xlsx"])
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 13
    again = cli("month", "2026-10", *files, "--sheets", tmp_path / "out")
    assert again[0] == 3
    assert "already there" in again[1]


def test_a_month_with_a_file_that_is_refused_draws_nothing(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", "--name", "城东营业部", "--user-name", "王主管")[0] == 0
    broken = tmp_path / "broken.csv"
    broken.write_text("hello\nworld\n", encoding="utf-8")
    roster = SAMPLES / "花名册.xlsx"
    code, told = cli.json("month", "2026-10", roster, broken, "--sheets", tmp_path / "out")
    assert (code, told["sheets"]) == (1, None)
    assert told["files"]["broken.csv"]["code"] == "import.no_header_row"
    assert not (tmp_path / "out").exists()


def test_a_month_is_not_made_of_the_files_of_another(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", "--name", "城东营业部", "--user-name", "王主管")[0] == 0
    roster, calls = SAMPLES / "花名册.xlsx", SAMPLES / "话务明细_2026-09.csv"
    code, out, err = cli("month", "2026-10", roster, calls, "--sheets", tmp_path / "out")
    assert code == 1
    assert "has no record of 2026-10: its days are 2026-09-01 to 2026-09-30" in err
    assert "No sheets were made" in out
    assert not (tmp_path / "out").exists()


def test_what_is_unsure_is_refused_with_the_options_that_answer_it(made: Cli, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(
        "Conversation ID,Date,Agent,Alert time,Talk time\n"
        "g1,2026-10-01 09:00:00,KF1001,3200,143000\ng2,2026-10-01 09:10:00,KF1002,4100,70500\n",
        encoding="utf-8",
    )
    code, told = made.json("import", file, "--kind", "calls")
    asked = told["calls.csv"]["questions"]
    assert code == 1
    assert [one["field"] for one in asked] == ["response", "talk"]
    options = [one["options"][0] for one in asked]
    assert options == ["--read response=ms", "--read talk=ms"]
    words = [word for option in options for word in option.split()]
    code, told = made.json("import", file, "--kind", "calls", *words, "--dry-run")
    assert (code, told["calls.csv"]["imported"]) == (0, 2)
    code, told = made.json("import", file, "--kind", "calls", "--map", "response=", "--map", "talk=")
    report = told["calls.csv"]
    assert (code, report["imported"]) == (0, 2)
    assert {column["header"]: column["field"] for column in report["columns"]} == {
        "Conversation ID": "ref",
        "Date": "at",
        "Agent": "agent",
        "Alert time": None,
        "Talk time": None,
    }
    assert [one["code"] for one in report["warnings"]] == ["lacks_indicator"]


def test_guesses_taken_knowingly_are_noted(made: Cli, tmp_path: Path) -> None:
    file = tmp_path / "通话.csv"
    file.write_text(
        "通话ID,呼入时间,坐席工号,排队时长,振铃时长\na,2026-10-03 09:05,KF1001,9,4\n", encoding="utf-8"
    )
    assert made("import", file)[0] == 1
    code, told = made.json("import", file, "--accept-guesses")
    assert (code, told["通话.csv"]["accepted_guesses"]) == (0, ["response"])
