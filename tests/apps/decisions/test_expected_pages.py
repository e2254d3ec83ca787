"""What is expected, through the pages: a clear message, and nothing lost."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.decisions.actions.change import end_grant
from helhed.apps.decisions.models import Decision, ExpectedChange
from tests.apps import building as b
from tests.apps.everything import everything
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def main(town):
    return b.grant(town.case, town.offer_with_rate(200_000)[1], date(2026, 1, 1))


def pressed(who, name, *parts, **fields):
    return b.signed_in(who).post(reverse(name, args=parts), fields, follow=True).content.decode()


def expect(town, main, **fields):
    asked = {"rate": main.rate_id, "quantity": "1,5", "start": "2027-01-15", "reason": "Mere"}
    return pressed(town.anna, "decisions:expect-change", main.id, **{**asked, **fields})


def test_a_change_is_expected_from_the_decision_and_shown_apart_everywhere(town, main):
    assert "Forvent en ændring" in b.seen(town.anna, "decisions:one", main.decision_id)
    page = expect(town, main)
    assert "Bevilget i sagen" in page
    assert "351.000" in page  # 351 days of 2027 at half of 2,000 kr. more
    row = ExpectedChange.objects.get()
    assert "Ventes, men er ikke bevilget" in b.seen(town.anna, "desk:case", town.case.id)
    assert "351.000" in b.seen(town.anna, "desk:case", town.case.id)
    assert "Ventes, men er ikke bevilget" in b.seen(town.finance, "payments:grant", main.id)
    assert "351.000" in b.seen(town.anna, "decisions:changes")
    assert "Tilbage efter" in b.seen(town.anna, "budgets:change-effect", row.id)


def test_what_is_typed_wrong_stays_on_the_form_with_what_to_do(town, main):
    before = everything()
    assert "Skriv et tal som 7,5." in expect(town, main, quantity="mange")
    page = expect(town, main, start="2025-12-31")
    assert "begynder før ydelsen" in page
    assert 'value="1,5"' in page
    after = everything()
    assert after["decisions.ExpectedChange"] == before["decisions.ExpectedChange"]


def test_an_expected_change_becomes_a_decision_with_its_line(town, main):
    expect(town, main)
    row = ExpectedChange.objects.get()
    page = pressed(town.anna, "decisions:change-decide", row.id)
    assert 'value="1,5"' in page
    assert Decision.objects.get(state="draft").grants.get().replaces == main
    assert "allerede ved at blive" in pressed(town.anna, "decisions:change-decide", row.id)


def test_a_later_end_goes_to_another_and_own_approval_is_refused(town, main):
    end_grant(town.anna, grant=main.id, end=date(2027, 3, 31), reason="Mål nået")
    address = "decisions:move-end"
    page = pressed(town.leader, address, main.id, end="2027-06-30", reason="Ikke klar")
    assert "182.000" in page
    row = ExpectedChange.objects.get()
    pressed(town.leader, "decisions:change-submit", row.id)
    assert "En anden skal godkende" in b.seen(town.leader, "decisions:change", row.id)
    told = pressed(town.leader, "decisions:change-approve", row.id)
    assert "Du har selv forberedt det. En anden skal godkende." in told
    main.refresh_from_db()
    assert main.end == date(2027, 3, 31)
    page = b.seen(town.visitation, "decisions:change", row.id)
    assert "i sit dyreste år." in page, "the approver is told what it is held against"
    assert "Du kan godkende" in page
    assert "er godkendt" in pressed(town.visitation, "decisions:change-approve", row.id)
    main.refresh_from_db()
    assert main.end == date(2027, 6, 30)
    told = pressed(town.head, "decisions:change-approve", row.id)
    assert "allerede afgjort" in told


def test_a_new_end_over_the_limit_is_told_beforehand_and_has_no_button(town):
    rate = b.rate(b.offer(), (date(2020, 1, 1), None, 300_000))
    grant = b.grant(town.case, rate, date(2026, 10, 1), date(2026, 12, 31))
    pressed(town.anna, "decisions:move-end", grant.id, end="2027-12-31", reason="Ikke klar")
    row = ExpectedChange.objects.get()
    pressed(town.anna, "decisions:change-submit", row.id)
    page = b.seen(town.leader, "decisions:change", row.id)
    assert "1.095.000 kr." in page
    assert "Godkend den nye slutdag" not in page


def test_a_new_service_is_chosen_first_and_priced_apart(town, main):
    assert "Forvent en ny ydelse" in b.seen(town.anna, "desk:case", town.case.id)
    rate = b.rate(main.offer, (date(2020, 1, 1), None, 1_800_000), kind="one_off")
    address = reverse("decisions:expect-service", args=[town.case.id])
    asked = f"{address}?service=indflytning:{main.id}"
    browser = b.signed_in(town.anna)
    assert "Indflytning" in browser.get(address).content.decode()
    fields = {"rate": rate.id, "quantity": "1", "start": "2027-01-15", "reason": "Flytter"}
    page = browser.post(asked, fields, follow=True).content.decode()
    assert "18.000" in page
    assert ExpectedChange.objects.get().main == main


def test_a_decision_shows_what_it_does_to_the_frame_before_it_is_approved(town):
    decision = town.submitted()
    assert reverse("budgets:decision-effect", args=[decision.id]) in b.seen(
        town.leader, "decisions:one", decision.id
    )
    page = b.seen(town.leader, "budgets:decision-effect", decision.id)
    assert "Der er ikke sat en ramme." in page
    assert "77.500 kr." in page  # 31 days of 2026 at 2,500 kr.
