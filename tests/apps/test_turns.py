"""Writers to one SQLite file take turns, and nobody is lost."""

import threading
import time

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

pytestmark = pytest.mark.django_db  # which lets a test open connections

WRITERS, TIMES = 8, 25


@pytest.fixture
def connect(tmp_path):
    """Opens a connection of its own to the same file; waits at most as many seconds as told."""
    opened = []

    def open_one(timeout=20):
        wanted = {
            "ENGINE": "helhed.project.sqlite",
            "NAME": str(tmp_path / "turns.sqlite3"),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": timeout},
        }
        connection = ConnectionHandler({"default": wanted})["default"]
        connection.inc_thread_sharing()
        opened.append(connection)
        return connection

    with open_one().cursor() as cursor:
        cursor.execute("CREATE TABLE seen (writer INTEGER)")
    yield open_one
    for connection in opened:
        connection.close()


def begin(connection):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection, how="commit"):
    getattr(connection, how)()
    connection.set_autocommit(True)


def test_every_write_of_many_threads_is_kept(connect):
    done = []

    def work(number):
        connection = connect()
        for _ in range(TIMES):
            begin(connection)
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO seen VALUES (%s)", [number])
            time.sleep(0.002)
            end(connection)
        done.append(number)

    threads = [threading.Thread(target=work, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connect().cursor() as cursor:
        cursor.execute("SELECT writer, count(*) FROM seen GROUP BY writer")
        assert dict(cursor.fetchall()) == dict.fromkeys(range(WRITERS), TIMES)
    assert sorted(done) == list(range(WRITERS))


@pytest.mark.parametrize("how", ["commit", "rollback", "close"])
def test_the_turn_goes_on_however_the_transaction_ends(connect, how):
    first, second = connect(), connect(timeout=1)
    begin(first)
    if how == "close":
        first.close()
    else:
        end(first, how)
    begin(second)
    end(second)


def test_who_waits_too_long_is_told_and_can_try_again(connect):
    first, second = connect(), connect(timeout=0.1)
    begin(first)
    with pytest.raises(OperationalError, match="locked"):
        begin(second)
    end(first)
    second.close()
    again = connect(timeout=1)
    begin(again)
    end(again)


def test_a_writer_in_another_process_is_waited_for(connect, tmp_path):
    import fcntl

    first = connect(timeout=0.1)
    with (tmp_path / "turns.sqlite3-turn").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(OperationalError, match="locked"):
            begin(first)
    second = connect(timeout=1)
    begin(second)
    end(second)
