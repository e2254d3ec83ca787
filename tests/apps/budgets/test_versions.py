"""Building next year's budget: lines from the grants in force, changed, compared and adopted."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.budgets import actions, queries
from helhed.apps.budgets.models import Account, BudgetLine, BudgetVersion
from helhed.apps.budgets.queries import BudgetFilter
from helhed.apps.budgets.queries.simulated import simulated
from helhed.apps.budgets.queries.versions import against_version, version_page
from helhed.rules.access.rights import Role
from tests.apps import building as b

pytestmark = pytest.mark.django_db

RATE = 100_000
ACCOUNT = "5.38.52.1.4.001.40"


@pytest.fixture
def team():
    b.municipality()
    return b.unit("Team Nord")


@pytest.fixture
def finance(team):
    return b.actor(Role.FINANCE)


def granted(team, start, end=None, owner="private", oere=RATE):
    rate = b.rate(b.offer(b.provider(owner)), (date(2020, 1, 1), None, oere))
    return b.grant(b.case(team), rate, start, end)


def made(finance, **changes):
    asked = {"year": 2027, "name": "Forslag", "model": "activity", "profile": "days"}
    return actions.make_version(finance, **{**asked, "per_mille": 0, **changes})


def test_a_version_is_seeded_from_the_grants_with_known_entries_and_ends(team, finance):
    granted(team, date(2025, 1, 1))
    granted(team, date(2025, 1, 1), date(2027, 3, 14))  # 73 days
    granted(team, date(2027, 10, 20))  # 73 days
    granted(team, date(2025, 1, 1), date(2026, 12, 31))
    [line] = made(finance).lines.all()
    assert (line.persons, line.price_oere, line.fixed_oere) == (1_400, 365 * RATE, 0)
    assert line.account_id == ACCOUNT
    assert line.seed_oere == (365 + 73 + 73) * RATE


def test_only_prices_that_the_year_has_not_got_yet_grow(team, finance):
    of = b.offer(b.provider("private"))
    new_year = (date(2026, 12, 31), date(2027, 1, 1))
    known = b.rate(of, (date(2020, 1, 1), new_year[0], RATE), (new_year[1], None, 2 * RATE))
    b.grant(b.case(team), known, date(2025, 1, 1))
    granted(team, date(2025, 1, 1))
    [line] = made(finance, per_mille=30).lines.all()
    assert line.seed_oere == 365 * 2 * RATE + 365 * RATE * 103 // 100


def test_what_the_year_before_had_and_the_proposal_has_not_is_told(team, finance):
    granted(team, date(2025, 1, 1))
    granted(team, date(2025, 1, 1), date(2027, 1, 10), owner="own")
    version = made(finance)
    [found] = version_page(finance, version.id).left_out
    assert (found.before, found.built) == (365 * RATE, 10 * RATE)
    client, at = b.signed_in(finance), reverse("budgets:version", args=[version.id])
    assert "Har lidt eller intet i forslaget" in client.get(at).content.decode()
    csv = client.get(at, {"table": "ikke-i-forslaget", "format": "csv"}).content.decode("utf-8-sig")
    assert ";365000,00;10000,00;-355000,00" in csv
    version.lines.filter(account=found.account).update(fixed_oere=300 * RATE)
    assert version_page(finance, version.id).left_out == []
    assert "Har lidt eller intet" not in client.get(at).content.decode()


@pytest.mark.parametrize("model", ["activity", "frame", "population", "need"])
@pytest.mark.parametrize(
    ("year", "told"),
    [
        (2019, "2019 er forbi"),
        (2031, "kun regnet ud til og med 2030"),
        (2099, "kun regnet ud til og med 2030"),
        (2029, "hverken bevillinger med en pris eller et budget at bygge 2029 på"),
    ],
)
def test_a_year_that_cannot_be_built_is_refused_with_a_sentence_and_nothing_is_saved(
    team, finance, model, year, told
):
    granted(team, date(2025, 1, 1), date(2027, 12, 31))
    data = {"year": year, "name": "B", "model": model, "profile": "days", "per_mille": "3"}
    client = b.signed_in(finance)
    page = client.post(reverse("budgets:version-new"), data)
    assert page.status_code == 200
    assert told in page.content.decode()
    assert BudgetVersion.objects.count() == Account.objects.count() == 0


def test_two_proposals_of_a_year_have_each_their_name(team, finance):
    granted(team, date(2025, 1, 1))
    made(finance, name="Budget A")
    with pytest.raises(actions.UnableToBuildBudget, match="Giv et andet navn"):
        made(finance, name=" budget a ")
    made(finance, name="Budget A", year=2028)
    assert BudgetVersion.objects.count() == 2


def test_a_proposal_that_has_lost_its_lines_can_be_read_and_one_of_a_past_year_not_adopted(
    team, finance
):
    granted(team, date(2025, 1, 1))
    version = made(finance)
    version.lines.all().delete()
    client = b.signed_in(finance)
    assert client.get(reverse("budgets:version", args=[version.id])).status_code == 200
    BudgetVersion.objects.update(year=2025)
    with pytest.raises(actions.UnableToBuildBudget, match="2025 er forbi"):
        actions.adopt_version(b.actor(Role.FINANCE), version=version.id)


def test_bottom_up_stands_beside_the_frame(team, finance):
    granted(team, date(2025, 1, 1))
    version = made(finance)
    frame = {"account": ACCOUNT, "unit": team.id, "year": 2027, "reason": "Ramme"}
    actions.set_frame(finance, **frame, oere=300 * RATE)
    found = version_page(finance, version.id)
    assert (found.built, found.frame) == (365 * RATE, 300 * RATE)
    [against] = found.frames
    assert against.built - against.frame == 65 * RATE


def test_a_line_is_changed_and_a_known_entry_added(team, finance):
    granted(team, date(2025, 1, 1))
    version = made(finance)
    [line] = version.lines.all()
    actions.change_line(
        finance, line=line.id, persons=2_500, price_oere=10_000, fixed_oere=7, note="Tilgang"
    )
    more = {"service_key": "botilbud_107", "account": ACCOUNT, "unit": b.unit("Syd").id}
    price = {"persons": 1_000, "price_oere": 900, "fixed_oere": 0, "note": ""}
    actions.add_line(finance, version=version.id, **more, **price)
    assert version_page(finance, version.id).built == 25_007 + 900
    with pytest.raises(actions.UnableToBuildBudget):
        actions.add_line(finance, version=version.id, **more, **price)
    with pytest.raises(actions.UnableToBuildBudget):
        actions.change_line(finance, line=line.id, persons=1, price_oere=-1, fixed_oere=0, note="")
    assert actions.grow_prices(finance, version=version.id, per_mille=100) == 2
    assert version_page(finance, version.id).built == 27_508 + 990


def test_another_adopts_and_the_sums_become_the_original_frames(team, finance):
    granted(team, date(2025, 1, 1))
    version, other = made(finance), b.actor(Role.FINANCE)
    old = {"account": ACCOUNT, "unit": team.id, "year": 2027, "reason": "Før"}
    actions.set_frame(finance, **old, oere=1)
    with pytest.raises(actions.UnableToBuildBudget, match="En anden"):
        actions.adopt_version(finance, version=version.id)
    actions.adopt_version(other, version=version.id)
    [line] = queries.frame_lines(finance, BudgetFilter(2027))
    assert line.sums.original == 365 * RATE
    [fixed] = version.lines.all()
    for act in (
        lambda: actions.adopt_version(other, version=version.id),
        lambda: actions.grow_prices(finance, version=version.id, per_mille=1),
        lambda: actions.change_line(
            finance, line=fixed.id, persons=0, price_oere=0, fixed_oere=0, note=""
        ),
    ):
        with pytest.raises(actions.UnableToBuildBudget):
            act()
    second = made(finance, name="Et mere")
    with pytest.raises(actions.UnableToBuildBudget, match="allerede vedtaget"):
        actions.adopt_version(other, version=second.id)


def test_adopting_asks_with_what_changes_and_the_frames_of_before_stay_to_be_seen(team, finance):
    granted(team, date(2025, 1, 1))
    version, other = made(finance), b.actor(Role.FINANCE)
    Account.objects.create(code="5.38.50.1.4.001.40", name="Andet", department="adults")
    for account, oere in ((ACCOUNT, 300 * RATE), ("5.38.50.1.4.001.40", 10 * RATE)):
        frame = {"account": account, "unit": team.id, "year": 2027, "reason": "Oppefra"}
        actions.set_frame(finance, **frame, oere=oere)
    client, adopt = b.signed_in(other), reverse("budgets:adopt", args=[version.id])
    asked = client.get(adopt).content.decode()
    assert "fra 310.000 kr. til 365.000 kr. Forskellen er 55.000 kr." in asked
    assert "2 rammer ændres." in asked
    assert "1 af dem sættes til 0 kr." in asked
    version.refresh_from_db()
    assert version.state == "draft"
    client.post(adopt)
    more = {"account": ACCOUNT, "unit": team.id, "year": 2027, "reason": "Mere"}
    actions.add_to_frame(finance, **more, oere=RATE)
    found = version_page(finance, version.id)
    assert (found.built, found.frame, found.is_as_before) == (365 * RATE, 310 * RATE, True)
    [line] = queries.frame_lines(finance, BudgetFilter(2027, account=ACCOUNT))
    assert line.sums.original == 365 * RATE
    page = client.get(reverse("budgets:version", args=[version.id])).content.decode()
    assert "rammerne før vedtagelsen" in page
    assert client.get(adopt).status_code == 302


def test_the_database_allows_one_adopted_budget_a_year_and_never_by_its_maker(team, finance):
    granted(team, date(2025, 1, 1))
    one, two = made(finance), made(finance, name="Et andet")
    other = b.user()
    done = {"state": "adopted", "adopted_at": b.NOON}
    BudgetVersion.objects.filter(id=one.id).update(**done, adopted_by=other)
    for by in (other, finance.user):
        with pytest.raises(IntegrityError), transaction.atomic():
            BudgetVersion.objects.filter(id=two.id).update(**done, adopted_by=by)


def test_two_versions_are_compared_line_by_line_in_quantity_price_and_mix(team, finance):
    granted(team, date(2025, 1, 1))
    granted(team, date(2025, 1, 1), owner="own", oere=60_000)
    first, second = made(finance), made(finance, name="Et andet")
    dear = second.lines.get(account=ACCOUNT)
    actions.change_line(
        finance, line=dear.id, persons=2_000, price_oere=dear.price_oere, fixed_oere=0, note=""
    )
    this, that, found = against_version(finance, second.id, first.id)
    assert (this, that) == (second, first)
    mean = 365 * 80_000
    total = found.total
    assert total.difference == 365 * RATE == total.quantity + total.mix
    assert (total.quantity, total.mix, total.price, total.other) == (mean, 365 * 20_000, 0, 0)
    assert len(found.efforts) == 2


def test_models_are_tried_on_last_year(team, finance):
    granted(team, date(2023, 1, 1))
    granted(team, date(2024, 7, 2), date(2024, 12, 31))  # half of 2024
    found = simulated(finance, 2025)
    assert found.became == 365 * RATE
    said = {one.model.value: one for one in found.models}
    assert said["activity"].persons == 1_500
    assert set(said) == {"activity", "frame", "population", "need"}


def test_only_finance_builds_and_everybody_sees_their_own_units(team, finance):
    granted(team, date(2025, 1, 1))
    version = made(finance)
    leader = b.actor(Role.TEAM_LEADER, b.unit("Team Syd"))
    with pytest.raises(UnableToLetIn):
        made(b.actor(Role.HEAD, team))
    assert version_page(leader, version.id).lines == []
    assert version_page(b.actor(Role.TEAM_LEADER, team), version.id).built == 365 * RATE


def test_next_years_budget_is_built_on_the_pages(team, finance):
    granted(team, date(2025, 1, 1))
    client = b.signed_in(finance)
    asked = {"year": "2027", "name": "Budget 2027", "model": "activity", "profile": "even"}
    answer = client.post(reverse("budgets:version-new"), {**asked, "per_mille": "10,0"})
    version = BudgetVersion.objects.get()
    assert answer.url == reverse("budgets:version", args=[version.id])
    page = client.get(answer.url).content.decode()
    assert "En anden skal vedtage det" in page
    line = BudgetLine.objects.get()
    assert line.price_oere == round(365 * RATE * 1.1)
    at = reverse("budgets:line", args=[version.id, line.id])
    assert "401.500,00" in client.get(at).content.decode()
    values = {"persons": "1,5", "price_oere": "1.000", "fixed_oere": "0", "note": "Mere"}
    refused = client.post(at, {**values, "persons": "en"}).content.decode()
    assert "Skriv et tal som 12,5." in refused
    assert client.post(at, values).status_code == 302
    line.refresh_from_db()
    assert (line.persons, line.price_oere) == (1_500, 100_000)
    new = reverse("budgets:line-new", args=[version.id])
    known = {**values, "service_key": "botilbud_107", "account": ACCOUNT, "unit": b.unit("Syd").id}
    assert client.post(new, known).status_code == 302
    client.post(reverse("budgets:grow", args=[version.id]), {"per_mille": "2,5"})
    page = client.get(answer.url, {"table": "forslag-linjer", "format": "csv"})
    assert "1025,00" in page.content.decode("utf-8-sig")
    second = b.signed_in(b.actor(Role.FINANCE))
    second.post(reverse("budgets:adopt", args=[version.id]))
    version.refresh_from_db()
    assert version.state == "adopted"
    assert client.get(reverse("budgets:versions")).status_code == 200
    assert client.get(reverse("budgets:models")).status_code == 200
    other = actions.make_version(
        finance, year=2027, name="B", model="frame", profile="days", per_mille=0
    )
    both = reverse("budgets:against", args=[version.id, other.id])
    assert client.get(both).status_code == 200


def test_models_that_say_the_same_are_told_and_the_year_can_be_chosen(team, finance):
    b.grant(b.case(team), b.rate(b.offer(), (date(2020, 1, 1), None, 100_00)), date(2024, 1, 1))
    client = b.signed_in(finance)
    page = client.get(reverse("budgets:models"), {"year": "2026"}).content.decode()
    assert "Fire budgetmodeller prøvet på 2026" in page
    assert "Disse modeller siger det samme i alt om 2026" in page
    assert "fordelingen på enheder og konti" in page
    assert "prøvet på 2025" in client.get(reverse("budgets:models"), {"year": "x"}).content.decode()
