"""The acts on a citizen and the people around."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from helhed.apps.cases.actions import person
from helhed.apps.citizens.models import Citizen, Guardian, NetworkPerson, Relation
from helhed.apps.decisions.actions import birthday, number
from helhed.kernel.cpr import Cpr
from helhed.rules.citizens.nummer import CorrectionKind
from helhed.rules.citizens.person import GuardianKind, RelationKind, SexCode
from tests.apps import building as b
from tests.apps.audit.act import Act, no
from tests.apps.town import CPR, SECRET, Town

NEW_CPR = "0201801118"
SINCE = date(2026, 11, 1)
TOMORROW = b.TODAY + timedelta(days=1)


def _nameless(town: Town) -> UUID:
    Citizen.objects.filter(id=town.case.citizen_id).update(cpr=None, birth_date=None)
    return town.case.citizen_id


def _numbered(town: Town) -> UUID:
    assert town.citizen.cpr == CPR
    return town.case.citizen_id


def _correction(town: Town) -> UUID:
    made = number.ask_correction(
        town.anna,
        citizen=_numbered(town),
        cpr=Cpr(NEW_CPR),
        kind=CorrectionKind.TYPO,
        reason=SECRET,
    )
    return made.id


def _consent(town: Town) -> UUID:
    arguments = {"citizen": town.case.citizen_id, "subject": SECRET, "given_on": SINCE}
    person.note_consent(town.anna, **arguments)
    return town.citizen.consents.get().id


def _related(town: Town) -> UUID:
    found = Relation.objects.create(
        citizen_id=town.case.citizen_id, name=SECRET, kind="mother", start=SINCE
    )
    return found.id


def _guardian(town: Town) -> UUID:
    found = Guardian.objects.create(
        citizen_id=town.case.citizen_id, name=SECRET, kind="guardian", start=SINCE
    )
    return found.id


def _friend(town: Town) -> UUID:
    return NetworkPerson.objects.create(citizen_id=town.case.citizen_id, name=SECRET).id


PERSON = (
    Act(
        person.register_citizen,
        lambda town: {"cpr": Cpr(CPR), "name": SECRET, "municipality": "0999"},
        strangers=("head", "finance", "admin", "provider", "nobody"),
        refuses=(
            no(person.UnableToRegisterCitizen, name=" "),
            no(person.UnableToRegisterCitizen, cpr=Cpr("0101305444")),
        ),
    ),
    Act(
        person.change_citizen,
        lambda town: {
            "citizen": town.case.citizen_id,
            "facts": person.PersonFacts(SECRET, SECRET, "9999", "by", "1", "a@b.dk", True),
        },
        refuses=(
            no(
                person.UnableToChangeCitizen,
                facts=person.PersonFacts("", SECRET, "9999", "by", "1", "a@b.dk", True),
            ),
            no(
                person.UnableToChangeCitizen,
                facts=person.PersonFacts(SECRET, SECRET, "abcd", "by", "1", "a@b.dk", True),
            ),
        ),
    ),
    Act(
        birthday.identify,
        lambda town: {
            "citizen": _nameless(town),
            "cpr": Cpr(CPR),
            "birth_date": None,
            "sex": SexCode.UNKNOWN,
        },
        refuses=(no(birthday.UnableToIdentify, cpr=None),),
    ),
    Act(
        number.ask_correction,
        lambda town: {
            "citizen": _numbered(town),
            "cpr": Cpr(NEW_CPR),
            "kind": CorrectionKind.TYPO,
            "reason": SECRET,
        },
        refuses=(
            no(number.UnableToCorrectNumber, reason=" "),
            no(number.UnableToCorrectNumber, cpr=Cpr(CPR)),
        ),
    ),
    Act(
        number.correct_number,
        lambda town: {"correction": _correction(town)},
        who="leader",
    ),
    Act(number.decline_correction, lambda town: {"correction": _correction(town)}),
    Act(
        person.add_relation,
        lambda town: {
            "citizen": town.case.citizen_id,
            "name": SECRET,
            "kind": RelationKind.MOTHER,
            "has_custody": False,
            "phone": "1",
        },
        refuses=(no(person.UnableToChangeCitizen, name=""),),
    ),
    Act(
        person.add_network_person,
        lambda town: {
            "citizen": town.case.citizen_id,
            "name": SECRET,
            "role": SECRET,
            "meaning": SECRET,
            "phone": "1",
        },
        refuses=(no(person.UnableToChangeCitizen, name=""),),
    ),
    Act(
        person.add_guardian,
        lambda town: {
            "citizen": town.case.citizen_id,
            "kind": GuardianKind.GUARDIAN,
            "name": SECRET,
            "scope": SECRET,
            "phone": "1",
            "start": SINCE,
        },
        refuses=(no(person.UnableToChangeCitizen, name=""),),
    ),
    Act(
        person.note_consent,
        lambda town: {"citizen": town.case.citizen_id, "subject": SECRET, "given_on": SINCE},
        refuses=(
            no(person.UnableToChangeCitizen, subject=""),
            no(person.UnableToChangeCitizen, given_on=TOMORROW),
        ),
    ),
    Act(person.end_relation, lambda town: {"relation": _related(town)}),
    Act(person.end_guardian, lambda town: {"guardian": _guardian(town)}),
    Act(person.remove_network_person, lambda town: {"person": _friend(town)}),
    Act(person.withdraw_consent, lambda town: {"consent": _consent(town)}),
)
