"""Each rule of refund on what was posted, with the sums worked by hand.

2022: limits 860,000 / 1,680,000 / 2,120,000 kr.; a twelfth is 71,666.67 / 140,000 / 176,666.67 kr.
"""

from datetime import date

import pytest

from helhed.apps.decisions.models import Commitment
from helhed.apps.payments.models import Posting
from helhed.apps.refunds.models import (
    Household,
    HouseholdMember,
    Income,
    PayingDuty,
    RefundFact,
)
from helhed.apps.refunds.statements import year_statement
from helhed.kernel.period import Month
from helhed.rules.refunds.betingelser import LeftOut
from helhed.rules.refunds.opgoerelse import Payer, Scheme, Unknown
from tests.apps import building as b
from tests.apps.refunds.house import KR, closed, grant, post, year

pytestmark = pytest.mark.django_db

MAY = Month(2022, 5)
REFUND_OF_100_000 = 708_333  # 25 % of 28,333.33 kr., in øre


@pytest.fixture
def adults():
    b.municipality()
    closed(Month(2022, 12))
    return b.unit("Voksne", "adults")


@pytest.fixture
def children(adults):
    return b.unit("Børn", "children")


def month_of(payer, month=MAY, which="posted"):
    found = getattr(year_statement(month.year), which)
    return next((one for one in found if (one.payer, one.month) == (payer, month)), None)


def citizen_month(person, month=MAY, which="posted"):
    return month_of(Payer(False, str(person.id)), month, which)


def test_the_whole_cost_of_a_citizen_counts_less_what_the_citizen_pays(adults):
    """80,000 for a home and 30,000 for support, less 10,000 paid: 100,000 kr."""
    person = b.citizen()
    home, support = grant(adults, person), grant(adults, person, service="stoette_85")
    post(home, [MAY], 80_000)
    post(support, [MAY], 30_000)
    Income.objects.create(
        grant=home, kind="user_payment", month=MAY.first, oere=10_000 * KR, recorded_at=b.NOON
    )
    found = citizen_month(person)
    assert found.basis == 100_000 * KR
    assert found.refunds == {Scheme.ADULT: REFUND_OF_100_000}


def test_a_single_expense_is_spread_over_the_accounting_year(adults):
    """70,000 a month and one of 360,000 in May: 100,000 every month."""
    person = b.citizen()
    post(grant(adults, person), year(2022), 70_000)
    post(grant(adults, person, service="boligindretning_116", kind="one_off"), [MAY], 360_000)
    found = [citizen_month(person, month) for month in (Month(2022, 1), MAY, Month(2022, 12))]
    assert [one.basis for one in found] == [100_000 * KR] * 3
    assert found[0].people[0].one_off == 30_000 * KR
    assert sum(one.refund for one in year_statement(2022).posted) == 12 * REFUND_OF_100_000


def test_objective_financing_is_left_out_and_named(children):
    person = b.citizen(date(2006, 3, 1))
    secure = grant(children, person, service="sikret")
    post(secure, [MAY], 300_000)
    assert citizen_month(person) is None
    [line] = year_statement(2022).facts.lines
    assert line.left_out is LeftOut.OBJECTIVE


def test_children_of_one_household_are_summed_and_alone_get_nothing(children):
    one, two = b.citizen(date(2012, 3, 1)), b.citizen(date(2014, 3, 1))
    for child in (one, two):
        post(grant(children, child, service="opholdssted"), [MAY], 50_000)
    assert sum(month.refund for month in year_statement(2022).posted) == 0
    home = Household.objects.create(name="Hjemme")
    for child in (one, two):
        HouseholdMember.objects.create(household=home, citizen=child, start=date(2020, 1, 1))
    found = month_of(Payer(True, str(home.id)))
    assert found.basis == 100_000 * KR
    assert found.refunds == {Scheme.CHILD: REFUND_OF_100_000}


def test_a_child_who_turns_18_is_on_its_own_from_the_month_after(children):
    child = b.citizen(date(2004, 5, 20))
    post(grant(children, child, service="ungestoette_ophold"), year(2022), 100_000)
    home = Household.objects.create(name="Hjemme")
    HouseholdMember.objects.create(household=home, citizen=child, start=date(2020, 1, 1))
    assert month_of(Payer(True, str(home.id))).refunds == {Scheme.CHILD: REFUND_OF_100_000}
    assert citizen_month(child) is None
    assert citizen_month(child, Month(2022, 6)).refund == REFUND_OF_100_000


def test_a_cost_is_claimed_by_one_law_when_two_acts_grant_help(children, adults):
    """A young adult with help by both acts: all of it by SEL § 176, nothing again by BL § 198."""
    person = b.citizen(date(2002, 1, 1))
    post(grant(children, person, service="ungestoette_ophold"), [MAY], 60_000)
    post(grant(adults, person, service="stoette_85"), [MAY], 40_000)
    found = [one for one in year_statement(2022).posted if one.refund]
    assert [one.refunds for one in found] == [{Scheme.ADULT: REFUND_OF_100_000}]


@pytest.mark.parametrize(
    ("before", "refund"), [(80_000, REFUND_OF_100_000), (71_666, 0), (None, 0)]
)
def test_after_67_only_whoever_was_covered_the_month_before(adults, before, refund):
    """67 on 20 March 2022: what February cost decides; a twelfth is 71,666.67 kr."""
    person = b.citizen(date(1955, 3, 20))
    of = grant(adults, person)
    if before:
        post(of, [Month(2022, 2)], before)
    post(of, [MAY], 100_000)
    assert citizen_month(person).refund == refund


def test_after_67_what_is_not_known_is_no_zero_and_can_be_told(adults):
    person = b.citizen(date(1945, 3, 20))
    post(grant(adults, person), [MAY], 100_000)
    assert citizen_month(person).unknown is Unknown.BEFORE_67
    RefundFact.objects.create(
        citizen=person, kind="covered_67", start=date(2012, 3, 1), note="Brev", recorded_at=b.NOON
    )
    found = citizen_month(person)
    assert (found.unknown, found.refund) == (None, REFUND_OF_100_000)


def test_in_hospital_at_67_the_month_before_the_admission_decides(adults):
    """In hospital from 3 January; December 2021 cost 80,000, a twelfth was 70,833.33 kr."""
    person = b.citizen(date(1955, 3, 20))
    of = grant(adults, person)
    post(of, [Month(2021, 12)], 80_000)
    post(of, [MAY], 100_000)
    assert citizen_month(person).refund == 0
    RefundFact.objects.create(
        citizen=person, kind="hospital_67", start=date(2022, 1, 3), note="Brev", recorded_at=b.NOON
    )
    assert citizen_month(person).refund == REFUND_OF_100_000


def test_a_refugee_is_refunded_in_full_for_three_years_and_by_no_other_law(adults):
    person = b.citizen()
    post(grant(adults, person), year(2022), 100_000)
    RefundFact.objects.create(
        citizen=person, kind="refugee", start=date(2019, 6, 1), note="Tilladelse",
        recorded_at=b.NOON,
    )  # fmt: skip
    assert citizen_month(person).refunds == {Scheme.REFUGEE: 100_000 * KR}
    assert citizen_month(person, Month(2022, 6)).refunds == {Scheme.ADULT: REFUND_OF_100_000}


def test_half_of_a_shelter_is_refunded_and_the_other_half_counts(adults):
    """200,000: the state pays 100,000 by § 177; the 100,000 left count by § 176."""
    person = b.citizen()
    post(grant(adults, person, service="forsorgshjem_110"), [MAY], 200_000)
    found = citizen_month(person)
    assert found.refunds == {Scheme.SHELTER: 100_000 * KR, Scheme.ADULT: REFUND_OF_100_000}
    assert (found.basis, found.net) == (100_000 * KR, 200_000 * KR)
    assert found.basis_of(Scheme.SHELTER) == 200_000 * KR
    assert found.basis_of(Scheme.ADULT) == 100_000 * KR


def test_support_after_a_shelter_is_half_refunded_for_two_years(adults):
    person = b.citizen()
    shelter = {"service": "forsorgshjem_110", "start": date(2020, 1, 1), "end": date(2020, 5, 31)}
    grant(adults, person, **shelter)
    support = grant(
        adults, person, service="stoette_85", citation="SEL § 85 a", start=date(2020, 6, 1),
        decided=date(2020, 5, 1),
    )  # fmt: skip
    post(support, year(2022), 10_000)
    found = {one.month.month: one.refunds for one in year_statement(2022).posted}
    assert found[4] == {Scheme.AFTER_SHELTER: 5_000 * KR}
    # two years from 31 May 2020: the last day is 30 May 2022, 30 of May's 31 days
    assert found[5] == {Scheme.AFTER_SHELTER: round(10_000 * KR * 30 / 31 / 2)}
    assert found[6] == {}


def test_a_stay_after_a_shelter_decided_after_the_discharge_is_not_half_refunded(adults):
    person = b.citizen()
    shelter = {"service": "forsorgshjem_110", "start": date(2022, 1, 1), "end": date(2022, 2, 28)}
    grant(adults, person, **shelter)
    stay = {"service": "botilbud_107", "start": date(2022, 3, 1)}
    in_time = grant(adults, person, **stay, decided=date(2022, 2, 20))
    post(in_time, [MAY], 20_000)
    assert citizen_month(person).refunds == {Scheme.AFTER_SHELTER: 10_000 * KR}
    other = b.citizen()
    grant(adults, other, **shelter)
    post(grant(adults, other, **stay, decided=date(2022, 3, 1)), [MAY], 20_000)
    assert citizen_month(other).refunds == {}


@pytest.mark.parametrize(
    ("citation", "counts"),
    [
        ("UKL § 13 stk. 1 nr. 3", True),
        ("UKL § 13 stk. 1 nr. 9", True),
        ("UKL § 13 stk. 1 nr. 2", False),
        ("UKL § 14", True),
        ("UKL § 32", True),
        ("UKL § 18", False),
        ("ÆLDRELOV § 10", False),
    ],
)
def test_measures_by_the_youth_crime_act_count_and_other_acts_do_not(children, citation, counts):
    person = b.citizen(date(2006, 3, 1))
    post(grant(children, person, service="opholdssted", citation=citation), [MAY], 100_000)
    [line] = year_statement(2022).facts.lines
    assert line.left_out is (None if counts else LeftOut.OTHER_LAW)
    assert (citizen_month(person) is not None) is counts


def test_a_cost_on_another_account_than_its_own_is_not_claimed_until_it_is_moved(adults):
    person = b.citizen()
    of = grant(adults, person)
    post(of, [MAY], 100_000, account="5.38.41.1.4.001.40")
    assert citizen_month(person) is None
    assert year_statement(2022).facts.lines[0].left_out is LeftOut.WRONG_ACCOUNT
    Posting.objects.update(account=of.account)
    assert citizen_month(person).refund == REFUND_OF_100_000


def test_the_municipality_that_bears_the_cost_claims_the_refund(adults):
    person = b.citizen()
    post(grant(adults, person), year(2022), 100_000)
    PayingDuty.objects.create(
        citizen=person, acting="0999", paying="0981", residence="0999", basis="stay",
        start=date(2022, 5, 1), end=date(2022, 5, 31), recorded_at=b.NOON,
    )  # fmt: skip
    assert citizen_month(person) is None
    assert citizen_month(person, Month(2022, 6)).refund == REFUND_OF_100_000


def test_expected_is_what_was_posted_in_paid_months_and_what_is_committed_in_the_rest(adults):
    person = b.citizen()
    of = grant(adults, person)
    post(of, year(2026, 9), 100_000)
    closed(Month(2026, 9))
    Commitment.objects.bulk_create(
        Commitment(
            grant=of, account=of.account, unit_id=of.unit_id, month=month.first, oere=90_000 * KR
        )
        for month in year(2026)
    )
    found = year_statement(2026)
    assert [one.basis // KR for one in found.posted] == [100_000] * 9
    assert [one.basis // KR for one in found.expected] == [100_000] * 9 + [90_000] * 3


def test_whoever_is_far_from_the_limits_is_not_even_read(adults):
    cheap, dear = b.citizen(), b.citizen()
    post(grant(adults, cheap), year(2022), 46_000)
    post(grant(adults, dear), year(2022), 47_000)
    assert {one.payer.key for one in year_statement(2022).posted} == {str(dear.id)}
