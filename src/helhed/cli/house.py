"""Opening the house for a command: which database, then Django."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import django
import typer
from rich.console import Console
from rich.markup import escape

from helhed.kernel.dated import Corrections, DatedValue, corrected_by, forget_corrections

SQLITE = "sqlite:///"
ONLY_THE_OWNER = 0o077
"""What lies in a house is personal: files and folders that a command makes are its owner's."""

_IS_OPEN: ContextVar[bool] = ContextVar("is_open", default=False)

warn = Console(stderr=True, highlight=False, soft_wrap=True)


def open_house(database: str | None = None) -> None:
    """Set Django up on a database URL; without one, on what the environment says.

    Ends the command with 2 when the address names no kind of database that there is.
    """
    os.umask(ONLY_THE_OWNER)
    if database:
        os.environ["DATABASE_URL"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helhed.project.settings")
    from django.core.exceptions import ImproperlyConfigured

    try:
        with told_in_a_sentence(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Engine not recognized")  # it says the password
            django.setup()
    except (ImproperlyConfigured, ValueError):
        warn.print(
            "helhed: the address of the database is not understood; "
            "write it like sqlite:///path/to/file or postgres://user:password@host/name."
        )
        raise typer.Exit(2) from None
    _IS_OPEN.set(True)
    forget_corrections()


@contextmanager
def its_own_numbers() -> Iterator[None]:
    """What the house corrected in the numbers of the law holds in a command too, from when its
    database is opened."""
    token = _IS_OPEN.set(False)
    try:
        with corrected_by(Corrections(_corrected)):
            yield
    finally:
        _IS_OPEN.reset(token)


def _corrected() -> dict[tuple[str, str], list[DatedValue]]:
    if not _IS_OPEN.get():
        return {}
    from helhed.apps.catalogue.queries import read_corrections

    return read_corrections()


def bring_up_to_date() -> None:
    """Make or change the tables of the database as this version needs them.

    When something changed the database counts its rows anew, so that it finds the new indexes.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with told_in_a_sentence():
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        call_command("migrate", interactive=False, verbosity=0)
        from helhed.apps.transfer.searchable import write_when_missing

        write_when_missing()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def require_a_database() -> None:
    """Ends the command with 3 when the database is a file that is not there; asking for it
    would make it."""
    from django.conf import settings

    told = settings.DATABASES["default"]
    if told["ENGINE"] == "helhed.project.sqlite" and not Path(told["NAME"]).is_file():
        warn.print(f"helhed: there is no database at {escape(str(told['NAME']))}.")
        raise typer.Exit(3)


@contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """What a database or a file system refuses is told in a sentence, without its values, and
    ends the command with 3."""
    from django.db import Error, ProgrammingError

    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # each try is no news
    try:
        yield
    except Error as error:
        text = str(error).strip().splitlines()[0] if str(error).strip() else "no reason given"
        if isinstance(error, ProgrammingError) or "no such table" in text:
            text = "it has not the tables of this version; run `helhed import` or `helhed serve`"
        warn.print(f"helhed: the database cannot be used: {escape(text)}.")
        raise typer.Exit(3) from None
    except OSError as error:
        where = f" {escape(str(error.filename))}" if error.filename else ""
        reason = os.strerror(error.errno) if error.errno else "the system refused it"
        warn.print(f"helhed: cannot use{where}: {reason}.")
        raise typer.Exit(3) from None
