"""Plans of places in a demonstration: counted over its forecast's own paths."""

import pytest
from django.urls import reverse

from helhed.apps.decisions.models import Grant
from helhed.apps.forecasts import actions
from helhed.apps.forecasts.models import PlacePlan
from helhed.apps.forecasts.places import bought_now, own_places, services_with_places
from helhed.apps.forecasts.queries import answers
from helhed.apps.offers.models import Place
from helhed.rules.forecasts.pladsplan import AskedChange
from helhed.rules.offers.ejerforhold import Ownership
from tests.apps import building as b
from tests.apps.forecasts.house import TODAY, count, counted_run, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture(scope="module")
def row(demo, django_db_blocker):
    """A run of the adults."""
    with django_db_blocker.unblock():
        return counted_run("adults", 12)


def both_owned_and_bought(row):
    owners = {}
    for one in answers(row, 0):
        owners.setdefault(one.service, set()).add(one.owner)
    bought = {one.value for one in Ownership if one.is_external}
    return {key for key, found in owners.items() if "own" in found and found & bought}


def test_places_that_save_are_opened_and_the_page_tells_when_and_what_it_gives(row):
    services = services_with_places(TODAY, "adults")
    places = own_places(services, TODAY)
    own = Place.objects.filter(offer__provider__ownership="own", end__isnull=True).count()
    assert 0 < sum(places.values()) <= own
    browser = b.signed_in(somebody("demo-finance"))
    service = max(both_owned_and_bought(row) & set(services), key=lambda one: places[one])
    form = {
        "services": [service],
        "fixed_share": "50",
        "to_1": service,
        "most_1": "4",
        "lead_1": "2",
        "once_1": "1000",
        "from_2": service,
        "most_2": "2",
        "lead_2": "1",
        "once_2": "0",
        "to_3": service,
        "most_3": "1",
        "lead_3": "2",
        "once_3": "900000000",
        "district_3": "Nord",
        "from_4": service,
        "most_4": "6",
        "lead_4": "0",
        "once_4": "900000000",
    }
    page = browser.post("/prognose/pladser/?afdeling=adults", form, follow=True)
    plan = PlacePlan.objects.get()
    assert "Venter" in page.content.decode()
    count(plan)
    assert plan.state == "done", plan.why
    answer = plan.answer
    nothing = answer["nothing"]
    for one in answer["plans"]:
        assert one["low"] <= one["high"]
        assert abs(nothing["expected"] - one["expected"] - one["saved"]) <= 1
    fan = answer["forecast"]
    assert fan["low"] < fan["expected"] < fan["high"]
    [kind] = answer["kinds"]
    assert kind["own_last"] > kind["own"]
    assert kind["bought_last"] > kind["bought"]
    for case in [*answer["alone"], *(case for one in answer["plans"] for case in one["cases"])]:
        assert case["low"] < case["high"], "prices are uncertain, so every case is"
    cheapest, safest = answer["plans"][0], answer["plans"][-1]
    assert cheapest["expected"] <= nothing["expected"]
    assert cheapest["expected"] <= safest["expected"]
    assert safest["worst"] <= cheapest["worst"]
    page = browser.get(reverse("forecasts:plan", args=[plan.id])).content.decode()
    assert "Udgift mod risiko" in page
    assert "Billigst" in page
    assert "Priserne er prognosens egne" in page
    assert "ved siden af (sidste tal:" in page
    opens, closes = (one for one in answer["alone"] if one["change"] in ("3", "4"))
    assert opens["high"] < 0
    assert closes["high"] < 0
    assert "I ingen plan" in page
    assert ", Nord" in page
    moves = closes["moves"]
    assert moves["out"] > 0 == moves["into"]
    assert moves["out_metres"] > 0
    assert moves["out_unknown"] < moves["out"]
    taken_in = opens["moves"]
    assert (taken_in["out"], taken_in["out_metres"]) == (0, None)
    assert (taken_in["into"] > 0) == (taken_in["into_metres"] is not None)
    file = browser.get(
        reverse("forecasts:plan", args=[plan.id]),
        {"table": "pladsplan-flytninger", "format": "csv"},
    )
    head, line, *_ = file.content.decode("utf-8-sig").splitlines()
    assert head.startswith("Plan;Må flytte;Km hjemmefra;")
    assert head.endswith(";Afdeling;Kendt til og med;Kørsel")
    assert line.endswith(f";{plan.as_of:%d-%m-%Y};{plan.id}")
    named = f"pladsplan-flytninger-{plan.department or 'begge'}-{plan.as_of}.csv"
    assert f'filename="{named}"' in file["Content-Disposition"]
    wanted = {"table": "pladsplan-muligheder", "format": "csv"}
    file = browser.get(reverse("forecasts:plan", args=[plan.id]), wanted)
    _head, *lines = file.content.decode("utf-8-sig").splitlines()
    assert [";".join(line.split(";")[2:-3]) for line in lines] == [
        ";4;2;1000,00",
        ";2;1;0,00",
        "Nord;1;2;900000000,00",
        ";6;0;900000000,00",
    ]
    assert browser.get(reverse("forecasts:plans")).status_code == 200


def test_a_service_that_nobody_is_bought_a_place_in_is_left_out_and_the_fault_names_it(row):
    browser = b.signed_in(somebody("demo-finance"))
    own = services_with_places(TODAY, "adults")
    service = bought_now(own, TODAY)[0]
    address = "/prognose/pladser/?afdeling=adults"
    chosen = dict(browser.get(address).context["form"].fields["services"].choices)
    assert list(chosen) == [key for key in chosen if key in bought_now(own, TODAY)]
    others = Grant.objects.filter(service=service).exclude(offer__provider__ownership="own")
    others.update(state="dropped")
    page = browser.get(address)
    assert service not in dict(page.context["form"].fields["services"].choices)
    assert chosen[service] in page.context["left_out"]
    assert "prisen på en købt plads kendes ikke: " in page.content.decode()
    form = {"services": [service], "fixed_share": "50", "to_1": service, "most_1": "4"}
    assert "services" in browser.post(address, form).context["form"].errors
    asked = {"services": [service], "changes": [AskedChange("", service, 4, 0, 0)]}
    plan = actions.ask_plan(somebody("demo-finance"), department="adults", fixed_share=50, **asked)
    count(plan)
    assert plan.state == "failed"
    assert f"kendes ikke: {chosen[service]}. Bestil" in plan.why
