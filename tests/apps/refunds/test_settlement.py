"""Settlement between municipalities: what is owed, claims and answers, theirs on us, the limit."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from helhed.apps.access.access import UnableToLetIn
from helhed.apps.decisions.models import Commitment
from helhed.apps.refunds.actions import claims as claiming
from helhed.apps.refunds.actions import settlement as acts
from helhed.apps.refunds.models import PayingDuty, SettlementClaim, SettlementLine
from helhed.apps.refunds.queries import settlement_claim, settlement_page
from helhed.kernel.cpr import Cpr
from helhed.kernel.period import Month
from helhed.rules.access.rights import Role
from helhed.rules.refunds.mellemkommunal import (
    FILE_COLUMNS,
    DutyBasis,
    Match,
    Risk,
    UnableToSettle,
)
from tests.apps import building as b
from tests.apps.refunds.house import KR, closed, grant, post, year

pytestmark = pytest.mark.django_db

OTHER = "0981"
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def team():
    b.municipality()
    closed(SEPTEMBER)
    return b.unit("Voksne", "adults")


@pytest.fixture
def finance():
    return b.actor(Role.FINANCE)


def duty(person, start=date(2020, 1, 1), end=None):
    return PayingDuty.objects.create(
        citizen=person, acting="0999", paying=OTHER, residence="0999", basis="stay",
        start=start, end=end, recorded_at=b.NOON,
    )  # fmt: skip


@pytest.fixture
def owing(team):
    """30,000 kr. a month in July to September that another municipality is to pay."""
    made = grant(team, b.citizen())
    duty(made.citizen)
    post(made, year(2026, 9, 7), 30_000)
    return made


def test_what_was_posted_is_claimed_once_for_each_citizen(finance, owing):
    [claim] = acts.make_settlements(finance, through=Month(2026, 8))
    assert (claim.municipality, claim.oere, claim.state) == (OTHER, 60_000 * KR, "draft")
    [rest] = acts.make_settlements(finance, through=SEPTEMBER)
    assert rest.oere == 30_000 * KR
    with pytest.raises(UnableToSettle, match="Ingen kommune skylder"):
        acts.make_settlements(finance, through=SEPTEMBER)


def test_a_later_correction_is_given_back_or_claimed_in_the_next(finance, owing):
    acts.make_settlements(finance, through=SEPTEMBER)
    post(owing, [Month(2026, 7)], -10_000)
    post(owing, [Month(2026, 8)], 4_000)
    [claim] = acts.make_settlements(finance, through=SEPTEMBER)
    assert claim.oere == -6_000 * KR
    assert sorted(claim.lines.values_list("oere", flat=True)) == [-10_000 * KR, 4_000 * KR]


def test_a_discarded_draft_is_owed_again(finance, owing):
    [claim] = acts.make_settlements(finance, through=SEPTEMBER)
    acts.discard_settlement(finance, settlement=claim.id)
    assert not SettlementLine.objects.exists()
    assert settlement_page(finance).oere == 90_000 * KR


def test_only_months_that_the_other_bears_are_claimed(finance, team):
    made = grant(team, b.citizen())
    duty(made.citizen, date(2026, 8, 1), date(2026, 8, 31))
    post(made, year(2026, 9, 7), 30_000)
    [claim] = acts.make_settlements(finance, through=SEPTEMBER)
    assert [line.month for line in claim.lines.all()] == [date(2026, 8, 1)]


@pytest.mark.parametrize(
    ("today", "oere", "lapsed", "risk"),
    [
        (date(2026, 11, 1), 30_000, 0, Risk.SOON),
        (date(2026, 11, 2), 29_000, 1_000, Risk.SOON),
        (date(2026, 11, 30), 1_000, 29_000, Risk.SOON),
        (date(2026, 12, 1), 0, 30_000, Risk.LAPSED),
        (date(2026, 9, 1), 30_000, 0, Risk.FINE),
    ],
)
def test_the_page_tells_at_the_day_what_lapses_when(team, today, oere, lapsed, risk):
    """November 2025 at 1,000 kr. a day: the first of the month lapses on 2 November 2026."""
    made = grant(team, b.citizen())
    duty(made.citizen)
    post(made, [Month(2025, 11)], 30_000)
    found = settlement_page(b.actor(Role.FINANCE, today=today))
    [one] = found.unclaimed
    assert (one.oere, one.lapsed, one.risk) == (oere * KR, lapsed * KR, risk)
    if oere:
        assert one.last_day == max(today, date(2026, 11, 1))


def test_what_lapsed_in_a_claim_is_written_and_not_asked_for_again(team):
    made = grant(team, b.citizen())
    duty(made.citizen)
    post(made, [Month(2025, 11)], 30_000)
    late = b.actor(Role.FINANCE, today=date(2026, 11, 11))
    [claim] = acts.make_settlements(late, through=SEPTEMBER)
    [line] = claim.lines.all()
    assert (line.oere, line.lapsed_oere) == (20_000 * KR, 10_000 * KR)
    acts.send_settlement(late, settlement=claim.id)
    assert settlement_page(late).unclaimed == []


def test_a_draft_that_waited_while_help_lapsed_is_made_anew(team):
    made = grant(team, b.citizen())
    duty(made.citizen)
    post(made, [Month(2025, 11)], 30_000)
    [claim] = acts.make_settlements(b.actor(Role.FINANCE), through=SEPTEMBER)
    SettlementClaim.objects.update(made_at=b.NOON.replace(month=10, day=30))
    later = b.actor(Role.FINANCE, today=date(2026, 11, 20))
    with pytest.raises(UnableToSettle, match="bortfaldet"):
        acts.send_settlement(later, settlement=claim.id)


def test_a_claim_goes_from_sent_over_its_answer_to_paid(finance, owing):
    [claim] = acts.make_settlements(finance, through=SEPTEMBER)
    answered = {"settlement": claim.id, "accepted": 50_000 * KR, "day": b.TODAY}
    with pytest.raises(UnableToSettle, match="Kladde"):
        acts.answer_settlement(finance, **answered, reason="Takst")
    acts.send_settlement(finance, settlement=claim.id)
    with pytest.raises(UnableToSettle, match="hvorfor"):
        acts.answer_settlement(finance, **answered, reason="")
    acts.answer_settlement(finance, **answered, reason="Takst")
    acts.pay_settlement(finance, settlement=claim.id, day=b.TODAY)
    claim.refresh_from_db()
    assert (claim.state, claim.accepted_oere, claim.reason) == ("paid", 50_000 * KR, "Takst")


def incoming(**changes):
    told = {
        "municipality": OTHER,
        "number": "77",
        "cpr": Cpr.parse("0101801118"),
        "start": date(2026, 8, 1),
        "end": date(2026, 8, 31),
        "oere": 30_000 * KR,
        "day": date(2026, 10, 1),
    }
    return acts.Incoming(**{**told, **changes})


def test_a_claim_on_us_is_matched_with_our_grant_and_kept_once(finance, team):
    person = b.citizen()
    person.cpr = "0101801118"
    person.save()
    made = grant(team, person)
    Commitment.objects.create(
        grant=made, account=made.account, unit_id=made.unit_id, month=date(2026, 8, 1),
        oere=30_000 * KR,
    )  # fmt: skip
    row = acts.receive_settlement(finance, incoming=incoming())
    assert (row.match, row.grant_id, row.state) == (Match.AS_AGREED, made.id, "received")
    with pytest.raises(UnableToSettle, match="allerede modtaget"):
        acts.receive_settlement(finance, incoming=incoming())
    dearer = acts.receive_settlement(finance, incoming=incoming(number="78", oere=31_000 * KR))
    assert dearer.match == Match.MORE
    late = incoming(number="79", start=date(2025, 9, 30), end=date(2025, 10, 30))
    assert acts.receive_settlement(finance, incoming=late).match == Match.TOO_LATE
    strange = incoming(number="80", cpr=None)
    assert acts.receive_settlement(finance, incoming=strange).match == Match.UNKNOWN_CITIZEN


def test_two_payers_of_one_citizen_at_once_cannot_be(finance, team):
    person = b.citizen()
    told = {
        "citizen": person.id, "paying": OTHER, "residence": "0999", "basis": DutyBasis.STAY,
        "start": date(2026, 1, 1), "end": None, "note": "",
    }  # fmt: skip
    made = acts.note_duty(finance, **told)
    with pytest.raises(UnableToSettle, match="allerede en betalingskommune"):
        acts.note_duty(finance, **{**told, "paying": "0982"})
    acts.end_duty(finance, duty=made.id, end=date(2026, 6, 30))
    acts.note_duty(finance, **{**told, "paying": "0982", "start": date(2026, 7, 1)})
    with pytest.raises(UnableToSettle, match="selv"):
        acts.note_duty(finance, **{**told, "paying": "0999"})


def test_a_citizen_with_another_payer_and_no_rule_is_told_of(finance, team):
    made = grant(team, b.citizen())
    made.citizen.paying_municipality = OTHER
    made.citizen.save()
    [told] = settlement_page(finance).without_duty
    assert (told.citizen, told.number) == (made.citizen.id, made.decision.case.number)
    client = b.signed_in(finance)
    where = reverse("refunds:citizen", args=[told.citizen])
    assert where in client.get(reverse("refunds:settlement")).content.decode()
    assert client.get(where).status_code == 200
    assert settlement_page(b.actor(Role.HEAD, team)).without_duty == [told]
    assert settlement_page(b.actor(Role.HEAD, b.unit("Børn", "children"))).without_duty == []
    duty(made.citizen)
    assert settlement_page(finance).without_duty == []


def test_only_finance_claims_and_a_head_sees_the_own_department(team, owing):
    head = b.actor(Role.HEAD, team)
    assert settlement_page(head).oere == 90_000 * KR
    assert settlement_page(b.actor(Role.HEAD, b.unit("Børn", "children"))).oere == 0
    with pytest.raises(UnableToLetIn):
        acts.make_settlements(head, through=SEPTEMBER)


def test_from_what_is_owed_to_paid_on_the_screen(finance, owing):
    client = b.signed_in(finance)
    page = client.get(reverse("refunds:settlement")).content.decode()
    assert "90.000" in page
    made = client.post(reverse("refunds:settle"), {"through": "2026-09"}, follow=True)
    claim = SettlementClaim.objects.get()
    assert claim.number in made.content.decode()
    answer = client.get(reverse("refunds:settlement-file", args=[claim.id]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert list(rows[0]) == list(FILE_COLUMNS)
    assert [row["oere"] for row in rows] == ["3000000"] * 3 + ["9000000"]
    client.post(reverse("refunds:settlement-send", args=[claim.id]))
    wrong = {"accepted": "0", "reason": "", "day": "2026-11-02"}
    address = reverse("refunds:settlement-answer", args=[claim.id])
    assert "Skriv, hvorfor" in client.post(address, wrong, follow=True).content.decode()
    client.post(address, {**wrong, "accepted": "90.000,00"})
    done = {"day": "2026-11-02"}
    page = client.post(reverse("refunds:settlement-pay", args=[claim.id]), done, follow=True)
    assert "Betalt" in page.content.decode()
    claim.refresh_from_db()
    assert claim.state == "paid"


def test_municipalities_are_chosen_and_shown_by_their_names(finance, team):
    client = b.signed_in(finance)
    page = client.get(reverse("refunds:receive")).content.decode()
    assert '<option value="0740">Silkeborg Kommune</option>' in page
    assert '<option value="0999"' not in page, "nobody claims of themselves"
    told = {
        "municipality": "0740", "number": "77", "cpr": "", "oere": "30.000", "start": "2026-08-01",
        "end": "2026-08-31", "day": "2026-10-01",
    }  # fmt: skip
    page = client.post(reverse("refunds:receive"), told, follow=True).content.decode()
    assert "Krav 77 fra Silkeborg Kommune" in page
    assert "Silkeborg Kommune" in client.get(reverse("refunds:settlement")).content.decode()
    made = grant(team, b.citizen())
    told = {"paying": "0400", "residence": "0999", "basis": "stay", "start": "2026-01-01"}
    address = reverse("refunds:duty", args=[made.citizen_id])
    page = client.post(address, told, follow=True).content.decode()
    assert "Bornholms Regionskommune betaler, Sundhøj Kommune handler" in page
    page = client.post(reverse("refunds:receive"), {"municipality": "9999"}).content.decode()
    assert "Krav 9999" not in page
    assert SettlementClaim.objects.count() == 1


def day_of(who):
    page = b.signed_in(who).get(reverse("desk:day")).content.decode()
    return page[page.index("Refusion og afregning") :].split("</section>")[0]


def test_the_day_of_a_finance_officer_warns_of_what_lapses_and_names_what_waits(team, finance):
    """November 2025 is 30,000 kr.: on 2 November 2026 the first of thirty days is lost."""
    made = grant(team, b.citizen())
    duty(made.citizen)
    post(made, [Month(2025, 11)], 30_000)
    acts.receive_settlement(finance, incoming=incoming())
    other = b.actor(Role.FINANCE)
    claim = claiming.make_claim(other, through=SEPTEMBER)
    told = day_of(finance)
    assert "senest 2.11.2026" in told
    assert "29.000 kr." in told
    assert "1.000 kr. er bortfaldet ukrævet" in told
    assert reverse("refunds:citizen", args=[made.citizen_id]) in told
    assert "Svar på krav 77 fra Vesterå Kommune" in told
    assert f"Krav {claim.number} på staten" in told
    assert f"Krav {claim.number}" not in day_of(other)
    assert "29.000" in b.signed_in(finance).get(reverse("desk:day")).content.decode()


def test_the_day_says_so_when_nothing_lapses_or_waits(team, finance):
    assert "Intet bortfalder snart" in day_of(finance)


@pytest.mark.parametrize(
    ("given_on", "days"),
    [
        (date(2025, 3, 1), 365),
        (date(2024, 3, 1), 365),  # after the leap day
        (date(2023, 3, 1), 366),  # the leap day lies between
        (date(2024, 2, 28), 366),
        (date(2024, 2, 29), 365),  # there is no 29 February the year after
    ],
)
def test_the_limit_is_twelve_months_on_a_claim_also_in_a_leap_year(team, finance, given_on, days):
    """One day of help, claimed on its last day, and refused the day after."""
    made = grant(team, b.citizen(), start=given_on, end=given_on)
    duty(made.citizen)
    post(made, [Month.of(given_on)], 1_000)
    last = given_on + timedelta(days=days)
    late = b.actor(Role.FINANCE, today=last + timedelta(days=1))
    [lost] = settlement_page(late).unclaimed
    assert (lost.oere, lost.lapsed, lost.risk) == (0, 1_000 * KR, Risk.LAPSED)
    with pytest.raises(UnableToSettle, match="Ingen kommune skylder"):
        acts.make_settlements(late, through=Month.of(given_on))
    in_time = b.actor(Role.FINANCE, today=last)
    [claim] = acts.make_settlements(in_time, through=Month.of(given_on))
    assert claim.oere == 1_000 * KR
    made.citizen.cpr = "0101801118"
    made.citizen.save()
    for number, day, is_late in (("1", last, False), ("2", last + timedelta(days=1), True)):
        asked = incoming(number=number, start=given_on, end=given_on, day=day)
        received = acts.receive_settlement(late, incoming=asked)
        assert (received.match == Match.TOO_LATE) is is_late


def test_an_answer_that_is_wrong_is_told_and_what_was_typed_stands(finance, owing):
    [claim] = acts.make_settlements(finance, through=SEPTEMBER)
    acts.send_settlement(finance, settlement=claim.id)
    address = reverse("refunds:settlement-answer", args=[claim.id])
    typed = {"accepted": "95.000", "reason": "Taksten er en anden", "day": "2026-11-02"}
    page = b.signed_in(finance).post(address, typed)
    assert page.status_code == 409
    assert "højst godkendes det, der er krævet" in page.content.decode()
    assert "Taksten er en anden" in page.content.decode()
    claim.refresh_from_db()
    assert (claim.state, claim.accepted_oere) == ("sent", None)
    b.signed_in(finance).post(address, {**typed, "accepted": "40.000"})
    late = b.signed_in(finance).post(address, typed)
    assert "kan ikke gå videre herfra" in late.content.decode()
    claim.refresh_from_db()
    assert (claim.state, claim.accepted_oere) == ("partly", 40_000 * KR)


def test_claims_that_are_over_are_shown_when_they_are_asked_for(finance, owing):
    [claim] = acts.make_settlements(finance, through=SEPTEMBER)
    assert list(settlement_page(finance).claims) == [claim]
    acts.send_settlement(finance, settlement=claim.id)
    told = {"settlement": claim.id, "accepted": claim.oere, "reason": "", "day": b.TODAY}
    acts.answer_settlement(finance, **told)
    assert list(settlement_page(finance).claims) == [claim]
    acts.pay_settlement(finance, settlement=claim.id, day=b.TODAY)
    assert list(settlement_page(finance).claims) == []
    for state in ("all", "paid"):
        assert list(settlement_page(finance, state=state).claims) == [claim]
        page = b.signed_in(finance).get(reverse("refunds:settlement"), {"state": state})
        assert claim.number in page.content.decode()


def test_an_answer_to_a_late_claim_starts_without_what_has_lapsed_and_shows_what_ours_cost(
    finance, team
):
    """310 kr. a day of October 2025, received on 11 October 2026: ten days have lapsed."""
    person = b.citizen()
    person.cpr = "0101801118"
    person.save()
    made = grant(team, person)
    Commitment.objects.create(
        grant=made, account=made.account, unit_id=made.unit_id, month=date(2025, 10, 1),
        oere=9_000 * KR,
    )  # fmt: skip
    asked = incoming(
        start=date(2025, 10, 1), end=date(2025, 10, 31), day=date(2026, 10, 11), oere=9_610 * KR
    )
    row = acts.receive_settlement(finance, incoming=asked)
    found = settlement_claim(finance, row.id)
    assert (found.lapsed, found.in_time, found.cost) == (3_100 * KR, 6_510 * KR, 9_000 * KR)
    page = b.signed_in(finance).get(reverse("refunds:settlement-claim", args=[row.id]))
    shown = page.content.decode()
    assert page.context["answer_form"].initial["accepted"] == 6_510 * KR
    assert "3.100,00 kr. er for hjælp mere end tolv måneder før 11.10.2026" in shown
    assert "9.000,00" in shown
    assert reverse("payments:grant", args=[made.id]) in shown


def test_who_may_not_have_the_file_of_a_claim_is_shown_no_link_to_it(finance, owing, team):
    [claim] = acts.make_settlements(finance, through=SEPTEMBER)
    link = reverse("refunds:settlement-file", args=[claim.id])
    page = reverse("refunds:settlement-claim", args=[claim.id])
    head = b.signed_in(b.actor(Role.HEAD, team))
    assert link not in head.get(page).content.decode()
    assert head.get(link).status_code == 403
    assert link in b.signed_in(finance).get(page).content.decode()
