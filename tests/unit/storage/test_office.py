"""The one connection of an office: taken in turns, and let go of for good."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import InvalidRequestError

from qadesk.errors import Cancelled
from qadesk.progress import Progress, of_job
from qadesk.storage import tables, turns
from qadesk.storage.office import Office

COUNT = select(func.count()).select_from(tables.setting)


def test_nothing_written_at_a_look_is_kept(office: Office) -> None:
    with office.file() as connection:
        connection.execute("INSERT INTO setting (office_id, key, value) VALUES (1, 'a', '1')")
    with office.read() as reading:
        assert reading.execute(COUNT).scalar_one() == 0


def test_a_look_that_fails_leaves_the_connection_usable(office: Office) -> None:
    with pytest.raises(ZeroDivisionError), office.file():
        raise ZeroDivisionError
    with office.write() as writing:
        writing.execute(tables.setting.insert().values(key="a", value=1))
    with office.file() as connection:
        assert connection.execute("SELECT key FROM setting").fetchall() == [("a",)]


def test_a_transaction_inside_another_is_a_bug_not_a_hang(office: Office) -> None:
    with office.read(), pytest.raises(RuntimeError, match="inside another"), office.file():
        pytest.fail("two transactions at once")


def test_what_is_done_beside_the_work_waits_for_it_or_is_cancelled(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.01)
    ended: dict[str, BaseException | None] = {}

    def beside(name: str, job: Progress) -> None:
        try:
            with of_job(job), office.read():
                ended[name] = None
        except (RuntimeError, Cancelled) as error:
            ended[name] = error

    jobs = {"usual": Progress(), "patient": Progress(patient=True), "cancelled": Progress(patient=True)}
    with office.read():
        threads = [threading.Thread(target=beside, args=one) for one in jobs.items()]
        for thread in threads:
            thread.start()
        threads[0].join()
        jobs["cancelled"].cancel()
        threads[2].join()
        assert isinstance(ended["usual"], RuntimeError)
        assert isinstance(ended["cancelled"], Cancelled)
        assert "patient" not in ended
    threads[1].join()
    assert ended["patient"] is None


@pytest.mark.parametrize("writes", [True, False])
def test_a_connection_begins_nothing_after_its_transaction(office: Office, writes: bool) -> None:
    with office.write("test") if writes else office.read() as connection:
        pass
    with pytest.raises((RuntimeError, InvalidRequestError)):
        connection.execute(COUNT)
    with office.write("test") as writing:
        writing.execute(tables.setting.insert().values(key="a", value=1))
    with office.read() as reading:
        assert reading.execute(COUNT).scalar_one() == 1


def test_writing_goes_on_after_a_transaction_that_was_taken_back(office: Office) -> None:
    for value in range(3):
        with pytest.raises(ZeroDivisionError), office.write("test") as writing:
            writing.execute(tables.setting.insert().values(key="a", value=value))
            raise ZeroDivisionError
    with office.write("test") as writing:
        writing.execute(tables.setting.insert().values(key="b", value=1))
    with office.read() as reading:
        assert reading.execute(select(tables.setting.c.key)).scalars().all() == ["b"]


def test_closing_waits_for_what_is_being_read_and_cancels_what_comes_after(office: Office) -> None:
    closing = threading.Thread(target=office.close)
    with office.file() as connection:
        closing.start()
        assert connection.execute("SELECT count(*) FROM office").fetchone() == (1,)
    closing.join()
    for transaction in (office.read_plain, office.read):
        with pytest.raises(Cancelled), transaction():
            pytest.fail("read from a closed office")
