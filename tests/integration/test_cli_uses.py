"""What follows from a closed month on the command line, as the services have it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl

from qadesk.domain.uses import starter
from qadesk.domain.uses_forms import to_dict
from tests.integration.test_cli import Cli, cli, sample
from tests.refusals import names

__all__ = ["cli", "sample"]  # fixtures; of it September is closed
MONTH = "2026-09"


def in_force(sample: Cli) -> None:
    assert sample("use-rules", "draft")[0] == 0
    assert sample("use-rules", "in-force", "1", "--from", MONTH)[0] == 0


def test_nothing_follows_until_rules_are_in_force(sample: Cli, tmp_path: Path) -> None:
    code, refusal = sample.json("bonus", "list", MONTH)
    assert (code, refusal["code"]) == (1, "uses.none_in_force")
    assert sample.json("bonus", "export", MONTH, tmp_path / "b.xlsx")[1]["code"] == "uses.none_in_force"
    assert not (tmp_path / "b.xlsx").exists()
    sample("use-rules", "draft")
    assert sample.json("bonus", "list", MONTH)[1]["code"] == "uses.none_in_force", "a draft does nothing"


def test_a_month_from_rules_to_payroll(sample: Cli, tmp_path: Path) -> None:
    in_force(sample)
    code, made = sample.json("bonus", "list", MONTH)
    assert (code, made["rules"], len(made["bonuses"])) == (0, 1, 14)
    assert made["coefficients"] == str(sum(Decimal(one["coefficient"] or 0) for one in made["bonuses"]))
    graded = [one for one in made["bonuses"] if one["grade"] == "A"]
    assert {one["coefficient"] for one in graded} == {"1.20"}
    assert all(one["standing"] == "provisional" and "A" in one["how_sure"] for one in graded)
    file = tmp_path / "奖金.xlsx"
    code, out, err = sample("bonus", "export", MONTH, file, "--columns", "staff_no,coefficient,why")
    assert (code, out.strip()) == (0, f"Saved: {file}")
    assert "personal data of agents" in err
    first, *rows = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    assert first == ("Staff no.", "Coefficient", "Why")
    assert {row[0]: Decimal(str(row[1])) for row in rows if row[1] is not None} == {
        one["staff_no"]: Decimal(one["coefficient"]) for one in made["bonuses"] if one["coefficient"]
    }
    assert sample.json("bonus", "list", MONTH)[1]["differs_from_last_export"] == []
    code, _out, _err = sample("bonus", "export", MONTH, tmp_path / "again.csv")
    head = (tmp_path / "again.csv").read_text("utf-8-sig").splitlines()[0]
    assert head == "Staff no.,Coefficient,Why", "the columns are remembered"


def test_rules_from_a_file_and_what_is_wrong_with_them(sample: Cli, tmp_path: Path) -> None:
    sample("use-rules", "draft")
    content = to_dict(starter())
    content["bonus"]["grades"] = [["A", "0.5"], ["B", "1"]]
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(content), "utf-8")
    code, found = sample.json("use-rules", "save", "1", file)
    assert (code, len(found["problems"])) == (0, 1)
    code, _out, err = sample("use-rules", "in-force", "1", "--from", MONTH)
    assert code == 1
    assert names(err, "worse result")
    file.write_text("{}", "utf-8")
    assert sample.json("use-rules", "save", "1", file)[1]["code"] == "uses.no_rules"
    assert sample("use-rules", "delete", "1")[0] == 0
    assert sample.json("use-rules", "list")[1] == {"versions": []}


def test_days_worked(sample: Cli, tmp_path: Path) -> None:
    content = to_dict(starter())
    content["bonus"]["full_days"] = "22"
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(content), "utf-8")
    sample("use-rules", "draft")
    sample("use-rules", "save", "1", file)
    sample("use-rules", "in-force", "1", "--from", "2026-08")
    by_agent = {one["staff_no"]: one for one in sample.json("bonus", "list", MONTH)[1]["bonuses"]}
    assert {one["not_known"] for one in by_agent.values() if one["grade"]} == {"days"}
    assert sample("bonus", "days", MONTH, "KF1001=11")[0] == 0
    by_agent = {one["staff_no"]: one for one in sample.json("bonus", "list", MONTH)[1]["bonuses"]}
    assert by_agent["KF1001"]["coefficient"] is not None
    assert "11 d of 22 d" in by_agent["KF1001"]["why"]
    assert sample.json("bonus", "days", MONTH, "KF1001=many")[1]["code"] == "uses.no_days"
    assert sample.json("bonus", "days", MONTH, "KF1001=32")[1]["code"] == "uses.days"


def test_awards_lists_and_papers(sample: Cli, tmp_path: Path) -> None:
    assert sample.json("awards", "list", MONTH)[1]["code"] == "uses.none_in_force"
    in_force(sample)
    code, found = sample.json("awards", "list", MONTH)
    assert (code, found["rules"]) == (0, 1)
    assert {one["what"] for one in found["lines"]} == {"Best of the month", "Most praised"}
    assert all("Not distinguishable" in one["why"] for one in found["lines"])
    winner = found["lines"][0]["staff_no"]
    code, _out, err = sample("awards", "letters", MONTH, tmp_path / "c.pdf", winner, "--certificate")
    assert code == 0
    assert "personal data of agents" in err
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
    assert sample.json("awards", "save", MONTH, tmp_path / "a.xlsx")[1]["lines"] == len(found["lines"])
    assert sample.json("bonus", "letters", MONTH, tmp_path / "b.pdf", "--paper", "zh_CN")[1]["lines"] == 14
    assert sample("bonus", "print", MONTH, tmp_path / "list.pdf")[0] == 0
    assert sample.json("lists", "list", MONTH)[1]["lines"] == []
    assert sample.json("lists", "save", MONTH, tmp_path / "l.pdf")[1]["code"] == "uses.nothing"


def test_rules_are_tried_on_past_months(sample: Cli) -> None:
    in_force(sample)
    sample("use-rules", "draft", "--of", "1")
    code, found = sample.json("use-rules", "try", "2")
    (month,) = found["months"]
    assert (code, month["cycle"], month["in_force"]) == (0, MONTH, 1)
    assert month["sum"] == month["sum_in_force"], "a copy makes no difference"
    assert sample("use-rules", "try", "2")[0] == 0


def test_the_currency_is_shown_and_set(sample: Cli) -> None:
    assert sample.json("use-rules", "currency") == (0, {"zh": "元", "en": "CNY"})
    assert sample.json("use-rules", "currency", "--en", "HKD", "--zh", "港元")[0] == 0
    assert sample("use-rules", "currency")[1].strip() == "港元 / HKD"
    assert sample.json("use-rules", "currency", "--en", "")[1]["code"] == "uses.currency"
    in_force(sample)
    assert sample.json("bonus", "list", MONTH)[1]["currency"] == "HKD"
