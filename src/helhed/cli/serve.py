"""``helhed serve``: the web, ready to use."""

from __future__ import annotations

import gc
import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from helhed.cli.house import bring_up_to_date, open_house

WORKERS, THREADS = 2, 4
SECONDS_FOR_A_PAGE = 60
SECONDS_OF_A_THREAD = 0.0005
"""How long a thread computes before another may: whoever holds the one writer's turn (see
project.sqlite) comes back from each SQL statement after at most this, not after 5 ms."""

say = Console(highlight=False)
warn = Console(stderr=True, highlight=False)


def serve(
    bind: Annotated[str, typer.Option(help="Host and port to answer at.")] = "127.0.0.1:8000",
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
) -> None:
    """Serve the web; everything it needs is made ready first."""
    host, port = _address(bind)
    _require_free(host, port)
    open_house(database)
    _collect_static_files()
    bring_up_to_date()
    _extend_commitments()
    _run(bind, lambda: _tell(host, port))


def _address(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise typer.BadParameter("write it like 127.0.0.1:8000", param_hint="--bind")
    return host.strip("[]"), int(port)


def _require_free(host: str, port: int) -> None:
    """Ends the command with one sentence when somebody else answers at the address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        warn.print(
            f"helhed: cannot answer at {host}:{port} ({os.strerror(error.errno or 0)}); "
            "choose another with --bind HOST:PORT (make run BIND=HOST:PORT).",
            soft_wrap=True,
        )
        raise typer.Exit(2) from None


def _collect_static_files() -> None:
    """Copy style sheets, scripts and pictures to the home folder, when they changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".made-of"
    made_of = _print_of_static_files()
    if stamp.exists() and stamp.read_text(encoding="ascii") == made_of:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(made_of, encoding="ascii")


def _print_of_static_files() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(name.encode())
            digest.update(Path(storage.path(name)).read_bytes())
    return digest.hexdigest()


def _extend_commitments() -> None:
    from helhed.apps.access.queries import NoMunicipality, clock_of, municipality
    from helhed.apps.decisions.actions.horizon import extend_to_horizon
    from helhed.kernel.finding import UnableTo

    try:
        extend_to_horizon(clock_of(municipality()))
    except NoMunicipality:
        return
    except UnableTo as error:
        warn.print(f"helhed: commitments are not counted to the new horizon yet: {error}")


def _tell(host: str, port: int) -> None:
    """The address, and the log-ins of a demonstration."""
    from helhed.apps.access.queries import NoMunicipality, municipality

    shown = escape(f"[{host}]" if ":" in host else host)
    say.print(f"\nHelhed is at [bold]http://{shown}:{port}/[/bold]  (Ctrl-C ends it)")
    try:
        town = municipality()
        if town.is_demo:
            _tell_log_ins(town.name)
    except NoMunicipality:
        say.print("The database is empty: run `helhed demo` or `helhed import` first.")
    finally:
        _let_go_of_databases()


def _tell_log_ins(name: str) -> None:
    from helhed.apps.access.queries import demo_log_ins

    table = Table("User name", "Role", title=f"{name}, a demonstration")
    for user, role in demo_log_ins():
        table.add_row(user.username, str(role))
    say.print(table)
    say.print("The password is [bold]helhed-demo[/bold] for all.")


def _run(bind: str, when_ready: Callable[[], None]) -> None:
    """Answer until Ctrl-C: a few processes with a few threads each."""
    from gunicorn.app.base import BaseApplication

    class Web(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for key, value in _settings(bind, when_ready).items():
                if key in self.cfg.settings:  # which there are differs between versions
                    self.cfg.set(key, value)

        def load(self) -> Any:
            from helhed.project.wsgi import application

            return application

    _let_go_of_databases()
    with _worker_beside():
        Web().run()


@contextmanager
def _worker_beside() -> Iterator[None]:
    """A process beside the web that carries out long work; it ends with the web."""
    own = os.getpid()
    command = [sys.executable, "-c", "from helhed.cli.main import main; main()"]
    worker = subprocess.Popen([*command, "work", "--beside", str(own)])  # noqa: S603
    try:
        yield
    finally:
        if os.getpid() == own:  # the web's own workers come by here too
            worker.terminate()


def _let_go_of_databases() -> None:
    """Close every connection of this process before workers are forked from it. Workers that
    inherit an open one read each other's answers from it: a page would get another's rows."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)  # PostgreSQL; threads do not fork
        if close_pool is not None:
            close_pool()


def _settings(bind: str, when_ready: Callable[[], None]) -> dict[str, Any]:
    return {
        "bind": [bind],
        "workers": WORKERS,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": SECONDS_FOR_A_PAGE,
        "graceful_timeout": 5,
        "keepalive": 15,
        "loglevel": "warning",
        "control_socket_disable": True,
        "post_fork": lambda _arbiter, _worker: sys.setswitchinterval(SECONDS_OF_A_THREAD),
        "post_worker_init": lambda _worker: _keep_what_lasts(),
        "when_ready": lambda _arbiter: when_ready(),
    }


def _keep_what_lasts() -> None:
    """Spare the garbage collector all that stays as long as the process: going through it takes
    100 ms, and every thread waits for that."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018  (which brings all pages in)
    gc.collect()
    gc.freeze()
