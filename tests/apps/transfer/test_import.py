"""Everything comes in, or nothing does; and what came in goes out the same."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from helhed.apps.access.access import House, UnableToLetIn
from helhed.apps.audit.models import Entry
from helhed.apps.cases.models import JournalEntry, Quote
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Commitment, CommitmentTotal, Grant
from helhed.apps.desk.queries.thing import ThingKind
from helhed.apps.desk.queries.things import read_things
from helhed.apps.orders.models import Order
from helhed.apps.placements.models import Placement
from helhed.apps.transfer.actions import UnableToImport, import_folder
from helhed.apps.transfer.loading import load_frames, put_rows
from helhed.apps.transfer.models import ImportRun
from helhed.apps.transfer.queries import export_folder
from helhed.cli.main import app
from helhed.exchange.columns import Kind
from helhed.exchange.foreign.map_file import read_map
from helhed.exchange.reading.folder import read_folder
from helhed.exchange.tables import BY_NAME, TABLES
from helhed.exchange.writing import Format, in_order, write_folder
from helhed.kernel.clock import FixedDay
from helhed.kernel.identifiers import uuid_for
from helhed.rules.access.rights import Role
from tests.apps.building import actor, unit
from tests.apps.everything import everything
from tests.apps.transfer.broken import BROKEN, Broken, cell
from tests.apps.transfer.small import frames

pytestmark = pytest.mark.django_db

HOUSE = House(FixedDay(date(2026, 11, 23)))
SMALL = frames()
SSDA903 = Path(__file__).parents[2] / "data" / "ssda903"


def written(folder: Path, *names: str) -> Path:
    chosen = names or tuple(SMALL)
    write_folder(folder, Format.CSV, ((BY_NAME[name], SMALL[name]) for name in chosen))
    return folder


def exported(folder: Path, form: Format = Format.CSV) -> Path:
    export_folder(HOUSE, folder, form)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def faults_of(folder: Path) -> list[tuple[str, int, str, str]]:
    with pytest.raises(UnableToImport) as told:
        import_folder(HOUSE, folder)
    return [(f.file, f.row, f.column, f.kind) for f in told.value.reading.faults.listed]


def test_a_quote_that_came_with_keys_of_its_own_leads_to_its_source(tmp_path):
    folder = written(tmp_path)
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        for table, name in (("journal", "Notat 7"), ("recommendations", "indst-9")):
            text = text.replace(SMALL[table]["id"][0], name)
        path.write_text(text, encoding="utf-8")
    import_folder(HOUSE, folder)
    quote = Quote.objects.get(id=SMALL["quotes"]["id"][0])
    entry = JournalEntry.objects.get(id=quote.source)
    assert read_things(ThingKind.JOURNAL, [entry.id]).keys() == {entry.id}
    assert quote.source == str(uuid_for("journal", "Notat 7"))


def test_an_import_of_an_export_gives_the_same_export_byte_for_byte(tmp_path):
    import_folder(HOUSE, written(tmp_path / "in"))
    first = contents(exported(tmp_path / "first"))
    assert set(first) == {f"{table.name}.csv" for table in TABLES}
    assert first["commitments.csv"].count(b"\n") > 10
    for name, frame in SMALL.items():
        assert first[f"{name}.csv"].count(b"\n") >= frame.height
    import_folder(HOUSE, tmp_path / "first")
    assert contents(exported(tmp_path / "second")) == first


@pytest.mark.parametrize("form", [Format.CSV, Format.PARQUET], ids=lambda form: form.value)
def test_the_engine_alone_gives_the_commitments_of_the_house_from_its_export(tmp_path, form):
    load_frames(SMALL)
    folder = exported(tmp_path / "out", form)
    words = ["commitments", "--in", folder, "--from", "2024-01", "--to", "2026-12"]
    costs = tmp_path / "costs.csv"
    answer = CliRunner().invoke(app, [str(word) for word in [*words, "--out", costs]])
    assert answer.exit_code == 0, answer.output
    counted = {tuple(row) for row in pl.read_csv(costs).rows()}
    rows = Commitment.objects.filter(month__lt=date(2027, 1, 1))
    assert counted == {(str(r.grant_id), f"{r.month:%Y-%m}", r.oere) for r in rows}
    assert len(counted) > 10


@pytest.mark.parametrize("form", [Format.XLSX, Format.PARQUET], ids=lambda form: form.value)
def test_workbooks_and_parquet_carry_the_same_as_csv(tmp_path, form):
    load_frames(SMALL)
    read = read_folder(exported(tmp_path / "out", form))
    assert not read.faults.listed
    for name, frame in SMALL.items():
        assert in_order(BY_NAME[name], read.frames[name]).equals(in_order(BY_NAME[name], frame))


def test_loading_made_frames_gives_what_reading_their_files_gives(tmp_path):
    load_frames(SMALL)
    loaded = contents(exported(tmp_path / "loaded"))
    for model in (Commitment, CommitmentTotal):
        assert model.objects.exists()
    import_folder(HOUSE, tmp_path / "loaded")
    assert contents(exported(tmp_path / "read")) == loaded


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_leaves_the_database_untouched(tmp_path, broken: Broken):
    import_folder(HOUSE, written(tmp_path, "municipality", "units", "users"))
    before = everything()
    broken.spoil(written(tmp_path))
    place = (broken.file, broken.row, broken.column, broken.kind)
    assert place in faults_of(tmp_path)
    assert everything() == before


def test_trying_an_import_changes_nothing(tmp_path):
    before = everything()
    done = import_folder(HOUSE, written(tmp_path), only_try=True)
    assert done.rows["citizens"] == SMALL["citizens"].height
    assert everything() == before


def test_a_month_without_a_price_is_told_at_the_grant(tmp_path):
    written(tmp_path)
    for row in (2, 3, 4):
        cell("rate_amounts", row, "start", "2024-02-01")(tmp_path)
    (place,) = faults_of(tmp_path)
    assert place[0] == "grants.csv"
    assert place[1] > 1
    assert place[2:] == ("rate", "no-amount")
    assert not Grant.objects.exists()


def test_an_order_goes_with_its_grants_decision_to_another_case():
    load_frames(SMALL)
    cases = SMALL["cases"]["id"].to_list()
    before = dict(Order.objects.values_list("id", "case"))
    assert before == dict(Order.objects.values_list("id", "grant__decision__case"))
    decisions = SMALL["decisions"]
    turned = [cases[(cases.index(case) + 1) % len(cases)] for case in decisions["case"]]
    put_rows({"decisions": decisions.with_columns(case=pl.Series(turned))}, {})
    after = dict(Order.objects.values_list("id", "case"))
    assert after == dict(Order.objects.values_list("id", "grant__decision__case"))
    assert all(after[order] != case for order, case in before.items())


def test_what_stands_in_the_database_is_known_to_the_next_import(tmp_path):
    import_folder(HOUSE, written(tmp_path / "all"))
    written(tmp_path / "more", "tasks")
    assert import_folder(HOUSE, tmp_path / "more").rows == {"tasks": 3}
    rewritten(tmp_path / "more", "tasks", {"case": "no-such-case"}, key="new")
    assert faults_of(tmp_path / "more") == [("tasks.csv", 2, "case", "orphan")]


def test_a_user_name_in_the_database_cannot_be_given_to_another(tmp_path):
    import_folder(HOUSE, written(tmp_path / "all"))
    rewritten(tmp_path / "more", "users", {}, key="new")
    assert faults_of(tmp_path / "more") == [("users.csv", 2, "username", "duplicate")]


def test_nobody_is_put_into_a_place_that_is_taken_in_the_database(tmp_path):
    import_folder(HOUSE, written(tmp_path / "all"))
    place = Placement.objects.order_by("id")[0]
    assert place.end is None
    later = {"place": str(place.place_id), "start": "2026-05-01", "end": ""}
    rewritten(tmp_path / "later", "placements", later, key="new")
    assert faults_of(tmp_path / "later") == [("placements.csv", 2, "start", "overlap")]
    sooner = {"place": str(place.place_id), "start": "2020-05-01", "end": ""}
    rewritten(tmp_path / "sooner", "placements", sooner, key="new")
    assert faults_of(tmp_path / "sooner") == [("placements.csv", 2, "end", "overlap")]
    free = {"place": str(place.place_id), "start": "2020-05-01", "end": "2020-05-31"}
    rewritten(tmp_path / "free", "placements", free, key="new")
    import_folder(HOUSE, tmp_path / "free")


def test_a_signed_entry_comes_again_as_it_was_but_never_changed(tmp_path):
    import_folder(HOUSE, written(tmp_path / "all"))
    import_folder(HOUSE, written(tmp_path / "again", "journal"))
    signed = JournalEntry.objects.get(signed_at__isnull=False)
    rewritten(tmp_path / "again", "journal", {"text": "andet"}, row=str(signed.id))
    assert faults_of(tmp_path / "again") == [("journal.csv", 2, "id", "frozen")]
    draft = JournalEntry.objects.filter(signed_at=None).first()
    assert draft is not None
    rewritten(tmp_path / "again", "journal", {"text": "andet"}, row=str(draft.id))
    import_folder(HOUSE, tmp_path / "again")
    draft.refresh_from_db()
    assert draft.text == "andet"


def test_columns_that_are_not_given_are_left_as_they_are(tmp_path):
    import_folder(HOUSE, written(tmp_path / "all"))
    person = Citizen.objects.exclude(cpr=None).order_by("id")[0]
    rewritten(tmp_path / "new", "citizens", {"name": "Ny Å"}, row=str(person.id), leave=("cpr",))
    import_folder(HOUSE, tmp_path / "new")
    changed = Citizen.objects.get(id=person.id)
    assert (changed.name, changed.name_key, changed.cpr) == ("Ny Å", "ny zzc", person.cpr)


def test_an_import_moves_the_commitments_of_what_it_changes_and_of_nothing_else(tmp_path):
    import_folder(HOUSE, written(tmp_path / "all"))
    grant = Grant.objects.get(service="botilbud_107")
    others = Commitment.objects.exclude(grant=grant)
    before, kept = Commitment.objects.filter(grant=grant).count(), sorted(others.values_list())
    rewritten(tmp_path / "new", "grants", {"end": "2024-03-31"}, row=str(grant.id))
    import_folder(HOUSE, tmp_path / "new")
    assert before > 3 == Commitment.objects.filter(grant=grant).count()
    assert sorted(others.values_list()) == kept


def test_an_import_is_remembered_and_logged_for_every_citizen(tmp_path):
    import_folder(HOUSE, written(tmp_path / "in"))
    run = ImportRun.objects.get()
    assert (run.source, run.by, run.rows["citizens"]) == ("in", None, 3)
    logged = Entry.objects.filter(action="data.import", is_write=True, citizen__isnull=False)
    assert set(logged.values_list("citizen", flat=True)) == set(
        Citizen.objects.values_list("id", flat=True)
    )
    exported(tmp_path / "out")
    assert Entry.objects.filter(action="data.export", citizen__isnull=False).count() == 3


def test_only_somebody_with_the_right_moves_data(tmp_path):
    caseworker = actor(Role.CASEWORKER_ADULTS, unit())
    with pytest.raises(UnableToLetIn):
        import_folder(caseworker, written(tmp_path / "in"))
    with pytest.raises(UnableToLetIn):
        export_folder(caseworker, tmp_path / "out", Format.CSV)


def test_an_empty_house_asks_which_municipality_it_is(tmp_path):
    assert faults_of(written(tmp_path, "units")) == [("", 0, "", "no-municipality")]


def test_a_municipality_that_cannot_be_read_is_not_said_to_be_missing(tmp_path):
    written(tmp_path)
    (tmp_path / "municipality.csv").write_bytes(b"")
    assert faults_of(tmp_path)[0] == ("municipality.csv", 0, "", "empty-file")
    assert not [kind for *_, kind in faults_of(tmp_path) if kind == "no-municipality"]


def test_the_english_return_becomes_children_cases_and_placements_with_their_cost():
    done = import_folder(HOUSE, SSDA903, by_map=read_map("ssda903"))
    header = pl.read_csv(SSDA903 / "header.csv", infer_schema=False)
    episodes = pl.read_csv(SSDA903 / "episodes.csv", infer_schema=False)
    assert done.rows["citizens"] == done.rows["cases"] == episodes["CHILD"].n_unique() == 820
    told = dict(header.select(pl.format("Child {}", "CHILD"), "DOB").rows())
    kept = dict(Citizen.objects.values_list("name", "birth_date"))
    assert {name: str(day) for name, day in kept.items() if day} == told
    unknown = {name for name, day in kept.items() if day is None}
    assert len(unknown) == 248
    assert set(Citizen.objects.filter(sex="unknown").values_list("name", flat=True)) == unknown
    assert any("sex" in note and "248 rows" in note for note in done.notes)
    placed = episodes.filter(
        ~pl.col("PLACE").is_in(["P1", "P3", "A3", "A4", "A5", "A6", "R2", "R5"])
    )
    expected = placed.unique(["CHILD", "DECOM"]).height
    assert done.rows["placements"] == done.rows["grants"] == expected
    assert any("PLACE P1" in note for note in done.notes)
    child = Citizen.objects.get(name="Child 828730")
    assert [str(p.end) for p in child.placements.all()] == ["2018-06-10"]
    months = Commitment.objects.filter(grant__citizen=child).order_by("month")
    assert len(months) == 39  # April 2015 to June 2018
    assert months[1].oere == 3_400_000


def rewritten(
    folder: Path,
    table: str,
    changes: dict[str, str],
    *,
    key: str = "",
    row: str = "",
    leave: tuple[str, ...] = (),
) -> None:
    """One row of a table (the first, or the one named) with some cells changed, in a folder."""
    source = written(folder, table) / f"{table}.csv"
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = next(r for r in rows if not row or r["id"] == row)
    assert BY_NAME[table].column("id").kind is Kind.KEY
    chosen = {**chosen, **changes, **({"id": key} if key else {})}
    kept = {name: text for name, text in chosen.items() if name not in leave}
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept)
        writer.writeheader()
        writer.writerow(kept)
