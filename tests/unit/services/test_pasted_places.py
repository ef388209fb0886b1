"""A block pasted into the grid goes to the agents and columns it names, wherever the keyboard is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from qadesk.i18n import speaking
from qadesk.services.scoring import boards
from qadesk.services.scoring.boards import ScoreBoard
from qadesk.services.scoring.cells import cells_of
from qadesk.services.scoring.pasted import Pasted, reasons, understood
from qadesk.storage.office import Office
from tests import unusual_forms as forms

FIRST = 2  # the column of the first item
NAMES = {"KF1011": "吴磊", "KF1012": "马堃"}


@pytest.fixture
def board(sample_office: Office) -> Iterator[ScoreBoard]:
    forms.put_on(sample_office, forms.form(*forms.RATED, forms.TYPED[3]))
    with speaking("zh_CN"):
        yield boards.board(sample_office, forms.OCTOBER)


def pasted(board: ScoreBoard, text: str, staff_no: str, column: int, **more: dict[str, str]) -> Pasted:
    rows = [entry.staff_no for entry in board.entries]
    block = [line.split("\t") for line in text.split("\n")]
    return understood(board.entries, cells_of(board.form), block, (), (rows.index(staff_no), column), **more)


def filled(made: Pasted) -> dict[tuple[str, str], object]:
    return {(change.staff_no, change.item or change.what): change.after for change in made.changes}


EXPECTED = {
    ("KF1011", "greeting"): Decimal(3),
    ("KF1011", "product"): Decimal(7),
    ("KF1012", "greeting"): Decimal(2),
    ("KF1012", "product"): Decimal(8),
}


@pytest.mark.parametrize(
    "text",
    [
        "工号\t问候\t业务知识\nKF1011\t3\t7\nKF1012\t2\t8",
        "业务知识\t班组\t工号\t问候\n7\t一组\tKF1011\t3\n8\t一组\tKF1012\t2",  # in another order
        "KF1012\t2\t8\nKF1011\t3\t7",  # other lines first, no headings
        "{KF1011}\t3\t7\n{KF1012}\t2\t8",  # names alone
        "KF1011\t{KF1011}\t3\t7\nKF1012\t{KF1012}\t2\t8",
        "Staff no.\tName\tGreeting\tKnowledge\nKF1011\t\t3\t7\nKF1012\t\t2\t8",  # in the other language
    ],
)
@pytest.mark.parametrize(("staff_no", "column"), [("KF1011", FIRST), ("KF1011", 0), ("KF1013", 0)])
def test_lines_go_to_the_agents_they_name(board: ScoreBoard, text: str, staff_no: str, column: int) -> None:
    for number in NAMES:
        name = next(entry.name for entry in board.entries if entry.staff_no == number)
        text = text.replace(f"{{{number}}}", name)
    made = pasted(board, text, staff_no, column)
    assert filled(made) == EXPECTED
    assert not made.refused


def test_headings_alone_say_which_column_is_which(board: ScoreBoard) -> None:
    made = pasted(board, "业务知识\t问候\n7\t3\n8\t2", "KF1011", FIRST)
    assert filled(made) == EXPECTED


def test_without_headings_what_follows_the_number_goes_from_where_one_is(board: ScoreBoard) -> None:
    made = pasted(board, "KF1011\t7\nKF1012\t8", "KF1011", FIRST + 1)
    assert filled(made) == {key: value for key, value in EXPECTED.items() if key[1] == "product"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("KF9999\t\t3", "cell.unknown_agent"),
        ("KF1012\t吴小小\t3", "cell.other_name"),
        ("KF1011\t\t3", "cell.twice"),
        ("\t\t3", "cell.blank"),
    ],
)
def test_a_line_of_nobody_is_not_taken_and_said_why(board: ScoreBoard, line: str, code: str) -> None:
    made = pasted(board, f"工号\t姓名\t问候\nKF1011\t\t3\n{line}", "KF1013", FIRST)
    assert filled(made) == {("KF1011", "greeting"): Decimal(3)}
    assert [(cell.line, cell.code) for cell in made.refused] == [(3, code)]


def test_a_line_under_another_name_is_as_many_cells_as_it_fills(board: ScoreBoard) -> None:
    made = pasted(board, "工号\t姓名\t问候\t业务知识\nKF1011\t\t3\t\nKF1012\t吴小小\t3\t7", "KF1013", FIRST)
    (left,) = made.refused
    name = next(entry.name for entry in board.entries if entry.staff_no == "KF1012")
    assert (left.line, left.staff_no, left.value, left.cells) == (3, "KF1012", "吴小小", 2)
    assert [cell.code for cell in left.row] == ["greeting", "product"]
    assert name in left.wording
    assert reasons(made.refused)[0].startswith("2 格：")


def test_a_column_that_the_grid_has_not_is_said(board: ScoreBoard) -> None:
    made = pasted(board, "工号\t问候\t考勤\nKF1011\t3\t全勤", "KF1013", FIRST)
    assert filled(made) == {("KF1011", "greeting"): Decimal(3)}
    assert [(cell.value, cell.code) for cell in made.refused] == [("考勤", "cell.no_columns")]


def test_a_number_of_before_is_known(board: ScoreBoard) -> None:
    made = pasted(board, "OLD7\t3\nKF1012\t2", "KF1013", FIRST, former={"OLD7": "KF1011"})
    assert filled(made) == {key: value for key, value in EXPECTED.items() if key[1] == "greeting"}


def test_ratings_are_no_staff_numbers(board: ScoreBoard) -> None:
    made = pasted(board, "3\t7\n2\t8", "KF1011", FIRST)
    assert filled(made) == EXPECTED
