"""A house that runs on loopback for as long as it is measured, and somebody logged in to it."""

from __future__ import annotations

import html
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

HELHED = (sys.executable, "-c", "from helhed.cli import main; main()")
HOST = "127.0.0.1"
SECONDS_TO_START = 300
SECONDS_TO_ANSWER = 120
PASSWORD = "helhed-demo"  # noqa: S105  # of every demonstration, and printed by it


class UnableToServe(RuntimeError):
    """The house that should be measured did not start."""


class UnableToLogIn(RuntimeError):
    """A demonstration's user was not let in."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the house answered: status, page, milliseconds on the server, SQL statements."""

    status: int
    page: str
    milliseconds: float
    statements: int


@contextmanager
def served(database: str, home: Path) -> Iterator[int]:
    """The port of a house on a database, ended afterwards. Raises UnableToServe."""
    with socket.create_server((HOST, 0)) as listener:
        port = int(listener.getsockname()[1])
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "HELHED_HOME": str(home.resolve()),
        "HELHED_TIMING": "1",
    }
    command = [*HELHED, "serve", "--bind", f"{HOST}:{port}"]
    process = subprocess.Popen(  # noqa: S603
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise UnableToServe(f"helhed serve ended {process.returncode}")
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise UnableToServe("helhed serve did not answer in time")


class Visitor:
    """A user who is logged in. Copies of it may ask from several threads, each by its own line."""

    def __init__(self, port: int, username: str, cookies: dict[str, str] | None = None) -> None:
        self.port, self.username = port, username
        self.cookies = dict(cookies or {})
        self._line = http.client.HTTPConnection(HOST, port, timeout=SECONDS_TO_ANSWER)

    def again(self) -> Visitor:
        """The same user by a line of its own."""
        return Visitor(self.port, self.username, self.cookies)

    def log_in(self) -> None:
        """Through the log-in page. Raises UnableToLogIn."""
        address = "/log-ind/"
        page = self._ask("GET", address).page
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields = {
            "csrfmiddlewaretoken": token[1] if token else "",
            "username": self.username,
            "password": PASSWORD,
        }
        if self._ask("POST", address, urlencode(fields)).status != 302:
            raise UnableToLogIn(self.username)

    def get(self, address: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", address)

    def _ask(self, method: str, address: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._line.request(method, address, body, headers)
            response = self._line.getresponse()
        except (http.client.HTTPException, ConnectionError):  # an idle line was closed
            self._line.close()
            self._line.request(method, address, body, headers)
            response = self._line.getresponse()
        page = response.read().decode("utf-8", "replace")
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        timing = response.headers.get("Server-Timing", "")
        return Answer(response.status, page, _figure(timing, r"total;dur=([\d.]+)"), _count(timing))


def _figure(timing: str, pattern: str) -> float:
    match = re.search(pattern, timing)
    return float(match[1]) if match else 0.0


def _count(timing: str) -> int:
    return int(_figure(timing, r'sql;dur=[\d.]+;desc="(\d+)"'))


def links(page: str) -> list[str]:
    """The addresses inside the house that a page links to, in order."""
    found = (html.unescape(link) for link in re.findall(r'href="(/[^"#]*)', page))
    return [link for link in dict.fromkeys(found) if not link.startswith(("//", "/static/"))]
