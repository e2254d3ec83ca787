"""Every rule of refund, one by one: its words, where it stands, and an example worked by hand.

All sums are of 2022 unless a year is named: the limits are 860,000 / 1,680,000 / 2,120,000 kr., a
twelfth of them 71,666.67 / 140,000 / 176,666.67 kr. So 100,000 kr. in a month are 28,333.33 kr.
over the first, of which 25 % is 7,083.33 kr.: the sum that most examples come to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.period import Month, Period
from helhed.rules.refunds import hjemloeshed, refusion
from helhed.rules.refunds.betingelser import LeftOut, counts_by_law, left_out
from helhed.rules.refunds.opgoerelse import Person, Scheme
from helhed.rules.refunds.refusion import (
    ADULTS,
    CHILDREN,
    ClaimedTwice,
    limits_in,
    refund_of_month,
    require_claimed_once,
)
from tests.rules.refund_facts import (
    CHILD_BORN,
    KR,
    MAY,
    OF_100_000,
    ONE_STAY,
    OWN,
    SECURE,
    TWO_STAYS,
    at_67,
    every_month,
    grant,
    in_hospital_at_67,
    of_100_000,
    refugee,
    siblings,
    state_pays,
    stay,
    stays,
    support,
)


@dataclass(frozen=True)
class Example:
    """A rule in our own words, where it stands, and what comes of it, worked by hand."""

    rule: str
    law: str
    worked: str
    of: Callable[[], object]
    is_: object


FIRST = "monthly, of what is over a twelfth"
NET = "the whole cost of the citizen, less all income"
SPREAD = "a single expense over the account year's twelve months"
OBJECTIVE = "objective financing does not count"
HOUSEHOLD = "children of one household are summed"
ONCE = "what is claimed by one law is not claimed by the other"
KEEPS = "from 67 whoever was covered just before keeps the right"
HALF = "half of shelters, which count net"
REFUGEES = "all of a refugee's cost for three years"
YEARLY = "the limits change each year"
ACT = "the act stands at 2022's level; later limits are in the yearly rates"
BEARER = "the municipality that bears the cost in the end claims"
CONDITIONS = "granted by the law, booked by the account rules"
YOUTH = "measures by the youth crime act count"
BEFORE = "what decides at 67 is the last month before, or before hospital"
AFTER = "half of support by § 85 a for two years after a § 110 home"
STAYS = "half of a § 107 stay for six months within a year after a § 110 home"

EXAMPLES = [
    Example(
        FIRST,
        "BEK 1485/2023 § 3 stk. 1",
        "71,666 kr. are under 71,666.67",
        lambda: state_pays((grant(), MAY, 71_666)),
        {},
    ),
    Example(
        FIRST,
        "BEK 1485/2023 § 3 stk. 1",
        "25 % of 100,000 - 71,666.67",
        lambda: state_pays((grant(), MAY, 100_000)),
        of_100_000(),
    ),
    Example(
        FIRST,
        "BEK 1485/2023 § 3 stk. 1",
        "200,000 kr.: 25 % of 140,000 - 71,666.67 is 17,083.33; 50 % of 176,666.67 - 140,000 is"
        " 18,333.33; 75 % of 200,000 - 176,666.67 is 17,500.00; the exact sum is 52,916.67",
        lambda: state_pays((grant(), MAY, 200_000)),
        {Scheme.ADULT: 5_291_667},
    ),
    Example(
        NET,
        "BEK 1485/2023 § 3 stk. 2-3",
        "a home at 80,000 and support at 30,000, less 6,000 paid by the citizen and 4,000 of"
        " another refund: 100,000. Neither grant is over the limit alone by as much",
        lambda: state_pays(
            (grant(), MAY, 80_000), (grant("SEL § 85"), MAY, 30_000), income=6_000 + 4_000
        ),
        of_100_000(),
    ),
    Example(
        SPREAD,
        "BEK 1485/2023 § 3 stk. 4",
        "70,000 a month, and 360,000 once in May: 30,000 in each month, also in January",
        lambda: [
            state_pays(
                *every_month(grant(), 70_000),
                (grant("SEL § 116", is_one_off=True), MAY, 360_000),
                month=Month(2022, month),
            )
            for month in (1, 5, 12)
        ],
        [of_100_000()] * 3,
    ),
    Example(
        OBJECTIVE,
        "BEK 1485/2023 § 3 stk. 5",
        "300,000 for a secure institution count nothing beside 100,000 for a foster family",
        lambda: state_pays(
            (grant("BL § 46"), MAY, 100_000),
            (grant("BL § 46", account=SECURE), MAY, 300_000),
            people=[Person("A", CHILD_BORN)],
        ),
        of_100_000(Scheme.CHILD),
    ),
    Example(
        HOUSEHOLD,
        "SEL § 176 stk. 2; BL § 198 stk. 2",
        "two children at 50,000: each is under the limit",
        lambda: siblings(together=False),
        {},
    ),
    Example(
        HOUSEHOLD,
        "SEL § 176 stk. 2; BL § 198 stk. 2",
        "together 100,000",
        lambda: siblings(together=True),
        of_100_000(Scheme.CHILD),
    ),
    Example(
        ONCE,
        "BL § 198 stk. 3",
        "a young adult with 60,000 by BL and 40,000 by SEL: 100,000 once, by SEL § 176",
        lambda: state_pays((grant("BL § 114"), MAY, 60_000), (grant("SEL § 85"), MAY, 40_000)),
        of_100_000(),
    ),
    Example(
        KEEPS,
        "SEL § 176 stk. 3",
        "February cost 80,000, over a twelfth: covered in May, after 67 in March",
        lambda: at_67(february=80_000),
        of_100_000(),
    ),
    Example(
        KEEPS,
        "SEL § 176 stk. 3",
        "February cost 71,666, not over a twelfth: nothing",
        lambda: at_67(february=71_666),
        {},
    ),
    Example(
        HALF,
        "SEL § 177 (from memory)",
        "200,000 for a forsorgshjem: half is 100,000; the 100,000 left count by § 176",
        lambda: state_pays((grant("SEL § 110"), MAY, 200_000)),
        {Scheme.SHELTER: 100_000 * KR, **of_100_000()},
    ),
    Example(
        HALF,
        "SEL § 177 (from memory)",
        "140,000 for a krisecenter: half is 70,000, and 70,000 are under the limit",
        lambda: state_pays((grant("SEL § 109"), MAY, 140_000)),
        {Scheme.SHELTER: 70_000 * KR},
    ),
    Example(
        REFUGEES,
        "SEL § 181 stk. 2",
        "permit of 1 June 2019: the last day is 31 May 2022, and all of May is refunded",
        lambda: refugee(MAY),
        {Scheme.REFUGEE: 100_000 * KR},
    ),
    Example(
        REFUGEES,
        "SEL § 181 stk. 2",
        "in June the three years are over, and the limits count",
        lambda: refugee(Month(2022, 6)),
        of_100_000(),
    ),
    Example(
        YEARLY,
        "SOU spm. 610 2024-25",
        "100,000 in May: of 2021 25 % of 100,000 - 850,000/12 is 7,291.67; of 2022 7,083.33; of"
        " 2023 25 % of 100,000 - 880,000/12 is 6,666.67",
        lambda: [refund_of_month(100_000 * KR, Month(y, 5)).oere for y in (2021, 2022, 2023)],
        [729_167, OF_100_000, 666_667],
    ),
    Example(
        ACT,
        "BL § 198",
        "860,000 at 25 %, 1,680,000 at 50 %, 2,120,000 at 75 %",
        lambda: limits_in(2022).steps,
        ((860_000 * KR, 25), (1_680_000 * KR, 50), (2_120_000 * KR, 75)),
    ),
    Example(
        BEARER,
        "BEK 2430/2021 § 1 stk. 3",
        "another municipality pays in May, and we in June",
        lambda: [
            state_pays(
                *every_month(grant(), 100_000), month=Month(2022, month), elsewhere=[MAY.period]
            )
            for month in (5, 6)
        ],
        [{}, of_100_000()],
    ),
    Example(
        CONDITIONS,
        "BEK 2430/2021 § 2",
        "no grant; by another act; on another account than its own; and as it should be",
        lambda: [
            left_out(*booked, paid_elsewhere=False)
            for booked in (
                (None, "", OWN),
                ("ÆLDRELOV § 10", OWN, OWN),
                ("SEL § 108", OWN, "5.38.41.1.4.001.40"),
                ("SEL § 108", OWN, OWN),
            )
        ],
        [LeftOut.NO_GRANT, LeftOut.OTHER_LAW, LeftOut.WRONG_ACCOUNT, None],
    ),
    Example(
        YOUTH,
        "BEK 2430/2021 § 1 stk. 2",
        "§ 13 stk. 1 nr. 3-9, §§ 14-17 and 32, and no other",
        lambda: [
            paragraph
            for paragraph in (
                *(f"UKL § 13 stk. 1 nr. {number}" for number in range(1, 11)),
                "UKL § 13 stk. 2",
                *(f"UKL § {number}" for number in (12, 14, 15, 16, 17, 18, 31, 32, 33)),
            )
            if counts_by_law(paragraph)
        ],
        [
            *(f"UKL § 13 stk. 1 nr. {number}" for number in range(3, 10)),
            *(f"UKL § {number}" for number in (14, 15, 16, 17, 32)),
        ],
    ),
    Example(
        YOUTH,
        "BEK 2430/2021 § 1 stk. 2",
        "a boy at 100,000 by § 14",
        lambda: state_pays((grant("UKL § 14"), MAY, 100_000), people=[Person("A", CHILD_BORN)]),
        of_100_000(Scheme.CHILD),
    ),
    Example(
        BEFORE,
        "BEK 2430/2021 § 6",
        "in hospital from 3 January 2022, 67 in March: December 2021 at 80,000 decides, and is over"
        " 850,000/12 = 70,833.33",
        in_hospital_at_67,
        of_100_000(),
    ),
    Example(
        AFTER,
        "SEL § 176 a stk. 1",
        "home left on 31 May 2020: the last of two years is 30 May 2022. April 5,000.00; May 30 of"
        " 31 days: half of 9,677.42; June nothing",
        lambda: [support(month) for month in (4, 5, 6)],
        [500_000, 483_871, 0],
    ),
    Example(
        AFTER,
        "SEL § 176 a stk. 1",
        "decided on the day after the home was left: nothing",
        lambda: support(4, decided=date(2020, 6, 1)),
        0,
    ),
    Example(
        AFTER,
        "SEL § 176 a stk. 1",
        "decided in October, before the end of a § 107 stay that lay between: half",
        lambda: support(
            4,
            grant(
                "SEL § 107",
                days=Period(date(2020, 6, 1), date(2020, 10, 31)),
                decided_on=date(2020, 5, 20),
            ),
            decided=date(2020, 10, 15),
        ),
        500_000,
    ),
    Example(
        STAYS,
        "SEL § 176 a stk. 2-3",
        "home left on 31 January 2022, stay from 1 February: half of 20,000 to July, then 0",
        lambda: [stays(Month(2022, month), ONE_STAY) for month in (2, 7, 8)],
        [1_000_000, 1_000_000, 0],
    ),
    Example(
        STAYS,
        "SEL § 176 a stk. 2-3",
        "the whole cost, stay and support: half of 20,000 and of 20,000 for support by § 85",
        lambda: stays(Month(2022, 7), ONE_STAY, grant("SEL § 85")),
        2_000_000,
    ),
    Example(
        STAYS,
        "SEL § 176 a stk. 2-3",
        "six months from 1 February are 181 days; February and March took 59, and from 1 June the"
        " 122 left run to 30 September",
        lambda: [stays(Month(2022, month), *TWO_STAYS) for month in (3, 5, 6, 9, 10)],
        [1_000_000, 0, 1_000_000, 1_000_000, 0],
    ),
    Example(
        STAYS,
        "SEL § 176 a stk. 2-3",
        "a stay from 1 October: the year ends on 30 January 2023, 30 of 31 days: half of 19,354.84",
        lambda: [stays(Month(2023, month), stay(date(2022, 10, 1))) for month in (1, 2)],
        [967_742, 0],
    ),
    Example(
        STAYS,
        "SEL § 176 a stk. 2-3",
        "decided after the home was left: nothing",
        lambda: stays(MAY, stay(date(2022, 2, 1), decided=date(2022, 2, 1))),
        0,
    ),
]


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: f"{one.rule}: {one.worked[:40]}")
def test_a_rule_of_refund_as_it_was_worked_by_hand(one: Example) -> None:
    assert one.of() == one.is_


def test_every_rule_has_an_example() -> None:
    assert len({one.rule for one in EXAMPLES}) == 17


def test_the_same_cost_in_two_claims_is_refused() -> None:
    with pytest.raises(ClaimedTwice):
        require_claimed_once([(ADULTS, ["rent"]), (CHILDREN, ["rent"])])


def test_a_year_whose_limits_nobody_has_written_is_an_error_and_no_zero() -> None:
    with pytest.raises(NoValueThatDay):
        state_pays((grant(), Month(2020, 5), 100_000), month=Month(2020, 5))


def test_every_number_of_refund_names_its_source_and_how_sure_it_is() -> None:
    files = (refusion.PARAMETERS, hjemloeshed.PARAMETERS)
    values = {key: one.values for file in files for key, one in file.items()}
    assert all(value.source.strip() for listed in values.values() for value in listed)
    unsure = {
        (key, value.period.start.year)
        for key, listed in values.items()
        for value in listed
        if not value.certainty.is_verified
    }
    limits = {(f"step_{n}_from", year) for n in (1, 2, 3) for year in (2024, 2025, 2026)}
    assert limits | {("shelter_share", 2021), ("adult_age_months", 2000)} <= unsure
    assert values["shelter_share"][0].certainty.value == "memory"
