"""The commands, as somebody types them: each in a process of its own, on a database of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from helhed.exchange.tables import BY_NAME, TABLES
from helhed.exchange.writing import Format, write_folder
from tests.apps.transfer.broken import cell
from tests.apps.transfer.small import frames

COMMAND = [sys.executable, "-c", "from helhed.cli import main; main()"]
# Only against a command that never ends: a machine with other work may take minutes.
SECONDS = 600
SLOW_COUNT = """
import sys, time
from helhed.cli.house import open_house
open_house(sys.argv[-1])
import helhed.apps.transfer.actions as actions
real = actions._count
def waiting(*given):
    print("rows are written", flush=True)
    time.sleep(60)
    real(*given)
actions._count = waiting
from helhed.cli import main
main()
"""


def is_sqlite() -> bool:
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]


@contextmanager
def databases() -> Iterator[psycopg.Connection[Any]]:
    """The PostgreSQL server that the tests run on, to make databases there and remove them."""
    told = settings.DATABASES["default"]
    where = {"host": told["HOST"], "user": told["USER"], "dbname": "postgres", "autocommit": True}
    with psycopg.connect(**where) as server:
        yield server


def address_of(name: str) -> str:
    told = settings.DATABASES["default"]
    return f"postgres://{told['USER']}@/{told['HOST']}/{name}"


@contextmanager
def made_on_the_server(like: str = "template1") -> Iterator[str]:
    """The name of a new database, which is removed again."""
    name = f"own_{os.getpid()}_{time.time_ns()}"
    with databases() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        yield name
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that has the tables and no row, to copy from: a file, or a name on the server."""
    folder = tmp_path_factory.mktemp("tables")
    if is_sqlite():
        file = folder / "tables.sqlite3"
        make_tables(folder, f"sqlite:///{file}")
        yield str(file)
        return
    with made_on_the_server() as name:
        make_tables(folder, address_of(name))
        yield name


def make_tables(folder: Path, database: str) -> None:
    words = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    told = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "helhed.project.settings"}
    subprocess.run(words, env={**environment(folder), **told}, timeout=SECONDS, check=True)


@pytest.fixture
def own_database(tmp_path: Path, tables: str) -> Iterator[str]:
    """The address of a database that nobody else uses, with the tables and no row."""
    if is_sqlite():
        yield f"sqlite:///{shutil.copy(tables, tmp_path / 'own.sqlite3')}"
        return
    with made_on_the_server(tables) as name:
        yield address_of(name)


@pytest.fixture
def bare_database(tmp_path: Path) -> Iterator[str]:
    """The address of a database that nobody else uses, without any table."""
    if is_sqlite():
        yield f"sqlite:///{tmp_path / 'own.sqlite3'}"
        return
    with made_on_the_server() as name:
        yield address_of(name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    small = tmp_path / "small"
    write_folder(small, Format.CSV, ((BY_NAME[name], frame) for name, frame in frames().items()))
    return small


def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "HELHED_HOME": str(tmp_path / "home"), "PYTHONWARNINGS": "ignore"}


def run(tmp_path: Path, *words: object, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        input=typed,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_tables_are_listed_for_machines(tmp_path):
    done = run(tmp_path, "tables", "--json")
    listed = json.loads(done.stdout)
    assert [table["name"] for table in listed] == [table.name for table in TABLES]
    assert run(tmp_path, "tables", "no_such").returncode == 2


def test_what_is_exported_from_one_house_is_read_by_another(tmp_path, bare_database, folder):
    done = run(tmp_path, "import", folder, "--database", bare_database, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"]["citizens"] == 3
    out = tmp_path / "out"
    assert run(tmp_path, "export", out, "--database", bare_database).returncode == 0
    for path in folder.iterdir():
        assert (out / path.name).read_bytes() == path.read_bytes()
    assert run(tmp_path, "export", out, "--database", bare_database).returncode == 2


def test_a_bad_file_ends_with_3_and_every_place(tmp_path, own_database, folder):
    cell("tasks", 3, "due", "45000")(folder)
    cell("users", 2, "is_active", "maybe")(folder)
    done = run(tmp_path, "import", folder, "--database", own_database, "--json")
    assert done.returncode == 3
    places = [(f["file"], f["row"], f["column"]) for f in json.loads(done.stdout)["faults"]]
    assert places == [("users.csv", 2, "is_active"), ("tasks.csv", 3, "due")]
    told = run(tmp_path, "import", folder, "--database", own_database)
    assert told.returncode == 3
    assert "tasks.csv, row 3, column due" in told.stdout
    assert run(tmp_path, "import", tmp_path / "nowhere").returncode == 2
    assert run(tmp_path, "import", folder, "--map", "no_such_map").returncode == 2


def test_a_killed_import_leaves_the_database_untouched(tmp_path, own_database, folder):
    """kill -9 when every row is written and before anything is final."""
    words = [sys.executable, "-c", SLOW_COUNT, "import", str(folder), "--database", own_database]
    with subprocess.Popen(
        words, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"rows are written\n"
        process.send_signal(signal.SIGKILL)
        process.wait(SECONDS)
    out = tmp_path / "out"
    told = run(tmp_path, "export", out, "--database", own_database)
    assert told.returncode == 3
    assert "empty" in told.stderr
    assert run(tmp_path, "import", folder, "--database", own_database).returncode == 0


def test_the_command_opens_an_imported_house(tmp_path, own_database, folder):
    assert run(tmp_path, "import", folder, "--database", own_database).returncode == 0
    words = ("user", "admin", "--name", "Anna Admin", "--role", "administrator")
    told = (*words, "--database", own_database, "--password-stdin")
    assert run(tmp_path, *told, typed="kort\n").returncode == 2
    assert run(tmp_path, *told, typed="en lang adgangskode\n").stdout == "admin was made.\n"
    assert run(tmp_path, *told, typed="en lang adgangskode\n").stdout == "admin was changed.\n"
    wrong = run(tmp_path, *words[:4], "--role", "head", "--unit", "no-such", *told[6:])
    assert (wrong.returncode, "no unit has the key no-such" in wrong.stderr) == (2, True)
    out = tmp_path / "out"
    assert run(tmp_path, "export", out, "--database", own_database).returncode == 0
    held = (out / "roles.csv").read_text("utf-8").splitlines()
    assert sum("administrator" in line for line in held) == 1


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("export", "out", "--database", "sqlite:///new"), 3, "there is no database at new."),
        (("export", "out", "--database", "nonsense://anna:kode@x"), 2, "is not understood"),
        (("serve", "--database", "nonsense"), 2, "is not understood"),
        (("import", ".", "--database", "sqlite:////proc/no/x"), 3, "unable to open"),
        (("demo", "--database", "sqlite:////proc/no/x"), 3, "cannot use /proc/no"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(tmp_path, words, status, told):
    done = run(tmp_path, *words)
    assert (done.returncode, told in done.stderr) == (status, True), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "kode" not in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_database_without_tables_is_told(tmp_path, bare_database):
    empty = run(tmp_path, "export", tmp_path / "out", "--database", bare_database)
    assert empty.returncode == 3
    assert len(empty.stderr.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path, own_database, folder):
    assert run(tmp_path, "import", folder, "--database", own_database).returncode == 0
    done = run(tmp_path, "export", "/proc/no", "--database", own_database)
    assert done.returncode == 3
    assert done.stderr.strip() == "helhed: cannot use /proc/no: No such file or directory."


@pytest.mark.parametrize("form", ["", "--json"])
def test_nobody_needs_to_read_the_list_of_tables_to_its_end(tmp_path, form):
    words = [sys.executable, "-c", COMMAND[-1], "tables", *([form] if form else [])]
    with subprocess.Popen(
        words, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(SECONDS) == 0


def test_only_the_owner_reads_what_a_command_writes(tmp_path, folder):
    database = tmp_path / "own.sqlite3"
    words = ("import", folder, "--database", f"sqlite:///{database}")
    assert run(tmp_path, *words).returncode == 0
    out = tmp_path / "out"
    assert run(tmp_path, "export", out, "--database", f"sqlite:///{database}").returncode == 0
    made = [database, out, tmp_path / "home", *out.iterdir()]
    assert {oct(path.stat().st_mode & 0o077) for path in made} == {"0o0"}
