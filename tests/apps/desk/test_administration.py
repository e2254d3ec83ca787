"""The administration: users and roles, what nobody has verified, and the log."""

import csv
import re
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from django.urls import reverse

from helhed import rules
from helhed.apps.access.access import UnableToLetIn
from helhed.apps.access.models import RoleHolding, User
from helhed.apps.audit.models import Entry
from helhed.apps.catalogue.models import ParameterCorrection
from helhed.apps.desk.queries import administration as queries
from helhed.apps.desk.queries.administration import LogFilter
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db
RULES = Path(rules.__path__[0])
NOT_VERIFIED = {"memory", "inferred"}


@pytest.fixture
def town():
    return Town()


def test_a_user_gets_a_role_and_loses_it_on_the_pages(town):
    client = b.signed_in(town.admin)
    sent = {"username": "ny", "name": "Ny Person", "email": "", "password": "kort"}
    assert "12" in client.post(reverse("desk:make-user"), sent).content.decode()
    sent["password"] = "lang nok adgangskode"
    one = client.post(reverse("desk:make-user"), sent)["Location"]
    role = {"role": "head", "unit": "", "provider": "", "start": "2026-11-02"}
    refused = client.post(one, role).content.decode()
    assert "Vælg den enhed, rollen gælder i." in refused
    assert client.post(one, {**role, "unit": str(town.adults.id)})["Location"] == one
    made = User.objects.get(username="ny")
    holding = RoleHolding.objects.get(user=made)
    listed = client.get(reverse("desk:users"), {"role": "head"}).content.decode()
    assert "Ny Person" in listed
    assert "Afdelingschef" in listed
    client.post(reverse("desk:end-role", args=[holding.id]), {"user": str(made.id)})
    holding.refresh_from_db()
    assert holding.end == b.TODAY
    assert "lang nok adgangskode" not in str(list(Entry.objects.values_list()))


def test_the_list_of_users_tells_the_roles_of_today(town):
    somebody = b.user("Skiftet")
    for role, start, end in [
        ("head", date(2020, 1, 1), date(2026, 11, 1)),
        ("team_leader", date(2026, 11, 2), None),
    ]:
        RoleHolding.objects.create(user=somebody, role=role, unit=town.north, start=start, end=end)
    rows = {row.id: queries.user_row(row) for row in queries.users(town.admin, "")}
    assert rows[somebody.id]["role"] == "Teamleder"
    assert somebody.id not in {row.id for row in queries.users(town.admin, "head")}
    assert somebody.id in {row.id for row in queries.users(town.admin, "team_leader")}


def test_every_number_and_code_that_nobody_verified_is_on_the_list(town):
    shown = queries.unverified(town.admin)
    texts = {found.what for found in shown}
    for path in sorted(RULES.glob("*/parameters/*.toml")):
        for parameter in tomllib.loads(path.read_text(encoding="utf-8")).values():
            values = parameter.get("values", parameter.get("value", []))
            if any(v.get("certainty") in NOT_VERIFIED for v in values):
                assert parameter["meaning"] in texts, path.name
    decisions = resources.files("helhed.rules.decisions") / "data"
    services = csv.DictReader((decisions / "services.csv").read_text("utf-8").splitlines())
    unsure = {row["name"] for row in services if row["account_certainty"] in NOT_VERIFIED}
    assert unsure <= texts
    paragraphs = csv.DictReader((decisions / "paragraphs.csv").read_text("utf-8").splitlines())
    unsure = {row["title_da"] for row in paragraphs if row["certainty"] in NOT_VERIFIED}
    assert unsure
    assert all(any(title in text for text in texts) for title in unsure)
    assert {"Egen", "Plejefamilie", "Udvikling og adfærd"} <= texts
    assert {found.certainty for found in shown} == NOT_VERIFIED


def test_every_place_in_the_rules_that_marks_its_certainty_is_asked(town):
    """A new file with marks of its own must be added to the list, and so to this test."""
    marking = {
        str(path.relative_to(RULES))
        for path in RULES.glob("*/*.py")
        if "Certainty" in path.read_text(encoding="utf-8")
    }
    assert marking == {
        "assessments/barnets_forhold.py",
        "decisions/hjemmel.py",
        "decisions/regelsaet.py",
        "decisions/ydelser.py",
        "offers/ejerforhold.py",
        "reports/ffb_ydelser.py",
    }


def test_the_page_of_what_is_not_verified_opens_and_exports(town):
    client = b.signed_in(town.admin)
    page = client.get(reverse("desk:unverified")).content.decode()
    assert "Efter hukommelsen" in page
    text = client.get(reverse("desk:unverified"), {"format": "csv"}).content.decode("utf-8-sig")
    assert len(text.strip().splitlines()) - 1 == len(queries.unverified(town.admin))


def test_what_is_not_verified_is_told_in_danish_words_and_not_in_the_codes_of_the_files(town):
    shown = {found.what: found for found in queries.unverified(town.admin)}
    assert shown["Egen"].value == "ejerforhold 1, art 94"
    assert shown["Dagtilbud og skole"].value == ""
    english = re.compile(r"\b(the|numbers|numbering|list|notes|inferred|school|other|of)\b")
    texts = [text for found in shown.values() for text in (found.value, found.source)]
    assert [text for text in texts if english.search(text)] == []


def test_the_log_is_filtered_by_act_day_and_kind(town):
    b.signed_in(town.anna).get(reverse("desk:case", args=[town.case.id]))
    b.signed_in(town.anna).post(
        reverse("cases:what-matters", args=[town.case.id]), {"words": "Min hund"}
    )

    def acts(**wanted):
        return [row.action for row in queries.log(town.admin, LogFilter(**wanted)).order_by("id")]

    b.signed_in(town.bo).get(reverse("desk:case", args=[town.case.id]))
    assert acts() == ["case.read", "case.write", "refused.see_case"]
    assert acts(action="case.write") == acts(writes_only=True) == ["case.write"]
    assert acts(action="refused.") == ["refused.see_case"]
    assert acts(day=b.TODAY) == acts()
    assert acts(day=date(2026, 11, 1)) == []
    client = b.signed_in(town.admin)
    page = client.get(reverse("desk:log")).content.decode()
    body = page[page.index("<tbody") :]
    assert "case.write" not in body
    assert all(words in body for words in ("Sag: skrevet", "Afvist: se sag", "Rådgiver, voksne"))
    assert "Min hund" not in page
    found = client.get(reverse("desk:log"), {"action": "case.write"}).content.decode()
    body = found[found.index("<tbody") :]
    assert ("Sag: skrevet" in body, "Sag: læst" in body) == (True, False)
    with pytest.raises(UnableToLetIn):
        queries.log(town.head, LogFilter())


def test_the_tree_of_units_is_shown_from_the_top_down(town):
    shown = [(unit.name, unit.depth) for unit in queries.unit_tree(town.admin)]
    assert shown.index(("Voksne", 0)) < shown.index(("Nord", 1))
    page = b.signed_in(town.admin).get(reverse("desk:administration")).content.decode()
    assert "Familie" in page


def on_every_page(client, address):
    """The numbers that are not verified, page by page."""
    sides = client.get(address, {"sort": "number"}).context["shown"].pages
    listed = [client.get(address, {"sort": "number", "side": n + 1}) for n in range(sides)]
    return "".join(page.content.decode() for page in listed)


def test_what_is_not_verified_is_filtered_and_leads_to_the_value_that_is_to_be_confirmed(town):
    client, address = b.signed_in(town.admin), reverse("desk:unverified")
    numbers = on_every_page(client, address)
    assert "as_main" not in client.get(address, {"size": 500}).content.decode()
    assert "Udvikling og adfærd" not in numbers
    assert "1.780.000 kr. om året" in numbers
    assert "ingen grænse kr." not in numbers
    page = reverse("catalogue:parameter", args=["refunds", "refusion", "step_2_from"])
    link = f"{page}?day=2024-01-01"
    assert link in numbers
    form = client.get(link).context["form"]
    told = {name: form.initial[name] for name in ("start", "end", "value")}
    assert told == {"start": date(2024, 1, 1), "end": date(2024, 12, 31), "value": 1_780_000}
    sent = {"value": "1780000", "start": "2024-01-01", "end": "2024-12-31", "source": "Satser"}
    client.post(link, sent)
    numbers = on_every_page(client, address)
    assert link not in numbers
    assert f"{page}?day=2025-01-01" in numbers
    memory = client.get(address, {"sort": "number", "certainty": "memory", "size": 500})
    assert "Statens del af udgiften til kvindekrisecentre" in memory.content.decode()


def test_every_number_on_the_list_leads_to_a_page_that_holds_it_ready(town):
    client = b.signed_in(town.admin)
    for one in queries.unverified(town.admin, "number"):
        form = client.get(one.href).context["form"]
        assert form.initial["value"] not in ("", None), one.href


def test_every_row_that_is_not_verified_leads_to_a_page_where_it_is_confirmed(town):
    client = b.signed_in(town.admin)
    rows = queries.unverified(town.admin)
    assert {one.sort.value for one in rows} == {"number", "rule", "code"}
    assert [one.what for one in rows if not one.href] == []
    for one in {row.href: row for row in rows if row.sort.value != "number"}.values():
        page = client.get(one.href)
        assert page.status_code == 200, one.what
        changes = 'name="source"' if one.sort.value == "code" else f'href="{one.href}ret/'
        assert changes in page.content.decode(), one.what


def test_every_code_that_is_confirmed_with_its_source_leaves_the_list(town):
    client = b.signed_in(town.admin)
    codes = queries.unverified(town.admin, "code")
    texts = [one.what for one in codes]
    assert {"Egen", "Dagtilbud og skole"} <= set(texts)
    assert any(text.startswith("BL § 23 ") for text in texts)
    for one in codes:
        page = client.post(one.href, {"source": "Kontoplanen 2026, afsnit 4"}, follow=True)
        assert "Koden er bekræftet." in page.content.decode(), one.what
        assert "Kontoplanen 2026, afsnit 4" in page.content.decode()
    assert queries.unverified(town.admin, "code") == []
    assert queries.unverified(town.admin) != []


def test_a_code_that_says_something_else_since_must_be_confirmed_again(town):
    [own] = [one for one in queries.unverified(town.admin, "code") if one.what == "Egen"]
    client = b.signed_in(town.admin)
    page = client.post(own.href, {"source": " "})
    assert own in queries.unverified(town.admin, "code")
    client.post(own.href, {"source": "Kontoplanen"})
    ParameterCorrection.objects.update(value="1 93")
    assert own in queries.unverified(town.admin, "code")
    page = client.get(own.href).content.decode()
    assert "koden var en anden dengang" in page
    assert "efter hukommelsen" in page


def test_a_code_that_is_not_there_has_no_page(town):
    client = b.signed_in(town.admin)
    for of in (("side", "nothing"), ("number", "school")):
        assert client.get(reverse("catalogue:code", args=of)).status_code == 404
