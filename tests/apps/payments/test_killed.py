"""Every step of the way to the ledger and back is killed before each thing that lasts, and done
again: the house ends where it ends when nothing goes wrong, and nothing is paid twice."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

import psycopg
import pytest
from django.db import connection

from helhed.kernel.period import Month

MONTHS = [Month(2026, 8), Month(2026, 9)]
EACH = 2 * len(MONTHS)
FEWEST = {"make": EACH, "review": EACH, "approve": EACH, "send": 2 * EACH, "ledger": 8, "read": 10}
FEWEST["deal"] = 8
"""How often each step is killed at the least: a month of each department, once or more."""


@pytest.fixture
def copied(tmp_path):
    """Makes a copy of the test's own database, without a row, and gives its address."""
    made = []

    def copy(name):
        if connection.vendor == "sqlite":
            path = tmp_path / f"{name}.sqlite3"
            with closing(sqlite3.connect(path)) as target:
                connection.connection.backup(target)
            return f"sqlite:///{path}"
        connection.close()
        connection.close_pool()
        of = connection.settings_dict["NAME"]
        made.append(f"{of}_{name}")
        on_the_server(f'CREATE DATABASE "{made[-1]}" TEMPLATE "{of}"')
        return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{made[-1]}"

    yield copy
    for name in made:
        on_the_server(f'DROP DATABASE "{name}"')


def on_the_server(statement):
    """Tell PostgreSQL itself something."""
    told = connection.settings_dict
    places = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"]}
    places = {key: value for key, value in places.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **places) as server:
        server.execute(statement)


def began(how, folder, database):
    """A house that pays the months in another process, on a copy of the database."""
    where = {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "helhed.project.settings",
        "HELHED_LEDGER_OUTBOX": str(folder / how / "out"),
        "PYTHONHASHSEED": "0",
        "HELHED_LEDGER_INBOX": str(folder / how / "in"),
    }
    words = ["-m", "tests.apps.payments.killing", how, folder / how, *map(str, MONTHS)]
    return subprocess.Popen(
        [sys.executable, *words], env={**os.environ, **where}, stdout=subprocess.PIPE, text=True
    )


def posted_by_the_ledger(folder):
    """How much the ledger posted in all of each line, from its files."""
    sums = Counter()
    for path in (folder / "in" / "read").glob("postings-*.csv"):
        for row in csv.DictReader(path.read_text().splitlines()[:-1]):
            sums[row["line"]] += int(row["oere"])
    return sums


@pytest.mark.django_db(transaction=True)
def test_killed_at_each_step_and_run_again_it_ends_in_the_same_place(tmp_path, copied):
    databases = {how: copied(how) for how in ("straight", "killed")}
    houses = {how: began(how, tmp_path, where) for how, where in databases.items()}
    outs = {how: house.communicate(timeout=300)[0] for how, house in houses.items()}
    assert {how: house.returncode for how, house in houses.items()} == dict.fromkeys(houses, 0)
    straight, killed = (json.loads(outs[how]) for how in ("straight", "killed"))
    assert straight["kills"] == {}
    assert set(killed["kills"]) == set(FEWEST)
    assert all(killed["kills"][step] >= fewest for step, fewest in FEWEST.items())
    assert killed["end"] == straight["end"]
    assert killed["uneven"] == straight["uneven"] == 0
    assert posted_by_the_ledger(tmp_path / "killed") == posted_by_the_ledger(tmp_path / "straight")
    for step in ("make", "review", "approve"):
        assert killed["refused"][step] == EACH, "done again, it says why not"
