"""A draft of a decision can be deleted; what waits for approval or is decided cannot."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.decisions.actions import expect, prepare
from helhed.apps.decisions.models import Decision, Grant
from tests.apps import building as b
from tests.apps.everything import everything
from tests.apps.town import Town


@pytest.fixture
def town(db):
    return Town()


def deleted(who, decision):
    address = reverse("decisions:discard", args=[decision.id])
    return b.signed_in(who).post(address, follow=True).content.decode()


def test_a_draft_is_deleted_with_its_lines_and_what_it_was_to_grant_is_expected_on(town):
    main = b.grant(
        town.case, town.offer_with_rate(200_000)[1], date(2025, 12, 1), date(2027, 1, 31)
    )
    asked = {"rate": main.rate_id, "quantity": Decimal(2), "end": None, "reason": "Mere"}
    change = expect.expect_change(town.anna, grant=main.id, start=date(2027, 1, 1), **asked)
    draft = expect.to_decision(town.anna, change=change.id)
    before = everything()["decisions.Commitment"]
    assert "Kladden er slettet." in deleted(town.anna, draft)
    assert not Decision.objects.filter(id=draft.id).exists()
    change.refresh_from_db()
    assert (change.state, change.line_id) == ("expected", None)
    assert everything()["decisions.Commitment"] == before


def test_a_draft_of_a_help_with_what_follows_it_is_deleted_whole(town):
    draft = town.draft()
    prepare.add_line(town.anna, decision=draft.id, key="indflytning")
    assert draft.grants.exclude(main=None).exists()
    deleted(town.anna, draft)
    assert not Decision.objects.filter(id=draft.id).exists()
    assert not Grant.objects.filter(decision=draft.id).exists()
    logged = Entry.objects.get(action="decision.discard")
    assert (logged.object_id, logged.citizen) == (draft.id, town.citizen.id)


def test_what_waits_for_approval_is_not_deleted(town):
    decision = town.submitted()
    assert "ikke længere en kladde" in deleted(town.anna, decision)
    assert Decision.objects.filter(id=decision.id).exists()


def test_nobody_outside_the_case_deletes_its_draft(town):
    draft = town.draft()
    address = reverse("decisions:discard", args=[draft.id])
    assert b.signed_in(town.bo).post(address, follow=True).status_code == 403
    assert Decision.objects.filter(id=draft.id).exists()
