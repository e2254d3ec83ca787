"""The refund of a year, kept payer by payer, so that a page sums rows and counts nothing anew.

The database notes each citizen of whom something changed (``triggers``). Whoever asks for a year
gets it counted as it is now: the noted citizens are counted again first, with all whom they share
a household with; the whole year, when the rules, the limits or the paid months are others, or when
very much changed. So what is read is never older than the rows it comes from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Min, Q

from helhed.apps.payments.models import Posting
from helhed.apps.payments.queries import closed_through, months_closed
from helhed.apps.refunds.gathering import candidates
from helhed.apps.refunds.models import (
    CorrectedRefund,
    CountedYear,
    HouseholdMember,
    LeftOutTotal,
    PayerLawTotal,
    PayerMonthTotal,
    PayerTotal,
    ToCountAgain,
)
from helhed.apps.refunds.statements import YearStatement, year_statement
from helhed.rules.refunds.betingelser import LeftOut
from helhed.rules.refunds.opgoerelse import Payer, PayerMonth, Scheme, is_near
from helhed.rules.refunds.refusion import limits_in

MANY = 4_000
"""Changes from which the whole year is counted anew, which takes no longer then."""
BATCH = 1_000


def keep(year: int) -> None:
    """See to it that what is kept of a year is what its rows say now. Raises NoValueThatDay for a
    year without limits."""
    keep_all([year])


def keep_all(years: Collection[int]) -> None:
    """The same for some years, with as many questions as for one. Raises NoValueThatDay."""
    for year in years:
        limits_in(year)
    states = _states(years)
    noted = Exists(ToCountAgain.objects.all())
    counted = CountedYear.objects.filter(year__in=years).annotate(is_noted=noted)
    found = list(counted.values_list("year", "state", "is_noted"))
    kept = {year: state for year, state, _ in found}
    if kept == states and not any(is_noted for _, _, is_noted in found):
        return
    with transaction.atomic():
        new = [CountedYear(year=year) for year in years if year not in kept]
        CountedYear.objects.bulk_create(new, ignore_conflicts=True)
        rows = list(CountedYear.objects.select_for_update().order_by("year"))
        CorrectedRefund.objects.all().delete()
        _count_noted([one.year for one in rows])
        for row in CountedYear.objects.filter(year__in=years):
            if row.state != states[row.year]:
                CountedYear.objects.filter(year=row.year).update(state=states[row.year])
                _write_anew(row.year)


def _count_noted(years: Collection[int]) -> None:
    """Count the noted citizens again in all years that are kept. What is noted meanwhile stays
    noted: only the notes that were there before the counting are taken away."""
    noted = ToCountAgain.objects.order_by("id").values_list("id", "citizen", "year")
    notes = list(noted[: MANY + 1])
    if len(notes) > MANY:
        CountedYear.objects.update(state="")
        ToCountAgain.objects.all().delete()
        return
    ToCountAgain.objects.filter(id__in=[note for note, _, _ in notes]).delete()
    for year in years:
        theirs = {citizen for _, citizen, of in notes if of is None or of == year}
        if theirs:
            _count_some(year, theirs)


def _count_some(year: int, noted: set[UUID]) -> None:
    citizens, households = together(noted)
    gone = Q(household__isnull=False, household__members__isnull=True)
    whose = Q(citizen__in=citizens) | Q(household__in=households)
    here = PayerTotal.objects.filter(year=year)
    _delete(here.filter(whose | gone).values_list("id", flat=True))
    LeftOutTotal.objects.filter(year=year, citizen__in=citizens).delete()
    some = candidates(year, citizens)
    if some:
        _write(year_statement(year, some))


def _delete(payers: Iterable[int]) -> None:
    ids = list(payers)
    PayerMonthTotal.objects.filter(payer__in=ids).delete()
    PayerLawTotal.objects.filter(payer__in=ids).delete()
    PayerTotal.objects.filter(id__in=ids).delete()


def together(citizens: set[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Citizens with all whom they share a household with, and the households."""
    found, households = set(citizens), set[UUID]()
    more = found
    while more:
        joined = HouseholdMember.objects.filter(citizen__in=more)
        theirs = set(joined.values_list("household", flat=True)) - households
        households |= theirs
        members = HouseholdMember.objects.filter(household__in=theirs)
        more = set(members.values_list("citizen", flat=True)) - found
        found |= more
    return found, households


def _write_anew(year: int) -> None:
    PayerMonthTotal.objects.filter(payer__year=year).delete()
    PayerLawTotal.objects.filter(payer__year=year).delete()
    PayerTotal.objects.filter(year=year).delete()
    LeftOutTotal.objects.filter(year=year).delete()
    _write(year_statement(year))


def _write(found: YearStatement) -> None:
    totals = _totals(found)
    PayerTotal.objects.bulk_create(totals.values(), batch_size=BATCH)
    PayerMonthTotal.objects.bulk_create(
        (
            PayerMonthTotal(
                payer=totals[one.payer],
                month=one.month.first,
                is_expected=is_expected,
                department=found.department(one),
                oere=one.refund,
            )
            for is_expected, listed in ((False, found.posted), (True, found.expected))
            for one in listed
            if one.refund
        ),
        batch_size=BATCH,
    )
    PayerLawTotal.objects.bulk_create(_by_law(found, totals), batch_size=BATCH)
    LeftOutTotal.objects.bulk_create(_left_out(found), batch_size=BATCH)


def _by_law(found: YearStatement, totals: Mapping[Payer, PayerTotal]) -> Iterator[PayerLawTotal]:
    """What was posted, law by law. A month that cannot be counted says so by each law that it
    cannot be counted by."""
    for one in found.posted:
        unknown = [law for law in Scheme if law.is_costly] if one.unknown is not None else []
        for law in dict.fromkeys([*one.refunds, *unknown]):
            yield PayerLawTotal(
                payer=totals[one.payer],
                month=one.month.first,
                scheme=law.value,
                department=found.department(one),
                basis_oere=one.basis_of(law) if law in one.refunds else 0,
                oere=one.refunds.get(law, 0),
                is_uncounted=law in unknown,
            )


def _totals(found: YearStatement) -> dict[Payer, PayerTotal]:
    totals: dict[Payer, PayerTotal] = {}
    people: defaultdict[Payer, set[str]] = defaultdict(set)
    limits = limits_in(found.year)
    for one in found.posted:
        row = _total(totals, found, one)
        row.basis_oere += one.net
        row.earned_oere += one.refund
    for one in found.expected:
        row = _total(totals, found, one)
        row.expected_oere += one.refund
        row.months_over += bool(one.steps and one.steps[0])
        row.is_near |= is_near(one.basis, one.month, limits) and one.is_covered
        if one.unknown is not None:
            row.unknown = one.unknown.value
    for one in (*found.posted, *found.expected):
        people[one.payer] |= {person.person for person in one.people}
    for payer, row in totals.items():
        row.people = sorted(people[payer])
    return totals


def _total(totals: dict[Payer, PayerTotal], found: YearStatement, one: PayerMonth) -> PayerTotal:
    row = totals.get(one.payer)
    if row is None:
        key = UUID(one.payer.key)
        row = totals[one.payer] = PayerTotal(
            year=found.year,
            citizen_id=None if one.payer.is_household else key,
            household_id=key if one.payer.is_household else None,
            department=found.department(one),
            number=found.number(one),
            months_over=0,
            basis_oere=0,
            earned_oere=0,
            expected_oere=0,
            is_near=False,
        )
    return row


def _left_out(found: YearStatement) -> list[LeftOutTotal]:
    sums: defaultdict[tuple[str, LeftOut], list[int]] = defaultdict(lambda: [0, 0])
    for line in found.facts.lines:
        if line.left_out is not None and not line.is_committed:
            of = sums[line.citizen, line.left_out]
            of[0], of[1] = of[0] + 1, of[1] + line.oere
    return [
        LeftOutTotal(
            year=found.year,
            citizen_id=UUID(citizen),
            department=found.facts.departments[citizen],
            reason=reason.value,
            lines=lines,
            oere=oere,
        )
        for (citizen, reason), (lines, oere) in sums.items()
    ]


def _states(years: Collection[int]) -> dict[int, str]:
    """What years are counted by beside the citizens' own rows."""
    first = Posting.objects.aggregate(first=Min("month"))["first"]
    posted = closed_through()
    found = {}
    for year in years:
        said = (_rules(), sorted(months_closed(posted, year).items()), first)
        found[year] = sha256(repr(said).encode()).hexdigest()
    return found


@cache
def _rules() -> str:
    """The rules and their amounts as they are written: whoever changes them changes this."""
    found = sha256()
    for package in ("helhed.rules.refunds", "helhed.apps.refunds"):
        for one in sorted(files(package).iterdir(), key=lambda part: part.name):
            if one.is_file() and one.name.endswith((".py", ".toml")):
                found.update(one.read_bytes())
    found.update((files("helhed.rules.decisions") / "egenbetaling.py").read_bytes())
    return found.hexdigest()
