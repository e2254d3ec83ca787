"""The page of data: what came in, what the tables are, and everything out in one file."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.test import Client

from helhed.apps.access.access import House
from helhed.apps.audit.models import Entry
from helhed.apps.citizens.models import Citizen
from helhed.apps.transfer.actions import import_folder
from helhed.apps.transfer.loading import load_frames
from helhed.exchange.tables import BY_NAME, TABLES
from helhed.exchange.writing import Format, csv_of, write_folder
from helhed.kernel.clock import FixedDay
from helhed.rules.access.rights import Role
from tests.apps.building import actor, unit
from tests.apps.transfer.small import frames

pytestmark = pytest.mark.django_db
SMALL = frames()


def browser_of(role: Role) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(actor(role, unit()).user)
    return client


@pytest.fixture
def administrator() -> Client:
    load_frames(SMALL)
    return browser_of(Role.ADMINISTRATOR)


def test_the_page_tells_what_came_in_and_lists_every_table(
    administrator, tmp_path, django_assert_max_num_queries
):
    write_folder(tmp_path / "nyt", Format.CSV, [(BY_NAME["users"], SMALL["users"])])
    import_folder(House(FixedDay(date(2026, 11, 23))), tmp_path / "nyt")
    with django_assert_max_num_queries(20):
        text = administrator.get("/data/").content.decode()
    assert "<td>nyt</td>" in text
    for table in TABLES:
        assert f"{table.name}.csv" in text
        answer = administrator.get(f"/data/tabeller/{table.name}/")
        assert answer.status_code == 200
        assert "None" not in answer.content.decode()
    assert administrator.get("/data/tabeller/no-such/").status_code == 404


def test_everything_is_downloaded_in_one_file_and_logged_for_every_citizen(administrator):
    answer = administrator.post("/data/hent/")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(packed.namelist()) == len(TABLES)
    citizens = csv_of(BY_NAME["citizens"], SMALL["citizens"])
    assert packed.read("helhed/citizens.csv") == citizens
    logged = Entry.objects.filter(action="data.export", citizen__isnull=False)
    assert logged.count() == Citizen.objects.count()


def test_nobody_else_opens_it():
    load_frames(SMALL)
    for role in Role:
        if role is not Role.ADMINISTRATOR and role is not Role.PROVIDER:
            assert browser_of(role).get("/data/").status_code == 403
            assert browser_of(role).post("/data/hent/").status_code == 403
