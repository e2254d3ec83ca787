"""The refund of corrections that are known and that the ledger has not posted.

What is kept of a year is counted of what was posted and what is committed, so that a claim never
takes what nobody has paid. Whoever says what a year ends at counts the corrections' cost as well,
and then their refund with it: the same citizens are counted with them and without.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Exists

from helhed.apps.decisions.models import Grant
from helhed.apps.refunds.gathering import Corrections, gathered
from helhed.apps.refunds.kept import together
from helhed.apps.refunds.models import CorrectedRefund, CountedYear, ToCountAgain
from helhed.apps.refunds.statements import YearStatement
from helhed.rules.refunds.opgoerelse import statement

IDS_AT_ONCE = 500


def refund_of_corrections(year: int, known: Corrections) -> dict[str, int]:
    """By how much corrections move what is expected in refund in a year, by the department where
    each payer costs most, in øre; below 0 when less is expected. It is kept with the refund of the
    year, so whoever asks has seen to it that the year is kept (``kept.keep``) first. Raises
    NoValueThatDay for a year without limits."""
    if not known:
        return {}
    state = sha256(repr(sorted(known.items())).encode()).hexdigest()
    unchanged = CorrectedRefund.objects.filter(~Exists(ToCountAgain.objects.all()), year=year)
    kept = unchanged.filter(state=state).first()
    if kept is not None:
        return dict(kept.moved)
    with transaction.atomic():
        list(CountedYear.objects.select_for_update().filter(year=year))
        found = _counted(year, known)
        CorrectedRefund.objects.update_or_create(
            year=year, defaults={"state": state, "moved": found}
        )
    return found


def _counted(year: int, known: Corrections) -> dict[str, int]:
    facts = gathered(year, together(_citizens({grant for grant, _, _ in known}))[0], known)
    before = statement(facts.people, facts.expected, facts.incomes, year)
    after = statement(facts.people, facts.corrected, facts.incomes, year)
    of = YearStatement(year, facts, [], before)
    moved: Counter[str] = Counter()
    for sign, months in ((1, after), (-1, before)):
        for one in months:
            if one.refund:
                moved[of.department(one)] += sign * one.refund
    return {department: oere for department, oere in moved.items() if oere}


def _citizens(grants: set[UUID]) -> set[UUID]:
    listed, found = sorted(grants), set[UUID]()
    for low in range(0, len(listed), IDS_AT_ONCE):
        some = Grant.objects.filter(id__in=listed[low : low + IDS_AT_ONCE])
        found |= set(some.values_list("citizen", flat=True))
    return found
