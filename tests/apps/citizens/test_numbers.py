"""A CPR number that is wrong is put right by two, and the old one still leads to the citizen."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.audit.models import Entry
from helhed.apps.cases.actions.person import CitizenIsKnown, register_citizen
from helhed.apps.citizens.models import Citizen, NumberCorrection
from helhed.apps.citizens.numbers import former_numbers
from helhed.apps.decisions.actions.number import (
    UnableToCorrectNumber,
    ask_correction,
    correct_number,
    decline_correction,
)
from helhed.apps.decisions.models import Grant
from helhed.kernel.cpr import Cpr
from helhed.rules.citizens.nummer import CorrectionKind
from tests.apps import building as b
from tests.apps.town import CHILDS_CPR, CPR, Town

NEW = "0201801118"
REPLACEMENT = "6101801118"


@pytest.fixture
def town(db):
    made = Town()
    assert made.case
    return made


def browser(actor):
    found = Client()
    found.force_login(actor.user)
    return found


def corrected(town, number=NEW, kind=CorrectionKind.TYPO):
    row = ask_correction(
        town.anna, citizen=town.citizen.id, cpr=Cpr(number), kind=kind, reason="Pas"
    )
    correct_number(town.leader, correction=row.id)
    town.citizen.refresh_from_db()
    return row


def test_one_asks_on_the_citizens_page_and_another_corrects_on_the_page_of_the_correction(town):
    anna, leader = browser(town.anna), browser(town.leader)
    ask = reverse("decisions:correct-cpr", args=[town.citizen.id])
    assert ask in anna.get(reverse("desk:citizen", args=[town.citizen.id])).content.decode()
    answer = anna.post(ask, {"cpr": "020180-1118", "kind": "typo", "reason": "Sundhedskort"})
    row = NumberCorrection.objects.get()
    one = reverse("decisions:number", args=[row.id])
    assert answer["Location"] == one
    page = anna.get(one).content.decode()
    assert "En anden i huset" in page
    assert "Ret nummeret" not in page
    listed = leader.get(reverse("decisions:numbers")).content.decode()
    assert one in listed
    assert "020180" not in listed
    page = leader.get(one).content.decode()
    assert "Kontrolcifferet går ikke op" in page
    assert "020180-1118" in page
    leader.post(reverse("decisions:correct-number", args=[row.id]))
    town.citizen.refresh_from_db()
    assert (town.citizen.cpr, town.citizen.birth_date) == (NEW, date(1980, 1, 2))
    page = leader.get(reverse("desk:citizen", args=[town.citizen.id])).content.decode()
    assert "Tidligere CPR-nummer" in page
    assert "010180-1118" in page


def test_nobody_corrects_what_they_asked_for_themselves(town):
    row = ask_correction(
        town.anna, citizen=town.citizen.id, cpr=Cpr(NEW), kind=CorrectionKind.TYPO, reason="Pas"
    )
    page = browser(town.anna).post(reverse("decisions:correct-number", args=[row.id]), follow=True)
    assert "En anden skal se efter" in page.content.decode()
    town.citizen.refresh_from_db()
    assert town.citizen.cpr == CPR
    decline_correction(town.anna, correction=row.id)
    assert former_numbers(town.citizen.id) == []


def test_the_old_number_is_found_by_search_with_its_period(town):
    corrected(town)
    for number, told in (("010180-1118", True), ("020180-1118", False)):
        page = browser(town.anna).post(reverse("desk:search"), {"words": number}).content.decode()
        assert reverse("desk:citizen", args=[town.citizen.id]) in page
        assert ("nummeret var borgerens indtil" in page) is told


def test_the_period_begins_when_the_house_wrote_the_number(town):
    made = register_citizen(town.anna, cpr=Cpr(NEW), name="Ny", municipality="0999")
    row = ask_correction(
        town.anna, citizen=made.id, cpr=Cpr("0301801118"), kind=CorrectionKind.TYPO, reason="Pas"
    )
    correct_number(town.leader, correction=row.id)
    [before] = former_numbers(made.id)
    assert (before.start, before.end) == (b.TODAY, b.TODAY)


def test_a_replacement_number_still_means_the_same_citizen_and_a_slip_does_not(town):
    Citizen.objects.filter(id=town.citizen.id).update(cpr=REPLACEMENT)
    corrected(town, CPR, CorrectionKind.REPLACEMENT)
    with pytest.raises(CitizenIsKnown) as known:
        register_citizen(town.anna, cpr=Cpr(REPLACEMENT), name="Igen", municipality="0999")
    assert known.value.citizen == town.citizen.id
    corrected(town, NEW)
    other = register_citizen(town.anna, cpr=Cpr(CPR), name="En anden", municipality="0999")
    assert other.id != town.citizen.id


@pytest.mark.parametrize(
    ("number", "kind", "why"),
    [
        (CPR, CorrectionKind.TYPO, "i forvejen"),
        ("0101305444", CorrectionKind.TYPO, "fremtiden"),
        (NEW, CorrectionKind.REPLACEMENT, "ikke et erstatningsnummer"),
    ],
)
def test_what_cannot_be_the_right_number_is_refused(town, number, kind, why):
    with pytest.raises(UnableToCorrectNumber, match=why):
        ask_correction(town.anna, citizen=town.citizen.id, cpr=Cpr(number), kind=kind, reason="Pas")
    assert not NumberCorrection.objects.exists()


def test_a_number_of_somebody_whom_one_may_see_is_refused_with_what_to_do(town):
    other = b.citizen(name="Kim Kendt")
    Citizen.objects.filter(id=other.id).update(cpr=NEW)
    b.case(town.north, other, town.anna.user)
    page = browser(town.anna).post(
        reverse("decisions:correct-cpr", args=[town.citizen.id]),
        {"cpr": NEW, "kind": "typo", "reason": "Pas"},
    )
    assert "Søg efter nummeret" in page.content.decode()
    assert "Kim" not in page.content.decode()


def test_a_number_of_another_department_is_refused_without_a_word_of_who(town):
    child = town.childs_case.citizen
    Citizen.objects.filter(id=child.id).update(cpr=CHILDS_CPR)
    page = browser(town.anna).post(
        reverse("decisions:correct-cpr", args=[town.citizen.id]),
        {"cpr": CHILDS_CPR, "kind": "typo", "reason": "Pas"},
    )
    text = page.content.decode()
    assert "Bed din leder" in text
    assert child.name not in text


def test_a_number_that_was_taken_meanwhile_is_refused_when_the_other_sees_to_it(town):
    row = ask_correction(
        town.anna, citizen=town.citizen.id, cpr=Cpr(NEW), kind=CorrectionKind.TYPO, reason="Pas"
    )
    register_citizen(town.anna, cpr=Cpr(NEW), name="En anden", municipality="0999")
    with pytest.raises(UnableToCorrectNumber):
        correct_number(town.leader, correction=row.id)
    town.citizen.refresh_from_db()
    assert town.citizen.cpr == CPR


def test_another_birthday_moves_what_the_law_ends_at_an_age(town):
    child = town.childs_case.citizen
    Citizen.objects.filter(id=child.id).update(cpr="0403154004")
    home = b.offer(b.provider("foster_family"), kind="foster_care")
    rate = b.rate(home, (date(2020, 1, 1), None, 100_000))
    b.grant(town.childs_case, rate, date(2026, 1, 1), service_key="plejefamilie")
    row = ask_correction(
        town.carla,
        citizen=child.id,
        cpr=Cpr("0403144004"),
        kind=CorrectionKind.TYPO,
        reason="Fødselsattest",
    )
    second = b.actor(b.Role.CASEWORKER_CHILDREN, town.family)
    correct_number(second, correction=row.id)
    assert Grant.objects.get().runs_to == date(2032, 3, 3)


def test_no_number_stands_in_the_log_or_in_an_address(town):
    row = corrected(town)
    told = " ".join(str(entry.facts) for entry in Entry.objects.all())
    assert CPR not in told
    assert NEW not in told
    for name, key in (("decisions:number", row.id), ("decisions:correct-cpr", town.citizen.id)):
        assert CPR not in reverse(name, args=[key])
