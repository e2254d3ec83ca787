"""``helhed serve`` as a newcomer meets it: an empty house, a taken port, Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from urllib.error import HTTPError, URLError

import pytest
from django.db import connection

from helhed.cli.serve import _tell

HELHED = [sys.executable, "-c", "from helhed.cli import main; main()"]


@pytest.fixture
def environment(tmp_path):
    """A home of its own, with an empty SQLite database."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "HELHED_TIMING")}
    return {**kept, "HELHED_HOME": str(tmp_path)}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def start(environment, *arguments):
    return subprocess.Popen(
        [*HELHED, "serve", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(address, process):
    until = time.monotonic() + 180
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"no answer: {process.communicate(timeout=5)}")


def test_an_empty_house_starts_tells_what_to_do_and_ends_on_ctrl_c(environment, tmp_path):
    port = free_port()
    process = start(environment, "--bind", f"127.0.0.1:{port}")
    try:
        status, page = wait_for(f"http://127.0.0.1:{port}/log-ind/", process)
        style, _ = wait_for(f"http://127.0.0.1:{port}/static/helhed/helhed.css", process)
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert status == style == 200
    assert "helhed demo" in page
    assert f"http://127.0.0.1:{port}/" in out
    assert "The database is empty" in out
    # A worker that is told to end while it still starts may drop the exit in a finalizer of a
    # library, where Python can only print it; its master ends it all the same.
    assert "Traceback" not in err.split("Exception ignored in")[0]
    assert process.returncode == 0
    assert (tmp_path / "static" / ".made-of").exists()


def test_a_taken_port_is_told_in_one_sentence_before_anything_is_made(environment, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        out, err = start(environment, "--bind", f"127.0.0.1:{port}").communicate(timeout=120)
    assert err.count("\n") == 1
    assert f"cannot answer at 127.0.0.1:{port}" in err
    assert out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("bind", ["8000", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:http"])
def test_an_address_that_is_none_is_a_wrong_use(environment, bind):
    process = start(environment, "--bind", bind)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "127.0.0.1:8000" in err


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has a pool")
@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_open_that_the_workers_would_share_when_the_address_is_told(capsys):
    _tell("127.0.0.1", 8000)
    assert "Helhed is at" in capsys.readouterr().out
    assert connection._connection_pools == {}
