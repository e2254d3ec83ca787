"""A small municipality served for real, and a real browser that looks at it.

The house is started as a newcomer starts it: ``helhed demo``, then ``helhed serve``, each a process
of its own, on the database that ``DATABASE_URL`` names (SQLite in a temporary folder without it).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import environ
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

HELHED = Path(sys.executable).with_name("helhed")
SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
SCALE, SEED = "0.02", "7"
SECONDS_TO_START = 180
# A busy machine is not a fault of the page; speed is measured elsewhere.
MILLISECONDS_TO_ANSWER = 45_000
FAILED = pytest.StashKey[bool]()
# So much later comes every answer: the journeys as at the end of a slow line.
MILLISECONDS_LATE = int(os.environ.get("HELHED_LATE", "0"))

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests do not touch Django's test database."""
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.filterwarnings("default"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the house; of one that runs already, the one of ``HELHED_HOME``."""
    running = os.environ.get("HELHED_HOUSE")
    return Path(os.environ["HELHED_HOME"]) if running else tmp_path_factory.mktemp("house")


@pytest.fixture(scope="session")
def ledger(home: Path) -> Callable[..., None]:
    """The pretend ledger, a process of its own: answers what was sent, with faults when asked."""

    def answer(fault: str = "", line: str = "") -> None:
        words = [HELHED, "pretend-ledger", "--in", home / "ledger/out", "--out", home / "ledger/in"]
        faults = ["--fault", fault, "--line", line] if fault else []
        subprocess.run([*words, *faults], check=True, stdout=subprocess.DEVNULL)

    return answer


@pytest.fixture(scope="session")
def house(home: Path) -> Iterator[str]:
    """The address of a running house; ``HELHED_HOUSE`` names one that runs already."""
    running = os.environ.get("HELHED_HOUSE")
    if running:
        yield running
        return
    server_url = os.environ.get("DATABASE_URL")
    database = _own_database(server_url) if server_url else f"sqlite:///{home}/helhed.sqlite3"
    environment = {**os.environ, "HELHED_HOME": str(home), "DATABASE_URL": database}
    subprocess.run(
        [HELHED, "demo", "--scale", SCALE, "--seed", SEED, "--database", database],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    # The month's forecasts are there from the beginning, as in a house that has run for a day.
    subprocess.run(
        [HELHED, "work", "--once", "--database", database],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    bind = f"127.0.0.1:{_free_port()}"
    log = (home / "serve.log").open("w")
    server = subprocess.Popen(
        [HELHED, "serve", "--bind", bind, "--database", database],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(f"http://{bind}/log-ind/", server)
        yield f"http://{bind}"
    finally:
        server.terminate()
        server.wait(20)
        log.close()
        print((home / "serve.log").read_text())


def _own_database(server_url: str) -> str:
    """A database of this test process alone, on the server that the address names."""
    told = environ.Env.db_url_config(server_url)
    name = f"journeys_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    places = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"]}
    if told["PASSWORD"]:
        places["password"] = told["PASSWORD"]
    wanted = {key: value for key, value in places.items() if value}
    with psycopg.connect(dbname=told["NAME"], autocommit=True, **wanted) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server_url.rpartition('/')[0]}/{name}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:  # not there yet, or too busy to answer
            time.sleep(0.2)
    raise RuntimeError("the house did not start")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine."""
    path = os.environ.get("HELHED_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


class Visitor:
    """Somebody at a screen, with every fault that the browser tells of."""

    def __init__(self, context: BrowserContext, house: str) -> None:
        self.page: Page = context.new_page()
        self.house = house
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.set_default_timeout(MILLISECONDS_TO_ANSWER)
        self.window = context.new_cdp_session(self.page) if MILLISECONDS_LATE else None
        self.cut_line(False)

    def cut_line(self, cut: bool) -> None:
        """Nothing reaches the house any more, or everything does again."""
        self.page.context.set_offline(cut)
        if self.window:
            line = {"offline": cut, "latency": MILLISECONDS_LATE}
            line |= {"downloadThroughput": -1, "uploadThroughput": -1}
            self.window.send("Network.emulateNetworkConditions", line)

    def _console(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind in ("error", "warning"):
            self.faults.append(f"{self.page.url.removeprefix(self.house)} {kind}: {text}")

    def log_in(self, username: str, password: str) -> None:
        """Through the log-in page, as everybody."""
        self.page.goto(f"{self.house}/log-ind/")
        self.page.get_by_label("Brugernavn").fill(username)
        self.page.get_by_label("Adgangskode").fill(password)
        self.page.locator("main").get_by_role("button", name="Log ind").click()
        self.page.wait_for_url(f"{self.house}/")

    def go(self, path: str) -> None:
        """Straight to an address."""
        self.page.goto(f"{self.house}{path}")

    def press(self, name: str) -> None:
        """A button in the page, by its words."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        self.page.locator("body:not([aria-busy])").wait_for()  # what was typed is kept first
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        """A link in the page, by its words."""
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def menu(self, name: str) -> None:
        """A link of the main menu."""
        self.page.locator("nav.nav").get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def field(self, label: str) -> Locator:
        """A field by its label, whole when there is one so, else by a part of it."""
        main = self.page.locator("main")
        whole = main.get_by_label(label, exact=True)
        return whole.first if whole.count() else main.get_by_label(label).first

    def write(self, label: str, text: str) -> None:
        """Into a field, by its label."""
        self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """In a list, by its label and words."""
        self.field(label).select_option(label=option)

    def saved(self) -> None:
        """Waits until everything that was written is saved."""
        self.page.locator("main h1").first.click()  # leave the field
        self.page.locator("#saved", has_text="Gemt kl.").wait_for()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remembers on the test whether it failed, so that its windows can be photographed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def visit(
    browser: Browser, house: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """Logs somebody in, in a browser window of their own; no window may end with a fault."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def enter(username: str, width: int = 1280, password: str = "helhed-demo") -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="da-DK", reduced_motion="reduce"
        )
        contexts.append(context)
        visitor = Visitor(context, house)
        visitors.append(visitor)
        visitor.log_in(username, password)
        return visitor

    yield enter
    if request.node.stash.get(FAILED, False):
        folder = SCREENSHOTS / "failed"
        folder.mkdir(parents=True, exist_ok=True)
        for number, visitor in enumerate(visitors):
            name = f"{request.node.name}-{number}.png"
            visitor.page.screenshot(path=folder / name, full_page=True)
    for context in contexts:
        context.close()
    assert [fault for visitor in visitors for fault in visitor.faults] == []
