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
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": timeout,
                "init_command": "PRAGMA journal_mode=WAL",
            },
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


def write(connection, number):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO seen VALUES (%s)", [number])


def read(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT writer FROM seen ORDER BY writer")
        return [row[0] for row in cursor.fetchall()]


def looker(connect, timeout=0.2):
    connection = connect(timeout)
    connection.looking = True
    return connection


def test_a_look_reads_while_somebody_writes_and_holds_nobody_up(connect):
    writer, reader, another = connect(), looker(connect), connect(timeout=0.2)
    begin(writer)
    write(writer, 1)
    begin(reader)
    assert read(reader) == []
    end(writer)
    assert read(reader) == [], "a look sees one and the same moment all the way"
    begin(another)
    write(another, 2)
    end(another)
    end(reader)
    assert read(reader) == [1, 2]


def test_the_log_row_of_a_look_is_kept_also_when_others_wrote_meanwhile(connect):
    reader, writer = looker(connect), connect()
    begin(reader)
    assert read(reader) == []
    begin(writer)
    write(writer, 1)
    end(writer)
    write(reader, 2)
    end(reader)
    assert read(writer) == [1, 2]


def test_a_look_that_fails_after_its_log_row_leaves_none(connect):
    reader = looker(connect)
    begin(reader)
    read(reader)
    write(reader, 1)
    end(reader, "rollback")
    assert read(reader) == []


@pytest.mark.parametrize("writes_before", [False, True])
def test_a_part_of_a_look_can_be_taken_back(connect, writes_before):
    reader = looker(connect)
    begin(reader)
    read(reader)
    if writes_before:
        write(reader, 1)
    reader._savepoint("part")
    write(reader, 2)
    reader._savepoint_rollback("part")
    reader._savepoint_commit("part")
    write(reader, 3)
    end(reader)
    assert read(reader) == ([1, 3] if writes_before else [3])
