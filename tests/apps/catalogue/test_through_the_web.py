"""An administrator changes a rule on screen, and caseworkers' decisions are judged by their day."""

import pytest
from django.urls import reverse

from helhed.apps.decisions.models import Decision, Grant
from tests.apps import building as b
from tests.apps.town import Town

pytestmark = pytest.mark.django_db

HOME, SEL_107 = "botilbud_107", "SEL § 107"
DOES_NOT_FIT = "ikke for målgruppen »Handicap«"
RULE = {
    "start": "2027-01-01",
    "areas": ["exposed"],
    "level": "3",
    "function": "5.38.99",
    "grouping": "002",
    "source": "Kvalitetsstandard 2027",
}
"""From 2027 the temporary home is for other people than the town's citizen, and booked anew."""


@pytest.fixture
def town():
    return Town()


def says(town, **rule):
    address = reverse("catalogue:change", args=[HOME, SEL_107])
    told = b.signed_in(town.admin).post(address, {**RULE, **rule}, follow=True).content.decode()
    assert "Reglen er ændret fra den dag, du valgte." in told


def begins(town, decision, day):
    """Anna writes the first day, and is told at once what is missing."""
    line = Grant.objects.get(decision=decision)
    sent = {"field": f"line:{line.id}:start", "value": day}
    address = reverse("decisions:write", args=[decision.id])
    return b.signed_in(town.anna).post(address, sent).content.decode()


def sends_on(town, decision):
    address = reverse("decisions:submit", args=[decision.id])
    return b.signed_in(town.anna).post(address, follow=True).content.decode()


def approves(who, decision):
    address = reverse("decisions:approve", args=[decision.id])
    return b.signed_in(who).post(address, follow=True).content.decode()


def state(decision):
    return Decision.objects.get(id=decision.id).state


def test_a_decision_before_the_day_is_judged_by_the_old_rule_and_one_after_by_the_new(town):
    decision = town.draft()
    says(town)
    after = begins(town, decision, "2027-01-01")
    assert DOES_NOT_FIT in after
    sends_on(town, decision)
    assert state(decision) == "draft"
    assert Grant.objects.get(decision=decision).start.isoformat() == "2027-01-01"
    assert DOES_NOT_FIT not in begins(town, decision, "2026-12-31")
    assert "sendt til godkendelse" in sends_on(town, decision)
    assert "Afgørelsen er godkendt." in approves(town.leader, decision)
    grant = Grant.objects.get(decision=decision)
    assert grant.account == "5.38.52.1.4.001.40"
    page = b.signed_in(town.anna).get(reverse("decisions:why", args=[grant.id])).content.decode()
    assert "Kunne bevilges" in page
    assert "5.38.52.1.4.001.40" in page


def test_what_begins_under_the_new_rule_is_booked_and_explained_by_it(town):
    decision = town.draft()
    says(town, areas=["disability"])
    begins(town, decision, "2027-01-01")
    sends_on(town, decision)
    assert "Afgørelsen er godkendt." in approves(town.leader, decision)
    grant = Grant.objects.get(decision=decision)
    assert grant.account == "5.38.99.1.4.002.40"
    page = b.signed_in(town.anna).get(reverse("decisions:why", args=[grant.id])).content.decode()
    for word in ("fra 1.1.2027", "Kvalitetsstandard 2027", town.admin.user.name):
        assert word in page


def test_a_higher_level_from_a_day_sends_the_decision_higher_up_only_from_that_day(town):
    decision = town.draft()
    says(town, areas=["disability"], level="6")
    begins(town, decision, "2027-01-01")
    sends_on(town, decision)
    assert "skal godkendes på niveauet Afdelingschef" in approves(town.leader, decision)
    assert state(decision) == "submitted"
    back = reverse("decisions:send-back", args=[decision.id])
    b.signed_in(town.leader).post(back, {"reason": "Kan det begynde før?"})
    begins(town, decision, "2026-12-31")
    sends_on(town, decision)
    assert "Afgørelsen er godkendt." in approves(town.leader, decision)


def test_switched_off_on_screen_is_off_for_the_caseworker_and_stays_on_the_page(town):
    decision = town.draft()
    off = reverse("catalogue:switch-off", args=[HOME, SEL_107])
    b.signed_in(town.admin).post(off, {"start": "2027-01-01", "source": "Budgetforlig"})
    assert "kunne ikke bevilges efter SEL § 107 den 1.1.2027" in begins(
        town, decision, "2027-01-01"
    )
    assert "kunne ikke bevilges" not in begins(town, decision, "2026-12-31")
    one = reverse("catalogue:one", args=[HOME, SEL_107])
    page = b.signed_in(town.admin).get(one).content.decode()
    for word in ("Slået fra den 1.1.2027.", "Budgetforlig", town.admin.user.name):
        assert word in page
